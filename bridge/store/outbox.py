"""The outbox: what only PHP can do, left for the plugin to pull."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bridge.services.journal import canonical
from bridge.store.connection import Connection


class MySQLOutbox:
    """Fulfils :class:`bridge.services.write_ports.Outbox`."""

    def __init__(self, connection: Connection) -> None:
        """Use the session of the caller's transaction."""
        self._connection = connection

    def add(
        self,
        topic: str,
        payload: Mapping[str, Any],
        at: datetime,
        *,
        blog_id: int | None = None,
        membership_id: int | None = None,
    ) -> None:
        """Leave something for the plugin to do."""
        self._connection.defer(
            "outbox.insert",
            topic=topic,
            blog_id=blog_id,
            membership_id=membership_id,
            payload=canonical(payload),
            at=at,
        )

    def waiting(self, at: datetime) -> int:
        """Return how many rows nobody is working on."""
        row = self._connection.row("outbox.count_waiting", at=at)
        return int(row["waiting"]) if row else 0
