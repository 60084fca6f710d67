"""A provider in memory: answers as told, counts what it was asked, and keeps what a provider keeps."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from bridge.gateways.port import (
    Account,
    ActionKind,
    Confirmation,
    DeclinedReason,
    Dispute,
    EventSubject,
    Expiry,
    GatewayRefused,
    GatewayUnreachable,
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
    WebhookRefused,
)

#: An event that arrives later than this after it was signed is not believed.
TOLERANCE = timedelta(minutes=5)
GOOD = Expiry(12, 2030)
SECRET = b"whsec_of_the_tests"


class CardGateway:
    """Charges cards: ``answer`` is what confirming comes to (None: silence), ``later`` what looking up says.

    ``saved`` are our customers who have a card there: one each, ``pm_<customer>``, unless ``cards`` says more.
    """

    id = "card"
    moves_money = True
    paid_by_hand = False
    has_provider = True
    for_browser = MappingProxyType({"publishable_key": "pk_of_the_tests"})

    def __init__(self) -> None:
        self.answer: Outcome | None = Outcome.SUCCEEDED
        self.next_action: NextAction | None = None
        self.reason: DeclinedReason = DeclinedReason.DECLINED
        self.later: Outcome = Outcome.SUCCEEDED
        self.untouched = False
        self.silent = False
        self._before_call: Callable[[], None] = lambda: None
        self.refuses = False
        self.on_cancel = Outcome.CANCELLED
        self.least_minor = 1
        self.created: list[str] = []
        self.confirmed: list[str] = []
        self.charged_saved: list[str] = []
        self.cancelled: list[str] = []
        self.keys: list[str] = []
        self.saved: set[int] = set()
        self.cards: dict[int, list[str]] = {}
        self.expires: dict[str, Expiry | None] = {}
        self.looked_at = 0
        self.orders: dict[str, PaymentOrder] = {}
        self.refunds: dict[str, tuple[RefundOrder, Refund]] = {}
        self.disputes: dict[str, Dispute] = {}
        self.stands: dict[str, Outcome] = {}
        self.refunds_unanswered = False
        self.refuses_refunds: str | None = None

    is_live: bool | None = False

    def account(self) -> Account | None:
        return Account("acct_of_the_tests", is_live=False)

    def guard(self, before_call: Callable[[], None]) -> None:
        self._before_call = before_call

    def can_take(self, amount_minor: int, currency: str) -> bool:
        return amount_minor >= self.least_minor and len(currency) == len("SEK")

    def least(self, currency: str) -> int:
        return self.least_minor

    def open_payer(self, customer_id: int, network_id: str, key: str) -> str | None:
        self._speak()
        return f"cus_{customer_id}"

    def create(self, order: PaymentOrder) -> str:
        self._speak()
        if self.refuses:
            raise GatewayRefused("amount_too_small")
        self.created.append(order.reference)
        provider_id = f"card_{order.reference}"
        self.orders[provider_id] = order
        return provider_id

    def confirm(self, confirmation: Confirmation) -> PaymentState:
        self.confirmed.append(confirmation.provider_id)
        return self._said(confirmation)

    def can_charge_saved(self, payer: Payer) -> bool:
        return payer.customer_id in self.saved

    def chosen_method(self, payer: Payer) -> str | None:
        return next((one.id for one in self.methods(payer)), None)

    def charge_saved(self, confirmation: Confirmation) -> PaymentState:
        self.charged_saved.append(confirmation.provider_id)
        if self.orders[confirmation.provider_id].payer.customer_id not in self.saved:
            return PaymentState(Outcome.DECLINED, reason=DeclinedReason.NO_SAVED_METHOD)
        return self._said(confirmation)

    def look_up(self, provider_id: str) -> PaymentState:
        self._speak()
        action = self.next_action if self.later is Outcome.WAITING else None
        return PaymentState(self.later, action, self._why(self.later), self.untouched)

    def cancel(self, provider_id: str) -> Outcome:
        self._speak()
        self.cancelled.append(provider_id)
        return self.on_cancel

    def methods(self, payer: Payer) -> tuple[Method, ...]:
        self._speak()
        self.looked_at += 1
        known = [f"pm_{payer.customer_id}"] if payer.customer_id in self.saved else []
        return tuple(
            Method(name, MethodKind.CARD, "visa", "4242", self.expires.get(name, GOOD), is_default=not place)
            for place, name in enumerate(self.cards.get(payer.customer_id, known))
        )

    def may_use(self, payer: Payer, method_id: str) -> bool:
        return method_id in {one.id for one in self.methods(payer)}

    def kinds(self, currency: str) -> tuple[str, ...]:
        return ("card",)

    def set_up(self, payer: Payer, key: str, currency: str) -> NextAction:
        self._speak()
        return NextAction(ActionKind.SET_UP, {"client_secret": f"seti_{payer.provider_id}_secret"})

    def make_default(self, payer: Payer, method_id: str) -> None:
        names = [one.id for one in self.methods(payer)]
        self.cards[payer.customer_id] = [method_id, *(name for name in names if name != method_id)]

    def forget_method(self, payer: Payer, method_id: str) -> None:
        left = [one.id for one in self.methods(payer) if one.id != method_id]
        self.cards[payer.customer_id] = left
        if not left:
            self.saved.discard(payer.customer_id)

    def refund(self, order: RefundOrder) -> Refund:
        if self.refunds_unanswered:
            raise GatewayUnreachable
        if self.refuses_refunds:
            return Refund(None, RefundOutcome.REFUSED, self.refuses_refunds)
        if order.reference in self.refunds:
            return self.refunds[order.reference][1]
        if order.amount_minor > self._left(order.provider_id):
            return Refund(None, RefundOutcome.REFUSED, "more_than_is_left")
        made = Refund(
            f"re_{order.reference}",
            RefundOutcome.SUCCEEDED,
            None,
            order.provider_id,
            order.amount_minor,
            order.currency,
            order.reference,
        )
        self.refunds[order.reference] = (order, made)
        return made

    def look_up_refund(self, refund_id: str) -> Refund:
        return next(made for _, made in self.refunds.values() if made.id == refund_id)

    def look_up_dispute(self, dispute_id: str) -> Dispute:
        return self.disputes[dispute_id]

    def made_there(self, made: Refund) -> None:
        """Somebody refunds a payment on the provider's own pages."""
        order = RefundOrder(str(made.id), str(made.payment_id), made.amount_minor, made.currency)
        self.refunds[str(made.id)] = (order, made)

    def list_payments(self, since: datetime) -> Iterator[ListedPayment]:
        for provider_id, order in self.orders.items():
            gone = order.amount_minor - self._left(provider_id)
            outcome = self.stands.get(provider_id, self.later)
            yield ListedPayment(
                provider_id, outcome, order.amount_minor, order.currency, order.network_id, order.reference, gone
            )

    def list_refunds(self, since: datetime) -> Iterator[Refund]:
        yield from [made for _, made in self.refunds.values()]

    def list_disputes(self, since: datetime) -> Iterator[Dispute]:
        yield from self.disputes.values()

    def fail_refund(self, refund_id: str) -> None:
        """The payer's bank sends a refund back, after it had succeeded."""
        for reference, (order, made) in self.refunds.items():
            if made.id == refund_id:
                self.refunds[reference] = (order, replace(made, outcome=RefundOutcome.FAILED))

    def read_webhook(self, body: bytes, headers: Mapping[str, str], at: datetime) -> WebhookEvent:
        signed, _, signature = headers.get("card-signature", "").partition(".")
        right = hmac.digest(SECRET, signed.encode() + body, "sha256").hex()
        if not hmac.compare_digest(signature, right) or abs(at - _instant(signed)) > TOLERANCE:
            raise WebhookRefused
        said = json.loads(body)
        known = {subject.value for subject in EventSubject}
        subject = said["about"] if said["about"] in known else EventSubject.OTHER
        return WebhookEvent(said["id"], EventSubject(subject), said["object"], said["about"])

    def _said(self, confirmation: Confirmation) -> PaymentState:
        """What becomes of money that was asked for; who agreed to it has their card saved with it."""
        if confirmation.key:
            self.keys.append(confirmation.key)
        self._speak()
        if self.answer is None:
            raise GatewayUnreachable
        order = self.orders.get(confirmation.provider_id)
        saves = confirmation.saves_method or (order is not None and order.saves_method)
        if order is not None and saves and self.answer is Outcome.SUCCEEDED:
            self.saved.add(order.payer.customer_id)
        return PaymentState(self.answer, self.next_action, self._why(self.answer))

    def _why(self, outcome: Outcome) -> DeclinedReason | None:
        """Why it was declined, where it was."""
        return self.reason if outcome is Outcome.DECLINED else None

    def _speak(self) -> None:
        """Say nothing, where the provider is down."""
        self._before_call()
        if self.silent:
            raise GatewayUnreachable

    def _left(self, provider_id: str) -> int:
        """What of a payment is not refunded yet, in minor units."""
        gone = sum(
            order.amount_minor
            for order, made in self.refunds.values()
            if order.provider_id == provider_id and made.outcome is not RefundOutcome.FAILED
        )
        return self.orders[provider_id].amount_minor - gone


def webhook(
    object_id: str, at: datetime, about: str = "payment", event_id: str = "evt_1"
) -> tuple[bytes, dict[str, str]]:
    """The body and headers of an event as the provider sends it."""
    body = json.dumps({"id": event_id, "about": about, "object": object_id}).encode()
    signed = str(int(at.replace(tzinfo=UTC).timestamp()))
    return body, {"card-signature": f"{signed}.{hmac.digest(SECRET, signed.encode() + body, 'sha256').hex()}"}


def _instant(text: str) -> datetime:
    """Seconds since 1970 as an instant."""
    return datetime.fromtimestamp(int(text), UTC).replace(tzinfo=None)
