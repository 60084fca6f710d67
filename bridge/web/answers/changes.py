"""The shape of a confirmed change."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from bridge.web.answers.common import (
    ChangeKind,
    ChosenAddon,
    Currency,
    DetailedCharge,
    Instant,
    Money,
    Named,
    Period,
    QuoteLine,
)

ChangeStatus = Literal[
    "awaiting_payment", "processing", "scheduled", "applied", "cancelled", "void", "replaced", "needs_attention"
]


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
    addons: list[ChosenAddon]
    period: Period | None
    gateway: str
    instructions: str | None
    problem: str | None
    lines: list[QuoteLine]
    next_charge: DetailedCharge | None
    tax_change: TaxChange | None


class ChangeAnswer(TypedDict):
    """One change."""

    change: Change
