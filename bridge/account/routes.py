"""The Account page, over HTTP."""

from __future__ import annotations

from typing import Annotated

from flask import Blueprint
from pydantic import AfterValidator, Field

from bridge import errors
from bridge.account.page import AccountAnswer, read_account
from bridge.account.payments import PLACE, OwnPaymentsAnswer, read_payments, read_place
from bridge.web.auth import owner_or_network_admin
from bridge.web.encoding import Id, Parameters
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
