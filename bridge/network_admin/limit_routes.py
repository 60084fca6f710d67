"""A site's limits explained, and runs that have sites carry theirs out, over HTTP."""

from __future__ import annotations

from typing import Literal

from flask import Blueprint

from bridge import errors
from bridge.network_admin import limit_runs, site_limits
from bridge.network_admin.limit_runs import ReapplyRunsAnswer
from bridge.network_admin.site_limits import SiteLimitsAnswer
from bridge.quotas.reapply import BEYOND
from bridge.quotas.reapply import Asked as AskedRun
from bridge.web.auth import network_admin
from bridge.web.encoding import Id, Request
from bridge.web.route import Asked, Nothing, services, speaks

limit_routes = Blueprint("limits_of_sites", __name__, url_prefix="/v1/network")

_BEGINNING = (errors.CarriedOutElsewhere, errors.LimitsUnknown, errors.NoSuchSites)


class LimitRunBody(Request):
    """What a run is to do: the sites of a product's holders or, null, of all; from and to a site, null: the last."""

    product_id: Id | None = None
    first_id: Id = 1
    last_id: Id | None = None


class LimitRunTurnBody(Request):
    """Whether a run is paused or gone on with."""

    act: Literal["pause", "resume"]


@limit_routes.get("/sites/<int:blog_id>/limits")
@network_admin
@speaks(SiteLimitsAnswer, refuses=(errors.NotACustomerSite,))
def explain_limits(asked: Asked[Nothing, Nothing], blog_id: int) -> SiteLimitsAnswer:
    """Tell all limits of a site, where each comes from, and what of them is not carried out yet."""
    return site_limits.site_limits(services(), asked.actor, blog_id)


@limit_routes.get("/limit-runs")
@network_admin
@speaks(ReapplyRunsAnswer)
def list_runs(asked: Asked[Nothing, Nothing]) -> ReapplyRunsAnswer:
    """List the newest runs that have sites carry out what their limits force on them."""
    return limit_runs.list_runs(services(), asked.actor)


@limit_routes.post("/limit-runs")
@network_admin
@speaks(ReapplyRunsAnswer, body=LimitRunBody, refuses=_BEGINNING)
def begin_run(asked: Asked[Nothing, LimitRunBody]) -> ReapplyRunsAnswer:
    """Begin such a run; the worker works on it."""
    body = asked.body
    wanted = AskedRun(body.product_id, body.first_id, BEYOND if body.last_id is None else body.last_id)
    return limit_runs.begin(services(), asked.actor, wanted)


@limit_routes.post("/limit-runs/<int:run_id>")
@network_admin
@speaks(ReapplyRunsAnswer, body=LimitRunTurnBody, refuses=(errors.LimitRunUnknown,))
def turn_run(asked: Asked[Nothing, LimitRunTurnBody], run_id: int) -> ReapplyRunsAnswer:
    """Pause a run, or go on with it."""
    return limit_runs.turn(services(), asked.actor, run_id, asked.body.act)
