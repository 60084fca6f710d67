"""Each refusal has one status, a stable code, and parameters that JSON can hold."""

import re
from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus
from typing import NoReturn

import pytest

from bridge import errors
from bridge.pricing.calendar import Period
from bridge.pricing.refusal import UNKNOWN, NotKnown, RefusalCode
from bridge.web.app import STATUS, code_of, params_of, status_of
from tests.unit.web.application import application


def kinds(kind: type[errors.BridgeError]) -> Iterator[type[errors.BridgeError]]:
    for below in kind.__subclasses__():
        yield below
        yield from kinds(below)


def test_every_refusal_has_a_status_of_its_own_or_of_its_family() -> None:
    missing = [kind.__name__ for kind in kinds(errors.BridgeError) if not set(kind.__mro__) & set(STATUS)]

    assert missing == []


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (errors.TokenReplayed, HTTPStatus.UNAUTHORIZED),
        (errors.NotAllowed, HTTPStatus.FORBIDDEN),
        (errors.InvalidRequest, HTTPStatus.UNPROCESSABLE_ENTITY),
        (errors.QuoteStale, HTTPStatus.CONFLICT),
        (errors.StoreUnavailable, HTTPStatus.SERVICE_UNAVAILABLE),
    ],
)
def test_the_status_of_a_refusal(kind: type[errors.BridgeError], status: HTTPStatus) -> None:
    assert status == status_of(kind)


def test_a_refused_choice_carries_its_first_reason_as_code() -> None:
    error = errors.ChangeRefused(refusals=[{"code": "other_group", "params": {}}, {"code": "inactive", "params": {}}])

    assert code_of(error) == "other_group"


def test_parameters_become_json_with_amounts_written_for_the_reader() -> None:
    error = errors.NotAllowed(
        currency="SEK", due_now_minor=123450, until=datetime(2025, 6, 11), period=Period(1, "month"), ids={3}
    )

    params = params_of(error, "sv_SE")

    assert params == {
        "currency": "SEK",
        "due_now_minor": 123450,
        "until": "2025-06-11T00:00:00Z",
        "period": {"n": 1, "unit": "month"},
        "ids": [3],
    }


LONG = {"X-Request-Id": "r" * 5000, "Authorization": f"Bearer {'t' * 9000}"}


@pytest.mark.parametrize("method", ["GET", "get", "BREW", "X" * 300, "POST"])
def test_whatever_a_client_makes_up_an_answer_and_its_figures_stay_small(method: str) -> None:
    client = application().test_client()

    answers = [
        client.open(f"/v1/{'made-up' * 50}?{'a' * 500}", method=method),
        client.open("/v1/account", method=method, headers=LONG),
    ]
    figures = client.get("/metrics").get_data(as_text=True)

    assert all(len(answer.get_data()) < 1000 and len(answer.headers["X-Request-Id"]) <= 64 for answer in answers)
    assert "made-up" not in figures
    assert "XXX" not in figures
    assert "BREW" not in figures


@pytest.mark.parametrize("code", sorted(UNKNOWN))
def test_a_stored_number_that_cannot_be_read_is_a_coded_refusal_on_every_route(code: RefusalCode) -> None:
    app = application()

    def broken(**_: object) -> NoReturn:
        raise NotKnown(code, product_id=3)

    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/v1/")]
    app.view_functions |= {rule.endpoint: broken for rule in rules}
    client = app.test_client()
    for rule in rules:
        address = re.sub(r"<quote_id:[^>]+>", "0" * 32, rule.rule)
        path = re.sub(r"<[^>]+>", "1", address.replace("<gateway_id:gateway_id>", "card"))
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            answer = client.open(path, method=method)
            told = (answer.status_code, answer.get_json()["code"], answer.get_json()["params"]["product_id"])
            assert told == (422, code, 3), (method, path)
    assert len(rules) > 15
