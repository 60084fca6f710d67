"""Give a membership to another customer: plan, term, sites and what is unused of it go along, money does not.

What was paid stays whose it was: payments, receipts, account credit, saved cards and billing details are the former
customer's, and so is money that comes back, or comes late. What waits for money ends, for it was asked of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bridge.changes.apply import end_what_is_elsewhere
from bridge.changes.cancel import let_payment_go
from bridge.changes.end import OPEN_STATUSES, end, end_unpaid
from bridge.changes.extend import bill_of
from bridge.changes.life import ChangeEvent
from bridge.changes.taken import keep_due
from bridge.changes.transaction import Hold, forget_cached, load_membership, lock, mail_customer
from bridge.errors import (
    BridgeError,
    ChangeOpen,
    ChangeSettled,
    InvalidRequest,
    MembershipTransferred,
    MembershipUnknown,
    TakeOverFirst,
)
from bridge.people import Author
from bridge.ports import Services
from bridge.pricing.credit import unused_value
from bridge.pricing.money import Money
from bridge.pricing.snapshot import stand
from bridge.quotas.materialise import materialise_membership
from bridge.store.changes import UNPAID_STATES, ChangeState
from bridge.store.gifts import User
from bridge.store.locks import Subject
from bridge.store.memberships import MembershipFacts
from bridge.store.store import Store
from bridge.store.terms import Cancelling

#: Topic of the row by which the plugin hands one site over: its note of the customer, and who works on it.
HAND_OVER_SITE = "hand_over_site"
#: Sites that are named in a forecast.
SITES_NAMED = 20
_S = ChangeState
_MONEY_MOVES = frozenset({_S.PROCESSING, _S.APPLIED_ON_TRUST})


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom a membership is to be given, as it was typed, and whose it was when that was asked.

    ``removes_user``: who had it loses the role on its sites.
    """

    user: str
    from_customer_id: int
    reason: str
    removes_user: bool


@dataclass(frozen=True, slots=True)
class HandOver:
    """What giving a membership to another customer comes to, or came to.

    ``new_customer``: the user becomes one. ``unused`` is what is left of what was paid, which goes along; null: not
    known. ``bill`` is the next one, with the new customer's tax, on ``bill_on``; ``bill_before`` with the former's;
    null: none comes, or nobody knows how much. Of one that rests, days are as if it went on now, or on its day.
    ``credit_stays`` and ``carried_stays`` are the former's account credit
    and what was carried over to their next charge. ``ended_order``, ``ended_booking`` and ``cancelled_bills`` end.
    ``has_trialed``: the new customer had a trial before. ``ends_at``: it was cancelled and ends then.
    """

    membership_id: int
    from_customer_id: int
    from_user_id: int
    user: User
    new_customer: bool
    blog_ids: tuple[int, ...]
    sites_total: int
    removes_user: bool
    status: str
    term_end: datetime | None
    ends_at: datetime | None
    unused: Money | None
    bill: Money | None
    bill_on: datetime | None
    bill_before: Money | None
    credit_stays: Money
    carried_stays: Money
    ended_order: str | None
    ended_booking: str | None
    cancelled_bills: tuple[int, ...]
    is_trial: bool
    has_trialed: bool


class _TakenBack(Exception):
    """A forecast: nothing of the transaction stays; it carries what it came to."""

    def __init__(self, answer: HandOver) -> None:
        super().__init__()
        self.answer = answer


def why_not_handed_over(facts: MembershipFacts) -> BridgeError | None:
    """Return why a membership cannot be given to another customer, None where it can."""
    if facts.billed_elsewhere or (not facts.adopted and _is_billed_there(facts)):
        return TakeOverFirst()
    record = facts.under_way.record if facts.under_way else None
    if record is not None and record.status in _MONEY_MOVES:
        return ChangeSettled(status=record.status.value)
    if record is not None and record.status in UNPAID_STATES:
        return ChangeOpen(quote_id=record.quote_id, operation=record.operation)
    return None


def _is_billed_there(facts: MembershipFacts) -> bool:
    """Tell whether another system goes on with a membership that is not ours: it runs here, or left something open."""
    return facts.is_beside or bool(facts.bills_elsewhere) or facts.scheduled_elsewhere is not None


def forecast(services: Services, author: Author, membership_id: int, wanted: Wanted) -> HandOver:
    """Say what giving a membership to another customer comes to: it is done, and taken back.

    :raises BridgeError: as :func:`hand_over` does.
    """
    facts = load_membership(services, membership_id)

    def work(store: Store) -> None:
        raise _TakenBack(_hand_over(services, store, author, facts, wanted))

    try:
        services.database.transaction(work)
    except _TakenBack as taken_back:
        return taken_back.answer
    raise AssertionError


def hand_over(services: Services, author: Author, membership_id: int, wanted: Wanted) -> HandOver:
    """Give a membership to another customer, who becomes one where they are none.

    :raises MembershipUnknown: where there is none.
    :raises InvalidRequest: where the user is not known, ambiguous, or has it already.
    :raises MembershipTransferred: where somebody else has given it away meanwhile.
    :raises BridgeError: as :func:`why_not_handed_over` says.
    """
    facts = load_membership(services, membership_id)
    problem = why_not_handed_over(facts)
    if problem is not None:
        raise problem
    services.database.reading(lambda store: _require_other(store, facts, wanted))  # nothing ends for what is mistyped
    if facts.under_way is not None:
        author_for = replace(author, for_user_id=facts.customer_user_id or None)
        let_payment_go(services, facts.under_way.record, author_for)
    return services.database.transaction(lambda store: _hand_over(services, store, author, facts, wanted))


def _user(store: Store, text: str) -> User:
    """Return the one user that a text names.

    :raises InvalidRequest: where it names none, or two.
    """
    found = store.gifts.users(text.strip()) if text.strip() else []
    if len(found) == 1:
        return found[0]
    code = "user_ambiguous" if found else "user_unknown" if text.strip() else "required"
    raise InvalidRequest(errors=[{"path": "user", "code": code}])


def _require_other(store: Store, facts: MembershipFacts, wanted: Wanted) -> User:
    """Return the user, where that is somebody else than who has it, and it is still whose it was."""
    user, customer_id = _user(store, wanted.user), facts.snapshot.customer.id
    if customer_id != wanted.from_customer_id:
        raise MembershipTransferred(membership_id=facts.snapshot.membership.id)
    if user.user_id == facts.customer_user_id or store.gifts.customer_of(user.user_id) == customer_id:
        raise InvalidRequest(errors=[{"path": "user", "code": "already_theirs"}])
    return user


def _hand_over(services: Services, store: Store, author: Author, known: MembershipFacts, wanted: Wanted) -> HandOver:
    """Lock, look again, write all of it, and say what it came to."""
    user, at = _user(store, wanted.user), services.clock.now()
    is_new = store.gifts.customer_of(user.user_id) is None
    customer_id = store.gifts.hold_customer(user.user_id, at)
    held = lock(store, at, author, Subject.of(known))
    held = replace(held, author=replace(author, for_user_id=held.customer_user_id or None))
    _require(held, known, wanted, user, customer_id)
    before = held.facts
    ended = _end_what_waits(held)
    blog_ids = _sites(held)
    _write(held, customer_id, user.user_id)
    _leave_to_plugin(held, customer_id, user.user_id, blog_ids, removes_user=wanted.removes_user)
    held.record(
        "membership_transferred", None, before=held.customer_id, after=customer_id, reason=wanted.reason,
        blog_ids=list(blog_ids), removes_user=wanted.removes_user,
    )  # fmt: skip
    after = store.memberships.load(held.row.id, sites=False)
    if after is None:
        raise MembershipUnknown(membership_id=held.row.id)
    came_to = _told(held, before, after, user, ended)
    came_to = replace(
        came_to, new_customer=is_new, blog_ids=blog_ids[:SITES_NAMED], sites_total=len(blog_ids),
        removes_user=wanted.removes_user,
    )  # fmt: skip
    _write_to_both(held, customer_id, user.user_id, came_to)
    return came_to


def _sites(held: Hold) -> tuple[int, ...]:
    """Return the sites; each is noted as the membership's: nobody's roles lead to it until the new owner has one."""
    facts = held.store.memberships.load(held.row.id, every_site=True)
    own = facts.site_limitations if facts else {}
    for blog_id in sorted(own):
        held.store.limits.hold_site(blog_id, held.row.id)
        held.store.limits.put_site(blog_id, held.row.id, own[blog_id])
    if own and held.store.limits.is_behind(held.row.id):  # what the sites name is written with them
        materialise_membership(held.store, held.row.id, held.at)
    return tuple(sorted(own))


def _require(held: Hold, known: MembershipFacts, wanted: Wanted, user: User, customer_id: int) -> None:
    """Look once more, now that it is held."""
    if held.row.customer_id != wanted.from_customer_id:
        raise MembershipTransferred(membership_id=held.row.id)
    if customer_id == held.row.customer_id or user.user_id == held.customer_user_id:
        raise InvalidRequest(errors=[{"path": "user", "code": "already_theirs"}])
    problem = why_not_handed_over(held.facts)
    if problem is not None:
        raise problem
    order, before = held.facts.under_way, known.under_way
    if order is not None and (before is None or before.record.quote_id != order.record.quote_id):
        raise ChangeOpen(quote_id=order.record.quote_id, operation=order.record.operation)


def _end_what_waits(held: Hold) -> tuple[str | None, str | None]:
    """End what was asked of the former customer and what they booked; return both.

    Its price, tax, account credit and way to pay are theirs: a renewal is asked for anew of the new one, by itself.
    """
    found: list[str | None] = []
    for facts in (held.facts.under_way, held.facts.scheduled):
        change = held.store.changes.lock(facts.record.quote_id) if facts else None
        if change is not None and change.status is _S.AWAITING_PAYMENT:
            end_unpaid(held, change, ChangeEvent.CANCELLED, "membership_transferred")
        elif change is not None and change.status is _S.SCHEDULED:
            end(held, change, ChangeEvent.CANCELLED, "membership_transferred")
        elif change is not None:
            raise ChangeSettled(status=change.status.value)
        found.append(change.quote_id if change else None)
    end_what_is_elsewhere(held, None)
    return found[0], found[1]


def _write(held: Hold, customer_id: int, user_id: int) -> None:
    """Write whose it is: the shared row, the term beside it, what is unused. What was paid names who paid it."""
    store, before = held.store, held.row
    store.payments.name_payer(before.id, before.customer_id)
    used_until = held.facts.pause.since if held.facts.pause else held.at.replace(microsecond=0)
    lines = held.facts.snapshot.membership.settled_lines or ()
    keep_due(held, lines, held.facts.settings.pricing, used_until, before.customer_id)
    row = replace(before, customer_id=customer_id, user_id=user_id, gateway_customer_id="", gateway_subscription_id="")
    store.membership_writes.give_to(row, held.at)
    term = store.membership_writes.term(before.id)
    if term is not None:
        store.membership_writes.put_term(replace(term, customer_id=customer_id), held.at)
        store.membership_writes.keep_written(before, row, held.at)
        store.letters.look_again(customer_id)
    asked = held.facts.cancelling
    if asked is not None and asked.reason is not None:  # their words are nobody else's
        store.membership_writes.put_cancelling(before.id, Cancelling(asked.asked_at, None), held.author.entry_user_id)


def _leave_to_plugin(
    held: Hold, customer_id: int, user_id: int, blog_ids: Sequence[int], *, removes_user: bool
) -> None:
    """Leave word for PHP of what is cached of both customers, and of each site."""
    forget_cached(held, [], blog_ids)
    forget_cached(replace(held, customer_id=customer_id), [], [])
    for blog_id in blog_ids:
        told = {
            "blog_id": blog_id,
            "membership_id": held.row.id,
            "customer_id": customer_id,
            "user_id": user_id,
            "from_user_id": held.customer_user_id,
            "removes_user": removes_user,
        }
        held.store.outbox.add(HAND_OVER_SITE, told, held.at, blog_id=blog_id, membership_id=held.row.id)


def _told(
    held: Hold, before: MembershipFacts, after: MembershipFacts, user: User, ended: tuple[str | None, str | None]
) -> HandOver:
    second, membership = held.at.replace(microsecond=0), after.snapshot.membership
    standing, currency = stand(after.snapshot, second), membership.currency
    is_billed = before.pause is not None or membership.status in OPEN_STATUSES  # what is closed is asked for by nobody
    bill = bill_of(after, standing, second) if is_billed else 0
    was = bill_of(before, stand(before.snapshot, second), second) if is_billed else 0
    end = before.pause.later(standing.end, second) if before.pause and standing.end else standing.end
    return HandOver(
        membership_id=membership.id,
        from_customer_id=held.customer_id,
        from_user_id=held.customer_user_id,
        user=user,
        new_customer=False,
        blog_ids=(),
        sites_total=0,
        removes_user=False,
        status=membership.status,
        term_end=None if standing.is_untimed else end,
        ends_at=end if before.cancelling is not None else None,
        unused=_unused(before, second),
        bill=Money(bill, currency) if bill else None,
        bill_on=max(end, second) if end and bill else None,
        bill_before=Money(was, currency) if was else None,
        credit_stays=Money(_credit_stays(held), currency),
        carried_stays=Money(before.snapshot.carried_over.amount_minor, currency),
        ended_order=ended[0],
        ended_booking=ended[1],
        cancelled_bills=tuple(one.payment_id for one in before.bills_elsewhere),
        is_trial=standing.trial_end is not None,
        has_trialed=after.snapshot.customer.has_trialed,
    )


def _credit_stays(held: Hold) -> int:
    """Return the former customer's account credit, what an ended order held of it included."""
    return held.store.account_credit.balance(held.customer_id, held.row.currency).balance_minor


def _unused(facts: MembershipFacts, at: datetime) -> Money | None:
    """Return what is left of what was paid for the running term, None where no records of ours tell.

    Of one that rests that is what was left when it began to.
    """
    at = facts.pause.since if facts.pause else at
    lines, settings = facts.snapshot.membership.settled_lines, facts.settings.pricing
    if lines is None:
        return None
    worth = sum(unused_value(line, settings.proration, settings.lifetime_years, at) for line in lines)
    return Money(worth, facts.snapshot.membership.currency)


def _write_to_both(held: Hold, customer_id: int, user_id: int, came_to: HandOver) -> None:
    """Leave a letter to each of the two; neither is told who the other is."""
    mail_customer(held, held.customer_id, "membership_given_away")
    due = {}
    if came_to.bill is not None and came_to.bill.minor is not None:
        due = {"amount_minor": came_to.bill.minor, "currency": came_to.bill.currency}
    rests, end = held.facts.pause, came_to.term_end
    is_known = end is not None and end > held.at and (rests is None or rests.until is not None)
    until = end.isoformat() if end and is_known else None
    receiver = replace(held, customer_id=customer_id, customer_user_id=user_id)
    mail_customer(receiver, customer_id, "membership_received", effective_at=until, **due)
