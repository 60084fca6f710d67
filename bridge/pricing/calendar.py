"""Periods and terms: calendar arithmetic that keeps the anchor day, in UTC with whole seconds."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, datetime, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Literal

Unit = Literal["day", "week", "month", "year"]

_TYPED_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TYPED_PERIOD = re.compile(r"(?:([1-9]\d{0,3})[ -]?)?(day|week|month|year)s?", re.ASCII)

_MONTHS_IN: dict[str, int] = {"month": 1, "year": 12}
_DAYS_IN: dict[str, int] = {"day": 1, "week": 7}

#: Days of a month where months meet days or weeks: the calendar's 400-year cycle.
CALENDAR_MONTH = Fraction(146_097, 4_800)
#: The same under ``legacy_day``.
LEGACY_MONTH = Fraction(304_375, 10_000)


@dataclass(frozen=True)
class Period:
    """A billing period such as 3 months.

    Equality is by name (``1 year`` is not ``12 months`` to ``==``); ask :func:`same_period` for the same time.
    ``length`` is (months, days), one of them 0: equal for every name of one period.

    >>> Period(1, "year").length, Period(12, "month").length, Period(1, "week").length
    ((12, 0), (12, 0), (0, 7))
    """

    n: int
    unit: Unit

    @cached_property
    def length(self) -> tuple[int, int]:
        """The length as (months, days); not slotted, so that prices are looked up without counting again."""
        return self.n * _MONTHS_IN.get(self.unit, 0), self.n * _DAYS_IN.get(self.unit, 0)

    def __str__(self) -> str:
        """Name the period as discount codes do: ``1-month``."""
        return f"{self.n}-{self.unit}"


def typed_period(text: str) -> Period | None:
    """Return the period that somebody typed, None where it is none.

    >>> [str(typed_period(text)) for text in ("1 year", "3 Months", "week", "0 days", "fortnight")]
    ['1-year', '3-month', '1-week', 'None', 'None']
    """
    match = _TYPED_PERIOD.fullmatch(text.strip().casefold())
    return None if match is None else Period(int(match[1] or 1), match[2])  # type: ignore[arg-type]


def typed_day(text: str) -> datetime | None:
    """Return the beginning in UTC of the day that somebody typed, None where it is none.

    >>> typed_day("2026-11-30"), typed_day("2026-02-30"), typed_day("30/11")
    (datetime.datetime(2026, 11, 30, 0, 0), None, None)
    """
    try:
        return datetime.fromisoformat(text.strip()) if _TYPED_DAY.fullmatch(text.strip()) else None
    except ValueError:
        return None


def same_period(one: Period | None, other: Period | None) -> bool:
    """Tell whether two periods are one: 12 months and 1 year are, 7 days and 1 week are.

    >>> same_period(Period(12, "month"), Period(1, "year"))
    True
    """
    if one is None or other is None:
        return one is other
    return one is other or one.length == other.length


def add_period(start: datetime, period: Period, times: int = 1, *, anchor_day: int | None = None) -> datetime:
    """Return the instant ``times`` periods after ``start``, on the anchor day or its month's last day.

    The anchor day is the day of ``start`` unless given, so that a term which began on a 31st comes back to it. What
    lies beyond the calendar (rows hold 9999-12-31 for "never") is its last second, or its first.

    >>> february = add_period(datetime(2025, 1, 31), Period(1, "month"))
    >>> february, add_period(february, Period(1, "month"), anchor_day=31)
    (datetime.datetime(2025, 2, 28, 0, 0), datetime.datetime(2025, 3, 31, 0, 0))
    """
    months, days = period.length
    if days:
        return _shifted(start, days * times)
    month_index = start.year * 12 + start.month - 1 + months * times
    year, month = divmod(month_index, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return _edge(times)
    last_day = monthrange(year, month + 1)[1]
    return start.replace(year=year, month=month + 1, day=min(anchor_day or start.day, last_day))


#: An end further ahead than this is none; nothing is sold for longer.
_LONGEST = Period(100, "year")


def means_never(end: datetime, as_of: datetime) -> bool:
    """Tell whether an end stands for none, as other systems write it: in the last year, or over 100 years ahead.

    >>> june = datetime(2025, 6, 1)
    >>> means_never(datetime(9999, 12, 31), june), means_never(datetime(2125, 6, 1), june)
    (True, False)
    """
    return end.year == MAXYEAR or end > add_period(as_of, _LONGEST)


def known_end(end: datetime | None, as_of: datetime) -> datetime | None:
    """Return an end as it is meant: None where there is none, or where it stands for none."""
    return None if end is None or means_never(end, as_of) else end


def later(start: datetime, span: timedelta) -> datetime:
    """Return the instant a span after ``start``; beyond the calendar its last second, or its first.

    >>> later(datetime(9999, 12, 31, 23, 59, 59), timedelta(minutes=15))
    datetime.datetime(9999, 12, 31, 23, 59, 59)
    """
    try:
        return start + span
    except OverflowError:
        return _edge(1 if span.days >= 0 else -1)


def _shifted(start: datetime, days: int) -> datetime:
    try:
        return later(start, timedelta(days=days))
    except OverflowError:
        return _edge(days)


def _edge(direction: int) -> datetime:
    return datetime.max.replace(microsecond=0) if direction > 0 else datetime.min


def days(period: Period, month: Fraction = CALENDAR_MONTH) -> Fraction:
    """Return a period's length in days, for comparisons only: no amount is taken from it.

    >>> days(Period(1, "year")), days(Period(2, "week"))
    (Fraction(146097, 400), Fraction(14, 1))
    """
    months, plain = period.length
    return months * month + plain


def instant(at: datetime | None) -> str | None:
    """Write an instant as ISO 8601 UTC."""
    return f"{at.isoformat(timespec='seconds')}Z" if at else None
