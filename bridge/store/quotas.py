"""Materialised limits: one JSON text a site, read by the plugin by primary key."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bridge.services.facts import QuotaRow
from bridge.store.connection import Connection, Row


class MySQLQuotas:
    """Fulfils :class:`bridge.services.ports.Quotas`."""

    def __init__(self, session: Connection) -> None:
        """Bind to a session."""
        self._session = session

    def find(self, blog_id: int) -> QuotaRow | None:
        """Return a site's row."""
        row = self._session.row("quotas.find", blog_id=blog_id)
        return read_quota(row) if row else None

    def put(self, blog_id: int, membership_id: int, quotas: Mapping[str, Any], at: datetime) -> int:
        """Write a site's row with the next version and return that; the version of an equal row stays."""
        row = self._session.row("quotas.lock", blog_id=blog_id)
        before = read_quota(row) if row else None
        if before and before.membership_id == membership_id and before.quotas == quotas:
            self._session.defer("quotas.touch", blog_id=blog_id, at=at)
            return before.version
        text = json.dumps(quotas, ensure_ascii=False, separators=(",", ":"))
        self._session.defer("quotas.put", blog_id=blog_id, membership_id=membership_id, quotas=text, at=at)
        return before.version + 1 if before else 1

    def stale(self, most: int) -> Sequence[int]:
        """Return memberships with a row older than the last edit of any product."""
        return [row["membership_id"] for row in self._session.rows("quotas.stale", most=most)]


def read_quota(row: Row) -> QuotaRow:
    """Read a row."""
    return QuotaRow(row["blog_id"], row["membership_id"], row["version"], json.loads(row["quotas"]))
