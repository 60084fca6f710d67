"""The keys that requests may be signed with, kept for a while so that a request needs no question to the database."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from bridge.web.refusals import KeyPending, KeyUnknown

#: A retired key is refused, at the latest, after this.
REMEMBER_SECONDS = 30.0

#: A key we do not know, or that waits, makes us look again, but not more often than this: anybody can name a key.
LOOK_AGAIN_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key and where it stands: ``trusted``, ``pending`` or ``retired``."""

    public: Ed25519PublicKey
    status: str


@dataclass(frozen=True, slots=True)
class Trust:
    """Who may speak: the network that this service is for, and the plugin's keys by name.

    ``wp_network_id``: its id among the networks of one WordPress, which share the database and may share a key.
    """

    network_id: str
    wp_network_id: int | None
    keys: Mapping[str, KnownKey]


class KeyRing:
    """Answers from memory; reads again after :data:`REMEMBER_SECONDS`, and for a key that it does not trust."""

    def __init__(self, read: Callable[[], Trust], *, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Take the way to read; nothing is read before the first use."""
        self._read = read
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._known: tuple[Trust, float] | None = None

    def find(self, kid: str) -> tuple[Ed25519PublicKey, Trust]:
        """Return a trusted key, and the network whose tokens it may sign.

        :raises KeyPending: where the key waits for approval.
        :raises KeyUnknown: where there is no such key, or it is retired.
        """
        trust = self._not_older_than(REMEMBER_SECONDS)
        key = trust.keys.get(kid)
        if key is None or key.status != "trusted":
            trust = self._not_older_than(LOOK_AGAIN_SECONDS)
            key = trust.keys.get(kid)
        if key is None or key.status == "retired":
            raise KeyUnknown(kid=kid[:43], retired=key is not None)
        if key.status == "pending":
            raise KeyPending(kid=kid)
        return key.public, trust

    def forget(self) -> None:
        """Read again at the next question."""
        self._known = None

    def _not_older_than(self, seconds: float) -> Trust:
        """Return what is known, read again by one thread where it is older."""
        known = self._known
        if known is not None and self._monotonic() - known[1] <= seconds:
            return known[0]
        with self._lock:
            known = self._known
            if known is None or self._monotonic() - known[1] > seconds:
                known = (self._read(), self._monotonic())
                self._known = known
            return known[0]
