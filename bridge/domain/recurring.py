"""What renewals charge, line by line: what is kept keeps its price."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from bridge.domain.charges import Charge, Tariff
from bridge.domain.membership import RecurringLine, SettledLine
from bridge.domain.money import round_charge
from bridge.domain.prices import addon_price
from bridge.domain.snapshot import Snapshot
from bridge.domain.standing import Standing


def line_of(charge: Charge) -> RecurringLine:
    """Return the renewal line that a full-term charge leads to."""
    return RecurringLine(charge.product.id, charge.type, charge.quantity, charge.total, charge.tax)


def total(lines: Iterable[RecurringLine]) -> int:
    """Return the recurring total per term: the sum of the rounded lines."""
    return sum(line.amount_minor for line in lines)


def present_lines(tariff: Tariff, standing: Standing) -> tuple[RecurringLine, ...]:
    """Return what the next renewal charges for what is held now.

    As quoted, where that was stored. Else the membership's recurring amount is told apart: by what was settled for
    the whole present term where that is its sum, else by the list, the plan taking the difference.
    """
    snapshot = tariff.snapshot
    membership = snapshot.membership
    if membership.recurring_lines is not None:
        return membership.recurring_lines
    if standing.period is None:
        return ()
    amount = round_charge(membership.amount)
    settled = _settled_for_term(snapshot, standing)
    if settled and total(settled) == amount and _covers(snapshot, settled):
        return settled
    return _told_from_list(tariff, standing, amount)


def without(lines: Iterable[RecurringLine], removed: Mapping[int, int]) -> tuple[RecurringLine, ...]:
    """Return the lines less the units removed: what stays keeps its share of the line's price.

    >>> disk = RecurringLine(6, "package", 10, 5000, 0)
    >>> without([disk], {6: 3})
    (RecurringLine(product_id=6, type='package', quantity=7, amount_minor=3500, tax_minor=0),)
    """
    return tuple(
        line if not removed.get(line.product_id) else _scaled(line, line.quantity - removed[line.product_id])
        for line in lines
        if removed.get(line.product_id, 0) < line.quantity
    )


def merged(lines: Iterable[RecurringLine]) -> tuple[RecurringLine, ...]:
    """Return one line a product: units bought later join those held."""
    found: dict[int, RecurringLine] = {}
    for line in lines:
        other = found.get(line.product_id)
        found[line.product_id] = _sum(other, line) if other else line
    return tuple(found.values())


def _scaled(line: RecurringLine, units: int) -> RecurringLine:
    amount = round_charge(Fraction(line.amount_minor * units, line.quantity))
    tax = round_charge(Fraction(line.tax_minor * units, line.quantity))
    return RecurringLine(line.product_id, line.type, units, amount, tax)


def _sum(one: RecurringLine, other: RecurringLine) -> RecurringLine:
    return RecurringLine(
        one.product_id,
        one.type,
        one.quantity + other.quantity,
        one.amount_minor + other.amount_minor,
        one.tax_minor + other.tax_minor,
    )


def _settled_for_term(snapshot: Snapshot, standing: Standing) -> tuple[RecurringLine, ...]:
    held = snapshot.membership.addons
    lines = [
        RecurringLine(line.product_id, line.type, 0, line.amount_minor + line.tax_minor, line.tax_minor)
        for line in snapshot.membership.settled_lines or ()
        if _is_whole_term(line, standing)
    ]
    return tuple(
        RecurringLine(line.product_id, line.type, held.get(line.product_id, 1), line.amount_minor, line.tax_minor)
        for line in merged(lines)
    )


def _is_whole_term(line: SettledLine, standing: Standing) -> bool:
    return line.type != "setup_fee" and line.start == standing.start and line.end == standing.end


def _covers(snapshot: Snapshot, lines: tuple[RecurringLine, ...]) -> bool:
    """Tell whether every recurring add-on that is held has its line."""
    known = {line.product_id for line in lines}
    products = snapshot.products
    return all(i in known or (i in products and not products[i].recurring) for i in snapshot.membership.addons)


def _told_from_list(tariff: Tariff, standing: Standing, amount: int) -> tuple[RecurringLine, ...]:
    addons = [line_of(charge) for charge in _listed_addons(tariff, standing)]
    plan = standing.plan
    if plan is None or standing.is_free or standing.is_lifetime:
        return _fitted(addons, amount)
    rest = amount - total(addons)
    if rest < 0:
        addons, rest = list(_fitted(addons, amount)), 0
    percent = tariff.taxes.percent(plan)
    tax = round_charge(rest * percent / (100 + percent))
    return (RecurringLine(plan.id, "plan", 1, rest, tax), *addons)


def _listed_addons(tariff: Tariff, standing: Standing) -> list[Charge]:
    snapshot = tariff.snapshot
    currency, legacy = snapshot.membership.currency, snapshot.settings.proration == "legacy_day"
    found = []
    for product_id, units in sorted(snapshot.membership.addons.items()):
        product = snapshot.products.get(product_id)
        if product is None or not product.recurring or units < 1:
            continue
        if addon_price(product, standing.period, currency, own_amount=legacy) is not None:
            found.append(tariff.recurring_addon(product, units, standing.period))
    return found


def _fitted(lines: list[RecurringLine], amount: int) -> tuple[RecurringLine, ...]:
    """Return the lines scaled so that they sum to the membership's amount, the last taking the rest."""
    listed = total(lines)
    if not lines or listed == amount:
        return tuple(lines)
    found, left = [], amount
    for line in lines[:-1]:
        part = line.amount_minor * amount // listed if listed else 0
        tax = line.tax_minor * part // line.amount_minor if line.amount_minor else 0
        found.append(RecurringLine(line.product_id, line.type, line.quantity, part, tax))
        left -= part
    last = lines[-1]
    tax = last.tax_minor * left // last.amount_minor if last.amount_minor else 0
    return (*found, RecurringLine(last.product_id, last.type, last.quantity, left, tax))

