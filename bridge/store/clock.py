"""The time of the whole product: the database's clock, carried by this process's monotonic one.

Plugin and service may run on machines whose clocks differ; both ask the database. One measurement serves for
:data:`REMEASURE_SECONDS`; between two of them the monotonic clock counts on, so a jump of the machine's wall clock
changes nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

REMEASURE_SECONDS = 30.0


class DatabaseClock:
    """Tells UTC as the database does, without a zone, to the microsecond.

    ``measure`` asks the database for ``UTC_TIMESTAMP(6)``; half of the round trip is added to its answer.
    """

    def __init__(self, measure: Callable[[], datetime], *, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Take the way to ask; nothing is asked before the first use."""
        self._measure = measure
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._reading: tuple[datetime, float] | None = None

    def now(self) -> datetime:
        """Return the present instant, asking the database when the last answer is too old."""
        reading = self._reading
        if reading is None or self._monotonic() - reading[1] > REMEASURE_SECONDS:
            reading = self._ask()
        return reading[0] + timedelta(seconds=self._monotonic() - reading[1])

    def remeasured(self) -> datetime:
        """Return the present instant from a fresh question, for whoever is about to refuse because of it."""
        instant, at = self._ask()
        return instant + timedelta(seconds=self._monotonic() - at)

    def wall_clock_off_seconds(self) -> float:
        """Return how far this machine's wall clock is ahead of the database's (negative: behind)."""
        return (datetime.now(UTC).replace(tzinfo=None) - self.now()).total_seconds()

    def _ask(self) -> tuple[datetime, float]:
        """Measure once; threads that meet here measure one after the other, each for itself."""
        with self._lock:
            before = self._monotonic()
            told = self._measure()
            after = self._monotonic()
            self._reading = (told + timedelta(seconds=(after - before) / 2), after)
            return self._reading
