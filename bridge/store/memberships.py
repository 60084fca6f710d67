"""Memberships with all that deciding and pricing need, each read in one round trip."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from bridge.limits.modules import Limitations, Statement
from bridge.pricing.catalog import Product
from bridge.pricing.quote import Billings, Quote
from bridge.pricing.snapshot import CarriedOver, Customer, Membership, Snapshot
from bridge.pricing.vat import is_reversed
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
    ForeignBill,
    Owner,
    ScheduledElsewhere,
    read_foreign_bill,
    read_swap,
)
from bridge.store.products import Found, NetworkFacts, NetworkMemory, ProductText, read_with_network
from bridge.store.quotes import read_quote
from bridge.store.settings import NetworkSettings
from bridge.store.terms import OUR_GATEWAY, Cancelling, Pause

#: How a membership stands whose term is over: somebody else was to renew it, its payment is awaited here, it was billed
#: as often as agreed, or it rests.
BeyondTermSort = Literal["over", "awaits_payment", "paid_in_full", "on_hold"]

_LIVE = frozenset({"active", "trialing", "on-hold"})

_BOUND = "bound_"

#: What every reading of a membership has.
FACTS_READS = ("memberships.settled_lines", "memberships.changes")
SITES = "memberships.sites"
#: A membership without its sites, which may be thousands.
MEMBERSHIP_READS = ("memberships.choose", *FACTS_READS, "memberships.beside", "memberships.billed", "memberships.row")
#: Payments read with a membership, so that its list, its last terms and what waits are told apart in one reading; where
#: it has as many, each of them is asked for.
PAYMENTS_READ = 25
_BILLS_READ = 20
_OF_CUSTOMER = ("wu_billing_address", "wu_has_trialed")


def bills_plan(quote: Quote) -> bool:
    """Tell whether a plan is billed as its quote is confirmed."""
    return quote.effective is None and any(line.code == "plan" for line in quote.charge_lines)


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
    def bills_nothing(self) -> bool:
        """Tell whether no charge comes as things are: it is paid in full, ends with its term, or rests."""
        return self.is_paid_in_full or self.cancelling is not None or self.pause is not None

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
        agreed, now, held = quote.after.billings, int(bills_plan(quote)), self.billings
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


def _change(row: Row) -> ChangeFacts:
    """Read one change; the quote's own columns carry ``bound_`` before their names."""
    quote = {name.removeprefix(_BOUND): value for name, value in row.items() if name.startswith(_BOUND)}
    change = {name: value for name, value in row.items() if not name.startswith(_BOUND)}
    return ChangeFacts(read_record(change), read_quote(quote))


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
        reads = (*MEMBERSHIP_READS, SITES) if sites else MEMBERSHIP_READS
        found, network = read_with_network(self._session, self._memory, reads, membership_id=membership_id)
        return read_facts(self._session, found, network, read_changes(found["memberships.changes"]))

    def of_site(self, blog_id: int) -> int | None:
        """Return the membership of a customer-owned site, None for any other site."""
        row = self._session.row("memberships.of_site", blog_id=blog_id)
        return int(row["membership_id"]) if row and row["membership_id"] else None


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
    sites = each_site(found.get(SITES, ()))
    texts = texts_of(found)
    said = with_known(session, _stored_limits(row["id"], texts, sites, network))
    completed, bills = _billed(session, found["memberships.billed"], has_terms=row["term_of"] is not None)
    membership = read_membership(
        row,
        _with_handed_back(session, row, found["memberships.settled_lines"]),
        read_term_payments(completed, str(row["currency"]).upper(), network.catalog.products),
        read_discount(row, texts.get("discount_code"), discount_row(session, row, texts.get("discount_code"))),
        scheduled,
    )
    return MembershipFacts(
        snapshot=Snapshot(
            settings=network.settings.pricing,
            tax_rates=network.tax_rates,
            customer=_taxed(
                read_customer(row, {name: texts[name] for name in _OF_CUSTOMER if name in texts}), row, network.settings
            ),
            account_credit_minor=_free_credit(found, row["currency"]),
            products=network.catalog.products,
            membership=membership,
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
            **_of_gone_products(session, membership, network),
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


def _of_gone_products(session: Connection, membership: Membership, network: NetworkFacts) -> dict[int, Limitations]:
    """Return what products say that are held and were deleted, as their rows kept it; asked for only where one was."""
    held = {int(membership.plan_id or 0), *(() if membership.addons_unreadable else membership.addons)}
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
    every = once(rows)
    completed = [] if has_terms else [row for row in every if row["is_paid"] and row["date_created"] is not None]
    if len(rows) >= PAYMENTS_READ or any(row["our_id"] for row in completed):
        asked = session.batch(("memberships.completed_payments", "memberships.bills_elsewhere"))
        return asked["memberships.completed_payments"], asked["memberships.bills_elsewhere"]
    bills = sorted((row for row in every if row["is_bill_elsewhere"]), key=lambda row: int(row["id"]))
    return sorted(completed, key=lambda row: (row["date_created"], row["id"]), reverse=True), bills[:_BILLS_READ]


def once(rows: Iterable[Row]) -> list[Row]:
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
        for row in named_beside(found, "free_credit")
        if values.currency(row["currency"]) == currency
    )


def _carried_over(found: Found) -> CarriedOver:
    """Return what was carried over and not charged yet."""
    rows = named_beside(found, "carried_over")
    return CarriedOver(sum(int(row["meta_value"]) for row in rows), sum(int(row["meta_id"]) for row in rows))


def named_beside(found: Found, name: str) -> list[Row]:
    """Return what is kept beside the membership under a name of ours; meta, which has no currency, may bear it too."""
    return [row for row in found["memberships.beside"] if row["meta_key"] == name and row["currency"] is not None]


def in_currency(rows: Sequence[Row], network: str) -> list[Row]:
    """Return rows whose empty currency is the network's."""
    return [{**row, "currency": values.currency(row["currency"], network)} for row in rows]


def texts_of(found: Found) -> dict[str, str | None]:
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
