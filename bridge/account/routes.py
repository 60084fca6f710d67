"""The Account page, over HTTP."""

from __future__ import annotations

from flask import Blueprint

from bridge import errors
from bridge.account.page import AccountAnswer, read_account
from bridge.web.auth import owner_or_network_admin
from bridge.web.encoding import Id, Parameters
from bridge.web.route import Asked, Nothing, context, services, speaks

account_routes = Blueprint("account", __name__, url_prefix="/v1")


class AccountQuery(Parameters):
    """Which membership to show; without it the site's own, else the newest."""

    membership: Id | None = None


@account_routes.get("/account")
@owner_or_network_admin
@speaks(AccountAnswer, query=AccountQuery, refuses=(errors.NoMembership, errors.MembershipUnknown))
def show_account(asked: Asked[AccountQuery, Nothing]) -> AccountAnswer:
    """Show a membership with its sites, limits, payments and changes."""
    return read_account(services(), asked.actor, asked.query.membership, is_copy=context().is_copy())
