"""The Account page and the saved cards and accounts, over HTTP."""

from __future__ import annotations

from typing import Annotated

from flask import Blueprint
from pydantic import AfterValidator, Field

from bridge import errors
from bridge.account import methods
from bridge.account.methods import MethodsAnswer, SetUpAnswer
from bridge.account.page import AccountAnswer, read_account
from bridge.account.payments import PLACE, OwnPaymentsAnswer, read_payments, read_place
from bridge.web.auth import owner_or_network_admin
from bridge.web.encoding import GatewayId, Id, Parameters, Request
from bridge.web.route import Asked, Nothing, context, services, speaks

account_routes = Blueprint("account", __name__, url_prefix="/v1")


class AccountQuery(Parameters):
    """Which membership to show; without it the site's own, else the newest."""

    membership: Id | None = None


def _is_a_place(text: str) -> str:
    """Refuse what looks like a place and can be none, such as a thirteenth month."""
    read_place(text)
    return text


Place = Annotated[str, Field(pattern=PLACE), AfterValidator(_is_a_place)]


class PaymentsQuery(Parameters):
    """Which page: what is older than a place in the list, or newer than one; without either the newest."""

    older: Place | None = None
    newer: Place | None = None


@account_routes.get("/account")
@owner_or_network_admin
@speaks(
    AccountAnswer, query=AccountQuery, refuses=(errors.NoMembership, errors.MembershipGone, errors.MembershipUnknown)
)
def show_account(asked: Asked[AccountQuery, Nothing]) -> AccountAnswer:
    """Show a membership with its sites, limits, payments and changes."""
    return read_account(services(), asked.actor, asked.query.membership, is_copy=context().is_copy())


@account_routes.get("/memberships/<int:membership_id>/payments")
@owner_or_network_admin
@speaks(OwnPaymentsAnswer, query=PaymentsQuery, refuses=(errors.MembershipUnknown,))
def list_payments(asked: Asked[PaymentsQuery, Nothing], membership_id: int) -> OwnPaymentsAnswer:
    """List the payments of a membership, a page at a time."""
    return read_payments(services(), asked.actor, membership_id, older=asked.query.older, newer=asked.query.newer)


class SetUpRequest(Request):
    """Save a card or an account; ``agreed``: to the text of the agreement's version."""

    gateway: GatewayId
    agreed: bool


_METHODS_REFUSE = (
    errors.NotTheCustomer,
    errors.MembershipUnknown,
    errors.MethodUnknown,
    errors.ProviderUnreachable,
    errors.ProviderRefused,
    errors.NetworkIsACopy,
)


@account_routes.get("/memberships/<int:membership_id>/payment-methods")
@owner_or_network_admin
@speaks(MethodsAnswer, refuses=(errors.MembershipUnknown,))
def show_methods(asked: Asked[Nothing, Nothing], membership_id: int) -> MethodsAnswer:
    """List the saved cards and accounts that charges of this membership may use."""
    return methods.list_methods(services(), asked.actor, membership_id, is_copy=context().is_copy())


@account_routes.post("/memberships/<int:membership_id>/payment-methods")
@owner_or_network_admin
@speaks(SetUpAnswer, body=SetUpRequest, refuses=(*_METHODS_REFUSE, errors.AgreementMissing, errors.GatewayUnsuitable))
def begin_method(asked: Asked[Nothing, SetUpRequest], membership_id: int) -> SetUpAnswer:
    """Begin to save a card or an account; the page goes on with the provider's own fields."""
    context().refuse_on_copy()
    body = asked.body
    return methods.add_method(services(), asked.actor, membership_id, body.gateway, agreed=body.agreed)


@account_routes.post("/memberships/<int:membership_id>/payment-methods/<method_id:method_id>/default")
@owner_or_network_admin
@speaks(MethodsAnswer, refuses=_METHODS_REFUSE)
def choose_method(asked: Asked[Nothing, Nothing], membership_id: int, method_id: str) -> MethodsAnswer:
    """Let a saved method be the one that later charges use."""
    context().refuse_on_copy()
    return methods.choose_method(services(), asked.actor, membership_id, method_id)


@account_routes.delete("/memberships/<int:membership_id>/payment-methods/<method_id:method_id>")
@owner_or_network_admin
@speaks(MethodsAnswer, refuses=_METHODS_REFUSE)
def remove_method(asked: Asked[Nothing, Nothing], membership_id: int, method_id: str) -> MethodsAnswer:
    """Take a saved card or account away."""
    context().refuse_on_copy()
    return methods.remove_method(services(), asked.actor, membership_id, method_id)
