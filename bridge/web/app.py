"""The web application: routes, errors, and what every request and answer gets."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Iterable

from flask import Blueprint, Flask, Response, g, request
from werkzeug.routing import BaseConverter

from bridge.errors import VersionMismatch
from bridge.logs import FIELDS
from bridge.web import metrics, problems
from bridge.web.auth import AUTHENTICATOR
from bridge.web.context import CONTEXT, WebContext, context

logger = logging.getLogger("bridge.web")

#: The version of what plugin and service say to each other, the plugin's ``Client::INTERFACE``: a new one wherever an
#: answer, a body or a claim changes in a way that the other side does not understand.
INTERFACE = 1
INTERFACE_HEADER = "X-Plan-Bridge-Interface"

LARGEST_BODY_BYTES = 256 * 1024
MOST_SHOWN = 20
QUIET_ROUTES = frozenset({"/healthz", "/readyz", "/metrics"})
_REQUEST_ID = re.compile(r"^[A-Za-z0-9-]{8,64}$")


class QuoteIdConverter(BaseConverter):
    """A quote's id in an address: 32 hexadecimal digits."""

    regex = "[0-9a-f]{32}"


def create_app(context: WebContext, blueprints: Iterable[Blueprint]) -> Flask:
    """Make the application of these routes; it reads nothing but its context."""
    app = Flask("bridge.web", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY_BYTES
    app.url_map.converters["quote_id"] = QuoteIdConverter
    app.url_map.strict_slashes = True
    app.extensions[CONTEXT] = context
    app.extensions[AUTHENTICATOR] = context.authenticator
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    problems.register(app)
    app.before_request(_begin)
    app.after_request(_end)
    return app


def _begin() -> None:
    """Name the request and start its clock."""
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _REQUEST_ID.match(given) else uuid.uuid4().hex
    g.began = time.perf_counter()
    g.round_trips_before = _round_trips()
    _require_same_interface(request.headers.get(INTERFACE_HEADER))


def _require_same_interface(spoken: str | None) -> None:
    """Refuse a plugin of another version before anything is done; whoever says nothing is taken at the word.

    :raises VersionMismatch: with both versions.
    """
    if spoken is not None and spoken != str(INTERFACE):
        raise VersionMismatch(plugin=spoken[:MOST_SHOWN], service=str(INTERFACE))


def _end(response: Response) -> Response:
    """Mark, measure and log the answer."""
    seconds = time.perf_counter() - g.began
    round_trips = _round_trips() - g.round_trips_before
    route = request.url_rule.rule if request.url_rule else "unrouted"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Request-Id"] = g.request_id
    response.headers[INTERFACE_HEADER] = str(INTERFACE)
    metrics.REQUESTS.labels(metrics.method_label(request.method), route, str(response.status_code)).observe(seconds)
    metrics.ROUND_TRIPS.labels(route).observe(round_trips)
    if route not in QUIET_ROUTES:
        _log(response, route, seconds, round_trips)
    return response


def _log(response: Response, route: str, seconds: float, round_trips: int) -> None:
    """Write one line about the request: who by id, what, how it ended, how long; no body, no token, no query."""
    who = getattr(g, "plan_bridge_caller", None)
    fields = {
        "request_id": g.request_id,
        "method": metrics.method_label(request.method),
        "route": route,
        "status": response.status_code,
        "milliseconds": round(seconds * 1000, 2),
        "round_trips": round_trips,
        "user_id": who.actor.user_id if who else None,
        "blog_id": who.actor.blog_id if who else None,
    }
    logger.info("request", extra={FIELDS: fields})


def _round_trips() -> int:
    """Return how often this thread has asked the database, ever."""
    return context().round_trips()
