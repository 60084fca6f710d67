"""What a network sells: plans, packages and services with their prices and rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from bridge.domain.calendar import Period

ProductType = Literal["plan", "package", "service"]
PricingType = Literal["free", "paid", "contact_us", "pay_what_you_want"]
Direction = Literal["both", "upgrade_only", "downgrade_only", "closed"]


@dataclass(frozen=True, slots=True)
class Price:
    """A price variation: minor units, exact, for one period; ``currency`` None is the product's own.

    ``amount`` None: not known, so not for sale; never 0.
    """

    period: Period
    amount: Fraction | None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class PlanRules:
    """The network admin's extra rules for one plan: direction and minimum term bind whoever leaves it."""

    direction: Direction = "both"
    minimum_term: Period | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Product:
    """A product as the catalog lists it; ``amount`` and ``setup_fee`` are exact minor units of ``currency``.

    Both are None where they are not known: what needs them is not for sale.

    ``period`` None is possible only where nothing recurs. ``offers`` are the ids of the add-ons a plan lists;
    None means that it offers all of them.
    """

    id: int
    slug: str
    name: str
    type: ProductType
    group: str
    currency: str
    amount: Fraction | None
    setup_fee: Fraction | None
    pricing_type: PricingType
    recurring: bool
    period: Period | None
    price_variations: tuple[Price, ...] = ()
    trial: Period | None = None
    list_order: int = 0
    active: bool = True
    taxable: bool = True
    tax_category: str = "default"
    offers: frozenset[int] | None = None
    rules: PlanRules = field(default_factory=PlanRules)
