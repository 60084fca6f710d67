"""The API description (OpenAPI 3.1), made from what the routes declare: it cannot say what they do not do."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from bridge import __version__
from bridge.errors import (
    BodyMismatch,
    BodyTooLarge,
    BridgeError,
    InvalidRequest,
    JsonOnly,
    NotAllowed,
    StoreBusy,
    StoreUnavailable,
    TokenRefused,
)
from bridge.web.app import PROBLEM_JSON, status_of
from bridge.web.auth import GUARD
from bridge.web.encoding import FieldError, Problem, schema_of
from bridge.web.route import SPEECH, Attachment, Nothing, Speech

REF = "#/components/schemas/{model}"
_EVERYWHERE: tuple[type[BridgeError], ...] = (
    BodyMismatch, TokenRefused, NotAllowed, InvalidRequest, StoreUnavailable, StoreBusy,
)  # fmt: skip
_WITH_BODY: tuple[type[BridgeError], ...] = (JsonOnly, BodyTooLarge)
_CONVERTER = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")
_BEARER = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "Ed25519-signed, at most 60 seconds, made for one method, path with query and body.",
}


_FILE = {"application/pdf": {"schema": {"type": "string", "contentMediaType": "application/pdf"}}}


def describe(app: Flask) -> dict[str, Any]:
    """Return the description of every route of the application."""
    schemas: dict[str, Any] = {}
    paths: dict[str, Any] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        view = app.view_functions[rule.endpoint]
        guard = getattr(view, GUARD, None)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            operation = _operation(rule, view, guard, getattr(view, SPEECH, None), schemas)
            paths.setdefault(_CONVERTER.sub(r"{\2}", rule.rule), {})[method.lower()] = operation
    schemas.update(_schema(Problem, schemas, name="Problem"))
    schemas.update(_schema(FieldError, schemas, name="FieldError"))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Plan Bridge",
            "version": __version__,
            "description": "Plan changes for a WordPress network. Only the plugin of the network may speak to it.",
            "license": {"name": "GPL-2.0-or-later", "identifier": "GPL-2.0-or-later"},
        },
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": {"token": _BEARER}},
    }


def _operation(
    rule: Rule, view: Any, guard: str | None, speech: Speech | None, schemas: dict[str, Any]
) -> dict[str, Any]:
    """Describe one method of one address."""
    operation: dict[str, Any] = {
        "operationId": rule.endpoint.replace(".", "_"),
        "summary": (view.__doc__ or "").strip().splitlines()[0],
        "tags": [guard or "open"],
        "parameters": _path_parameters(rule),
        "responses": {"200": {"description": "Done."}},
        "security": [] if guard in {"open", "provider"} else [{"token": []}],
    }
    if speech is not None:
        operation["parameters"] += _query_parameters(speech)
        operation["responses"] = _responses(speech, schemas)
        if speech.body is not Nothing:
            operation["requestBody"] = {"required": True, "content": _json(_reference(speech.body, schemas))}
    return operation


def _path_parameters(rule: Rule) -> list[dict[str, Any]]:
    """Describe the parts of an address."""
    kinds = {"int": {"type": "integer", "minimum": 1}, "quote_id": {"type": "string", "pattern": "^[0-9a-f]{32}$"}}
    return [
        {"name": name, "in": "path", "required": True, "schema": kinds.get(kind, {"type": "string"})}
        for kind, name in _CONVERTER.findall(rule.rule)
    ]


def _query_parameters(speech: Speech) -> list[dict[str, Any]]:
    """Describe what may follow the question mark."""
    schema = speech.query.model_json_schema()
    return [
        {"name": name, "in": "query", "required": name in schema.get("required", []), "schema": part}
        for name, part in schema.get("properties", {}).items()
    ]


def _responses(speech: Speech, schemas: dict[str, Any]) -> dict[str, Any]:
    """Describe the answer, and each refusal by its status with the codes that it may carry."""
    refusals = (*_EVERYWHERE, *(_WITH_BODY if speech.body is not Nothing else ()), *speech.refuses)
    codes: dict[int, set[str]] = {}
    for kind in refusals:
        known = [kind, *(kind.__subclasses__() if kind is TokenRefused else ())]
        codes.setdefault(status_of(kind).value, set()).update(each.code for each in known)
    problem = {PROBLEM_JSON: {"schema": {"$ref": REF.format(model="Problem")}}}
    described = {
        str(status): {"description": "Refused: " + ", ".join(sorted(names)) + ".", "content": problem}
        for status, names in sorted(codes.items())
    }
    content = _FILE if speech.answer is Attachment else _json(_reference(speech.answer, schemas))
    answer = {"description": "The answer.", "content": content}
    return {"200": answer, **described, "default": {"description": "A failure.", "content": problem}}


def _reference(kind: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    """Put a type among the components and point at it."""
    schemas.update(_schema(kind, schemas, name=kind.__name__))
    return {"$ref": REF.format(model=kind.__name__)}


def _schema(kind: Any, known: dict[str, Any], *, name: str) -> dict[str, Any]:
    """Return the components that a type needs, those of its parts included.

    :raises ValueError: where two different types have one name.
    """
    schema = schema_of(kind, REF)
    parts: dict[str, Any] = schema.pop("$defs", {})
    parts.setdefault(name, schema)
    closed = {part: _closed(body) for part, body in parts.items()}
    for part, body in closed.items():
        if known.get(part, body) != body:
            raise ValueError(f"two shapes are called {part}")
    return closed


def _closed(schema: dict[str, Any]) -> dict[str, Any]:
    """Say that an object has the properties it lists and no others."""
    return {**schema, "additionalProperties": False} if "properties" in schema else schema


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    """Describe a JSON body."""
    return {"application/json": {"schema": schema}}
