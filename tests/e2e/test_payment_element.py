"""The provider's newer fields, one element for all ways to pay, and a bank account that is debited in euro."""

from collections.abc import Iterator

import pytest

from tests.e2e.checkout import choose, complete
from tests.e2e.conftest import Visit
from tests.e2e.paying import METHODS, arrive, choose_way, let_pay, type_card
from tests.e2e.situations import DONE, OPEN
from tests.e2e.visitor import Visitor
from tests.fakes.stripe_provider import ALWAYS_CHALLENGED, VISA, Provider
from tests.integration.provider import provider_of
from tools.network.first_state import FirstState
from tools.network.network import Network

IBAN = "DE89370400440532013000"


@pytest.fixture(scope="module")
def served(first_state: FirstState) -> Iterator[Provider]:
    """A provider of cards and debits, with the newer script."""
    with provider_of(first_state.network, "element/", methods="card,sepa_debit") as provider:
        yield provider


@pytest.fixture
def provider(served: Provider, network: Network) -> Provider:
    """One that knows nobody yet."""
    served.reset()
    return served


def owner(visit: Visit, provider: Provider, login: str) -> Visitor:
    """Somebody whose browser reaches the provider."""
    window = visit(login, slug=login)
    let_pay(window, provider)
    return window


def test_a_card_is_paid_with_saved_and_authenticated_in_the_element(provider: Provider, visit: Visit) -> None:
    anna = owner(visit, provider, "anna")
    choose(anna, "3:1-month")
    choose_way(anna, "New", saves=True)
    complete(anna)
    assert anna.find(".pb-provider-fields select[name=type]").count() == 0  # in kronor nothing is debited
    type_card(anna, ALWAYS_CHALLENGED)
    anna.find("dialog.bank").get_by_role("button", name="Approve").click()
    arrive(anna, "account")

    assert [DONE] == anna.notices
    assert [19900] == provider.charges()
    assert "ending in" in anna.words(METHODS)


def test_a_card_is_saved_in_the_element_without_a_payment(provider: Provider, visit: Visit) -> None:
    anna = owner(visit, provider, "anna")
    anna.account()
    with anna.page.expect_navigation(wait_until="domcontentloaded"):
        anna.find(f"{METHODS} .pb-card-header a").click()
    anna.find(".pb-agreement input").check()
    anna.find(".pb-provider-fields input").first.wait_for()
    type_card(anna, VISA)
    arrive(anna, "account")

    assert ["Saved. It can be used for your next payment."] == anna.notices
    assert provider.charges() == []


@pytest.mark.parametrize("arrives", [True, False])
def test_a_bank_account_is_debited_and_its_money_is_on_its_way(
    network: Network, provider: Provider, visit: Visit, *, arrives: bool
) -> None:
    lea = owner(visit, provider, "lea")
    lea.change()
    offer = lea.find("input[name=offer]:not(:checked):not(:disabled)").last.input_value()
    choose(lea, offer)
    choose_way(lea, "New")
    complete(lea)
    lea.find(".pb-provider-fields select[name=type]").select_option("sepa_debit")
    lea.find(".pb-provider-fields [name=iban]").fill(IBAN)
    lea.find(".pb-pay-button").click()
    arrive(lea, "account")
    payment = network.sql("SELECT provider_id FROM {p}bridge_payments WHERE gateway = 'stripe'")[-1][0]
    assert provider.status_of(payment) == "processing"
    assert network.sql("SELECT status FROM {p}bridge_changes")[-1] == ["applied_on_trust"]

    provider.arrives(payment) if arrives else provider.returns(payment)
    network.sql("UPDATE {p}bridge_changes SET lease_until = '2025-01-01'")
    network.bridge("worker", "--once")
    lea.account()

    status = network.sql("SELECT status FROM {p}bridge_changes")[-1]
    assert status == (["applied"] if arrives else ["owed"])
    assert (OPEN in lea.page.content() or lea.find(OPEN).count() > 0) is not arrives
