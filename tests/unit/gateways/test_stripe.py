"""The gateway for Stripe, with its own library, against localstripe behind the tests' proxy: all that can come back."""

import json
import logging
from datetime import UTC, datetime, timedelta

import pytest
from babel.core import get_global

from bridge.gateways import stripe_amounts
from bridge.gateways.port import (
    ActionKind,
    Confirmation,
    DeclinedReason,
    DisputeOutcome,
    EventSubject,
    GatewayFailed,
    GatewayRefused,
    GatewayUnreachable,
    Outcome,
    Payer,
    PaymentOrder,
    RefundOrder,
    RefundOutcome,
    WebhookRefused,
)
from bridge.gateways.stripe import API_VERSION, StripeGateway
from bridge.gateways.stripe_events import read
from bridge.gateways.table import GatewaySettingsError, make_gateways
from bridge.pricing.money import currency_digits
from tests.fakes.stripe_provider import (
    ALWAYS_CHALLENGED,
    CHALLENGED,
    SECRET,
    SETTINGS,
    VISA,
    Event,
    Provider,
    signature,
)

NOW = datetime(2025, 6, 15, 10, 0, 0)


def payer_of(stripe: StripeGateway, customer_id: int = 601) -> Payer:
    """A customer that the provider knows."""
    return Payer(customer_id, stripe.open_payer(customer_id, "n" * 32, f"payer-{customer_id}-1"))


def payment(
    stripe: StripeGateway,
    payer: Payer,
    reference: str = "a" * 32,
    *,
    amount: int = 19900,
    currency: str = "SEK",
    saves: bool = False,
) -> str:
    """A payment, made and not confirmed."""
    order = PaymentOrder(reference, amount, currency, payer, saves, "n" * 32, f"create-{reference}-1")
    return stripe.create(order)


def with_card(provider: Provider, stripe: StripeGateway, number: str = VISA) -> tuple[Payer, str]:
    """A customer with a saved card."""
    payer = payer_of(stripe)
    return payer, provider.card(number, customer=payer.provider_id)


# What comes back.


def test_a_payment_is_made_unconfirmed_and_carries_whose_it_is(provider: Provider, stripe: StripeGateway) -> None:
    made = payment(stripe, payer_of(stripe))

    asked = provider.asked[-1]
    assert (asked.params["metadata[network]"], asked.params["metadata[quote]"]) == ("n" * 32, "a" * 32)
    assert (asked.key, asked.version) == ("create-" + "a" * 32 + "-1", API_VERSION)
    assert provider.status_of(made) == "requires_payment_method"
    assert provider.charges() == []


def test_a_saved_card_pays_at_once(provider: Provider, stripe: StripeGateway) -> None:
    payer, card = with_card(provider, stripe)

    state = stripe.confirm(Confirmation(payment(stripe, payer), card, key="confirm-1"))

    assert state.outcome is Outcome.SUCCEEDED
    assert provider.charges() == [19900]


def test_who_pays_with_a_new_card_is_told_what_the_page_needs_and_no_secret_of_ours(
    provider: Provider, stripe: StripeGateway
) -> None:
    made = payment(stripe, payer_of(stripe))

    state = stripe.confirm(Confirmation(made))

    assert state.outcome is Outcome.WAITING
    assert state.is_untouched
    assert state.next_action is not None
    assert state.next_action.kind is ActionKind.AUTHENTICATE
    assert state.next_action.parameters["needs"] == "method"
    assert state.next_action.parameters["client_secret"].startswith(made)
    assert SETTINGS["secret_key"] not in str(state)
    assert SECRET not in str(state)


def test_a_bank_that_asks_its_customer_leaves_the_payment_waiting_with_what_to_do(
    provider: Provider, stripe: StripeGateway
) -> None:
    payer, card = with_card(provider, stripe, ALWAYS_CHALLENGED)
    made = payment(stripe, payer)

    state = stripe.confirm(Confirmation(made, card, key="confirm-1"))

    assert (state.outcome, state.is_untouched) == (Outcome.WAITING, False)
    assert state.next_action is not None
    assert state.next_action.parameters["needs"] == "action"
    assert provider.charges() == []


@pytest.mark.parametrize(("succeeds", "outcome", "reason"), [
    (True, Outcome.SUCCEEDED, None), (False, Outcome.DECLINED, DeclinedReason.NOT_AUTHENTICATED),
])  # fmt: skip
def test_authenticated_or_not_is_looked_up(
    provider: Provider, stripe: StripeGateway, *, succeeds: bool, outcome: Outcome, reason: DeclinedReason | None
) -> None:
    payer, card = with_card(provider, stripe, ALWAYS_CHALLENGED)
    made = payment(stripe, payer)
    stripe.confirm(Confirmation(made, card, key="confirm-1"))

    provider.authenticate(made, succeeds=succeeds)

    assert (stripe.look_up(made).outcome, stripe.look_up(made).reason) == (outcome, reason)


def test_who_never_authenticates_has_the_payment_cancelled_and_cannot_pay_it_any_more(
    provider: Provider, stripe: StripeGateway
) -> None:
    payer, card = with_card(provider, stripe, ALWAYS_CHALLENGED)
    made = payment(stripe, payer)
    stripe.confirm(Confirmation(made, card, key="confirm-1"))

    assert stripe.cancel(made) is Outcome.CANCELLED
    assert stripe.cancel(made) is Outcome.CANCELLED
    assert stripe.confirm(Confirmation(made, card, key="confirm-2")).outcome is Outcome.CANCELLED


def test_what_cannot_be_cancelled_since_it_was_paid_says_so(provider: Provider, stripe: StripeGateway) -> None:
    made = payment(stripe, payer_of(stripe))
    provider.pay_on_page(made, provider.card())

    assert stripe.cancel(made) is Outcome.SUCCEEDED


@pytest.mark.parametrize(("number", "reason"), [
    ("4000000000000002", DeclinedReason.DECLINED),
    ("4000000000009995", DeclinedReason.INSUFFICIENT_FUNDS),
    ("4000000000009987", DeclinedReason.DECLINED),  # lost
    ("4000000000009979", DeclinedReason.DECLINED),  # stolen
    ("4000000000000069", DeclinedReason.EXPIRED),
    ("4000000000000127", DeclinedReason.WRONG_DETAILS),
    ("4000000000000119", DeclinedReason.TRY_AGAIN),
])  # fmt: skip
def test_a_decline_has_a_reason_that_warns_no_thief_and_the_same_payment_takes_another_card(
    provider: Provider, stripe: StripeGateway, number: str, reason: DeclinedReason
) -> None:
    payer, card = with_card(provider, stripe, number)
    made = payment(stripe, payer)

    declined = stripe.confirm(Confirmation(made, card, key="confirm-1"))
    looked_up = stripe.look_up(made)
    paid = stripe.confirm(Confirmation(made, provider.card(), key="confirm-2"))

    assert (declined.outcome, declined.reason, declined.is_untouched) == (Outcome.DECLINED, reason, False)
    assert (looked_up.outcome, looked_up.reason) == (Outcome.DECLINED, reason)
    assert paid.outcome is Outcome.SUCCEEDED
    assert provider.charges() == [19900]


def test_a_renewal_is_charged_without_asking_for_what_needs_its_payer(
    provider: Provider, stripe: StripeGateway
) -> None:
    payer, card = with_card(provider, stripe, CHALLENGED)

    state = stripe.charge_saved(Confirmation(payment(stripe, payer), card, key="confirm-1"))

    sent = provider.asked[-1].params
    assert state.outcome is Outcome.SUCCEEDED
    assert sent["off_session"] == "true"
    assert not {"setup_future_usage", "payment_method_options", "return_url"} & sent.keys()


def test_where_the_bank_asks_though_nobody_is_there_the_same_payment_is_authenticated_later(
    provider: Provider, stripe: StripeGateway
) -> None:
    payer, card = with_card(provider, stripe, ALWAYS_CHALLENGED)
    made = payment(stripe, payer)

    absent = stripe.charge_saved(Confirmation(made, card, key="confirm-1"))
    present = stripe.confirm(Confirmation(made, card, key="confirm-2"))
    provider.authenticate(made, succeeds=True)

    assert (absent.outcome, absent.reason) == (Outcome.DECLINED, DeclinedReason.AUTHENTICATION_REQUIRED)
    assert absent.next_action is not None
    assert absent.next_action.parameters["method"] == card
    assert present.outcome is Outcome.WAITING
    assert stripe.look_up(made).outcome is Outcome.SUCCEEDED
    assert provider.charges() == [19900]


def test_a_payment_by_card_says_when_the_money_moved_and_a_debit_does_not(
    provider: Provider, stripe: StripeGateway
) -> None:
    payer, card = with_card(provider, stripe)
    by_card, by_debit = payment(stripe, payer), payment(stripe, payer, "b" * 32, currency="EUR")
    account = provider.account_of("DE89370400440532013000", customer=payer.provider_id)
    before = datetime.now(UTC).replace(microsecond=0, tzinfo=None)

    stripe.charge_saved(Confirmation(by_card, card, key="confirm-1"))
    stripe.charge_saved(Confirmation(by_debit, account, key="confirm-2"))
    provider.arrives(by_debit)

    paid_at = stripe.look_up(by_card).paid_at
    assert paid_at is not None
    assert before <= paid_at <= datetime.now(UTC).replace(tzinfo=None)
    assert (stripe.look_up(by_debit).outcome, stripe.look_up(by_debit).paid_at) == (Outcome.SUCCEEDED, None)


def test_who_saved_nothing_is_not_charged(provider: Provider, stripe: StripeGateway) -> None:
    made = payment(stripe, payer_of(stripe))

    state = stripe.charge_saved(Confirmation(made, None, key="confirm-1"))

    assert (state.outcome, state.reason) == (Outcome.DECLINED, DeclinedReason.NO_SAVED_METHOD)
    assert f"/v1/payment_intents/{made}/confirm" not in provider.paths()


@pytest.mark.parametrize(("arrives", "outcome", "reason"), [
    (True, Outcome.SUCCEEDED, None), (False, Outcome.DECLINED, DeclinedReason.INSUFFICIENT_FUNDS),
])  # fmt: skip
def test_a_debit_is_on_its_way_until_it_has_come_or_has_not(
    provider: Provider, stripe: StripeGateway, *, arrives: bool, outcome: Outcome, reason: DeclinedReason | None
) -> None:
    payer = payer_of(stripe)
    account = provider.account_of("DE89370400440532013000", customer=payer.provider_id)
    made = payment(stripe, payer, currency="EUR")

    on_its_way = stripe.charge_saved(Confirmation(made, account, key="confirm-1"))
    cancelled = stripe.cancel(made)
    (provider.arrives if arrives else provider.returns)(made)

    assert (on_its_way.outcome, cancelled) == (Outcome.PROCESSING, Outcome.PROCESSING)
    assert (stripe.look_up(made).outcome, stripe.look_up(made).reason) == (outcome, reason)


def test_only_euro_can_be_debited(provider: Provider, stripe: StripeGateway) -> None:
    payer = payer_of(stripe)

    payment(stripe, payer, "a" * 32)
    payment(stripe, payer, "b" * 32, currency="EUR")

    sek, eur = provider.asked[-2:]
    assert "payment_method_types[1]" not in sek.params
    assert eur.params["payment_method_types[1]"] == "sepa_debit"


def test_nine_digits_are_paid_by_card_alone(provider: Provider, stripe: StripeGateway) -> None:
    payment(stripe, payer_of(stripe), amount=100_000_000, currency="EUR")

    sent = provider.asked[-1].params
    assert (sent["payment_method_types[0]"], "payment_method_types[1]" in sent) == ("card", False)


# Repeating.


def test_an_answer_that_was_lost_is_given_again_under_the_same_key_and_charges_once(
    provider: Provider, stripe: StripeGateway
) -> None:
    payer, card = with_card(provider, stripe)
    made = payment(stripe, payer)
    provider.cut_after("/confirm$")

    with pytest.raises(GatewayUnreachable):
        stripe.confirm(Confirmation(made, card, key="confirm-1"))
    again = stripe.confirm(Confirmation(made, card, key="confirm-1"))

    assert again.outcome is Outcome.SUCCEEDED
    assert provider.charges() == [19900]


def test_the_library_repeats_nothing_by_itself(provider: Provider, stripe: StripeGateway) -> None:
    payer, card = with_card(provider, stripe)
    made = payment(stripe, payer)
    provider.cut_before("/confirm$")

    with pytest.raises(GatewayUnreachable):
        stripe.confirm(Confirmation(made, card, key="confirm-1"))

    assert [path for path in provider.paths() if path.endswith("/confirm")] == [f"/v1/payment_intents/{made}/confirm"]


def test_a_decline_is_remembered_under_its_key_and_not_under_the_next(
    provider: Provider, stripe: StripeGateway
) -> None:
    payer, card = with_card(provider, stripe, "4000000000009995")
    made = payment(stripe, payer)

    states = [stripe.confirm(Confirmation(made, card, key="confirm-1")) for _ in range(2)]

    assert [state.reason for state in states] == [DeclinedReason.INSUFFICIENT_FUNDS] * 2
    assert len([one for one in provider.events if one.type == "payment_intent.payment_failed"]) == 1


def test_long_after_its_key_is_forgotten_a_confirmed_payment_is_still_charged_once(
    provider: Provider, stripe: StripeGateway
) -> None:
    payer, card = with_card(provider, stripe)
    made = payment(stripe, payer)
    stripe.confirm(Confirmation(made, card, key="confirm-1"))
    provider.forget_keys()

    assert stripe.confirm(Confirmation(made, card, key="confirm-1")).outcome is Outcome.SUCCEEDED
    assert provider.charges() == [19900]


def test_a_lost_answer_to_making_a_payment_makes_no_second_one(provider: Provider, stripe: StripeGateway) -> None:
    payer = payer_of(stripe)
    provider.cut_after("/v1/payment_intents$")

    with pytest.raises(GatewayUnreachable):
        payment(stripe, payer)

    assert payment(stripe, payer) == payment(stripe, payer)


def test_a_key_with_other_words_is_a_fault_of_ours_and_charges_nothing(
    provider: Provider, stripe: StripeGateway
) -> None:
    payer = payer_of(stripe)
    payment(stripe, payer)

    with pytest.raises(GatewayRefused, match="idempotency_error"):
        payment(stripe, payer, amount=100)


@pytest.mark.parametrize(("status", "code", "expected"), [
    (500, "", GatewayFailed), (429, "rate_limit", GatewayUnreachable), (401, "", GatewayUnreachable),
    (409, "idempotency_key_in_use", GatewayUnreachable), (403, "", GatewayUnreachable),
])  # fmt: skip
def test_an_answer_that_says_nothing_about_money_leaves_it_unknown(
    provider: Provider, stripe: StripeGateway, status: int, code: str, expected: type[Exception]
) -> None:
    payer, card = with_card(provider, stripe)
    made = payment(stripe, payer)
    kind = "idempotency_error" if status == 409 else "api_error"
    provider.answer("/confirm$", status, {"code": code, "type": kind})

    with pytest.raises(expected):
        stripe.confirm(Confirmation(made, card, key="confirm-1"))


def test_wrong_keys_are_logged_without_being_told(
    provider: Provider, stripe: StripeGateway, caplog: pytest.LogCaptureFixture
) -> None:
    provider.answer("/v1/customers", 401, {"message": f"Invalid API Key provided: {SETTINGS['secret_key']}"})

    with caplog.at_level(logging.DEBUG), pytest.raises(GatewayUnreachable):
        payer_of(stripe)

    assert "refuses the keys" in caplog.text
    assert SETTINGS["secret_key"] not in caplog.text


# What is saved.


def test_what_is_paid_with_is_saved_where_its_payer_agreed_and_only_there(
    provider: Provider, stripe: StripeGateway
) -> None:
    payer = payer_of(stripe)
    provider.pay_on_page(payment(stripe, payer), provider.card())
    before = stripe.methods(payer)

    provider.pay_on_page(payment(stripe, payer, "b" * 32, saves=True), provider.card())

    assert before == ()
    assert [method.last4 for method in stripe.methods(payer)] == ["4242"]
    assert stripe.can_charge_saved(payer)


def test_who_agrees_after_a_decline_has_the_next_card_saved(provider: Provider, stripe: StripeGateway) -> None:
    payer = payer_of(stripe)
    made = payment(stripe, payer)

    stripe.confirm(Confirmation(made, saves_method=True))
    provider.pay_on_page(made, provider.card())

    assert len(stripe.methods(payer)) == 1


def test_a_card_set_up_with_nothing_due_is_saved_and_charged_later(provider: Provider, stripe: StripeGateway) -> None:
    payer = payer_of(stripe)

    action = stripe.set_up(payer, "set_up-1", "EUR")
    asked = provider.asked[-1].params
    intent = action.parameters["client_secret"].partition("_secret_")[0]
    provider._set_up(intent, {"payment_method": provider.card(CHALLENGED, customer=payer.provider_id)})

    assert action.kind is ActionKind.SET_UP
    assert (asked["usage"], asked["customer"]) == ("off_session", payer.provider_id)
    assert stripe.can_charge_saved(payer)


def test_a_card_saved_again_with_a_new_date_is_there_once_with_that_date(
    provider: Provider, stripe: StripeGateway
) -> None:
    payer = payer_of(stripe)
    for expires in (2026, 2031):
        provider.card(customer=payer.provider_id, expires=expires)

    (method,) = stripe.methods(payer)
    stripe.forget_method(payer, method.id)

    assert method.expires is not None
    assert method.expires.year == 2031
    assert stripe.methods(payer) == ()


def test_the_chosen_card_is_charged_and_comes_first(provider: Provider, stripe: StripeGateway) -> None:
    payer, first = with_card(provider, stripe)
    second = provider.card("4000000000000077", customer=payer.provider_id)
    newest = stripe.chosen_method(payer)

    stripe.make_default(payer, first)

    assert newest == second
    assert stripe.chosen_method(payer) == first
    assert [(one.id, one.is_default) for one in stripe.methods(payer)] == [(first, True), (second, False)]


def test_a_method_is_its_customers_or_nobodys_and_never_another_ones(provider: Provider, stripe: StripeGateway) -> None:
    anna, karl = payer_of(stripe, 601), payer_of(stripe, 602)
    card = provider.card(customer=anna.provider_id)

    assert stripe.may_use(anna, card)
    assert not stripe.may_use(karl, card)
    assert stripe.may_use(karl, provider.card())
    assert not stripe.may_use(karl, "pm_gone")


# Refunds and disputes.


def paid(provider: Provider, stripe: StripeGateway) -> str:
    """A payment of 199.00 that was made."""
    made = payment(stripe, payer_of(stripe))
    provider.pay_on_page(made, provider.card())
    return made


def test_a_reference_refunds_once_however_long_ago_it_did(provider: Provider, stripe: StripeGateway) -> None:
    order = RefundOrder("r" * 32, paid(provider, stripe), 9900, "SEK")
    first = stripe.refund(order)
    provider.forget_keys()

    assert stripe.refund(order) == first
    assert (first.outcome, first.amount_minor, first.currency) == (RefundOutcome.SUCCEEDED, 9900, "SEK")
    assert (first.reference, first.payment_id) == ("r" * 32, order.provider_id)


def test_a_refund_whose_answer_was_lost_is_made_once(provider: Provider, stripe: StripeGateway) -> None:
    order = RefundOrder("r" * 32, paid(provider, stripe), 9900, "SEK")
    provider.cut_after("/v1/refunds$")  # the list
    with pytest.raises(GatewayUnreachable):
        stripe.refund(order)

    assert stripe.refund(order) == stripe.refund(order)
    assert len([one for one in provider.events if one.type == "refund.created"]) == 1


@pytest.mark.parametrize(("amounts", "reason"), [
    ((20000,), "more_than_is_left"), ((19900, 1), "charge_already_refunded"), ((10000, 9901), "more_than_is_left"),
])  # fmt: skip
def test_more_than_is_left_is_never_refunded(
    provider: Provider, stripe: StripeGateway, amounts: tuple[int, ...], reason: str
) -> None:
    made = paid(provider, stripe)

    last = [stripe.refund(RefundOrder(f"{n}" * 32, made, amount, "SEK")) for n, amount in enumerate(amounts)][-1]

    assert (last.id, last.outcome, last.reason) == (None, RefundOutcome.REFUSED, reason)


def test_a_refund_may_pend_succeed_and_fail_after_all(provider: Provider, stripe: StripeGateway) -> None:
    provider.refunds_pend = True
    made = stripe.refund(RefundOrder("r" * 32, paid(provider, stripe), 9900, "SEK"))
    seen = [made.outcome]

    for status in ("succeeded", "failed"):
        provider.refund_becomes(str(made.id), status)
        seen.append(stripe.look_up_refund(str(made.id)).outcome)

    assert seen == [RefundOutcome.PENDING, RefundOutcome.SUCCEEDED, RefundOutcome.FAILED]


def test_what_is_contested_is_not_refunded_and_says_so(provider: Provider, stripe: StripeGateway) -> None:
    made = paid(provider, stripe)
    provider.dispute(made)

    refund = stripe.refund(RefundOrder("r" * 32, made, 9900, "SEK"))

    assert (refund.outcome, refund.reason) == (RefundOutcome.REFUSED, "charge_disputed")


@pytest.mark.parametrize(("status", "outcome"), [
    ("warning_needs_response", DisputeOutcome.INQUIRY), ("warning_closed", DisputeOutcome.INQUIRY),
    ("needs_response", DisputeOutcome.OPEN), ("under_review", DisputeOutcome.OPEN), ("won", DisputeOutcome.WON),
    ("lost", DisputeOutcome.LOST), ("prevented", DisputeOutcome.INQUIRY),
])  # fmt: skip
def test_a_dispute_says_whether_money_has_moved(
    provider: Provider, stripe: StripeGateway, status: str, outcome: DisputeOutcome
) -> None:
    made = paid(provider, stripe)

    found = stripe.look_up_dispute(provider.dispute(made, status))

    assert (found.outcome, found.payment_id, found.amount_minor, found.currency) == (outcome, made, 19900, "SEK")


# Webhooks.


def test_each_event_says_about_which_object_to_ask(provider: Provider, stripe: StripeGateway) -> None:
    made = paid(provider, stripe)
    refund = stripe.refund(RefundOrder("r" * 32, made, 100, "SEK"))
    dispute = provider.dispute(made)

    read = [stripe.read_webhook(*event.signed(NOW), NOW) for event in provider.events]

    assert [(one.type, one.subject, one.object_id) for one in read] == [
        ("charge.succeeded", EventSubject.PAYMENT, made),
        ("payment_intent.succeeded", EventSubject.PAYMENT, made),
        ("refund.created", EventSubject.REFUND, refund.id),
        ("charge.refunded", EventSubject.OTHER, read[3].object_id),
        ("charge.dispute.created", EventSubject.DISPUTE, dispute),
    ]


@pytest.mark.parametrize(("kind", "about", "before"), [
    ("payment_method.automatically_updated", {"object": "payment_method", "id": "pm_1", "customer": "cus_7"}, None),
    ("payment_method.updated", {"object": "payment_method", "id": "pm_1", "customer": {"id": "cus_7"}}, None),
    ("payment_method.detached", {"object": "payment_method", "id": "pm_1", "customer": None}, {"customer": "cus_7"}),
    ("customer.source.updated", {"object": "card", "id": "card_1", "customer": "cus_7"}, {"exp_year": 2025}),
    ("customer.updated", {"object": "customer", "id": "cus_7"}, {"invoice_settings": {}}),
])  # fmt: skip
def test_what_is_saved_and_changes_names_whose_it_is(
    kind: str, about: dict[str, object], before: dict[str, object] | None
) -> None:
    data = {"object": about} | ({} if before is None else {"previous_attributes": before})
    body = json.dumps({"id": "evt_1", "type": kind, "livemode": False, "data": data}).encode()

    said = read(body, is_live=False, account="")

    assert (said.subject, said.object_id) == (EventSubject.PAYER, "cus_7")


def test_a_card_that_was_never_anybodys_is_nothing_to_act_on() -> None:
    about = {"object": "payment_method", "id": "pm_1", "customer": None}
    event = {"id": "evt_1", "type": "payment_method.updated", "livemode": False, "data": {"object": about}}

    assert read(json.dumps(event).encode(), is_live=False, account="").subject is EventSubject.OTHER


@pytest.mark.parametrize(("late", "is_taken"), [
    (timedelta(), True), (timedelta(seconds=300), True), (timedelta(seconds=301), False),
    (timedelta(seconds=-301), False), (timedelta(days=2), False),
])  # fmt: skip
def test_an_event_is_believed_for_five_minutes(stripe: StripeGateway, late: timedelta, *, is_taken: bool) -> None:
    body, headers = Event("evt_1", "customer.updated", {"id": "cus_1", "object": "customer"}).signed(NOW)

    if is_taken:
        assert stripe.read_webhook(body, headers, NOW + late).id == "evt_1"
    else:
        with pytest.raises(WebhookRefused):
            stripe.read_webhook(body, headers, NOW + late)


BODY = (
    b'{"id": "evt_1", "type": "payment_intent.succeeded", "livemode": false,\n "data": {"object": '
    b'{"id": "pi_1", "object": "payment_intent", "name": "\\u00e9 \xc3\xa5 \\/"}}}\n'
)


def test_bytes_that_were_read_and_written_anew_are_not_those_that_were_signed(stripe: StripeGateway) -> None:
    headers = signature(BODY, NOW)
    altered = [json.dumps(json.loads(BODY)).encode(), BODY.rstrip(), BODY.replace(b"\\/", b"/"), b"", b"\xff\xfe"]

    assert stripe.read_webhook(BODY, headers, NOW).object_id == "pi_1"
    for body in altered:
        with pytest.raises(WebhookRefused):
            stripe.read_webhook(body, headers, NOW)


@pytest.mark.parametrize("header", [
    "", "t=1", "v1=00", "t=x,v1=00", f"t={10**30},v1=00", "nonsense", f"t={int(NOW.timestamp())},v0=00",
])  # fmt: skip
def test_a_header_that_signs_nothing_is_refused(stripe: StripeGateway, header: str) -> None:
    with pytest.raises(WebhookRefused):
        stripe.read_webhook(BODY, {"stripe-signature": header}, NOW)


def test_while_a_secret_is_replaced_either_one_signs(provider: Provider) -> None:
    rolling = StripeGateway(provider.settings(webhook_secret="whsec_new, whsec_old"))
    done = StripeGateway(provider.settings(webhook_secret="whsec_new"))
    old, both = signature(BODY, NOW, "whsec_old"), signature(BODY, NOW, "whsec_old", "whsec_new")

    assert rolling.read_webhook(BODY, old, NOW).id == "evt_1"
    assert done.read_webhook(BODY, both, NOW).id == "evt_1"
    with pytest.raises(WebhookRefused):
        done.read_webhook(BODY, old, NOW)


def test_events_of_another_mode_are_nothing_of_ours(stripe: StripeGateway) -> None:
    event = Event("evt_1", "payment_intent.succeeded", {"id": "pi_1", "object": "payment_intent"})

    assert stripe.read_webhook(*event.signed(NOW, livemode=True), NOW).subject is EventSubject.OTHER


@pytest.mark.parametrize("body", [b"[]", b"{}", b"null", b"{", b'{"id": 1, "type": "x", "data": {"object": {}}}'])
def test_what_is_signed_and_no_event_is_refused(stripe: StripeGateway, body: bytes) -> None:
    with pytest.raises(WebhookRefused):
        stripe.read_webhook(body, signature(body, NOW), NOW)


# Amounts, settings.


@pytest.mark.parametrize(("minor", "currency", "amount"), [
    (19900, "SEK", 19900), (500, "JPY", 500), (1990, "ISK", 199000), (50000, "UGX", 5000000), (1148000, "HUF", 1148000),
    (500000, "MGA", 5000), (5120, "KWD", 5120), (500, "KRW", 500), (2000, "TWD", 2000), (500, "CLP", 500),
])  # fmt: skip
def test_amounts_go_out_and_come_back_as_the_providers_table_says(minor: int, currency: str, amount: int) -> None:
    assert stripe_amounts.charged(minor, currency) == amount
    assert stripe_amounts.ours(amount, currency.lower()) == minor


def test_every_currencys_digits_are_those_the_table_counts_with() -> None:
    less_known = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND", "CLF", "UYW", "UYI", "ISK", "UGX"}
    none = {"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"}

    others = {code: currency_digits(code) for code in get_global("all_currencies") if code not in less_known | none}

    assert {currency_digits(code) for code in none} == {0}
    assert {code for code, digits in others.items() if digits != 2 and stripe_amounts.charged(100, code)} <= {
        code for code in others if code.startswith("X") or code in _NOT_IN_USE
    }


#: Of before our time, or units of account: nobody sells in them.
_NOT_IN_USE = frozenset({
    "ADP", "AFA", "BYR", "ESP", "ITL", "LUF", "MGF", "TMM", "TPE", "TRL", "UYI", "ZMK", "ZWD", "BYB", "CHE", "CHW",
})  # fmt: skip


@pytest.mark.parametrize(("minor", "currency", "is_taken"), [
    (300, "SEK", True), (299, "SEK", False), (50, "EUR", True), (49, "EUR", False), (30, "GBP", True),
    (50, "JPY", True), (49, "JPY", False), (17500, "HUF", True), (5124, "KWD", False),
    (50001, "MGA", False), (1000, "IQD", False), (99_999_999, "SEK", True), (100_000_000, "SEK", True),
    (150_000_000, "IDR", True), (120_000_000, "COP", True), (1_000_000, "UGX", True), (10**12, "IDR", False),
])  # fmt: skip
def test_only_what_can_be_charged_exactly_and_within_bounds_is_taken(
    stripe: StripeGateway, minor: int, currency: str, *, is_taken: bool
) -> None:
    assert stripe.can_take(minor, currency) is is_taken


def test_what_the_provider_finds_too_small_after_all_is_refused_with_its_code(
    provider: Provider, stripe: StripeGateway
) -> None:
    with pytest.raises(GatewayRefused, match="amount_too_small"):
        payment(stripe, payer_of(stripe), amount=1)


@pytest.mark.parametrize(("changed", "words"), [
    ({"publishable_key": "pk_live_1"}, "one key is live"), ({"secret_key": "pk_test_1"}, "begins with sk_"),
    ({"webhook_secret": " , "}, "no webhook secret"), ({"methods": "card,cheque"}, "'cheque'"),
])  # fmt: skip
def test_keys_that_cannot_be_used_together_are_a_mistake_that_names_no_key(changed: dict[str, str], words: str) -> None:
    with pytest.raises(GatewaySettingsError, match=words) as mistake:
        make_gateways({"stripe": SETTINGS | changed})

    assert SETTINGS["secret_key"] not in str(mistake.value)


def test_whose_account_it_is_is_asked_and_whether_it_is_live_is_told_by_the_key(
    provider: Provider, stripe: StripeGateway
) -> None:
    account = stripe.account()

    assert account is not None
    assert (account.id, account.is_live) == ("acct_of_the_tests", False)
