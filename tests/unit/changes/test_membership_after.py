"""The shared row after a change: what is written, and what stays as it was."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from bridge.changes.apply import row_after, starts_term
from bridge.pricing.price import price_change
from bridge.pricing.quote import Quote
from bridge.pricing.snapshot import Selection
from bridge.store.terms import HeldMembership
from tests.unit.changes.facts import ADVICE, BASIC, DISK, FREE, MONTH, PREMIUM, membership, product, snapshot

AT = datetime(2025, 2, 14, 12, 0, 0)
HELD = membership(plan_id=BASIC, amount=9900, initial_amount=9900)
ROW = HeldMembership(
    id=501, customer_id=601, user_id=7, plan_id=BASIC, addons={}, addons_stored="a:0:{}", currency="SEK",
    initial_amount=Decimal("99.0000"), recurring=True, auto_renew=False, duration=1, duration_unit="month",
    amount=Decimal("99.0000"), date_created=datetime(2025, 1, 31), date_activated=None, date_trial_end=None,
    date_renewed=datetime(2025, 1, 31), date_cancellation=None, date_expiration=datetime(2025, 2, 28),
    times_billed=1, billing_cycles=0, status="active", gateway="manual",
)  # fmt: skip


def quote(plan: int, addons: dict[int, int] | None = None, held: object = HELD) -> Quote:
    decided = price_change(snapshot(held), Selection(plan, addons or {}, MONTH), AT)  # type: ignore[arg-type]
    assert isinstance(decided, Quote), decided
    return decided


def test_a_new_plan_starts_a_term_is_counted_and_leaves_the_first_charge_alone() -> None:
    after = row_after(ROW, quote(PREMIUM), 15000, AT, adopt=True)

    assert (after.plan_id, after.amount, after.times_billed) == (PREMIUM, Decimal("199.00"), 2)
    assert (after.date_renewed, after.date_expiration) == (AT, datetime(2025, 3, 14, 12))
    assert (after.initial_amount, after.gateway, after.auto_renew) == (Decimal("99.0000"), "bridge", True)


def test_an_addon_leaves_the_term_and_the_count() -> None:
    after = row_after(ROW, quote(BASIC, {DISK: 2}), 5000, AT, adopt=True)

    assert (after.addons, after.amount) == ({DISK: 2}, Decimal("197.00"))
    assert (after.date_expiration, after.date_renewed, after.times_billed) == (
        ROW.date_expiration, ROW.date_renewed, 1,
    )  # fmt: skip
    assert not starts_term(ROW, quote(BASIC, {DISK: 2}))


def test_the_first_charge_ever_is_kept_as_the_initial_amount() -> None:
    held = membership(plan_id=FREE, amount=0, recurring=False, date_expiration=None, times_billed=0)
    row = replace(ROW, plan_id=FREE, times_billed=0, date_expiration=None, initial_amount=Decimal(0))

    after = row_after(row, quote(PREMIUM, held=held), 19900, AT, adopt=True)

    assert (after.initial_amount, after.times_billed, after.recurring) == (Decimal("199.00"), 1, True)


def test_a_trial_that_billing_ended_leaves_no_date_in_the_future() -> None:
    ends = datetime(2025, 2, 28)
    held = membership(plan_id=BASIC, status="trialing", date_trial_end=ends, times_billed=0)
    row = replace(ROW, status="trialing", date_trial_end=ends, times_billed=0)

    after = row_after(row, quote(PREMIUM, held=held), 19900, AT, adopt=True)

    assert (after.status, after.date_trial_end) == ("active", None)


def test_a_membership_billed_elsewhere_keeps_its_gateway() -> None:
    after = row_after(replace(ROW, gateway="paypal"), quote(PREMIUM), 0, AT, adopt=False)

    assert (after.gateway, after.auto_renew) == ("paypal", False)


def test_what_is_bought_once_or_beside_a_plan_without_an_end_moves_no_date_and_is_no_billing() -> None:
    never = datetime(9999, 12, 31, 23, 59, 59)
    for end in (ROW.date_expiration, None, never):
        held = membership(plan_id=BASIC, amount=9900, initial_amount=9900, date_expiration=end, settled_lines=None)
        row = replace(ROW, date_expiration=end)
        bought = [{ADVICE: 1}] if end == ROW.date_expiration else [{ADVICE: 1}, {DISK: 1}]
        for addons in bought:
            after = row_after(row, quote(BASIC, addons, held), 5000, AT, adopt=True)

            assert (after.date_expiration, after.date_renewed, after.times_billed, after.addons) == (
                end, ROW.date_renewed, 1, addons,
            )  # fmt: skip


def test_an_addon_beside_a_lifetime_plan_without_records_is_no_billing_of_it() -> None:
    forever = product(9, "plan", 50000, recurring=False)
    held = membership(plan_id=9, recurring=False, date_expiration=None, settled_lines=None, anchor_day=None)
    there = snapshot(held)
    decided = price_change(replace(there, products={**there.products, 9: forever}), Selection(9, {DISK: 1}, MONTH), AT)

    assert isinstance(decided, Quote)
    assert [line.type for line in decided.settles] == ["plan", "package"]
    row = replace(ROW, plan_id=9, recurring=False, date_expiration=None)
    assert row_after(row, decided, 4900, AT, adopt=True).times_billed == 1


def billed(times: int, agreed: int | None, *, plan: int = PREMIUM) -> tuple[int, int]:
    """Times billed and at most, of a membership billed so often on Basic (8 at most), after a change of plan."""
    decided = quote(plan)
    decided = replace(decided, after=replace(decided.after, billings=agreed))
    after = row_after(replace(ROW, times_billed=times, billing_cycles=8), decided, 0, AT, adopt=True)
    return after.times_billed, after.billing_cycles


def test_billings_before_a_plan_was_taken_are_none_of_its_own() -> None:
    assert billed(7, 12) == (8, 19)
    assert billed(0, 1) == (1, 1)
    assert billed(7, 0) == (8, 0)


def test_a_plan_that_was_quoted_before_plans_had_a_number_is_billed_without_end() -> None:
    assert billed(7, None) == (8, 0)
    assert billed(7, None, plan=BASIC) == (7, 8)


def test_more_billings_than_the_column_holds_are_as_many_as_it_holds() -> None:
    assert billed(65_000, 32_767)[1] == 65_535
