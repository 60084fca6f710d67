"""One Account for owners, whoever sells; what ours does not have is the other plugin's page, in our menu."""

import re
from collections.abc import Iterator

import pytest
import requests

from tests.integration.companion.beside import BJORN, PREMIUM, SECONDS, Beside
from tests.integration.companion.test_checkout import CART

OURS, THEIRS = "admin.php?page=plan-bridge-account", "admin.php?page=account"
REST = "page=account&plan-bridge=rest"
KARL_IS_NO_CUSTOMER = "karl"


def bjorns(beside: Beside, query: str) -> str:
    """A page of Bjorn's wp-admin."""
    return f"{beside.network.site_url('bjorn')}/wp-admin/admin.php?{query}"


def connect(beside: Beside) -> None:
    """The first connection: the service trusts the network's key."""
    admin = beside.network.login("admin")
    page = admin.get(f"{beside.network.url}/wp-admin/network/admin.php?page=plan-bridge-settings", timeout=SECONDS)
    assert page.status_code == 200


def sells(beside: Beside, seller: str) -> None:
    """What the network admin has chosen."""
    beside.network.sql(
        "REPLACE INTO {p}bridge_settings (name, value, updated_at, updated_by)"
        f" VALUES ('seller', '\"{seller}\"', UTC_TIMESTAMP(6), 1)"
    )


@pytest.fixture(autouse=True)
def _as_before(beside: Beside) -> Iterator[None]:
    connect(beside)
    yield
    beside.network.sql("DELETE FROM {p}bridge_settings WHERE name = 'seller'")


def menu(page: str) -> list[str]:
    """The addresses of the menu's entries of the first level."""
    found = re.findall(r"<li class=\"[^\"]*menu-top[^\"]*\"[^>]*>\s*<a href='([^']+)'", page)
    assert found, page[:500]
    return [address.replace("&amp;", "&") for address in found]


def test_there_is_one_account_menu_and_it_is_ours(beside: Beside) -> None:
    bjorn = beside.network.login("bjorn")

    entries = menu(bjorn.get(f"{beside.network.site_url('bjorn')}/wp-admin/profile.php", timeout=SECONDS).text)

    assert (entries.count(OURS), entries.count(THEIRS)) == (1, 0)


def test_the_other_account_leads_to_ours_once_and_keeps_its_arguments(beside: Beside) -> None:
    named = beside.php("return wu_get_membership($id)->get_hash();")
    bjorn = beside.network.login("bjorn")

    page = bjorn.get(bjorns(beside, f"page=account&updated=1&membership={named}"), timeout=SECONDS)

    assert [answer.status_code for answer in page.history] == [303]
    assert set(page.url.partition("?")[2].split("&")) == {
        "page=plan-bridge-account",
        "updated=1",
        f"membership={BJORN}",
    }
    assert "Your Membership" in page.text


def test_what_ours_has_not_is_their_page_without_the_boxes_that_ours_has(beside: Beside) -> None:
    bjorn = beside.network.login("bjorn")
    account = bjorn.get(bjorns(beside, "page=plan-bridge-account"), timeout=SECONDS).text
    assert REST in account.replace("&#038;", "&").replace("&amp;", "&")

    page = bjorn.get(bjorns(beside, REST), allow_redirects=False, timeout=SECONDS)

    assert page.status_code == 200
    assert "wp-ultimo-billing-info-element" in page.text
    assert 'id="wp-ultimo-current-membership-element"' not in page.text
    assert 'id="wp-ultimo-invoices-element"' not in page.text


def test_who_has_no_account_there_has_none_here(beside: Beside) -> None:
    karl = beside.network.login(KARL_IS_NO_CUSTOMER)
    annas = f"{beside.network.site_url('anna')}/wp-admin"

    assert OURS not in menu(karl.get(f"{annas}/profile.php", timeout=SECONDS).text)
    assert karl.get(f"{annas}/{OURS}", timeout=SECONDS).status_code == 403


def test_a_customer_reaches_it_whatever_they_may_do_on_the_site(beside: Beside) -> None:
    sara = beside.network.login("sara")

    page = sara.get(f"{beside.network.site_url('sara')}/wp-admin/{OURS}", timeout=SECONDS)

    assert "Your Membership" in page.text


def test_where_ultimate_multisite_sells_its_account_is_the_only_one_and_stays(beside: Beside) -> None:
    sells(beside, "ultimate_multisite")
    bjorn = beside.network.login("bjorn")

    entries = menu(bjorn.get(f"{beside.network.site_url('bjorn')}/wp-admin/profile.php", timeout=SECONDS).text)
    page = bjorn.get(bjorns(beside, "page=account"), allow_redirects=False, timeout=SECONDS)

    assert (entries.count(OURS), entries.count(THEIRS)) == (0, 1)
    assert page.status_code == 200
    assert 'id="wp-ultimo-current-membership-element"' in page.text


def test_where_ultimate_multisite_sells_ours_shows_prices_and_offers_no_change(beside: Beside) -> None:
    sells(beside, "ultimate_multisite")
    bjorn = beside.network.login("bjorn")

    page = bjorn.get(bjorns(beside, "page=plan-bridge-account"), timeout=SECONDS).text
    form = bjorn.get(bjorns(beside, "page=plan-bridge-change"), timeout=SECONDS).text

    for one, heading in ((page, "Limits and prices"), (form, "What a change would cost")):
        assert f"<h1>{heading}</h1>" in one
        assert re.search(r'class="[^"]*wp-menu-open[^"]*" id="toplevel_page_account"', one)
        assert re.search(r'<li class="current"><a href=.admin\.php\?page=plan-bridge-account.', one)
    assert "Changes are not ordered here in this network" in page
    assert "pb-change" not in page
    assert "What a change would cost" in page
    assert "Changes are not ordered here in this network" in form
    assert "Premium" in form


def test_where_ultimate_multisite_sells_its_checkout_is_not_led_away_from(beside: Beside) -> None:
    sells(beside, "ultimate_multisite")
    named = beside.php("return wu_get_membership($id)->get_hash();")

    answer = beside.network.login("bjorn").get(
        bjorns(beside, f"page=wu-checkout&membership={named}"), allow_redirects=False, timeout=SECONDS
    )

    assert "plan-bridge" not in answer.headers.get("Location", "")


def test_where_ultimate_multisite_sells_what_is_ours_stays_guarded_and_it_is_said_what_to_do(beside: Beside) -> None:
    sells(beside, "ultimate_multisite")
    before = beside.take_over()
    named = beside.php("return wu_get_membership($id)->get_hash();")
    cart = {"membership_id": BJORN, "products": [PREMIUM]}

    told = beside.php(CART, owner="bjorn", cart=cart)
    beside.php("$m = wu_get_membership($id); $m->set_amount(5); return is_wp_error($m->save());", "admin")
    answer = beside.network.login("bjorn").get(
        bjorns(beside, f"page=wu-checkout&membership={named}"), allow_redirects=False, timeout=SECONDS
    )

    assert any("can hand it back to Ultimate Multisite" in words for words in told)
    assert beside.row() == before
    assert "plan-bridge" not in answer.headers.get("Location", "")


def test_the_user_dashboard_has_one_account_too(beside: Beside) -> None:
    page = beside.network.login("bjorn").get(f"{beside.network.site_url('bjorn')}/wp-admin/user/", timeout=SECONDS)

    entries = [entry for entry in menu(page.text) if "account" in entry]
    assert len(entries) == 1
    assert "page=plan-bridge-account" in entries[0]


def test_before_the_first_connection_ultimate_multisite_sells(beside: Beside) -> None:
    beside.network.sql("UPDATE {p}bridge_keys SET status = 'pending' WHERE side = 'plugin'")
    try:
        page = beside.network.login("bjorn").get(bjorns(beside, "page=account"), allow_redirects=False, timeout=SECONDS)
    finally:
        beside.network.sql("UPDATE {p}bridge_keys SET status = 'trusted' WHERE side = 'plugin'")

    assert page.status_code == 200


def test_who_sells_is_a_setting_of_the_network(beside: Beside) -> None:
    admin = beside.network.login("admin")
    address = f"{beside.network.url}/wp-admin/network/admin.php?page=plan-bridge-settings"

    page = admin.get(address, timeout=SECONDS).text

    assert "Who sells plan changes" in page
    assert re.search(r'name="seller"[^>]*value="plan_bridge"[^>]*checked', page)


def test_a_membership_deleted_there_is_no_more_and_its_owner_reads_what_to_do(beside: Beside) -> None:
    beside.php("return wu_get_membership($id)->delete();", "admin")
    bjorn: requests.Session = beside.network.login("bjorn")

    page = bjorn.get(bjorns(beside, "page=plan-bridge-account"), timeout=SECONDS).text

    assert f"Your membership, number {BJORN}, was deleted on" in page
    assert "do not have access" not in page


def test_one_that_was_deleted_past_every_hook_is_no_more_either(beside: Beside) -> None:
    beside.network.sql(f"DELETE FROM {{p}}wu_memberships WHERE id = {BJORN}")

    page = beside.network.login("bjorn").get(bjorns(beside, "page=plan-bridge-account"), timeout=SECONDS).text

    assert "The membership of this site does not exist any more" in page


@pytest.mark.parametrize("seller", ["plan_bridge", "ultimate_multisite"])
def test_the_owner_of_a_closed_site_is_led_to_the_account_of_whoever_sells_and_gets_there(
    beside: Beside, seller: str
) -> None:
    sells(beside, seller)
    david = beside.network.login("david")
    admin = f"{beside.network.site_url('david')}/wp-admin/"

    landed = david.get(f"{admin}edit.php", timeout=SECONDS)
    checkout = david.get(f"{admin}admin.php?page=wu-checkout", timeout=SECONDS)

    assert landed.status_code == checkout.status_code == 200
    assert landed.url == f"{admin}{OURS if seller == 'plan_bridge' else THEIRS}"
    assert checkout.url == (f"{admin}{OURS}" if seller == "plan_bridge" else f"{admin}admin.php?page=wu-checkout")
