"""Quotes: written once as JSON, read back as the same values; and what sites measured that they are judged by."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
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

#: So many sites of a membership are looked at, in the order of their numbers; there may be more, which is told.
SITES_LOOKED_AT = 25_000
#: So many sites that have a word of their own.
OWN_LOOKED_AT = 1000
#: So many are named of those above a limit, beside the furthest of each limit.
NAMED = 20
#: More limits than a plan has.
_LIMITS = 5000
BEGINNING = datetime(1970, 1, 1)
#: Which sites are looked at: those without a word of their own, those with one, or both.
WITHOUT_OWN, WITH_OWN, ALL = (0,), (1,), (0, 1)


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
    change allows less of. ``exceeds_more`` is how many more there are like ``exceeds``, ``exceeds_at_least`` whether
    there may be others still, on sites that were not looked at.
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
    exceeds_more: int = 0
    exceeds_at_least: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """What a site uses of a limit."""

    limit: str
    used: float
    blog_id: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What use is compared with: the number ``allowed`` of each limit, and the names of those that are ``less`` now."""

    allowed: Mapping[str, int]
    less: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Others:
    """What is known of many sites: how many are ``above`` each limit, and who is furthest.

    ``known`` have a figure of all that is less (0 where nothing is), ``known_domains`` one of own domains too, which
    ``domains`` of them count.
    """

    above: Mapping[str, int] = field(default_factory=dict)
    furthest: tuple[Figure, ...] = ()
    known: int = 0
    known_domains: int = 0
    domains: int = 0


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

    def page_end(self, after: datetime, before: datetime, most: int) -> datetime | None:
        """Return the instant at which a page of quotes ends, None where none is left."""
        last: datetime | None = self._session.rows("quotes.page_end", after=after, before=before, most=most)[0]["last"]
        return last

    def purge(self, after: datetime, last: datetime) -> int:
        """Delete the quotes of a page that nothing refers to and return how many."""
        return self._session.execute("quotes.purge", after=after, last=last)


class SiteUsage:
    """Figures of sites."""

    def __init__(self, session: Connection) -> None:
        """Bind to a session."""
        self._session = session

    def of_sites(self, blog_ids: Collection[int], since: datetime = BEGINNING) -> Usage:
        """Return what some sites were found to use since an instant; one that is missing is not known."""
        if not blog_ids:
            return {}
        return _usage(self._session.rows("usage.of_sites", blog_ids=tuple(sorted(blog_ids)), since=since))

    def of_own(self, membership_id: int, since: datetime) -> Usage:
        """Return what those sites of a membership were found to use since an instant that have a word of their own."""
        which = _which(membership_id, WITH_OWN, ())
        return _usage(self._session.rows("usage.of_own", **{**which, "most": OWN_LOOKED_AT}, since=since))

    def others(
        self,
        membership_id: int,
        wanted: Wanted,
        *,
        but: Collection[int] = (),
        since: datetime = BEGINNING,
        has_own: Sequence[int] = WITHOUT_OWN,
    ) -> Others:
        """Compare what a membership's sites, ``but`` for some, were found to use since an instant.

        What they lack a figure of does not depend on the instant.
        """
        if not wanted.allowed:
            return Others()
        which = {**_which(membership_id, has_own, but), **_asked(wanted)}
        *above, known = self._session.rows("usage.of_others", **which, **_less(wanted), since=since)
        named = [_furthest(row) for row in above]
        found = {row["name"]: int(row["above"]) for row in above}
        if sum(found.values()) > len(found):
            rows = self._session.rows("usage.furthest", **which, most_named=NAMED)
            named += [one for one in map(_figure, rows) if one not in named]
        return Others(
            above=found,
            furthest=tuple(sorted(named, key=lambda one: (one.limit, -one.used, one.blog_id))),
            known=int(known["known"]),
            known_domains=int(known["known_domains"]),
            domains=int(known["domains"]),
        )


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


def _which(membership_id: int, has_own: Sequence[int], but: Collection[int]) -> dict[str, Any]:
    """Return which sites a statement looks at."""
    return {
        "membership_id": membership_id,
        "has_own": tuple(has_own),
        "but": tuple(sorted(but)) or (0,),
        "most": SITES_LOOKED_AT,
    }


def _asked(wanted: Wanted) -> dict[str, Any]:
    """Return the limits that a statement compares with."""
    return {"asked": json.dumps(sorted(wanted.allowed.items())), "most_limits": _LIMITS}


def _less(wanted: Wanted) -> dict[str, Any]:
    """Return what a site has to have figures of: numbers, parts of one, and own domains where anybody counts them."""
    numbers = sorted(name for name in wanted.less - {"domain_mapping"} if "." not in name)
    parts = sorted(name for name in wanted.less if "." in name)
    return {
        "is_less": int(bool(wanted.less)),
        "numbers": tuple(numbers) or ("",),
        "numbers_count": len(numbers),
        "parts": tuple(parts) or ("",),
        "parts_count": len(parts),
        "domains": ("domain_mapping",) if "domain_mapping" in wanted.less else ("",),
    }


def _furthest(row: Row) -> Figure:
    """Read who is furthest above a limit."""
    used, blog_id = str(row["furthest"]).split(" ")
    return Figure(row["name"], float(used), int(blog_id))


def _figure(row: Row) -> Figure:
    """Read a figure."""
    return Figure(row["name"], float(row["used"]), int(row["blog_id"]))


def _usage(rows: Sequence[Row]) -> Usage:
    """Read rows of figures in the shape of limits, by blog id."""
    found: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    for row in rows:
        module, dot, part = row["name"].partition(".")
        if dot:
            found[int(row["blog_id"])].setdefault(module, {})[part] = float(row["used"])
        else:
            found[int(row["blog_id"])][module] = float(row["used"])
    return dict(found)
