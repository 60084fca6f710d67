"""Stripe, through its own library: payment intents made unconfirmed, then confirmed; saved methods, refunds, webhooks.

The version of its interface is pinned here, so that an answer means what it meant when this was written; an event is
read for its id alone. The library repeats nothing by itself: whoever calls knows the key and when to ask instead.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
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
    DisputeOutcome,
    EventSubject,
    Expiry,
    GatewayFailed,
    GatewayRefused,
    GatewayUnreachable,
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
    WebhookRefused,
)

_LOGGER = logging.getLogger(__name__)
#: The library says each request at INFO, and at DEBUG what it carries: neither belongs into our log.
logging.getLogger("stripe").setLevel(logging.WARNING)

API_VERSION = "2026-10-28.endive"
#: Stripe's own script, which stays current by itself and takes card numbers past us.
SCRIPT = "https://js.stripe.com/v3/"
#: Seconds to connect, and to wait for an answer: less than a page waits for us.
TIMEOUTS = (4.0, 12.0)
#: An event is believed this long after it was signed, at the instant it arrived.
TOLERANCE = timedelta(seconds=300)
_PAGE = 100
_SERVER_ERROR = 500
_LONGEST_ID = 191

_BY_STATUS: Mapping[str, Outcome] = {
    "succeeded": Outcome.SUCCEEDED,
    "processing": Outcome.PROCESSING,
    "canceled": Outcome.CANCELLED,
}

#: Stripe's codes by ours; any other one is ``declined``, as is what would warn a thief.
_REASONS: Mapping[str, DeclinedReason] = {
    **dict.fromkeys(("insufficient_funds",), DeclinedReason.INSUFFICIENT_FUNDS),
    **dict.fromkeys(("expired_card",), DeclinedReason.EXPIRED),
    **dict.fromkeys(
        ("incorrect_cvc", "invalid_cvc", "incorrect_number", "invalid_number", "incorrect_zip", "incorrect_address",
         "invalid_expiry_month", "invalid_expiry_year", "incorrect_pin", "invalid_account",
         "invalid_bank_account_iban"),
        DeclinedReason.WRONG_DETAILS,
    ),
    **dict.fromkeys(
        ("payment_intent_authentication_failure", "setup_intent_authentication_failure"),
        DeclinedReason.NOT_AUTHENTICATED,
    ),
    **dict.fromkeys(("authentication_required",), DeclinedReason.AUTHENTICATION_REQUIRED),
    **dict.fromkeys(
        ("card_velocity_exceeded", "withdrawal_count_limit_exceeded", "pin_try_exceeded"),
        DeclinedReason.LIMIT_EXCEEDED,
    ),
    **dict.fromkeys(
        ("card_not_supported", "currency_not_supported", "service_not_allowed", "transaction_not_allowed"),
        DeclinedReason.NOT_SUPPORTED,
    ),
    **dict.fromkeys(
        ("debit_not_authorized", "bank_account_closed", "account_closed", "no_account", "refer_to_customer",
         "debit_disputed", "bank_account_restricted"),
        DeclinedReason.DEBIT_REFUSED,
    ),
    **dict.fromkeys(
        ("processing_error", "issuer_not_available", "try_again_later", "reenter_transaction", "approve_with_id"),
        DeclinedReason.TRY_AGAIN,
    ),
}  # fmt: skip

_REFUNDS: Mapping[str, RefundOutcome] = {
    "pending": RefundOutcome.PENDING,
    "requires_action": RefundOutcome.PENDING,
    "succeeded": RefundOutcome.SUCCEEDED,
    "failed": RefundOutcome.FAILED,
    "canceled": RefundOutcome.FAILED,
}
_DISPUTES: Mapping[str, DisputeOutcome] = {
    "needs_response": DisputeOutcome.OPEN,
    "under_review": DisputeOutcome.OPEN,
    "won": DisputeOutcome.WON,
    "lost": DisputeOutcome.LOST,
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
        address = settings.get("api_base")
        self._api = stripe.StripeClient(
            secret_key,
            stripe_version=API_VERSION,
            base_addresses={"api": address.rstrip("/")} if address else {},
            max_network_retries=0,
            http_client=stripe.RequestsClient(timeout=TIMEOUTS),
        ).v1
        self.for_browser: Mapping[str, str] = MappingProxyType({
            "publishable_key": settings["publishable_key"],
            "account": settings.get("account", ""),
            "script": settings.get("script", SCRIPT),
            "methods": ",".join(self._method_types),
        })

    def account(self) -> Account | None:
        """Return whose keys these are."""
        with _told():
            return Account(str(self._api.accounts.retrieve_current().id), bool(self.is_live))

    def guard(self, before_call: Callable[[], None]) -> None:
        """Run this before each other call."""
        self._before_call = before_call

    def can_take(self, amount_minor: int, currency: str) -> bool:
        """Tell whether Stripe charges exactly this amount, neither too little nor too much for it."""
        amount = stripe_amounts.charged(amount_minor, currency)
        return amount is not None and stripe_amounts.is_within_bounds(amount, currency)

    def least(self, currency: str) -> int:
        """Return the least that Stripe charges in a currency."""
        return stripe_amounts.least(currency)

    def open_payer(self, customer_id: int, network_id: str, key: str) -> str | None:
        """Make a customer; no name and no address of theirs goes along."""
        carried = {"network": network_id, "customer": str(customer_id)}
        with self._asking():
            return str(self._api.customers.create({"metadata": carried}, {"idempotency_key": key}).id)

    def create(self, order: PaymentOrder) -> str:
        """Make a payment intent, unconfirmed."""
        params: Any = {
            "amount": _exactly(order.amount_minor, order.currency),
            "currency": order.currency.lower(),
            "payment_method_types": self._types_for(order.currency),
            "metadata": {"network": order.network_id, "quote": order.reference},
        }
        if order.payer.provider_id:
            params["customer"] = order.payer.provider_id
        if order.saves_method:
            params["setup_future_usage"] = "off_session"
        with self._asking():
            return str(self._api.payment_intents.create(params, {"idempotency_key": order.key}).id)

    def confirm(self, confirmation: Confirmation) -> PaymentState:
        """Confirm with a saved method; without one the payer confirms in Stripe's own fields, and is told how."""
        params: Any = {"setup_future_usage": "off_session"} if confirmation.saves_method else {}
        if confirmation.method_id is not None:
            return self._confirmed(confirmation, {**params, "use_stripe_sdk": True})
        if params:
            with self._asking():
                return self._state(self._api.payment_intents.update(confirmation.provider_id, params))
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
            return self._state(self._api.payment_intents.retrieve(provider_id))

    def cancel(self, provider_id: str) -> Outcome:
        """Cancel the payment intent; one that cannot be cancelled is asked how it stands."""
        try:
            with self._asking():
                return self._state(self._api.payment_intents.cancel(provider_id)).outcome
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
                found = _newest_of_each(self._saved(payer.provider_id))
        except GatewayRefused as refused:
            if refused.code != GONE:
                raise
            return ()
        chosen = default if default in {one.id for one in found} else next((one.id for one in found), None)
        shown = [_method(one, is_default=one.id == chosen) for one in found]
        return tuple(sorted(shown, key=lambda method: not method.is_default))

    def may_use(self, payer: Payer, method_id: str) -> bool:
        """Tell whose a method is; one that a page has just made is nobody's."""
        try:
            with self._asking():
                owner = _id(self._api.payment_methods.retrieve(method_id).customer)
        except GatewayRefused:
            return False
        return owner is None or owner == payer.provider_id

    def set_up(self, payer: Payer, key: str) -> NextAction:
        """Make a setup intent for charges without the payer."""
        params: Any = {"usage": "off_session", "payment_method_types": list(self._method_types)}
        if payer.provider_id:
            params["customer"] = payer.provider_id
        with self._asking():
            made = self._api.setup_intents.create(params, {"idempotency_key": key})
        return NextAction(ActionKind.SET_UP, {**self.for_browser, "client_secret": str(made.client_secret)})

    def make_default(self, payer: Payer, method_id: str) -> None:
        """Make a method the customer's default."""
        with self._asking():
            self._api.customers.update(
                str(payer.provider_id), {"invoice_settings": {"default_payment_method": method_id}}
            )

    def forget_method(self, payer: Payer, method_id: str) -> None:
        """Detach a method, each time it was saved."""
        with self._asking():
            saved = self._saved(str(payer.provider_id))
        chosen = {_print(one) for one in saved if one.id == method_id}
        for one in (one for one in saved if _print(one) in chosen):
            with self._asking():
                self._api.payment_methods.detach(one.id)

    def refund(self, order: RefundOrder) -> Refund:
        """Refund once for each reference: what bears it already is answered, however long ago that was."""
        amount = stripe_amounts.charged(order.amount_minor, order.currency)
        if amount is None:
            return Refund(None, RefundOutcome.REFUSED, "amount_not_exact")
        with self._asking():
            made = self._api.refunds.list({"payment_intent": order.provider_id, "limit": _PAGE}).data
        known = next((one for one in made if _carried(one, "reference") == order.reference), None)
        if known is not None:
            return _refund(known)
        params: Any = {
            "payment_intent": order.provider_id,
            "amount": amount,
            "metadata": {"reference": order.reference},
        }
        try:
            with self._asking():
                return _refund(self._api.refunds.create(params, {"idempotency_key": f"refund-{order.reference}"}))
        except GatewayRefused as refused:
            return Refund(None, RefundOutcome.REFUSED, refused.code)

    def look_up_refund(self, refund_id: str) -> Refund:
        """Read a refund."""
        with self._asking():
            return _refund(self._api.refunds.retrieve(refund_id))

    def look_up_dispute(self, dispute_id: str) -> Dispute:
        """Read a dispute; what is only asked or warned of has moved no money."""
        with self._asking():
            found = self._api.disputes.retrieve(dispute_id)
        return Dispute(
            id=found.id,
            outcome=_DISPUTES.get(str(found.status), DisputeOutcome.INQUIRY),
            payment_id=_id(found.payment_intent) or "",
            amount_minor=stripe_amounts.ours(found.amount, found.currency),
            currency=found.currency.upper(),
        )

    def read_webhook(self, body: bytes, headers: Mapping[str, str], at: datetime) -> WebhookEvent:
        """Verify a webhook by any of the secrets (two while one is replaced); another mode's is nothing of ours."""
        header = headers.get("stripe-signature", "")
        if not any(_is_signed(body, header, secret) for secret in self._secrets):
            raise WebhookRefused
        if abs(at - _signed_at(header)) > TOLERANCE:
            raise WebhookRefused
        return self._event(body)

    def _event(self, body: bytes) -> WebhookEvent:
        """Read which object an event is about.

        :raises WebhookRefused: where it is no event.
        """
        try:
            said = json.loads(body)
            about = said["data"]["object"]
            kind, event_id = str(said["type"])[:100], _plain_id(said["id"])
            subject, object_id = _subject(kind, about)
            is_ours = said["livemode"] is self.is_live and (said.get("account") or "") in {
                "", self.for_browser["account"],
            }  # fmt: skip
        except (ValueError, KeyError, TypeError, AttributeError) as odd:
            raise WebhookRefused from odd
        return WebhookEvent(event_id, subject if is_ours else EventSubject.OTHER, object_id, kind)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Call, where nothing keeps us from it, and say in the port's words what that came to."""
        self._before_call()
        with _told():
            yield

    def _types_for(self, currency: str) -> list[str]:
        """Return what a payment in a currency can be made with: SEPA debits are in euro alone."""
        sepa = MethodKind.SEPA_DEBIT.value
        return [one for one in self._method_types if one != sepa or currency.upper() == "EUR"] or [sepa]

    def _confirmed(self, confirmation: Confirmation, params: Mapping[str, Any]) -> PaymentState:
        """Confirm; a decline is an answer, and what cannot be confirmed any more is asked how it stands."""
        asked: Any = {**params, "payment_method": confirmation.method_id}
        try:
            with self._asking():
                made = self._api.payment_intents.confirm(
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
        reason = _reason_of(getattr(declined.error, "decline_code", None), declined.code)
        return PaymentState(Outcome.DECLINED, state.next_action, reason)

    def _state(self, intent: stripe.PaymentIntent) -> PaymentState:
        """Return how a payment intent stands."""
        if outcome := _BY_STATUS.get(intent.status):
            return PaymentState(outcome)
        if intent.status == "requires_action":
            return PaymentState(Outcome.WAITING, self._action_of(intent))
        fields = self._fields_for(intent, needs="method")
        error = intent.last_payment_error
        if error is None:
            return PaymentState(Outcome.WAITING, fields, is_untouched=True)
        return PaymentState(Outcome.DECLINED, fields, _reason_of(_part(error, "decline_code"), _part(error, "code")))

    def _action_of(self, intent: stripe.PaymentIntent) -> NextAction:
        """Return what the bank asks its customer for."""
        url = _part(_part(intent.next_action, "redirect_to_url"), "url")
        if url:
            return NextAction(ActionKind.REDIRECT, {"url": str(url)})
        return self._fields_for(intent, needs="action")

    def _fields_for(self, intent: stripe.PaymentIntent, *, needs: str) -> NextAction:
        """Return what Stripe's own fields need; a saved method that the bank wants to hear of is named."""
        error = intent.last_payment_error
        asks = _part(error, "code") == "authentication_required" or _part(error, "decline_code") == (
            "authentication_required"
        )
        method = _part(error, "payment_method") if asks else None
        return NextAction(
            ActionKind.AUTHENTICATE,
            {
                **self.for_browser,
                "client_secret": str(intent.client_secret),
                "payment": intent.id,
                "needs": needs,
                "method": _id(method) or "",
            },
        )

    def _saved(self, customer_id: str) -> list[stripe.PaymentMethod]:
        """Return what a customer has saved, each kind's newest first."""
        found: list[stripe.PaymentMethod] = []
        for kind in self._method_types:
            params: Any = {"customer": customer_id, "type": kind, "limit": _PAGE}
            found.extend(self._api.payment_methods.list(params).data)
        return found

    def _default_of(self, customer_id: str) -> str | None:
        """Return the method that a customer has chosen, None where they chose none."""
        customer = self._api.customers.retrieve(customer_id)
        return _id(_part(_part(customer, "invoice_settings"), "default_payment_method"))


def _nothing() -> None:
    """Keep no call from being made."""


@contextmanager
def _told() -> Iterator[None]:
    """Say in the port's words what a request came to; a decline passes as it is.

    Wrong keys are nobody's answer about money: they are put right, and what was begun is asked about then.
    """
    try:
        yield
    except stripe.CardError:
        raise
    except (stripe.AuthenticationError, stripe.PermissionError) as refused:
        _LOGGER.error("stripe refuses the keys: %s", type(refused).__name__)  # noqa: TRY400 (its text may show a key)
        raise GatewayUnreachable from refused
    except stripe.InvalidRequestError as refused:
        raise GatewayRefused(_refusal(refused)) from refused
    except stripe.IdempotencyError as refused:
        if refused.code == "idempotency_key_in_use":
            raise GatewayUnreachable from refused
        raise GatewayRefused("idempotency_error") from refused
    except stripe.StripeError as silent:
        if (silent.http_status or 0) >= _SERVER_ERROR:
            raise GatewayFailed from silent
        raise GatewayUnreachable from silent


def _refusal(refused: stripe.InvalidRequestError) -> str:
    """Return why a request was refused, as a code: Stripe has none for a refund of more than is left."""
    if refused.code:
        return str(refused.code)
    return "more_than_is_left" if "greater than" in str(refused.user_message or "") else "invalid_request"


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


def _exactly(amount_minor: int, currency: str) -> int:
    """Return Stripe's amount.

    :raises GatewayRefused: where there is none.
    """
    amount = stripe_amounts.charged(amount_minor, currency)
    if amount is None:
        raise GatewayRefused("amount_not_exact")
    return amount


def _reason_of(decline_code: object, code: object) -> DeclinedReason:
    """Return our code of a decline; the bank's goes before Stripe's.

    >>> _reason_of("insufficient_funds", "card_declined"), _reason_of("stolen_card", "card_declined")
    (<DeclinedReason.INSUFFICIENT_FUNDS: 'insufficient_funds'>, <DeclinedReason.DECLINED: 'declined'>)
    """
    known = (_REASONS.get(str(one)) for one in (decline_code, code) if one)
    return next((reason for reason in known if reason is not None), DeclinedReason.DECLINED)


def _id(found: Any) -> str | None:
    """Return the id of an object that may be written out, or not be there."""
    if found is None or isinstance(found, str):
        return found or None
    return str(found["id"] if isinstance(found, dict) else found.id)


def _part(found: Any, name: str) -> Any:
    """Return a part of an object of Stripe's, None where it, or the object, is not there."""
    return None if found is None else getattr(found, name, None)


def _carried(found: Any, name: str) -> str | None:
    """Return what an object of ours carries."""
    value = _part(_part(found, "metadata"), name)
    return str(value) if value else None


def _details(found: stripe.PaymentMethod) -> Any:
    """Return what is known of the card or the account."""
    return _part(found, found.type)


def _print(found: stripe.PaymentMethod) -> str:
    """Return what two savings of one card have in common."""
    return f"{found.type}-{_part(_details(found), 'fingerprint') or found.id}"


def _newest_of_each(found: list[stripe.PaymentMethod]) -> list[stripe.PaymentMethod]:
    """Return each card and account once, as it was saved last: that has its present date."""
    newest: dict[str, stripe.PaymentMethod] = {}
    for one in sorted(found, key=lambda one: -one.created):
        newest.setdefault(_print(one), one)
    return list(newest.values())


def _method(found: stripe.PaymentMethod, *, is_default: bool) -> Method:
    """Return a saved method as the port has it."""
    details = _details(found)
    month, year = _part(details, "exp_month"), _part(details, "exp_year")
    return Method(
        id=found.id,
        kind=MethodKind(found.type),
        brand=str(_part(details, "brand") or ""),
        last4=str(_part(details, "last4") or ""),
        expires=Expiry(int(month), int(year)) if month and year else None,
        is_default=is_default,
    )


def _refund(found: stripe.Refund) -> Refund:
    """Return a refund as the port has it."""
    return Refund(
        id=found.id,
        outcome=_REFUNDS.get(str(found.status), RefundOutcome.PENDING),
        reason=_part(found, "failure_reason"),
        payment_id=_id(found.payment_intent),
        amount_minor=stripe_amounts.ours(found.amount, found.currency),
        currency=found.currency.upper(),
        reference=_carried(found, "reference"),
    )


def _is_signed(body: bytes, header: str, secret: str) -> bool:
    """Tell whether a header signs these bytes; when it was signed is looked at by who calls."""
    try:
        return bool(stripe.WebhookSignature.verify_header(body.decode("utf-8"), header, secret, tolerance=None))
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False


def _signed_at(header: str) -> datetime:
    """Return when a header was signed.

    :raises WebhookRefused: where it does not say.
    """
    parts = dict(part.split("=", 1) for part in header.split(",") if "=" in part)
    try:
        return datetime.fromtimestamp(int(parts["t"]), UTC).replace(tzinfo=None)
    except (KeyError, ValueError, OverflowError, OSError) as odd:
        raise WebhookRefused from odd


def _plain_id(found: object) -> str:
    """Return an id of Stripe's.

    :raises ValueError: where it is none.
    """
    if not isinstance(found, str) or not found.isascii() or not 0 < len(found) <= _LONGEST_ID:
        raise ValueError("no id")
    return found


def _subject(kind: str, about: Any) -> tuple[EventSubject, str]:
    """Return what an event is about: of a charge, its payment."""
    own = about.get("id")
    if about["object"] == "payment_intent":
        return EventSubject.PAYMENT, _plain_id(own)
    if about["object"] == "refund":
        return EventSubject.REFUND, _plain_id(own)
    if about["object"] == "dispute":
        return EventSubject.DISPUTE, _plain_id(own)
    if about["object"] == "charge" and _id(about.get("payment_intent")) and not kind.startswith("charge.refund"):
        return EventSubject.PAYMENT, _plain_id(_id(about["payment_intent"]))
    return EventSubject.OTHER, own if isinstance(own, str) and own.isascii() and len(own) <= _LONGEST_ID else ""
