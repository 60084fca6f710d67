"""Networks with plain permalinks, with REST closed by another plugin, and sites whose membership has expired."""

import pytest

from tests.e2e.checkout import PREMIUM_MONTHLY, choose, complete
from tests.e2e.conftest import Visit
from tests.e2e.dates import day, term_end
from tests.e2e.situations import ORDERED, install, mark_paid
from tests.e2e.visitor import Visitor
from tools.network.network import Network


def test_with_plain_permalinks_the_whole_way_works(network: Network, anna: Visitor, admin: Visitor) -> None:
    for table in ("options", f"{anna.blog}_options"):
        network.sql(f"UPDATE {{p}}{table} SET option_value = '' WHERE option_name = 'permalink_structure'")

    choose(anna, PREMIUM_MONTHLY)
    complete(anna)
    assert [ORDERED] == anna.notices
    mark_paid(admin)

    anna.account()
    assert "Premium Active" == anna.words(".pb-plan-name")


def test_with_rest_closed_by_another_plugin_the_whole_way_works(
    network: Network, anna: Visitor, admin: Visitor
) -> None:
    install(
        network,
        "closes-rest",
        "add_filter('rest_authentication_errors', static fn () =>"
        " new WP_Error('rest_closed', 'REST is closed here.', ['status' => 401]));",
    )

    choose(anna, PREMIUM_MONTHLY)
    complete(anna)
    assert [ORDERED] == anna.notices
    mark_paid(admin)

    anna.account()
    assert "Premium Active" == anna.words(".pb-plan-name")


def test_an_expired_site_is_closed_in_front_and_open_for_its_owner(visit: Visit) -> None:
    david = visit("david", slug="david")

    answer = david.go("")
    assert 503 == answer.status
    assert "This site is closed because its membership has expired." in david.words("main")

    david.account()
    assert "Premium Expired" == david.words(".pb-plan-name")


@pytest.mark.main_way
def test_the_owner_of_an_expired_site_reads_why_since_when_and_renews(visit: Visit) -> None:
    david = visit("david", slug="david")
    errors: list[str] = []
    david.page.on("pageerror", lambda error: errors.append(str(error)))
    david.page.on("response", lambda answer: errors.append(answer.url) if answer.status >= 400 else None)

    david.go("wp-admin/edit.php")
    david.page.wait_for_load_state("networkidle")

    end = day(term_end(david.network, 4))
    assert "Your site is closed" == david.words("section[aria-labelledby=pb-closed-title] h2")
    assert f"because its membership has expired. The membership was paid until {end}." in david.words(
        "section[aria-labelledby=pb-closed-title]"
    )
    assert [] == errors
    david.find(".pb-renew").click()
    assert "Reactivation: Premium" in david.words("#pb-summary")


def test_a_visitor_of_an_expired_site_gets_to_the_login(visit: Visit) -> None:
    stranger = visit("david", slug="david")
    stranger.page.context.clear_cookies()
    stranger.go("")

    stranger.page.get_by_role("link", name="Log in").click()

    stranger.find("#loginform").wait_for()


def test_an_expired_site_opens_again_when_its_owner_has_paid(visit: Visit, admin: Visitor) -> None:
    david = visit("david", slug="david")

    shown = choose(david, PREMIUM_MONTHLY)
    assert shown.text.startswith("Reactivation: Premium")
    assert "SEK 199.00" == shown.due

    complete(david)
    mark_paid(admin)

    assert 200 == david.go("").status
    david.account()
    assert "Premium Active" == david.words(".pb-plan-name")
