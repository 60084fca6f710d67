"""What the use cases need from outside: each a Protocol that the MySQL store and the tests' fakes fulfil.

A ``Store`` is bound to one transaction, or to plain reading. Its topics are attributes; each topic's methods say what
they read or write and take no decision.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from bridge.domain.catalog import Product
from bridge.domain.limit_statements import Statement
from bridge.services.facts import (
    AccountFacts,
    LimitFault,
    LimitStatements,
    MembershipFacts,
    Orphan,
    QuotaRow,
    Sweep,
)
from bridge.services.gateway_port import Gateway
from bridge.services.network_view import BeyondTerm, MembershipPage, ProductDocument
from bridge.services.quote_view import StoredQuote
from bridge.services.settings import NetworkSettings
from bridge.services.write_ports import (
    AccountCredit,
    Changes,
    DiscountUses,
    Journal,
    Locks,
    MembershipWrites,
    Nonces,
    Outbox,
    Payments,
)

T = TypeVar("T")


class DuplicateKey(Exception):
    """A unique key refused a row; ``key`` is its name, ``PRIMARY`` for the primary one."""

    def __init__(self, key: str) -> None:
        """Keep the key's name."""
        super().__init__(key)
        self.key = key


class Memberships(Protocol):
    """Memberships with all that belongs to them, each call one round trip."""

    def load(self, membership_id: int) -> MembershipFacts | None:
        """Read a membership with catalog, settings, taxes, customer, account credit and limitations, or None."""

    def account(self, user_id: int, blog_id: int, membership_id: int | None, *, sees_site: bool) -> AccountFacts | None:
        """Read the Account page's facts.

        The membership is the one given, else the site's (the user's own one, any one where ``sees_site``), else the
        customer's newest, a running one first; None where there is none.
        """

    def of_site(self, blog_id: int) -> int | None:
        """Return the membership of a customer-owned site, None for any other site."""

    def holding(self, product_id: int, after: int, most: int) -> Sequence[int]:
        """Return ids above ``after`` of memberships that hold a product as plan or add-on, ascending."""

    def page(self, search: str, page: int, per_page: int, at: datetime) -> MembershipPage:
        """Return one page, newest first; ``search`` is a part of the customer's login, or a membership's number."""

    def beyond_term(self, at: datetime) -> Sequence[BeyondTerm]:
        """Return the sorts of memberships whose term is over and that nobody renews or closes."""


class Catalog(Protocol):
    """The network's products as pricing sees them and as the network admin edits them."""

    def products(self) -> Mapping[int, Product]:
        """Return every product for pricing."""

    def limit_statements(self) -> Mapping[int, tuple[str, Statement]]:
        """Return each product's name and what it says of limits, as far as that can be read by itself."""

    def documents(self) -> Sequence[ProductDocument]:
        """Return every product for editing, in the network's order."""

    def document(self, product_id: int, *, lock: bool = False) -> ProductDocument | None:
        """Return one product for editing; ``lock`` keeps others from saving it until the transaction ends."""

    def slug_is_taken(self, slug: str, product_id: int) -> bool:
        """Tell whether another product has a slug; ``product_id`` 0 is a new one."""

    def save(self, before: ProductDocument | None, after: ProductDocument, at: datetime) -> int:
        """Write what differs between the two and nothing else; return the id."""

    def membership_counts(self) -> Mapping[int, int]:
        """Return how many memberships hold each plan."""


class Quotes(Protocol):
    """Prices told to people: added once, never changed; deleted where nobody confirmed them."""

    def add(self, stored: StoredQuote) -> None:
        """Write a quote."""

    def find(self, quote_id: str) -> StoredQuote | None:
        """Return a quote, None where there is none of this id."""

    def page_end(self, after: datetime, before: datetime, most: int) -> datetime | None:
        """Return the instant at which a page of quotes ends, None where none is left."""

    def purge(self, after: datetime, last: datetime) -> int:
        """Delete the quotes of a page that nothing refers to and return how many."""


class LimitRecords(Protocol):
    """What was last said of limits, and what is wrong with them."""

    def review(
        self, statements: LimitStatements, codes: Collection[str], faults: Iterable[LimitFault], at: datetime
    ) -> None:
        """Keep what can be read of what each subject says; note what is wrong, of ``codes`` forget what is mended."""

    def note_orphans(self, orphans: Iterable[Orphan], after: int, last: int, at: datetime) -> None:
        """Note the orphans of a page of memberships, and forget of that page those that are none any more."""

    def faults(self) -> Sequence[LimitFault]:
        """Return what is noted, the oldest first, a thousand at most."""

    def orphans(self, after: int, last: int, most: int = ...) -> Sequence[Orphan]:
        """Return limited sites of a page of memberships whose place in the shared data is gone."""


class Quotas(Protocol):
    """The materialised limits of sites."""

    def find(self, blog_id: int) -> QuotaRow | None:
        """Return a site's row."""

    def lock(self, blog_ids: Sequence[int]) -> Mapping[int, QuotaRow]:
        """Return the rows of these sites by blog id and hold them, in the order of their ids."""

    def put(self, before: QuotaRow | None, row: QuotaRow, at: datetime) -> int:
        """Write a site's row over the one held before; return its version: the next one, where anything is other."""

    def stale(self, most: int) -> Sequence[int]:
        """Return memberships with a row older than the last edit of any product."""

    def page_end(self, after: int, most: int) -> tuple[int, int]:
        """Return the last membership of a page of those with a row, and how many it has; (0, 0): none is left."""

    def touched(self, after: int, last: int, most: int) -> Sequence[int]:
        """Return memberships of a page with a row older than their own last edit, or than a cancelled term's end."""


class Sweeps(Protocol):
    """How far the tasks have come that go through a long table a page a round."""

    def find(self, name: str) -> Sweep:
        """Return how far a sweep has come."""

    def put(self, name: str, sweep: Sweep) -> None:
        """Keep how far a sweep has come."""


class SettingsStore(Protocol):
    """The network's settings."""

    def read(self) -> NetworkSettings:
        """Return the settings, defaults where nothing was saved."""

    def save(self, values: Mapping[str, Any], at: datetime, user_id: int) -> None:
        """Write these names, and only these."""


class Store(Protocol):
    """The topics, bound to one transaction or to plain reading."""

    @property
    def memberships(self) -> Memberships:
        """Memberships and accounts."""

    @property
    def catalog(self) -> Catalog:
        """Products."""

    @property
    def quotes(self) -> Quotes:
        """Quotes."""

    @property
    def quotas(self) -> Quotas:
        """Materialised limits."""

    @property
    def limit_records(self) -> LimitRecords:
        """What was last said of limits, and what is wrong with them."""

    @property
    def settings(self) -> SettingsStore:
        """Network settings."""

    @property
    def locks(self) -> Locks:
        """What a transaction about a membership begins with."""

    @property
    def changes(self) -> Changes:
        """Confirmed changes and the slots they hold."""

    @property
    def account_credit(self) -> AccountCredit:
        """Money that customers have with the network."""

    @property
    def membership_writes(self) -> MembershipWrites:
        """Membership rows, terms and settled lines, to be written."""

    @property
    def discount_uses(self) -> DiscountUses:
        """Uses of discount codes."""

    @property
    def payments(self) -> Payments:
        """Payments of ours."""

    @property
    def journal(self) -> Journal:
        """The journal."""

    @property
    def outbox(self) -> Outbox:
        """What waits for PHP."""

    @property
    def nonces(self) -> Nonces:
        """Used token ids."""

    @property
    def sweeps(self) -> Sweeps:
        """How far each sweep has come."""


class Database(Protocol):
    """Where a use case begins a transaction or reads."""

    def transaction(self, work: Callable[[Store], T]) -> T:
        """Run ``work`` in one READ COMMITTED transaction, whole again after a conflict, and return its result.

        ``work`` has no effect outside the database and begins with its locks.
        """

    def reading(self, work: Callable[[Store], T]) -> T:
        """Run ``work`` without a transaction: each call in it reads one consistent snapshot."""


class Clock(Protocol):
    """The database's time."""

    def now(self) -> datetime:
        """Return the present instant in UTC, without zone."""


@dataclass(frozen=True, slots=True)
class Services:
    """What every use case is given: made once, in the composition root."""

    database: Database
    clock: Clock
    gateways: Mapping[str, Gateway]
    new_id: Callable[[], str]
