"""How far each sweep has come."""

from __future__ import annotations

from bridge.services.facts import Sweep
from bridge.store.connection import Connection


class MySQLSweeps:
    """Fulfils :class:`bridge.services.ports.Sweeps`."""

    def __init__(self, session: Connection) -> None:
        """Bind to a session."""
        self._session = session

    def find(self, name: str) -> Sweep:
        """Return how far a sweep has come."""
        row = self._session.row("sweeps.find", name=name)
        return Sweep(row["after_id"], row["after_at"]) if row else Sweep()

    def put(self, name: str, sweep: Sweep) -> None:
        """Keep how far a sweep has come."""
        self._session.defer("sweeps.put", name=name, after_id=sweep.after_id, after_at=sweep.after_at)
