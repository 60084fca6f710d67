"""Limits as they are stored: what was said last and what is wrong now; holdings of memberships and sites' own words.

Limits of products are in :mod:`bridge.store.product_limits`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from bridge.limits.modules import Limitations, Statement, read_statement
from bridge.limits.said import UnreadableSaid, compiled, limitations_of
from bridge.store.engine import values
from bridge.store.engine.database import Connection, Row

#: What can be gone: what an orphan is called by.
ORPHAN_CODES = frozenset({"site_gone", "membership_gone", "customer_gone", "plan_gone", "link_lost"})

Subject = tuple[str, int]
"""Who says something of limits: ``product``, ``membership`` or ``site``, and its id."""

LimitStatements = Mapping[Subject, Statement]
"""What each of them says, as far as it can be read."""

#: A page of memberships may have as many sites without their place; the next round finds the others.
ORPHANS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class LimitFault:
    """Something of limits that a network administrator has to mend; ``details`` is JSON-able, for people."""

    subject: Subject
    code: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Orphan:
    """A limited site whose place in the shared data is gone; ``code`` names what is missing."""

    blog_id: int
    membership_id: int
    code: str

    @property
    def fault(self) -> LimitFault:
        """Return it as something to mend."""
        return LimitFault(("site", self.blog_id), self.code, {"membership_id": self.membership_id})


UNREADABLE = "limits_unreadable"
#: Faults that are noted, or found mended, whenever limits are written; the plugin notes what it cannot read.
SEEN_HERE = frozenset({UNREADABLE, "quota_unreadable", "said_unreadable", "row_missing"})


def faults_of(statements: LimitStatements) -> list[LimitFault]:
    """Return the statements with parts that cannot be read, as something to mend."""
    return [
        LimitFault(subject, UNREADABLE, {"parts": [asdict(part) for part in statement.unreadable]})
        for subject, statement in statements.items()
        if statement.unreadable
    ]


class LimitRecords:
    """What was last said of limits, and what is wrong with them."""

    def __init__(self, session: Connection) -> None:
        """Bind to a session."""
        self._session = session

    def review(self, statements: LimitStatements, at: datetime) -> None:
        """Keep what can be read of what each subject says; note what cannot, and forget what is mended.

        Only faults that are seen here are forgotten: others are noted, and found mended, elsewhere. Nothing is written
        where nothing differs from what was kept and noted.
        """
        found = self._session.batch(("limit_records.known", "limit_records.faults_of"), **_numbers(statements))
        self._keep(statements, _limitations(found["limit_records.known"]), at)
        noted = {((row["subject"], row["subject_id"]), row["code"]): row["details"] for row in
                 found["limit_records.faults_of"] if row["code"] in SEEN_HERE}  # fmt: skip
        self._note(noted, faults_of(statements), at)

    def read(self, subject: Subject, stored: str | None) -> Statement:
        """Return what somebody says of limits; what of it cannot be read is as it was last."""
        return with_known(self._session, {subject: read_stored(stored)})[subject]

    def note_orphans(self, orphans: Iterable[Orphan], after: int, last: int, at: datetime) -> None:
        """Note the orphans of a page of memberships, and forget of that page those that are none any more."""
        noted = {
            ((row["subject"], row["subject_id"]), row["code"]): row["details"]
            for row in self._session.rows("limit_records.all_faults")
            if row["code"] in ORPHAN_CODES and after < json.loads(row["details"])["membership_id"] <= last
        }
        self._note(noted, [orphan.fault for orphan in orphans], at)

    def _keep(self, statements: LimitStatements, known: Mapping[Subject, Limitations], at: datetime) -> None:
        """Keep what is readable; who never said anything needs no row."""
        for subject, statement in statements.items():
            told = _told(statement.limitations)
            if told != _told(known.get(subject, {})):
                kind, number = subject
                self._session.defer("limit_records.keep", subject=kind, subject_id=number, limitations=told, at=at)

    def _note(self, noted: Mapping[tuple[Subject, str], str], faults: Iterable[LimitFault], at: datetime) -> None:
        """Write faults that were not noted so, and take out those noted that are none."""
        wrong = {(fault.subject, fault.code): fault for fault in faults}
        for (subject, code), fault in wrong.items():
            details = _told(fault.details)
            if noted.get((subject, code)) != details:
                self._session.defer("limit_records.tell", **_key(subject, code), details=details, at=at)
        for subject, code in noted:
            if (subject, code) not in wrong:
                self._session.defer("limit_records.mended", **_key(subject, code))

    def faults(self) -> Sequence[LimitFault]:
        """Return what is noted, the oldest first, a thousand at most."""
        return [
            LimitFault((row["subject"], row["subject_id"]), row["code"], json.loads(row["details"]))
            for row in self._session.rows("limit_records.all_faults")
        ]

    def orphans(self, after: int, last: int, most: int = ORPHANS_AT_ONCE) -> Sequence[Orphan]:
        """Return limited sites of a page of memberships whose place in the shared data is gone."""
        rows = self._session.rows("limit_records.orphans", after=after, last=last, most=most)
        found = {row["blog_id"]: Orphan(row["blog_id"], row["membership_id"], row["code"]) for row in rows}
        return list(found.values())


def read_stored(text: str | None) -> Any:
    """Return what a meta row of limitations holds, before anything of it is understood; no row says nothing.

    A stored nothing (``N;``, ``b:0;``) is no limitations: its text is kept, and cannot be read.
    """
    found = values.meta(text) if text else {}
    return text if found is None or isinstance(found, bool) else found


def with_known(session: Connection, stored: Mapping[Subject, Any]) -> dict[Subject, Statement]:
    """Read the stored limitations of some subjects; what is unreadable is taken from what each said before."""
    read = {subject: read_statement(found) for subject, found in stored.items()}
    spoilt = [subject for subject, statement in read.items() if statement.unreadable]
    if not spoilt:
        return read
    known = _limitations(session.rows("limit_records.known", **_numbers(spoilt)))
    return read | {subject: read_statement(stored[subject], known.get(subject)) for subject in spoilt}


def _limitations(rows: Iterable[Row]) -> dict[Subject, Limitations]:
    """Read the limitations that were kept."""
    return {(row["subject"], row["subject_id"]): json.loads(row["limitations"]) for row in rows}


def _numbers(subjects: Iterable[Subject]) -> dict[str, tuple[int, ...]]:
    """Return the ids of subjects of each kind; 0, which is nobody's, where there is none."""
    listed = tuple(subjects)
    kinds = {"products": "product", "memberships": "membership", "sites": "site"}
    return {name: tuple(number for of, number in listed if of == kind) or (0,) for name, kind in kinds.items()}


def _key(subject: Subject, code: str) -> dict[str, Any]:
    """Return the key of a fault."""
    return {"subject": subject[0], "subject_id": subject[1], "code": code}


def _told(value: Any) -> str:
    """Return a value as the text that is kept of it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Grace:
    """What held before a change to less and goes on until ``until``: ``limits`` in the shape of effective ones."""

    until: datetime
    limits: Mapping[str, Any]


#: Whatever is written of days of grace stays.
KEPT = Grace(datetime.max, {})


@dataclass(frozen=True, slots=True)
class MembershipLimits:
    """What a membership says of its sites: ``closed`` is why they are closed from ``open_until`` on; None: open.

    ``holdings`` is how many are held of the plan and of each add-on; None: nobody can tell, what was held stays.
    ``source_digest`` is of what all of it was made from. ``grace`` None: there are no days of grace any more.
    """

    membership_id: int
    open_until: datetime | None
    closed: str | None
    own: Limitations
    holdings: Mapping[int, int] | None
    source_digest: str
    grace: Grace | None = KEPT


@dataclass(frozen=True, slots=True)
class SiteBehind:
    """A site whose row may not say what is there now; ``written`` is its row's membership, None: it has no row."""

    blog_id: int
    membership_id: int
    written: int | None
    own: str | None
    stored: str | None


class Limits:
    """What memberships hold, and which membership limits a site. Nothing that was added up is kept."""

    def __init__(self, session: Connection) -> None:
        """Bind to a session."""
        self._session = session

    def hold(self, membership_id: int) -> None:
        """Take a membership's row, made where it is missing, before what it is made of is read.

        Two who write the same holdings come one after the other here, on two nodes of a cluster too.
        """
        self._session.defer("limits.hold", membership_id=membership_id)

    def put(self, limits: MembershipLimits) -> None:
        """Write what a membership held says of its sites, and what it holds."""
        self._session.defer(
            "limits.put",
            membership_id=limits.membership_id,
            open_until=limits.open_until,
            closed=limits.closed,
            own=said(limits.own),
            held=_held_digest(limits.holdings, limits.own),
            source_digest=limits.source_digest,
            keeps_grace=limits.grace is KEPT,
            grace=_told(limits.grace.limits) if limits.grace else None,
            grace_until=limits.grace.until if limits.grace and limits.grace is not KEPT else None,
        )
        if limits.holdings is None:
            return
        held = tuple(limits.holdings) or (0,)
        self._session.defer("limits.drop_holdings", membership_id=limits.membership_id, held=held)
        for product_id, quantity in sorted(limits.holdings.items()):
            self._session.defer(
                "limits.put_holding", membership_id=limits.membership_id, product_id=product_id, quantity=quantity
            )

    def holdings(self, membership_id: int) -> Mapping[int, int]:
        """Return what is written that a membership holds."""
        rows = self._session.rows("limits.holdings", membership_id=membership_id)
        return {int(row["product_id"]): int(row["quantity"]) for row in rows}

    def is_behind(self, membership_id: int) -> bool:
        """Tell whether a membership has no row, or one that was made from something else than is there now."""
        return bool(self._session.rows("limits.is_behind", membership_id=membership_id))

    def behind(self, after: int, last: int, most: int) -> Sequence[int]:
        """Return memberships of a page without a row, or whose row was made from something else than is there now."""
        rows = self._session.rows("limits.behind", after=after, last=last, most=most)
        return [int(row["id"]) for row in rows]

    def page_end(self, after: int, most: int) -> tuple[int, int]:
        """Return the last membership of a page of all, and how many it has; (0, 0): none is left."""
        return _page_end(self._session.rows("limits.page_end", after=after, most=most))

    def fill(self, after: int, last: int, horizon: datetime) -> int:
        """Write the memberships of a page that have no row, all at once by what they hold; return how many.

        Those whose add-ons cannot be read, or that say something of their own, are left (``behind``). An end beyond
        the ``horizon`` is none.
        """
        ways = self._session.rows("limits.unwritten", after=after, last=last)
        if not ways:
            return 0
        held = {row["addon_products"]: values.quantities(row["addon_products"] or None) for row in ways}
        odd = tuple(text for text, addons in held.items() if addons is None) or ("\0",)
        page: dict[str, Any] = {"after": after, "last": last}
        filled = self._session.execute("limits.fill", **page, texts=odd, horizon=horizon)
        if filled:
            self._session.defer("limits.fill_plans", **page)
            for text, addons in held.items():
                for product_id, quantity in (addons or {}).items():
                    if quantity > 0:
                        named = {"product_id": product_id, "quantity": quantity, "text": text}
                        self._session.defer("limits.fill_addons", **page, **named)
            self._session.defer("limits.filled", **page)
        return filled

    def hold_site(self, blog_id: int, membership_id: int) -> None:
        """Take a site's row, made for a membership where it is missing, before it is read whose the site is."""
        self._session.defer("limits.hold_site", blog_id=blog_id, membership_id=membership_id)

    def put_site(self, blog_id: int, membership_id: int, own: Limitations) -> None:
        """Write which membership limits a site, and what it says of its own."""
        key: dict[str, Any] = {"blog_id": blog_id, "membership_id": membership_id}
        self._session.defer("limits.look_again", **key, own=said(own))
        self._session.defer("limits.put_site", **key, own=said(own))

    def stored_own(self, blog_id: int) -> Statement:
        """Return what a site says of its own now; what of it cannot be read is as it was last."""
        row = self._session.row("limits.stored_own", blog_id=blog_id)
        subject = ("site", blog_id)
        return with_known(self._session, {subject: read_stored(row["meta_value"] if row else None)})[subject]

    def sites_page_end(self, after: int, most: int) -> tuple[int, int]:
        """Return the last site of a page of all, and how many it has; (0, 0): none is left."""
        return _page_end(self._session.rows("limits.sites_page_end", after=after, most=most))

    def fill_sites(self, after: int, last: int) -> int:
        """Write the sites of a page that have no row and say nothing of their own; return how many."""
        filled = self._session.execute("limits.fill_sites", after=after, last=last)
        filled += self._session.execute("limits.fill_lost_sites", after=after, last=last)
        self._session.execute("limit_records.rows_written", after=after, last=last)
        return filled

    def sites_behind(self, after: int, last: int) -> Sequence[int]:
        """Return the sites of a page whose row does not say whose they are, or not what they say of their own."""
        return self._behind(self._session.rows("limits.sites_behind", after=after, last=last))

    def sites_marked(self, after: int, most: int) -> Sequence[int]:
        """Return such sites of which something that decides was written with a higher meta id, ``most`` of them."""
        return self._behind(self._session.rows("limits.sites_marked", after=after, most=most))

    def _behind(self, rows: Sequence[Row]) -> Sequence[int]:
        """Return the sites whose row says something else than is there."""
        found = [SiteBehind(**row) for row in rows]
        stored: dict[Subject, Any] = {("site", site.blog_id): read_stored(site.stored) for site in found if site.stored}
        statements = with_known(self._session, stored)
        nothing = Statement({})
        return [
            site.blog_id
            for site in found
            if site.written != site.membership_id
            or site.own != said(statements.get(("site", site.blog_id), nothing).limitations)
        ]

    def last_mark(self) -> int:
        """Return the highest meta id of sites."""
        return int(self._session.rows("limits.last_mark")[0]["last"])

    def limited_page_end(self, after: int, most: int) -> tuple[int, int]:
        """Return the last membership of a page of those that limit sites, and how many it has; (0, 0): none is left."""
        return _page_end(self._session.rows("limits.limited_page_end", after=after, most=most))

    def revision(self, membership_id: int) -> int:
        """Return how often a membership's row was written, 0: never."""
        row = self._session.row("limits.revision", membership_id=membership_id)
        return int(row["revision"]) if row else 0

    def sites_of(self, membership_id: int, after: int, most: int) -> tuple[int, ...]:
        """Return a page of the sites that a membership limits, in the order of their ids."""
        rows = self._session.rows("limits.sites_of", membership_id=membership_id, after=after, most=most)
        return tuple(int(row["blog_id"]) for row in rows)

    def own_of(self, blog_ids: Sequence[int]) -> Mapping[int, Limitations]:
        """Return what some sites say of their own, as it is written; of one that says nothing, nothing."""
        rows = self._session.rows("limits.own_of", blog_ids=tuple(blog_ids) or (0,))
        return {int(row["blog_id"]): limitations_of(row["own"]) for row in rows}

    def has_more_sites(self, membership_id: int, than: int) -> bool:
        """Tell whether a membership limits more sites than so many."""
        return bool(self._session.rows("limits.has_more_sites", membership_id=membership_id, than=than))

    def serves_older_plugin(self) -> bool:
        """Tell whether a plugin that reads the older table was seen within a week: then that one is written too."""
        return bool(self._session.rows("limits.older_plugin"))

    def see_older_plugin(self) -> None:
        """Note that a plugin spoke that reads the older table."""
        self._session.defer("limits.see_older_plugin")

    def noted(self, most: int) -> Sequence[int]:
        """Return memberships that the plugin noted: somebody wrote them after us."""
        return [int(row["subject_id"]) for row in self._session.rows("limits.noted", most=most)]

    def forget_note(self, membership_id: int) -> None:
        """Forget what the plugin noted of a membership."""
        self._session.defer("limit_records.mended", **_key(("membership", membership_id), "limits_differ"))


def said_by_gone(session: Connection, product_ids: tuple[int, ...]) -> dict[int, Limitations]:
    """Return what deleted products said last, of those whose rows can be read."""
    found = {}
    for row in session.rows("product_limits.some", products=product_ids):
        with suppress(UnreadableSaid):
            found[int(row["product_id"])] = limitations_of(row["limits"])
    return found


def said(limitations: Limitations) -> str | None:
    """Return limitations in the form in which they are kept, None where they say nothing."""
    return compiled(limitations) if limitations else None


def _held_digest(held: Iterable[int] | None, own: Limitations) -> str:
    """Return the digest of which products are held (None: nobody can tell) and of an own word.

    Where it stays, only what the products say can make what is forced on a site something else.
    """
    return hashlib.sha256(_told([None if held is None else sorted(held), said(own)]).encode()).hexdigest()


def _page_end(rows: Sequence[Row]) -> tuple[int, int]:
    """Read the end of a page."""
    return int(rows[0]["last"]), int(rows[0]["found"])


#: The shape of a row, as the plugin knows it too: one of a later version is not understood.
QUOTA_FORMAT = 1

#: How many sites one statement, or one row of the outbox, names: a text that any server takes.
SITES_AT_ONCE = 1000
#: How many sites of a membership are named in the transaction that writes it; the worker names the others.
NAMED_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """A site's row for a plugin of before: ``quotas`` in the shape that it reads."""

    blog_id: int
    membership_id: int
    version: int
    quotas: Mapping[str, Any]


class Quotas:
    """The limits of sites added up into one row each, as a plugin of before reads them."""

    def __init__(self, session: Connection) -> None:
        self._session = session

    def lock(self, blog_ids: Sequence[int]) -> Mapping[int, QuotaRow]:
        """Return the rows of these sites by blog id and hold them, in the order of their ids."""
        found = {}
        for first in range(0, len(blog_ids), SITES_AT_ONCE):
            page = tuple(blog_ids[first : first + SITES_AT_ONCE])
            rows = self._session.rows("quotas.lock", blog_ids=page)
            found.update({row["blog_id"]: read_quota(row) for row in rows})
        return found

    def put(self, before: QuotaRow | None, row: QuotaRow, at: datetime) -> int:
        """Write a site's row over the one held before; return its version: the next one, where anything is other."""
        if before and (before.membership_id, before.quotas) == (row.membership_id, row.quotas):
            self._session.defer("quotas.touch", blog_id=row.blog_id, at=at)
            return before.version
        text = json.dumps(row.quotas, ensure_ascii=False, separators=(",", ":"))
        self._session.defer("quotas.put", blog_id=row.blog_id, membership_id=row.membership_id, quotas=text, at=at)
        self._session.defer("quotas.copy", blog_id=row.blog_id, quotas=text)
        return before.version + 1 if before else 1

    def stale(self, most: int) -> Sequence[int]:
        """Return memberships with a row older than the last edit of any product."""
        return [row["membership_id"] for row in self._session.rows("quotas.stale", most=most)]

    def drop(self, most: int) -> int:
        """Take out a page of rows that nobody reads any more; return how many."""
        found = tuple(row["blog_id"] for row in self._session.rows("quotas.to_drop", most=most))
        return self._session.execute("quotas.drop", blog_ids=found) if found else 0


def read_quota(row: Row) -> QuotaRow:
    """Read a row; one that was spoilt, or is of another format, says nothing: the next writing puts it right."""
    return QuotaRow(row["blog_id"], row["membership_id"], row["version"], _readable(row["quotas"]))


def _readable(text: str) -> Mapping[str, Any]:
    """Return the document of a row, empty where it is none."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    is_document = isinstance(found, dict) and found.get("v") == QUOTA_FORMAT and isinstance(found.get("limits"), dict)
    return found if is_document else {}
