"""Which keys are believed, the service's own key, and the proof it gives of itself.

A key is named by its digest (``kid``). The first key of the plugin is trusted when none has ever been; each later one
when the key before it signed it, or when an operator approved it. Nothing else makes a key trusted.
"""

from __future__ import annotations

import binascii
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import jwt
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from bridge.store.keys import Decision, KeyRow

#: A key that signed its successor is believed this much longer: tokens on their way, pages that began before.
PREDECESSOR_STAYS = timedelta(minutes=10)

PROOF_AUDIENCE = "plan-bridge-plugin"
LIVES = timedelta(seconds=60)
_UNIX_EPOCH = datetime(1970, 1, 1)


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


def spoken(kid: str) -> str:
    """Return a key's name as it is written behind a command: after `--` where it looks like an option.

    >>> spoken("abc"), spoken("-bc")
    ('abc', '-- -bc')
    """
    return f"-- {kid}" if kid.startswith("-") else kid


class KeyFileError(Exception):
    """The service's key file is missing or holds no Ed25519 private key; the message names the file."""


class ServiceKey:
    """The Ed25519 key that the service signs with; its private half is read from the key file and shown nowhere."""

    __slots__ = ("_private", "raw_public")

    def __init__(self, private: Ed25519PrivateKey) -> None:
        """Keep the private half out of sight."""
        self._private = private
        self.raw_public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def kid(self) -> str:
        """The key's name, as ``bridge_keys`` holds it."""
        return kid_of(self.raw_public)

    @property
    def public_key(self) -> str:
        """The public half as ``bridge_keys`` holds it."""
        return encode(self.raw_public)

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the public half in hex, as ``bridge_installation`` remembers it."""
        return sha256(self.raw_public).hexdigest()

    @property
    def private(self) -> Ed25519PrivateKey:
        """The private half, for the one place that signs tokens."""
        return self._private

    def sign(self, message: bytes) -> str:
        """Sign bytes; base64url without padding."""
        return encode(self._private.sign(message))


def read_key_file(path: Path) -> ServiceKey:
    """Read the key.

    :raises KeyFileError: where there is none.
    """
    try:
        private = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise KeyFileError(f"{path}: {error}") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyFileError(f"{path} holds a key of another kind than Ed25519")
    return ServiceKey(private)


def _generate() -> Ed25519PrivateKey:
    """Make a key whose name does not begin with a dash: commands would take it for an option."""
    while True:
        private = Ed25519PrivateKey.generate()
        if not ServiceKey(private).kid.startswith("-"):
            return private


def make_key_file(path: Path) -> ServiceKey:
    """Make a new key and write it where no file is yet, readable by its owner alone.

    :raises KeyFileError: where there is a file already, or it cannot be written.
    """
    private = _generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
    except OSError as error:
        raise KeyFileError(f"{path}: {error}") from error
    return ServiceKey(private)


def replace_key_file(new: Path, path: Path) -> None:
    """Put a new key file in the place of the old one, in one step.

    :raises KeyFileError: where it cannot be done.
    """
    try:
        new.replace(path)
    except OSError as error:
        raise KeyFileError(f"{path}: {error}") from error


def unix_seconds(instant: datetime) -> int:
    """Turn an instant (UTC without zone) into the whole seconds that tokens count in."""
    return int((instant - _UNIX_EPOCH).total_seconds())


def proof_claims(network_id: str, token_id: str, key: ServiceKey, now: datetime) -> dict[str, Any]:
    """Return what the proof says: this service, this network, in answer to exactly this token."""
    return {
        "iss": network_id,
        "aud": PROOF_AUDIENCE,
        "sub": key.kid,
        "iat": unix_seconds(now),
        "exp": unix_seconds(now + LIVES),
        "answers": token_id,
    }


def sign(claims: dict[str, Any], key: Ed25519PrivateKey, kid: str) -> str:
    """Sign claims, for the answers in which the service proves who it is."""
    return jwt.encode(claims, key, algorithm="EdDSA", headers={"kid": kid})
