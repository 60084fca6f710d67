"""What is understood, what is refused, and what a refusal says."""

from typing import Any

import pytest

from tests.integration.web.conftest import Cast
from tests.integration.web.plugin import Plugin
from tools.network.network import Network

MONTH = {"n": 1, "unit": "month"}
TO_PREMIUM: dict[str, Any] = {"membership_id": 1, "plan_id": 3, "period": MONTH, "addons": {}}


@pytest.mark.parametrize(
    ("altered", "path", "code"),
    [
        ({"membership_id": "1"}, "membership_id", "not_a_number"),
        ({"membership_id": 0}, "membership_id", "too_small"),
        ({"plan_id": None}, "plan_id", "not_a_number"),
        ({"period": {"n": 0, "unit": "month"}}, "period.n", "too_small"),
        ({"period": {"n": 1, "unit": "hour"}}, "period.unit", "unknown_choice"),
        ({"addons": {"five": 1}}, "addons.five.[key]", "not_a_number"),
        ({"usage": {"2": {"disk_space": -1}}}, "usage.2.disk_space", "too_small"),
        ({"colour": "red"}, "colour", "unknown_field"),
    ],
)
def test_bad_input_is_told_by_path(plugin: Plugin, cast: Cast, altered: Any, path: str, code: str) -> None:
    answer = plugin.ask(cast.owner, "POST", "/v1/quotes", TO_PREMIUM | altered)

    problem = answer.get_json()
    assert (answer.status_code, problem["code"]) == (422, "invalid_request")
    assert [(one["path"], one["code"]) for one in problem["params"]["errors"]] == [(path, code)]


def test_how_many_of_an_add_on_that_is_no_number_is_told_as_it_was_typed(plugin: Plugin, cast: Cast) -> None:
    answer = plugin.ask(cast.owner, "POST", "/v1/quotes", TO_PREMIUM | {"addons": {"5": -1}})

    problem = answer.get_json()
    assert (answer.status_code, problem["code"], problem["params"]["typed"]) == (422, "quantity_unreadable", "-1")


def test_a_missing_field_is_told(plugin: Plugin, cast: Cast) -> None:
    answer = plugin.ask(cast.owner, "POST", "/v1/changes", {"gateway": "manual"})

    assert answer.get_json()["params"]["errors"] == [{"path": "quote_id", "code": "missing"}]


@pytest.mark.parametrize(
    ("query", "path"),
    [("membership=one", "membership"), ("member=1", "member"), ("membership=1&membership=2", "membership")],
)
def test_a_bad_query_is_told(plugin: Plugin, cast: Cast, query: str, path: str) -> None:
    answer = plugin.ask(cast.owner, "GET", f"/v1/account?{query}")

    assert answer.status_code == 422
    assert [error["path"] for error in answer.get_json()["params"]["errors"]] == [path]


def test_a_body_that_is_no_json_is_told(plugin: Plugin, cast: Cast) -> None:
    body = b"{"
    token = plugin.token(cast.owner, "POST", "/v1/quotes", body)

    answer = plugin.send("POST", "/v1/quotes", token=token, body=body)

    assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid_request")


def test_a_form_is_refused(plugin: Plugin, cast: Cast) -> None:
    body = b"plan_id=3"
    token = plugin.token(cast.owner, "POST", "/v1/quotes", body)

    answer = plugin.send("POST", "/v1/quotes", token=token, body=body, content_type="application/x-www-form-urlencoded")

    assert (answer.status_code, answer.get_json()["code"]) == (415, "json_only")


def test_a_body_where_none_is_taken_is_refused(plugin: Plugin, cast: Cast) -> None:
    answer = plugin.ask(cast.owner, "GET", "/v1/account", {"membership": 2})

    assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid_request")


def test_the_empty_list_that_php_makes_of_an_empty_map_is_one(plugin: Plugin, cast: Cast) -> None:
    answer = plugin.ask(cast.owner, "POST", "/v1/quotes", TO_PREMIUM | {"addons": [], "usage": []})

    assert answer.status_code == 200


def test_a_body_over_the_limit_is_refused(plugin: Plugin, cast: Cast) -> None:
    body = b" " * (256 * 1024 + 1)
    token = plugin.token(cast.owner, "POST", "/v1/quotes", body)

    answer = plugin.send("POST", "/v1/quotes", token=token, body=body)

    assert (answer.status_code, answer.get_json()["code"]) == (413, "body_too_large")


def test_another_group_s_plan_is_refused_with_its_reason(plugin: Plugin, cast: Cast) -> None:
    answer = plugin.ask(cast.owner, "POST", "/v1/quotes", TO_PREMIUM | {"plan_id": 2})

    problem = answer.get_json()
    assert (answer.status_code, problem["code"]) == (422, "other_group")
    assert problem["params"]["refusals"][0]["code"] == "other_group"


def test_a_choice_that_changes_nothing_is_a_quote_that_cannot_be_confirmed(
    network: Network, plugin: Plugin, cast: Cast
) -> None:
    answer = plugin.ask(cast.owner, "POST", "/v1/quotes", TO_PREMIUM | {"plan_id": 1, "period": None})

    quote = answer.get_json()["quote"]
    assert (quote["kind"], quote["id"], quote["confirmable"]) == ("none", None, False)
    assert network.sql("SELECT COUNT(*) FROM {p}bridge_quotes") == [["0"]]


def test_confirming_twice_answers_the_same_and_writes_once(network: Network, plugin: Plugin, cast: Cast) -> None:
    quote = plugin.ask(cast.owner, "POST", "/v1/quotes", TO_PREMIUM).get_json()["quote"]["id"]
    body = {"quote_id": quote, "gateway": "manual"}

    first = plugin.ask(cast.owner, "POST", "/v1/changes", body)
    second = plugin.ask(cast.owner, "POST", "/v1/changes", body)

    assert first.get_json()["change"]["status"] == "awaiting_payment"
    assert first.get_json() == second.get_json()
    assert network.sql("SELECT COUNT(*) FROM {p}bridge_changes") == [["1"]]


def test_confirming_with_another_gateway_is_a_conflict(plugin: Plugin, cast: Cast) -> None:
    quote = plugin.ask(cast.owner, "POST", "/v1/quotes", TO_PREMIUM).get_json()["quote"]["id"]
    plugin.ask(cast.owner, "POST", "/v1/changes", {"quote_id": quote, "gateway": "manual"})

    answer = plugin.ask(cast.owner, "POST", "/v1/changes", {"quote_id": quote, "gateway": "free"})

    assert (answer.status_code, answer.get_json()["code"]) == (409, "idempotency_conflict")


def test_a_stale_quote_comes_back_with_a_fresh_one(network: Network, plugin: Plugin, cast: Cast) -> None:
    quote = plugin.ask(cast.owner, "POST", "/v1/quotes", TO_PREMIUM).get_json()["quote"]
    network.sql("UPDATE {p}wu_products SET amount = 249 WHERE id = 3")

    answer = plugin.ask(cast.owner, "POST", "/v1/changes", {"quote_id": quote["id"], "gateway": "manual"})

    problem = answer.get_json()
    assert (answer.status_code, problem["code"]) == (409, "quote_stale")
    assert problem["params"]["quote"]["due_now"]["amount_minor"] == 24900
    assert problem["params"]["quote"]["id"] != quote["id"]
    assert problem["params"]["reason"] == "moved"


def test_money_is_written_for_the_reader(plugin: Plugin, cast: Cast) -> None:
    swede = type(cast.owner)(cast.owner.user, cast.owner.blog, locale="sv_SE")

    quote = plugin.ask(swede, "POST", "/v1/quotes", TO_PREMIUM).get_json()["quote"]

    assert quote["due_now"] == {"amount_minor": 19900, "currency": "SEK", "formatted": "199,00\xa0kr"}


def test_the_account_takes_two_round_trips_at_most(plugin: Plugin, cast: Cast) -> None:
    plugin.ask(cast.owner, "GET", "/v1/account")
    before = plugin.app.extensions["plan_bridge_context"].round_trips()

    answer = plugin.ask(cast.owner, "GET", "/v1/account")

    assert answer.status_code == 200
    assert plugin.app.extensions["plan_bridge_context"].round_trips() - before <= 2


def test_the_whole_way_from_quote_to_limit(network: Network, plugin: Plugin, cast: Cast) -> None:
    quote = plugin.ask(cast.owner, "POST", "/v1/quotes", TO_PREMIUM).get_json()["quote"]["id"]
    plugin.ask(cast.owner, "POST", "/v1/changes", {"quote_id": quote, "gateway": "manual"})
    payment = plugin.ask(cast.admin, "GET", "/v1/network/payments?status=pending").get_json()["payments"][0]

    marked = plugin.ask(cast.admin, "POST", f"/v1/network/payments/{payment['id']}/mark-paid", {}).get_json()

    account = plugin.ask(cast.owner, "GET", "/v1/account").get_json()
    assert marked["change"]["status"] == "applied"
    assert account["membership"]["plan"]["name"] == "Premium"
    assert account["site"]["limits"]["disk_space"] == {"limit": 100}


def test_the_second_of_a_package_that_is_unlimited_with_one_is_refused_and_the_list_says_one(
    plugin: Plugin, cast: Cast
) -> None:
    plans = plugin.ask(cast.owner, "GET", "/v1/memberships/1/choices").get_json()["plans"]
    most = {addon["name"]: addon["most"] for plan in plans if plan["product_id"] == 3 for addon in plan["addons"]}

    one = plugin.ask(cast.owner, "POST", "/v1/quotes", TO_PREMIUM | {"addons": {"6": 1}})
    two = plugin.ask(cast.owner, "POST", "/v1/quotes", TO_PREMIUM | {"addons": {"6": 2}})

    refusal = {
        "code": "more_adds_nothing",
        "params": {"product_id": 6, "name": "Unlimited visits", "most": 1},
    }
    assert (most["Unlimited visits"], most["Extra disk space"]) == (1, None)
    assert one.status_code == 200
    assert two.get_json()["code"] == "more_adds_nothing"
    assert two.get_json()["params"]["refusals"] == [refusal]
