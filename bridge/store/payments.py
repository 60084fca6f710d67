"""Payments of ours: the shared row, our own beside it, and the lines as they were quoted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bridge.domain.money import to_major
from bridge.domain.quotation import QuoteLine
from bridge.services.journal import canonical
from bridge.services.records import NewPayment, PaymentRecord, PaymentStatus
from bridge.store.connection import Connection, Row

_COLUMNS = (
    "payment_id", "quote_id", "membership_id", "customer_id", "gateway", "provider_id", "status", "currency",
    "amount_minor", "tax_minor", "created_at", "received_at", "marked_by",
)  # fmt: skip


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

    def page(self, status: str, most: int, skip: int) -> Sequence[tuple[PaymentRecord, int | None]]:
        """Return payments, newest first, each with its customer's WordPress user."""
        rows = self._connection.rows("payments.list_page", status=status, most=most, skip=skip)
        return [(_payment(row), row["user_id"]) for row in rows]

    def count(self, status: str) -> int:
        """Return how many payments there are; '' is any status."""
        row = self._connection.row("payments.count_all", status=status)
        return int(row["total"]) if row else 0

    def user_of(self, customer_id: int) -> int | None:
        """Return the WordPress user of a customer."""
        row = self._connection.row("payments.find_user", customer_id=customer_id)
        return int(row["user_id"]) if row else None

    def lines(self, payment_id: int) -> Sequence[Mapping[str, Any]]:
        """Return a payment's lines: code, product_id, name, quantity, amount_minor, tax_minor."""
        return self._connection.rows("payments.list_lines", payment_id=payment_id)

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
