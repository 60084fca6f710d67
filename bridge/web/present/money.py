"""Money, instants and periods as an answer holds them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.numbers import NumberPattern, format_currency, get_minus_sign_symbol

from bridge.domain.calendar import Period
from bridge.domain.money import currency_digits, round_charge, to_major
from bridge.web.answers import common

#: What stands where an amount is not known.
NOT_KNOWN = "\N{EN DASH}"
FALLBACK_LOCALE = "en_US"
MINOR_SUFFIX = "_minor"
_MOST_DECIMALS = 6
_FRACTION = re.compile(r"^-?\d{1,18}(/\d{1,18})?$")
_LETTER_BESIDE_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")


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


def money(minor: int | None, currency: str, locale: str) -> common.Money:
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


def period(value: Period | None) -> common.Period | None:
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
    if isinstance(value, Period):
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


def _exact_money(amount: Fraction, currency: str, locale: str) -> common.Money:
    """Return an amount between two roundings: its minor units rounded, its written form with all its decimals.

    More than six decimals are cut: nobody reads them, the text beside holds the fraction.
    """
    if amount.denominator == 1:
        return money(amount.numerator, currency, locale)
    major = Decimal(amount.numerator) / Decimal(amount.denominator) / 10 ** currency_digits(currency)
    text = _written(round(major, _MOST_DECIMALS).normalize(), currency, locale_of(locale), quantized=False)
    return {"amount_minor": round_charge(amount), "currency": currency, "formatted": text}
