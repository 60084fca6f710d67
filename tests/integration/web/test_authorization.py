"""Who may do what: every route, tried by everybody. Anna owns membership 1, Karl is administrator of her site."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from bridge.web.auth import GUARD
from tests.integration.web.conftest import Cast
from tests.integration.web.plugin import Plugin, Who
from tools.network.network import Network

PEOPLE = ("owner", "administrator", "stranger", "admin", "system")

#: Whoever is refused tries first, so that nobody finds what somebody else has done.
TRIED = ("system", "stranger", "administrator", "owner", "admin")

MONTH = {"n": 1, "unit": "month"}
TO_PREMIUM = {"membership_id": 1, "plan_id": 3, "period": MONTH, "addons": []}

REFUSED = (403, "not_allowed")
DONE = (200, None)

#: (method, path, body): what each of PEOPLE is answered. {quote} is Anna's open quote, {change} her open change.
MATRIX: list[tuple[str, str, Any, tuple[tuple[int, str | None], ...]]] = [
    ("GET", "/v1/account", None, (DONE, DONE, (404, "no_membership"), (404, "no_membership"), REFUSED)),
    ("GET", "/v1/account?membership=1", None, (DONE, DONE, REFUSED, DONE, REFUSED)),
    ("GET", "/v1/account?membership=2", None, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("GET", "/v1/account?membership=99", None, (REFUSED, REFUSED, REFUSED, (404, "membership_unknown"), REFUSED)),
    ("GET", "/v1/memberships/1/choices", None, (DONE, DONE, REFUSED, DONE, REFUSED)),
    ("GET", "/v1/memberships/2/choices", None, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("GET", "/v1/memberships/1/payments", None, (DONE, DONE, REFUSED, DONE, REFUSED)),
    ("GET", "/v1/memberships/2/payments?older=20260301101500000004-1-42", None,
     (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("POST", "/v1/quotes", TO_PREMIUM, (DONE, DONE, REFUSED, DONE, REFUSED)),
    ("GET", "/v1/quotes/{quote}", None, (DONE, DONE, (404, "quote_unknown"), DONE, REFUSED)),
    # Confirmed already: whoever may look is told how it stands, and nothing more happens.
    ("POST", "/v1/changes", {"quote_id": "{change}", "gateway": "manual"},
     (DONE, DONE, (404, "change_unknown"), DONE, REFUSED)),
    ("POST", "/v1/changes", {"quote_id": "{quote}", "gateway": "manual"},
     (DONE, (403, "not_the_customer"), (404, "quote_unknown"), DONE, REFUSED)),
    ("GET", "/v1/changes/{change}", None, (DONE, DONE, (404, "change_unknown"), DONE, REFUSED)),
    ("POST", "/v1/changes/{change}/cancel", {},
     (DONE, (403, "not_the_customer"), (404, "change_unknown"), DONE, REFUSED)),
    ("GET", "/v1/memberships/1/billing-address", None, (DONE, DONE, REFUSED, DONE, REFUSED)),
    ("GET", "/v1/memberships/2/billing-address", None, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("PUT", "/v1/memberships/1/billing-address", {"country": "SE"},
     (DONE, (403, "not_the_customer"), REFUSED, DONE, REFUSED)),
    ("PUT", "/v1/memberships/2/billing-address", {"country": "SE"}, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("GET", "/v1/payments/{paid}/receipt", None,
     (DONE, DONE, (404, "payment_unknown"), DONE, REFUSED)),
    ("GET", "/v1/payments/{paid}/receipt.pdf", None, (DONE, DONE, (404, "payment_unknown"), DONE, REFUSED)),
    ("GET", "/v1/payments/999999/receipt.pdf", None, (*[(404, "payment_unknown")] * 4, REFUSED)),
    ("GET", "/v1/letters/payments/{paid}/receipt.pdf", None, (REFUSED, REFUSED, REFUSED, REFUSED, DONE)),
    # Of what is settled, paying and coming back change nothing: they say how it stands.
    ("POST", "/v1/changes/{change}/pay", {"gateway": "manual"},
     (DONE, (403, "not_the_customer"), (404, "change_unknown"), DONE, REFUSED)),
    ("POST", "/v1/changes/{change}/return", {}, (DONE, DONE, (404, "change_unknown"), DONE, REFUSED)),
    ("GET", "/v1/network/sites/99999/limits", None, (*[REFUSED] * 3, (404, "not_a_customer_site"), REFUSED)),
    ("GET", "/v1/network/limit-runs", None, (*[REFUSED] * 3, DONE, REFUSED)),
    ("POST", "/v1/network/limit-runs", {}, (*[REFUSED] * 3, DONE, REFUSED)),
    ("POST", "/v1/network/limit-runs/9999", {"act": "pause"}, (*[REFUSED] * 3, (404, "limit_run_unknown"), REFUSED)),
    ("GET", "/v1/memberships/1/payment-methods", None, (DONE, DONE, REFUSED, DONE, REFUSED)),
    ("GET", "/v1/memberships/2/payment-methods", None, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("POST", "/v1/memberships/1/payment-methods", {"gateway": "manual", "agreed": True},
     ((422, "gateway_unsuitable"), (403, "not_the_customer"), REFUSED, (422, "gateway_unsuitable"), REFUSED)),
    ("POST", "/v1/memberships/1/payment-methods/pm_1/default", {},
     ((404, "method_unknown"), (403, "not_the_customer"), REFUSED, (404, "method_unknown"), REFUSED)),
    ("DELETE", "/v1/memberships/1/payment-methods/pm_1", None,
     ((404, "method_unknown"), (403, "not_the_customer"), REFUSED, (404, "method_unknown"), REFUSED)),
    ("POST", "/v1/memberships/1/cancel", {"reason": "Too dear"},
     ((409, "no_term_to_end"), (403, "not_the_customer"), REFUSED, (409, "no_term_to_end"), REFUSED)),
    ("GET", "/v1/memberships/1/history", None, (DONE, DONE, REFUSED, DONE, REFUSED)),
    ("GET", "/v1/memberships/2/history?before=9", None, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("POST", "/v1/memberships/1/keep", {}, (DONE, (403, "not_the_customer"), REFUSED, DONE, REFUSED)),
    ("POST", "/v1/memberships/99/keep", {}, (REFUSED, REFUSED, REFUSED, (404, "membership_unknown"), REFUSED)),
    ("GET", "/v1/network/products", None, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("POST", "/v1/network/products", "{product}", (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("POST", "/v1/network/products/paths", "{product}", (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("GET", "/v1/network/products/3", None, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("PUT", "/v1/network/products/3", "{product}", (REFUSED, REFUSED, REFUSED, (409, "product_changed"), REFUSED)),
    ("POST", "/v1/network/products/3/paths", "{product}", (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("PUT", "/v1/network/products/3/rules", {}, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("POST", "/v1/products/3/limits", None, (REFUSED, REFUSED, REFUSED, REFUSED, DONE)),
    ("GET", "/v1/network/products/3/limits", None, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("POST", "/v1/network/products/3/limits/forecast", "{product}", (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("POST", "/v1/network/products/3/limits/take-back", {"to": 99, "limits_revision": 1},
     (REFUSED, REFUSED, REFUSED, (404, "limits_revision_unknown"), REFUSED)),
    ("POST", "/v1/memberships/1/limits", None, (REFUSED, REFUSED, REFUSED, REFUSED, DONE)),
    ("GET", "/v1/network/settings", None, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("PUT", "/v1/network/settings", {"grace_days": 4}, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("POST", "/v1/network/products/form", {"value": {}}, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("POST", "/v1/network/settings/form", {"value": {}}, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("POST", "/v1/network/taxes/form", {"rates": []}, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("POST", "/v1/network/settings/example", {"proration": "day"}, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("GET", "/v1/network/plan-map?which=all", None, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("GET", "/v1/network/connection", None, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("GET", "/v1/network/payments", None, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("POST", "/v1/network/payments/999999/mark-paid", {},
     (REFUSED, REFUSED, REFUSED, (404, "payment_unknown"), REFUSED)),
    ("GET", "/v1/network/payments/999999/refund", None,
     (REFUSED, REFUSED, REFUSED, (404, "payment_unknown"), REFUSED)),
    ("POST", "/v1/network/payments/999999/refund", {"id": "0" * 32, "reason": "Sorry"},
     (REFUSED, REFUSED, REFUSED, (404, "payment_unknown"), REFUSED)),
    ("POST", "/v1/network/memberships/1/account-credit", {"id": "0" * 32, "reason": "Sorry", "amount": "1"},
     (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("GET", "/v1/memberships/1/account-credit", None, (DONE, DONE, REFUSED, DONE, REFUSED)),
    ("POST", "/v1/network/payments/999999/reject", {"reason": "Nobody knows who this is."},
     (REFUSED, REFUSED, REFUSED, (404, "payment_unknown"), REFUSED)),
    ("POST", "/v1/network/changes/00000000000000000000000000000000/close", {},
     (REFUSED, REFUSED, REFUSED, (404, "change_unknown"), REFUSED)),
    ("GET", "/v1/network/receipt-logo", None, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("PUT", "/v1/network/receipt-logo", {"image": "xx=="},
     (REFUSED, REFUSED, REFUSED, (422, "invalid_request"), REFUSED)),
    ("DELETE", "/v1/network/receipt-logo", None, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("GET", "/v1/network/letters", None, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("GET", "/v1/network/letters/owner.change_applied", None, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("PUT", "/v1/network/letters/owner.nothing", {"is_sent": False},
     (REFUSED, REFUSED, REFUSED, (404, "letter_unknown"), REFUSED)),
    ("POST", "/v1/network/letters/owner.change_applied/sample", {}, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("GET", "/v1/letters/999999", None, (REFUSED, REFUSED, REFUSED, REFUSED, (404, "letter_unknown"))),
    ("GET", "/v1/network/memberships", None, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("GET", "/v1/network/ownership/forecast?direction=take_over", None, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("GET", "/v1/network/ownership", None, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("POST", "/v1/network/ownership", {"direction": "take_over", "memberships": [1]},
     (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("POST", "/v1/network/ownership/switched-off", None, (REFUSED, REFUSED, REFUSED, REFUSED, DONE)),
    ("POST", "/v1/network/memberships/1/take-over", {}, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("POST", "/v1/network/memberships/999999/take-over", {},
     (REFUSED, REFUSED, REFUSED, (404, "membership_unknown"), REFUSED)),
    ("POST", "/v1/network/memberships/1/hand-back", {}, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("GET", "/v1/network/memberships/1", None, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("GET", "/v1/network/memberships/999999", None,
     (REFUSED, REFUSED, REFUSED, (404, "membership_unknown"), REFUSED)),
    ("POST", "/v1/network/memberships/999999/extend", {"until": "2030-01-01", "reason": "Sorry"},
     (REFUSED, REFUSED, REFUSED, (404, "membership_unknown"), REFUSED)),
    ("POST", "/v1/network/memberships/1/extend", {"until": "2030-01-01", "forecast": True},
     (REFUSED, REFUSED, REFUSED, (409, "no_term_to_extend"), REFUSED)),
    ("POST", "/v1/network/memberships/999999/hand-over", {"user": "sam", "customer_id": 1, "reason": "Sold"},
     (REFUSED, REFUSED, REFUSED, (404, "membership_unknown"), REFUSED)),
    ("POST", "/v1/network/memberships/1/hand-over", {"user": "nobody", "customer_id": 1, "forecast": True},
     (REFUSED, REFUSED, REFUSED, (422, "invalid_request"), REFUSED)),
    ("POST", "/v1/network/memberships/999999/pause", {"reason": "Holiday"},
     (REFUSED, REFUSED, REFUSED, (404, "membership_unknown"), REFUSED)),
    ("POST", "/v1/network/memberships/1/resume", {},
     (REFUSED, REFUSED, REFUSED, (409, "membership_not_paused"), REFUSED)),
    ("GET", "/v1/former-payments", None, (DONE, DONE, DONE, DONE, REFUSED)),
    ("GET", "/v1/network/discount-codes", None, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("POST", "/v1/network/discount-codes", {"code": "A", "value": "0"},
     (REFUSED, REFUSED, REFUSED, (422, "invalid_request"), REFUSED)),
    ("GET", "/v1/network/discount-codes/999999", None,
     (REFUSED, REFUSED, REFUSED, (404, "discount_code_unknown"), REFUSED)),
    ("PUT", "/v1/network/discount-codes/999999", {"code": "A", "value": "5"},
     (REFUSED, REFUSED, REFUSED, (404, "discount_code_unknown"), REFUSED)),
    ("POST", "/v1/network/discount-codes/form", {"value": {}}, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("GET", "/v1/network/gifts/plans", None, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("POST", "/v1/network/gifts", {"id": "d" * 32, "user": "nobody", "sites": [], "plan": "Premium"},
     (REFUSED, REFUSED, REFUSED, (422, "invalid_request"), REFUSED)),
    ("GET", "/v1/network/gifts/lists", None, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("POST", "/v1/network/gifts/lists", {"list": "user,plan"},
     (REFUSED, REFUSED, REFUSED, (422, "invalid_request"), REFUSED)),
    ("GET", "/v1/network/gifts/lists/00000000000000000000000000000000", None,
     (REFUSED, REFUSED, REFUSED, (404, "gift_run_unknown"), REFUSED)),
    ("POST", "/v1/network/gifts/lists/00000000000000000000000000000000", {},
     (REFUSED, REFUSED, REFUSED, (404, "gift_run_unknown"), REFUSED)),
    ("GET", "/v1/network/edits", None, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("POST", "/v1/network/memberships/1/looked-at", {}, (REFUSED, REFUSED, REFUSED, DONE, REFUSED)),
    ("POST", "/v1/sites/{site}/quota", None, (REFUSED, REFUSED, REFUSED, REFUSED, DONE)),
    ("POST", "/v1/sites/1/quota", None, (REFUSED, REFUSED, REFUSED, REFUSED, (404, "not_a_customer_site"))),
]  # fmt: skip

NEW_PRODUCT = {
    "name": "Student", "type": "plan", "active": True, "currency": "SEK", "pricing_type": "paid", "amount": "49.00",
    "period": MONTH, "recurring": True, "plan_group": "High End",
}  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body", "expected"), MATRIX, ids=lambda value: str(value)[:40])
def test_who_may(
    network: Network, plugin: Plugin, cast: Cast, method: str, path: str, body: Any, expected: tuple[Any, ...]
) -> None:
    names = named(plugin, cast, needs_change="{change}" in f"{path}{body}", needs_paid="{paid}" in path)
    where, what = filled(path, names), filled_body(body, names)

    found = {name: answered(plugin, getattr(cast, name), method, where, what) for name in TRIED}

    assert dict(zip(PEOPLE, expected, strict=True)) == found


def test_the_matrix_has_every_route(plugin: Plugin) -> None:
    routes = plugin.app.url_map.bind("")
    tried = {
        (method, routes.match(filled(path, EXAMPLES).partition("?")[0], method, return_rule=True)[0].rule)
        for method, path, _, _ in MATRIX
    }

    guarded = {
        (method, rule.rule)
        for rule in plugin.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if getattr(plugin.app.view_functions[rule.endpoint], GUARD) not in {"open", "provider"}
    }
    assert guarded == tried


def test_a_network_admin_who_is_nobody_s_customer_acts_for_the_customer(
    network: Network, plugin: Plugin, cast: Cast
) -> None:
    quote = plugin.ask(cast.admin, "POST", "/v1/quotes", TO_PREMIUM).get_json()["quote"]["id"]

    answer = plugin.ask(cast.admin, "POST", "/v1/changes", {"quote_id": quote, "gateway": "manual"})

    rows = network.sql(f"SELECT cause, actor_user_id, for_user_id FROM {{p}}bridge_journal WHERE quote_id = '{quote}'")
    assert answer.status_code == 200
    assert rows == [["network_admin", str(cast.admin.user), str(cast.owner.user)]]


#: What the former owner and the new one are answered once a membership was given to another customer.
AFTER_A_MOVE: list[tuple[str, str, Any, tuple[int, str | None], tuple[int, str | None]]] = [
    ("GET", "/v1/account?membership=1", None, REFUSED, DONE),
    ("GET", "/v1/memberships/1/choices", None, REFUSED, DONE),
    ("GET", "/v1/memberships/1/payments", None, REFUSED, DONE),
    ("GET", "/v1/memberships/1/history", None, REFUSED, DONE),
    ("GET", "/v1/memberships/1/account-credit", None, REFUSED, DONE),
    ("GET", "/v1/memberships/1/billing-address", None, REFUSED, DONE),
    ("PUT", "/v1/memberships/1/billing-address", {"country": "SE"}, REFUSED, DONE),
    ("GET", "/v1/memberships/1/payment-methods", None, REFUSED, DONE),
    ("POST", "/v1/quotes", TO_PREMIUM | {"addons": {"5": 1}}, REFUSED, DONE),
    ("GET", "/v1/quotes/{quote}", None, (404, "quote_unknown"), (404, "quote_unknown")),
    ("GET", "/v1/changes/{quote}", None, (404, "change_unknown"), (404, "change_unknown")),
    ("POST", "/v1/changes/{quote}/pay", {"gateway": "manual"}, (404, "change_unknown"), (404, "change_unknown")),
    ("POST", "/v1/changes/{quote}/cancel", {}, (404, "change_unknown"), (404, "change_unknown")),
    ("GET", "/v1/payments/{paid}/receipt", None, DONE, (404, "payment_unknown")),
    ("GET", "/v1/payments/{paid}/receipt.pdf", None, DONE, (404, "payment_unknown")),
    ("GET", "/v1/former-payments", None, DONE, DONE),
    ("POST", "/v1/memberships/1/keep", {}, REFUSED, DONE),
]  # fmt: skip


def test_after_a_move_the_former_owner_sees_what_they_paid_and_the_new_one_all_else(
    network: Network, plugin: Plugin, cast: Cast
) -> None:
    names = named(plugin, cast, needs_change=True, needs_paid=True)
    customer = network.sql("SELECT customer_id FROM {p}wu_memberships WHERE id = 1")[0][0]
    to = network.sql(f"SELECT user_login FROM {{p}}users WHERE ID = {cast.stranger.user}")[0][0]
    move = {"user": to, "customer_id": int(customer), "reason": "Sold"}
    assert plugin.ask(cast.admin, "POST", "/v1/network/memberships/1/hand-over", move).status_code == 200

    former = replace(cast.owner, is_site_administrator=False)  # with the role on its site they would look as any such
    found = [
        (path, answered(plugin, former, method, filled(path, names), body),
         answered(plugin, cast.stranger, method, filled(path, names), body))
        for method, path, body, *_ in AFTER_A_MOVE
    ]  # fmt: skip

    assert found == [(path, former, new) for _, path, _, former, new in AFTER_A_MOVE]
    seen = plugin.ask(cast.owner, "GET", "/v1/former-payments").get_json()["payments"]
    assert [one["payment"]["id"] for one in seen if one["payment"]["id"]] == [int(names["paid"])]
    assert plugin.ask(cast.stranger, "GET", "/v1/former-payments").get_json()["payments"] == []
    kept = plugin.ask(cast.owner, "GET", "/v1/account?membership=1").get_json()
    assert (kept["viewer"]["role"], kept["payments"], kept["has_former_payments"]) == ("site_administrator", [], True)


def test_being_super_admin_is_nothing_the_request_s_body_can_claim(plugin: Plugin, cast: Cast) -> None:
    answer = plugin.ask(cast.stranger, "POST", "/v1/quotes", TO_PREMIUM | {"sup": True})

    assert answer.status_code == 422
    assert answer.get_json()["params"]["errors"] == [{"path": "sup", "code": "unknown_field"}]


EXAMPLES = {"quote": "0" * 32, "change": "0" * 32, "site": "2", "paid": "1"}


def named(plugin: Plugin, cast: Cast, *, needs_change: bool, needs_paid: bool) -> Mapping[str, str]:
    """A quote of Anna's, confirmed where a change is needed, and paid where a payment is."""
    quote = plugin.ask(cast.owner, "POST", "/v1/quotes", TO_PREMIUM).get_json()["quote"]["id"]
    paid = 0
    if needs_change or needs_paid:
        plugin.ask(cast.owner, "POST", "/v1/changes", {"quote_id": quote, "gateway": "manual"})
    if needs_paid:
        paid = plugin.ask(cast.admin, "GET", "/v1/network/payments").get_json()["payments"][0]["id"]
        plugin.ask(cast.admin, "POST", f"/v1/network/payments/{paid}/mark-paid", {})
    return {"quote": quote, "change": quote, "site": str(cast.owner.blog), "paid": str(paid)}


def filled(text: str, names: Mapping[str, str]) -> str:
    """A text with its names filled in."""
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def filled_body(body: Any, names: Mapping[str, str]) -> Any:
    """A body with its names filled in."""
    if body == "{product}":
        return NEW_PRODUCT
    if isinstance(body, dict):
        return {key: filled(value, names) if isinstance(value, str) else value for key, value in body.items()}
    return body


def answered(plugin: Plugin, who: Who, method: str, path: str, body: Any) -> tuple[int, str | None]:
    """Status and, where it is a refusal, its code."""
    answer = plugin.ask(who, method, path, body)
    return answer.status_code, answer.get_json()["code"] if answer.status_code >= 400 else None
