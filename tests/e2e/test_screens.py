"""Every screen, wide and narrow, in English and Swedish: nothing for axe, nothing sideways, no other language."""

import time
from collections.abc import Callable, Iterator

import pytest

from tests.e2e.checkout import DISK, PREMIUM_MONTHLY, choose, complete
from tests.e2e.conftest import Visit
from tests.e2e.looking import faults_everywhere
from tests.e2e.situations import allow_more_than_fits, service_stopped
from tests.e2e.visitor import Visitor
from tools.network.network import Network

WHOLE = "body"
OURS = "#wpbody-content"


@pytest.mark.parametrize("part", ["owner", "network"])
def test_no_screen_has_a_fault(network: Network, visit: Visit, part: str) -> None:
    logins, screens = PARTS[part]
    people = {login: visit(login, slug="" if login == "admin" else login) for login in logins}
    people |= {"karl": visit("karl", slug="anna")}

    found = [
        fault
        for login, name, scope in screens(network, people)
        for fault in faults_everywhere(people[login], name, scope)
    ]

    assert [] == found


def owners_screens(network: Network, people: dict[str, Visitor]) -> Iterator[tuple[str, str, str]]:
    """Opens one after the other."""
    allow_more_than_fits(network)
    bjorn, anna, cecilia, david, karl = (people[one] for one in ("bjorn", "anna", "cecilia", "david", "karl"))
    cecilia.account()
    yield "cecilia", "account", OURS
    choose(bjorn, PREMIUM_MONTHLY, {DISK: 1})
    bjorn.change(quote=quoted(bjorn))
    yield "bjorn", "change-summary", OURS
    bjorn.change(offer="2:1-month")
    yield "bjorn", "change-nothing", OURS
    choose(cecilia, "1:none")
    cecilia.change(quote=quoted(cecilia))
    yield "cecilia", "change-downgrade", OURS
    complete(cecilia)
    yield "cecilia", "account-pending", OURS
    choose(anna, PREMIUM_MONTHLY)
    quote = quoted(anna)
    anna.change(checking=quote, since=int(time.time()))
    yield "anna", "checking", OURS
    anna.change(quote=quote)
    complete(anna)
    yield "anna", "account-ordered", OURS
    karl.account()
    yield "karl", "account-looking", OURS
    david.account()
    yield "david", "account-expired", OURS
    david.change()
    yield "david", "change-reactivation", OURS
    david.go("")
    yield "david", "closed", WHOLE
    with service_stopped(network):
        cecilia.account()
        yield "cecilia", "account-problem", OURS


def network_screens(network: Network, people: dict[str, Visitor]) -> Iterator[tuple[str, str, str]]:
    """Opens one after the other."""
    admin, anna = people["admin"], people["anna"]
    choose(anna, PREMIUM_MONTHLY)
    complete(anna)
    for screen in ("products", "memberships", "codes", "give", "taxes"):
        admin.network_screen(screen)
        yield "admin", screen, OURS
    for tab in ("general", "pricing", "limits", "up-downgrades"):
        admin.network_screen("product", id=2, tab=tab)
        yield "admin", f"product-{tab}", OURS
    admin.network_screen("product", id=5, tab="limits")
    yield "admin", "package-limits", OURS
    admin.network_screen("payments", status="pending")
    admin.find("details.pb-ask > summary").click()
    yield "admin", "payments", OURS
    admin.network_screen("codes", add=1)
    yield "admin", "code", OURS
    admin.network_screen("letters")
    yield "admin", "letters", OURS
    admin.network_screen("letters", letter="owner.payment_part")
    yield "admin", "letter", OURS
    admin.network_screen("settings")
    yield "admin", "settings", OURS
    with service_stopped(network):
        admin.network_screen("settings")
        yield "admin", "settings-unreachable", OURS


def quoted(owner: Visitor) -> str:
    """The id of the quote whose button is shown."""
    return owner.find(".pb-confirm [name=quote_id]").input_value()


PARTS: dict[str, tuple[tuple[str, ...], Callable[[Network, dict[str, Visitor]], Iterator[tuple[str, str, str]]]]] = {
    "owner": (("anna", "bjorn", "cecilia", "david"), owners_screens),
    "network": (("anna", "admin"), network_screens),
}
