"""A long table gone through by its primary key: page after page, so that no statement reads all of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bridge.store.engine.database import Connection, Row

#: How many rows a page has.
PAGE = 5_000
#: The queries that give the last id of a page above one.
MEMBERSHIPS, PAYMENTS = "limits.page_end", "bills_elsewhere.new_page_end"


def each_page(session: Connection, page_end: str, query: str, /, **params: Any) -> Iterator[Row]:
    """Give the rows that a query finds on each page; it takes ``after`` and ``last``, what a page lies between."""
    after = 0
    while last := int(session.rows(page_end, after=after, most=PAGE)[0]["last"]):
        yield from session.rows(query, after=after, last=last, **params)
        after = last
