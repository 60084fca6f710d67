"""The server: where it is, and what its refusals mean by their numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import MySQLdb

DUPLICATE_ENTRY = 1062
_KEY_NAME = re.compile(r"for key '(?:[^'.]*\.)?([^']+)'")
#: Rivals met: a deadlock (at COMMIT too, with Galera), a lock waited for in vain, a row that moved, a node not ready.
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
#: A table or a column is not there: removed or renamed with the plugin that made it, or not migrated.
MISSING = frozenset({1146, 1054})
#: Nothing of that name is prepared here, no more may be, or it was prepared in vain: its tables come and go too fast.
UNPREPARED = frozenset({1243, 1461, 1615})
#: The session was closed before: what was sent did not reach the server.
NOT_SENT = frozenset({2006, 4031})
#: A COMMIT that ended so may have been carried out.
IN_DOUBT = (LOST - NOT_SENT) | {1053, 1152, 1158, 1159, 1160, 1161, 1184, 1317}


@dataclass(frozen=True, slots=True)
class Address:
    """Where the database is and who connects; a socket goes before host and port."""

    name: str
    user: str
    password: str = field(repr=False)
    socket: str | None = None
    host: str | None = None
    port: int = 3306


class DuplicateKey(Exception):
    """A unique key refused a row; ``key`` is its name, ``PRIMARY`` for the primary one."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class NothingMatched(Exception):
    """A statement that had to match one row did not: what was read before does not hold; the operand is its name."""


def code_of(error: MySQLdb.MySQLError) -> int:
    """Return the server's or client library's error number, 0 where it has none."""
    return error.args[0] if error.args and isinstance(error.args[0], int) else 0


def duplicate_of(error: MySQLdb.IntegrityError) -> DuplicateKey | None:
    """Read the name of the unique key out of the server's message."""
    if error.args[0] != DUPLICATE_ENTRY:
        return None
    named = _KEY_NAME.search(str(error.args[1]))
    return DuplicateKey(named.group(1) if named else "")
