"""The settings screen's worked example: a fixed network, priced under edited settings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, Literal

from bridge.changes.quoting import Quote, quote_answer
from bridge.changes.view import Currency
from bridge.network_admin.settings import check_settings, edited
from bridge.people import Actor, require_network_admin
from bridge.ports import Services
from bridge.pricing.bill import settled
from bridge.pricing.calendar import Period
from bridge.pricing.catalog import Product, ProductType
from bridge.pricing.charges import TaxTable
from bridge.pricing.money import Money, round_charge, round_known, to_minor
from bridge.pricing.price import price_change
from bridge.pricing.quote import Quote as PricedQuote
from bridge.pricing.refusal import Refusal
from bridge.pricing.snapshot import (
    Customer,
    LineType,
    Membership,
    RecurringLine,
    Selection,
    Settings,
    SettledLine,
    Snapshot,
    TaxRate,
)
from bridge.store.quotes import StoredQuote

ExampleName = Literal["upgrade", "downgrade", "addon", "lifetime", "ungrouped", "over_limit"]

AS_OF = datetime(2025, 6, 16, 18)
TERM = (datetime(2025, 6, 1), datetime(2025, 7, 1))
BOUGHT_FOREVER = datetime(2023, 6, 1)
TAX_PERCENT = Fraction(25)
MONTH = Period(1, "month")
SMALL, LARGE, SOLO, FOREVER, EXTRA = 1, 2, 3, 4, 5
_FAMILY = "family"
_MEMBERSHIP, _CUSTOMER = 1, 1

#: The example's currency where the network sells nothing yet.
NO_CURRENCY_YET = "USD"
#: The number that no membership has.
_NOBODY_S = 0


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
    paid = settled(RecurringLine(held.id, _line_type(held.type), 1, net + tax, tax), (start, end), start)
    return Snapshot(unpaid.settings, unpaid.tax_rates, unpaid.customer, 0, products, _membership(held, paid))


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


@dataclass(frozen=True, slots=True)
class ExampleProduct:
    """A product of the example: the plugin names it by its slug; ``period`` null: bought once."""

    product_id: int
    slug: str
    type: str
    amount: Money
    period: Period | None


@dataclass(frozen=True, slots=True)
class Example:
    """One story: the quote its owner would read (null: refused) and, where it differs, what is due as saved.

    ``payable_until`` null: nothing is to be paid. ``saved_due_now`` null: refused under the saved settings.
    ``differs``: an owner would notice the edit here.
    """

    name: ExampleName
    held_id: int
    quote: Quote | None
    refusals: tuple[Refusal, ...]
    payable_until: datetime | None
    differs: bool
    saved_due_now: Money | None


@dataclass(frozen=True, slots=True)
class ExampleAnswer:
    """The example under the settings sent; who changes does so at ``as_of``, in a term from start to end."""

    currency: Currency
    as_of: datetime
    term_start: datetime
    term_end: datetime
    bought_forever: datetime
    tax_percent: int
    products: tuple[ExampleProduct, ...]
    examples: tuple[Example, ...]


def work_out_example(services: Services, actor: Actor, values: Mapping[str, Any]) -> ExampleAnswer:
    """Price the example under the saved settings with these values in their place.

    :raises InvalidRequest: for an unknown name or an impossible value, with its path.
    """
    require_network_admin(actor)
    check_settings(values)
    saved, products = services.database.reading(lambda store: (store.settings.read().pricing, store.catalog.products()))
    tried = edited(saved, values)
    currency = usual_currency(products.values())
    return ExampleAnswer(
        currency=currency,
        as_of=AS_OF,
        term_start=TERM[0],
        term_end=TERM[1],
        bought_forever=BOUGHT_FOREVER,
        tax_percent=int(TAX_PERCENT),
        products=tuple(_told_product(product) for product in example_products(currency).values()),
        examples=tuple(_example(story, tried, saved, currency) for story in STORIES),
    )


def usual_currency(products: Iterable[Product]) -> str:
    """Return the currency of most active products, the first of the alphabet among equals."""
    counts = Counter(product.currency for product in products if product.active)
    return min(counts, key=lambda code: (-counts[code], code), default=NO_CURRENCY_YET)


def _example(story: Story, tried: Settings, saved: Settings, currency: str) -> Example:
    """Price one story under both settings."""
    told, before = (_decided(story, settings, currency) for settings in (tried, saved))
    until = _payable_until(story, told, tried)
    quote = told if isinstance(told, PricedQuote) else None
    return Example(
        name=story.name,
        held_id=story.held,
        quote=None if quote is None else _told(story, quote, currency),
        refusals=() if isinstance(told, PricedQuote) else told,
        payable_until=until,
        differs=(_noticed(told), until) != (_noticed(before), _payable_until(story, before, saved)),
        saved_due_now=Money(before.due_now_minor, currency) if isinstance(before, PricedQuote) else None,
    )


def _told_product(product: Product) -> ExampleProduct:
    """Return a product of the example."""
    amount = Money(round_known(product.amount), product.currency)
    return ExampleProduct(product.id, product.slug, product.type, amount, product.period)


def _decided(story: Story, settings: Settings, currency: str) -> PricedQuote | tuple[Refusal, ...]:
    """Decide and price as an owner's change is; over a limit, a network that warns lets it pass."""
    return price_change(example_snapshot(story, settings, currency), story.selection, AS_OF, exceeded=story.exceeded)


def _payable_until(story: Story, told: PricedQuote | tuple[Refusal, ...], settings: Settings) -> datetime | None:
    """Return when an unpaid change ends: after the payment window, or at the running term's end before that."""
    if not isinstance(told, PricedQuote) or not told.due_now_minor:
        return None
    window = AS_OF + timedelta(days=settings.payment_window_days)
    return min(window, TERM[1]) if story.held != FOREVER else window


def _noticed(told: PricedQuote | tuple[Refusal, ...]) -> Any:
    """Return of an answer what an owner can see; the basis, which knows the settings, is not."""
    return replace(told, basis="") if isinstance(told, PricedQuote) else told


def _told(story: Story, quote: PricedQuote, currency: str) -> Quote:
    """Return the quote as a page shows one that nobody can confirm; the example has no limits."""
    names = {number: product.name for number, product in example_products(currency).items()}
    stored = StoredQuote("", _NOBODY_S, _CUSTOMER, _NOBODY_S, story.selection, quote, names, {}, {})
    return replace(quote_answer(stored, (), None), id=None, confirmable=False)
