"""A provider that a browser reaches, and what people do in its fields and at their bank."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Route

from tests.e2e.visitor import Visitor
from tests.fakes.stripe_provider import Provider, stripe_provider
from tools.network.network import Network

SCRIPT = Path(__file__).with_name("provider_fields.js")
METHODS = "section[aria-labelledby=pb-methods-title]"


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


def let_pay(owner: Visitor, provider: Provider) -> None:
    """Lets the window reach the provider, its script and the bank; nobody else."""

    def bank(route: Route) -> None:
        intent, answer = route.request.url.rsplit("/", 2)[-2:]
        provider.authenticate(intent, succeeds=answer == "approve")
        route.fulfill(status=200, headers={"Access-Control-Allow-Origin": "*"}, body="")

    context = owner.page.context
    context.route(f"{provider.address}/**", lambda route: route.continue_())
    context.route(f"{provider.address}/v3/**", lambda route: route.fulfill(path=SCRIPT, content_type="text/javascript"))
    context.route(re.compile(re.escape(f"{provider.address}/bank/")), bank)


def type_card(owner: Visitor, number: str, date: str = "12/30") -> None:
    """Types a card into the provider's fields and presses the button."""
    for name, value in (("number", number), ("date", date), ("cvc", "123")):
        owner.find(f".pb-provider-fields [name={name}]").fill(value)
    owner.find(".pb-pay-button").click()


def choose_way(owner: Visitor, words: str, *, saves: bool = False) -> None:
    """Chooses how to pay."""
    owner.find(".pb-way").filter(has_text=words).locator("input").check()
    if saves:
        owner.find(".pb-agreement input").check()


def arrive(owner: Visitor, screen: str) -> None:
    """Waits for one of our pages."""
    owner.page.wait_for_url(re.compile(rf"page=plan-bridge-{screen}(?!.*back=1)"), wait_until="domcontentloaded")
