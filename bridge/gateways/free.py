"""The gateway of changes that cost nothing now: it takes part where an amount is 0, and refuses any other."""

from __future__ import annotations

from bridge.gateways.port import Outcome, PaymentOrder


class FreeGateway:
    """Settles an amount of 0 at once."""

    id = "free"
    settles_by_hand = False

    def create(self, order: PaymentOrder) -> str:
        """Return the id of a payment of nothing.

        :raises ValueError: where something is to be paid.
        """
        if order.amount_minor:
            raise ValueError(f"the free gateway cannot take {order.amount_minor} {order.currency}")
        return f"{self.id}-{order.reference}"

    def confirm(self, provider_id: str) -> Outcome:  # noqa: ARG002 (nothing is always paid)
        """Answer that nothing was owed."""
        return Outcome.SUCCEEDED

    def look_up(self, provider_id: str) -> Outcome:  # noqa: ARG002 (nothing is always paid)
        """Answer that nothing was owed."""
        return Outcome.SUCCEEDED

    def cancel(self, provider_id: str) -> Outcome:  # noqa: ARG002 (nothing was ever to move)
        """Answer that no money moved."""
        return Outcome.CANCELLED
