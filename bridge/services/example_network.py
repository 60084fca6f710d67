"""The worked example of the settings screen: a small network of its own, the same for everybody, in their currency.

Its catalog and dates never change, so that a figure moves only when a setting does:

* *Small* costs 150 a month, *Large* 300; both are of one plan group. *Solo*, 200 a month, has no plan group.
* *Extra* is a package of 60 a month; *Forever* is Large for 3,000, bought once.
* Everybody's month runs from 1 June to 1 July 2025; they change on 16 June at 18:00 UTC, when 14 days and 6 hours of
  its 30 days are left. Forever was bought two years earlier, on 1 June 2023.
* Where the network charges tax it is 25 %, inside the prices or on top, as the network's prices are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Literal

from bridge.domain.calendar import Period
from bridge.domain.catalog import Product, ProductType
from bridge.domain.membership import LineType, Membership, SettledLine
from bridge.domain.money import round_charge, to_minor
from bridge.domain.settings import Settings
from bridge.domain.snapshot import Customer, Selection, Snapshot, TaxRate
from bridge.domain.tax import TaxTable

ExampleName = Literal["upgrade", "downgrade", "addon", "lifetime", "ungrouped", "over_limit"]

AS_OF = datetime(2025, 6, 16, 18)
TERM = (datetime(2025, 6, 1), datetime(2025, 7, 1))
BOUGHT_FOREVER = datetime(2023, 6, 1)
TAX_PERCENT = Fraction(25)
MONTH = Period(1, "month")
SMALL, LARGE, SOLO, FOREVER, EXTRA = 1, 2, 3, 4, 5
_FAMILY = "family"
_MEMBERSHIP, _CUSTOMER = 1, 1


@dataclass(frozen=True, slots=True)
class Story:
    """Who holds what and asks for what; ``exceeded`` are the limits of the new plan that are in use beyond."""

    name: ExampleName
    held: int
    wanted: int
    addons: Mapping[int, int]
    exceeded: tuple[str, ...] = ()

    @property
    def selection(self) -> Selection:
        """What is asked for: all of the example's offers are billed by the month."""
        return Selection(self.wanted, self.addons, MONTH)


STORIES = (
    Story("upgrade", SMALL, LARGE, {}),
    Story("downgrade", LARGE, SMALL, {}),
    Story("addon", LARGE, LARGE, {EXTRA: 1}),
    Story("lifetime", FOREVER, LARGE, {}),
    Story("ungrouped", SOLO, LARGE, {}),
    Story("over_limit", LARGE, SMALL, {}, ("disk_space",)),
)


def example_products(currency: str) -> Mapping[int, Product]:
    """Return the example's catalog in a currency."""
    sold = (
        _product(SMALL, "small", 150, currency),
        _product(LARGE, "large", 300, currency),
        _product(SOLO, "solo", 200, currency, group=""),
        _product(FOREVER, "forever", 3000, currency, recurring=False),
        _product(EXTRA, "extra", 60, currency, kind="package", group=""),
    )
    return {product.id: product for product in sold}


def example_snapshot(story: Story, settings: Settings, currency: str) -> Snapshot:
    """Return the facts of a story's membership, its term paid at the list price as these settings tax it."""
    products = example_products(currency)
    held = products[story.held]
    unpaid = Snapshot(
        settings=settings,
        tax_rates=(TaxRate("*", "default", TAX_PERCENT),),
        customer=Customer(_CUSTOMER),
        account_credit_minor=0,
        products=products,
        membership=_membership(held, None),
    )
    taxes = TaxTable(unpaid)
    net, tax = taxes.split(round_charge(unpaid.membership.first_amount()), taxes.percent(held))
    start, end = TERM if held.recurring else (BOUGHT_FOREVER, None)
    paid = SettledLine(held.id, _line_type(held.type), net, tax, 0, start, end, start)
    return Snapshot(
        unpaid.settings, unpaid.tax_rates, unpaid.customer, 0, products, _membership(held, paid)
    )


def _product(  # noqa: PLR0913 (a row of the table above, by name)
    number: int, slug: str, amount: int, currency: str, *, kind: ProductType = "plan", group: str = _FAMILY,
    recurring: bool = True,
) -> Product:  # fmt: skip
    """Return a product of the example; its name is its slug, the plugin has the words."""
    return Product(
        id=number,
        slug=slug,
        name=slug,
        type=kind,
        group=group,
        currency=currency,
        amount=to_minor(amount, currency),
        setup_fee=Fraction(0),
        pricing_type="paid",
        recurring=recurring,
        period=MONTH if recurring else None,
        list_order=number,
    )


def _membership(held: Product, paid: SettledLine | None) -> Membership:
    """Return an active membership of one plan, with what was paid for it."""
    amount = Fraction(paid.amount_minor + paid.tax_minor) if paid else held.amount
    start, end = TERM if held.recurring else (BOUGHT_FOREVER, None)
    return Membership(
        id=_MEMBERSHIP,
        plan_id=held.id,
        addons={},
        status="active",
        currency=held.currency,
        amount=amount if held.recurring else Fraction(0),
        initial_amount=amount,
        recurring=held.recurring,
        period=held.period,
        date_created=start,
        date_renewed=None,
        date_expiration=end,
        date_trial_end=None,
        times_billed=1,
        settled_lines=(paid,) if paid else (),
        anchor_day=start.day,
    )


def _line_type(kind: ProductType) -> LineType:
    """Return the kind of line that a product is charged by."""
    return kind
