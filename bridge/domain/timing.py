"""When a change takes effect, and which term it gives."""

from __future__ import annotations

from datetime import datetime

from bridge.domain.calendar import Period, add_period
from bridge.domain.kind import Move
from bridge.domain.prices import is_free
from bridge.domain.quotation import ChangeKind


def effective_at(move: Move, kind: ChangeKind, as_of: datetime) -> datetime | None:
    """Return when a change takes effect, None for at once.

    A removal always waits for the term's end, a downgrade where the network says so and a paid term is running.
    Ultimate Multisite puts off every downgrade of a running membership, of one without an end to the same instant,
    for the next charge to settle; and none of an unpaid, cancelled or expired one.
    """
    standing = move.standing
    if kind == "removal":
        return None if standing.is_over else standing.end
    if kind != "downgrade" or move.snapshot.settings.downgrade == "immediate":
        return None
    if move.is_legacy:
        return (standing.end or as_of) if standing.is_running and not move.falls_due else None
    return standing.end if standing.in_paid_term else None


def keeps_anchor(move: Move, kind: ChangeKind) -> bool:
    """Tell whether the billing date stays: inside a paid recurring term, for a recurring offer of one period."""
    plan = move.offer.plan
    return (
        move.snapshot.settings.anchor == "keep_anchor"
        and not move.is_legacy
        and kind != "reactivation"
        and move.standing.in_paid_term
        and move.offer.same_period
        and plan.recurring
        and not is_free(plan)
    )


def carried_trial(move: Move, kind: ChangeKind, as_of: datetime) -> datetime | None:
    """Return the trial's end that carries over: the remaining one, at most as long as the new plan's own."""
    ends, plan = move.standing.trial_end, move.offer.plan
    if ends is None or plan.trial is None or kind == "reactivation" or not plan.recurring or is_free(plan):
        return None
    return min(ends, add_period(as_of, plan.trial))


def continues_old_term(move: Move, kind: ChangeKind, as_of: datetime) -> bool:
    """Tell whether a new term starts at the old end: an active membership's, while that next term still runs."""
    standing, period = move.standing, move.offer.period
    if kind != "reactivation" or not standing.is_active or standing.end is None or period is None:
        return False
    return as_of < add_period(standing.end, period, anchor_day=standing.anchor_day)


def end_of(start: datetime, period: Period | None, anchor: int | None) -> datetime | None:
    """Return the end of a term, None where nothing recurs."""
    return add_period(start, period, anchor_day=anchor) if period else None
