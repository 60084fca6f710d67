"""What a payment gateway can do, whoever the provider is: take money, charge a saved method, refund, send webhooks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Outcome(StrEnum):
    """How a payment stands at its gateway.

    ``WAITING``: no money moved, somebody has to act: the payer, as the next action says, or a network admin.
    ``PROCESSING``: the money is on its way, neither paid nor failed, for days at some banks. ``DECLINED`` is not final:
    the same payment can be confirmed again until it is cancelled.
    """

    SUCCEEDED = "succeeded"
    WAITING = "waiting"
    PROCESSING = "processing"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class ActionKind(StrEnum):
    """What the payer is asked for: to go to an address and come back, or to authenticate on the page (3-D Secure)."""

    REDIRECT = "redirect"
    AUTHENTICATE = "authenticate"


@dataclass(frozen=True, slots=True)
class NextAction:
    """What the payer has to do before the money moves; ``parameters`` are for the browser, so no secret of ours.

    A redirect has ``url``; what authentication needs is the provider's.
    """

    kind: ActionKind
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PaymentState:
    """How a payment stands; ``reason`` is the provider's code of why it was declined."""

    outcome: Outcome
    next_action: NextAction | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """What is to be paid: ``reference`` is the id of the quote that binds, which the provider carries back.

    ``payer`` is our customer's id. ``saves_method``: they agreed that later charges are made without them, to what they
    pay with now.
    """

    reference: str
    amount_minor: int
    currency: str
    payer: int
    saves_method: bool = False


class RefundOutcome(StrEnum):
    """How a refund stands. ``FAILED`` can follow ``SUCCEEDED``: the payer's bank sent it back.

    ``REFUSED``: no refund was made, as the reason says.
    """

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """How much of a payment goes back; ``reference`` is our own row's: the same reference, the same refund."""

    reference: str
    provider_id: str
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Refund:
    """A refund; ``id`` is the provider's, None where there is none to look up."""

    id: str | None
    outcome: RefundOutcome
    reason: str | None = None


class EventSubject(StrEnum):
    """What an event of a provider is about; ``OTHER`` is nothing that we act on."""

    PAYMENT = "payment"
    REFUND = "refund"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """What a webhook says: which event, about which object. How the object stands is looked up, never read from it.

    Events come in any order, twice, or never.
    """

    id: str
    subject: EventSubject
    object_id: str


class GatewayUnreachable(Exception):
    """The provider did not answer: what it did is not known, ask again by the same id."""


class WebhookRefused(Exception):
    """The webhook does not carry a signature of the provider's, or one that is too old."""


class Gateway(Protocol):
    """A way to pay; no method is called inside a database transaction, each may raise GatewayUnreachable."""

    @property
    def id(self) -> str:
        """Return the name that changes and payments carry."""

    @property
    def moves_money(self) -> bool:
        """Tell whether owners choose it to pay; one that moves none is for what costs nothing now."""

    @property
    def paid_by_hand(self) -> bool:
        """Tell whether a network admin says that the money came; then nothing is confirmed at a provider."""

    def can_take(self, amount_minor: int, currency: str) -> bool:
        """Tell whether it can take exactly this amount, which is more than 0; asks nobody."""

    def least(self, currency: str) -> int:
        """Return the least amount that it takes in a currency, in our minor units; 1: any. Asks nobody."""

    def create(self, order: PaymentOrder) -> str:
        """Prepare a payment and return the provider's id of it; moves no money; the same order, the same id."""

    def confirm(self, provider_id: str) -> PaymentState:
        """Let the money move, the payer being there; confirming a confirmed payment moves nothing more."""

    def can_charge_saved(self, payer: int) -> bool:
        """Tell whether the payer has saved a method that can be charged without them."""

    def charge_saved(self, provider_id: str) -> PaymentState:
        """Let the money move from what its payer saved, without them; repeating it moves nothing more."""

    def look_up(self, provider_id: str) -> PaymentState:
        """Say how the payment stands, changing nothing."""

    def cancel(self, provider_id: str) -> Outcome:
        """Give the payment up: CANCELLED where no money had moved, else how it stands."""

    def refund(self, order: RefundOrder) -> Refund:
        """Send a part of a payment back, never more than is left of it; the same reference refunds once."""

    def look_up_refund(self, refund_id: str) -> Refund:
        """Say how a refund stands, changing nothing."""

    def read_webhook(self, body: bytes, headers: Mapping[str, str], at: datetime) -> WebhookEvent:
        """Verify a webhook as it arrived, byte for byte, at the instant it arrived; names of headers in lower case.

        :raises WebhookRefused: where the provider did not sign it.
        """


class WithoutProvider:
    """What a gateway answers that has nobody behind it: nothing is saved, sent back or signed by a provider."""

    #: Why it refunds nothing, as a code.
    no_refund: str

    def least(self, currency: str) -> int:  # noqa: ARG002 (nobody is there to refuse a small amount of any currency)
        """Answer that any amount will do."""
        return 1

    def can_charge_saved(self, payer: int) -> bool:  # noqa: ARG002 (there is nobody who could have saved it)
        """Answer that no charge can be made."""
        return False

    def refund(self, order: RefundOrder) -> Refund:
        """Refuse, with the reason; the network sends money back itself, where any was paid."""
        return self.look_up_refund(order.reference)

    def look_up_refund(self, refund_id: str) -> Refund:  # noqa: ARG002 (none was ever made)
        """Answer that there is none."""
        return Refund(None, RefundOutcome.REFUSED, self.no_refund)

    def read_webhook(
        self,
        body: bytes,  # noqa: ARG002 (there is no key that could have signed it)
        headers: Mapping[str, str],  # noqa: ARG002 (the same)
        at: datetime,  # noqa: ARG002 (the same)
    ) -> WebhookEvent:
        """Refuse: there is no provider that could have sent it."""
        raise WebhookRefused


@dataclass(frozen=True, slots=True)
class Gateways(Mapping[str, Gateway]):
    """The gateways of the network by their id, and what is asked of them together."""

    by_id: Mapping[str, Gateway] = field(default_factory=dict)

    def __getitem__(self, gateway_id: str) -> Gateway:
        """Return a gateway.

        :raises KeyError: where the network has none of this id (any more).
        """
        return self.by_id[gateway_id]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the ids."""
        return iter(self.by_id)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.by_id)

    @property
    def paid_by_hand(self) -> tuple[str, ...]:
        """Return the gateways whose payments a network admin marks as paid."""
        return tuple(sorted(name for name, gateway in self.by_id.items() if gateway.paid_by_hand))

    @property
    def charging_saved(self) -> tuple[str, ...]:
        """Return the gateways that may charge what a payer has saved."""
        return tuple(sorted(name for name, one in self.by_id.items() if one.moves_money and not one.paid_by_hand))

    def is_paid_by_hand(self, gateway_id: str) -> bool:
        """Tell whether a network admin says that the money came; not of a gateway that the network has no more."""
        return gateway_id in self.paid_by_hand

    def for_amount(self, amount_minor: int, currency: str) -> tuple[str, ...]:
        """Return the gateways that an owner can choose from; where nothing is due, those that move no money."""
        if not amount_minor:
            return tuple(sorted(name for name, gateway in self.by_id.items() if not gateway.moves_money))
        return tuple(sorted(name for name in self.by_id if self.can_take(name, amount_minor, currency)))

    def can_take(self, gateway_id: str, amount_minor: int, currency: str) -> bool:
        """Tell whether the network has this gateway and it can take the amount; nothing due needs no taking."""
        gateway = self.by_id.get(gateway_id)
        return gateway is not None and (not amount_minor or gateway.can_take(amount_minor, currency))

    def is_too_little(self, gateway_id: str, amount_minor: int, currency: str) -> bool:
        """Tell whether an amount is due, and below the least that the gateway takes."""
        gateway = self.by_id.get(gateway_id)
        return gateway is not None and gateway.moves_money and 0 < amount_minor < gateway.least(currency)

    def for_charge_without_payer(self, gateway_id: str | None, payer: int) -> str:
        """Return the gateway that collects a charge when its payer is not there, as at a renewal.

        That is the one they used, where it can charge what they saved; else they are asked to pay by hand.

        :raises GatewayUnreachable: where the gateway they used does not say.
        """
        used = self.by_id.get(gateway_id or "")
        if used is not None and (used.paid_by_hand or used.can_charge_saved(payer)):
            return used.id
        return self.paid_by_hand[0]
