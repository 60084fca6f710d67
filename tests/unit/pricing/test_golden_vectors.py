"""The vectors of the pricing contract, taken from public documentation and bug threads of other systems."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

import pytest

from bridge.pricing.calendar import Period
from bridge.pricing.catalog import Product
from bridge.pricing.price import price_change
from bridge.pricing.quote import Quote
from bridge.pricing.snapshot import Customer, Membership, Selection, Settings, SettledLine, Snapshot
from tests.properties.world import apply

MONTH, YEAR = Period(1, "month"), Period(1, "year")
KEEP, RESTART = Settings(anchor="keep_anchor"), Settings()


def sold(number: int, amount: str, period: Period = MONTH) -> Product:
    return Product(
        id=number, slug=f"p{number}", name=f"p{number}", type="plan", group="g", currency="USD",
        amount=Fraction(amount) * 100, setup_fee=Fraction(0), pricing_type="paid", recurring=True, period=period,
    )  # fmt: skip


def holder(plan: Product, start: datetime, end: datetime, settings: Settings, *others: Product) -> Snapshot:
    paid = SettledLine(plan.id, "plan", int(plan.amount), 0, 0, start, end, start)
    membership = Membership(
        id=1, plan_id=plan.id, addons={}, status="active", currency="USD", amount=plan.amount,
        initial_amount=plan.amount, recurring=True, period=plan.period, date_created=start, date_renewed=None,
        date_expiration=end, date_trial_end=None, times_billed=1, settled_lines=(paid,),
    )  # fmt: skip
    products = {product.id: product for product in (plan, *others)}
    return Snapshot(settings, (), Customer(1), 0, products, membership)


def quoted(snapshot: Snapshot, plan: Product, as_of: datetime, addons: dict[int, int] | None = None) -> Quote:
    quote = price_change(snapshot, Selection(plan.id, addons or {}, plan.period), as_of)
    assert isinstance(quote, Quote)
    return quote


JUNE, JULY = datetime(2025, 6, 1), datetime(2025, 7, 1)


@pytest.mark.parametrize(
    ("old", "new", "start", "end", "as_of", "period", "due"),
    [
        ("10", "20", JUNE, JULY, datetime(2025, 6, 16), MONTH, 500),
        ("30", "100", JUNE, JULY, datetime(2025, 6, 16), MONTH, 3500),
        ("250", "500", datetime(2025, 1, 1), datetime(2026, 1, 1), datetime(2025, 4, 2, 6), YEAR, 18750),
        ("1000", "1200", JUNE, JULY, JUNE, MONTH, 20000),
    ],
    ids=["half a term", "15 of 30 days left", "a quarter in", "the first instant"],
)
def test_keep_anchor_charges_the_difference_for_the_rest(
    old: str, new: str, start: datetime, end: datetime, as_of: datetime, period: Period, due: int
) -> None:
    cheap, dear = sold(1, old, period), sold(2, new, period)

    quote = quoted(holder(cheap, start, end, KEEP, dear), dear, as_of)

    assert quote.due_now_minor == due
    assert quote.term[1] == end


def test_restart_from_month_to_year_gives_back_half_a_month() -> None:
    monthly, by_year = sold(1, "10"), sold(2, "200", YEAR)

    quote = quoted(holder(monthly, JUNE, JULY, RESTART, by_year), by_year, datetime(2025, 6, 16))

    assert quote.due_now_minor == 19500


def two_steps(
    snapshot: Snapshot, first: tuple[Product, datetime], second: tuple[Product, datetime]
) -> tuple[Quote, Quote]:
    one = quoted(snapshot, *first)
    return one, quoted(apply(snapshot, one), *second)


def test_keep_anchor_twice_in_one_term_credits_what_the_first_change_charged() -> None:
    p30, p40, p50 = sold(1, "30"), sold(2, "40"), sold(3, "50")
    world = holder(p30, datetime(2024, 10, 26), datetime(2024, 11, 26), KEEP, p40, p50)

    one, two = two_steps(world, (p40, datetime(2024, 11, 5)), (p50, datetime(2024, 11, 10)))

    assert (one.charges_minor, one.credit_minor, one.due_now_minor) == (2710, 2032, 678)
    assert two.due_now_minor == 517


def test_keep_anchor_on_day_10_and_day_15_of_30() -> None:
    p30, p40, p50 = sold(1, "30"), sold(2, "40"), sold(3, "50")
    world = holder(p30, JUNE, JULY, KEEP, p40, p50)

    one, two = two_steps(world, (p40, datetime(2025, 6, 11)), (p50, datetime(2025, 6, 16)))

    assert (one.due_now_minor, two.due_now_minor) == (667, 500)


def left(start: datetime, end: datetime, share: str) -> datetime:
    """Return the whole second at which a share of a term is left."""
    seconds = int((end - start).total_seconds())
    return end - timedelta(seconds=round(seconds * Fraction(share)))


def test_restart_twice_with_93_69_and_92_38_percent_left() -> None:
    p499, p998, p1497 = sold(1, "499"), sold(2, "998"), sold(3, "1497")
    world = holder(p499, JUNE, JULY, RESTART, p998, p1497)
    at = left(JUNE, JULY, "0.9369")

    one = quoted(world, p998, at)
    assert one.term[1] is not None
    two = quoted(apply(world, one), p1497, left(at, one.term[1], "0.9238"))

    assert (one.due_now_minor, two.due_now_minor) == (53049, 57505)


def test_restart_credits_what_the_line_was_charged_and_not_what_was_paid_in_cash() -> None:
    p60, p80, p100 = sold(1, "60", YEAR), sold(2, "80", YEAR), sold(3, "100", YEAR)
    bought = datetime(2025, 5, 19)
    world = holder(p60, bought, datetime(2026, 5, 19), RESTART, p80, p100)

    one, two = two_steps(world, (p80, datetime(2025, 5, 20)), (p100, datetime(2025, 6, 29)))

    assert (one.credit_minor, one.due_now_minor) == (5983, 2017)
    assert two.credit_minor == 8000 * (365 - 40) // 365


@pytest.mark.parametrize(("day", "credit"), [(2, 9642), (15, 5000)])
def test_february_gives_back_28ths(day: int, credit: int) -> None:
    p100, p200 = sold(1, "100"), sold(2, "200")
    world = holder(p100, datetime(2025, 2, 1), datetime(2025, 3, 1), RESTART, p200)

    assert quoted(world, p200, datetime(2025, 2, day)).credit_minor == credit


@pytest.mark.parametrize("day", range(1, 31))
@pytest.mark.parametrize("proration", ["second", "day", "none"])
def test_an_addon_of_5_on_a_plan_of_90_never_costs_more_than_5(day: int, proration: str) -> None:
    p90 = sold(1, "90")
    disk = replace(sold(9, "5"), type="package", group="")
    world = holder(p90, JUNE, JULY, Settings(proration=proration), disk)  # type: ignore[arg-type]

    quote = quoted(world, p90, datetime(2025, 6, day, 11, 30), {9: 1})

    assert (quote.kind, 0 < quote.due_now_minor <= 500) == ("addon", True)
