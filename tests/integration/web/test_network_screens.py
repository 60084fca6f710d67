"""The network admin's screens: what was read can be saved, what somebody else saved meanwhile is not overwritten."""

from dataclasses import replace
from typing import Any

import pytest

from tests.integration.web.conftest import Cast
from tests.integration.web.plugin import Plugin
from tools.network.catalog import STUDIO, STUDIO_PRO
from tools.network.memberships import BY_ID
from tools.network.network import Network

ONLY_SHOWN = {"id", "price", "unreadable", "other_limits"}


def edited(plugin: Plugin, cast: Cast, product_id: int, **changes: Any) -> dict[str, Any]:
    """A product as it is read, ready to be sent back with changes."""
    product = plugin.ask(cast.admin, "GET", f"/v1/network/products/{product_id}").get_json()["product"]
    return {name: value for name, value in product.items() if name not in ONLY_SHOWN} | changes


@pytest.mark.parametrize("product_id", range(1, 8))
def test_a_product_sent_back_as_it_was_read_changes_no_row(
    network: Network, plugin: Plugin, cast: Cast, product_id: int
) -> None:
    rows = f"SELECT * FROM {{p}}wu_products WHERE id = {product_id}"
    meta = f"SELECT * FROM {{p}}wu_productmeta WHERE wu_product_id = {product_id} ORDER BY 1"
    before = network.sql(rows), network.sql(meta)

    answer = plugin.ask(cast.admin, "PUT", f"/v1/network/products/{product_id}", edited(plugin, cast, product_id))

    assert answer.status_code == 200
    assert before == (network.sql(rows), network.sql(meta))


def test_a_saved_product_is_answered_as_it_stands(plugin: Plugin, cast: Cast) -> None:
    body = edited(plugin, cast, 2, plan_group="High End", amount="129.50")

    saved = plugin.ask(cast.admin, "PUT", "/v1/network/products/2", body).get_json()["product"]

    assert (saved["plan_group"], saved["amount"]) == ("High End", "129.50")
    assert saved["price"]["amount_minor"] == 12950
    assert saved["version"] != body["version"]


def test_two_admins_at_once_the_second_is_told(plugin: Plugin, cast: Cast) -> None:
    one, other = (edited(plugin, cast, 2, name=name) for name in ("Base", "Start"))
    plugin.ask(cast.admin, "PUT", "/v1/network/products/2", one)

    answer = plugin.ask(cast.admin, "PUT", "/v1/network/products/2", other)

    assert (answer.status_code, answer.get_json()["code"]) == (409, "product_changed")


def test_the_paths_of_an_edited_group_are_shown_and_nothing_is_saved(
    network: Network, plugin: Plugin, cast: Cast
) -> None:
    body = edited(plugin, cast, 2, plan_group="High End")

    paths = plugin.ask(cast.admin, "POST", "/v1/network/products/2/paths", body).get_json()

    allowed = {entry["name"]: entry["edited"]["allowed"] for entry in paths["to"]}
    assert (allowed["Premium"], allowed["Business"]) == (True, False)
    assert network.sql("SELECT product_group FROM {p}wu_products WHERE id = 2") == [[""]]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"amount": "1 990,50"}, "amount"),
        ({"plan_group": "x" * 21}, "plan_group"),
        ({"list_order": 128}, "list_order"),
        ({"price_variations": [{"period": {"n": 1, "unit": "year"}, "amount": "-1"}]}, "price_variations.0.amount"),
        ({"rules": {"direction": "sideways"}}, "rules.direction"),
    ],
)
def test_a_field_that_cannot_be_is_told_by_its_path(plugin: Plugin, cast: Cast, changes: Any, path: str) -> None:
    answer = plugin.ask(cast.admin, "PUT", "/v1/network/products/2", edited(plugin, cast, 2, **changes))

    assert answer.status_code == 422
    assert [error["path"] for error in answer.get_json()["params"]["errors"]] == [path]


STUDIO_NAME, STUDIO_PRO_NAME = (BY_ID[number].name for number in (STUDIO, STUDIO_PRO))


def test_an_edit_s_map_and_what_it_changes_are_told(plugin: Plugin, cast: Cast) -> None:
    body = edited(plugin, cast, 2, plan_group="High End")

    told = plugin.ask(cast.admin, "POST", "/v1/network/products/2/paths", body).get_json()

    assert [plan["name"] for plan in told["map"]["rows"]] == ["Free", "Basic", "Premium"]
    pairs = sorted((one["what"], one["from"]["name"], one["to"]["name"]) for one in told["effects"]["pairs"])
    opened = [("opens", "Free", "Basic"), ("opens", "Premium", "Basic")]
    others = ("Business", STUDIO_NAME, STUDIO_PRO_NAME)
    assert pairs == [*(("closes", "Basic", name) for name in others), *opened]


def test_the_map_of_a_group_is_the_same_rules_that_an_owner_meets(plugin: Plugin, cast: Cast) -> None:
    told = plugin.ask(cast.admin, "GET", "/v1/network/plan-map?which=group&group=High+End").get_json()

    names = [plan["name"] for plan in told["map"]["columns"]]
    cells = [[cell and cell["effective"] for cell in row] for row in told["map"]["cells"]]
    assert (names, cells) == (["Free", "Premium"], [[None, "now"], ["term_end", None]])


def test_a_price_of_another_plan_stands_in_the_map_as_no_plan_of_its_own(
    network: Network, plugin: Plugin, cast: Cast
) -> None:
    network.sql("UPDATE {p}wu_products SET parent_id = 2 WHERE id = 4")
    prices = [int(row[0]) for row in network.sql("SELECT id FROM {p}wu_products WHERE type = 'plan' AND parent_id > 0")]

    told = plugin.ask(cast.admin, "GET", "/v1/network/plan-map").get_json()["map"]
    paths = plugin.ask(cast.admin, "POST", "/v1/network/products/4/paths", edited(plugin, cast, 4))

    assert 4 in prices
    assert {plan["plan_id"] for plan in told["rows"]} & set(prices) == set()
    assert (paths.status_code, paths.get_json()["map"]) == (200, None)


@pytest.mark.parametrize("end", ["NULL", "'9999-12-31 23:59:59'", "'2300-01-01'"])
def test_an_end_that_means_never_is_listed_as_none(network: Network, plugin: Plugin, cast: Cast, end: str) -> None:
    network.sql(f"UPDATE {{p}}wu_memberships SET date_expiration = {end} WHERE id = 2")

    told = plugin.ask(cast.admin, "GET", "/v1/network/memberships?search=bjorn").get_json()["memberships"]

    assert [one["term_end"] for one in told] == [None]


def test_the_example_is_priced_in_the_network_s_currency_and_for_the_reader(plugin: Plugin, cast: Cast) -> None:
    reader = replace(cast.admin, locale="sv_SE")

    told = plugin.ask(reader, "POST", "/v1/network/settings/example", {"anchor": "keep_anchor"}).get_json()

    upgrade = told["examples"][0]
    assert (told["currency"], upgrade["name"], upgrade["differs"]) == ("SEK", "upgrade", True)
    assert upgrade["quote"]["due_now"]["formatted"].replace("\xa0", " ") == "89,07 kr"
    assert upgrade["saved_due_now"]["amount_minor"] == 28594
    assert [line["amount"]["amount_minor"] for line in upgrade["quote"]["lines"]] == [17813, -8906]


def test_working_out_the_example_saves_nothing(network: Network, plugin: Plugin, cast: Cast) -> None:
    tables = "SELECT (SELECT COUNT(*) FROM {p}bridge_quotes), (SELECT COUNT(*) FROM {p}bridge_settings)"
    before = network.sql(tables)

    plugin.ask(cast.admin, "POST", "/v1/network/settings/example", {"proration": "none"})

    assert network.sql(tables) == before


def test_settings_that_are_not_named_stay(plugin: Plugin, cast: Cast) -> None:
    plugin.ask(cast.admin, "PUT", "/v1/network/settings", {"proration": "day", "lifetime_years": 5})

    settings = plugin.ask(cast.admin, "PUT", "/v1/network/settings", {"grace_days": 0}).get_json()["settings"]

    assert (settings["proration"], settings["lifetime_years"], settings["grace_days"]) == ("day", 5, 0)


@pytest.mark.parametrize(
    ("body", "path"), [({"proration": None}, "proration"), ({"payment_window_days": 0}, "payment_window_days")]
)
def test_a_setting_that_cannot_be_is_told(plugin: Plugin, cast: Cast, body: Any, path: str) -> None:
    answer = plugin.ask(cast.admin, "PUT", "/v1/network/settings", body)
    example = plugin.ask(cast.admin, "POST", "/v1/network/settings/example", body)

    assert example.get_json() == answer.get_json()
    assert [error["path"] for error in answer.get_json()["params"]["errors"]] == [path]


def test_memberships_are_found_by_login_and_number(plugin: Plugin, cast: Cast) -> None:
    by_login = plugin.ask(cast.admin, "GET", "/v1/network/memberships?search=anna").get_json()
    by_number = plugin.ask(cast.admin, "GET", "/v1/network/memberships?search=2&per_page=1").get_json()

    assert [row["user_login"] for row in by_login["memberships"]] == ["anna"]
    assert [row["user_login"] for row in by_number["memberships"]] == ["bjorn"]


def test_a_stored_setting_that_cannot_be_is_told_beside_the_default_that_holds(
    network: Network, plugin: Plugin, cast: Cast
) -> None:
    for name, value in (("grace_days", '"x"'), ("request_days", "9")):
        network.sql(f"INSERT INTO {{p}}bridge_settings VALUES ('{name}', '{value}', NOW(6), 1)")

    told = plugin.ask(cast.admin, "GET", "/v1/network/settings").get_json()

    assert told["problems"] == ["grace_days"]
    assert (told["settings"]["grace_days"], told["settings"]["request_days"]) == (3, 9)


def test_payments_of_the_shared_table_are_listed_by_their_numbers(plugin: Plugin, cast: Cast) -> None:
    page = plugin.ask(cast.admin, "GET", "/v1/network/payments").get_json()

    numbers = [payment["shared_id"] for payment in page["payments"]]
    assert numbers
    assert {int} == {type(number) for number in numbers}
