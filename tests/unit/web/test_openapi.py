"""The description is a valid OpenAPI document and describes every route."""

from functools import cache

import pytest
from openapi_spec_validator import validate

from tests.unit.web.application import application


@cache
def document() -> dict:  # type: ignore[type-arg]
    return application().test_client().get("/openapi.json").get_json()


@pytest.mark.slow
def test_the_description_is_valid() -> None:
    validate(document())


def test_every_route_is_described() -> None:
    app = application()
    described = {
        (method.upper(), path) for path, methods in document()["paths"].items() for method in methods
    }

    routes = {
        (method, rule.rule.replace("<int:", "{").replace("<quote_id:", "{").replace("<method_id:", "{")
         .replace("<gateway_id:", "{").replace("<", "{").replace(">", "}"))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert routes == described


def test_a_confirmation_may_be_refused_as_stale() -> None:
    responses = document()["paths"]["/v1/changes"]["post"]["responses"]

    assert "quote_stale" in responses["409"]["description"]
    assert "not_the_customer" in responses["403"]["description"]
    assert "token_replayed" in responses["401"]["description"]


def test_answers_hold_what_they_list_and_nothing_else() -> None:
    schemas = document()["components"]["schemas"]

    assert schemas["Money"]["additionalProperties"] is False
    assert set(schemas["Money"]["required"]) == {"amount_minor", "currency", "formatted"}


def test_only_the_open_routes_need_no_token() -> None:
    paths = document()["paths"]

    unguarded = {path for path, methods in paths.items() for one in methods.values() if one["security"] == []}
    assert unguarded == {"/healthz", "/readyz", "/metrics", "/openapi.json", "/v1/webhooks/{gateway_id}"}
