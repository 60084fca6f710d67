"""Let the paid term of a membership end later, at no charge.

What was paid is neither more nor less afterwards: the settled lines stay as they are, each with the end it was paid
for, and the added time has none. So it is worth nothing when the plan is changed, and the next bill comes when it is
over.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bridge.changes.apply import adopted
from bridge.changes.cancel import end_awaited, let_payment_go
from bridge.changes.transaction import Hold, forget_cached, load_membership, lock, mail_owner, tell_elsewhere
from bridge.errors import (
    BridgeError,
    ChangeBooked,
    ChangeOpen,
    ChangeSettled,
    InvalidRequest,
    MembershipNotRunning,
    MembershipPaused,
    NoTermToExtend,
    TakeOverFirst,
)
from bridge.people import Author
from bridge.ports import Services
from bridge.pricing.calendar import typed_day
from bridge.pricing.charges import Tariff, TaxTable
from bridge.pricing.money import Money
from bridge.pricing.refusal import NotKnown
from bridge.pricing.renewal_lines import present_lines, total
from bridge.pricing.snapshot import Standing, stand
from bridge.quotas.materialise import materialise_membership
from bridge.store.changes import ChangeState
from bridge.store.locks import Subject
from bridge.store.memberships import MembershipFacts

#: So far ahead a term may be made to end.
LONGEST = timedelta(days=3660)
_CLOSED = frozenset({"expired", "on-hold"})
_EXTENDABLE = frozenset({"active", "trialing"}) | _CLOSED
_MONEY_MOVES = frozenset({ChangeState.PROCESSING, ChangeState.APPLIED_ON_TRUST})


@dataclass(frozen=True, slots=True)
class Extension:
    """What extending a membership comes to, or came to: its term ended at ``end`` and ends at ``until``.

    ``bill`` is the next one, tax in it, on ``bill_on``; null: none comes, or nobody knows how much. ``opens_again``:
    it was closed. ``ended_order`` is the renewal that was asked for and is no more.
    """

    membership_id: int
    end: datetime
    until: datetime
    opens_again: bool
    bill: Money | None
    bill_on: datetime | None
    ended_order: str | None


def why_not_extended(facts: MembershipFacts, standing: Standing) -> BridgeError | None:
    """Return why the term of a membership cannot be made to end later, None where it can."""
    membership = facts.snapshot.membership
    if facts.billed_elsewhere or (facts.is_beside and not facts.adopted):
        return TakeOverFirst()
    if facts.pause is not None:
        return MembershipPaused(since=facts.pause.since.isoformat())
    if membership.status not in _EXTENDABLE:
        return MembershipNotRunning(status=membership.status)
    if standing.end is None or standing.is_untimed or standing.is_lifetime:
        return NoTermToExtend()
    return _order_in_the_way(facts)


def _order_in_the_way(facts: MembershipFacts) -> BridgeError | None:
    """Return what is booked or under way and counts on the present end."""
    if facts.scheduled is not None:
        return ChangeBooked(quote_id=facts.scheduled.record.quote_id)
    return order_under_way(facts)


def order_under_way(facts: MembershipFacts) -> BridgeError | None:
    """Return the order that is under way, as a refusal; a renewal that is not paid is none: it is asked for anew."""
    record = facts.under_way.record if facts.under_way else None
    if record is None or (record.operation == "renewal" and record.status is ChangeState.AWAITING_PAYMENT):
        return None
    if record.status in _MONEY_MOVES:
        return ChangeSettled(status=record.status.value)
    return ChangeOpen(quote_id=record.quote_id, operation=record.operation)


def forecast(services: Services, membership_id: int, day: str) -> Extension:
    """Say what extending a membership until a day comes to; nothing is written.

    :raises MembershipUnknown: where there is none.
    :raises InvalidRequest: where the day cannot be the new end.
    :raises BridgeError: as :func:`why_not_extended` says.
    """
    return _understood(load_membership(services, membership_id), day, services.clock.now())


def extend(services: Services, author: Author, membership_id: int, day: str, reason: str) -> Extension:
    """Let a membership's term end on a later day, such as 2026-11-30 in UTC, at the time of day at which it ends.

    A renewal that is asked for ends, and is asked for anew in time. One that is closed is open again.

    :raises MembershipUnknown: where there is none.
    :raises InvalidRequest: where the day cannot be the new end.
    :raises BridgeError: as :func:`why_not_extended` says.
    """
    facts = load_membership(services, membership_id)
    _understood(facts, day, services.clock.now())
    author = replace(author, for_user_id=facts.customer_user_id or None)
    if facts.under_way is not None:
        let_payment_go(services, facts.under_way.record, author)
    return services.database.transaction(
        lambda store: _extend(lock(store, services.clock.now(), author, Subject.of(facts)), day, reason)
    )


def _understood(facts: MembershipFacts, day: str, at: datetime) -> Extension:
    """Return what extending comes to, where it can be done."""
    second = at.replace(microsecond=0)
    standing = stand(facts.snapshot, second)
    problem = why_not_extended(facts, standing)
    if problem is not None:
        raise problem
    end = standing.end
    if end is None:
        raise NoTermToExtend
    until = _instant(day, end, second)
    bill = bill_of(facts, replace(standing, end=until), second)
    currency = facts.snapshot.membership.currency
    return Extension(
        membership_id=facts.snapshot.membership.id,
        end=end,
        until=until,
        opens_again=facts.snapshot.membership.status in _CLOSED,
        bill=Money(bill, currency) if bill else None,
        bill_on=until if bill else None,
        ended_order=facts.under_way.record.quote_id if facts.under_way else None,
    )


def _instant(day: str, end: datetime, at: datetime) -> datetime:
    """Return the new end: on the day, at the time of day of the present one."""
    said = typed_day(day)
    if said is None:
        raise InvalidRequest(errors=[{"path": "until", "code": "not_a_day"}])
    until = datetime.combine(said.date(), end.time())
    code = "has_ended" if until <= at else "not_later" if until <= end else "too_far" if until - at > LONGEST else None
    if code is not None:
        raise InvalidRequest(errors=[{"path": "until", "code": code, "end": end.isoformat()}])
    return until


def bill_of(facts: MembershipFacts, standing: Standing, at: datetime) -> int:
    """Return what the next term costs with today's tax, 0 where none is billed or nobody knows."""
    if facts.is_paid_in_full or facts.cancelling is not None or standing.end is None or standing.is_untimed:
        return 0
    snapshot = facts.snapshot
    try:
        return total(present_lines(Tariff(snapshot, TaxTable(snapshot), at), standing))
    except NotKnown:
        return 0


def _extend(held: Hold, day: str, reason: str) -> Extension:
    extension = _understood(held.facts, day, held.at)
    end_awaited(held, "membership_extended")
    held = adopted(held)
    _write(held, extension)
    told = {"term_end": extension.until.isoformat(), "was_end": extension.end.isoformat()}
    status = "active" if extension.opens_again else held.row.status
    held.record("membership_extended", None, **told, status=status, was=held.row.status, reason=reason)
    mail_owner(held, "membership_extended", None, effective_at=extension.until.isoformat())
    return extension


def _write(held: Hold, extension: Extension) -> None:
    """Write the later end into the shared row and the term beside it, and open what was closed."""
    before, writes = held.row, held.store.membership_writes
    row = replace(before, date_expiration=extension.until)
    if before.status == "trialing":
        row = replace(row, date_trial_end=extension.until)
    if extension.opens_again:
        row = replace(row, status="active", date_cancellation=None)
    writes.write(row, held.at)
    term = writes.term(row.id)
    if term is not None:
        writes.put_term(replace(term, term_end=extension.until, anchor_day=extension.until.day), held.at)
    held.store.membership_writes.keep_written(before, row, held.at)
    forget_cached(held, [], materialise_membership(held.store, row.id, held.at))
    tell_elsewhere(held, row)
