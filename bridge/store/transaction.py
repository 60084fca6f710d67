"""A transaction that is run whole again when it met a conflict, and what each error number of a server means.

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
#: The connection could not be made or is no more: no socket or host, gone away, cut off, killed, idle for too long.
LOST = frozenset({2002, 2003, 2005, 2006, 2012, 2013, 2055, 4031, 1927})
#: The server is there and does not serve: what was begun is not done, the same may work later or on another node.
REFUSING = frozenset({
    1040, 1203, 1226,  # too many connections, of everybody or of this account
    1290, 1792, 1836,  # read only: a replica, a node in maintenance
    1047, 3032,  # not part of the cluster's majority; offline
    1053, 1080, 1152, 1184, 1317,  # shutting down, the connection or the statement was ended
    1044, 1045, 1049, 1129, 1130, 1698,  # this account, database or host is not let in
    1021, 1037, 1041, 1114, 1135,  # no room or memory left
    1158, 1159, 1160, 1161,  # the network between us
})  # fmt: skip
UNAVAILABLE = LOST | REFUSING
#: A COMMIT that ended so may have been carried out.
IN_DOUBT = LOST | {1053, 1152, 1158, 1159, 1160, 1161, 1184, 1317}
ATTEMPTS = 5
#: After this long nothing is tried again: whoever asked would not wait for it.
PATIENCE_SECONDS = 2.5
FIRST_PAUSE_SECONDS = 0.02


def run(connections: Callable[[], Connection], lost: Callable[[], None], work: Callable[[Connection], T]) -> T:
    """Run ``work`` in a READ COMMITTED transaction, five times at most, and return what it returns.

    Rivals that take each other's rows are apart in milliseconds. A row that stays held is waited for twice at most.

    ``connections`` gives the session to use, ``lost`` is told that it is of no use any more.

    :raises StoreBusy: where every attempt met a conflict.
    :raises StoreUnavailable: where the database cannot be reached or does not serve; nothing was changed.
    :raises OutcomeUnknown: where the connection broke while committing.
    """
    begun, attempt, last = time.monotonic(), 0, MySQLdb.MySQLError()
    while attempt < ATTEMPTS and time.monotonic() - begun < PATIENCE_SECONDS:
        if attempt:
            pause(attempt)
        try:
            return _once(connections(), work)
        except MySQLdb.MySQLError as error:
            number = code_of(error)
            if number in UNAVAILABLE:
                lost()
            if (number in LOST and attempt) or (number in REFUSING and number not in CONFLICTS):
                raise StoreUnavailable(number=number) from error
            if number not in CONFLICTS | LOST:
                raise
            last = error
        attempt += 1
    if code_of(last) in UNAVAILABLE:
        raise StoreUnavailable(number=code_of(last)) from last
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
        if code_of(error) in IN_DOUBT:
            raise OutcomeUnknown(number=code_of(error)) from error
        raise
