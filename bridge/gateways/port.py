"""What a payment gateway can do, whoever the provider is: take money, charge a saved method, refund, send webhooks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
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
    """What the payer is asked for: to go to an address and come back, or something in the provider's own fields.

    ``AUTHENTICATE``: to enter a card where none is chosen, and to authenticate (3-D Secure). ``SET_UP``: to save one.
    """

    REDIRECT = "redirect"
    AUTHENTICATE = "authenticate"
    SET_UP = "set_up"


@dataclass(frozen=True, slots=True)
class NextAction:
    """What the payer has to do before the money moves; ``parameters`` are for the browser, so no secret of ours.

    A redirect has ``url``; what authentication needs is the provider's, with ``needs``: ``method`` (nothing to pay with
    is chosen) or ``action`` (the bank asks).
    """

    kind: ActionKind
    parameters: Mapping[str, str]


class DeclinedReason(StrEnum):
    """Why a payment was declined, as its payer is told; what would warn a thief is ``declined`` alone."""

    DECLINED = "declined"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    EXPIRED = "expired"
    WRONG_DETAILS = "wrong_details"
    NOT_AUTHENTICATED = "not_authenticated"
    AUTHENTICATION_REQUIRED = "authentication_required"
    LIMIT_EXCEEDED = "limit_exceeded"
    NOT_SUPPORTED = "not_supported"
    DEBIT_REFUSED = "debit_refused"
    TRY_AGAIN = "try_again"
    NO_SAVED_METHOD = "no_saved_method"


@dataclass(frozen=True, slots=True)
class PaymentState:
    """How a payment stands; ``reason`` says why it was declined.

    ``is_untouched``: nobody has tried to pay it yet, whatever was sent to the provider. ``paid_at``: when the money
    moved, None where the provider does not say; it is no part of how the payment stands. Nor is ``saved_method``: what
    it was paid with, where its payer agreed that this is saved and charged later; None where they did not.
    """

    outcome: Outcome
    next_action: NextAction | None = None
    reason: DeclinedReason | None = None
    is_untouched: bool = False
    paid_at: datetime | None = field(default=None, compare=False)
    saved_method: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays: our customer, and what the provider calls them, None where it does not know them yet."""

    customer_id: int
    provider_id: str | None = None


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """What is to be paid: ``reference`` is the id of the quote that binds, which the provider carries back.

    ``network_id`` is carried too: what is told of another network's payment is not ours. ``saves_method``: they agreed
    that later charges are made without them, to what they pay with now. ``key`` is of this attempt: the same key with
    the same order makes one payment.
    """

    reference: str
    amount_minor: int
    currency: str
    payer: Payer
    saves_method: bool = False
    network_id: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What confirms a payment: a method the payer has chosen, None where they choose in the provider's own fields.

    ``key`` is of this attempt: repeated with it, nothing more moves.
    """

    provider_id: str
    method_id: str | None = None
    saves_method: bool = False
    key: str = ""


class MethodKind(StrEnum):
    """What is charged: a card, or a bank account by direct debit, whose money takes days."""

    CARD = "card"
    SEPA_DEBIT = "sepa_debit"


@dataclass(frozen=True, slots=True)
class Expiry:
    """The last month in which a card is good."""

    month: int
    year: int


@dataclass(frozen=True, slots=True)
class Method:
    """What a payer has saved at a provider; ``id`` is the provider's, ``brand`` its code, empty where it has none."""

    id: str
    kind: MethodKind
    brand: str
    last4: str
    expires: Expiry | None
    is_default: bool


@dataclass(frozen=True, slots=True)
class Account:
    """Whose money it becomes: the provider's id of the network's account, and whether the money is real."""

    id: str
    is_live: bool


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
    """A refund; ``id`` is the provider's, None where there is none to look up.

    ``reference`` is ours, None where somebody began it at the provider; ``payment_id`` the provider's of the payment.
    """

    id: str | None
    outcome: RefundOutcome
    reason: str | None = None
    payment_id: str | None = None
    amount_minor: int = 0
    currency: str = ""
    reference: str | None = None


class DisputeOutcome(StrEnum):
    """How a dispute stands. ``INQUIRY``: the bank asks, no money has moved; ``OPEN``: it was taken back meanwhile."""

    INQUIRY = "inquiry"
    OPEN = "open"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Dispute:
    """A payment that its payer's bank contests, or a debit that it returned; ids are the provider's."""

    id: str
    outcome: DisputeOutcome
    payment_id: str
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class ListedPayment:
    """A payment as its provider lists it; ``network_id`` and ``reference`` are what we gave it along, '' where none.

    ``refunded_minor`` is what of it went back, None where the list does not say.
    """

    id: str
    outcome: Outcome
    amount_minor: int
    currency: str
    network_id: str = ""
    reference: str = ""
    refunded_minor: int | None = None


class EventSubject(StrEnum):
    """What an event of a provider is about; ``OTHER`` is nothing that we act on.

    ``PAYER``: what a payer has saved is another, or has changed; it names the payer.
    """

    PAYMENT = "payment"
    REFUND = "refund"
    DISPUTE = "dispute"
    PAYER = "payer"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """What a webhook says: which event, about which object. How the object stands is looked up, never read from it.

    Events come in any order, twice, or never. ``type`` is the provider's own name for it.
    """

    id: str
    subject: EventSubject
    object_id: str
    type: str = ""


class GatewayUnreachable(Exception):
    """The provider did not answer: what it did is not known, ask again by the same id."""


class GatewayFailed(GatewayUnreachable):
    """The provider answered that it broke down itself, and would say so again to the same key."""


#: The code of a refusal where what was named is not there: somebody has deleted it at the provider.
GONE = "resource_missing"


class GatewayRefused(Exception):
    """The provider will not do it, whoever asks again: a fault of ours or of what was set up; ``code`` is its own."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


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

    @property
    def has_provider(self) -> bool:
        """Tell whether somebody outside keeps payments, payers and what they saved."""

    @property
    def for_browser(self) -> Mapping[str, str]:
        """Return what a page needs to show the provider's own fields; nothing in it is secret."""

    @property
    def is_live(self) -> bool | None:
        """Tell whether its keys move real money, None where there are none."""

    def account(self) -> Account | None:
        """Return whose account is used, None where there is none."""

    def guard(self, before_call: Callable[[], None]) -> None:
        """Run this before each call but that for the account; what it raises keeps the call from being made."""

    def can_take(self, amount_minor: int, currency: str) -> bool:
        """Tell whether it can take exactly this amount, which is more than 0; asks nobody."""

    def least(self, currency: str) -> int:
        """Return the least amount that it takes in a currency, in our minor units; 1: any. Asks nobody."""

    def open_payer(self, customer_id: int, network_id: str, key: str) -> str | None:
        """Make a customer known to the provider and return its id of them; None where nobody keeps payers."""

    def create(self, order: PaymentOrder) -> str:
        """Prepare a payment and return the provider's id of it; moves no money; the same key, the same id.

        :raises GatewayRefused: where the provider takes no such payment.
        """

    def confirm(self, confirmation: Confirmation) -> PaymentState:
        """Let the money move, the payer being there; confirming a confirmed payment moves nothing more."""

    def can_charge_saved(self, payer: Payer) -> bool:
        """Tell whether the payer has saved a method that can be charged without them."""

    def chosen_method(self, payer: Payer) -> str | None:
        """Return the saved method that is charged without its payer, None where there is none."""

    def charge_saved(self, confirmation: Confirmation) -> PaymentState:
        """Let the money move from what its payer saved, without them; repeating it moves nothing more."""

    def look_up(self, provider_id: str) -> PaymentState:
        """Say how the payment stands, changing nothing."""

    def cancel(self, provider_id: str) -> Outcome:
        """Give the payment up: CANCELLED where no money had moved, else how it stands."""

    def methods(self, payer: Payer) -> tuple[Method, ...]:
        """Return what the payer has saved, the default first."""

    def may_use(self, payer: Payer, method_id: str) -> bool:
        """Tell whether a method is the payer's, or nobody's yet; asked of the provider."""

    def kinds(self, currency: str) -> tuple[str, ...]:
        """Return which kinds of methods a payment in a currency can be made with, in the provider's own fields."""

    def set_up(self, payer: Payer, key: str, currency: str) -> NextAction:
        """Begin to save a method for charges without its payer in a currency, with no money moved."""

    def make_default(self, payer: Payer, method_id: str) -> None:
        """Charge this method from now on."""

    def forget_method(self, payer: Payer, method_id: str) -> None:
        """Take a method away; one that is gone stays gone."""

    def refund(self, order: RefundOrder) -> Refund:
        """Send a part of a payment back, never more than is left of it; the same reference refunds once."""

    def look_up_refund(self, refund_id: str) -> Refund:
        """Say how a refund stands, changing nothing."""

    def look_up_dispute(self, dispute_id: str) -> Dispute:
        """Say how a dispute stands, changing nothing."""

    def list_payments(self, since: datetime) -> Iterator[ListedPayment]:
        """Yield the payments that were begun since an instant, whoever began them; asks page by page."""

    def list_refunds(self, since: datetime) -> Iterator[Refund]:
        """Yield the refunds that were begun since an instant."""

    def list_disputes(self, since: datetime) -> Iterator[Dispute]:
        """Yield the disputes that were opened since an instant."""

    def read_webhook(self, body: bytes, headers: Mapping[str, str], at: datetime) -> WebhookEvent:
        """Verify a webhook as it arrived, byte for byte, at the instant it arrived; names of headers in lower case.

        :raises WebhookRefused: where the provider did not sign it.
        """


class WithoutProvider:
    """What a gateway answers that has nobody behind it: nothing is saved, sent back or signed by a provider."""

    has_provider = False
    moves_money: bool
    #: What a page needs: nothing.
    for_browser: Mapping[str, str] = MappingProxyType({})
    #: Why it refunds nothing, as a code.
    no_refund: str

    is_live: bool | None = None

    def account(self) -> Account | None:
        """Answer that it is nobody's account."""
        return None

    def guard(self, before_call: Callable[[], None]) -> None:
        """Do nothing: nobody is called."""

    def open_payer(self, customer_id: int, network_id: str, key: str) -> str | None:  # noqa: ARG002 (nobody keeps them)
        """Answer that nobody keeps payers."""
        return None

    def can_take(self, amount_minor: int, currency: str) -> bool:  # noqa: ARG002 (nobody refuses any amount)
        """Answer that any amount will do, where money moves at all."""
        return self.moves_money

    def least(self, currency: str) -> int:  # noqa: ARG002 (nobody is there to refuse a small amount of any currency)
        """Answer that any amount will do."""
        return 1

    def can_charge_saved(self, payer: Payer) -> bool:  # noqa: ARG002 (there is nobody who could have saved it)
        """Answer that no charge can be made."""
        return False

    def chosen_method(self, payer: Payer) -> str | None:  # noqa: ARG002 (the same)
        """Answer that there is none."""
        return None

    def methods(self, payer: Payer) -> tuple[Method, ...]:  # noqa: ARG002 (the same)
        """Answer that nothing is saved."""
        return ()

    def may_use(self, payer: Payer, method_id: str) -> bool:  # noqa: ARG002 (the same)
        """Answer that no method can be used."""
        return False

    def kinds(self, currency: str) -> tuple[str, ...]:  # noqa: ARG002 (the same)
        """Return none: nothing is typed in."""
        return ()

    def set_up(self, payer: Payer, key: str, currency: str) -> NextAction:  # noqa: ARG002 (the same)
        """Refuse: nothing can be saved."""
        raise GatewayRefused("saves_nothing")

    def make_default(self, payer: Payer, method_id: str) -> None:  # noqa: ARG002 (the same)
        """Refuse: nothing is saved."""
        raise GatewayRefused("saves_nothing")

    def forget_method(self, payer: Payer, method_id: str) -> None:
        """Do nothing: nothing is saved."""

    def refund(self, order: RefundOrder) -> Refund:
        """Refuse, with the reason; the network sends money back itself, where any was paid."""
        return self.look_up_refund(order.reference)

    def look_up_refund(self, refund_id: str) -> Refund:  # noqa: ARG002 (none was ever made)
        """Answer that there is none."""
        return Refund(None, RefundOutcome.REFUSED, self.no_refund)

    def look_up_dispute(self, dispute_id: str) -> Dispute:
        """Refuse: nobody could contest a payment here."""
        raise GatewayRefused(dispute_id)

    def list_payments(self, since: datetime) -> Iterator[ListedPayment]:  # noqa: ARG002 (nobody keeps any)
        """Yield nothing."""
        return iter(())

    def list_refunds(self, since: datetime) -> Iterator[Refund]:  # noqa: ARG002 (the same)
        """Yield nothing."""
        return iter(())

    def list_disputes(self, since: datetime) -> Iterator[Dispute]:  # noqa: ARG002 (the same)
        """Yield nothing."""
        return iter(())

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

    @property
    def with_provider(self) -> tuple[str, ...]:
        """Return the gateways behind which somebody keeps payments, payers and what they saved."""
        return tuple(sorted(name for name, gateway in self.by_id.items() if gateway.has_provider))

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

    def for_charge_without_payer(self, agreed: Mapping[str, Payer]) -> str:
        """Return the gateway that collects a charge when its payer is not there, as at a renewal.

        That is the first where they agreed to it and something that they saved can be charged; else they are asked to
        pay by hand, however they paid before. ``agreed``: the payer at each gateway, the newest agreement first.

        :raises GatewayUnreachable: where a gateway does not say.
        """
        for name, payer in agreed.items():
            if name in self.charging_saved and self.by_id[name].can_charge_saved(payer):
                return name
        return self.paid_by_hand[0]
