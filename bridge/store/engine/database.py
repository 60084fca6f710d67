"""The database as the use cases see it: one session a thread, transactions run whole again after a conflict, its clock.

The server's answers to a conflict are 1213 (deadlock, also a Galera conflict at COMMIT), 1205 (lock wait: it rolls
back one statement only, so ROLLBACK is said explicitly), 1020 (the row moved since it was read) and 1047 (a Galera
node that is not ready). ``work`` therefore reads everything afresh and has no effect outside the database.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

import MySQLdb

from bridge.errors import OutcomeUnknown, StoreBusy, StoreUnavailable
from bridge.store.engine import queries
from bridge.store.engine.connection import Address, Connection, connect

REMEASURE_SECONDS = 30.0

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

S = TypeVar("S")


class DatabaseClock:
    """Tells UTC as the database does, without a zone, to the microsecond.

    ``measure`` asks the database for ``UTC_TIMESTAMP(6)``; half of the round trip is added to its answer.
    """

    def __init__(self, measure: Callable[[], datetime], *, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Take the way to ask; nothing is asked before the first use."""
        self._measure = measure
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._reading: tuple[datetime, float] | None = None

    def now(self) -> datetime:
        """Return the present instant, asking the database when the last answer is too old."""
        reading = self._reading
        if reading is None or self._monotonic() - reading[1] > REMEASURE_SECONDS:
            reading = self._ask()
        return reading[0] + timedelta(seconds=self._monotonic() - reading[1])

    def remeasured(self) -> datetime:
        """Return the present instant from a fresh question, for whoever is about to refuse because of it."""
        instant, at = self._ask()
        return instant + timedelta(seconds=self._monotonic() - at)

    def wall_clock_off_seconds(self) -> float:
        """Return how far this machine's wall clock is ahead of the database's (negative: behind)."""
        return (datetime.now(UTC).replace(tzinfo=None) - self.now()).total_seconds()

    def _ask(self) -> tuple[datetime, float]:
        """Measure once; threads that meet here measure one after the other, each for itself."""
        with self._lock:
            before = self._monotonic()
            told = self._measure()
            after = self._monotonic()
            self._reading = (told + timedelta(seconds=(after - before) / 2), after)
            return self._reading


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


class MySQLDatabase(Generic[S]):
    """Keeps a session per thread, opened at its first use and replaced when the server dropped it.

    ``bind`` makes of a session what a use case is given: the topics, which this module need not know.
    """

    def __init__(self, address: Address, prefix: str, bind: Callable[[Connection], S]) -> None:
        """Take where the database is and the network's base prefix; nothing is opened yet."""
        self._address = address
        self._prefix = prefix
        self._queries: Mapping[str, str] = queries.load(prefix)
        self._own = threading.local()
        self._bind = bind

    def round_trips(self) -> int:
        """Return how many times this thread has asked the server, ever: take it before and after."""
        session: Connection | None = getattr(self._own, "session", None)
        counted: int = getattr(self._own, "counted", 0)
        return counted + (session.round_trips if session else 0)

    def session(self) -> Connection:
        """Return this thread's session, for what is neither a use case's transaction nor its reading."""
        found: Connection | None = getattr(self._own, "session", None)
        if found is None:
            found = connect(self._address, self._queries)
            self._own.session = found
        return found

    def transaction(self, work: Callable[[S], T]) -> T:
        """Run ``work`` in one transaction, whole again after a conflict (:mod:`bridge.store.engine.database`)."""
        return run(self.session, self.forget, lambda session: work(self._bind(session)))

    def reading(self, work: Callable[[S], T]) -> T:
        """Run ``work`` without a transaction; a session that the server has dropped is replaced once.

        :raises StoreUnavailable: where the database cannot be reached or does not serve.
        :raises StoreBusy: where somebody holds what it writes, or the server would not answer just now.
        """
        try:
            return work(self._bind(self.session()))
        except MySQLdb.MySQLError as error:
            self._forget_lost(error)
        try:
            return work(self._bind(self.session()))
        except MySQLdb.MySQLError as error:
            self._forget_lost(error)
            raise StoreUnavailable(number=code_of(error)) from error

    def now(self) -> datetime:
        """Ask the database for the present instant in UTC."""

        def ask(_: S) -> datetime:
            answer: datetime = self.session().command("SELECT UTC_TIMESTAMP(6) AS now")[0]["now"]
            return answer

        return self.reading(ask)

    def forget(self) -> None:
        """Give up this thread's session."""
        session: Connection | None = getattr(self._own, "session", None)
        if session is not None:
            self._own.counted = getattr(self._own, "counted", 0) + session.round_trips
            self._own.session = None
            session.close()

    def _forget_lost(self, error: MySQLdb.MySQLError) -> None:
        """Give the session up where the error says that it is of no use; raise any other error on."""
        number = code_of(error)
        if number in CONFLICTS - UNAVAILABLE:
            raise StoreBusy(attempts=1) from error
        if number not in UNAVAILABLE:
            raise error
        self.forget()
