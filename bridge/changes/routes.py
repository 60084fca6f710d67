"""Choices, quotes and changes, over HTTP."""

from __future__ import annotations

import re
from typing import Annotated, Any

from flask import Blueprint, Response
from pydantic import Field

from bridge import errors
from bridge.changes import choices, leave, quoting
from bridge.changes.change import cancel, confirm, read_change
from bridge.changes.choices import ChoicesAnswer
from bridge.changes.events import receive_event
from bridge.changes.leave import LONGEST_REASON, LeavingAnswer
from bridge.changes.letters import LetterFacts, read_letter
from bridge.changes.pay import Means
from bridge.changes.pay_open import Payment, come_back, pay
from bridge.changes.quoting import Quote, QuoteAnswer, on_a_copy
from bridge.changes.view import ChangeAnswer
from bridge.pricing.snapshot import Selection
from bridge.web.auth import owner_or_network_admin, provider, system
from bridge.web.encoding import BIGGEST_ID, FromPhp, GatewayId, Id, IdKey, MethodId, PeriodBody, QuoteId, Request
from bridge.web.route import Asked, Nothing, answer_json, context, services, speaks
from bridge.web.webhooks import WEBHOOKS, arrived

MOST_ADDONS = 200
LONGEST_CODE = 64
MOST_SITES = 2000
Count = Annotated[int, Field(ge=0, le=BIGGEST_ID)]
Name = Annotated[str, Field(min_length=1, max_length=191)]
#: The most of one package.
MOST_OF_ONE = 9999
Typed = Annotated[str, Field(max_length=40)]
Counts = Annotated[dict[Name, Count], FromPhp, Field(max_length=500)]

#: A whole number however its digits are grouped, since it has no decimals.
_WHOLE = re.compile(r"[0-9]{1,16}|[1-9][0-9]{0,2}([ .,])[0-9]{3}(?:\1[0-9]{3}){0,4}")
_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2009'\u2019"), " ")


def quantity_of(typed: int | str) -> int | None:
    """Read how many of an add-on are wanted; empty is 0, None where it is no number from 0 to :data:`MOST_OF_ONE`.

    >>> quantity_of(" 2 "), quantity_of("9\u00a0999"), quantity_of(""), quantity_of("1.5"), quantity_of("-2")
    (2, 9999, 0, None, None)
    """
    text = str(typed).translate(_SPACES).strip()
    if text and not _WHOLE.fullmatch(text):
        return None
    number = int(re.sub(r"[ .,]", "", text) or 0)
    return number if number <= MOST_OF_ONE else None


change_routes = Blueprint("changes", __name__, url_prefix="/v1")
letter_routes = Blueprint("letters", __name__, url_prefix="/v1/letters")


class UsageBody(Request):
    """What one site uses, as only WordPress can measure it; ``disk_space`` is in MB.

    Of ``plugins`` (by file) and ``themes`` (by stylesheet) those that are in use, 1 each.
    """

    disk_space: Annotated[float, Field(ge=0, strict=False, allow_inf_nan=False)] | None = None
    visits: Count | None = None
    sites: Count | None = None
    domain_mapping: Count | None = None
    post_types: Counts = Field(default_factory=dict)
    users: Counts = Field(default_factory=dict)
    plugins: Counts = Field(default_factory=dict)
    themes: Counts = Field(default_factory=dict)

    def value(self) -> dict[str, Any]:
        """Return what was measured; what was not is left out."""
        return self.model_dump(exclude_none=True)


class QuoteRequest(Request):
    """The offer asked for: a plan, the complete set of wanted add-ons, a period (null: the plan's own), a code."""

    membership_id: Id
    plan_id: Id
    period: PeriodBody | None = None
    addons: Annotated[dict[IdKey, int | Typed], FromPhp, Field(max_length=MOST_ADDONS)] = Field(default_factory=dict)
    code: Annotated[str, Field(max_length=LONGEST_CODE)] | None = None
    usage: Annotated[dict[IdKey, UsageBody], FromPhp, Field(max_length=MOST_SITES)] = Field(default_factory=dict)

    def selection(self) -> Selection:
        """Return the domain's value; a quantity of 0 means: not wanted.

        :raises QuantityUnreadable: where what was typed is none.
        """
        read = {product_id: quantity_of(typed) for product_id, typed in self.addons.items()}
        if unreadable := [str(self.addons[product_id]) for product_id, quantity in read.items() if quantity is None]:
            raise errors.QuantityUnreadable(typed=", ".join(unreadable), most=MOST_OF_ONE)
        wanted = {product_id: quantity for product_id, quantity in read.items() if quantity}
        period = self.period.value() if self.period else None
        return Selection(self.plan_id, wanted, period, (self.code or "").strip())

    def usage_by_site(self) -> dict[int, dict[str, Any]]:
        """Return the measured use by blog id."""
        return {blog_id: usage.value() for blog_id, usage in self.usage.items()}


class PayRequest(Request):
    """How an open change is paid: with a saved method, or with one given in the provider's own fields.

    ``saves_method``: the payer agreed that later payments are started without them.
    """

    gateway: GatewayId
    method_id: MethodId | None = None
    saves_method: bool = False

    def means(self) -> Means:
        """Return what is paid with."""
        return Means(self.method_id, self.saves_method)


class ChangeRequest(PayRequest):
    """Confirm a quote; its id is the idempotency key."""

    quote_id: QuoteId


class LeaveRequest(Request):
    """Cancel a membership for its term's end, saying why or not."""

    reason: Annotated[str, Field(max_length=LONGEST_REASON)] | None = None


@change_routes.get("/memberships/<int:membership_id>/choices")
@owner_or_network_admin
@speaks(ChoicesAnswer, refuses=(errors.NotTheCustomer, errors.MembershipUnknown))
def list_choices(asked: Asked[Nothing, Nothing], membership_id: int) -> ChoicesAnswer:
    """List what a membership may change to, with prices."""
    return choices.list_choices(services(), asked.actor, membership_id, is_copy=context().is_copy())


@change_routes.post("/quotes")
@owner_or_network_admin
@speaks(
    QuoteAnswer,
    body=QuoteRequest,
    refuses=(
        errors.NotTheCustomer,
        errors.MembershipUnknown,
        errors.ChangeRefused,
        errors.BilledElsewhere,
        errors.QuantityUnreadable,
        errors.MembershipPaused,
    ),
)
def make_quote(asked: Asked[Nothing, QuoteRequest]) -> QuoteAnswer:
    """Price a change and keep the price; nothing else is written."""
    body = asked.body
    told = quoting.make_quote(services(), asked.actor, body.membership_id, body.selection(), body.usage_by_site())
    return _answer(told)


@change_routes.get("/quotes/<quote_id:quote_id>")
@owner_or_network_admin
@speaks(QuoteAnswer, refuses=(errors.QuoteUnknown,))
def show_quote(asked: Asked[Nothing, Nothing], quote_id: str) -> QuoteAnswer:
    """Show a quote as it was told."""
    return _answer(quoting.read_quote(services(), asked.actor, quote_id))


def _answer(quote: Quote) -> QuoteAnswer:
    """Return a quote as this network shows it."""
    return QuoteAnswer(on_a_copy(quote) if context().is_copy() else quote)


@change_routes.post("/changes")
@owner_or_network_admin
@speaks(
    ChangeAnswer,
    body=ChangeRequest,
    refuses=(
        errors.NotTheCustomer,
        errors.QuoteUnknown,
        errors.ChangeRefused,
        errors.ChangeUnknown,
        errors.QuoteStale,
        errors.ChangeOpen,
        errors.BilledElsewhere,
        errors.SoldElsewhere,
        errors.MembershipPaused,
        errors.IdempotencyConflict,
        errors.NothingToChange,
        errors.GatewayUnsuitable,
        errors.MethodUnknown,
        errors.ProviderUnreachable,
        errors.NetworkIsACopy,
    ),
)
def confirm_quote(asked: Asked[Nothing, ChangeRequest]) -> ChangeAnswer:
    """Confirm a quote; sent again with the same gateway it answers the same and does nothing more."""
    context().refuse_on_copy()
    body = asked.body
    return ChangeAnswer(confirm(services(), asked.actor, body.quote_id, body.gateway, body.means()))


@change_routes.get("/changes/<quote_id:quote_id>")
@owner_or_network_admin
@speaks(ChangeAnswer, refuses=(errors.ChangeUnknown,))
def show_change(asked: Asked[Nothing, Nothing], quote_id: str) -> ChangeAnswer:
    """Show what became of a confirmed quote."""
    return ChangeAnswer(read_change(services(), asked.actor, quote_id, asks=not context().is_copy()))


@change_routes.post("/changes/<quote_id:quote_id>/pay")
@owner_or_network_admin
@speaks(
    ChangeAnswer,
    body=PayRequest,
    refuses=(
        errors.NotTheCustomer,
        errors.ChangeUnknown,
        errors.ChangeSettled,
        errors.GatewayUnsuitable,
        errors.MethodUnknown,
        errors.ProviderUnreachable,
        errors.NetworkIsACopy,
    ),
)
def pay_change(asked: Asked[Nothing, PayRequest], quote_id: str) -> ChangeAnswer:
    """Pay what awaits payment, again after a decline, or another way than was chosen."""
    context().refuse_on_copy()
    return ChangeAnswer(pay(services(), asked.actor, quote_id, Payment(asked.body.gateway, asked.body.means())))


@change_routes.post("/changes/<quote_id:quote_id>/return")
@owner_or_network_admin
@speaks(ChangeAnswer, refuses=(errors.ChangeUnknown, errors.NetworkIsACopy))
def return_to_change(asked: Asked[Nothing, Nothing], quote_id: str) -> ChangeAnswer:
    """Answer who comes back from paying: the provider is asked, and what it says is done."""
    context().refuse_on_copy()
    return ChangeAnswer(come_back(services(), asked.actor, quote_id))


@change_routes.post("/changes/<quote_id:quote_id>/cancel")
@owner_or_network_admin
@speaks(
    ChangeAnswer,
    refuses=(
        errors.NotTheCustomer,
        errors.ChangeUnknown,
        errors.ChangeSettled,
        errors.NetworkIsACopy,
    ),
)
def cancel_change(asked: Asked[Nothing, Nothing], quote_id: str) -> ChangeAnswer:
    """Cancel a change that awaits payment or the end of a term."""
    context().refuse_on_copy()
    return ChangeAnswer(cancel(services(), asked.actor, quote_id))


@change_routes.post("/webhooks/<gateway_id:gateway_id>")
@provider
def take_webhook(gateway_id: str) -> Response:
    """Keep what a payment provider tells, once its signature holds; its work follows after the answer."""
    came = arrived()
    try:
        receive_event(services(), gateway_id, came.body, came.headers, came.at)
    except errors.BridgeError as refused:
        WEBHOOKS.labels(refused.code).inc()
        raise
    WEBHOOKS.labels("received").inc()
    return answer_json({"status": "received"})


@change_routes.post("/memberships/<int:membership_id>/cancel")
@owner_or_network_admin
@speaks(
    LeavingAnswer,
    body=LeaveRequest,
    refuses=(
        errors.NotTheCustomer,
        errors.MembershipUnknown,
        errors.MembershipNotRunning,
        errors.MembershipPaused,
        errors.MembershipNotOurs,
        errors.NoTermToEnd,
        errors.ChangeSettled,
        errors.NetworkIsACopy,
    ),
)
def cancel_membership(asked: Asked[Nothing, LeaveRequest], membership_id: int) -> LeavingAnswer:
    """Let a membership end with its term; sent again it answers the same."""
    context().refuse_on_copy()
    return LeavingAnswer(leave.cancel_membership(services(), asked.actor, membership_id, asked.body.reason))


@change_routes.post("/memberships/<int:membership_id>/keep")
@owner_or_network_admin
@speaks(
    LeavingAnswer,
    refuses=(
        errors.NotTheCustomer,
        errors.MembershipUnknown,
        errors.MembershipNotRunning,
        errors.NetworkIsACopy,
    ),
)
def keep_membership(asked: Asked[Nothing, Nothing], membership_id: int) -> LeavingAnswer:
    """Take back that a membership ends with its term; sent again it answers the same."""
    context().refuse_on_copy()
    return LeavingAnswer(leave.keep_membership(services(), asked.actor, membership_id))


@letter_routes.get("/<int:row_id>")
@system
@speaks(LetterFacts, refuses=(errors.LetterUnknown,))
def show_letter(asked: Asked[Nothing, Nothing], row_id: int) -> LetterFacts:
    """Tell what a letter of the outbox says, in the language that the plugin has switched to."""
    return read_letter(services(), row_id, asked.actor.locale)
