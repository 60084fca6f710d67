"""The service's own private key: a PEM file outside the database."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from bridge.services.trust import encode, kid_of


class KeyFileError(Exception):
    """The service's key file is missing or holds no Ed25519 private key; the message names the file."""


class ServiceKey:
    """The key that the service signs with."""

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
