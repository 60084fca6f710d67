"""Where the limits of a site come from, as a network admin asks for all of them; and runs, over HTTP."""

import json

from bridge.limits.said import compiled
from tests.integration.web.conftest import Cast
from tests.integration.web.plugin import Plugin
from tools.network.network import Network

OWN = {"disk_space": {"enabled": True, "limit": "3"}, "plugins": {"limit": {"a/a.php": {"behavior": "force_active"}}}}


def test_all_limits_of_a_site_are_told_as_the_command_tells_each(network: Network, plugin: Plugin, cast: Cast) -> None:
    site = network.state.sites["cecilia"]
    before = plugin.ask(cast.admin, "GET", f"/v1/network/sites/{site}/limits")
    network.bridge("materialise", str(site))
    network.sql(f"UPDATE {{p}}bridge_site_limits SET own = '{compiled(OWN)}' WHERE blog_id = {site}")

    answer = plugin.ask(cast.admin, "GET", f"/v1/network/sites/{site}/limits").json
    told = json.loads(network.bridge("explain-limit", str(site), "disk_space", "--json"))

    disk = next(limit for limit in answer["limits"] if limit["limit"] == "disk_space")
    assert before.status_code in {200, 404}
    assert answer["plan_name"] == "Premium"
    assert (answer["carried"], answer["faults"], answer["moved"]) == ("waiting", [], False)
    assert disk["holds"] == {"code": "number", "number": 3}
    steps = [(step["who"], step["id"], step["quantity"], step["changes"]) for step in disk["steps"]]
    assert steps == [(step["who"], step["id"], step["quantity"], step["changes"]) for step in told["origin"]["steps"]]
    assert {void["who"] for void in disk["void"]} == {"plan", "package"}
    named = {one["limit"] for one in answer["limits"]}
    assert {"visits", "post_types.post", "users.editor", "plugins.a/a.php"} <= named


def test_what_is_lost_or_spoilt_is_named_and_never_unlimited(network: Network, plugin: Plugin, cast: Cast) -> None:
    site = network.state.sites["cecilia"]
    network.bridge("materialise", str(site))
    network.sql(f"UPDATE {{p}}bridge_site_limits SET own = '{{broken' WHERE blog_id = {site}")
    spoilt = plugin.ask(cast.admin, "GET", f"/v1/network/sites/{site}/limits").json
    membership = spoilt["membership_id"]
    network.sql(f"DELETE FROM {{p}}bridge_holdings WHERE membership_id = {membership}")
    lost = plugin.ask(cast.admin, "GET", f"/v1/network/sites/{site}/limits").json
    network.bridge("reapply", "membership", str(membership))

    assert spoilt["faults"] == [{"who": "site", "id": site, "what": "unreadable"}]
    assert spoilt["limits"] != []
    assert (lost["plan_id"], lost["limits"]) == (None, [])
    assert {fault["what"] for fault in lost["faults"]} == {"missing", "unreadable"}


def test_runs_are_begun_paused_and_gone_on_with(network: Network, plugin: Plugin, cast: Cast) -> None:
    site = network.state.sites["cecilia"]
    network.bridge("materialise", str(site))

    runs = "/v1/network/limit-runs"
    begun = plugin.ask(cast.admin, "POST", runs, {"first_id": site, "last_id": site}).json["runs"][0]
    path = f"{runs}/{begun['id']}"
    paused = plugin.ask(cast.admin, "POST", path, {"act": "pause"}).json["runs"][0]
    on = plugin.ask(cast.admin, "POST", path, {"act": "resume"}).json["runs"][0]

    assert [run["state"] for run in (begun, paused, on)] == ["running", "paused", "running"]
    assert (begun["first_id"], begun["last_id"], begun["product_id"]) == (site, site, None)
    assert plugin.ask(cast.admin, "POST", runs, {"product_id": 99999}).json["code"] == "limits_unknown"
    assert plugin.ask(cast.admin, "POST", runs, {"first_id": 99999}).json["code"] == "no_such_sites"
    assert plugin.ask(cast.admin, "POST", path, {"act": "stop"}).status_code == 422
