"""Payments of ours: the shared row, our own beside it, and the lines as they were quoted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bridge.domain.money import to_major
from bridge.domain.quotation import QuoteLine
from bridge.services.journal import canonical
from bridge.services.listed_payment import ListedPayment, ListedPayments
from bridge.services.records import NewPayment, PaymentRecord, PaymentStatus
from bridge.store.connection import Connection, Row
from bridge.store.payment_rows import read_listed

_COLUMNS = (
    "payment_id", "quote_id", "membership_id", "customer_id", "gateway", "provider_id", "status", "currency",
    "amount_minor", "tax_minor", "created_at", "received_at", "marked_by",
)  # fmt: skip
#: How many pages further than the one shown payments are counted.
PAGES_COUNTED = 100


class MySQLPayments:
    """Fulfils :class:`bridge.services.write_ports.Payments`."""

    def __init__(self, connection: Connection) -> None:
        """Use the session of the caller's transaction."""
        self._connection = connection

    def insert(self, new: NewPayment, at: datetime) -> PaymentRecord:
        """Write a pending payment of what the change has due, with its lines."""
        payment_id = self._insert_shared(new, at)
        change = new.change
        self._connection.defer(
            "payments.insert",
            payment_id=payment_id,
            quote_id=change.quote_id,
            membership_id=change.membership_id,
            customer_id=change.customer_id,
            gateway=change.gateway,
            provider_id=new.provider_id,
            currency=change.currency,
            amount_minor=change.due_now_minor,
            tax_minor=new.tax_minor,
            at=at,
        )
        for position, line in enumerate(new.lines):
            self._insert_line(payment_id, position, line)
        return _record_of(payment_id, new, at)

    def find(self, payment_id: int) -> PaymentRecord | None:
        """Return a payment."""
        return _record(self._connection.row("payments.find", payment_id=payment_id))

    def lock(self, payment_id: int) -> PaymentRecord | None:
        """Return a payment and hold it."""
        return _record(self._connection.row("payments.lock", payment_id=payment_id))

    def of_quote(self, quote_id: str) -> PaymentRecord | None:
        """Return the payment of a change."""
        return _record(self._connection.row("payments.find_of_quote", quote_id=quote_id))

    def name_at_provider(self, payment_id: int, provider_id: str, at: datetime) -> None:
        """Keep the id that the gateway gave, in both rows."""
        self._connection.defer("payments.name_at_provider", payment_id=payment_id, provider_id=provider_id)
        self._connection.defer(
            "payments.name_shared_at_provider", payment_id=payment_id, provider_id=provider_id, at=_second(at)
        )

    def end(
        self, payment: PaymentRecord, status: PaymentStatus, at: datetime, *, received: bool, marked_by: int | None
    ) -> None:
        """Say how a payment ended, in both rows."""
        self._connection.defer(
            "payments.set_status",
            payment_id=payment.payment_id,
            status=status,
            received_at=at if received else None,
            marked_by=marked_by,
        )
        self._connection.defer(
            "payments.set_shared_status", payment_id=payment.payment_id, status=status, at=_second(at)
        )

    def page(self, status: str, most: int, skip: int) -> ListedPayments:
        """Return a page of all payments of the network, newest first; '' is any status."""
        found = self._connection.batch(
            ("payments.list_page", "payments.count_up_to", "payments.count_to_mark"),
            status=status,
            most=most,
            skip=skip,
            counted=skip + PAGES_COUNTED * most,
        )
        return ListedPayments(
            payments=self._listed(found["payments.list_page"]),
            total=int(found["payments.count_up_to"][0]["total"]),
            to_mark=int(found["payments.count_to_mark"][0]["total"]),
        )

    def listed(self, payment_id: int) -> ListedPayment | None:
        """Return one payment as the list shows it."""
        found = self._listed(self._connection.rows("payments.find_listed", payment_id=payment_id))
        return found[0] if found else None

    def user_of(self, customer_id: int) -> int | None:
        """Return the WordPress user of a customer."""
        row = self._connection.row("payments.find_user", customer_id=customer_id)
        return int(row["user_id"]) if row else None

    def _listed(self, rows: Sequence[Row]) -> tuple[ListedPayment, ...]:
        """Return payments with their lines, newest first."""
        ours = tuple(row["our_id"] for row in rows if row["our_id"] is not None)
        lines = self._connection.rows("payments.list_lines", payment_ids=ours) if ours else []
        return read_listed(rows, lines)

    def _insert_shared(self, new: NewPayment, at: datetime) -> int:
        """Write the row where Ultimate Multisite keeps payments and return its id.

        Its subtotal is the total without tax and before the discount, so that the three add up.
        """
        currency, due = new.change.currency, new.change.due_now_minor
        return self._connection.insert(
            "payments.insert_shared",
            status="pending",
            customer_id=new.change.customer_id,
            membership_id=new.change.membership_id,
            product_id=new.product_id,
            discount_code=new.discount_code,
            currency=currency,
            subtotal=to_major(due - new.tax_minor + new.discount_minor, currency),
            tax_total=to_major(new.tax_minor, currency),
            discount_total=to_major(new.discount_minor, currency),
            total=to_major(due, currency),
            gateway=new.change.gateway,
            provider_id=new.provider_id,
            at=_second(at),
        )

    def _insert_line(self, payment_id: int, position: int, line: QuoteLine) -> None:
        """Write one line as it was quoted."""
        self._connection.defer(
            "payments.insert_line",
            payment_id=payment_id,
            position=position,
            code=line.code,
            product_id=line.product_id,
            quantity=line.quantity,
            amount_minor=line.amount_minor,
            tax_minor=line.tax_minor,
            params=canonical(line.params),
            explained=canonical(line.explain),
        )


def _second(at: datetime) -> datetime:
    """Return the instant as a DATETIME column of whole seconds holds it: cut, never rounded up."""
    return at.replace(microsecond=0)


def _record_of(payment_id: int, new: NewPayment, at: datetime) -> PaymentRecord:
    """Return a payment just written."""
    return PaymentRecord(
        payment_id=payment_id,
        quote_id=new.change.quote_id,
        membership_id=new.change.membership_id,
        customer_id=new.change.customer_id,
        gateway=new.change.gateway,
        provider_id=new.provider_id,
        status="pending",
        currency=new.change.currency,
        amount_minor=new.change.due_now_minor,
        tax_minor=new.tax_minor,
        created_at=at,
    )


def _record(row: Row | None) -> PaymentRecord | None:
    """Return a row as the services know it."""
    return _payment(row) if row else None


def _payment(row: Row) -> PaymentRecord:
    """Return a row that is there."""
    return PaymentRecord(**{name: row[name] for name in _COLUMNS})
