"""What is given back: the unused value of what was paid, to the second or by Ultimate Multisite's days."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from bridge.pricing.calendar import LEGACY_MONTH, Period, add_period, days
from bridge.pricing.catalog import is_lifetime, setup_fee
from bridge.pricing.charges import TaxTable
from bridge.pricing.membership import Membership, SettledLine
from bridge.pricing.money import round_charge, round_credit
from bridge.pricing.offer import Offer
from bridge.pricing.proration import FULL, NOTHING_LEFT, UNITS, Share
from bridge.pricing.refusal import NotKnown
from bridge.pricing.snapshot import Snapshot
from bridge.pricing.standing import Standing

_WITHOUT_VALUE = ("trialing", "pending")


def days_left(end: datetime | None, as_of: datetime) -> int:
    """Return floor((stored end - as_of) / day), 0 after the end or without one.

    >>> days_left(datetime(2025, 11, 24, 23, 59, 59), datetime(2025, 11, 15, 7, 57, 39))
    9
    """
    return max((end - as_of).days, 0) if end else 0


def term_credit(membership: Membership, standing: Standing, as_of: datetime) -> tuple[int, Share]:
    """Return the credit for the present term in minor units, and the share of the recurring amount that it is.

    Whole days left over the average days of the cycle, all of it where the membership was created or renewed on the
    day of ``as_of``, whatever its end, never above the recurring amount; one of a lifetime plan, or that does not
    recur, gives back its initial amount. A trial alone gives nothing. Rounded half up.
    """
    if membership.status == "trialing":
        return 0, Share(0, 1, "day")
    if standing.is_lifetime or not membership.recurring:
        return round_charge(membership.first_amount()), Share(1, 1, "lifetime")
    share = _share_left(membership, standing, as_of)
    return round_charge(membership.recurring_amount() * min(share.fraction, Fraction(1))), share


def setup_fee_credit(old_fee: Fraction, new_fee: Fraction) -> Fraction:
    """Return what of the set-up fee is given back at a change of plan: the lower of both, before tax.

    >>> setup_fee_credit(Fraction(1000), Fraction(2500))
    Fraction(1000, 1)
    """
    return min(old_fee, new_fee)


def average_days(period: Period) -> Fraction:
    """Return the average days of a cycle.

    >>> average_days(Period(1, "year")), average_days(Period(2, "week"))
    (Fraction(1461, 4), Fraction(14, 1))
    """
    return days(period, LEGACY_MONTH)


def _share_left(membership: Membership, standing: Standing, as_of: datetime) -> Share:
    """Count days left over the cycle's average days, both made whole: 9 of 30.4375 days are 144 of 487 16ths."""
    if standing.period is None:
        return Share(0, 1, "day")
    if any(day and day.date() == as_of.date() for day in (membership.date_created, membership.date_renewed)):
        return Share(1, 1, "term")
    cycle = average_days(standing.period)
    return Share(days_left(standing.end, as_of) * cycle.denominator, cycle.numerator, f"day/{cycle.denominator}")


class Credit(NamedTuple):
    """What one source gives back: ``amount`` (with ``tax`` inside) of ``value``, all positive minor units.

    ``line`` is None where the membership has no line records.
    """

    formula: str
    product_id: int
    quantity: int
    value: Fraction
    share: Share
    amount: int
    tax: int
    line: SettledLine | None


def line_value(line: SettledLine) -> int:
    """Return what was charged for a line, tax included, less what was refunded; never below 0."""
    return max(line.amount_minor + line.tax_minor - line.refunded_minor, 0)


def credits_of(snapshot: Snapshot, standing: Standing, offer: Offer, as_of: datetime) -> list[Credit]:
    """Return what the change gives back of everything that ends now, one credit for each source."""
    if snapshot.settings.proration == "legacy_day":
        return _legacy_credits(snapshot, standing, offer, as_of)
    lines = snapshot.membership.settled_lines
    if lines is None:
        return _credit_without_records(snapshot, standing, offer, as_of)
    years = _lifetime_years(snapshot, offer)
    ending = lines_that_end(lines, offer, as_of)
    return [_credit_of_line(line, snapshot.settings.proration, years, as_of) for line in ending]


def lines_that_end(lines: tuple[SettledLine, ...], offer: Offer, as_of: datetime) -> list[SettledLine]:
    """Return the settled lines that a new term replaces: recurring ones that end later, and a lifetime plan's.

    Set-up fees and one-off add-ons are consumed at once; a lifetime plan that is kept goes on.
    """
    return [
        line
        for line in lines
        if (line.end is not None and line.end > as_of and line.type != "setup_fee")
        or (line.end is None and line.type == "plan" and not offer.holds_lifetime)
    ]


def share_left(line: SettledLine, proration: str, years: int | None, as_of: datetime) -> Share:
    """Return how much of a line is unused; all of it where it was settled at this very instant."""
    if line.settled_at == as_of:
        return FULL
    end = line.end
    if end is None:
        if years is None:
            return NOTHING_LEFT if proration == "none" else FULL
        end = add_period(line.start, Period(years, "year"))
    return UNITS[proration].credit(line.start, end, as_of)


def value_without_records(membership: Membership, standing: Standing) -> Fraction:
    """Return what the present term is worth where no lines were recorded.

    The recurring amount, or the last payment for a term where that was less; where none is known, the initial amount
    while billed once, and 0 if never. 0 for a trial, an unpaid order and a free plan. A lifetime plan: its initial
    amount, however often it was billed.
    """
    is_unpaid = membership.status in _WITHOUT_VALUE or standing.trial_end is not None
    if is_unpaid or standing.is_free:
        return Fraction(0)
    if standing.is_lifetime:
        return membership.first_amount()
    if membership.last_payment_unreadable:
        raise NotKnown("amount_unknown", column="total")
    paid = membership.last_term_payment
    if paid is None:
        paid = _payment_told(membership)
    return max(min(membership.recurring_amount(), paid), Fraction(0))


def _payment_told(membership: Membership) -> Fraction:
    """Return what the last payment for a term was, as far as the row tells."""
    if membership.times_billed > 1:
        return membership.recurring_amount()
    return membership.first_amount() if membership.times_billed else Fraction(0)


def opening_line(snapshot: Snapshot, standing: Standing) -> SettledLine | None:
    """Return the line that stands for an unrecorded term, to be written when records begin beside it."""
    membership = snapshot.membership
    value = value_without_records(membership, standing)
    start = standing.start or membership.date_renewed or membership.date_created
    if membership.settled_lines is not None or not value or start is None:
        return None
    return SettledLine(
        product_id=membership.plan_id,
        type="plan",
        amount_minor=round_credit(value),
        tax_minor=0,
        refunded_minor=0,
        start=start,
        end=None if standing.is_lifetime else standing.end,
        settled_at=start,
    )


def _credit_of_line(line: SettledLine, proration: str, years: int | None, as_of: datetime) -> Credit:
    value = line_value(line)
    share = share_left(line, proration, years, as_of)
    amount = value * share.left // share.whole
    charged = line.amount_minor + line.tax_minor
    tax = amount * line.tax_minor // charged if charged > 0 else 0
    formula = "unused_value" if line.end else "lifetime_value"
    return Credit(formula, line.product_id, line.quantity, Fraction(value), share, amount, tax, line)


def _credit_without_records(snapshot: Snapshot, standing: Standing, offer: Offer, as_of: datetime) -> list[Credit]:
    membership = snapshot.membership
    value = value_without_records(membership, standing)
    if not value or (standing.is_lifetime and offer.holds_lifetime):
        return []
    share = _unrecorded_share(snapshot, standing, offer, as_of)
    amount = round_credit(value * share.fraction)
    tax = 0
    if standing.plan is not None:
        percent = TaxTable(snapshot).percent(standing.plan)
        tax = round_credit(amount * percent / (100 + percent))
    formula = "unrecorded_lifetime_value" if standing.is_lifetime else "unrecorded_value"
    return [Credit(formula, membership.plan_id, 1, value, share, amount, tax, None)]


def _unrecorded_share(snapshot: Snapshot, standing: Standing, offer: Offer, as_of: datetime) -> Share:
    membership, proration = snapshot.membership, snapshot.settings.proration
    if not standing.is_lifetime:
        if standing.start is None or standing.end is None:
            return NOTHING_LEFT
        return UNITS[proration].credit(standing.start, standing.end, as_of)
    years = _lifetime_years(snapshot, offer)
    if proration == "none":
        return NOTHING_LEFT
    if years is None:
        return FULL
    began = membership.date_created or membership.date_renewed
    return UNITS[proration].credit(began, add_period(began, Period(years, "year")), as_of) if began else NOTHING_LEFT


def _lifetime_years(snapshot: Snapshot, offer: Offer) -> int | None:
    """Return over how many years a lifetime plan is consumed: only where a recurring or free offer replaces it."""
    return None if is_lifetime(offer.plan) else snapshot.settings.lifetime_years


def _legacy_credits(snapshot: Snapshot, standing: Standing, offer: Offer, as_of: datetime) -> list[Credit]:
    """Return the term's credit and, beside one above 0 only, the set-up fee's."""
    membership = snapshot.membership
    found: list[Credit] = []
    if offer.holds_lifetime:
        return found
    amount, share = term_credit(membership, standing, as_of)
    if not amount:
        return found
    value = membership.first_amount() if share.unit == "lifetime" else membership.recurring_amount()
    found.append(Credit("legacy_days", membership.plan_id, 1, value, share, amount, 0, None))
    old = standing.plan
    if old is not None:
        fee = round_charge(setup_fee_credit(setup_fee(old), setup_fee(offer.plan)))
        taxes = TaxTable(snapshot)
        net, tax = taxes.split(fee, taxes.percent(old))
        if fee:
            found.append(Credit("legacy_setup_fee", old.id, 1, Fraction(fee), FULL, net + tax, tax, None))
    return found
