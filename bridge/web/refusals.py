"""Refusals of a request before any use case sees it."""

from __future__ import annotations

from bridge.errors import BridgeError


class TokenRefused(BridgeError):
    """The request does not prove where it comes from."""

    code = "token_invalid"


class TokenMissing(TokenRefused):
    """There is no ``Authorization: Bearer`` header."""

    code = "token_missing"


class TokenInvalid(TokenRefused):
    """The token is not one of ours: not readable, not signed by the key it names, a claim missing or odd."""

    code = "token_invalid"


class TokenExpired(TokenRefused):
    """The token is not of this minute, by the database's clock; ``clock_off_seconds`` is how far ahead it was made."""

    code = "token_expired"


class TokenWrongNetwork(TokenRefused):
    """The token was made on another network than the one this database holds."""

    code = "token_wrong_network"


class TokenReplayed(TokenRefused):
    """The token was used before; a retry needs one of its own."""

    code = "token_replayed"


class KeyUnknown(TokenRefused):
    """The token names a key that the network does not have, or has retired."""

    code = "key_unknown"


class KeyPending(TokenRefused):
    """The token's key waits for an operator: ``bridge keys approve KID``."""

    code = "key_pending"


class BodyMismatch(TokenRefused):
    """The token was made for another body."""

    code = "body_mismatch"


class PathMismatch(TokenRefused):
    """The token was made for another method or path."""

    code = "path_mismatch"


class JsonOnly(BridgeError):
    """A body came that is not declared as ``application/json``."""

    code = "json_only"


class BodyTooLarge(BridgeError):
    """The body is larger than ``limit_bytes``."""

    code = "body_too_large"


class VersionMismatch(BridgeError):
    """The plugin is of another version than this service; nothing was done."""

    code = "version_mismatch"
