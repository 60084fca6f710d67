"""What a server answers when rivals meet or it is cut off, at statements and COMMITs that chance chooses.

It stands between the service's sessions and the server. A deadlock is answered after a real ROLLBACK, a lock waited for
in vain leaves the transaction open as a server does, a cut connection is cut: what follows is the client library's own
error. Of a text of several statements those before the chosen one have been carried out.
"""

from __future__ import annotations

import os
import random
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import MySQLdb

from bridge.store.engine import database
from bridge.store.engine.server import NothingMatched

#: What is answered, by its name: a number of the server's, and whether the transaction is gone with it.
DEADLOCK, LOCK_WAIT, ROW_MOVED, NOT_READY = (1213, True), (1205, False), (1020, False), (1047, True)
REFUSALS = (DEADLOCK, DEADLOCK, LOCK_WAIT, LOCK_WAIT, ROW_MOVED, NOT_READY)
LOST = 2013
COMMIT = b"COMMIT"


class Faults:
    """Chooses which texts fail, and how; ``told`` counts what was answered.

    Of a thousand texts ``per_mille`` are chosen, of those that end with COMMIT ``commits_per_mille``.
    """

    def __init__(self, seed: int, per_mille: int = 12, commits_per_mille: int = 60) -> None:
        self._chance = random.Random(seed)  # noqa: S311 (repeatable, no secret)
        self._alone = threading.Lock()
        self._per_mille = per_mille
        self._commits_per_mille = commits_per_mille
        self.told: Counter[str] = Counter()

    def send_all(self, session: Any, statements: Sequence[Any]) -> list[Any]:
        """Stand in for ``Connection._send_all``."""
        before, session._deferred, session._deferred_bytes = session._deferred, [], 0  # noqa: SLF001
        session._has_begun = session._has_begun or bool(before)  # noqa: SLF001
        every = [*before, *statements]
        answers = self._run(session, [statement.text for statement in every])
        for statement, (_, matched) in zip(every, answers, strict=False):
            if statement.name is not None and matched != 1:
                raise NothingMatched(statement.name)
        return answers[len(before) :]

    def _run(self, session: Any, texts: list[bytes]) -> list[Any]:
        """Send a text, all of it or up to where it fails."""
        with self._alone:
            fault = self._chosen(texts)
        if fault is None:
            answers: list[Any] = session._run(b";\n".join(texts))  # noqa: SLF001
            return answers
        return fault(session)

    def _chosen(self, texts: list[bytes]) -> Callable[[Any], list[Any]] | None:
        """Return what happens to a text, None: it is answered."""
        commits = texts[-1] == COMMIT
        if self._chance.random() * 1000 >= (self._commits_per_mille if commits else self._per_mille):
            return None
        at = len(texts) - 1 if commits else self._chance.randrange(len(texts))
        what = self._chance.choice(("refused", "refused", "cut before", "cut after"))
        number, is_gone = DEADLOCK if commits else self._chance.choice(REFUSALS)
        where = " at COMMIT" if commits else ""
        self.told[f"{number if what == 'refused' else what}{where}"] += 1
        if what == "refused":
            return lambda session: _refuse(session, texts[:at], number, is_gone=is_gone)
        return lambda session: _cut(session, texts, is_before=what == "cut before")


def _refuse(session: Any, texts: list[bytes], number: int, *, is_gone: bool) -> list[Any]:
    """Carry out what stands before, then refuse."""
    if texts:
        session._run(b";\n".join(texts))  # noqa: SLF001
    if is_gone:
        session._run(b"ROLLBACK")  # noqa: SLF001
    raise MySQLdb.OperationalError(number, "said by the tests instead of the server")


def _cut(session: Any, texts: list[bytes], *, is_before: bool) -> list[Any]:
    """Cut the connection before a text is sent, or when it was carried out and its answer has not come."""
    if not is_before:
        session._run(b";\n".join(texts))  # noqa: SLF001
    with (
        suppress(OSError, MySQLdb.MySQLError),  # it has been cut before
        socket.socket(fileno=os.dup(session._raw.fileno())) as line,  # noqa: SLF001
    ):
        line.shutdown(socket.SHUT_RDWR)
    if not is_before:
        raise MySQLdb.OperationalError(LOST, "Lost connection to server during query")
    answers: list[Any] = session._run(b";\n".join(texts))  # noqa: SLF001 (it fails: nobody is there)
    return answers


@contextmanager
def injected(faults: Faults) -> Iterator[None]:
    """Every session of this process meets the faults, for as long as the block runs."""
    kept = database.Connection._send_all  # noqa: SLF001

    def standing_in(session: Any, statements: Sequence[Any]) -> list[Any]:
        return faults.send_all(session, statements)

    database.Connection._send_all = standing_in  # type: ignore[assignment, method-assign]  # noqa: SLF001
    try:
        yield
    finally:
        database.Connection._send_all = kept  # type: ignore[method-assign]  # noqa: SLF001
