"""The gateway to the provider of these runs; whoever has paid there once has a card saved."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bridge.gateways.port import (
    Account,
    ActionKind,
    Confirmation,
    DeclinedReason,
    Dispute,
    DisputeOutcome,
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
    WithoutProvider,
)
from tools.crash.provider import Provider

#: The one currency of these runs.
CURRENCY = "SEK"

_OUTCOMES: Mapping[str, Outcome] = {
    "created": Outcome.WAITING,
    "waits": Outcome.WAITING,
    "on_its_way": Outcome.PROCESSING,
    "succeeded": Outcome.SUCCEEDED,
    "cancelled": Outcome.CANCELLED,
    "failed": Outcome.DECLINED,
}


class RemoteCard(WithoutProvider):
    """The gateway as the service has it."""

    id = "card"
    moves_money = True
    paid_by_hand = False
    has_provider = True
    no_refund = "not_here"

    def __init__(self, provider: Provider, least_minor: int = 1) -> None:
        self._provider = provider
        self._least_minor = least_minor

    def account(self) -> Account | None:
        """Return the one account there is."""
        return Account("acct", is_live=False)

    def can_take(self, amount_minor: int, currency: str) -> bool:  # noqa: ARG002 (every currency alike)
        """Answer that it takes what is not too little."""
        return amount_minor >= self._least_minor

    def least(self, currency: str) -> int:  # noqa: ARG002 (every currency alike)
        """Return the least amount."""
        return self._least_minor

    def open_payer(self, customer_id: int, network_id: str, key: str) -> str | None:  # noqa: ARG002 (one network)
        """Return what the provider calls a customer."""
        return f"cus_{customer_id}"

    def create(self, order: PaymentOrder) -> str:
        """Prepare a payment."""
        asked = {"reference": order.reference, "amount_minor": order.amount_minor, "payer": order.payer.customer_id}
        return str(self._provider.ask("create", network_id=order.network_id, **asked))

    def confirm(self, confirmation: Confirmation) -> PaymentState:
        """Let the money move."""
        return _state(self._provider.ask("confirm", name=confirmation.provider_id))

    def can_charge_saved(self, payer: Payer) -> bool:
        """Tell whether somebody has a card saved."""
        return bool(self.methods(payer))

    def chosen_method(self, payer: Payer) -> str | None:
        """Return the card that is charged."""
        return next((one.id for one in self.methods(payer)), None)

    def methods(self, payer: Payer) -> tuple[Method, ...]:
        """Return their cards, the one that is charged first."""
        found = self._provider.ask("methods", payer=payer.customer_id)
        return tuple(
            Method(name, MethodKind.CARD, "visa", "4242", Expiry(*expires), is_default=not place)
            for place, (name, expires) in enumerate(found)
        )

    def may_use(self, payer: Payer, method_id: str) -> bool:
        """Tell whether it is their card."""
        return any(one.id == method_id for one in self.methods(payer))

    def set_up(self, payer: Payer, key: str, currency: str) -> NextAction:  # noqa: ARG002 (every currency alike)
        """Begin to save a card, which its owner enters on the page."""
        self._provider.ask("set_up", payer=payer.customer_id, key=key)
        return NextAction(ActionKind.SET_UP, {})

    def make_default(self, payer: Payer, method_id: str) -> None:
        """Let a card be the one that is charged."""
        self._provider.ask("choose", payer=payer.customer_id, name=method_id)

    def forget_method(self, payer: Payer, method_id: str) -> None:
        """Take a card away."""
        self._provider.ask("take_away", payer=payer.customer_id, name=method_id)

    def charge_saved(self, confirmation: Confirmation) -> PaymentState:
        """Let the money move without the payer."""
        return self.confirm(confirmation)

    def look_up(self, provider_id: str) -> PaymentState:
        """Say how it stands."""
        return _state(self._provider.ask("state", name=provider_id))

    def cancel(self, provider_id: str) -> Outcome:
        """Give it up."""
        return _OUTCOMES[self._provider.ask("cancel", name=provider_id)]

    def refund(self, order: RefundOrder) -> Refund:
        """Send a part back."""
        asked = {"reference": order.reference, "payment": order.provider_id, "amount_minor": order.amount_minor}
        name = self._provider.ask("refund", **asked)
        return Refund(None, RefundOutcome.REFUSED, "too_much") if name is None else self.look_up_refund(name)

    def look_up_refund(self, refund_id: str) -> Refund:
        """Say how a refund stands."""
        found = self._provider.ask("find_refund", name=refund_id)
        if found is None:
            raise GatewayRefused(refund_id)
        return _refund(refund_id, found)

    def look_up_dispute(self, dispute_id: str) -> Dispute:
        """Say how a dispute stands."""
        found = self._provider.ask("find_dispute", name=dispute_id)
        if found is None:
            raise GatewayRefused(dispute_id)
        return _dispute(dispute_id, found)

    def list_payments(self, since: datetime) -> Iterator[ListedPayment]:  # noqa: ARG002 (all are new)
        """Yield all payments."""
        for name, one in self._provider.ask("all", kind="payments").items():
            outcome = _OUTCOMES[one["state"]]
            yield ListedPayment(name, outcome, one["amount_minor"], CURRENCY, one["network_id"], one["reference"])

    def list_refunds(self, since: datetime) -> Iterator[Refund]:  # noqa: ARG002 (the same)
        """Yield all refunds."""
        for name, one in self._provider.ask("all", kind="refunds").items():
            yield _refund(name, one)

    def list_disputes(self, since: datetime) -> Iterator[Dispute]:  # noqa: ARG002 (the same)
        """Yield all disputes."""
        for name in self._provider.ask("all", kind="disputes"):
            yield self.look_up_dispute(name)

    def read_webhook(
        self,
        body: bytes,
        headers: Mapping[str, str],  # noqa: ARG002 (nobody signs here)
        at: datetime,  # noqa: ARG002 (the same)
    ) -> WebhookEvent:
        """Read an event."""
        told = json.loads(body)
        return WebhookEvent(told["id"], EventSubject(told["subject"]), told["object"], told["subject"])


class Unheard(RemoteCard):
    """The gateway while its answers are lost: what was asked for is done, and nobody hears of it."""

    def confirm(self, confirmation: Confirmation) -> PaymentState:
        """Let the money move; say nothing."""
        super().confirm(confirmation)
        raise GatewayUnreachable

    def refund(self, order: RefundOrder) -> Refund:
        """Send it back; say nothing."""
        super().refund(order)
        raise GatewayUnreachable


def event(event_id: str, subject: str, about: str) -> bytes:
    """Return what the provider sends of something."""
    return json.dumps({"id": event_id, "subject": subject, "object": about}).encode()


def _state(name: str) -> PaymentState:
    action = NextAction(ActionKind.AUTHENTICATE, {}) if name == "waits" else None
    reason = DeclinedReason.DEBIT_REFUSED if name == "failed" else None
    return PaymentState(_OUTCOMES[name], action, reason, is_untouched=name == "created")


def _refund(name: str, found: Mapping[str, Any]) -> Refund:
    return Refund(
        id=name,
        outcome=RefundOutcome(found["state"]),
        reason="bank_refused" if found["state"] == "failed" else None,
        payment_id=found["payment"],
        amount_minor=found["amount_minor"],
        currency=CURRENCY,
        reference=found["reference"] or None,
    )


def _dispute(name: str, found: Mapping[str, Any]) -> Dispute:
    return Dispute(name, DisputeOutcome(found["state"]), found["payment"], found["amount_minor"], CURRENCY)
