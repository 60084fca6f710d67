"""One session with MySQL or MariaDB: named queries in, rows out, round trips counted.

``execute`` answers how many rows *matched* (CLIENT_FOUND_ROWS), also where nothing in them was changed. Nothing here
commits by itself: outside :func:`bridge.store.engine.database.run` each statement is its own transaction.

Inside a transaction a statement whose answer nobody needs is deferred: it goes out, in its place, with the next one
that is sent, the COMMIT at the latest. What refuses it is told by that one.
"""

from __future__ import annotations

import re
import select
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import MySQLdb
import MySQLdb.cursors
from MySQLdb.constants import CLIENT

Row = dict[str, Any]

DUPLICATE_ENTRY = 1062
CONNECT_SECONDS = 5
#: Statements that go out together: no more bytes than any server takes as one text (max_allowed_packet is 1 MB and up).
TEXT_BYTES = 256 * 1024
#: A session unused for longer is asked with START TRANSACTION alone whether its server is still there.
IDLE_SECONDS = 1.0
_KEY_NAME = re.compile(r"for key '(?:[^'.]*\.)?([^']+)'")

#: How long one statement waits for a row that somebody else holds: WordPress waits 5 s for most answers, all told.
LOCK_WAIT_SECONDS = 2

_SESSION = f"""
SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED;
SET SESSION time_zone = '+00:00', sql_mode = 'STRICT_TRANS_TABLES', innodb_lock_wait_timeout = {LOCK_WAIT_SECONDS},
  group_concat_max_len = 1073741824
"""
_CONSISTENT = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
)


class DuplicateKey(Exception):
    """A unique key refused a row; ``key`` is its name, ``PRIMARY`` for the primary one."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True)
class Address:
    """Where the database is and who connects; a socket goes before host and port."""

    name: str
    user: str
    password: str = field(repr=False)
    socket: str | None = None
    host: str | None = None
    port: int = 3306


class NothingMatched(Exception):
    """A statement that had to match one row did not: what was read before does not hold; the operand is its name."""


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
        self._deferred: list[_Deferred] = []
        self._deferred_bytes = 0
        self._has_begun = False
        self._used_at = 0.0
        self.round_trips = 0
        self.in_transaction = False
        self._send(_SESSION, None)

    def rows(self, name: str, /, **params: Any) -> list[Row]:
        """Return all rows of a named query."""
        return self._send(self._queries[name], params)[0][0]

    def row(self, name: str, /, **params: Any) -> Row | None:
        """Return the first row of a named query, None where it has none."""
        found = self.rows(name, **params)
        return found[0] if found else None

    def execute(self, name: str, /, **params: Any) -> int:
        """Run a named statement and return how many rows matched.

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
        before, after = ((), ()) if self.in_transaction else (_CONSISTENT, ("COMMIT",))
        text = ";\n".join([*before, *(self._queries[name] for name in names), *after])
        try:
            results = self._send(text, params)[len(before) :]
        except MySQLdb.MySQLError:
            if not self.in_transaction:
                self.rollback()
            raise
        return {name: rows for name, (rows, _) in zip(names, results, strict=False)}

    def command(self, text: str) -> list[Row]:
        """Run a statement that is not a named query: transaction control and schema texts."""
        return self._send(text, None)[-1][0]

    def script(self, text: str, params: Mapping[str, Any] | None = None) -> None:
        """Run a text of many statements in one round trip."""
        self._send(text, params)

    def rollback(self) -> None:
        """Give back whatever is open; a lost connection has nothing left to give back."""
        has_begun = self._has_begun or not self.in_transaction
        self._end()
        if has_begun:
            with suppress(MySQLdb.MySQLError):
                self.command("ROLLBACK")

    def close(self) -> None:
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
        literals = {name.encode(): self._raw.literal(value) for name, value in params.items()}
        return text.encode() % literals

    def _run(self, text: bytes) -> list[tuple[list[Row], int]]:
        """Send a text in one round trip."""
        self.round_trips += 1
        with self._raw.cursor() as cursor:
            try:
                cursor.execute(text)
                results = [_result(cursor)]
                while cursor.nextset():
                    results.append(_result(cursor))
            except MySQLdb.IntegrityError as error:
                raise _duplicate(error) or error from error
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
        client_flag=CLIENT.MULTI_STATEMENTS | CLIENT.MULTI_RESULTS,  # older mysqlclients misread MariaDB's version
        autocommit=True,
        connect_timeout=CONNECT_SECONDS,
        cursorclass=MySQLdb.cursors.DictCursor,
        **where,
    )
    return Connection(raw, queries)


def _result(cursor: Any) -> tuple[list[Row], int]:
    """Return what the statement just passed over answered."""
    return (list(cursor.fetchall()) if cursor.description else [], int(cursor.rowcount))


def _duplicate(error: MySQLdb.IntegrityError) -> DuplicateKey | None:
    """Read the name of the unique key out of the server's message."""
    if error.args[0] != DUPLICATE_ENTRY:
        return None
    named = _KEY_NAME.search(str(error.args[1]))
    return DuplicateKey(named.group(1) if named else "")
