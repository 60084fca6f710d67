"""The service as it is run: gunicorn, started by the demo's own commands."""

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
