"""The sample's rows add up, at any time of the year."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tools.network.catalog import PRODUCTS
from tools.network.memberships import earlier, later
from tools.network.sample import sample_rows

NOON = datetime(2025, 6, 11, 12, 0, 0, tzinfo=UTC)
NAMES = ("anna", "bjorn", "cecilia", "david", "eva", "ulla", "sara", "olle", "lea", "fina", "moa")
USERS = {name: number for number, name in enumerate(NAMES, start=2)}
SITES = {name: number for number, name in enumerate((name for name in NAMES if name != "ulla"), start=2)}


@pytest.mark.parametrize(
    ("instant", "months", "expected"),
    [
        (datetime(2025, 3, 31, tzinfo=UTC), 1, datetime(2025, 2, 28, tzinfo=UTC)),
        (datetime(2024, 3, 31, tzinfo=UTC), 1, datetime(2024, 2, 29, tzinfo=UTC)),
        (datetime(2025, 1, 15, tzinfo=UTC), 12, datetime(2024, 1, 15, tzinfo=UTC)),
        (datetime(2025, 1, 31, tzinfo=UTC), 2, datetime(2024, 11, 30, tzinfo=UTC)),
    ],
)
def test_months_are_counted_back_to_the_same_day_or_the_last(
    instant: datetime, months: int, expected: datetime
) -> None:
    assert earlier(instant, months) == expected


def test_a_month_on_from_the_last_of_january_is_the_last_of_february() -> None:
    assert later(datetime(2025, 1, 31, tzinfo=UTC), 1) == datetime(2025, 2, 28, tzinfo=UTC)


def test_bjorn_is_ten_days_into_a_month() -> None:
    row = sample_rows(USERS, SITES, NOON)["wu_memberships"][1]

    assert ("2025-06-01 12:00:00", "2025-07-01 12:00:00") == (row["date_renewed"], row["date_expiration"])


def test_davids_month_ended_five_days_ago_and_evas_trial_ends_in_ten() -> None:
    rows = sample_rows(USERS, SITES, NOON)["wu_memberships"]

    assert ("expired", "2025-06-06 12:00:00") == (rows[3]["status"], rows[3]["date_expiration"])
    assert ("trialing", "2025-06-21 12:00:00") == (rows[4]["status"], rows[4]["date_trial_end"])


def test_cecilia_pays_a_year_of_premium_and_two_packages() -> None:
    rows = sample_rows(USERS, SITES, NOON)

    assert ("2971.5000", {"5": 2}) == (rows["wu_memberships"][2]["amount"], rows["wu_memberships"][2]["addon_products"])


def test_settled_lines_sum_to_their_payments() -> None:
    rows = sample_rows(USERS, SITES, NOON)

    settled: dict[int, int] = {}
    for line in rows["bridge_settled_lines"]:
        settled[line["payment_id"]] = settled.get(line["payment_id"], 0) + line["amount_minor"] + line["tax_minor"]

    assert settled == {row["id"]: int(Decimal(row["total"]) * 100) for row in rows["wu_payments"]}


def test_each_term_that_was_billed_has_a_payment() -> None:
    rows = sample_rows(USERS, SITES, NOON)

    paid = [sum(one["membership_id"] == row["id"] for one in rows["wu_payments"]) for row in rows["wu_memberships"]]

    assert paid == [row["times_billed"] for row in rows["wu_memberships"]]


def test_terms_follow_each_other_without_a_gap() -> None:
    lines = [row for row in sample_rows(USERS, SITES, NOON)["bridge_settled_lines"] if row["membership_id"] == 2]

    assert [line["term_end"] for line in lines[:-1]] == [line["term_start"] for line in lines[1:]]


def test_every_currency_and_period_has_prices_with_decimals() -> None:
    odd = {
        (product.currency, period)
        for product in PRODUCTS
        for period, price in (("month", product.month), ("quarter", product.quarter), ("year", product.year))
        if price is not None and price % 1
    }

    assert odd == {(currency, period) for currency in ("SEK", "EUR") for period in ("month", "quarter", "year")}


def test_olle_pays_two_rates_of_tax() -> None:
    rows = sample_rows(USERS, SITES, NOON)

    lines = [one for one in rows["bridge_settled_lines"] if one["membership_id"] == 8]
    assert [(14990, 3748), (7350, 441)] == [(one["amount_minor"], one["tax_minor"]) for one in lines[:2]]
    assert "265.2900" == rows["wu_memberships"][7]["amount"]
