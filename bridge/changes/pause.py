"""Pause a membership and let it go on: what is paid stops running meanwhile, and is given back as time.

While it rests nothing is asked for, reminded of or ended. What is booked waits. When it goes on, its term and what was
paid for it begin and end later by as long as it rested, to the second, so that exactly as much is unused as before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bridge.changes.apply import adopted
from bridge.changes.cancel import end_awaited, let_payment_go
from bridge.changes.extend import order_under_way
from bridge.changes.transaction import Hold, forget_cached, load_membership, lock, mail_owner, tell_elsewhere
from bridge.errors import (
    BridgeError,
    InvalidRequest,
    MembershipNotPaused,
    MembershipNotRunning,
    MembershipPaused,
    NoTermToExtend,
    TakeOverFirst,
)
from bridge.people import WORKER, Author
from bridge.ports import Services
from bridge.pricing.calendar import typed_day
from bridge.pricing.snapshot import Standing, stand
from bridge.quotas.materialise import materialise_membership
from bridge.store.locks import Subject
from bridge.store.memberships import MembershipFacts
from bridge.store.store import Store
from bridge.store.terms import OUR_GATEWAY, Pause, Term

#: So far ahead a pause may end.
LONGEST = timedelta(days=3660)
#: What a membership is in the shared row while it rests: the other system lets such a one run, and bills it nothing.
RESTING = "on-hold"
_PAUSABLE = frozenset({"active", "trialing"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a membership is to rest: until which day, as it was typed, '' for until somebody says so; and why."""

    until: str
    reason: str
    closes_sites: bool


@dataclass(frozen=True, slots=True)
class Resting:
    """What pausing a membership comes to, or what its going on came to.

    Its term ended at ``end``. ``end_after`` is its end once it has gone on: known where the pause's end is.
    ``ended_order`` is the renewal that was asked for and is no more, ``waits`` the change that is booked and waits.
    """

    membership_id: int
    since: datetime
    until: datetime | None
    end: datetime
    end_after: datetime | None
    closes_sites: bool
    ended_order: str | None
    waits: str | None


def why_not_paused(facts: MembershipFacts, standing: Standing) -> BridgeError | None:
    """Return why a membership cannot be paused, None where it can."""
    membership = facts.snapshot.membership
    if facts.billed_elsewhere or (facts.is_beside and not facts.adopted):
        return TakeOverFirst()
    if facts.pause is not None:
        return MembershipPaused(since=facts.pause.since.isoformat())
    if membership.status not in _PAUSABLE:
        return MembershipNotRunning(status=membership.status)
    if standing.end is None or standing.is_untimed or standing.is_lifetime:
        return NoTermToExtend()
    return order_under_way(facts)


def forecast(services: Services, membership_id: int, wanted: Wanted) -> Resting:
    """Say what pausing a membership comes to; nothing is written.

    :raises BridgeError: as :func:`pause` does.
    """
    return _understood(load_membership(services, membership_id), wanted, services.clock.now())


def pause(services: Services, author: Author, membership_id: int, wanted: Wanted) -> Resting:
    """Let a membership rest; a renewal that is asked for ends, and is asked for anew once it has gone on.

    :raises MembershipUnknown: where there is none.
    :raises InvalidRequest: where the day is none, or not to come.
    :raises BridgeError: as :func:`why_not_paused` says.
    """
    facts = load_membership(services, membership_id)
    _understood(facts, wanted, services.clock.now())
    author = replace(author, for_user_id=facts.customer_user_id or None)
    if facts.under_way is not None:
        let_payment_go(services, facts.under_way.record, author)
    return services.database.transaction(
        lambda store: _pause(lock(store, services.clock.now(), author, Subject.of(facts)), wanted)
    )


def _understood(facts: MembershipFacts, wanted: Wanted, at: datetime) -> Resting:
    second = at.replace(microsecond=0)
    standing = stand(facts.snapshot, second)
    problem = why_not_paused(facts, standing)
    if problem is not None:
        raise problem
    if standing.end is None:
        raise NoTermToExtend
    until = _until(wanted.until, second)
    return Resting(
        membership_id=facts.snapshot.membership.id,
        since=second,
        until=until,
        end=standing.end,
        end_after=standing.end + (until - second) if until else None,
        closes_sites=wanted.closes_sites,
        ended_order=facts.under_way.record.quote_id if facts.under_way else None,
        waits=facts.scheduled.record.quote_id if facts.scheduled else None,
    )


def _until(typed: str, at: datetime) -> datetime | None:
    """Return the beginning of the day, in UTC, on which it goes on; None where none was typed."""
    if not typed.strip():
        return None
    day = typed_day(typed)
    code = "not_a_day" if day is None else "not_to_come" if day <= at else "too_far" if day - at > LONGEST else None
    if day is None or code is not None:
        raise InvalidRequest(errors=[{"path": "until", "code": code}])
    return day


def _pause(held: Hold, wanted: Wanted) -> Resting:
    resting = _understood(held.facts, wanted, held.at)
    end_awaited(held, "membership_paused")
    held = adopted(held)
    before, writes = held.row, held.store.membership_writes
    row = replace(before, status=RESTING)
    writes.write(row, held.at)
    writes.put_pause(before.id, Pause(resting.since, before.status, resting.until, resting.closes_sites))
    writes.keep_written(before, row, held.at)
    forget_cached(held, [], materialise_membership(held.store, before.id, held.at))
    until = resting.until.isoformat() if resting.until else None
    told = {"since": resting.since.isoformat(), "until": until, "closes_sites": resting.closes_sites}
    held.record("membership_paused", None, **told, was=before.status, status=RESTING, reason=wanted.reason)
    mail_owner(held, "membership_paused", None, effective_at=resting.since.isoformat(), ends_at=until)
    return resting


def resume(services: Services, author: Author, membership_id: int, reason: str = "") -> Resting:
    """Let a paused membership go on now.

    :raises MembershipUnknown: where there is none.
    :raises MembershipNotPaused: where it does not rest.
    """
    facts = load_membership(services, membership_id)
    if facts.pause is None:
        raise MembershipNotPaused(membership_id=membership_id)
    author = replace(author, for_user_id=facts.customer_user_id or None)

    def work(store: Store) -> Resting:
        held = lock(store, services.clock.now(), author, Subject.of(facts))
        if held.facts.pause is None:
            raise MembershipNotPaused(membership_id=membership_id)
        return lift(held, reason)[1]

    return services.database.transaction(work)


def resume_due(services: Services, membership_id: int) -> bool:
    """Let a membership go on whose pause is over; False where it is not, or not any more."""
    facts = services.database.reading(lambda store: store.memberships.load(membership_id))
    if facts is None:
        return False

    def work(store: Store) -> bool:
        held = lock(store, services.clock.now(), WORKER, Subject.of(facts))
        rests = None if held.is_gone else held.facts.pause
        if rests is None or rests.until is None or rests.until > held.at:
            return False
        lift(held)
        return True

    return services.database.transaction(work)


def lift(held: Hold, reason: str = "") -> tuple[Hold, Resting]:
    """Write that a held membership goes on, and its time; one that somebody else gave another status keeps that.

    :raises MembershipNotPaused: where it does not rest.
    """
    rests, writes = held.facts.pause, held.store.membership_writes
    term = writes.term(held.row.id)
    if rests is None or term is None:
        raise MembershipNotPaused(membership_id=held.membership_id)
    rested = max(held.at.replace(microsecond=0) - rests.since, timedelta())
    before = held.row
    status = rests.was if before.status == RESTING else before.status
    row = replace(
        before, status=status,
        date_expiration=before.date_expiration + rested if before.date_expiration else None,
        date_trial_end=before.date_trial_end + rested if rests.was == "trialing" and before.date_trial_end else
        before.date_trial_end,
    )  # fmt: skip
    writes.write(row, held.at)
    writes.put_term(_later(term, rested), held.at)
    writes.put_pause(before.id, None)
    writes.lines_later(before.id, rests.since, rested)
    held.store.changes.begin_later(before.id, rested)
    writes.keep_written(before, row, held.at)
    blog_ids = materialise_membership(held.store, before.id, held.at)
    forget_cached(held, [], blog_ids)
    if row.gateway == OUR_GATEWAY:
        tell_elsewhere(held, row)
    end = row.date_expiration or term.term_end or held.at
    told = {"since": rests.since.isoformat(), "term_end": end.isoformat(), "status": status}
    held.record("membership_resumed", None, **told, was=before.status, rested_seconds=int(rested.total_seconds()),
                reason=reason or None)  # fmt: skip
    if status in _PAUSABLE:
        mail_owner(held, "membership_resumed", None, effective_at=end.isoformat())
    facts = held.store.memberships.load(before.id)
    came_to = Resting(
        before.id, rests.since, held.at.replace(microsecond=0), end - rested, end, rests.closes_sites, None,
        held.facts.scheduled.record.quote_id if held.facts.scheduled else None,
    )  # fmt: skip
    return held.with_facts(facts or held.facts, row), came_to


def _later(term: Term, rested: timedelta) -> Term:
    """Return a term that begins and ends later; the day of the month that terms come back to is its new end's.

    One that ends on the same day all the same keeps its own: a term of the 31st ends on the 28th only in February.
    """
    end = term.term_end + rested if term.term_end else None
    keeps = end is None or term.term_end is None or end.date() == term.term_end.date()
    return replace(
        term,
        term_start=term.term_start + rested if term.term_start else None,
        term_end=end,
        anchor_day=term.anchor_day if keeps or end is None else end.day,
    )
