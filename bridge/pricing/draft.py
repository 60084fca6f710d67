"""A change worked out before it is totalled, and when it takes effect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bridge.pricing.calendar import Period, add_period
from bridge.pricing.catalog import is_free
from bridge.pricing.charges import Charge
from bridge.pricing.credit import Credit
from bridge.pricing.deadline import payable_until
from bridge.pricing.kind import Move
from bridge.pricing.membership import RecurringLine, Status
from bridge.pricing.quote import ChangeKind


@dataclass(frozen=True, slots=True)
class Draft:
    """The outcome of one change, before it is shown.

    ``charges`` are taken at once, or at ``effective`` where that is set; ``deferred`` with the next charge after.
    ``leaving`` are add-on units that go at the term's end though the change takes effect at once.
    """

    move: Move
    kind: ChangeKind
    as_of: datetime
    effective: datetime | None
    term: tuple[datetime, datetime | None]
    charges: list[Charge]
    credits: list[Credit]
    recurring: tuple[RecurringLine, ...]
    addons: Mapping[int, int]
    status: Status
    anchor_day: int | None
    period: Period | None
    trial_end: datetime | None = None
    deferred: list[Charge] = field(default_factory=list)
    leaving: Mapping[int, int] = field(default_factory=dict)
    ends_lines: bool = False

    @property
    def keeps_dates(self) -> bool:
        """Tell whether the membership's own dates and billings stay as they are: nothing of this is of its term.

        So it is with what is bought once, and with all that is bought beside a plan without an end.
        """
        if self.ends_lines or not self.move.offer.keeps_plan:
            return False
        buys_once = self.kind == "addon" and not any(charge.recurs for charge in self.charges)
        return buys_once or self.move.standing.is_untimed

    @property
    def balance(self) -> int:
        """Charges less credit of what happens now, before account credit; negative where credit is left."""
        if self.effective is not None:
            return 0
        return sum(charge.total for charge in self.charges) - sum(credit.amount for credit in self.credits)

    @property
    def due_now(self) -> int:
        """What is to be paid now, after account credit."""
        return max(0, self.balance - self.move.snapshot.account_credit_minor)


def effective_at(move: Move, kind: ChangeKind, as_of: datetime) -> datetime | None:
    """Return when a change takes effect, None for at once.

    A removal always waits for the term's end, a downgrade where the network says so and a paid term is running.
    Ultimate Multisite puts off every downgrade of a running membership, of one without an end to the same instant,
    for the next charge to settle; and none of an unpaid, cancelled or expired one.
    """
    standing = move.standing
    if kind == "removal":
        return standing.end if standing.end is not None and standing.end > as_of else None
    if kind != "downgrade" or move.snapshot.settings.downgrade == "immediate":
        return None
    if move.is_legacy:
        return (standing.end or as_of) if standing.is_running and not move.falls_due else None
    return standing.end if standing.in_paid_term else None


def keeps_anchor(move: Move, kind: ChangeKind) -> bool:
    """Tell whether the billing date stays: inside a paid recurring term, for a recurring offer of one period.

    Not where nothing is prorated: a full term would be charged for the rest of one.
    """
    plan, settings = move.offer.plan, move.snapshot.settings
    return (
        settings.anchor == "keep_anchor"
        and not settings.charges_whole_terms_for_parts
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
    """Tell whether a new term starts at the old end: who pays within the days of grace, in which nothing was closed."""
    standing, settings = move.standing, move.snapshot.settings
    if kind != "reactivation" or not standing.is_running or move.offer.period is None:
        return False
    deadline = payable_until(standing, settings.grace_days)
    return deadline is not None and as_of < deadline


def end_of(start: datetime, period: Period | None, anchor: int | None) -> datetime | None:
    """Return the end of a term, None where nothing recurs."""
    return add_period(start, period, anchor_day=anchor) if period else None
