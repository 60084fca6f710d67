"""The web application: its routes, errors as problem+json (RFC 9457), figures, what every request and answer gets.

This module alone knows which refusal is which HTTP status. What Prometheus may read has routes and codes as labels,
never people or sites.
"""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, request
from prometheus_client import REGISTRY as PROCESS_REGISTRY
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.routing import BaseConverter

from bridge import errors
from bridge.errors import BridgeError, VersionMismatch
from bridge.logs import FIELDS
from bridge.pricing.refusal import NotKnown
from bridge.web.auth import AUTHENTICATOR, OLDER_PLUGIN, caller
from bridge.web.encoding import make_writer, plain
from bridge.web.route import CONTEXT, SPEECH, WebContext, answer_json, context

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0)
_ROUND_TRIPS = (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32)

REQUESTS = Histogram(
    "plan_bridge_request_seconds", "Time from request to answer.", ("method", "route", "status"), buckets=_SECONDS
)
ROUND_TRIPS = Histogram(
    "plan_bridge_round_trips", "Round trips to the database for one request.", ("route",), buckets=_ROUND_TRIPS
)
REFUSALS = Counter("plan_bridge_refusals", "Answers that are problems, by their code.", ("code",))


def method_label(method: str) -> str:
    """Return a method as a label: what a client may make up is one label, however many there are of it.

    >>> method_label("GET"), method_label("X-123"), method_label("get")
    ('GET', 'other', 'other')
    """
    return method if method in _METHODS else "other"


def exposition(multiprocess_folder: str | None) -> bytes:
    """Return the figures of all workers (they leave them in a folder), or of this process where there is none."""
    if multiprocess_folder is None:
        return generate_latest(PROCESS_REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=multiprocess_folder)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


logger = logging.getLogger("bridge.web")
PROBLEM_JSON = "application/problem+json"
#: When to ask again where the database does not serve.
RETRY_AFTER_SECONDS = 5

STATUS: dict[type[BridgeError], HTTPStatus] = {
    errors.TokenRefused: HTTPStatus.UNAUTHORIZED,
    errors.JsonOnly: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    errors.VersionMismatch: HTTPStatus.CONFLICT,
    errors.BodyTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.InvalidRequest: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.NotAllowed: HTTPStatus.FORBIDDEN,
    errors.NotTheCustomer: HTTPStatus.FORBIDDEN,
    errors.SiteNotYours: HTTPStatus.FORBIDDEN,
    errors.NoMembership: HTTPStatus.NOT_FOUND,
    errors.MembershipUnknown: HTTPStatus.NOT_FOUND,
    errors.GiftRunUnknown: HTTPStatus.NOT_FOUND,
    errors.DiscountCodeUnknown: HTTPStatus.NOT_FOUND,
    errors.DiscountCodeChanged: HTTPStatus.CONFLICT,
    errors.MembershipGone: HTTPStatus.NOT_FOUND,
    errors.NotACustomerSite: HTTPStatus.NOT_FOUND,
    errors.QuoteUnknown: HTTPStatus.NOT_FOUND,
    errors.ChangeRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.ProductUnknown: HTTPStatus.NOT_FOUND,
    errors.ProductChanged: HTTPStatus.CONFLICT,
    errors.LimitsChanged: HTTPStatus.CONFLICT,
    errors.LimitsRevisionUnknown: HTTPStatus.NOT_FOUND,
    errors.LimitsWrittenElsewhere: HTTPStatus.CONFLICT,
    errors.LimitsUnknown: HTTPStatus.NOT_FOUND,
    errors.LimitRunUnknown: HTTPStatus.NOT_FOUND,
    errors.NoSuchSites: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.CarriedOutElsewhere: HTTPStatus.CONFLICT,
    errors.SlugTaken: HTTPStatus.CONFLICT,
    errors.TablesLost: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.ServerTooOld: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.SchemaOutOfDate: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.NetworkUnclear: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.MigrationAltered: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.StoreUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.StoreBusy: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.OutcomeUnknown: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.QuoteStale: HTTPStatus.CONFLICT,
    errors.ChangeOpen: HTTPStatus.CONFLICT,
    errors.ChangeUnknown: HTTPStatus.NOT_FOUND,
    errors.ChangeSettled: HTTPStatus.CONFLICT,
    errors.IdempotencyConflict: HTTPStatus.CONFLICT,
    errors.BilledElsewhere: HTTPStatus.CONFLICT,
    errors.SoldElsewhere: HTTPStatus.CONFLICT,
    errors.MembershipNotRunning: HTTPStatus.CONFLICT,
    errors.NoTermToEnd: HTTPStatus.CONFLICT,
    errors.NoTermToExtend: HTTPStatus.CONFLICT,
    errors.TakeOverFirst: HTTPStatus.CONFLICT,
    errors.ChangeBooked: HTTPStatus.CONFLICT,
    errors.MembershipTransferred: HTTPStatus.CONFLICT,
    errors.MembershipPaused: HTTPStatus.CONFLICT,
    errors.MembershipNotPaused: HTTPStatus.CONFLICT,
    errors.MembershipNotOurs: HTTPStatus.CONFLICT,
    errors.OwnershipRunOpen: HTTPStatus.CONFLICT,
    errors.NothingToChange: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.GatewayUnsuitable: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.GatewayUnknown: HTTPStatus.NOT_FOUND,
    errors.MethodUnknown: HTTPStatus.NOT_FOUND,
    errors.ProviderUnreachable: HTTPStatus.BAD_GATEWAY,
    errors.ProviderRefused: HTTPStatus.BAD_GATEWAY,
    errors.AgreementMissing: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.WebhookNotSigned: HTTPStatus.BAD_REQUEST,
    errors.WebhooksTooMany: HTTPStatus.TOO_MANY_REQUESTS,
    errors.QuantityUnreadable: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.PaymentUnknown: HTTPStatus.NOT_FOUND,
    errors.LetterUnknown: HTTPStatus.NOT_FOUND,
    errors.ReceiptUnknown: HTTPStatus.NOT_FOUND,
    errors.FontMissing: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.PaymentNotManual: HTTPStatus.CONFLICT,
    errors.NothingToRefund: HTTPStatus.CONFLICT,
    errors.RefundTooMuch: HTTPStatus.CONFLICT,
    errors.RefundRefused: HTTPStatus.CONFLICT,
    errors.CreditNotFree: HTTPStatus.CONFLICT,
    errors.PaymentMoved: HTTPStatus.CONFLICT,
    errors.PaymentIsARenewal: HTTPStatus.CONFLICT,
    errors.NetworkIsACopy: HTTPStatus.CONFLICT,
}


def params_of(error: BridgeError, locale: str) -> dict[str, Any]:
    """Return the parameters as JSON values, for the caller's locale."""
    currency = str(error.params.get("currency", ""))
    return {name: plain(value, currency, locale) for name, value in error.params.items()}


def status_of(kind: type[BridgeError]) -> HTTPStatus:
    """Return the status of a class, or of the nearest class above it that has one."""
    for ancestor in kind.__mro__:
        if ancestor in STATUS:
            return STATUS[ancestor]
    return HTTPStatus.INTERNAL_SERVER_ERROR


def code_of(error: BridgeError) -> str:
    """Return the stable code; a refused choice carries its first refusal's."""
    return error.refusal_code if isinstance(error, errors.ChangeRefused) else error.code


def problem(status: HTTPStatus, code: str, detail: str, params: dict[str, Any]) -> Response:
    """Write one problem document; the words a person reads come from the plugin, by ``code``."""
    REFUSALS.labels(code).inc()
    document = {
        "type": f"urn:plan-bridge:problem:{code}",
        "title": status.phrase,
        "status": status.value,
        "code": code,
        "detail": detail,
        "params": params,
    }
    return answer_json(document, status.value, PROBLEM_JSON)


def register(app: Flask) -> None:
    """Answer every error of this application as a problem document."""
    app.register_error_handler(BridgeError, _refused)
    app.register_error_handler(NotKnown, _not_known)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(HTTPException, _not_routed)
    app.register_error_handler(Exception, _broken)


def _refused(error: BridgeError) -> Response:
    """Answer a refusal."""
    status = status_of(type(error))
    meaning = (type(error).__doc__ or "").strip().splitlines()[0]
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.error("failed", extra={FIELDS: {"code": error.code, "params": error.params}})
    response = problem(status, code_of(error), meaning, params_of(error, _locale()))
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _not_known(unknown: NotKnown) -> Response:
    """Answer that a stored number which is needed cannot be read, wherever that was found: nothing was done."""
    return _refused(errors.ChangeRefused.of(unknown.refusal.code, unknown.refusal.params))


def _locale() -> str:
    """Return the caller's locale, English where nobody has proved to be the caller."""
    try:
        return caller().actor.locale
    except AttributeError:
        return "en_US"


def _too_large(_: RequestEntityTooLarge) -> Response:
    """Answer a body over the limit."""
    return _refused(errors.BodyTooLarge(limit_bytes=current_app.config["MAX_CONTENT_LENGTH"]))


def _not_routed(error: HTTPException) -> Response:
    """Answer an address or a method that does not exist."""
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    code = status.name.lower()
    response = problem(status, code, status.description or status.phrase, {})
    if error.code == HTTPStatus.METHOD_NOT_ALLOWED:
        response.headers["Allow"] = ", ".join(getattr(error, "valid_methods", None) or [])
    return response


def _broken(error: Exception) -> Response:
    """Answer a broken assumption: the trace goes to the log, the caller gets the request id by header."""
    logger.error("broken", exc_info=error)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", "The service failed; its log says why.", {})


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


class MethodIdConverter(BaseConverter):
    """A saved method in an address, as its provider names it."""

    regex = "[A-Za-z0-9_-]{1,191}"


class GatewayIdConverter(BaseConverter):
    """A gateway in an address."""

    regex = "[a-z][a-z0-9_-]{0,31}"


def create_app(context: WebContext, blueprints: Iterable[Blueprint]) -> Flask:
    """Make the application of these routes; it reads nothing but its context."""
    app = Flask("bridge.web", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY_BYTES
    app.url_map.converters["quote_id"] = QuoteIdConverter
    app.url_map.converters["method_id"] = MethodIdConverter
    app.url_map.converters["gateway_id"] = GatewayIdConverter
    app.url_map.strict_slashes = True
    app.extensions[CONTEXT] = context
    app.extensions[AUTHENTICATOR] = context.authenticator
    app.extensions[OLDER_PLUGIN] = context.older_plugin_spoke
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    for speech in filter(None, (getattr(view, SPEECH, None) for view in app.view_functions.values())):
        make_writer(speech.answer)
    register(app)
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
    REQUESTS.labels(method_label(request.method), route, str(response.status_code)).observe(seconds)
    ROUND_TRIPS.labels(route).observe(round_trips)
    if route not in QUIET_ROUTES:
        _log(response, route, seconds, round_trips)
    return response


def _log(response: Response, route: str, seconds: float, round_trips: int) -> None:
    """Write one line about the request: who by id, what, how it ended, how long; no body, no token, no query."""
    who = getattr(g, "plan_bridge_caller", None)
    fields = {
        "request_id": g.request_id,
        "method": method_label(request.method),
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
