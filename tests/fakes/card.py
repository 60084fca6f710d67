"""A provider in memory: answers as told, counts what it was asked, and keeps what a provider keeps."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bridge.gateways.port import (
    EventSubject,
    GatewayUnreachable,
    NextAction,
    Outcome,
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
SECRET = b"whsec_of_the_tests"


class CardGateway:
    """Charges cards: ``answer`` is what confirming comes to (None: silence), ``later`` what looking up says."""

    id = "card"
    moves_money = True
    paid_by_hand = False

    def __init__(self) -> None:
        self.answer: Outcome | None = Outcome.SUCCEEDED
        self.next_action: NextAction | None = None
        self.later: Outcome = Outcome.SUCCEEDED
        self.silent = False
        self.on_cancel = Outcome.CANCELLED
        self.least_minor = 1
        self.created: list[str] = []
        self.confirmed: list[str] = []
        self.charged_saved: list[str] = []
        self.cancelled: list[str] = []
        self.saved: set[int] = set()
        self.orders: dict[str, PaymentOrder] = {}
        self.refunds: dict[str, tuple[RefundOrder, Refund]] = {}

    def can_take(self, amount_minor: int, currency: str) -> bool:
        return amount_minor >= self.least_minor and len(currency) == len("SEK")

    def least(self, currency: str) -> int:
        return self.least_minor

    def create(self, order: PaymentOrder) -> str:
        self.created.append(order.reference)
        provider_id = f"card_{order.reference}"
        self.orders[provider_id] = order
        return provider_id

    def confirm(self, provider_id: str) -> PaymentState:
        self.confirmed.append(provider_id)
        return self._said(provider_id)

    def can_charge_saved(self, payer: int) -> bool:
        return payer in self.saved

    def charge_saved(self, provider_id: str) -> PaymentState:
        self.charged_saved.append(provider_id)
        if self.orders[provider_id].payer not in self.saved:
            return PaymentState(Outcome.DECLINED, reason="no_saved_method")
        return self._said(provider_id)

    def look_up(self, provider_id: str) -> PaymentState:
        return PaymentState(self.later)

    def cancel(self, provider_id: str) -> Outcome:
        if self.silent:
            raise GatewayUnreachable
        self.cancelled.append(provider_id)
        return self.on_cancel

    def refund(self, order: RefundOrder) -> Refund:
        if order.reference in self.refunds:
            return self.refunds[order.reference][1]
        if order.amount_minor > self._left(order.provider_id):
            return Refund(None, RefundOutcome.REFUSED, "more_than_is_left")
        made = Refund(f"re_{order.reference}", RefundOutcome.SUCCEEDED)
        self.refunds[order.reference] = (order, made)
        return made

    def look_up_refund(self, refund_id: str) -> Refund:
        return next(made for _, made in self.refunds.values() if made.id == refund_id)

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
        return WebhookEvent(said["id"], EventSubject(subject), said["object"])

    def _said(self, provider_id: str) -> PaymentState:
        """What becomes of money that was asked for; who agreed to it has their card saved with it."""
        if self.answer is None:
            raise GatewayUnreachable
        order = self.orders.get(provider_id)
        if order is not None and order.saves_method and self.answer is Outcome.SUCCEEDED:
            self.saved.add(order.payer)
        return PaymentState(self.answer, self.next_action, "card_declined" if self.answer is Outcome.DECLINED else None)

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
