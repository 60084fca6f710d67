"""How values are written in answers and read from requests: money, instants, periods, reasons, figures."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import asdict, is_dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import Annotated, Any, Literal, NotRequired, get_type_hints

from babel import Locale
from babel.numbers import (
    NumberPattern,
    format_currency,
    get_decimal_symbol,
    get_group_symbol,
    get_minus_sign_symbol,
)
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SerializationInfo, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError, SchemaSerializer, core_schema
from typing_extensions import TypedDict

from bridge import fields
from bridge.cldr import cldr_locale
from bridge.fields import FieldCode
from bridge.pricing import calendar, plan_map, refusal
from bridge.pricing.money import Figures, currency_digits, round_charge, to_major
from bridge.pricing.money import Money as Amount

Instant = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", description="UTC, ISO 8601")]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]

ExactDecimal = Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$", description="Major units, exact, with a full stop.")]

BIGGEST_ID = (1 << 63) - 1
LONGEST_PERIOD = 3650

Id = Annotated[int, Field(ge=1, le=BIGGEST_ID)]
#: An id as the key of a map: JSON writes keys as text.
IdKey = Annotated[int, Field(ge=1, le=BIGGEST_ID, strict=False)]
QuoteId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
GatewayId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,31}$")]
#: A saved method as its provider names it.
MethodId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,191}$")]

MOST_ROWS = 500
DecimalText = Annotated[str, Field(pattern=r"^\d{1,9}(\.\d{1,4})?$")]
Page = Annotated[int, Field(ge=1, le=1_000_000)]
PerPage = Annotated[int, Field(ge=1, le=100)]

#: What stands where an amount is not known.
NOT_KNOWN = "\N{EN DASH}"
FALLBACK_LOCALE = "en_US"
MINOR_SUFFIX = "_minor"
_MOST_DECIMALS = 6
_FRACTION = re.compile(r"^-?\d{1,18}(/\d{1,18})?$")
_LETTER_BESIDE_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")


class Money(TypedDict):
    """An amount in minor units, and written for the reader's locale; null: not known, written as a dash."""

    amount_minor: int | None
    currency: Currency
    formatted: str


class Period(TypedDict):
    """A billing period, such as 3 months."""

    n: Annotated[int, Field(ge=1)]
    unit: Literal["day", "week", "month", "year"]


class Refusal(TypedDict):
    """Why something may not be chosen; the plugin has the sentence for the code."""

    code: str
    params: dict[str, Any]


class FieldError(TypedDict):
    """What is wrong with one field: ``path`` is where in the body, ``least`` and ``most`` the bound that was passed."""

    path: str
    code: FieldCode
    least: NotRequired[int]
    most: NotRequired[int]


class Problem(TypedDict):
    """A refusal or failure (RFC 9457); ``code`` is stable, ``params`` fill the plugin's sentence.

    Of ``invalid_request`` they are ``{errors: [FieldError]}``.
    """

    type: str
    title: str
    status: int
    code: str
    detail: str
    params: dict[str, Any]


#: A field of a form, as :class:`bridge.fields.Field` says it.
FormField: Any = TypedDict("FormField", get_type_hints(fields.Field))  # type: ignore[misc]


def _empty_list_is_empty_map(value: Any) -> Any:
    """Take PHP's empty array, which it writes as a list, for the empty map it also is."""
    return {} if value == [] else value


def _has_only_finite_numbers(value: Any) -> Any:
    """Refuse NaN and numbers beyond every float, which JSON readers let pass, at any depth."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, float) and not math.isfinite(part):
            raise PydanticCustomError("finite_number", "not a finite number")
        waiting.extend(part.values() if isinstance(part, dict) else part if isinstance(part, list) else ())
    return value


#: Beside a type whose parts are free.
Finite = BeforeValidator(_has_only_finite_numbers)
#: Beside the type of a map that PHP sends.
FromPhp = BeforeValidator(_empty_list_is_empty_map)


class Request(BaseModel):
    """A body: exact types, no unknown names."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    def left_out(self) -> frozenset[str]:
        """Return the names that a body did not say: whoever saves less than we know means that the rest stays.

        Those of a body inside it are named with a dot.
        """
        said = {name: getattr(self, name) for name in self.model_fields_set}
        parts = {f"{name}.{part}" for name, one in said.items() if isinstance(one, Request) for part in one.left_out()}
        return frozenset(type(self).model_fields.keys() - said.keys() | parts)


class Parameters(BaseModel):
    """A query string: texts that are read as what they must be, no unknown names."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PeriodBody(Request):
    """A billing period of at most :data:`LONGEST_PERIOD` units."""

    n: Annotated[int, Field(ge=1, le=LONGEST_PERIOD)]
    unit: Literal["day", "week", "month", "year"]

    def value(self) -> calendar.Period:
        return calendar.Period(self.n, self.unit)


def separators_of(locale: str) -> tuple[str, str]:
    """Return what a language writes before decimals and between thousands, among the digits 0 to 9.

    >>> separators_of("de_DE"), separators_of("en_US")
    ((',', '.'), ('.', ','))
    """
    reader = cldr_locale(locale)
    return get_decimal_symbol(reader, numbering_system="latn"), get_group_symbol(reader, numbering_system="latn")


@lru_cache(maxsize=4096)
def format_money(minor: int, currency: str, locale: str) -> str:
    """Write an amount as its reader expects it, with all decimals of the currency.

    CLDR's own minus sign and its space between a currency's letters and a digit are put in here: Babel leaves them
    out.

    >>> format_money(19900, "SEK", "en_US").split()
    ['SEK', '199.00']
    """
    return _amount_text(Decimal(to_major(minor, currency)), currency, cldr_locale(locale))


def _amount_text(major: Decimal, currency: str, reader: Locale, *, quantized: bool = True) -> str:
    """Write an amount in major units, with CLDR's own space and minus sign."""
    text = str(format_currency(major, currency, _pattern(reader, currency) if quantized else None, locale=reader,
                               currency_digits=False, decimal_quantization=quantized))  # fmt: skip
    spaced = _LETTER_BESIDE_DIGIT.sub("\N{NO-BREAK SPACE}", text)
    return spaced.replace("-", get_minus_sign_symbol(reader), 1) if major < 0 else spaced


@lru_cache(maxsize=1024)
def _pattern(reader: Locale, currency: str) -> NumberPattern:
    """Return the reader's pattern for money with ISO 4217's decimals in place of CLDR's."""
    pattern: NumberPattern = copy(reader.currency_formats["standard"])
    pattern.frac_prec = (currency_digits(currency), currency_digits(currency))
    return pattern


def money(minor: int | None, currency: str, locale: str) -> Money:
    """Return an amount in minor units, beside its written form; None, an amount not known, is a dash."""
    if minor is None:
        return {"amount_minor": None, "currency": currency, "formatted": NOT_KNOWN}
    return {"amount_minor": minor, "currency": currency, "formatted": format_money(minor, currency, locale)}


def instant(at: datetime) -> str:
    """Write an instant (UTC without zone); parts of a second are dropped.

    >>> instant(datetime(2025, 6, 11, 13, 5, 7, 900))
    '2025-06-11T13:05:07Z'
    """
    return f"{at.replace(microsecond=0, tzinfo=None).isoformat()}Z"


def instant_or_none(at: datetime | None) -> str | None:
    """Write an instant (UTC without zone); None where it never comes."""
    return None if at is None else instant(at)


def period(value: calendar.Period | None) -> Period | None:
    """Return a billing period; None where nothing recurs."""
    return None if value is None else {"n": value.n, "unit": value.unit}


def decimal(amount: Fraction) -> str:
    """Write an exact amount in major units, shortest form with at least two decimals where it has any.

    Columns hold four decimals, so an amount that has more was never stored.

    >>> decimal(Fraction(199)), decimal(Fraction(1990, 100)), decimal(Fraction(1, 8))
    ('199.00', '19.90', '0.125')
    """
    text = f"{Decimal(amount.numerator) / Decimal(amount.denominator):f}"
    whole, _, part = text.partition(".")
    return f"{whole}.{part.rstrip('0'):0<2}"


def plain(value: Any, currency: str, locale: str) -> Any:
    """Turn parameters of a sentence into JSON values; an amount ``x_minor`` gets its written form as ``x``."""
    if isinstance(value, Mapping):
        return _plain_mapping(value, currency, locale)
    if isinstance(value, str) or value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Sequence | set | frozenset):
        return [plain(item, currency, locale) for item in value]
    if is_dataclass(value):
        return as_json(value, locale)
    return instant(value) if isinstance(value, datetime) else str(value)


def _plain_mapping(value: Mapping[Any, Any], currency: str, locale: str) -> dict[str, Any]:
    """Turn a mapping's values, adding the written form of its amounts."""
    result: dict[str, Any] = {}
    own_currency = str(value.get("currency", currency))
    for key, item in value.items():
        name = str(key)
        result[name] = plain(item, own_currency, locale)
        if name.endswith(MINOR_SUFFIX) and own_currency and (amount := _exact(item)) is not None:
            result[name.removesuffix(MINOR_SUFFIX)] = _exact_money(amount, own_currency, locale)
    return result


def _exact(value: Any) -> Fraction | None:
    """Return the minor units that a computation's record holds: an integer, or a fraction as text."""
    if type(value) is int or (isinstance(value, str) and _FRACTION.match(value)):
        return Fraction(value)
    return value if isinstance(value, Fraction) else None


def _exact_money(amount: Fraction, currency: str, locale: str) -> Money:
    """Return an amount between two roundings: its minor units rounded, its written form with all its decimals.

    More than six decimals are cut: nobody reads them, the text beside holds the fraction.
    """
    if amount.denominator == 1:
        return money(amount.numerator, currency, locale)
    major = Decimal(amount.numerator) / Decimal(amount.denominator) / 10 ** currency_digits(currency)
    text = _amount_text(round(major, _MOST_DECIMALS).normalize(), currency, cldr_locale(locale), quantized=False)
    return {"amount_minor": round_charge(amount), "currency": currency, "formatted": text}


def written(answer: Any, locale: str) -> bytes:
    """Write an answer, a dataclass, as JSON for its reader."""
    kind: Any = type(answer)
    return _writer(kind).to_json(answer, context={"locale": locale}, by_alias=True, exclude_defaults=True)


def as_json(answer: Any, locale: str) -> Any:
    """Return the parts of an answer, a dataclass, as JSON values for its reader."""
    kind: Any = type(answer)
    return _writer(kind).to_python(
        answer, mode="json", context={"locale": locale}, by_alias=True, exclude_defaults=True
    )


def schema_of(kind: Any, ref_template: str) -> dict[str, Any]:
    """Return the JSON schema of an answer as it is written, or of a request as it is read."""
    if not is_dataclass(kind):
        return TypeAdapter(kind).json_schema(ref_template=ref_template)
    return GenerateJsonSchema(by_alias=True, ref_template=ref_template).generate(_shape(kind), mode="serialization")


def make_writer(kind: Any) -> None:
    """Make the writer of a type of answers now, so that no request waits for it."""
    if is_dataclass(kind):
        _writer(kind)  # type: ignore[arg-type]  # a dataclass, not one of its values


@cache
def _writer(kind: type) -> SchemaSerializer:
    """Return the writer of a type of answers, made once."""
    return SchemaSerializer(_shape(kind))


def _shape(kind: Any) -> CoreSchema:
    """Return pydantic's schema of a type of answers, in which each value that we write our own way has its writer."""
    schema: Any = TypeAdapter(kind).core_schema
    known = {part["ref"]: part for part in schema.get("definitions", ())}
    parts = [_with_writers(part, known) for part in known.values() if part.get("cls") not in _WRITTEN_AS]
    whole = _with_writers(schema["schema"] if known else schema, known)
    return core_schema.definitions_schema(whole, [*parts, *_SHAPES.values()])


def _with_writers(node: Any, known: Mapping[str, Any]) -> Any:
    """Return a part of a schema in which money, instants, periods and the like are written our way."""
    if isinstance(node, list):
        return [_with_writers(part, known) for part in node]
    if not isinstance(node, dict):
        return node
    meant = known.get(node.get("schema_ref", ""), node)
    kind = _kind(meant)
    if kind in _WRITTEN_AS:
        write, shape = _WRITTEN_AS[kind]
        return core_schema.any_schema(
            serialization=core_schema.plain_serializer_function_ser_schema(write, info_arg=True, return_schema=shape)
        )
    if node.get("type") == "default" and node.get("default", ()) != ():
        return _with_writers(node["schema"], known)
    return {name: _with_writers(part, known) for name, part in node.items()}


def _kind(node: Mapping[str, Any]) -> Any:
    """Return the type that a part of a schema is of, where it is one that we may write our own way."""
    if node.get("type") == "lax-or-strict":  # how pydantic before 2.14 says that it is a fraction
        return node["strict_schema"].get("python_schema", {}).get("cls")
    return {"datetime": datetime, "fraction": Fraction}.get(node.get("type", ""), node.get("cls"))


def _trap(trap: plan_map.Trap) -> Refusal:
    """Return what looks like a mistake in the catalog, as a refusal is written."""
    params = {"group": trap.group, "product_ids": list(trap.product_ids), "period": period(trap.period)}
    return {"code": trap.code, "params": params}


def _reader(info: SerializationInfo) -> str:
    """Return the locale that is written for."""
    locale: str = info.context["locale"]  # type: ignore[index]  # it is given by both that write
    return locale


_SHAPES: dict[Any, Any] = {shape: TypeAdapter(shape).core_schema for shape in (Money, Period, Refusal, FormField)}


def _reference(shape: Any) -> CoreSchema:
    """Point at a shape that is described once."""
    return core_schema.definition_reference_schema(_SHAPES[shape]["ref"])


#: How values are written, and the shape that this gives.
_WRITTEN_AS: dict[Any, tuple[Callable[[Any, SerializationInfo], Any], CoreSchema]] = {
    datetime: (lambda at, _: instant(at), TypeAdapter(Instant).core_schema),
    Amount: (lambda amount, info: money(amount.minor, amount.currency, _reader(info)), _reference(Money)),
    calendar.Period: (lambda value, _: period(value), _reference(Period)),
    refusal.Refusal: (
        lambda reason, info: {"code": reason.code, "params": plain(reason.params, "", _reader(info))},
        _reference(Refusal),
    ),
    plan_map.Trap: (lambda trap, _: _trap(trap), _reference(Refusal)),
    fields.Field: (lambda field, _: asdict(field), _reference(FormField)),
    Fraction: (lambda amount, _: decimal(amount), TypeAdapter(ExactDecimal).core_schema),
    Figures: (
        lambda figures, info: plain(figures.values, figures.currency, _reader(info)),
        TypeAdapter(dict[str, Any]).core_schema,
    ),
}
