"""Products, their rules and their prices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from bridge.pricing.calendar import Period, same_period
from bridge.pricing.refusal import NotKnown

ProductType = Literal["plan", "package", "service"]
PricingType = Literal["free", "paid", "contact_us", "pay_what_you_want"]
Direction = Literal["both", "upgrade_only", "downgrade_only", "closed"]
#: What follows the last of a plan's payments: what the network says, or it goes on without a charge, or it ends.
AfterLast = Literal["as_network", "go_on", "end"]

NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Price:
    """A price variation: minor units, exact, for one period; ``currency`` None is the product's own.

    ``amount`` None: not known, so not for sale; never 0. ``setup_fee`` is the price's own fee in its currency; None: it
    has none of its own, and the product's holds where the currency is the product's too.
    """

    period: Period
    amount: Fraction | None
    currency: str | None = None
    setup_fee: Fraction | None = None


@dataclass(frozen=True, slots=True)
class PlanRules:
    """The network admin's extra rules for one plan: direction and minimum term bind whoever leaves it.

    ``after_last`` changes no price: it says what becomes of a membership of which all payments are made.
    """

    direction: Direction = "both"
    minimum_term: Period | None = None
    hidden: bool = False
    after_last: AfterLast = "as_network"


@dataclass(frozen=True, slots=True)
class Product:
    """A product as the catalog lists it; ``amount`` and ``setup_fee`` are exact minor units of ``currency``.

    Both are None where they are not known: what needs them is not for sale.

    ``period`` None is possible only where nothing recurs. ``offers`` are the ids of the add-ons a plan lists;
    None means that it offers all of them. ``price_of`` is the product of which this one is a price, for another period
    or in another currency: nobody moves to it or from it by itself. ``billing_cycles`` is how often a recurring plan is
    billed, 0: until it is cancelled, None: not known.
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
    price_of: int | None = None
    billing_cycles: int | None = 0


def is_free(product: Product) -> bool:
    """Tell whether a plan is free: its pricing type says so, whatever its duration and amount say."""
    return product.pricing_type == "free"


def is_lifetime(product: Product) -> bool:
    """Tell whether a plan is bought once and for ever."""
    return not product.recurring and product.pricing_type != "free"


def agreed_billings(plan: Product) -> int:
    """Return how often whoever takes a plan is billed for it, 0: without end, or not at all (free, lifetime).

    :raises NotKnown: where the row's number cannot be read.
    """
    if is_free(plan) or is_lifetime(plan):
        return 0
    if plan.billing_cycles is None:
        raise NotKnown("price_unknown", product_id=plan.id)
    return plan.billing_cycles


def is_unreadable(product: Product, period: Period | None, currency: str) -> bool:
    """Tell whether a product has a price for this period and currency that is not known.

    For add-ons every price counts: that of another period is worked out from their own.
    """
    own = (product.period, product.amount, product.currency)
    rest = ((price.period, price.amount, price.currency or product.currency) for price in product.price_variations)
    any_period = product.type != "plan" or not product.recurring
    return not is_free(product) and any(
        amount is None and its_currency == currency and (any_period or same_period(its_period, period))
        for its_period, amount, its_currency in (own, *rest)
    )


def list_price(product: Product, period: Period | None, currency: str) -> Fraction | None:
    """Return the listed price in exact minor units, or None where there is none for this period and currency.

    A free product costs nothing; one that does not recur has one price whatever the period.
    """
    if product.pricing_type == "free":
        return NOTHING
    if not product.recurring:
        return product.amount if product.currency == currency else _variation_in(product, currency)
    if period is None:
        return None
    wanted = period.length
    if product.currency == currency and product.period is not None and product.period.length == wanted:
        return product.amount
    return next((price.amount for price in _sold(product, currency) if price.period.length == wanted), None)


def setup_fee(product: Product, period: Period | None, currency: str) -> Fraction:
    """Return the set-up fee of a product's price for a period, in exact minor units of that price's currency.

    It is the price's own fee, else the product's. An add-on's price that is worked out from its own period's has its
    own fee. Nothing where the product has no price in the currency: a fee is never the same figure in another one.

    :raises NotKnown: where the row's cannot be read.
    """
    is_own_currency = product.currency == currency
    if is_own_currency and product.setup_fee is None:
        raise NotKnown("price_unknown", product_id=product.id)
    own = product.setup_fee if is_own_currency and product.setup_fee is not None else NOTHING
    if is_own_currency and (not product.recurring or period is None or same_period(product.period, period)):
        return own
    for price in _sold(product, currency):
        if not product.recurring or same_period(price.period, period):
            return own if price.setup_fee is None else price.setup_fee
    return own


def addon_price(product: Product, period: Period | None, currency: str, *, own_amount: bool = False) -> Fraction | None:
    """Return one unit's price for a period, where need be as a whole multiple of the add-on's own period's.

    ``own_amount`` takes the add-on's own amount for a period that it does not list, as Ultimate Multisite does.
    None: no price for this period.
    """
    listed = list_price(product, period, currency)
    if listed is not None or product.currency != currency or period is None or product.period is None:
        return listed
    if own_amount or product.amount is None:
        return product.amount
    times = whole_multiple(product.period, period)
    return product.amount * times if times else None


def whole_multiple(part: Period, whole: Period) -> int | None:
    """Return how many times one period fits exactly into another.

    >>> whole_multiple(Period(1, "month"), Period(1, "year")), whole_multiple(Period(1, "week"), Period(1, "month"))
    (12, None)
    """
    (part_months, part_days), (months, days) = part.length, whole.length
    if part_months and months:
        return None if months % part_months else months // part_months
    return days // part_days if part_days and days and days % part_days == 0 else None


def listed_periods(product: Product, currency: str) -> tuple[tuple[Period | None, Fraction], ...]:
    """Return every period that a plan is sold for in a currency, with its price; each period once.

    A period whose price is not known is not sold.
    """
    if not product.recurring or product.pricing_type == "free":
        price = list_price(product, None, currency)
        return () if price is None else ((None, price),)
    own = ((product.period, product.amount),) if product.period and product.currency == currency else ()
    rest = tuple((price.period, price.amount) for price in _sold(product, currency))
    found: dict[tuple[int, int], tuple[Period, Fraction]] = {}
    for period, amount in own + rest:
        if amount is not None:
            found.setdefault(period.length, (period, amount))
    return tuple(found.values())


def sold_in(product: Product, currency: str) -> bool:
    """Tell whether a product has a price in a currency; a free one has in every currency of its own only."""
    return product.currency == currency or any(True for _ in _sold(product, currency))


def _variation_in(product: Product, currency: str) -> Fraction | None:
    return next((price.amount for price in _sold(product, currency) if price.currency == currency), None)


def _sold(product: Product, currency: str) -> Iterator[Price]:
    """Yield the price variations in a currency.

    One in another currency than the product's is none where nobody says what the product's fee is in that currency.
    """
    for price in product.price_variations:
        if (price.currency or product.currency) != currency:
            continue
        if currency == product.currency or price.setup_fee is not None or not product.setup_fee:
            yield price
