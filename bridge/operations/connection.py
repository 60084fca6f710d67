"""The answer to the network admin's connection check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bridge import __version__
from bridge.operations.check import Problem, State, problems
from bridge.operations.keys import ServiceKey, proof_claims, sign, spoken
from bridge.pricing.money import Figures


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """The database's own time."""

    now: datetime


@dataclass(frozen=True, slots=True)
class SchemaState:
    """The number of the last migration that ran, and of the last that this version knows."""

    current: int
    wanted: int
    ok: bool


@dataclass(frozen=True, slots=True)
class KeyState:
    """The service's own key; ``kid`` null: it has no key file."""

    kid: str | None
    status: Literal["trusted", "pending", "retired"] | None


@dataclass(frozen=True, slots=True)
class WorkerState:
    """When the worker last finished a round; null: never."""

    last_run_at: datetime | None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person should put right; the plugin has the sentence for the code.

    A warning leaves everything working as it is. ``command`` mends it, as it stands ('': no command does).
    """

    code: str
    params: Figures
    severity: Literal["warning", "error"]
    command: str


@dataclass(frozen=True, slots=True)
class EnforcementState:
    """How long limits took to hold after the money had moved, of so many changes that were paid last at a provider."""

    changes: int
    median_ms: int
    most_ms: int


@dataclass(frozen=True, slots=True)
class ConnectionAnswer:
    """How the service is; ``proof`` is signed by its key over the id of the token it was asked with.

    ``enforcement`` null: nothing was paid at a provider yet.
    """

    service: str
    network_id: str
    database: DatabaseState
    schema: SchemaState
    key: KeyState
    proof: str | None
    copy: bool
    mode: Literal["live", "staging"]
    worker: WorkerState
    enforcement: EnforcementState | None
    problems: tuple[Finding, ...]


#: Codes that leave everything working as it is.
_WARNINGS = frozenset({
    "network_is_a_copy", "worker_never_ran", "worker_not_running", "clock_off", "network_url_missing",
    "plugin_key_pending", "settings_charge_whole_terms", "enforced_late",
})  # fmt: skip
#: The command for a code, but for keys: these are named.
_COMMANDS: Mapping[str, str] = {
    "service_key_missing": "bridge keys make-service-key",
    "service_key_retired": "bridge keys make-service-key",
    "schema_out_of_date": "bridge migrate",
    "network_is_a_copy": "bridge adopt --as staging",
    "worker_not_running": "bridge worker",
    "worker_never_ran": "bridge worker",
}


def finding_of(problem: Problem) -> Finding:
    """Return a problem with how bad it is and the command that mends it."""
    waiting = {
        "service_key_pending": (problem.params.get("kid"),),
        "plugin_key_pending": problem.params.get("kids", ()),
    }
    approvals = "\n".join(f"bridge keys approve {spoken(kid)}" for kid in waiting.get(problem.code, ()))
    severity: Literal["warning", "error"] = "warning" if problem.code in _WARNINGS else "error"
    return Finding(problem.code, Figures(problem.params, ""), severity, approvals or _COMMANDS.get(problem.code, ""))


@dataclass(frozen=True, slots=True)
class ConnectionCheck:
    """Describes the service; ``look`` inspects the installation, ``key`` signs the proof where there is one."""

    look: Callable[[], State]
    key: ServiceKey | None

    def __call__(self, token_id: str) -> ConnectionAnswer:
        """Return the state, with a proof in answer to one token."""
        state = self.look()
        held = state.enforcement
        return ConnectionAnswer(
            service=__version__,
            network_id=state.network_id,
            database=DatabaseState(state.now),
            schema=SchemaState(state.schema_current, state.schema_wanted, state.schema_ok),
            key=KeyState(state.service_kid, state.service_key_status),
            proof=self._proof(state, token_id),
            copy=bool(state.differences),
            mode=state.mode,
            worker=WorkerState(state.worker_last_run_at),
            enforcement=EnforcementState(held.changes, held.median_ms, held.most_ms) if held else None,
            problems=tuple(finding_of(problem) for problem in problems(state)),
        )

    def _proof(self, state: State, token_id: str) -> str | None:
        """Sign the answer to one token."""
        if self.key is None:
            return None
        return sign(proof_claims(state.network_id, token_id, self.key, state.now), self.key.private, self.key.kid)
