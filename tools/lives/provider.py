"""A card provider in this process: it moves money as its customers' banks are in the mood to, and keeps its own books.

What it charged and sent back is what the ledger knows to have moved. Its events wait until somebody delivers them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import ClassVar

from bridge.gateways.port import (
    Account,
    ActionKind,
    Confirmation,
    DeclinedReason,
    Dispute,
    DisputeOutcome,
    EventSubject,
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
)

#: How a bank answers: it pays, declines, asks for its customer, takes days, or nobody answers before or after it paid.
PAYS, DECLINES, SECURE, DAYS, SILENT, MUTE = "pays", "declines", "secure", "days", "silent", "mute"
MOODS = (PAYS, DECLINES, SECURE, DAYS, SILENT, MUTE)
MOOD_WORDS = {
    PAYS: "pays at once", DECLINES: "declines", SECURE: "asks for 3-D Secure", DAYS: "takes days",
    SILENT: "cannot be reached", MUTE: "pays and does not answer",
}  # fmt: skip
#: What no card takes: less than this, by currency, in minor units.
LEAST = {"SEK": 300, "EUR": 50, "JPY": 50, "KWD": 100, "USD": 50}
STEP = {"KWD": 10}


@dataclass
class Charge:
    """A payment as the provider keeps it; ``moved`` is how often its money moved, ``back`` what went back of it."""

    id: str
    order: PaymentOrder
    outcome: Outcome = Outcome.WAITING
    action: bool = False
    reason: DeclinedReason | None = None
    untouched: bool = True
    moved: int = 0
    saves: bool = False
    contested: str = ""


@dataclass
class Books:
    """The provider; ``tell`` hears of every movement of money: (customer, currency, amount, what)."""

    tell: Callable[[int, str, int, str], None] = lambda *_: None
    moods: dict[int, str] = field(default_factory=dict)
    saved: set[int] = field(default_factory=set)
    charges: dict[str, Charge] = field(default_factory=dict)
    refunds: dict[str, tuple[RefundOrder, Refund]] = field(default_factory=dict)
    disputes: dict[str, Dispute] = field(default_factory=dict)
    events: list[tuple[str, str, str]] = field(default_factory=list)
    refund_mood: str = PAYS
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(1, 10**9)))

    id = "card"
    moves_money = True
    paid_by_hand = False
    has_provider = True
    for_browser: ClassVar[Mapping[str, str]] = MappingProxyType({"publishable_key": "pk_of_the_lives"})
    is_live: ClassVar[bool | None] = False

    def account(self) -> Account | None:
        return Account("acct_of_the_lives", is_live=False)

    def guard(self, before_call: Callable[[], None]) -> None:
        """Nothing is a copy here."""

    def can_take(self, amount_minor: int, currency: str) -> bool:
        return amount_minor >= self.least(currency) and amount_minor % STEP.get(currency, 1) == 0

    def least(self, currency: str) -> int:
        return LEAST.get(currency, 1)

    def open_payer(self, customer_id: int, network_id: str, key: str) -> str | None:  # noqa: ARG002 (one network)
        return f"cus_{customer_id}"

    def create(self, order: PaymentOrder) -> str:
        if not self.can_take(order.amount_minor, order.currency):
            raise GatewayRefused("amount_too_small")
        name = f"pay_{order.key or order.reference}"
        self.charges.setdefault(name, Charge(name, order))
        return name

    def confirm(self, confirmation: Confirmation) -> PaymentState:
        return self._try(self.charges[confirmation.provider_id], saves=confirmation.saves_method)

    def charge_saved(self, confirmation: Confirmation) -> PaymentState:
        charge = self.charges[confirmation.provider_id]
        if charge.order.payer.customer_id not in self.saved:
            charge.outcome, charge.reason, charge.untouched = Outcome.DECLINED, DeclinedReason.NO_SAVED_METHOD, False
            return self._state(charge)
        return self._try(charge, absent=True)

    def _try(self, charge: Charge, *, saves: bool = False, absent: bool = False) -> PaymentState:
        """Let the payer's bank decide, where nothing is decided yet."""
        mood = self.moods.get(charge.order.payer.customer_id, PAYS)
        if mood == SILENT:
            raise GatewayUnreachable
        if charge.outcome in (Outcome.WAITING, Outcome.DECLINED):
            charge.untouched, charge.saves = False, charge.saves or saves or charge.order.saves_method
            charge.action, charge.reason = False, None
            if mood in (PAYS, MUTE):
                self.move(charge)
            elif mood == DECLINES:
                self._decline(charge, DeclinedReason.INSUFFICIENT_FUNDS)
            elif mood == SECURE and absent:
                self._decline(charge, DeclinedReason.AUTHENTICATION_REQUIRED)
            elif mood == SECURE:
                charge.outcome, charge.action = Outcome.WAITING, True
            else:
                charge.outcome = Outcome.PROCESSING
                self.note("payment", charge.id)
            if charge.saves and charge.outcome is Outcome.PROCESSING:
                self.saved.add(charge.order.payer.customer_id)
        if mood == MUTE:
            raise GatewayUnreachable
        return self._state(charge)

    def _decline(self, charge: Charge, reason: DeclinedReason) -> None:
        charge.outcome, charge.reason = Outcome.DECLINED, reason
        self.note("payment", charge.id)

    def move(self, charge: Charge) -> None:
        """Let the money move."""
        charge.outcome, charge.action, charge.reason = Outcome.SUCCEEDED, False, None
        charge.moved += 1
        order = charge.order
        if charge.saves:
            self.saved.add(order.payer.customer_id)
        self.tell(order.payer.customer_id, order.currency, order.amount_minor, "charged")
        self.note("payment", charge.id)

    def fail(self, charge: Charge) -> None:
        """Let money that was on its way, or a payer who was asked, fail."""
        self._decline(charge, DeclinedReason.DEBIT_REFUSED)

    def _state(self, charge: Charge) -> PaymentState:
        action = NextAction(ActionKind.AUTHENTICATE, {"client_secret": charge.id}) if charge.action else None
        reason = charge.reason if charge.outcome is Outcome.DECLINED else None
        return PaymentState(charge.outcome, action, reason, charge.untouched)

    def can_charge_saved(self, payer: Payer) -> bool:
        return payer.customer_id in self.saved

    def chosen_method(self, payer: Payer) -> str | None:
        return f"pm_{payer.customer_id}" if payer.customer_id in self.saved else None

    def look_up(self, provider_id: str) -> PaymentState:
        charge = self.charges[provider_id]
        if self.moods.get(charge.order.payer.customer_id) == SILENT:
            raise GatewayUnreachable
        return self._state(charge)

    def cancel(self, provider_id: str) -> Outcome:
        charge = self.charges[provider_id]
        if self.moods.get(charge.order.payer.customer_id) == SILENT:
            raise GatewayUnreachable
        if charge.outcome in (Outcome.WAITING, Outcome.DECLINED):
            charge.outcome, charge.action = Outcome.CANCELLED, False
        return charge.outcome

    def methods(self, payer: Payer) -> tuple[Method, ...]:
        name = self.chosen_method(payer)
        return () if name is None else (Method(name, MethodKind.CARD, "visa", "4242", None, is_default=True),)

    def may_use(self, payer: Payer, method_id: str) -> bool:
        return method_id == self.chosen_method(payer)

    def kinds(self, currency: str) -> tuple[str, ...]:  # noqa: ARG002 (the same in each)
        """Cards."""
        return ("card",)

    def set_up(self, payer: Payer, key: str, currency: str) -> NextAction:  # noqa: ARG002 (nothing moves)
        return NextAction(ActionKind.SET_UP, {"client_secret": key})

    def make_default(self, payer: Payer, method_id: str) -> None:
        """There is one method at most."""

    def forget_method(self, payer: Payer, method_id: str) -> None:  # noqa: ARG002 (there is one)
        self.saved.discard(payer.customer_id)

    # Back again

    def left(self, charge: Charge) -> int:
        """What of a charge has not gone back."""
        gone = sum(
            order.amount_minor
            for order, made in self.refunds.values()
            if order.provider_id == charge.id and made.outcome in (RefundOutcome.SUCCEEDED, RefundOutcome.PENDING)
        )
        contested = self.disputes.get(charge.contested)
        taken = contested.amount_minor if contested and contested.outcome is not DisputeOutcome.WON else 0
        return charge.order.amount_minor * min(charge.moved, 1) - gone - taken

    def refund(self, order: RefundOrder) -> Refund:
        if self.refund_mood == SILENT:
            raise GatewayUnreachable
        if order.reference in self.refunds:
            return self.refunds[order.reference][1]
        charge = self.charges[order.provider_id]
        if order.amount_minor > self.left(charge):
            return Refund(None, RefundOutcome.REFUSED, "more_than_is_left")
        outcome = RefundOutcome.PENDING if self.refund_mood == DAYS else RefundOutcome.SUCCEEDED
        made = Refund(
            f"re_{next(self.numbers)}", outcome, None, order.provider_id, order.amount_minor, order.currency,
            order.reference,
        )  # fmt: skip
        self.refunds[order.reference] = (order, made)
        self._tell_of(charge, -order.amount_minor, "refunded")
        self.note("refund", str(made.id))
        return made

    def end_refund(self, reference: str, outcome: RefundOutcome) -> None:
        """Let a refund arrive, or come back."""
        order, made = self.refunds[reference]
        self.refunds[reference] = (order, replace(made, outcome=outcome))
        if outcome is RefundOutcome.FAILED:
            self._tell_of(self.charges[order.provider_id], order.amount_minor, "refund came back")
        self.note("refund", str(made.id))

    def look_up_refund(self, refund_id: str) -> Refund:
        return next(made for _, made in self.refunds.values() if made.id == refund_id)

    def contest(self, charge: Charge) -> None:
        """Let a bank take a payment back until somebody decides."""
        name = f"dp_{next(self.numbers)}"
        amount = self.left(charge)
        charge.contested = name
        self.disputes[name] = Dispute(name, DisputeOutcome.OPEN, charge.id, amount, charge.order.currency)
        self._tell_of(charge, -amount, "disputed")
        self.note("dispute", name)

    def decide(self, name: str, outcome: DisputeOutcome) -> None:
        """Let a dispute be won or lost."""
        dispute = self.disputes[name]
        self.disputes[name] = replace(dispute, outcome=outcome)
        if outcome is DisputeOutcome.WON:
            self._tell_of(self.charges[dispute.payment_id], dispute.amount_minor, "dispute won")
        self.note("dispute", name)

    def look_up_dispute(self, dispute_id: str) -> Dispute:
        return self.disputes[dispute_id]

    def _tell_of(self, charge: Charge, amount: int, what: str) -> None:
        self.tell(charge.order.payer.customer_id, charge.order.currency, amount, what)

    def list_payments(self, since: datetime) -> Iterator[ListedPayment]:  # noqa: ARG002 (all of them)
        for charge in self.charges.values():
            order, gone = charge.order, charge.order.amount_minor - self.left(charge)
            yield ListedPayment(
                charge.id, charge.outcome, order.amount_minor, order.currency, order.network_id, order.reference, gone
            )

    def list_refunds(self, since: datetime) -> Iterator[Refund]:  # noqa: ARG002 (all of them)
        yield from [made for _, made in self.refunds.values()]

    def list_disputes(self, since: datetime) -> Iterator[Dispute]:  # noqa: ARG002 (all of them)
        yield from self.disputes.values()

    # Events

    def note(self, about: str, name: str) -> None:
        """Keep an event until it is delivered."""
        self.events.append((f"evt_{next(self.numbers)}", about, name))

    def read_webhook(
        self,
        body: bytes,
        headers: Mapping[str, str],  # noqa: ARG002 (nobody signs here)
        at: datetime,  # noqa: ARG002 (the same)
    ) -> WebhookEvent:
        said = json.loads(body)
        return WebhookEvent(said["id"], EventSubject(said["about"]), said["object"], said["about"])
