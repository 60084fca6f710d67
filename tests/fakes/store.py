"""The store's read-side ports in memory: what use cases are tried against without a database.

They pass the same contract tests as the MySQL store (tests/integration/store/test_contracts.py).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, TypeVar

from bridge.limits.modules import Limitations, Statement, read_statement
from bridge.network_admin.plan_paths import as_product
from bridge.pricing.catalog import Product
from bridge.pricing.snapshot import Settings
from bridge.store.account import AccountFacts
from bridge.store.engine.server import DuplicateKey
from bridge.store.limits import (
    SEEN_HERE,
    LimitFault,
    LimitStatements,
    MembershipLimits,
    Orphan,
    QuotaRow,
    Subject,
    faults_of,
    read_stored,
)
from bridge.store.membership_list import BeyondTerm, MembershipPage, MembershipRow, Which
from bridge.store.memberships import MembershipFacts
from bridge.store.product_editing import ProductDocument, digest
from bridge.store.product_limits import LimitsSource, Revision, SaidByProduct
from bridge.store.quotes import NAMED, WITHOUT_OWN, Figure, Others, StoredQuote, Usage, Wanted
from bridge.store.settings import NetworkSettings
from tests.fakes.builders import AS_OF

T = TypeVar("T")


@dataclass
class FakeMemberships:
    facts: dict[int, MembershipFacts] = field(default_factory=dict)
    accounts: dict[int, AccountFacts] = field(default_factory=dict)
    sites: dict[int, int] = field(default_factory=dict)
    logins: dict[int, str] = field(default_factory=dict)

    def load(
        self, membership_id: int, *, sites: bool = True, every_site: bool = False, site: int = 0
    ) -> MembershipFacts | None:
        found = self.facts.get(membership_id)
        return found if sites or found is None else replace(found, site_limitations={})

    def read(
        self, user_id: int, blog_id: int, membership_id: int | None, *, sees_site: bool, sees_every: bool = False
    ) -> AccountFacts | None:
        chosen = membership_id or self._of_site_for(user_id, blog_id, sees_site=sees_site) or self._newest(user_id)
        return self.accounts.get(chosen) if chosen else None

    def of_site(self, blog_id: int) -> int | None:
        return self.sites.get(blog_id)

    def beyond_term(self, at: datetime) -> Sequence[BeyondTerm]:
        return []

    def page(self, asked: Which, at: datetime) -> MembershipPage:
        rows = [self._row(facts) for _, facts in sorted(self.facts.items(), reverse=True)]
        named = asked.search.removeprefix("#")
        found = [row for row in rows if asked.search in row.user_login or named == str(row.id)]
        found = [row for row in found if asked.start is None or row.id <= asked.start]
        older = found[asked.most].id if len(found) > asked.most else None
        return MembershipPage(tuple(found[: asked.most]), asked.start, older)

    def _of_site_for(self, user_id: int, blog_id: int, *, sees_site: bool) -> int | None:
        number = self.sites.get(blog_id)
        mine = number in self.facts and self.facts[number].customer_user_id == user_id
        return number if mine or sees_site else None

    def _newest(self, user_id: int) -> int | None:
        mine = [number for number, facts in self.facts.items() if facts.customer_user_id == user_id]
        running = ("active", "trialing", "on-hold")
        return max(mine, key=lambda n: (self.facts[n].snapshot.membership.status in running, n), default=None)

    def _row(self, facts: MembershipFacts) -> MembershipRow:
        membership, user_id = facts.snapshot.membership, facts.customer_user_id
        plan = facts.snapshot.products.get(membership.plan_id)
        return MembershipRow(
            id=membership.id,
            customer_id=facts.snapshot.customer.id,
            user_id=user_id,
            user_login=self.logins.get(user_id, ""),
            plan_id=membership.plan_id,
            plan_name=plan.name if plan else None,
            status=membership.status,
            term_end=membership.date_expiration,
        )


@dataclass
class FakeCatalog:
    saved: dict[int, ProductDocument] = field(default_factory=dict)
    counts: dict[int, tuple[int, bool]] = field(default_factory=dict)

    def products(self) -> Mapping[int, Product]:
        return {number: as_product(document, None) for number, document in self.saved.items()}

    def limit_statements(self) -> Mapping[int, tuple[str, Statement]]:
        return {found.id or 0: (found.name, read_statement(found.limitations)) for found in self.documents()}

    def documents(self) -> Sequence[ProductDocument]:
        return sorted(self.saved.values(), key=lambda found: (found.list_order, found.amount, found.id or 0))

    def document(self, product_id: int, *, lock: bool = False) -> ProductDocument | None:
        return self.saved.get(product_id)

    def slug_is_taken(self, slug: str, product_id: int) -> bool:
        return any(found.slug == slug and number != product_id for number, found in self.saved.items())

    def save(self, before: ProductDocument | None, after: ProductDocument, at: datetime) -> int:
        number = before.id if before and before.id else max(self.saved, default=0) + 1
        document = replace(after, id=number, version="", unreadable=before.unreadable if before else ())
        self.saved[number] = replace(document, version=digest(document))
        return number

    def membership_counts(self) -> Mapping[int, tuple[int, bool]]:
        return dict(self.counts)


@dataclass
class FakeQuotes:
    kept: dict[str, StoredQuote] = field(default_factory=dict)

    def add(self, stored: StoredQuote) -> None:
        if stored.id in self.kept:
            raise DuplicateKey("PRIMARY")
        self.kept[stored.id] = stored

    def find(self, quote_id: str) -> StoredQuote | None:
        return self.kept.get(quote_id)


@dataclass
class FakeUsage:
    """What sites measured: of the ``own`` each has a word of its own."""

    told: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    own: set[int] = field(default_factory=set)

    def of_sites(self, blog_ids: Collection[int], since: datetime = AS_OF) -> Usage:
        return {blog_id: told for blog_id, told in self.told.items() if blog_id in blog_ids}

    def of_own(self, membership_id: int, since: datetime) -> Usage:
        return self.of_sites(self.own)

    def others(
        self,
        membership_id: int,
        wanted: Wanted,
        *,
        but: Collection[int] = (),
        since: datetime = AS_OF,
        has_own: Sequence[int] = WITHOUT_OWN,
    ) -> Others:
        sites = {blog_id: told for blog_id, told in self.told.items() if (blog_id in self.own) in has_own}
        figures = {blog_id: _by_name(told) for blog_id, told in sites.items() if blog_id not in but}
        above = [
            Figure(limit, of[limit], blog_id)
            for limit, most in wanted.allowed.items()
            for blog_id, of in figures.items()
            if of.get(limit, 0) > most
        ]
        furthest = {one.limit: one for one in sorted(above, key=lambda one: one.used)}
        rest = [one for one in above if one not in furthest.values()][:NAMED]
        less = wanted.less - {"domain_mapping"}
        known = {
            blog_id
            for blog_id, of in figures.items()
            if wanted.less and all(name in of or ("." in name and "visits" in of) for name in less)
        }
        counted = {"domain_mapping"} & wanted.less
        domains = {blog_id for blog_id, of in figures.items() if counted & of.keys()}
        found = Counter(one.limit for one in above)
        return Others(found, (*furthest.values(), *rest), len(known), len(known & domains), len(domains))


def _by_name(told: Mapping[str, Any]) -> dict[str, float]:
    """The figures of a site by the names of their limits."""
    parts = {f"{module}.{name}": n for module, of in told.items() if isinstance(of, Mapping) for name, n in of.items()}
    return {name: used for name, used in told.items() if not isinstance(used, Mapping)} | parts


@dataclass
class FakeQuotas:
    rows: dict[int, QuotaRow] = field(default_factory=dict)
    written: Counter[int] = field(default_factory=Counter)

    def lock(self, blog_ids: Sequence[int]) -> Mapping[int, QuotaRow]:
        return {blog_id: self.rows[blog_id] for blog_id in blog_ids if blog_id in self.rows}

    def put(self, before: QuotaRow | None, row: QuotaRow, at: datetime) -> int:
        if before and (before.membership_id, before.quotas) == (row.membership_id, row.quotas):
            return before.version
        version = before.version + 1 if before else 1
        self.rows[row.blog_id] = replace(row, version=version, quotas=json.loads(json.dumps(row.quotas)))
        return version

    def stale(self, most: int) -> Sequence[int]:
        return []


@dataclass
class FakeLimits:
    """Rows of memberships and sites; ``twofold``: a plugin of before was seen."""

    memberships: dict[int, MembershipLimits] = field(default_factory=dict)
    revisions: Counter[int] = field(default_factory=Counter)
    held: dict[int, dict[int, int]] = field(default_factory=dict)
    sites: dict[int, int] = field(default_factory=dict)
    own: dict[int, Statement] = field(default_factory=dict)
    twofold: bool = False

    def hold(self, membership_id: int) -> None:
        self.revisions[membership_id] += 1

    def put(self, limits: MembershipLimits) -> None:
        self.memberships[limits.membership_id] = limits
        if limits.holdings is not None:
            self.held[limits.membership_id] = dict(limits.holdings)

    def holdings(self, membership_id: int) -> Mapping[int, int]:
        return self.held.get(membership_id, {})

    def is_behind(self, membership_id: int) -> bool:
        return membership_id not in self.memberships

    def hold_site(self, blog_id: int, membership_id: int) -> None:
        self.sites.setdefault(blog_id, membership_id)

    def put_site(self, blog_id: int, membership_id: int, own: Limitations) -> None:
        self.sites[blog_id] = membership_id

    def stored_own(self, blog_id: int) -> Statement:
        return self.own.get(blog_id, Statement({}))

    def sites_of(self, membership_id: int, after: int, most: int) -> tuple[int, ...]:
        return tuple(sorted(blog for blog, number in self.sites.items() if number == membership_id and blog > after))[
            :most
        ]

    def revision(self, membership_id: int) -> int:
        return self.revisions[membership_id]

    def own_of(self, blog_ids: Sequence[int]) -> Mapping[int, Limitations]:
        return {blog: self.own[blog].limitations for blog in blog_ids if blog in self.own}

    def has_more_sites(self, membership_id: int, than: int) -> bool:
        return sum(number == membership_id for number in self.sites.values()) > than

    def serves_older_plugin(self) -> bool:
        return self.twofold

    def forget_note(self, membership_id: int) -> None:
        pass


@dataclass
class FakeProductLimits:
    """Rows of products: the states of each, and what the catalog stores, told by its owner."""

    states: dict[int, list[SaidByProduct]] = field(default_factory=dict)
    sources: Callable[[int], tuple[str, str, str | None] | None] = lambda _: None

    def lock(self, product_id: int) -> int | None:
        return len(self.states[product_id]) if product_id in self.states else None

    def source(self, product_id: int) -> LimitsSource | None:
        stored = self.sources(product_id)
        if stored is None:
            return None
        name, kind, text = stored
        last = self.states[product_id][-1] if product_id in self.states else None
        return LimitsSource(
            product_id=product_id, name=name, kind=kind, source=text, source_digest=text or "",
            revision=self.lock(product_id), known_digest=last.source_digest if last else None,
            known_name=last.name if last else None, known_kind=last.kind if last else None,
            unreadable_since=last.unreadable_since if last else None,
        )  # fmt: skip

    def put(self, said: SaidByProduct, after: int | None, at: datetime) -> bool:
        self.states.setdefault(said.product_id, []).append(said)
        return True

    def call(self, product_id: int, name: str, kind: str) -> None:
        self.states[product_id][-1] = replace(self.states[product_id][-1], name=name, kind=kind)

    def revisions(self, product_id: int, most: int = 50) -> Sequence[Revision]:
        states = list(enumerate(self.states.get(product_id, []), start=1))[::-1]
        return [Revision(number, said.limits, said.by, f"user {said.by}", AS_OF) for number, said in states[:most]]

    def current(self) -> Mapping[int, int]:
        return {product_id: len(states) for product_id, states in self.states.items()}

    def known(self, product_ids: Iterable[int]) -> frozenset[int]:
        return frozenset(product_ids) & frozenset(self.states)


@dataclass
class FakeLimitRecords:
    kept: dict[Subject, Limitations] = field(default_factory=dict)
    noted: dict[tuple[Subject, str], LimitFault] = field(default_factory=dict)

    def review(self, statements: LimitStatements, at: datetime) -> None:
        self.kept |= {
            subject: statement.limitations
            for subject, statement in statements.items()
            if statement.limitations != self.kept.get(subject, {})
        }
        seen = {key for key in self.noted if key[0] in statements and key[1] in SEEN_HERE}
        self._replace(seen, faults_of(statements))

    def read(self, subject: Subject, stored: str | None) -> Statement:
        return read_statement(read_stored(stored), self.kept.get(subject))

    def note_orphans(self, orphans: Iterable[Orphan], after: int, last: int, at: datetime) -> None:
        of_page = {key for key, fault in self.noted.items() if after < fault.details.get("membership_id", 0) <= last}
        self._replace(of_page, [orphan.fault for orphan in orphans])

    def _replace(self, keys: Collection[tuple[Subject, str]], faults: Iterable[LimitFault]) -> None:
        self.noted = {key: fault for key, fault in self.noted.items() if key not in keys}
        self.noted |= {(fault.subject, fault.code): fault for fault in faults}

    def faults(self) -> Sequence[LimitFault]:
        return list(self.noted.values())

    def orphans(self, after: int, last: int, most: int = 500) -> Sequence[Orphan]:
        return []


@dataclass
class FakeSettings:
    saved: dict[str, Any] = field(default_factory=dict)

    def read(self) -> NetworkSettings:
        names = {each.name for each in fields(Settings)}
        pricing = {name: value for name, value in self.saved.items() if name in names}
        own = {name: value for name, value in self.saved.items() if name not in names}
        return NetworkSettings(pricing=Settings(**pricing), **own)

    def save(self, values: Mapping[str, Any], at: datetime, user_id: int) -> None:
        self.saved.update(values)


@dataclass
class FakeOutbox:
    rows: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def add(
        self, topic: str, payload: Mapping[str, Any], at: datetime,
        *, blog_id: int | None = None, membership_id: int | None = None,
    ) -> None:  # fmt: skip
        self.rows.append((topic, dict(payload)))


@dataclass
class FakeStore:
    memberships: FakeMemberships = field(default_factory=FakeMemberships)
    catalog: FakeCatalog = field(default_factory=FakeCatalog)
    quotes: FakeQuotes = field(default_factory=FakeQuotes)
    usage: FakeUsage = field(default_factory=FakeUsage)
    quotas: FakeQuotas = field(default_factory=FakeQuotas)
    limits: FakeLimits = field(default_factory=FakeLimits)
    product_limits: FakeProductLimits = field(default_factory=FakeProductLimits)
    limit_records: FakeLimitRecords = field(default_factory=FakeLimitRecords)
    settings: FakeSettings = field(default_factory=FakeSettings)
    outbox: FakeOutbox = field(default_factory=FakeOutbox)

    @property
    def account(self) -> FakeMemberships:
        return self.memberships

    @property
    def membership_list(self) -> FakeMemberships:
        return self.memberships


@dataclass
class FakeDatabase:
    """One store; a transaction that fails leaves it as it was."""

    store: FakeStore = field(default_factory=FakeStore)

    def transaction(self, work: Callable[[Any], T]) -> T:
        kept = deepcopy(vars(self.store))
        try:
            return work(self.store)
        except BaseException:
            vars(self.store).update(kept)
            raise

    def reading(self, work: Callable[[Any], T]) -> T:
        return work(self.store)


@dataclass
class FakeClock:
    at: datetime

    def now(self) -> datetime:
        return self.at
