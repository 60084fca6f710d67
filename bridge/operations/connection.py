"""The answer to the network admin's connection check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from typing_extensions import TypedDict

from bridge import __version__
from bridge.operations.check import State, problems
from bridge.operations.keys import ServiceKey, proof_claims, sign
from bridge.web.encoding import Instant, Refusal, instant, instant_or_none, plain


class DatabaseState(TypedDict):
    """The database's own time."""

    now: Instant


class SchemaState(TypedDict):
    """The number of the last migration that ran, and of the last that this version knows."""

    current: int
    wanted: int
    ok: bool


class KeyState(TypedDict):
    """The service's own key; ``kid`` null: it has no key file."""

    kid: str | None
    status: Literal["trusted", "pending", "retired"] | None


class WorkerState(TypedDict):
    """When the worker last finished a round; null: never."""

    last_run_at: Instant | None


class ConnectionAnswer(TypedDict):
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
    problems: list[Refusal]


@dataclass(frozen=True, slots=True)
class ConnectionCheck:
    """Describes the service; ``look`` inspects the installation, ``key`` signs the proof where there is one."""

    look: Callable[[], State]
    key: ServiceKey | None

    def __call__(self, token_id: str) -> ConnectionAnswer:
        """Return the state, with a proof in answer to one token."""
        state = self.look()
        return {
            "service": __version__,
            "network_id": state.network_id,
            "database": {"now": instant(state.now)},
            "schema": {
                "current": state.schema_current,
                "wanted": state.schema_wanted,
                "ok": state.schema_ok,
            },
            "key": {"kid": state.service_kid, "status": state.service_key_status},
            "proof": self._proof(state, token_id),
            "copy": bool(state.differences),
            "mode": state.mode,
            "worker": {"last_run_at": instant_or_none(state.worker_last_run_at)},
            "problems": [
                {"code": problem.code, "params": plain(problem.params, "", "en_US")}
                for problem in problems(state)
            ],
        }

    def _proof(self, state: State, token_id: str) -> str | None:
        """Sign the answer to one token."""
        if self.key is None:
            return None
        return sign(proof_claims(state.network_id, token_id, self.key, state.now), self.key.private, self.key.kid)
