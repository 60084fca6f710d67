"""End a change that is not applied: cancelled, void, or needing attention. What it held is given back."""

from __future__ import annotations

from dataclasses import replace

from bridge.domain.change import ChangeState, transition
from bridge.services import account_credit, telling
from bridge.services.holding import Holding
from bridge.services.records import ChangeRecord, PaymentRecord


def end(held: Holding, change: ChangeRecord, state: ChangeState, problem: str | None = None) -> ChangeRecord:
    """Write a change as ended, free what it held and give the slot back; its payment is the caller's."""
    account_credit.release(held, change)
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


def end_unpaid(held: Holding, change: ChangeRecord, state: ChangeState, problem: str | None = None) -> ChangeRecord:
    """End a change whose payment never came, and the payment with it."""
    payment = held.store.payments.of_quote(change.quote_id)
    if payment is not None and payment.status == "pending":
        held.store.payments.end(payment, "cancelled", held.at, received=False, marked_by=None)
        telling.forget_cached(held, [payment.payment_id], [])
    return end(held, change, state, problem)


def keep_money(held: Holding, change: ChangeRecord, payment: PaymentRecord, problem: str) -> None:
    """Put money that can no longer be used for its change onto the account credit, and tell owner and admin."""
    account_credit.give(held, change, payment.amount_minor, "received_late", payment.payment_id)
    held.record(
        "money_kept_as_credit",
        change,
        payment_id=payment.payment_id,
        amount_minor=payment.amount_minor,
        currency=payment.currency,
        problem=problem,
    )
    telling.forget_cached(held, [payment.payment_id], [])
    telling.mail_owner(held, "money_kept_as_credit", change, problem=problem)
    telling.mail_admin(held, "money_kept_as_credit", change, problem=problem)
