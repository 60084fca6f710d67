"""End a change that is not applied, and what it held is given back; close a membership whose term is over and not paid.

A change ends cancelled, void, or needing attention. The sites of a closed membership stay where they are, to be paid
for again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from bridge.changes.life import ChangeEvent
from bridge.changes.taken import hold_due, shares
from bridge.changes.transaction import (
    Hold,
    add_credit,
    forget_cached,
    mail_admin,
    mail_owner,
    release_credit,
)
from bridge.pricing.calendar import later
from bridge.pricing.charges import Tariff, TaxTable
from bridge.pricing.money import to_major
from bridge.pricing.renewal import renew
from bridge.pricing.renewal_lines import (
    MOST_LONGER,
    asked_from,
    payable_until,
    present_lines,
    total,
    without_outages,
)
from bridge.pricing.snapshot import Snapshot, Standing, stand
from bridge.quotas.materialise import materialise_membership
from bridge.store.changes import ChangeRecord
from bridge.store.memberships import MembershipFacts
from bridge.store.payments import PaymentRecord
from bridge.store.store import Store
from bridge.store.terms import OUR_GATEWAY, renewal_text


def end(held: Hold, change: ChangeRecord, event: ChangeEvent, problem: str | None = None) -> ChangeRecord:
    """Write a change as ended, free what it held and give the slot back; its payment is the caller's."""
    release_credit(held, change)
    held.store.discount_uses.release(change.quote_id)
    told = {"problem": problem}
    ended = held.step(change, event, told, credit_reserved_minor=0, problem=problem, settled_at=held.at)
    held.store.changes.release_slot(change.membership_id, change.quote_id)
    return ended


def end_unpaid(held: Hold, change: ChangeRecord, event: ChangeEvent, problem: str | None = None) -> ChangeRecord:
    """End a change whose payment never came, and the payment with it; a part that came is account credit then."""
    _end_payment(held, change)
    return end(held, change, event, problem)


def _end_payment(held: Hold, change: ChangeRecord) -> None:
    """End the payment that is awaited; a part of it that came by hand is account credit then, and its owner told."""
    payment = held.store.payments.of_quote(change.quote_id)
    if payment is not None and payment.status == "pending":
        held.store.payments.cancel(payment)
    part_minor = give_parts_back(held, change)
    if part_minor:
        kept = {"part_minor": part_minor, "currency": change.currency}
        mail_owner(held, "part_kept_as_credit", change, **kept)


def give_parts_back(held: Hold, change: ChangeRecord) -> int:
    """Put what came by hand of an order that does not wait for the rest any more onto the account credit; return it."""
    part_minor = held.store.transfers.held_minor(change.quote_id)
    if not part_minor:
        return 0
    payment = held.store.payments.of_quote(change.quote_id)
    add_credit(held, change, part_minor, "received_part", payment.payment_id if payment else None)
    held.store.transfers.credit(change.quote_id)
    held.record("part_kept_as_credit", change, amount_minor=part_minor, currency=change.currency)
    return part_minor


def keep_money(held: Hold, change: ChangeRecord, payment: PaymentRecord, problem: str) -> None:
    """Put money that can no longer be used for its change onto the account credit, and tell owner and admin."""
    add_credit(held, change, payment.amount_minor, "received_late", payment.payment_id)
    held.record(
        "money_kept_as_credit",
        change,
        payment_id=payment.payment_id,
        amount_minor=payment.amount_minor,
        currency=payment.currency,
        problem=problem,
    )
    forget_cached(held, payment.shared_ids, [])
    mail_owner(held, "money_kept_as_credit", change, problem=problem)
    mail_admin(held, "money_kept_as_credit", change, problem=problem)


#: What a membership is whose sites are closed.
Closed = Literal["expired", "cancelled", "on-hold"]
#: Statuses whose sites are open, and which therefore have to be paid for.
OPEN_STATUSES = frozenset({"active", "trialing"})


def deadline_of(held: Hold) -> datetime | None:
    """Return until when the term after the present one can be paid, None where no term ends."""
    return time_to_pay(held.store, held.facts, held.at)


def time_to_pay(store: Store, facts: MembershipFacts, at: datetime) -> datetime | None:
    """Return until when a membership's next term can be paid, None where no term ends.

    From the day on which it is asked for until its days of grace are over; time in which the worker stood is not
    counted.
    """
    standing = stand(facts.snapshot, at.replace(microsecond=0))
    until = payable_until(standing, facts.settings.grace_days)
    asked = asked_from(standing, facts.snapshot.membership, facts.settings.request_days)
    if until is None or asked is None or asked > at:
        return until
    return without_outages(asked, until, store.outages.between(asked, later(until, MOST_LONGER)))


def is_paid_in_full(held: Hold) -> bool:
    """Tell whether the last of the membership's billing cycles was billed: no further charge comes."""
    row = held.row
    return bool(row.billing_cycles) and row.times_billed >= row.billing_cycles


def is_overdue(held: Hold) -> bool:
    """Tell whether the membership is ours and open, and the time to pay for its next term is over.

    One that has nothing to pay (free, for life, paid in full) is never overdue.
    """
    row, at = held.row, held.at.replace(microsecond=0)
    if row.gateway != OUR_GATEWAY or row.status not in OPEN_STATUSES or is_paid_in_full(held):
        return False
    told = payable_until(stand(held.facts.snapshot, at), held.facts.settings.grace_days)
    if told is None or told > held.at or (deadline_of(held) or told) > held.at:
        return False
    due = renew(held.facts.snapshot, at, 0)
    return due is not None and due.charges_minor > 0


def close(held: Hold, change: ChangeRecord | None) -> Hold:
    """Close a membership that was not paid; return what is held after it.

    Of a plan that nobody asks money for again (free, for life, without an end) the add-ons alone go, and its sites stay
    open. ``change`` is what was to be paid or is being asked for, where there is one.
    """
    standing = stand(held.facts.snapshot, held.at.replace(microsecond=0))
    if _is_never_billed(standing):
        return _without_addons(held, change, standing)
    closed = _write_closed(held, "expired")
    held.record("membership_expired", change, was=held.row.status)
    mail_owner(held, "membership_expired", change)
    return closed


def _is_never_billed(standing: Standing) -> bool:
    """Tell whether the plan itself is asked no money for, so that a term is that of its add-ons."""
    return standing.is_untimed or standing.is_free or standing.is_lifetime


def end_addons(held: Hold) -> bool:
    """Take away the add-ons whose term is over and that nobody bills again, beside such a plan; False: there are none.

    Their owner let them go in a change that took effect at once: until the term's end they stayed.
    """
    standing = stand(held.facts.snapshot, held.at.replace(microsecond=0))
    if not (_is_never_billed(standing) and standing.end is not None and standing.end <= held.at):
        return False
    if all(_is_bought_once(held.facts.snapshot, product) for product in held.facts.snapshot.membership.addons):
        return False
    _without_addons(held, None, standing)
    return True


def end_paid_in_full(held: Hold) -> None:
    """Close a membership that has been billed as often as agreed, where the network lets such a one end."""
    _write_closed(held, "expired")
    held.record("membership_ended", None, was=held.row.status, billing_cycles=held.row.billing_cycles)
    mail_owner(held, "membership_ended", None)


def put_on_hold(held: Hold, change: ChangeRecord) -> None:
    """Put a membership on hold whose change took effect and was not paid in time; it opens again when that is paid."""
    _write_closed(held, "on-hold")
    held.record("membership_on_hold", change, was=held.row.status)
    mail_owner(held, "membership_on_hold", change)
    mail_admin(held, "membership_on_hold", change)


def open_again(held: Hold, change: ChangeRecord) -> None:
    """Open a membership that was on hold until a change of it was paid."""
    row = replace(held.row, status="active")
    held.store.membership_writes.write(row, held.at)
    held.store.membership_writes.keep_written(held.row, row, held.at)
    forget_cached(held, [], materialise_membership(held.store, held.row.id, held.at))
    held.record("membership_opened_again", change)


def give_up_owed(held: Hold, change: ChangeRecord) -> None:
    """Give up the money of what took effect without it: what it brought has no value to give back any more.

    A part of it that came by hand is account credit then, and account credit that it used is so again. A membership
    that was on hold for it expires.
    """
    _end_payment(held, change)
    held.step(change, ChangeEvent.CLOSED, {"problem": change.problem}, settled_at=held.at)
    held.store.changes.release_slot(change.membership_id, change.quote_id)
    _give_used_credit_back(held, change)
    held.store.membership_writes.close_unpaid(change.membership_id, change.quote_id, held.at)
    if not held.is_gone and held.row.status == "on-hold":
        close(held, change)


def _give_used_credit_back(held: Hold, change: ChangeRecord) -> None:
    """Give the account credit back that lines were paid with, of whose other money nothing came.

    What a refund or a dispute holds of it goes back where that is undone.
    """
    used_minor = held.store.account_credit.used(change.customer_id, change.currency, change.quote_id)
    if not used_minor:
        return
    lines = held.store.refunds.lines_of_quote(change.membership_id, change.quote_id)
    parts = shares(tuple(lines), used_minor)
    given_minor = sum(part for _, part in parts)
    for line, part in parts:
        held.store.membership_writes.close(change.membership_id, line.id, held.at, part)
    if given_minor:
        add_credit(held, change, given_minor, "given_up", None)
        held.record("used_credit_given_back", change, amount_minor=given_minor, currency=change.currency)
        mail_owner(held, "part_kept_as_credit", change, part_minor=given_minor, currency=change.currency)
    hold_due(held, lines, used_minor - given_minor, change.customer_id)


def close_cancelled(held: Hold) -> None:
    """Close a membership that its owner has cancelled, its term being over."""
    _write_closed(held, "cancelled")
    held.record("membership_cancelled", None, was=held.row.status)
    mail_owner(held, "membership_cancelled", None)


def _without_addons(held: Hold, change: ChangeRecord | None, standing: Standing) -> Hold:
    """Write the membership with its plan and what was bought once; its sites have the plan's limits."""
    snapshot, writes = held.facts.snapshot, held.store.membership_writes
    kept = {i: n for i, n in snapshot.membership.addons.items() if _is_bought_once(snapshot, i)}
    present = present_lines(Tariff(snapshot, TaxTable(snapshot), held.at), standing)
    lines = tuple(line for line in present if line.type == "plan")
    amount = total(lines)
    row = replace(held.row, addons=kept, amount=Decimal(to_major(amount, held.row.currency)))
    if not standing.is_untimed:
        row = replace(row, recurring=False, date_expiration=None)
    writes.write(row, held.at)
    term = writes.term(row.id)
    if term is not None:
        writes.put_term(replace(term, term_end=None, recurring_lines=renewal_text(lines, ())), held.at)
    held.store.membership_writes.keep_written(held.row, row, held.at)
    left = replace(snapshot.membership, addons=kept, amount=Fraction(amount), recurring_lines=lines)
    forget_cached(held, [], materialise_membership(held.store, row.id, held.at))
    end = row.date_expiration.isoformat() if row.date_expiration else None
    held.record("addons_ended", change, kept=sorted(kept), amount_minor=amount, term_end=end)
    mail_owner(held, "addons_ended", change)
    return held.with_facts(replace(held.facts, snapshot=replace(snapshot, membership=left)), row)


def _is_bought_once(snapshot: Snapshot, product_id: int) -> bool:
    product = snapshot.products.get(product_id)
    return product is not None and not product.recurring


def _write_closed(held: Hold, status: Closed) -> Hold:
    """Write the membership as closed, and its sites with it; return what is held after it."""
    second = held.at.replace(microsecond=0)
    cancelled_at = second if status == "cancelled" else held.row.date_cancellation
    row = replace(held.row, status=status, date_cancellation=cancelled_at)
    held.store.membership_writes.write(row, held.at)
    held.store.membership_writes.keep_written(held.row, row, held.at)
    blog_ids = materialise_membership(held.store, held.row.id, held.at)
    forget_cached(held, [], blog_ids)
    snapshot = held.facts.snapshot
    closed = replace(snapshot, membership=replace(snapshot.membership, status=status))
    return held.with_facts(replace(held.facts, snapshot=closed), row)
