"""How long pricing takes, also as ratios to a fixed loop in pure Python that runs beside it.

``python -m tests.unit.pricing.speed`` prints the figures; CPU time, so that a busy machine does not count.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from fractions import Fraction

from bridge.pricing.calendar import Period
from bridge.pricing.catalog import Price, Product
from bridge.pricing.choices import list_choices
from bridge.pricing.price import price_change
from bridge.pricing.snapshot import Customer, Membership, Selection, Settings, SettledLine, Snapshot, TaxRate

MONTH, HALF = Period(1, "month"), datetime(2025, 6, 16)
OTHERS = (Period(3, "month"), Period(6, "month"), Period(1, "year"))


def reference() -> int:
    """The fixed loop: 1,000 rounds of integer arithmetic."""
    total = 0
    for number in range(1_000):
        total = (total * 31 + number) % 1_000_003
    return total


def network() -> Snapshot:
    """100 plans of 4 periods and 2 add-ons, taxed; the member holds plan 50 with two units of one."""
    start, end = datetime(2025, 6, 1), datetime(2025, 7, 1)
    products = {number: _plan(number) for number in range(1, 101)} | {number: _addon(number) for number in (201, 202)}
    lines = (
        SettledLine(50, "plan", 16_850, 0, 0, start, end, start),
        SettledLine(201, "package", 1_000, 0, 0, start, end, start),
    )
    row = Membership(
        id=1, plan_id=50, addons={201: 2}, status="active", currency="SEK", amount=Fraction(17_850),
        initial_amount=Fraction(0), recurring=True, period=MONTH, date_created=start, date_renewed=None,
        date_expiration=end, date_trial_end=None, times_billed=1, settled_lines=lines,
    )  # fmt: skip
    rates = (TaxRate("SE", "default", Fraction(25)),)
    return Snapshot(Settings(taxes=True), rates, Customer(1, "SE"), 0, products, row)


def _plan(number: int) -> Product:
    variations = tuple(Price(period, Fraction(9_000 * n + number)) for n, period in enumerate(OTHERS, start=3))
    return Product(number, f"p{number}", f"p{number}", "plan", "g", "SEK", Fraction(10_000 + number * 137), Fraction(0),
                   "paid", True, MONTH, variations, None, number)  # fmt: skip


def _addon(number: int) -> Product:
    return Product(number, f"x{number}", f"x{number}", "package", "", "SEK", Fraction(500), Fraction(0), "paid", True,
                   MONTH)  # fmt: skip


def best_seconds(work: Callable[[], object], times: int) -> float:
    """Return the CPU seconds of one call, the best of five rounds."""
    rounds = []
    for _ in range(5):
        begun = time.process_time()
        for _ in range(times):
            work()
        rounds.append((time.process_time() - begun) / times)
    return min(rounds)


def measure() -> dict[str, float]:
    """Return microseconds of one price, milliseconds of one list, and both as multiples of the fixed loop."""
    snapshot = network()
    loop = best_seconds(reference, 300)
    price = best_seconds(lambda: price_change(snapshot, Selection(70, {201: 2}, MONTH), HALF), 300)
    listing = best_seconds(lambda: list_choices(snapshot, HALF), 4)
    return {
        "price_microseconds": price * 1e6,
        "list_milliseconds": listing * 1e3,
        "price_in_loops": price / loop,
        "list_in_loops": listing / loop,
    }


if __name__ == "__main__":
    for name, figure in measure().items():
        print(f"{name}: {figure:.1f}")
