"""Our rules on the product's screen of Ultimate Multisite, and one menu of products."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.integration.companion.beside import BASIC, EDIT_PRODUCT, SECONDS, Beside

EXTRA_DISK = "SELECT id FROM {p}wu_products WHERE type = 'package' AND name = 'Extra disk space'"
OURS = "{}/wp-admin/network/admin.php?page=plan-bridge-product&id={}"
FIELDS = {
    "plan_bridge_rules[direction]": "upgrade_only",
    "plan_bridge_rules[minimum_term][n]": "3",
    "plan_bridge_rules[minimum_term][unit]": "month",
    "plan_bridge_rules[hidden]": "1",
}


@pytest.fixture
def admin(beside: Beside) -> Iterator[requests.Session]:
    """The network admin; afterwards no plan has rules of ours, and names are as before."""
    yield beside.network.login("admin")
    beside.network.sql("DELETE FROM {p}bridge_product_rules")
    beside.network.sql("UPDATE {p}wu_products SET name = 'Basic' WHERE id = 2")


def rules(beside: Beside) -> list[Any]:
    """What is stored of the plan's rules."""
    return beside.network.sql(
        "SELECT direction, minimum_term, minimum_term_unit, hidden FROM {p}bridge_product_rules"
        f" WHERE product_id = {BASIC}"
    )


def screen(beside: Beside, admin: requests.Session, product: int) -> str:
    """The product's screen."""
    return admin.get(f"{beside.network.url}/{EDIT_PRODUCT.format(product)}", timeout=SECONDS).text


def test_a_plans_rules_are_saved_with_all_else_and_shown_again(beside: Beside, admin: requests.Session) -> None:
    beside.edit_product(admin, BASIC, **FIELDS, name="Bas")

    assert rules(beside) == [["upgrade_only", "3", "month", "1"]]
    assert beside.network.sql(f"SELECT name FROM {{p}}wu_products WHERE id = {BASIC}") == [["Bas"]]
    page = screen(beside, admin, BASIC)
    assert re.search(r'<option\s+selected=\'selected\'\s+value="upgrade_only"|value="upgrade_only" selected', page)


def test_what_is_saved_there_is_in_the_row_of_its_limits_when_the_page_answers(
    beside: Beside, admin: requests.Session
) -> None:
    beside.edit_product(admin, BASIC, name="Bas")

    row = f"SELECT name, kind FROM {{p}}bridge_product_limits WHERE product_id = {BASIC}"
    assert beside.network.sql(row) == [["Bas", "plan"]]


def test_a_rule_that_cannot_be_is_told_on_the_next_page_and_all_else_is_saved(
    beside: Beside, admin: requests.Session
) -> None:
    beside.edit_product(admin, BASIC, **FIELDS)

    page = beside.edit_product(admin, BASIC, **FIELDS | {"plan_bridge_rules[minimum_term][n]": "many"}, name="Bas")

    assert "Minimum term was not saved" in page
    assert "Minimum term was not saved" not in screen(beside, admin, BASIC)
    assert rules(beside) == [["upgrade_only", "3", "month", "1"]]
    assert beside.network.sql(f"SELECT name FROM {{p}}wu_products WHERE id = {BASIC}") == [["Bas"]]


def test_what_the_service_refuses_is_told_too(beside: Beside, admin: requests.Session) -> None:
    page = beside.edit_product(admin, BASIC, **FIELDS | {"plan_bridge_rules[direction]": "sideways"})

    assert "Direction was not saved" in page
    assert rules(beside) == []


def test_a_product_saved_without_our_fields_keeps_its_rules(beside: Beside, admin: requests.Session) -> None:
    beside.edit_product(admin, BASIC, **FIELDS)

    beside.php("$product = wu_get_product(2); $product->set_name('Bas'); return $product->save();", "admin")

    assert rules(beside) == [["upgrade_only", "3", "month", "1"]]


def test_a_package_says_with_which_plans_it_is_sold(beside: Beside, admin: requests.Session) -> None:
    package = int(beside.network.sql(EXTRA_DISK)[0][0])

    page = screen(beside, admin, package)

    assert re.search(r"Owners can buy this with: [^.]*Basic", page)


def test_there_is_one_menu_of_products(beside: Beside, admin: requests.Session) -> None:
    page = admin.get(f"{beside.network.url}/wp-admin/network/admin.php?page=plan-bridge-map", timeout=SECONDS).text

    ours = re.findall(r"href='admin\.php\?page=(plan-bridge-[a-z]+)'", page)
    assert ours[0] == "plan-bridge-map"
    names = ("map", "payments", "memberships", "give", "letters", "taxes", "runs", "settings")
    assert set(ours) == {f"plan-bridge-{name}" for name in names}


def test_the_plan_map_leads_to_the_products_own_screen(beside: Beside, admin: requests.Session) -> None:
    page = admin.get(f"{beside.network.url}/wp-admin/network/admin.php?page=plan-bridge-map", timeout=SECONDS).text

    assert "page=wp-ultimo-edit-product&#038;id=2" in page.replace("&amp;", "&#038;")


def test_a_number_that_would_be_imposed_on_an_unlimited_plan_is_said_before_it_is_sold(
    beside: Beside, admin: requests.Session
) -> None:
    package = int(beside.network.sql(EXTRA_DISK)[0][0])
    before = beside.network.sql(
        f"SELECT meta_value FROM {{p}}wu_productmeta WHERE wu_product_id = {BASIC} AND meta_key = 'wu_limitations'"
    )[0][0]
    beside.network.sql(
        "UPDATE {p}wu_productmeta SET meta_value = 'a:0:{}'"
        f" WHERE wu_product_id = {BASIC} AND meta_key = 'wu_limitations'"
    )
    try:
        told = [screen(beside, admin, product) for product in (BASIC, package)]
        told += [admin.get(OURS.format(beside.network.url, id_), timeout=SECONDS).text for id_ in (BASIC, package)]
    finally:
        kept = before.replace("'", "''")
        beside.network.sql(
            f"UPDATE {{p}}wu_productmeta SET meta_value = '{kept}'"
            f" WHERE wu_product_id = {BASIC} AND meta_key = 'wu_limitations'"
        )

    for page in told:
        assert "the plan does not limit Disk space" in page
    assert "the plan does not limit Disk space" not in screen(beside, admin, BASIC)


def test_the_notice_leads_to_the_limits_on_our_page_which_no_menu_has(
    beside: Beside, admin: requests.Session
) -> None:
    link = re.search(r'<a href="([^"]*page=plan-bridge-product[^"]*)">', screen(beside, admin, BASIC))

    assert link
    address = link[1].replace("&#038;", "&").replace("&amp;", "&")
    assert address.endswith(f"page=plan-bridge-product&id={BASIC}&tab=limits")
    assert 'data-pb-tab="limits"' in admin.get(address, timeout=SECONDS).text
