"""Renewals, changes that fall due, and what is not paid in time."""

from datetime import datetime, timedelta

import pytest

from bridge.changes.change import cancel, confirm
from bridge.changes.quoting import make_quote
from bridge.errors import ChangeSettled
from bridge.network_admin import payments
from bridge.operations.journal import verify_last_seal
from bridge.pricing.price import price_change
from bridge.pricing.quote import Quote
from bridge.pricing.refusal import Refusal
from bridge.pricing.snapshot import Selection
from bridge.worker import run_all_once
from tests.integration.changes.story import (
    ADMIN,
    BASIC,
    DISK,
    FREE,
    MEMBERSHIP,
    MONTH,
    OWNER,
    PREMIUM,
    USER,
    YEAR,
    Story,
)


def ours(story: Story) -> None:
    """A membership on Premium by the month, paid through us on 15 June at 10:00."""
    story.membership()
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))


def renewal(story: Story) -> str:
    """The id of the only renewal."""
    return story.one("SELECT quote_id FROM {p}bridge_changes WHERE kind = 'renewal'")[0]


def test_at_the_terms_end_one_payment_is_asked_for(story: Story) -> None:
    ours(story)
    story.clock.at = datetime(2025, 7, 15, 10, 0, 1)

    first = run_all_once(story.services)
    second = run_all_once(story.services)

    assert (first["renew_ended"].done, second["renew_ended"].done) == (1, 0)
    quote_id = renewal(story)
    assert story.payment(quote_id)[1:] == ["pending", "19900", "NULL", "NULL"]
    assert story.change(quote_id, "status, payable_until") == ["awaiting_payment", "2025-07-18 10:00:00.000000"]
    assert story.row("status, date_expiration") == ["active", "2025-07-15 10:00:00"]
    assert story.quota()["access"]["open"] is True
    assert story.events()[-1] == "renewal_due"
    assert story.mails()[-2:] == [("renewal_awaiting_payment", USER), ("renewal_awaiting_payment", 0)]


def test_a_paid_renewal_begins_at_the_old_end(story: Story) -> None:
    ours(story)
    story.clock.at = datetime(2025, 7, 16, 8, 0, 0)
    run_all_once(story.services)
    story.clock.at = datetime(2025, 7, 17, 8, 0, 0)

    payments.mark_paid(story.services, ADMIN, story.payment_id(renewal(story)))

    assert story.row("plan_id, status, date_renewed, date_expiration, times_billed") == [
        str(PREMIUM), "active", "2025-07-15 10:00:00", "2025-08-15 10:00:00", "3",
    ]  # fmt: skip
    assert story.slots() == 0
    assert story.events()[-3:] == ["renewal_due", "payment_received", "renewal_applied"]


def test_an_unpaid_renewal_closes_the_membership_after_the_days_of_grace(story: Story) -> None:
    ours(story)
    story.clock.at = datetime(2025, 7, 15, 10, 0, 0)
    run_all_once(story.services)
    story.clock.at = datetime(2025, 7, 18, 10, 0, 0)

    counts = run_all_once(story.services)

    assert counts["expire_overdue"].done == 1
    assert story.row("status") == ["expired"]
    assert story.quota()["access"] == {"open": False, "reason": "expired"}
    assert story.payment(renewal(story))[1::2] == ["cancelled", "NULL"]
    assert story.slots() == 0
    assert story.events()[-2:] == ["renewal_void", "membership_expired"]
    assert run_all_once(story.services)["renew_ended"].done == 0


def test_account_credit_pays_a_renewal(story: Story) -> None:
    ours(story)
    story.sql(
        "UPDATE {p}bridge_account_credit SET balance_minor = 30000, use_at = DEFAULT(use_at);"
        "INSERT INTO {p}bridge_account_credit_entries (customer_id, currency, amount_minor, cause, actor_user_id,"
        " created_at) SELECT customer_id, currency, 30000, 'granted', 1, updated_at FROM {p}bridge_account_credit"
    )
    story.clock.at = datetime(2025, 7, 15, 10, 0, 0)

    run_all_once(story.services)

    assert story.change(renewal(story), "status, due_now_minor") == ["applied", "0"]
    assert story.credit() == ["10100", "0"]
    assert story.row("date_expiration") == ["2025-08-15 10:00:00"]
    assert story.events()[-2:] == ["renewal_due", "renewal_applied"]


def test_an_open_renewal_holds_the_slot_of_changes(story: Story) -> None:
    ours(story)
    story.clock.at = datetime(2025, 7, 15, 10, 0, 0)

    run_all_once(story.services)

    assert story.one(f"SELECT operation FROM {{p}}bridge_open_operations WHERE membership_id = {MEMBERSHIP}") == [
        "renewal"
    ]
    assert story.events()[-1] == "renewal_due"


def test_a_change_confirmed_in_the_days_of_grace_takes_the_renewals_place(story: Story) -> None:
    ours(story)
    story.clock.at = datetime(2025, 7, 15, 10, 0, 0)
    run_all_once(story.services)
    unpaid = renewal(story)
    story.clock.at = datetime(2025, 7, 16, 10, 0, 0)
    quote_id = story.quote(PREMIUM, period=YEAR)

    view = confirm(story.services, OWNER, quote_id, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))

    assert (view.status, view.payable_until) == ("awaiting_payment", datetime(2025, 7, 18, 10))
    assert story.change(unpaid, "status, problem") == ["cancelled", "replaced_by_change"]
    assert story.payment(unpaid)[1::2] == ["cancelled", "NULL"]
    assert story.row("plan_id, duration_unit, status") == [str(PREMIUM), "year", "active"]
    assert story.slots() == 0
    assert story.events()[-4:] == ["renewal_cancelled", "change_confirmed", "payment_received", "change_applied"]


def test_days_of_grace_are_given_once(story: Story) -> None:
    ours(story)
    story.clock.at = datetime(2025, 7, 15, 10, 0, 0)
    run_all_once(story.services)
    story.clock.at = datetime(2025, 7, 18, 9, 0, 0)
    quote_id = story.quote(PREMIUM, period=YEAR)
    confirm(story.services, OWNER, quote_id, "manual")
    cancel(story.services, OWNER, quote_id)

    run_all_once(story.services)
    story.clock.at = datetime(2025, 7, 18, 10, 0, 0)
    run_all_once(story.services)

    assert story.row("status") == ["expired"]
    assert story.slots() == 0
    assert story.events()[-3:] == ["renewal_due", "renewal_void", "membership_expired"]


def test_a_renewal_is_not_cancelled_by_its_owner(story: Story) -> None:
    ours(story)
    story.clock.at = datetime(2025, 7, 15, 10, 0, 0)
    run_all_once(story.services)

    with pytest.raises(ChangeSettled):
        cancel(story.services, OWNER, renewal(story))

    assert story.change(renewal(story)) == ["awaiting_payment"]
    assert story.events()[-1] == "renewal_due"


def test_no_renewal_starts_while_a_change_waits_for_its_payment(story: Story) -> None:
    ours(story)
    story.clock.at = datetime(2025, 7, 14, 10, 0, 0)
    quote_id = story.quote(PREMIUM, {DISK: 1})
    confirm(story.services, OWNER, quote_id, "manual")
    story.clock.at = datetime(2025, 7, 15, 9, 0, 0)

    during = run_all_once(story.services)
    story.clock.at = datetime(2025, 7, 15, 10, 0, 0)
    after = run_all_once(story.services)

    assert (during["renew_ended"].done, during["expire_overdue"].done) == (0, 0)
    assert (after["expire_overdue"].done, after["renew_ended"].done) == (1, 1)
    assert story.change(quote_id, "status, problem") == ["void", "unpaid"]
    assert story.row("status") == ["active"]
    assert story.events()[-3:] == ["change_confirmed", "change_void", "renewal_due"]


def test_a_cheaper_plan_at_the_terms_end_is_charged_as_quoted(story: Story) -> None:
    story.membership(PREMIUM, amount="1990", unit="year", start="2024-07-01 00:00:00", end="2025-07-01 00:00:00")
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "free")
    story.sql(f"UPDATE {{p}}wu_products SET amount = 249 WHERE id = {PREMIUM}")
    story.clock.at = datetime(2025, 7, 1, 0, 1, 0)

    run_all_once(story.services)
    before = story.change(quote_id, "status, due_now_minor, gateway")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))

    assert before == ["awaiting_payment", "19900", "manual"]
    assert story.row("plan_id, duration_unit, amount, date_expiration") == [
        str(PREMIUM), "month", "199.0000", "2025-08-01 00:00:00",
    ]  # fmt: skip
    assert story.events()[1:] == ["change_scheduled", "change_due", "payment_received", "change_applied"]


def test_a_lower_list_price_on_the_day_is_charged(story: Story) -> None:
    story.membership(PREMIUM, amount="1990", unit="year", start="2024-07-01 00:00:00", end="2025-07-01 00:00:00")
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "free")
    story.sql(f"UPDATE {{p}}wu_products SET amount = 149 WHERE id = {PREMIUM}")
    story.clock.at = datetime(2025, 7, 1, 0, 1, 0)

    run_all_once(story.services)

    assert story.change(quote_id, "status, due_now_minor") == ["awaiting_payment", "14900"]
    assert story.events() == ["membership_adopted", "change_scheduled", "change_due"]


def test_a_plan_that_is_gone_on_the_day_drops_the_change_and_says_so(story: Story) -> None:
    story.membership(PREMIUM, amount="1990", unit="year", start="2024-07-01 00:00:00", end="2025-07-01 00:00:00")
    quote_id = story.quote(1, period=None)
    confirm(story.services, OWNER, quote_id, "free")
    story.sql("UPDATE {p}wu_products SET active = 0 WHERE id = 1")
    story.clock.at = datetime(2025, 7, 1, 0, 1, 0)

    run_all_once(story.services)

    assert story.change(quote_id, "status, problem") == ["void", "inactive"]
    assert story.row("plan_id") == [str(PREMIUM)]
    assert story.change(renewal(story), "status, due_now_minor") == ["awaiting_payment", "199000"]
    assert story.events() == ["membership_adopted", "change_scheduled", "change_void", "renewal_due"]
    assert [("change_dropped", USER), ("change_dropped", 0)] == story.mails()[1:3]


def test_a_removal_of_a_plan_sold_no_more_renews_what_is_kept(story: Story) -> None:
    story.membership(PREMIUM, amount="248", addons="a:1:{i:5;i:1;}")
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "free")
    story.sql(f"UPDATE {{p}}wu_products SET active = 0 WHERE id = {PREMIUM}")
    story.clock.at = datetime(2025, 7, 1, 0, 1, 0)

    run_all_once(story.services)
    waiting = story.change(quote_id, "status, due_now_minor")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))

    assert waiting == ["awaiting_payment", "19900"]
    assert story.row("plan_id, amount, date_expiration") == [str(PREMIUM), "199.0000", "2025-08-01 00:00:00"]
    assert story.events()[1:] == ["change_scheduled", "change_due", "payment_received", "change_applied"]


def test_a_paid_upgrade_takes_the_place_of_a_scheduled_downgrade(story: Story) -> None:
    story.membership(PREMIUM, amount="199")
    down = story.quote(1, period=None)
    confirm(story.services, OWNER, down, "free")
    up = story.quote(PREMIUM, period=YEAR)
    confirm(story.services, OWNER, up, "manual")
    waiting = story.change(down)

    payments.mark_paid(story.services, ADMIN, story.payment_id(up))
    story.clock.at = datetime(2025, 7, 1, 0, 5, 0)
    run_all_once(story.services)

    assert (waiting, story.change(down)) == (["scheduled"], ["replaced"])
    assert story.row("plan_id, duration_unit") == [str(PREMIUM), "year"]
    assert "change_replaced" in story.events()


def test_a_membership_that_is_not_ours_is_left_alone(story: Story) -> None:
    story.membership()
    story.clock.at = datetime(2025, 8, 1)

    counts = run_all_once(story.services)

    assert counts["renew_ended"].done == 0
    assert story.row() == [str(BASIC), "active", "99.0000", "1"]
    assert story.events() == []


def test_a_chain_that_lost_its_last_row_does_not_hold_what_was_sealed(story: Story) -> None:
    story.sql("DELETE FROM {p}bridge_seals")
    ours(story)
    story.clock.at += timedelta(days=1)
    run_all_once(story.services)

    story.sql(f"DELETE FROM {{p}}bridge_journal WHERE membership_id = {MEMBERSHIP} AND sequence > 1")

    assert story.events() == ["change_confirmed"]
    assert not verify_last_seal(story.services)


def test_a_day_is_not_sealed_while_a_transaction_of_it_may_be_under_way(story: Story) -> None:
    story.sql("DELETE FROM {p}bridge_seals")
    ours(story)
    story.clock.at = datetime(2025, 6, 16, 0, 9, 59)

    counts = run_all_once(story.services)

    assert (counts["seal_journal"].done, counts["seal_journal"].failed) == (0, 0)


def test_a_sealed_day_is_sealed_once_and_every_chain_is_whole(story: Story) -> None:
    story.sql("DELETE FROM {p}bridge_seals")
    ours(story)
    story.clock.at += timedelta(days=1)

    first, second = run_all_once(story.services), run_all_once(story.services)
    story.clock.at += timedelta(days=1)
    third = run_all_once(story.services)

    assert [counts["seal_journal"].done for counts in (first, second, third)] == [1, 0, 1]
    assert verify_last_seal(story.services)
    assert story.sql("SELECT day, memberships FROM {p}bridge_seals ORDER BY day") == [
        ["2025-06-15", "1"], ["2025-06-16", "1"],
    ]  # fmt: skip
    assert story.events() == ["change_confirmed", "payment_received", "change_applied"]


def test_a_minimum_term_counts_from_the_day_the_plan_was_taken(story: Story) -> None:
    story.membership(BASIC)
    confirm(story.services, OWNER, story.quote(FREE, period=None), "free")
    story.sql(f"INSERT INTO {{p}}bridge_product_rules (product_id, minimum_term, minimum_term_unit, updated_at)"
              f" VALUES ({FREE}, 1, 'month', '2025-06-01')")  # fmt: skip
    story.clock.at = datetime(2025, 7, 1, 0, 1, 0)
    run_all_once(story.services)

    facts = story.services.database.reading(lambda store: store.memberships.load(MEMBERSHIP))

    assert facts is not None
    assert (facts.snapshot.membership.plan_id, facts.snapshot.membership.plan_since) == (FREE, datetime(2025, 7, 1))
    asked = [price_change(facts.snapshot, Selection(PREMIUM, {}, MONTH), at)
             for at in (datetime(2025, 7, 31), datetime(2025, 8, 1))]  # fmt: skip
    assert [refusal.code for refusal in asked[0] if isinstance(refusal, Refusal)] == ["minimum_term"]
    assert isinstance(asked[1], Quote)


def test_a_plan_that_somebody_else_wrote_was_not_taken_when_ours_was(story: Story) -> None:
    ours(story)
    story.sql(f"UPDATE {{p}}wu_memberships SET plan_id = {BASIC} WHERE id = {MEMBERSHIP}")

    facts = story.services.database.reading(lambda store: store.memberships.load(MEMBERSHIP))

    story.sql(f"UPDATE {{p}}wu_memberships SET plan_id = {PREMIUM} WHERE id = {MEMBERSHIP}")
    assert facts is not None
    assert facts.snapshot.membership.plan_since is None


def test_a_set_up_fee_put_off_by_a_trial_is_charged_once_at_its_end(story: Story) -> None:
    story.sql(f"UPDATE {{p}}wu_products SET trial_duration = 30, trial_duration_unit = 'day', setup_fee = 100"
              f" WHERE id = {PREMIUM}")  # fmt: skip
    story.membership(status="trialing", billed=0, start="2025-06-10 00:00:00", end="2025-06-24 00:00:00")
    confirm(story.services, OWNER, story.quote(PREMIUM), "free")
    charged = []
    for day in (datetime(2025, 6, 24, 0, 1), datetime(2025, 7, 24, 0, 1)):
        story.clock.at = day
        run_all_once(story.services)
        due = story.one("SELECT quote_id, due_now_minor FROM {p}bridge_changes WHERE status = 'awaiting_payment'")
        payments.mark_paid(story.services, ADMIN, story.payment_id(due[0]))
        charged.append(due[1])

    assert charged == ["29900", "19900"]
    assert story.row("status, date_expiration") == ["active", "2025-08-24 00:00:00"]


def taken_over_by_an_earlier_version(story: Story, held: int, wanted: int, addons: dict[int, int]) -> None:
    """A plan bought elsewhere for a fee of 250; a change through a version that wrote no opening fee."""
    story.sql(f"UPDATE {{p}}wu_products SET setup_fee = 250 WHERE id = {held}")
    story.sql(f"UPDATE {{p}}wu_products SET product_group = 'one' WHERE id IN ({BASIC}, {PREMIUM})")
    story.membership(held, amount="99")
    selection = Selection(wanted, addons, MONTH)
    quote_id = str(make_quote(story.services, OWNER, MEMBERSHIP, selection).id)
    confirm(story.services, OWNER, quote_id, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))
    story.sql("DELETE FROM {p}bridge_settled_lines WHERE line_type = 'setup_fee'")
    story.sql("DELETE FROM {p}bridge_sweeps WHERE name = 'opening_fees'")


def fees_of(story: Story, plan: int) -> list[int]:
    """The set-up fees that a change to a plan by the year would charge."""
    quote_id = story.quote(plan, period=YEAR)
    stored = story.services.database.reading(lambda store: store.quotes.find(quote_id))
    return [line.amount_minor for line in stored.quote.charge_lines if line.code == "setup_fee"]


@pytest.mark.parametrize(
    ("held", "wanted", "addons"), [(PREMIUM, PREMIUM, {DISK: 1}), (BASIC, PREMIUM, {}), (BASIC, PREMIUM, {DISK: 1})]
)
def test_a_fee_paid_before_an_earlier_version_took_the_membership_over_is_not_charged_again(
    story: Story, held: int, wanted: int, addons: dict[int, int]
) -> None:
    taken_over_by_an_earlier_version(story, held, wanted, addons)
    before = fees_of(story, held)

    counts = run_all_once(story.services)["open_fees"]

    assert (before, counts.done) == ([25000], 1)
    assert fees_of(story, held) == []
    assert story.settled("product_id, amount_minor, payment_id")[-1] == [str(held), "25000", "NULL"]
    assert story.events()[-1] == "opening_fee_recorded"
    assert [run_all_once(story.services)["open_fees"].done for _ in range(3)] == [0, 0, 0]
    assert story.settled("line_type").count(["setup_fee"]) == 1


@pytest.mark.parametrize("billed", [0, 1])
def test_the_fee_of_a_plan_that_was_never_billed_before_is_not_recorded_as_paid(story: Story, billed: int) -> None:
    taken_over_by_an_earlier_version(story, PREMIUM, PREMIUM, {DISK: 1})
    story.sql(f"UPDATE {{p}}wu_memberships SET times_billed = {billed} WHERE id = {MEMBERSHIP}")

    assert run_all_once(story.services)["open_fees"].done == billed
