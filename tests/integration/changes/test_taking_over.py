"""Taking a membership's billing over, and handing it back, so that one of the two bills it and never both."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from bridge.changes.change import confirm
from bridge.changes.external import notice
from bridge.changes.ownership import end_subscription, forecast, hand_back, take_over
from bridge.changes.ownership_run import begin_run, carry_on, last_run
from bridge.errors import MembershipUnknown, OwnershipRunOpen
from bridge.network_admin import payments
from bridge.people import Author
from bridge.pricing.money import Money
from bridge.store.ownership import Direction
from bridge.worker import run_all_once
from tests.integration.changes.story import (
    ADMIN,
    BASIC,
    CUSTOMER,
    DISK,
    FREE,
    MEMBERSHIP,
    OWNER,
    PREMIUM,
    USER,
    YEAR,
    Story,
)
from tests.integration.changes.test_where_payments_are import read_by
from tools.network.testing import broken_invariants

BY = Author("network_admin", 9001)
OPERATOR = Author("operator")
ROW = "plan_id, amount, gateway, auto_renew, status, date_expiration"


def bought(story: Story) -> None:
    """A membership upgraded to Premium and paid through us on 15 June at 10:00."""
    story.membership()
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))


def invoice(story: Story, status: str = "pending", payment_id: int = 7001) -> None:
    """A renewal invoice of the other system, which has put the membership on hold."""
    story.sql(
        "INSERT INTO {p}wu_payments (id, status, customer_id, membership_id, product_id, currency, total, gateway,"
        f" date_created) VALUES ({payment_id}, '{status}', {CUSTOMER}, {MEMBERSHIP}, {BASIC}, 'SEK', 99, 'manual',"
        " '2025-06-14 10:00:00')"
    )
    story.sql(f"UPDATE {{p}}wu_memberships SET status = 'on-hold' WHERE id = {MEMBERSHIP}")


def topics(story: Story) -> list[str]:
    """What waits for PHP, without mails and caches."""
    rows = story.sql("SELECT topic FROM {p}bridge_outbox ORDER BY id")
    return [row[0] for row in rows if row[0] not in ("mail", "forget_cached", "blog_upload_space")]


def invoiced_there(story: Story, at: datetime) -> bool:
    """Whether the other system's rules, three days ahead, would write its invoice for the row as it stands."""
    return bool(
        story.sql(
            f"SELECT 1 FROM {{p}}wu_memberships WHERE id = {MEMBERSHIP} AND status = 'active' AND auto_renew = 0"
            f" AND recurring = 1 AND date_expiration <= '{at + timedelta(days=3)}'"
            f" AND date_expiration >= '{at - timedelta(days=1)}'"
        )
    )


def test_one_taken_over_is_billed_by_us_what_the_forecast_said_and_when(story: Story) -> None:
    story.membership()
    told = forecast(story.services, MEMBERSHIP, "take_over")

    moved = take_over(story.services, BY, MEMBERSHIP)

    assert (told.owner, told.bill, told.bill_on, told.refusal) == (
        "elsewhere",
        Money(9900, "SEK"),
        datetime(2025, 7, 1),
        None,
    )
    assert (moved.unchanged, moved.refusal) == (False, None)
    assert story.row(ROW) == [str(BASIC), "99.0000", "bridge", "1", "active", "2025-07-01 00:00:00"]
    assert story.one("SELECT event, cause, actor_user_id FROM {p}bridge_journal WHERE membership_id = 501") == [
        "membership_adopted", "network_admin", "9001",
    ]  # fmt: skip
    story.clock.at = datetime(2025, 7, 1, 0, 0, 1)
    run_all_once(story.services)
    assert story.one("SELECT kind, due_now_minor FROM {p}bridge_changes") == ["renewal", "9900"]
    assert broken_invariants(story.network) == []


def test_taking_over_twice_is_once(story: Story) -> None:
    story.membership()
    take_over(story.services, BY, MEMBERSHIP)
    before = story.events()

    again = take_over(story.services, BY, MEMBERSHIP)

    assert (again.unchanged, again.refusal, story.events()) == (True, None, before)
    assert notice(story.services, MEMBERSHIP) is False


@pytest.mark.parametrize(
    ("status", "gateway", "subscription", "refusal"),
    [
        ("cancelled", "manual", "", "not_running"),
        ("expired", "manual", "", "not_running"),
        ("pending", "manual", "", "not_running"),
        ("active", "stripe", "sub_1", "billed_elsewhere"),
    ],
)
def test_what_cannot_be_taken_over_is_refused_and_left(
    story: Story, status: str, gateway: str, subscription: str, refusal: str
) -> None:
    story.membership(status=status, gateway=gateway, subscription=subscription)
    before = story.row("*")

    told = forecast(story.services, MEMBERSHIP, "take_over")
    moved = take_over(story.services, BY, MEMBERSHIP)

    assert (told.refusal, moved.refusal) == (refusal, refusal)
    assert (story.row("*"), story.events()) == (before, [])


def test_a_subscription_is_cancelled_first_and_then_the_membership_is_taken_over(story: Story) -> None:
    story.membership(gateway="stripe", subscription="sub_1")

    asked = end_subscription(story.services, BY, MEMBERSHIP)
    run_all_once(story.services)
    waiting = story.row("gateway, gateway_subscription_id")
    story.sql("UPDATE {p}bridge_subscription_ends SET cancelled_at = UTC_TIMESTAMP(6)")
    run_all_once(story.services)

    assert (asked.refusal, waiting) == ("cancelling", ["stripe", "sub_1"])
    assert topics(story) == ["cancel_subscription"]
    assert story.row("gateway, auto_renew, gateway_subscription_id") == ["bridge", "1", ""]
    assert story.sql("SELECT 1 FROM {p}bridge_subscription_ends") == []
    assert story.events() == ["subscription_cancelling", "membership_adopted"]
    assert notice(story.services, MEMBERSHIP) is False
    story.sql(
        "UPDATE {p}wu_memberships SET gateway = 'stripe', auto_renew = 0, gateway_subscription_id = 'sub_1'"
        f" WHERE id = {MEMBERSHIP}"
    )
    run_all_once(story.services)
    assert story.row("gateway, auto_renew, gateway_subscription_id") == ["bridge", "1", ""]
    assert broken_invariants(story.network) == []


def test_a_new_subscription_that_came_meanwhile_goes_on(story: Story) -> None:
    story.membership(gateway="stripe", subscription="sub_1")
    end_subscription(story.services, BY, MEMBERSHIP)
    story.sql(f"UPDATE {{p}}wu_memberships SET gateway_subscription_id = 'sub_2' WHERE id = {MEMBERSHIP}")
    story.sql("UPDATE {p}bridge_subscription_ends SET cancelled_at = UTC_TIMESTAMP(6)")

    run_all_once(story.services)

    assert story.row("gateway, gateway_subscription_id") == ["stripe", "sub_2"]


def test_an_invoice_of_the_other_system_ends_in_the_take_over_and_is_named(story: Story) -> None:
    story.membership()
    invoice(story)
    told = forecast(story.services, MEMBERSHIP, "take_over")

    take_over(story.services, BY, MEMBERSHIP)

    assert told.cancelled_bills == (7001,)
    assert story.one("SELECT status FROM {p}wu_payments WHERE id = 7001") == ["cancelled"]
    assert story.row("status, gateway") == ["active", "bridge"]
    assert story.events() == ["membership_adopted", "bill_elsewhere_cancelled"]
    story.clock.at = datetime(2025, 7, 1, 0, 0, 1)
    run_all_once(story.services)
    assert story.one("SELECT due_now_minor FROM {p}bridge_changes WHERE kind = 'renewal'") == ["9900"]


def test_a_paid_change_of_ours_cancels_the_invoice_of_the_other_system(story: Story) -> None:
    story.membership()
    invoice(story)
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")
    before = story.one("SELECT status FROM {p}wu_payments WHERE id = 7001")

    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))

    assert before == ["pending"]
    assert story.one("SELECT status FROM {p}wu_payments WHERE id = 7001") == ["cancelled"]
    assert story.row("status, gateway, auto_renew") == ["active", "bridge", "1"]
    assert "bill_elsewhere_cancelled" in story.events()


def test_handed_back_it_is_invoiced_there_as_any_other(story: Story) -> None:
    bought(story)
    told = forecast(story.services, MEMBERSHIP, "hand_back")

    moved = hand_back(story.services, BY, MEMBERSHIP)

    assert (told.bill, told.bill_on, told.gateway_after) == (
        Money(19900, "SEK"),
        datetime(2025, 7, 15, 10),
        "manual",
    )
    assert (moved.unchanged, moved.refusal) == (False, None)
    assert story.row(ROW) == [str(PREMIUM), "199.0000", "manual", "0", "active", "2025-07-15 10:00:00"]
    assert invoiced_there(story, datetime(2025, 7, 13))
    assert story.sql(f"SELECT 1 FROM {{p}}bridge_membership_terms WHERE membership_id = {MEMBERSHIP}") == []
    assert story.events()[-1] == "membership_handed_back"
    story.clock.at = datetime(2025, 7, 15, 10, 0, 1)
    run_all_once(story.services)
    assert story.sql("SELECT 1 FROM {p}bridge_changes WHERE kind = 'renewal'") == []
    assert broken_invariants(story.network) == []


def worth(story: Story) -> list[tuple[str, int, int]]:
    """What a change to another year of Premium gives back now, line by line."""
    quote_id = story.quote(PREMIUM, {}, YEAR)
    stored = story.services.database.reading(lambda store: store.quotes.find(quote_id))
    assert stored is not None
    given = ("credit", "addon_dropped")
    return [(one.code, one.product_id or 0, one.amount_minor) for one in stored.quote.lines if one.code in given]


def with_a_package(story: Story) -> None:
    """Premium bought in the middle of a month, and a package two days later."""
    bought(story)
    story.clock.at += timedelta(days=2)
    quote_id = story.quote(PREMIUM, {DISK: 2})
    confirm(story.services, OWNER, quote_id, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))
    story.clock.at += timedelta(days=3)


def test_handed_back_and_taken_over_again_everything_is_worth_what_it_was(story: Story) -> None:
    with_a_package(story)
    before, records = worth(story), story.settled("*")

    hand_back(story.services, BY, MEMBERSHIP)
    between = worth(story)
    take_over(story.services, BY, MEMBERSHIP)

    assert [code for code, _, _ in before] == ["credit", "addon_dropped"]
    assert all(amount < 0 for _, _, amount in before)
    assert (between, worth(story)) == (before, before)
    assert story.settled("*") == records
    assert broken_invariants(story.network) == []


def test_handed_back_and_changed_through_us_everything_is_worth_what_it_was(story: Story) -> None:
    with_a_package(story)
    given = sum(amount for _, _, amount in worth(story))
    hand_back(story.services, BY, MEMBERSHIP)

    quote_id = story.quote(PREMIUM, {}, YEAR)
    confirm(story.services, OWNER, quote_id, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))

    assert story.change(quote_id)[0] == "applied"
    assert sum(int(credited) for (credited,) in story.settled("credited_minor")) >= -given
    assert len([row for row in story.settled("ended_at") if row == ["NULL"]]) == 1
    assert broken_invariants(story.network) == []


@pytest.mark.parametrize(
    "there",
    [
        "times_billed = times_billed + 1, date_renewed = '2025-06-20', date_expiration = '2025-08-15 10:00:00'",
        f"plan_id = {BASIC}, amount = 99, addon_products = 'a:0:{{}}'",
    ],
    ids=["renewed", "another plan"],
)
def test_what_was_billed_or_changed_there_since_is_not_undone_by_our_old_records(story: Story, there: str) -> None:
    with_a_package(story)
    hand_back(story.services, BY, MEMBERSHIP)
    ended = story.settled("id, ended_at, credited_minor")

    story.sql(f"UPDATE {{p}}wu_memberships SET {there} WHERE id = {MEMBERSHIP}")
    run_all_once(story.services)
    take_over(story.services, BY, MEMBERSHIP)

    assert story.settled("id, ended_at, credited_minor")[: len(ended)] == ended
    assert [row for row in worth(story) if row[0] == "addon_dropped" and row[2] != 0] == []
    assert broken_invariants(story.network) == []


def test_a_set_up_fee_on_record_does_not_hide_what_the_plan_is_worth(story: Story) -> None:
    story.sql(f"UPDATE {{p}}wu_products SET setup_fee = 100 WHERE id = {PREMIUM}")
    bought(story)
    assert ["setup_fee"] in story.settled("line_type")
    hand_back(story.services, BY, MEMBERSHIP)

    story.sql(
        "UPDATE {p}wu_memberships SET times_billed = times_billed + 1, date_renewed = '2025-07-15 10:00:00',"
        f" date_expiration = '2025-08-15 10:00:00' WHERE id = {MEMBERSHIP};"
        "INSERT INTO {p}wu_payments (id, status, customer_id, membership_id, product_id, currency, total, gateway,"
        f" date_created) VALUES (7300, 'completed', {CUSTOMER}, {MEMBERSHIP}, {PREMIUM}, 'SEK', 199, 'manual',"
        " '2025-07-15 10:00:00')"
    )
    story.clock.at = datetime(2025, 7, 16, 10)
    take_over(story.services, BY, MEMBERSHIP)

    assert [amount < -18_000 for _, _, amount in worth(story)] == [True]
    assert story.settled("line_type").count(["setup_fee"]) == 1
    assert broken_invariants(story.network) == []


def test_money_for_an_order_of_a_former_customer_is_theirs_and_told_to_them(story: Story) -> None:
    story.membership()
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")
    story.sql(
        "INSERT INTO {p}wu_customers (id, user_id, type) VALUES (602, 9602, 'customer');"
        f"UPDATE {{p}}wu_memberships SET customer_id = 602, user_id = 9602 WHERE id = {MEMBERSHIP}"
    )

    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))

    assert int(story.credit()[0]) > 0
    assert [user for template, user in story.mails() if template == "money_kept_as_credit"] == [USER, 0]
    assert broken_invariants(story.network) == []


def test_given_to_another_customer_there_our_open_bill_is_asked_of_the_new_one(story: Story) -> None:
    bought(story)
    story.clock.at = datetime(2025, 7, 15, 10, 0, 1)
    run_all_once(story.services)
    story.sql(
        "INSERT INTO {p}wu_customers (id, user_id, type) VALUES (602, 9602, 'customer');"
        f"UPDATE {{p}}wu_memberships SET customer_id = 602, user_id = 9602 WHERE id = {MEMBERSHIP}"
    )

    run_all_once(story.services)
    run_all_once(story.services)

    bills = "SELECT customer_id, status FROM {p}bridge_changes WHERE kind = 'renewal' ORDER BY customer_id"
    assert story.sql(bills) == [[str(CUSTOMER), "void"], ["602", "awaiting_payment"]]
    assert story.events().count("membership_transferred") == 1
    assert [user for template, user in story.mails() if template == "renewal_awaiting_payment"][-2:] == [9602, 0]
    payments.mark_paid(story.services, ADMIN, int(story.one("SELECT MAX(payment_id) FROM {p}bridge_payments")[0]))
    assert story.row("customer_id, date_expiration") == ["602", "2025-08-15 10:00:00"]
    assert broken_invariants(story.network) == []


def test_our_open_bill_ends_and_the_other_system_is_asked_for_its_invoice(story: Story) -> None:
    bought(story)
    story.clock.at = datetime(2025, 7, 15, 10, 0, 1)
    run_all_once(story.services)

    moved = hand_back(story.services, BY, MEMBERSHIP)

    assert moved.refusal is None
    assert story.sql("SELECT status, problem FROM {p}bridge_changes WHERE kind = 'renewal'") == [
        ["cancelled", "handed_back"]
    ]
    assert story.sql("SELECT status FROM {p}wu_payments WHERE membership_id = 501 AND status = 'pending'") == []
    assert topics(story) == ["invoice_elsewhere"]
    assert story.slots() == 0
    assert broken_invariants(story.network) == []


def test_a_term_that_was_over_long_ago_ends_now_so_that_it_is_invoiced_there(story: Story) -> None:
    bought(story)
    story.clock.at = datetime(2025, 7, 17, 12, 0, 0)

    hand_back(story.services, BY, MEMBERSHIP)

    assert story.row("date_expiration") == ["2025-07-17 12:00:00"]
    assert invoiced_there(story, story.clock.at)


def test_an_order_that_waits_ends_and_its_owner_is_told(story: Story) -> None:
    bought(story)
    scheduled = story.quote(FREE)
    confirm(story.services, OWNER, scheduled, "manual")

    told = forecast(story.services, MEMBERSHIP, "hand_back")
    hand_back(story.services, BY, MEMBERSHIP)

    assert told.ended_order == scheduled
    assert story.change(scheduled, "status, problem") == ["cancelled", "handed_back"]
    assert story.mails()[-1] == ("change_cancelled", USER)
    assert story.row("gateway") == ["manual"]
    assert broken_invariants(story.network) == []


def test_while_money_is_on_its_way_nothing_is_handed_back(story: Story) -> None:
    bought(story)
    story.clock.at = datetime(2025, 7, 15, 10, 0, 1)
    run_all_once(story.services)
    story.sql("UPDATE {p}bridge_changes SET status = 'processing' WHERE kind = 'renewal'")
    before = story.row("*")

    told, moved = forecast(story.services, MEMBERSHIP, "hand_back"), hand_back(story.services, BY, MEMBERSHIP)

    assert (told.refusal, moved.refusal) == ("change_open", "change_open")
    assert story.row("*") == before
    story.sql("UPDATE {p}bridge_changes SET status = 'awaiting_payment' WHERE kind = 'renewal'")  # as its journal says


def test_an_order_for_one_that_was_never_ours_ends_with_the_rest(story: Story) -> None:
    story.membership()
    order = story.quote(PREMIUM)
    confirm(story.services, OWNER, order, "manual")
    before = story.row("gateway, auto_renew, date_expiration, status")

    begin_run(story.services, "hand_back", None, 0)
    carry_on(story.services, 60)

    assert story.change(order) == ["cancelled"]
    assert story.row("gateway, auto_renew, date_expiration, status") == before
    assert story.mails()[-1] == ("change_cancelled", USER)


def test_an_old_state_saved_just_before_is_not_what_is_handed_back(story: Story) -> None:
    bought(story)
    story.sql(f"UPDATE {{p}}wu_memberships SET plan_id = {BASIC}, amount = 99, gateway = 'manual', auto_renew = 0"
              f" WHERE id = {MEMBERSHIP}")  # fmt: skip

    hand_back(story.services, BY, MEMBERSHIP)

    assert story.row(ROW) == [str(PREMIUM), "199.0000", "manual", "0", "active", "2025-07-15 10:00:00"]


def test_on_hold_without_an_invoice_there_is_active_again(story: Story) -> None:
    bought(story)
    story.sql(f"UPDATE {{p}}wu_memberships SET status = 'on-hold' WHERE id = {MEMBERSHIP}")

    hand_back(story.services, BY, MEMBERSHIP)

    assert story.row("status, auto_renew") == ["active", "0"]


def test_there_and_back_again_the_value_in_hand_is_the_same(story: Story) -> None:
    bought(story)
    before = story.quote(PREMIUM, {DISK: 1})

    hand_back(story.services, BY, MEMBERSHIP)
    between = story.quote(PREMIUM, {DISK: 1})
    take_over(story.services, BY, MEMBERSHIP)
    after = story.quote(PREMIUM, {DISK: 1})

    due = {quote: story.one(f"SELECT due_now_minor FROM {{p}}bridge_quotes WHERE id = '{quote}'")[0]
           for quote in (before, between, after)}  # fmt: skip
    assert len(set(due.values())) == 1, due
    assert story.row(ROW)[2:5] == ["bridge", "1", "active"]
    assert broken_invariants(story.network) == []


def test_a_fraction_of_a_discount_is_named_before_it_fails_there(story: Story) -> None:
    bought(story)
    story.sql(
        "UPDATE {p}bridge_membership_terms SET kept_discount = '"
        + json.dumps(
            {"code": "P", "type": "percentage", "value": "12.5", "applies_to_renewals": True, "expires": None,
             "products": None, "periods": None}
        )
        + f"' WHERE membership_id = {MEMBERSHIP}"
    )  # fmt: skip

    assert "fractional_discount" in forecast(story.services, MEMBERSHIP, "hand_back").notes


def test_one_that_is_gone_is_unknown(story: Story) -> None:
    for move in (take_over, hand_back):
        with pytest.raises(MembershipUnknown):
            move(story.services, BY, 999999)


def many(story: Story, count: int) -> None:
    """Memberships on Basic beside the sample's."""
    story.membership()
    story.sql(
        "INSERT INTO {p}wu_memberships (id, customer_id, user_id, plan_id, currency, initial_amount, recurring,"
        " duration, duration_unit, amount, date_created, date_expiration, times_billed, status, gateway)"
        f" SELECT 1000 + seq, {CUSTOMER}, {USER}, {BASIC}, 'SEK', 99, 1, 1, 'month', 99, '2025-06-01',"
        f" '2025-07-01', 1, 'active', 'manual' FROM seq_1_to_{count}"
    )


def test_all_are_taken_over_a_step_at_a_time_and_a_killed_run_goes_on(story: Story) -> None:
    many(story, 60)
    run = begin_run(story.services, "take_over", None, 9001)
    first = carry_on(story.services, 0)
    with pytest.raises(OwnershipRunOpen):
        begin_run(story.services, "hand_back", None, 9001)

    run_all_once(story.services)

    done = last_run(story.services)
    assert first is not None
    assert done is not None
    assert (first.done + first.refused, first.finished_at) == (25, None)
    assert done.finished_at is not None
    assert run.total == done.done + done.unchanged + done.refused
    left = story.sql("SELECT id FROM {p}wu_memberships WHERE id >= 1000 AND (gateway <> 'bridge' OR auto_renew <> 1)")
    assert left == []


def test_all_are_handed_back_and_nothing_of_ours_is_left(story: Story) -> None:
    many(story, 5)
    begin_run(story.services, "take_over", None, 0)
    carry_on(story.services, 60)

    begin_run(story.services, "hand_back", None, 0)
    done = carry_on(story.services, 60)

    assert done is not None
    assert (done.refused, done.finished_at is not None) == (0, True)
    assert story.sql("SELECT membership_id FROM {p}bridge_membership_terms") == []
    assert story.sql("SELECT id FROM {p}wu_memberships WHERE gateway = 'bridge'") == []
    causes = "SELECT DISTINCT cause FROM {p}bridge_journal WHERE event = 'membership_handed_back'"
    assert story.sql(f"{causes} AND membership_id > 1000") == [["operator"]]
    assert broken_invariants(story.network) == []


def test_some_are_moved_and_the_refused_are_named(story: Story) -> None:
    many(story, 2)
    story.sql("UPDATE {p}wu_memberships SET gateway = 'stripe', gateway_subscription_id = 'sub_1' WHERE id = 1002")

    begin_run(story.services, "take_over", [1002, 1001, 999999], 9001)
    done = carry_on(story.services, 60)

    assert done is not None
    assert (done.done, done.refused, done.total) == (1, 2, 3)
    assert done.refusals == ((1002, "billed_elsewhere"), (999999, "membership_unknown"))


def swap(story: Story, plan: int = PREMIUM) -> None:
    """A change that the other system has scheduled: a cart, as an object of its own, and its day."""
    cart = (
        'O:23:"WP_Ultimo\\\\Checkout\\\\Cart":2:{s:10:"\\0*\\0plan_id";i:PLAN;s:13:"\\0*\\0line_items";a:1:{s:1:"a";'
        'O:28:"WP_Ultimo\\\\Checkout\\\\Line_Item":2:{s:13:"\\0*\\0product_id";i:PLAN;s:11:"\\0*\\0quantity";i:1;}}}'
    ).replace("PLAN", str(plan))
    story.sql(
        "INSERT INTO {p}wu_membershipmeta (wu_membership_id, meta_key, meta_value) VALUES"
        f" ({MEMBERSHIP}, 'wu_swap_order', '{cart}'),"
        f" ({MEMBERSHIP}, 'wu_swap_scheduled_date', '2025-07-01 00:00:00')"
    )


def swaps(story: Story) -> list[list[str]]:
    """What is left of it."""
    return story.sql(f"SELECT meta_key FROM {{p}}wu_membershipmeta WHERE wu_membership_id = {MEMBERSHIP}")


def test_a_change_scheduled_elsewhere_is_read_with_plan_and_day(story: Story) -> None:
    story.membership()
    swap(story)

    facts = story.services.database.reading(lambda store: store.memberships.load(MEMBERSHIP))

    assert facts is not None
    assert facts.scheduled_elsewhere is not None
    assert (facts.scheduled_elsewhere.plan_id, facts.scheduled_elsewhere.at) == (PREMIUM, datetime(2025, 7, 1))


@pytest.mark.parametrize("way", ["taken over", "paid", "scheduled"])
def test_a_change_of_ours_replaces_one_that_is_scheduled_elsewhere(story: Story, way: str) -> None:
    story.membership(PREMIUM, amount="199")
    swap(story, BASIC)

    if way == "taken over":
        take_over(story.services, BY, MEMBERSHIP)
    else:
        quote_id = story.quote(PREMIUM, {DISK: 1}) if way == "paid" else story.quote(FREE)
        confirm(story.services, OWNER, quote_id, "manual")
        if way == "paid":
            payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))

    assert swaps(story) == []
    assert topics(story) == ["unschedule_swap"]
    assert story.events().count("change_elsewhere_replaced") == 1


@pytest.mark.parametrize("direction", ["take_over", "hand_back"])
def test_what_there_is_to_move_is_counted_up_to_a_bound_whatever_the_network_s_size(
    story: Story, direction: Direction
) -> None:
    many(story, 60)
    if direction == "hand_back":
        story.sql("UPDATE {p}wu_memberships SET gateway = 'bridge', auto_renew = 1 WHERE id >= 1000")

    def counted(most: int) -> tuple[int, bool]:
        return story.services.database.reading(lambda store: store.ownership_runs.count_to_move(direction, most))

    costs = [
        read_by(story, lambda store, most=most: store.ownership_runs.count_to_move(direction, most))
        for most in (10_000, 5)
    ]

    assert counted(10_000)[0] >= 60
    assert (counted(10_000)[1], counted(5)[1]) == (True, False)
    assert costs[1] < 60 < costs[0]
