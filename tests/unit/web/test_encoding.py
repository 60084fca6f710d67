"""An answer is written as the API's description says, whatever it holds."""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from enum import Enum
from fractions import Fraction
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from jsonschema import Draft202012Validator
from pydantic import Field

from bridge.changes.quoting import make_quote
from bridge.errors import QuoteStale
from bridge.pricing.calendar import Period
from bridge.pricing.money import Figures, Money
from bridge.pricing.refusal import Refusal
from bridge.pricing.snapshot import Selection
from bridge.web.app import params_of
from bridge.web.encoding import _writer, as_json, make_writer, written
from bridge.web.route import SPEECH
from tests.fakes.builders import DISK, MEMBERSHIP, MONTH, PREMIUM, facts
from tests.unit.network_admin.world import owner, world
from tests.unit.web.application import application


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an answer."""

    amount: Money
    at: datetime | None
    origin: Annotated[str, Field(serialization_alias="from")]
    explain: Figures


@dataclass(frozen=True, slots=True)
class Told:
    """An answer."""

    period: Period | None
    parts: tuple[Part, ...]
    refusals: tuple[Refusal, ...]
    counts: Mapping[int, int]
    note: str | None = None
    more: tuple[int, ...] = ()


def told(**changes: Any) -> Told:
    part = Part(
        Money(-1050, "SEK"), datetime(2025, 6, 11, 13, 5, 7, 900), "Åre", Figures({"price_minor": "100/3"}, "SEK")
    )
    return Told(**{
        "period": Period(3, "month"), "parts": (part, Part(Money(None, "EUR"), None, "", Figures({}, "EUR"))),
        "refusals": (Refusal("minimum_term", {"product_id": 3}),), "counts": {5: 2}, **changes,
    })  # fmt: skip


def test_an_answer_is_written_for_its_reader() -> None:
    amount = '{"amount_minor":-1050,"currency":"SEK","formatted":"\u221210,50\xa0kr"}'
    price = '{"amount_minor":33,"currency":"SEK","formatted":"0,333333\xa0kr"}'
    unknown = '{"amount_minor":null,"currency":"EUR","formatted":"\u2013"}'
    assert written(told(), "sv_SE").decode() == (
        '{"period":{"n":3,"unit":"month"},'
        f'"parts":[{{"amount":{amount},"at":"2025-06-11T13:05:07Z","from":"Åre",'
        f'"explain":{{"price_minor":"100/3","price":{price}}}}},'
        f'{{"amount":{unknown},"at":null,"from":"","explain":{{}}}}],'
        '"refusals":[{"code":"minimum_term","params":{"product_id":3}}],"counts":{"5":2},"note":null}'
    )


def test_one_writer_serves_readers_of_every_language() -> None:
    texts = {written(told(), locale) for locale in ("sv_SE", "en_US", "de_DE")}

    assert len(texts) == 3
    assert written(told(), "en_US").decode().count("-SEK\xa010.50") == 1


def test_what_is_written_and_its_json_values_are_the_same() -> None:
    assert json.loads(written(told(), "sv_SE")) == as_json(told(), "sv_SE")


def test_a_list_that_may_be_absent_is_left_out_where_it_is_empty() -> None:
    assert "more" not in as_json(told(), "sv_SE")
    assert as_json(told(more=(1,)), "sv_SE")["more"] == [1]


def test_a_refusal_carries_a_whole_answer_as_that_is_written() -> None:
    quote = make_quote(world(facts()).services, owner, MEMBERSHIP, Selection(PREMIUM, {DISK: 1}, MONTH))

    params = params_of(QuoteStale(quote=quote, reason="expired"), "sv_SE")

    assert params == {"quote": as_json(quote, "sv_SE"), "reason": "expired"}
    assert params["quote"]["due_now"] == {"amount_minor": 2597, "currency": "SEK", "formatted": "25,97\xa0kr"}


# Every answer that a route declares, as full as it gets and as empty.


def answers() -> list[Any]:
    views = application().view_functions.values()
    kinds = {speech.answer for view in views if (speech := getattr(view, SPEECH, None)) is not None}
    return sorted((kind for kind in kinds if is_dataclass(kind)), key=lambda kind: str(kind.__name__))


PLAIN: dict[Any, Any] = {
    str: "SEK", int: 7, float: 1.5, bool: True, Any: {"limit": None}, datetime: datetime(2025, 6, 11, 13, 5, 7),
    Money: Money(19900, "SEK"), Period: Period(1, "year"), Refusal: Refusal("current", {"product_id": 3}),
    Figures: Figures({"inputs": {"price_minor": "100/3"}}, "SEK"), Fraction: Fraction(199, 2),
}  # fmt: skip


def example(kind: Any, *, full: bool) -> Any:
    """A value of a type: each list with one part and each part that may be null there, or neither."""
    if kind in PLAIN:
        return Money(None, "SEK") if kind is Money and not full else PLAIN[kind]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    if is_dataclass(kind):
        hints = get_type_hints(kind, include_extras=True)
        return kind(**{part.name: example(hints[part.name], full=full) for part in fields(kind)})  # type: ignore[operator]
    return kind_of_types(get_origin(kind), get_args(kind), full=full)


def kind_of_types(origin: Any, parts: tuple[Any, ...], *, full: bool) -> Any:
    """A value of a type made of others."""
    if origin is Literal:
        return parts[0]
    if origin in {tuple, Mapping, dict} and not full:
        return origin() if origin is tuple else {}
    if type(None) in parts and not full:
        return None
    first = example(parts[0], full=full)
    if origin is tuple:
        return (first,)
    if origin in {Mapping, dict}:
        return {first: example(parts[1], full=full)}
    assert origin in {Annotated, Union, types.UnionType}, origin
    return first


@pytest.fixture(scope="module")
def components() -> dict[str, Any]:
    found: dict[str, Any] = application().test_client().get("/openapi.json").get_json()["components"]
    return found


@pytest.mark.parametrize("full", [True, False])
@pytest.mark.parametrize("kind", answers(), ids=lambda kind: kind.__name__)
def test_every_answer_is_written_as_the_description_says(
    components: dict[str, Any],
    kind: Any,
    full: bool,  # noqa: FBT001 (a column of the table above)
) -> None:
    schema = {"$ref": f"#/components/schemas/{kind.__name__}", "components": components}

    found = json.loads(written(example(kind, full=full), "sv_SE"))

    assert [error.message for error in Draft202012Validator(schema).iter_errors(found)] == []


def test_the_answers_that_use_cases_give_are_tried() -> None:
    assert {kind.__name__ for kind in answers()} >= {
        "AccountAnswer", "ChangeAnswer", "ChoicesAnswer", "ExampleAnswer", "MapAnswer", "MarkedPaidAnswer",
        "MembershipsAnswer", "PathsAnswer", "PaymentsAnswer", "QuoteAnswer",
    }  # fmt: skip


def test_an_application_has_made_the_writers_of_its_answers_before_it_is_asked() -> None:
    _writer.cache_clear()

    app = application()

    made = _writer.cache_info().misses
    for speech in filter(None, (getattr(view, SPEECH, None) for view in app.view_functions.values())):
        make_writer(speech.answer)
    assert made > 0
    assert _writer.cache_info().misses == made
