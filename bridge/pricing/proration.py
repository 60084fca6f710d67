"""How much of a term is left: one strategy for each proration unit, one for credits and one for charges."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

_DAY = 86_400


class Share(NamedTuple):
    """A part of a whole, kept as it was counted (``15 of 30 days``) so that it can be shown.

    ``left`` of ``whole``, in ``unit``; a whole of 0 counts as nothing.
    """

    left: int
    whole: int
    unit: str

    @property
    def fraction(self) -> Fraction:
        return Fraction(self.left, self.whole) if self.whole > 0 else Fraction(0)


FULL = Share(1, 1, "term")
NOTHING_LEFT = Share(0, 1, "term")

ShareOf = Callable[[datetime, datetime, datetime], Share]


class Unit(NamedTuple):
    """A proration unit: what is given back of ``[start, end)`` at an instant, and what is charged for its rest."""

    credit: ShareOf
    charge: ShareOf


def _seconds(since: datetime, until: datetime) -> int:
    delta = until - since
    return delta.days * _DAY + delta.seconds


def _whole_days(since: datetime, until: datetime) -> int:
    return _seconds(since, until) // _DAY


def _begun_days(since: datetime, until: datetime) -> int:
    return -(-_seconds(since, until) // _DAY)


def by_second(start: datetime, end: datetime, as_of: datetime) -> Share:
    """Count seconds left over the term's seconds; 0 after the end and where the term has no length.

    >>> by_second(datetime(2025, 6, 1), datetime(2025, 7, 1), datetime(2025, 6, 16)).fraction
    Fraction(1, 2)
    """
    return _share(_seconds(max(as_of, start), end), _seconds(start, end), "second")


def days_to_give_back(start: datetime, end: datetime, as_of: datetime) -> Share:
    """Count whole days left over the term's days, a begun one counting as one.

    >>> days_to_give_back(datetime(2025, 6, 1), datetime(2025, 7, 1), datetime(2025, 6, 15, 12))
    Share(left=15, whole=30, unit='day')
    """
    return _share(_whole_days(max(as_of, start), end), _begun_days(start, end), "day")


def days_to_charge(start: datetime, end: datetime, as_of: datetime) -> Share:
    """Count days begun until the end over the term's days, never more than there are.

    >>> days_to_charge(datetime(2025, 6, 1), datetime(2025, 7, 1), datetime(2025, 6, 15, 12))
    Share(left=16, whole=30, unit='day')
    """
    return _share(_begun_days(as_of, end), _begun_days(start, end), "day")


def rest_by_second(start: datetime, end: datetime, as_of: datetime) -> Share:
    """Count seconds until the end over the term's seconds: never more than the whole, however far off the end is.

    >>> rest_by_second(datetime(2025, 2, 2), datetime(2025, 3, 2), datetime(2025, 1, 30)).fraction
    Fraction(1, 1)
    """
    return _share(_seconds(as_of, end), _seconds(start, end), "second")


def nothing(_start: datetime, _end: datetime, _as_of: datetime) -> Share:
    """Give nothing back, however much of the term is left."""
    return NOTHING_LEFT


def everything(_start: datetime, _end: datetime, _as_of: datetime) -> Share:
    """Charge the full price: there is no partial charge."""
    return FULL


UNITS: dict[str, Unit] = {
    "second": Unit(credit=by_second, charge=rest_by_second),
    "day": Unit(credit=days_to_give_back, charge=days_to_charge),
    "none": Unit(credit=nothing, charge=everything),
    "legacy_day": Unit(credit=nothing, charge=everything),  # its credit is of the membership: legacy_day.py
}


def _share(left: int, whole: int, unit: str) -> Share:
    """Return a part of a whole: what a row's dates say beyond the whole is no part of it."""
    return Share(min(left, whole), whole, unit) if left > 0 and whole > 0 else NOTHING_LEFT
