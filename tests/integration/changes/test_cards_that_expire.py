"""Owners are told of a card that will have expired when their next term is charged: once, ahead, of the right card."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bridge.account.methods import choose_method, remove_method
from bridge.changes.change import confirm
from bridge.changes.events import receive_event
from bridge.changes.leave import cancel_membership
from bridge.changes.letters import read_letter
from bridge.changes.pause import Wanted, pause
from bridge.errors import ProviderUnreachable
from bridge.gateways.port import Expiry, GatewayUnreachable, Payer
from bridge.network_admin.payments import mark_paid
from bridge.people import Author
from bridge.store.store import Store
from bridge.worker import run_all_once
from tests.fakes.card import webhook
from tests.integration.changes.story import ADMIN, CUSTOMER, FREE, MEMBERSHIP, OWNER, PREMIUM, Story

#: Premium is bought on 15 June and charged again seven days before 15 July; its card is looked at fourteen days ahead.
CHARGED = datetime(2025, 7, 8, 10, 0)
LOOKED_AT = CHARGED - timedelta(days=14)
JUNE, JULY = Expiry(6, 2025), Expiry(7, 2025)


def subscribed(story: Story, expires: Expiry | None) -> None:
    """A membership on Premium that was paid with a card, which was saved."""
    story.membership()
    story.card.saved.add(CUSTOMER)
    story.agrees()
    story.card.expires = {f"pm_{CUSTOMER}": expires}
    confirm(story.services, OWNER, story.quote(PREMIUM), "card")
    assert story.row("plan_id") == [str(PREMIUM)]


def told(story: Story) -> list[dict[str, object]]:
    """What the letters about cards say."""
    rows = story.sql("SELECT payload FROM {p}bridge_outbox WHERE topic = 'mail' ORDER BY id")
    return [one["params"] for row in rows if (one := json.loads(row[0]))["template"] == "card_expiring"]


def at(story: Story, when: datetime) -> None:
    """A round of the worker at an instant."""
    story.clock.at = when
    run_all_once(story.services)


def test_who_has_a_card_that_will_have_expired_is_told_once_ahead(story: Story) -> None:
    subscribed(story, JUNE)
    at(story, LOOKED_AT - timedelta(minutes=1))
    assert told(story) == []

    for later in range(3):
        at(story, LOOKED_AT + timedelta(hours=later))

    assert [(one["expires"], one["last4"], one["effective_at"]) for one in told(story)] == [
        ("06/2025", "4242", "2025-07-08T10:00:00Z")
    ]
    assert story.events().count("card_expiry_told") == 1
    row_id = int(story.one("SELECT MAX(id) FROM {p}bridge_outbox WHERE topic = 'mail'")[0])
    letter = read_letter(story.services, row_id, "en_US")
    assert (letter.template, letter.plan, letter.is_sent) == ("card_expiring", "Premium", True)


@pytest.mark.parametrize("expires", [JULY, Expiry(12, 2030), None])
def test_a_card_that_is_good_on_the_day_or_has_none_is_nothing_to_tell_of(story: Story, expires: Expiry | None) -> None:
    subscribed(story, expires)

    at(story, LOOKED_AT + timedelta(hours=1))

    assert told(story) == []


def test_the_provider_is_asked_once_for_a_term_and_again_where_the_bank_sent_another_card(story: Story) -> None:
    subscribed(story, JULY)
    at(story, LOOKED_AT + timedelta(hours=1))
    asked = story.card.looked_at
    at(story, LOOKED_AT + timedelta(hours=2))
    assert story.card.looked_at == asked

    story.card.expires = {f"pm_{CUSTOMER}": JUNE}
    story.services.database.transaction(
        lambda store: store.providers.keep_payer(CUSTOMER, "card", f"cus_{CUSTOMER}", story.clock.at)
    )
    body, headers = webhook(f"cus_{CUSTOMER}", story.clock.at, "payer")
    receive_event(story.services, "card", body, headers)
    at(story, LOOKED_AT + timedelta(hours=3))

    assert [one["expires"] for one in told(story)] == ["06/2025"]


def test_a_card_with_a_new_date_is_told_of_again_and_the_old_one_never(story: Story) -> None:
    subscribed(story, JUNE)
    at(story, LOOKED_AT + timedelta(hours=1))
    story.card.expires = {f"pm_{CUSTOMER}": Expiry(12, 2030)}
    choose_method(story.services, OWNER, MEMBERSHIP, f"pm_{CUSTOMER}")
    at(story, LOOKED_AT + timedelta(hours=2))
    story.card.expires = {f"pm_{CUSTOMER}": JUNE}
    choose_method(story.services, OWNER, MEMBERSHIP, f"pm_{CUSTOMER}")
    at(story, LOOKED_AT + timedelta(hours=3))

    assert len(told(story)) == 1


@pytest.mark.parametrize(
    ("asked", "call", "act"),
    [("pm_other", "make_default", choose_method), (f"pm_{CUSTOMER}", "forget_method", remove_method)],
)
def test_another_card_that_is_charged_is_looked_at_where_the_providers_answer_was_lost(
    story: Story, monkeypatch: pytest.MonkeyPatch, asked: str, call: str, act: Callable[..., object]
) -> None:
    subscribed(story, JULY)
    story.card.cards = {CUSTOMER: [f"pm_{CUSTOMER}", "pm_other"]}
    story.card.expires["pm_other"] = JUNE
    at(story, LOOKED_AT + timedelta(hours=1))
    does = getattr(story.card, call)

    def unheard(payer: Payer, method_id: str) -> None:
        does(payer, method_id)
        raise GatewayUnreachable

    monkeypatch.setattr(story.card, call, unheard)
    with pytest.raises(ProviderUnreachable):
        act(story.services, OWNER, MEMBERSHIP, asked)
    at(story, LOOKED_AT + timedelta(hours=2))

    assert [one["expires"] for one in told(story)] == ["06/2025"]


def test_a_card_that_had_expired_when_the_worker_comes_back_on_the_day_is_told_of_before_it_is_charged(
    story: Story,
) -> None:
    subscribed(story, JUNE)

    at(story, CHARGED + timedelta(hours=1))

    assert [one["effective_at"] for one in told(story)] == ["2025-07-08T11:00:00Z"]


def by_hand(story: Story) -> None:
    story.membership()
    story.card.saved.add(CUSTOMER)
    story.card.expires = {f"pm_{CUSTOMER}": JUNE}
    confirm(story.services, OWNER, quote_id := story.quote(PREMIUM), "manual")
    mark_paid(story.services, ADMIN, story.payment_id(quote_id))


def not_ours(story: Story) -> None:
    story.membership(end="2025-07-15 10:00:00")
    story.card.saved.add(CUSTOMER)


def cancelled(story: Story) -> None:
    subscribed(story, JUNE)
    cancel_membership(story.services, OWNER, MEMBERSHIP, "")


def free_from_the_next_term_on(story: Story) -> None:
    subscribed(story, JUNE)
    confirm(story.services, OWNER, story.quote(FREE), "manual")


def paid_in_full(story: Story) -> None:
    subscribed(story, JUNE)
    story.sql("UPDATE {p}wu_memberships SET billing_cycles = times_billed")


def resting(story: Story) -> None:
    subscribed(story, JUNE)
    pause(story.services, Author("network_admin", ADMIN.user_id), MEMBERSHIP, Wanted("", "Ill", closes_sites=False))


@pytest.mark.parametrize("begin", [by_hand, not_ours, cancelled, free_from_the_next_term_on, paid_in_full, resting])
def test_where_no_saved_card_would_be_charged_nobody_is_told(story: Story, begin: Callable[[Story], None]) -> None:
    begin(story)

    at(story, LOOKED_AT + timedelta(hours=1))

    assert told(story) == []


def test_of_another_customer_the_card_is_looked_at_anew(story: Story) -> None:
    subscribed(story, JULY)
    at(story, LOOKED_AT + timedelta(hours=1))
    seen = "SELECT card_seen_for IS NULL FROM {p}bridge_membership_terms"
    before = story.one(seen)

    def write(store: Store, **whose: int) -> None:
        term = store.membership_writes.term(MEMBERSHIP)
        assert term is not None
        store.membership_writes.put_term(replace(term, **whose), story.clock.at)  # type: ignore[arg-type]

    story.services.database.transaction(write)
    same = story.one(seen)
    story.services.database.transaction(lambda store: write(store, customer_id=1))
    after = story.one(seen)
    story.sql(f"UPDATE {{p}}bridge_membership_terms SET customer_id = {CUSTOMER}")

    assert (before, same, after) == (["0"], ["0"], ["1"])


def test_a_provider_that_is_silent_is_asked_again(story: Story) -> None:
    subscribed(story, JUNE)
    story.card.silent = True
    at(story, LOOKED_AT + timedelta(hours=1))
    assert told(story) == []

    story.card.silent = False
    at(story, LOOKED_AT + timedelta(hours=2))

    assert len(told(story)) == 1


def test_the_days_are_the_networks(story: Story) -> None:
    subscribed(story, JUNE)
    story.sql("INSERT INTO {p}bridge_settings VALUES ('card_days', '3', NOW(6), 1)")
    at(story, LOOKED_AT + timedelta(hours=1))
    assert told(story) == []

    at(story, CHARGED - timedelta(days=3) + timedelta(minutes=1))

    assert len(told(story)) == 1


def test_finding_cards_reads_what_is_not_seen_alone(story: Story) -> None:
    subscribed(story, JUNE)
    plan = story.sql(
        "EXPLAIN SELECT terms.membership_id FROM {p}bridge_membership_terms AS terms"
        " WHERE terms.card_unseen_for > '2025-06-24' AND terms.card_unseen_for <= '2025-07-16'"
        " ORDER BY terms.card_unseen_for, terms.membership_id LIMIT 20"
    )

    assert "card_unseen" in plan[0]
