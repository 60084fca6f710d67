"""The service as it is run: gunicorn, started by the demo's own commands."""

import json

import requests

from tests.network.network import Network


def test_the_service_is_ready_and_says_of_what(network: Network) -> None:
    answer = requests.get(f"{network.service.url}/readyz", timeout=5)

    found = answer.json()
    assert answer.status_code == 200
    assert found["status"] == "ready"
    assert found["database"]["ok"] is True
    assert found["schema"]["current"] == found["schema"]["wanted"]
    assert found["clock"]["ok"] is True


def test_the_figures_of_all_workers_are_one(network: Network) -> None:
    for _ in range(20):
        requests.get(f"{network.service.url}/v1/account", timeout=5)

    text = requests.get(f"{network.service.url}/metrics", timeout=5).text

    counted = 'plan_bridge_refusals_total{code="token_missing"}'
    line = next(line for line in text.splitlines() if line.startswith(counted))
    assert float(line.split()[-1]) >= 20


def test_the_log_holds_fields_and_no_token(network: Network) -> None:
    requests.get(f"{network.service.url}/v1/account", headers={"Authorization": "Bearer s3cr3t.t0k.en"}, timeout=5)

    lines = [json.loads(line) for line in (network.service.logs / "service.log").read_text().splitlines()]

    last = [line for line in lines if line["event"] == "request"][-1]
    assert (last["method"], last["route"], last["status"]) == ("GET", "/v1/account", 401)
    assert last["milliseconds"] >= 0
    assert "s3cr3t" not in json.dumps(lines)


def test_the_plugin_itself_is_heard(network: Network) -> None:
    answer = network.php(
        "$answer = (new PlanBridge\\Service\\Client())->get('/v1/account');"
        "return is_wp_error($answer) ? $answer->get_error_code() : $answer['membership']['plan']['name'];",
        user="anna",
        blog=network.state.sites["anna"],
    )

    assert answer == "Free"
