"""What renewals charge, line by line, what was settled before; when payment is asked for, until when it can be made.

Both count from the term's end: nothing that is ordered, cancelled or asked for anew meanwhile moves either of the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil
from typing import TypeVar

from bridge.pricing.calendar import Period, later
from bridge.pricing.catalog import Product, addon_price
from bridge.pricing.charges import Charge, Tariff, TaxTable
from bridge.pricing.money import round_charge
from bridge.pricing.offer import Offer
from bridge.pricing.proration import FULL, UNITS, Share
from bridge.pricing.quote import QuoteLine
from bridge.pricing.snapshot import DeferredLine, Membership, RecurringLine, SettledLine, Snapshot, Standing

Line = TypeVar("Line", RecurringLine, DeferredLine, QuoteLine)


def taxed(lines: Iterable[Line], products: Mapping[int, Product], taxes: TaxTable) -> tuple[Line, ...]:
    """Return lines quoted earlier with the tax of the day: what was agreed is the price, never its tax."""
    found = []
    for line in lines:
        product = None if line.product_id is None else products.get(line.product_id)
        total, tax = taxes.of_the_day(product, line.amount_minor, line.tax_minor)
        found.append(line if tax == line.tax_minor else replace(line, amount_minor=total, tax_minor=tax))
    return tuple(found)


def total(lines: Iterable[RecurringLine]) -> int:
    """Return the recurring total per term: the sum of the rounded lines."""
    return sum(line.amount_minor for line in lines)


def billed(lines: Iterable[RecurringLine], *, untimed: bool) -> tuple[RecurringLine, ...]:
    """Return the lines that a term's end charges: of a plan without an end (``untimed``) its add-ons alone."""
    return tuple(line for line in lines if not untimed or line.type != "plan")


def merged(lines: Iterable[RecurringLine]) -> tuple[RecurringLine, ...]:
    """Return one line a product: units bought later join those held."""
    found: dict[int, RecurringLine] = {}
    for line in lines:
        other = found.get(line.product_id)
        found[line.product_id] = _sum(other, line) if other else line
    return tuple(found.values())


def fitted(lines: Sequence[RecurringLine], amount: int) -> tuple[RecurringLine, ...]:
    """Return the lines scaled so that they sum to an amount, the last taking the rest."""
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


def _sum(one: RecurringLine, other: RecurringLine) -> RecurringLine:
    return RecurringLine(
        one.product_id,
        one.type,
        one.quantity + other.quantity,
        one.amount_minor + other.amount_minor,
        one.tax_minor + other.tax_minor,
    )


def settled_prices(snapshot: Snapshot, standing: Standing, amount: int) -> tuple[RecurringLine, ...]:
    """Return a renewal line for each product settled in the present term; together they may differ from ``amount``.

    A line for the whole term is its price. One bought for a part of it tells its price per term by that part, as the
    network charges parts; what rounding hid is told from ``amount``, the membership's recurring amount, and belongs to
    the smallest part.
    """
    lines = [line for line in snapshot.membership.settled_lines or () if _lasts_to_the_end(line, standing)]
    whole = [_priced(line, FULL) for line in lines if line.start == standing.start]
    shares = [(line, _share(snapshot, standing, line)) for line in lines if line.start != standing.start]
    parts = merged(_priced(line, share) for line, share in shares)
    rest = amount - total(whole)
    if parts and abs(total(parts) - rest) <= _hidden_by_rounding([share for _, share in shares], len(parts), rest):
        least, _ = min(shares, key=lambda told: told[1].fraction)
        parts = tuple(
            _corrected(line, rest - total(parts)) if line.product_id == least.product_id else line for line in parts
        )
    held = snapshot.membership.addons
    return tuple(
        RecurringLine(line.product_id, line.type, held.get(line.product_id, 1), line.amount_minor, line.tax_minor)
        for line in merged((*whole, *parts))
    )


def _lasts_to_the_end(line: SettledLine, standing: Standing) -> bool:
    if standing.start is None or standing.end is None:
        return False
    return line.type != "setup_fee" and line.end == standing.end and standing.start <= line.start < standing.end


def _share(snapshot: Snapshot, standing: Standing, line: SettledLine) -> Share:
    """Return the part of its price that a line bought inside the term was charged."""
    settings, start, end = snapshot.settings, standing.start, standing.end
    if settings.addon_charge == "full" or start is None or end is None:
        return FULL
    return UNITS[settings.proration].charge(start, end, line.start)


def _priced(line: SettledLine, share: Share) -> RecurringLine:
    amount, tax = line.amount_minor + line.tax_minor, line.tax_minor
    if share is not FULL and share.left:
        amount, tax = round_charge(amount / share.fraction), round_charge(tax / share.fraction)
    return RecurringLine(line.product_id, line.type, 0, amount, tax)


def _corrected(line: RecurringLine, by: int) -> RecurringLine:
    return fitted([line], line.amount_minor + by)[0]


def _hidden_by_rounding(shares: list[Share], products: int, rest: int) -> int:
    """Return by how much the prices told may be wrong; with several products never as much as there is to tell.

    A line and its tax are rounded to the minor unit each, half of which the part makes larger.
    """
    hidden = sum(ceil(1 / share.fraction) for share in shares if share.left)
    return hidden if products == 1 else min(hidden, rest - 1)


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


def edited_lines(
    tariff: Tariff, standing: Standing, *, keeps_prices: bool, amount: int | None
) -> tuple[RecurringLine, ...]:
    """Return what the next renewal charges for a row that somebody else has edited: lines of what is held, no others.

    What was quoted keeps its price where ``keeps_prices`` (the period is the same), all else is listed. ``amount`` is
    the total that was given by hand, the plan taking the difference; None: none was given, the lines make the total.
    """
    snapshot = tariff.snapshot
    membership = snapshot.membership
    if standing.period is None:
        return ()
    quoted = membership.recurring_lines or () if keeps_prices else ()
    kept = [line for line in capped_units(quoted, membership.addons) if line.type != "plan" or _is_plan(line, standing)]
    known = {line.product_id: line.quantity for line in kept}
    listed = [
        line_of(tariff.recurring_addon(snapshot.products[product_id], more, standing.period))
        for product_id, units in sorted(membership.addons.items())
        if (more := units - known.get(product_id, 0)) > 0 and _is_priced(tariff, product_id, standing)
    ]
    plan = standing.plan
    bought = None if plan is None or plan.id in known else tariff.listed_plan(plan, standing.period)
    lines = merged((*([line_of(bought)] if bought else []), *kept, *listed))
    if amount is None or total(lines) == amount:
        return lines
    return _made_up_to(tariff, standing, lines, amount)


def _is_plan(line: RecurringLine, standing: Standing) -> bool:
    return standing.plan is not None and line.product_id == standing.plan.id


def _made_up_to(
    tariff: Tariff, standing: Standing, lines: Sequence[RecurringLine], amount: int
) -> tuple[RecurringLine, ...]:
    """Return the lines with the plan's so that they sum to an amount; the add-ons' too where they are above it."""
    addons, plan = [line for line in lines if line.type != "plan"], standing.plan
    if plan is None or standing.is_free or standing.is_lifetime:
        return fitted(addons, amount)
    rest = amount - total(addons)
    if rest < 0:
        addons, rest = list(fitted(addons, amount)), 0
    percent = tariff.taxes.percent(plan)
    tax = round_charge(rest * percent / (100 + percent))
    return (RecurringLine(plan.id, "plan", 1, rest, tax), *addons)


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
    return _made_up_to(tariff, standing, addons, amount)


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


#: The days of a month over the calendar's cycle of 400 years, so that a month is one month whatever its name.
_DAYS_IN_A_MONTH = Fraction(146_097, 4_800)
_GRACE_PART, _REQUEST_PART = 10, 2


def grace_of(period: Period | None, grace_days: int) -> timedelta:
    """Return how long a membership stays open after an unpaid term: whole days, at most a tenth of the term.

    >>> [grace_of(Period(n, unit), 14).days for n, unit in ((1, "month"), (1, "day"), (1, "week"), (1, "year"))]
    [3, 0, 0, 14]
    """
    if period is None:
        return timedelta(days=grace_days)
    months, days = period.length
    most = int((months * _DAYS_IN_A_MONTH + days) / _GRACE_PART)
    return timedelta(days=min(grace_days, most))


def payable_until(standing: Standing, grace_days: int) -> datetime | None:
    """Return until when the term after the present one can be paid; None where no term ends."""
    return None if standing.end is None else later(standing.end, grace_of(standing.period, grace_days))


#: So much longer can a term be paid, however long the worker stood: who was asked for nothing in more than a quarter of
#: a year is charged for nothing when it runs again.
MOST_LONGER = timedelta(days=90)


def without_outages(asked: datetime, until: datetime, outages: Iterable[tuple[datetime, datetime]]) -> datetime:
    """Return until when can be paid what is asked for from ``asked`` on; time in which the worker stood is not counted.

    ``outages`` are [begin, end), the earliest first, none inside another: what of them lies in the time to pay is
    added to it.

    >>> day = lambda number: datetime(2025, 7, number)
    >>> without_outages(day(1), day(10), [(day(2), day(4)), (day(11), day(14)), (day(20), day(30))])
    datetime.datetime(2025, 7, 15, 0, 0)
    """
    longest, longer = later(until, MOST_LONGER), until
    for begin, end in outages:
        if begin < longer and end > asked:
            longer = later(longer, end - max(begin, asked))
    return min(longer, longest)


def asked_from(standing: Standing, membership: Membership, request_days: int) -> datetime | None:
    """Return from when the payment of the next term is asked for; None where no term ends.

    ``request_days`` before the end, at most half the term; a trial is as long as it ran, not as the plan's term.
    """
    start, end = standing.start, standing.end
    if end is None:
        return None
    if standing.trial_end is not None:
        start = max(filter(None, (start, membership.date_created)), default=None)
    length = end - start if start is not None and start < end else timedelta()
    return end - min(timedelta(days=request_days), length / _REQUEST_PART)
