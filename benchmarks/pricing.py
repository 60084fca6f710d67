"""Pricing one change and listing many plans, as multiples of a fixed loop of plain Python timed beside them."""

from __future__ import annotations

import timeit
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from benchmarks.figures import median
from bridge.pricing.calendar import Period
from bridge.pricing.catalog import PlanRules, Price, Product
from bridge.pricing.choices import list_choices
from bridge.pricing.price import price_change
from bridge.pricing.snapshot import Customer, Membership, Selection, Settings, SettledLine, Snapshot

PERIODS = (Period(1, "month"), Period(3, "month"), Period(6, "month"), Period(1, "year"))
AS_OF = datetime(2025, 6, 11, 8, 30, 0)
ROUNDS = 15


def measure() -> list[dict[str, Any]]:
    """Return a row a task: median microseconds, and how many reference loops that is."""
    small, large = catalog(5), catalog(100)
    chosen = Selection(3, {}, PERIODS[0])
    tasks: dict[str, tuple[Callable[[], object], int]] = {
        "price one change": (lambda: price_change(small, chosen, AS_OF), 200),
        "price one change of 100 plans": (lambda: price_change(large, chosen, AS_OF), 200),
        "list 100 plans x 4 periods": (lambda: list_choices(large, AS_OF), 3),
    }
    return [timed(name, task, times) for name, (task, times) in tasks.items()]


def timed(name: str, task: Callable[[], object], times: int) -> dict[str, Any]:
    """Time a task and the reference in turn; the median of each, and the median of their ratios."""
    pairs = [
        (timeit.timeit(task, number=times) / times, timeit.timeit(reference, number=20) / 20) for _ in range(ROUNDS)
    ]
    return {
        "task": name,
        "microseconds": median([mine for mine, _ in pairs]) * 1e6,
        "reference_microseconds": median([other for _, other in pairs]) * 1e6,
        "references": median([mine / other for mine, other in pairs]),
    }


def reference() -> int:
    """Do a fixed amount of plain arithmetic: 1,000 additions and remainders."""
    total = 0
    for number in range(1000):
        total = (total + number * 7) % 10007
    return total


def catalog(plans: int) -> Snapshot:
    """Make a snapshot of a membership mid-term, with that many plans of four prices each."""
    products = {place: plan(place) for place in range(1, plans + 1)}
    start, end = datetime(2025, 6, 1), datetime(2025, 7, 1)
    line = SettledLine(
        product_id=1, type="plan", amount_minor=1000, tax_minor=0, refunded_minor=0, start=start, end=end,
        settled_at=start,
    )  # fmt: skip
    membership = Membership(
        id=1, plan_id=1, addons={}, status="active", currency="SEK", amount=Fraction(1000),
        initial_amount=Fraction(1000), recurring=True, period=PERIODS[0], date_created=start, date_renewed=None,
        date_expiration=end, date_trial_end=None, times_billed=1, settled_lines=(line,),
    )  # fmt: skip
    return Snapshot(Settings(), (), Customer(1), 0, products, membership)


def plan(place: int) -> Product:
    """Make the plan at that place of the order, dearer than the one before."""
    amount = Fraction(1000 * place)
    variations = tuple(Price(period, amount * (months(period)) * 9 / 10) for period in PERIODS[1:])
    return replace(TEMPLATE, id=place, slug=f"plan-{place}", name=f"Plan {place}", amount=amount,
                   list_order=place, price_variations=variations)  # fmt: skip


def months(period: Period) -> int:
    """Return how many months that is."""
    return period.n * (12 if period.unit == "year" else 1)


TEMPLATE = Product(
    id=0, slug="", name="", type="plan", group="g", currency="SEK", amount=Fraction(0), setup_fee=Fraction(0),
    pricing_type="paid", recurring=True, period=PERIODS[0], price_variations=(), trial=None, list_order=0, active=True,
    taxable=False, tax_category="default", offers=None, rules=PlanRules(),
)  # fmt: skip
