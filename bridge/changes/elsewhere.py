"""What is pending for a membership that we neither asked for nor scheduled, as people are told it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bridge.changes.lines import Named
from bridge.pricing.money import Money
from bridge.store.memberships import MembershipFacts


@dataclass(frozen=True, slots=True)
class BillElsewhere:
    """A payment that waits and that another system asked for; a change of ours that is paid cancels it."""

    payment_id: int
    amount: Money
    created_at: datetime | None


@dataclass(frozen=True, slots=True)
class ChangeElsewhere:
    """A change that another system has scheduled; a change of ours replaces it.

    ``plan`` null: it stays, or cannot be told. ``at`` null: its day cannot be read.
    """

    plan: Named | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class PendingElsewhere:
    """What is pending without us: ``bills`` wait to be paid, ``change`` is scheduled."""

    bills: tuple[BillElsewhere, ...]
    change: ChangeElsewhere | None


def pending_elsewhere(facts: MembershipFacts) -> PendingElsewhere:
    """Return what another system has pending for a membership."""
    scheduled = facts.scheduled_elsewhere
    return PendingElsewhere(
        bills=tuple(
            BillElsewhere(bill.payment_id, Money(bill.amount_minor, bill.currency), bill.created_at)
            for bill in facts.bills_elsewhere
        ),
        change=ChangeElsewhere(_plan(facts, scheduled.plan_id), scheduled.at) if scheduled else None,
    )


def _plan(facts: MembershipFacts, plan_id: int | None) -> Named | None:
    plan = facts.snapshot.products.get(plan_id) if plan_id is not None else None
    return Named(plan.id, plan.name) if plan else None
