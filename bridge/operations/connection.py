"""The answer to the network admin's connection check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bridge import __version__
from bridge.operations.check import State, problems
from bridge.operations.keys import ServiceKey, proof_claims, sign
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
    """Something that a person should put right; the plugin has the sentence for the code."""

    code: str
    params: Figures


@dataclass(frozen=True, slots=True)
class ConnectionAnswer:
    """How the service is; ``proof`` is signed by its key over the id of the token it was asked with."""

    service: str
    network_id: str
    database: DatabaseState
    schema: SchemaState
    key: KeyState
    proof: str | None
    copy: bool
    mode: Literal["live", "staging"]
    worker: WorkerState
    problems: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ConnectionCheck:
    """Describes the service; ``look`` inspects the installation, ``key`` signs the proof where there is one."""

    look: Callable[[], State]
    key: ServiceKey | None

    def __call__(self, token_id: str) -> ConnectionAnswer:
        """Return the state, with a proof in answer to one token."""
        state = self.look()
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
            problems=tuple(Finding(problem.code, Figures(problem.params, "")) for problem in problems(state)),
        )

    def _proof(self, state: State, token_id: str) -> str | None:
        """Sign the answer to one token."""
        if self.key is None:
            return None
        return sign(proof_claims(state.network_id, token_id, self.key, state.now), self.key.private, self.key.kid)
