"""A quote says what confirming it would come to: a button that works, or the reason why there is none."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest

from bridge.changes.change import cancel, confirm
from bridge.changes.quoting import Gateway, Quote, make_quote, read_quote
from bridge.errors import BridgeError, ChangeRefused, NotAllowed, StoreBusy
from bridge.people import Actor
from bridge.pricing.snapshot import Selection
from bridge.worker import run_all_once
from tests.integration.changes.story import (
    ADMIN,
    BASIC,
    BLOG,
    DISK,
    FREE,
    MEMBERSHIP,
    MONTH,
    OWNER,
    PREMIUM,
    YEAR,
    Story,
)
from tests.integration.changes.test_discount_codes import holding

SITE_ADMINISTRATOR = Actor(user_id=9700, blog_id=BLOG, is_site_administrator=True)
SELECTIONS = [
    Selection(FREE, {}, None),
    Selection(BASIC, {}, MONTH),
    Selection(PREMIUM, {}, MONTH),
    Selection(PREMIUM, {}, YEAR),
    Selection(PREMIUM, {DISK: 1}, MONTH),
]


def asked(story: Story, selection: Selection, actor: Actor = OWNER) -> Quote:
    """A quote as its page is told it."""
    return make_quote(story.services, actor, MEMBERSHIP, selection)


def refusal(story: Story, quote: Quote, actor: Actor = OWNER) -> str | None:
    """What confirming is refused with."""
    assert quote.id is not None
    gateway = "free" if quote.gateways == (Gateway("free"),) else "manual"
    try:
        confirm(story.services, actor, quote.id, gateway)
    except BridgeError as refused:
        return refused.code
    return None


def told(quote: Quote) -> str | None:
    """What the page says that it would be refused with."""
    assert quote.confirmable == (quote.reason is None)
    return quote.reason.code if quote.reason else None


def test_another_order_under_way_is_the_reason_and_is_named(story: Story) -> None:
    story.membership()
    order = asked(story, Selection(PREMIUM, {}, MONTH))
    assert refusal(story, order) is None

    second = asked(story, Selection(PREMIUM, {DISK: 1}, MONTH))

    assert (told(second), refusal(story, second)) == ("change_open", "change_open")
    assert second.reason is not None
    assert second.reason.params.values == {"quote_id": order.id, "operation": "change"}


def test_a_downgrade_of_what_another_subscription_bills_cannot_be_ordered(story: Story) -> None:
    story.membership(PREMIUM, amount="199", gateway="stripe", subscription="sub_1")

    quote = asked(story, Selection(FREE, {}, None))

    assert quote.due_now.minor == 0
    assert (told(quote), refusal(story, quote)) == ("billed_elsewhere", "billed_elsewhere")


def test_a_renewal_that_nobody_is_paying_is_no_reason(story: Story) -> None:
    story.membership()
    assert refusal(story, asked(story, Selection(PREMIUM, {}, MONTH))) is None
    cancel(story.services, OWNER, story.one("SELECT quote_id FROM {p}bridge_changes")[0])
    story.clock.at += timedelta(days=16)
    run_all_once(story.services)

    quote = asked(story, Selection(PREMIUM, {}, MONTH))

    assert (told(quote), refusal(story, quote)) == (None, None)


def _someone_orders(story: Story) -> None:
    quote = asked(story, Selection(PREMIUM, {DISK: 1}, MONTH), ADMIN)
    if quote.id and quote.confirmable:
        refusal(story, quote, ADMIN)


def _order_by_card(story: Story) -> None:
    story.card.answer = None
    quote = asked(story, Selection(PREMIUM, {}, MONTH), ADMIN)
    if quote.id and quote.confirmable and quote.due_now.minor:
        confirm(story.services, ADMIN, quote.id, "card")


def _sql(statement: str) -> Callable[[Story], object]:
    return lambda story: story.sql(statement)


EVENTS: list[Callable[[Story], object]] = [
    _someone_orders,
    _order_by_card,
    lambda story: run_all_once(story.services),
    lambda story: setattr(story.clock, "at", story.clock.at + timedelta(minutes=16)),
    lambda story: setattr(story.clock, "at", story.clock.at + timedelta(days=17)),
    _sql("UPDATE {p}wu_products SET amount = amount + 1 WHERE id = 3"),
    _sql("UPDATE {p}wu_products SET active = 0 WHERE id = 1"),
    _sql("UPDATE {p}wu_memberships SET gateway = 'stripe', gateway_subscription_id = 'sub_1' WHERE id = 501"),
    _sql("UPDATE {p}wu_memberships SET status = 'expired' WHERE id = 501"),
    _sql("UPDATE {p}wu_memberships SET status = 'on-hold' WHERE id = 501"),
    _sql("UPDATE {p}wu_customers SET user_id = 9602 WHERE id = 601"),
    _sql("INSERT INTO {p}bridge_settings VALUES ('site_administrators_may_buy', 'true', '2025-06-01', 1)"
         " ON DUPLICATE KEY UPDATE value = IF(value = 'true', 'false', 'true')"),
]  # fmt: skip


@pytest.mark.parametrize("seed", range(24))
def test_a_quote_can_be_confirmed_exactly_where_confirming_it_at_once_is_not_refused(story: Story, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (a sample, no secret)
    plan, amount = chance.choice([(BASIC, "99"), (PREMIUM, "199"), (FREE, "0")])
    story.membership(plan, amount=amount)
    actor = chance.choice([OWNER, OWNER, ADMIN, SITE_ADMINISTRATOR])
    for event in chance.sample(EVENTS, chance.randrange(3)):
        event(story)
    try:
        quote = asked(story, chance.choice(SELECTIONS), actor)
    except (ChangeRefused, NotAllowed):
        return
    for event in chance.sample(EVENTS, chance.randrange(3)):
        event(story)
    if quote.id is None:
        assert not quote.confirmable
        return

    expected = _on_the_page(story, quote.id, actor)
    found = refusal(story, quote, actor)

    assert (expected is None) == (found is None), (expected, found)
    if expected != "quote_stale":
        assert expected == found


def _on_the_page(story: Story, quote_id: str, actor: Actor) -> str | None:
    """What the page of a quote says that confirming would be refused with; where there is no page, why."""
    try:
        return told(read_quote(story.services, actor, quote_id))
    except BridgeError as gone:
        return gone.code


def test_a_row_that_stays_locked_is_answered_in_time_to_be_heard(story: Story) -> None:
    story.membership()
    quote_id = story.quote(PREMIUM)

    with holding(story, f"SELECT id FROM {{p}}wu_memberships WHERE id = {MEMBERSHIP} FOR UPDATE"):
        begun = time.monotonic()
        with pytest.raises(StoreBusy):
            confirm(story.services, OWNER, quote_id, "manual")
        waited = time.monotonic() - begun

    assert waited < 5
    assert story.sql("SELECT quote_id FROM {p}bridge_changes") == []
    assert confirm(story.services, OWNER, quote_id, "manual").status == "awaiting_payment"


@pytest.mark.parametrize(
    "lock",
    [
        f"SELECT id FROM {{p}}wu_memberships WHERE id = {MEMBERSHIP} FOR UPDATE",
        "UPDATE {p}wu_customers SET type = type",
        "SELECT id FROM {p}wu_products FOR UPDATE",
        "SELECT * FROM {p}bridge_open_operations FOR UPDATE",
        "SELECT * FROM {p}bridge_account_credit FOR UPDATE",
        "SELECT * FROM {p}bridge_discount_codes FOR UPDATE",
        "SELECT * FROM {p}bridge_quotes FOR UPDATE",
    ],
)
def test_whatever_is_locked_reads_answer_and_orders_are_made_or_refused_in_time(story: Story, lock: str) -> None:
    story.membership(credit_minor=100)
    quote_id = story.quote(PREMIUM)

    with holding(story, lock):
        begun = time.monotonic()
        read_quote(story.services, OWNER, quote_id)
        read = time.monotonic() - begun
        with suppress(StoreBusy):
            confirm(story.services, OWNER, quote_id, "manual")
        confirmed = time.monotonic() - begun

    assert read < 1
    assert confirmed < 12
