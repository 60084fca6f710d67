"""The network's list of memberships: found by words and filters, a page at a time; which are beyond their term.

A page is taken from what a key gives in order (a :class:`Source`), the rarest of what is asked for, and everything else
is looked at for those: a page reads what it shows where one thing is asked for, and never more than a bound. Where that
is reached before a page is full, the page is short and the next one goes on from there.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import merge
from typing import Any, Literal

from bridge.pricing.calendar import Period, add_period, known_end
from bridge.pricing.money import Money, round_charge
from bridge.store.engine import values
from bridge.store.engine.database import Connection, Row
from bridge.store.external_edits import Outcome
from bridge.store.memberships import BeyondTermSort
from bridge.store.ownership import Owner
from bridge.store.search import MOST_FOUND, Search, Term, typed_words

Sort = Literal["", "ours", "at_a_provider", "elsewhere", "edited", "paused", "ordering"]
State = Literal["", "pending", "active", "trialing", "on-hold", "expired", "cancelled"]
Order = Literal["", "next_bill"]

#: A place in the list: a membership's number, behind the instant of its next bill where that is what it is sorted by.
Key = tuple[int, ...]
#: What a list is taken from, in its order: (from this key on, the other way, how many) to keys.
Source = Callable[[Key, bool, int], Sequence[Key]]

#: So many are looked at, one portion after the other, before a page stays short.
PORTIONS = (100, 1000, 3000)
#: Filters count so far.
MOST_COUNTED = 10_000
_ABOVE_ALL = (1 << 63) - 1
_EPOCH, _NEVER = datetime(1970, 1, 1), datetime(9000, 1, 1)
_LATEST = (_NEVER - _EPOCH) // timedelta(seconds=1)
#: An end further ahead means that there is none.
HORIZON = Period(100, "year")


@dataclass(frozen=True, slots=True)
class SiteAddress:
    """Where a site is."""

    blog_id: int
    domain: str
    path: str


@dataclass(frozen=True, slots=True)
class NextBill:
    """What a membership is billed next, and when."""

    at: datetime
    amount: Money


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """What is ordered and not carried out."""

    kind: str
    status: str
    due: Money


@dataclass(frozen=True, slots=True)
class MembershipRow:
    """A membership in the network's list, for acting for its owner; ``beyond_term``: its term is over, and how.

    ``term_end`` None: it has no end, also where one is stored that means never.
    ``edited_elsewhere``: somebody else wrote its row, what became of that, and nobody has looked at it.
    ``paused_at``: since when it rests. ``site`` is the first of its ``sites``.
    """

    id: int
    customer_id: int
    user_id: int
    user_login: str
    plan_id: int
    plan_name: str | None
    status: str
    term_end: datetime | None
    beyond_term: BeyondTermSort | None = None
    owner: Owner = "elsewhere"
    edited_elsewhere: Outcome | None = None
    paused_at: datetime | None = None
    site: SiteAddress | None = None
    sites: int = 0
    next_bill: NextBill | None = None
    open_order: OpenOrder | None = None


@dataclass(frozen=True, slots=True)
class BeyondTerm:
    """How many memberships are beyond their term in one way; ``first_ids`` are five, ``longest`` is since when."""

    sort: BeyondTermSort
    found: int
    first_ids: str
    longest: datetime


@dataclass(frozen=True, slots=True)
class MembershipPage:
    """One page of memberships; it begins with ``first``, None: the first one. ``older`` begins the next one, if any.

    ``is_short``: so many were looked at that the page was not filled, and the next one goes on.
    """

    memberships: tuple[MembershipRow, ...]
    first: str | None
    older: str | None
    is_short: bool = False


@dataclass(frozen=True, slots=True)
class Which:
    """Which memberships are listed: ``search`` is what somebody typed, each word of it the beginning of one of theirs.

    ``sort`` is who bills them, or "edited": somebody else wrote into the row and nobody has looked at it;
    "paused": it rests; "ordering": an order is open; '' is any. ``product`` is a plan, package or service that they
    hold, 0 any. ``order`` '' is the newest first. The page has ``most`` and begins with the key ``start``, else it is
    the one just ``above`` a key, else the first.
    """

    search: str = ""
    sort: Sort = ""
    most: int = 20
    start: str | None = None
    above: str | None = None
    state: State = ""
    product: int = 0
    order: Order = ""

    @property
    def filters(self) -> Mapping[str, Any]:
        """What every membership has to be, besides what was typed."""
        return {"which": self.sort, "state": self.state, "product": self.product}


@dataclass(frozen=True, slots=True)
class FilterCount:
    """How many memberships a filter leads to; ``has_more``: so many were counted, there are more."""

    name: str
    found: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is looked for: ``terms`` all hold, or it is one of ``referred``; ``driver`` holds for all of the source."""

    which: Which
    terms: Sequence[Term] = ()
    referred: frozenset[int] = field(default_factory=frozenset)
    driver: Term | None = None

    @property
    def is_plain(self) -> bool:
        """Whether everything that the source gives is wanted."""
        return not (self.terms or any(self.which.filters.values()))


NEWEST = Which()


class MembershipList:
    """Memberships of all customers, as network admins look for them."""

    def __init__(self, session: Connection) -> None:
        self._session = session
        self._search = Search(session)

    def page(self, asked: Which, at: datetime, *, is_full: bool = False) -> MembershipPage:
        """Return a page of memberships; ``is_full``: the worker has come to every one, so that its keys can be used."""
        terms = self._search.terms(typed_words(asked.search))
        source, wanted = self._source(asked, terms, is_full=is_full)
        start: Key | None = _key(asked.start)
        if asked.above is not None:
            higher, rest = self._collect(source, wanted, _beside(_key(asked.above), asked.order, up=True), up=True)
            start = higher[asked.most - 1] if len(higher) > asked.most else rest
        found, rest = self._collect(source, wanted, start or _beginning(asked.order), up=False)
        older = found[asked.most] if len(found) > asked.most else rest
        shown = [key[-1] for key in found[: asked.most]]
        is_short = older is not None and len(found) <= asked.most
        return MembershipPage(tuple(self._listed(shown, at)), _written(start), _written(older), is_short)

    def counts(self) -> Sequence[FilterCount]:
        """Return how many memberships each filter leads to."""
        return [
            FilterCount(row["name"], min(int(row["found"]), MOST_COUNTED), int(row["found"]) > MOST_COUNTED)
            for row in self._session.rows("search.counts", most=MOST_COUNTED + 1)
        ]

    def _source(self, asked: Which, terms: Sequence[Term], *, is_full: bool) -> tuple[Source, _Asked]:
        """Choose what the list is taken from: the rarest of what is asked for that can be named, or has a key."""
        referred = self._search.by_reference(asked.search)
        rarest = min((term for term in terms if term.is_listed), key=lambda term: term.count, default=None)
        if rarest is not None:
            wanted = _Asked(asked, terms, referred, rarest)
            return self._named(self._search.found(rarest) | referred, asked.order), wanted
        wanted = _Asked(asked, terms, referred)
        if asked.order == "next_bill":
            return self._by_next_bill, wanted
        by_key = self._by_key(asked, is_full=is_full) or self._by_term(terms, referred)
        return by_key or self._ids("search.every"), wanted

    def _by_key(self, asked: Which, *, is_full: bool) -> Source | None:
        """Return what gives those of a filter."""
        if asked.product:
            return _merged(self._ids("search.of_plan", asked.product), self._ids("search.of_addon", asked.product))
        if asked.sort == "edited":
            return self._ids("search.edited")
        if asked.sort == "ordering":
            return self._ids("search.ordering")
        if asked.sort == "paused" and is_full:
            return self._ids("search.paused")
        if asked.sort and is_full:
            return self._ids("search.of_owner", asked.sort)
        return self._ids("search.of_state", asked.state) if asked.state else None

    def _by_term(self, terms: Sequence[Term], referred: frozenset[int]) -> Source | None:
        """Return what gives those that hold a product, or are in a state, that was typed by its name."""
        named = next((term for term in terms if term.count <= MOST_FOUND), None)
        if named is None:
            return None
        sources = [self._named(self._search.found(named) | referred, "")]
        sources += [self._ids("search.of_plan", one) for one in sorted(named.plans)]
        sources += [self._ids("search.of_addon", one) for one in sorted(named.addons)]
        sources += [self._ids("search.of_state", one) for one in sorted(named.states)]
        return _merged(*sources)

    def _ids(self, name: str, of: int | str = 0) -> Source:
        """Return the memberships that a statement gives by a key."""

        def read(start: Key, up: bool, most: int) -> Sequence[Key]:  # noqa: FBT001 (as every source is asked)
            rows = self._session.rows(name, up=int(up), id=start[-1], of=of, most=most)
            return [(int(row["id"]),) for row in rows]

        return read

    def _by_next_bill(self, start: Key, up: bool, most: int) -> Sequence[Key]:  # noqa: FBT001 (see above)
        """Return the memberships that are billed, the next first."""
        at, number = _EPOCH + timedelta(seconds=start[0]), start[-1]
        rows = self._session.rows("search.by_next_bill", up=int(up), at=at, id=number, most=most)
        return [_bill_key(row) for row in rows]

    def _named(self, ids: frozenset[int], order: Order) -> Source:
        """Return some memberships in the list's order."""
        if order == "next_bill":
            rows = self._session.rows("search.next_bills", ids=tuple(ids)) if ids else []
            ordered = sorted(_bill_key(row) for row in rows)
            return lambda start, up, most: _span(ordered, start, most, up=up)
        ordered = sorted((one,) for one in ids)
        return lambda start, up, most: _span(ordered, start, most, up=not up)

    def _collect(self, source: Source, wanted: _Asked, start: Key, *, up: bool) -> tuple[list[Key], Key | None]:
        """Return a page and one more, and where to go on where so many were looked at without filling it."""
        most, found = wanted.which.most + 1, list[Key]()
        for portion in (most,) if wanted.is_plain else PORTIONS:
            keys = source(start, up, portion)
            passing = self._passing(wanted, keys)
            found += [key for key in keys if key[-1] in passing]
            if len(found) >= most or len(keys) < portion:
                return found[:most], None
            start = _beside(keys[-1], wanted.which.order, up=up)
        return found, start

    def _passing(self, wanted: _Asked, keys: Sequence[Key]) -> frozenset[int]:
        """Return those that are all that is asked for."""
        if wanted.is_plain or not keys:
            return frozenset(key[-1] for key in keys)
        left = self._filtered(wanted, tuple(key[-1] for key in keys))
        referred = wanted.referred & left.keys()
        for term in sorted(wanted.terms, key=lambda one: one.count):
            if term is not wanted.driver or wanted.referred:
                about = self._search.of_these(term, tuple(left)) | self._search.holders(term.addons, tuple(left))
                left = {
                    one: row
                    for one, row in left.items()
                    if one in about or row["plan_id"] in term.plans or row["status"] in term.states
                }
        return referred | left.keys()

    def _filtered(self, wanted: _Asked, ids: Sequence[int]) -> Mapping[int, Row]:
        """Return those that pass the filters, each with its plan and state where these are asked for."""
        if not any(wanted.which.filters.values()) and not any(term.plans or term.states for term in wanted.terms):
            return {one: {"plan_id": 0, "status": ""} for one in ids}
        rows = self._session.rows("search.passing", ids=ids, **wanted.which.filters)
        return {int(row["id"]): row for row in rows}

    def _listed(self, ids: Sequence[int], at: datetime) -> Iterable[MembershipRow]:
        """Read memberships as the list shows them, in the order given."""
        if not ids:
            return ()
        horizon = add_period(at, HORIZON)
        rows = {
            int(row["id"]): row
            for row in self._session.rows("memberships.listed", ids=tuple(ids), at=at, horizon=horizon)
        }
        blogs = tuple(int(row["blog_id"]) for row in rows.values() if row["blog_id"])
        found = self._session.rows("memberships.addresses", ids=blogs) if blogs else []
        sites = {int(row["blog_id"]): SiteAddress(int(row["blog_id"]), row["domain"], row["path"]) for row in found}
        return [_read(rows[one], sites, at) for one in ids if one in rows]

    def beyond_term(self, at: datetime) -> Sequence[BeyondTerm]:
        """Return the sorts of memberships whose term is over and that nobody renews or closes."""
        return [
            BeyondTerm(row["sort"], int(row["found"]), str(row["first_ids"]), row["longest"])
            for row in self._session.rows("memberships.beyond_term", at=at)
        ]


def _key(written: str | None) -> Key:
    """Read a place as an answer names it, () where there is none.

    >>> _key("12"), _key("1750000000.12"), _key(None)
    ((12,), (1750000000, 12), ())
    """
    return tuple(int(part) for part in str(written).split(".")) if written is not None else ()


def _written(key: Key | None) -> str | None:
    """Write a place for an answer."""
    return ".".join(str(part) for part in key) if key else None


def _beginning(order: Order) -> Key:
    """Return the key before every other."""
    return (0, 0) if order == "next_bill" else (_ABOVE_ALL,)


def _beside(key: Key, order: Order, *, up: bool) -> Key:
    """Return the nearest key that follows another: the newest come first, the next bill does.

    >>> _beside((12,), "", up=False), _beside((12,), "", up=True), _beside((7, 12), "next_bill", up=False)
    ((11,), (13,), (7, 13))
    """
    *at, number = key
    return (*at, number + (1 if (order == "next_bill") != up else -1))


def _bill_key(row: Row) -> Key:
    """Return the key of a next bill; a second is as near as the shared tables know."""
    return min((row["at"] - _EPOCH) // timedelta(seconds=1), _LATEST), int(row["id"])


def _span(ordered: Sequence[Key], start: Key, most: int, *, up: bool) -> Sequence[Key]:
    """Return so many keys of an ascending list from one on, downwards where ``up``."""
    if up:
        end = bisect_left(ordered, (*start[:-1], start[-1] + 1))
        return ordered[max(end - most, 0) : end][::-1]
    first = bisect_left(ordered, start)
    return ordered[first : first + most]


def _merged(*sources: Source) -> Source:
    """Return what several sources of numbers give, in one order, each once."""

    def read(start: Key, up: bool, most: int) -> Sequence[Key]:  # noqa: FBT001 (as every source is asked)
        every = merge(*(source(start, up, most) for source in sources), reverse=not up)
        return list(dict.fromkeys(every))[:most]

    return read


def _read(row: Row, sites: Mapping[int, SiteAddress], at: datetime) -> MembershipRow:
    """Read a membership of the network's list."""
    currency = values.currency(row["currency"])
    amount = values.amount(row["amount"], currency) if len(currency) == len(values.NO_CURRENCY) else None
    bill = NextBill(row["next_bill_at"], Money(None if amount is None else round_charge(amount), currency))
    ordered = OpenOrder(
        row["ordered_kind"], row["ordered_status"], Money(row["ordered_minor"], row["ordered_currency"])
    )
    plain = ("id", "customer_id", "user_login", "plan_id", "plan_name", "status", "beyond_term", "owner")
    return MembershipRow(
        **{name: row[name] for name in (*plain, "edited_elsewhere", "paused_at")},
        user_id=int(row["user_id"]),
        term_end=known_end(row["term_end"], at),
        site=sites.get(int(row["blog_id"] or 0)),
        sites=int(row["sites"]),
        next_bill=None if row["next_bill_at"] is None else bill,
        open_order=None if row["ordered_kind"] is None else ordered,
    )
