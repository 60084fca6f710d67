"""Payment by invoice or transfer: the network admin says when the money has come."""

from __future__ import annotations

from bridge.gateways.port import Outcome, PaymentOrder, PaymentState, WithoutProvider


class ManualGateway(WithoutProvider):
    """Knows of no money by itself: a payment waits until a network admin marks it as paid."""

    id = "manual"
    moves_money = True
    paid_by_hand = True
    no_refund = "paid_by_hand"

    def can_take(self, amount_minor: int, currency: str) -> bool:  # noqa: ARG002 (a transfer has no least amount)
        """Answer that any amount can be transferred."""
        return True

    def create(self, order: PaymentOrder) -> str:
        """Return the id that our own rows carry; nothing exists elsewhere."""
        return f"{self.id}-{order.reference}"

    def confirm(self, provider_id: str) -> PaymentState:  # noqa: ARG002 (every payment by hand waits alike)
        """Answer that the money is awaited: sending the order does not move it."""
        return PaymentState(Outcome.WAITING)

    def charge_saved(self, provider_id: str) -> PaymentState:
        """Answer that the money is awaited: nobody but the payer can move it."""
        return self.confirm(provider_id)

    def look_up(self, provider_id: str) -> PaymentState:
        """Answer that the money is awaited: only our own tables know of its coming."""
        return self.confirm(provider_id)

    def cancel(self, provider_id: str) -> Outcome:  # noqa: ARG002 (there is nobody to tell)
        """Answer that nothing will be charged: nobody but the payer can move this money."""
        return Outcome.CANCELLED
