"""Errors as problem+json (RFC 9457); this module alone knows which refusal is which HTTP status."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from bridge import errors
from bridge.errors import BridgeError
from bridge.logs import event
from bridge.pricing.refusal import NotKnown
from bridge.web import metrics
from bridge.web.auth import caller
from bridge.web.encoding import plain
from bridge.web.route import answer_json

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
    errors.MembershipGone: HTTPStatus.NOT_FOUND,
    errors.NotACustomerSite: HTTPStatus.NOT_FOUND,
    errors.QuoteUnknown: HTTPStatus.NOT_FOUND,
    errors.ChangeRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.ProductUnknown: HTTPStatus.NOT_FOUND,
    errors.ProductChanged: HTTPStatus.CONFLICT,
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
    errors.OwnershipRunOpen: HTTPStatus.CONFLICT,
    errors.NothingToChange: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.GatewayUnsuitable: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.PaymentUnknown: HTTPStatus.NOT_FOUND,
    errors.PaymentNotManual: HTTPStatus.CONFLICT,
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
    metrics.REFUSALS.labels(code).inc()
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
        event(logger, "failed", level=logging.ERROR, code=error.code, params=error.params)
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
