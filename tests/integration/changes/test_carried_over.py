"""Sums that a provider takes no payment of: the change applies, and the next charge takes them."""

from datetime import datetime

import pytest

from bridge.account.page import read_account
from bridge.changes.change import confirm
from bridge.errors import GatewayUnsuitable
from bridge.pricing.money import Money
from bridge.worker import run_all_once
from tests.integration.changes.story import BASIC, CUSTOMER, DISK, MEMBERSHIP, OWNER, PREMIUM, Story


def small(story: Story, credit_minor: int = 14_728) -> str:
    """An upgrade of 147.58 of which account credit leaves 0.30; the card takes 3.00 at least."""
    story.membership(credit_minor=credit_minor)
    story.card.least_minor = 300
    return story.quote(PREMIUM)


def carried(story: Story) -> list[list[str]]:
    return story.sql("SELECT amount_minor, taken_by IS NULL FROM {p}bridge_carried_over ORDER BY id")


def test_what_is_too_little_for_a_card_is_carried_over_and_nothing_is_declined(story: Story) -> None:
    quote_id = small(story)
    due = story.one(f"SELECT due_now_minor FROM {{p}}bridge_quotes WHERE id = '{quote_id}'")[0]

    told = confirm(story.services, OWNER, quote_id, "card")

    assert 0 < int(due) < 300
    assert (told.status, told.due_now) == ("applied", Money(0, "SEK"))
    assert [line.amount.minor for line in told.lines if line.code == "carried_over"] == [-int(due)]
    assert carried(story) == [[due, "1"]]
    assert story.sql("SELECT * FROM {p}bridge_payments") == []
    assert story.card.created == []
    assert story.events() == ["change_confirmed", "carried_over", "change_applied"]
    account = read_account(story.services, OWNER, MEMBERSHIP).membership
    assert account.carried_over == Money(int(due), "SEK")
    assert account.next_charge is not None
    assert account.next_charge.amount == Money(19_900 + int(due), "SEK")


def test_the_next_charge_takes_it_once(story: Story) -> None:
    quote_id = small(story)
    due = int(story.one(f"SELECT due_now_minor FROM {{p}}bridge_quotes WHERE id = '{quote_id}'")[0])
    confirm(story.services, OWNER, quote_id, "card")
    story.clock.at = datetime(2025, 7, 14)
    run_all_once(story.services)
    payment = story.one("SELECT amount_minor, status, payment_id FROM {p}bridge_payments")
    assert payment[:2] == [str(19_900 + due), "pending"]
    lines = story.sql("SELECT code, amount_minor FROM {p}bridge_payment_lines ORDER BY position")
    assert lines == [["plan", "19900"], ["carried_over", str(due)]]
    assert carried(story) == [[str(due), "1"]]

    story.sql(
        "UPDATE {p}bridge_account_credit SET balance_minor = 50000, use_at = DEFAULT(use_at)"
        f" WHERE customer_id = {CUSTOMER};"
        "INSERT INTO {p}bridge_account_credit_entries (customer_id, currency, amount_minor, cause, actor_user_id,"
        f" created_at) VALUES ({CUSTOMER}, 'SEK', 50000, 'granted', 1, '2025-07-14')"
    )
    run_all_once(story.services)

    assert story.row("times_billed") == ["3"]
    assert carried(story) == [[str(due), "0"]]
    assert read_account(story.services, OWNER, MEMBERSHIP).membership.carried_over == Money(0, "SEK")


def test_by_bank_transfer_there_is_no_least_amount(story: Story) -> None:
    quote_id = small(story)

    told = confirm(story.services, OWNER, quote_id, "manual")

    assert told.status == "awaiting_payment"
    assert carried(story) == []


def test_where_no_next_charge_comes_a_card_cannot_take_it(story: Story) -> None:
    story.membership()
    story.card.least_minor = 100_000
    story.sql(f"UPDATE {{p}}wu_memberships SET billing_cycles = times_billed WHERE id = {MEMBERSHIP}")
    quote_id = story.quote(BASIC, addons={DISK: 1})

    with pytest.raises(GatewayUnsuitable):
        confirm(story.services, OWNER, quote_id, "card")

    assert story.row("addon_products") == ["a:0:{}"]
