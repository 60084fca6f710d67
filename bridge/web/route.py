"""What a route takes and what it answers, declared once: parsing, refusing and the API description all read it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, is_dataclass
from functools import wraps
from typing import Any, Generic, TypeVar

from flask import Response, request
from pydantic import BaseModel, ConfigDict, ValidationError

from bridge.errors import BridgeError, InvalidRequest, JsonOnly
from bridge.fields import problems_of
from bridge.people import Actor
from bridge.web.auth import caller
from bridge.web.encoding import FALLBACK_LOCALE, written

SPEECH = "plan_bridge_speech"
#: Of a caller's own words in an answer: mistakes that are named, and characters of each name.
MOST_ERRORS, MOST_CHARACTERS = 100, 200
Query = TypeVar("Query", bound=BaseModel)
Body = TypeVar("Body", bound=BaseModel)


class Nothing(BaseModel):
    """No parameters, or no body."""

    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class Asked(Generic[Query, Body]):
    """A request that was understood: who asks, the checked query and body, the id of the token."""

    actor: Actor
    token_id: str
    query: Query
    body: Body


@dataclass(frozen=True, slots=True)
class Speech:
    """The declared conversation of one route."""

    answer: Any
    query: type[BaseModel]
    body: type[BaseModel]
    refuses: tuple[type[BridgeError], ...]


def speaks(
    answer: Any,
    *,
    query: type[BaseModel] = Nothing,
    body: type[BaseModel] = Nothing,
    refuses: tuple[type[BridgeError], ...] = (),
) -> Callable[[Callable[..., Any]], Callable[..., Response]]:
    """Declare the answer's type, what is read from the request, and the refusals peculiar to this route."""

    def declare(view: Callable[..., Any]) -> Callable[..., Response]:
        """Wrap a view that takes an :class:`Asked` and the parts of its path."""

        @wraps(view)
        def converse(**path: Any) -> Response:
            """Parse, call, answer."""
            who = caller()
            asked = Asked(who.actor, who.token_id, _parsed_query(query), _parsed_body(body))
            return answer_json(view(asked, **path), locale=who.actor.locale)

        setattr(converse, SPEECH, Speech(answer, query, body, refuses))
        return converse

    return declare


def answer_json(
    value: Any, status: int = 200, mimetype: str = "application/json", locale: str = FALLBACK_LOCALE
) -> Response:
    """Write an answer; characters stay themselves, so that a Swedish name is readable in a log."""
    if is_dataclass(value):
        return Response(written(value, locale), status=status, mimetype=mimetype)
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status=status, mimetype=mimetype)


def _parsed_query(model: type[Query]) -> Query:
    """Return the checked query; a name given twice or unknown is refused."""
    repeated = [name for name, values in request.args.lists() if len(values) > 1]
    if repeated:
        raise InvalidRequest(errors=_named([{"path": name, "code": "repeated"} for name in repeated]))
    return _checked(lambda: model.model_validate_strings(request.args.to_dict()))


def _parsed_body(model: type[Body]) -> Body:
    """Return the checked body; where none is taken, an empty object (PHP writes it as a list) counts as none."""
    text = request.get_data()
    if model is Nothing and text in {b"", b"{}", b"[]"}:
        return model()
    if request.mimetype != "application/json":
        raise JsonOnly(content_type=request.mimetype[:MOST_CHARACTERS])
    return _checked(lambda: model.model_validate_json(text))


Checked = TypeVar("Checked", bound=BaseModel)


def _checked(validate: Callable[[], Checked]) -> Checked:
    """Run a validation; what it finds becomes paths and codes."""
    try:
        return validate()
    except ValidationError as error:
        raise InvalidRequest(errors=_named(problems_of(error.errors()))) from error


def _named(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Name what is wrong; names are the caller's own, so that there are not more nor longer ones than help."""
    return [{**one, "path": one["path"][:MOST_CHARACTERS]} for one in found[:MOST_ERRORS]]
