"""Limits as they are stored: what each product, membership and site said last, what is wrong now; and sites' quotas."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bridge.limits.modules import Limitations, Statement, read_statement
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


class LimitRecords:
    """What was last said of limits, and what is wrong with them."""

    def __init__(self, session: Connection) -> None:
        """Bind to a session."""
        self._session = session

    def review(
        self, statements: LimitStatements, codes: Collection[str], faults: Iterable[LimitFault], at: datetime
    ) -> None:
        """Keep what can be read of what each subject says; note what is wrong with them, forget what is mended.

        Only faults of ``codes`` are forgotten: others are noted, and found mended, elsewhere. Nothing is written where
        nothing differs from what was kept and noted.
        """
        found = self._session.batch(("limit_records.known", "limit_records.faults_of"), **_numbers(statements))
        self._keep(statements, _limitations(found["limit_records.known"]), at)
        noted = {((row["subject"], row["subject_id"]), row["code"]): row["details"] for row in
                 found["limit_records.faults_of"] if row["code"] in codes}  # fmt: skip
        self._note(noted, faults, at)

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


#: The shape of a row, as the plugin knows it too: one of a later version is not understood.
QUOTA_FORMAT = 1

#: How many sites one statement names.
SITES_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """A site's row of materialised limits: ``quotas`` in the shape that the plugin reads."""

    blog_id: int
    membership_id: int
    version: int
    quotas: Mapping[str, Any]


class Quotas:
    """The materialised limits of sites."""

    def __init__(self, session: Connection) -> None:
        self._session = session

    def find(self, blog_id: int) -> QuotaRow | None:
        row = self._session.row("quotas.find", blog_id=blog_id)
        return read_quota(row) if row else None

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

    def page_end(self, after: int, most: int) -> tuple[int, int]:
        """Return the last membership of a page of those with a row, and how many it has; (0, 0): none is left."""
        row = self._session.rows("quotas.page_end", after=after, most=most)[0]
        return int(row["last"]), int(row["found"])

    def touched(self, after: int, last: int, most: int) -> Sequence[int]:
        """Return memberships of a page with a row older than their own last edit, or than a cancelled term's end."""
        rows = self._session.rows("quotas.touched", after=after, last=last, most=most)
        return [row["membership_id"] for row in rows]


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
