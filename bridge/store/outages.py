"""When the worker stood: times of an hour and more in which no worker ended a round."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bridge.store.engine.database import Connection

#: A time in which the worker stood: from its last round on, until it began one again.
Outage = tuple[datetime, datetime]


class Outages:
    """When the worker stood."""

    def __init__(self, session: Connection) -> None:
        """Bind to a session."""
        self._session = session

    def note(self, at: datetime) -> bool:
        """Note, before a round, that no worker ended one for an hour or more; False where one did.

        Workers that notice the same one at once, and one that ends before its first round does, write one row.
        """
        row = self._session.row("outages.standing_since", at=at)
        if row is None:
            return False
        self._session.execute("outages.note", began_at=row["at"], ended_at=at)
        return True

    def between(self, since: datetime, until: datetime) -> Sequence[Outage]:
        """Return the outages that reach into a span, the earliest first."""
        rows = self._session.rows("outages.between", since=since, until=until)
        return [(row["began_at"], row["ended_at"]) for row in rows]
