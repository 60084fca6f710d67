"""Payments of ours, each beside its row in the shared table; listed, written, ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bridge.pricing.money import Money, round_known, to_major
from bridge.pricing.quote import QuoteLine
from bridge.store.changes import ChangeRecord, ChangeState
from bridge.store.engine import values
from bridge.store.engine.database import Connection, Row
from bridge.store.engine.values import canonical
from bridge.store.settings import read_taxes

#: What marking a payment as paid comes to: what it was for is done, or the money becomes account credit.
Marking = Literal["settles", "becomes_credit"]
#: Why a payment cannot be marked: another system wrote it, its gateway knows about the money, or it is settled.
NotMarkable = Literal["not_ours", "not_manual", "settled"]
#: By the status of a payment. One that was cancelled may still arrive: nothing waits for it, the money is kept.
_MARKING: dict[str, Marking] = {"pending": "settles", "cancelled": "becomes_credit"}

PaymentStatus = Literal["pending", "completed", "cancelled", "refunded", "partially-refunded"]

#: The code of a line that another system wrote without one.
FOREIGN_LINE = "product"

_COLUMNS = (
    "payment_id", "quote_id", "membership_id", "customer_id", "gateway", "provider_id", "status", "currency",
    "amount_minor", "tax_minor", "created_at", "received_at", "marked_by",
)  # fmt: skip
#: How many pages further than the one shown payments are counted.
PAGES_COUNTED = 100


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """A line of a payment, tax in its amount. ``code`` is that of a quote line, or foreign."""

    code: str
    product_id: int | None
    name: str
    quantity: int
    amount: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment of the network, tax in its amount; ``quote_id`` null: a row of another origin.

    ``marking`` says what marking it as paid comes to, ``not_markable`` why it cannot be marked: one of them is null.
    ``needs_attention``: what it was for could not be carried out, and no network admin has closed that yet.
    """

    id: int
    membership_id: int
    customer_id: int
    user_id: int | None
    quote_id: str | None
    status: str
    gateway: str
    amount: Money
    tax: Money
    created_at: datetime | None
    received_at: datetime | None
    marked_by: int | None
    may_be_marked_paid: bool
    marking: Marking | None
    not_markable: NotMarkable | None
    needs_attention: bool
    lines: tuple[PaymentLine, ...]


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """A page of payments; ``total`` is counted no further than a hundred pages from here.

    ``to_mark`` are those made by hand that wait to be marked as paid.
    """

    payments: tuple[Payment, ...]
    total: int
    to_mark: int


@dataclass(frozen=True, slots=True)
class PaymentRecord:
    """A payment of ours beside its row in the shared table; ``amount_minor`` includes ``tax_minor``."""

    payment_id: int
    quote_id: str | None
    membership_id: int
    customer_id: int
    gateway: str
    provider_id: str
    status: PaymentStatus
    currency: str
    amount_minor: int
    tax_minor: int
    created_at: datetime
    received_at: datetime | None = None
    marked_by: int | None = None


@dataclass(frozen=True, slots=True)
class NewPayment:
    """A payment to be written for what a change has due; ``provider_id`` is our reference until the gateway's comes.

    ``discount_minor`` is what the code took off the lines.
    """

    change: ChangeRecord
    provider_id: str
    product_id: int
    discount_code: str
    discount_minor: int
    lines: tuple[QuoteLine, ...]

    @property
    def tax_minor(self) -> int:
        """Return the tax in what is paid: that of the charges less that of the credits."""
        return sum(line.tax_minor for line in self.lines)


def read_listed(rows: Iterable[Row], line_rows: Iterable[Row], by_hand: Sequence[str]) -> tuple[Payment, ...]:
    """Read payments, newest first; ``line_rows`` are the lines of those that are ours.

    ``by_hand`` are the gateways whose payments a network admin marks as paid.
    """
    ours: defaultdict[int, list[Row]] = defaultdict(list)
    for line in line_rows:
        ours[line["payment_id"]].append(line)
    newest_first = sorted(rows, key=lambda row: int(row["id"]), reverse=True)
    return tuple(_listed(row, ours[row["id"]], by_hand) for row in newest_first)


def foreign_lines(row: Row, currency: str) -> tuple[PaymentLine, ...]:
    """Read another system's line items: property bags with a type, a title and a total.

    Where there are none that can be read, the payment's product is its one line.
    """
    stored = values.array(row["foreign_lines"]) or {}
    read = tuple(_items((item for item in stored.values() if isinstance(item, dict)), currency))
    if read or not row["product_name"]:
        return read
    amount = _known(row["total"], currency)
    return (PaymentLine(FOREIGN_LINE, row["product_id"], row["product_name"], 1, amount, Money(0, currency)),)


def _items(items: Iterable[dict[str, object]], currency: str) -> Iterator[PaymentLine]:
    """Yield line items; totals are in major units, tax in them."""
    for item in items:
        yield PaymentLine(
            code=str(item.get("type") or FOREIGN_LINE),
            product_id=values.whole(item.get("product_id")) or None,
            name=str(item.get("title") or ""),
            quantity=max(1, values.whole(item.get("quantity"), 1)),
            amount=_known(item.get("total"), currency),
            tax=_known(item.get("tax_total"), currency),
        )


def _listed(row: Row, line_rows: Sequence[Row], by_hand: Sequence[str]) -> Payment:
    """Read one payment: our own figures where it is ours."""
    is_ours, currency = row["our_id"] is not None, values.currency(row["currency"])
    marking = _MARKING.get(row["status"]) if is_ours and row["gateway"] in by_hand else None
    created: datetime | None = row["date_created"]
    return Payment(
        id=row["id"],
        membership_id=row["membership_id"],
        customer_id=row["customer_id"],
        user_id=row["user_id"],
        quote_id=row["quote_id"],
        status=row["status"],
        gateway=row["gateway"] or "",
        amount=Money(row["amount_minor"], currency) if is_ours else _known(row["total"], currency),
        tax=Money(row["tax_minor"], currency) if is_ours else _known(row["tax_total"], currency),
        created_at=created,
        received_at=row["received_at"],
        marked_by=row["marked_by"],
        may_be_marked_paid=marking is not None,
        marking=marking,
        not_markable=None if marking else _not_markable(is_ours=is_ours, by_hand=row["gateway"] in by_hand),
        needs_attention=row["change_status"] == ChangeState.NEEDS_ATTENTION,
        lines=tuple(_line(line, currency) for line in line_rows) or foreign_lines(row, currency),
    )


def _not_markable(*, is_ours: bool, by_hand: bool) -> NotMarkable:
    """Return why a payment cannot be marked as paid."""
    if not is_ours:
        return "not_ours"
    return "settled" if by_hand else "not_manual"


def _line(row: Row, currency: str) -> PaymentLine:
    """Read a line of ours."""
    amount, tax = Money(row["amount_minor"], currency), Money(row["tax_minor"], currency)
    return PaymentLine(row["code"], row["product_id"], row["name"], row["quantity"], amount, tax)


def _known(value: object, currency: str) -> Money:
    """Read an amount in major units, as far as it can be read."""
    return Money(round_known(values.minor(value, currency)), currency)


class Payments:
    """Payments of ours, each beside its row in the shared table."""

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

    def find_at_provider(self, gateway: str, provider_id: str) -> PaymentRecord | None:
        """Return the payment of ours that a gateway has under this id."""
        return _record(self._connection.row("payments.find_at_provider", gateway=gateway, provider_id=provider_id))

    def last_gateway(self, membership_id: int) -> str | None:
        """Return the gateway that a membership was paid with last, None where it was never paid here."""
        row = self._connection.row("payments.find_last_gateway", membership_id=membership_id)
        return str(row["gateway"]) if row else None

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

    def page(self, status: str, most: int, skip: int, by_hand: Sequence[str]) -> PaymentPage:
        """Return a page of all payments of the network, newest first; '' is any status.

        ``by_hand`` are the gateways whose payments a network admin marks as paid.
        """
        found = self._connection.batch(
            ("payments.list_page", "payments.count_up_to", "payments.count_to_mark"),
            status=status,
            most=most,
            skip=skip,
            counted=skip + PAGES_COUNTED * most,
            by_hand=tuple(by_hand),
        )
        return PaymentPage(
            payments=self._listed(found["payments.list_page"], by_hand),
            total=int(found["payments.count_up_to"][0]["total"]),
            to_mark=int(found["payments.count_to_mark"][0]["total"]),
        )

    def listed(self, payment_id: int, by_hand: Sequence[str]) -> Payment | None:
        """Return one payment as the list shows it."""
        found = self._listed(self._connection.rows("payments.find_listed", payment_id=payment_id), by_hand)
        return found[0] if found else None

    def user_of(self, customer_id: int) -> int | None:
        """Return the WordPress user of a customer."""
        row = self._connection.row("payments.find_user", customer_id=customer_id)
        return int(row["user_id"]) if row else None

    def _listed(self, rows: Sequence[Row], by_hand: Sequence[str]) -> tuple[Payment, ...]:
        """Return payments with their lines, newest first; an empty currency is the network's."""
        if not all(row["currency"] for row in rows):
            network = read_taxes(self._connection.rows("settings.shared_settings")).currency
            rows = [{**row, "currency": values.currency(row["currency"], network)} for row in rows]
        ours = tuple(row["our_id"] for row in rows if row["our_id"] is not None)
        lines = self._connection.rows("payments.list_lines", payment_ids=ours) if ours else []
        return read_listed(rows, lines, by_hand)

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
