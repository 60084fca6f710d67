"""Stripe, through its own library: payment intents made unconfirmed, then confirmed; saved methods, refunds, webhooks.

The version of its interface is pinned here, so that an answer means what it meant when this was written; an event is
read for its id alone. The library repeats nothing by itself: whoever calls knows the key and when to ask instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import stripe

from bridge.gateways import stripe_amounts
from bridge.gateways.port import (
    GONE,
    Account,
    ActionKind,
    Confirmation,
    DeclinedReason,
    Dispute,
    GatewayRefused,
    ListedPayment,
    Method,
    MethodKind,
    NextAction,
    Outcome,
    Payer,
    PaymentOrder,
    PaymentState,
    Refund,
    RefundOrder,
    RefundOutcome,
    WebhookEvent,
)
from bridge.gateways.stripe_answers import (
    carried,
    dispute_of,
    id_of,
    listed_of,
    method_of,
    newest_of_each,
    paid_at,
    part,
    print_of,
    reason_of,
    refund_of,
    told,
)
from bridge.gateways.stripe_events import read, verify

API_VERSION = "2026-10-28.endive"
#: Stripe's own script, which stays current by itself and takes card numbers past us.
SCRIPT = "https://js.stripe.com/v3/"
#: Seconds to connect, and to wait for an answer: less than a page waits for us, 20 seconds where it sends something.
TIMEOUTS = (4.0, 12.0)
#: And where something is only read, of which a page waits for 5.
READING = (1.5, 3.0)
_PAGE = 100

_BY_STATUS: Mapping[str, Outcome] = {
    "succeeded": Outcome.SUCCEEDED,
    "processing": Outcome.PROCESSING,
    "canceled": Outcome.CANCELLED,
}


class StripeGateway:
    """Cards and, where the network wants it, SEPA direct debits, taken and kept by Stripe."""

    id = "stripe"
    moves_money = True
    paid_by_hand = False
    has_provider = True

    def __init__(self, settings: Mapping[str, str]) -> None:
        """Take the keys, of one mode; nothing is asked.

        :raises ValueError: where keys cannot be used together; it names none of them.
        """
        secret_key, self._secrets = settings["secret_key"], _secrets(settings["webhook_secret"])
        self.is_live: bool | None = "_live_" in secret_key
        self._before_call: Callable[[], None] = _nothing
        self._method_types = tuple(settings.get("methods", MethodKind.CARD.value).split(","))
        _require_usable(settings, self._method_types)
        self._api = _client(secret_key, settings.get("api_base"), TIMEOUTS)
        self._read = _client(secret_key, settings.get("api_base"), READING)
        self.for_browser: Mapping[str, str] = MappingProxyType(
            {
                "publishable_key": settings["publishable_key"],
                "account": settings.get("account", ""),
                "script": settings.get("script", SCRIPT),
                "methods": ",".join(self._method_types),
            }
        )

    def account(self) -> Account | None:
        """Return whose keys these are."""
        with told():
            return Account(str(self._read.v1.accounts.retrieve_current().id), bool(self.is_live))

    def guard(self, before_call: Callable[[], None]) -> None:
        """Run this before each other call."""
        self._before_call = before_call

    def can_take(self, amount_minor: int, currency: str) -> bool:
        """Tell whether Stripe charges exactly this amount, neither too little nor too much for it."""
        amount = stripe_amounts.charged(amount_minor, currency)
        by_card = MethodKind.CARD.value in self._types_for(currency)
        return amount is not None and stripe_amounts.is_within_bounds(amount, currency, by_card=by_card)

    def least(self, currency: str) -> int:
        """Return the least that Stripe charges in a currency."""
        return stripe_amounts.least(currency)

    def open_payer(self, customer_id: int, network_id: str, key: str) -> str | None:
        """Make a customer; no name and no address of theirs goes along."""
        carried = {"network": network_id, "customer": str(customer_id)}
        with self._asking():
            return str(self._api.v1.customers.create({"metadata": carried}, {"idempotency_key": key}).id)

    def create(self, order: PaymentOrder) -> str:
        """Make a payment intent, unconfirmed."""
        amount = _exactly(order.amount_minor, order.currency)
        params: Any = {
            "amount": amount,
            "currency": order.currency.lower(),
            "payment_method_types": self._types_for(order.currency, amount),
            "metadata": {"network": order.network_id, "quote": order.reference},
        }
        if order.payer.provider_id:
            params["customer"] = order.payer.provider_id
        if order.saves_method:
            params["setup_future_usage"] = "off_session"
        with self._asking():
            return str(self._api.v1.payment_intents.create(params, {"idempotency_key": order.key}).id)

    def confirm(self, confirmation: Confirmation) -> PaymentState:
        """Confirm with a saved method; without one the payer confirms in Stripe's own fields, and is told how."""
        params: Any = {"setup_future_usage": "off_session"} if confirmation.saves_method else {}
        if confirmation.method_id is not None:
            return self._confirmed(confirmation, {**params, "use_stripe_sdk": True})
        if params:
            with self._asking():
                return self._state(self._api.v1.payment_intents.update(confirmation.provider_id, params))
        return self.look_up(confirmation.provider_id)

    def can_charge_saved(self, payer: Payer) -> bool:
        """Tell whether a method is saved."""
        return self.chosen_method(payer) is not None

    def chosen_method(self, payer: Payer) -> str | None:
        """Return the default method, the newest where none was chosen."""
        return next((method.id for method in self.methods(payer)), None)

    def charge_saved(self, confirmation: Confirmation) -> PaymentState:
        """Confirm without the payer, and without asking for what needs them: a challenge would wait for nobody."""
        if confirmation.method_id is None:
            state = self.look_up(confirmation.provider_id)
            declined = PaymentState(Outcome.DECLINED, state.next_action, DeclinedReason.NO_SAVED_METHOD)
            return declined if state.outcome in {Outcome.WAITING, Outcome.DECLINED} else state
        return self._confirmed(confirmation, {"off_session": True})

    def look_up(self, provider_id: str) -> PaymentState:
        """Read the payment intent."""
        with self._asking():
            return self._state(self._read.v1.payment_intents.retrieve(provider_id, {"expand": ["latest_charge"]}))

    def cancel(self, provider_id: str) -> Outcome:
        """Cancel the payment intent; one that cannot be cancelled is asked how it stands."""
        try:
            with self._asking():
                return self._state(self._api.v1.payment_intents.cancel(provider_id)).outcome
        except GatewayRefused:
            return self.look_up(provider_id).outcome

    def methods(self, payer: Payer) -> tuple[Method, ...]:
        """List saved methods, the default first; the same card saved again is there once, as it is now.

        A customer whom somebody deleted there has saved nothing.
        """
        if payer.provider_id is None:
            return ()
        try:
            with self._asking():
                default = self._default_of(payer.provider_id)
                found = newest_of_each(self._saved(payer.provider_id))
        except GatewayRefused as refused:
            if refused.code != GONE:
                raise
            return ()
        chosen = default if default in {one.id for one in found} else next((one.id for one in found), None)
        shown = [method_of(one, is_default=one.id == chosen) for one in found]
        return tuple(sorted(shown, key=lambda method: not method.is_default))

    def may_use(self, payer: Payer, method_id: str) -> bool:
        """Tell whose a method is; one that a page has just made is nobody's."""
        try:
            with self._asking():
                owner = id_of(self._read.v1.payment_methods.retrieve(method_id).customer)
        except GatewayRefused:
            return False
        return owner is None or owner == payer.provider_id

    def kinds(self, currency: str) -> tuple[str, ...]:
        """Return what a payment in a currency can be made with."""
        return tuple(self._types_for(currency))

    def set_up(self, payer: Payer, key: str, currency: str) -> NextAction:
        """Make a setup intent for charges without the payer."""
        params: Any = {"usage": "off_session", "payment_method_types": self._types_for(currency)}
        if payer.provider_id:
            params["customer"] = payer.provider_id
        with self._asking():
            made = self._api.v1.setup_intents.create(params, {"idempotency_key": key})
        return NextAction(ActionKind.SET_UP, {**self.for_browser, "client_secret": str(made.client_secret)})

    def make_default(self, payer: Payer, method_id: str) -> None:
        """Make a method the customer's default."""
        with self._asking():
            self._api.v1.customers.update(
                str(payer.provider_id), {"invoice_settings": {"default_payment_method": method_id}}
            )

    def forget_method(self, payer: Payer, method_id: str) -> None:
        """Detach a method, each time it was saved."""
        with self._asking():
            saved = self._saved(str(payer.provider_id))
        chosen = {print_of(one) for one in saved if one.id == method_id}
        for one in (one for one in saved if print_of(one) in chosen):
            with self._asking():
                self._api.v1.payment_methods.detach(one.id)

    def refund(self, order: RefundOrder) -> Refund:
        """Refund once for each reference: what bears it already is answered, however long ago that was."""
        amount = stripe_amounts.charged(order.amount_minor, order.currency)
        if amount is None:
            return Refund(None, RefundOutcome.REFUSED, "amount_not_exact")
        with self._asking():
            made = self._read.v1.refunds.list({"payment_intent": order.provider_id, "limit": _PAGE}).data
        known = next((one for one in made if carried(one, "reference") == order.reference), None)
        if known is not None:
            return refund_of(known)
        params: Any = {
            "payment_intent": order.provider_id,
            "amount": amount,
            "metadata": {"reference": order.reference},
        }
        try:
            with self._asking():
                return refund_of(self._api.v1.refunds.create(params, {"idempotency_key": f"refund-{order.reference}"}))
        except GatewayRefused as refused:
            return Refund(None, RefundOutcome.REFUSED, refused.code)

    def look_up_refund(self, refund_id: str) -> Refund:
        """Read a refund."""
        with self._asking():
            return refund_of(self._read.v1.refunds.retrieve(refund_id))

    def look_up_dispute(self, dispute_id: str) -> Dispute:
        """Read a dispute."""
        with self._asking():
            return dispute_of(self._read.v1.disputes.retrieve(dispute_id))

    def list_payments(self, since: datetime) -> Iterator[ListedPayment]:
        """List payment intents, a page at a time."""
        params: Any = {"created": _from(since), "limit": _PAGE, "expand": ["data.latest_charge"]}
        for intent in self._paged(lambda more: self._read.v1.payment_intents.list(params | more)):
            yield listed_of(intent, self._state(intent).outcome)

    def list_refunds(self, since: datetime) -> Iterator[Refund]:
        """List refunds, a page at a time."""
        params: Any = {"created": _from(since), "limit": _PAGE}
        yield from map(refund_of, self._paged(lambda more: self._read.v1.refunds.list(params | more)))

    def list_disputes(self, since: datetime) -> Iterator[Dispute]:
        """List disputes, a page at a time."""
        params: Any = {"created": _from(since), "limit": _PAGE}
        yield from map(dispute_of, self._paged(lambda more: self._read.v1.disputes.list(params | more)))

    def _paged(self, ask: Callable[[dict[str, str]], Any]) -> Iterator[Any]:
        """Yield what a list holds, each page asked for where the one before ended."""
        more: dict[str, str] = {}
        while True:
            with self._asking():
                page = ask(more)
            yield from page.data
            if not page.has_more or not page.data:
                return
            more = {"starting_after": page.data[-1].id}

    def read_webhook(self, body: bytes, headers: Mapping[str, str], at: datetime) -> WebhookEvent:
        """Verify a webhook, and read what it is about."""
        verify(body, headers.get("stripe-signature", ""), self._secrets, at)
        return read(body, is_live=bool(self.is_live), account=self.for_browser["account"])

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Call, where nothing keeps us from it, and say in the port's words what that came to."""
        self._before_call()
        with told():
            yield

    def _types_for(self, currency: str, amount: int = 0) -> list[str]:
        """Return what so much of a currency can be paid with: SEPA debits are in euro alone, and of eight digits."""
        sepa = MethodKind.SEPA_DEBIT.value
        takes_debits = currency.upper() == "EUR" and amount <= stripe_amounts.MOST
        return [one for one in self._method_types if one != sepa or takes_debits] or [sepa]

    def _confirmed(self, confirmation: Confirmation, params: Mapping[str, Any]) -> PaymentState:
        """Confirm; a decline is an answer, and what cannot be confirmed any more is asked how it stands."""
        asked: Any = {**params, "payment_method": confirmation.method_id}
        try:
            with self._asking():
                made = self._api.v1.payment_intents.confirm(
                    confirmation.provider_id, asked, {"idempotency_key": confirmation.key}
                )
        except stripe.CardError as declined:
            return self._declined(confirmation.provider_id, declined)
        except GatewayRefused:
            state = self.look_up(confirmation.provider_id)
            if not state.is_untouched:
                return state
            return PaymentState(Outcome.DECLINED, state.next_action, DeclinedReason.DECLINED)
        return self._state(made)

    def _declined(self, provider_id: str, declined: stripe.CardError) -> PaymentState:
        """Return how a payment stands after a decline, with the reason that was just given."""
        state = self.look_up(provider_id)
        if state.outcome is not Outcome.DECLINED and not state.is_untouched:
            return state
        reason = reason_of(getattr(declined.error, "decline_code", None), declined.code)
        return PaymentState(Outcome.DECLINED, state.next_action, reason)

    def _state(self, intent: stripe.PaymentIntent) -> PaymentState:
        """Return how a payment intent stands."""
        if outcome := _BY_STATUS.get(intent.status):
            kept = id_of(intent.payment_method) if part(intent, "setup_future_usage") == "off_session" else None
            return PaymentState(outcome, paid_at=paid_at(intent.latest_charge), saved_method=kept)
        if intent.status == "requires_action":
            return PaymentState(Outcome.WAITING, self._action_of(intent))
        fields = self._fields_for(intent, needs="method")
        error = intent.last_payment_error
        if error is None:
            return PaymentState(Outcome.WAITING, fields, is_untouched=True)
        return PaymentState(Outcome.DECLINED, fields, reason_of(part(error, "decline_code"), part(error, "code")))

    def _action_of(self, intent: stripe.PaymentIntent) -> NextAction:
        """Return what the bank asks its customer for."""
        url = part(part(intent.next_action, "redirect_to_url"), "url")
        if url:
            return NextAction(ActionKind.REDIRECT, {"url": str(url)})
        return self._fields_for(intent, needs="action")

    def _fields_for(self, intent: stripe.PaymentIntent, *, needs: str) -> NextAction:
        """Return what Stripe's own fields need; a saved method that the bank wants to hear of is named."""
        error = intent.last_payment_error
        asks = part(error, "code") == "authentication_required" or part(error, "decline_code") == (
            "authentication_required"
        )
        method = part(error, "payment_method") if asks else None
        return NextAction(
            ActionKind.AUTHENTICATE,
            {
                **self.for_browser,
                "client_secret": str(intent.client_secret),
                "payment": intent.id,
                "needs": needs,
                "method": id_of(method) or "",
            },
        )

    def _saved(self, customer_id: str) -> list[stripe.PaymentMethod]:
        """Return what a customer has saved, each kind's newest first."""
        found: list[stripe.PaymentMethod] = []
        for kind in self._method_types:
            params: Any = {"customer": customer_id, "type": kind, "limit": _PAGE}
            found.extend(self._read.v1.payment_methods.list(params).data)
        return found

    def _default_of(self, customer_id: str) -> str | None:
        """Return the method that a customer has chosen, None where they chose none."""
        customer = self._read.v1.customers.retrieve(customer_id)
        return id_of(part(part(customer, "invoice_settings"), "default_payment_method"))


def _client(secret_key: str, address: str | None, timeouts: tuple[float, float]) -> stripe.StripeClient:
    """Return Stripe's own client, which repeats nothing by itself."""
    return stripe.StripeClient(
        secret_key,
        stripe_version=API_VERSION,
        base_addresses={"api": address.rstrip("/")} if address else {},
        max_network_retries=0,
        http_client=stripe.RequestsClient(timeout=timeouts),
    )


def _nothing() -> None:
    """Keep no call from being made."""


def _require_usable(settings: Mapping[str, str], method_types: tuple[str, ...]) -> None:
    """Refuse keys of two modes, and kinds of methods that are not known here.

    :raises ValueError: with what is wrong, and no key.
    """
    secret, publishable = settings["secret_key"], settings["publishable_key"]
    if not secret.startswith(("sk_", "rk_")) or not publishable.startswith("pk_"):
        raise ValueError("the secret key begins with sk_ or rk_, the publishable key with pk_")
    if ("_live_" in secret) != ("_live_" in publishable):
        raise ValueError("one key is live, the other is for tests")
    if not _secrets(settings["webhook_secret"]):
        raise ValueError("there is no webhook secret")
    unknown = sorted(set(method_types) - {kind.value for kind in MethodKind})
    if unknown:
        raise ValueError(f"there is no method {unknown[0]!r}; there are card and sepa_debit")


def _secrets(text: str) -> tuple[str, ...]:
    """Return the secrets of a setting that may hold two, while one is replaced.

    >>> _secrets("whsec_1, whsec_2")
    ('whsec_1', 'whsec_2')
    """
    return tuple(one.strip() for one in text.split(",") if one.strip())


def _from(since: datetime) -> dict[str, int]:
    """Return an instant as a filter of Stripe's lists."""
    return {"gte": int(since.replace(tzinfo=UTC).timestamp())}


def _exactly(amount_minor: int, currency: str) -> int:
    """Return Stripe's amount.

    :raises GatewayRefused: where there is none.
    """
    amount = stripe_amounts.charged(amount_minor, currency)
    if amount is None:
        raise GatewayRefused("amount_not_exact")
    return amount
