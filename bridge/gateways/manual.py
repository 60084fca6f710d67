"""Payment by invoice or transfer: the network admin says when the money has come."""

from __future__ import annotations

from bridge.gateways.port import Outcome, PaymentOrder


class ManualGateway:
    """Knows of no money by itself: a payment waits until a network admin marks it as paid."""

    id = "manual"
    settles_by_hand = True

    def create(self, order: PaymentOrder) -> str:
        """Return the id that our own rows carry; nothing exists elsewhere."""
        return f"{self.id}-{order.reference}"

    def confirm(self, provider_id: str) -> Outcome:  # noqa: ARG002 (every payment by hand waits alike)
        """Answer that the money is awaited: sending the order does not move it."""
        return Outcome.WAITING

    def look_up(self, provider_id: str) -> Outcome:  # noqa: ARG002 (our own tables know more than this gateway)
        """Answer that the money is awaited: only our own tables know of its coming."""
        return Outcome.WAITING

    def cancel(self, provider_id: str) -> Outcome:  # noqa: ARG002 (there is nobody to tell)
        """Answer that nothing will be charged: nobody but the payer can move this money."""
        return Outcome.CANCELLED
