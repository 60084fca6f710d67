"""The journal's rows, each chained to the one before, and its daily seals."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Literal

from bridge.store.engine.database import Connection, Row
from bridge.store.engine.values import canonical

Cause = Literal["owner", "network_admin", "worker", "gateway", "external", "operator", "plugin"]

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a membership; ``data`` is JSON-able and holds no address of a site."""

    membership_id: int
    event: str
    cause: Cause
    at: datetime
    data: Mapping[str, Any]
    actor_user_id: int | None = None
    for_user_id: int | None = None
    quote_id: str | None = None


@dataclass(frozen=True, slots=True)
class JournalRow:
    """An event in its place in the membership's chain."""

    sequence: int
    event: Event
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """The last row of a chain, as it is remembered beside the journal."""

    sequence: int
    hash: str


@dataclass(frozen=True, slots=True)
class Seal:
    """How many chains there were when a day ended, and the hash over their last rows and the seal before."""

    day: date
    memberships: int
    heads_hash: str


def hash_of(previous_hash: str, sequence: int, event: Event) -> str:
    """Return the hash of an event in its place: SHA-256 over the hash before it and all of the row."""
    row = {
        "previous_hash": previous_hash,
        "membership_id": event.membership_id,
        "sequence": sequence,
        "at": event.at.isoformat(timespec="microseconds"),
        "event": event.event,
        "cause": event.cause,
        "actor_user_id": event.actor_user_id,
        "for_user_id": event.for_user_id,
        "quote_id": event.quote_id,
        "data": event.data,
    }
    return sha256(canonical(row).encode()).hexdigest()


def chained(previous: JournalRow | None, event: Event) -> JournalRow:
    """Return the event as the row that follows ``previous``; as the first of its chain where there is none."""
    sequence = previous.sequence + 1 if previous else 1
    previous_hash = previous.hash if previous else GENESIS
    return JournalRow(sequence, event, previous_hash, hash_of(previous_hash, sequence, event))


class Journal:
    """What happened, chained by hash."""

    def __init__(self, connection: Connection) -> None:
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
        rows = self._connection.rows("journal.list_chain", membership_id=membership_id)
        return [_journal_row(row) for row in rows]

    def page(self, membership_id: int, before: int, most: int) -> Sequence[JournalRow]:
        """Return rows of a chain below a place, newest first."""
        rows = self._connection.rows("journal.list_page", membership_id=membership_id, before=before, most=most)
        return [_journal_row(row) for row in rows]

    def own_page(self, membership_id: int, customer_id: int, before: int, most: int) -> Sequence[JournalRow]:
        """Return rows of a chain below a place, newest first, that the membership's customer may read.

        What was before it became theirs is another's, and so is what comes of another's orders and payments since.
        """
        rows = self._connection.rows(
            "journal.list_own_page", membership_id=membership_id, customer_id=customer_id, before=before, most=most
        )
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
