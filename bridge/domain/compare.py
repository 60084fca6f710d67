"""Which of two plans costs more: never dependent on the date."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from bridge.domain.calendar import Period, same_period
from bridge.domain.catalog import Product
from bridge.domain.prices import is_unreadable, list_price
from bridge.domain.refusal import NotKnown

#: Days of a month where months meet days or weeks: the calendar's 400-year cycle.
CALENDAR_MONTH = Fraction(146_097, 4_800)
#: The same under ``legacy_day``.
LEGACY_MONTH = Fraction(304_375, 10_000)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A held plan and a wanted one, with the membership's whole recurring ``amount`` now."""

    held: Product | None
    held_period: Period | None
    amount: Fraction | None
    wanted: Product
    wanted_period: Period | None
    currency: str
    month: Fraction = CALENDAR_MONTH


def days(period: Period, month: Fraction = CALENDAR_MONTH) -> Fraction:
    """Return a period's length in days, for comparisons only: no amount is taken from it.

    >>> days(Period(1, "year")), days(Period(2, "week"))
    (Fraction(146097, 400), Fraction(14, 1))
    """
    months, plain = period.length
    return months * month + plain


def is_longer(one: Period | None, other: Period | None) -> bool:
    """Tell whether one period is longer than another; no period is longer than none."""
    if one is None or other is None:
        return False
    (one_months, one_days), (other_months, other_days) = one.length, other.length
    if bool(one_months) == bool(other_months):
        return (one_months, one_days) > (other_months, other_days)
    return days(one) > days(other)


def which_costs_more(pair: Comparison) -> int:
    """Return 1 where the wanted plan costs more than the held one, -1 where it costs less, 0 where the same."""
    for period in (pair.wanted_period, pair.held_period):
        sign = _at_one_period(pair, period)
        if sign is not None:
            is_shorter = is_longer(pair.held_period, pair.wanted_period)
            return -1 if sign == 0 and is_shorter else sign
    if is_longer(pair.wanted_period, pair.held_period) and _wanted_price(pair) > _amount(pair):
        return 1
    return _per_day(pair)


def _at_one_period(pair: Comparison, period: Period | None) -> int | None:
    """Compare both plans' prices for one same period; None where one of them has none."""
    wanted = list_price(pair.wanted, period, pair.currency)
    if wanted is None:
        return None
    held = held_price(pair, period)
    return None if held is None else _sign(wanted, held)


def held_price(pair: Comparison, period: Period | None) -> Fraction | None:
    """Return the held plan's list price; gone for its own period, the membership's amount stands for it."""
    price = list_price(pair.held, period, pair.currency) if pair.held else None
    if price is None and same_period(period, pair.held_period):
        return _amount(pair)
    return price


def _amount(pair: Comparison) -> Fraction:
    if pair.amount is None:
        raise NotKnown("amount_unknown", column="amount")
    return pair.amount


def _wanted_price(pair: Comparison) -> Fraction:
    if is_unreadable(pair.wanted, pair.wanted_period, pair.currency):
        raise NotKnown("price_unknown", product_id=pair.wanted.id)
    return list_price(pair.wanted, pair.wanted_period, pair.currency) or Fraction(0)


def _per_day(pair: Comparison) -> int:
    held = held_price(pair, pair.held_period) or Fraction(0)
    held_days = days(pair.held_period, pair.month) if pair.held_period else Fraction(1)
    wanted_days = days(pair.wanted_period, pair.month) if pair.wanted_period else Fraction(1)
    return _sign(_wanted_price(pair) * held_days, held * wanted_days)


def _sign(one: Fraction, other: Fraction) -> int:
    return (one > other) - (one < other)
