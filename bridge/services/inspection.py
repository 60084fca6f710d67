"""What can be wrong with an installation, as codes that the plugin and ``bridge check`` have words for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from bridge.services.installation import Difference
from bridge.services.trust import KeyStatus

ProblemCode = Literal[
    "database_unreachable",
    "schema_out_of_date",
    "schema_too_new",
    "clock_off",
    "network_is_a_copy",
    "service_key_missing",
    "service_key_pending",
    "service_key_retired",
    "plugin_key_pending",
    "worker_never_ran",
    "worker_not_running",
    "network_url_missing",
]

CLOCK_TOLERANCE_SECONDS = 30.0

#: The worker ends a round each minute at the latest.
WORKER_SILENT_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a person should put right."""

    code: ProblemCode
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class State:
    """An installation as it was found at one instant of the database's clock.

    ``clock_off_seconds`` is how far this machine's clock is ahead. ``service_kid`` None: there is no key file.
    """

    now: datetime
    server: str
    schema_current: int
    schema_wanted: int
    clock_off_seconds: float
    network_id: str
    mode: Literal["live", "staging"]
    differences: tuple[Difference, ...]
    service_kid: str | None
    service_key_status: KeyStatus | None
    pending_kids: tuple[str, ...]
    worker_last_run_at: datetime | None
    has_network_url: bool

    @property
    def schema_ok(self) -> bool:
        """Tell whether the tables are those this version works with."""
        return self.schema_current == self.schema_wanted


def problems(state: State) -> tuple[Problem, ...]:
    """Return what is wrong, the worst first."""
    return tuple(problem for case in _CASES if (problem := case(state)) is not None)


def _schema(state: State) -> Problem | None:
    """Tables of another version."""
    params = {"current": state.schema_current, "wanted": state.schema_wanted}
    if state.schema_current < state.schema_wanted:
        return Problem("schema_out_of_date", params)
    return Problem("schema_too_new", params) if state.schema_current > state.schema_wanted else None


def _clock(state: State) -> Problem | None:
    """The machine's clock beside the database's: tokens go by the database's, certificates and logs do not."""
    off = round(state.clock_off_seconds)
    return Problem("clock_off", {"seconds": off}) if abs(off) > CLOCK_TOLERANCE_SECONDS else None


def _copy(state: State) -> Problem | None:
    """A database that came from elsewhere."""
    return Problem("network_is_a_copy", {"differences": list(state.differences)}) if state.differences else None


def _service_key(state: State) -> Problem | None:
    """The service's own key."""
    if state.service_kid is None or state.service_key_status is None:
        return Problem("service_key_missing")
    if state.service_key_status == "pending":
        return Problem("service_key_pending", {"kid": state.service_kid})
    if state.service_key_status == "retired":
        return Problem("service_key_retired", {"kid": state.service_kid})
    return None


def _plugin_keys(state: State) -> Problem | None:
    """Keys of the plugin that wait for an operator."""
    return Problem("plugin_key_pending", {"kids": list(state.pending_kids)}) if state.pending_kids else None


def _worker(state: State) -> Problem | None:
    """A worker that does not come round."""
    last = state.worker_last_run_at
    if last is None:
        return Problem("worker_never_ran")
    if state.now - last > WORKER_SILENT_AFTER:
        return Problem("worker_not_running", {"last_run_at": last})
    return None


def _network_url(state: State) -> Problem | None:
    """No address to knock at: the plugin then finds its work by WP-Cron alone."""
    return None if state.has_network_url else Problem("network_url_missing")


_CASES: tuple[Callable[[State], Problem | None], ...] = (
    _schema, _copy, _service_key, _plugin_keys, _worker, _clock, _network_url,
)  # fmt: skip
