"""Ultimate Multisite 2.4's credit, for networks that want continuity: its figures, not its reasons."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from bridge.domain.calendar import Period
from bridge.domain.compare import LEGACY_MONTH, days
from bridge.domain.membership import Membership
from bridge.domain.money import round_charge
from bridge.domain.proration import Share
from bridge.domain.standing import Standing


def days_left(end: datetime | None, as_of: datetime) -> int:
    """Return floor((stored end - as_of) / day), 0 after the end or without one.

    >>> days_left(datetime(2025, 11, 24, 23, 59, 59), datetime(2025, 11, 15, 7, 57, 39))
    9
    """
    return max((end - as_of).days, 0) if end else 0


def term_credit(membership: Membership, standing: Standing, as_of: datetime) -> tuple[int, Share]:
    """Return the credit for the present term in minor units, and the share of the recurring amount that it is.

    Whole days left over the average days of the cycle, all of it where the membership was created or renewed on the
    day of ``as_of``, whatever its end, never above the recurring amount; one of a lifetime plan, or that does not
    recur, gives back its initial amount. A trial alone gives nothing. Rounded half up.
    """
    if membership.status == "trialing":
        return 0, Share(0, 1, "day")
    if standing.is_lifetime or not membership.recurring:
        return round_charge(membership.first_amount()), Share(1, 1, "lifetime")
    share = _share_left(membership, standing, as_of)
    return round_charge(membership.recurring_amount() * min(share.fraction, Fraction(1))), share


def setup_fee_credit(old_fee: Fraction, new_fee: Fraction) -> Fraction:
    """Return what of the set-up fee is given back at a change of plan: the lower of both, before tax.

    >>> setup_fee_credit(Fraction(1000), Fraction(2500))
    Fraction(1000, 1)
    """
    return min(old_fee, new_fee)


def average_days(period: Period) -> Fraction:
    """Return the average days of a cycle.

    >>> average_days(Period(1, "year")), average_days(Period(2, "week"))
    (Fraction(1461, 4), Fraction(14, 1))
    """
    return days(period, LEGACY_MONTH)


def _share_left(membership: Membership, standing: Standing, as_of: datetime) -> Share:
    """Count days left over the cycle's average days, both made whole: 9 of 30.4375 days are 144 of 487 16ths."""
    if standing.period is None:
        return Share(0, 1, "day")
    if any(day and day.date() == as_of.date() for day in (membership.date_created, membership.date_renewed)):
        return Share(1, 1, "term")
    cycle = average_days(standing.period)
    return Share(days_left(standing.end, as_of) * cycle.denominator, cycle.numerator, f"day/{cycle.denominator}")
