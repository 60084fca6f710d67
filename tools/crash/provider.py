"""A card provider in a process of its own, so that what it charged survives whoever is killed, and the gateway to it.

A line of JSON a call, over a socket of the file system. Amounts are in minor units.
"""

from __future__ import annotations

import json
import multiprocessing
import socket
import socketserver
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bridge.gateways.port import (
    Account,
    ActionKind,
    Confirmation,
    EventSubject,
    GatewayUnreachable,
    NextAction,
    Outcome,
    Payer,
    PaymentOrder,
    PaymentState,
    WebhookEvent,
    WithoutProvider,
)

#: How a payer's bank answers: at once, after 3-D Secure, or days later.
CARD, SECURE, DELAYED = "card", "secure", "delayed"
SECONDS = 30.0


@dataclass
class Payment:
    """A payment as the provider keeps it; ``charges`` is how often money moved."""

    reference: str
    amount_minor: int
    payer: int
    state: str = "created"
    charges: int = 0


@dataclass
class Books:
    """All that the provider knows."""

    banks: dict[int, str] = field(default_factory=dict)
    payments: dict[str, Payment] = field(default_factory=dict)

    def answer(self, call: str, asked: Mapping[str, Any]) -> Any:
        """Do what a call asks for."""
        return getattr(self, f"do_{call}")(**asked)

    def do_bank(self, payer: int, kind: str) -> None:
        self.banks[payer] = kind

    def do_create(self, reference: str, amount_minor: int, payer: int) -> str:
        """Prepare a payment; the same reference is the same payment."""
        name = f"pay_{reference}"
        self.payments.setdefault(name, Payment(reference, amount_minor, payer))
        return name

    def do_confirm(self, name: str) -> str:
        payment = self.payments[name]
        if payment.state == "created":
            bank = self.banks.get(payment.payer, CARD)
            if bank == CARD:
                self._charge(payment)
            else:
                payment.state = "waits" if bank == SECURE else "on_its_way"
        return payment.state

    def do_authenticate(self, payer: int) -> None:
        """Let the payer pass 3-D Secure for whatever waits for it: then the money moves."""
        for payment in self.payments.values():
            if payment.payer == payer and payment.state == "waits":
                self._charge(payment)

    def do_arrive(self, payer: int) -> None:
        """Let money that was on its way arrive."""
        for payment in self.payments.values():
            if payment.payer == payer and payment.state == "on_its_way":
                self._charge(payment)

    def do_state(self, name: str) -> str:
        return self.payments[name].state

    def do_cancel(self, name: str) -> str:
        payment = self.payments[name]
        if payment.state in ("created", "waits"):
            payment.state = "cancelled"
        return payment.state

    def do_of_payer(self, payer: int) -> list[dict[str, Any]]:
        return [asdict(payment) for payment in self.payments.values() if payment.payer == payer]

    def _charge(self, payment: Payment) -> None:
        payment.state = "succeeded"
        payment.charges += 1


class Provider:
    """The way to ask the provider."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def ask(self, call: str, **asked: Any) -> Any:
        """Ask one thing.

        :raises GatewayUnreachable: where nobody answers.
        """
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
                line.settimeout(SECONDS)
                line.connect(str(self._path))
                line.sendall(json.dumps({"call": call, "asked": asked}).encode() + b"\n")
                return json.loads(line.makefile().readline())
        except (OSError, ValueError) as silent:
            raise GatewayUnreachable from silent

    def charged(self, payer: int) -> list[int]:
        """The amounts that moved for a payer, each as often as it did."""
        found = self.ask("of_payer", payer=payer)
        return [payment["amount_minor"] for payment in found for _ in range(payment["charges"])]


@contextmanager
def running_provider(folder: Path) -> Iterator[Provider]:
    """A provider, for as long as the block runs."""
    path = folder / "provider"
    path.unlink(missing_ok=True)
    ready = multiprocessing.get_context("spawn").Event()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(str(path), ready), daemon=True)
    process.start()
    try:
        if not ready.wait(SECONDS):
            raise RuntimeError("the provider did not start")
        yield Provider(path)
    finally:
        process.terminate()
        process.join(SECONDS)
        path.unlink(missing_ok=True)


def serve(path: str, ready: Any) -> None:
    """Answer until the process is ended; one call at a time."""
    books = Books()

    class Handler(socketserver.StreamRequestHandler):
        """One call."""

        def handle(self) -> None:
            asked = json.loads(self.rfile.readline())
            self.wfile.write(json.dumps(books.answer(asked["call"], asked["asked"])).encode() + b"\n")

    with socketserver.UnixStreamServer(path, Handler) as server:
        ready.set()
        server.serve_forever()


_OUTCOMES: Mapping[str, Outcome] = {
    "created": Outcome.WAITING,
    "waits": Outcome.WAITING,
    "on_its_way": Outcome.PROCESSING,
    "succeeded": Outcome.SUCCEEDED,
    "cancelled": Outcome.CANCELLED,
}


class RemoteCard(WithoutProvider):
    """The gateway to that provider; whoever has paid there once has a card saved."""

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
        return str(self._provider.ask("create", **asked))

    def confirm(self, confirmation: Confirmation) -> PaymentState:
        """Let the money move."""
        return _state(self._provider.ask("confirm", name=confirmation.provider_id))

    def can_charge_saved(self, payer: Payer) -> bool:
        """Tell whether somebody has paid here before."""
        return bool(self._provider.ask("of_payer", payer=payer.customer_id))

    def chosen_method(self, payer: Payer) -> str | None:
        """Return their card."""
        return f"pm_{payer.customer_id}" if self.can_charge_saved(payer) else None

    def may_use(self, payer: Payer, method_id: str) -> bool:
        """Tell whether it is their card."""
        return method_id == self.chosen_method(payer)

    def charge_saved(self, confirmation: Confirmation) -> PaymentState:
        """Let the money move without the payer."""
        return self.confirm(confirmation)

    def look_up(self, provider_id: str) -> PaymentState:
        """Say how it stands."""
        return _state(self._provider.ask("state", name=provider_id))

    def cancel(self, provider_id: str) -> Outcome:
        """Give it up."""
        return _OUTCOMES[self._provider.ask("cancel", name=provider_id)]

    def read_webhook(
        self,
        body: bytes,
        headers: Mapping[str, str],  # noqa: ARG002 (nobody signs here)
        at: datetime,  # noqa: ARG002 (the same)
    ) -> WebhookEvent:
        """Read an event about a payment."""
        name = body.decode()
        return WebhookEvent(f"evt_{name}", EventSubject.PAYMENT, name, "payment")


def _state(name: str) -> PaymentState:
    action = NextAction(ActionKind.AUTHENTICATE, {}) if name == "waits" else None
    return PaymentState(_OUTCOMES[name], action, is_untouched=name == "created")
