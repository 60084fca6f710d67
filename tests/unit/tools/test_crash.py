"""What the crash runs are made of, without a network: points, faults, and when a database is there."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path
from typing import Any

import MySQLdb
import pytest

from bridge.store.engine.database import _Deferred
from tools.crash.faults import COMMIT, DEADLOCK, Faults, _refuse
from tools.crash.points import Points, Watched
from tools.crash.scenarios import SCENARIOS
from tools.network.mariadb import takes_connections


def test_a_database_is_there_when_it_takes_connections_and_not_when_its_socket_is(tmp_path: Path) -> None:
    address = tmp_path / "s"
    before = takes_connections(address)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(address))
        bound = takes_connections(address)
        server.listen()
        listening = takes_connections(address)

    assert (before, bound, listening, takes_connections(address)) == (False, False, True, False)


def test_a_process_dies_at_its_point_and_whoever_forked_it_sees_how_far_it_came() -> None:
    points = Points(kill_at=3)
    child = os.fork()
    if child == 0:
        for _ in range(5):
            points.reach()
        os._exit(0)
    _, status = os.waitpid(child, 0)

    assert (os.WTERMSIG(status), points.passed) == (signal.SIGKILL, 3)


def test_a_call_of_a_gateway_is_two_points_and_its_name_is_none() -> None:
    class Card:
        id = "card"

        def confirm(self) -> str:
            return "done"

    points = Points()
    card = Watched(Card(), points)

    assert (card.id, card.confirm(), points.passed) == ("card", "done", 2)


class Session:
    """A session that notes what was sent to it."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self._deferred: list[Any] = []
        self._deferred_bytes = 0
        self._has_begun = False

    def _run(self, text: bytes) -> list[Any]:
        self.sent.append(text)
        return [([], 1) for _ in text.split(b";\n")]


def test_what_stands_before_a_refused_statement_was_carried_out_and_a_deadlock_rolls_it_back() -> None:
    session = Session()
    number, is_gone = DEADLOCK

    with pytest.raises(MySQLdb.OperationalError) as refused:
        _refuse(session, [b"START TRANSACTION", b"INSERT"], number, is_gone=is_gone)

    assert refused.value.args[0] == 1213
    assert session.sent == [b"START TRANSACTION;\nINSERT", b"ROLLBACK"]


def test_the_same_seed_brings_the_same_faults() -> None:
    def told(seed: int) -> list[tuple[str, int]]:
        faults = Faults(seed, per_mille=300, commits_per_mille=500)
        for place in range(200):
            text = COMMIT if place % 3 == 0 else b"SELECT 1"
            with pytest.MonkeyPatch.context() as patched:
                patched.setattr("tools.crash.faults._cut", lambda *_, **__: [([], 1)])
                patched.setattr("tools.crash.faults._refuse", lambda *_, **__: [([], 1)])
                faults.send_all(Session(), [_Deferred(text)])
        return sorted(faults.told.items())

    assert told(7) == told(7) != told(8)
    assert sum(count for _, count in told(7)) > 40


def test_every_scenario_has_a_name_of_its_own_and_an_end() -> None:
    assert len({one.name for one in SCENARIOS}) == len(SCENARIOS)
    assert all(one.ends for one in SCENARIOS)
