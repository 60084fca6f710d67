"""Who bills a membership, as an operator and a network admin meet it."""

import pytest

from tests.integration.web.conftest import Cast
from tests.integration.web.plugin import Plugin
from tools.network.network import Network
from tools.network.service import BridgeFailed

TO_PREMIUM = {"membership_id": 1, "plan_id": 3, "period": {"n": 1, "unit": "month"}, "addons": {}}


def elsewhere(network: Network, membership: int = 1) -> None:
    """Say that another system bills a membership, its term running."""
    network.sql(
        "UPDATE {p}wu_memberships SET gateway = 'manual', auto_renew = 0, status = 'active',"
        f" date_expiration = UTC_TIMESTAMP() + INTERVAL 20 DAY WHERE id = {membership};"
        f"DELETE FROM {{p}}bridge_membership_terms WHERE membership_id = {membership}"
    )


def gateway(network: Network, membership: int = 1) -> list[str]:
    """The marks of a membership's owner."""
    return network.sql(f"SELECT gateway, auto_renew FROM {{p}}wu_memberships WHERE id = {membership}")[0]


def test_a_membership_is_taken_over_and_handed_back_by_command(network: Network) -> None:
    elsewhere(network)

    told = network.bridge("adopt", "1", "--dry-run")
    before = gateway(network)
    network.bridge("adopt", "1")
    taken = gateway(network)
    back = network.bridge("release", "1")

    assert "gateway manual to bridge" in told
    assert "1 would be moved, 0 refused; nothing was written." in told
    assert (before, taken, gateway(network)) == (["manual", "0"], ["bridge", "1"], ["manual", "0"])
    assert back.splitlines()[-1] == "1 of 1 done."


def test_what_is_refused_is_named_and_ends_with_1(network: Network) -> None:
    elsewhere(network)
    network.sql("UPDATE {p}wu_memberships SET gateway = 'stripe', gateway_subscription_id = 'sub_1' WHERE id = 1")

    for words in (("adopt", "1"), ("adopt", "1", "--dry-run"), ("adopt", "999999")):
        with pytest.raises(BridgeFailed, match=r"refused"):
            network.bridge(*words)

    assert gateway(network)[0] == "stripe"


def test_all_are_handed_back_and_a_network_that_bills_by_itself_is_left(network: Network) -> None:
    said = network.bridge("release", "--all")

    assert "0 refused." in said.splitlines()[-1]
    assert network.sql("SELECT id FROM {p}wu_memberships WHERE gateway = 'bridge'") == []
    assert network.sql("SELECT membership_id FROM {p}bridge_membership_terms") == []


@pytest.mark.parametrize("words", [("adopt",), ("adopt", "1", "--all"), ("adopt", "1", "--as", "moved"), ("release",)])
def test_an_unclear_command_moves_nothing(network: Network, words: tuple[str, ...]) -> None:
    before = network.sql("SELECT id, gateway, auto_renew FROM {p}wu_memberships ORDER BY id")

    with pytest.raises(BridgeFailed):
        network.bridge(*words)

    assert network.sql("SELECT id, gateway, auto_renew FROM {p}wu_memberships ORDER BY id") == before


def test_nothing_is_moved_on_a_copy(network: Network) -> None:
    elsewhere(network)
    network.sql("UPDATE {p}bridge_installation SET site_url_sha256 = REPEAT('0', 64)")

    with pytest.raises(BridgeFailed, match="network_is_a_copy"):
        network.bridge("adopt", "1")

    assert gateway(network) == ["manual", "0"]


def test_check_says_whose_the_memberships_are(network: Network) -> None:
    network.bridge("worker", "--once")

    said = network.bridge("check")

    assert "billed by Plan Bridge" in said
    assert said.splitlines()[-1] == "All is well."


TWO_OWNERS = """UPDATE {p}wu_memberships SET gateway = 'bridge', auto_renew = 0 WHERE id = 1;
DELETE FROM {p}bridge_membership_terms WHERE membership_id = 1"""
AN_INVOICE = """INSERT INTO {p}wu_payments (status, customer_id, membership_id, currency, total, gateway)
VALUES ('pending', 1, 1, 'SEK', 99, 'manual')"""
A_SWAP = """INSERT INTO {p}wu_membershipmeta (wu_membership_id, meta_key, meta_value)
VALUES (1, 'wu_swap_order', 'x'), (1, 'wu_swap_scheduled_date', '2030-01-01 00:00:00')"""
AN_EDIT = """INSERT INTO {p}bridge_external_edits VALUES
(1, 'accepted', '{"amount":{"found":"150.0000","restored":false,"written":"199.0000"}}', UTC_TIMESTAMP(6))"""

#: What somebody may leave behind, and the words that name it.
AT_ODDS = {
    "two owners": (TWO_OWNERS, "1 memberships name two owners .*: 1; bridge adopt"),
    "an invoice": (AN_INVOICE, "have an invoice of another system that waits"),
    "a swap": (A_SWAP, r"a change that another system has scheduled: 1 \(on 2030-01-01 00:00:00\)"),
    "an edit": (AN_EDIT, r"membership 1: somebody else edited its row, its next bill .* \(amount; .*bridge seen 1"),
}


@pytest.mark.parametrize("what", AT_ODDS)
def test_check_names_what_is_at_odds_and_pending_elsewhere(network: Network, what: str) -> None:
    statement, words = AT_ODDS[what]
    elsewhere(network)
    network.bridge("adopt", "1")
    network.bridge("worker", "--once")
    network.sql(statement)

    with pytest.raises(BridgeFailed, match=words):
        network.bridge("check")


def test_what_was_looked_at_is_named_no_more(network: Network, plugin: Plugin, cast: Cast) -> None:
    network.sql(AN_EDIT)
    listed = plugin.ask(cast.admin, "GET", "/v1/network/edits").get_json()
    row = plugin.ask(cast.admin, "GET", "/v1/network/memberships?search=1").get_json()["memberships"]
    account = plugin.ask(cast.admin, "GET", "/v1/account?membership=1").get_json()
    owner = plugin.ask(cast.owner, "GET", "/v1/account?membership=1").get_json()

    edited, ours = (
        plugin.ask(cast.admin, "GET", f"/v1/network/memberships?which={which}").get_json()["memberships"]
        for which in ("edited", "ours")
    )
    seen = plugin.ask(cast.admin, "POST", "/v1/network/memberships/1/looked-at").get_json()

    assert [one["id"] for one in edited] == [1]
    assert {one["owner"] for one in ours} <= {"ours"}
    assert [edit["membership_id"] for edit in listed["edits"]] == [1]
    assert [one["edited_elsewhere"] for one in row if one["id"] == 1] == ["accepted"]
    assert account["edited_elsewhere"]["outcome"] == "accepted"
    assert owner["edited_elsewhere"] is None
    assert seen == {"membership_id": 1, "was_open": True}
    assert plugin.ask(cast.admin, "GET", "/v1/network/edits").get_json() == {"edits": [], "total": 0}
    assert "nothing to look at" in network.bridge("seen", "1")


def test_the_forecast_says_who_is_billed_what_and_when_and_the_run_how_far_it_is(
    network: Network, plugin: Plugin, cast: Cast
) -> None:
    elsewhere(network)
    elsewhere(network, 2)

    forecast = "/v1/network/ownership/forecast?direction=take_over"
    told = plugin.ask(cast.admin, "GET", f"{forecast}&membership=2").get_json()
    some = plugin.ask(cast.admin, "GET", f"{forecast}&chosen=2,1,2").get_json()
    nobody = plugin.ask(cast.admin, "GET", f"{forecast}&chosen=2,999999")
    begun = plugin.ask(cast.admin, "POST", "/v1/network/ownership", {"direction": "take_over", "memberships": [1, 2]})
    again = plugin.ask(cast.admin, "POST", "/v1/network/ownership", {"direction": "hand_back"})
    network.bridge("worker", "--once")
    run = plugin.ask(cast.admin, "GET", "/v1/network/ownership").get_json()["run"]

    one = told["forecasts"][0]
    assert (one["membership_id"], one["owner"], one["refusal"]) == (2, "elsewhere", None)
    assert one["bill"]["amount_minor"] > 0
    assert [told["membership_id"] for told in some["forecasts"]] == [1, 2]
    assert (some["total"], some["next_after"]) == (2, None)
    assert (nobody.status_code, nobody.get_json()["code"]) == (404, "membership_unknown")
    assert begun.get_json()["run"]["finished_at"] is None
    assert (again.status_code, again.get_json()["code"]) == (409, "ownership_run_open")
    assert (run["total"], run["done"] + run["unchanged"] + run["refused"]) == (2, 2)
    assert run["finished_at"] is not None


def test_a_live_subscription_is_said_in_the_change_form_already(network: Network, plugin: Plugin, cast: Cast) -> None:
    elsewhere(network)
    network.sql("UPDATE {p}wu_memberships SET gateway = 'stripe', gateway_subscription_id = 'sub_1' WHERE id = 1")

    form = plugin.ask(cast.owner, "GET", "/v1/memberships/1/choices").get_json()
    quote = plugin.ask(cast.owner, "POST", "/v1/quotes", TO_PREMIUM).get_json()["quote"]

    assert form["obstacle"] == {"code": "billed_elsewhere", "params": {"gateway": "stripe"}}
    others = [price for plan in form["plans"] if not plan["is_current"] for price in plan["prices"]]
    assert others
    assert all(price["refusals"][0]["code"] == "billed_elsewhere" for price in others)
    assert (quote["confirmable"], quote["reason"]["code"]) == (False, "billed_elsewhere")


def test_what_is_pending_elsewhere_is_shown_on_account_and_change(network: Network, plugin: Plugin, cast: Cast) -> None:
    elsewhere(network)
    network.sql(AN_INVOICE)
    network.sql(A_SWAP.replace("'x'", "'a:1:{s:7:\"plan_id\";i:3;}'"))

    account = plugin.ask(cast.owner, "GET", "/v1/account?membership=1").get_json()["pending_elsewhere"]
    form = plugin.ask(cast.owner, "GET", "/v1/memberships/1/choices").get_json()["pending_elsewhere"]

    assert account == form
    assert account["bills"][0]["amount"]["amount_minor"] == 9900
    assert (account["change"]["plan"]["name"], account["change"]["at"]) == ("Premium", "2030-01-01T00:00:00Z")
