"""What anybody may ask: whether the service lives, whether it can work, its figures, its description."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, current_app
from prometheus_client import CONTENT_TYPE_LATEST

from bridge import __version__
from bridge.web.app import exposition
from bridge.web.auth import open_to_all
from bridge.web.encoding import instant_or_none
from bridge.web.openapi import describe
from bridge.web.route import answer_json, context

open_routes = Blueprint("open", __name__)
DESCRIPTION = "plan_bridge_description"


@open_routes.get("/healthz")
@open_to_all
def healthz() -> Response:
    """Tell that the process answers; nothing else is asked."""
    return answer_json({"status": "ok", "version": __version__})


@open_routes.get("/readyz")
@open_to_all
def readyz() -> Response:
    """Tell whether requests can be served: database, schema version, clock; 503 where they cannot."""
    found = context().readiness()
    answer = {
        "status": "ready" if found.is_ready else "not_ready",
        "version": __version__,
        "database": {"ok": found.database_ok, "now": instant_or_none(found.now)},
        "schema": {"ok": found.schema_ok, "current": found.schema_current, "wanted": found.schema_wanted},
        "clock": {"ok": found.clock_ok, "off_seconds": round(found.clock_off_seconds, 3)},
    }
    return answer_json(answer, HTTPStatus.OK if found.is_ready else HTTPStatus.SERVICE_UNAVAILABLE)


@open_routes.get("/metrics")
@open_to_all
def show_metrics() -> Response:
    """Show the figures of all workers in Prometheus' text form."""
    return Response(exposition(context().metrics_folder), content_type=CONTENT_TYPE_LATEST)


@open_routes.get("/openapi.json")
@open_to_all
def openapi() -> Response:
    """Describe the API."""
    if DESCRIPTION not in current_app.extensions:
        current_app.extensions[DESCRIPTION] = describe(current_app)
    return answer_json(current_app.extensions[DESCRIPTION])
