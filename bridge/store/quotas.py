"""The materialised limits of sites."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bridge.store.engine.connection import Connection, Row

#: The shape of a row, as the plugin knows it too: one of a later version is not understood.
QUOTA_FORMAT = 1

#: How many sites one statement names.
SITES_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """A site's row of materialised limits: ``quotas`` in the shape that the plugin reads."""

    blog_id: int
    membership_id: int
    version: int
    quotas: Mapping[str, Any]


class Quotas:
    """The materialised limits of sites."""

    def __init__(self, session: Connection) -> None:
        self._session = session

    def find(self, blog_id: int) -> QuotaRow | None:
        row = self._session.row("quotas.find", blog_id=blog_id)
        return read_quota(row) if row else None

    def lock(self, blog_ids: Sequence[int]) -> Mapping[int, QuotaRow]:
        """Return the rows of these sites by blog id and hold them, in the order of their ids."""
        found = {}
        for first in range(0, len(blog_ids), SITES_AT_ONCE):
            page = tuple(blog_ids[first : first + SITES_AT_ONCE])
            rows = self._session.rows("quotas.lock", blog_ids=page)
            found.update({row["blog_id"]: read_quota(row) for row in rows})
        return found

    def put(self, before: QuotaRow | None, row: QuotaRow, at: datetime) -> int:
        """Write a site's row over the one held before; return its version: the next one, where anything is other."""
        if before and (before.membership_id, before.quotas) == (row.membership_id, row.quotas):
            self._session.defer("quotas.touch", blog_id=row.blog_id, at=at)
            return before.version
        text = json.dumps(row.quotas, ensure_ascii=False, separators=(",", ":"))
        self._session.defer("quotas.put", blog_id=row.blog_id, membership_id=row.membership_id, quotas=text, at=at)
        self._session.defer("quotas.copy", blog_id=row.blog_id, quotas=text)
        return before.version + 1 if before else 1

    def stale(self, most: int) -> Sequence[int]:
        """Return memberships with a row older than the last edit of any product."""
        return [row["membership_id"] for row in self._session.rows("quotas.stale", most=most)]

    def page_end(self, after: int, most: int) -> tuple[int, int]:
        """Return the last membership of a page of those with a row, and how many it has; (0, 0): none is left."""
        row = self._session.rows("quotas.page_end", after=after, most=most)[0]
        return int(row["last"]), int(row["found"])

    def touched(self, after: int, last: int, most: int) -> Sequence[int]:
        """Return memberships of a page with a row older than their own last edit, or than a cancelled term's end."""
        rows = self._session.rows("quotas.touched", after=after, last=last, most=most)
        return [row["membership_id"] for row in rows]


def read_quota(row: Row) -> QuotaRow:
    """Read a row; one that was spoilt, or is of another format, says nothing: the next writing puts it right."""
    return QuotaRow(row["blog_id"], row["membership_id"], row["version"], _readable(row["quotas"]))


def _readable(text: str) -> Mapping[str, Any]:
    """Return the document of a row, empty where it is none."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    is_document = isinstance(found, dict) and found.get("v") == QUOTA_FORMAT and isinstance(found.get("limits"), dict)
    return found if is_document else {}
