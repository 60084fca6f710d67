"""Quotes: written once as JSON, read back as the same values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from bridge.limits.effective import Exceeded
from bridge.pricing.calendar import Period
from bridge.pricing.quote import Quote
from bridge.pricing.snapshot import Selection
from bridge.store.engine.database import Connection, Row

#: Quotes that are kept as they were read; what is kept is found by its text, so that it cannot be out of date.
_MOST_READ = 64

Limits = Annotated[
    Mapping[str, Any],
    Field(description="Effective limits by module; an absent module is not limited, a limit of null is none."),
]
"""Effective limits in the shape of :mod:`bridge.limits.effective`; JSON-able."""

Usage = Mapping[int, Mapping[str, Any]]
"""What is used, by blog id: ``disk_space`` (MB), ``visits``, ``sites``, ``post_types`` and ``users`` by name …"""

#: How many figures of a membership's sites are read at most: some hundred sites.
MOST_FIGURES = 5000
_EVER = datetime(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class ChosenAddon:
    """A package or service of the chosen offer."""

    product_id: int
    name: str
    quantity: int


@dataclass(frozen=True, slots=True)
class ReplacedChange:
    """The pending change that confirming would replace."""

    quote_id: str
    plan_id: int
    plan_name: str
    addons: tuple[ChosenAddon, ...]
    period: Period | None
    effective_at: datetime


@dataclass(frozen=True, slots=True)
class StoredQuote:
    """A quote as told to somebody, once: written with its id, never changed, independent of any locale.

    ``names`` are the products' names at that moment, so that a product deleted later can still be named. ``usage`` is
    what it was told of use: a fresh quote made in its place, which nobody can measure for, is judged by it.
    ``code_before`` is the discount code that the membership had. ``unmeasured`` of its sites lack a figure of what the
    change allows less of.
    """

    id: str
    membership_id: int
    customer_id: int
    user_id: int
    selection: Selection
    quote: Quote
    names: Mapping[int, str]
    limits_before: Limits
    limits_after: Limits
    exceeds: tuple[Exceeded, ...] = ()
    replaces: ReplacedChange | None = None
    usage: Usage = field(default_factory=dict)
    code_before: str | None = None
    unmeasured: int = 0


class Quotes:
    """Prices told to people: added once, never changed; deleted where nobody confirmed them."""

    def __init__(self, session: Connection) -> None:
        self._session = session

    def add(self, stored: StoredQuote) -> None:
        quote = stored.quote
        self._session.defer(
            "quotes.insert",
            id=stored.id,
            membership_id=stored.membership_id,
            customer_id=stored.customer_id,
            user_id=stored.user_id,
            as_of=quote.as_of,
            valid_until=quote.valid_until,
            kind=quote.kind,
            currency=quote.currency,
            due_now_minor=quote.due_now_minor,
            basis=quote.basis,
            selection=selection_text(stored),
            body=quote_text(stored),
        )

    def find(self, quote_id: str) -> StoredQuote | None:
        row = self._session.row("quotes.find", id=quote_id)
        return read_quote(row) if row else None

    def usage_of(self, membership_id: int, since: datetime = _EVER, most: int = MOST_FIGURES) -> Usage:
        """Return what a membership's sites were found to use since an instant; one that is missing is not known.

        It was not measured, or there are more figures than are read: no site is told by half.
        """
        rows = self._session.rows("usage.of_membership", membership_id=membership_id, since=since, most=most + 1)
        if len(rows) > most:
            rows = [row for row in rows if row["blog_id"] != rows[-1]["blog_id"]]
        found: defaultdict[int, dict[str, Any]] = defaultdict(dict)
        for row in rows:
            module, dot, part = row["name"].partition(".")
            if dot:
                found[int(row["blog_id"])].setdefault(module, {})[part] = float(row["used"])
            else:
                found[int(row["blog_id"])][module] = float(row["used"])
        return dict(found)

    def page_end(self, after: datetime, before: datetime, most: int) -> datetime | None:
        """Return the instant at which a page of quotes ends, None where none is left."""
        last: datetime | None = self._session.rows("quotes.page_end", after=after, before=before, most=most)[0]["last"]
        return last

    def purge(self, after: datetime, last: datetime) -> int:
        """Delete the quotes of a page that nothing refers to and return how many."""
        return self._session.execute("quotes.purge", after=after, last=last)


def quote_text(stored: StoredQuote) -> str:
    """Write a quote as JSON; the same quote gives the same text."""
    return _quotes().dump_json(stored).decode()


def selection_text(stored: StoredQuote) -> str:
    """Write what was asked for."""
    return _selections().dump_json(stored.selection).decode()


def read_quote(row: Row) -> StoredQuote:
    """Read a row with a quote's body."""
    return _read(row["body"])


@lru_cache(maxsize=_MOST_READ)
def _read(body: str) -> StoredQuote:
    """Read a quote's body; one that is confirmed is read several times by each request, and is never written to."""
    stored: StoredQuote = _quotes().validate_json(body)
    return stored


@lru_cache(maxsize=1)
def _quotes() -> TypeAdapter[Any]:
    """Return the reader and writer of quotes, built from the types at their first use."""
    return TypeAdapter(StoredQuote)


@lru_cache(maxsize=1)
def _selections() -> TypeAdapter[Any]:
    """Return the writer of selections."""
    return TypeAdapter(Selection)
