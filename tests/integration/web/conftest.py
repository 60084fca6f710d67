"""The application on the real network's database, in this process, with a plugin key that it trusts."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bridge.bootstrap import Bridge, build
from bridge.config import from_environment
from bridge.web.app import create_app
from bridge.wsgi import ROUTES, web_context
from tests.integration.web.plugin import Plugin, Who
from tools.network.network import Network


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of the sample network as the plugin would describe them."""

    owner: Who
    administrator: Who
    stranger: Who
    admin: Who
    system: Who


@pytest.fixture
def bridge(network: Network) -> Iterator[Bridge]:
    made = build(from_environment(network.service.variables))
    yield made
    made.database.forget()


@pytest.fixture
def plugin(network: Network, bridge: Bridge) -> Plugin:
    """A plugin whose key is trusted."""
    network_id = network.sql("SELECT network_id FROM {p}bridge_installation")[0][0]
    made = Plugin(create_app(web_context(bridge), ROUTES), network_id)
    add_key(network, made)
    network.sql(f"UPDATE {{p}}bridge_keys SET status = 'trusted', approval = 'operator' WHERE kid = '{made.kid}'")
    return made


@pytest.fixture
def cast(network: Network) -> Cast:
    """Anna owns a site on Free; Karl is administrator there; Sten owns nothing."""
    users, site = network.state.users, network.state.sites["anna"]
    return Cast(
        owner=Who(users["anna"], site, is_site_administrator=True),
        administrator=Who(users["karl"], site, is_site_administrator=True),
        stranger=Who(users["sten"], 1),
        admin=Who(users["admin"], 1, is_network_admin=True, is_site_administrator=True),
        system=Who(0, 1),
    )


def add_key(network: Network, plugin: Plugin) -> None:
    """Writes a public key as the plugin does: it waits."""
    network.sql(
        "INSERT INTO {p}bridge_keys (kid, side, public_key, status, created_at) "
        f"VALUES ('{plugin.kid}', 'plugin', '{plugin.public_key}', 'pending', UTC_TIMESTAMP(6))"
    )
