"""Plans that are billed a number of times: whoever takes one is billed so often from there, and no page says more."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bridge.pricing.calendar import Period
from bridge.pricing.choices import list_choices
from bridge.pricing.price import next_charge, price_change
from bridge.pricing.quote import Quote, basis_of
from bridge.pricing.refusal import Refusal
from bridge.pricing.renewal import renew, with_agreed_billings
from bridge.pricing.snapshot import Membership, Selection, Snapshot
from tests.unit.changes.facts import BASIC, DISK, FREE, MONTH, PREMIUM, YEAR, membership, product, snapshot

AT = datetime(2025, 2, 14, 12)
LIFETIME = 9
HELD = membership(plan_id=BASIC, amount=9900, initial_amount=9900, times_billed=7)


def sold(held: Membership, **cycles: Any) -> Snapshot:
    """The catalog in which plans are billed so often: ``premium=12``, ``basic=3``, ``free=4``, ``lifetime=4``."""
    facts = snapshot(held)
    ids = {"premium": PREMIUM, "basic": BASIC, "free": FREE, "lifetime": LIFETIME}
    products = {**facts.products, LIFETIME: product(LIFETIME, "plan", 90000, recurring=False)}
    for name, number in cycles.items():
        products[ids[name]] = replace(products[ids[name]], billing_cycles=number)
    return replace(facts, products=products)


def asked(facts: Snapshot, plan: int, addons: dict[int, int] | None = None, period: Period | None = MONTH) -> Quote:
    decided = price_change(facts, Selection(plan, addons or {}, period), AT)
    assert isinstance(decided, Quote), decided
    return decided


@pytest.mark.parametrize(
    ("plan", "cycles", "billings"),
    [
        (PREMIUM, {"premium": 12}, 12),
        (PREMIUM, {}, 0),
        (FREE, {"free": 4}, 0),
        (LIFETIME, {"lifetime": 4}, 0),
        (BASIC, {"basic": 3}, None),
    ],
    ids=["twelve", "until cancelled", "a free plan has none", "nor has a lifetime plan", "the plan held keeps its own"],
)
def test_another_plan_is_billed_as_often_as_it_says(plan: int, cycles: dict[str, int], billings: int | None) -> None:
    assert asked(sold(HELD, **cycles), plan).after.billings == billings


def test_the_only_payment_of_a_plan_is_followed_by_none() -> None:
    assert asked(sold(HELD, premium=1), PREMIUM).next_charge is None
    assert asked(sold(HELD, premium=2), PREMIUM).next_charge is not None


def test_a_downgrade_that_waits_is_charged_on_its_day_for_the_first_time() -> None:
    quote = asked(sold(membership(), basic=1), BASIC)

    assert (quote.after.billings, quote.effective is not None, quote.next_charge is not None) == (1, True, True)


def test_a_trial_that_goes_on_is_none_of_the_payments() -> None:
    ends = datetime(2025, 2, 20)
    held = replace(HELD, status="trialing", date_expiration=ends, date_trial_end=ends, times_billed=0)
    facts = sold(held, premium=1)
    tried = replace(facts.products[PREMIUM], trial=Period(30, "day"))

    quote = asked(replace(facts, products={**facts.products, PREMIUM: tried}), PREMIUM)

    assert (quote.after.billings, quote.next_charge and quote.next_charge.date) == (1, ends)


@pytest.mark.parametrize(("addons", "period"), [({DISK: 1}, MONTH), ({}, YEAR)], ids=["a package", "another period"])
def test_what_keeps_the_plan_keeps_what_was_agreed(addons: dict[int, int], period: Period) -> None:
    agreed = membership(times_billed=3, billing_cycles=5)

    for cycles in ({}, {"premium": 12}):
        assert asked(sold(agreed, **cycles), PREMIUM, addons, period).after.billings is None


def test_another_period_is_one_of_the_payments() -> None:
    last = membership(times_billed=4, billing_cycles=5)

    assert asked(sold(last, premium=5), PREMIUM, {}, YEAR).next_charge is None
    assert asked(sold(replace(last, times_billed=3), premium=5), PREMIUM, {}, YEAR).next_charge is not None


def test_a_plan_that_is_paid_in_full_is_not_sold_once_more_to_who_has_it() -> None:
    full = membership(times_billed=5, billing_cycles=5)
    refused = (Refusal("paid_in_full", {"product_id": PREMIUM}),)
    over = AT + timedelta(days=60)

    assert price_change(sold(full), Selection(PREMIUM, {}, YEAR), AT) == refused
    assert price_change(sold(full), Selection(PREMIUM, {DISK: 1}, MONTH), over) == refused
    prices = next(choice for choice in list_choices(sold(full), AT) if choice.product_id == PREMIUM).prices
    assert [(price.period, price.refusals) for price in prices] == [(MONTH, ()), (YEAR, refused)]


@pytest.mark.parametrize("status", ["expired", "cancelled"])
def test_who_comes_back_after_the_last_payment_begins_a_count_of_its_own(status: str) -> None:
    ended = membership(times_billed=5, billing_cycles=5, status=status)
    at = AT + timedelta(days=60)

    quote = price_change(sold(ended, premium=3), Selection(PREMIUM, {}, MONTH), at)

    assert isinstance(quote, Quote)
    assert (quote.kind, quote.after.billings, quote.next_charge is not None) == ("reactivation", 3, True)


def test_who_comes_back_before_the_last_payment_goes_on_with_the_rest() -> None:
    ended = membership(times_billed=4, billing_cycles=5, status="expired")

    quote = price_change(sold(ended, premium=3), Selection(PREMIUM, {}, MONTH), AT + timedelta(days=60))

    assert isinstance(quote, Quote)
    assert (quote.after.billings, quote.next_charge) == (None, None)


def test_a_number_that_cannot_be_read_is_not_for_sale_and_bills_who_has_the_plan_as_agreed() -> None:
    wanted = Selection(PREMIUM, {}, MONTH)
    unknown = (Refusal("price_unknown", {"product_id": PREMIUM}),)
    held = membership(times_billed=3, billing_cycles=5)

    assert price_change(sold(HELD, premium=None), wanted, AT) == unknown
    listed = {choice.product_id: choice.refusals for choice in list_choices(sold(HELD, premium=None), AT)}
    assert listed[PREMIUM] == unknown
    assert next_charge(sold(held, premium=None), AT) is not None
    assert renew(sold(held, premium=None), datetime(2025, 2, 28), 3) is not None
    ended = replace(held, times_billed=5, status="expired")
    assert price_change(sold(ended, premium=None), wanted, AT + timedelta(days=60)) == unknown


@pytest.mark.parametrize("today", [0, 3, None])
def test_what_is_booked_is_billed_as_often_as_was_agreed_whatever_is_sold_on_its_day(today: int | None) -> None:
    held = membership()
    booked = asked(sold(held, basic=12), BASIC)
    assert booked.effective is not None

    there = with_agreed_billings(sold(held, basic=today), booked)
    on_its_day = price_change(there, Selection(BASIC, {}, MONTH), booked.effective, falls_due=True)

    assert isinstance(on_its_day, Quote)
    assert on_its_day.after.billings == 12


def test_the_number_of_payments_is_a_fact_of_the_quote_and_a_plan_without_one_is_as_before() -> None:
    wanted = Selection(PREMIUM, {}, MONTH)

    assert basis_of(sold(HELD), wanted) != basis_of(sold(HELD, premium=12), wanted)
    assert basis_of(sold(HELD), wanted) == basis_of(sold(HELD, premium=0), wanted)
