"""What goes back of payments at a provider: refunds and disputes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bridge.store.engine.database import Connection

RefundStatus = Literal["asked", "pending", "succeeded", "failed", "refused"]
DisputeStatus = Literal["inquiry", "open", "won", "lost"]
Booked = Literal["no", "yes", "undone"]


@dataclass(frozen=True, slots=True)
class RefundRecord:
    """A refund of a payment of ours; ``reference`` None: it was begun at the provider.

    ``booked`` says whether our books say that the money went back, or that it came back after that.
    """

    refund_id: int
    reference: str | None
    payment_id: int
    gateway: str
    provider_id: str | None
    currency: str
    amount_minor: int
    status: RefundStatus
    reason: str | None
    booked: Booked
    asked_by: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DisputeRecord:
    """A payment that its payer's bank contests; ``booked`` says whether our books say that it was charged back."""

    dispute_id: int
    payment_id: int
    gateway: str
    provider_id: str
    currency: str
    amount_minor: int
    status: DisputeStatus
    booked: Booked
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """What a provider says went back, or is to: of which payment of ours, under which id, how much."""

    payment_id: int
    gateway: str
    provider_id: str
    currency: str
    amount_minor: int


class Refunds:
    """Refunds and disputes, as their provider says they stand."""

    def __init__(self, connection: Connection) -> None:
        """Use the session of the caller."""
        self._connection = connection

    def put(
        self, told: Told, status: RefundStatus, reason: str | None, reference: str | None, at: datetime
    ) -> RefundRecord | None:
        """Keep how a refund stands and return it, held; ``reference`` is ours, where we began it."""
        self._connection.execute(
            "refunds.put_refund",
            reference=reference,
            payment_id=told.payment_id,
            gateway=told.gateway,
            provider_id=told.provider_id,
            currency=told.currency,
            amount_minor=told.amount_minor,
            status=status,
            reason=reason,
            at=at,
        )
        return self.lock(told.gateway, told.provider_id)

    def lock(self, gateway: str, provider_id: str) -> RefundRecord | None:
        """Return a refund and hold it."""
        row = self._connection.row("refunds.lock_refund", gateway=gateway, provider_id=provider_id)
        return RefundRecord(**row) if row else None

    def put_dispute(self, told: Told, status: DisputeStatus, at: datetime) -> DisputeRecord | None:
        """Keep how a dispute stands and return it, held."""
        self._connection.execute(
            "refunds.put_dispute",
            payment_id=told.payment_id,
            gateway=told.gateway,
            provider_id=told.provider_id,
            currency=told.currency,
            amount_minor=told.amount_minor,
            status=status,
            at=at,
        )
        return self.lock_dispute(told.gateway, told.provider_id)

    def lock_dispute(self, gateway: str, provider_id: str) -> DisputeRecord | None:
        """Return a dispute and hold it."""
        row = self._connection.row("refunds.lock_dispute", gateway=gateway, provider_id=provider_id)
        return DisputeRecord(**row) if row else None
