"""A card provider in a process of its own, so that what it charged survives whoever is killed.

A line of JSON a call, over a socket of the file system. Amounts are in minor units.
"""

from __future__ import annotations

import copy
import json
import multiprocessing
import os
import socket
import socketserver
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bridge.gateways.port import GatewayUnreachable

#: How a payer's bank answers: at once, after 3-D Secure, or days later.
CARD, SECURE, DELAYED = "card", "secure", "delayed"
SECONDS = 30.0
#: The last months of cards: of whoever has paid with one, and of one that is added, in these runs soon over.
GOOD, BAD = (12, 2030), (6, 2025)


@dataclass
class Payment:
    """A payment as the provider keeps it; ``charges`` is how often money moved."""

    reference: str
    amount_minor: int
    payer: int
    network_id: str = ""
    state: str = "created"
    charges: int = 0


@dataclass
class SentBack:
    """A refund as the provider keeps it; ``reference`` "": somebody began it at the provider."""

    reference: str
    payment: str
    amount_minor: int
    state: str


@dataclass
class Contested:
    """A payment that the payer's bank contests."""

    payment: str
    state: str = "open"


@dataclass
class Card:
    """A card of a payer: ``state`` is begun until it was entered, then saved, or taken_away."""

    payer: int
    state: str
    expires: tuple[int, int]


@dataclass
class Books:
    """All that the provider knows; ``slow_refunds`` are the payers whose refunds take days.

    ``chosen`` is the card that a payer is charged with.
    """

    banks: dict[int, str] = field(default_factory=dict)
    payments: dict[str, Payment] = field(default_factory=dict)
    refunds: dict[str, SentBack] = field(default_factory=dict)
    disputes: dict[str, Contested] = field(default_factory=dict)
    slow_refunds: set[int] = field(default_factory=set)
    cards: dict[str, Card] = field(default_factory=dict)
    chosen: dict[int, str] = field(default_factory=dict)

    def answer(self, call: str, asked: Mapping[str, Any]) -> Any:
        """Do what a call asks for."""
        return getattr(self, f"do_{call}")(**asked)

    def do_bank(self, payer: int, kind: str, *, slow_refunds: bool = False) -> None:
        self.banks[payer] = kind
        if slow_refunds:
            self.slow_refunds.add(payer)

    def do_create(self, reference: str, amount_minor: int, payer: int, network_id: str) -> str:
        """Prepare a payment; the same reference is the same payment."""
        name = f"pay_{reference}"
        self.payments.setdefault(name, Payment(reference, amount_minor, payer, network_id))
        return name

    def do_confirm(self, name: str) -> str:
        payment = self.payments[name]
        self.cards.setdefault(f"pm_{payment.payer}", Card(payment.payer, "saved", GOOD))
        if payment.state in ("created", "failed"):
            bank = self.banks.get(payment.payer, CARD)
            if bank == CARD:
                self._charge(payment)
            else:
                payment.state = "waits" if bank == SECURE else "on_its_way"
        return payment.state

    def do_set_up(self, payer: int, key: str) -> None:
        """Begin to save a card, once by a key."""
        self.cards.setdefault(f"pm_{key}", Card(payer, "begun", BAD))

    def do_enter(self, payer: int) -> None:
        """Let a payer enter the card that they began to save last."""
        begun = [one for one in self.cards.values() if one.payer == payer and one.state == "begun"]
        for one in begun[-1:]:
            one.state = "saved"

    def do_methods(self, payer: int) -> list[tuple[str, tuple[int, int]]]:
        """Return the saved cards of a payer, the chosen one first."""
        own = [name for name, one in self.cards.items() if one.payer == payer and one.state == "saved"]
        own.sort(key=lambda name: name != self.chosen.get(payer))
        return [(name, self.cards[name].expires) for name in own]

    def do_choose(self, payer: int, name: str) -> None:
        self.chosen[payer] = name

    def do_take_away(self, payer: int, name: str) -> None:  # noqa: ARG002 (a card knows whose it is)
        self.cards[name].state = "taken_away"

    def do_authenticate(self, payer: int) -> None:
        """Let the payer pass 3-D Secure for whatever waits for it: then the money moves."""
        for payment in self._of(payer, "waits"):
            self._charge(payment)

    def do_arrive(self, payer: int) -> None:
        """Let money that was on its way arrive."""
        for payment in self._of(payer, "on_its_way"):
            self._charge(payment)

    def do_return(self, payer: int) -> None:
        """Let the payer's bank send nothing of what was on its way."""
        for payment in self._of(payer, "on_its_way"):
            payment.state = "failed"

    def do_state(self, name: str) -> str:
        return self.payments[name].state

    def do_cancel(self, name: str) -> str:
        payment = self.payments[name]
        if payment.state in ("created", "waits", "failed"):
            payment.state = "cancelled"
        return payment.state

    def do_refund(self, reference: str, payment: str, amount_minor: int) -> str | None:
        """Send a part of a payment back, once by a reference; None: so much is not there."""
        name = f"re_{reference}"
        if name in self.refunds:
            return name
        paid = self.payments[payment]
        if paid.state != "succeeded" or amount_minor > paid.amount_minor - self._sent_back(payment):
            return None
        state = "pending" if paid.payer in self.slow_refunds else "succeeded"
        self.refunds[name] = SentBack(reference, payment, amount_minor, state)
        return name

    def do_refund_there(self, payment: str, amount_minor: int) -> str:
        """Let somebody send a part back who works with the provider alone."""
        name = f"re_there_{len(self.refunds)}"
        self.refunds[name] = SentBack("", payment, amount_minor, "succeeded")
        return name

    def do_end_refunds(self, payer: int, state: str) -> None:
        """Let refunds that were on their way arrive, or come back."""
        for refund in self.refunds.values():
            if self.payments[refund.payment].payer == payer and refund.state == "pending":
                refund.state = state

    def do_contest(self, payment: str) -> str:
        name = f"dp_{payment}"
        self.disputes.setdefault(name, Contested(payment))
        return name

    def do_judge(self, name: str, state: str) -> None:
        """End a dispute: won or lost."""
        self.disputes[name].state = state

    def do_find_refund(self, name: str) -> dict[str, Any] | None:
        return asdict(self.refunds[name]) if name in self.refunds else None

    def do_find_dispute(self, name: str) -> dict[str, Any] | None:
        found = self.disputes.get(name)
        return None if found is None else {**asdict(found), "amount_minor": self.payments[found.payment].amount_minor}

    def do_all(self, kind: str) -> dict[str, dict[str, Any]]:
        """Return all payments, refunds, disputes or cards."""
        return {name: asdict(one) for name, one in getattr(self, kind).items()}

    def do_of_payer(self, payer: int) -> list[dict[str, Any]]:
        return [
            {**asdict(one), "name": name, "sent_back_minor": self._sent_back(name)}
            for name, one in self.payments.items()
            if one.payer == payer
        ]

    def _of(self, payer: int, state: str) -> list[Payment]:
        return [one for one in self.payments.values() if one.payer == payer and one.state == state]

    def _sent_back(self, payment: str) -> int:
        """Return what of a payment went back, or is about to."""
        return sum(
            one.amount_minor
            for one in self.refunds.values()
            if one.payment == payment and one.state in ("pending", "succeeded")
        )

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

    def forget(self) -> None:
        """Let nothing have been paid there."""
        self.ask("forget")

    def keep(self) -> None:
        """Note how everything stands."""
        self.ask("keep")

    def return_to(self) -> None:
        """Let everything stand as it was noted."""
        self.ask("return_to")

    def stands(self) -> str:
        """Return how everything stands, but for names."""
        kinds = (self.ask("all", kind=kind).values() for kind in ("payments", "refunds", "disputes", "cards"))
        found = ((one["state"], one.get("amount_minor"), one.get("charges")) for kind in kinds for one in kind)
        return str(list(found))

    def payments_of(self, payers: Iterable[int]) -> list[dict[str, Any]]:
        """What was asked for of some payers."""
        return [payment for payer in payers for payment in self.ask("of_payer", payer=payer)]

    def charged(self, payers: Iterable[int]) -> list[int]:
        """The amounts that moved for some payers, each as often as it did."""
        found = self.payments_of(payers)
        return [payment["amount_minor"] for payment in found for _ in range(payment["charges"])]

    def sent_back(self, payers: Iterable[int]) -> int:
        """What went back to some payers, or is about to."""
        return sum(payment["sent_back_minor"] for payment in self.payments_of(payers))


@contextmanager
def running_provider(folder: Path) -> Iterator[Provider]:
    """A provider, for as long as the block runs."""
    path = folder / "provider"
    path.unlink(missing_ok=True)
    ready = multiprocessing.get_context("spawn").Event()
    words = (str(path), ready, os.getpid())
    process = multiprocessing.get_context("spawn").Process(target=serve, args=words, daemon=True)
    process.start()
    try:
        if not ready.wait(SECONDS):
            raise RuntimeError("the provider did not start")
        yield Provider(path)
    finally:
        process.terminate()
        process.join(SECONDS)
        path.unlink(missing_ok=True)


class Desk:
    """Answers one call at a time, and knows how everything stood when it was told to note that."""

    def __init__(self) -> None:
        self.books = Books()
        self.kept = Books()
        self.one_at_a_time = threading.Lock()

    def answer(self, call: str, asked: Mapping[str, Any]) -> Any:
        """Answer a call."""
        with self.one_at_a_time:
            if call == "forget":
                self.books = Books()
            elif call == "keep":
                self.kept = copy.deepcopy(self.books)
            elif call == "return_to":
                self.books = copy.deepcopy(self.kept)
            else:
                return self.books.answer(call, asked)
        return None


class Handler(socketserver.StreamRequestHandler):
    """One call."""

    desk: Desk

    def handle(self) -> None:
        """Read it, answer it."""
        asked = json.loads(self.rfile.readline())
        self.wfile.write(json.dumps(self.desk.answer(asked["call"], asked["asked"])).encode() + b"\n")


class Server(socketserver.UnixStreamServer):
    """The socket; many may wait for their turn. It ends with whoever started it."""

    request_queue_size = 64

    def __init__(self, path: str, parent: int) -> None:
        super().__init__(path, Handler)
        self._parent = parent

    def service_actions(self) -> None:
        """Look, between two calls, whether anybody is left who could ask."""
        if os.getppid() != self._parent:
            os._exit(0)


def serve(path: str, ready: Any, parent: int) -> None:
    """Answer until the process is ended."""
    Handler.desk = Desk()
    with Server(path, parent) as server:
        ready.set()
        server.serve_forever()
