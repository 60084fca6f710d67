"""What customers, site administrators and network admins do with a plan: choices, quotes, changes."""

from __future__ import annotations

from flask import Blueprint

from bridge import errors
from bridge.services import change_errors, changing, quoting
from bridge.web.answers.changes import ChangeAnswer
from bridge.web.answers.quotes import ChoicesAnswer, QuoteAnswer
from bridge.web.context import context, services
from bridge.web.guards import owner_or_network_admin
from bridge.web.present.changes import present_change
from bridge.web.present.quotes import present_choices, present_quote
from bridge.web.schemas.account import ChangeRequest, QuoteRequest
from bridge.web.speaking import Asked, Nothing, speaks

change_routes = Blueprint("changes", __name__, url_prefix="/v1")


@change_routes.get("/memberships/<int:membership_id>/choices")
@owner_or_network_admin
@speaks(ChoicesAnswer, refuses=(errors.NotTheCustomer, errors.MembershipUnknown))
def list_choices(asked: Asked[Nothing, Nothing], membership_id: int) -> ChoicesAnswer:
    """List what a membership may change to, with prices."""
    told = quoting.list_choices(services(), asked.actor, membership_id)
    return present_choices(told, asked.actor.locale, is_copy=context().is_copy())


@change_routes.post("/quotes")
@owner_or_network_admin
@speaks(
    QuoteAnswer,
    body=QuoteRequest,
    refuses=(errors.NotTheCustomer, errors.MembershipUnknown, errors.ChangeRefused, change_errors.BilledElsewhere),
)
def make_quote(asked: Asked[Nothing, QuoteRequest]) -> QuoteAnswer:
    """Price a change and keep the price; nothing else is written."""
    body = asked.body
    told = quoting.make_quote(
        services(), asked.actor, body.membership_id, body.selection(), body.usage_by_site()
    )
    return {"quote": present_quote(told, asked.actor.locale, is_copy=context().is_copy())}


@change_routes.get("/quotes/<quote_id:quote_id>")
@owner_or_network_admin
@speaks(QuoteAnswer, refuses=(errors.QuoteUnknown,))
def show_quote(asked: Asked[Nothing, Nothing], quote_id: str) -> QuoteAnswer:
    """Show a quote as it was told."""
    told = quoting.read_quote(services(), asked.actor, quote_id)
    return {"quote": present_quote(told, asked.actor.locale, is_copy=context().is_copy())}


@change_routes.post("/changes")
@owner_or_network_admin
@speaks(
    ChangeAnswer,
    body=ChangeRequest,
    refuses=(
        errors.NotTheCustomer,
        errors.QuoteUnknown,
        errors.ChangeRefused,
        change_errors.ChangeUnknown,
        change_errors.QuoteStale,
        change_errors.ChangeOpen,
        change_errors.BilledElsewhere,
        change_errors.IdempotencyConflict,
        change_errors.NothingToChange,
        change_errors.GatewayUnsuitable,
        change_errors.NetworkIsACopy,
    ),
)
def confirm_quote(asked: Asked[Nothing, ChangeRequest]) -> ChangeAnswer:
    """Confirm a quote; sent again with the same gateway it answers the same and does nothing more."""
    context().refuse_on_copy()
    change = changing.confirm(services(), asked.actor, asked.body.quote_id, asked.body.gateway)
    return {"change": present_change(change, asked.actor.locale)}


@change_routes.get("/changes/<quote_id:quote_id>")
@owner_or_network_admin
@speaks(ChangeAnswer, refuses=(change_errors.ChangeUnknown,))
def show_change(asked: Asked[Nothing, Nothing], quote_id: str) -> ChangeAnswer:
    """Show what became of a confirmed quote."""
    change = changing.read_change(services(), asked.actor, quote_id)
    return {"change": present_change(change, asked.actor.locale)}


@change_routes.post("/changes/<quote_id:quote_id>/cancel")
@owner_or_network_admin
@speaks(
    ChangeAnswer,
    refuses=(
        errors.NotTheCustomer,
        change_errors.ChangeUnknown,
        change_errors.ChangeSettled,
        change_errors.NetworkIsACopy,
    ),
)
def cancel_change(asked: Asked[Nothing, Nothing], quote_id: str) -> ChangeAnswer:
    """Cancel a change that awaits payment or the end of a term."""
    context().refuse_on_copy()
    change = changing.cancel(services(), asked.actor, quote_id)
    return {"change": present_change(change, asked.actor.locale)}
