"""What every gateway promises, asked of each."""

import json
from datetime import datetime, timedelta

import pytest

from bridge.gateways.port import (
    ActionKind,
    Confirmation,
    EventSubject,
    Gateway,
    Gateways,
    NextAction,
    Outcome,
    Payer,
    PaymentOrder,
    RefundOrder,
    RefundOutcome,
    WebhookRefused,
)
from bridge.gateways.table import GATEWAYS, FreeGateway, GatewayRow, GatewaySettingsError, ManualGateway, make_gateways
from tests.fakes.card import CardGateway, webhook
from tests.fakes.stripe_provider import SETTINGS, Provider

NOW = datetime(2025, 6, 15, 10, 0, 0)
PAYER = Payer(601, "cus_601")


def every_gateway() -> list[Gateway]:
    """Those of the table that need no settings, and the tests' own provider."""
    return [*(row.make({}) for row in GATEWAYS.values() if not row.needs), CardGateway()]


def order_for(gateway: Gateway, reference: str = "a" * 32, *, saves_method: bool = False) -> PaymentOrder:
    """An order that the gateway can take."""
    amount = 19900 if gateway.moves_money else 0
    return PaymentOrder(reference, amount, "SEK", payer_of(gateway), saves_method, "n" * 32, f"create-{reference}-1")


def payer_of(gateway: Gateway) -> Payer:
    """Our customer, made known to the provider where there is one."""
    return Payer(PAYER.customer_id, gateway.open_payer(PAYER.customer_id, "n" * 32, "payer-1"))


@pytest.fixture
def gateway(request: pytest.FixtureRequest) -> Gateway:
    """The gateway that is named: a new one, or Stripe's with the provider of the tests behind it."""
    if request.param == "stripe":
        stripe: Gateway = request.getfixturevalue("stripe")
        return stripe
    return next(one for one in every_gateway() if one.id == request.param)


def paid(gateway: Gateway, request: pytest.FixtureRequest, reference: str = "a" * 32) -> str:
    """A payment that its payer has made, where there is one: with Stripe they do so on the page."""
    provider_id = gateway.create(order_for(gateway, reference))
    gateway.confirm(Confirmation(provider_id))
    if gateway.id == "stripe":
        provider: Provider = request.getfixturevalue("provider")
        provider.pay_on_page(provider_id, provider.card())
    return provider_id


each_gateway = pytest.mark.parametrize("gateway", ["free", "manual", "card", "stripe"], indirect=True)


@each_gateway
def test_the_same_order_has_the_same_id(gateway: Gateway) -> None:
    assert gateway.create(order_for(gateway)) == gateway.create(order_for(gateway))
    assert gateway.create(order_for(gateway)) != gateway.create(order_for(gateway, "b" * 32))


@each_gateway
def test_looking_up_says_what_confirming_said(gateway: Gateway, request: pytest.FixtureRequest) -> None:
    provider_id = paid(gateway, request)

    assert gateway.confirm(Confirmation(provider_id)) == gateway.look_up(provider_id)


@each_gateway
def test_what_moved_no_money_can_be_cancelled(gateway: Gateway) -> None:
    assert gateway.cancel(gateway.create(order_for(gateway))) is Outcome.CANCELLED


@each_gateway
def test_an_amount_is_taken_where_money_moves_and_only_there(gateway: Gateway) -> None:
    assert gateway.can_take(19900, "SEK") is gateway.moves_money


@each_gateway
def test_nobody_is_charged_who_saved_nothing(gateway: Gateway) -> None:
    provider_id = gateway.create(order_for(gateway))

    moved = gateway.moves_money and gateway.charge_saved(Confirmation(provider_id)).outcome is Outcome.SUCCEEDED

    assert not gateway.can_charge_saved(payer_of(gateway))
    assert gateway.methods(payer_of(gateway)) == ()
    assert not moved


@each_gateway
def test_what_is_refunded_twice_under_one_reference_is_refunded_once(
    gateway: Gateway, request: pytest.FixtureRequest
) -> None:
    provider_id = paid(gateway, request)
    order = RefundOrder("r" * 32, provider_id, 9900, "SEK")

    assert gateway.refund(order) == gateway.refund(order)


@each_gateway
def test_a_refund_is_made_and_can_be_looked_up_or_refused_with_a_reason(
    gateway: Gateway, request: pytest.FixtureRequest
) -> None:
    provider_id = paid(gateway, request)

    refund = gateway.refund(RefundOrder("s" * 32, provider_id, 100, "SEK"))

    if refund.id is None:
        assert refund.outcome is RefundOutcome.REFUSED
        assert refund.reason
    else:
        assert gateway.look_up_refund(refund.id) == refund


@each_gateway
def test_more_than_was_paid_is_never_refunded(
    gateway: Gateway, request: pytest.FixtureRequest
) -> None:
    provider_id = paid(gateway, request)

    assert gateway.refund(RefundOrder("t" * 32, provider_id, 20000, "SEK")).outcome is RefundOutcome.REFUSED


@each_gateway
def test_a_webhook_that_nobody_signed_is_refused(gateway: Gateway) -> None:
    body, _ = webhook("card_1", NOW)

    with pytest.raises(WebhookRefused):
        gateway.read_webhook(body, {}, NOW)


@each_gateway
def test_a_method_that_nobody_saved_is_nobodys_to_pay_with(gateway: Gateway) -> None:
    assert not gateway.may_use(payer_of(gateway), "pm_of_nobody")


@each_gateway
def test_the_same_customer_is_the_same_payer(gateway: Gateway) -> None:
    assert payer_of(gateway) == payer_of(gateway)
    assert (payer_of(gateway).provider_id is not None) is gateway.has_provider


@each_gateway
def test_what_a_page_is_told_is_no_secret(gateway: Gateway) -> None:
    told = str(gateway.for_browser)

    assert not any(secret in told for secret in ("sk_", "whsec_"))


def test_by_hand_the_money_is_awaited() -> None:
    gateway = ManualGateway()

    assert gateway.paid_by_hand
    assert gateway.confirm(Confirmation(gateway.create(order_for(gateway)))).outcome is Outcome.WAITING


def test_the_free_gateway_takes_no_amount() -> None:
    with pytest.raises(ValueError, match="cannot take 1 SEK"):
        FreeGateway().create(PaymentOrder("a" * 32, 1, "SEK", PAYER))


def test_what_was_saved_with_a_payment_is_charged_later_without_its_payer() -> None:
    card = CardGateway()
    card.confirm(Confirmation(card.create(order_for(card, saves_method=True))))

    charged = card.charge_saved(Confirmation(card.create(order_for(card, "b" * 32))))

    assert card.can_charge_saved(PAYER)
    assert charged.outcome is Outcome.SUCCEEDED


def test_a_payment_says_what_its_payer_has_to_do_next() -> None:
    card = CardGateway()
    card.answer, card.next_action = Outcome.WAITING, NextAction(ActionKind.REDIRECT, {"url": "https://bank.test/3ds"})

    state = card.confirm(Confirmation(card.create(order_for(card))))

    assert state.outcome is Outcome.WAITING
    assert state.next_action == NextAction(ActionKind.REDIRECT, {"url": "https://bank.test/3ds"})


def test_a_refund_that_succeeded_may_fail_later_and_its_money_is_there_again() -> None:
    card = CardGateway()
    provider_id = card.create(order_for(card))
    first = card.refund(RefundOrder("r" * 32, provider_id, 19900, "SEK"))

    card.fail_refund(str(first.id))

    assert card.look_up_refund(str(first.id)).outcome is RefundOutcome.FAILED
    assert card.refund(RefundOrder("s" * 32, provider_id, 19900, "SEK")).outcome is RefundOutcome.SUCCEEDED


def test_a_signed_webhook_says_which_event_about_which_object() -> None:
    body, headers = webhook("card_1", NOW, event_id="evt_7")

    event = CardGateway().read_webhook(body, headers, NOW)

    assert (event.id, event.subject, event.object_id) == ("evt_7", EventSubject.PAYMENT, "card_1")


def test_a_webhook_whose_bytes_are_not_those_signed_is_refused() -> None:
    body, headers = webhook("card_1", NOW)
    same_facts = json.dumps(json.loads(body), indent=1).encode()

    with pytest.raises(WebhookRefused):
        CardGateway().read_webhook(same_facts, headers, NOW)


def test_a_webhook_signed_long_ago_is_refused() -> None:
    body, headers = webhook("card_1", NOW)

    with pytest.raises(WebhookRefused):
        CardGateway().read_webhook(body, headers, NOW + timedelta(minutes=6))


def test_where_nothing_is_due_only_what_moves_no_money_is_offered() -> None:
    gateways = Gateways({gateway.id: gateway for gateway in every_gateway()})

    assert gateways.for_amount(0, "SEK") == ("free",)
    assert gateways.for_amount(19900, "SEK") == ("card", "manual")


def test_nothing_due_can_be_confirmed_with_any_gateway_of_the_network() -> None:
    gateways = Gateways({gateway.id: gateway for gateway in every_gateway()})

    assert {name for name in gateways if gateways.can_take(name, 0, "SEK")} == {"card", "free", "manual"}
    assert not gateways.can_take("gone", 0, "SEK")


@pytest.mark.parametrize(("agreed", "saved", "collects"), [
    (["card"], {601}, "card"), (["gone", "card"], {601}, "card"), (["card"], set(), "manual"), ([], {601}, "manual"),
    (["manual"], {601}, "manual"), (["free"], {601}, "manual"), (["gone"], {601}, "manual"),
])  # fmt: skip
def test_a_charge_without_its_payer_goes_where_they_agreed_to_it_and_something_is_saved(
    agreed: list[str], saved: set[int], collects: str
) -> None:
    card = CardGateway()
    gateways = Gateways({gateway.id: gateway for gateway in (FreeGateway(), ManualGateway(), card)})
    card.saved = saved

    assert gateways.for_charge_without_payer(dict.fromkeys(agreed, PAYER)) == collects


CARD_TABLE = {**GATEWAYS, "card": GatewayRow(lambda _: CardGateway(), needs=("secret_key", "webhook_secret"))}


def test_a_gateway_is_there_where_all_that_it_needs_is_set() -> None:
    whole = {"card": {"secret_key": "sk", "webhook_secret": "whsec"}}

    assert set(make_gateways({}, CARD_TABLE)) == {"free", "manual"}
    assert set(make_gateways(whole, CARD_TABLE)) == {"free", "manual", "card"}


def test_a_gateway_that_is_half_set_up_is_a_mistake_that_says_what_is_missing() -> None:
    with pytest.raises(GatewaySettingsError, match="'card' needs 'webhook_secret' too"):
        make_gateways({"card": {"secret_key": "sk"}}, CARD_TABLE)


def test_settings_of_a_gateway_that_does_not_exist_are_a_mistake() -> None:
    with pytest.raises(GatewaySettingsError, match="there is no gateway 'crad'; there are card, free, manual, stripe"):
        make_gateways({"crad": {"secret_key": "sk"}}, CARD_TABLE)


def test_each_gateway_carries_the_name_of_its_row() -> None:
    assert {name: row.make(SETTINGS).id for name, row in GATEWAYS.items()} == {name: name for name in GATEWAYS}
