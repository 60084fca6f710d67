"""What a customer saved is charged for memberships where they agreed to it, for no other; the newest choice first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from bridge.account.methods import choose_method, list_methods, remove_method
from bridge.changes.calls import AGREEMENT_VERSION
from bridge.changes.change import confirm
from bridge.changes.pay import Means
from bridge.changes.pay_open import Payment, come_back, pay
from bridge.errors import AgreementMissing
from bridge.network_admin import payments
from bridge.store.providers import Agreement
from tests.integration.changes.story import ADMIN, CUSTOMER, MEMBERSHIP, OWNER, PREMIUM, USER
from tests.integration.changes.test_paying_by_stripe import STRIPE, Shop, served, shop

__all__ = ("served", "shop")

SECOND = 502
POOR = "4000000000009995"


def term_is_over(shop: Shop, membership_id: int = MEMBERSHIP) -> None:
    """The worker comes when a membership's term ends."""
    end = shop.story.one(f"SELECT date_expiration FROM {{p}}wu_memberships WHERE id = {membership_id}")[0]
    shop.story.clock.at = datetime.fromisoformat(end)
    shop.round()


def paid_by_hand(shop: Shop) -> None:
    """Premium is paid by hand."""
    quote_id = shop.story.quote(PREMIUM)
    confirm(shop.story.services, OWNER, quote_id, "manual")
    payments.mark_paid(shop.story.services, ADMIN, shop.story.payment_id(quote_id))


def test_a_card_added_on_the_account_is_charged_however_the_membership_was_paid_before(shop: Shop) -> None:
    paid_by_hand(shop)
    shop.saved()

    term_is_over(shop)

    assert shop.renewal("gateway, status") == [STRIPE, "applied"]
    assert len(shop.provider.charges()) == 1


def on_the_page(shop: Shop, quote_id: str) -> None:
    """Another card is typed into the provider's own fields, and saved."""
    pay(shop.story.services, OWNER, quote_id, Payment(STRIPE, Means(saves=True)))
    shop.provider.pay_on_page(shop.payment(quote_id), shop.provider.card())
    come_back(shop.story.services, OWNER, quote_id)


def named(shop: Shop, quote_id: str) -> None:
    """Another card is sent, and saved."""
    pay(shop.story.services, OWNER, quote_id, Payment(STRIPE, Means(shop.provider.card(), saves=True)))


@pytest.mark.parametrize("pays", [on_the_page, named])
def test_a_card_saved_while_paying_is_charged_next_though_another_was_chosen_before(
    shop: Shop, pays: Callable[[Shop, str], None]
) -> None:
    shop.order(Means(shop.saved("5555555555554444")))
    poor = shop.provider.card(POOR, customer=shop.payer())
    choose_method(shop.story.services, OWNER, MEMBERSHIP, poor)
    term_is_over(shop)
    declined = shop.renewal("quote_id, status, problem")

    pays(shop, declined[0])
    chosen = next(one for one in list_methods(shop.story.services, OWNER, MEMBERSHIP).methods if one.is_default)
    term_is_over(shop)

    assert declined[1:] == ["awaiting_payment", "declined"]
    assert (chosen.last4, chosen.id == poor) == ("4242", False)
    found = "SELECT status, problem FROM {p}bridge_changes WHERE kind = 'renewal'"
    assert shop.story.sql(found) == [["applied", "NULL"]] * 2


def test_a_card_chosen_after_it_was_saved_while_paying_stays_chosen_when_the_provider_tells_late(shop: Shop) -> None:
    first = shop.saved("5555555555554444")
    quote_id = shop.order(Means(saves=True))
    on_the_page(shop, quote_id)

    choose_method(shop.story.services, OWNER, MEMBERSHIP, first)
    shop.hear("payment_intent.succeeded")

    assert list_methods(shop.story.services, OWNER, MEMBERSHIP).methods[0].id == first


def test_a_card_saved_for_one_membership_is_charged_for_another_once_that_is_agreed_to(shop: Shop) -> None:
    services, card = shop.story.services, shop.saved()
    shop.story.second_membership()
    quote_id = shop.story.quote(PREMIUM, membership=SECOND)
    confirm(services, OWNER, quote_id, STRIPE, Means(card))
    term_is_over(shop, SECOND)
    renewal = f"SELECT gateway, status FROM {{p}}bridge_changes WHERE kind = 'renewal' AND membership_id = {SECOND}"
    asked, shown = shop.story.sql(renewal), [one.is_agreed for one in list_methods(services, OWNER, SECOND).methods]

    with pytest.raises(AgreementMissing):
        choose_method(services, OWNER, SECOND, card)
    agreed = choose_method(services, OWNER, SECOND, card, agreed=True)
    open_renewal = shop.story.one(renewal.replace("gateway, status", "quote_id"))[0]
    pay(services, OWNER, open_renewal, Payment(STRIPE, Means(card)))
    term_is_over(shop, SECOND)

    assert (asked, shown) == ([["manual", "awaiting_payment"]], [False])
    assert [one.is_agreed for one in agreed.methods] == [True]
    assert shop.story.sql(renewal) == [[STRIPE, "applied"]] * 2


def test_what_was_agreed_ends_with_the_last_card(shop: Shop) -> None:
    shop.order(Means(shop.saved()))
    card = list_methods(shop.story.services, OWNER, MEMBERSHIP).methods[0].id
    remove_method(shop.story.services, OWNER, MEMBERSHIP, card)
    for_another = Agreement(CUSTOMER, SECOND, STRIPE, AGREEMENT_VERSION, "en_US", USER)
    shop.story.services.database.transaction(lambda store: store.providers.agree(for_another, shop.story.clock.at))
    named_there = shop.story.one("SELECT provider_customer_id FROM {p}bridge_payers")[0]
    shop.provider.card(customer=named_there)

    term_is_over(shop)

    assert shop.renewal("gateway, status") == ["manual", "awaiting_payment"]
    assert len(shop.provider.charges()) == 1
