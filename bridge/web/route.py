"""What a route takes and answers, declared once: parsing, refusing and the description read it; and what it has."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, is_dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Generic, NamedTuple, TypeVar

from flask import Response, current_app, request
from pydantic import BaseModel, ConfigDict, ValidationError

from bridge.errors import BridgeError, InvalidRequest, JsonOnly
from bridge.fields import problems_of
from bridge.people import Actor
from bridge.ports import Services
from bridge.web.auth import Authenticator, caller
from bridge.web.encoding import FALLBACK_LOCALE, written

#: Further than this from the database's clock, logs and certificates of this machine mislead; tokens still work.
CLOCK_TOLERANCE_SECONDS = 30.0

CONTEXT = "plan_bridge_context"


@dataclass(frozen=True, slots=True)
class Readiness:
    """What was found; ``now`` None: the database cannot be reached, and nothing else is known.

    ``takes_writes`` False: it answers and is read only.
    """

    now: datetime | None
    schema_current: int
    schema_wanted: int
    clock_off_seconds: float
    takes_writes: bool = True

    @property
    def database_ok(self) -> bool:
        """Tell whether the database answered and takes writes."""
        return self.now is not None and self.takes_writes

    @property
    def schema_ok(self) -> bool:
        """Tell whether the tables are those this version works with."""
        return self.now is not None and self.schema_current == self.schema_wanted

    @property
    def clock_ok(self) -> bool:
        """Tell whether this machine's clock is near the database's; a warning, no obstacle."""
        return abs(self.clock_off_seconds) <= CLOCK_TOLERANCE_SECONDS

    @property
    def is_ready(self) -> bool:
        """Tell whether requests can be served."""
        return self.database_ok and self.schema_ok


def services() -> Services:
    """Return what the use cases need."""
    return context().services


@dataclass(frozen=True, slots=True)
class WebContext:
    """Everything views need: use cases' services, authentication, the state of the installation, metrics.

    ``connection`` describes the state of the service to the network admin, with a proof bound to a token's id.
    ``refuse_on_copy`` raises where ``is_copy``: nothing is bought on a copy of a network. ``round_trips`` counts
    those of this thread, ever. ``metrics_folder`` is shared by all workers. ``older_plugin_spoke`` is told of requests
    by a plugin that reads limits added up into one row a site.
    """

    services: Services
    authenticator: Authenticator
    is_copy: Callable[[], bool]
    refuse_on_copy: Callable[[], None]
    readiness: Callable[[], Readiness]
    connection: Callable[[str], Any]
    round_trips: Callable[[], int]
    metrics_folder: str | None = None
    older_plugin_spoke: Callable[[], None] = lambda: None


def context() -> WebContext:
    """Return the running application's context."""
    found: WebContext = current_app.extensions[CONTEXT]
    return found


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


class Attachment(NamedTuple):
    """An answer that is a file of its own kind; ``name`` is what a browser calls it."""

    name: str
    content: bytes
    mimetype: str

    def response(self) -> Response:
        """Return it as it is sent."""
        headers = {"Content-Disposition": f'inline; filename="{_UNSAFE.sub("_", self.name)}"'}
        return Response(self.content, mimetype=self.mimetype, headers=headers)


_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")


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
            told = view(asked, **path)
            return told.response() if isinstance(told, Attachment) else answer_json(told, locale=who.actor.locale)

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
