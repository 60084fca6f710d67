"""What people do in the fields of a provider that a browser reaches, and at their bank."""

import re
from pathlib import Path

from playwright.sync_api import Route

from tests.e2e.visitor import Visitor
from tests.fakes.stripe_provider import Provider

SCRIPT = Path(__file__).with_name("provider_fields.js")
METHODS = "section[aria-labelledby=pb-methods-title]"


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
