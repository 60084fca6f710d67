"""Memberships that nobody renews, that were billed as often as agreed, or that rest: what is said and done of them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from bridge.account.page import read_account
from bridge.changes.change import confirm
from bridge.changes.view import TaxChange
from bridge.network_admin import payments
from bridge.network_admin.memberships import list_memberships
from bridge.pricing.calendar import Period, add_period
from bridge.pricing.money import Money
from bridge.pricing.snapshot import RecurringLine
from bridge.store.membership_list import Which
from bridge.store.terms import renewal_text
from bridge.worker import run_all_once
from tests.integration.changes.story import ADMIN, DISK, MEMBERSHIP, OWNER, PREMIUM, USER, Story
from tools.network.service import BridgeFailed

OVER = datetime(2025, 8, 10)


def ours(story: Story) -> None:
    """A membership on Premium by the month, paid through us on 15 June at 10:00."""
    story.membership()
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))


@pytest.mark.parametrize(("status", "cycles", "sort"), [
    ("active", 0, "over"), ("trialing", 0, "over"), ("active", 1, "paid_in_full"), ("on-hold", 0, "on_hold"),
])  # fmt: skip
def test_a_membership_beyond_its_term_says_how_it_stands_and_names_no_billing_date(
    story: Story, status: str, cycles: int, sort: str
) -> None:
    story.membership(PREMIUM, amount="199", status=status)
    story.sql(f"UPDATE {{p}}wu_memberships SET billing_cycles = {cycles} WHERE id = {MEMBERSHIP}")
    story.clock.at = OVER

    shown = read_account(story.services, OWNER).membership
    listed = list_memberships(story.services, ADMIN, Which(f"#{MEMBERSHIP}")).memberships
    found = story.services.database.reading(lambda store: store.membership_list.beyond_term(OVER))

    assert (shown.beyond_term, shown.next_charge) == (sort, None)
    assert [row.beyond_term for row in listed] == [sort]
    assert [(row.sort, str(MEMBERSHIP) in row.first_ids.split(",")) for row in found if row.sort == sort] == [
        (sort, True)
    ]


@pytest.mark.parametrize("days", [-20, -1, 0, 1, 2, 10, 60])
@pytest.mark.parametrize("status", ["active", "trialing", "on-hold", "pending", "expired", "cancelled"])
@pytest.mark.parametrize("owned", [False, True])
def test_no_account_names_a_billing_date_in_the_past(story: Story, status: str, days: int, *, owned: bool) -> None:
    if owned:
        ours(story)
        story.sql(f"UPDATE {{p}}wu_memberships SET status = '{status}' WHERE id = {MEMBERSHIP}")
    else:
        story.membership(PREMIUM, amount="199", status=status)
    story.clock.at = datetime.fromisoformat(story.row("date_expiration")[0]) + timedelta(days=days)

    charge = read_account(story.services, OWNER).membership.next_charge

    assert charge is None or charge.date > story.clock.at


@pytest.mark.parametrize(("answer", "status"), [("go_on", "active"), ("end", "expired")])
def test_a_membership_billed_as_often_as_agreed_goes_on_or_ends_as_the_network_says(
    story: Story, answer: str, status: str
) -> None:
    ours(story)
    story.services.database.transaction(
        lambda store: store.settings.save({"when_paid_in_full": answer}, story.clock.at, 1)
    )
    story.sql(f"UPDATE {{p}}wu_memberships SET billing_cycles = times_billed WHERE id = {MEMBERSHIP}")
    before = read_account(story.services, OWNER).membership.beyond_term
    statuses = []

    for when in (datetime(2025, 7, 10), datetime(2025, 7, 15, 9, 59), datetime(2025, 7, 15, 10), OVER):
        story.clock.at = when
        run_all_once(story.services)
        statuses.append(story.row("status")[0])

    assert before == {"go_on": "paid_in_full", "end": "ends_paid_in_full"}[answer]
    assert statuses == ["active", "active", status, status]
    assert story.sql("SELECT quote_id FROM {p}bridge_changes WHERE kind = 'renewal'") == []
    assert story.quota()["access"]["open"] is (answer == "go_on")
    assert (("membership_ended", USER) in story.mails()) is (answer == "end")
    assert (story.events()[-1] == "membership_ended") is (answer == "end")


def test_a_customers_tax_is_that_of_the_renewals_day_and_a_change_of_it_is_told(story: Story) -> None:
    story.services.database.transaction(
        lambda store: store.settings.save({"taxes": True, "tax_inclusive": False}, story.clock.at, 1)
    )
    ours(story)
    sold_at_19_percent = RecurringLine(PREMIUM, "plan", 1, 23681, 3781)
    story.sql(f"UPDATE {{p}}bridge_membership_terms SET recurring_lines = '{renewal_text([sold_at_19_percent], [])}'")
    story.clock.at = datetime(2025, 7, 15, 10)

    run_all_once(story.services)

    row = story.one("SELECT due_now_minor FROM {p}bridge_changes WHERE kind = 'renewal'")
    assert row == ["19900"]
    shown = read_account(story.services, OWNER).open_change
    assert shown is not None
    assert shown.tax_change == TaxChange(Money(0, "SEK"), Money(3781, "SEK"))
    mail = story.sql("SELECT payload FROM {p}bridge_outbox WHERE payload LIKE '%renewal_awaiting_payment%' ORDER BY id")
    told = json.loads(mail[0][0])["params"]
    assert (told["amount_minor"], told["now_minor"], told["agreed_minor"]) == (19900, 0, 3781)


def test_check_says_what_runs_on_beyond_its_term_and_what_to_do(story: Story) -> None:
    story.membership(PREMIUM, amount="199", start="2020-06-01 00:00:00", end="2020-07-01 00:00:00")

    with pytest.raises(BridgeFailed) as told:
        story.network.bridge("check")

    said = str(told.value)
    assert "nobody bills here: 1 (the first: 501; the oldest since 2020-07-01 00:00:00 UTC)" in said
    assert "take them over" in said
    assert "All is well" not in said


@pytest.mark.parametrize("end", [None, "9999-12-31 23:59:59"])
def test_a_package_beside_a_plan_without_an_end_is_charged_again_each_time_the_page_says(
    story: Story, end: str | None
) -> None:
    with_package(story, end)
    said, charged = [], []
    for _ in range(366):
        charge = read_account(story.services, OWNER).membership.next_charge
        said.append((charge.date.date(), charge.amount.minor) if charge else None)
        run_all_once(story.services)
        for payment_id, amount in pending(story):
            payments.mark_paid(story.services, ADMIN, int(payment_id))
            charged.append((story.clock.at.date(), amount))
        story.clock.at += timedelta(days=1)

    assert None not in said
    assert [amount for _, amount in charged] == ["4900"] * 12
    assert sorted(date for date, _ in set(said))[:12] == [
        add_period(START, Period(n, "month")).date() for n in range(1, 13)
    ]
    assert story.row("status, times_billed") == ["active", "1"]
    assert story.row("date_expiration")[0] in {"NULL", "9999-12-31 23:59:59"}


def test_a_package_beside_a_plan_without_an_end_that_is_not_paid_again_goes_alone(story: Story) -> None:
    with_package(story, None)
    before = story.quota()["limits"]["disk_space"]["limit"]
    for _ in range(60):
        run_all_once(story.services)
        story.clock.at += timedelta(days=1)
        charge = read_account(story.services, OWNER).membership.next_charge
        assert charge is None or charge.date > story.clock.at

    shown = read_account(story.services, OWNER).membership

    assert (shown.status, shown.addons, shown.next_charge) == ("active", (), None)
    assert story.row("status, amount, addon_products")[:2] == ["active", "199.0000"]
    assert story.quota()["access"] == {"open": True, "reason": None}
    assert story.quota()["limits"]["disk_space"]["limit"] < before
    assert [event for event in story.events() if "remind" not in event][-3:] == [
        "renewal_due", "renewal_void", "addons_ended",
    ]  # fmt: skip
    assert story.mails()[-1] == ("addons_ended", USER)
    assert (pending(story), story.slots()) == ([], 0)
    assert story.sql("SELECT COUNT(*) FROM {p}bridge_changes WHERE kind = 'renewal'") == [["1"]]


START = datetime(2025, 6, 15, 10)


def with_package(story: Story, end: str | None) -> None:
    """Premium without an end, and a package bought for it on 15 June."""
    story.membership(PREMIUM, amount="199", end=end)
    quote_id = story.quote(PREMIUM, {DISK: 1})
    confirm(story.services, OWNER, quote_id, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))


def pending(story: Story) -> list[list[str]]:
    return story.sql("SELECT payment_id, amount_minor FROM {p}bridge_payments WHERE status = 'pending'")
