"""Requests of the network audience."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Field

from bridge.domain.catalog import PlanRules
from bridge.services.network_view import PriceRow, ProductDocument
from bridge.services.settings import RANGES
from bridge.web.schemas.common import Finite, FromPhp, Id, Parameters, PeriodBody, Request

MOST_ROWS = 500
DecimalText = Annotated[str, Field(pattern=r"^\d{1,9}(\.\d{1,4})?$")]
Page = Annotated[int, Field(ge=1, le=1_000_000)]
PerPage = Annotated[int, Field(ge=1, le=100)]


def _within(name: str) -> Any:
    """Return the bounds of a setting that is a number."""
    lowest, highest = RANGES[name]
    return Field(ge=lowest, le=highest)


class PriceVariationBody(Request):
    """What the product costs for another period."""

    period: PeriodBody
    amount: DecimalText

    def value(self) -> PriceRow:
        """Return the service's value."""
        return PriceRow(self.period.value(), Fraction(self.amount))


class RulesBody(Request):
    """The plan's rules on top of its plan group."""

    direction: Literal["both", "upgrade_only", "downgrade_only", "closed"] = "both"
    minimum_term: PeriodBody | None = None
    hidden: bool = False

    def value(self) -> PlanRules:
        """Return the domain's value."""
        return PlanRules(self.direction, self.minimum_term.value() if self.minimum_term else None, self.hidden)


class ProductBody(Request):
    """A product as edited; ``version`` is the one that was read (empty for a new product)."""

    name: Annotated[str, Field(min_length=1, max_length=191)]
    slug: Annotated[str, Field(max_length=191, pattern=r"^[a-z0-9_-]*$")] = ""
    description: Annotated[str, Field(max_length=20000)] = ""
    type: Annotated[str, Field(pattern=r"^[a-z_]{1,20}$")]
    active: bool
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    pricing_type: Literal["free", "paid", "contact_us", "pay_what_you_want"]
    amount: DecimalText
    setup_fee: DecimalText = "0"
    period: PeriodBody | None = None
    recurring: bool
    trial: PeriodBody | None = None
    price_variations: Annotated[tuple[PriceVariationBody, ...], Field(max_length=MOST_ROWS, strict=False)] = ()
    taxable: bool = True
    tax_category: Annotated[str, Field(max_length=191)] = "default"
    features: Annotated[
        tuple[Annotated[str, Field(max_length=500)], ...], Field(max_length=MOST_ROWS, strict=False)
    ] = ()
    plan_group: Annotated[str, Field(max_length=20)] = ""
    list_order: Annotated[int, Field(ge=-128, le=127)] = 10
    available_addons: Annotated[tuple[Id, ...], Field(max_length=MOST_ROWS, strict=False)] = ()
    rules: RulesBody = Field(default_factory=RulesBody)
    limitations: Annotated[dict[str, Any], FromPhp, Finite] | None = None
    version: Annotated[str, Field(pattern=r"^([0-9a-f]{16,64})?$")] = ""

    def value(self, product_id: int | None) -> ProductDocument:
        """Return the service's value."""
        return ProductDocument(
            id=product_id,
            name=self.name,
            slug=self.slug,
            description=self.description,
            type=self.type,
            active=self.active,
            currency=self.currency,
            pricing_type=self.pricing_type,
            amount=Fraction(self.amount),
            setup_fee=Fraction(self.setup_fee),
            period=self.period.value() if self.period else None,
            recurring=self.recurring,
            trial=self.trial.value() if self.trial else None,
            price_variations=tuple(row.value() for row in self.price_variations),
            taxable=self.taxable,
            tax_category=self.tax_category,
            features=self.features,
            plan_group=self.plan_group,
            list_order=self.list_order,
            available_addons=self.available_addons,
            rules=self.rules.value(),
            limitations=self.limitations,
            version=self.version,
        )


class SettingsBody(Request):
    """The settings to change; a name left out stays as it is (the defaults written here are never saved)."""

    proration: Literal["second", "day", "none", "legacy_day"] = "second"
    anchor: Literal["restart", "keep_anchor"] = "restart"
    addon_charge: Literal["rest_of_term", "full"] = "rest_of_term"
    downgrade: Literal["term_end", "immediate"] = "term_end"
    ungrouped: Literal["all", "same_ungrouped", "none"] = "all"
    over_limit: Literal["refuse", "warn"] = "refuse"
    lifetime_years: Annotated[int, _within("lifetime_years")] | None = None
    payment_window_days: Annotated[int, _within("payment_window_days")] = 7
    quote_valid_minutes: Annotated[int, _within("quote_valid_minutes")] = 15
    taxes: bool = False
    tax_inclusive: bool = False
    site_administrators_may_buy: bool = False
    manual_instructions: Annotated[str, Field(max_length=10000)] = ""
    grace_days: Annotated[int, _within("grace_days")] = 3
    request_days: Annotated[int, _within("request_days")] = 7
    when_paid_in_full: Literal["go_on", "end"] = "go_on"

    def named(self) -> dict[str, Any]:
        """Return the settings that were named."""
        return self.model_dump(exclude_unset=True)


class PaymentsQuery(Parameters):
    """Which payments."""

    status: Annotated[str, Field(pattern=r"^[a-z-]{1,32}$")] | None = None
    page: Page = 1


class MembershipsQuery(Parameters):
    """Which memberships; ``search`` is a part of the customer's login, or a membership's number."""

    search: Annotated[str, Field(max_length=100)] = ""
    page: Page = 1
    per_page: PerPage = 20


class MapQuery(Parameters):
    """Which plans of the map, and which page of its rows and columns; ``group`` names the one of ``which=group``."""

    which: Literal["all", "group", "ungrouped"] = "all"
    group: Annotated[str, Field(max_length=191)] = ""
    rows: Page = 1
    columns: Page = 1
