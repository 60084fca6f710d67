"""What a payment gateway must be able to do: create, confirm, look up, cancel; each can be asked again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Outcome(StrEnum):
    """What a gateway says about one payment of it."""

    SUCCEEDED = "succeeded"
    WAITING = "waiting"
    DECLINED = "declined"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """What is to be paid: ``reference`` is the quote's id, which the provider carries back."""

    reference: str
    amount_minor: int
    currency: str


class GatewayUnreachable(Exception):
    """The provider did not answer: what it did is not known, ask again by the same id."""


class Gateway(Protocol):
    """A way to pay; no method is called inside a database transaction, each may raise GatewayUnreachable."""

    @property
    def id(self) -> str:
        """Return the name that changes and payments carry."""

    @property
    def settles_by_hand(self) -> bool:
        """Tell whether a person says that the money came; then nothing is confirmed at a provider."""

    def create(self, order: PaymentOrder) -> str:
        """Prepare a payment and return the provider's id of it; moves no money; the same order, the same id."""

    def confirm(self, provider_id: str) -> Outcome:
        """Let the money move and say what came of it; confirming a confirmed payment moves nothing more."""

    def look_up(self, provider_id: str) -> Outcome:
        """Say how the payment stands, changing nothing."""

    def cancel(self, provider_id: str) -> Outcome:
        """Give the payment up: CANCELLED where no money had moved, else how it stands."""
