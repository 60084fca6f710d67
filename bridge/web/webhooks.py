"""What a payment provider sends: its bytes as they came, when they came, and no more of them than can be kept.

Nobody but the provider's signature says who sent it. A plugin that forwards it for a service without a public address
may say, with a token of its own, when it arrived at the network's: it may have waited there.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app, request
from prometheus_client import Counter

from bridge.errors import InvalidRequest, NotAllowed, WebhooksTooMany
from bridge.web.auth import AUTHENTICATOR, LATEST, Authenticator

WEBHOOKS = Counter("plan_bridge_webhooks", "Webhooks of payment providers, by what became of them.", ("outcome",))

#: As many in a second, over time, and at once: a provider sends far fewer, and sends again what was not taken.
PER_SECOND, AT_ONCE = 50.0, 200.0
#: Providers give up after three days; what a plugin has kept longer tells nothing that was not asked meanwhile.
LONGEST_ON_ITS_WAY = timedelta(days=7)
_UNIX_EPOCH = datetime(1970, 1, 1)


class Pace:
    """Lets so many through in a second, and some at once; each process counts its own."""

    def __init__(
        self, per_second: float = PER_SECOND, at_once: float = AT_ONCE, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """Begin with all of them free."""
        self._per_second = per_second
        self._at_once = at_once
        self._monotonic = monotonic
        self._free = at_once
        self._seen_at = monotonic()
        self._lock = threading.Lock()

    def admits(self) -> bool:
        """Take one; False where none is free."""
        with self._lock:
            now = self._monotonic()
            self._free = min(self._at_once, self._free + (now - self._seen_at) * self._per_second)
            self._seen_at = now
            if self._free < 1:
                return False
            self._free -= 1
            return True


_PACE = Pace()


@dataclass(frozen=True, slots=True)
class Arrival:
    """A webhook as it came: names of headers in lower case; ``at`` None: now."""

    body: bytes
    headers: Mapping[str, str]
    at: datetime | None


def arrived() -> Arrival:
    """Return the webhook that this request brings.

    :raises WebhooksTooMany: where more come than are taken.
    :raises InvalidRequest: where the forwarder's instant is none, or too long ago.
    :raises TokenRefused: where it names an instant and does not prove to be the plugin.
    """
    if not _PACE.admits():
        raise WebhooksTooMany
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Arrival(request.get_data(), headers, _forwarded_at())


def _forwarded_at() -> datetime | None:
    """Return when a forwarder says that the webhook arrived, None where nobody does."""
    said = request.args.get("arrived")
    if said is None:
        return None
    authenticator: Authenticator = current_app.extensions[AUTHENTICATOR]
    if not authenticator.authenticate(request).actor.is_system:
        raise NotAllowed
    if not said.isdecimal() or not said.isascii() or len(said) > len(str(LATEST)) or int(said) >= LATEST:
        raise InvalidRequest(errors=[{"path": "arrived", "code": "invalid"}])
    at, now = _UNIX_EPOCH + timedelta(seconds=int(said)), authenticator.clock.now()
    if not now - LONGEST_ON_ITS_WAY <= at <= now + timedelta(minutes=1):
        raise InvalidRequest(errors=[{"path": "arrived", "code": "invalid"}])
    return at
