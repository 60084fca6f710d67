"""How values are written in answers and read from requests: money, instants, periods, lines, refusals."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any, Literal

from babel import Locale, UnknownLocaleError
from babel.numbers import NumberPattern, format_currency, get_minus_sign_symbol
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict

from bridge.pricing import calendar, quote, refusal
from bridge.pricing.money import currency_digits, round_charge, to_major
from bridge.store import quotes

Instant = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", description="UTC, ISO 8601")]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
ChangeKind = Literal["none", "addon", "removal", "upgrade", "downgrade", "crossgrade", "reactivation"]
QuoteLineCode = Literal[
    "plan", "package", "service", "setup_fee",
    "credit", "addon_dropped", "addon_removed",
    "account_credit", "credit_kept",
]  # fmt: skip

ExactDecimal = Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$", description="Major units, exact, with a full stop.")]

BIGGEST_ID = (1 << 63) - 1
LONGEST_PERIOD = 3650

Id = Annotated[int, Field(ge=1, le=BIGGEST_ID)]
#: An id as the key of a map: JSON writes keys as text.
IdKey = Annotated[int, Field(ge=1, le=BIGGEST_ID, strict=False)]
QuoteId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]

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


class Named(TypedDict):
    """A product by id and name."""

    product_id: int
    name: str


class ChosenAddon(TypedDict):
    """An add-on of a chosen offer."""

    product_id: int
    name: str
    quantity: int


class Refusal(TypedDict):
    """Why something may not be chosen; the plugin has the sentence for the code."""

    code: str
    params: dict[str, Any]


class QuoteLine(TypedDict):
    """A line of a quote: charges positive, credits negative; ``amount`` includes ``tax``."""

    code: QuoteLineCode
    product_id: int | None
    name: str
    quantity: int
    amount: Money
    tax: Money
    params: dict[str, Any]
    explain: dict[str, Any]


class NextCharge(TypedDict):
    """When money is due next and how much, account credit taken off."""

    date: Instant
    amount: Money


class DetailedCharge(NextCharge):
    """A next charge with what it consists of; the lines sum to it and the account credit that it uses."""

    lines: list[QuoteLine]
    account_credit: Money


Limits = Annotated[
    dict[str, Any],
    Field(description="Effective limits by module; an absent module is not limited, a limit of null is none."),
]


class Problem(TypedDict):
    """A refusal or failure (RFC 9457); ``code`` is stable, ``params`` fill the plugin's sentence."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    params: dict[str, Any]


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


class Parameters(BaseModel):
    """A query string: texts that are read as what they must be, no unknown names."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PeriodBody(Request):
    """A billing period."""

    n: Annotated[int, Field(ge=1, le=LONGEST_PERIOD)]
    unit: Literal["day", "week", "month", "year"]

    def value(self) -> calendar.Period:
        """Return the domain's value."""
        return calendar.Period(self.n, self.unit)


@lru_cache(maxsize=256)
def locale_of(name: str) -> Locale:
    """Return the CLDR locale for a WordPress one: its variants (``de_DE_formal``) and unknown ones fall back.

    >>> str(locale_of("de_DE_formal")), str(locale_of("sv")), str(locale_of("tlh_QQ"))
    ('de_DE', 'sv', 'en_US')
    """
    parts = name.replace("-", "_").split("_")
    for candidate in ("_".join(parts[:2]), parts[0]):
        try:
            return Locale.parse(candidate)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse(FALLBACK_LOCALE)


@lru_cache(maxsize=4096)
def format_money(minor: int, currency: str, locale: str) -> str:
    """Write an amount as its reader expects it, with all decimals of the currency.

    CLDR's own minus sign and its space between a currency's letters and a digit are put in here: Babel leaves them
    out.

    >>> format_money(19900, "SEK", "en_US").split()
    ['SEK', '199.00']
    """
    return _written(Decimal(to_major(minor, currency)), currency, locale_of(locale))


def _written(major: Decimal, currency: str, reader: Locale, *, quantized: bool = True) -> str:
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
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def instant_or_none(at: datetime | None) -> str | None:
    """Write an instant where there is one."""
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


def decimal_or_none(amount: Fraction | None) -> str | None:
    """Write an exact amount; None where it is not known."""
    return None if amount is None else decimal(amount)


def plain(value: Any, currency: str, locale: str) -> Any:
    """Turn parameters of a sentence into JSON values; an amount ``x_minor`` gets its written form as ``x``."""
    if isinstance(value, Mapping):
        return _plain_mapping(value, currency, locale)
    if isinstance(value, str) or value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, calendar.Period):
        return period(value)
    if isinstance(value, Sequence | set | frozenset):
        return [plain(item, currency, locale) for item in value]
    return str(value)


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
    text = _written(round(major, _MOST_DECIMALS).normalize(), currency, locale_of(locale), quantized=False)
    return {"amount_minor": round_charge(amount), "currency": currency, "formatted": text}


def present_line(
    line: quote.QuoteLine, names: Mapping[int, str], currency: str, locale: str
) -> QuoteLine:
    """Return a line with its product's name (empty where the code says it all)."""
    return {
        "code": line.code,
        "product_id": line.product_id,
        "name": names.get(line.product_id, "") if line.product_id is not None else "",
        "quantity": line.quantity,
        "amount": money(line.amount_minor, currency, locale),
        "tax": money(line.tax_minor, currency, locale),
        "params": plain(line.params, currency, locale),
        "explain": plain(line.explain, currency, locale),
    }


def present_lines(
    lines: Iterable[quote.QuoteLine], names: Mapping[int, str], currency: str, locale: str
) -> list[QuoteLine]:
    """Return lines in their order."""
    return [present_line(line, names, currency, locale) for line in lines]


def present_next_charge(
    charge: quote.NextCharge | None, names: Mapping[int, str], currency: str, locale: str
) -> DetailedCharge | None:
    """Return when money is due next, and for what."""
    if charge is None:
        return None
    return {
        "date": instant(charge.date),
        "amount": money(charge.amount_minor, currency, locale),
        "lines": present_lines(charge.lines, names, currency, locale),
        "account_credit": money(charge.account_credit_minor, currency, locale),
    }


def present_addons(addons: Iterable[quotes.ChosenAddon]) -> list[ChosenAddon]:
    """Return the add-ons of an offer."""
    return [
        {"product_id": addon.product_id, "name": addon.name, "quantity": addon.quantity} for addon in addons
    ]


def present_refusals(refusals: Iterable[refusal.Refusal], currency: str, locale: str) -> list[Refusal]:
    """Return the reasons why something may not be chosen."""
    return [{"code": refusal.code, "params": plain(refusal.params, currency, locale)} for refusal in refusals]
