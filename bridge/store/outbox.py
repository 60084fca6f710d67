"""What waits for PHP, and how far each sweep has come."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bridge.store.engine.database import Connection
from bridge.store.engine.values import canonical

#: Before anything of ours was written.
BEGINNING = datetime(1970, 1, 1)


#: So many waiting rows are counted, and no more.
MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class Sweep:
    """How far a sweep has come: the last id, or the last instant, that was looked at."""

    after_id: int = 0
    after_at: datetime = BEGINNING


class Outbox:
    """What only PHP can do."""

    def __init__(self, connection: Connection) -> None:
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

    def letter(self, row_id: int) -> Mapping[str, Any] | None:
        """Return what a row says of a letter, None where there is no such row or it is about none."""
        row = self._connection.row("outbox.find", id=row_id)
        payload = json.loads(row["payload"]) if row else {}
        return payload if isinstance(payload, dict) and isinstance(payload.get("template"), str) else None

    def waiting(self, at: datetime) -> int:
        """Return how many rows nobody is working on, no more than a hundred of them counted."""
        row = self._connection.row("outbox.count_waiting", at=at, most=MOST_COUNTED)
        return int(row["waiting"]) if row else 0


#: Begins the name of a sweep that names a membership's further sites to the plugin, whose caches hold their old state.
CACHED = "cached."


class Sweeps:
    """How far the tasks have come that go through a long table a page a round."""

    def __init__(self, session: Connection) -> None:
        self._session = session

    def find(self, name: str) -> Sweep:
        """Return how far a sweep has come."""
        row = self._session.row("sweeps.find", name=name)
        return Sweep(row["after_id"], row["after_at"]) if row else Sweep()

    def put(self, name: str, sweep: Sweep) -> None:
        """Keep how far a sweep has come."""
        self._session.defer("sweeps.put", name=name, after_id=sweep.after_id, after_at=sweep.after_at)

    def begun(self, beginning: str, most: int) -> list[tuple[str, int]]:
        """Return the sweeps under way whose names begin so, each with the last id it looked at."""
        rows = self._session.rows("sweeps.named", beginning=f"{beginning}%", most=most)
        return [(row["name"], int(row["after_id"])) for row in rows]

    def end(self, name: str) -> None:
        """Forget a sweep that is through and is not begun anew."""
        self._session.defer("sweeps.end", name=name)
