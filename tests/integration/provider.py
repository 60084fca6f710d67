"""A payment provider that the network's service uses for as long as a block runs."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.fakes.stripe_provider import Provider, stripe_provider
from tools.network.network import Network


@contextmanager
def provider_of(network: Network, script: str = "", **more: str) -> Iterator[Provider]:
    """A provider that the network's service uses meanwhile; ``script`` is where the script of its fields lies."""
    variables = network.service.variables
    assert isinstance(variables, dict)
    with stripe_provider() as provider:
        settings = provider.settings(script=f"{provider.address}/v3/{script}", **more)
        ours = {f"PLAN_BRIDGE_GATEWAY_STRIPE_{name.upper()}": value for name, value in settings.items()}
        variables.update(ours)
        network.stop("service")
        network.start("service")
        try:
            yield provider
        finally:
            for name in ours:
                del variables[name]
            network.stop("service")
            network.start("service")
