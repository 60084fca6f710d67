"""Periods, parts of terms, roundings and taxes as PRICING 1 has them, written a second time for the ledger."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import datetime, timedelta
from fractions import Fraction
from math import floor

Period = tuple[int, str]
Rate = tuple[str, str, Fraction]

DAY = 86_400
#: Days of a month where months meet days: the calendar's cycle of 400 years.
MONTH_DAYS = Fraction(146_097, 4_800)
DIGITS = {"JPY": 0, "KWD": 3}
HALF = Fraction(1, 2)


def length(period: Period) -> tuple[int, int]:
    """(months, days) of a period."""
    n, unit = period
    return {"month": (n, 0), "year": (12 * n, 0), "week": (0, 7 * n), "day": (0, n)}[unit]


def same(one: Period | None, other: Period | None) -> bool:
    """Whether two periods are one, whatever they are called."""
    if one is None or other is None:
        return one is other
    return length(one) == length(other)


def in_days(period: Period) -> Fraction:
    """How long a period is, for comparisons alone."""
    months, days = length(period)
    return months * MONTH_DAYS + days


def longer(one: Period | None, other: Period | None) -> bool:
    """Whether a period is longer than another."""
    return one is not None and other is not None and in_days(one) > in_days(other)


def add(start: datetime, period: Period, times: int = 1, anchor: int | None = None) -> datetime:
    """That many periods on, on the anchor day or its month's last."""
    months, days = length(period)
    if days:
        return start + timedelta(days=days * times)
    year, month = divmod(start.year * 12 + start.month - 1 + months * times, 12)
    last = monthrange(year, month + 1)[1]
    return start.replace(year=year, month=month + 1, day=min(anchor or start.day, last))


def seconds(since: datetime, until: datetime) -> int:
    """Whole seconds between two instants."""
    return (until - since) // timedelta(seconds=1)


def days_begun(since: datetime, until: datetime) -> int:
    """Days of a span, a begun one counting as one."""
    return -(-seconds(since, until) // DAY)


def part_left(unit: str, start: datetime, end: datetime, at: datetime) -> Fraction:
    """The part of a term that is given back at an instant."""
    if end <= start or end <= at or unit == "none":
        return Fraction(0)
    since = max(at, start)
    if unit == "day":
        return min(Fraction(seconds(since, end) // DAY, days_begun(start, end)), Fraction(1))
    return Fraction(seconds(since, end), seconds(start, end))


def part_charged(unit: str, start: datetime, end: datetime, at: datetime) -> Fraction:
    """The part of a term that is charged for its rest."""
    if unit == "none":
        return Fraction(1)
    if end <= start or end <= at:
        return Fraction(0)
    if unit == "day":
        return min(Fraction(days_begun(at, end), days_begun(start, end)), Fraction(1))
    return min(Fraction(seconds(at, end), seconds(start, end)), Fraction(1))


def half_up(amount: Fraction | int) -> int:
    """A charge or a tax, rounded."""
    return floor(amount + HALF)


def percent_of(rates: Iterable[Rate], country: str, category: str) -> Fraction:
    """The rate of a country: its own before that of every country, the first of the list."""
    fitting = [rate for rate in rates if rate[1] == category]
    own = [rate[2] for rate in fitting if rate[0] == country]
    every = [rate[2] for rate in fitting if rate[0] == "*"]
    return (own or every or [Fraction(0)])[0]


def split(amount: int, percent: Fraction, *, inclusive: bool) -> tuple[int, int]:
    """(without tax, tax) of a rounded list amount."""
    if inclusive:
        tax = half_up(amount * percent / (100 + percent))
        return amount - tax, tax
    return amount, half_up(amount * percent / 100)


def grace(period: Period | None, days: int) -> timedelta:
    """How long a membership stays open after an unpaid term: a tenth of it at most, in whole days."""
    if period is None:
        return timedelta(days=days)
    return timedelta(days=min(days, floor(in_days(period) / 10)))


def written(minor: int, currency: str) -> str:
    """An amount as people type it."""
    digits = DIGITS.get(currency, 2)
    sign, whole = ("-" if minor < 0 else ""), abs(minor)
    return f"{sign}{whole}" if not digits else f"{sign}{whole // 10**digits}.{whole % 10**digits:0{digits}d}"
