"""How a membership stands at one instant: which term runs, until when, and whether it was paid for."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bridge.pricing.calendar import Period, add_period, known_end
from bridge.pricing.catalog import Product, is_free, is_lifetime
from bridge.pricing.membership import Membership
from bridge.pricing.snapshot import Snapshot

_LAST_SECOND = (23, 59, 59)
_RUNNING = frozenset({"active", "on-hold", "trialing"})


def anchor_day(membership: Membership, end: datetime | None) -> int | None:
    """Return the day of the month that terms come back to.

    Stored with the membership; unknown, it is the day of ``date_renewed``, else of ``date_created``, where the end
    is its month's last day and that day is later; else the end's own. A stored day that the end is not on counts no
    more: somebody has moved the end, and the next term is a whole one from there.
    """
    stored = membership.anchor_day
    if end is None or (stored is not None and end.day == min(stored, monthrange(end.year, end.month)[1])):
        return stored
    began = membership.date_renewed or membership.date_created
    if began and end.day == monthrange(end.year, end.month)[1] and began.day > end.day:
        return began.day
    return end.day


@dataclass(frozen=True, slots=True)
class Standing:
    """A membership's terms, read once for every decision about it.

    ``[start, end)`` is the billing term, of the plan or (beside a plan that is billed in no term) of its recurring
    add-ons; None where none is known. ``is_untimed``: the plan recurs and is not free, but has no end: it is not
    charged again, and nothing that is bought beside it gives it a term. ``trial_end`` is set inside a trial only.
    ``in_paid_term``: the plan recurs, is not free and ``as_of`` lies inside a term of its own that is no trial and no
    unpaid order.
    """

    plan: Product | None
    period: Period | None
    start: datetime | None
    end: datetime | None
    anchor_day: int | None
    trial_end: datetime | None
    is_free: bool
    is_lifetime: bool
    is_untimed: bool
    is_over: bool
    is_active: bool
    is_running: bool
    in_paid_term: bool


def stand(snapshot: Snapshot, as_of: datetime) -> Standing:
    """Read how the snapshot's membership stands at ``as_of``."""
    membership = snapshot.membership
    plan = snapshot.products.get(membership.plan_id)
    costs_something = membership.recurring or membership.initial_amount != 0
    free = is_free(plan) if plan is not None else not costs_something
    lifetime = is_lifetime(plan) if plan is not None else not (membership.recurring or free)
    bills = not (free or lifetime) or holds_recurring_addons(snapshot)
    period = (membership.period or (plan.period if plan else None)) if bills else None
    on_trial = is_on_trial(membership, as_of)
    plan_bills = not (free or lifetime)
    of_plan = plan_end(snapshot, as_of, on_trial=on_trial) if plan_bills else None
    untimed = plan_bills and of_plan is None
    end = of_plan or (term_end(snapshot, as_of, on_trial=on_trial) if bills else None)
    anchor = anchor_day(membership, end)
    over = end is not None and as_of >= end and not untimed
    ends_unsaid = bills and (end is None or untimed)
    return Standing(
        plan=plan,
        period=period,
        start=add_period(end, period, -1, anchor_day=anchor) if end and period else None,
        end=end,
        anchor_day=anchor,
        trial_end=end if on_trial and not over and not untimed else None,
        is_free=free,
        is_lifetime=lifetime,
        is_untimed=untimed,
        is_over=over or (ends_unsaid and membership.status in ("expired", "cancelled")),
        is_active=membership.status == "active",
        is_running=membership.status in _RUNNING,
        in_paid_term=of_plan is not None and not (over or on_trial) and membership.status != "pending",
    )


def holds_recurring_addons(snapshot: Snapshot) -> bool:
    """Tell whether an add-on that is billed each term is held; one gone from the catalog is taken to be."""
    membership, products = snapshot.membership, snapshot.products
    if not membership.recurring:
        return False
    return any(product_id not in products or products[product_id].recurring for product_id in membership.addons)


def is_on_trial(membership: Membership, as_of: datetime) -> bool:
    """Tell whether what runs is a trial: also one that was cancelled and has not ended yet."""
    if membership.status in ("cancelled", "expired"):
        return membership.date_trial_end is not None and as_of < membership.date_trial_end
    return membership.status == "trialing"


def plan_end(snapshot: Snapshot, as_of: datetime, *, on_trial: bool) -> datetime | None:
    """Return the end of a recurring plan's own term: the row's, else that of its last line; None where neither is."""
    return _row_end(snapshot, as_of, on_trial=on_trial) or _last_end(snapshot, as_of, plan=True)


def term_end(snapshot: Snapshot, as_of: datetime, *, on_trial: bool) -> datetime | None:
    """Return the end of the billing term: a trial's own end, else the expiration, else the last line's end."""
    return _row_end(snapshot, as_of, on_trial=on_trial) or _last_end(snapshot, as_of, plan=False)


def _row_end(snapshot: Snapshot, as_of: datetime, *, on_trial: bool) -> datetime | None:
    membership = snapshot.membership
    end = known_end(membership.date_expiration, as_of)
    if on_trial:
        end = known_end(membership.date_trial_end, as_of) or end
    written_elsewhere = membership.settled_lines is None
    if end is not None and written_elsewhere and snapshot.settings.proration != "legacy_day":
        return whole_end(end)
    return end


def _last_end(snapshot: Snapshot, as_of: datetime, *, plan: bool) -> datetime | None:
    """Return the last end of the settled lines, of all of them or of the plans' alone."""
    lines = (line for line in snapshot.membership.settled_lines or () if line.type == "plan" or not plan)
    return max((end for line in lines if (end := known_end(line.end, as_of))), default=None)


def whole_end(end: datetime) -> datetime:
    """Read an end at 23:59:59, as other systems write it, as the midnight after it.

    >>> whole_end(datetime(2025, 6, 30, 23, 59, 59))
    datetime.datetime(2025, 7, 1, 0, 0)
    """
    if (end.hour, end.minute, end.second) == _LAST_SECOND and end.date() != date.max:
        return end.replace(microsecond=0) + timedelta(seconds=1)
    return end
