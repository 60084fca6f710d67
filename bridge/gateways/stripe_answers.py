"""What Stripe answers, in the port's words: its errors, its reasons, its objects."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import stripe

from bridge.gateways import stripe_amounts
from bridge.gateways.port import (
    DeclinedReason,
    Dispute,
    DisputeOutcome,
    Expiry,
    GatewayFailed,
    GatewayRefused,
    GatewayUnreachable,
    ListedPayment,
    Method,
    MethodKind,
    Outcome,
    Refund,
    RefundOutcome,
)

_LOGGER = logging.getLogger(__name__)
#: The library says each request at INFO, and at DEBUG what it carries: neither belongs into our log.
logging.getLogger(stripe.__name__).setLevel(logging.WARNING)

_SERVER_ERROR = 500

#: Stripe's codes by ours; any other one is ``declined``, as is what would warn a thief.
_REASONS: Mapping[str, DeclinedReason] = {
    **dict.fromkeys(("insufficient_funds",), DeclinedReason.INSUFFICIENT_FUNDS),
    **dict.fromkeys(("expired_card",), DeclinedReason.EXPIRED),
    **dict.fromkeys(
        ("incorrect_cvc", "invalid_cvc", "incorrect_number", "invalid_number", "incorrect_zip", "incorrect_address",
         "invalid_expiry_month", "invalid_expiry_year", "incorrect_pin", "invalid_account",
         "invalid_bank_account_iban"),
        DeclinedReason.WRONG_DETAILS,
    ),
    **dict.fromkeys(
        ("payment_intent_authentication_failure", "setup_intent_authentication_failure"),
        DeclinedReason.NOT_AUTHENTICATED,
    ),
    **dict.fromkeys(("authentication_required",), DeclinedReason.AUTHENTICATION_REQUIRED),
    **dict.fromkeys(
        ("card_velocity_exceeded", "withdrawal_count_limit_exceeded", "pin_try_exceeded"),
        DeclinedReason.LIMIT_EXCEEDED,
    ),
    **dict.fromkeys(
        ("card_not_supported", "currency_not_supported", "service_not_allowed", "transaction_not_allowed"),
        DeclinedReason.NOT_SUPPORTED,
    ),
    **dict.fromkeys(
        ("debit_not_authorized", "bank_account_closed", "account_closed", "no_account", "refer_to_customer",
         "debit_disputed", "bank_account_restricted"),
        DeclinedReason.DEBIT_REFUSED,
    ),
    **dict.fromkeys(
        ("processing_error", "issuer_not_available", "try_again_later", "reenter_transaction", "approve_with_id"),
        DeclinedReason.TRY_AGAIN,
    ),
}  # fmt: skip

_REFUNDS: Mapping[str, RefundOutcome] = {
    "pending": RefundOutcome.PENDING,
    "requires_action": RefundOutcome.PENDING,
    "succeeded": RefundOutcome.SUCCEEDED,
    "failed": RefundOutcome.FAILED,
    "canceled": RefundOutcome.FAILED,
}
_DISPUTES: Mapping[str, DisputeOutcome] = {
    "needs_response": DisputeOutcome.OPEN,
    "under_review": DisputeOutcome.OPEN,
    "won": DisputeOutcome.WON,
    "lost": DisputeOutcome.LOST,
}


@contextmanager
def told() -> Iterator[None]:
    """Say in the port's words what a request came to; a decline passes as it is.

    Wrong keys are nobody's answer about money: they are put right, and what was begun is asked about then.
    """
    try:
        yield
    except stripe.CardError:
        raise
    except (stripe.AuthenticationError, stripe.PermissionError) as refused:
        _LOGGER.error("stripe refuses the keys: %s", type(refused).__name__)  # noqa: TRY400 (its text may show a key)
        raise GatewayUnreachable from refused
    except stripe.InvalidRequestError as refused:
        raise GatewayRefused(_refusal(refused)) from refused
    except stripe.IdempotencyError as refused:
        if refused.code == "idempotency_key_in_use":
            raise GatewayUnreachable from refused
        raise GatewayRefused("idempotency_error") from refused
    except stripe.StripeError as silent:
        if (silent.http_status or 0) >= _SERVER_ERROR:
            raise GatewayFailed from silent
        raise GatewayUnreachable from silent


def _refusal(refused: stripe.InvalidRequestError) -> str:
    """Return why a request was refused, as a code: Stripe has none for a refund of more than is left."""
    if refused.code:
        return str(refused.code)
    return "more_than_is_left" if "greater than" in str(refused.user_message or "") else "invalid_request"


def reason_of(decline_code: object, code: object) -> DeclinedReason:
    """Return our code of a decline; the bank's goes before Stripe's.

    >>> reason_of("insufficient_funds", "card_declined"), reason_of("stolen_card", "card_declined")
    (<DeclinedReason.INSUFFICIENT_FUNDS: 'insufficient_funds'>, <DeclinedReason.DECLINED: 'declined'>)
    """
    known = (_REASONS.get(str(one)) for one in (decline_code, code) if one)
    return next((reason for reason in known if reason is not None), DeclinedReason.DECLINED)


def id_of(found: Any) -> str | None:
    """Return the id of an object that may be written out, or not be there."""
    if found is None or isinstance(found, str):
        return found or None
    return str(found["id"] if isinstance(found, dict) else found.id)


def part(found: Any, name: str) -> Any:
    """Return a part of an object of Stripe's, None where it, or the object, is not there."""
    return None if found is None else getattr(found, name, None)


def paid_at(charge: Any) -> datetime | None:
    """Return when the money of a charge moved, to the second; None where that is not told, or no card: those take days.

    >>> paid_at("ch_1") is None
    True
    """
    kind, created = part(part(charge, "payment_method_details"), "type"), part(charge, "created")
    return datetime.fromtimestamp(created, UTC).replace(tzinfo=None) if kind == "card" and created else None


def carried(found: Any, name: str) -> str | None:
    """Return what an object of ours carries."""
    value = part(part(found, "metadata"), name)
    return str(value) if value else None


def _details(found: stripe.PaymentMethod) -> Any:
    """Return what is known of the card or the account."""
    return part(found, found.type)


def print_of(found: stripe.PaymentMethod) -> str:
    """Return what two savings of one card have in common."""
    return f"{found.type}-{part(_details(found), 'fingerprint') or found.id}"


def newest_of_each(found: list[stripe.PaymentMethod]) -> list[stripe.PaymentMethod]:
    """Return each card and account once, as it was saved last: that has its present date."""
    newest: dict[str, stripe.PaymentMethod] = {}
    for one in sorted(found, key=lambda one: -one.created):
        newest.setdefault(print_of(one), one)
    return list(newest.values())


def method_of(found: stripe.PaymentMethod, *, is_default: bool) -> Method:
    """Return a saved method as the port has it."""
    details = _details(found)
    month, year = part(details, "exp_month"), part(details, "exp_year")
    return Method(
        id=found.id,
        kind=MethodKind(found.type),
        brand=str(part(details, "brand") or ""),
        last4=str(part(details, "last4") or ""),
        expires=Expiry(int(month), int(year)) if month and year else None,
        is_default=is_default,
    )


def refund_of(found: stripe.Refund) -> Refund:
    """Return a refund as the port has it."""
    return Refund(
        id=found.id,
        outcome=_REFUNDS.get(str(found.status), RefundOutcome.PENDING),
        reason=part(found, "failure_reason"),
        payment_id=id_of(found.payment_intent),
        amount_minor=stripe_amounts.ours(found.amount, found.currency),
        currency=found.currency.upper(),
        reference=carried(found, "reference"),
    )


def listed_of(found: stripe.PaymentIntent, outcome: Outcome) -> ListedPayment:
    """Return a payment intent as a list has it; its charge says what went back where it is written out."""
    refunded = part(part(found, "latest_charge"), "amount_refunded")
    return ListedPayment(
        id=found.id,
        outcome=outcome,
        amount_minor=stripe_amounts.ours(found.amount, found.currency),
        currency=found.currency.upper(),
        network_id=carried(found, "network") or "",
        reference=carried(found, "quote") or "",
        refunded_minor=None if refunded is None else stripe_amounts.ours(refunded, found.currency),
    )


def dispute_of(found: stripe.Dispute) -> Dispute:
    """Return a dispute; what is only asked or warned of has moved no money."""
    return Dispute(
        id=found.id,
        outcome=_DISPUTES.get(str(found.status), DisputeOutcome.INQUIRY),
        payment_id=id_of(found.payment_intent) or "",
        amount_minor=stripe_amounts.ours(found.amount, found.currency),
        currency=found.currency.upper(),
    )
