"""Odd values, and where the named queries read the shared tables: what is newly read is altered unasked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from bridge.store.engine.queries import load

#: As SQL writes them; a column that cannot hold one is left as it is.
ODD: tuple[str, ...] = (
    "NULL", "''", "-5", "32767", "'999999999.9999'", "'unknown word'", "'0000-00-00 00:00:00'",
    "'0001-01-01 00:00:00'",
    "'9999-12-31 00:00:00'", "'kr 199'", "'NaN'", "'a:x'", "CONCAT('a:', REPEAT('9', 5000), ':{}')",
    "CONCAT(REPEAT('a:1:{i:0;', 3000), 'i:1;', REPEAT('}', 3000))", """'{"a": 1}'""", "REPEAT('[', 50000)", "'d:NAN;'",
    "'a:1:{i:0;d:INF;}'", """'O:8:"stdClass":1:{s:4:"code";R:1;}'""", "'\\\\0\\'\"%%s {p} <b>\U0001f4a3'",
)  # fmt: skip

_PREFIX = "zz_"
_TABLE = re.compile(rf"\b{_PREFIX}((?!bridge_)[a-z_]+)\b")
_KEYS = re.compile(r"meta_key\s*(?:=\s*('[^']+')|IN\s*\(([^)]*)\))")


def words_read() -> Mapping[str, frozenset[str]]:
    """The words of the named queries by the shared table that they ask for: the columns read are among them."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for text in _queries():
        for table in _TABLE.findall(text):
            found[table] |= set(re.findall(r"\w+", text))
    return {table: frozenset(words) for table, words in found.items()}


def keys_read() -> frozenset[tuple[str, frozenset[str]]]:
    """The keys of meta rows that named queries read, each with the tables one of which it is read from."""
    return frozenset(
        (key, frozenset(table for table in _TABLE.findall(text) if table.endswith("meta")))
        for text in _queries()
        for one, several in _KEYS.findall(text)
        for key in re.findall(r"'([^']+)'", one or several)
    )


def _queries() -> list[str]:
    return list(load(_PREFIX).values())
