"""A part came by hand, and the rest is paid by card: the card is asked for what is open, whatever comes first."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bridge.changes.change import cancel, confirm, read_change
from bridge.changes.pay import let_go
from bridge.changes.pay_open import Payment, pay
from bridge.changes.receive import Money
from bridge.errors import ChangeSettled, GatewayUnsuitable
from bridge.gateways.port import Outcome
from bridge.network_admin import payments
from bridge.worker import run_all_once
from tests.integration.changes.story import ADMIN, OWNER, PREMIUM, Story

#: 9900 for 30 days of June, 15 June 10:00: 15 days and 14 hours are left, rounded down.
DUE = 19900 - 9900 * (15 * 24 + 14) // (30 * 24)
PART = 5000


def ordered(story: Story) -> tuple[str, int]:
    """An upgrade that waits for a transfer, of which a part has come: its quote and its payment."""
    story.membership()
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")
    return quote_id, story.payment_id(quote_id)


def mark(story: Story, payment_id: int, minor: int | None) -> payments.MarkedPaidAnswer:
    return payments.mark_paid(story.services, ADMIN, payment_id, Money(minor))


def asked(story: Story) -> list[int]:
    """What the card was asked for, each time."""
    return [order.amount_minor for order in story.card.orders.values()]


def letters(story: Story, template: str) -> list[dict[str, object]]:
    rows = story.sql("SELECT payload FROM {p}bridge_outbox WHERE topic = 'mail' ORDER BY id")
    return [one["params"] for row in rows if (one := json.loads(row[0]))["template"] == template]


def test_the_card_is_asked_for_the_rest_alone(story: Story) -> None:
    quote_id, payment_id = ordered(story)
    mark(story, payment_id, PART)

    paid = pay(story.services, OWNER, quote_id, Payment("card"))

    assert (paid.status, asked(story)) == ("applied", [DUE - PART])
    assert story.credit() == ["0", "0"]
    assert letters(story, "part_kept_as_credit") == []
    receipt = json.loads(story.one("SELECT body FROM {p}bridge_receipts")[0].replace("\\\\", "\\"))
    assert receipt["figures"]["settled"] == [{"code": "account_credit", "amount_minor": -PART}]
    assert story.events()[1:] == [
        "part_received", "way_to_pay_changed", "part_kept_as_credit", "paid_by_account_credit", "payment_sent",
        "payment_received", "change_applied",
    ]  # fmt: skip


def test_a_part_marked_after_the_card_was_asked_takes_the_place_of_that_charge(story: Story) -> None:
    quote_id, payment_id = ordered(story)
    story.card.answer = Outcome.WAITING
    story.card.later = Outcome.WAITING
    pay(story.services, OWNER, quote_id, Payment("card"))

    marked = mark(story, payment_id, PART)
    run_all_once(story.services)

    assert (marked.outcome, letters(story, "part_kept_as_credit")[0]["part_minor"]) == ("part_credited", PART)
    assert (len(story.card.cancelled), read_change(story.services, OWNER, quote_id).due_now.minor) == (1, DUE - PART)
    story.card.answer = Outcome.SUCCEEDED
    assert pay(story.services, OWNER, quote_id, Payment("card")).status == "applied"
    assert (asked(story), story.credit()) == ([DUE, DUE - PART], ["0", "0"])


@pytest.mark.parametrize("minor", [PART, None])
def test_what_is_marked_after_the_card_has_paid_is_account_credit_and_told(story: Story, minor: int | None) -> None:
    quote_id, payment_id = ordered(story)
    pay(story.services, OWNER, quote_id, Payment("card"))

    mark(story, payment_id, minor)
    run_all_once(story.services)

    assert (story.change(quote_id), asked(story)) == (["applied"], [DUE])
    assert story.credit() == [str(minor or DUE), "0"]
    told = letters(story, "part_kept_as_credit") if minor else letters(story, "money_kept_as_credit")
    assert len([one for one in told if one["membership_id"]]) >= 1


def test_a_part_that_is_marked_while_the_way_to_pay_changes_is_not_lost(story: Story) -> None:
    quote_id, payment_id = ordered(story)
    change = story.services.database.reading(lambda store: store.changes.find(quote_id))
    assert change is not None
    held = story.card.can_take

    def meanwhile(amount_minor: int, currency: str) -> bool:  # the part comes while this is asked
        if not story.sql("SELECT id FROM {p}bridge_transfers"):
            mark(story, payment_id, PART)
        return held(amount_minor, currency)

    story.card.can_take = meanwhile  # type: ignore[method-assign]
    paid = pay(story.services, OWNER, quote_id, Payment("card"))

    assert (paid.status, asked(story), story.credit()) == ("applied", [DUE - PART], ["0", "0"])


def test_all_that_is_marked_while_the_way_to_pay_changes_settles_and_no_card_is_charged(story: Story) -> None:
    quote_id, payment_id = ordered(story)
    assert let_go(story.services, quote_id) is not None  # somebody is about to ask by card

    mark(story, payment_id, None)

    with pytest.raises(ChangeSettled):
        pay(story.services, OWNER, quote_id, Payment("card"))
    assert (story.change(quote_id), asked(story), story.credit()) == (["applied"], [], ["0", "0"])


def test_a_rest_that_no_card_takes_is_refused_and_the_part_stays_held(story: Story) -> None:
    quote_id, payment_id = ordered(story)
    story.card.least_minor = 300
    mark(story, payment_id, DUE - 299)

    with pytest.raises(GatewayUnsuitable):
        pay(story.services, OWNER, quote_id, Payment("card"))

    shown = read_change(story.services, OWNER, quote_id)
    assert shown.by_hand is not None
    assert (shown.by_hand.left.minor, shown.gateway) == (299, "manual")


def test_back_to_a_transfer_the_rest_is_what_is_open(story: Story) -> None:
    quote_id, payment_id = ordered(story)
    mark(story, payment_id, PART)
    story.card.answer = Outcome.WAITING
    story.card.later = Outcome.WAITING
    pay(story.services, OWNER, quote_id, Payment("card"))
    story.clock.at += timedelta(minutes=5)

    back = pay(story.services, OWNER, quote_id, Payment("manual"))

    assert back.by_hand is not None
    assert (back.due_now.minor, back.by_hand.left.minor) == (DUE - PART, DUE - PART)
    newest = payments.list_payments(story.services, ADMIN).payments[0]
    assert mark(story, newest.id or 0, None).outcome == "applied"
    assert story.credit() == ["0", "0"]


def test_an_order_given_up_after_a_part_has_it_as_credit_once_however_often_all_of_it_is_marked(story: Story) -> None:
    quote_id, payment_id = ordered(story)
    mark(story, payment_id, PART)
    cancel(story.services, OWNER, quote_id)

    first = mark(story, payment_id, None)
    again = mark(story, payment_id, None)

    assert (first.outcome, again.outcome) == ("part_credited", "part_credited")
    assert story.credit() == [str(DUE), "0"]


def owed(story: Story) -> str:
    """An upgrade that took effect on trust, whose debit was sent back, and of which a part then came by hand."""
    story.membership()
    story.card.answer = Outcome.PROCESSING
    story.card.later = Outcome.DECLINED
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "card")
    story.clock.at += timedelta(hours=2)
    run_all_once(story.services)
    assert story.change(quote_id) == ["owed"]
    pay(story.services, OWNER, quote_id, Payment("manual"))
    newest = payments.list_payments(story.services, ADMIN).payments[0]
    mark(story, newest.id or 0, PART)
    return quote_id


def test_the_rest_of_what_is_owed_is_asked_of_the_card_alone(story: Story) -> None:
    quote_id = owed(story)
    story.card.answer = Outcome.SUCCEEDED

    paid = pay(story.services, OWNER, quote_id, Payment("card"))

    assert (paid.status, asked(story)) == ("applied", [DUE, DUE - PART])
    assert story.credit() == ["0", "0"]


def test_a_part_of_what_is_owed_is_account_credit_when_the_rest_is_given_up(story: Story) -> None:
    quote_id = owed(story)

    payments.close_change(story.services, ADMIN, quote_id)

    assert story.credit() == [str(PART), "0"]
    assert letters(story, "part_kept_as_credit")[0]["part_minor"] == PART
