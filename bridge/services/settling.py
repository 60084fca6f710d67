"""Settle a payment that arrived, exactly once: apply its change, or keep the money as account credit."""

from __future__ import annotations

from dataclasses import replace

from bridge.domain.change import OPEN_STATES, ChangeState, transition
from bridge.domain.quotation import Quote
from bridge.services import account_credit, telling
from bridge.services.applying import apply
from bridge.services.authorship import Author
from bridge.services.change_errors import ChangeUnknown, PaymentUnknown
from bridge.services.digests import membership_digest
from bridge.services.ending import end, keep_money
from bridge.services.holding import Held, Remains, hold_what_is_there, subject_of
from bridge.services.ports import Services, Store
from bridge.services.records import ChangeRecord, PaymentRecord


def settle(services: Services, payment_id: int, author: Author) -> None:
    """Record that the money of a payment is here and do what it was for; a payment settled before stays as it is.

    :raises PaymentUnknown: where no payment of ours has this id.
    """
    services.database.transaction(lambda store: _settle(services, store, payment_id, author))


def _settle(services: Services, store: Store, payment_id: int, author: Author) -> None:
    """Lock in the one order, look whether it is settled, then settle."""
    known = store.payments.find(payment_id)
    if known is None or known.quote_id is None:
        raise PaymentUnknown(payment_id=payment_id)
    held = hold_what_is_there(store, services.clock.now(), author, subject_of(known))
    change = store.changes.lock(known.quote_id)
    payment = store.payments.lock(payment_id)
    if change is None or payment is None:
        raise ChangeUnknown(quote_id=known.quote_id)
    if payment.status in ("pending", "cancelled"):
        _received(held, change, payment)


def _received(held: Held | Remains, change: ChangeRecord, payment: PaymentRecord) -> None:
    """Write the payment as completed, then use the money or keep it."""
    marked_by = held.author.user_id
    held.store.payments.end(payment, "completed", held.at, received=True, marked_by=marked_by)
    held.record(
        "payment_received",
        change,
        payment_id=payment.payment_id,
        amount_minor=payment.amount_minor,
        currency=payment.currency,
        gateway=payment.gateway,
    )
    if change.status not in OPEN_STATES:
        keep_money(held, change, payment, "received_late")
    elif _is_replaced(held, payment):
        keep_money(held, change, payment, "charged_anew")
    elif _is_too_late(held, change):
        keep_money(held, end(held, change, ChangeState.VOID, "received_late"), payment, "received_late")
    elif isinstance(held, Remains):
        _keep_for_a_person(held, change, payment, "membership_gone")
    elif membership_digest(held.facts) != change.membership_digest:
        _keep_for_a_person(held, change, payment, "basis_moved")
    elif change.operation == "change" and change.effective_at > held.at:
        _wait_for_its_day(held, change, payment)
    else:
        _apply(held, change, payment)


def _wait_for_its_day(held: Held, change: ChangeRecord, payment: PaymentRecord) -> None:
    """Let a change for the term's end that was paid ahead wait again: its money is held for it until then."""
    paid = account_credit.keep_for(held, change, payment)
    status = transition(change.status, ChangeState.SCHEDULED)
    waiting = replace(paid, status=status, due_now_minor=0, due_quote_id=None, payable_until=None, problem=None)
    held.store.changes.save(waiting, held.at)
    held.store.changes.release_slot(change.membership_id, change.quote_id)
    held.record("change_paid_ahead", change, effective_at=change.effective_at.isoformat())
    telling.forget_cached(held, [payment.payment_id], [])
    telling.mail_owner(held, "change_scheduled", waiting)


def _keep_for_a_person(held: Held | Remains, change: ChangeRecord, payment: PaymentRecord, problem: str) -> None:
    """End the change as one that a person looks at, its money as account credit."""
    keep_money(held, end(held, change, ChangeState.NEEDS_ATTENTION, problem), payment, problem)


def _apply(held: Held, change: ChangeRecord, payment: PaymentRecord) -> None:
    """Apply the quote that binds the change; a product that it brings and that was deleted cannot be had."""
    stored = held.store.quotes.find(change.binding_quote_id)
    if stored is None:
        raise ChangeUnknown(quote_id=change.binding_quote_id)
    if _newly_held(held, stored.quote) - set(held.facts.snapshot.products):
        _keep_for_a_person(held, change, payment, "product_gone")
        return
    apply(held, change, stored.quote, replace(payment, status="completed"))


def _newly_held(held: Held, quote: Quote) -> set[int]:
    """Return the products that the membership does not hold yet; what it holds stays, also where it is gone."""
    present = held.facts.snapshot.membership
    return {quote.after.plan_id, *quote.after.addons} - {present.plan_id, *present.addons}


def _is_replaced(held: Held | Remains, payment: PaymentRecord) -> bool:
    """Tell whether the change is charged by another payment now, after account credit had paid a part of it."""
    newest = None if payment.quote_id is None else held.store.payments.of_quote(payment.quote_id)
    return newest is not None and newest.payment_id != payment.payment_id


def _is_too_late(held: Held | Remains, change: ChangeRecord) -> bool:
    """Tell whether the time to pay has passed; money that was sent in time and is being confirmed is not late."""
    if change.status is ChangeState.PROCESSING or change.payable_until is None:
        return False
    return held.at >= change.payable_until
