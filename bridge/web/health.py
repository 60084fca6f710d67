"""Whether the service can work: database reachable, tables of this version, clocks together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

#: Further than this from the database's clock, logs and certificates of this machine mislead; tokens still work.
CLOCK_TOLERANCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Readiness:
    """What was found; ``now`` None: the database cannot be reached, and nothing else is known.

    ``takes_writes`` False: it answers and is read only.
    """

    now: datetime | None
    schema_current: int
    schema_wanted: int
    clock_off_seconds: float
    takes_writes: bool = True

    @property
    def database_ok(self) -> bool:
        """Tell whether the database answered and takes writes."""
        return self.now is not None and self.takes_writes

    @property
    def schema_ok(self) -> bool:
        """Tell whether the tables are those this version works with."""
        return self.now is not None and self.schema_current == self.schema_wanted

    @property
    def clock_ok(self) -> bool:
        """Tell whether this machine's clock is near the database's; a warning, no obstacle."""
        return abs(self.clock_off_seconds) <= CLOCK_TOLERANCE_SECONDS

    @property
    def is_ready(self) -> bool:
        """Tell whether requests can be served."""
        return self.database_ok and self.schema_ok
