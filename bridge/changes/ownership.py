"""Take a membership's billing over from another system, or hand it back, with what that comes to told before.

Handed back, the other system bills it as if we had never been there: its own rules say what a row has to look like.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from functools import partial
from typing import Literal

from bridge.changes.apply import make_ours, told_of_row
from bridge.changes.end import end, end_unpaid, time_to_pay
from bridge.changes.external import EXTERNAL, note_edit, notice
from bridge.changes.life import ChangeEvent
from bridge.changes.paid_elsewhere import keep_of
from bridge.changes.pause import lift
from bridge.changes.pay import cancel_at_gateway, claim
from bridge.changes.transaction import (
    Hold,
    forget_cached,
    load_membership,
    lock,
    mail_owner,
    own_reference,
    tell_elsewhere,
)
from bridge.errors import MembershipUnknown
from bridge.gateways.port import GatewayUnreachable, Outcome
from bridge.people import Author
from bridge.ports import Services
from bridge.pricing.charges import Tariff, TaxTable
from bridge.pricing.money import Money, round_known
from bridge.pricing.refusal import NotKnown
from bridge.pricing.renewal_lines import present_lines, total
from bridge.pricing.snapshot import stand
from bridge.quotas.materialise import materialise_membership
from bridge.store.changes import UNPAID_STATES, ChangeRecord, ChangeState
from bridge.store.external_edits import Edit
from bridge.store.locks import Subject
from bridge.store.memberships import MembershipFacts
from bridge.store.ownership import BY_HAND_ELSEWHERE, WITHOUT_SUBSCRIPTION, Direction, EndedSubscription, Owner
from bridge.store.store import Store
from bridge.store.terms import OUR_GATEWAY, HeldMembership, billing_columns

#: States in which money is on its way, or is owed for what has taken effect.
_MOVING = frozenset({ChangeState.PROCESSING, *UNPAID_STATES})
#: Why a membership cannot be moved.
MoveRefusal = Literal["not_running", "billed_elsewhere", "amount_unknown", "addons_unreadable", "change_open"]
#: What is told beside the figures: the other system cannot write an invoice with a part of a percent off, a set-up fee
#: put off by a trial is charged by us alone, an amount other than the catalogue's gets a line of adjustment there.
Note = Literal["fractional_discount", "deferred_fee_lost", "closes_at_once", "account_credit_stays", "no_bill"]

_RUNNING = frozenset({"active", "trialing", "on-hold"})
#: The other system lets a membership expire without an invoice whose end is further back.
_OLDEST_END = timedelta(days=1)
#: A provider's message of a cancellation comes that much before it has answered whoever asked, or after it.
_MESSAGE_BEFORE, _MESSAGE_WITHIN = timedelta(minutes=2), timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Forecast:
    """What moving one membership comes to: who is billed, what and when; nothing is written.

    ``refusal`` null: it can be moved. ``bill`` is the next one afterwards, ``bill_on`` its day. ``cancelled_bills`` are
    payments that another asked for and that end, ``replaced_change_at`` the day of a change scheduled elsewhere that
    is dropped; ``ended_order`` is an order or a renewal of ours that ends.
    """

    membership_id: int
    user_id: int
    owner: Owner
    plan_id: int
    plan_name: str
    gateway: str
    gateway_after: str
    bill: Money | None
    bill_on: datetime | None
    cancelled_bills: tuple[int, ...]
    replaced_change_at: datetime | None
    ended_order: str | None
    notes: tuple[Note, ...]
    unchanged: bool
    refusal: MoveRefusal | None


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of one membership: moved, there already (``unchanged``), or refused with a code."""

    membership_id: int
    unchanged: bool
    refusal: str | None


@dataclass(frozen=True, slots=True)
class Turn:
    """A membership's turn in a run, which is counted in the transaction that moves it."""

    run_id: str
    membership_id: int
    at: datetime

    def is_next(self, store: Store) -> bool:
        """Hold the run; False where somebody else has come here."""
        return store.ownership_runs.is_next_in_run(self.run_id, self.membership_id)

    def count(self, store: Store, moved: Moved) -> None:
        """Write what became of it."""
        moves = moved.refusal is None and not moved.unchanged
        store.ownership_runs.count_in_run(self.run_id, self.membership_id, moved.refusal, self.at, moves=moves)


def forecast(services: Services, membership_id: int, direction: Direction) -> Forecast:
    """Return what moving a membership would come to.

    :raises MembershipUnknown: where there is none.
    """
    facts = load_membership(services, membership_id)
    now = services.clock.now()
    before = services.database.reading(lambda store: store.ownership.gateway_before(membership_id))
    return _taken_over(services, facts, now) if direction == "take_over" else _handed_back(facts, before, now)


def _is_late(services: Services, facts: MembershipFacts, now: datetime) -> bool:
    """Tell whether the time is over in which the next term can be paid."""
    until = services.database.reading(lambda store: time_to_pay(store, facts, now))
    return until is not None and until <= now


def _taken_over(services: Services, facts: MembershipFacts, now: datetime) -> Forecast:
    """Return what taking it over comes to: our next bill."""
    refusal = _not_to_be_taken(facts)
    second, membership = now.replace(microsecond=0), facts.snapshot.membership
    standing = stand(facts.snapshot, second)
    amount = None
    if refusal is None:
        try:
            amount = total(present_lines(Tariff(facts.snapshot, TaxTable(facts.snapshot), second), standing))
        except NotKnown:
            refusal = "amount_unknown"
    bills = standing.end is not None and not standing.is_untimed and not facts.is_paid_in_full
    billed = amount if bills and amount else None
    is_over = standing.end is not None and standing.end <= second
    closes = billed is not None and is_over and _is_late(services, facts, now)
    notes: list[Note] = [*(["closes_at_once"] if closes else []), *(["no_bill"] if billed is None else [])]  # type: ignore[list-item]
    swap = facts.scheduled_elsewhere
    return Forecast(
        membership_id=membership.id,
        user_id=facts.customer_user_id,
        owner=facts.owner,
        plan_id=membership.plan_id,
        plan_name=_plan_name(facts),
        gateway=facts.gateway,
        gateway_after=OUR_GATEWAY,
        bill=None if billed is None else Money(billed, membership.currency),
        bill_on=standing.end if billed is not None else None,
        cancelled_bills=tuple(bill.payment_id for bill in facts.bills_elsewhere),
        replaced_change_at=swap.at if swap else None,
        ended_order=None,
        notes=tuple(notes),
        unchanged=facts.adopted,
        refusal=refusal,
    )


def _handed_back(facts: MembershipFacts, before: str, now: datetime) -> Forecast:
    """Return what handing it back comes to: the other system's next bill, of the row's amount."""
    membership = facts.snapshot.membership
    amount = round_known(membership.amount) if membership.recurring else None
    rested = now.replace(microsecond=0) - facts.pause.since if facts.pause else timedelta()
    expires = membership.date_expiration + rested if membership.date_expiration else None
    billed = amount if expires is not None and amount and membership.status in _RUNNING else None
    orders = [facts.under_way, facts.scheduled]
    notes: list[Note] = []
    if _has_fractional_discount(facts):
        notes.append("fractional_discount")
    if membership.deferred_lines:
        notes.append("deferred_fee_lost")
    if facts.snapshot.account_credit_minor:
        notes.append("account_credit_stays")
    if billed is None:
        notes.append("no_bill")
    moving = facts.under_way is not None and facts.under_way.record.status in _MOVING
    return Forecast(
        membership_id=membership.id,
        user_id=facts.customer_user_id,
        owner=facts.owner,
        plan_id=membership.plan_id,
        plan_name=_plan_name(facts),
        gateway=facts.gateway,
        gateway_after=gateway_given_back(before, facts.subscription),
        bill=None if billed is None else Money(billed, membership.currency),
        bill_on=end_given_back(expires, now) if billed is not None else None,
        cancelled_bills=(),
        replaced_change_at=None,
        ended_order=next((order.record.quote_id for order in orders if order is not None), None),
        notes=tuple(notes),
        unchanged=not facts.adopted and not any(orders),
        refusal="change_open" if moving else None,
    )


def _plan_name(facts: MembershipFacts) -> str:
    plan = facts.snapshot.products.get(facts.snapshot.membership.plan_id)
    return plan.name if plan else ""


def _not_to_be_taken(facts: MembershipFacts) -> MoveRefusal | None:
    """Tell why a membership cannot be taken over as it is."""
    membership = facts.snapshot.membership
    if membership.status not in _RUNNING:
        return "not_running"
    if facts.billed_elsewhere:
        return "billed_elsewhere"
    if membership.addons_unreadable:
        return "addons_unreadable"
    return "amount_unknown" if membership.amount is None else None


def _has_fractional_discount(facts: MembershipFacts) -> bool:
    """Tell whether a lasting discount takes off what the other system cannot write: its totals of them are whole."""
    code, amount = facts.snapshot.membership.discount_code, facts.snapshot.membership.amount
    if code is None or not code.applies_to_renewals or code.value is None or amount is None:
        return False
    off = code.value / 100 if code.type == "absolute" else amount * code.value / (100 - code.value or 1) / 100
    return Fraction(off).denominator != 1


def gateway_given_back(before: str, subscription: str) -> str:
    """Return the gateway that a membership is handed back to: the one before, where no subscription was given up.

    >>> gateway_given_back("paypal", ""), gateway_given_back("stripe", "sub_1") == gateway_given_back("", "")
    ('paypal', True)
    """
    if before in {"", OUR_GATEWAY} or (subscription and before not in WITHOUT_SUBSCRIPTION):
        return BY_HAND_ELSEWHERE
    return before


def end_given_back(end_at: datetime | None, now: datetime) -> datetime | None:
    """Return the end that a membership is handed back with: one before yesterday is now."""
    if end_at is None or end_at >= now - _OLDEST_END:
        return end_at
    return now.replace(microsecond=0)


def take_over(services: Services, author: Author, membership_id: int, turn: Turn | None = None) -> Moved:
    """Make a membership ours: its next term is billed by us, and what another asked for and is not paid ends.

    :raises MembershipUnknown: where there is none.
    """
    return _move(services, membership_id, lambda store, subject: _take_over(services, store, author, subject), turn)


def end_subscription(services: Services, author: Author, membership_id: int) -> Moved:
    """Let the subscription that bills a membership be cancelled at its provider; then it is taken over by itself.

    The plugin asks the provider, the worker takes over once it has said so: until then the answer is ``cancelling``.
    One without a subscription is taken over at once.

    :raises MembershipUnknown: where there is none.
    """
    return _move(services, membership_id, lambda store, subject: _end_subscription(services, store, author, subject))


def _end_subscription(services: Services, store: Store, author: Author, subject: Subject) -> Moved:
    held = lock(store, services.clock.now(), author, subject)
    if held.is_gone:
        raise MembershipUnknown(membership_id=subject.membership_id)
    if not held.facts.billed_elsewhere:
        return _made_ours(held)
    store.ownership.ask_subscription_end(held.row, author.entry_user_id, held.at)
    store.outbox.add("cancel_subscription", {"membership_id": held.row.id}, held.at, membership_id=held.row.id)
    told = {"gateway": held.row.gateway, "subscription": held.row.gateway_subscription_id}
    held.record("subscription_cancelling", None, **told)
    return Moved(held.row.id, unchanged=False, refusal="cancelling")


def take_over_ended(services: Services, most: int) -> list[Moved]:
    """Take over the memberships whose subscription was cancelled at its provider because somebody asked for it."""
    ended = services.database.reading(lambda store: store.ownership.subscriptions_ended(most))
    return [_tried(services, one.membership_id, partial(_take_over_ended, services, one)) for one in ended]


def _tried(services: Services, membership_id: int, work: Callable[[Store, Subject], Moved]) -> Moved:
    """Move one; one that is gone has nothing to be taken over, nor asked for again."""
    try:
        return _move(services, membership_id, work)
    except MembershipUnknown as unknown:
        services.database.transaction(lambda store: store.ownership.forget_subscription_end(membership_id))
        return Moved(membership_id, unchanged=False, refusal=unknown.code)


def _take_over_ended(services: Services, ended: EndedSubscription, store: Store, subject: Subject) -> Moved:
    """Take over what has no subscription any more; a new one that came meanwhile goes on billing it.

    The provider tells the other system of the cancellation too, which then cancels the membership: in those minutes
    that is nobody's decision, and it is taken over as it was.
    """
    author = Author("network_admin" if ended.asked_by else "operator", ended.asked_by or None)
    held = lock(store, services.clock.now(), author, subject)
    store.ownership.forget_subscription_end(ended.membership_id)
    if held.is_gone:
        return Moved(ended.membership_id, unchanged=True, refusal=None)
    held = _open_again(held, ended)
    if held.row.gateway_subscription_id not in {"", ended.subscription_id}:
        return Moved(ended.membership_id, unchanged=True, refusal=None)
    row = replace(held.row, gateway_subscription_id="")
    store.ownership.restore_rest(row)
    moved = _made_ours(held.with_facts(replace(held.facts, subscription=""), row))
    after = lock(store, held.at, author, subject).row
    if after is not None and after.is_ours:
        store.membership_writes.keep_written(held.row, after, held.at)
    return moved


def _open_again(held: Hold, ended: EndedSubscription) -> Hold:
    """Undo the cancellation of a membership that the provider's message of the one we asked for brought along."""
    since = ended.cancelled_at - _MESSAGE_BEFORE
    cancelled_at = held.row.date_cancellation
    if held.row.status != "cancelled" or cancelled_at is None or not since <= cancelled_at <= since + _MESSAGE_WITHIN:
        return held
    row = replace(
        held.row, status="active", date_cancellation=None, gateway=ended.gateway,
        gateway_subscription_id=ended.subscription_id,
    )  # fmt: skip
    held.store.membership_writes.write(row, held.at)
    held.record("cancellation_undone", None, cancelled_at=_text(cancelled_at), subscription=ended.subscription_id)
    return lock(held.store, held.at, held.author, Subject(row.id, row.customer_id, row.currency))


def _move(
    services: Services, membership_id: int, work: Callable[[Store, Subject], Moved], turn: Turn | None = None
) -> Moved:
    facts = load_membership(services, membership_id)
    subject = Subject.of(facts)
    try:
        return services.database.transaction(lambda store: _moved(store, subject, work, turn))
    except NotKnown as unknown:
        return Moved(membership_id, unchanged=False, refusal=unknown.refusal.code)


def _moved(store: Store, subject: Subject, work: Callable[[Store, Subject], Moved], turn: Turn | None) -> Moved:
    if turn is not None and not turn.is_next(store):
        return Moved(subject.membership_id, unchanged=True, refusal=None)
    moved = work(store, subject)
    if turn is not None and moved.refusal is None:
        turn.count(store, moved)
    return moved


def _take_over(services: Services, store: Store, author: Author, subject: Subject) -> Moved:
    held = lock(store, services.clock.now(), author, subject)
    if held.is_gone:
        raise MembershipUnknown(membership_id=subject.membership_id)
    return _made_ours(held)


def _made_ours(held: Hold) -> Moved:
    """Make what is held ours, unless it is or cannot be."""
    if held.row.is_ours and held.facts.adopted:
        return Moved(held.row.id, unchanged=True, refusal=None)
    refusal = _not_to_be_taken(held.facts)
    if refusal is not None:
        return Moved(held.row.id, unchanged=False, refusal=refusal)
    make_ours(held, stand(held.facts.snapshot, held.at.replace(microsecond=0)), None)
    return Moved(held.row.id, unchanged=False, refusal=None)


def hand_back(services: Services, author: Author, membership_id: int, turn: Turn | None = None) -> Moved:
    """Leave a membership to the other system, as it bills one: our order or bill ends, its invoice takes the place.

    Of one that is not ours an order that waits ends too: paid, it would make it ours. What somebody else wrote into its
    row is put right before. Refused while money for an order of ours is on its way.

    :raises MembershipUnknown: where there is none.
    """
    notice(services, membership_id)
    keep_of(services, membership_id)
    if not _end_at_gateway(services, author, membership_id):
        return Moved(membership_id, unchanged=False, refusal="change_open")
    return _move(services, membership_id, lambda store, subject: _hand_back(services, store, author, subject), turn)


def _end_at_gateway(services: Services, author: Author, membership_id: int) -> bool:
    """Let the gateway give up what it knows of; False where money moves or may be moving."""
    slot = services.database.reading(lambda store: store.changes.slot(membership_id))
    change = services.database.reading(lambda store: store.changes.find(slot.operation_id)) if slot else None
    if change is None:
        return True
    if change.status is not ChangeState.AWAITING_PAYMENT:
        return change.status not in _MOVING
    payment = services.database.reading(lambda store: store.payments.of_quote(change.quote_id))
    if payment is None or payment.provider_id == own_reference(change):
        return True
    try:
        claimed = claim(services, change, ChangeState.AWAITING_PAYMENT)
        return claimed and cancel_at_gateway(services, change, author) is Outcome.CANCELLED
    except GatewayUnreachable:
        return False


def _hand_back(services: Services, store: Store, author: Author, subject: Subject) -> Moved:
    held = lock(store, services.clock.now(), author, subject)
    if held.is_gone:
        raise MembershipUnknown(membership_id=subject.membership_id)
    is_ours = held.row.is_ours or store.membership_writes.term(held.row.id) is not None
    waiting = [facts for facts in (held.facts.under_way, held.facts.scheduled) if facts is not None]
    orders = [store.changes.lock(facts.record.quote_id) for facts in waiting]
    if any(order is not None and order.status in _MOVING for order in orders):
        return Moved(held.row.id, unchanged=False, refusal="change_open")
    asked = [_end_order(held, order) for order in orders if order is not None]
    if not is_ours:
        return Moved(held.row.id, unchanged=not asked, refusal=None)
    if held.facts.pause is not None:  # nobody else knows that it rests: it goes on, with its time
        held, _ = lift(held)
    before = store.ownership.gateway_before(held.row.id)
    row = row_given_back(held.row, before, held.at, is_billed_there=bool(held.facts.bills_elsewhere))
    store.membership_writes.write(row, held.at)
    store.ownership.give_up(held.row.id, held.at)
    store.bills_elsewhere.forget(held.row.id)
    store.external_edits.looked_at(held.row.id)
    forget_cached(held, [], materialise_membership(store, held.row.id, held.at))
    if any(asked) and row.status in _RUNNING:
        invoice = {"membership_id": row.id, "trial": row.status == "trialing"}
        store.outbox.add("invoice_elsewhere", invoice, held.at, membership_id=row.id)
    tell_elsewhere(held, row)
    told = {**told_of_row(row), "times_billed": row.times_billed}
    held.record("membership_handed_back", None, gateway=row.gateway, term_end=_text(row.date_expiration), **told)
    return Moved(held.row.id, unchanged=False, refusal=None)


def hand_back_again(services: Services, membership_id: int) -> bool:
    """Undo an old state, saved after a membership was handed back, that bears our mark again: nobody would bill it.

    False where it was not handed back: ``bridge check`` names it.
    """
    facts = services.database.reading(lambda store: store.memberships.load(membership_id))
    if facts is None or not services.database.reading(lambda store: store.ownership.was_handed_back(membership_id)):
        return False
    subject = Subject.of(facts)
    return services.database.transaction(lambda store: _hand_back_again(services, store, subject))


def _hand_back_again(services: Services, store: Store, subject: Subject) -> bool:
    held = lock(store, services.clock.now(), EXTERNAL, subject)
    if held.is_gone or not held.row.is_ours or store.membership_writes.term(held.row.id) is not None:
        return False
    _hand_back(services, store, EXTERNAL, subject)
    after = lock(store, held.at, EXTERNAL, subject).row
    if after is None:
        return False
    found, ours = billing_columns(held.row), billing_columns(after)
    note_edit(held, Edit({name: text for name, text in ours.items() if text != found[name]}, {}), ours)
    return True


def row_given_back(row: HeldMembership, before: str, at: datetime, *, is_billed_there: bool) -> HeldMembership:
    """Return the row as the other system bills it: automatic renewal off, or it is never invoiced there.

    It invoices active ones only; on hold stays what waits for a payment of its own.
    """
    return replace(
        row,
        gateway=gateway_given_back(before, row.gateway_subscription_id),
        auto_renew=False,
        date_expiration=end_given_back(row.date_expiration, at) if row.status in _RUNNING else row.date_expiration,
        status="active" if row.status == "on-hold" and not is_billed_there else row.status,
    )


def _end_order(held: Hold, order: ChangeRecord) -> bool:
    """End an order of ours, its owner told; True where it was a bill for the next term, which is asked for there."""
    if order.status is ChangeState.SCHEDULED:
        mail_owner(held, "change_cancelled", end(held, order, ChangeEvent.CANCELLED, "handed_back"))
        return False
    if order.status is not ChangeState.AWAITING_PAYMENT:
        return False
    ended = end_unpaid(held, order, ChangeEvent.CANCELLED, "handed_back")
    if order.operation == "change":
        mail_owner(held, "change_cancelled", ended)
    return order.is_charged_later


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
