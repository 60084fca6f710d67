"""The database as use cases see it: named queries in, rows out, transactions run whole again after a conflict; a clock.

``execute`` answers how many rows an UPDATE *matched*: also those that held already what it writes. Nothing in a
session commits by itself: outside :func:`run` each statement is its own transaction. Inside one a statement whose
answer nobody needs is deferred: it goes out, in its place, with the next one that is sent, the COMMIT at the latest.
What refuses it is told by that one.

The server's answers to a conflict are 1213 (deadlock, also a Galera conflict at COMMIT), 1205 (lock wait: it rolls
back one statement only, so ROLLBACK is said explicitly), 1020 (the row moved since it was read) and 1047 (a Galera
node that is not ready). ``work`` therefore reads everything afresh and has no effect outside the database.

Reading the texts is a third of what the Account costs the server, so that a session prepares what it asks for a second
time in a reading of its own: who asks once, a command or a worker's round, pays nothing for it. Only MariaDB is asked
so: its statements take whatever an execution gives them, while MySQL keeps the types that a variable had at first.
"""

from __future__ import annotations

import random
import re
import select
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Generic, TypeVar

import MySQLdb
from MySQLdb.constants import CLIENT

from bridge.errors import OutcomeUnknown, SchemaOutOfDate, StoreBusy, StoreUnavailable
from bridge.store.engine import queries
from bridge.store.engine.server import (
    CONFLICTS,
    IN_DOUBT,
    LOST,
    MISSING,
    REFUSING,
    UNAVAILABLE,
    UNPREPARED,
    Address,
    NothingMatched,
    code_of,
    duplicate_of,
)

Row = dict[str, Any]

CONNECT_SECONDS = 5
#: Statements that go out together: no more bytes than any server takes as one text (max_allowed_packet is 1 MB and up).
TEXT_BYTES = 256 * 1024
#: How a driver's result gives its rows: by the names of their columns.
_AS_NAMED = 1
#: A session unused for longer is asked with START TRANSACTION alone whether its server is still there.
IDLE_SECONDS = 1.0

#: How long one statement waits for a row that somebody else holds: WordPress waits 5 s for most answers, all told.
LOCK_WAIT_SECONDS = 2

_SESSION = f"""
SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED;
SET SESSION time_zone = '+00:00', sql_mode = 'STRICT_TRANS_TABLES', innodb_lock_wait_timeout = {LOCK_WAIT_SECONDS},
  group_concat_max_len = 1073741824
"""
_PARAMETER = re.compile(rb"%\((\w+)\)s")
_CONSISTENT = (
    b"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    b"START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
)


@dataclass(frozen=True, slots=True)
class _Deferred:
    """A statement to be sent with the next one; ``name`` None: any number of rows may match."""

    text: bytes
    name: str | None = None


class Connection:
    """A session that runs named queries; not shared between threads."""

    def __init__(self, raw: Any, queries: Mapping[str, str]) -> None:
        """Wrap an open mysqlclient connection, whose session is set up in one round trip."""
        self._raw = raw
        self._queries = queries
        self._prepares = "MariaDB" in raw.get_server_info()
        self._met: set[str] = set()
        self._ready: set[str] = set()
        self._deferred: list[_Deferred] = []
        self._deferred_bytes = 0
        self._has_begun = False
        self._used_at = 0.0
        self.round_trips = 0
        self.in_transaction = False
        self.is_closed = False
        self._send(_SESSION, None)

    def rows(self, name: str, /, **params: Any) -> list[Row]:
        return self._send(self._queries[name], params)[0][0]

    def row(self, name: str, /, **params: Any) -> Row | None:
        """Return the first row of a named query, None where it has none."""
        found = self.rows(name, **params)
        return found[0] if found else None

    def execute(self, name: str, /, **params: Any) -> int:
        """Run a named statement and return how many rows it matched, inserted or deleted.

        :raises DuplicateKey: with the key's name, where a unique key refused the row.
        """
        return self._send(self._queries[name], params)[0][1]

    def defer(self, name: str, /, *, must_match: bool = False, **params: Any) -> None:
        """Run a named statement whose answer nobody needs: inside a transaction, with the next one.

        :raises NothingMatched: then, where it ``must_match`` and no row, or more than one, did.
        """
        statement = _Deferred(self._filled(self._queries[name], params), name if must_match else None)
        if self.in_transaction:
            if self._deferred_bytes + len(statement.text) > TEXT_BYTES:
                self._send_all([])
            self._deferred.append(statement)
            self._deferred_bytes += len(statement.text)
        else:
            self._send_all([statement])

    def begin(self) -> None:
        """Begin a transaction, in the round trip of its first statement where the session was in use just now.

        A session that seems closed is asked first: a transaction that goes out in one text with its COMMIT would
        else end in doubt whenever the server was restarted before it.
        """
        self.in_transaction, self._has_begun = True, False
        self._deferred = [_Deferred(b"START TRANSACTION")]
        if time.monotonic() - self._used_at > IDLE_SECONDS or self._seems_closed():
            self._send_all([])

    def commit(self) -> None:
        """Send what was deferred and commit; a transaction that has sent nothing has nothing to commit.

        What has to match goes out before: in one text with COMMIT it would be committed before anybody looked.
        """
        if any(statement.name is not None for statement in self._deferred):
            self._send_all([])
        if self._has_begun or len(self._deferred) > 1:
            self.command("COMMIT")
        self._end()

    def insert(self, name: str, /, **params: Any) -> int:
        """Run a named INSERT and return the id that AUTO_INCREMENT gave."""
        self.execute(name, **params)
        return int(self._raw.insert_id())

    def batch(self, names: Sequence[str], /, **params: Any) -> dict[str, list[Row]]:
        """Run several named reads in one round trip and return the rows of each by its name.

        Outside a transaction all of them read one snapshot of the database, in a read-only transaction of their own.
        """
        if self.in_transaction:
            text = ";\n".join(self._queries[name] for name in names)
            return _by_name(names, self._send(text, params))
        try:
            return self._snapshot(names, params)
        except MySQLdb.MySQLError as error:
            if code_of(error) not in UNPREPARED:
                raise
        return self._snapshot(names, params)

    def _snapshot(self, names: Sequence[str], params: Mapping[str, Any]) -> dict[str, list[Row]]:
        """Run several named reads in a read-only transaction of their own, each prepared at its second asking."""
        literals = self._literals(params)
        texts, answering = list(_CONSISTENT), []
        for name in names:
            texts += self._asked(name, literals)
            answering.append(len(texts) - 1)
        try:
            results = self._send_all([_Deferred(b";\n".join([*texts, b"COMMIT"]))])
        except MySQLdb.MySQLError as error:
            self._ready.clear()
            self._prepares = self._prepares and code_of(error) not in UNPREPARED
            self.rollback()
            raise
        return _by_name(names, [results[place] for place in answering])

    def _asked(self, name: str, literals: Mapping[bytes, bytes]) -> list[bytes]:
        """Return what asks for a named read, the last of it for its rows: as it was prepared, or is with it.

        By its text where it is asked for the first time, is no reading, or takes a list, for which no mark stands.
        """
        text = self._queries[name]
        statement, parameters = _marked(text)
        given = [literals[one] for one in parameters]
        is_met = name in self._met
        self._met.add(name)
        takes_list = any(value.startswith(b"(") for value in given)
        if takes_list or not (is_met and self._prepares and statement.startswith((b"SELECT", b"(SELECT"))):
            return [text.encode() % literals]
        called = b"`%s`" % name.encode()
        run = b"EXECUTE " + called + (b" USING " + b", ".join(given) if given else b"")
        if name in self._ready:
            return [run]
        self._ready.add(name)
        return [b"PREPARE " + called + b" FROM " + self._raw.literal(statement.decode()), run]

    def command(self, text: str) -> list[Row]:
        """Run a statement that is not a named query: transaction control and schema texts."""
        return self._send(text, None)[-1][0]

    def script(self, text: str, params: Mapping[str, Any] | None = None) -> None:
        """Run a text of many statements in one round trip."""
        self._send(text, params)

    def rollback(self) -> None:
        """Give back whatever is open; a session that refuses is closed: START TRANSACTION would commit it."""
        has_begun = self._has_begun or not self.in_transaction
        self._end()
        if has_begun:
            try:
                self.command("ROLLBACK")
            except MySQLdb.MySQLError:
                self.close()

    def close(self) -> None:
        self.is_closed = True
        with suppress(MySQLdb.MySQLError):
            self._raw.close()

    def _seems_closed(self) -> bool:
        """Tell, without a round trip, whether the server has hung up: unasked it sends nothing but that."""
        descriptor: int = self._raw.fileno()
        if descriptor < 0:
            return True
        asked = select.poll()
        asked.register(descriptor, select.POLLIN | select.POLLHUP)
        return bool(asked.poll(0))

    def _end(self) -> None:
        """Be outside a transaction again."""
        self.in_transaction, self._has_begun, self._deferred, self._deferred_bytes = False, False, [], 0

    def _send(self, text: str, params: Mapping[str, Any] | None) -> list[tuple[list[Row], int]]:
        """Send a text of one or more statements; return rows and matched count of each."""
        return self._send_all([_Deferred(self._filled(text, params))])

    def _send_all(self, statements: Sequence[_Deferred]) -> list[tuple[list[Row], int]]:
        """Send what was deferred, then these; return the answers to these alone."""
        before, self._deferred, self._deferred_bytes = self._deferred, [], 0
        self._has_begun = self._has_begun or bool(before)
        every = [*before, *statements]
        results = self._run(b";\n".join(statement.text for statement in every))
        for statement, (_, matched) in zip(every, results, strict=False):
            if statement.name is not None and matched != 1:
                raise NothingMatched(statement.name)
        return results[len(before) :]

    def _filled(self, text: str, params: Mapping[str, Any] | None) -> bytes:
        """Return a text with its parameters quoted and put in; without parameters `%%` stays as it is."""
        if params is None:
            return text.encode()
        return text.encode() % self._literals(params)

    def _literals(self, params: Mapping[str, Any]) -> dict[bytes, bytes]:
        return {name.encode(): self._raw.literal(value) for name, value in params.items()}

    def _run(self, text: bytes) -> list[tuple[list[Row], int]]:
        """Send a text in one round trip."""
        self.round_trips += 1
        try:
            self._raw.query(text)
            results = [_result(self._raw)]
            while self._raw.next_result() == 0:
                results.append(_result(self._raw))
        except MySQLdb.IntegrityError as error:
            raise duplicate_of(error) or error from error
        finally:
            self._used_at = time.monotonic()
        return results


def connect(address: Address, queries: Mapping[str, str]) -> Connection:
    """Open a session.

    :raises MySQLdb.OperationalError: where the server cannot be reached or refuses the account.
    """
    where: dict[str, Any] = (
        {"unix_socket": address.socket} if address.socket else {"host": address.host, "port": address.port}
    )
    raw = MySQLdb.connect(
        user=address.user,
        password=address.password,
        database=address.name,
        charset="utf8mb4",
        # older mysqlclients misread MariaDB's version; a row that holds what is written already has matched too
        client_flag=CLIENT.MULTI_STATEMENTS | CLIENT.MULTI_RESULTS | CLIENT.FOUND_ROWS,
        autocommit=True,
        connect_timeout=CONNECT_SECONDS,
        **where,
    )
    return Connection(raw, queries)


@lru_cache(maxsize=4096)
def _marked(text: str) -> tuple[bytes, tuple[bytes, ...]]:
    """Return a statement with a mark for each of its parameters, and their names in the order of the marks."""
    encoded = text.encode()
    return _PARAMETER.sub(b"?", encoded).replace(b"%%", b"%"), tuple(_PARAMETER.findall(encoded))


def _by_name(names: Sequence[str], results: Sequence[tuple[list[Row], int]]) -> dict[str, list[Row]]:
    """Return the rows of each read by its name."""
    return {name: rows for name, (rows, _) in zip(names, results, strict=True)}


def _result(raw: Any) -> tuple[list[Row], int]:
    """Return what the statement just passed over answered; read without a cursor, which costs more than the rows do."""
    answer = raw.store_result()
    return ([] if answer is None else list(answer.fetch_row(0, _AS_NAMED)), int(raw.affected_rows()))


REMEASURE_SECONDS = 30.0

T = TypeVar("T")

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
    :raises SchemaOutOfDate: where a table or a column is not there; nothing was changed.
    :raises OutcomeUnknown: where the connection broke while committing: that session is of no use either.
    """
    begun, attempt, last = time.monotonic(), 0, MySQLdb.MySQLError()
    while attempt < ATTEMPTS and time.monotonic() - begun < PATIENCE_SECONDS:
        if attempt:
            pause(attempt)
        try:
            return _once(connections(), work)
        except OutcomeUnknown:
            lost()
            raise
        except MySQLdb.MySQLError as error:
            number = code_of(error)
            if number in UNAVAILABLE:
                lost()
            if (number in LOST and attempt) or (number in REFUSING and number not in CONFLICTS):
                raise StoreUnavailable(number=number) from error
            if number in MISSING:
                raise SchemaOutOfDate(missing=str(error.args[-1])) from error
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
        if found is None or found.is_closed:
            self.forget()
            found = connect(self._address, self._queries)
            self._own.session = found
        return found

    def transaction(self, work: Callable[[S], T]) -> T:
        """Run ``work`` in one transaction, whole again after a conflict (:func:`run`)."""
        return run(self.session, self.forget, lambda session: work(self._bind(session)))

    def reading(self, work: Callable[[S], T]) -> T:
        """Run ``work`` without a transaction; a session that the server has dropped is replaced once.

        :raises StoreUnavailable: where the database cannot be reached or does not serve.
        :raises SchemaOutOfDate: where a table or a column is not there.
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
        if number in MISSING:
            raise SchemaOutOfDate(missing=str(error.args[-1])) from error
        if number not in UNAVAILABLE:
            raise error
        self.forget()
