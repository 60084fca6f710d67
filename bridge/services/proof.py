"""The service proves to the plugin who it is: a short-lived statement over the id of the token it was asked with."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bridge.services.key_file import ServiceKey

PROOF_AUDIENCE = "plan-bridge-plugin"
LIVES = timedelta(seconds=60)
_UNIX_EPOCH = datetime(1970, 1, 1)


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
