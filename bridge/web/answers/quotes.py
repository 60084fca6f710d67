"""The shapes of the change form and of a quote."""

from __future__ import annotations

from typing import Any, NotRequired

from typing_extensions import TypedDict

from bridge.web.answers.common import (
    ChangeKind,
    ChosenAddon,
    Currency,
    DetailedCharge,
    Instant,
    Limits,
    Money,
    Period,
    QuoteLine,
    Refusal,
)


class Held(TypedDict):
    """What the membership holds now; add-ons as ``{product id: quantity}``."""

    plan_id: int
    period: Period | None
    addons: dict[str, int]


class PriceChoice(TypedDict):
    """One period of a plan; ``effective`` null: at once. Refused: ``kind`` and ``due_now`` are null."""

    period: Period | None
    amount: Money
    kind: ChangeKind | None
    effective: Instant | None
    due_now: Money | None
    refusals: list[Refusal]


class AddonPrice(TypedDict):
    """What one of an add-on costs for a period."""

    period: Period | None
    amount: Money


class AddonChoice(TypedDict):
    """A package or service offered with a plan."""

    product_id: int
    slug: str
    name: str
    description: str
    type: str
    recurring: bool
    held: int
    prices: list[AddonPrice]
    refusals: list[Refusal]


class PlanChoice(TypedDict):
    """A plan of the change form."""

    product_id: int
    slug: str
    name: str
    description: str
    features: list[str]
    is_current: bool
    refusals: list[Refusal]
    limits: Limits
    prices: list[PriceChoice]
    addons: list[AddonChoice]


class ChoicesAnswer(TypedDict):
    """The change form; network admins also see the plans refused altogether, and why.

    ``is_copy``: this database is a copy, nothing can be bought.
    """

    membership_id: int
    currency: Currency
    current: Held
    plans: list[PlanChoice]
    is_copy: bool
    refused_plans: NotRequired[list[PlanChoice]]


class Selected(TypedDict):
    """What the quote is for."""

    plan_id: int
    plan_name: str
    period: Period | None
    addons: list[ChosenAddon]


class ReplacedChange(TypedDict):
    """The pending change that confirming would replace."""

    quote_id: str
    plan_id: int
    plan_name: str
    addons: list[ChosenAddon]
    period: Period | None
    effective_at: Instant


class Exceeded(TypedDict):
    """A limit that present use is above."""

    limit: str
    used: float
    allowed: int
    blog_id: int | None


class Gateway(TypedDict):
    """A way to pay the quote."""

    id: str


class Obstacle(TypedDict):
    """What confirming would be refused with, as that refusal is answered."""

    code: str
    params: dict[str, Any]


class Quote(TypedDict):
    """A priced change; ``id`` null: nothing would change, nothing was kept, nothing can be confirmed.

    ``reason`` is null where it is ``confirmable``: confirming it right away would not be refused.
    """

    id: str | None
    as_of: Instant
    valid_until: Instant
    kind: ChangeKind
    membership_id: int
    currency: Currency
    effective: Instant | None
    selection: Selected
    lines: list[QuoteLine]
    charge_lines: list[QuoteLine]
    credit: Money
    credit_kept: Money
    charges: Money
    tax: Money
    account_credit_before: Money
    account_credit_after: Money
    account_credit_used: Money
    due_now: Money
    recurring_total: Money
    next_charge: DetailedCharge | None
    term_end: Instant | None
    trial_end: Instant | None
    replaces_pending: ReplacedChange | None
    limits_before: Limits
    limits_after: Limits
    exceeds: list[Exceeded]
    confirmable: bool
    reason: Obstacle | None
    gateways: list[Gateway]


class QuoteAnswer(TypedDict):
    """One quote."""

    quote: Quote
