"""Money that takes days: every clock stands still, nothing else is charged, and what is trusted stands as paid."""

from datetime import datetime, timedelta

import pytest

from bridge.account.page import read_account
from bridge.changes.change import confirm, read_change
from bridge.changes.pay import charge
from bridge.errors import ChangeOpen
from bridge.gateways.port import Outcome
from bridge.network_admin import payments
from bridge.worker import run_all_once
from tests.integration.changes.story import ADMIN, BASIC, CUSTOMER, MEMBERSHIP, OWNER, PREMIUM, USER, Story
from tools.network.testing import broken_invariants


def sent(story: Story, plan: int = PREMIUM, *, is_there: bool = False) -> str:
    """A direct debit of 149.50 for Premium is on its way."""
    if not is_there:
        story.membership()
    story.card.answer = story.card.later = Outcome.PROCESSING
    quote_id = story.quote(plan)
    confirm(story.services, OWNER, quote_id, "card")
    return quote_id


def waiting(story: Story) -> None:
    """The network does not trust money that is on its way."""
    story.sql("INSERT INTO {p}bridge_settings VALUES ('delayed', '\"wait\"', '2025-06-01', 1)")


def test_what_is_trusted_takes_effect_at_once_and_stands_as_paid(story: Story) -> None:
    quote_id = sent(story)

    assert story.change(quote_id) == ["applied_on_trust"]
    assert story.row("plan_id, status") == [str(PREMIUM), "active"]
    assert story.payment(quote_id)[1] == "pending"
    assert [row[0] for row in story.settled("line_type")][-1] == "plan"
    assert ("change_applied_on_trust", 9601) in story.mails()
    with pytest.raises(ChangeOpen):
        confirm(story.services, OWNER, story.quote(PREMIUM, {5: 1}), "manual")


def test_fourteen_business_days_pass_no_clock_and_one_charge_settles_it(story: Story) -> None:
    quote_id = sent(story)
    story.clock.at = datetime(2025, 7, 20)
    run_all_once(story.services)
    on_its_way = story.change(quote_id), story.row("status")
    story.card.later = Outcome.SUCCEEDED
    story.clock.at += timedelta(hours=2)
    run_all_once(story.services)

    assert on_its_way == (["applied_on_trust"], ["active"])
    assert story.change(quote_id) == ["applied"]
    assert story.paid_letters() == [("money_arrived", story.payment_id(quote_id), int(story.payment(quote_id)[2]))]
    assert story.payment(quote_id)[1:4:2] == ["completed", "completed"]
    assert len(story.card.created) == 1
    assert story.events()[:5] == [
        "change_confirmed", "payment_sent", "change_applied_on_trust", "payment_received", "money_arrived"
    ]  # fmt: skip


def failed(story: Story, *, is_there: bool = False) -> str:
    """Eight days later the bank says that the money does not come."""
    quote_id = sent(story, is_there=is_there)
    story.clock.at += timedelta(days=8)
    story.card.later = Outcome.DECLINED
    run_all_once(story.services)
    return quote_id


def test_money_that_fails_is_owed_and_limits_stay_until_the_time_to_pay_is_over(story: Story) -> None:
    quote_id = failed(story)

    owed = read_change(story.services, OWNER, quote_id)
    assert (owed.status, owed.payable, owed.payable_until) == ("owed", True, datetime(2025, 7, 3, 10))
    assert story.row("plan_id, status") == [str(PREMIUM), "active"]
    assert {("money_failed", 9601), ("money_failed", 0)} <= set(story.mails())
    story.clock.at = datetime(2025, 7, 3, 10)
    run_all_once(story.services)
    assert story.row("status") == ["on-hold"]
    assert story.change(quote_id) == ["owed"]
    account = read_account(story.services, OWNER, MEMBERSHIP)
    assert account.open_change is not None
    assert account.open_change.payable


def test_what_is_owed_is_paid_later_and_the_membership_opens_again(story: Story) -> None:
    quote_id = failed(story)
    story.clock.at = datetime(2025, 7, 3, 10)
    run_all_once(story.services)
    record = story.services.database.reading(lambda store: store.changes.find(quote_id))
    assert record is not None
    story.card.answer = Outcome.SUCCEEDED

    charge(story.services, record)

    assert story.change(quote_id) == ["applied"]
    assert story.row("plan_id, status") == [str(PREMIUM), "active"]
    assert story.events()[-4:] == ["payment_sent", "payment_received", "money_arrived", "membership_opened_again"]
    assert [letter[0] for letter in story.paid_letters()] == ["money_arrived"]
    assert story.slots() == 0


def test_account_credit_pays_what_is_owed(story: Story) -> None:
    quote_id = failed(story)
    story.sql(
        f"INSERT INTO {{p}}bridge_account_credit VALUES ({CUSTOMER}, 'SEK', 20000, 0, '2025-06-23', DEFAULT)"
        " ON DUPLICATE KEY UPDATE balance_minor = 20000, use_at = DEFAULT(use_at);"
        "INSERT INTO {p}bridge_account_credit_entries (customer_id, currency, amount_minor, cause, actor_user_id,"
        f" created_at) VALUES ({CUSTOMER}, 'SEK', 20000, 'granted', 1, '2025-06-23')"
    )

    run_all_once(story.services)

    assert story.change(quote_id, "status, due_now_minor") == ["applied", "0"]
    assert int(story.credit()[0]) < 20000


def test_a_network_admin_gives_the_money_up_and_it_has_no_value_to_give_back(story: Story) -> None:
    quote_id = failed(story)

    payments.close_change(story.services, ADMIN, quote_id)

    assert story.change(quote_id) == ["void"]
    assert story.payment(quote_id)[1] == "cancelled"
    assert [row for row in story.settled("quote_id, ended_at IS NULL") if row == [quote_id, "1"]] == []
    assert story.slots() == 0


def test_account_credit_that_was_used_for_what_is_given_up_is_given_back(story: Story) -> None:
    story.membership(credit_minor=5000)
    quote_id = failed(story, is_there=True)
    used = story.credit()

    payments.close_change(story.services, ADMIN, quote_id)

    assert (used, story.credit()) == (["0", "0"], ["5000", "0"])
    assert ("part_kept_as_credit", USER) in story.mails()
    assert story.settled("credited_minor, ended_at IS NOT NULL")[-1] == ["5000", "1"]
    assert broken_invariants(story.network) == []


def test_where_the_network_waits_the_change_applies_when_the_money_is_there_from_the_days_of_the_order(
    story: Story,
) -> None:
    waiting(story)
    quote_id = sent(story)
    story.clock.at += timedelta(days=12)
    run_all_once(story.services)
    before = story.change(quote_id), story.row("plan_id")
    story.card.later = Outcome.SUCCEEDED
    story.clock.at += timedelta(hours=2)
    run_all_once(story.services)

    assert before == (["processing"], [str(BASIC)])
    assert story.change(quote_id) == ["applied"]
    assert story.row("plan_id, date_renewed, date_expiration") == [
        str(PREMIUM), "2025-06-15 10:00:00", "2025-07-15 10:00:00"
    ]  # fmt: skip


@pytest.mark.parametrize("trusts", [True, False])
def test_a_renewal_on_its_way_keeps_the_membership_active(story: Story, *, trusts: bool) -> None:
    if not trusts:
        waiting(story)
    story.membership()
    story.card.saved.add(CUSTOMER)
    story.agrees()
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "card")
    story.card.answer = story.card.later = Outcome.PROCESSING
    story.clock.at = datetime(2025, 7, 14, 10)
    run_all_once(story.services)
    story.clock.at = datetime(2025, 7, 30, 10)
    run_all_once(story.services)

    assert story.row("status") == ["active"]
    renewal = story.one("SELECT status FROM {p}bridge_changes WHERE kind = 'renewal'")
    assert renewal == ["applied_on_trust" if trusts else "processing"]
    assert len(story.card.charged_saved) == 1


def test_a_declined_card_is_charged_again_on_a_schedule_and_never_after_the_time_to_pay(story: Story) -> None:
    story.membership()
    confirm(story.services, OWNER, story.quote(PREMIUM), "card")
    story.card.saved.add(CUSTOMER)
    story.agrees()
    story.card.answer = story.card.later = Outcome.DECLINED
    tried = []
    for day in range(13):
        story.clock.at = datetime(2025, 7, 8, 11) + timedelta(days=day)
        before = len(story.card.charged_saved)
        run_all_once(story.services)
        if len(story.card.charged_saved) > before:
            tried.append(day)

    assert tried == [0, 2, 4, 6]
    assert story.row("status") == ["expired"]
    assert story.mails().count(("payment_declined", 9601)) == 4


def test_a_retry_that_succeeds_renews(story: Story) -> None:
    story.membership()
    confirm(story.services, OWNER, story.quote(PREMIUM), "card")
    story.card.saved.add(CUSTOMER)
    story.agrees()
    story.card.answer = Outcome.DECLINED
    story.clock.at = datetime(2025, 7, 8, 11)
    run_all_once(story.services)
    story.card.answer = Outcome.SUCCEEDED
    story.clock.at += timedelta(days=2)
    run_all_once(story.services)

    assert story.row("status, date_expiration, times_billed") == ["active", "2025-08-15 10:00:00", "3"]
    assert story.one("SELECT status, tries FROM {p}bridge_changes WHERE kind = 'renewal'") == ["applied", "1"]
