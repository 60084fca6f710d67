"""The worker stood while terms ended: who is charged is charged once, and nobody is closed who was not asked."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from bridge.changes.change import cancel, confirm
from bridge.network_admin import payments
from bridge.worker import Surroundings, note_outage, run_all_once, run_forever
from tests.integration.changes.story import ADMIN, BASIC, CUSTOMER, OWNER, PREMIUM, YEAR, Story
from tools.network.testing import broken_invariants

DAY = timedelta(days=1)
#: The term's end, and the last round before it: each term is asked for from 8 July on and has 3 days of grace.
END, STOOD = datetime(2025, 7, 15, 10), datetime(2025, 7, 5)


def ours(story: Story, gateway: str) -> None:
    """A membership on Premium by the month, paid through us on 15 June at 10:00; a card is saved with it."""
    story.membership()
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, gateway)
    if gateway == "manual":
        payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))
    else:
        story.card.saved = {CUSTOMER}
        story.agrees()


def stood(story: Story, since: datetime, until: datetime) -> None:
    """The worker stood, and its loop begins again."""
    beat(story, since)
    story.clock.at = until
    loop(story)


def beat(story: Story, at: datetime) -> None:
    """The last round that any worker ended."""
    story.sql(f"REPLACE INTO {{p}}bridge_heartbeats VALUES ('worker', '{at.isoformat(sep=' ')}')")


def loop(story: Story) -> None:
    """One round of the worker's loop."""
    stop = threading.Event()

    def end() -> None:
        beat(story, story.clock.at)
        stop.set()

    run_forever(story.services, stop, Surroundings(beat=end), pause_seconds=0)


def at(story: Story, when: datetime) -> None:
    """One round at an instant, no time in between having been stood."""
    story.clock.at = when
    run_all_once(story.services)


def outages(story: Story) -> list[list[str]]:
    """What is kept of when the worker stood."""
    return story.sql("SELECT began_at, ended_at FROM {p}bridge_worker_outages ORDER BY began_at")


def renewals(story: Story, columns: str) -> list[list[str]]:
    """Columns of all renewals."""
    return story.sql(f"SELECT {columns} FROM {{p}}bridge_changes WHERE kind = 'renewal' ORDER BY created_at")


def test_a_saved_card_is_charged_once_though_the_days_of_grace_went_by_meanwhile(story: Story) -> None:
    ours(story, story.card.id)

    stood(story, STOOD, END + 5 * DAY)
    loop(story)

    assert len(story.card.charged_saved) == 1
    assert renewals(story, "status, effective_at") == [["applied", "2025-07-15 10:00:00.000000"]]
    assert story.row("status, date_renewed, date_expiration") == ["active", str(END), "2025-08-15 10:00:00"]
    assert "membership_expired" not in story.events()
    assert outages(story) == [["2025-07-05 00:00:00.000000", "2025-07-20 10:00:00.000000"]]
    assert broken_invariants(story.network) == []


def test_who_pays_by_hand_is_asked_then_has_the_time_to_pay_and_closes_after_it(story: Story) -> None:
    ours(story, "manual")

    back = END + 5 * DAY
    stood(story, STOOD, back)
    asked = renewals(story, "status, payable_until")
    at(story, back + 10 * DAY - timedelta(seconds=1))
    before = story.row("status")
    invariants = broken_invariants(story.network)
    at(story, back + 10 * DAY)

    assert asked == [["awaiting_payment", "2025-07-30 10:00:00.000000"]]
    assert (before, story.row("status"), invariants) == (["active"], ["expired"], [])
    assert story.slots() == 0


def test_what_was_asked_for_before_the_worker_stood_can_be_paid_so_much_longer(story: Story) -> None:
    ours(story, "manual")
    at(story, END - 6 * DAY)
    told = renewals(story, "payable_until")

    stood(story, END + DAY, END + 5 * DAY)
    longer = renewals(story, "status, payable_until")
    at(story, END + 7 * DAY)

    assert told == [["2025-07-18 10:00:00.000000"]]
    assert longer == [["awaiting_payment", "2025-07-22 10:00:00.000000"]]
    assert story.row("status") == ["expired"]


def test_of_terms_that_went_by_unasked_nothing_is_charged(story: Story) -> None:
    ours(story, story.card.id)

    stood(story, STOOD, END + 70 * DAY)
    for _ in range(3):
        loop(story)

    assert len(story.card.charged_saved) == 1
    assert story.row("status, date_renewed, date_expiration") == [
        "active", "2025-09-23 10:00:00", "2025-10-23 10:00:00",
    ]  # fmt: skip
    assert broken_invariants(story.network) == []


def test_account_credit_pays_no_term_that_went_by_either(story: Story) -> None:
    ours(story, "manual")
    story.sql(
        "UPDATE {p}bridge_account_credit SET balance_minor = 50000, use_at = DEFAULT(use_at);"
        "INSERT INTO {p}bridge_account_credit_entries (customer_id, currency, amount_minor, cause, actor_user_id,"
        " created_at) SELECT customer_id, currency, 50000, 'granted', 1, updated_at FROM {p}bridge_account_credit"
    )

    stood(story, STOOD, END + 70 * DAY)
    for _ in range(3):
        loop(story)

    assert story.credit() == ["30100", "0"]
    assert story.row("status, date_expiration") == ["active", "2025-10-23 10:00:00"]
    assert broken_invariants(story.network) == []


def test_a_change_booked_for_a_term_that_went_by_begins_when_it_is_charged(story: Story) -> None:
    story.membership(amount="990", unit="year", start="2024-07-01 00:00:00")
    quote_id = story.quote(BASIC)  # each month instead of each year, from the term's end
    confirm(story.services, OWNER, quote_id, story.card.id)
    story.card.saved = {CUSTOMER}
    story.agrees()

    stood(story, datetime(2025, 6, 16), datetime(2025, 9, 9, 12))
    for _ in range(3):
        loop(story)

    assert len(story.card.charged_saved) == 1
    assert story.change(quote_id, "status, due_now_minor") == ["applied", "9900"]
    assert story.row("status, duration_unit, date_expiration") == ["active", "month", "2025-10-09 12:00:00"]
    assert broken_invariants(story.network) == []


def test_a_plan_without_days_of_grace_is_charged_too(story: Story) -> None:
    ours(story, story.card.id)
    story.services.database.transaction(lambda store: store.settings.save({"grace_days": 0}, story.clock.at, 1))

    stood(story, STOOD, END + 5 * DAY)

    assert len(story.card.charged_saved) == 1
    assert story.row("status, date_expiration") == ["active", "2025-08-15 10:00:00"]


def test_orders_confirmed_anew_do_not_move_what_the_outage_left(story: Story) -> None:
    ours(story, "manual")
    stood(story, STOOD, END + 5 * DAY)
    told = []

    for _ in range(4):
        story.clock.at += 2 * DAY
        order = story.quote(PREMIUM, period=YEAR)
        told.append(confirm(story.services, OWNER, order, "manual").payable_until)
        cancel(story.services, OWNER, order)
    at(story, END + 15 * DAY)

    assert max(filter(None, told)) == END + 15 * DAY
    assert story.row("status") == ["expired"]
    assert story.slots() == 0
    assert broken_invariants(story.network) == []


def test_an_order_in_the_days_that_the_outage_added_is_paid_from_now(story: Story) -> None:
    ours(story, "manual")
    stood(story, STOOD, END + 5 * DAY)

    story.clock.at += DAY
    order = story.quote(PREMIUM, period=YEAR)
    confirm(story.services, OWNER, order, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(order))

    assert story.row("status, date_expiration") == ["active", "2026-07-21 10:00:00"]
    assert "membership_expired" not in story.events()
    assert broken_invariants(story.network) == []


def test_two_workers_that_begin_at_once_note_one_outage_and_rounds_that_follow_none(story: Story) -> None:
    beat(story, STOOD)
    story.clock.at = STOOD + DAY
    both = [threading.Thread(target=note_outage, args=(story.services,)) for _ in range(2)]
    for worker in both:
        worker.start()
    for worker in both:
        worker.join()

    loop(story)
    story.clock.at += timedelta(minutes=59)
    loop(story)

    assert outages(story) == [["2025-07-05 00:00:00.000000", "2025-07-06 00:00:00.000000"]]


def test_a_network_whose_worker_never_ran_has_stood_for_no_time(story: Story) -> None:
    story.sql("DELETE FROM {p}bridge_heartbeats WHERE name = 'worker'")

    loop(story)

    assert outages(story) == []
