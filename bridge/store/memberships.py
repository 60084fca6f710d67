"""Memberships with all that belongs to them: one round trip each, whatever the number of products."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bridge.domain.change import ChangeState
from bridge.domain.membership import Membership
from bridge.domain.snapshot import Snapshot
from bridge.services.facts import AccountFacts, ChangeFacts, MembershipFacts, Subject
from bridge.services.network_view import BeyondTerm, MembershipPage, MembershipRow
from bridge.store import account_rows, values
from bridge.store.connection import Connection, Row
from bridge.store.customers import read_customer
from bridge.store.discounts import discount_row, read_discount
from bridge.store.limit_records import read_stored, with_known
from bridge.store.membership_rows import read_membership
from bridge.store.network_rows import Found, NetworkFacts, NetworkMemory, read_with_network
from bridge.store.quotas import read_quota

_FACTS_READS = (
    "memberships.row",
    "memberships.meta",
    "memberships.customer_meta",
    "memberships.settled_lines",
    "memberships.last_term_payment",
    "memberships.changes",
    "memberships.sites",
)
MEMBERSHIP_READS = ("memberships.choose", *_FACTS_READS)
_ACCOUNT_READS = (
    "memberships.choose_for_account",
    *_FACTS_READS,
    "memberships.own_memberships",
    "memberships.quota",
    "memberships.payments",
    "memberships.payment_lines",
    "memberships.payments_total",
)
SITES_SHOWN = 20
#: States of a change that hold its membership's slot.
_UNDER_WAY = frozenset({ChangeState.AWAITING_PAYMENT, ChangeState.PROCESSING})


class MySQLMemberships:
    """Fulfils :class:`bridge.services.ports.Memberships`."""

    def __init__(self, session: Connection, memory: NetworkMemory) -> None:
        """Bind to a session; ``memory`` knows the network's own rows from requests before."""
        self._session = session
        self._memory = memory

    def load(self, membership_id: int) -> MembershipFacts | None:
        """Read a membership with catalog, settings, taxes, customer, account credit and limitations, or None."""
        found, network = read_with_network(self._session, self._memory, MEMBERSHIP_READS, membership_id=membership_id)
        return read_facts(self._session, found, network, account_rows.read_changes(found["memberships.changes"]))

    def account(self, user_id: int, blog_id: int, membership_id: int | None, *, sees_site: bool) -> AccountFacts | None:
        """Read the Account page's facts of the membership named, the site's, or the customer's newest."""
        found, network = read_with_network(
            self._session,
            self._memory,
            _ACCOUNT_READS,
            user_id=user_id,
            blog_id=blog_id,
            membership_id=membership_id,
            sees_site=int(sees_site),
        )
        changes = account_rows.read_changes(found["memberships.changes"])
        facts = read_facts(self._session, found, network, changes)
        return _account(facts, changes, blog_id, found) if facts else None

    def of_site(self, blog_id: int) -> int | None:
        """Return the membership of a customer-owned site, None for any other site."""
        row = self._session.row("memberships.of_site", blog_id=blog_id)
        return int(row["membership_id"]) if row and row["membership_id"] else None

    def holding(self, product_id: int, after: int, most: int) -> Sequence[int]:
        """Return ids above ``after`` of memberships that hold a product as plan or add-on, ascending."""
        rows = self._session.rows("memberships.holding", product_id=product_id, after=after, most=most)
        return [row["id"] for row in rows]

    def page(self, search: str, page: int, per_page: int, at: datetime) -> MembershipPage:
        """Return one page, newest first; ``search`` is a part of the customer's login, or a membership's number."""
        asked: dict[str, Any] = {"search": search, "number": values.whole(search.removeprefix("#")), "at": at}
        found = self._session.batch(
            ("memberships.page", "memberships.page_total"), most=per_page, skip=(page - 1) * per_page, **asked
        )
        rows = tuple(MembershipRow(**{**row, "user_id": int(row["user_id"])}) for row in found["memberships.page"])
        return MembershipPage(rows, int(found["memberships.page_total"][0]["total"]), page, per_page)


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

    The database is asked once more only where limitations are spoilt: for what they said before.
    """
    if not found["memberships.row"]:
        return None
    row = in_currency(found["memberships.row"], network.currency)[0]
    scheduled = next((change for change in changes if change.record.status is ChangeState.SCHEDULED), None)
    under_way = next((change for change in changes if change.record.status in _UNDER_WAY), None)
    sites = account_rows.each_site(found["memberships.sites"])
    said = with_known(session, _stored_limits(row["id"], found, sites, network))
    return MembershipFacts(
        snapshot=Snapshot(
            settings=network.settings.pricing,
            tax_rates=network.tax_rates,
            customer=read_customer(row, _texts(found["memberships.customer_meta"])),
            account_credit_minor=int(row["free_credit_minor"] or 0),
            products=network.catalog.products,
            membership=_membership(session, found, row, scheduled),
        ),
        customer_user_id=int(row["user_id"] or 0),
        settings=network.settings,
        gateway=row["gateway"] or "",
        subscription=row["gateway_subscription_id"] or "",
        adopted=row["term_of"] is not None,
        texts=network.catalog.texts,
        limitations={
            **network.catalog.limitations,
            **{product_id: said["product", product_id].limitations for product_id in network.catalog.spoilt},
        },
        own_limitations=said["membership", row["id"]].limitations,
        site_limitations={site["blog_id"]: said["site", site["blog_id"]].limitations for site in sites},
        scheduled=scheduled,
        under_way=under_way,
        spoilt={subject: statement for subject, statement in said.items() if statement.unreadable},
        unlinked=frozenset(site["blog_id"] for site in sites if site["link_lost"]),
        billing_cycles=int(row["billing_cycles"] or 0),
    )


def _stored_limits(membership_id: int, found: Found, sites: Sequence[Row], network: NetworkFacts) -> dict[Subject, Any]:
    """Return the limitations of the membership and its sites as they are stored, and those of spoilt products."""
    own = _texts(found["memberships.meta"]).get("wu_limitations")
    return {
        **{("product", product_id): stored for product_id, stored in network.catalog.spoilt.items()},
        ("membership", membership_id): read_stored(own),
        **{("site", site["blog_id"]): read_stored(site["limitations"]) for site in sites},
    }


def in_currency(rows: Sequence[Row], network: str) -> list[Row]:
    """Return rows whose empty currency is the network's."""
    return [{**row, "currency": values.currency(row["currency"], network)} for row in rows]


def _texts(rows: Sequence[Row]) -> dict[str, str | None]:
    """Return meta by its key; of a key held twice, the last row counts."""
    return {row["meta_key"]: row["meta_value"] for row in rows}


def _membership(session: Connection, found: Found, row: Row, scheduled: ChangeFacts | None) -> Membership:
    """Read the membership with its lines, discount and pending change."""
    last_payments = found["memberships.last_term_payment"]
    code = _texts(found["memberships.meta"]).get("discount_code")
    return read_membership(
        row,
        found["memberships.settled_lines"],
        last_payments[0] if last_payments else None,
        read_discount(row, code, discount_row(session, row, code)),
        scheduled,
    )


def _account(facts: MembershipFacts, changes: tuple[ChangeFacts, ...], blog_id: int, found: Found) -> AccountFacts:
    """Add what only the Account page shows."""
    quota, sites = found["memberships.quota"], account_rows.each_site(found["memberships.sites"])
    names = {product.id: product.name for product in facts.snapshot.products.values()}
    return AccountFacts(
        membership=facts,
        has_site_asked_from=blog_id in facts.site_limitations,
        own_memberships=account_rows.read_memberships(found["memberships.own_memberships"]),
        changes=changes,
        sites=tuple(account_rows.read_site(site) for site in sites[:SITES_SHOWN]),
        sites_total=len(sites),
        quota=read_quota(quota[0]) if quota else None,
        payments=account_rows.read_payments(found["memberships.payments"], found["memberships.payment_lines"], names),
        payments_total=int(found["memberships.payments_total"][0]["total"]),
    )
