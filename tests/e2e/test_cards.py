"""Paying by card as an owner does: a new card, the bank that asks, a decline, a saved card, an open renewal."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import requests

from tests.e2e.checkout import PREMIUM_MONTHLY, choose, complete
from tests.e2e.conftest import Visit
from tests.e2e.looking import faults_everywhere
from tests.e2e.paying import METHODS, arrive, choose_way, let_pay, type_card
from tests.e2e.situations import DONE, OPEN, changes, press, press_and_confirm
from tests.e2e.visitor import Visitor
from tests.fakes.stripe_provider import ALWAYS_CHALLENGED, VISA, Provider
from tests.integration.provider import provider_of
from tools.network.first_state import FirstState
from tools.network.network import Network

TOO_LITTLE = "4000000000009995"


@pytest.fixture(scope="module")
def served(first_state: FirstState) -> Iterator[Provider]:
    """A provider for the tests of this file."""
    with provider_of(first_state.network) as provider:
        yield provider


@pytest.fixture
def provider(served: Provider, network: Network) -> Provider:
    """One that knows nobody yet."""
    served.reset()
    return served


@pytest.fixture
def anna(provider: Provider, visit: Visit) -> Visitor:
    """Owner of a Free site, whose browser reaches the provider."""
    owner = visit("anna", slug="anna")
    let_pay(owner, provider)
    return owner


def order_with_a_new_card(owner: Visitor, *, saves: bool = False) -> None:
    """Orders Premium, to be paid with a card that is typed in."""
    choose(owner, PREMIUM_MONTHLY)
    choose_way(owner, "New card", saves=saves)
    complete(owner)


@pytest.mark.main_way
def test_an_upgrade_is_paid_with_a_card_that_the_site_never_sees(provider: Provider, anna: Visitor) -> None:
    sent: list[str] = []
    anna.page.on("request", lambda one: sent.append(f"{one.url} {one.post_data}"))
    order_with_a_new_card(anna)
    assert "no-store" in anna.page.reload().headers["cache-control"]  # type: ignore[union-attr]
    assert "Pay SEK 199.00" == anna.words(".pb-pay-button")

    type_card(anna, VISA)
    arrive(anna, "account")

    assert [DONE] == anna.notices
    assert "Premium Active" == anna.words(".pb-plan-name")
    assert [19900] == provider.charges()
    with_number = [one for one in sent if VISA in one]
    assert with_number
    assert all(one.startswith(provider.address) for one in with_number)


@pytest.mark.main_way
def test_the_bank_asks_and_a_page_that_was_closed_goes_on_where_it_was(provider: Provider, anna: Visitor) -> None:
    order_with_a_new_card(anna)
    type_card(anna, ALWAYS_CHALLENGED)
    anna.find("dialog.bank").wait_for()

    anna.account()
    assert "Waiting for your payment" == anna.words(f"{OPEN} h2")
    press_link(anna, f"{OPEN} .pb-pay")
    anna.find("dialog.bank").get_by_role("button", name="Approve").click()
    arrive(anna, "account")

    assert [DONE] == anna.notices
    assert [19900] == provider.charges()


def test_a_declined_card_says_why_and_another_one_pays(
    network: Network, provider: Provider, anna: Visitor
) -> None:
    order_with_a_new_card(anna)
    with anna.page.expect_request_finished(lambda request: "back=1" in request.url):
        type_card(anna, TOO_LITTLE)
    anna.find(".pb-paying [role=alert]:not([hidden])").wait_for()
    assert [] == provider.charges()
    anna.account()
    assert "There is not enough money on the account." in anna.words(OPEN)

    press_link(anna, f"{OPEN} .pb-pay")
    type_card(anna, VISA)
    arrive(anna, "account")

    assert ([DONE], ["applied"], [19900]) == (anna.notices, changes(network, 1), provider.charges())


def test_a_card_is_saved_with_the_order_and_then_pays_alone(provider: Provider, anna: Visitor) -> None:
    order_with_a_new_card(anna, saves=True)
    type_card(anna, VISA)
    arrive(anna, "account")
    assert "Visa ending in 4242" in anna.words(METHODS)

    choose(anna, "3:1-year")
    choose_way(anna, "Visa ending in 4242")
    anna.find(".pb-complete").dblclick()
    arrive(anna, "account")

    assert DONE in anna.notices[0]
    assert 2 == len(provider.charges())


def test_cards_are_added_chosen_and_removed(anna: Visitor) -> None:
    anna.account()
    assert "Nothing is saved." in anna.words(METHODS)

    for number in (VISA, "5555555555554444"):
        press_link(anna, f"{METHODS} .pb-card-header a")
        anna.find(".pb-agreement input").check()
        anna.find(".pb-provider-fields input").first.wait_for()
        type_card(anna, number)
        arrive(anna, "account")
        assert ["Saved. It can be used for your next payment."] == anna.notices

    default = anna.find(".pb-method").filter(has_not_text="Used for renewals")
    words = default.locator("strong").inner_text()
    with anna.page.expect_navigation(wait_until="domcontentloaded"):
        default.get_by_role("button", name="Use for renewals").click()
    assert "Used for renewals" in anna.find(".pb-method").filter(has_text=words).inner_text()

    press_and_confirm(anna, "Remove", "Yes, remove it")
    assert 1 == anna.find(".pb-method").count()


def test_an_open_renewal_is_paid_from_the_account(
    network: Network, provider: Provider, visit: Visit
) -> None:
    bjorn = visit("bjorn", slug="bjorn")
    let_pay(bjorn, provider)
    choose(bjorn, PREMIUM_MONTHLY)
    choose_way(bjorn, "Invoice or bank transfer")
    complete(bjorn)

    press_link(bjorn, f"{OPEN} .pb-pay")
    choose_way(bjorn, "New card")
    press(bjorn, "Go on")
    type_card(bjorn, VISA)
    arrive(bjorn, "account")

    assert ([DONE], ["applied"]) == (bjorn.notices, changes(network, 2))
    assert 1 == len(provider.charges())


def test_without_scripts_a_transfer_is_ordered_and_a_card_says_what_it_needs(
    provider: Provider, visit: Visit
) -> None:
    anna = visit("anna", slug="anna", scripts=False)
    choose(anna, PREMIUM_MONTHLY)
    choose_way(anna, "New card")
    complete(anna)
    assert "This needs scripts" in anna.text

    anna.find("details summary").first.click()
    press(anna, "Go on")

    assert "How to pay" in anna.words(OPEN)


def test_what_the_provider_sends_reaches_the_service_through_the_plugin_byte_for_byte(
    network: Network, provider: Provider, anna: Visitor
) -> None:
    order_with_a_new_card(anna)
    intents = [re.fullmatch(r"/v1/payment_intents/(pi_\w+)", one.path) for one in provider.asked]
    provider.pay_on_page(next(one[1] for one in intents if one), provider.card())
    body, headers = provider.told("payment_intent.succeeded").signed(datetime.now(UTC))

    altered = webhook(network, body.replace(b"  ", b" "), headers)
    taken = webhook(network, body, headers)
    network.bridge("worker", "--once")

    assert (400, 200) == (altered, taken)
    assert ["applied"] == changes(network, 1)


def webhook(network: Network, body: bytes, headers: dict[str, str]) -> int:
    """What the network answers the provider."""
    address = f"{network.url}/?rest_route=/plan-bridge/v1/webhooks/stripe"
    return requests.post(address, body, headers=headers | {"Content-Type": "application/json"}, timeout=30).status_code


def test_no_screen_of_paying_has_a_fault(anna: Visitor) -> None:
    found: list[str] = []
    for name in screens(anna):
        found += faults_everywhere(anna, name)
        anna.read_in("en_US")

    assert [] == found


def screens(anna: Visitor) -> Iterator[str]:
    """Opens one after the other."""
    order_with_a_new_card(anna, saves=True)
    anna.find(".pb-provider-fields input").first.wait_for()
    yield "pay-card"
    type_card(anna, TOO_LITTLE)
    anna.find(".pb-paying [role=alert]:not([hidden])").wait_for()
    anna.account()
    yield "account-declined"
    press_link(anna, f"{OPEN} .pb-pay")
    type_card(anna, VISA)
    arrive(anna, "account")
    yield "account-card"
    choose(anna, "3:1-year")
    anna.change(quote=anna.find(".pb-confirm [name=quote_id]").input_value())
    yield "change-with-card"
    anna.go_to("pay")
    yield "pay-add"


def press_link(owner: Visitor, selector: str) -> None:
    """Follows a link of ours."""
    with owner.page.expect_navigation(wait_until="domcontentloaded"):
        owner.find(selector).first.click()
