"""What is charged: plans, add-ons, set-up fees, with discount and tax."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from bridge.pricing.calendar import Period, same_period
from bridge.pricing.catalog import Product, addon_price, is_free, list_price, setup_fee
from bridge.pricing.money import round_charge, round_ratio
from bridge.pricing.offer import Offer
from bridge.pricing.proration import FULL, Share
from bridge.pricing.refusal import NotKnown
from bridge.pricing.snapshot import (
    EVERY_CATEGORY,
    UNREADABLE,
    Customer,
    DiscountCode,
    LineType,
    Membership,
    Snapshot,
    TaxRate,
)

_WHOLE = 100

NO_TAX = Fraction(0)
_ANY = frozenset({"", "*"})


@dataclass(frozen=True, slots=True)
class Reduction:
    """What is taken off one line's full-term price: a percentage, or minor units once a charge."""

    code: str
    percent: Fraction = Fraction(0)
    absolute: Fraction = Fraction(0)

    def apply(self, amount: Fraction) -> Fraction:
        """Return the reduced amount, never below 0.

        >>> Reduction("X", percent=Fraction(20)).apply(Fraction(5000))
        Fraction(4000, 1)
        >>> Reduction("Y", absolute=Fraction(1000)).apply(Fraction(700))
        Fraction(0, 1)
        """
        reduced = amount * (_WHOLE - self.percent) / _WHOLE - self.absolute
        return max(reduced, Fraction(0))


def applies_once(code: DiscountCode, at: datetime) -> bool:
    """Tell whether a code that was typed in holds for the charges of its change, whatever it does at renewals."""
    return applies_again(replace(code, applies_to_renewals=True), at)


def applies_again(code: DiscountCode | None, at: datetime) -> bool:
    """Tell whether a code holds for a charge at an instant: for renewals, active, not expired, not used up."""
    return (
        code is not None
        and code.applies_to_renewals
        and code.active
        and (code.expires is None or at < code.expires)
        and (code.remaining_uses is None or code.remaining_uses > 0)
    )


def reduction(
    code: DiscountCode | None, product_id: int, period: Period | None, at: datetime, *, is_plan: bool
) -> Reduction | None:
    """Return what the code takes off a recurring (or lifetime) line, None where nothing.

    An absolute code is taken once a charge, off the plan's line, so never off an add-on's.
    """
    if code is None or not applies_again(code, at):
        return None
    return reduction_by(code, product_id, period, is_plan=is_plan)


def reduction_by(code: DiscountCode, product_id: int, period: Period | None, *, is_plan: bool) -> Reduction | None:
    """Return what a code that holds takes off a line, None where it is not for it."""
    if not _covers(code, product_id, period):
        return None
    if code.value is None:
        raise NotKnown("discount_unknown", code=code.code)
    if code.type == "percentage":
        return Reduction(code.code, percent=min(code.value, Fraction(_WHOLE)))
    return Reduction(code.code, absolute=code.value) if is_plan else None


def _covers(code: DiscountCode, product_id: int, period: Period | None) -> bool:
    if code.products is not None and product_id not in code.products:
        return False
    return code.periods is None or any(same_period(period, allowed) for allowed in code.periods)


class TaxTable:
    """The rates of one snapshot's customer, looked up once a category."""

    __slots__ = ("_by_category", "_rates", "customer", "inclusive", "is_charged")

    def __init__(self, snapshot: Snapshot) -> None:
        """Read the network's settings, its rates and the customer's address."""
        self.customer = snapshot.customer
        self.inclusive = snapshot.settings.tax_inclusive
        self.is_charged = snapshot.settings.taxes and not snapshot.customer.tax_exempt
        self._rates = snapshot.tax_rates
        self._by_category: dict[str, Fraction] = {}

    def percent(self, product: Product) -> Fraction:
        """Return the percentage for one product; 0 where it, the customer or the network is not taxed.

        :raises NotKnown: where the rate that holds cannot be read.
        """
        if not (self.is_charged and product.taxable):
            return NO_TAX
        category = product.tax_category
        known = self._by_category.get(category)
        if known is None:
            known = best_rate(self._rates, self.customer, category)
            if known is None:
                raise NotKnown("tax_unknown", product_id=product.id, tax_category=category)
            self._by_category[category] = known
        return known

    def split(self, amount: int, percent: Fraction) -> tuple[int, int]:
        """Split a rounded list amount into (without tax, tax): the tax is inside it or comes on top.

        The tax is taken on the rounded amount and rounded half up.
        """
        if not percent:
            return amount, 0
        hundred = 100 * percent.denominator
        if self.inclusive:
            tax = round_ratio(amount * percent.numerator, hundred + percent.numerator)
            return amount - tax, tax
        return amount, round_ratio(amount * percent.numerator, hundred)

    def of_the_day(self, product: Product | None, total: int, tax: int) -> tuple[int, int]:
        """Return (with tax, tax) of a line quoted earlier, taxed as at this snapshot's instant.

        A net price keeps its net amount, an inclusive one its gross; a product gone from the catalog its tax.
        """
        if product is None:
            return total, tax
        net, taxed = self.split(total if self.inclusive else total - tax, self.percent(product))
        return net + taxed, taxed


def best_rate(rates: tuple[TaxRate, ...], customer: Customer, category: str) -> Fraction | None:
    """Return the percentage of the most specific matching rate, 0 where none matches; None where it is not known.

    A rate of the customer's own country always wins over one for every country (``*``); then city over state over
    neither; then the first of the list.
    """
    if category == UNREADABLE or (customer.country == UNREADABLE and rates):
        return None
    if any(rate.country == UNREADABLE and rate.tax_category in {EVERY_CATEGORY, category} for rate in rates):
        return None
    best: tuple[tuple[bool, bool, bool], Fraction | None] | None = None
    for rate in rates:
        if rate.tax_category != category or not _matches(rate, customer):
            continue
        rank = (_norm(rate.country) not in _ANY, _is_named(rate.city), _is_named(rate.state))
        if best is None or rank > best[0]:
            best = (rank, rate.percent)
    return best[1] if best else NO_TAX


def _matches(rate: TaxRate, customer: Customer) -> bool:
    country = _norm(rate.country)
    return (
        (country in _ANY or country == _norm(customer.country))
        and _lists(rate.state, customer.state)
        and _lists(rate.city, customer.city)
    )


def _lists(names: str, name: str) -> bool:
    listed = {_norm(part) for part in names.split(",")}
    return bool(listed & _ANY) or _norm(name) in listed


def _is_named(names: str) -> bool:
    return not {_norm(part) for part in names.split(",")} & _ANY


def _norm(name: str) -> str:
    return name.strip().casefold()


class Charge(NamedTuple):
    """One charged line with everything it was computed from.

    ``unit_price`` is exact, for one unit and a full term; ``amount`` is the rounded line as the list has it (with or
    without tax), ``total`` always includes ``tax``. ``settled_before`` is what a set-up fee is lowered by.
    ``taken_off`` is what the discount made of ``amount``: the same line without it, rounded as it is, less it.
    """

    type: LineType
    product: Product
    quantity: int
    unit_price: Fraction
    reduction: Reduction | None
    share: Share
    percent: Fraction
    amount: int
    tax: int
    total: int
    recurs: bool
    settled_before: Fraction
    taken_off: int


class Item(NamedTuple):
    """What a line is for, before discount, share and tax."""

    type: LineType
    product: Product
    quantity: int
    unit_price: Fraction
    settled_before: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Tariff:
    """What turns an offer into charges at one instant: prices, code and taxes of one snapshot."""

    snapshot: Snapshot
    taxes: TaxTable
    at: datetime

    @property
    def renewing(self) -> Tariff:
        """Return what the renewals of this change are charged by: of a code typed in, only one that goes on."""
        snapshot = self.snapshot
        if snapshot.typed_code is None:
            return self
        held = replace(snapshot.membership, discount_code=code_afterwards(snapshot))
        return replace(self, snapshot=replace(snapshot, typed_code=None, membership=held))

    def recurring_plan(self, offer: Offer, share: Share = FULL) -> Charge | None:
        """Charge a recurring plan for a share of its term, None for a free or lifetime one."""
        plan = offer.plan
        if not plan.recurring or is_free(plan):
            return None
        return self._priced(Item(plan.type, plan, 1, self._plan_price(offer)), offer.period, share)

    def listed_plan(self, plan: Product, period: Period | None) -> Charge | None:
        """Charge a recurring plan for a whole term at its listed price, None where it has none for the period."""
        price = list_price(plan, period, self.snapshot.membership.currency)
        if price is None or not plan.recurring or is_free(plan):
            return None
        return self._priced(Item(plan.type, plan, 1, price), period, FULL)

    def lifetime_plan(self, offer: Offer) -> Charge | None:
        """Charge a lifetime plan, None where the plan is none or is held already."""
        plan = offer.plan
        if plan.recurring or is_free(plan) or offer.holds_lifetime:
            return None
        return self._priced(Item(plan.type, plan, 1, self._plan_price(offer)), None, FULL)

    def recurring_addon(self, product: Product, units: int, period: Period | None, share: Share = FULL) -> Charge:
        """Charge units of a recurring add-on for a share of the term."""
        return self._priced(Item(product.type, product, units, self._addon_price(product, period)), period, share)

    def one_off(self, product: Product, units: int) -> Charge:
        """Charge units of a one-off add-on, in full and without discount."""
        return self._line(Item(product.type, product, units, self._addon_price(product, None)), None, FULL)

    def plan_setup_fee(self, offer: Offer) -> Charge | None:
        """Charge a plan's set-up fee above what was settled of plan set-up fees before."""
        before, fee = plan_fees_settled(self.snapshot), self._fee(offer.plan, offer.period)
        if fee <= before:
            return None
        return self._line(Item("setup_fee", offer.plan, 1, fee, before), None, FULL)

    def addon_setup_fee(self, product: Product, units: int, period: Period | None) -> Charge | None:
        """Charge an add-on's own set-up fee for each unit added; ``period`` is that of its price."""
        fee = self._fee(product, period)
        return self._line(Item("setup_fee", product, units, fee), None, FULL) if fee else None

    def _fee(self, product: Product, period: Period | None) -> Fraction:
        return setup_fee(product, period, self.snapshot.membership.currency)

    def _plan_price(self, offer: Offer) -> Fraction:
        price = list_price(offer.plan, offer.period, self.snapshot.membership.currency)
        return _known(price, offer.plan, offer.period)

    def _addon_price(self, product: Product, period: Period | None) -> Fraction:
        legacy = self.snapshot.settings.proration == "legacy_day"
        price = addon_price(product, period, self.snapshot.membership.currency, own_amount=legacy)
        return _known(price, product, period)

    def _priced(self, item: Item, period: Period | None, share: Share) -> Charge:
        code, typed = self.snapshot.membership.discount_code, self.snapshot.typed_code
        is_plan = item.type == "plan"
        if typed is not None and applies_once(typed, self.at):
            less = reduction_by(typed, item.product.id, period, is_plan=is_plan)
        else:
            less = reduction(code, item.product.id, period, self.at, is_plan=is_plan) if code else None
        return self._line(item, less, share, recurs=period is not None)

    def _line(self, item: Item, less: Reduction | None, share: Share, *, recurs: bool = False) -> Charge:
        price, units = item.unit_price, item.quantity
        exact: Fraction | int = price * units if price.denominator > 1 else price.numerator * units
        if item.settled_before:
            exact -= item.settled_before
        full = _part_of(exact, share)
        amount = round_charge(full if less is None else _part_of(less.apply(Fraction(exact)), share))
        percent = self.taxes.percent(item.product)
        net, tax = self.taxes.split(amount, percent)
        return Charge(
            type=item.type,
            product=item.product,
            quantity=units,
            unit_price=price,
            reduction=less,
            share=share,
            percent=percent,
            amount=amount,
            tax=tax,
            total=net + tax,
            recurs=recurs,
            settled_before=item.settled_before,
            taken_off=round_charge(full) - amount,
        )


def code_afterwards(snapshot: Snapshot) -> DiscountCode | None:
    """Return the code that the membership has after a change: one typed in that goes on, else the one it has."""
    typed = snapshot.typed_code
    return typed if typed is not None and typed.applies_to_renewals else snapshot.membership.discount_code


def plan_fees_settled(snapshot: Snapshot) -> Fraction:
    """Return what was paid of plan set-up fees on this membership, with or without tax as the list has it.

    Before records began that is the fee of the plan that was bought; ``legacy_day`` has a credit of its own for it.
    """
    if snapshot.settings.proration == "legacy_day":
        return Fraction(0)
    if snapshot.membership.settled_lines is None:
        return unrecorded_fee(snapshot)
    inclusive, found = snapshot.settings.tax_inclusive, Fraction(0)
    for line in snapshot.membership.settled_lines:
        product = snapshot.products.get(line.product_id)
        if line.type != "setup_fee" or (product is not None and product.type != "plan"):
            continue
        charged = line.amount_minor + line.tax_minor
        kept = max(charged - line.refunded_minor, 0)
        found += kept if inclusive or not charged else Fraction(kept * line.amount_minor, charged)
    return found


def unrecorded_fee(snapshot: Snapshot) -> Fraction:
    """Return the set-up fee of the plan held, which whoever was billed for it has settled; 0 for all others."""
    membership = snapshot.membership
    return fee_of(snapshot, membership.plan_id) if _was_bought(membership) else Fraction(0)


def fee_of(snapshot: Snapshot, plan_id: int) -> Fraction:
    """Return the set-up fee of a plan as a membership of its period and currency pays it; 0 for one that is gone."""
    plan, membership = snapshot.products.get(plan_id), snapshot.membership
    return setup_fee(plan, membership.period or plan.period, membership.currency) if plan else Fraction(0)


def _part_of(exact: Fraction | int, share: Share) -> Fraction | int:
    if share is FULL:
        return exact
    return Fraction(exact.numerator * share.left, exact.denominator * share.whole)


def _was_bought(membership: Membership) -> bool:
    return membership.times_billed > 0 and membership.status not in ("trialing", "pending")


def _known(price: Fraction | None, product: Product, period: Period | None) -> Fraction:
    if price is None:
        raise LookupError(f"product {product.id} has no price for {period}")
    return price
