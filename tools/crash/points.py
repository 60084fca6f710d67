"""Points at which a process is killed: before each statement, and before and after each call of a gateway.

Statements that the service sends in one text are sent one by one here, so that a process dies between any two of them.
"""

from __future__ import annotations

import math
import os
import signal
from collections.abc import Callable, Sequence
from ctypes import c_int
from multiprocessing.sharedctypes import RawValue
from typing import Any

from bridge.store.engine import database
from bridge.store.engine.server import NothingMatched

#: The calls of a gateway that ask a provider.
CALLS = frozenset({
    "open_payer", "create", "confirm", "charge_saved", "chosen_method", "look_up", "cancel", "can_charge_saved",
    "refund", "look_up_refund", "look_up_dispute", "list_payments", "list_refunds", "list_disputes",
    "methods", "may_use", "set_up", "make_default", "forget_method",
})  # fmt: skip


class Points:
    """Counts the points that a process passes, and ends it at the one that was chosen; 0: at none.

    Whoever forked that process off sees how many it passed, and how often it has committed something or called: dead at
    two points with as many of these, it leaves the same rows behind.
    """

    def __init__(self, kill_at: int = 0) -> None:
        self.kill_at = kill_at
        self._passed = RawValue(c_int)
        self._effects = RawValue(c_int)

    @property
    def passed(self) -> int:
        """How many were passed."""
        return int(self._passed.value)

    @property
    def effects(self) -> int:
        """How many commits and calls were made."""
        return int(self._effects.value)

    def note_effect(self) -> None:
        """Count a commit or a call."""
        self._effects.value += 1

    def reach(self) -> None:
        """Pass a point, or die there as a process does that the machine ends."""
        self._passed.value += 1
        if self.passed == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)


class Watched:
    """A gateway each of whose calls is two points: before it, and before its answer is read."""

    def __init__(self, gateway: Any, points: Points) -> None:
        self._gateway = gateway
        self._points = points

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._gateway, name)
        if name not in CALLS:
            return found

        def called(*words: Any, **named: Any) -> Any:
            self._points.reach()
            answer = found(*words, **named)
            self._points.note_effect()
            self._points.reach()
            return answer

        return called


def watch_statements(points: Points) -> None:
    """Let every session of this process send one statement at a time, each a point.

    No session seems idle, however slow the machine is: whether a transaction that reads nothing is begun at all would
    else depend on that, and the points would have other numbers in another run.
    """
    database.IDLE_SECONDS = math.inf

    def send_all(self: Any, statements: Sequence[Any]) -> list[Any]:
        before, self._deferred, self._deferred_bytes = self._deferred, [], 0
        self._has_begun = self._has_begun or bool(before)
        answers: list[Any] = []
        for place, statement in enumerate([*before, *statements]):
            points.reach()
            results = self._run(statement.text)
            if _commits(statement.text, is_in_transaction=self.in_transaction):
                points.note_effect()
            if statement.name is not None and results[0][1] != 1:
                raise NothingMatched(statement.name)
            if place >= len(before):
                answers += results
        return answers

    patched: Callable[..., list[Any]] = send_all
    database.Connection._send_all = patched  # type: ignore[method-assign]  # noqa: SLF001 (that is where a text goes out)


def _commits(text: bytes, *, is_in_transaction: bool) -> bool:
    """Tell whether a text leaves something behind that is seen by others: COMMIT, or what commits by itself."""
    return text == b"COMMIT" if is_in_transaction else not text.lstrip().upper().startswith((b"SELECT", b"SET"))
