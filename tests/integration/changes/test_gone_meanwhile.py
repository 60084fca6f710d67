"""What a change counted on and is gone when it is carried on: the membership, its plan, its customer."""

from datetime import datetime, timedelta

from bridge.changes.change import confirm
from bridge.network_admin import payments
from bridge.worker import run_all_once
from tests.integration.changes.story import ADMIN, BASIC, CUSTOMER, FREE, MEMBERSHIP, OWNER, PREMIUM, Story


def awaiting(story: Story, plan: int = PREMIUM) -> str:
    """An upgrade from Basic that waits for its payment."""
    quote_id = story.quote(plan)
    confirm(story.services, OWNER, quote_id, "manual")
    return quote_id


def delete_membership(story: Story) -> None:
    story.sql(f"DELETE FROM {{p}}wu_memberships WHERE id = {MEMBERSHIP}")


def test_money_for_a_membership_that_was_deleted_becomes_account_credit(story: Story) -> None:
    story.membership(credit_minor=1000)
    quote_id = awaiting(story)
    due = int(story.payment(quote_id)[2])
    delete_membership(story)

    marked = payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))

    assert marked.payment.status == "completed"
    assert story.credit() == [str(1000 + due), "0"]
    assert story.change(quote_id) == ["needs_attention"]
    assert story.slots() == 0


def test_what_an_unpaid_change_of_a_deleted_membership_held_is_given_back(story: Story) -> None:
    story.membership(credit_minor=1000)
    quote_id = awaiting(story)
    assert story.credit() == ["1000", "1000"]
    delete_membership(story)
    story.clock.at += timedelta(days=30)

    run_all_once(story.services)

    assert story.credit() == ["1000", "0"]
    assert story.change(quote_id) == ["void"]
    assert story.slots() == 0


def test_money_for_a_plan_that_was_deleted_meanwhile_becomes_account_credit(story: Story) -> None:
    story.membership()
    quote_id = awaiting(story)
    due = int(story.payment(quote_id)[2])
    story.sql(f"DELETE FROM {{p}}wu_products WHERE id = {PREMIUM}")

    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))

    assert story.row("plan_id, status") == [str(BASIC), "active"]
    assert story.credit() == [str(due), "0"]
    assert story.change(quote_id, "status, problem") == ["needs_attention", "product_gone"]


def test_a_cancelled_membership_is_not_revived_by_the_change_that_waited(story: Story) -> None:
    story.membership(PREMIUM, amount="199")
    quote_id = story.quote(FREE)
    confirm(story.services, OWNER, quote_id, "free")
    assert story.change(quote_id) == ["scheduled"]
    story.sql(f"UPDATE {{p}}wu_memberships SET status = 'cancelled' WHERE id = {MEMBERSHIP}")
    story.clock.at = datetime(2025, 7, 1, 0, 0, 5)

    run_all_once(story.services)

    assert story.row("plan_id, status") == [str(PREMIUM), "cancelled"]
    assert story.change(quote_id) == ["void"]


def test_a_currency_in_small_letters_is_the_same_currency(story: Story) -> None:
    story.membership(credit_minor=1000)
    story.sql(f"UPDATE {{p}}wu_memberships SET currency = 'sek' WHERE id = {MEMBERSHIP}")

    quote_id = awaiting(story)
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))

    assert story.change(quote_id) == ["applied"]
    assert story.credit() == ["0", "0"]


def test_money_for_a_membership_that_another_customer_has_now_stays_with_who_paid(story: Story) -> None:
    story.membership(credit_minor=1000)
    quote_id = awaiting(story)
    due = int(story.payment(quote_id)[2])
    story.sql(
        "INSERT INTO {p}wu_customers (id, user_id, type) VALUES (699, 9699, 'customer');"
        f"UPDATE {{p}}wu_memberships SET customer_id = 699, user_id = 9699 WHERE id = {MEMBERSHIP}"
    )

    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))

    assert story.change(quote_id) == ["needs_attention"]
    assert story.credit() == [str(1000 + due), "0"]
    assert story.sql("SELECT balance_minor FROM {p}bridge_account_credit WHERE customer_id = 699") == []
    assert story.row("customer_id, plan_id") == ["699", str(BASIC)]


def test_a_scheduled_change_of_a_deleted_membership_ends_on_the_next_round(story: Story) -> None:
    story.membership(PREMIUM, amount="199")
    quote_id = story.quote(FREE)
    confirm(story.services, OWNER, quote_id, "free")
    delete_membership(story)

    run_all_once(story.services)

    assert story.change(quote_id, "status, problem") == ["void", "membership_gone"]
    assert story.slots() == 0
    assert story.sql("SELECT customer_id FROM {p}bridge_account_credit WHERE reserved_minor <> 0") == []


def test_of_booked_changes_only_those_of_deleted_memberships_end(story: Story) -> None:
    story.membership(PREMIUM, amount="199")
    quote_id = story.quote(FREE)
    confirm(story.services, OWNER, quote_id, "free")

    counts = run_all_once(story.services)

    assert counts["notice_edits"].failed == 0
    assert story.change(quote_id, "status") == ["scheduled"]


def test_a_letter_to_an_owner_without_a_user_goes_to_nobody(story: Story) -> None:
    story.membership()
    quote_id = awaiting(story)
    story.sql(f"DELETE FROM {{p}}wu_customers WHERE id = {CUSTOMER}; DELETE FROM {{p}}bridge_outbox")

    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))

    assert story.mails() == []
