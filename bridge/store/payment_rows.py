"""Rows of payments as people see them: our lines, those of another system, or the product alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from bridge.domain.change import ChangeState
from bridge.domain.money import round_known
from bridge.services.listed_payment import ListedPayment, PaymentLine
from bridge.store import values
from bridge.store.connection import Row

#: The code of a line that another system wrote without one.
FOREIGN_LINE = "product"


def read_listed(rows: Iterable[Row], line_rows: Iterable[Row]) -> tuple[ListedPayment, ...]:
    """Read payments, newest first; ``line_rows`` are the lines of those that are ours."""
    ours: defaultdict[int, list[PaymentLine]] = defaultdict(list)
    for line in line_rows:
        ours[line["payment_id"]].append(PaymentLine(**{n: part for n, part in line.items() if n != "payment_id"}))
    newest_first = sorted(rows, key=lambda row: int(row["id"]), reverse=True)
    return tuple(_listed(row, tuple(ours[row["id"]])) for row in newest_first)


def foreign_lines(row: Row, currency: str) -> tuple[PaymentLine, ...]:
    """Read another system's line items: property bags with a type, a title and a total.

    Where there are none that can be read, the payment's product is its one line.
    """
    stored = values.array(row["foreign_lines"]) or {}
    read = tuple(_items((item for item in stored.values() if isinstance(item, dict)), currency))
    if read or not row["product_name"]:
        return read
    amount_minor = round_known(values.minor(row["total"], currency))
    return (PaymentLine(FOREIGN_LINE, row["product_id"], row["product_name"], 1, amount_minor, 0),)


def _items(items: Iterable[dict[str, object]], currency: str) -> Iterator[PaymentLine]:
    """Yield line items; totals are in major units, tax in them."""
    for item in items:
        yield PaymentLine(
            code=str(item.get("type") or FOREIGN_LINE),
            product_id=values.whole(item.get("product_id")) or None,
            name=str(item.get("title") or ""),
            quantity=max(1, values.whole(item.get("quantity"), 1)),
            amount_minor=round_known(values.minor(item.get("total"), currency)),
            tax_minor=round_known(values.minor(item.get("tax_total"), currency)),
        )


def _listed(row: Row, lines: tuple[PaymentLine, ...]) -> ListedPayment:
    """Read one payment: our own figures where it is ours."""
    is_ours, currency = row["our_id"] is not None, str(row["currency"]).upper()
    created: datetime | None = row["date_created"]
    return ListedPayment(
        id=row["id"],
        membership_id=row["membership_id"],
        customer_id=row["customer_id"],
        user_id=row["user_id"],
        quote_id=row["quote_id"],
        status=row["status"],
        gateway=row["gateway"] or "",
        currency=currency,
        amount_minor=row["amount_minor"] if is_ours else round_known(values.minor(row["total"], currency)),
        tax_minor=row["tax_minor"] if is_ours else round_known(values.minor(row["tax_total"], currency)),
        created_at=created,
        received_at=row["received_at"],
        marked_by=row["marked_by"],
        is_ours=is_ours,
        needs_attention=row["change_status"] == ChangeState.NEEDS_ATTENTION,
        lines=lines or foreign_lines(row, currency),
    )
