"""Bill a plan as often as was agreed where an older version that ran beside us settled it, and kept no number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bridge.changes.apply import billed_at_most, bills_plan_anew
from bridge.changes.external import end_moved, looked_at_again, moved_order
from bridge.changes.transaction import Hold, lock
from bridge.people import WORKER
from bridge.ports import Services
from bridge.store.billings import Applied
from bridge.store.changes import ChangeRecord, ChangeState
from bridge.store.locks import Subject
from bridge.store.outbox import Sweep
from bridge.store.store import Store

#: How many rows of the journal a round looks at.
LOOKED_AT = 500
#: A transaction writes its instant some time before others see it.
_UNSEEN = timedelta(minutes=2)
_SWEEP = "billings"


def unkept(services: Services, at_once: int = 0) -> Sequence[int]:
    """Return memberships that are not billed as often as was agreed, of those to which something happened since."""
    until = services.clock.now() - _UNSEEN
    found, before, after = services.database.reading(lambda store: _page(store, until, at_once or LOOKED_AT))
    if after != before:
        services.database.transaction(lambda store: store.sweeps.put(_SWEEP, after))
    return found


def _page(store: Store, until: datetime, most: int) -> tuple[Sequence[int], Sweep, Sweep]:
    before = store.sweeps.find(_SWEEP)
    membership_ids, after = store.billings.page(before, until, most)
    return store.billings.unkept(membership_ids), before, after


def put_right(services: Services, membership_id: int) -> bool:
    """Write for how many payments the plan held was taken; False where nobody can tell, or something is under way.

    What is under way ends one day, which its journal says: then it is looked at again. A renewal that waits for its
    money ends, and is asked for anew where a payment is left.
    """
    known = services.database.reading(lambda store: store.memberships.load(membership_id))
    if known is None:
        return False
    subject = Subject.of(known)
    written, moved = services.database.transaction(
        lambda store: _put_right(lock(store, services.clock.now(), WORKER, subject))
    )
    if moved is not None:
        end_moved(services, moved)
    return written


def _put_right(held: Hold) -> tuple[bool, ChangeRecord | None]:
    """Write it, where it still is to be written; return whether it was, and a renewal to be ended at its gateway."""
    lost = None if held.is_gone else held.store.billings.find_unkept(held.membership_id)
    term = held.store.membership_writes.term(held.membership_id)
    if lost is None or lost.is_recounted or term is None or _is_under_way(held) or _is_edited(held):
        return False, None
    applied = held.store.billings.applied(held.membership_id)
    before = held.row.times_billed - _billings_since(held, applied, lost.sequence)
    agreed = next(one.quote.after.billings for one in applied if one.sequence == lost.sequence)
    if before < 0 or not agreed:
        return False, None
    row = replace(held.row, billing_cycles=billed_at_most(before, agreed))
    held.store.membership_writes.write(row, held.at)
    held.store.membership_writes.put_term(replace(term, billed_before=before), held.at)
    held.store.membership_writes.keep_written(held.row, row, held.at)
    held.record(
        "billings_put_right", None, billings=agreed, billed_before=before, was=held.row.billing_cycles,
        made=row.times_billed - before,
    )  # fmt: skip
    return True, moved_order(looked_at_again(held))


def _is_under_way(held: Hold) -> bool:
    """Tell whether something waits that would not be what was agreed any more; a renewal not paid yet is asked anew."""
    change = held.facts.under_way.record if held.facts.under_way else None
    if change is None:
        return False
    return change.operation != "renewal" or change.status is not ChangeState.AWAITING_PAYMENT


def _is_edited(held: Hold) -> bool:
    """Tell whether somebody else has written the row, which nobody has noticed yet: that goes first."""
    written = held.store.external_edits.written(held.membership_id)
    return written is None or any(
        written.written.get(name) != str(found)
        for name, found in (
            ("billing_cycles", held.row.billing_cycles),
            ("times_billed", held.row.times_billed),
            ("plan_id", held.row.plan_id),
        )
    )


def _billings_since(held: Hold, applied: Sequence[Applied], sequence: int) -> int:
    """Return how often the plan was billed from a place in the journal on."""
    counted, end = 0, None
    for one in applied:
        if one.sequence >= sequence:
            counted += bills_plan_anew(replace(held.row, date_expiration=end), one.quote)
        end = one.quote.term[1]
    return counted
