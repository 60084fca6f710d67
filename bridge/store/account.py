"""The Account: what its page shows of a membership, its customer's others, and the payments made for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bridge.pricing.money import Money, round_known
from bridge.store.buyers import Buyer, read_buyer
from bridge.store.changes import ChangeFacts
from bridge.store.engine import values
from bridge.store.engine.database import Connection, Row
from bridge.store.external_edits import ExternalEdit, read_edit
from bridge.store.memberships import (
    FACTS_READS,
    PAYMENTS_READ,
    SITES,
    SITES_READ,
    MembershipFacts,
    each_site,
    in_currency,
    named_beside,
    once,
    read_changes,
    read_facts,
    texts_of,
)
from bridge.store.payments import foreign_lines
from bridge.store.products import Found, NetworkMemory, read_with_network
from bridge.store.receipts import DocumentName, read_disputes, read_names
from bridge.store.refunds import PaymentDispute
from bridge.store.transfers import written

_ACCOUNT_READS = (
    "memberships.choose_for_account",
    *FACTS_READS,
    SITES,
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


class Account:
    """What the Account page shows, each call one round trip."""

    def __init__(self, session: Connection, memory: NetworkMemory) -> None:
        """Bind to a session; ``memory`` knows the network's own rows from requests before."""
        self._session = session
        self._memory = memory

    def read(
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
            most_sites=SITES_READ,
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


def _account(
    session: Connection, facts: MembershipFacts, changes: tuple[ChangeFacts, ...], blog_id: int, found: Found
) -> AccountFacts:
    """Add what only the Account page shows."""
    row = found["memberships.row"][0]
    sites = each_site(found[SITES])
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
        sites_total=facts.sites_total,
        limits_revision=sum(int(one["meta_value"]) for one in named_beside(found, "limits_revision")),
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
    if len(read) < PAYMENTS_READ:
        seen = [payment for payment in once(read) if payment["is_seen"]]
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
    return read_buyer({**row, "display_name": "", "address": texts_of(found).get("wu_billing_address")})


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
