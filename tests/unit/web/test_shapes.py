"""The plugin checks answers by the service's own description of them, and both speak one version."""

import re
from pathlib import Path

from bridge.web.app import INTERFACE, INTERFACE_HEADER
from tests.unit.web.application import application
from tools.shapes.__main__ import FILE, written

CLIENT = Path(__file__).parents[3] / "wp-plugin" / "src" / "Service" / "Client.php"


def test_the_plugin_s_shapes_are_those_of_the_description() -> None:
    assert FILE.read_text(encoding="utf-8") == written(), "run: python -m tools.shapes"


def test_plugin_and_service_are_of_one_version() -> None:
    text = CLIENT.read_text(encoding="utf-8")

    assert re.findall(r"const INTERFACE = (\d+);", text) == [str(INTERFACE)]
    assert re.findall(r"const INTERFACE_HEADER = '([^']+)';", text) == [INTERFACE_HEADER]


def test_a_plugin_of_another_version_is_refused_before_anything_is_done() -> None:
    client = application().test_client()

    answer = client.post("/v1/changes", headers={INTERFACE_HEADER: "2" * 50})

    found = answer.get_json()
    assert (answer.status_code, found["code"]) == (409, "version_mismatch")
    assert found["params"] == {"plugin": "2" * 20, "service": str(INTERFACE)}


def test_every_answer_says_which_version_it_is_of() -> None:
    client = application().test_client()

    answers = [client.open(path, method=method) for method, path in
               (("GET", "/healthz"), ("GET", "/v1/account"), ("POST", "/nowhere"), ("BREW", "/healthz"))]  # fmt: skip

    assert {answer.headers[INTERFACE_HEADER] for answer in answers} == {str(INTERFACE)}
