"""Charges that a provider makes when their owner is not there, money that is on its way, and a provider's webhooks."""

from datetime import datetime, timedelta

import pytest

from bridge.changes.change import confirm
from bridge.changes.events import receive_event
from bridge.changes.pay import charge
from bridge.errors import GatewayUnknown, WebhookNotSigned
from bridge.gateways.port import ActionKind, EventSubject, NextAction, Outcome
from bridge.store.changes import RENEWAL
from bridge.worker import run_all_once
from tests.fakes.card import webhook
from tests.integration.changes.story import BASIC, CUSTOMER, MEMBERSHIP, OWNER, PREMIUM, USER, Story


def paid_by_card(story: Story) -> str:
    """A change to Premium, paid with a card that was saved with it; its renewals are ours."""
    story.membership()
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, story.card.id)
    story.card.saved = {CUSTOMER}
    story.agrees()
    return quote_id


def renewal(story: Story, columns: str) -> list[str]:
    """Columns of the one renewal."""
    return story.one(f"SELECT {columns} FROM {{p}}bridge_changes WHERE kind = '{RENEWAL}'")


def term_end(story: Story) -> datetime:
    """When the present term ends."""
    return datetime.fromisoformat(story.row("date_expiration")[0])


def test_a_renewal_is_charged_to_the_card_that_was_saved_and_nobody_is_asked(story: Story) -> None:
    paid_by_card(story)
    story.clock.at = end = term_end(story)
    mails = len(story.mails())

    run_all_once(story.services)

    assert renewal(story, "status, gateway") == ["applied", "card"]
    assert len(story.card.charged_saved) == 1
    assert term_end(story) > end
    assert story.mails()[mails:] == [("renewal_applied", USER)]


def test_a_renewal_charged_once_is_not_charged_again_in_later_rounds(story: Story) -> None:
    paid_by_card(story)
    story.clock.at = term_end(story)
    story.card.answer = Outcome.DECLINED

    for _ in range(3):
        run_all_once(story.services)
        story.clock.at += timedelta(minutes=15)

    assert len(story.card.charged_saved) == 1


def test_a_declined_renewal_awaits_its_payment_and_its_owner_is_notified(story: Story) -> None:
    paid_by_card(story)
    story.clock.at = term_end(story)
    story.card.answer = Outcome.DECLINED
    mails = len(story.mails())

    run_all_once(story.services)

    assert renewal(story, "status, problem") == ["awaiting_payment", "declined"]
    assert story.mails()[mails:] == [("payment_declined", USER), ("renewal_awaiting_payment", 0)]


def test_who_saved_no_card_is_asked_to_pay_a_renewal_by_hand(story: Story) -> None:
    paid_by_card(story)
    story.card.saved = set()
    story.clock.at = term_end(story)

    run_all_once(story.services)

    assert renewal(story, "status, gateway") == ["awaiting_payment", "manual"]
    assert ("renewal_awaiting_payment", USER) in story.mails()
    assert story.card.charged_saved == []


@pytest.mark.parametrize(("saved", "expected"), [
    ({CUSTOMER}, ["applied", "card"]), (set(), ["awaiting_payment", "manual"]),
])  # fmt: skip
def test_a_change_that_waited_is_charged_on_its_day_as_a_renewal_is(
    story: Story, saved: set[int], expected: list[str]
) -> None:
    story.membership(amount="990", unit="year", start="2024-07-01 00:00:00")
    quote_id = story.quote(BASIC)  # each month instead of each year, from the term's end
    confirm(story.services, OWNER, quote_id, story.card.id)
    story.card.saved = saved
    story.agrees()

    story.clock.at = datetime(2025, 7, 1, 0, 0, 5)
    run_all_once(story.services)

    assert story.change(quote_id, "status, gateway") == expected
    assert len(story.card.charged_saved) == len(saved)


def test_money_on_its_way_stops_the_clock_and_is_asked_about_until_it_has_come(story: Story) -> None:
    story.membership()
    quote_id = story.quote(PREMIUM)
    story.card.answer = story.card.later = Outcome.PROCESSING
    confirm(story.services, OWNER, quote_id, story.card.id)

    story.clock.at += timedelta(days=12)
    run_all_once(story.services)
    on_its_way = story.change(quote_id, "status, problem")
    story.card.later = Outcome.SUCCEEDED
    story.clock.at += timedelta(hours=2)
    run_all_once(story.services)

    assert on_its_way == ["applied_on_trust", "NULL"]
    assert story.change(quote_id) == ["applied"]


def test_who_has_to_authenticate_is_told_how_and_nothing_is_applied_before(story: Story) -> None:
    story.membership()
    quote_id = story.quote(PREMIUM)
    story.card.answer = Outcome.WAITING
    story.card.next_action = action = NextAction(ActionKind.AUTHENTICATE, {"client_secret": "pi_1_secret"})
    confirm(story.services, OWNER, quote_id, story.card.id)
    record = story.services.database.reading(lambda store: store.changes.find(quote_id))
    assert record is not None

    asked_again = charge(story.services, record)

    assert asked_again is not None
    assert asked_again.next_action == action
    assert story.change(quote_id, "status, problem") == ["awaiting_payment", "NULL"]
    assert story.row("plan_id") == ["2"]


def test_a_webhook_settles_the_payment_that_it_is_about_once(story: Story) -> None:
    story.membership()
    quote_id = story.quote(PREMIUM)
    story.card.answer = Outcome.PROCESSING
    confirm(story.services, OWNER, quote_id, story.card.id)

    for _ in range(2):
        receive_event(story.services, story.card.id, *webhook(f"card_{quote_id}", story.clock.at))
        run_all_once(story.services)

    assert story.change(quote_id) == ["applied"]
    assert story.events().count("payment_received") == 1
    assert story.sql("SELECT state, work_after FROM {p}bridge_webhook_events") == [["done", "NULL"]]


@pytest.mark.parametrize(("about", "object_id"), [(EventSubject.PAYMENT, "card_unknown"), ("customer", "cus_1")])
def test_a_webhook_about_no_payment_of_ours_is_noted_and_changes_nothing(
    story: Story, about: str, object_id: str
) -> None:
    story.membership()

    receive_event(story.services, "card", *webhook(object_id, story.clock.at, about))
    run_all_once(story.services)

    assert story.sql("SELECT state FROM {p}bridge_webhook_events") == [["noted"]]
    assert story.sql(f"SELECT * FROM {{p}}bridge_journal WHERE membership_id = {MEMBERSHIP}") == []


def test_a_webhook_that_was_not_signed_is_not_kept(story: Story) -> None:
    story.membership()
    quote_id = story.quote(PREMIUM)
    story.card.answer = Outcome.PROCESSING
    confirm(story.services, OWNER, quote_id, story.card.id)
    body, _ = webhook(f"card_{quote_id}", story.clock.at)

    with pytest.raises(WebhookNotSigned):
        receive_event(story.services, "card", body, {})
    assert story.change(quote_id) == ["applied_on_trust"]
    assert story.sql("SELECT state FROM {p}bridge_webhook_events") == []


def test_a_webhook_for_a_gateway_that_the_network_has_not_is_refused(story: Story) -> None:
    with pytest.raises(GatewayUnknown):
        receive_event(story.services, "gone", b"", {})
