"""The journal verified and sealed, and what is said of a row or a day that is not as it was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import sha256
from typing import Literal

from bridge.ports import Services
from bridge.store.engine.server import DuplicateKey
from bridge.store.journal import GENESIS, Head, JournalRow, Seal, hash_of
from bridge.store.store import Store

SEAL_PAGE = 1000
CHAIN_PAGE = 500
#: How far from its place a row is looked for that was written for another one.
MOVED_BY = 20
#: Rows of one chain that are named as taken out: a head may say any number.
MOST_MISSING = 1000
#: A day is sealed when no transaction that began in it can still be under way.
SEAL_AFTER = timedelta(minutes=10)


FaultKind = Literal["altered", "unlinked", "moved", "missing", "added"]
#: What each is called.
_WORDS: Mapping[FaultKind, str] = {
    "altered": "was altered",
    "unlinked": "does not follow the row before it: one of the two was written anew",
    "moved": "was written as row {was}",
    "missing": "was taken out",
    "added": "was put in by somebody else",
}
_RESTORE = "compare with a backup from before and put the rows back as they were"
#: Rows that are named.
_MOST_NAMED = 50


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that is not as it was written.

    altered: its hash does not cover what it says. unlinked: it does not follow the row before it, so that one of the
    two was written anew. moved: what it says was written as row ``was``. missing: it was there. added: nobody of us
    wrote it, it lies beyond the end of the chain.
    """

    membership_id: int
    sequence: int
    kind: FaultKind
    was: int | None = None


def faults(membership_id: int, rows: Sequence[JournalRow], head: Head | None) -> tuple[Fault, ...]:
    """Return what is not as it was written in a membership's chain, in order; ``head`` is where it has to end."""
    by_sequence = {row.sequence: row for row in rows}
    end = head.sequence if head else 0
    expected = range(1, min(end, len(rows) + MOST_MISSING) + 1)
    own = {row.sequence for row in rows if row.hash == hash_of(row.previous_hash, row.sequence, row.event)}
    found = [
        fault
        for sequence in sorted({*expected, *by_sequence})
        if (fault := _fault(membership_id, sequence, by_sequence, own, end))
    ]
    if head and not found and end in by_sequence and by_sequence[end].hash != head.hash:
        found.append(Fault(membership_id, end, "altered"))
    return tuple(found)


def _fault(
    membership_id: int, sequence: int, rows: Mapping[int, JournalRow], own: AbstractSet[int], end: int
) -> Fault | None:
    """Return what is wrong with one row; ``own``: those whose hash covers what they say."""
    row = rows.get(sequence)
    if row is None:
        return Fault(membership_id, sequence, "missing")
    if sequence not in own:
        was = _written_as(row, end)
        if was is None and sequence > end:
            return Fault(membership_id, sequence, "added")
        return Fault(membership_id, sequence, "moved" if was else "altered", was)
    if sequence > end:
        return Fault(membership_id, sequence, "added")
    follows = GENESIS if sequence == 1 else rows[sequence - 1].hash if sequence - 1 in own else row.previous_hash
    return None if row.previous_hash == follows else Fault(membership_id, sequence, "unlinked")


def _written_as(row: JournalRow, end: int) -> int | None:
    """Return the place that a row was written for, where it is one of this chain."""
    nearby = range(max(1, row.sequence - MOVED_BY), min(max(end, row.sequence), row.sequence + MOVED_BY) + 1)
    return next((place for place in nearby if row.hash == hash_of(row.previous_hash, place, row.event)), None)


def first_fault(rows: Sequence[JournalRow]) -> int | None:
    """Return the sequence of the first row that is not as it was written, None where the chain is whole.

    A chain that lost its last rows still is whole by itself: its remembered head and the daily seal cover that.
    """
    if not rows:
        return None
    found = faults(rows[0].event.membership_id, rows, Head(rows[-1].sequence, rows[-1].hash))
    return found[0].sequence if found else None


def verify(services: Services, membership_id: int) -> int | None:
    """Read a membership's chain and return the sequence of its first fault, None where it is whole."""
    return first_fault(services.database.reading(lambda store: store.journal.chain(membership_id)))


def inspect(services: Services, membership_id: int) -> tuple[Fault, ...]:
    """Work a membership's chain out again and return what is not as it was written."""

    def read(store: Store) -> tuple[Sequence[JournalRow], Head | None]:
        """Read the end first: what is written meanwhile lies beyond it."""
        head = store.journal.remembered_head(membership_id)
        return store.journal.chain(membership_id), head

    rows, head = services.database.reading(read)
    found = faults(membership_id, rows, head)
    if found:  # somebody may have written between the two reads
        rows, head = services.database.reading(read)
        found = faults(membership_id, rows, head)
    return found


def inspect_all(services: Services) -> Iterator[Fault]:
    """Work every chain out again."""
    page = _chained(services, 0)
    while page:
        for membership_id in page:
            yield from inspect(services, membership_id)
        page = _chained(services, page[-1])


def _chained(services: Services, after: int) -> Sequence[int]:
    """Return a page of the memberships that have a chain, or had one."""
    return services.database.reading(lambda store: store.journal.memberships(after, CHAIN_PAGE))


def inspect_latest(services: Services, most_rows: int) -> Iterator[Fault]:
    """Work out again the chains that end wrongly, and those added to last, up to a number of rows."""
    wrong = services.database.reading(lambda store: store.journal.wrong_ends(0, CHAIN_PAGE))
    latest = services.database.reading(lambda store: store.journal.latest(CHAIN_PAGE))
    left, chosen = most_rows, list(wrong)
    for membership_id, rows in latest:
        left -= rows
        if left < 0:
            break
        chosen.append(membership_id)
    for membership_id in dict.fromkeys(chosen):
        yield from inspect(services, membership_id)


def altered_journals(services: Services, most_rows: int | None) -> Iterator[str]:
    """Work the memberships' journals out again and name each row that is not as it was written.

    ``most_rows``: the journals that were written to last, up to so many rows; None: all of them.
    """
    named = 0
    for fault in inspect_all(services) if most_rows is None else inspect_latest(services, most_rows):
        named += 1
        if named <= _MOST_NAMED:
            what = _WORDS[fault.kind].format(was=fault.was)
            yield f"the journal of membership {fault.membership_id}: row {fault.sequence} {what}; {_RESTORE}"
    if named > _MOST_NAMED:
        yield f"the journals: {named - _MOST_NAMED} more rows are not as they were written"


def seal_yesterday(services: Services) -> int:
    """Seal the heads of all chains as they stood when the day began; return how many seals were written: 0 or 1."""
    now = services.clock.now()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if now - midnight < SEAL_AFTER:
        return 0
    last = services.database.reading(lambda store: store.journal.last_seal())
    if last is not None and last.day >= (midnight - timedelta(days=1)).date():
        return 0
    try:
        return services.database.transaction(lambda store: _seal(store, midnight, now))
    except DuplicateKey:
        return 0


def broken_seals(services: Services, most: int) -> tuple[Seal, ...]:
    """Return those of the newest ``most`` seals that the chains do not bear out any more."""
    return services.database.reading(lambda store: _broken_seals(store, most))


def broken_days(services: Services, most: int) -> Iterator[str]:
    """Say of which of the newest daily seals the journals do not hold what they cover."""
    for seal in broken_seals(services, most):
        yield (
            f"the journals do not hold what the daily seal of {seal.day} covers ({seal.memberships} memberships):"
            f" rows were altered, taken out or put in, or the seal itself was; {_RESTORE}"
        )


def verify_last_seal(services: Services) -> bool:
    """Tell whether the chains still hold all that the newest seal covers; True where nothing was sealed yet."""
    return not broken_seals(services, 1)


def _seal(store: Store, midnight: datetime, now: datetime) -> int:
    """Write the seal of the day before ``midnight``."""
    count, heads_hash = _heads(store, midnight, store.journal.last_seal())
    store.journal.seal((midnight - timedelta(days=1)).date(), count, heads_hash, now)
    return 1


def _broken_seals(store: Store, most: int) -> tuple[Seal, ...]:
    """Work the newest seals out again."""
    found: list[Seal] = []
    seal = store.journal.last_seal()
    for _ in range(most):
        if seal is None:
            break
        before = store.journal.last_seal(before=seal.day)
        midnight = datetime.combine(seal.day, time()) + timedelta(days=1)
        if _heads(store, midnight, before) != (seal.memberships, seal.heads_hash):
            found.append(seal)
        seal = before
    return tuple(found)


def _heads(store: Store, midnight: datetime, last: Seal | None) -> tuple[int, str]:
    """Return how many chains there were at an instant, and the hash over the seal before and each one's last row."""
    digest = sha256((last.heads_hash if last else GENESIS).encode())
    count, after = 0, 0
    while page := store.journal.heads(midnight, after, SEAL_PAGE):
        for membership_id, head in page:
            digest.update(f"{membership_id}:{head}\n".encode())
        count, after = count + len(page), page[-1][0]
    return count, digest.hexdigest()
