"""Account credit: held by an open change, used and kept when it is applied, given for money that came too late."""

from __future__ import annotations

from dataclasses import replace

from bridge.domain.quotation import Quote
from bridge.services.holding import Held, Holding
from bridge.services.records import ChangeRecord, CreditCause, CreditEntry, PaymentRecord


def reserve(held: Held, amount_minor: int) -> None:
    """Hold a part of the free account credit for a change."""
    if amount_minor:
        held.store.account_credit.move(held.row.customer_id, held.row.currency, 0, amount_minor, held.at)


def release(held: Holding, change: ChangeRecord) -> None:
    """Free what a change held, where it ends without being applied."""
    if change.credit_reserved_minor:
        held.store.account_credit.move(change.customer_id, change.currency, 0, -change.credit_reserved_minor, held.at)


def keep_for(held: Held, change: ChangeRecord, payment: PaymentRecord) -> ChangeRecord:
    """Put money that came before its change's day onto the account credit, and hold it for that change."""
    give(held, change, payment.amount_minor, "received_late", payment.payment_id)
    reserve(held, payment.amount_minor)
    return replace(change, credit_reserved_minor=change.credit_reserved_minor + payment.amount_minor)


def settle(held: Holding, change: ChangeRecord, quote: Quote, payment_id: int | None) -> None:
    """Take what the quote uses out of what the change held, and keep what is left of its credit."""
    used = quote.account_credit_used_minor
    if used or change.credit_reserved_minor:
        held.store.account_credit.move(
            change.customer_id, change.currency, -used, -change.credit_reserved_minor, held.at
        )
    if used:
        _write(held, change, -used, "used", payment_id)
    if quote.credit_kept_minor:
        give(held, change, quote.credit_kept_minor, "credit_kept", payment_id)


def give(held: Holding, change: ChangeRecord, amount_minor: int, cause: CreditCause, payment_id: int | None) -> None:
    """Put money onto the customer's account credit."""
    held.store.account_credit.move(change.customer_id, change.currency, amount_minor, 0, held.at)
    _write(held, change, amount_minor, cause, payment_id)


def _write(held: Holding, change: ChangeRecord, amount_minor: int, cause: CreditCause, payment_id: int | None) -> None:
    """Write the entry of one movement."""
    held.store.account_credit.add_entry(
        CreditEntry(
            customer_id=change.customer_id,
            currency=change.currency,
            amount_minor=amount_minor,
            cause=cause,
            membership_id=change.membership_id,
            quote_id=change.quote_id,
            payment_id=payment_id,
            actor_user_id=held.author.entry_user_id,
        ),
        held.at,
    )
