"""What a session has prepared: the server reads the text of a statement once, not at each asking.

Reading the texts is a third of what the Account costs the server. A session prepares what it asks for a second time:
who asks once, a command or a worker's round, pays nothing for it. Only MariaDB is asked so: its statements take
whatever an execution gives them, while MySQL keeps the types that a variable had at first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

#: Nothing of that name is prepared here, no more may be, or it was prepared in vain: its tables come and go too fast.
UNPREPARED = frozenset({1243, 1461, 1615})

_PARAMETER = re.compile(rb"%\((\w+)\)s")
_READS = (b"SELECT", b"(SELECT")


@lru_cache(maxsize=4096)
def marked(text: str) -> tuple[bytes, tuple[bytes, ...]]:
    """Return a statement with a mark for each of its parameters, and their names in the order of the marks.

    >>> marked("SELECT id FROM wp_users WHERE id = %(id)s AND user_login LIKE 'a%%'")
    (b"SELECT id FROM wp_users WHERE id = ? AND user_login LIKE 'a%'", (b'id',))
    """
    encoded = text.encode()
    return _PARAMETER.sub(b"?", encoded).replace(b"%%", b"%"), tuple(_PARAMETER.findall(encoded))


class Prepared:
    """The statements that one session has prepared, by the names of their queries."""

    def __init__(self, raw: Any) -> None:
        """Begin with none, of an open mysqlclient connection."""
        self._raw = raw
        self._is_possible = "MariaDB" in raw.get_server_info()
        self._met: set[str] = set()
        self._ready: dict[str, tuple[bytes, tuple[bytes, ...]]] = {}

    def asked(self, name: str, text: str, literals: Mapping[bytes, bytes]) -> list[bytes]:
        """Return what asks for a named reading, the last of it for its rows.

        It is what runs it, prepared before or with it; its text where it is met first, is no reading or takes a list.
        """
        ready = self._ready.get(name)
        if ready is not None:
            given = [literals[one] for one in ready[1]]
            return [text.encode() % literals if _has_list(given) else _run(ready[0], given)]
        statement, parameters = marked(text)
        given = [literals[one] for one in parameters]
        is_new = name not in self._met
        self._met.add(name)
        if is_new or not self._is_possible or _has_list(given) or not statement.startswith(_READS):
            return [text.encode() % literals]
        called = b"`%s`" % name.encode()
        self._ready[name] = (called, parameters)
        return [b"PREPARE " + called + b" FROM " + self._raw.literal(statement.decode()), _run(called, given)]

    def forget(self, *, for_good: bool) -> None:
        """Prepare all of it anew; ``for_good``: nothing any more, for somebody takes away what this session has."""
        self._ready.clear()
        self._is_possible = self._is_possible and not for_good


def _has_list(given: Sequence[bytes]) -> bool:
    """Tell whether one of some parameters is several values: no mark stands for them."""
    return any(value.startswith(b"(") for value in given)


def _run(called: bytes, given: Sequence[bytes]) -> bytes:
    """Return what runs a prepared statement."""
    return b"EXECUTE " + called + (b" USING " + b", ".join(given) if given else b"")
