"""A request proves where it comes from, or nothing happens."""

import json
import re
import sys
from datetime import UTC, datetime

import jwt
import pytest
from werkzeug.test import TestResponse

from bridge.operations.keys import encode
from bridge.web.auth import GUARD
from tests.integration.web.conftest import Cast, add_key
from tests.integration.web.plugin import Plugin
from tools.network.network import Network

PATH = "/v1/network/connection"
SETTINGS = "/v1/network/settings"


def code(answer: TestResponse) -> str:
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    return str(answer.get_json()["code"])


def test_an_honest_request_is_answered(plugin: Plugin, cast: Cast) -> None:
    answer = plugin.ask(cast.admin, "GET", PATH)

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.get_json()["network_id"] == plugin.network_id


@pytest.mark.parametrize("header", ["", "Basic YTpi", "Bearer", "Bearer "])
def test_without_a_bearer_token_the_answer_is_token_missing(plugin: Plugin, header: str) -> None:
    answer = plugin.app.test_client().get(PATH, headers={"Authorization": header} if header else {})

    assert (answer.status_code, code(answer)) == (401, "token_missing")


@pytest.mark.parametrize("token", ["x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
def test_what_is_no_token_of_ours_is_token_invalid(plugin: Plugin, token: str) -> None:
    answer = plugin.send("GET", PATH, token=token)

    assert (answer.status_code, code(answer)) == (401, "token_invalid")


def test_a_signature_by_another_key_is_token_invalid(plugin: Plugin, cast: Cast) -> None:
    stolen = plugin.token(cast.admin, "GET", PATH).rsplit(".", 1)[0]
    other = Plugin(plugin.app, plugin.network_id).token(cast.admin, "GET", PATH).rsplit(".", 1)[1]

    answer = plugin.send("GET", PATH, token=f"{stolen}.{other}")

    assert (answer.status_code, code(answer)) == (401, "token_invalid")


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another-service"}, {"jti": None}, {"jti": "short"}, {"body": None}, {"method": "PATCH"},
        {"sub": "-1"}, {"sub": 7}, {"sup": "yes"}, {"path": "v1/account"}, {"role": "owner"},
        {"exp": None}, {"loc": "../../etc"},
    ],
)  # fmt: skip
def test_an_odd_claim_is_token_invalid(plugin: Plugin, cast: Cast, claims: dict[str, object]) -> None:
    token = plugin.token(cast.admin, "GET", PATH, **claims)

    answer = plugin.send("GET", PATH, token=token)

    assert (answer.status_code, code(answer)) == (401, "token_invalid")


@pytest.mark.parametrize(("ahead", "told"), [(-120, -120), (300, 300)])
def test_a_token_of_another_minute_is_refused_and_told_how_far_off(
    plugin: Plugin, cast: Cast, ahead: int, told: int
) -> None:
    issued = int(datetime.now(UTC).timestamp()) + ahead

    answer = plugin.send("GET", PATH, token=plugin.token(cast.admin, "GET", PATH, iat=issued, exp=issued + 60))

    assert (answer.status_code, code(answer)) == (401, "token_expired")
    assert abs(answer.get_json()["params"]["clock_off_seconds"] - told) <= 2


def test_a_token_that_would_live_long_is_refused(plugin: Plugin, cast: Cast) -> None:
    now = int(datetime.now(UTC).timestamp())

    answer = plugin.send("GET", PATH, token=plugin.token(cast.admin, "GET", PATH, iat=now, exp=now + 61))

    assert code(answer) == "token_expired"


def test_a_token_of_another_network_is_refused(plugin: Plugin, cast: Cast) -> None:
    answer = plugin.send("GET", PATH, token=plugin.token(cast.admin, "GET", PATH, iss="0" * 32))

    assert (answer.status_code, code(answer)) == (401, "token_wrong_network")


@pytest.mark.parametrize("other", [SETTINGS, f"{PATH}?page=2", f"{PATH}?"])
def test_a_token_for_another_path_or_query_is_refused(plugin: Plugin, cast: Cast, other: str) -> None:
    answer = plugin.send("GET", PATH, token=plugin.token(cast.admin, "GET", other))

    assert (answer.status_code, code(answer)) == (401, "path_mismatch")


def test_a_token_for_another_method_is_refused(plugin: Plugin, cast: Cast) -> None:
    answer = plugin.send("GET", PATH, token=plugin.token(cast.admin, "PUT", PATH))

    assert code(answer) == "path_mismatch"


def test_an_altered_body_is_refused_and_nothing_is_written(network: Network, plugin: Plugin, cast: Cast) -> None:
    honest, altered = (json.dumps({"grace_days": days}).encode() for days in (5, 9))

    answer = plugin.send("PUT", SETTINGS, token=plugin.token(cast.admin, "PUT", SETTINGS, honest), body=altered)

    assert (answer.status_code, code(answer)) == (401, "body_mismatch")
    assert network.sql("SELECT COUNT(*) FROM {p}bridge_settings") == [["0"]]


def test_a_token_used_twice_to_change_something_is_refused(plugin: Plugin, cast: Cast) -> None:
    body = json.dumps({"grace_days": 5}).encode()
    token = plugin.token(cast.admin, "PUT", SETTINGS, body)

    first = plugin.send("PUT", SETTINGS, token=token, body=body)
    second = plugin.send("PUT", SETTINGS, token=token, body=body)

    assert first.status_code == 200
    assert (second.status_code, code(second)) == (401, "token_replayed")


def test_the_token_is_burned_also_when_the_work_fails(network: Network, plugin: Plugin, cast: Cast) -> None:
    body = b'{"grace_days": -1}'
    token = plugin.token(cast.admin, "PUT", SETTINGS, body, jti="ab" * 16)

    refused = plugin.send("PUT", SETTINGS, token=token, body=body)

    assert refused.status_code == 422
    assert network.sql(f"SELECT COUNT(*) FROM {{p}}bridge_nonces WHERE jti = '{'ab' * 16}'") == [["1"]]


def test_an_unknown_key_is_refused(plugin: Plugin, cast: Cast) -> None:
    unknown = Plugin(plugin.app, plugin.network_id)

    answer = unknown.ask(cast.admin, "GET", PATH)

    assert (answer.status_code, code(answer)) == (401, "key_unknown")


def test_a_second_key_waits_until_an_operator_approves_it(network: Network, plugin: Plugin, cast: Cast) -> None:
    second = Plugin(plugin.app, plugin.network_id)
    add_key(network, second)

    waiting = second.ask(cast.admin, "GET", PATH)
    network.bridge("keys", "approve", second.kid)
    approved = eventually(second, cast)

    assert (waiting.status_code, code(waiting)) == (401, "key_pending")
    assert waiting.get_json()["params"]["kid"] == second.kid
    assert approved.status_code == 200


def test_a_key_that_its_predecessor_signed_is_trusted_at_once(network: Network, plugin: Plugin, cast: Cast) -> None:
    successor = Plugin(plugin.app, plugin.network_id)
    add_key(network, successor)
    network.sql(
        f"UPDATE {{p}}bridge_keys SET predecessor_kid = '{plugin.kid}', "
        f"signature = '{encode(plugin.private.sign(successor.raw_public))}' WHERE kid = '{successor.kid}'"
    )

    answer = eventually(successor, cast)

    assert answer.status_code == 200
    row = network.sql(f"SELECT status, approval FROM {{p}}bridge_keys WHERE kid = '{successor.kid}'")
    assert row == [["trusted", "predecessor"]]


def test_a_row_whose_name_is_not_its_key_s_own_is_never_believed(
    network: Network, plugin: Plugin, cast: Cast
) -> None:
    impostor = Plugin(plugin.app, plugin.network_id)
    network.sql(
        "INSERT INTO {p}bridge_keys (kid, side, public_key, status, approval, created_at) VALUES "
        f"('{impostor.kid}', 'plugin', '{plugin.public_key}', 'trusted', 'operator', UTC_TIMESTAMP(6))"
    )

    answer = impostor.ask(cast.admin, "GET", PATH)

    assert code(answer) in {"key_unknown", "token_invalid"}


def test_the_empty_body_has_a_digest_too(plugin: Plugin, cast: Cast) -> None:
    token = plugin.token(cast.admin, "GET", PATH, b"something")

    answer = plugin.send("GET", PATH, token=token)

    assert code(answer) == "body_mismatch"


def eventually(plugin: Plugin, cast: Cast) -> TestResponse:
    """The answer once the service has looked at the keys again: it does so once a second for a key it doubts."""
    plugin.app.extensions["plan_bridge_authenticator"].keys.forget()
    return plugin.ask(cast.admin, "GET", PATH)


ODD_NUMBERS = (10**400, 10**40, 2**63, -1, -(10**400), 1e308, 10**4300, True, "1", None, [], {}, [[]], 1.5)


@pytest.mark.parametrize("claim", ["iat", "exp", "blog_id", "net", "nbf", "jti", "sub", "iss", "path", "aud"])
def test_no_number_or_kind_of_value_in_a_claim_is_more_than_refused(
    plugin: Plugin, cast: Cast, claim: str
) -> None:
    honest = jwt.decode(plugin.token(cast.admin, "GET", PATH), options={"verify_signature": False})
    sys.set_int_max_str_digits(0)
    try:
        tokens = [signed(plugin, json.dumps({**honest, "jti": f"{n:032x}", claim: odd}))
                  for n, odd in enumerate(ODD_NUMBERS)]  # fmt: skip
    finally:
        sys.set_int_max_str_digits(4300)

    answers = [plugin.send("GET", PATH, token=token) for token in tokens]

    assert {answer.status_code for answer in answers} <= {200, 401}
    refused = {answer.get_json()["code"] for answer in answers if answer.status_code == 401}
    assert refused <= {"token_invalid", "token_expired", "token_wrong_network", "path_mismatch"}
    assert len([answer for answer in answers if answer.status_code == 401]) >= len(ODD_NUMBERS) - 2


def signed(plugin: Plugin, claims: str) -> str:
    """A token whose claims are this text, whatever it is."""
    head = encode(json.dumps({"alg": "EdDSA", "typ": "JWT", "kid": plugin.kid}).encode())
    text = f"{head}.{encode(claims.encode())}"
    return f"{text}.{encode(plugin.private.sign(text.encode()))}"


@pytest.mark.parametrize(
    "text",
    [
        '{"exp":NaN}', '{"exp":Infinity}', '{"exp":-Infinity}', '{"exp":1e999}', "[" * 3000, '{"a":' * 1200, "null",
        "[]", '"x"', "1", "", "{}", '{"exp":' + "9" * 5000 + "}", '{"iss":"\\ud800"}', '{"\\ud800":1}', "\x00",
        "\ufeff{}",
    ],
)  # fmt: skip
def test_no_text_in_place_of_claims_or_header_is_more_than_refused(plugin: Plugin, text: str) -> None:
    head = encode(json.dumps({"alg": "EdDSA", "typ": "JWT", "kid": plugin.kid}).encode())
    written = (f"{head}.{encode(text.encode())}", f"{encode(text.encode())}.{encode(b'{}')}")
    tokens = [f"{signed}.{encode(plugin.private.sign(signed.encode()))}" for signed in written]
    tokens += [text or ".", f"{head}.{encode(text.encode())}.x", f"{head}..", "." * 5000, "é.é.é"]

    for token in tokens:
        answer = plugin.app.test_client().get(PATH, headers={"Authorization": b"Bearer " + quoted(token)})
        assert (answer.status_code, code(answer) in {"token_invalid", "token_missing"}) == (401, True), token[:80]


def quoted(token: str) -> bytes:
    """A token as a header can hold it: no line breaks, no characters beyond Latin-1."""
    return "".join(sign for sign in token if sign.isprintable()).encode("latin-1", "ignore")


def test_on_every_route_a_token_of_another_network_of_the_installation_is_refused(
    network: Network, plugin: Plugin, cast: Cast
) -> None:
    network.sql("INSERT INTO {p}site (id, domain, path) VALUES (2, 'second.test', '/')")
    routes = [
        (method, re.sub(r"<[^>]+>", "1" * (32 if "quote_id" in rule.rule else 1), rule.rule))
        for rule in plugin.app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if rule.rule.startswith("/v1/") and getattr(plugin.app.view_functions[rule.endpoint], GUARD) != "provider"
    ]

    answered = {
        (method, path): plugin.send(method, path, token=plugin.token(who, method, path, net=net))
        for method, path in routes
        for who in (cast.admin, cast.system)
        for net in (2, 3)
    }

    wrong = {route: found for route, answer in answered.items() if (found := code(answer)) != "token_wrong_network"}
    assert wrong == {}
    assert len(routes) > 20


def test_a_token_that_does_not_say_its_network_is_refused(plugin: Plugin, cast: Cast) -> None:
    answer = plugin.send("GET", PATH, token=plugin.token(cast.admin, "GET", PATH, net=None))

    assert (answer.status_code, code(answer)) == (401, "token_invalid")
