"""Changes worked out by hand for the combinations that the given cases leave out; each id says the sum."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.pricing.case_builder import (
    DISK,
    END,
    FREE,
    MIDDLE,
    SEAT,
    START,
    A,
    B,
    brief,
    free,
    lifetime,
    line,
    member,
    plan,
    price,
    product,
    trial,
    yearly,
)

KEEP = {"anchor": "keep_anchor"}
NOW = {"downgrade": "immediate"}


def code(**more: Any) -> dict[str, Any]:
    values = {"code": "X", "type": "percentage", "value": "20", "applies_to_renewals": True}
    return {"discount_code": values | more}


def taxed(percent: str, *, inclusive: bool) -> dict[str, Any]:
    return {
        "settings": {"taxes": True, "tax_inclusive": inclusive},
        "tax_rates": [{"country": "DE", "tax_category": "default", "percent": percent}],
        "customer": {"country": "DE"},
    }


# Lifetime plans


def test_lifetime_to_recurring_gives_all_back_at_once_and_keeps_the_rest_as_credit() -> None:
    answer = price(lifetime(), "a")

    assert brief(answer, "kind", "effective", "credit", "due_now", "account_credit_after", "next") == (
        "downgrade", "now", "499.00", "0.00", "469.00", ("2025-07-16", "0.00"))  # fmt: skip


def test_lifetime_years_consume_a_lifetime_plan_when_a_recurring_one_replaces_it() -> None:
    bought = lifetime(settled_lines=[line("life", "499", "2015-06-16T00:00:00Z", None)])

    answer = price(bought, "a", settings={"lifetime_years": 20})

    assert brief(answer, "credit", "account_credit_after") == ("249.46", "219.46")  # 499 * 3652/7305 days left


def test_lifetime_years_do_not_touch_a_change_between_lifetime_plans() -> None:
    bought = lifetime(settled_lines=[line("life", "499", "2015-06-16T00:00:00Z", None)])

    answer = price(bought, "lifebig", settings={"lifetime_years": 20})

    assert brief(answer, "kind", "credit", "due_now", "recurring_total", "next") == (
        "upgrade", "499.00", "500.00", "0.00", None)  # fmt: skip


def test_cheaper_lifetime_plan_is_still_an_upgrade() -> None:
    assert brief(price(lifetime("lifebig", "999"), "life"), "kind", "credit", "account_credit_after") == (
        "upgrade", "999.00", "500.00")  # fmt: skip


def test_lifetime_without_records_gives_back_the_initial_amount() -> None:
    answer = price(lifetime(settled_lines=None, initial_amount="450"), "a")

    assert brief(answer, "credit", "account_credit_after") == ("450.00", "420.00")


def test_lifetime_without_records_gives_back_the_initial_amount_though_it_counts_no_billing() -> None:
    answer = price(lifetime(settled_lines=None, initial_amount="450", times_billed=0), "a")

    assert brief(answer, "kind", "credit", "account_credit_after") == ("downgrade", "450.00", "420.00")


def test_known_payment_for_a_term_counts_though_the_row_counts_no_billing() -> None:
    row = {"settled_lines": None, "times_billed": 0, "initial_amount": "30"}

    known, unknown = price(member(last_term_payment="20", **row), "b"), price(member(**row), "b")

    assert brief(known, "credit", "due_now") == ("10.00", "40.00")
    assert brief(unknown, "credit", "due_now") == ("0.00", "50.00")


def test_addon_beside_a_lifetime_plan_starts_a_full_term_of_its_own() -> None:
    answer = price(lifetime(), "life", addons={"disk": 1})

    assert brief(answer, "kind", "credit", "due_now", "recurring_total", "next") == (
        "addon", "0.00", "5.00", "5.00", ("2025-07-16", "5.00"))  # fmt: skip


def test_lifetime_plan_held_is_not_bought_again_when_its_addons_term_is_over() -> None:
    held = lifetime(addons={"disk": 1}, recurring=True, amount="5", date_expiration=END,
                    settled_lines=[line("life", "499", START, None), line("disk", "5", type="package")])  # fmt: skip

    answer = price(held, "life", addons={"disk": 2}, as_of="2025-07-10T00:00:00Z")

    assert brief(answer, "kind", "credit", "due_now", "recurring_total") == ("reactivation", "0.00", "10.00", "10.00")


def test_longer_period_of_an_addon_beside_a_lifetime_plan_leaves_the_plan_alone() -> None:
    held = lifetime(addons={"disk": 1}, recurring=True, amount="5", date_expiration=END,
                    settled_lines=[line("life", "499", START, None), line("disk", "5", type="package")])  # fmt: skip

    answer = price(held, "life", addons={"disk": 1}, period=(1, "year"))

    assert brief(answer, "kind", "credit", "due_now", "next") == ("upgrade", "2.50", "47.50", ("2026-06-16", "50.00"))


# Free plans


def test_free_plan_with_dates_long_past_is_no_reactivation() -> None:
    old = free(date_expiration="2025-02-01T00:00:00Z", status="expired")

    assert brief(price(old, "a"), "kind", "due_now") == ("upgrade", "30.00")


def test_free_plan_whose_row_says_that_it_recurs_is_free_all_the_same() -> None:
    odd = plan("odd", "9", pricing_type="free")

    answer = price(member("odd", "0", settled_lines=[], date_expiration="2025-02-01T00:00:00Z"), "a", odd)

    assert brief(answer, "kind", "credit", "due_now") == ("upgrade", "0.00", "30.00")


def test_paid_to_free_waits_for_the_end_and_has_no_next_charge() -> None:
    assert brief(price(member(), "free"), "kind", "effective", "due_now", "recurring_total", "next") == (
        "downgrade", END, "0.00", "0.00", None)  # fmt: skip


def test_paid_to_free_at_once_keeps_the_credit() -> None:
    answer = price(member(), "free", settings=NOW)

    assert brief(answer, "kind", "effective", "credit", "due_now", "account_credit_after") == (
        "downgrade", "now", "15.00", "0.00", "15.00")  # fmt: skip
    assert [item["code"] for item in answer["lines"]] == ["credit", "credit_kept"]


def test_from_one_free_plan_to_another_is_a_crossgrade() -> None:
    other = plan("free2", "0", pricing_type="free", recurring=False)

    assert brief(price(free(), "free2", other), "kind", "due_now", "next") == ("crossgrade", "0.00", None)


def test_addon_beside_a_free_plan_starts_its_own_term_whatever_period_the_row_holds() -> None:
    answer = price(free(), "free", addons={"disk": 1}, period=(1, "year"))

    assert brief(answer, "kind", "due_now", "next") == ("addon", "50.00", ("2026-06-16", "50.00"))


def test_free_to_lifetime_is_an_upgrade() -> None:
    assert brief(price(free(), "life"), "kind", "due_now", "next") == ("upgrade", "499.00", None)


# Terms that are over, cancelled or not paid


def test_active_member_after_the_end_with_an_unchanged_offer_awaits_the_renewal() -> None:
    assert brief(price(member(), "a", as_of="2025-07-02T00:00:00Z"), "kind", "due_now") == ("none", "0.00")


OPEN = ["active", "on-hold", "trialing"]


@pytest.mark.parametrize("plan_id", ["a", "b"])
@pytest.mark.parametrize("status", ["on-hold", "trialing"])
def test_who_pays_within_the_days_of_grace_goes_on_from_the_old_end(status: str, plan_id: str) -> None:
    answer = price(member(status=status), plan_id, as_of="2025-07-03T00:00:00Z")

    assert brief(answer, "kind", "next") == ("reactivation", ("2025-08-01", answer["recurring_total"]))


@pytest.mark.parametrize("status", OPEN)
@pytest.mark.parametrize(
    ("grace", "at", "until"),
    [
        (3, "2025-07-03T23:59:59Z", "2025-08-01"),
        (3, "2025-07-04T00:00:00Z", "2025-08-04"),
        (2, "2025-07-03T00:00:00Z", "2025-08-03"),
        (0, "2025-07-01T00:00:00Z", "2025-08-01"),
        (0, "2025-07-02T00:00:00Z", "2025-08-02"),
        (30, "2025-07-03T00:00:00Z", "2025-08-01"),
        (30, "2025-07-04T00:00:00Z", "2025-08-04"),
    ],
)
def test_who_comes_back_after_the_days_of_grace_pays_from_now(status: str, grace: int, at: str, until: str) -> None:
    answer = price(member(status=status), "b", as_of=at, settings={"grace_days": grace})

    assert brief(answer, "kind", "due_now", "next") == ("reactivation", "50.00", (until, "50.00"))


@pytest.mark.parametrize("status", ["expired", "cancelled"])
def test_who_was_closed_pays_from_now(status: str) -> None:
    answer = price(member(status=status), "b", as_of="2025-07-02T00:00:00Z")

    assert brief(answer, "kind", "due_now", "next") == ("reactivation", "50.00", ("2025-08-02", "50.00"))


@pytest.mark.parametrize(
    ("as_of", "until"), [("2025-06-17T00:00:00Z", "2025-07-15"), ("2025-06-18T00:00:00Z", "2025-07-18")]
)
def test_trial_that_is_over_is_followed_by_a_full_term_from_its_end_or_after_the_days_of_grace_from_now(
    as_of: str, until: str
) -> None:
    answer = price(trial("t", "30"), "t", plan("t", "30", trial_duration=14), as_of=as_of)

    assert brief(answer, "kind", "due_now", "next") == ("reactivation", "30.00", (until, "30.00"))


def test_active_member_after_the_end_continues_from_the_old_end() -> None:
    answer = price(member(), "b", as_of="2025-07-03T00:00:00Z")

    assert brief(answer, "kind", "due_now", "next") == ("reactivation", "50.00", ("2025-08-01", "50.00"))


def test_active_member_at_the_very_end_keeps_the_anchor_day() -> None:
    start, end = "2025-01-31T00:00:00Z", "2025-02-28T00:00:00Z"
    row = {"date_created": start, "date_expiration": end, "settled_lines": [line("a", "30", start, end)]}

    active = price(member(**row), "b", as_of=end)
    expired = price(member(status="expired", **row), "b", as_of=end)

    assert brief(active, "kind", "due_now", "next") == ("reactivation", "50.00", ("2025-03-31", "50.00"))
    assert brief(expired, "kind", "next") == ("reactivation", ("2025-03-28", "50.00"))


def test_active_member_long_after_the_end_starts_now() -> None:
    answer = price(member(), "b", as_of="2025-08-03T00:00:00Z")

    assert brief(answer, "kind", "next") == ("reactivation", ("2025-09-03", "50.00"))


def test_reactivation_to_a_cheaper_plan_takes_effect_at_once() -> None:
    answer = price(member(status="expired"), "low", as_of="2025-07-03T00:00:00Z")

    assert brief(answer, "kind", "effective", "due_now") == ("reactivation", "now", "10.00")


def test_cancellation_inside_the_term_is_taken_back_for_nothing() -> None:
    answer = price(member(status="cancelled"), "a")

    assert brief(answer, "kind", "effective", "due_now", "next") == (
        "reactivation", "now", "0.00", ("2025-07-01", "30.00"))  # fmt: skip


def test_cancelled_inside_the_term_another_plan_is_an_upgrade_with_credit() -> None:
    assert brief(price(member(status="cancelled"), "b"), "kind", "credit", "due_now") == ("upgrade", "15.00", "35.00")


def test_the_very_end_is_over() -> None:
    assert brief(price(member(status="expired"), "a", as_of=END), "kind", "due_now") == ("reactivation", "30.00")


def test_unpaid_order_has_no_value_and_its_downgrade_does_not_wait() -> None:
    unpaid = member(status="pending", settled_lines=None, times_billed=0)

    answer = price(unpaid, "low")

    assert brief(answer, "kind", "effective", "credit", "due_now") == ("downgrade", "now", "0.00", "10.00")


def test_recurring_row_without_an_end_is_read() -> None:
    answer = price(member(date_expiration=None, settled_lines=None, initial_amount="30"), "b")

    assert brief(answer, "kind", "credit", "due_now") == ("upgrade", "0.00", "50.00")


def test_zero_dates_are_none() -> None:
    zero = "0000-00-00 00:00:00"
    row = member(date_expiration=zero, date_created=zero, date_renewed=zero, settled_lines=None)

    assert brief(price(row, "low"), "kind", "effective") == ("downgrade", "now")


def test_never_ending_date_is_read() -> None:
    row = member(date_expiration="9999-12-31T23:59:59Z", settled_lines=None)

    assert price(row, "b")["kind"] == "upgrade"


# Rows without records


def foreign(**more: Any) -> dict[str, Any]:
    return member(settled_lines=None, initial_amount="30", **more)


def test_end_at_23_59_59_of_a_row_without_records_is_midnight() -> None:
    answer = price(foreign(date_expiration="2025-06-30T23:59:59Z"), "low")

    assert answer["effective"] == END


def test_end_at_23_59_59_is_kept_where_lines_are_recorded() -> None:
    end = "2025-06-30T23:59:59Z"

    assert price(member(date_expiration=end), "low")["effective"] == end


def test_row_without_records_is_worth_what_was_paid_last() -> None:
    assert price(foreign(times_billed=7, last_term_payment="24"), "b")["credit"] == "12.00"


def test_row_without_records_is_worth_the_recurring_amount_after_the_first_term() -> None:
    assert price(foreign(times_billed=7) | {"initial_amount": "3"}, "b")["credit"] == "15.00"


def test_row_that_was_never_billed_is_worth_nothing() -> None:
    assert price(foreign(times_billed=0), "b")["credit"] == "0.00"


def test_anchor_day_31_of_a_row_without_records_makes_february_a_term_of_28_days() -> None:
    row = foreign(date_created="2025-01-31T00:00:00Z", date_expiration="2025-02-28T00:00:00Z")

    answer = price(row, "b", settings=KEEP, as_of="2025-02-14T00:00:00Z")

    assert brief(answer, "credit", "due_now") == ("15.00", "10.00")


def test_scheduled_change_comes_back_to_the_anchor_day() -> None:
    row = member(date_created="2025-01-31T00:00:00Z", date_expiration="2025-02-28T00:00:00Z", anchor_day=31,
                 duration=1, settled_lines=[])  # fmt: skip

    answer = price(row, "low", as_of="2025-02-14T00:00:00Z")

    assert answer["next_charge"]["date"] == "2025-02-28T00:00:00Z"


# Anchors with add-ons and fees


def test_keep_anchor_prorates_addons_and_not_fees_or_one_off_lines() -> None:
    fee = plan("fee", "50", setup_fee="25")
    held = member(addons={"disk": 2}, amount="40",
                  settled_lines=[line("a", "30"), line("disk", "10", type="package")])  # fmt: skip

    answer = price(held, "fee", fee, addons={"disk": 3, "help": 1}, settings=KEEP)

    # 25 + 7.50 + 25 fee + 50 service = 107.50; credit 15 + 5
    assert brief(answer, "credit", "due_now", "recurring_total", "next") == (
        "20.00", "87.50", "65.00", ("2025-07-01", "65.00"))  # fmt: skip


def test_restart_charges_addons_for_the_full_new_term() -> None:
    held = member(addons={"disk": 2}, amount="40",
                  settled_lines=[line("a", "30"), line("disk", "10", type="package")])  # fmt: skip

    answer = price(held, "b", addons={"disk": 3})

    assert brief(answer, "credit", "due_now", "next") == ("20.00", "45.00", ("2025-07-16", "65.00"))


def test_keep_anchor_does_not_hold_in_a_trial() -> None:
    t1, b = plan("t1", "30", trial_duration=14), B

    answer = price(trial("t1", "30"), "b", t1, b, settings=KEEP, as_of="2025-06-08T00:00:00Z")

    assert brief(answer, "due_now", "next") == ("50.00", ("2025-07-08", "50.00"))


def test_addon_fee_is_charged_for_each_unit_added() -> None:
    kit = product("kit", "7", setup_fee="3")
    held = member(addons={"kit": 1}, amount="37",
                  settled_lines=[line("a", "30"), line("kit", "7", type="package")])  # fmt: skip

    answer = price(held, "a", kit, addons={"kit": 3})

    assert brief(answer, "kind", "due_now", "recurring_total") == ("addon", "13.00", "51.00")  # 2*7/2 + 2*3


# Add-ons of a kept plan


def test_added_and_removed_in_one_request_gives_no_credit_and_leaves_at_the_end() -> None:
    held = member(addons={"disk": 2}, amount="40",
                  settled_lines=[line("a", "30"), line("disk", "10", type="package")])  # fmt: skip

    answer = price(held, "a", addons={"disk": 1, "seat": 2})

    assert brief(answer, "kind", "effective", "credit", "due_now", "next") == (
        "addon", "now", "0.00", "3.33", ("2025-07-01", "41.66"))  # fmt: skip
    removed = [item for item in answer["lines"] if item["code"] == "addon_removed"]
    assert [(item["product"], item["quantity"], item["params"]["effective"]) for item in removed] == [("disk", 1, END)]


def test_removal_of_3_of_10_drops_the_price_of_3_at_the_price_paid() -> None:
    held = member(addons={"disk": 10}, amount="70",  # bought at 4 a piece, listed at 5 today
                  settled_lines=[line("a", "30"), line("disk", "40", type="package")])  # fmt: skip

    answer = price(held, "a", addons={"disk": 7}, settings=NOW)

    assert brief(answer, "kind", "effective", "due_now", "credit", "recurring_total", "next") == (
        "removal", END, "0.00", "0.00", "58.00", ("2025-07-01", "58.00"))  # fmt: skip


def test_kept_plan_keeps_its_price_when_the_list_was_raised() -> None:
    dearer = plan("a", "40")

    answer = price(member(), "a", dearer, addons={"disk": 1})

    assert brief(answer, "due_now", "next") == ("2.50", ("2025-07-01", "35.00"))


def test_addon_in_a_trial_costs_the_rest_of_the_trial_at_the_periods_rate() -> None:
    t1 = plan("t1", "30", trial_duration=14)

    answer = price(trial("t1", "30"), "t1", t1, addons={"disk": 1}, as_of="2025-06-08T00:00:00Z")

    assert brief(answer, "kind", "due_now", "next") == ("addon", "1.17", ("2025-06-15", "35.00"))  # 5 * 7/30


def test_one_off_held_and_one_more_charges_one() -> None:
    held = member(addons={"help": 1}, settled_lines=[line("a", "30"), line("help", "50", end=None, type="service")])

    answer = price(held, "a", addons={"help": 2})

    assert brief(answer, "kind", "due_now", "recurring_total") == ("addon", "50.00", "30.00")


def test_addon_without_a_price_for_the_period_is_refused() -> None:
    weekly = product("weekly", "2", duration_unit="week")

    assert price(member(), "a", weekly, addons={"weekly": 1})["refusals"] == ["period_unavailable"]


def test_addon_costs_its_own_amount_for_a_foreign_period_under_legacy_day() -> None:
    row = yearly(settled_lines=None)

    answer = price(row, "a", addons={"seat": 1}, period=(1, "year"), settings={"proration": "legacy_day"})

    assert answer["due_now"] == "3.33"


# Units of proration


def test_day_charges_days_begun_and_credits_whole_days() -> None:
    answer = price(member(), "b", as_of="2025-06-15T12:00:00Z", settings=KEEP | {"proration": "day"})

    assert brief(answer, "credit", "due_now") == ("15.00", "11.67")  # 50*16/30 = 26.67


def test_none_charges_in_full_and_gives_nothing_back() -> None:
    answer = price(member(), "b", settings={"proration": "none"})

    assert brief(answer, "credit", "due_now", "next") == ("0.00", "50.00", ("2025-07-16", "50.00"))


def test_none_gives_back_what_was_settled_at_this_very_instant() -> None:
    answer = price(member(), "b", as_of=START, settings={"proration": "none"})

    assert brief(answer, "credit", "due_now") == ("30.00", "20.00")


def test_addon_under_none_costs_its_full_price() -> None:
    assert price(member(), "a", addons={"disk": 1}, settings={"proration": "none"})["due_now"] == "5.00"


def test_yen_have_no_decimals() -> None:
    yen = {"currency": "JPY"}
    a, b = plan("a", "1000", **yen), plan("b", "2000", **yen)
    row = member("a", "1000", **yen)

    answer = price(row, "b", a, b, as_of="2025-06-21T00:00:00Z")

    assert brief(answer, "credit", "due_now") == ("333", "1667")


def test_line_of_a_term_not_yet_begun_counts_in_full() -> None:
    row = member(date_expiration="2025-08-01T00:00:00Z",
                 settled_lines=[line("a", "30"), line("a", "30", END, "2025-08-01T00:00:00Z",
                                                      settled_at="2025-06-10T00:00:00Z")])  # fmt: skip

    assert brief(price(row, "b"), "credit", "due_now") == ("45.00", "5.00")


def test_refund_lowers_the_value() -> None:
    row = member(settled_lines=[line("a", "30", refunded="10")])

    assert price(row, "b")["credit"] == "10.00"


# Taxes


def test_exclusive_tax_of_a_partial_charge_is_taken_on_the_rounded_amount() -> None:
    more = taxed("25", inclusive=False)
    row = member(settled_lines=[line("a", "30", tax="7.50")])

    answer = price(row, "b", as_of="2025-06-11T00:00:00Z", **more | {"settings": more["settings"] | KEEP})

    # charge 33.33 + 8.33; credit 37.50 * 2/3 = 25
    assert brief(answer, "credit", "tax", "due_now", "recurring_total") == ("25.00", "8.33", "16.66", "62.50")


def test_inclusive_tax_is_inside_the_price() -> None:
    answer = price(member(), "b", **taxed("25", inclusive=True))

    assert brief(answer, "tax", "due_now", "recurring_total") == ("10.00", "35.00", "50.00")


def test_credit_shows_the_share_of_tax_that_it_gives_back() -> None:
    row = member(settled_lines=[line("a", "30", tax="7.50")])

    credit = price(row, "b", **taxed("25", inclusive=False))["lines"][1]

    assert (credit["amount"], credit["tax"]) == ("-18.75", "-3.75")


def test_exempt_customer_pays_no_tax() -> None:
    more = taxed("25", inclusive=False)

    answer = price(member(), "b", **more | {"customer": {"country": "DE", "tax_exempt": True}})

    assert brief(answer, "tax", "due_now") == ("0.00", "35.00")


def test_most_specific_rate_wins_and_the_world_rate_only_where_no_other_matches() -> None:
    rates = [
        {"country": "*", "tax_category": "default", "percent": "1"},
        {"country": "US", "tax_category": "default", "percent": "2"},
        {"country": "US", "state": "CA, NY", "tax_category": "default", "percent": "10"},
        {"country": "US", "state": "CA", "city": "Los Angeles", "tax_category": "default", "percent": "20"},
    ]
    found = [
        price(member(), "b", settings={"taxes": True}, tax_rates=rates, customer=customer)["tax"]
        for customer in (
            {"country": "SE"}, {"country": "US"}, {"country": "US", "state": "NY"},
            {"country": "US", "state": "CA", "city": "los angeles"},
        )
    ]  # fmt: skip

    assert found == ["0.50", "1.00", "5.00", "10.00"]


def test_scheduled_change_tells_the_tax_of_its_charge() -> None:
    answer = price(member(), "low", **taxed("25", inclusive=False))

    assert brief(answer, "tax", "due_now", "recurring_total", "next") == (
        "2.50", "0.00", "12.50", ("2025-07-01", "12.50"))  # fmt: skip


# Discount codes


def test_percentage_covers_addons_and_not_fees_or_services() -> None:
    fee = plan("fee", "50", setup_fee="25")

    answer = price(member(**code()), "fee", fee, addons={"disk": 2, "help": 1})

    # 40 + 8 + 25 + 50 - 15
    assert brief(answer, "due_now", "recurring_total") == ("108.00", "48.00")


def test_absolute_is_taken_once_and_off_the_plan_alone() -> None:
    answer = price(member(**code(type="absolute", value="7")), "b", addons={"disk": 2})

    assert brief(answer, "due_now", "recurring_total") == ("38.00", "53.00")  # 43 + 10 - 15


def test_absolute_never_makes_a_line_negative() -> None:
    answer = price(member(**code(type="absolute", value="80")), "b", addons={"disk": 2})

    assert brief(answer, "due_now", "account_credit_after") == ("0.00", "5.00")


def test_code_for_one_time_expired_or_of_an_addon_only_is_not_taken() -> None:
    found = [
        price(member(**code(**more)), "b", DISK)["due_now"]
        for more in ({"applies_to_renewals": False}, {"expires": MIDDLE}, {"products": ["disk"]})
    ]

    assert found == ["35.00", "35.00", "35.00"]


def test_code_that_expires_before_the_terms_end_does_not_lower_the_charge_then() -> None:
    answer = price(member(**code(expires="2025-06-20T00:00:00Z")), "low")

    assert brief(answer, "next") == (("2025-07-01", "10.00"),)


def test_discounted_addon_of_a_kept_plan() -> None:
    answer = price(member(**code()), "a", addons={"disk": 1})

    assert brief(answer, "due_now", "recurring_total") == ("2.00", "34.00")


# Set-up fees, trials, pending changes


def test_exclusive_set_up_fee_is_compared_without_tax() -> None:
    f10, f25 = plan("f10", "20", setup_fee="10"), plan("f25", "50", setup_fee="25")
    row = member("f10", "25", settled_lines=[line("f10", "20", tax="5"),
                                             line("f10", "10", tax="2.50", end=None, type="setup_fee")])  # fmt: skip

    answer = price(row, "f25", f10, f25, **taxed("25", inclusive=False))

    assert brief(answer, "credit", "tax", "due_now") == ("12.50", "16.25", "68.75")  # 62.50 + 18.75 - 12.50


def test_fee_of_an_addon_is_no_plan_fee() -> None:
    f25 = plan("f25", "50", setup_fee="25")
    row = member(settled_lines=[line("a", "30"), line("disk", "9", end=None, type="setup_fee")])

    assert price(row, "f25", f25)["due_now"] == "60.00"


def test_trial_carries_over_at_most_as_long_as_the_new_one_and_puts_fees_off() -> None:
    t1, t3 = plan("t1", "30", trial_duration=14), plan("t3", "50", trial_duration=3, setup_fee="9")

    answer = price(trial("t1", "30"), "t3", t1, t3, addons={"help": 1}, as_of="2025-06-08T00:00:00Z")

    assert brief(answer, "kind", "due_now", "recurring_total", "next") == (
        "upgrade", "50.00", "50.00", ("2025-06-11", "59.00"))  # fmt: skip


def test_downgrade_in_a_trial_does_not_wait() -> None:
    t1, t0 = plan("t1", "30", trial_duration=14), plan("t0", "5", trial_duration=30)

    answer = price(trial("t1", "30"), "t0", t1, t0, as_of="2025-06-08T00:00:00Z")

    assert brief(answer, "kind", "effective", "due_now", "next") == ("downgrade", "now", "0.00", ("2025-06-15", "5.00"))


def test_cancelled_trial_is_a_trial_until_its_end() -> None:
    t1 = plan("t1", "30", trial_duration=14)
    row = trial("t1", "30", status="cancelled")

    same = price(row, "t1", t1, as_of="2025-06-08T00:00:00Z")
    more = price(row, "t1", t1, addons={"disk": 1}, as_of="2025-06-08T00:00:00Z")

    assert brief(same, "kind", "due_now", "next") == ("reactivation", "0.00", ("2025-06-15", "30.00"))
    assert brief(more, "kind", "due_now", "next") == ("addon", "1.17", ("2025-06-15", "35.00"))


def test_upgrade_out_of_no_trial_starts_none() -> None:
    t2 = plan("t2", "50", trial_duration=14)

    assert brief(price(member(), "t2", t2), "due_now", "next") == ("35.00", ("2025-07-16", "50.00"))


def waiting(**more: Any) -> dict[str, Any]:
    return {"pending_change": {"plan": "low", "addons": {}, "duration": 1, "duration_unit": "month", "at": END} | more}


def test_later_change_replaces_the_pending_one() -> None:
    assert price(member(**waiting()), "b")["replaces_pending"] is True
    assert price(member(**waiting()), "a", addons={"disk": 1})["replaces_pending"] is True


def test_asking_for_the_present_offer_cancels_nothing() -> None:
    answer = price(member(**waiting()), "a")

    assert brief(answer, "kind", "replaces_pending", "next") == ("none", False, ("2025-07-01", "10.00"))


# Kinds


def test_twelve_months_are_a_year() -> None:
    y12 = plan("y12", "500", duration=12)

    assert brief(price(yearly(), "y12", y12, period=(1, "year")), "kind") == ("upgrade",)


def test_rule_b_never_decides_a_shorter_period() -> None:
    only = plan("only", "700", duration_unit="year")
    weekly = plan("weekly", "14", duration_unit="week")

    # no period in common, a week is shorter: (c) 14 * 52.1775 = 730.49 a year is more than 700
    answer = price(yearly("only", "700"), "weekly", only, weekly, as_of=MIDDLE, period=(1, "week"))

    assert answer["kind"] == "upgrade"


def test_month_and_thirty_days_compare_by_the_calendars_cycle() -> None:
    days = plan("days", "30", duration=30, duration_unit="day")

    # 30 per 30.436875 days against 30 per 30 days: a little more; shorter, so (b) is silent
    assert price(member(), "days", days, period=(30, "day"))["kind"] == "upgrade"


def test_price_gone_from_the_catalog_is_compared_at_the_memberships_amount() -> None:
    renamed = plan("a", "300", duration_unit="year")

    assert [price(member(), want, renamed)["kind"] for want in ("b", "low")] == ["upgrade", "downgrade"]


def test_addons_do_not_count_in_the_comparison_of_plans() -> None:
    held = member("b", "60", addons={"disk": 2}, settled_lines=[line("b", "60")])

    assert price(held, "a", addons={"disk": 9})["kind"] == "downgrade"


def test_seven_days_and_one_week_are_the_same_offer() -> None:
    week = plan("week", "9", duration=7, duration_unit="day")
    row = member("week", "9", duration=1, duration_unit="week", date_expiration="2025-06-08T00:00:00Z",
                 settled_lines=[line("week", "9", end="2025-06-08T00:00:00Z")])  # fmt: skip

    assert price(row, "week", week, as_of="2025-06-02T00:00:00Z", period=(7, "day"))["kind"] == "none"


# Account credit


def test_credit_kept_joins_the_account_credit() -> None:
    answer = price(yearly(), "b", as_of="2025-04-02T06:00:00Z", account_credit="3")

    assert brief(answer, "due_now", "account_credit_after") == ("0.00", "178.00")


def test_account_credit_pays_for_an_addon() -> None:
    answer = price(member(), "a", addons={"disk": 1}, account_credit="1")

    assert brief(answer, "due_now", "account_credit_after", "next") == ("1.50", "0.00", ("2025-07-01", "35.00"))


def test_quote_is_never_valid_beyond_the_terms_end() -> None:
    late, early = price(member(), "b", as_of="2025-06-30T23:50:00Z"), price(member(), "b")

    assert (late["valid_until"], early["valid_until"]) == (END, "2025-06-16T00:15:00Z")


# Legacy figures


LEGACY = {"settings": {"proration": "legacy_day", "addon_charge": "full"}}


def test_legacy_day_gives_all_back_on_the_day_of_renewal() -> None:
    row = foreign(date_created="2025-01-01T00:00:00Z", date_renewed="2025-06-16T07:00:00Z",
                  date_expiration="2025-07-15T23:59:59Z", times_billed=6)  # fmt: skip

    assert price(row, "b", as_of="2025-06-16T20:00:00Z", **LEGACY)["credit"] == "30.00"


@pytest.mark.parametrize("proration", ["second", "legacy_day"])
@pytest.mark.parametrize("as_of", [MIDDLE, "2025-07-10T00:00:00Z"])
def test_a_term_that_was_made_longer_is_worth_what_was_paid_for_it(proration: str, as_of: str) -> None:
    settings = {"proration": proration}
    paid, longer = member(), member(date_expiration="2025-08-20T00:00:00Z")

    credits_given = {price(row, "b", as_of=as_of, settings=settings)["credit"] for row in (paid, longer)}

    assert len(credits_given) == 1


def test_legacy_day_gives_the_lower_set_up_fee_back() -> None:
    f10, f25 = plan("f10", "20", setup_fee="10"), plan("f25", "50", setup_fee="25")
    row = member("f10", "20", settled_lines=None, initial_amount="30", date_expiration="2025-06-30T23:59:59Z")

    answer = price(row, "f25", f10, f25, **LEGACY)

    # 14 days * 20/30.4375 = 9.20, and 10 of the fee; 75 - 19.20
    assert brief(answer, "credit", "due_now") == ("19.20", "55.80")


def test_legacy_day_puts_a_downgrade_off_without_credit() -> None:
    assert brief(price(foreign(), "low", **LEGACY), "kind", "due_now", "credit") == ("downgrade", "0.00", "0.00")


@pytest.mark.parametrize("end", [None, "2025-06-10T00:00:00Z", END])
@pytest.mark.parametrize("dates", [{"date_created": MIDDLE}, {"date_renewed": MIDDLE}])
def test_legacy_day_gives_all_back_on_the_first_day_whatever_the_end(end: str | None, dates: dict[str, str]) -> None:
    answer = price(member(settled_lines=None, date_expiration=end, **dates), "b", **LEGACY)

    assert brief(answer, "credit", "due_now") == ("30.00", "20.00")


@pytest.mark.parametrize("end", ["2025-06-16T23:59:59Z", "2025-06-10T00:00:00Z", None])
def test_legacy_day_gives_no_set_up_fee_back_where_the_term_gives_nothing(end: str | None) -> None:
    old, new = plan("old", "30", setup_fee="25"), plan("new", "80", setup_fee="100")

    answer = price(member("old", settled_lines=None, date_expiration=end), "new", old, new, **LEGACY)

    assert brief(answer, "credit", "due_now") == ("0.00", "180.00")


def test_legacy_day_credits_an_unpaid_order_as_if_it_were_paid() -> None:
    answer = price(member(status="pending", settled_lines=None), "b", **LEGACY)

    assert brief(answer, "credit", "due_now") == ("14.78", "35.22")  # 15 of 30.4375 days


def test_legacy_day_credits_the_first_payment_of_a_row_that_does_not_recur() -> None:
    answer = price(free(initial_amount="15", settled_lines=None), "a", **LEGACY)

    assert brief(answer, "kind", "credit", "due_now") == ("upgrade", "15.00", "15.00")


def test_legacy_day_puts_off_a_downgrade_of_a_membership_without_an_end() -> None:
    answer = price(member(settled_lines=None, date_expiration=None), "low", **LEGACY)

    assert brief(answer, "kind", "credit", "due_now", "recurring_total") == ("downgrade", "0.00", "0.00", "10.00")


@pytest.mark.parametrize("status", ["cancelled", "expired", "pending"])
def test_legacy_day_takes_a_downgrade_of_what_does_not_run_at_once_and_in_full(status: str) -> None:
    answer = price(member(status=status, settled_lines=None), "low", **LEGACY)

    assert brief(answer, "kind", "effective", "credit", "due_now") == ("downgrade", "now", "0.00", "10.00")


def test_legacy_day_ignores_the_anchor() -> None:
    answer = price(foreign(), "b", settings=LEGACY["settings"] | KEEP)

    assert brief(answer, "credit", "due_now") == ("14.78", "35.22")  # 15 * 30/30.4375; 50 in full


def test_products_used_here_are_as_assumed() -> None:
    assert (A["amount"], B["amount"], FREE["amount"], SEAT["amount"]) == ("30", "50", "0", "3.33")


# What an add-on bought inside the term costs at the renewal, though its list price was edited since


def bought_inside(*lines: dict[str, Any], amount: str, **held: int) -> dict[str, Any]:
    return member(amount=amount, addons=held, settled_lines=[line("a", "30"), *lines])


def from_middle(slug: str, amount: str, start: str = MIDDLE, **more: Any) -> dict[str, Any]:
    return line(slug, amount, start, type="package", **more)


@pytest.mark.parametrize("later", ["8", "2"])
def test_removing_an_addon_bought_inside_the_term_takes_its_own_price_off(later: str) -> None:
    held = bought_inside(from_middle("disk", "2.50"), amount="35", disk=1)

    answer = price(held, "a", DISK | {"amount": later})

    assert brief(answer, "kind", "recurring_total", "next") == ("removal", "30.00", ("2025-07-01", "30.00"))


def test_addon_bought_inside_the_term_keeps_its_price_when_another_is_removed() -> None:
    held = bought_inside(from_middle("disk", "2.50"), line("seat", "3.33", type="package"), amount="38.33",
                         disk=1, seat=1)  # fmt: skip

    answer = price(held, "a", DISK | {"amount": "8"}, addons={"disk": 1})

    assert brief(answer, "kind", "recurring_total") == ("removal", "35.00")


def test_rounding_of_the_part_does_not_change_the_price() -> None:
    # 5 * 20 of 30 days = 3.33, which alone would tell 4.995
    held = bought_inside(from_middle("disk", "3.33", "2025-06-11T00:00:00Z"), from_middle("seat", "1.67"),
                         amount="38.33", disk=1, seat=1)  # fmt: skip

    answer = price(held, "a", DISK | {"amount": "8"}, SEAT | {"amount": "9"}, addons={"seat": 1})

    assert brief(answer, "kind", "recurring_total") == ("removal", "33.33")


def test_units_bought_inside_the_term_join_those_held_before() -> None:
    held = bought_inside(line("disk", "5", type="package"), from_middle("disk", "2.50"), amount="40", disk=2)

    answer = price(held, "a", DISK | {"amount": "8"}, addons={"disk": 1})

    assert brief(answer, "kind", "recurring_total") == ("removal", "35.00")


def test_addon_charged_in_full_inside_the_term_cost_what_was_settled() -> None:
    held = bought_inside(from_middle("disk", "5"), amount="35", disk=1)

    answer = price(held, "a", DISK | {"amount": "8"}, settings={"addon_charge": "full"})

    assert brief(answer, "kind", "recurring_total") == ("removal", "30.00")


def test_lines_that_do_not_tell_the_amount_leave_it_to_the_list() -> None:
    held = bought_inside(from_middle("disk", "1"), amount="35", disk=1)

    assert brief(price(held, "a", DISK | {"amount": "8"}), "kind", "recurring_total") == ("removal", "27.00")
