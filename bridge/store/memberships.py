"""Memberships with all that belongs to them, each read in one round trip."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from bridge.limits.modules import Limitations, Statement
from bridge.pricing.calendar import known_end
from bridge.pricing.catalog import Product
from bridge.pricing.money import Money, round_known
from bridge.pricing.quote import Billings, Quote
from bridge.pricing.snapshot import CarriedOver, Customer, Snapshot
from bridge.pricing.vat import is_reversed
from bridge.store.buyers import Buyer, read_buyer
from bridge.store.changes import OPEN_STATES, ChangeFacts, ChangeState, read_record
from bridge.store.engine import values
from bridge.store.engine.database import Connection, Row
from bridge.store.limits import LimitStatements, Subject, read_stored, said_by_gone, with_known
from bridge.store.membership_rows import (
    billed_before,
    discount_row,
    read_customer,
    read_discount,
    read_membership,
    read_pause,
    read_term_payments,
)
from bridge.store.ownership import (
    WITHOUT_SUBSCRIPTION,
    ExternalEdit,
    ForeignBill,
    Outcome,
    Owner,
    ScheduledElsewhere,
    read_edit,
    read_foreign_bill,
    read_swap,
)
from bridge.store.payments import foreign_lines
from bridge.store.products import Found, NetworkFacts, NetworkMemory, ProductText, read_with_network
from bridge.store.quotes import read_quote
from bridge.store.receipts import DocumentName, read_disputes, read_names
from bridge.store.refunds import PaymentDispute
from bridge.store.settings import NetworkSettings
from bridge.store.terms import OUR_GATEWAY, Cancelling, Pause
from bridge.store.transfers import written

#: How a membership stands whose term is over: somebody else was to renew it, its payment is awaited here, it was billed
#: as often as agreed, or it rests.
BeyondTermSort = Literal["over", "awaits_payment", "paid_in_full", "on_hold"]

_LIVE = frozenset({"active", "trialing", "on-hold"})

_BOUND = "bound_"

_FACTS_READS = (
    "memberships.settled_lines",
    "memberships.changes",
)
_SITES = "memberships.sites"
#: A membership without its sites, which may be thousands.
MEMBERSHIP_READS = ("memberships.choose", *_FACTS_READS, "memberships.beside", "memberships.billed", "memberships.row")
_ACCOUNT_READS = (
    "memberships.choose_for_account",
    *_FACTS_READS,
    _SITES,
    "memberships.account_beside",
    "memberships.account_row",
    "memberships.own_memberships",
    "memberships.payments",
    "memberships.our_payments",
)
#: What network admins alone have to look at.
_EDIT = "memberships.edit"
SITES_SHOWN = 20
PAYMENTS_SHOWN = 20
#: Payments read with a membership, so that its list, its last terms and what waits are told apart in one reading; where
#: it has as many, each of them is asked for.
_PAYMENTS_READ = 25
_BILLS_READ = 20
_OF_CUSTOMER = ("wu_billing_address", "wu_has_trialed")


@dataclass(frozen=True, slots=True)
class MembershipRow:
    """A membership in the network's list, for acting for its owner; ``beyond_term``: its term is over, and how.

    ``term_end`` None: it has no end, also where one is stored that means never.
    ``edited_elsewhere``: somebody else wrote its row, what became of that, and nobody has looked at it.
    ``paused_at``: since when it rests.
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


@dataclass(frozen=True, slots=True)
class BeyondTerm:
    """How many memberships are beyond their term in one way; ``first_ids`` are five, ``longest`` is since when."""

    sort: BeyondTermSort
    found: int
    first_ids: str
    longest: datetime


@dataclass(frozen=True, slots=True)
class MembershipPage:
    """One page of memberships; it begins with ``first``, None: the newest. ``older`` begins the next one, if any."""

    memberships: tuple[MembershipRow, ...]
    first: int | None
    older: int | None


@dataclass(frozen=True, slots=True)
class Which:
    """Which memberships are listed: ``search`` is a part of the customer's login, or a membership's number.

    ``sort`` is who bills them, or "edited": somebody else wrote into the row and nobody has looked at it;
    "paused": it rests; '' is any.
    The page has ``most`` and begins with the id ``start``, else it is the one just ``above`` an id, else the first.
    """

    search: str = ""
    sort: Owner | Literal["", "edited", "paused"] = ""
    most: int = 20
    start: int | None = None
    above: int | None = None


NEWEST = Which()
_ABOVE_ALL = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class MembershipEntry:
    """One of the customer's own memberships, for the switch."""

    id: int
    plan_name: str | None
    status: str


@dataclass(frozen=True, slots=True)
class Site:
    """A site of the membership; ``name`` is the address people know (its mapped domain, else domain and path)."""

    blog_id: int
    domain: str
    path: str
    name: str


@dataclass(frozen=True, slots=True)
class PaidLine:
    """A line of a payment; ``name`` is the product's, or empty where the code says it all."""

    code: str
    name: str
    amount: Money


@dataclass(frozen=True, slots=True)
class AccountPayment:
    """A payment of the membership, ours or one from before; ``lines`` are empty where none were kept.

    ``id`` is the number of one of ours, ``shared_id`` that of its row in the shared table, where it has one.
    ``reference`` names the order of one that waits, or waited, for a transfer.
    ``documents`` are its receipt, credit notes and what cancels them; ``disputes`` is where its bank contests it.
    """

    id: int | None
    shared_id: int | None
    date: datetime | None
    status: str
    gateway: str
    total: Money
    lines: tuple[PaidLine, ...]
    reference: str = ""
    documents: tuple[DocumentName, ...] = ()
    disputes: tuple[PaymentDispute, ...] = ()

    @property
    def place(self) -> PaymentPlace:
        """Return where it stands in the list of its membership."""
        number = self.id if self.shared_id is None else self.shared_id
        return PaymentPlace(self.date or UNDATED, int(self.shared_id is None), number or 0)


@dataclass(frozen=True, slots=True)
class FormerPayment:
    """A payment for a membership that whoever paid it has no more."""

    membership_id: int
    payment: AccountPayment


#: Stands for the date of a payment that nobody dated.
UNDATED = datetime(1000, 1, 1)


@dataclass(frozen=True, slots=True, order=True)
class PaymentPlace:
    """Where a payment stands in the list of its membership: by its date, then what tells those of one instant apart.

    ``kind``: 0 for a row of the shared table, 1 for one that is ours alone; ``id`` is that row's.
    """

    at: datetime
    kind: int
    id: int


@dataclass(frozen=True, slots=True)
class PaymentList:
    """A part of a membership's payments, newest first; whether there are older and newer ones."""

    payments: tuple[AccountPayment, ...]
    has_older: bool
    has_newer: bool


@dataclass(frozen=True, slots=True)
class MembershipFacts:
    """A membership with everything that deciding and pricing need.

    ``limitations`` are the stored modules by product id; ``own_limitations`` the membership's, ``site_limitations``
    each site's by blog id; parts that cannot be read are as they were last. ``spoilt`` are the statements with such
    parts, ``unlinked`` the sites that lost their type or membership's id. ``adopted``: its terms are ours.
    ``subscription`` is a foreign gateway's id, or empty. ``scheduled`` waits for the term's end; ``under_way`` holds
    the membership's slot: an order or a renewal not paid.
    ``billing_cycles`` is how often it is billed at most, 0 without an end; ``billed_before`` of those billings were
    made before its plan was taken. ``bills_elsewhere`` and ``scheduled_elsewhere`` are payments that wait and a change
    that is scheduled without us. ``is_beside``: Ultimate Multisite runs in the network. ``cancelling``: it ends with
    its term. ``pause``: it rests. ``limits_digest`` is of what its limits are made from. Inside a transaction about it
    its sites are not read: they may be thousands, and nothing of it is theirs.
    """

    snapshot: Snapshot
    customer_user_id: int
    settings: NetworkSettings
    gateway: str
    subscription: str
    adopted: bool
    texts: Mapping[int, ProductText]
    limitations: Mapping[int, Mapping[str, Any]]
    own_limitations: Mapping[str, Any]
    site_limitations: Mapping[int, Mapping[str, Any]]
    scheduled: ChangeFacts | None = None
    under_way: ChangeFacts | None = None
    billing_cycles: int = 0
    billed_before: int = 0
    limits_digest: str = ""
    spoilt: LimitStatements = field(default_factory=dict)
    unlinked: frozenset[int] = frozenset()
    bills_elsewhere: tuple[ForeignBill, ...] = ()
    scheduled_elsewhere: ScheduledElsewhere | None = None
    is_beside: bool = False
    cancelling: Cancelling | None = None
    pause: Pause | None = None

    def with_site(self, blog_id: int, said: Statement) -> MembershipFacts:
        """Return the facts with one of its sites, read by itself."""
        subject: Subject = ("site", blog_id)
        spoilt = {**self.spoilt, subject: said} if said.unreadable else self.spoilt
        return replace(self, site_limitations={**self.site_limitations, blog_id: said.limitations}, spoilt=spoilt)

    @property
    def is_paid_in_full(self) -> bool:
        """Tell whether it was billed as often as agreed: no further charge comes."""
        return bool(self.billing_cycles) and self.snapshot.membership.times_billed >= self.billing_cycles

    @property
    def billings(self) -> Billings | None:
        """Return how often the plan held is billed, None where it is billed without end."""
        if not self.billing_cycles:
            return None
        membership, before = self.snapshot.membership, self.billed_before
        ends = self.ends_after_last(membership.plan_id)
        return Billings(self.billing_cycles - before, membership.times_billed - before, ends)

    def billings_after(self, quote: Quote) -> Billings | None:
        """Return that of a quote's plan, what it charges at once counted; None where it is billed without end."""
        agreed, now, held = quote.after.billings, int(quote.bills_plan), self.billings
        if agreed is not None:
            return Billings(agreed, now, self.ends_after_last(quote.after.plan_id)) if agreed else None
        return replace(held, made=held.made + now) if held else None

    def ends_after_last(self, plan_id: int) -> bool:
        """Tell whether a membership of a plan ends once all its payments are made: as the plan says, or the network."""
        plan = self.snapshot.products.get(plan_id)
        of_plan = plan.rules.after_last if plan else "as_network"
        return (self.settings.when_paid_in_full if of_plan == "as_network" else of_plan) == "end"

    @property
    def is_sold_elsewhere(self) -> bool:
        """Tell whether owners order their changes from Ultimate Multisite: here they see prices, and order nothing."""
        return self.settings.has_companion and self.settings.seller == "ultimate_multisite"

    @property
    def owner(self) -> Owner:
        """Tell who bills the membership."""
        if self.billed_elsewhere:
            return "at_a_provider"
        return "ours" if self.adopted else "elsewhere"

    @property
    def billed_elsewhere(self) -> bool:
        """Tell whether a live subscription that is not ours bills this membership."""
        if self.snapshot.membership.status not in _LIVE:
            return False
        return bool(self.subscription) and self.gateway not in WITHOUT_SUBSCRIPTION


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What the Account page is made of; ``has_site_asked_from``: the site asked from is one of the membership's.

    ``edited_elsewhere`` is what somebody else wrote into the membership's row and nobody has looked at.
    ``limits_revision`` counts the writings of what limits the site asked from; 0: it has no row yet.
    ``has_former_payments``: who asks has paid for memberships that they have no more.
    """

    membership: MembershipFacts
    has_site_asked_from: bool
    own_memberships: tuple[MembershipEntry, ...]
    changes: tuple[ChangeFacts, ...]
    sites: tuple[Site, ...]
    sites_total: int
    limits_revision: int
    payments: tuple[AccountPayment, ...]
    payments_total: int
    edited_elsewhere: ExternalEdit | None = None
    buyer: Buyer | None = None
    has_former_payments: bool = False


def read_changes(rows: Iterable[Row]) -> tuple[ChangeFacts, ...]:
    """Read changes with the quotes that bind them, oldest first."""
    return tuple(_change(row) for row in sorted(rows, key=lambda row: row["created_at"]))


def each_site(rows: Iterable[Row]) -> list[Row]:
    """Return one row a site, in the order of their ids: with its primary domain, else the first, and its first limits.

    There are more where a meta key is held twice, or several domains are mapped to it.
    """
    worst_first = sorted(rows, key=lambda row: (row["is_primary"], -row["mapped_id"], -row["own_id"]))
    by_id = {int(row["blog_id"]): row for row in worst_first}
    return [by_id[blog_id] for blog_id in sorted(by_id)]


def read_site(row: Row) -> Site:
    """Read a site; it is called by the domain mapped to it, else by its domain and path."""
    own = f"{row['domain']}{row['path']}".rstrip("/")
    return Site(row["blog_id"], row["domain"], row["path"], row["mapped_domain"] or own)


def _entries(rows: Iterable[Row], names: Mapping[int, str]) -> tuple[MembershipEntry, ...]:
    """Read the customer's own memberships, newest first, with the names of their plans."""
    return tuple(MembershipEntry(row["id"], names.get(row["plan_id"]), row["status"]) for row in rows if row["id"])


def read_payments(
    rows: Iterable[Row], open_rows: Iterable[Row], line_rows: Iterable[Row], names: Mapping[int, str]
) -> tuple[AccountPayment, ...]:
    """Read the latest payments of the shared table and those that are ours alone, newest first.

    Each with our line items, or with those that another system kept.
    """
    ours: defaultdict[int, list[Row]] = defaultdict(list)
    for row in line_rows:
        ours[row["payment_id"]].append(row)
    shared = [_payment(row, ours[row["our_id"]] if row["our_id"] else [], names) for row in rows]
    alone = [_open_payment(row, ours[row["payment_id"]], names) for row in open_rows]
    return tuple(sorted([*alone, *shared], key=lambda payment: payment.place, reverse=True)[:PAYMENTS_SHOWN])


def _with_documents(
    documents: Mapping[int, tuple[DocumentName, ...]],
    disputes: Mapping[int, tuple[PaymentDispute, ...]],
    payments: Iterable[AccountPayment],
) -> tuple[AccountPayment, ...]:
    """Return payments with their receipts and credit notes, and the disputes about them."""
    return tuple(
        replace(payment, documents=documents.get(payment.id or 0, ()), disputes=disputes.get(payment.id or 0, ()))
        for payment in payments
    )


def _change(row: Row) -> ChangeFacts:
    """Read one change; the quote's own columns carry ``bound_`` before their names."""
    quote = {name.removeprefix(_BOUND): value for name, value in row.items() if name.startswith(_BOUND)}
    change = {name: value for name, value in row.items() if not name.startswith(_BOUND)}
    return ChangeFacts(read_record(change), read_quote(quote))


def _payment(row: Row, line_rows: Sequence[Row], names: Mapping[int, str]) -> AccountPayment:
    """Read one payment of the shared table."""
    currency = values.currency(row["currency"])
    return AccountPayment(
        id=row["our_id"],
        shared_id=row["id"],
        date=row["date_created"],
        status=row["status"],
        gateway=row["gateway"],
        total=Money(round_known(values.minor(row["total"], currency)), currency),
        lines=_our_lines(line_rows, currency, names) or _foreign_lines(row, currency),
    )


def _of(line_rows: Iterable[Row], payment_id: int | None) -> list[Row]:
    """Return the lines of one payment."""
    return [line for line in line_rows if line["payment_id"] == payment_id]


def _open_payment(row: Row, line_rows: Sequence[Row], names: Mapping[int, str]) -> AccountPayment:
    """Read one payment that is ours alone."""
    currency = row["currency"]
    return AccountPayment(
        id=row["payment_id"],
        shared_id=None,
        date=row["created_at"],
        status=row["status"],
        gateway=row["gateway"],
        total=Money(row["amount_minor"], currency),
        lines=_our_lines(line_rows, currency, names),
        reference=written(row["reference"]),
    )


def _our_lines(line_rows: Sequence[Row], currency: str, names: Mapping[int, str]) -> tuple[PaidLine, ...]:
    """Read what a payment of ours was for."""
    return tuple(
        PaidLine(line["code"], names.get(line["product_id"] or 0, ""), Money(line["amount_minor"], currency))
        for line in line_rows
    )


def _foreign_lines(row: Row, currency: str) -> tuple[PaidLine, ...]:
    """Read what a payment that another system wrote was for."""
    return tuple(PaidLine(line.code, line.name, line.amount) for line in foreign_lines(row, currency))


def _listed(row: Row, at: datetime) -> MembershipRow:
    """Read a membership of the network's list."""
    return MembershipRow(**{**row, "user_id": int(row["user_id"]), "term_end": known_end(row["term_end"], at)})


class Memberships:
    """Memberships with all that belongs to them, each call one round trip."""

    def __init__(self, session: Connection, memory: NetworkMemory) -> None:
        """Bind to a session; ``memory`` knows the network's own rows from requests before."""
        self._session = session
        self._memory = memory

    def load(self, membership_id: int, *, sites: bool = True) -> MembershipFacts | None:
        """Read a membership with catalog, settings, taxes, customer, account credit and limitations, or None.

        Without its ``sites`` the cost is the same for one and for thousands.
        """
        reads = (*MEMBERSHIP_READS, _SITES) if sites else MEMBERSHIP_READS
        found, network = read_with_network(self._session, self._memory, reads, membership_id=membership_id)
        return read_facts(self._session, found, network, read_changes(found["memberships.changes"]))

    def account(
        self, user_id: int, blog_id: int, membership_id: int | None, *, sees_site: bool, sees_every: bool = False
    ) -> AccountFacts | None:
        """Read the Account page's facts of the membership named, the site's, or the customer's newest.

        ``sees_every``: with the payments of those who had it before its customer, and what somebody else wrote into its
        row.
        """
        found, network = read_with_network(
            self._session,
            self._memory,
            (*_ACCOUNT_READS, _EDIT) if sees_every else _ACCOUNT_READS,
            user_id=user_id,
            blog_id=blog_id,
            membership_id=membership_id,
            sees_site=int(sees_site),
            sees_every=int(sees_every),
        )
        beside = {
            "network_currency": network.currency,
            "product_names": network.catalog.names,
            "sees_every": int(sees_every),
        }
        found = {
            **found,
            "memberships.row": [{**row, **beside} for row in found["memberships.account_row"]],
            "memberships.beside": found["memberships.account_beside"],
            "memberships.billed": found["memberships.payments"],
        }
        changes = read_changes(found["memberships.changes"])
        facts = read_facts(self._session, found, network, changes)
        return _account(self._session, facts, changes, blog_id, found) if facts else None

    def of_site(self, blog_id: int) -> int | None:
        """Return the membership of a customer-owned site, None for any other site."""
        row = self._session.row("memberships.of_site", blog_id=blog_id)
        return int(row["membership_id"]) if row and row["membership_id"] else None

    def holding(self, product_id: int, after: int, most: int) -> Sequence[int]:
        """Return ids above ``after`` of memberships that hold a product as plan or add-on, ascending."""
        rows = self._session.rows("memberships.holding", product_id=product_id, after=after, most=most)
        return [row["id"] for row in rows]

    def page(self, asked: Which, at: datetime) -> MembershipPage:
        """Return a page of memberships, newest first."""
        which: dict[str, Any] = {
            "search": asked.search,
            "number": values.whole(asked.search.removeprefix("#")),
            "which": asked.sort,
            "most": asked.most + 1,
        }
        start = asked.start
        if asked.above is not None:
            higher = self._session.rows("memberships.above", above=asked.above, **which)
            start = int(higher[asked.most - 1]["id"]) if len(higher) > asked.most else None
        rows = self._session.rows("memberships.page", start=start or _ABOVE_ALL, at=at, **which)
        older = int(rows[asked.most]["id"]) if len(rows) > asked.most else None
        return MembershipPage(tuple(_listed(row, at) for row in rows[: asked.most]), start, older)

    def payments_beside(
        self, facts: MembershipFacts, place: PaymentPlace, *, older: bool, sees_every: bool = False
    ) -> PaymentList:
        """Return the payments of a membership next to a place in their list, on its older or its newer side.

        ``sees_every``: with those of who had it before its customer.
        """
        membership_id, bounds = facts.snapshot.membership.id, {"at": place.at, "kind": place.kind, "id": place.id}
        side = "memberships.older_payments" if older else "memberships.newer_payments"
        rows = self._session.rows(
            side, membership_id=membership_id, most=PAYMENTS_SHOWN + 1, sees_every=int(sees_every), **bounds
        )
        shown = rows[:PAYMENTS_SHOWN]
        names = ("memberships.some_payments", "memberships.some_open_payments", "memberships.some_payment_lines")
        found, network = read_with_network(
            self._session,
            self._memory,
            names,
            membership_id=membership_id,
            shared_ids=[0, *(row["id"] for row in shown if row["kind"] == 0)],
            our_ids=[0, *(row["id"] for row in shown if row["kind"] == 1)],
        )
        payments = read_payments(
            in_currency(found[names[0]], network.currency),
            found[names[1]],
            found[names[2]],
            {product.id: product.name for product in facts.snapshot.products.values()},
        )
        ours = tuple(payment.id for payment in payments if payment.id)
        if ours:
            beside = self._session.batch(("receipts.of_payments", "refunds.list_disputes"), payment_ids=ours)
            documents, disputes = beside["receipts.of_payments"], beside["refunds.list_disputes"]
            payments = _with_documents(read_names(documents), read_disputes(disputes), payments)
        has_more = len(rows) > PAYMENTS_SHOWN
        return PaymentList(payments, has_older=has_more or not older, has_newer=has_more or older)

    def former_payments(self, user_id: int, before: int, most: int) -> Sequence[FormerPayment]:
        """Return what a person paid for memberships that they have no more, below a number of the shared table."""
        found, network = read_with_network(
            self._session, self._memory, ("memberships.former_payments",), user_id=user_id, before=before, most=most
        )
        rows = in_currency(found["memberships.former_payments"], network.currency)
        ours = tuple(row["our_id"] for row in rows if row["our_id"])
        lines = self._session.rows("memberships.former_payment_lines", our_ids=ours) if ours else []
        beside = ("receipts.of_payments", "refunds.list_disputes")
        about = self._session.batch(beside, payment_ids=ours) if ours else {name: [] for name in beside}
        names = {line["product_id"]: line["name"] for line in lines if line["product_id"]}
        paid = _with_documents(
            read_names(about["receipts.of_payments"]),
            read_disputes(about["refunds.list_disputes"]),
            (_payment(row, _of(lines, row["our_id"]), names) for row in rows),
        )
        return [FormerPayment(row["membership_id"], one) for row, one in zip(rows, paid, strict=True)]

    def beyond_term(self, at: datetime) -> Sequence[BeyondTerm]:
        """Return the sorts of memberships whose term is over and that nobody renews or closes."""
        return [
            BeyondTerm(row["sort"], int(row["found"]), str(row["first_ids"]), row["longest"])
            for row in self._session.rows("memberships.beyond_term", at=at)
        ]


def read_facts(
    session: Connection, found: Found, network: NetworkFacts, changes: Sequence[ChangeFacts]
) -> MembershipFacts | None:
    """Put the rows of one membership together, its discount code's row read beside them; None: it does not exist.

    The database is asked once more only where limitations are spoilt: for what they said before; where the membership
    may have been handed back; and where its payments do not tell by themselves what they were for, or fill a page.
    """
    if not found["memberships.row"]:
        return None
    row = in_currency(found["memberships.row"], network.currency)[0]
    scheduled = next((change for change in changes if change.record.status is ChangeState.SCHEDULED), None)
    under_way = next((change for change in changes if change.record.status in OPEN_STATES), None)
    sites = each_site(found.get(_SITES, ()))
    texts = _texts(found)
    said = with_known(session, _stored_limits(row["id"], texts, sites, network))
    completed, bills = _billed(session, found["memberships.billed"], has_terms=row["term_of"] is not None)
    return MembershipFacts(
        snapshot=Snapshot(
            settings=network.settings.pricing,
            tax_rates=network.tax_rates,
            customer=_taxed(
                read_customer(row, {name: texts[name] for name in _OF_CUSTOMER if name in texts}), row, network.settings
            ),
            account_credit_minor=_free_credit(found, row["currency"]),
            products=network.catalog.products,
            membership=read_membership(
                row,
                _with_handed_back(session, row, found["memberships.settled_lines"]),
                read_term_payments(completed, str(row["currency"]).upper(), network.catalog.products),
                read_discount(row, texts.get("discount_code"), discount_row(session, row, texts.get("discount_code"))),
                scheduled,
            ),
            carried_over=_carried_over(found),
        ),
        customer_user_id=int(row["user_id"] or 0),
        settings=network.settings,
        gateway=row["gateway"] or "",
        subscription=row["gateway_subscription_id"] or "",
        adopted=row["term_of"] is not None and row["gateway"] == OUR_GATEWAY and bool(row["auto_renew"]),
        texts=network.catalog.texts,
        limitations={
            **network.catalog.limitations,
            **{product_id: said["product", product_id].limitations for product_id in network.catalog.spoilt},
            **_of_gone_products(session, row, network),
        },
        own_limitations=said["membership", row["id"]].limitations,
        site_limitations={site["blog_id"]: said["site", site["blog_id"]].limitations for site in sites},
        scheduled=scheduled,
        under_way=under_way,
        spoilt={subject: statement for subject, statement in said.items() if statement.unreadable},
        unlinked=frozenset(site["blog_id"] for site in sites if site["link_lost"]),
        billing_cycles=int(row["billing_cycles"] or 0),
        billed_before=billed_before(row),
        limits_digest=row.get("limits_digest", ""),
        bills_elsewhere=tuple(read_foreign_bill(bill, row["currency"]) for bill in bills),
        scheduled_elsewhere=_scheduled_elsewhere(texts, network.catalog.products),
        is_beside=network.is_beside,
        cancelling=Cancelling(row["cancel_asked_at"], row["cancel_reason"]) if row["cancel_asked_at"] else None,
        pause=read_pause(row),
    )


def _of_gone_products(session: Connection, row: Row, network: NetworkFacts) -> dict[int, Limitations]:
    """Return what products say that are held and were deleted, as their rows kept it; asked for only where one was."""
    held = {int(row["plan_id"] or 0), *(values.quantities(row["addon_products"]) or ())}
    gone = tuple(held - {0} - network.catalog.products.keys())
    return said_by_gone(session, gone) if gone else {}


def _taxed(customer: Customer, row: Row, settings: NetworkSettings) -> Customer:
    """Return a customer who pays no tax here where the network leaves it to businesses of other countries."""
    reverses = settings.reverse_charge and is_reversed(
        settings.issuer_country, customer.country, row["vat_number"], row["vat_state"]
    )
    return replace(customer, tax_exempt=True) if reverses else customer


def _billed(session: Connection, rows: Sequence[Row], *, has_terms: bool) -> tuple[Sequence[Row], Sequence[Row]]:
    """Return the payments that were completed, newest first, and those that wait and are not ours.

    With terms of ours nobody asks what was paid before them. Each sort is asked for by itself where there may be more
    than were read, and where payments of ours have what they were for in records of their own.
    """
    every = _once(rows)
    completed = [] if has_terms else [row for row in every if row["is_paid"] and row["date_created"] is not None]
    if len(rows) >= _PAYMENTS_READ or any(row["our_id"] for row in completed):
        asked = session.batch(("memberships.completed_payments", "memberships.bills_elsewhere"))
        return asked["memberships.completed_payments"], asked["memberships.bills_elsewhere"]
    bills = sorted((row for row in every if row["is_bill_elsewhere"]), key=lambda row: int(row["id"]))
    return sorted(completed, key=lambda row: (row["date_created"], row["id"]), reverse=True), bills[:_BILLS_READ]


def _once(rows: Iterable[Row]) -> list[Row]:
    """Return payments once each, with the first line items that another system kept."""
    last_first = sorted(rows, key=lambda row: -(row["meta_id"] or 0))
    return list({row["id"]: row for row in last_first}.values())


def _scheduled_elsewhere(meta: Mapping[str, str | None], products: Mapping[int, Product]) -> ScheduledElsewhere | None:
    """Return a change of the membership that another system has scheduled; half of one is none."""
    order, date = meta.get("wu_swap_order"), meta.get("wu_swap_scheduled_date")
    if not order or not date:
        return None
    return read_swap(order, date, {product.id for product in products.values() if product.type == "plan"})


def _stored_limits(
    membership_id: int, texts: Mapping[str, str | None], sites: Sequence[Row], network: NetworkFacts
) -> dict[Subject, Any]:
    """Return the limitations of the membership and its sites as they are stored, and those of spoilt products."""
    return {
        **{("product", product_id): stored for product_id, stored in network.catalog.spoilt.items()},
        ("membership", membership_id): read_stored(texts.get("wu_limitations")),
        **{("site", site["blog_id"]): read_stored(site["limitations"]) for site in sites},
    }


def _free_credit(found: Found, currency: str) -> int:
    """Return the customer's free account credit in one currency."""
    return sum(
        int(row["meta_value"])
        for row in _named_beside(found, "free_credit")
        if values.currency(row["currency"]) == currency
    )


def _carried_over(found: Found) -> CarriedOver:
    """Return what was carried over and not charged yet."""
    rows = _named_beside(found, "carried_over")
    return CarriedOver(sum(int(row["meta_value"]) for row in rows), sum(int(row["meta_id"]) for row in rows))


def _named_beside(found: Found, name: str) -> list[Row]:
    """Return what is kept beside the membership under a name of ours; meta, which has no currency, may bear it too."""
    return [row for row in found["memberships.beside"] if row["meta_key"] == name and row["currency"] is not None]


def in_currency(rows: Sequence[Row], network: str) -> list[Row]:
    """Return rows whose empty currency is the network's."""
    return [{**row, "currency": values.currency(row["currency"], network)} for row in rows]


def _texts(found: Found) -> dict[str, str | None]:
    """Return the meta of the membership and of its customer by key; of a key held twice, the last row counts."""
    rows = sorted(found["memberships.beside"], key=lambda row: int(row["meta_id"]))
    return {row["meta_key"]: row["meta_value"] for row in rows if row["currency"] is None}


def _with_handed_back(session: Connection, membership: Row, lines: Sequence[Row]) -> list[Row]:
    """Return settled lines, each with what was held as it ended by being handed back; None where it did not so."""
    ended = {line["ended_at"] for line in lines if line["ended_at"] is not None}
    last = None
    if membership["term_of"] is None and ended:
        last = session.row("memberships.last_handed_back", membership_id=membership["id"])
    told = {(last["at"], 0): last["data"]} if last else {}
    in_order = sorted(lines, key=lambda line: int(line["id"]))
    with_it = [{**line, "handed_back": told.get((line["ended_at"], line["credited_minor"]))} for line in in_order]
    return [line for line in with_it if _counts(line)]


def _counts(line: Row) -> bool:
    """Tell whether a settled line goes on, or went on as it ended; set-up fees are remembered for ever."""
    return line["ended_at"] is None or line["line_type"] == "setup_fee" or line["handed_back"] is not None


def _account(
    session: Connection, facts: MembershipFacts, changes: tuple[ChangeFacts, ...], blog_id: int, found: Found
) -> AccountFacts:
    """Add what only the Account page shows."""
    row = found["memberships.row"][0]
    sites = each_site(found[_SITES])
    names = {product.id: product.name for product in facts.snapshot.products.values()}
    shared, total = _seen(session, row, found["memberships.payments"])
    ours, asker = found["memberships.our_payments"], found["memberships.own_memberships"]
    alone = list({one["payment_id"]: one for one in ours if one["shared_id"] is None}.values())
    payments = read_payments(_named(shared, row), alone, _lines(ours), names)
    return AccountFacts(
        membership=facts,
        has_site_asked_from=blog_id in facts.site_limitations,
        own_memberships=_entries(asker, row["product_names"]),
        changes=changes,
        sites=tuple(read_site(site) for site in sites[:SITES_SHOWN]),
        sites_total=len(sites),
        limits_revision=sum(int(one["meta_value"]) for one in _named_beside(found, "limits_revision")),
        payments=_with_documents(_documents(ours), _disputes(ours), payments),
        payments_total=total + len(alone),
        edited_elsewhere=next(map(read_edit, found.get(_EDIT, ())), None),
        buyer=_buyer(row, found),
        has_former_payments=bool(asker and asker[0]["has_former_payments"]),
    )


def _seen(session: Connection, row: Row, read: Sequence[Row]) -> tuple[Sequence[Row], int]:
    """Return the latest payments of the shared table that who asks may see, and how many there are.

    They are asked for only where there may be more than were read.
    """
    if len(read) < _PAYMENTS_READ:
        seen = [payment for payment in _once(read) if payment["is_seen"]]
        return seen, len(seen)
    names = ("memberships.seen_payments", "memberships.shared_payments_total")
    asked = session.batch(names, membership_id=row["id"], sees_every=row["sees_every"])
    return asked["memberships.seen_payments"], int(asked["memberships.shared_payments_total"][0]["total"])


def _named(shared: Iterable[Row], row: Row) -> list[Row]:
    """Return payments of the shared table with their products' names; an empty currency is the network's."""
    names, currency = row["product_names"], str(row["network_currency"])
    return in_currency([{**one, "product_name": names.get(one["product_id"])} for one in shared], currency)


def _lines(ours: Iterable[Row]) -> list[Row]:
    """Return the line items of payments of ours, by payment and place."""
    found = {(one["payment_id"], one["position"]): one for one in ours if one["position"] is not None}
    return [{**found[place], "amount_minor": found[place]["line_minor"]} for place in sorted(found)]


def _documents(ours: Iterable[Row]) -> Mapping[int, tuple[DocumentName, ...]]:
    """Read receipts and credit notes of payments of ours, by payment, as they were issued."""
    rows = {one["document_id"]: one for one in ours if one["document_id"] is not None}
    found: defaultdict[int, tuple[DocumentName, ...]] = defaultdict(tuple)
    for document in sorted(rows):
        row = rows[document]
        found[row["payment_id"]] += (DocumentName(document, row["series"], row["name"]),)
    return found


def _disputes(ours: Iterable[Row]) -> Mapping[int, tuple[PaymentDispute, ...]]:
    """Read the disputes about payments of ours, by payment, as they were opened."""
    rows = {one["dispute_id"]: one for one in ours if one["dispute_id"] is not None}
    found: defaultdict[int, tuple[PaymentDispute, ...]] = defaultdict(tuple)
    for dispute in sorted(rows):
        row = rows[dispute]
        disputed = Money(row["disputed_minor"], row["disputed_currency"])
        found[row["payment_id"]] += (PaymentDispute(disputed, row["dispute_status"], row["opened_at"]),)
    return found


def _buyer(row: Row, found: Found) -> Buyer | None:
    """Return the customer's billing details, None where they are gone; what they are called is not asked for."""
    if row["user_id"] is None:
        return None
    return read_buyer({**row, "display_name": "", "address": _texts(found).get("wu_billing_address")})
