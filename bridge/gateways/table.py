"""The gateways that have no provider behind them, and the table: a row a gateway, made from the configuration.

A gateway is in the network where everything that it needs is set.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bridge.gateways.port import (
    Confirmation,
    Gateway,
    Gateways,
    Outcome,
    PaymentOrder,
    PaymentState,
    WithoutProvider,
)
from bridge.gateways.stripe import StripeGateway


class FreeGateway(WithoutProvider):
    """Pays an amount of 0 at once."""

    id = "free"
    moves_money = False
    paid_by_hand = False
    no_refund = "nothing_paid"

    def create(self, order: PaymentOrder) -> str:
        """Return the id of a payment of nothing.

        :raises ValueError: where something is to be paid.
        """
        if order.amount_minor:
            raise ValueError(f"the free gateway cannot take {order.amount_minor} {order.currency}")
        return f"{self.id}-{order.reference}"

    def confirm(self, confirmation: Confirmation) -> PaymentState:
        """Answer that nothing was owed."""
        return self.look_up(confirmation.provider_id)

    def charge_saved(self, confirmation: Confirmation) -> PaymentState:
        """Answer that nothing was owed."""
        return self.look_up(confirmation.provider_id)

    def look_up(self, provider_id: str) -> PaymentState:  # noqa: ARG002 (nothing is always paid)
        """Answer that nothing was owed."""
        return PaymentState(Outcome.SUCCEEDED)

    def cancel(self, provider_id: str) -> Outcome:  # noqa: ARG002 (nothing was ever to move)
        """Answer that no money moved."""
        return Outcome.CANCELLED


class ManualGateway(WithoutProvider):
    """Knows of no money by itself: a payment waits until a network admin marks it as paid."""

    id = "manual"
    moves_money = True
    paid_by_hand = True
    no_refund = "paid_by_hand"

    def create(self, order: PaymentOrder) -> str:
        """Return the id that our own rows carry; nothing exists elsewhere."""
        return f"{self.id}-{order.reference}"

    def confirm(self, confirmation: Confirmation) -> PaymentState:
        """Answer that the money is awaited: sending the order does not move it."""
        return self.look_up(confirmation.provider_id)

    def charge_saved(self, confirmation: Confirmation) -> PaymentState:
        """Answer that the money is awaited: nobody but the payer can move it."""
        return self.look_up(confirmation.provider_id)

    def look_up(self, provider_id: str) -> PaymentState:  # noqa: ARG002 (every payment by hand waits alike)
        """Answer that the money is awaited: only our own tables know of its coming."""
        return PaymentState(Outcome.WAITING)

    def cancel(self, provider_id: str) -> Outcome:  # noqa: ARG002 (there is nobody to tell)
        """Answer that nothing will be charged: nobody but the payer can move this money."""
        return Outcome.CANCELLED


#: What the configuration says of one gateway, by the name of the setting in lower case.
GatewaySettings = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class GatewayRow:
    """How a gateway is made, and the settings without which the network does not have it."""

    make: Callable[[GatewaySettings], Gateway]
    needs: tuple[str, ...] = ()


GATEWAYS: Mapping[str, GatewayRow] = {
    FreeGateway.id: GatewayRow(lambda _: FreeGateway()),
    ManualGateway.id: GatewayRow(lambda _: ManualGateway()),
    StripeGateway.id: GatewayRow(StripeGateway, needs=("secret_key", "publishable_key", "webhook_secret")),
}


class GatewaySettingsError(Exception):
    """The configuration names a gateway that does not exist, or lacks a part of what one needs."""


def make_gateways(settings: Mapping[str, GatewaySettings], table: Mapping[str, GatewayRow] = GATEWAYS) -> Gateways:
    """Return the gateways of the network: those that need no settings, and those whose settings are all there.

    :raises GatewaySettingsError: where a gateway has some of its settings only, or there is no such gateway.
    """
    unknown = sorted(settings.keys() - table.keys())
    if unknown:
        raise GatewaySettingsError(f"there is no gateway {unknown[0]!r}; there are {', '.join(sorted(table))}")
    made = {name: _make(name, row, settings.get(name, {})) for name, row in table.items()}
    return Gateways({name: gateway for name, gateway in made.items() if gateway is not None})


def _make(name: str, row: GatewayRow, settings: GatewaySettings) -> Gateway | None:
    """Make one gateway, None where the network has not set it up."""
    missing = [need for need in row.needs if not settings.get(need)]
    if not missing:
        try:
            return row.make(settings)
        except ValueError as error:
            raise GatewaySettingsError(f"the gateway {name!r}: {error}") from error
    if settings:
        raise GatewaySettingsError(f"the gateway {name!r} needs {missing[0]!r} too")
    return None
