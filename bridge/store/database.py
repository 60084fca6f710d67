"""The network's database as the use cases see it: transactions and plain reading, one session a thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Generic, TypeVar

import MySQLdb

from bridge.errors import StoreBusy, StoreUnavailable
from bridge.store import queries, transaction
from bridge.store.connection import Address, Connection, connect

T = TypeVar("T")
S = TypeVar("S")


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

    @property
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
        """Run ``work`` in one transaction, whole again after a conflict (:mod:`bridge.store.transaction`)."""
        return transaction.run(self.session, self.forget, lambda session: work(self._bind(session)))

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
            raise StoreUnavailable(number=transaction.code_of(error)) from error

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
        number = transaction.code_of(error)
        if number in transaction.CONFLICTS - transaction.UNAVAILABLE:
            raise StoreBusy(attempts=1) from error
        if number not in transaction.UNAVAILABLE:
            raise error
        self.forget()
