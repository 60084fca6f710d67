"""Changes at one instant: the way does not matter, and going back gains nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bridge.pricing.calendar import Period, add_period
from bridge.pricing.catalog import Product
from bridge.pricing.price import price_change
from bridge.pricing.quote import Quote
from bridge.pricing.snapshot import Customer, Membership, Selection, Settings, SettledLine, Snapshot
from tests.properties.catalogs import EPOCH, RATES
from tests.properties.world import apply

MONTH, YEAR = Period(1, "month"), Period(1, "year")


@st.composite
def networks(draw: st.DrawFn) -> Snapshot:
    """Draw three plans of one period and a member inside a paid term; every change takes effect at once."""
    period = draw(st.sampled_from([MONTH, YEAR]))
    prices = draw(st.lists(st.integers(1, 30_000), min_size=3, max_size=3))
    plans = {
        n: Product(n, f"p{n}", f"p{n}", "plan", "g", "USD", Fraction(price), Fraction(0), "paid", True, period)
        for n, price in enumerate(prices, start=1)
    }
    settings = Settings(
        proration=draw(st.sampled_from(["second", "day", "none"])),
        anchor=draw(st.sampled_from(["keep_anchor", "restart"])),
        downgrade="immediate",
        taxes=True,
        tax_inclusive=draw(st.booleans()),
    )
    end = add_period(EPOCH, period)
    paid = draw(st.integers(0, prices[0]))
    line = SettledLine(1, "plan", paid, 0, 0, EPOCH, end, EPOCH)
    row = Membership(1, 1, {}, "active", "USD", Fraction(prices[0]), Fraction(0), True, period, EPOCH, None, end, None,
                     1, (line,))  # fmt: skip
    return Snapshot(settings, RATES, Customer(1, "SE"), draw(st.sampled_from([0, 700])), plans, row)


instants = st.integers(0, 27 * 86_400).map(lambda seconds: EPOCH + timedelta(seconds=seconds))


def walk(snapshot: Snapshot, at: datetime, *plans: int) -> tuple[int, Snapshot]:
    """Change from plan to plan at one instant; return what it cost, credit kept taken off, and where it ends."""
    paid, before = 0, snapshot.account_credit_minor
    for plan in plans:
        period = snapshot.products[plan].period
        quote = price_change(snapshot, Selection(plan, {}, period), at)
        assert isinstance(quote, Quote)
        assert quote.effective is None
        paid += quote.due_now_minor
        snapshot = apply(snapshot, quote)
    return paid - (snapshot.account_credit_minor - before), snapshot


@given(networks(), instants)
def test_a_to_b_to_c_at_one_instant_costs_the_same_as_a_to_c(snapshot: Snapshot, at: datetime) -> None:
    direct, there = walk(snapshot, at, 3)
    roundabout, there_too = walk(snapshot, at, 2, 3)

    assert direct == roundabout
    assert there.membership.date_expiration == there_too.membership.date_expiration
    assert there.membership.amount == there_too.membership.amount


@given(networks(), instants)
def test_a_to_b_to_a_at_one_instant_gains_nothing(snapshot: Snapshot, at: datetime) -> None:
    cost, back = walk(snapshot, at, 2, 1)

    lines = [line for line in back.membership.settled_lines or () if line.end is not None and line.end > at]
    gained = sum(line.amount_minor + line.tax_minor for line in lines)
    given_back = price_change(snapshot, Selection(2, {}, snapshot.membership.period), at)
    assert isinstance(given_back, Quote)
    assert cost == gained - given_back.credit_minor
