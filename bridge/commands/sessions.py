"""A session with the account that may create tables, for the commands that install."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from bridge.bootstrap import address_of
from bridge.config import Config
from bridge.store import queries
from bridge.store.connection import Connection, connect


@contextmanager
def migrating_session(config: Config) -> Iterator[Connection]:
    """Open a session as the migrating account, and close it."""
    session = connect(address_of(config, config.database.migrating_account), queries.load(config.table_prefix))
    try:
        yield session
    finally:
        session.close()


def now(session: Connection) -> datetime:
    """Return the database's time (UTC without zone)."""
    answer: datetime = session.rows("clock.now")[0]["now"]
    return answer
