"""The guide "Uppgradera ett abonnemang", sentence by sentence; its one sentence about itself has no test."""

import pytest

from tests.e2e.checkout import BUSINESS_MONTHLY, DISK, PREMIUM_MONTHLY, choose, complete, minor
from tests.e2e.conftest import Visit
from tests.e2e.situations import MEMBERSHIP, limits, mark_paid, sell_the_story_alone
from tests.e2e.visitor import Visitor
from tools.network.network import Network


@pytest.fixture(autouse=True)
def the_story_alone(network: Network) -> None:
    """These tests count what is sold."""
    sell_the_story_alone(network)


GROUP = "#pb-plan-group"


def offered(owner: Visitor) -> list[str]:
    owner.change()
    return owner.all_words(".pb-plan h3")


def test_customers_can_upgrade_their_subscriptions_at_any_time(bjorn: Visitor) -> None:
    """Dina kunder kan uppgradera sina abonnemang när som helst."""
    shown = choose(bjorn, PREMIUM_MONTHLY)

    assert shown.text.startswith("Upgrade: Premium")
    assert shown.has_button


def test_they_upgrade_to_another_plan_or_buy_services_or_packages(bjorn: Visitor) -> None:
    """De kan antingen uppgradera till ett annat abonnemang eller köpa tilläggstjänster eller paket som du erbjuder."""
    bjorn.change()

    assert {"Premium", "Business"} <= set(bjorn.all_words(".pb-plan h3"))
    assert ["Extra disk space", "Unlimited visits", "SEO consulting"] == bjorn.all_words(
        ".pb-plan-current .pb-addon label"
    )


def test_they_go_to_their_dashboard_and_to_the_page_account(anna: Visitor) -> None:
    """För att uppgradera sitt abonnemang ska dina kunder gå till sin dashboard och navigera till sidan Account."""
    anna.go("wp-admin/")

    anna.page.get_by_role("link", name="Account", exact=True).first.click()
    anna.find(MEMBERSHIP).wait_for()

    assert "Account" == anna.words("#wpbody-content h1")


def test_the_page_shows_their_membership_and_its_plan(anna: Visitor) -> None:
    """På Account-sidan visas deras nuvarande medlemskap och det abonnemang som är kopplat till det."""
    anna.account()

    assert ("Your Membership", "Free Active") == (
        anna.words(f"{MEMBERSHIP} h2"),
        anna.words(f"{MEMBERSHIP} .pb-plan-name"),
    )


def test_they_click_change_in_the_top_right_corner_of_your_membership(anna: Visitor) -> None:
    """… klickar de på Change i det övre högra hörnet av sektionen Your Membership."""
    anna.account()
    header = anna.find(f"{MEMBERSHIP} header").bounding_box()
    button = anna.page.get_by_role("link", name="Change", exact=True).bounding_box()

    assert header is not None
    assert button is not None
    assert button["x"] > header["x"] + header["width"] / 2
    assert header["y"] <= button["y"] < header["y"] + header["height"]


def test_they_come_to_a_checkout_form_with_all_plans_they_can_have(bjorn: Visitor) -> None:
    """De omdirigeras då till ett kassaformulär där alla tillgängliga abonnemang visas."""
    bjorn.account()

    bjorn.page.get_by_role("link", name="Change", exact=True).click()
    bjorn.find("#pb-choice").wait_for()

    assert ["Free", "Basic", "Premium", "Business"] == bjorn.all_words(".pb-plan h3")


def test_they_can_buy_a_package_without_upgrading_the_plan(bjorn: Visitor) -> None:
    """De kan också se vilka tjänster och paket som är tillgängliga för deras nuvarande abonnemang …"""
    shown = choose(bjorn, "2:1-month", {DISK: 1})

    assert shown.text.startswith("Add-on: Basic, per month, Extra disk space")
    assert shown.has_button


def test_they_see_what_to_pay_now_and_what_is_billed_next(bjorn: Visitor) -> None:
    """När de har valt … ser de hur mycket de behöver betala just nu … och hur mycket … vid nästa faktureringsdatum."""
    shown = choose(bjorn, PREMIUM_MONTHLY)

    assert 13100 < minor(shown.due) < 13500
    assert shown.totals["Next payment"].startswith("SEK 199.00 on ")


def test_between_two_bills_they_get_credit_for_what_they_paid(bjorn: Visitor) -> None:
    """… sker mellan två faktureringscykler får de vanligtvis en kredit för det belopp de betalade …"""
    shown = choose(bjorn, BUSINESS_MONTHLY)

    assert [("Business", "SEK 499.00")] == shown.lines[:1]
    assert "Credit for the time left of Basic" == shown.lines[1][0]
    assert minor(shown.due) == 49900 + minor(shown.lines[1][1])


def test_what_changes_nothing_gets_a_message_that_explains_it(bjorn: Visitor) -> None:
    """Om de väljer ett abonnemang eller paket som inte ändrar något … visas ett meddelande som förklarar detta."""
    choose(bjorn, "2:1-month", {DISK: 1})

    shown = choose(bjorn, PREMIUM_MONTHLY)
    assert shown.has_button

    bjorn.go_to("change", offer="2:1-month")
    assert "This is what you already have, so nothing changes and nothing is charged." in bjorn.words("#pb-summary")


def test_after_checkout_the_new_products_and_limits_are_there_at_once(anna: Visitor, admin: Visitor) -> None:
    """När kassan är slutförd läggs de nya produkterna till …, och alla begränsningar … aktiveras omedelbart."""
    choose(anna, PREMIUM_MONTHLY, {6: 1})
    complete(anna)
    mark_paid(admin)

    anna.account()

    assert ["Premium", "Unlimited visits"] == anna.all_words(f"{MEMBERSHIP} tbody td:first-child")
    shown = limits(anna)
    assert ("3.5 MB of 100 MB", "3 of 100", "740, unlimited") == (
        shown["Disk space"],
        shown["Posts"],
        shown["Visits per month"],
    )


def test_each_product_has_a_tab_up_and_downgrades(admin: Visitor) -> None:
    """I varje produkt finns en flik som heter Up & Downgrades."""
    for product in range(1, 8):
        admin.network_screen("product", id=product)

        assert "Up & Downgrades" in admin.all_words(".pb-tabs .nav-tab")


def test_its_first_option_is_plan_group(admin: Visitor) -> None:
    """Det första alternativet på den fliken är ett fält som heter Plan Group."""
    admin.network_screen("product", id=1, tab="up-downgrades")

    assert "Plan Group" == admin.words("#pb-panel-up-downgrades th")


def test_plan_groups_make_the_family_that_options_are_built_from(admin: Visitor) -> None:
    """Plan groups är det som gör att … vissa abonnemang tillhör samma "familj" …"""
    admin.network_screen("product", id=1, tab="up-downgrades")

    ways = dict(
        zip(
            admin.all_words(".pb-paths-to tbody th"), admin.all_words(".pb-paths-to tbody td:nth-child(2)"), strict=True
        )
    )

    assert {"Basic": "No", "Premium": "Yes, at once", "Business": "No"} == ways


def test_there_are_a_free_a_basic_and_a_premium_plan(admin: Visitor) -> None:
    """Låt oss säga att du har ett Free plan, ett Basic Plan och ett Premium Plan tillgängliga."""
    admin.network_screen("products", type="plan")

    assert {"Free", "Basic", "Premium"} <= set(admin.all_words(".row-title"))


def test_free_is_offered_premium_and_not_basic(anna: Visitor) -> None:
    """… med Free Plan bara ska kunna uppgradera till Premium Plan, och du vill inte att de ska se "Basic Plan" …"""
    assert ["Free", "Premium"] == offered(anna)


def test_all_it_takes_is_the_same_group_name_on_both(visit: Visit, anna: Visitor) -> None:
    """Allt du behöver göra är att tilldela samma plan group-namn till både Free och Premium …"""
    admin = visit("admin")
    admin.network_screen("product", id=3, tab="up-downgrades")
    admin.find(GROUP).fill("Elsewhere")
    admin.button("Save product").click()
    admin.page.get_by_text("“Premium” is saved.").wait_for()
    assert ["Free"] == offered(anna)

    admin.find(GROUP).fill("High End")
    admin.button("Save product").click()
    admin.page.get_by_text("“Premium” is saved.").wait_for()

    assert ["Free", "Premium"] == offered(anna)


def test_the_network_knows_a_family_called_high_end(admin: Visitor) -> None:
    """Detta talar om … att det finns en "familj" av abonnemang i nätverket som heter High End."""
    admin.network_screen("product", id=2, tab="up-downgrades")

    assert "Groups so far: Enterprise and High End." in admin.words("#pb-plan-group-help")


def test_only_plans_of_the_family_are_offered(cecilia: Visitor) -> None:
    """När uppgraderingar eller nedgraderingar erbjuds visas endast abonnemang från samma familj …"""
    assert ["Free", "Premium"] == offered(cecilia)
