"""A confirmed change as people see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from typing_extensions import TypedDict

from bridge.pricing.bill import tax_change
from bridge.pricing.calendar import Period
from bridge.pricing.quote import NextCharge, Quote, QuoteLine
from bridge.pricing.snapshot import Selection
from bridge.store.changes import ChangeRecord, ChangeState
from bridge.store.quotes import ChosenAddon
from bridge.web import encoding
from bridge.web.encoding import (
    ChangeKind,
    Currency,
    DetailedCharge,
    Instant,
    Money,
    Named,
    instant,
    instant_or_none,
    money,
    period,
    present_addons,
    present_lines,
    present_next_charge,
)

ChangeStatus = Literal[
    "awaiting_payment", "processing", "scheduled", "applied", "cancelled", "void", "replaced", "needs_attention"
]


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A confirmed change as its owner sees it; amounts are minor units of ``currency``.

    ``effective_at`` is the quote's own instant for a change at once, the term's end for one that waits. ``lines`` sum
    to ``due_now_minor``; ``names`` are the products' as told with the quote. ``instructions`` say how to pay, where
    money is awaited by hand; ``problem`` is a code.
    """

    quote_id: str
    membership_id: int
    status: str
    kind: str
    currency: str
    requested_at: datetime
    effective_at: datetime
    payable_until: datetime | None
    due_now_minor: int
    plan_id: int
    plan_name: str
    addons: tuple[ChosenAddon, ...]
    period: Period | None
    gateway: str
    instructions: str | None
    problem: str | None
    lines: tuple[QuoteLine, ...]
    next_charge: NextCharge | None
    names: Mapping[int, str] = field(default_factory=dict)

    @property
    def tax_change(self) -> tuple[int, int] | None:
        """Return the tax in what is charged and what it was when that was agreed, None where it is the same."""
        return tax_change(self.lines)


def change_view(
    change: ChangeRecord, selection: Selection, quote: Quote, names: Mapping[int, str], instructions: str | None
) -> ChangeView:
    """Return a change as people see it; ``quote`` is the one that binds it, ``names`` are those told with it.

    ``instructions`` say how to pay by its gateway, None where that is not by hand.
    """
    return ChangeView(
        quote_id=change.quote_id,
        membership_id=change.membership_id,
        status=change.status.value,
        kind=change.kind,
        currency=change.currency,
        requested_at=change.created_at,
        effective_at=change.effective_at,
        payable_until=change.payable_until,
        due_now_minor=change.due_now_minor,
        plan_id=selection.plan_id,
        plan_name=names.get(selection.plan_id, ""),
        addons=tuple(
            ChosenAddon(product_id, names.get(product_id, ""), quantity)
            for product_id, quantity in sorted(selection.addons.items())
        ),
        period=selection.period,
        gateway=change.gateway,
        instructions=instructions if change.status is ChangeState.AWAITING_PAYMENT else None,
        problem=change.problem,
        lines=quote.lines,
        next_charge=quote.next_charge,
        names=names,
    )


class TaxChange(TypedDict):
    """The tax in what is charged, and what it was when that was agreed."""

    now: Money
    agreed: Money


class Change(TypedDict):
    """A change as its owner sees it; its lines sum to ``due_now``."""

    quote_id: str
    membership_id: int
    status: ChangeStatus
    kind: ChangeKind | Literal["renewal"]
    currency: Currency
    requested_at: Instant
    effective_at: Instant
    payable_until: Instant | None
    due_now: Money
    plan: Named
    addons: list[encoding.ChosenAddon]
    period: encoding.Period | None
    gateway: str
    instructions: str | None
    problem: str | None
    lines: list[encoding.QuoteLine]
    next_charge: DetailedCharge | None
    tax_change: TaxChange | None


class ChangeAnswer(TypedDict):
    """One change."""

    change: Change


def present_change(change: ChangeView, locale: str) -> Change:
    """Return a change as its owner sees it."""
    currency = change.currency
    names = change.names
    return {
        "quote_id": change.quote_id,
        "membership_id": change.membership_id,
        "status": change.status,  # type: ignore[typeddict-item]  # the store keeps states as text
        "kind": change.kind,  # type: ignore[typeddict-item]
        "currency": currency,
        "requested_at": instant(change.requested_at),
        "effective_at": instant(change.effective_at),
        "payable_until": instant_or_none(change.payable_until),
        "due_now": money(change.due_now_minor, currency, locale),
        "plan": {"product_id": change.plan_id, "name": change.plan_name},
        "addons": present_addons(change.addons),
        "period": period(change.period),
        "gateway": change.gateway,
        "instructions": change.instructions,
        "problem": change.problem,
        "lines": present_lines(change.lines, names, currency, locale),
        "next_charge": present_next_charge(change.next_charge, names, currency, locale),
        "tax_change": _tax_change(change, locale),
    }


def _tax_change(change: ChangeView, locale: str) -> TaxChange | None:
    """Return both taxes where they differ."""
    if change.tax_change is None:
        return None
    now, agreed = change.tax_change
    return {"now": money(now, change.currency, locale), "agreed": money(agreed, change.currency, locale)}


def present_change_or_none(change: ChangeView | None, locale: str) -> Change | None:
    """Return a change where there is one."""
    return None if change is None else present_change(change, locale)
