"""The answer to the network admin's connection check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bridge import __version__
from bridge.services.inspection import State, problems
from bridge.services.key_file import ServiceKey
from bridge.services.proof import proof_claims
from bridge.web.answers.network import ConnectionAnswer
from bridge.web.present.money import instant, instant_or_none, plain
from bridge.web.tokens import sign


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
