"""Readiness: the database and its tables decide; a clock that is off is told."""

from bridge.web.route import Readiness
from tests.unit.web.application import NOW, application


def test_ready_says_of_what() -> None:
    answer = application(Readiness(NOW, 2, 2, 0.25)).test_client().get("/readyz")

    assert answer.status_code == 200
    assert answer.get_json() == {
        "status": "ready",
        "version": "0.1.0",
        "database": {"ok": True, "now": "2025-06-11T12:00:00Z"},
        "schema": {"ok": True, "current": 2, "wanted": 2},
        "clock": {"ok": True, "off_seconds": 0.25},
    }


def test_old_tables_are_not_ready() -> None:
    answer = application(Readiness(NOW, 1, 2, 0.0)).test_client().get("/readyz")

    assert answer.status_code == 503
    assert answer.get_json()["schema"] == {"ok": False, "current": 1, "wanted": 2}


def test_no_database_is_not_ready_but_alive() -> None:
    client = application(Readiness(None, 0, 0, 0.0)).test_client()

    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_a_clock_that_is_off_is_told_and_no_obstacle() -> None:
    answer = application(Readiness(NOW, 2, 2, -45.0)).test_client().get("/readyz")

    assert answer.status_code == 200
    assert answer.get_json()["clock"] == {"ok": False, "off_seconds": -45.0}


def test_metrics_count_requests_by_route() -> None:
    client = application().test_client()
    client.get("/v1/account")

    text = client.get("/metrics").text

    assert 'plan_bridge_request_seconds_count{method="GET",route="/v1/account",status="401"}' in text
    assert 'plan_bridge_refusals_total{code="token_missing"}' in text
