"""Exact money: minor units, one rounding per line, digits of ISO 4217.

Between two roundings an amount is a :class:`fractions.Fraction` of minor units; a shown amount is an ``int``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

MAJOR_UNIT = 10
_USUAL_DIGITS = 2
_WITH_0 = (
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF",
    "XPF",
)  # fmt: skip
_WITH_3 = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
_WITH_4 = ("CLF", "UYW")
#: The minor units of ISO 4217 (list one) that are not two decimals: what banks and card providers count in. CLDR's
#: digits, which Babel has, are those of display: they leave out decimals that are no longer in coins (RSD, HUF, IQD).
_DIGITS: Mapping[str, int] = {
    **dict.fromkeys(_WITH_0, 0),
    **dict.fromkeys(_WITH_3, 3),
    **dict.fromkeys(_WITH_4, 4),
}


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of a currency in minor units; ``minor`` None: not known."""

    minor: int | None
    currency: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Parameters of a sentence, or the record of a computation: an amount in it, ``x_minor``, is of ``currency``."""

    values: Mapping[str, Any]
    currency: str


def currency_digits(currency: str) -> int:
    """Return how many decimals a currency has (ISO 4217); one that the standard does not list has two.

    >>> currency_digits("JPY"), currency_digits("RSD"), currency_digits("IQD")
    (0, 2, 3)
    """
    return _DIGITS.get(currency, _USUAL_DIGITS)


#: Currencies in which card providers take no amount to the last minor unit: fils and baisa by tens, no iraimbilanja.
_STEPS: Mapping[str, int] = {**dict.fromkeys(("BHD", "JOD", "KWD", "OMR", "TND"), 10), "MGA": 100}


def charge_step(currency: str) -> int:
    """Return what a charge in a currency is a whole number of, in minor units.

    >>> charge_step("SEK"), charge_step("KWD")
    (1, 10)
    """
    return _STEPS.get(currency, 1)


def to_minor(major: str | int | Fraction, currency: str) -> Fraction:
    """Turn an amount in major units into exact minor units, without rounding.

    >>> to_minor("12.345", "SEK")
    Fraction(2469, 2)

    :raises ValueError: where the text is no decimal number.
    """
    return Fraction(major) * int(MAJOR_UNIT ** currency_digits(currency))


def to_major(minor: int, currency: str) -> str:
    """Write minor units as a plain decimal string in major units, with all of the currency's decimals.

    >>> to_major(-1050, "SEK"), to_major(7, "JPY"), to_major(5, "BHD")
    ('-10.50', '7', '0.005')
    """
    digits = currency_digits(currency)
    if not digits:
        return str(minor)
    whole, part = divmod(abs(minor), MAJOR_UNIT**digits)
    return f"{'-' if minor < 0 else ''}{whole}.{part:0{digits}d}"


def round_known(amount: Fraction | None) -> int | None:
    """Round as :func:`round_charge` does; what is not known stays so."""
    return None if amount is None else round_charge(amount)


def round_charge(amount: Fraction | int) -> int:
    """Round a charge or a tax half up, away from zero.

    >>> round_charge(Fraction(5, 2)), round_charge(Fraction(-5, 2)), round_charge(Fraction(7, 3))
    (3, -3, 2)
    """
    return round_ratio(amount.numerator, amount.denominator)


def round_ratio(numerator: int, denominator: int) -> int:
    """Round a ratio of integers half up, away from zero; the denominator is positive.

    >>> round_ratio(1, 2), round_ratio(-1, 2), round_ratio(1, 3)
    (1, -1, 0)
    """
    if numerator < 0:
        return -((-2 * numerator + denominator) // (2 * denominator))
    return (2 * numerator + denominator) // (2 * denominator)


def round_credit(amount: Fraction | int) -> int:
    """Round a credit down, towards zero: the network never gives back more than is unused.

    >>> round_credit(Fraction(1999, 1000)), round_credit(Fraction(-1, 2))
    (1, 0)
    """
    numerator, denominator = amount.numerator, amount.denominator
    return numerator // denominator if numerator >= 0 else -(-numerator // denominator)
