"""Paying by Stripe, with its own library, against localstripe behind the tests' proxy: one charge, whatever breaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from bridge.account.methods import add_method, choose_method, list_methods, remove_method
from bridge.changes.change import confirm, read_change
from bridge.changes.events import receive_event, work_event
from bridge.changes.pay import ANYTHING, Means
from bridge.changes.pay_open import Payment, come_back, pay
from bridge.changes.view import Change
from bridge.errors import AgreementMissing, ChangeSettled, MethodUnknown, QuoteUnknown, WebhookNotSigned
from bridge.gateways.port import DeclinedReason, Gateways, GatewayUnreachable
from bridge.gateways.stripe import StripeGateway
from bridge.store.changes import RENEWAL
from bridge.worker import run_all_once
from tests.fakes.stripe_provider import ALWAYS_CHALLENGED, SECRET, Provider, stripe_provider
from tests.integration.changes.story import CUSTOMER, DISK, MEMBERSHIP, OWNER, PREMIUM, STRANGER, USER, Story

STRIPE = "stripe"


@pytest.fixture(scope="module")
def served() -> Iterator[Provider]:
    with stripe_provider() as provider:
        yield provider


@dataclass(frozen=True, slots=True)
class Shop:
    """A story whose network takes Stripe, and the provider itself."""

    story: Story
    provider: Provider

    def order(self, means: Means = ANYTHING) -> str:
        """An order of Premium."""
        quote_id = self.story.quote(PREMIUM)
        confirm(self.story.services, OWNER, quote_id, STRIPE, means)
        return quote_id

    def shown(self, quote_id: str) -> Change:
        """The change as its owner sees it, the provider being asked."""
        return read_change(self.story.services, OWNER, quote_id, asks=True)

    def payment(self, quote_id: str) -> str:
        """What the provider calls the newest payment of a change."""
        rows = self.story.sql(
            f"SELECT provider_id FROM {{p}}bridge_payments WHERE quote_id = '{quote_id}' ORDER BY payment_id"
        )
        return rows[-1][0]

    def payer(self) -> str:
        """What the provider calls the customer, who is known to it from now on."""
        add_method(self.story.services, OWNER, MEMBERSHIP, STRIPE, agreed=True)
        return self.story.one("SELECT provider_customer_id FROM {p}bridge_payers")[0]

    def saved(self, number: str = "4242424242424242") -> str:
        """A card that the customer has saved."""
        return self.provider.card(number, customer=self.payer())

    def hear(self, *kinds: str) -> None:
        """Let the provider tell its newest events of these types, in this order, and the worker work."""
        for kind in kinds:
            receive_event(self.story.services, STRIPE, *self.provider.told(kind).signed(self.story.clock.at))
        self.round()

    def round(self, later: timedelta = timedelta()) -> None:
        """A round of the worker, after a while."""
        self.story.clock.at += later
        run_all_once(self.story.services)

    def renewal(self, columns: str) -> list[str]:
        """Columns of the one renewal."""
        return self.story.one(f"SELECT {columns} FROM {{p}}bridge_changes WHERE kind = '{RENEWAL}'")


@pytest.fixture
def shop(story: Story, served: Provider) -> Shop:
    """The membership on Basic, before anything has happened."""
    served.reset()
    stripe = StripeGateway(served.settings(methods="card,sepa_debit"))
    services = replace(story.services, gateways=Gateways({**story.services.gateways, STRIPE: stripe}))
    made = Shop(replace(story, services=services), served)
    made.story.membership()
    return made


def test_a_new_card_is_entered_with_the_provider_and_the_order_applied_when_it_tells(shop: Shop) -> None:
    quote_id = shop.order(Means(saves=True))
    action = shop.shown(quote_id).next_action
    shop.provider.pay_on_page(shop.payment(quote_id), shop.provider.card())

    shop.hear("payment_intent.succeeded", "charge.succeeded", "payment_intent.succeeded")

    assert action is not None
    assert (action.kind, action.parameters["needs"]) == ("authenticate", "method")
    assert shop.story.change(quote_id) == ["applied"]
    assert shop.story.events().count("payment_received") == 1
    assert shop.provider.charges() == [int(shop.story.payment(quote_id)[2])]
    agreed = shop.story.one("SELECT text_version, agreed_by FROM {p}bridge_agreements")
    assert agreed == ["saved_methods_1", str(USER)]
    assert [one.last4 for one in list_methods(shop.story.services, OWNER, MEMBERSHIP).methods] == ["4242"]


@pytest.mark.parametrize("way", ["return", "worker"])
def test_an_event_that_never_comes_is_not_missed(shop: Shop, way: str) -> None:
    quote_id = shop.order()
    shop.provider.pay_on_page(shop.payment(quote_id), shop.provider.card())

    if way == "return":
        status = come_back(shop.story.services, OWNER, quote_id).status
    else:
        shop.round(timedelta(minutes=11))
        status = shop.shown(quote_id).status

    assert status == "applied"
    assert len(shop.provider.charges()) == 1


def test_an_event_hours_late_finds_the_order_settled(shop: Shop) -> None:
    quote_id = shop.order()
    shop.provider.pay_on_page(shop.payment(quote_id), shop.provider.card())
    come_back(shop.story.services, OWNER, quote_id)
    events = shop.story.events()

    shop.story.clock.at += timedelta(hours=40)
    shop.hear("payment_intent.succeeded")

    assert shop.story.events() == events
    assert shop.story.sql("SELECT state FROM {p}bridge_webhook_events") == [["done"]]


def test_an_event_whose_work_failed_is_worked_again_when_it_is_sent_again(shop: Shop) -> None:
    quote_id = shop.order()
    shop.provider.pay_on_page(shop.payment(quote_id), shop.provider.card())
    event = receive_event(
        shop.story.services, STRIPE, *shop.provider.told("payment_intent.succeeded").signed(shop.story.clock.at)
    )
    shop.provider.cut_before("/v1/payment_intents/")

    first = work_event(shop.story.services, event)
    shop.hear("payment_intent.succeeded")

    assert first is False
    assert shop.story.change(quote_id) == ["applied"]


def test_an_event_that_is_not_signed_is_not_kept_and_one_of_a_foreign_payment_is_noted(shop: Shop) -> None:
    made = shop.provider._create({"amount": "9900", "currency": "sek"})
    shop.provider.pay_on_page(made.id, shop.provider.card())
    body, headers = shop.provider.told("payment_intent.succeeded").signed(shop.story.clock.at, "whsec_of_another")

    with pytest.raises(WebhookNotSigned):
        receive_event(shop.story.services, STRIPE, body, headers)
    shop.hear("payment_intent.succeeded")

    assert shop.story.sql("SELECT state FROM {p}bridge_webhook_events") == [["noted"]]
    assert SECRET not in str(shop.story.sql("SELECT * FROM {p}bridge_webhook_events"))


@pytest.mark.parametrize("cut", ["before", "after"])
@pytest.mark.parametrize("path", ["/v1/customers$", "/v1/payment_intents$", "/confirm$"])
def test_wherever_the_connection_breaks_the_card_is_charged_once(shop: Shop, cut: str, path: str) -> None:
    card = shop.saved() if path != "/v1/customers$" else None
    (shop.provider.cut_before if cut == "before" else shop.provider.cut_after)(path)
    quote_id = shop.order(Means(card))

    shop.round(timedelta(minutes=3))
    if shop.shown(quote_id).status == "awaiting_payment":
        card = card or shop.provider.card()
        pay(shop.story.services, OWNER, quote_id, Payment(STRIPE, Means(card)))

    assert shop.shown(quote_id).status == "applied"
    assert len(shop.provider.charges()) == 1
    assert len([path for path in shop.provider.paths() if path == "/v1/payment_intents"]) <= 2


def test_a_declined_card_says_why_and_the_same_payment_takes_another(shop: Shop) -> None:
    quote_id = shop.order(Means(shop.saved("4000000000009995")))
    declined = shop.shown(quote_id)
    payment = shop.payment(quote_id)

    paid = pay(shop.story.services, OWNER, quote_id, Payment(STRIPE, Means(shop.provider.card())))

    assert (declined.status, declined.problem) == ("awaiting_payment", "declined")
    assert declined.declined_reason is DeclinedReason.INSUFFICIENT_FUNDS
    assert paid.status == "applied"
    assert shop.payment(quote_id) == payment
    assert len(shop.provider.charges()) == 1


def test_a_decline_on_the_page_is_kept_when_the_provider_tells(shop: Shop) -> None:
    quote_id = shop.order()
    with pytest.raises(Exception, match="card_declined"):
        shop.provider.pay_on_page(shop.payment(quote_id), shop.provider.card("4000000000000069"))

    shop.hear("payment_intent.payment_failed")

    assert shop.story.change(quote_id, "status, problem") == ["awaiting_payment", "declined"]
    assert shop.story.one("SELECT declined_reason FROM {p}bridge_payments") == ["expired"]


def test_who_never_authenticates_has_the_payment_cancelled_there_when_the_time_is_over(shop: Shop) -> None:
    quote_id = shop.order(Means(shop.saved(ALWAYS_CHALLENGED)))
    waiting = shop.shown(quote_id)

    shop.round(timedelta(days=8))

    assert waiting.next_action is not None
    assert waiting.next_action.parameters["needs"] == "action"
    assert shop.story.change(quote_id) == ["void"]
    assert shop.provider.status_of(shop.payment(quote_id)) == "canceled"
    assert shop.provider.charges() == []


def test_who_authenticates_at_the_last_moment_has_paid(shop: Shop) -> None:
    quote_id = shop.order(Means(shop.saved(ALWAYS_CHALLENGED)))
    shop.provider.authenticate(shop.payment(quote_id), succeeds=True)

    shop.round(timedelta(days=6))

    assert shop.story.change(quote_id) == ["applied"]


def subscribed(shop: Shop, card: str) -> None:
    """Premium paid with a card that was saved; the term is over."""
    shop.order(Means(card))
    shop.story.clock.at = datetime.fromisoformat(shop.story.row("date_expiration")[0])


def test_a_renewal_is_charged_to_the_saved_card_once_whoever_asks_how_often(shop: Shop) -> None:
    subscribed(shop, shop.saved())
    shop.provider.cut_after("/confirm$")

    for _ in range(3):
        shop.round(timedelta(minutes=11))

    assert shop.renewal("status, gateway") == ["applied", STRIPE]
    assert len(shop.provider.charges()) == 2
    assert shop.provider.asked[-1].params.get("setup_future_usage") is None


def test_a_renewal_that_never_arrived_at_the_provider_is_sent_again(shop: Shop) -> None:
    subscribed(shop, shop.saved())
    shop.provider.cut_before("/confirm$")

    for _ in range(3):
        shop.round(timedelta(minutes=11))

    assert shop.renewal("status") == ["applied"]
    assert len(shop.provider.charges()) == 2


def test_a_bank_that_asks_for_its_customer_at_a_renewal_has_the_same_payment_authenticated(shop: Shop) -> None:
    card = shop.saved()
    subscribed(shop, card)
    resource = shop.provider.card(ALWAYS_CHALLENGED, customer=shop.payer())
    choose_method(shop.story.services, OWNER, MEMBERSHIP, resource)
    shop.round()
    quote_id = shop.renewal("quote_id")[0]
    payment, letters = shop.payment(quote_id), shop.story.mails()
    asked = shop.shown(quote_id)

    present = pay(shop.story.services, OWNER, quote_id, Payment(STRIPE, Means(resource)))
    shop.provider.authenticate(payment, succeeds=True)
    done = come_back(shop.story.services, OWNER, quote_id)

    assert ("payment_declined", USER) in letters
    assert asked.declined_reason is DeclinedReason.AUTHENTICATION_REQUIRED
    assert asked.next_action is not None
    assert asked.next_action.parameters["method"] == resource
    assert present.next_action is not None
    assert present.next_action.parameters["needs"] == "action"
    assert (done.status, shop.payment(quote_id)) == ("applied", payment)
    assert len(shop.provider.charges()) == 2


def test_a_change_is_confirmed_in_place_of_a_declined_renewal_whose_payment_is_ended_first(shop: Shop) -> None:
    subscribed(shop, shop.saved())
    declined = shop.provider.card("4000000000009995", customer=shop.payer())
    choose_method(shop.story.services, OWNER, MEMBERSHIP, declined)
    shop.round()
    renewal = shop.renewal("quote_id")[0]
    quote_id = shop.story.quote(PREMIUM, {DISK: 1})

    with pytest.raises(QuoteUnknown):
        confirm(shop.story.services, STRANGER, quote_id, STRIPE)
    untouched = shop.provider.status_of(shop.payment(renewal))
    confirm(shop.story.services, OWNER, quote_id, STRIPE, Means(shop.provider.card()))

    assert untouched == "requires_payment_method"
    assert shop.provider.status_of(shop.payment(renewal)) == "canceled"
    assert shop.story.change(renewal) == ["cancelled"]
    assert shop.story.change(quote_id) == ["applied"]
    assert len(shop.provider.charges()) == 2


def test_who_was_deleted_at_the_provider_is_made_known_to_it_anew(shop: Shop) -> None:
    before = shop.payer()
    shop.provider.delete_customer(before)

    found = list_methods(shop.story.services, OWNER, MEMBERSHIP)
    quote_id = shop.order(Means(shop.provider.card()))

    assert (found.methods, found.silent) == ((), ())
    assert shop.story.change(quote_id) == ["applied"]
    assert shop.story.one("SELECT provider_customer_id FROM {p}bridge_payers") != [before]


def test_paying_another_way_ends_the_payment_before_and_the_old_one_cannot_be_paid(shop: Shop) -> None:
    quote_id = shop.order()
    card_payment = shop.payment(quote_id)

    by_hand = pay(shop.story.services, OWNER, quote_id, Payment("manual"))
    back = pay(shop.story.services, OWNER, quote_id, Payment(STRIPE, Means(shop.saved())))

    assert (by_hand.status, by_hand.gateway, by_hand.next_action) == ("awaiting_payment", "manual", None)
    assert shop.provider.status_of(card_payment) == "canceled"
    assert (back.status, back.gateway) == ("applied", STRIPE)
    assert len(shop.provider.charges()) == 1
    assert shop.story.events().count("way_to_pay_changed") == 2


def test_what_was_paid_on_the_page_meanwhile_is_found_and_not_paid_another_way(shop: Shop) -> None:
    quote_id = shop.order()
    shop.provider.pay_on_page(shop.payment(quote_id), shop.provider.card())

    with pytest.raises(ChangeSettled):
        pay(shop.story.services, OWNER, quote_id, Payment("manual"))

    assert shop.story.change(quote_id) == ["applied"]


def test_a_payment_given_up_at_the_provider_ends_its_order(shop: Shop) -> None:
    quote_id = shop.order()
    shop.provider._cancel(shop.payment(quote_id), {})

    shop.hear("payment_intent.canceled")

    assert shop.story.change(quote_id) == ["cancelled"]


@pytest.mark.parametrize(("arrives", "expected"), [(True, "applied"), (False, "owed")])
def test_a_debit_is_on_its_way_for_days_and_then_has_come_or_not(shop: Shop, *, arrives: bool, expected: str) -> None:
    account = shop.provider.account_of("DE89370400440532013000", customer=shop.payer())
    quote_id = shop.order(Means(account))
    shop.round(timedelta(days=9))
    on_its_way = shop.story.change(quote_id)

    (shop.provider.arrives if arrives else shop.provider.returns)(shop.payment(quote_id))
    shop.hear("payment_intent.succeeded" if arrives else "payment_intent.payment_failed")

    assert on_its_way == ["applied_on_trust"]
    assert shop.story.change(quote_id) == [expected]


def test_a_card_is_the_customers_or_it_is_not_paid_with_chosen_or_removed(shop: Shop) -> None:
    mine = shop.saved()
    other = shop.provider.card(customer=StripeGateway(shop.provider.settings()).open_payer(602, "n" * 32, "payer-602"))
    services = shop.story.services

    for act in (choose_method, remove_method):
        with pytest.raises(MethodUnknown):
            act(services, OWNER, MEMBERSHIP, other)
    with pytest.raises(MethodUnknown):
        shop.order(Means(other))
    removed = remove_method(services, OWNER, MEMBERSHIP, mine)

    assert removed.methods == ()
    assert shop.story.sql("SELECT * FROM {p}bridge_changes") == []
    with pytest.raises(AgreementMissing):
        add_method(services, OWNER, MEMBERSHIP, STRIPE, agreed=False)
    with pytest.raises(Exception, match="not_allowed"):
        list_methods(services, STRANGER, MEMBERSHIP)


def test_a_provider_that_is_silent_is_said_to_be(shop: Shop) -> None:
    shop.saved()
    shop.provider.cut_before("/v1/customers/")

    found = list_methods(shop.story.services, OWNER, MEMBERSHIP)

    assert (found.methods, found.silent) == ((), (STRIPE,))


def test_refunds_and_disputes_that_the_provider_tells_of_are_kept_as_they_stand(shop: Shop) -> None:
    quote_id = shop.order(Means(shop.saved()))
    payment = shop.payment(quote_id)
    made = shop.provider._refund({"payment_intent": payment, "amount": "1000"})
    shop.hear("refund.created", "charge.refunded")
    shop.provider.refund_becomes(made.id, "failed")
    shop.hear("refund.failed", "refund.created")
    dispute = shop.provider.dispute(payment, "warning_needs_response")
    shop.hear("charge.dispute.created")
    shop.provider.dispute_becomes(dispute, "lost")
    shop.hear("charge.dispute.closed")

    refund = shop.story.one("SELECT status, amount_minor, reference FROM {p}bridge_refunds")
    assert refund == ["failed", "1000", "NULL"]
    assert shop.story.sql("SELECT status, provider_id FROM {p}bridge_disputes") == [["lost", dispute]]
    told = [event for event in shop.story.events() if event.startswith(("refund", "dispute"))]
    assert told == ["refund_succeeded", "refund_failed", "dispute_inquiry", "dispute_lost"]


def test_no_secret_and_no_way_to_a_payment_lies_in_the_database(shop: Shop) -> None:
    quote_id = shop.order()
    shop.provider.pay_on_page(shop.payment(quote_id), shop.provider.card())
    shop.hear("payment_intent.succeeded")

    tables = [row[0] for row in shop.story.sql("SHOW TABLES LIKE '%bridge_%'")]
    found = str([shop.story.sql(f"SELECT * FROM {table}") for table in tables])
    assert quote_id in found
    assert not any(secret in found for secret in ("_secret_", "sk_test", "whsec_", SECRET, str(CUSTOMER) + "_secret"))


def test_a_copy_calls_nobody(shop: Shop) -> None:
    card = shop.saved()
    gateway = shop.story.services.gateways[STRIPE]

    def refuse() -> None:
        raise GatewayUnreachable

    gateway.guard(refuse)
    before = len(shop.provider.asked)
    found = list_methods(shop.story.services, OWNER, MEMBERSHIP)

    assert found.silent == (STRIPE,)
    with pytest.raises(Exception, match="provider_unreachable"):
        choose_method(shop.story.services, OWNER, MEMBERSHIP, card)
    assert len(shop.provider.asked) == before
