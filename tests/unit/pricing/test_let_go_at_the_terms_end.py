"""What leaves at the term's end after an add-on was bought in the same request, and what a later request does to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from fractions import Fraction

from bridge.pricing.calendar import Period
from bridge.pricing.catalog import Product
from bridge.pricing.price import price_change
from bridge.pricing.quote import Quote
from bridge.pricing.snapshot import Customer, Membership, RecurringLine, Selection, Settings, SettledLine, Snapshot
from tests.properties.world import apply

MONTH, START, HALF, END = Period(1, "month"), datetime(2025, 6, 1), datetime(2025, 6, 16), datetime(2025, 7, 1)
PLAN, DISK, SEAT = 1, 2, 3


def world() -> Snapshot:
    """A plan of 30.00 with 2 disks bought at 4.00, listed at 5.00 now; seats are 3.00."""
    plan = Product(PLAN, "p", "p", "plan", "g", "USD", Fraction(3000), Fraction(0), "paid", True, MONTH)
    disk = replace(plan, id=DISK, type="package", amount=Fraction(500))
    seat = replace(plan, id=SEAT, type="package", amount=Fraction(300))
    lines = (
        SettledLine(PLAN, "plan", 3000, 0, 0, START, END, START),
        SettledLine(DISK, "package", 800, 0, 0, START, END, START),
    )
    row = Membership(
        id=1, plan_id=PLAN, addons={DISK: 2}, status="active", currency="USD", amount=Fraction(3800),
        initial_amount=Fraction(3800), recurring=True, period=MONTH, date_created=START, date_renewed=None,
        date_expiration=END, date_trial_end=None, times_billed=1, settled_lines=lines,
        recurring_lines=(RecurringLine(PLAN, "plan", 1, 3000, 0), RecurringLine(DISK, "package", 2, 800, 0)),
    )  # fmt: skip
    return Snapshot(Settings(), (), Customer(1), 0, {PLAN: plan, DISK: disk, SEAT: seat}, row)


def ask(snapshot: Snapshot, addons: dict[int, int]) -> Quote:
    quote = price_change(snapshot, Selection(PLAN, addons, MONTH), HALF)
    assert isinstance(quote, Quote)
    return quote


def swapped() -> Snapshot:
    """One disk goes at the end, one seat comes now."""
    return apply(world(), ask(world(), {DISK: 1, SEAT: 1}))


def test_what_leaves_is_held_until_the_end_and_not_renewed() -> None:
    quote = ask(world(), {DISK: 1, SEAT: 1})

    assert (quote.kind, quote.due_now_minor, quote.recurring_total_minor) == ("addon", 150, 3700)
    assert (quote.after.addons, quote.leaving) == ({DISK: 2, SEAT: 1}, {DISK: 1})


def test_asking_again_for_what_is_left_keeps_the_price_of_what_stays() -> None:
    quote = ask(swapped(), {DISK: 1, SEAT: 1})

    assert (quote.kind, quote.effective, quote.recurring_total_minor) == ("removal", END, 3700)


def test_asking_for_more_after_all_renews_every_unit() -> None:
    quote = ask(swapped(), {DISK: 3, SEAT: 1})

    # 30 + one disk at 4 + the one that was leaving and the new one at 5 each + seat 3; half of 5 now
    assert (quote.kind, quote.due_now_minor, quote.recurring_total_minor) == ("addon", 250, 4700)
    assert quote.leaving == {}
