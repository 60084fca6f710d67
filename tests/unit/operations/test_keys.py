"""Which keys are believed: the first, those their predecessor signed, and nobody else."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bridge.operations.keys import KeyFileError, ServiceKey, decide, make_key_file, public_key_of, read_key_file
from bridge.store.keys import Decision, KeyRow

MADE = datetime(2025, 6, 11, 12, 0, 0)
NOW = MADE + timedelta(minutes=1)


def key() -> ServiceKey:
    return ServiceKey(Ed25519PrivateKey.generate())


def row(key: ServiceKey, **given: object) -> KeyRow:
    plain = KeyRow(key.kid, "plugin", key.public_key, "pending", None, None, None, MADE, None)
    return replace(plain, **given)  # type: ignore[arg-type]


def test_the_first_key_of_the_plugin_is_trusted() -> None:
    first, second = key(), key()

    decisions = decide([row(first), row(second, created_at=MADE + timedelta(seconds=1))], NOW)

    assert decisions == (Decision(first.kid, "trusted", "first"),)


def test_a_later_key_waits() -> None:
    decisions = decide([row(key(), status="trusted", approval="first"), row(key())], NOW)

    assert decisions == ()


def test_a_key_does_not_become_the_first_because_all_others_are_retired() -> None:
    decisions = decide([row(key(), status="retired"), row(key())], NOW)

    assert decisions == ()


def test_a_service_key_does_not_count_as_the_first() -> None:
    plugin = key()

    decisions = decide([row(key(), side="service", status="trusted"), row(plugin)], NOW)

    assert decisions == (Decision(plugin.kid, "trusted", "first"),)


def test_a_key_that_a_trusted_predecessor_signed_is_trusted() -> None:
    old, new = key(), key()
    rows = [
        row(old, status="trusted", approval="first"),
        row(new, predecessor_kid=old.kid, signature=old.sign(new.raw_public)),
    ]

    assert decide(rows, NOW) == (Decision(new.kid, "trusted", "predecessor"),)


@pytest.mark.parametrize("status", ["pending", "retired"])
def test_a_predecessor_that_is_not_trusted_vouches_for_nobody(status: str) -> None:
    first, old, new = key(), key(), key()
    rows = [
        row(first, status="trusted"),
        row(old, status=status),
        row(new, predecessor_kid=old.kid, signature=old.sign(new.raw_public)),
    ]

    assert decide(rows, NOW) == ()


def test_a_signature_over_something_else_is_worth_nothing() -> None:
    old, new = key(), key()
    rows = [
        row(old, status="trusted"),
        row(new, predecessor_kid=old.kid, signature=old.sign(b"something else")),
    ]

    assert decide(rows, NOW) == ()


def test_a_predecessor_stays_for_ten_minutes_and_is_retired_then() -> None:
    old, new = key(), key()
    rows = [
        row(old, status="trusted"),
        row(new, status="trusted", approval="predecessor", predecessor_kid=old.kid, decided_at=MADE),
    ]

    assert decide(rows, MADE + timedelta(minutes=10)) == ()
    assert decide(rows, MADE + timedelta(minutes=10, seconds=1)) == (Decision(old.kid, "retired", None),)


def test_a_row_with_another_key_s_name_holds_no_key() -> None:
    one, other = key(), key()

    assert public_key_of(row(one, public_key=other.public_key)) is None
    assert decide([row(one, public_key=other.public_key)], NOW) == ()


def test_a_key_file_is_made_once_readable_by_its_owner_alone_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "service.pem"

    made = make_key_file(path)

    assert read_key_file(path).kid == made.kid
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(KeyFileError):
        make_key_file(path)


def test_a_file_that_holds_no_key_is_named(tmp_path: Path) -> None:
    path = tmp_path / "service.pem"
    path.write_text("nothing")

    with pytest.raises(KeyFileError, match=r"service\.pem"):
        read_key_file(path)
