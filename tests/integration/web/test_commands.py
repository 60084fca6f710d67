"""The command line, as an operator meets it."""

import json
from pathlib import Path

import pytest

from tests.integration.web.conftest import Cast, add_key
from tests.integration.web.plugin import Plugin
from tests.network.network import Network
from tests.network.service import BridgeFailed

TO_PREMIUM = {"membership_id": 1, "plan_id": 3, "period": {"n": 1, "unit": "month"}, "addons": {}}
MOVED = "UPDATE {p}bridge_installation SET site_url_sha256 = REPEAT('0', 64)"


def test_migrating_again_makes_nothing(network: Network) -> None:
    said = network.bridge("migrate")

    assert said.splitlines()[-1] == "The tables are up to date."
    assert "made" not in said
    assert "ran" not in said


def test_check_says_that_the_worker_never_ran_and_is_content_once_it_did(network: Network) -> None:
    network.sql("DELETE FROM {p}bridge_heartbeats")

    with pytest.raises(BridgeFailed, match="worker has never finished a round"):
        network.bridge("check")

    network.bridge("worker", "--once")

    assert network.bridge("check").splitlines()[-1] == "All is well."


def test_check_names_a_broken_invariant(network: Network) -> None:
    network.bridge("worker", "--once")
    network.sql(
        "INSERT INTO {p}bridge_account_credit (customer_id, currency, balance_minor, updated_at) "
        "VALUES (1, 'SEK', 100, UTC_TIMESTAMP(6))"
    )

    with pytest.raises(BridgeFailed, match="Something is wrong"):
        network.bridge("check")
    network.sql("DELETE FROM {p}bridge_account_credit")


def test_check_finds_a_journal_that_was_altered(network: Network, plugin: Plugin, cast: Cast) -> None:
    network.bridge("worker", "--once")
    quote = plugin.ask(cast.owner, "POST", "/v1/quotes", TO_PREMIUM).get_json()["quote"]["id"]
    plugin.ask(cast.owner, "POST", "/v1/changes", {"quote_id": quote, "gateway": "manual"})
    whole = network.bridge("check", "--journal")

    network.sql("UPDATE {p}bridge_journal SET actor_user_id = 99 WHERE membership_id = 1")

    assert whole.splitlines()[-1] == "All is well."
    with pytest.raises(BridgeFailed, match="journal of membership 1 was altered at row 1"):
        network.bridge("check", "--journal")


def test_a_quote_on_the_command_line(network: Network) -> None:
    quote = json.loads(network.bridge("quote", "1", "3", "--period", "1-month", "--locale", "sv_SE"))

    assert quote["due_now"]["formatted"] == "199,00\xa0kr"


def test_an_unknown_membership_is_one_sentence_and_no_trace(network: Network) -> None:
    with pytest.raises(BridgeFailed, match="membership_unknown") as failed:
        network.bridge("quote", "99", "3")
    assert "Traceback" not in str(failed.value)


def test_a_case_is_priced_without_a_database(network: Network, tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    file.write_text("[]")

    assert json.loads(network.bridge("price", str(file))) == []


def test_a_site_s_limits_are_written_anew(network: Network) -> None:
    site = network.state.sites["anna"]
    network.sql("DELETE FROM {p}bridge_site_quotas")

    network.bridge("materialise", str(site))
    network.bridge("reapply", "2")

    rows = network.sql("SELECT blog_id, membership_id FROM {p}bridge_site_quotas ORDER BY blog_id")
    assert rows == [[str(site), "1"], [str(network.state.sites["bjorn"]), "2"]]


def test_keys_are_listed_approved_and_retired(network: Network, plugin: Plugin) -> None:
    second = Plugin(plugin.app, plugin.network_id)
    add_key(network, second)

    waiting = network.bridge("keys", "list")
    network.bridge("keys", "approve", second.kid)
    approved = network.bridge("keys", "list")
    network.bridge("keys", "retire", second.kid)

    assert f"{second.kid}  plugin   pending" in waiting
    assert f"{second.kid}  plugin   trusted (operator)" in approved
    assert f"{second.kid}  plugin   retired" in network.bridge("keys", "list")
    with pytest.raises(BridgeFailed, match="No key of this name waits"):
        network.bridge("keys", "approve", second.kid)


def test_the_service_s_key_is_replaced_by_one_that_it_vouches_for(network: Network) -> None:
    path = Path(network.service.variables["PLAN_BRIDGE_KEY_FILE"])
    before = path.read_bytes()

    network.bridge("keys", "rotate")

    rows = network.sql("SELECT status, approval FROM {p}bridge_keys WHERE side = 'service' ORDER BY created_at")
    assert rows == [["retired", "first"], ["trusted", "predecessor"]]
    assert path.read_bytes() != before
    path.write_bytes(before)


def test_on_a_copy_one_may_look_and_price_but_not_buy(network: Network, plugin: Plugin, cast: Cast) -> None:
    network.sql(MOVED)

    account = plugin.ask(cast.owner, "GET", "/v1/account").get_json()
    choices = plugin.ask(cast.owner, "GET", f"/v1/memberships/{account['membership']['id']}/choices").get_json()
    quote = plugin.ask(cast.owner, "POST", "/v1/quotes", TO_PREMIUM)
    change = plugin.ask(
        cast.owner, "POST", "/v1/changes", {"quote_id": quote.get_json()["quote"]["id"], "gateway": "manual"}
    )
    connection = plugin.ask(cast.admin, "GET", "/v1/network/connection").get_json()

    assert (account["is_copy"], choices["is_copy"]) == (True, True)
    assert quote.status_code == 200
    assert (change.status_code, change.get_json()["code"]) == (409, "network_is_a_copy")
    assert connection["copy"] is True
    assert "network_is_a_copy" in [problem["code"] for problem in connection["problems"]]
    assert network.sql("SELECT COUNT(*) FROM {p}bridge_changes") == [["0"]]


def test_on_a_copy_the_worker_charges_nobody(network: Network) -> None:
    network.sql(MOVED)

    done = network.bridge("worker", "--once")

    assert "renew_ended" not in done
    assert "materialise_missing" in done


@pytest.mark.parametrize(("adopted_as", "mode"), [("moved", "live"), ("staging", "staging")])
def test_an_adopted_copy_works_again(network: Network, adopted_as: str, mode: str) -> None:
    network.sql(MOVED)

    said = network.bridge("adopt", "--as", adopted_as)
    network.bridge("worker", "--once")

    assert "site" in said
    assert network.sql("SELECT mode FROM {p}bridge_installation") == [[mode]]
    assert network.bridge("check").splitlines()[-1] == "All is well."


def test_without_configuration_the_variable_is_named(network: Network) -> None:
    bare = type(network.service)({}, 0, network.service.logs)

    with pytest.raises(BridgeFailed, match="PLAN_BRIDGE_DB_USER is not set"):
        bare.command("check")
