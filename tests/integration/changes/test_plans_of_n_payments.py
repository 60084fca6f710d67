"""A plan that is billed a number of times, from the change to it until what follows its last payment."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from bridge.account.page import read_account
from bridge.changes.change import confirm
from bridge.changes.choices import list_choices
from bridge.changes.ownership import forecast, hand_back, take_over
from bridge.changes.quoting import make_quote
from bridge.errors import ChangeRefused
from bridge.network_admin import giving, payments
from bridge.network_admin.forms import Notation
from bridge.people import Author
from bridge.pricing.quote import Billings
from bridge.pricing.snapshot import Selection
from bridge.store.gifts import Wanted
from bridge.worker import run_all_once
from tests.integration.changes.story import ADMIN, BASIC, DISK, MEMBERSHIP, MONTH, OWNER, PREMIUM, YEAR, Story

BY = Author("network_admin", 9001)
COUNTS = "times_billed, billing_cycles"


def sold(story: Story, plan: int, number: int, after_last: str = "as_network") -> None:
    """Let a plan be billed so often, and say what follows."""
    story.sql(
        f"UPDATE {{p}}wu_products SET billing_cycles = {number} WHERE id = {plan};"
        "INSERT INTO {p}bridge_product_rules (product_id, after_last, updated_at)"
        f" VALUES ({plan}, '{after_last}', UTC_TIMESTAMP(6))"
    )


def bought(story: Story, plan: int, addons: dict[int, int] | None = None, period: object = MONTH) -> None:
    quote_id = story.quote(plan, addons, period)  # type: ignore[arg-type]
    confirm(story.services, OWNER, quote_id, "manual")
    if story.change(quote_id) == ["awaiting_payment"]:
        payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))


def renewed(story: Story, at: datetime) -> str:
    """Let the next payment be asked for and pay it; return its amount."""
    story.clock.at = at
    run_all_once(story.services)
    payment_id, amount = story.one("SELECT payment_id, amount_minor FROM {p}bridge_payments WHERE status = 'pending'")
    payments.mark_paid(story.services, ADMIN, int(payment_id))
    return amount


def letters(story: Story) -> list[tuple[str, str | None, str | None]]:
    """The letters to the owner that tell which payment it is."""
    rows = story.sql("SELECT payload FROM {p}bridge_outbox WHERE topic = 'mail' ORDER BY id")
    told = [json.loads(row[0].replace("\\\\", "\\")) for row in rows]
    return [(one["template"], one["params"].get("billing"), one["params"].get("billings"))
            for one in told if one["user_id"] and "billing" in one["params"]]  # fmt: skip


@pytest.mark.parametrize(("after_last", "status"), [("as_network", "active"), ("end", "expired")])
def test_a_plan_is_billed_as_often_as_it_says_and_then_goes_on_or_ends(
    story: Story, after_last: str, status: str
) -> None:
    story.membership(billed=7)
    sold(story, PREMIUM, 2, after_last)
    ends = after_last == "end"
    listed = {plan.product_id: plan.billings for plan in list_choices(story.services, OWNER, MEMBERSHIP).plans}
    assert (listed[PREMIUM], listed[BASIC]) == (Billings(2, 0, ends), None)
    told = make_quote(story.services, OWNER, MEMBERSHIP, Selection(PREMIUM, {}, MONTH))
    assert told.billings == Billings(2, 1, ends)

    bought(story, PREMIUM)
    assert story.row(COUNTS) == ["8", "9"]
    shown = read_account(story.services, OWNER).membership
    assert (shown.billings, shown.next_charge and shown.next_charge.date) == (
        Billings(2, 1, ends), datetime(2025, 7, 15, 10),
    )  # fmt: skip

    bought(story, PREMIUM, {DISK: 1})
    assert story.row(COUNTS) == ["8", "9"]
    assert renewed(story, datetime(2025, 7, 10)) == "24800"
    shown = read_account(story.services, OWNER).membership
    assert (story.row(COUNTS), shown.billings, shown.next_charge) == (["9", "9"], Billings(2, 2, ends), None)
    assert shown.beyond_term == ("ends_paid_in_full" if ends else "paid_in_full")
    with pytest.raises(ChangeRefused):
        make_quote(story.services, OWNER, MEMBERSHIP, Selection(PREMIUM, {}, YEAR))

    for when in (datetime(2025, 8, 15, 9), datetime(2025, 8, 15, 11), datetime(2025, 11, 1)):
        story.clock.at = when
        run_all_once(story.services)
    assert story.row("status") == [status]
    assert story.sql("SELECT COUNT(*) FROM {p}bridge_changes WHERE kind = 'renewal'") == [["1"]]
    assert letters(story) == [
        ("change_awaiting_payment", "1", "2"), ("change_applied", "1", "2"),
        ("renewal_awaiting_payment", "2", "2"), ("renewal_applied", "2", "2"),
    ]  # fmt: skip

    if ends:
        bought(story, PREMIUM)
        assert (story.row(COUNTS), read_account(story.services, OWNER).membership.billings) == (
            ["10", "11"], Billings(2, 1, ends),
        )  # fmt: skip


def test_a_booked_downgrade_is_billed_as_often_as_was_agreed(story: Story) -> None:
    story.membership(PREMIUM, amount="199", billed=3)
    sold(story, BASIC, 12)
    story.sql("UPDATE {p}wu_products SET product_group = '' WHERE type = 'plan'")
    bought(story, BASIC)
    assert story.row(COUNTS) == ["3", "0"]
    story.sql(f"UPDATE {{p}}wu_products SET billing_cycles = -1 WHERE id = {BASIC}")

    story.clock.at = datetime(2025, 7, 1)
    run_all_once(story.services)
    (payment_id,) = story.one("SELECT payment_id FROM {p}bridge_payments WHERE status = 'pending'")
    payments.mark_paid(story.services, ADMIN, int(payment_id))

    assert story.row(f"plan_id, {COUNTS}") == [str(BASIC), "4", "15"]
    assert read_account(story.services, OWNER).membership.billings == Billings(12, 1, ends=False)


def test_one_taken_over_keeps_the_count_of_its_row_and_is_told_no_bill_once_all_are_made(story: Story) -> None:
    story.membership(PREMIUM, amount="199", billed=3)
    sold(story, PREMIUM, 2)
    story.sql(f"UPDATE {{p}}wu_memberships SET billing_cycles = 4 WHERE id = {MEMBERSHIP}")
    assert forecast(story.services, MEMBERSHIP, "take_over").bill is not None

    take_over(story.services, BY, MEMBERSHIP)
    assert (story.row(COUNTS), read_account(story.services, OWNER).membership.billings) == (
        ["3", "4"], Billings(4, 3, ends=False),
    )  # fmt: skip
    renewed(story, datetime(2025, 6, 28))
    hand_back(story.services, BY, MEMBERSHIP)
    told = forecast(story.services, MEMBERSHIP, "take_over")

    assert (story.row(COUNTS), told.bill, told.notes) == (["4", "4"], None, ("no_bill",))


@pytest.mark.parametrize(("paid", "counts", "bills"), [("", ["0", "1"], True), ("199,00", ["1", "1"], False)])
def test_what_is_given_is_billed_as_often_as_its_plan_says(
    story: Story, paid: str, counts: list[str], *, bills: bool
) -> None:
    sold(story, PREMIUM, 1)
    story.sql("INSERT INTO {p}users (ID, user_login, user_email) VALUES (9701, 'gun', 'gun@a.test')")
    wanted = Wanted(user="gun", sites=(), plan="Premium", paid=paid)

    given = giving.give(story.services, ADMIN, "a" * 32, wanted, Notation(",", " "))

    assert (given.billings, given.bill is not None) == (Billings(1, int(counts[0]), ends=False), bills)
    assert story.one(f"SELECT {COUNTS} FROM {{p}}wu_memberships WHERE id = {given.membership_id}") == counts
