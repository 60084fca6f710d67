"""Tell a network from a copy of its database: on a copy nothing is charged, mailed or renewed until it is adopted.

The installation row remembers what does not travel with a database: a digest of the main site's address, and the
fingerprint of the key file that lies beside the service. Whatever differs from what is found now makes it a copy.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from bridge.errors import NetworkIsACopy

Difference = Literal["site", "service_key"]
REMEMBER_SECONDS = 30.0


class Remembered(Protocol):
    """What the installation row holds."""

    @property
    def site_url_sha256(self) -> str:
        """The digest of the main site's address."""

    @property
    def service_key_fingerprint(self) -> str | None:
        """The fingerprint of the service's key, None where none was ever used."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is found now: the same two things, and no fingerprint where the service has no key file."""

    site_url_sha256: str
    service_key_fingerprint: str | None


def differences(remembered: Remembered, found: Found) -> tuple[Difference, ...]:
    """Return what is not as it was remembered; a key where none was remembered is no difference.

    A key file that is gone while one is remembered is one: it stayed on the machine that the database came from.
    """
    different: list[Difference] = []
    if remembered.site_url_sha256 != found.site_url_sha256:
        different.append("site")
    if remembered.service_key_fingerprint not in {None, found.service_key_fingerprint}:
        different.append("service_key")
    return tuple(different)


class CopyWatch:
    """Remembers for a while what differs, so that a request need not ask."""

    def __init__(
        self, look: Callable[[], tuple[Difference, ...]], *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """Take the way to look; nothing is looked at before the first use."""
        self._look = look
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._seen: tuple[tuple[Difference, ...], float] | None = None

    def differences(self) -> tuple[Difference, ...]:
        """Return what differs, as of :data:`REMEMBER_SECONDS` ago at most."""
        with self._lock:
            seen = self._seen
            if seen is None or self._monotonic() - seen[1] > REMEMBER_SECONDS:
                seen = (self._look(), self._monotonic())
                self._seen = seen
            return seen[0]

    def is_copy(self) -> bool:
        """Tell whether anything differs, as of :data:`REMEMBER_SECONDS` ago at most."""
        return bool(self.differences())

    def refuse_on_copy(self) -> None:
        """Let nothing be bought on a copy.

        :raises NetworkIsACopy: with what differs.
        """
        if self.is_copy():
            raise NetworkIsACopy(differences=list(self.differences()))
