"""Which public keys are believed: the rules, over the rows that both sides have written.

A key is named by its digest (``kid``). The first key of the plugin is trusted when none has ever been; each later one
when the key before it signed it, or when an operator approved it. Nothing else makes a key trusted.
"""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Side = Literal["plugin", "service"]
KeyStatus = Literal["trusted", "pending", "retired"]
Approval = Literal["first", "predecessor", "operator"]

#: A key that signed its successor is believed this much longer: tokens on their way, pages that began before.
PREDECESSOR_STAYS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One row of ``bridge_keys``; ``public_key`` is base64url without padding, instants are UTC without zone."""

    kid: str
    side: Side
    public_key: str
    status: KeyStatus
    approval: Approval | None
    predecessor_kid: str | None
    signature: str | None
    created_at: datetime
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules make of a row: trusted for a reason, or retired (``approval`` None)."""

    kid: str
    status: Literal["trusted", "retired"]
    approval: Approval | None


def encode(raw: bytes) -> str:
    """Write bytes as base64url without padding.

    >>> encode(bytes([251, 255]))
    '-_8'
    """
    return urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes:
    """Read base64 of either alphabet, padded or not.

    >>> decode("-_8") == decode("+/8=") == bytes([251, 255])
    True

    :raises ValueError: where it is no base64.
    """
    urlsafe = text.rstrip("=").replace("+", "-").replace("/", "_")
    try:
        return urlsafe_b64decode(urlsafe + "=" * (-len(urlsafe) % 4))
    except binascii.Error as error:
        raise ValueError(f"not base64: {text!r}") from error


def kid_of(raw_public_key: bytes) -> str:
    """Return the name of a key: base64url of the SHA-256 of its 32 bytes."""
    return encode(sha256(raw_public_key).digest())


def public_key_of(row: KeyRow) -> Ed25519PublicKey | None:
    """Return the row's key; None where the row's name is not the key's own, or it is no key at all."""
    try:
        raw = decode(row.public_key)
        return Ed25519PublicKey.from_public_bytes(raw) if kid_of(raw) == row.kid else None
    except ValueError:
        return None


def decide(rows: Iterable[KeyRow], now: datetime) -> tuple[Decision, ...]:
    """Return what has to be written so that the rows say what the rules say; empty when they already do.

    Successors are followed one step a call: the next call sees the row that this one made trusted.
    """
    keys = {row.kid: row for row in rows if row.side == "plugin" and public_key_of(row) is not None}
    pending = sorted((row for row in keys.values() if row.status == "pending"), key=_age)
    if not any(row.status != "pending" for row in keys.values()):
        return (Decision(pending[0].kid, "trusted", "first"),) if pending else ()
    followers = tuple(
        Decision(row.kid, "trusted", "predecessor") for row in pending if _is_signed_by_predecessor(row, keys)
    )
    return followers + tuple(Decision(kid, "retired", None) for kid in _superseded(keys, now))


def _age(row: KeyRow) -> tuple[datetime, str]:
    """Order by arrival; two of one instant by name, so that every reader picks the same."""
    return row.created_at, row.kid


def _is_signed_by_predecessor(row: KeyRow, keys: dict[str, KeyRow]) -> bool:
    """Tell whether a trusted key signed the 32 bytes of this one."""
    predecessor = keys.get(row.predecessor_kid or "")
    if predecessor is None or predecessor.status != "trusted" or row.signature is None:
        return False
    key = public_key_of(predecessor)
    if key is None:
        return False
    try:
        key.verify(decode(row.signature), decode(row.public_key))
    except (InvalidSignature, ValueError):
        return False
    return True


def _superseded(keys: dict[str, KeyRow], now: datetime) -> tuple[str, ...]:
    """Return the trusted keys whose successor has been trusted for long enough."""
    return tuple(
        sorted(
            row.predecessor_kid
            for row in keys.values()
            if row.status == "trusted"
            and row.predecessor_kid in keys
            and keys[row.predecessor_kid].status == "trusted"
            and row.decided_at is not None
            and now - row.decided_at > PREDECESSOR_STAYS
        )
    )
