"""Whoever does not send a request whole in time is hung up on; whoever waits for an answer is not."""

from types import SimpleNamespace
from typing import Any

from bridge.web.server import WHOLE_WITHIN_SECONDS, end_late


def client(request: Any) -> Any:
    return SimpleNamespace(request=request, will_close=False)


def test_a_request_that_drips_is_ended_and_one_that_is_worked_on_is_not() -> None:
    dripping, working = client("half"), client(None)

    began = end_late([dripping, working], {}, 100.0)
    began = end_late([dripping, working], began, 100.0 + WHOLE_WITHIN_SECONDS)
    kept = dripping.will_close
    end_late([dripping, working], began, 100.1 + WHOLE_WITHIN_SECONDS)

    assert (kept, dripping.will_close, working.will_close) == (False, True, False)


def test_each_request_of_a_connection_has_its_own_time() -> None:
    connection = client("first")
    began = end_late([connection], {}, 0.0)
    connection.request = None
    began = end_late([connection], began, 15.0)
    connection.request = "second"
    began = end_late([connection], began, 30.0)

    end_late([connection], began, 45.0)

    assert not connection.will_close
