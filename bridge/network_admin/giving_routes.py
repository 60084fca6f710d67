"""Giving memberships, over HTTP."""

from __future__ import annotations

from typing import Annotated

from flask import Blueprint
from pydantic import Field

from bridge import errors
from bridge.network_admin import gift_lists, giving
from bridge.network_admin.forms import Notation
from bridge.network_admin.gift_lists import GiftRunAnswer, GiftRunsAnswer
from bridge.network_admin.giving import GiftAnswer, PlansAnswer
from bridge.store.gifts import Wanted
from bridge.web.auth import network_admin
from bridge.web.encoding import BIGGEST_ID, Parameters, QuoteId, Request, separators_of
from bridge.web.route import Asked, Nothing, context, services, speaks

giving_routes = Blueprint("giving", __name__, url_prefix="/v1/network/gifts")
Typed = Annotated[str, Field(max_length=500)]


class GiftBody(Request):
    """What to give, as it was typed; ``id`` is random: the same one gives once. ``forecast``: nothing is given."""

    id: QuoteId
    user: Typed
    sites: Annotated[list[Typed], Field(max_length=100)]
    plan: Typed
    period: Typed = ""
    price: Typed = ""
    start: Typed = ""
    until: Typed = ""
    paid: Typed = ""
    forecast: bool = False

    def wanted(self) -> Wanted:
        sites = tuple(one for one in self.sites if one.strip())
        return Wanted(self.user, sites, self.plan, self.period, self.price, self.start, self.until, self.paid)


class ListBody(Request):
    """A list of gifts: CSV, its first line the names of the columns."""

    list: Annotated[str, Field(max_length=gift_lists.LONGEST_LIST)]


class RunQuery(Parameters):
    """From which line on its refused lines are shown."""

    after: Annotated[int, Field(ge=0, le=BIGGEST_ID)] = 0


class RunBody(Request):
    """Whether a list that was checked is given, or dropped."""

    drop: bool = False


@giving_routes.get("/plans")
@network_admin
@speaks(PlansAnswer)
def list_plans(asked: Asked[Nothing, Nothing]) -> PlansAnswer:
    """List the plans that can be given, with their prices, and the columns of a list."""
    return giving.list_plans(services(), asked.actor)


@giving_routes.post("")
@network_admin
@speaks(GiftAnswer, body=GiftBody, refuses=(errors.NetworkIsACopy,))
def give(asked: Asked[Nothing, GiftBody]) -> GiftAnswer:
    """Give a user a membership, for some sites or for none yet; or say what that would come to."""
    context().refuse_on_copy()
    body, notation = asked.body, Notation(*separators_of(asked.actor.locale))
    if body.forecast:
        return giving.forecast(services(), asked.actor, body.wanted(), notation)
    return giving.give(services(), asked.actor, body.id, body.wanted(), notation)


@giving_routes.get("/lists")
@network_admin
@speaks(GiftRunsAnswer)
def list_runs(asked: Asked[Nothing, Nothing]) -> GiftRunsAnswer:
    """List the newest lists."""
    return gift_lists.list_runs(services(), asked.actor)


@giving_routes.post("/lists")
@network_admin
@speaks(GiftRunAnswer, body=ListBody, refuses=(errors.NetworkIsACopy,))
def begin_list(asked: Asked[Nothing, ListBody]) -> GiftRunAnswer:
    """Take a list to be checked by the worker; nothing is given before somebody says so."""
    context().refuse_on_copy()
    return gift_lists.begin_list(services(), asked.actor, asked.body.list, Notation(*separators_of(asked.actor.locale)))


@giving_routes.get("/lists/<quote_id:run_id>")
@network_admin
@speaks(GiftRunAnswer, query=RunQuery, refuses=(errors.GiftRunUnknown,))
def show_list(asked: Asked[RunQuery, Nothing], run_id: str) -> GiftRunAnswer:
    """Tell how far a list has come, and which of its lines cannot be given."""
    return gift_lists.read_run(services(), asked.actor, run_id, asked.query.after)


@giving_routes.post("/lists/<quote_id:run_id>")
@network_admin
@speaks(GiftRunAnswer, body=RunBody, refuses=(errors.GiftRunUnknown, errors.NetworkIsACopy))
def carry_out(asked: Asked[Nothing, RunBody], run_id: str) -> GiftRunAnswer:
    """Let the worker give what a checked list has ready, or drop the list."""
    context().refuse_on_copy()
    return gift_lists.carry_out(services(), asked.actor, run_id, drops=asked.body.drop)
