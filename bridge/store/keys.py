"""Public keys in ``bridge_keys``: read, decided, announced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bridge.store.engine.database import Connection

Side = Literal["plugin", "service"]
KeyStatus = Literal["trusted", "pending", "retired"]
Approval = Literal["first", "predecessor", "operator"]


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One row of ``bridge_keys``; ``public_key`` is base64url without padding, instants are UTC without zone."""

    kid: str
    side: Side
    public_key: str
    status: KeyStatus
    approval: Approval | None
    predecessor_kid: str | None
    signature: str | None
    created_at: datetime
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules make of a row: trusted for a reason, or retired (``approval`` None)."""

    kid: str
    status: Literal["trusted", "retired"]
    approval: Approval | None


class MySQLKeys:
    """The keys of both sides, bound to one session."""

    def __init__(self, session: Connection) -> None:
        """Bind to a session; each statement is its own transaction outside of one."""
        self._session = session

    def all(self) -> tuple[KeyRow, ...]:
        """Return every key, oldest first."""
        return tuple(_key(row) for row in self._session.rows("keys.all"))

    def write(self, decision: Decision, at: datetime) -> bool:
        """Write what the rules decided; False where somebody decided before."""
        if decision.status == "retired":
            return self.retire(decision.kid, at)
        return self.trust(decision.kid, decision.approval, at)

    def trust(self, kid: str, approval: Approval | None, at: datetime) -> bool:
        """Trust a waiting key; False where no key of this name waits."""
        return self._session.execute("keys.trust_pending", kid=kid, approval=approval, at=at) == 1

    def retire(self, kid: str, at: datetime) -> bool:
        """Believe a key no longer; False where it is not there or retired already."""
        return self._session.execute("keys.retire", kid=kid, at=at) == 1

    def announce(self, kid: str, public_key: str, at: datetime, voucher: tuple[str, str] | None = None) -> None:
        """Write the service's own public key where it is not there yet.

        It is trusted as the first of its side, or because its predecessor vouches for it (``voucher``: the
        predecessor's kid and its signature of the 32 bytes); else it waits.
        """
        first = not any(row.side == "service" and row.kid != kid for row in self.all())
        approval: Approval | None = "predecessor" if voucher else ("first" if first else None)
        predecessor_kid, signature = voucher or (None, None)
        self._session.execute(
            "keys.add_service_key",
            kid=kid,
            public_key=public_key,
            approval=approval,
            predecessor_kid=predecessor_kid,
            signature=signature,
            at=at,
        )


def _key(row: dict[str, Any]) -> KeyRow:
    """Turn a row into a value."""
    return KeyRow(
        kid=row["kid"],
        side=row["side"],
        public_key=row["public_key"],
        status=row["status"],
        approval=row["approval"],
        predecessor_kid=row["predecessor_kid"],
        signature=row["signature"],
        created_at=row["created_at"],
        decided_at=row["decided_at"],
    )
