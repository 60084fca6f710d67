"""Everything a price depends on, at one instant: settings, taxes, customer, catalog, membership, selection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal

from bridge.pricing.calendar import Period
from bridge.pricing.catalog import Product
from bridge.pricing.membership import Membership

Proration = Literal["second", "day", "none", "legacy_day"]
Anchor = Literal["restart", "keep_anchor"]
AddonCharge = Literal["rest_of_term", "full"]
DowngradeTiming = Literal["term_end", "immediate"]
Ungrouped = Literal["all", "same_ungrouped", "none"]
OverLimit = Literal["refuse", "warn"]


@dataclass(frozen=True, slots=True)
class Within:
    """The lowest and highest value of a setting that is a number, in ``unit``; of a text, its length."""

    least: int
    most: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """One network's pricing settings; ``lifetime_years`` None: a lifetime plan is not consumed by time.

    ``grace_days`` is how long a membership stays open after an unpaid term's end (at most a tenth of the term): who
    pays within them goes on from the old end, later from now.

    A line here is all there is to a setting: its body, its answer, its bounds and its field are made from it.
    """

    proration: Proration = "second"
    anchor: Anchor = "restart"
    addon_charge: AddonCharge = "rest_of_term"
    downgrade: DowngradeTiming = "term_end"
    ungrouped: Ungrouped = "all"
    over_limit: OverLimit = "refuse"
    payment_window_days: Annotated[int, Within(1, 365, "days")] = 7
    grace_days: Annotated[int, Within(0, 365, "days")] = 3
    quote_valid_minutes: Annotated[int, Within(1, 1440, "minutes")] = 15
    lifetime_years: Annotated[int | None, Within(1, 100, "years")] = None
    taxes: bool = False
    tax_inclusive: bool = False

    @property
    def charges_whole_terms_for_parts(self) -> bool:
        """Tell whether the answers contradict each other: no price for a part of a term, yet the billing date stays.

        A full term would be charged for the rest of one, and again at its end. The pair cannot be saved; where it is
        stored from before, every change starts a new term.
        """
        return self.proration == "none" and self.anchor == "keep_anchor"


@dataclass(frozen=True, slots=True)
class Customer:
    """Who pays, and where: empty strings where no address was given, :data:`UNREADABLE` where it cannot be read."""

    id: int
    country: str = ""
    state: str = ""
    city: str = ""
    tax_exempt: bool = False
    has_trialed: bool = False


#: In place of the country: there is a rate, or a list of them, of which nothing can be read.
UNREADABLE = "?"
EVERY_CATEGORY = ""


@dataclass(frozen=True, slots=True)
class TaxRate:
    """One rate of a tax category; ``state`` and ``city`` are comma lists, '' or '*' match all.

    ``percent`` None: not known, so that nothing it is for can be charged. A country of :data:`UNREADABLE` makes the
    whole category unknown, or all with :data:`EVERY_CATEGORY`.
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
