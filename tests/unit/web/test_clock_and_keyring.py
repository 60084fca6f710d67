"""What is remembered between two questions to the database, and for how long."""

from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bridge.errors import KeyPending, KeyUnknown, NetworkIsACopy
from bridge.operations.copies import CopyWatch, Found, differences
from bridge.store.engine.database import DatabaseClock
from bridge.web.auth import KeyRing, KnownKey, Trust

STARTED = datetime(2025, 6, 11, 12, 0, 0)


class Hands:
    """A monotonic clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def test_the_clock_asks_once_and_counts_on() -> None:
    hands, asked = Hands(), []

    def measure() -> datetime:
        asked.append(hands.at)
        return STARTED

    clock = DatabaseClock(measure, monotonic=hands)
    clock.now()
    hands.at += 29.0

    assert clock.now() == STARTED + timedelta(seconds=29)
    assert asked == [100.0]


def test_the_clock_asks_again_after_half_a_minute_and_when_told() -> None:
    hands, asked = Hands(), []

    def measure() -> datetime:
        asked.append(hands.at)
        return STARTED + timedelta(seconds=7 * len(asked))

    clock = DatabaseClock(measure, monotonic=hands)
    clock.now()
    hands.at += 31.0

    assert clock.now() == STARTED + timedelta(seconds=14)
    assert clock.remeasured() == STARTED + timedelta(seconds=21)


def test_half_of_the_round_trip_is_added() -> None:
    hands = Hands()

    def measure() -> datetime:
        hands.at += 4.0
        return STARTED

    assert DatabaseClock(measure, monotonic=hands).now() == STARTED + timedelta(seconds=2)


def known(status: str) -> KnownKey:
    return KnownKey(Ed25519PrivateKey.generate().public_key(), status)  # type: ignore[arg-type]


def test_a_trusted_key_is_found_without_reading_again() -> None:
    hands, read = Hands(), []

    def trust() -> Trust:
        read.append(hands.at)
        return Trust("n", 1, {"k": known("trusted")})

    ring = KeyRing(trust, monotonic=hands)
    ring.find("k")
    hands.at += 29.0
    ring.find("k")

    assert read == [100.0]


def test_a_retired_key_is_forgotten_within_half_a_minute() -> None:
    hands, keys = Hands(), {"k": known("trusted")}
    ring = KeyRing(lambda: Trust("n", 1, dict(keys)), monotonic=hands)
    ring.find("k")
    keys["k"] = known("retired")
    hands.at += 30.1

    with pytest.raises(KeyUnknown):
        ring.find("k")


def test_unknown_keys_make_it_read_once_a_second_and_no_more() -> None:
    hands, read = Hands(), []

    def trust() -> Trust:
        read.append(hands.at)
        return Trust("n", 1, {})

    ring = KeyRing(trust, monotonic=hands)
    for _ in range(50):
        with pytest.raises(KeyUnknown):
            ring.find("anything")
        hands.at += 0.1

    assert len(read) <= 6


def test_a_waiting_key_is_told_by_its_name() -> None:
    ring = KeyRing(lambda: Trust("n", 1, {"k": known("pending")}), monotonic=Hands())

    with pytest.raises(KeyPending) as refused:
        ring.find("k")
    assert refused.value.params == {"kid": "k"}


class Row:
    """An installation row."""

    site_url_sha256 = "a"

    def __init__(self, fingerprint: str | None) -> None:
        self.service_key_fingerprint = fingerprint


@pytest.mark.parametrize(
    ("remembered", "site", "fingerprint", "expected"),
    [
        ("f", "a", "f", ()),
        (None, "a", "f", ()),
        (None, "a", None, ()),
        ("f", "b", "f", ("site",)),
        ("f", "a", "g", ("service_key",)),
        ("f", "a", None, ("service_key",)),
        ("f", "b", "g", ("site", "service_key")),
    ],
)
def test_whatever_does_not_travel_with_a_database_tells_a_copy(
    remembered: str | None, site: str, fingerprint: str | None, expected: tuple[str, ...]
) -> None:
    assert expected == differences(Row(remembered), Found(site, fingerprint))


def test_on_a_copy_nothing_can_be_bought() -> None:
    with pytest.raises(NetworkIsACopy):
        CopyWatch(lambda: ("site",)).refuse_on_copy()


def test_the_network_itself_is_no_copy() -> None:
    CopyWatch(tuple).refuse_on_copy()
