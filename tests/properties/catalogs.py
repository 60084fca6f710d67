"""Random networks: catalogs, settings, customers, memberships at any point of their term, selections."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from bridge.pricing.calendar import Period, add_period
from bridge.pricing.catalog import PlanRules, Price, Product
from bridge.pricing.snapshot import (
    Customer,
    DiscountCode,
    Membership,
    Selection,
    Settings,
    SettledLine,
    Snapshot,
    TaxRate,
    TermPayment,
)

EPOCH = datetime(2024, 1, 1)
PERIODS = [Period(1, "month"), Period(1, "year"), Period(12, "month"), Period(3, "month"), Period(1, "week"),
           Period(7, "day"), Period(30, "day")]  # fmt: skip
PLANS, ADDONS = range(1, 4), range(11, 14)

instants = st.integers(0, 3 * 365 * 86_400).map(lambda seconds: EPOCH + timedelta(seconds=seconds))
days = st.integers(0, 900).map(lambda n: EPOCH + timedelta(days=n))
periods = st.sampled_from(PERIODS)
amounts = st.one_of(st.integers(0, 30_000).map(Fraction), st.integers(0, 3_000_000).map(lambda n: Fraction(n, 100)))


@st.composite
def settings_of(draw: st.DrawFn, **fixed: object) -> Settings:
    """Draw the network's settings; the measured figures of another system only where asked for."""
    values: dict[str, object] = {
        "proration": draw(st.sampled_from(["second", "second", "day", "none"])),
        "anchor": draw(st.sampled_from(["restart", "keep_anchor"])),
        "addon_charge": draw(st.sampled_from(["rest_of_term", "full"])),
        "downgrade": draw(st.sampled_from(["term_end", "immediate"])),
        "taxes": draw(st.booleans()),
        "tax_inclusive": draw(st.booleans()),
        "lifetime_years": draw(st.sampled_from([None, None, 5])),
    }
    return Settings(**(values | fixed))  # type: ignore[arg-type]


@st.composite
def plans(draw: st.DrawFn, number: int, *, fees: bool = True) -> Product:
    """Draw a plan: paid by some periods, for life, free; with a trial and a fee or without."""
    kind = draw(st.sampled_from(["paid", "paid", "paid", "paid", "lifetime", "free"]))
    variations = draw(st.lists(st.tuples(periods, amounts), max_size=2)) if kind == "paid" else []
    return Product(
        id=number,
        slug=f"p{number}",
        name=f"Plan {number}",
        type="plan",
        group=draw(st.sampled_from(["g", "g", "g", " G "])),
        currency="USD",
        amount=draw(amounts),
        setup_fee=draw(st.sampled_from([0, 0, 500, 2500]).map(Fraction)) if fees else Fraction(0),
        pricing_type="free" if kind == "free" else "paid",
        recurring=kind == "paid",
        billing_cycles=draw(st.sampled_from([0, 0, 0, 1, 2, 3])),
        period=draw(periods),
        price_variations=tuple(Price(period, amount) for period, amount in variations),
        trial=draw(st.sampled_from([None, None, Period(7, "day"), Period(1, "month")])),
        list_order=number,
        tax_category=draw(st.sampled_from(["default", "other"])),
        offers=draw(st.sampled_from([None, None, frozenset({11, 12})])),
        rules=draw(st.sampled_from([PlanRules(), PlanRules(), PlanRules("upgrade_only"),
                                    PlanRules(minimum_term=Period(1, "month"))])),
    )  # fmt: skip


listed = st.sampled_from([(), (PERIODS[0], PERIODS[1]), (PERIODS[1], PERIODS[3]), tuple(PERIODS[:2] + PERIODS[3:5])])


@st.composite
def addons(draw: st.DrawFn, number: int, *, fees: bool = True) -> Product:
    """Draw an add-on: recurring, or a one-off service."""
    recurring = number != ADDONS[-1]
    return Product(
        id=number, slug=f"x{number}", name=f"Add-on {number}", type="package" if recurring else "service", group="",
        currency="USD", amount=draw(amounts), pricing_type="paid", recurring=recurring, period=draw(periods),
        setup_fee=draw(st.sampled_from([0, 0, 300]).map(Fraction)) if fees else Fraction(0),
        price_variations=tuple(Price(period, draw(amounts)) for period in draw(listed)) if recurring else (),
    )  # fmt: skip


@st.composite
def catalogs(draw: st.DrawFn, *, fees: bool = True) -> dict[int, Product]:
    """Draw three plans and three add-ons."""
    products = [draw(plans(number, fees=fees)) for number in PLANS]
    products += [draw(addons(number, fees=fees)) for number in ADDONS]
    return {product.id: product for product in products}


codes = st.one_of(
    st.none(),
    st.none(),
    st.builds(
        DiscountCode,
        code=st.just("X"),
        type=st.sampled_from(["percentage", "absolute"]),
        value=st.integers(1, 100).map(Fraction),
        applies_to_renewals=st.booleans(),
        expires=st.one_of(st.none(), days),
        products=st.sampled_from([None, frozenset({1, 2, 11})]),
    ),
)
#: Ends as other systems write "never".
NEVER = datetime(9999, 12, 31, 23, 59, 59)
payments_for_terms = st.lists(st.builds(TermPayment, days, amounts), max_size=4).map(
    lambda found: tuple(sorted(found, key=lambda payment: payment.at, reverse=True))
)
held_addons = st.dictionaries(st.sampled_from(ADDONS), st.integers(1, 3), max_size=2)


@st.composite
def rows(draw: st.DrawFn, products: dict[int, Product]) -> Membership:
    """Draw a membership row of any origin: with lines or without, with odd or missing dates, in any status."""
    plan = products[draw(st.sampled_from(PLANS))]
    period = draw(periods) if draw(st.booleans()) else plan.period
    start = draw(days)
    end = add_period(start, period) if period else None
    lines = [SettledLine(plan.id, "plan", draw(st.integers(0, 40_000)), draw(st.integers(0, 9_000)), 0, start,
                         end if plan.recurring else None, start, payment_id=7)]  # fmt: skip
    held = draw(held_addons)
    lines += [
        SettledLine(i, products[i].type, draw(st.integers(0, 9_000)), 0, 0, start,
                    end if products[i].recurring else None, start)
        for i in held
    ]  # fmt: skip
    odd_end = end.replace(hour=23, minute=59, second=59) if end else None
    late_end = end + timedelta(days=draw(st.integers(1, 3))) if end else None
    return Membership(
        id=1, plan_id=plan.id, addons=held, currency="USD", amount=draw(amounts), initial_amount=draw(amounts),
        status=draw(st.sampled_from(["active", "active", "active", "trialing", "pending", "on-hold", "expired",
                                     "cancelled"])),
        recurring=draw(st.sampled_from([plan.recurring, plan.recurring, True])),
        period=period, date_created=draw(st.one_of(st.none(), st.just(start))), date_renewed=None,
        date_expiration=draw(st.sampled_from([end, end, end, odd_end, late_end, None, NEVER])),
        date_trial_end=draw(st.sampled_from([None, None, end])),
        times_billed=draw(st.integers(0, 3)),
        settled_lines=draw(st.sampled_from([tuple(lines), tuple(lines), None, ()])),
        discount_code=draw(codes),
        term_payments=draw(payments_for_terms),
        billing_cycles=draw(st.sampled_from([0, 0, 0, 2])),
    )  # fmt: skip


RATES = (
    TaxRate("SE", "default", Fraction(25)),
    TaxRate("SE", "other", Fraction(6)),
    TaxRate("*", "default", Fraction("8.875")),
)
customers = st.builds(
    Customer, id=st.just(1), country=st.sampled_from(["", "SE", "DE"]), tax_exempt=st.sampled_from([False, False, True])
)


@st.composite
def snapshots(draw: st.DrawFn, **fixed: object) -> Snapshot:
    """Draw everything that one quote is computed from."""
    products = draw(catalogs())
    return Snapshot(
        settings=draw(settings_of(**fixed)),
        tax_rates=RATES,
        customer=draw(customers),
        account_credit_minor=draw(st.sampled_from([0, 0, 100, 50_000])),
        products=products,
        membership=draw(rows(products)),
    )


@st.composite
def selections(draw: st.DrawFn) -> Selection:
    """Draw what is asked for."""
    period = draw(st.one_of(st.none(), periods))
    return Selection(draw(st.sampled_from(PLANS)), draw(held_addons), period)
