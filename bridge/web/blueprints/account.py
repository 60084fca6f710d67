"""The Account page, for customers, site administrators and network admins."""

from __future__ import annotations

from flask import Blueprint

from bridge import errors
from bridge.services import account as account_case
from bridge.web.answers.account import AccountAnswer
from bridge.web.context import context, services
from bridge.web.guards import owner_or_network_admin
from bridge.web.present.account import present_account
from bridge.web.schemas.account import AccountQuery
from bridge.web.speaking import Asked, Nothing, speaks

account_routes = Blueprint("account", __name__, url_prefix="/v1")


@account_routes.get("/account")
@owner_or_network_admin
@speaks(AccountAnswer, query=AccountQuery, refuses=(errors.NoMembership, errors.MembershipUnknown))
def show_account(asked: Asked[AccountQuery, Nothing]) -> AccountAnswer:
    """Show a membership with its sites, limits, payments and changes."""
    told = account_case.read_account(services(), asked.actor, asked.query.membership)
    return present_account(told, asked.actor.locale, is_copy=context().is_copy())
