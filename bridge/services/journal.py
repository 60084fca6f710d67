"""The journal's chain: each row's hash covers the row before it, so that none can be altered or taken out unseen."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from bridge.services.ports import DuplicateKey, Services, Store
from bridge.services.records import Event, JournalRow

GENESIS = "0" * 64
SEAL_PAGE = 1000
#: A day is sealed when no transaction that began in it can still be under way.
SEAL_AFTER = timedelta(minutes=10)


def canonical(data: Mapping[str, Any]) -> str:
    """Write data as JSON with sorted keys and no spaces: the same data, the same bytes.

    >>> canonical({"b": 1, "a": None})
    '{"a":null,"b":1}'
    """
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


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
    """Return the event as the row that follows ``previous``."""
    sequence = previous.sequence + 1 if previous else 1
    previous_hash = previous.hash if previous else GENESIS
    return JournalRow(sequence, event, previous_hash, hash_of(previous_hash, sequence, event))


def first_fault(rows: Sequence[JournalRow]) -> int | None:
    """Return the sequence of the first row that is not as it was written, None where the chain is whole.

    A chain that lost its last rows still is whole by itself: the daily seal covers that.
    """
    previous_hash = GENESIS
    for expected, row in enumerate(rows, start=1):
        whole = (row.sequence, row.previous_hash) == (expected, previous_hash)
        if not whole or row.hash != hash_of(previous_hash, row.sequence, row.event):
            return expected
        previous_hash = row.hash
    return None


def verify(services: Services, membership_id: int) -> int | None:
    """Read a membership's chain and return the sequence of its first fault, None where it is whole."""
    return first_fault(services.database.reading(lambda store: store.journal.chain(membership_id)))


def seal_yesterday(services: Services) -> int:
    """Seal the heads of all chains as they stood when the day began; return how many seals were written: 0 or 1."""
    now = services.clock.now()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if now - midnight < SEAL_AFTER:
        return 0
    last = services.database.reading(lambda store: store.journal.last_seal())
    if last is not None and last[0] >= (midnight - timedelta(days=1)).date():
        return 0
    try:
        return services.database.transaction(lambda store: _seal(store, midnight, now))
    except DuplicateKey:
        return 0


def verify_last_seal(services: Services) -> bool:
    """Tell whether the chains still hold all that the newest seal covers; True where nothing was sealed yet."""
    return services.database.reading(_holds_what_was_sealed)


def _seal(store: Store, midnight: datetime, now: datetime) -> int:
    """Write the seal of the day before ``midnight``."""
    count, heads_hash = _heads(store, midnight, store.journal.last_seal())
    store.journal.seal((midnight - timedelta(days=1)).date(), count, heads_hash, now)
    return 1


def _holds_what_was_sealed(store: Store) -> bool:
    """Work the newest seal out again."""
    last = store.journal.last_seal()
    if last is None:
        return True
    midnight = datetime.combine(last[0], time()) + timedelta(days=1)
    return _heads(store, midnight, store.journal.last_seal(before=last[0]))[1] == last[1]


def _heads(store: Store, midnight: datetime, last: tuple[date, str] | None) -> tuple[int, str]:
    """Return how many chains there were at an instant, and the hash over the seal before and each one's last row."""
    digest = sha256((last[1] if last else GENESIS).encode())
    count, after = 0, 0
    while page := store.journal.heads(midnight, after, SEAL_PAGE):
        for membership_id, head in page:
            digest.update(f"{membership_id}:{head}\n".encode())
        count, after = count + len(page), page[-1][0]
    return count, digest.hexdigest()
