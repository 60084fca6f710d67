"""Everything a quote is computed from, read at one instant; and what the customer asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from bridge.domain.calendar import Period
from bridge.domain.catalog import Product
from bridge.domain.membership import Membership
from bridge.domain.settings import Settings


@dataclass(frozen=True, slots=True)
class Customer:
    """Who pays, and where: empty strings where the address is unknown."""

    id: int
    country: str = ""
    state: str = ""
    city: str = ""
    tax_exempt: bool = False
    has_trialed: bool = False


@dataclass(frozen=True, slots=True)
class TaxRate:
    """One rate of a tax category; ``state`` and ``city`` are comma lists, '' or '*' match all.

    ``percent`` None: not known, so that nothing it is for can be charged.
    """

    country: str
    tax_category: str
    percent: Fraction | None
    state: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The facts of one membership at one instant; ``account_credit_minor`` is the free (unreserved) part."""

    settings: Settings
    tax_rates: tuple[TaxRate, ...]
    customer: Customer
    account_credit_minor: int
    products: Mapping[int, Product]
    membership: Membership


@dataclass(frozen=True, slots=True)
class Selection:
    """The offer asked for: a plan, the complete set of wanted add-ons (quantities above 0) and a period.

    ``period`` None asks for the plan's own (a lifetime or free plan needs none).
    """

    plan_id: int
    addons: Mapping[int, int]
    period: Period | None
