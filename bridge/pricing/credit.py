"""What is given back: the unused value of what was paid, to the second or by Ultimate Multisite's days."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from bridge.pricing.calendar import LEGACY_MONTH, Period, add_period, days, means_never
from bridge.pricing.catalog import is_lifetime, setup_fee
from bridge.pricing.charges import TaxTable, unrecorded_fee
from bridge.pricing.money import round_charge, round_credit
from bridge.pricing.offer import Offer
from bridge.pricing.proration import FULL, NOTHING_LEFT, UNITS, Share
from bridge.pricing.snapshot import Membership, SettledLine, Snapshot, Standing, TermPayment

_WITHOUT_VALUE = ("trialing", "pending")
#: What is paid for a term is paid from its grace before it on; no grace is longer than this part of the term.
_LONGEST_GRACE = 10
_MOMENT = timedelta(seconds=1)


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
    cycle, end = average_days(standing.period), _paid_end(membership, standing)
    return Share(days_left(end, as_of) * cycle.denominator, cycle.numerator, f"day/{cycle.denominator}")


def _paid_end(membership: Membership, standing: Standing) -> datetime | None:
    """Return until when the running term was paid; one that was made to end later, until its end before that."""
    paid = [line.end for line in membership.settled_lines or () if line.type == "plan" and line.end is not None]
    return min(standing.end, max(paid)) if paid and standing.end else standing.end


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
    """Return how much of a line is unused; all of it where it was settled, and began, at this very instant.

    What began earlier is worth its rest, whenever it was paid. A line whose end stands for never lasted for no term
    that anybody knows: nothing of it is left.
    """
    if line.settled_at == line.start == as_of:
        return FULL
    return share_of_span(line.start, line.end, proration, years, as_of)


def share_of_span(start: datetime, end: datetime | None, proration: str, years: int | None, as_of: datetime) -> Share:
    """Return how much is unused of what was paid for a span; without an end it is a lifetime plan's.

    ``years``: over how many that is used up, None: not by time.
    """
    if end is None:
        if years is None:
            return NOTHING_LEFT if proration == "none" else FULL
        end = add_period(start, Period(years, "year"))
    if means_never(end, as_of):
        return NOTHING_LEFT
    return UNITS[proration].credit(start, end, as_of)


class PaidTerm(NamedTuple):
    """A term of which no record was kept, and what it was worth when it began: exact minor units, tax included."""

    start: datetime
    end: datetime
    value: Fraction


def unrecorded_terms(membership: Membership, standing: Standing, as_of: datetime) -> list[PaidTerm]:
    """Return the running term, and those paid ahead of it, of a membership without line records; the last one first.

    Each is worth the recurring amount, or the payment for it where that was less: of those dated inside the terms that
    run and lie ahead, or up to the grace before them. So many terms count as were paid for. Where no such payment is
    known the last one counts, by what the row tells. None for a trial, an unpaid order, a free or lifetime plan, and
    where no term runs.
    """
    start, end, period = standing.start, standing.end, standing.period
    if _is_unpaid(membership, standing) or standing.is_lifetime or standing.is_untimed:
        return []
    if start is None or end is None or period is None:
        return []
    spans = [(start, end)]
    while spans[-1][0] > as_of and len(spans) < len(membership.term_payments):
        before = add_period(end, period, -len(spans) - 1, anchor_day=standing.anchor_day)
        spans.append((before, spans[-1][0]))
    paid = [payment.known() for payment in membership.term_payments if _is_for(payment, spans)]
    if not paid:
        told = membership.last_term_payment
        paid = [_payment_told(membership) if told is None else told]
    return [
        PaidTerm(since, until, max(min(membership.recurring_amount(), amount), Fraction(0)))
        for (since, until), amount in zip(spans, paid, strict=False)
    ]


def _is_unpaid(membership: Membership, standing: Standing) -> bool:
    """Tell whether nothing was paid for what runs: a trial, an unpaid order, a free plan."""
    return membership.status in _WITHOUT_VALUE or standing.trial_end is not None or standing.is_free


def _is_for(payment: TermPayment, spans: list[tuple[datetime, datetime]]) -> bool:
    """Tell whether a payment is dated inside some terms, the last one first, or up to a grace before them."""
    first_start, first_end = spans[-1]
    return first_start - (first_end - first_start) / _LONGEST_GRACE <= payment.at < spans[0][1]


def _payment_told(membership: Membership) -> Fraction:
    """Return what the last payment for a term was, as far as the row tells."""
    if membership.times_billed > 1:
        return membership.recurring_amount()
    return membership.first_amount() if membership.times_billed else Fraction(0)


def opening_lines(snapshot: Snapshot, standing: Standing, as_of: datetime) -> tuple[SettledLine, ...]:
    """Return what stands for the time before records, to be written when they begin; nothing where they have.

    The terms that run, with their value, and the set-up fee of the plan held: it was settled, and is not charged
    again. All of it was settled before ``as_of``, also what begins later.
    """
    membership = snapshot.membership
    if membership.settled_lines is not None:
        return ()
    began = standing.start or membership.date_renewed or membership.date_created
    terms: list[tuple[datetime, datetime | None, Fraction]] = list(unrecorded_terms(membership, standing, as_of))
    if standing.is_lifetime and began is not None and not _is_unpaid(membership, standing):
        terms = [(began, None, membership.first_amount())]
    before, plan_id = as_of - _MOMENT, membership.plan_id
    found = [
        SettledLine(plan_id, "plan", round_credit(value), 0, 0, start, end, settled_at=min(start, before))
        for start, end, value in terms
        if value
    ]
    fee, bought = unrecorded_fee(snapshot), min(membership.date_created or began or before, before)
    if fee:
        found.append(opening_fee(plan_id, fee, bought))
    return tuple(found)


def unheld_credits(snapshot: Snapshot, as_of: datetime) -> list[tuple[Credit, int]]:
    """Return what is unused of settled lines whose product is not held any more, each with the units that still are.

    For a membership that somebody else has edited: no change of ours gave anything back for what went. Of an add-on
    that is held in part the units that went are given back.
    """
    membership, proration = snapshot.membership, snapshot.settings.proration
    found, held = [], dict(membership.addons)
    for line in membership.settled_lines or ():
        if line.type == "setup_fee" or line.end is None or line.end <= as_of:
            continue
        left = int(line.product_id == membership.plan_id) if line.type == "plan" else held.get(line.product_id, 0)
        kept = min(line.quantity, left)
        if line.type != "plan":
            held[line.product_id] = left - kept
        if kept < line.quantity:
            whole = _credit_of_line(line, "day" if proration == "legacy_day" else proration, None, as_of)
            gone = line.quantity - kept
            credit = whole._replace(
                amount=whole.amount * gone // line.quantity, tax=whole.tax * gone // line.quantity, quantity=gone
            )
            found.append((credit, kept))
    return found


def unused_value(line: SettledLine, proration: str, lifetime_years: int | None, as_of: datetime) -> int:
    """Return what is unused of one settled line where nothing replaces it."""
    share = unused_share(line, proration, lifetime_years, as_of)
    return line_value(line) * share.left // share.whole


def unused_share(line: SettledLine, proration: str, lifetime_years: int | None, as_of: datetime) -> Share:
    """Return how much of one settled line is unused where nothing replaces it.

    Of a lifetime plan it is what a change gives back; fees and what is bought once are consumed at once.
    """
    if line.type == "setup_fee" or (line.end is None and line.type != "plan"):
        return NOTHING_LEFT
    if line.end is not None and line.end <= as_of:
        return NOTHING_LEFT
    return share_left(line, "day" if proration == "legacy_day" else proration, lifetime_years, as_of)


def opening_fee(plan_id: int, fee: Fraction, at: datetime) -> SettledLine:
    """Return the line that says of a plan's set-up fee that it was settled before records, at an instant."""
    return SettledLine(plan_id, "setup_fee", ceil(fee), 0, 0, at, None, settled_at=at)


def _credit_of_line(line: SettledLine, proration: str, years: int | None, as_of: datetime) -> Credit:
    value = line_value(line)
    share = share_left(line, proration, years, as_of)
    amount = value * share.left // share.whole
    charged = line.amount_minor + line.tax_minor
    tax = amount * line.tax_minor // charged if charged > 0 else 0
    formula = "unused_value" if line.end else "lifetime_value"
    return Credit(formula, line.product_id, line.quantity, Fraction(value), share, amount, tax, line)


def _credit_without_records(snapshot: Snapshot, standing: Standing, offer: Offer, as_of: datetime) -> list[Credit]:
    membership, unit = snapshot.membership, UNITS[snapshot.settings.proration]
    if not standing.is_lifetime:
        terms = unrecorded_terms(membership, standing, as_of)
        return [
            _unrecorded(snapshot, standing, "unrecorded_value", term.value, unit.credit(term.start, term.end, as_of))
            for term in terms
            if term.value
        ]
    value = membership.initial_amount
    if not value or offer.holds_lifetime or _is_unpaid(membership, standing):
        return []
    share = _lifetime_share(snapshot, offer, as_of)
    return [_unrecorded(snapshot, standing, "unrecorded_lifetime_value", value, share)]


def _unrecorded(snapshot: Snapshot, standing: Standing, formula: str, value: Fraction, share: Share) -> Credit:
    """Return the credit for what is left of a value of which no record was kept, taxed as its plan is today."""
    amount, tax = round_credit(value * share.fraction), 0
    if standing.plan is not None:
        percent = TaxTable(snapshot).percent(standing.plan)
        tax = round_credit(amount * percent / (100 + percent))
    return Credit(formula, snapshot.membership.plan_id, 1, value, share, amount, tax, None)


def _lifetime_share(snapshot: Snapshot, offer: Offer, as_of: datetime) -> Share:
    membership, proration = snapshot.membership, snapshot.settings.proration
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
        fees = (
            setup_fee(old, standing.period, membership.currency),
            setup_fee(offer.plan, offer.period, membership.currency),
        )
        fee = round_charge(setup_fee_credit(*fees))
        taxes = TaxTable(snapshot)
        net, tax = taxes.split(fee, taxes.percent(old))
        if fee:
            found.append(Credit("legacy_setup_fee", old.id, 1, Fraction(fee), FULL, net + tax, tax, None))
    return found
