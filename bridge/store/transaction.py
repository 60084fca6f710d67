"""A transaction that is run whole again when it met a conflict.

The server's answers to a conflict are 1213 (deadlock, also a Galera conflict at COMMIT), 1205 (lock wait: it rolls
back one statement only, so ROLLBACK is said explicitly), 1020 (the row moved since it was read) and 1047 (a Galera
node that is not ready). ``work`` therefore reads everything afresh and has no effect outside the database.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

import MySQLdb

from bridge.errors import OutcomeUnknown, StoreBusy, StoreUnavailable
from bridge.store.connection import Connection

T = TypeVar("T")

CONFLICTS = frozenset({1213, 1205, 1020, 1047})
LOST = frozenset({2002, 2003, 2006, 2013, 2055, 4031, 1927})
ATTEMPTS = 5
#: After this long nothing is tried again: whoever asked would not wait for it.
PATIENCE_SECONDS = 2.5
FIRST_PAUSE_SECONDS = 0.02


def run(connections: Callable[[], Connection], lost: Callable[[], None], work: Callable[[Connection], T]) -> T:
    """Run ``work`` in a READ COMMITTED transaction, five times at most, and return what it returns.

    Rivals that take each other's rows are apart in milliseconds. A row that stays held is waited for twice at most.

    ``connections`` gives the session to use, ``lost`` is told that it is of no use any more.

    :raises StoreBusy: where every attempt met a conflict.
    :raises StoreUnavailable: where the database cannot be reached; nothing was changed.
    :raises OutcomeUnknown: where the connection broke while committing.
    """
    begun, attempt = time.monotonic(), 0
    while attempt < ATTEMPTS and time.monotonic() - begun < PATIENCE_SECONDS:
        if attempt:
            pause(attempt)
        try:
            return _once(connections(), work)
        except MySQLdb.MySQLError as error:
            if code_of(error) in LOST:
                lost()
                if attempt:
                    raise StoreUnavailable(number=code_of(error)) from error
            elif code_of(error) not in CONFLICTS:
                raise
        attempt += 1
    raise StoreBusy(attempts=attempt)


def pause(attempt: int) -> None:
    """Wait a little longer before each attempt, with jitter so that two rivals do not meet again."""
    longest = FIRST_PAUSE_SECONDS * 2 ** (attempt - 1)
    time.sleep(random.uniform(longest / 4, longest))  # noqa: S311 (jitter, no secret)


def code_of(error: MySQLdb.MySQLError) -> int:
    """Return the server's or client library's error number, 0 where it has none."""
    return error.args[0] if error.args and isinstance(error.args[0], int) else 0


def _once(connection: Connection, work: Callable[[Connection], T]) -> T:
    """Run ``work`` between START TRANSACTION and COMMIT; whatever goes wrong is rolled back."""
    connection.begin()
    try:
        result = work(connection)
        _commit(connection)
    except BaseException:
        connection.rollback()
        raise
    return result


def _commit(connection: Connection) -> None:
    """Commit; a connection lost here leaves open whether it was."""
    try:
        connection.commit()
    except MySQLdb.MySQLError as error:
        if code_of(error) in LOST:
            raise OutcomeUnknown(number=code_of(error)) from error
        raise
