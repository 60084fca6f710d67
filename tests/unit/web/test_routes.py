"""Every route has exactly one guard, and every guarded route says what it takes and answers."""

import re

from bridge.web.auth import GUARD
from bridge.web.route import SPEECH
from tests.unit.web.application import application

GUARDS = {
    ("GET", "/healthz"): "open",
    ("GET", "/readyz"): "open",
    ("GET", "/metrics"): "open",
    ("GET", "/openapi.json"): "open",
    ("GET", "/v1/network/sites/<int:blog_id>/limits"): "network_admin",
    ("GET", "/v1/network/limit-runs"): "network_admin",
    ("POST", "/v1/network/limit-runs"): "network_admin",
    ("POST", "/v1/network/limit-runs/<int:run_id>"): "network_admin",
    ("GET", "/v1/account"): "owner_or_network_admin",
    ("GET", "/v1/memberships/<int:membership_id>/billing-address"): "owner_or_network_admin",
    ("PUT", "/v1/memberships/<int:membership_id>/billing-address"): "owner_or_network_admin",
    ("GET", "/v1/payments/<int:payment_id>/receipt"): "owner_or_network_admin",
    ("GET", "/v1/payments/<int:payment_id>/receipt.pdf"): "owner_or_network_admin",
    ("GET", "/v1/letters/payments/<int:payment_id>/receipt.pdf"): "system",
    ("GET", "/v1/memberships/<int:membership_id>/choices"): "owner_or_network_admin",
    ("GET", "/v1/memberships/<int:membership_id>/payments"): "owner_or_network_admin",
    ("POST", "/v1/quotes"): "owner_or_network_admin",
    ("GET", "/v1/quotes/<quote_id:quote_id>"): "owner_or_network_admin",
    ("POST", "/v1/changes"): "owner_or_network_admin",
    ("GET", "/v1/changes/<quote_id:quote_id>"): "owner_or_network_admin",
    ("POST", "/v1/changes/<quote_id:quote_id>/cancel"): "owner_or_network_admin",
    ("POST", "/v1/changes/<quote_id:quote_id>/pay"): "owner_or_network_admin",
    ("POST", "/v1/changes/<quote_id:quote_id>/return"): "owner_or_network_admin",
    ("POST", "/v1/webhooks/<gateway_id:gateway_id>"): "provider",
    ("GET", "/v1/memberships/<int:membership_id>/payment-methods"): "owner_or_network_admin",
    ("POST", "/v1/memberships/<int:membership_id>/payment-methods"): "owner_or_network_admin",
    (
        "POST",
        "/v1/memberships/<int:membership_id>/payment-methods/<method_id:method_id>/default",
    ): "owner_or_network_admin",
    ("DELETE", "/v1/memberships/<int:membership_id>/payment-methods/<method_id:method_id>"): "owner_or_network_admin",
    ("POST", "/v1/memberships/<int:membership_id>/cancel"): "owner_or_network_admin",
    ("GET", "/v1/memberships/<int:membership_id>/history"): "owner_or_network_admin",
    ("POST", "/v1/memberships/<int:membership_id>/keep"): "owner_or_network_admin",
    ("GET", "/v1/network/products"): "network_admin",
    ("POST", "/v1/network/products"): "network_admin",
    ("POST", "/v1/network/products/paths"): "network_admin",
    ("GET", "/v1/network/products/<int:product_id>"): "network_admin",
    ("PUT", "/v1/network/products/<int:product_id>"): "network_admin",
    ("PUT", "/v1/network/products/<int:product_id>/rules"): "network_admin",
    ("POST", "/v1/network/products/<int:product_id>/paths"): "network_admin",
    ("GET", "/v1/network/settings"): "network_admin",
    ("PUT", "/v1/network/settings"): "network_admin",
    ("POST", "/v1/network/products/form"): "network_admin",
    ("POST", "/v1/network/settings/form"): "network_admin",
    ("POST", "/v1/network/taxes/form"): "network_admin",
    ("POST", "/v1/network/settings/example"): "network_admin",
    ("GET", "/v1/network/plan-map"): "network_admin",
    ("GET", "/v1/network/connection"): "network_admin",
    ("GET", "/v1/network/payments"): "network_admin",
    ("POST", "/v1/network/payments/<int:payment_id>/mark-paid"): "network_admin",
    ("GET", "/v1/network/payments/<int:payment_id>/refund"): "network_admin",
    ("POST", "/v1/network/payments/<int:payment_id>/refund"): "network_admin",
    ("POST", "/v1/network/memberships/<int:membership_id>/account-credit"): "network_admin",
    ("GET", "/v1/memberships/<int:membership_id>/account-credit"): "owner_or_network_admin",
    ("POST", "/v1/network/payments/<int:payment_id>/reject"): "network_admin",
    ("POST", "/v1/network/changes/<quote_id:quote_id>/close"): "network_admin",
    ("GET", "/v1/network/receipt-logo"): "network_admin",
    ("PUT", "/v1/network/receipt-logo"): "network_admin",
    ("DELETE", "/v1/network/receipt-logo"): "network_admin",
    ("GET", "/v1/network/letters"): "network_admin",
    ("GET", "/v1/network/letters/<letter_name>"): "network_admin",
    ("PUT", "/v1/network/letters/<letter_name>"): "network_admin",
    ("POST", "/v1/network/letters/<letter_name>/sample"): "network_admin",
    ("GET", "/v1/letters/<int:row_id>"): "system",
    ("GET", "/v1/network/memberships"): "network_admin",
    ("GET", "/v1/network/ownership"): "network_admin",
    ("GET", "/v1/network/ownership/forecast"): "network_admin",
    ("POST", "/v1/network/ownership"): "network_admin",
    ("POST", "/v1/network/ownership/switched-off"): "system",
    ("POST", "/v1/network/memberships/<int:membership_id>/take-over"): "network_admin",
    ("POST", "/v1/network/memberships/<int:membership_id>/hand-back"): "network_admin",
    ("POST", "/v1/network/memberships/<int:membership_id>/extend"): "network_admin",
    ("POST", "/v1/network/memberships/<int:membership_id>/hand-over"): "network_admin",
    ("POST", "/v1/network/memberships/<int:membership_id>/pause"): "network_admin",
    ("POST", "/v1/network/memberships/<int:membership_id>/resume"): "network_admin",
    ("GET", "/v1/former-payments"): "owner_or_network_admin",
    ("GET", "/v1/network/memberships/<int:membership_id>"): "network_admin",
    ("GET", "/v1/network/edits"): "network_admin",
    ("GET", "/v1/network/discount-codes"): "network_admin",
    ("POST", "/v1/network/discount-codes"): "network_admin",
    ("GET", "/v1/network/discount-codes/<int:code_id>"): "network_admin",
    ("PUT", "/v1/network/discount-codes/<int:code_id>"): "network_admin",
    ("POST", "/v1/network/discount-codes/form"): "network_admin",
    ("GET", "/v1/network/gifts/plans"): "network_admin",
    ("POST", "/v1/network/gifts"): "network_admin",
    ("GET", "/v1/network/gifts/lists"): "network_admin",
    ("POST", "/v1/network/gifts/lists"): "network_admin",
    ("GET", "/v1/network/gifts/lists/<quote_id:run_id>"): "network_admin",
    ("POST", "/v1/network/gifts/lists/<quote_id:run_id>"): "network_admin",
    ("POST", "/v1/network/memberships/<int:membership_id>/looked-at"): "network_admin",
    ("POST", "/v1/sites/<int:blog_id>/quota"): "system",
    ("POST", "/v1/products/<int:product_id>/limits"): "system",
    ("POST", "/v1/memberships/<int:membership_id>/limits"): "system",
    ("GET", "/v1/network/products/<int:product_id>/limits"): "network_admin",
    ("POST", "/v1/network/products/<int:product_id>/limits/take-back"): "network_admin",
    ("POST", "/v1/network/products/<int:product_id>/limits/forecast"): "network_admin",
}


def test_the_set_of_routes_is_the_set_of_guards() -> None:
    app = application()

    found = {
        (method, rule.rule): getattr(app.view_functions[rule.endpoint], GUARD, None)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert GUARDS == found


def test_every_guarded_route_declares_its_conversation() -> None:
    app = application()

    silent = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if getattr(app.view_functions[rule.endpoint], GUARD) not in {"open", "provider"}
        and not hasattr(app.view_functions[rule.endpoint], SPEECH)
    ]

    assert silent == []


def test_every_guarded_route_refuses_who_has_no_token() -> None:
    client = application().test_client()

    for (method, rule), guard in GUARDS.items():
        path = re.sub(r"<quote_id:[^>]+>", "0" * 32, rule)
        path = path.replace("<method_id:method_id>", "pm_1").replace("<gateway_id:gateway_id>", "stripe")
        for name in ("membership_id", "product_id", "payment_id", "blog_id", "code_id", "row_id", "run_id"):
            path = path.replace(f"<int:{name}>", "1")
        answer = client.open(path, method=method)
        expected = {"open": 200, "provider": 404}.get(guard, 401)

        assert expected == answer.status_code, path


def test_an_unknown_address_is_a_problem_too() -> None:
    answer = application().test_client().get("/v1/nothing")

    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert answer.get_json()["code"] == "not_found"


def test_a_wrong_method_names_the_right_ones() -> None:
    answer = application().test_client().delete("/healthz")

    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_every_answer_is_marked_and_never_stored() -> None:
    answer = application().test_client().get("/healthz", headers={"X-Request-Id": "abc-12345678"})

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Request-Id"] == "abc-12345678"


def test_a_request_id_that_could_forge_a_log_line_is_replaced() -> None:
    answer = application().test_client().get("/healthz", headers={"X-Request-Id": 'a" "status": 200'})

    assert len(answer.headers["X-Request-Id"]) == 32


def test_a_body_over_the_limit_is_refused() -> None:
    client = application().test_client()

    answer = client.post("/v1/quotes", data=b"x" * (256 * 1024 + 1), headers={"Authorization": "Bearer a.b.c"})

    assert answer.status_code in {401, 413}
