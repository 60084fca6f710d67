"""The table of gateways: a row a provider, made from the configuration where everything it needs is set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bridge.gateways.free import FreeGateway
from bridge.gateways.manual import ManualGateway
from bridge.gateways.port import Gateway, Gateways

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
        return row.make(settings)
    if settings:
        raise GatewaySettingsError(f"the gateway {name!r} needs {missing[0]!r} too")
    return None
