"""End a change that is not applied: cancelled, void, or needing attention. What it held is given back."""

from __future__ import annotations

from dataclasses import replace

from bridge.changes.transaction import Hold, add_credit, forget_cached, mail_admin, mail_owner, release_credit
from bridge.store.changes import ChangeRecord, ChangeState, transition
from bridge.store.payments import PaymentRecord


def end(held: Hold, change: ChangeRecord, state: ChangeState, problem: str | None = None) -> ChangeRecord:
    """Write a change as ended, free what it held and give the slot back; its payment is the caller's."""
    release_credit(held, change)
    held.store.discount_uses.release(change.quote_id)
    ended = replace(
        change,
        status=transition(change.status, state),
        credit_reserved_minor=0,
        problem=problem,
        settled_at=held.at,
    )
    held.store.changes.save(ended, held.at)
    held.store.changes.release_slot(change.membership_id, change.quote_id)
    held.record(f"{change.operation}_{state.value}", change, problem=problem)
    return ended


def end_unpaid(held: Hold, change: ChangeRecord, state: ChangeState, problem: str | None = None) -> ChangeRecord:
    """End a change whose payment never came, and the payment with it."""
    payment = held.store.payments.of_quote(change.quote_id)
    if payment is not None and payment.status == "pending":
        held.store.payments.cancel(payment)
    return end(held, change, state, problem)


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
