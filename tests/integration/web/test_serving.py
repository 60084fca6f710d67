"""The service as it is run: gunicorn, started by the demo's own commands."""

import json
import re
import socket
import time
from contextlib import suppress

import requests

from tools.network.network import Network


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


HALVES = (
    b"",
    b"GET /v1/acc",
    b"GET /v1/account HTTP/1.1\r\nHost: a\r\nAuthorization: Bea",
    b"POST /v1/quotes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{",
    b"POST /v1/quotes HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
)
DRIPPED_SECONDS = 8


def half_sent(network: Network, count: int) -> list[socket.socket]:
    """Connections that have sent nothing, half a head or half a body."""
    clients = [socket.create_connection(("127.0.0.1", network.service.port), timeout=5) for _ in range(count)]
    for number, client in enumerate(clients):
        client.sendall(HALVES[number % len(HALVES)])
    return clients


def drip(clients: list[socket.socket]) -> None:
    """One more byte from each that has begun."""
    for number, client in enumerate(clients):
        if HALVES[number % len(HALVES)]:
            with suppress(OSError):
                client.sendall(b"a")


def test_requests_that_never_arrive_whole_keep_nobody_waiting(network: Network) -> None:
    clients = half_sent(network, 50)

    waited = []
    until = time.monotonic() + DRIPPED_SECONDS
    while time.monotonic() < until:
        drip(clients)
        for path, status in (("/healthz", 200), ("/v1/account", 401)):
            answer = requests.get(f"{network.service.url}{path}", timeout=5)
            assert answer.status_code == status
            waited.append(answer.elapsed.total_seconds())
        time.sleep(0.2)
    for client in clients:
        client.close()

    assert len(waited) > DRIPPED_SECONDS
    assert max(waited) < 3


def test_a_body_that_comes_in_pieces_is_read_whole(network: Network) -> None:
    client = half_sent(network, 4)[3]

    for _ in range(499):
        client.sendall(b" ")
    client.settimeout(10)
    answer = b""
    while b'"code":' not in answer and (part := client.recv(4096)):
        answer += part

    assert answer.startswith(b"HTTP/1.1 401 ")
    assert b'"code":"token_missing"' in answer


def test_what_clients_make_up_becomes_no_figure_of_its_own(network: Network) -> None:
    for number in range(50):
        requests.request(f"X{number}", f"{network.service.url}/v1/made-up-{number}", timeout=5)
        requests.get(f"{network.service.url}/v1/account", headers={"X-Request-Id": f"r{number}" * 40}, timeout=5)

    text = requests.get(f"{network.service.url}/metrics", timeout=5).text

    assert "made-up" not in text
    assert 'method="other",route="unrouted"' in text
    assert not re.search(r'method="X\d', text)
