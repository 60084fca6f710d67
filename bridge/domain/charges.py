"""What an offer charges: each line reduced, prorated and rounded once, then taxed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from bridge.domain.calendar import Period
from bridge.domain.catalog import Product
from bridge.domain.discount import Reduction, reduction
from bridge.domain.membership import LineType, Membership
from bridge.domain.money import round_charge
from bridge.domain.offer import Offer
from bridge.domain.prices import addon_price, is_free, list_price, setup_fee
from bridge.domain.proration import FULL, Share
from bridge.domain.snapshot import Snapshot
from bridge.domain.tax import TaxTable


class Charge(NamedTuple):
    """One charged line with everything it was computed from.

    ``unit_price`` is exact, for one unit and a full term; ``amount`` is the rounded line as the list has it (with or
    without tax), ``total`` always includes ``tax``. ``settled_before`` is what a set-up fee is lowered by.
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

    def recurring_plan(self, offer: Offer, share: Share = FULL) -> Charge | None:
        """Charge a recurring plan for a share of its term, None for a free or lifetime one."""
        plan = offer.plan
        if not plan.recurring or is_free(plan):
            return None
        return self._priced(Item(plan.type, plan, 1, self._plan_price(offer)), offer.period, share)

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
        before = self._fees_settled(offer)
        fee = setup_fee(offer.plan)
        if fee <= before:
            return None
        return self._line(Item("setup_fee", offer.plan, 1, fee, before), None, FULL)

    def addon_setup_fee(self, product: Product, units: int) -> Charge | None:
        """Charge an add-on's own set-up fee for each unit added."""
        fee = setup_fee(product)
        return self._line(Item("setup_fee", product, units, fee), None, FULL) if fee else None

    def _plan_price(self, offer: Offer) -> Fraction:
        price = list_price(offer.plan, offer.period, self.snapshot.membership.currency)
        return _known(price, offer.plan, offer.period)

    def _addon_price(self, product: Product, period: Period | None) -> Fraction:
        legacy = self.snapshot.settings.proration == "legacy_day"
        price = addon_price(product, period, self.snapshot.membership.currency, own_amount=legacy)
        return _known(price, product, period)

    def _priced(self, item: Item, period: Period | None, share: Share) -> Charge:
        code = self.snapshot.membership.discount_code
        is_plan = item.type == "plan"
        less = reduction(code, item.product.id, period, self.at, is_plan=is_plan) if code else None
        return self._line(item, less, share, recurs=period is not None)

    def _line(self, item: Item, less: Reduction | None, share: Share, *, recurs: bool = False) -> Charge:
        price, units = item.unit_price, item.quantity
        exact: Fraction | int = price * units if price.denominator > 1 else price.numerator * units
        if item.settled_before:
            exact -= item.settled_before
        if less is not None:
            exact = less.apply(Fraction(exact))
        if share is not FULL:
            exact = Fraction(exact.numerator * share.left, exact.denominator * share.whole)
        amount = round_charge(exact)
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
        )

    def _fees_settled(self, offer: Offer) -> Fraction:
        if self.snapshot.settings.proration == "legacy_day":
            return Fraction(0)
        lines = self.snapshot.membership.settled_lines
        if lines is None:
            return setup_fee(offer.plan) if offer.same_plan and _was_bought(self.snapshot.membership) else Fraction(0)
        return plan_fees_settled(self.snapshot)


def plan_fees_settled(snapshot: Snapshot) -> Fraction:
    """Return what was paid of plan set-up fees on this membership, with or without tax as the list has it."""
    inclusive, found = snapshot.settings.tax_inclusive, Fraction(0)
    for line in snapshot.membership.settled_lines or ():
        product = snapshot.products.get(line.product_id)
        if line.type != "setup_fee" or (product is not None and product.type != "plan"):
            continue
        charged = line.amount_minor + line.tax_minor
        kept = max(charged - line.refunded_minor, 0)
        found += kept if inclusive or not charged else Fraction(kept * line.amount_minor, charged)
    return found


def _was_bought(membership: Membership) -> bool:
    return membership.times_billed > 0 and membership.status not in ("trialing", "pending")


def _known(price: Fraction | None, product: Product, period: Period | None) -> Fraction:
    if price is None:
        raise LookupError(f"product {product.id} has no price for {period}")
    return price
