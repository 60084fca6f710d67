"""A whole change on rows as other systems leave them: dates that are none, texts that cannot be read, no plan."""

import pytest

from bridge.account.page import read_account
from bridge.changes.change import confirm
from bridge.network_admin import payments
from tests.integration.changes.story import ADMIN, FREE, MEMBERSHIP, OWNER, PREMIUM, Story

UNREADABLE = 'a:1:{i:5;s:9:"1'


def bought(story: Story, plan: int = PREMIUM) -> str:
    """An upgrade that was confirmed and paid by hand."""
    quote_id = story.quote(plan)
    confirm(story.services, OWNER, quote_id, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))
    return quote_id


def test_packages_that_cannot_be_read_are_kept_byte_for_byte_by_a_change(story: Story) -> None:
    story.membership(addons=UNREADABLE)

    bought(story)

    assert story.row("plan_id, addon_products") == [str(PREMIUM), UNREADABLE]


@pytest.mark.parametrize("none", ["NULL", "'0000-00-00 00:00:00'"])
@pytest.mark.parametrize("plan", [2, 99, 0])
def test_a_change_where_no_date_is_known(story: Story, none: str, plan: int) -> None:
    story.membership(plan=plan)
    columns = ("date_created", "date_activated", "date_renewed", "date_trial_end", "date_expiration")
    story.sql(
        "SET sql_mode = ''; UPDATE {p}wu_memberships SET "
        + ", ".join(f"{column} = {none}" for column in columns)
        + f" WHERE id = {MEMBERSHIP}"
    )

    quote_id = bought(story)

    assert story.change(quote_id) == ["applied"]
    assert story.row("plan_id, date_renewed, date_expiration") == [
        str(PREMIUM), "2025-06-15 10:00:00", "2025-07-15 10:00:00",
    ]  # fmt: skip
    assert read_account(story.services, OWNER).membership.id == MEMBERSHIP


@pytest.mark.parametrize("status", ["active", "on-hold", "pending", "expired", "cancelled", "trialing", "done"])
def test_a_change_from_every_status_bills_once_and_runs(story: Story, status: str) -> None:
    story.membership(FREE, amount="0", end=None, status=status, billed=0)

    quote_id = bought(story)

    assert story.change(quote_id, "status, due_now_minor") == ["applied", "19900"]
    assert story.row("status, times_billed, initial_amount, amount, date_cancellation") == [
        "active", "1", "199.0000", "199.0000", "NULL",
    ]  # fmt: skip


def test_a_trial_that_ends_by_an_upgrade_leaves_no_trial_behind(story: Story) -> None:
    story.membership(status="trialing", billed=0, amount="99", start="2025-06-10 00:00:00", end="2025-06-24 00:00:00")

    quote_id = bought(story)

    assert story.change(quote_id, "status, due_now_minor") == ["applied", "19900"]
    assert story.row("status, times_billed, initial_amount, date_trial_end, date_expiration") == [
        "active", "1", "199.0000", "NULL", "2025-07-15 10:00:00",
    ]  # fmt: skip
