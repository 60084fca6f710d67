"""WordPress' own ways to a membership: what programs may ask for somebody, what people are given of their data."""

from typing import Any

import pytest

from tests.e2e.conftest import Visit
from tests.e2e.visitor import Visitor
from tools.network.network import Network

ABILITY = "async ([base, name, query]) => { const nonce = await (await fetch('admin-ajax.php?action=rest-nonce')).text(); const answer = await fetch(`${base}/index.php?rest_route=/wp-abilities/v1/abilities/plan-bridge/${name}/run${query}`, { headers: { 'X-WP-Nonce': nonce } }); return [answer.status, await answer.json()]; }"  # fmt: skip # noqa: E501
EXPORT = "async ([exporter, id, nonce]) => { const body = new FormData(); for (const [name, value] of Object.entries({ action: 'wp-privacy-export-personal-data', exporter, id, page: 1, security: nonce, sendAsEmail: false })) body.append(name, value); return (await fetch('admin-ajax.php', { method: 'POST', body })).json(); }"  # fmt: skip # noqa: E501


def ability(owner: Visitor, name: str, query: str = "") -> tuple[int, Any]:
    """The status and the answer of an ability, asked by REST as the person."""
    status, told = owner.page.evaluate(ABILITY, [owner.site, name, query])
    return int(status), told


@pytest.mark.main_way
def test_programs_are_told_what_the_person_is_told(visit: Visit, network: Network) -> None:
    anna, sten = visit("anna", slug="anna"), visit("sten")
    anna.account()

    status, account = ability(anna, "account")
    if network.state.series in {"6.1", "6.8"}:
        assert (status, account["code"]) == (404, "rest_no_route")
        return

    assert (status, account["plan"], account["membership"]) == (200, "Free", 1)
    status, plans = ability(anna, "plans")
    assert status == 200
    assert {plan["plan"] for plan in plans} >= {"Free", "Premium"}
    sten.go("wp-admin/profile.php")
    assert ability(sten, "account", "&input[membership]=1")[0] == 403


def test_a_copy_of_somebodys_data_has_their_membership(admin: Visitor) -> None:
    admin.go("wp-admin/export-personal-data.php")
    admin.find("#username_or_email_for_privacy_request").fill("bjorn")
    admin.find("[name=send_confirmation_email]").uncheck()
    admin.find("#submit").click()
    request = admin.find(".export-personal-data").first
    count = int(request.get_attribute("data-exporters-count") or 0)
    proof = [request.get_attribute("data-request-id"), request.get_attribute("data-nonce")]

    told = [admin.page.evaluate(EXPORT, [number, *proof]) for number in range(1, count + 1)]

    groups = [item["group_label"] for answer in told if answer["success"] for item in answer["data"].get("data", [])]
    assert {"Memberships", "Payments"} <= set(groups), told
