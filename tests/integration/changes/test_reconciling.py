"""A provider's books and ours: what differs is put right where it can mean one thing only, and said where it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bridge.changes.calls import network_id_of
from bridge.changes.change import confirm
from bridge.changes.pay import Means
from bridge.changes.reconcile import Finding, reconcile
from bridge.gateways.port import Dispute, DisputeOutcome, Gateways, Outcome, Payer, PaymentOrder, Refund, RefundOutcome
from bridge.gateways.stripe import StripeGateway
from tests.fakes.stripe_provider import Provider, stripe_provider
from tests.integration.changes.story import CUSTOMER, MEMBERSHIP, OWNER, PREMIUM, Story

SINCE = datetime(2025, 5, 1)


def compared(story: Story, *, is_dry: bool = False) -> list[Finding]:
    """What was found."""
    return list(reconcile(story.services, "card", SINCE, is_dry=is_dry))


def ordered(story: Story) -> tuple[str, str]:
    """Premium, ordered; its quote's id and the provider's of its payment."""
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "card")
    rows = story.sql(f"SELECT provider_id FROM {{p}}bridge_payments WHERE quote_id = '{quote_id}'")
    return quote_id, rows[0][0]


def test_what_nobody_told_of_is_settled_and_booked_and_nothing_is_found_after_that(story: Story) -> None:
    story.membership()
    story.card.answer = Outcome.WAITING
    quote_id, provider_id = ordered(story)
    story.card.stands[provider_id] = Outcome.SUCCEEDED
    currency = story.card.orders[provider_id].currency
    story.card.made_there(Refund("re_1", RefundOutcome.SUCCEEDED, None, provider_id, 1000, currency))
    story.card.disputes["dp_1"] = Dispute("dp_1", DisputeOutcome.WON, provider_id, 1000, currency)

    dry = [one.code for one in compared(story, is_dry=True)]
    waiting = story.change(quote_id)
    found = compared(story)
    again = compared(story)

    assert dry == ["settled", "refund_booked", "dispute_booked"]
    assert waiting == ["awaiting_payment"]
    assert [one.code for one in found] == dry
    assert all(one.is_repaired and one.membership_id == MEMBERSHIP for one in found)
    assert story.change(quote_id) == ["applied"]
    assert story.one("SELECT status, refunded_minor FROM {p}bridge_payments") == ["partially-refunded", "1000"]
    assert again == []


def test_what_a_person_has_to_decide_is_said_and_left(story: Story) -> None:
    story.membership()
    _, provider_id = ordered(story)
    order = story.card.orders[provider_id]
    network = network_id_of(story.services)
    payer = Payer(CUSTOMER)
    story.card.orders["card_stray"] = PaymentOrder("stray", 500, "SEK", payer, network_id=network)
    story.card.orders["card_foreign"] = PaymentOrder("foreign", 500, "SEK", payer, network_id="another")
    story.card.orders[provider_id] = replace(order, amount_minor=order.amount_minor + 1)
    before = story.payment(str(story.one("SELECT quote_id FROM {p}bridge_payments")[0]))

    found = compared(story)
    story.card.orders[provider_id] = order
    story.card.stands[provider_id] = Outcome.CANCELLED
    unpaid = [one.code for one in compared(story)]

    assert {(one.code, one.provider_id) for one in found if one.code != "refunded_differs"} == {
        ("amount_differs", provider_id), ("unknown_here", "card_stray"),
    }
    assert not any(one.is_repaired for one in found)
    assert unpaid == ["unknown_here", "not_paid_there"]
    assert story.payment(str(story.one("SELECT quote_id FROM {p}bridge_payments")[0])) == before


@pytest.fixture(scope="module")
def served() -> Iterator[Provider]:
    with stripe_provider() as provider:
        yield provider


def test_stripe_is_asked_page_by_page(story: Story, served: Provider) -> None:
    served.reset()
    stripe = StripeGateway(served.settings())
    services = replace(story.services, gateways=Gateways({**story.services.gateways, "stripe": stripe}))
    story.membership()
    network = network_id_of(services)
    for number in range(4):
        order = PaymentOrder(f"{number:032}", 1000 + number, "SEK", Payer(CUSTOMER))
        stripe.create(replace(order, network_id=network, key=f"k{number}"))
    quote_id = story.quote(PREMIUM)
    confirm(services, OWNER, quote_id, "stripe", Means())
    provider_id = story.one("SELECT provider_id FROM {p}bridge_payments")[0]
    served.pay_on_page(provider_id, served.card())
    served._refund({"payment_intent": provider_id, "amount": "1000"})
    dispute = served.dispute(provider_id, "warning_needs_response")

    found = list(reconcile(services, "stripe", story.clock.at - timedelta(days=365)))

    assert [one.code for one in found] == ["settled", "refund_booked", "dispute_booked"]
    assert found[-1].provider_id == dispute
    assert served.paths("GET").count("/v1/payment_intents") == 3
    assert list(reconcile(services, "stripe", story.clock.at - timedelta(days=365))) == []
