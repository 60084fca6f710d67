"""What Stripe calls an amount: mostly our minor units, which are ISO 4217's, and not always. One table, both ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Units:
    """How our minor units become Stripe's: times ``times``, divided by ``parts``, in steps of ``step``."""

    times: int = 1
    parts: int = 1
    step: int = 1


_SAME = Units()
#: No digits at ISO 4217, two at Stripe, which must be 00.
_HUNDREDFOLD = Units(times=100, step=100)
#: Two digits at ISO 4217, none at Stripe: fractions cannot be charged.
_WHOLE = Units(parts=100)
#: Three digits, the last of which must be 0.
_TENS = Units(step=10)

_UNITS: Mapping[str, Units] = {
    "ISK": _HUNDREDFOLD,
    "UGX": _HUNDREDFOLD,
    "MGA": _WHOLE,
    **dict.fromkeys(("BHD", "JOD", "KWD", "OMR", "TND"), _TENS),
}
#: Currencies whose digits at ISO 4217 Stripe does not have: they cannot be charged.
_NOT_TAKEN = frozenset({"IQD", "LYD", "CLF", "UYW", "UYI"})

#: The least that is charged, in Stripe's amounts. It is one of the currency that is settled in: where that is another,
#: or none of these, Stripe itself says no.
_LEAST: Mapping[str, int] = {
    **dict.fromkeys(("USD", "EUR", "CHF", "AUD", "CAD", "NZD", "SGD", "BRL", "INR"), 50),
    "GBP": 30,
    **dict.fromkeys(("SEK", "NOK"), 300),
    "DKK": 250,
    **dict.fromkeys(("PLN", "RON", "AED", "MYR"), 200),
    "HKD": 400,
    "CZK": 1500,
    "HUF": 17500,
    **dict.fromkeys(("JPY", "KRW"), 50),
    **dict.fromkeys(("MXN", "THB"), 1000),
}
#: The most, in Stripe's amounts, by anything but a card: eight digits.
MOST = 99_999_999
#: The most by a card: twelve digits, which rupiah and pesos need. What a card network takes less of, Stripe refuses.
MOST_BY_CARD = 999_999_999_999


def charged(amount_minor: int, currency: str) -> int | None:
    """Return Stripe's amount of one of ours, None where it cannot be charged exactly.

    >>> [charged(minor, code) for minor, code in ((500, "JPY"), (1990, "ISK"), (1148000, "HUF"), (500000, "MGA"))]
    [500, 199000, 1148000, 5000]
    >>> charged(5124, "KWD"), charged(5120, "KWD"), charged(50001, "MGA"), charged(1000, "IQD")
    (None, 5120, None, None)
    """
    code = currency.upper()
    if code in _NOT_TAKEN:
        return None
    units = _UNITS.get(code, _SAME)
    amount, rest = divmod(amount_minor * units.times, units.parts)
    return None if rest or amount % units.step else amount


def ours(amount: int, currency: str) -> int:
    """Return our minor units of one of Stripe's amounts.

    >>> [ours(amount, code) for amount, code in ((500, "jpy"), (199000, "isk"), (5000, "mga"), (5120, "kwd"))]
    [500, 1990, 500000, 5120]
    """
    units = _UNITS.get(currency.upper(), _SAME)
    return amount * units.parts // units.times


def is_within_bounds(amount: int, currency: str, *, by_card: bool) -> bool:
    """Tell whether Stripe charges as little and as much as this, one of its amounts.

    >>> [is_within_bounds(amount, "SEK", by_card=False) for amount in (299, 300, 100_000_000)]
    [False, True, False]
    >>> is_within_bounds(100_000_000, "SEK", by_card=True), is_within_bounds(10**12, "SEK", by_card=True)
    (True, False)
    """
    return _LEAST.get(currency.upper(), 1) <= amount <= (MOST_BY_CARD if by_card else MOST)


def least(currency: str) -> int:
    """Return the least that Stripe charges, in our minor units; 1 where it is known to Stripe alone.

    >>> least("SEK"), least("JPY"), least("XXX")
    (300, 50, 1)
    """
    units = _UNITS.get(currency.upper(), _SAME)
    return -(-_LEAST.get(currency.upper(), 1) * units.parts // units.times)
