"""When the payment of the next term is asked for, and until when it can be made: both count from the term's end.

Nothing that is ordered, cancelled or asked for anew meanwhile moves either of the two.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

from bridge.pricing.calendar import Period, later
from bridge.pricing.membership import Membership
from bridge.pricing.standing import Standing

#: The days of a month over the calendar's cycle of 400 years, so that a month is one month whatever its name.
_DAYS_IN_A_MONTH = Fraction(146_097, 4_800)
_GRACE_PART, _REQUEST_PART = 10, 2


def grace_of(period: Period | None, grace_days: int) -> timedelta:
    """Return how long a membership stays open after an unpaid term: whole days, at most a tenth of the term.

    >>> [grace_of(Period(n, unit), 14).days for n, unit in ((1, "month"), (1, "day"), (1, "week"), (1, "year"))]
    [3, 0, 0, 14]
    """
    if period is None:
        return timedelta(days=grace_days)
    months, days = period.length
    most = int((months * _DAYS_IN_A_MONTH + days) / _GRACE_PART)
    return timedelta(days=min(grace_days, most))


def payable_until(standing: Standing, grace_days: int) -> datetime | None:
    """Return until when the term after the present one can be paid; None where no term ends."""
    return None if standing.end is None else later(standing.end, grace_of(standing.period, grace_days))


def asked_from(standing: Standing, membership: Membership, request_days: int) -> datetime | None:
    """Return from when the payment of the next term is asked for; None where no term ends.

    ``request_days`` before the end, at most half the term; a trial is as long as it ran, not as the plan's term.
    """
    start, end = standing.start, standing.end
    if end is None:
        return None
    if standing.trial_end is not None:
        start = max(filter(None, (start, membership.date_created)), default=None)
    length = end - start if start is not None and start < end else timedelta()
    return end - min(timedelta(days=request_days), length / _REQUEST_PART)
