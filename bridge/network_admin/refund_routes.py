"""Refunding payments and adjusting account credit, over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

from flask import Blueprint
from pydantic import Field

from bridge import errors
from bridge.changes.credit import CreditAnswer
from bridge.network_admin import account_credit, refunds
from bridge.network_admin.account_credit import Adjusted
from bridge.network_admin.forms import Notation
from bridge.network_admin.refunds import RefundAnswer, RefundForecast, Wanted
from bridge.web.auth import network_admin
from bridge.web.encoding import Id, Parameters, QuoteId, Request, separators_of
from bridge.web.route import Asked, Nothing, context, services, speaks

refund_routes = Blueprint("refunds", __name__, url_prefix="/v1/network")

Typed = Annotated[str, Field(max_length=60)]
Reason = Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]


class RefundQuery(Parameters):
    """How much, as it was typed; empty: all that is left."""

    amount: Typed = ""


class RefundBody(Request):
    """How much goes back, as typed (null: all that is left), why, and where to; ``id`` is random: it refunds once."""

    id: QuoteId
    amount: Typed | None = None
    reason: Reason
    to: Literal["payer", "account_credit"] = "payer"


class CreditBody(Request):
    """How much to give, as typed, or with a minus to take, and why; ``id`` is random: the same one moves it once.

    ``customer_id`` is whose it is, as it was shown; where it is another's by now nothing is moved. Null: nobody says.
    """

    id: QuoteId
    amount: Typed
    reason: Reason
    customer_id: Id | None = None


@refund_routes.get("/payments/<int:payment_id>/refund")
@network_admin
@speaks(RefundForecast, query=RefundQuery, refuses=(errors.PaymentUnknown,))
def forecast_refund(asked: Asked[RefundQuery, Nothing], payment_id: int) -> RefundForecast:
    """Say what refunding a payment would mean; nothing is written."""
    notation = Notation(*separators_of(asked.actor.locale))
    return refunds.forecast(services(), asked.actor, payment_id, asked.query.amount, notation)


@refund_routes.post("/payments/<int:payment_id>/refund")
@network_admin
@speaks(
    RefundAnswer,
    body=RefundBody,
    refuses=(
        errors.PaymentUnknown,
        errors.NothingToRefund,
        errors.RefundTooMuch,
        errors.RefundRefused,
        errors.NetworkIsACopy,
    ),
)
def refund(asked: Asked[Nothing, RefundBody], payment_id: int) -> RefundAnswer:
    """Send a payment back, or a part of it, or keep it as account credit of whoever paid it."""
    context().refuse_on_copy()
    body, notation = asked.body, Notation(*separators_of(asked.actor.locale))
    wanted = Wanted(body.amount or "", body.reason.strip(), body.to, body.id)
    return refunds.refund(services(), asked.actor, payment_id, wanted, notation)


@refund_routes.post("/memberships/<int:membership_id>/account-credit")
@network_admin
@speaks(
    CreditAnswer,
    body=CreditBody,
    refuses=(errors.MembershipUnknown, errors.MembershipTransferred, errors.CreditNotFree, errors.NetworkIsACopy),
)
def adjust_credit(asked: Asked[Nothing, CreditBody], membership_id: int) -> CreditAnswer:
    """Give account credit to the customer of a membership, or take what of it nothing holds."""
    context().refuse_on_copy()
    body, notation = asked.body, Notation(*separators_of(asked.actor.locale))
    wanted = Adjusted(body.amount, body.reason.strip(), body.id, body.customer_id)
    return account_credit.adjust(services(), asked.actor, membership_id, wanted, notation)
