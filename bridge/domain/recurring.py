"""What renewals charge, line by line: what is kept keeps its price."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from bridge.domain.charges import Charge, Tariff
from bridge.domain.membership import RecurringLine
from bridge.domain.money import round_charge
from bridge.domain.offer import Offer
from bridge.domain.prices import addon_price
from bridge.domain.renewal_lines import fitted, merged, taxed, total
from bridge.domain.settled_prices import settled_prices
from bridge.domain.snapshot import Snapshot
from bridge.domain.standing import Standing


def line_of(charge: Charge) -> RecurringLine:
    """Return the renewal line that a full-term charge leads to."""
    return RecurringLine(charge.product.id, charge.type, charge.quantity, charge.total, charge.tax)


def present_lines(tariff: Tariff, standing: Standing) -> tuple[RecurringLine, ...]:
    """Return what the next renewal charges for what is held now.

    As quoted, where that was stored, with the tax of the day. Else the membership's recurring amount is told apart:
    by what was settled for the present term where that is its sum, else by the list, the plan taking the difference.
    """
    snapshot = tariff.snapshot
    membership = snapshot.membership
    if membership.recurring_lines is not None:
        return taxed(membership.recurring_lines, snapshot.products, tariff.taxes)
    if standing.period is None:
        return ()
    amount = round_charge(membership.recurring_amount())
    settled = settled_prices(snapshot, standing, amount)
    if settled and total(settled) == amount and _covers(snapshot, settled):
        return taxed(settled, snapshot.products, tariff.taxes)
    return _told_from_list(tariff, standing, amount)


def kept_lines(tariff: Tariff, standing: Standing, offer: Offer) -> tuple[RecurringLine, ...]:
    """Return the renewal lines of what a kept plan's offer keeps, without what it adds.

    Units that an earlier request had let go at the term's end, and that this one asks for after all, are charged
    again at the list's price: a later change replaces what was pending.
    """
    lines = capped_units(present_lines(tariff, standing), offer.addons)
    if tariff.snapshot.membership.recurring_lines is None or standing.period is None:
        return lines
    known = {line.product_id: line.quantity for line in lines}
    back = [
        line_of(tariff.recurring_addon(tariff.snapshot.products[product_id], missing, standing.period))
        for product_id, units in sorted(offer.addons.items())
        if (missing := units - offer.added.get(product_id, 0) - known.get(product_id, 0)) > 0
        and _is_priced(tariff, product_id, standing)
    ]
    return merged((*lines, *back))


def capped_units(lines: Iterable[RecurringLine], wanted: Mapping[int, int]) -> tuple[RecurringLine, ...]:
    """Return the lines with no more units of an add-on than wanted: what stays keeps its share of the price.

    >>> disk = RecurringLine(6, "package", 10, 5000, 0)
    >>> capped_units([disk], {6: 7})
    (RecurringLine(product_id=6, type='package', quantity=7, amount_minor=3500, tax_minor=0),)
    """
    found = []
    for line in lines:
        units = line.quantity if line.type == "plan" else min(line.quantity, wanted.get(line.product_id, 0))
        if units:
            found.append(line if units == line.quantity else _scaled(line, units))
    return tuple(found)


def _scaled(line: RecurringLine, units: int) -> RecurringLine:
    amount = round_charge(Fraction(line.amount_minor * units, line.quantity))
    tax = round_charge(Fraction(line.tax_minor * units, line.quantity))
    return RecurringLine(line.product_id, line.type, units, amount, tax)


def _covers(snapshot: Snapshot, lines: tuple[RecurringLine, ...]) -> bool:
    """Tell whether every recurring add-on that is held has its line."""
    known = {line.product_id for line in lines}
    products = snapshot.products
    return all(i in known or (i in products and not products[i].recurring) for i in snapshot.membership.addons)


def _told_from_list(tariff: Tariff, standing: Standing, amount: int) -> tuple[RecurringLine, ...]:
    addons = [line_of(charge) for charge in _listed_addons(tariff, standing)]
    plan = standing.plan
    if plan is None or standing.is_free or standing.is_lifetime:
        return fitted(addons, amount)
    rest = amount - total(addons)
    if rest < 0:
        addons, rest = list(fitted(addons, amount)), 0
    percent = tariff.taxes.percent(plan)
    tax = round_charge(rest * percent / (100 + percent))
    return (RecurringLine(plan.id, "plan", 1, rest, tax), *addons)


def _is_priced(tariff: Tariff, product_id: int, standing: Standing) -> bool:
    """Tell whether a product is a recurring add-on with a price for the present period."""
    snapshot = tariff.snapshot
    product, legacy = snapshot.products.get(product_id), snapshot.settings.proration == "legacy_day"
    if product is None or not product.recurring:
        return False
    return addon_price(product, standing.period, snapshot.membership.currency, own_amount=legacy) is not None


def _listed_addons(tariff: Tariff, standing: Standing) -> list[Charge]:
    snapshot = tariff.snapshot
    return [
        tariff.recurring_addon(snapshot.products[product_id], units, standing.period)
        for product_id, units in sorted(snapshot.membership.addons.items())
        if units > 0 and _is_priced(tariff, product_id, standing)
    ]
