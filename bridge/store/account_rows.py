"""Rows of the Account page beside the membership itself: sites, payments, changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from bridge.domain.money import round_known
from bridge.services.account_view import AccountPayment, MembershipEntry, PaidLineView, SiteView
from bridge.services.facts import ChangeFacts
from bridge.store import values
from bridge.store.changes import read_record
from bridge.store.connection import Row
from bridge.store.payment_rows import foreign_lines
from bridge.store.quotes import read_quote

_BOUND = "bound_"


def read_changes(rows: Iterable[Row]) -> tuple[ChangeFacts, ...]:
    """Read changes with the quotes that bind them, oldest first."""
    return tuple(_change(row) for row in rows)


def each_site(rows: Iterable[Row]) -> list[Row]:
    """Return one row a site, in the order of their ids; of a meta key held twice there are two."""
    by_id = {int(row["blog_id"]): row for row in rows}
    return [by_id[blog_id] for blog_id in sorted(by_id)]


def read_site(row: Row) -> SiteView:
    """Read a site; it is called by the domain mapped to it, else by its domain and path."""
    own = f"{row['domain']}{row['path']}".rstrip("/")
    return SiteView(row["blog_id"], row["domain"], row["path"], row["mapped_domain"] or own)


def read_memberships(rows: Iterable[Row]) -> tuple[MembershipEntry, ...]:
    """Read the customer's own memberships, newest first."""
    newest_first = sorted(rows, key=lambda row: int(row["id"]), reverse=True)
    return tuple(MembershipEntry(row["id"], row["plan_name"], row["status"]) for row in newest_first)


def read_payments(
    rows: Iterable[Row], line_rows: Iterable[Row], names: Mapping[int, str]
) -> tuple[AccountPayment, ...]:
    """Read payments with our line items, or with those that another system kept."""
    ours: defaultdict[int, list[PaidLineView]] = defaultdict(list)
    for row in line_rows:
        name = names.get(row["product_id"] or 0, "")
        ours[row["payment_id"]].append(PaidLineView(row["code"], name, row["amount_minor"]))
    return tuple(_payment(row, tuple(ours[row["id"]])) for row in rows)


def _change(row: Row) -> ChangeFacts:
    """Read one change; the quote's own columns carry ``bound_`` before their names."""
    quote = {name.removeprefix(_BOUND): value for name, value in row.items() if name.startswith(_BOUND)}
    change = {name: value for name, value in row.items() if not name.startswith(_BOUND)}
    return ChangeFacts(read_record(change), read_quote(quote))


def _payment(row: Row, lines: tuple[PaidLineView, ...]) -> AccountPayment:
    """Read one payment."""
    currency = str(row["currency"]).upper()
    return AccountPayment(
        id=row["id"],
        date=row["date_created"],
        status=row["status"],
        gateway=row["gateway"],
        currency=currency,
        total_minor=round_known(values.minor(row["total"], currency)),
        lines=lines or _foreign_lines(row, currency),
    )


def _foreign_lines(row: Row, currency: str) -> tuple[PaidLineView, ...]:
    """Read what a payment that another system wrote was for."""
    return tuple(PaidLineView(line.code, line.name, line.amount_minor) for line in foreign_lines(row, currency))
