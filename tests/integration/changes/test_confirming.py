"""Confirming a quote: what is answered, what is written, what the journal says."""

from datetime import datetime, timedelta

import pytest

from bridge.changes.change import confirm
from bridge.changes.pay_open import Payment, pay
from bridge.errors import (
    BilledElsewhere,
    ChangeOpen,
    ChangeUnknown,
    GatewayUnsuitable,
    IdempotencyConflict,
    NotTheCustomer,
    QuoteStale,
    QuoteUnknown,
)
from bridge.people import Actor
from tests.integration.changes.story import (
    ADMIN,
    BASIC,
    BLOG,
    DISK,
    FREE,
    MEMBERSHIP,
    OWNER,
    PREMIUM,
    STRANGER,
    USER,
    Story,
)


def test_an_upgrade_that_costs_waits_for_its_payment(story: Story) -> None:
    story.membership()
    quote_id = story.quote(PREMIUM)

    view = confirm(story.services, OWNER, quote_id, "manual")

    due = 19900 - 9900 * (30 * 86400 - (14 * 86400 + 36000)) // (30 * 86400)
    assert ("awaiting_payment", due, "manual") == (view.status, view.due_now.minor, view.gateway)
    assert view.payable_until == datetime(2025, 6, 22, 10)
    assert view.by_hand is not None
    assert [str(BASIC), "active", "99.0000", "1"] == story.row()
    payment = story.payment(quote_id)
    assert ["pending", str(due), "NULL"] == payment[1:4]
    assert story.one("SELECT provider_id FROM {p}bridge_payments") == [f"manual-{quote_id}"]
    assert story.events() == ["change_confirmed"]
    assert story.mails() == [("change_awaiting_payment", USER), ("change_awaiting_payment", 0)]


def test_a_change_that_costs_nothing_is_applied_at_once(story: Story) -> None:
    story.membership(credit_minor=50000)
    quote_id = story.quote(PREMIUM)

    view = confirm(story.services, OWNER, quote_id, "free")

    used = 19900 - 9900 * (30 * 86400 - (14 * 86400 + 36000)) // (30 * 86400)
    assert (view.status, view.due_now.minor) == ("applied", 0)
    assert story.row("plan_id, status, amount, times_billed, gateway, auto_renew") == [
        str(PREMIUM), "active", "199.0000", "2", "bridge", "1",
    ]  # fmt: skip
    assert story.row("date_renewed, date_expiration, initial_amount") == [
        "2025-06-15 10:00:00", "2025-07-15 10:00:00", "99.0000",
    ]  # fmt: skip
    assert story.credit() == [str(50000 - used), "0"]
    assert story.quota()["plan"]["id"] == PREMIUM
    assert story.slots() == 0
    assert story.events() == ["change_confirmed", "change_applied"]


def test_confirming_twice_answers_the_same_and_writes_once(story: Story) -> None:
    story.membership()
    quote_id = story.quote(PREMIUM)
    first = confirm(story.services, OWNER, quote_id, "manual")

    second = confirm(story.services, OWNER, quote_id, "manual")

    assert first == second
    assert story.one("SELECT COUNT(*) FROM {p}bridge_payments") == ["1"]
    assert story.events() == ["change_confirmed"]


def test_another_gateway_for_the_same_quote_is_a_conflict(story: Story) -> None:
    story.membership()
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")

    with pytest.raises(IdempotencyConflict):
        confirm(story.services, OWNER, quote_id, "card")

    assert story.change(quote_id, "gateway") == ["manual"]
    assert story.events() == ["change_confirmed"]


def test_one_change_at_a_time(story: Story) -> None:
    story.membership()
    first, second = story.quote(PREMIUM), story.quote(BASIC, {DISK: 1})
    confirm(story.services, OWNER, first, "manual")

    with pytest.raises(ChangeOpen) as refused:
        confirm(story.services, OWNER, second, "manual")

    assert refused.value.params == {"quote_id": first, "operation": "change"}
    assert story.one("SELECT COUNT(*) FROM {p}bridge_changes") == ["1"]
    assert story.events() == ["change_confirmed"]


@pytest.mark.parametrize("later", [timedelta(minutes=15), timedelta(days=3)])
def test_an_expired_quote_is_stale_and_comes_back_fresh(story: Story, later: timedelta) -> None:
    story.membership()
    quote_id = story.quote(PREMIUM)
    story.clock.at += later

    with pytest.raises(QuoteStale) as stale:
        confirm(story.services, OWNER, quote_id, "manual")

    fresh = stale.value.params["quote"]
    assert stale.value.params["reason"] == "expired"
    assert fresh.id != quote_id
    assert fresh.as_of == story.clock.at
    assert story.one("SELECT COUNT(*) FROM {p}bridge_changes") == ["0"]
    assert (story.slots(), story.events()) == (0, [])


def test_a_price_edited_meanwhile_is_the_reason_even_where_the_time_is_over(story: Story) -> None:
    story.membership()
    quote_id = story.quote(PREMIUM)
    story.sql(f"UPDATE {{p}}wu_products SET amount = 299 WHERE id = {PREMIUM}")
    story.clock.at += timedelta(minutes=15)

    with pytest.raises(QuoteStale) as stale:
        confirm(story.services, OWNER, quote_id, "manual")

    assert stale.value.params["reason"] == "moved"


def test_a_price_edited_meanwhile_makes_the_quote_stale(story: Story) -> None:
    story.membership()
    quote_id = story.quote(PREMIUM)
    story.sql(f"UPDATE {{p}}wu_products SET amount = 299 WHERE id = {PREMIUM}")

    with pytest.raises(QuoteStale) as stale:
        confirm(story.services, OWNER, quote_id, "manual")

    assert stale.value.params["reason"] == "moved"
    assert stale.value.params["quote"].recurring_total.minor == 29900
    assert story.one("SELECT COUNT(*) FROM {p}bridge_changes") == ["0"]
    assert story.events() == []


def test_what_is_due_cannot_be_paid_for_free(story: Story) -> None:
    story.membership()
    quote_id = story.quote(PREMIUM)

    with pytest.raises(GatewayUnsuitable):
        confirm(story.services, OWNER, quote_id, "free")

    assert story.one("SELECT COUNT(*) FROM {p}bridge_changes") == ["0"]
    assert (story.slots(), story.events()) == (0, [])


def test_a_membership_billed_elsewhere_is_not_charged(story: Story) -> None:
    story.membership(gateway="paypal", subscription="I-ABC")
    quote_id = story.quote(PREMIUM)

    with pytest.raises(BilledElsewhere):
        confirm(story.services, OWNER, quote_id, "manual")

    assert story.one("SELECT COUNT(*) FROM {p}bridge_changes") == ["0"]
    assert (story.slots(), story.events()) == (0, [])


def test_a_stranger_does_not_learn_that_the_quote_exists(story: Story) -> None:
    story.membership()
    quote_id = story.quote(PREMIUM)

    with pytest.raises(QuoteUnknown):
        confirm(story.services, STRANGER, quote_id, "manual")

    assert story.one("SELECT COUNT(*) FROM {p}bridge_changes") == ["0"]
    assert story.events() == []


def test_a_site_administrator_who_is_not_the_customer_may_look_only(story: Story) -> None:
    story.membership()
    quote_id = story.quote(PREMIUM)

    with pytest.raises(NotTheCustomer):
        confirm(story.services, Actor(9700, BLOG, is_site_administrator=True), quote_id, "manual")

    assert story.one("SELECT COUNT(*) FROM {p}bridge_changes") == ["0"]
    assert story.events() == []


def test_a_network_admin_acts_for_the_customer_and_both_are_in_the_journal(story: Story) -> None:
    story.membership()
    quote_id = story.quote(PREMIUM)

    view = confirm(story.services, ADMIN, quote_id, "manual")

    assert view.status == "awaiting_payment"
    assert story.change(quote_id, "requested_by") == [str(ADMIN.user_id)]
    assert story.one(
        f"SELECT cause, actor_user_id, for_user_id FROM {{p}}bridge_journal WHERE membership_id = {MEMBERSHIP}"
    ) == ["network_admin", str(ADMIN.user_id), str(USER)]


def test_account_credit_is_reserved_while_the_change_waits(story: Story) -> None:
    story.membership(credit_minor=5000)
    quote_id = story.quote(PREMIUM)

    confirm(story.services, OWNER, quote_id, "manual")

    assert story.credit() == ["5000", "5000"]
    assert story.change(quote_id, "credit_reserved_minor") == ["5000"]
    assert story.events() == ["change_confirmed"]


def test_a_downgrade_waits_for_the_end_of_the_term(story: Story) -> None:
    story.membership(PREMIUM, amount="199")
    quote_id = story.quote(FREE, period=None)

    view = confirm(story.services, OWNER, quote_id, "free")

    assert (view.status, view.effective_at, view.due_now.minor) == ("scheduled", datetime(2025, 7, 1), 0)
    assert story.row() == [str(PREMIUM), "active", "199.0000", "1"]
    assert story.row("gateway, auto_renew, date_expiration") == ["bridge", "1", "2025-07-01 00:00:00"]
    assert story.settled("product_id, amount_minor, payment_id IS NULL") == [[str(PREMIUM), "19900", "1"]]
    assert story.slots() == 0
    assert story.events() == ["membership_adopted", "change_scheduled"]


def test_a_later_downgrade_replaces_the_one_that_waited(story: Story) -> None:
    story.membership(PREMIUM, amount="199", addons="a:1:{i:5;i:1;}")
    first = story.quote(FREE, {DISK: 1}, None)
    confirm(story.services, OWNER, first, "free")
    second = story.quote(FREE, period=None)

    view = confirm(story.services, OWNER, second, "free")

    assert view.status == "scheduled"
    assert (story.change(first), story.change(second)) == (["replaced"], ["scheduled"])
    assert story.events() == ["membership_adopted", "change_scheduled", "change_replaced", "change_scheduled"]


def test_an_order_of_a_former_customer_is_not_the_new_one_s_to_pay(story: Story) -> None:
    story.membership()
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")
    story.sql(
        "INSERT INTO {p}wu_customers (id, user_id, type) VALUES (602, 9602, 'customer');"
        f"UPDATE {{p}}wu_memberships SET customer_id = 602, user_id = 9602 WHERE id = {MEMBERSHIP}"
    )

    with pytest.raises(ChangeUnknown):
        pay(story.services, Actor(user_id=9602, blog_id=1), quote_id, Payment("card"))

    assert story.change(quote_id) == ["awaiting_payment"]
