"""Knocking: one POST to the one address, whose answer proves nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from bridge.worker import Knocker


@contextmanager
def network(status: int) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """A main site that answers with a status and notes what it was asked."""
    asked: list[tuple[str, str, str]] = []

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append((self.path, self.headers["Host"], self.headers.get("Content-Length", "")))
            self.send_response(status)
            self.send_header("Location", "https://elsewhere.test/")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(("status", "opened"), [(200, True), (302, False), (403, False), (500, False)])
def test_one_knock_without_payload(status: int, *, opened: bool) -> None:
    with network(status) as (url, asked):
        answer = Knocker(url + "/").knock()

    host = url.removeprefix("http://")
    assert asked == [("/wp-admin/admin-ajax.php?action=plan_bridge_knock", host, "0")]
    assert answer is opened


def test_nobody_there() -> None:
    with network(200) as (url, _):
        pass

    assert Knocker(url).knock() is False
