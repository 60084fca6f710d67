"""Who may see an account, who may buy, and who sees nothing of it."""

import pytest

from tests.e2e.checkout import PREMIUM_MONTHLY, choose, choose_here, complete
from tests.e2e.conftest import Visit
from tests.e2e.situations import MEMBERSHIP, ORDERED, changes
from tests.e2e.visitor import Visitor
from tools.network.network import Network

NO_ACCESS = "You do not have access to this account."
LOOK = "Only the person who owns the membership can change it. You can look, but not buy."


def test_a_subscriber_who_is_the_customer_buys_on_her_own_site(network: Network, visit: Visit) -> None:
    sara = visit("sara", slug="sara")
    sara.go("wp-admin/")
    sara.page.get_by_role("link", name="Account", exact=True).first.click()
    sara.find(MEMBERSHIP).wait_for()

    choose(sara, PREMIUM_MONTHLY)
    complete(sara)

    assert [ORDERED] == sara.notices
    assert ["awaiting_payment"] == changes(network, 7)


def test_an_administrator_who_is_not_the_customer_looks_and_cannot_buy(network: Network, visit: Visit) -> None:
    karl = visit("karl", slug="anna")

    karl.account()
    assert ([LOOK], 0) == (karl.notices, karl.find(".pb-change").count())

    karl.go_to("change", offer=PREMIUM_MONTHLY)
    assert 0 == karl.find(".pb-complete").count()
    assert "Only the person who owns the membership can change it. You can look, but not buy." in karl.text
    assert [] == changes(network, 1)


def test_a_customer_without_a_role_finds_the_account_on_the_main_site(network: Network, visit: Visit) -> None:
    ulla = visit("ulla")
    ulla.account()
    assert "Basic Active" == ulla.words(".pb-plan-name")

    choose(ulla, PREMIUM_MONTHLY)
    complete(ulla)

    assert [ORDERED] == ulla.notices
    assert ["awaiting_payment"] == changes(network, 6)


def test_a_customer_without_a_role_is_led_to_the_account_from_the_user_dashboard(visit: Visit) -> None:
    ulla = visit("ulla")
    ulla.go("wp-admin/user/")

    ulla.page.get_by_role("link", name="Account", exact=True).first.click()

    ulla.find(MEMBERSHIP).wait_for()


def test_a_network_admin_orders_for_the_owner_and_the_journal_names_both(network: Network, admin: Visitor) -> None:
    admin.network_screen("memberships", search="anna")
    admin.page.get_by_role("link", name="Open account").click()
    admin.find(MEMBERSHIP).wait_for()
    assert "You are looking at membership 1 as network administrator." in admin.notices[0]

    admin.find(".pb-change").click()
    admin.find("#pb-choice").wait_for()
    choose_here(admin, PREMIUM_MONTHLY)
    complete(admin)

    assert ORDERED in admin.notices
    assert [["network_admin", "1", str(network.state.users["anna"])]] == network.sql(
        "SELECT DISTINCT cause, actor_user_id, for_user_id FROM {p}bridge_journal WHERE membership_id = 1"
    )


def test_a_stranger_has_no_menu_and_reads_nothing_of_others(visit: Visit) -> None:
    sten = visit("sten")
    sten.account()
    assert "There is no membership here yet, neither for you nor for this site." in sten.text

    sten.account(membership=1)
    assert NO_ACCESS in sten.text
    assert "Free" not in sten.text

    sten.change(membership=1)
    assert NO_ACCESS in sten.text


def test_a_stranger_learns_nothing_at_the_owners_site(visit: Visit) -> None:
    sten = visit("sten", slug="anna")

    sten.account()

    assert NO_ACCESS in sten.text
    assert not any(word in sten.find("body").inner_text() for word in ("Free", "trädgård", "Site limits"))


def test_another_owners_membership_is_refused(cecilia: Visitor) -> None:
    cecilia.account(membership=1)
    assert NO_ACCESS in cecilia.text

    cecilia.change(membership=1)
    assert NO_ACCESS in cecilia.text


def test_a_hand_written_request_for_a_plan_of_another_group_is_refused(network: Network, anna: Visitor) -> None:
    anna.go_to("change", offer="2:1-month")

    said = anna.words("#pb-summary")

    assert "This plan does not belong to the same family as your present one, so you cannot change to it." in said
    assert 0 == anna.find(".pb-complete").count()
    assert [["0"]] == network.sql("SELECT COUNT(*) FROM {p}bridge_quotes")


def test_somebody_who_only_writes_on_the_site_has_no_account_there(visit: Visit) -> None:
    maja = visit("maja", slug="bjorn")
    maja.go("wp-admin/")
    assert 0 == maja.page.get_by_role("link", name="Account", exact=True).count()

    maja.account()

    assert NO_ACCESS in maja.text


@pytest.mark.parametrize("screen", ["products", "product", "payments", "memberships", "settings"])
def test_an_owner_does_not_get_into_the_network_screens(anna: Visitor, screen: str) -> None:
    anna.page.goto(f"{anna.network.url}/wp-admin/network/admin.php?page=plan-bridge-{screen}")

    assert 0 == anna.find(".pb-network").count()
