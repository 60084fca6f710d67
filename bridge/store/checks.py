"""The invariants of ``sql/checks.sql``: each is a query that must return nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

import MySQLdb

from bridge.domain.snapshot import TaxRate
from bridge.services.network_view import ProductDocument
from bridge.store.catalog import TAX_READ, MySQLCatalog
from bridge.store.connection import Address, Connection, Row, connect
from bridge.store.queries import parse, sql_folder, with_prefix
from bridge.store.tax_rates import read_taxes

TOPIC = "checks"
NOT_ASKED = "not_asked"


def check_queries(prefix: str) -> Mapping[str, str]:
    """Return the invariants by name, for one base prefix."""
    text = (sql_folder() / f"{TOPIC}.sql").read_text(encoding="utf-8")
    return {name: with_prefix(query, prefix) for name, query in parse(text, TOPIC).items()}


def purposes() -> Mapping[str, str]:
    """Return what each invariant says, by its name: the comment under it in the file."""
    text = (sql_folder() / f"{TOPIC}.sql").read_text(encoding="utf-8")
    blocks = (block.splitlines() for block in text.split("-- name:")[1:])
    return {
        lines[0].strip(): " ".join(line.removeprefix("--").strip() for line in takewhile(_is_comment, lines[1:]))
        for lines in blocks
    }


def broken_invariants(address: Address, prefix: str) -> dict[str, list[Row]]:
    """Return the rows that should not be, by the name of the invariant that they break.

    An invariant that could not be asked has one row, that says why, under :data:`NOT_ASKED`: the others go on.
    """
    queries = check_queries(prefix)
    session = connect(address, queries)
    try:
        found = {name.removeprefix(f"{TOPIC}."): _asked(session, name) for name in queries}
    finally:
        session.close()
    return {name: rows for name, rows in found.items() if rows}


@dataclass(frozen=True, slots=True)
class Oddities:
    """What of the shared tables cannot be read or gone by: each is left out by itself, and named here.

    ``memberships`` count those in another currency than the network's, ``amounts`` are those without a known one.
    """

    currency: str
    products: Sequence[ProductDocument]
    rates: Sequence[TaxRate]
    memberships: Sequence[Row]
    amounts: Sequence[Row]


def oddities(session: Connection) -> Oddities:
    """Look for them: one pass over the catalog, two over the memberships."""
    taxes = read_taxes(session.rows(TAX_READ))
    return Oddities(
        currency=taxes.currency,
        products=[found for found in MySQLCatalog(session).documents() if found.unreadable],
        rates=[rate for rate in taxes.rates if rate.percent is None],
        memberships=session.rows("memberships.in_other_currency", currency=taxes.currency) if taxes.currency else [],
        amounts=session.rows("memberships.without_amount"),
    )


def _is_comment(line: str) -> bool:
    """Tell whether a line is a comment of SQL."""
    return line.startswith("--")


def _asked(session: Connection, name: str) -> list[Row]:
    """Return the rows of one invariant, or why it could not be asked."""
    try:
        return session.rows(name)
    except MySQLdb.MySQLError as error:
        return [{NOT_ASKED: str(error.args[-1])}]
