"""The gateway of changes that cost nothing now: it takes part where an amount is 0, and refuses any other."""

from __future__ import annotations

from bridge.gateways.port import Outcome, PaymentOrder, PaymentState, WithoutProvider


class FreeGateway(WithoutProvider):
    """Pays an amount of 0 at once."""

    id = "free"
    moves_money = False
    paid_by_hand = False
    no_refund = "nothing_paid"

    def can_take(self, amount_minor: int, currency: str) -> bool:  # noqa: ARG002 (it takes no amount of any currency)
        """Answer that no amount can be paid with it."""
        return False

    def create(self, order: PaymentOrder) -> str:
        """Return the id of a payment of nothing.

        :raises ValueError: where something is to be paid.
        """
        if order.amount_minor:
            raise ValueError(f"the free gateway cannot take {order.amount_minor} {order.currency}")
        return f"{self.id}-{order.reference}"

    def confirm(self, provider_id: str) -> PaymentState:  # noqa: ARG002 (nothing is always paid)
        """Answer that nothing was owed."""
        return PaymentState(Outcome.SUCCEEDED)

    def charge_saved(self, provider_id: str) -> PaymentState:
        """Answer that nothing was owed."""
        return self.confirm(provider_id)

    def look_up(self, provider_id: str) -> PaymentState:
        """Answer that nothing was owed."""
        return self.confirm(provider_id)

    def cancel(self, provider_id: str) -> Outcome:  # noqa: ARG002 (nothing was ever to move)
        """Answer that no money moved."""
        return Outcome.CANCELLED
