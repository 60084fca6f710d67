"""What the composition root hands to the web layer, how a view gets at it, and whether the service can work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app

from bridge.ports import Services
from bridge.web.auth import Authenticator

#: Further than this from the database's clock, logs and certificates of this machine mislead; tokens still work.
CLOCK_TOLERANCE_SECONDS = 30.0

CONTEXT = "plan_bridge_context"


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


def services() -> Services:
    """Return what the use cases need."""
    return context().services


@dataclass(frozen=True, slots=True)
class WebContext:
    """Everything views need: use cases' services, authentication, the state of the installation, metrics.

    ``connection`` describes the state of the service to the network admin, with a proof bound to a token's id.
    ``refuse_on_copy`` raises where ``is_copy``: nothing is bought on a copy of a network. ``round_trips`` counts
    those of this thread, ever. ``metrics_folder`` is shared by all workers.
    """

    services: Services
    authenticator: Authenticator
    is_copy: Callable[[], bool]
    refuse_on_copy: Callable[[], None]
    readiness: Callable[[], Readiness]
    connection: Callable[[str], Any]
    round_trips: Callable[[], int]
    metrics_folder: str | None = None


def context() -> WebContext:
    """Return the running application's context."""
    found: WebContext = current_app.extensions[CONTEXT]
    return found
