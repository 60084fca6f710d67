"""A quote as it is kept and as it is shown: the domain's figures, with the names and limits told beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bridge.domain.calendar import Period
from bridge.domain.limits import Exceeded
from bridge.domain.quotation import Quote
from bridge.domain.refusal import Refusal
from bridge.domain.snapshot import Selection
from bridge.errors import BridgeError
from bridge.services.change_view import ChosenAddon

Limits = Mapping[str, Any]
"""Effective limits in the shape of :mod:`bridge.domain.limits`; JSON-able."""

Usage = Mapping[int, Mapping[str, Any]]
"""What is used, by blog id: ``disk_space`` (MB), ``visits``, ``sites``, ``post_types`` and ``users`` by name."""


@dataclass(frozen=True, slots=True)
class ReplacedChange:
    """The pending change that confirming would replace."""

    quote_id: str
    plan_id: int
    plan_name: str
    addons: tuple[ChosenAddon, ...]
    period: Period | None
    effective_at: datetime


@dataclass(frozen=True, slots=True)
class StoredQuote:
    """A quote as told to somebody, once: written with its id, never changed, independent of any locale.

    ``names`` are the products' names at that moment, so that a product deleted later can still be named. ``usage`` is
    what it was told of use: a fresh quote made in its place, which nobody can measure for, is judged by it.
    """

    id: str
    membership_id: int
    customer_id: int
    user_id: int
    selection: Selection
    quote: Quote
    names: Mapping[int, str]
    limits_before: Limits
    limits_after: Limits
    exceeds: tuple[Exceeded, ...] = ()
    replaces: ReplacedChange | None = None
    usage: Usage = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QuoteView:
    """A quote for a page. ``id`` is None for kind ``none``: nothing was written and nothing can be confirmed.

    ``obstacle`` is what confirming it would be refused with; None where it is ``confirmable``, or nobody asked.
    """

    id: str | None
    membership_id: int
    selection: Selection
    plan_name: str
    addons: tuple[ChosenAddon, ...]
    quote: Quote
    names: Mapping[int, str]
    limits_before: Limits
    limits_after: Limits
    exceeds: tuple[Exceeded, ...]
    replaces_pending: ReplacedChange | None
    confirmable: bool
    gateways: tuple[str, ...]
    obstacle: BridgeError | None = None


@dataclass(frozen=True, slots=True)
class PriceView:
    """A period of a plan with its list price, and what choosing it would be; ``period`` None: nothing recurs.

    ``effective`` None is at once. ``kind`` and ``due_now_minor`` are None where it is refused.
    """

    period: Period | None
    amount_minor: int
    kind: str | None
    effective: datetime | None
    due_now_minor: int | None
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class AddonPriceView:
    """What one of an add-on costs for a period."""

    period: Period | None
    amount_minor: int


@dataclass(frozen=True, slots=True)
class AddonView:
    """A package or service offered with a plan."""

    product_id: int
    slug: str
    name: str
    description: str
    type: str
    recurring: bool
    held: int
    prices: tuple[AddonPriceView, ...]
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan of the change form with everything needed to choose it."""

    product_id: int
    slug: str
    name: str
    description: str
    features: tuple[str, ...]
    is_current: bool
    refusals: tuple[Refusal, ...]
    limits: Limits
    prices: tuple[PriceView, ...]
    addons: tuple[AddonView, ...]


@dataclass(frozen=True, slots=True)
class ChoicesView:
    """The change form: what is held, the plans to choose from, and (network admins only) those refused and why."""

    membership_id: int
    currency: str
    current_plan_id: int
    current_period: Period | None
    current_addons: Mapping[int, int]
    plans: tuple[PlanView, ...]
    refused_plans: tuple[PlanView, ...] = field(default=())
