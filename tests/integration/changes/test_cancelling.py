"""Cancelling: before money moved, and never after."""

from datetime import timedelta

import pytest

from bridge.changes.change import cancel, confirm
from bridge.errors import ChangeSettled, ChangeUnknown
from bridge.gateways.port import Outcome
from bridge.network_admin import payments
from tests.integration.changes.story import ADMIN, BASIC, FREE, OWNER, PREMIUM, STRANGER, Story


def test_an_unpaid_change_is_cancelled_and_gives_back_what_it_held(story: Story) -> None:
    story.membership(credit_minor=5000)
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")

    view = cancel(story.services, OWNER, quote_id)

    assert view.status == "cancelled"
    assert story.credit() == ["5000", "0"]
    assert story.payment(quote_id)[1::2] == ["cancelled", "NULL"]
    assert story.slots() == 0
    assert story.events() == ["change_confirmed", "change_cancelled"]


def test_cancelling_again_answers_the_same(story: Story) -> None:
    story.membership()
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")

    first = cancel(story.services, OWNER, quote_id)
    second = cancel(story.services, OWNER, quote_id)

    assert first == second
    assert story.events() == ["change_confirmed", "change_cancelled"]


def test_a_cancelled_change_makes_way_for_another(story: Story) -> None:
    story.membership()
    first = story.quote(PREMIUM)
    confirm(story.services, OWNER, first, "manual")
    cancel(story.services, OWNER, first)
    second = story.quote(PREMIUM)

    view = confirm(story.services, OWNER, second, "manual")

    assert view.status == "awaiting_payment"
    assert story.change(first) == ["cancelled"]
    assert story.events() == ["change_confirmed", "change_cancelled", "change_confirmed"]


def test_a_card_is_let_go_at_its_provider_first(story: Story) -> None:
    story.membership()
    story.card.answer = Outcome.DECLINED
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "card")

    view = cancel(story.services, OWNER, quote_id)

    assert view.status == "cancelled"
    assert story.card.cancelled == [f"card_{quote_id}"]
    assert story.events()[-1] == "change_cancelled"


def test_money_that_came_before_the_cancelling_settles_the_change(story: Story) -> None:
    story.membership()
    story.card.answer = Outcome.DECLINED
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "card")
    story.card.on_cancel = Outcome.SUCCEEDED

    with pytest.raises(ChangeSettled):
        cancel(story.services, OWNER, quote_id)

    assert story.change(quote_id) == ["applied"]
    assert story.row("plan_id") == [str(PREMIUM)]
    assert story.events() == [
        "change_confirmed", "payment_sent", "payment_declined", "payment_received", "change_applied"
    ]


def test_while_the_provider_is_silent_nothing_is_cancelled(story: Story) -> None:
    story.membership(credit_minor=900)
    story.card.answer = Outcome.DECLINED
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "card")
    story.card.silent = True

    with pytest.raises(ChangeSettled):
        cancel(story.services, OWNER, quote_id)

    assert story.change(quote_id) == ["awaiting_payment"]
    assert story.credit() == ["900", "900"]
    assert story.events() == ["change_confirmed", "payment_sent", "payment_declined"]


def test_a_scheduled_change_is_cancelled_until_it_runs(story: Story) -> None:
    story.membership(PREMIUM, amount="199")
    quote_id = story.quote(FREE, period=None)
    confirm(story.services, OWNER, quote_id, "free")
    story.clock.at += timedelta(days=10)

    view = cancel(story.services, OWNER, quote_id)

    assert view.status == "cancelled"
    assert story.row() == [str(PREMIUM), "active", "199.0000", "1"]
    assert story.events() == ["membership_adopted", "change_scheduled", "change_cancelled"]


def test_an_applied_change_cannot_be_cancelled(story: Story) -> None:
    story.membership()
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))

    with pytest.raises(ChangeSettled) as refused:
        cancel(story.services, OWNER, quote_id)

    assert refused.value.params == {"status": "applied"}
    assert story.row("plan_id") == [str(PREMIUM)]
    assert story.events()[-1] == "change_applied"


def test_a_stranger_cancels_nothing(story: Story) -> None:
    story.membership()
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")

    with pytest.raises(ChangeUnknown):
        cancel(story.services, STRANGER, quote_id)

    assert story.change(quote_id) == ["awaiting_payment"]
    assert story.row("plan_id") == [str(BASIC)]
    assert story.events() == ["change_confirmed"]
