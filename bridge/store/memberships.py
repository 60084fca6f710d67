"""Memberships with all that belongs to them: one round trip each, whatever the number of products."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bridge.domain.change import ChangeState
from bridge.domain.membership import Membership
from bridge.domain.snapshot import Snapshot
from bridge.services.facts import AccountFacts, ChangeFacts, MembershipFacts
from bridge.services.network_view import MembershipPage, MembershipRow
from bridge.store import account_rows, values
from bridge.store.catalog import CATALOG_READS
from bridge.store.connection import Connection, Row
from bridge.store.customers import read_customer
from bridge.store.discounts import read_discount
from bridge.store.membership_rows import read_membership
from bridge.store.product_rows import read_catalog
from bridge.store.quotas import read_quota
from bridge.store.settings_store import SETTING_READS, settings_from
from bridge.store.tax_rates import read_taxes

_MEMBERSHIP_READS = (
    "memberships.row",
    "memberships.meta",
    "memberships.customer_meta",
    "memberships.discount_codes",
    "memberships.settled_lines",
    "memberships.last_term_payment",
    "memberships.account_credit",
    "memberships.changes",
    "memberships.sites",
    *CATALOG_READS,
    *SETTING_READS,
)
_ACCOUNT_READS = (
    "memberships.own_memberships",
    "memberships.of_site",
    "memberships.quota",
    "memberships.payments",
    "memberships.payment_lines",
    "memberships.payments_total",
)
SITES_SHOWN = 20

Found = Mapping[str, list[Row]]


class MySQLMemberships:
    """Fulfils :class:`bridge.services.ports.Memberships`."""

    def __init__(self, session: Connection) -> None:
        """Bind to a session."""
        self._session = session

    def load(self, membership_id: int) -> MembershipFacts | None:
        """Read a membership with catalog, settings, taxes, customer, account credit and limitations, or None."""
        found = self._session.batch(("memberships.choose", *_MEMBERSHIP_READS), membership_id=membership_id)
        return _facts(found, account_rows.read_changes(found["memberships.changes"]))

    def account(self, user_id: int, blog_id: int, membership_id: int | None, *, sees_site: bool) -> AccountFacts | None:
        """Read the Account page's facts of the membership named, the site's, or the customer's newest."""
        found = self._session.batch(
            ("memberships.choose_for_account", *_MEMBERSHIP_READS, *_ACCOUNT_READS),
            user_id=user_id,
            blog_id=blog_id,
            membership_id=membership_id,
            sees_site=int(sees_site),
        )
        changes = account_rows.read_changes(found["memberships.changes"])
        facts = _facts(found, changes)
        return _account(facts, changes, found) if facts else None

    def of_site(self, blog_id: int) -> int | None:
        """Return the membership of a customer-owned site, None for any other site."""
        row = self._session.row("memberships.of_site", blog_id=blog_id)
        return int(row["membership_id"]) if row and row["membership_id"] else None

    def holding(self, product_id: int, after: int, most: int) -> Sequence[int]:
        """Return ids above ``after`` of memberships that hold a product as plan or add-on, ascending."""
        rows = self._session.rows("memberships.holding", product_id=product_id, after=after, most=most)
        return [row["id"] for row in rows]

    def page(self, search: str, page: int, per_page: int) -> MembershipPage:
        """Return one page, newest first; ``search`` is a part of the customer's login, or a membership's number."""
        asked: dict[str, Any] = {"search": search, "number": values.whole(search.removeprefix("#"))}
        found = self._session.batch(
            ("memberships.page", "memberships.page_total"), most=per_page, skip=(page - 1) * per_page, **asked
        )
        rows = tuple(MembershipRow(**{**row, "user_id": int(row["user_id"])}) for row in found["memberships.page"])
        return MembershipPage(rows, int(found["memberships.page_total"][0]["total"]), page, per_page)


def _facts(found: Found, changes: Sequence[ChangeFacts]) -> MembershipFacts | None:
    """Put the rows of one membership together; None where it does not exist."""
    if not found["memberships.row"]:
        return None
    row = found["memberships.row"][0]
    meta = {entry["meta_key"]: entry["meta_value"] for entry in found["memberships.meta"]}
    catalog = read_catalog(found["catalog.products"], found["catalog.meta"])
    taxes = read_taxes(found["tax_rates.shared_settings"])
    settings = settings_from(found["settings_store.list_settings"], taxes)
    scheduled = next((change for change in changes if change.record.status is ChangeState.SCHEDULED), None)
    return MembershipFacts(
        snapshot=Snapshot(
            settings=settings.pricing,
            tax_rates=taxes.rates,
            customer=read_customer(row, found["memberships.customer_meta"]),
            account_credit_minor=sum(int(credit["free_minor"]) for credit in found["memberships.account_credit"]),
            products=catalog.products,
            membership=_membership(found, row, meta.get("discount_code"), scheduled),
        ),
        customer_user_id=int(row["user_id"] or 0),
        settings=settings,
        gateway=row["gateway"] or "",
        subscription=row["gateway_subscription_id"] or "",
        adopted=row["term_of"] is not None,
        texts=catalog.texts,
        limitations=catalog.limitations,
        own_limitations=values.array(meta.get("wu_limitations")) or {},
        site_limitations={
            site["blog_id"]: values.array(site["limitations"]) or {} for site in found["memberships.sites"]
        },
        scheduled=scheduled,
    )


def _membership(found: Found, row: Row, discount: str | None, scheduled: ChangeFacts | None) -> Membership:
    """Read the membership with its lines, discount and pending change."""
    last_payments = found["memberships.last_term_payment"]
    return read_membership(
        row,
        found["memberships.settled_lines"],
        last_payments[0] if last_payments else None,
        read_discount(row, discount, found["memberships.discount_codes"]),
        scheduled,
    )


def _account(facts: MembershipFacts, changes: tuple[ChangeFacts, ...], found: Found) -> AccountFacts:
    """Add what only the Account page shows."""
    of_site, quota, sites = found["memberships.of_site"], found["memberships.quota"], found["memberships.sites"]
    names = {product.id: product.name for product in facts.snapshot.products.values()}
    return AccountFacts(
        membership=facts,
        blog_membership_id=int(of_site[0]["membership_id"] or 0) if of_site else 0,
        own_memberships=account_rows.read_memberships(found["memberships.own_memberships"]),
        changes=changes,
        sites=tuple(account_rows.read_site(site) for site in sites[:SITES_SHOWN]),
        sites_total=len(sites),
        quota=read_quota(quota[0]) if quota else None,
        payments=account_rows.read_payments(found["memberships.payments"], found["memberships.payment_lines"], names),
        payments_total=int(found["memberships.payments_total"][0]["total"]),
    )
