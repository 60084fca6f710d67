"""What is remembered between two questions to the database, and for how long."""

from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bridge.errors import KeyPending, KeyUnknown, NetworkIsACopy
from bridge.gateways.port import Gateways, GatewayUnreachable, Payer
from bridge.operations.copies import CopyWatch, Found, FoundProvider, ProviderWatch, differences
from bridge.store.engine.database import DatabaseClock
from bridge.web.auth import KeyRing, KnownKey, Trust
from tests.fakes.card import CardGateway

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

    def __init__(
        self, fingerprint: str | None, account: str | None = None, mode: str = "live", *, livemode: bool | None = None
    ) -> None:
        self.service_key_fingerprint = fingerprint
        self.provider_account = account
        self.provider_livemode = livemode
        self.mode = mode


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


@pytest.mark.parametrize(("account", "livemode", "mode", "found", "expected"), [
    (None, None, "live", FoundProvider(is_live=True), ()),
    ("stripe:acct_1", True, "live", None, ()),
    ("stripe:acct_1", True, "live", FoundProvider(is_live=True), ()),
    ("stripe:acct_1", True, "live", FoundProvider(is_live=True, account="stripe:acct_1"), ()),
    ("stripe:acct_1", True, "live", FoundProvider(is_live=True, account="stripe:acct_2"), ("provider",)),
    ("stripe:acct_1", True, "live", FoundProvider(is_live=False), ("provider",)),
    (None, None, "staging", FoundProvider(is_live=True), ("provider",)),
    (None, None, "staging", FoundProvider(is_live=False), ()),
])  # fmt: skip
def test_a_providers_keys_that_were_not_used_before_tell_a_copy(
    account: str | None, livemode: bool | None, mode: str, found: FoundProvider | None, expected: tuple[str, ...]  # noqa: FBT001
) -> None:
    assert expected == differences(Row("f", account, mode, livemode=livemode), Found("a", "f", found))


def watched(card: CardGateway, *, is_copy: bool = False, kept: str | None = None) -> list[str]:
    """A provider that is watched, on a network that keeps an account; what becomes kept."""
    keeps = [kept] if kept else []

    def keep(account: str, _: bool) -> bool:  # noqa: FBT001 (of a callback)
        keeps.append(account) if not keeps else None
        return keeps == [account]

    ProviderWatch(Gateways({card.id: card}), keep).begin(lambda: is_copy)
    return keeps


def test_a_copy_calls_no_provider_not_even_to_read() -> None:
    card = CardGateway()
    watched(card, is_copy=True)

    calls = (lambda: card.methods(Payer(1, "cus_1")), lambda: card.look_up("card_1"), lambda: card.cancel("card_1"))
    for call in calls:
        with pytest.raises(GatewayUnreachable):
            call()
    assert card.cancelled == []


def test_the_first_account_is_kept_and_keys_of_another_one_call_nobody() -> None:
    first, other = CardGateway(), CardGateway()

    kept = watched(first)
    watched(other, kept="card:acct_of_somebody")
    first.cancel("card_1")

    assert kept == ["card:acct_of_the_tests"]
    with pytest.raises(GatewayUnreachable):
        other.cancel("card_1")
    assert (first.cancelled, other.cancelled) == (["card_1"], [])
