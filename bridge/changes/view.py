"""A confirmed change as people see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from bridge.changes.lines import Currency, DetailedCharge, Named, QuoteLine, charge_told, chosen, lines_told
from bridge.pricing import bill, quote
from bridge.pricing.calendar import Period
from bridge.pricing.money import Money
from bridge.pricing.snapshot import Selection
from bridge.store.changes import ChangeRecord, ChangeState
from bridge.store.quotes import ChosenAddon

ChangeStatus = Literal[
    "awaiting_payment", "processing", "scheduled", "applied", "cancelled", "void", "replaced", "needs_attention"
]
Kind = quote.ChangeKind | Literal["renewal"]


@dataclass(frozen=True, slots=True)
class TaxChange:
    """The tax in what is charged, and what it was when that was agreed."""

    now: Money
    agreed: Money


@dataclass(frozen=True, slots=True)
class Change:
    """A change as its owner sees it; its lines sum to ``due_now``.

    ``effective_at`` is the quote's own instant for a change at once, the term's end for one that waits.
    ``instructions`` say how to pay, where money is awaited by hand; ``problem`` is a code. ``tax_change`` null: the tax
    is what was agreed.
    """

    quote_id: str
    membership_id: int
    status: ChangeStatus
    kind: Kind
    currency: Currency
    requested_at: datetime
    effective_at: datetime
    payable_until: datetime | None
    due_now: Money
    plan: Named
    addons: tuple[ChosenAddon, ...]
    period: Period | None
    gateway: str
    instructions: str | None
    problem: str | None
    lines: tuple[QuoteLine, ...]
    next_charge: DetailedCharge | None
    tax_change: TaxChange | None


@dataclass(frozen=True, slots=True)
class ChangeAnswer:
    """One change."""

    change: Change


def change_told(
    change: ChangeRecord, selection: Selection, bound: quote.Quote, names: Mapping[int, str], instructions: str | None
) -> Change:
    """Return a change as people see it; ``bound`` is the quote that binds it, ``names`` are those told with it.

    ``instructions`` say how to pay by its gateway, None where that is not by hand.
    """
    currency = change.currency
    return Change(
        quote_id=change.quote_id,
        membership_id=change.membership_id,
        status=change.status.value,
        kind=cast("Kind", change.kind),
        currency=currency,
        requested_at=change.created_at,
        effective_at=change.effective_at,
        payable_until=change.payable_until,
        due_now=Money(change.due_now_minor, currency),
        plan=Named(selection.plan_id, names.get(selection.plan_id, "")),
        addons=chosen(selection.addons, names),
        period=selection.period,
        gateway=change.gateway,
        instructions=instructions if change.status is ChangeState.AWAITING_PAYMENT else None,
        problem=change.problem,
        lines=lines_told(bound.lines, names, currency),
        next_charge=charge_told(bound.next_charge, names, currency),
        tax_change=_tax_change(bound, currency),
    )


def _tax_change(bound: quote.Quote, currency: str) -> TaxChange | None:
    """Return both taxes where they differ."""
    found = bill.tax_change(bound.lines)
    return None if found is None else TaxChange(Money(found[0], currency), Money(found[1], currency))
