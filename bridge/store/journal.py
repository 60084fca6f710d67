"""The journal's rows and its daily seals."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from bridge.services.journal import canonical, chained
from bridge.services.records import Event, Head, JournalRow, Seal
from bridge.store.connection import Connection, Row


class MySQLJournal:
    """Fulfils :class:`bridge.services.write_ports.Journal`."""

    def __init__(self, connection: Connection) -> None:
        """Use the session of the caller's transaction."""
        self._connection = connection
        self._heads: dict[int, JournalRow] = {}

    def append(self, event: Event) -> JournalRow:
        """Add an event to its membership's chain.

        Whoever writes holds the membership, so that they queue, and what this transaction wrote last is the head.
        """
        row = chained(self._heads.get(event.membership_id) or self._head(event), event)
        self._heads[event.membership_id] = row
        self._connection.defer(
            "journal.insert",
            membership_id=event.membership_id,
            sequence=row.sequence,
            at=event.at,
            event=event.event,
            cause=event.cause,
            actor_user_id=event.actor_user_id,
            for_user_id=event.for_user_id,
            quote_id=event.quote_id,
            data=canonical(event.data),
            previous_hash=row.previous_hash,
            hash=row.hash,
        )
        self._connection.defer(
            "journal.put_head",
            membership_id=event.membership_id,
            sequence=row.sequence,
            hash=row.hash,
            at=event.at,
        )
        return row

    def _head(self, event: Event) -> JournalRow | None:
        """Return the last row of a chain, as far as the next one needs it."""
        head = self._connection.row("journal.find_head", membership_id=event.membership_id)
        return JournalRow(head["sequence"], event, "", head["hash"]) if head else None

    def chain(self, membership_id: int) -> Sequence[JournalRow]:
        """Return all of a membership's chain."""
        rows = self._connection.rows("journal.list_chain", membership_id=membership_id)
        return [_journal_row(row) for row in rows]

    def remembered_head(self, membership_id: int) -> Head | None:
        """Return where a membership's chain has to end."""
        row = self._connection.row("journal.find_remembered_head", membership_id=membership_id)
        return Head(row["sequence"], row["hash"]) if row else None

    def memberships(self, after: int, most: int) -> Sequence[int]:
        """Return memberships above an id that have a chain, or had one."""
        rows = self._connection.rows("journal.list_memberships", after=after, most=most)
        return [row["membership_id"] for row in rows]

    def latest(self, most: int) -> Sequence[tuple[int, int]]:
        """Return the memberships whose chains were added to last, and how many rows each has to have."""
        rows = self._connection.rows("journal.list_latest", most=most)
        return [(row["membership_id"], row["sequence"]) for row in rows]

    def wrong_ends(self, after: int, most: int) -> Sequence[int]:
        """Return memberships above an id whose chain does not end where it was left."""
        rows = self._connection.rows("journal.list_wrong_ends", after=after, most=most)
        return [row["membership_id"] for row in rows]

    def heads(self, before: datetime, after: int, most: int) -> Sequence[tuple[int, str]]:
        """Return the last hash of each chain as it stood before an instant."""
        rows = self._connection.rows("journal.list_heads", before=before, after=after, most=most)
        return [(row["membership_id"], row["hash"]) for row in rows]

    def last_seal(self, before: date | None = None) -> Seal | None:
        """Return the newest seal, of those before a day where one is given."""
        row = self._connection.row("journal.find_last_seal", before=before)
        return Seal(row["day"], row["memberships"], row["heads_hash"]) if row else None

    def seal(self, day: date, memberships: int, heads_hash: str, at: datetime) -> None:
        """Seal a day; DuplicateKey: it is sealed."""
        self._connection.defer("journal.insert_seal", day=day, memberships=memberships, heads_hash=heads_hash, at=at)


def _data(text: str) -> dict[str, Any]:
    """Read the JSON of a row; where it is not what we write, the text itself, which no hash of ours covers."""
    try:
        data = json.loads(text)
        written = canonical(data)
    except (ValueError, RecursionError):
        return {"unreadable": text}
    return data if isinstance(data, dict) and written == text else {"unreadable": text}


def _journal_row(row: Row) -> JournalRow:
    """Return a row as the services know it; one that was edited may hold what no event can."""
    event = Event(
        membership_id=row["membership_id"],
        event=row["event"],
        cause=row["cause"],
        at=row["at"] or datetime.min,
        data=_data(row["data"]),
        actor_user_id=row["actor_user_id"],
        for_user_id=row["for_user_id"],
        quote_id=row["quote_id"],
    )
    return JournalRow(row["sequence"], event, row["previous_hash"], row["hash"])
