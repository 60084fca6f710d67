"""What the network's own screens show and save: products, paths between plans, settings, memberships."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any, Literal

from bridge.domain.calendar import Period
from bridge.domain.catalog import PlanRules
from bridge.domain.eligibility import Trap
from bridge.services.plan_map_view import Effects, PlanMap

#: How a membership stands whose term is over: somebody else was to renew it, its payment is awaited here, it was billed
#: as often as agreed, or it rests.
BeyondTermSort = Literal["over", "awaits_payment", "paid_in_full", "on_hold"]


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A price variation as edited: an exact amount in major units, None where the stored one cannot be read."""

    period: Period
    amount: Fraction | None


@dataclass(frozen=True, slots=True)
class ProductDocument:
    """A product with everything the network admin edits; amounts are exact major units (``Fraction``).

    An amount is None where the stored one cannot be read; ``unreadable`` names it then.

    ``available_addons`` are the add-ons a plan offers: none but these. ``limitations`` are the stored modules,
    ``None`` where the value could not be read (then it is shown as such and never written). ``id`` None: not saved yet.
    ``version`` is the digest that a save must name.
    """

    id: int | None
    name: str
    slug: str
    description: str
    type: str
    active: bool
    currency: str
    pricing_type: str
    amount: Fraction | None
    setup_fee: Fraction | None
    period: Period | None
    recurring: bool
    trial: Period | None
    price_variations: tuple[PriceRow, ...]
    taxable: bool
    tax_category: str
    features: tuple[str, ...]
    plan_group: str
    list_order: int
    available_addons: tuple[int, ...]
    rules: PlanRules
    limitations: Mapping[str, Any] | None
    version: str = ""
    unreadable: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class ProductListing:
    """The list of products with how many memberships hold each, and the plan groups that exist."""

    products: tuple[ProductDocument, ...]
    memberships: Mapping[int, int]
    plan_groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PathEntry:
    """A plan one may, or may not, come from or go to; ``refusals`` are codes."""

    plan_id: int
    name: str
    allowed: bool
    effective: Literal["now", "term_end"] | None
    refusals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paths:
    """The paths of one plan: where its members may come from and go to, and what looks like a mistake."""

    arriving: tuple[PathEntry, ...]
    leaving: tuple[PathEntry, ...]
    warnings: tuple[Trap, ...]


@dataclass(frozen=True, slots=True)
class PathsPreview:
    """The paths as saved and as they would be, the map of the plan's group as edited, and what the edit changes.

    ``saved`` None: a product not saved yet. ``map`` None: no plan.
    """

    saved: Paths | None
    edited: Paths
    map: PlanMap | None
    effects: Effects


@dataclass(frozen=True, slots=True)
class MembershipRow:
    """A membership in the network's list, for acting for its owner; ``beyond_term``: its term is over, and how."""

    id: int
    customer_id: int
    user_id: int
    user_login: str
    plan_id: int
    plan_name: str | None
    status: str
    term_end: datetime | None
    beyond_term: BeyondTermSort | None = None


@dataclass(frozen=True, slots=True)
class BeyondTerm:
    """How many memberships are beyond their term in one way; ``first_ids`` are five, ``longest`` is since when."""

    sort: BeyondTermSort
    found: int
    first_ids: str
    longest: datetime


@dataclass(frozen=True, slots=True)
class MembershipPage:
    """One page of memberships and how many there are on all pages."""

    memberships: tuple[MembershipRow, ...]
    total: int
    page: int
    per_page: int
