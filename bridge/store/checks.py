"""The invariants of ``sql/checks.sql``: each is a query that must return nothing."""

from __future__ import annotations

from collections.abc import Mapping

from bridge.store.connection import Address, Row, connect
from bridge.store.queries import parse, sql_folder, with_prefix

TOPIC = "checks"


def check_queries(prefix: str) -> Mapping[str, str]:
    """Return the invariants by name, for one base prefix."""
    text = (sql_folder() / f"{TOPIC}.sql").read_text(encoding="utf-8")
    return {name: with_prefix(query, prefix) for name, query in parse(text, TOPIC).items()}


def broken_invariants(address: Address, prefix: str) -> dict[str, list[Row]]:
    """Return the rows that should not be, by the name of the invariant that they break."""
    queries = check_queries(prefix)
    session = connect(address, queries)
    try:
        found = {name.removeprefix(f"{TOPIC}."): session.rows(name) for name in queries}
    finally:
        session.close()
    return {name: rows for name, rows in found.items() if rows}
