"""Payments of ours: awaited, ended, and with a row in the shared table once the money is there; listed with all others.

What waits for money is in our own table alone: the other plugin completes a waiting row of its table for nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from bridge.pricing.money import Money, round_known, to_major, to_minor
from bridge.pricing.quote import QuoteLine
from bridge.store.changes import RENEWAL, ChangeRecord, ChangeState
from bridge.store.engine import values
from bridge.store.engine.database import Connection, Row
from bridge.store.engine.php_serialize import dumps_objects
from bridge.store.engine.values import canonical
from bridge.store.receipts import DocumentName, read_disputes, read_names
from bridge.store.refunds import Destination, PaymentDispute, RefundStatus
from bridge.store.settings import read_taxes
from bridge.store.transfers import Transfer, Transfers, may_be_reference, written

#: What marking a payment as paid comes to: what it was for is done, or the money becomes account credit.
Marking = Literal["settles", "becomes_credit"]
#: Why a payment cannot be marked: another system wrote it, its gateway knows about the money, or it is settled.
NotMarkable = Literal["not_ours", "not_manual", "settled"]
#: By the status of a payment. One that was cancelled may still arrive: nothing waits for it, the money is kept.
_MARKING: dict[str, Marking] = {"pending": "settles", "cancelled": "becomes_credit"}

#: Payments of ours of which something can go back.
_REFUNDABLE = frozenset({"completed", "partially-refunded"})

PaymentStatus = Literal["pending", "completed", "cancelled", "refunded", "partially-refunded"]

#: The code of a line that another system wrote without one.
FOREIGN_LINE = "product"

_COLUMNS = (
    "payment_id", "quote_id", "membership_id", "customer_id", "gateway", "provider_id", "status", "currency",
    "amount_minor", "tax_minor", "created_at", "received_at", "marked_by", "shared_id", "product_id", "discount_code",
    "declined_reason", "refunded_minor",
)  # fmt: skip
#: How many digits a payment's number has at most, as people type it; and how many are found at most.
_LONGEST_NUMBER = 12
MOST_FOUND = 100
#: How many payments that wait to be marked are counted at most.
MOST_COUNTED = 500


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
class PaymentRefund:
    """What went back of a payment, or is to; ``said`` is why, in the words of the network admin who asked for it.

    ``reason`` is the code of why it failed or was refused, ``asked_by`` null: it was begun at the provider.
    """

    id: int
    amount: Money
    destination: Destination
    status: RefundStatus
    reason: str | None
    said: str
    asked_by: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment of the network, tax in its amount; ``quote_id`` null: a row of another origin.

    ``id`` is ours, null where it is another system's; ``shared_id`` is its row where Ultimate Multisite keeps payments,
    null where it has none: no money is there, or the row is on its way.
    ``marking`` says what marking it as paid comes to, ``not_markable`` why it cannot be marked: one of them is null.
    ``may_be_refunded``: it is ours and its money is here; how much of it can go back its forecast tells.
    ``needs_attention``: what it was for could not be carried out, and no network admin has closed that yet.
    ``reference`` names its order on a transfer, '' where it has none; ``transfers`` are the sums that came by hand for
    the order, ``left`` is what it waits for (null: for nothing). ``may_be_rejected``: a network admin may end it.
    ``documents`` are its receipt, credit notes and what cancels them; ``disputes`` is where its bank contests it.
    """

    id: int | None
    shared_id: int | None
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
    reference: str
    transfers: tuple[Transfer, ...]
    left: Money | None
    may_be_rejected: bool
    lines: tuple[PaymentLine, ...]
    refunds: tuple[PaymentRefund, ...] = ()
    may_be_refunded: bool = False
    documents: tuple[DocumentName, ...] = ()
    disputes: tuple[PaymentDispute, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a payment stands among all: by its row of the shared table, or the newest then and its own id."""

    place: int
    opened: int

    def __str__(self) -> str:
        """Return the text that a page's address has."""
        return f"{self.place}.{self.opened}"

    @classmethod
    def read(cls, text: str) -> Place:
        """Return the place that a text of two numbers names."""
        place, opened = text.split(".")
        return cls(int(place), int(opened))


_NEWEST = Place((1 << 63) - 1, (1 << 63) - 1)


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """A page of payments; ``first`` is where it begins, None: with the newest. ``older`` begins the next one, if any.

    ``to_mark`` are those made by hand that wait to be marked as paid, no more than 500 of them counted.
    """

    payments: tuple[Payment, ...]
    first: Place | None
    older: Place | None
    to_mark: int


@dataclass(frozen=True, slots=True)
class PaymentRecord:
    """A payment of ours; ``amount_minor`` includes ``tax_minor``.

    ``shared_id`` is its row in the shared table, None until the money is there and the row is written.
    ``declined_reason`` is our code of why its provider declined it last, None where it did not. ``refunded_minor`` went
    back to whoever paid it, or was charged back.
    """

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
    shared_id: int | None = None
    product_id: int = 0
    discount_code: str = ""
    declined_reason: str | None = None
    refunded_minor: int = 0

    @property
    def shared_ids(self) -> list[int]:
        """Return the ids of the rows that others may have read of it."""
        return [] if self.shared_id is None else [self.shared_id]


@dataclass(frozen=True, slots=True)
class NewPayment:
    """A payment to be written for what a change has due; ``provider_id`` is our reference until the gateway's comes."""

    change: ChangeRecord
    provider_id: str
    product_id: int
    discount_code: str
    lines: tuple[QuoteLine, ...]

    @property
    def tax_minor(self) -> int:
        """Return the tax in what is paid: that of the charges less that of the credits."""
        return sum(line.tax_minor for line in self.lines)


#: References of orders, and the sums that came for them, by quote id.
ByHand = tuple[Mapping[str, str], Mapping[str, tuple[Transfer, ...]]]


def read_listed(
    rows: Iterable[Row], line_rows: Iterable[Row], by_hand: Sequence[str], came: ByHand = ({}, {})
) -> tuple[Payment, ...]:
    """Read payments in the order of their rows; ``line_rows`` are the lines of those that are ours.

    ``by_hand`` are the gateways whose payments a network admin marks as paid, ``came`` what came for their orders.
    """
    ours: defaultdict[int, list[Row]] = defaultdict(list)
    for line in line_rows:
        ours[line["payment_id"]].append(line)
    return tuple(_with_transfers(_listed(row, ours[row["our_id"]], by_hand), row["change_kind"], came) for row in rows)


def _with_transfers(payment: Payment, kind: str | None, came: ByHand) -> Payment:
    """Add what is known of the money that comes by hand."""
    references, transfers = came
    sums = transfers.get(payment.quote_id or "", ())
    is_awaited = payment.marking == "settles"
    parts = sum(one.amount.minor or 0 for one in sums if one.state == "held") if is_awaited else 0
    return replace(
        payment,
        reference=written(references.get(payment.quote_id or "", "")),
        transfers=sums,
        left=Money((payment.amount.minor or 0) - parts, payment.amount.currency) if is_awaited else None,
        may_be_rejected=is_awaited and kind is not None and kind != RENEWAL,
    )


def _refunds_of(rows: Iterable[Row]) -> Mapping[int, tuple[PaymentRefund, ...]]:
    """Return what went back of payments, by their ids."""
    found: defaultdict[int, tuple[PaymentRefund, ...]] = defaultdict(tuple)
    for row in rows:
        found[row["payment_id"]] += (
            PaymentRefund(
                id=row["refund_id"],
                amount=Money(row["amount_minor"], row["currency"]),
                destination=row["destination"],
                status=row["status"],
                reason=row["reason"],
                said=row["said"],
                asked_by=row["asked_by"],
                created_at=row["created_at"],
            ),
        )
    return found


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
    """Read one payment: our own figures where it is ours, the shared row's status where it has one."""
    is_ours, is_shared = row["our_id"] is not None, row["shared_id"] is not None
    own = "our_" if is_ours else ""
    currency, gateway = values.currency(row[f"{own}currency"]), row[f"{own}gateway"] or ""
    status = (row["status"] if is_shared else None) or row["our_status"] or ""
    marking = _MARKING.get(status) if is_ours and gateway in by_hand else None
    return Payment(
        id=row["our_id"],
        shared_id=row["shared_id"],
        membership_id=row[f"{own}membership_id"],
        customer_id=row[f"{own}customer_id"],
        user_id=row["user_id"],
        quote_id=row["quote_id"],
        status=status,
        gateway=gateway,
        amount=Money(row["amount_minor"], currency) if is_ours else _known(row["total"], currency),
        tax=Money(row["tax_minor"], currency) if is_ours else _known(row["tax_total"], currency),
        created_at=row["created_at"] if is_ours else row["date_created"],
        received_at=row["received_at"],
        marked_by=row["marked_by"],
        may_be_marked_paid=marking is not None,
        marking=marking,
        not_markable=None if marking else _not_markable(is_ours=is_ours, by_hand=gateway in by_hand),
        needs_attention=row["change_status"] == ChangeState.NEEDS_ATTENTION,
        reference="",
        transfers=(),
        left=None,
        may_be_rejected=False,
        lines=tuple(_line(line, currency) for line in line_rows) or foreign_lines(row, currency),
        may_be_refunded=is_ours and bool(row["amount_minor"]) and row["our_status"] in _REFUNDABLE,
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


#: The topic of a payment whose row the other plugin writes itself.
SETTLED_TOPIC = "payment_settled"

#: What a line of a code is to the other plugin, and what it is called where no plugin is there to say it.
_ITEMS = {
    "plan": ("product", "{}"),
    "package": ("product", "{}"),
    "service": ("product", "{}"),
    "setup_fee": ("fee", "Set-up fee for {}"),
    "credit": ("credit", "Credit for the time left of {}"),
    "addon_dropped": ("credit", "Credit for the time left of {}"),
    "account_credit": ("credit", "Account credit"),
    "credit_kept": ("fee", "Kept as account credit"),
    "carried_over": ("fee", "Carried over from an earlier bill"),
    "rounding": ("fee", "Rounding"),
}
_LINE_ITEM = "WP_Ultimo\\Checkout\\Line_Item"
_CENT, _NOTHING, _NEARLY_NOTHING = Decimal("0.01"), Decimal(0), Decimal("0.00001")


def shared_form(payment: PaymentRecord, line_rows: Iterable[Row], at: datetime) -> dict[str, Any]:
    """Return a payment as the other plugin's table has it, its ``items`` with the attributes of that plugin's lines.

    Amounts are in major units. That plugin works out a line's total anew whenever it is saved: quantity times unit
    price, less the discount, plus the tax; so that comes to what was paid. It takes no discount that is not whole: such
    a one is in the price already. It rounds tax to two decimals: in a currency with three what is rounded is in the
    price, and the tax told there is the rounded one; the total is exact.
    """
    rows = [row for row in line_rows if row["amount_minor"] or row["tax_minor"]]
    discount = sum(row["discount_minor"] for row in rows)
    is_whole = Decimal(to_major(discount, payment.currency)) % 1 == 0
    items = [_item(payment, position, row, at, tells_discount=is_whole) for position, row in enumerate(rows)]
    told = discount if is_whole else 0
    due = payment.amount_minor
    shown = sum((_shown_tax(row, payment.currency) for row in rows), _NOTHING)
    tax = int(to_minor(str(shown), payment.currency))
    return {
        "customer_id": payment.customer_id,
        "membership_id": payment.membership_id,
        "product_id": payment.product_id,
        "discount_code": payment.discount_code,
        "currency": payment.currency,
        "subtotal": to_major(due - tax + told, payment.currency),
        "tax_total": to_major(tax, payment.currency),
        "discount_total": to_major(told, payment.currency),
        "total": to_major(due, payment.currency),
        "gateway": payment.gateway,
        "gateway_payment_id": payment.provider_id,
        "date_created": at.replace(microsecond=0).isoformat(sep=" "),
        "items": items,
    }


def _item(payment: PaymentRecord, position: int, row: Row, at: datetime, *, tells_discount: bool) -> dict[str, Any]:
    """Return one line with the attributes that the other plugin's lines have."""
    kind, title = _ITEMS.get(row["code"], ("fee", "{}"))
    quantity = max(1, row["quantity"])
    total, shown_tax = Decimal(to_major(row["amount_minor"], payment.currency)), _shown_tax(row, payment.currency)
    discount = Decimal(to_major(row["discount_minor"], payment.currency)) if tells_discount else Decimal(0)
    price = (total - shown_tax + discount) / quantity
    net = total - shown_tax
    is_exact = Decimal(repr(float(price))) * quantity - discount == net
    rate = _tax_rate(net, shown_tax, _NOTHING if is_exact else _NEARLY_NOTHING)
    return {
        "hash": f"pb{payment.payment_id}n{position}",
        "type": kind,
        "product_id": row["product_id"],
        "title": title.format(row["name"]) if row["name"] or "{}" not in title else row["code"],
        "code": row["code"],
        "name": row["name"],
        "quantity": quantity,
        "unit_price": float(price),
        "subtotal": float(price * quantity),
        "discount_type": "absolute",
        "discount_rate": float(discount),
        "discount_total": float(discount),
        "tax_type": "absolute" if rate is None else "percentage",
        "tax_rate": float(shown_tax if rate is None else rate),
        "tax_total": float(shown_tax),
        "taxable": bool(row["tax_minor"]),
        "total": float(total),
        "date_created": at.replace(microsecond=0).isoformat(sep=" "),
    }


def _shown_tax(row: Row, currency: str) -> Decimal:
    """Return the tax of a line as the other plugin has it, which knows two decimals."""
    return Decimal(to_major(row["tax_minor"], currency)).quantize(_CENT, ROUND_HALF_UP)


def _tax_rate(net: Decimal, tax: Decimal, off: Decimal = _NOTHING) -> Decimal | None:
    """Return the roundest percentage that gives the tax to the cent, None where none of four decimals does.

    ``off``: as much more or less the net may be where it is worked out anew, from a price that no float holds exactly.

    >>> _tax_rate(Decimal("159.20"), Decimal("39.80")), _tax_rate(Decimal("100"), Decimal("0"))
    (Decimal('25'), Decimal('0'))
    >>> _tax_rate(Decimal("27"), Decimal("5")), _tax_rate(Decimal("27"), Decimal("5"), Decimal("0.00001"))
    (Decimal('18.5'), Decimal('18.52'))
    """
    if not net:
        return None if tax else Decimal(0)
    for decimals in range(5):
        rate = (tax * 100 / net).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        if all((near * rate / 100).quantize(_CENT, ROUND_HALF_UP) == tax for near in (net - off, net, net + off)):
            return rate
    return None


def stored_items(items: Iterable[Mapping[str, Any]]) -> str:
    """Return lines as the other plugin keeps them: a PHP array of its objects by their ids."""
    stored = {}
    for item in items:
        attributes = {name: value for name, value in item.items() if name not in ("code", "name")}
        attributes["id"] = f"LN_{item['type'].upper()}_{item['hash']}"
        stored[attributes["id"]] = attributes
    return dumps_objects(_LINE_ITEM, stored)


class Payments:
    """Payments of ours, each with a row in the shared table once its money is there."""

    def __init__(self, connection: Connection) -> None:
        """Use the session of the caller's transaction."""
        self._connection = connection

    def insert(self, new: NewPayment, at: datetime) -> PaymentRecord:
        """Write a pending payment of what the change has due, with its lines; the shared table hears nothing of it."""
        change, place = new.change, self._connection.row("payments.find_place")
        payment_id = self._connection.insert(
            "payments.insert",
            place=place["place"] if place else 0,
            quote_id=change.quote_id,
            membership_id=change.membership_id,
            customer_id=change.customer_id,
            gateway=change.gateway,
            provider_id=new.provider_id,
            currency=change.currency,
            amount_minor=change.due_now_minor,
            tax_minor=new.tax_minor,
            product_id=new.product_id,
            discount_code=new.discount_code,
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

    def received_at_gateway(self, gateway: str, since: datetime, after: str, most: int) -> Sequence[PaymentRecord]:
        """Return payments of a gateway whose money came since an instant, above a provider's id of them."""
        rows = self._connection.rows("payments.list_received", gateway=gateway, since=since, after=after, most=most)
        return [_payment(row) for row in rows]

    def name_payer(self, membership_id: int, customer_id: int) -> None:
        """Say in the shared table who paid what names nobody, before another has the membership."""
        self._connection.defer("payments.name_payer", membership_id=membership_id, customer_id=customer_id)

    def name_at_provider(self, payment_id: int, provider_id: str, ask_after: datetime | None) -> None:
        """Keep the id that the gateway gave, and when it is asked about where nothing is heard of it."""
        self._connection.defer(
            "payments.name_at_provider", payment_id=payment_id, provider_id=provider_id, ask_after=ask_after
        )

    def keep_decline(self, payment_id: int, reason: str | None) -> None:
        """Keep why an awaited payment was declined last; None: it is not declined any more."""
        self._connection.defer("payments.keep_decline", payment_id=payment_id, reason=reason)

    def to_ask(self, at: datetime, most: int) -> list[int]:
        """Return awaited payments whose provider has said nothing for a while."""
        return [int(row["payment_id"]) for row in self._connection.rows("payments.list_to_ask", at=at, most=most)]

    def ask_later(self, payment_id: int, ask_after: datetime | None) -> None:
        """Ask about a payment at another time; None: never again."""
        self._connection.defer("payments.ask_later", payment_id=payment_id, ask_after=ask_after)

    def cancel(self, payment: PaymentRecord) -> None:
        """Say that a payment is awaited no more."""
        self._set_status(payment, "cancelled", None, None)

    def receive(self, payment: PaymentRecord, at: datetime, marked_by: int | None) -> PaymentRecord:
        """Say that the money of a payment is there, with its row in the shared table; return it as it is then.

        Where the other plugin runs it writes that row itself, since it numbers its invoices: it is on its way then.
        """
        self._set_status(payment, "completed", at, marked_by)
        received = replace(payment, status="completed", received_at=at, marked_by=marked_by)
        return self._bring_in(received, at)

    def note_enforced(self, payment_id: int, quote_id: str, paid_at: datetime) -> None:
        """Note when the money of a payment moved and that what it paid for holds, if its change is applied."""
        self._connection.defer("payments.note_enforced", payment_id=payment_id, quote_id=quote_id, paid_at=paid_at)

    def share(self, payment: PaymentRecord) -> PaymentRecord:
        """Write the row of a payment whose money is there, where it is on its way and nobody is left to write it."""
        if payment.shared_id is not None or payment.status != "completed" or payment.received_at is None:
            return payment
        return self._bring_in(payment, payment.received_at, is_on_its_way=True)

    def settled_without_row(self, most: int) -> list[int]:
        """Return payments whose money is there and whose row is on its way; none where the other plugin runs."""
        rows = self._connection.rows("payments.list_settled_without_row", most=most)
        if not rows or read_taxes(self._connection.rows("settings.shared_settings")).binds_products:
            return []
        return [int(row["payment_id"]) for row in rows]

    def unpaid_with_row(self, most: int) -> list[int]:
        """Return payments that nobody has paid and that an earlier version wrote into the shared table."""
        self._connection.defer("payments.adopt_rows")
        rows = self._connection.rows("payments.list_unpaid_with_row", most=most)
        return [int(row["payment_id"]) for row in rows]

    def take_out(self, payment: PaymentRecord) -> None:
        """Let a payment that nobody has paid be ours alone."""
        self._connection.defer("payments.take_out", payment_id=payment.payment_id, shared_id=payment.shared_id)
        for name in ("payments.delete_shared", "payments.delete_shared_meta", "payments.leave_shared"):
            self._connection.defer(name, shared_id=payment.shared_id)

    def page(
        self,
        status: str,
        most: int,
        by_hand: Sequence[str],
        start: Place | None = None,
        above: Place | None = None,
    ) -> PaymentPage:
        """Return a page of all payments of the network, newest first; '' is any status.

        It begins with ``start``, else it is the page just ``above`` a place, else the first one. ``by_hand`` are the
        gateways whose payments a network admin marks as paid.
        """
        first = start if above is None else self._begin_above(above, status, most)
        begins = first or _NEWEST
        found = self._connection.batch(
            ("payments.list_page", "payments.count_to_mark"),
            status=status,
            most=most + 1,
            place=begins.place,
            opened=begins.opened,
            counted=MOST_COUNTED,
            by_hand=tuple(by_hand),
        )
        rows = found["payments.list_page"]
        return PaymentPage(
            payments=self._listed(rows[:most], by_hand),
            first=first,
            older=Place(int(rows[most]["place"]), int(rows[most]["opened"])) if len(rows) > most else None,
            to_mark=int(found["payments.count_to_mark"][0]["total"]),
        )

    def found(self, search: str, by_hand: Sequence[str]) -> PaymentPage:
        """Return the payments whose order's reference begins with a text, or that have it as their number.

        The newest hundred; ``search`` is in the form that references are stored in. What it costs is that of what
        matches: a reference's first signs match few orders.
        """
        number = int(search) if search.isdecimal() and len(search) <= _LONGEST_NUMBER else 0
        found = self._connection.batch(
            ("payments.list_found", "payments.count_to_mark"),
            begins=f"{search}%" if may_be_reference(search) else "",
            number=number,
            most=MOST_FOUND,
            counted=MOST_COUNTED,
            by_hand=tuple(by_hand),
        )
        return PaymentPage(
            payments=self._listed(found["payments.list_found"], by_hand),
            first=None,
            older=None,
            to_mark=int(found["payments.count_to_mark"][0]["total"]),
        )

    def _begin_above(self, above: Place, status: str, most: int) -> Place | None:
        """Return where the page above a place begins; None: with the newest, so that the first page is a whole one."""
        rows = self._connection.rows(
            "payments.list_above", status=status, place=above.place, opened=above.opened, most=most + 1
        )
        return Place(int(rows[most - 1]["place"]), int(rows[most - 1]["opened"])) if len(rows) > most else None

    def listed(self, payment_id: int, by_hand: Sequence[str]) -> Payment | None:
        """Return one payment of ours as the list shows it."""
        found = self._listed(self._connection.rows("payments.find_listed", payment_id=payment_id), by_hand)
        return found[0] if found else None

    def user_of(self, customer_id: int) -> int | None:
        """Return the WordPress user of a customer."""
        row = self._connection.row("payments.find_user", customer_id=customer_id)
        return int(row["user_id"]) if row else None

    def _listed(self, rows: Sequence[Row], by_hand: Sequence[str]) -> tuple[Payment, ...]:
        """Return payments with their lines, newest first; an empty currency is the network's."""
        if not all(row["currency"] or row["our_currency"] for row in rows):
            network = read_taxes(self._connection.rows("settings.shared_settings")).currency
            rows = [{**row, "currency": values.currency(row["currency"], network)} for row in rows]
        ours = tuple(row["our_id"] for row in rows if row["our_id"] is not None)
        orders = [row["quote_id"] for row in rows if row["quote_id"] is not None and row["our_gateway"] in by_hand]
        came = Transfers(self._connection).of_orders(orders)
        if not ours:
            return read_listed(rows, [], by_hand, came)
        names = ("payments.list_lines", "receipts.of_payments", "refunds.list_of_payments", "refunds.list_disputes")
        found = self._connection.batch(names, payment_ids=ours)
        documents = read_names(found["receipts.of_payments"])
        listed = read_listed(rows, found["payments.list_lines"], by_hand, came)
        refunds = _refunds_of(found["refunds.list_of_payments"])
        disputes = read_disputes(found["refunds.list_disputes"])
        return tuple(
            replace(
                payment,
                documents=documents.get(payment.id or 0, ()),
                refunds=refunds.get(payment.id or 0, ()),
                disputes=disputes.get(payment.id or 0, ()),
            )
            for payment in listed
        )

    def _set_status(
        self, payment: PaymentRecord, status: PaymentStatus, received_at: datetime | None, marked_by: int | None
    ) -> None:
        self._connection.defer(
            "payments.set_status",
            payment_id=payment.payment_id,
            status=status,
            received_at=received_at,
            marked_by=marked_by,
        )

    def _bring_in(self, payment: PaymentRecord, at: datetime, *, is_on_its_way: bool = False) -> PaymentRecord:
        """Write the row of a payment, or leave it to the other plugin."""
        reads = ("payments.list_items", "settings.shared_settings")
        found = self._connection.batch(reads, payment_id=payment.payment_id)
        form = shared_form(payment, found["payments.list_items"], at)
        if not read_taxes(found["settings.shared_settings"]).binds_products:
            known = self._found_shared(form) if is_on_its_way else None
            return self._named(payment, known) if known else self._write_shared(payment, form)
        if is_on_its_way:
            return payment
        self._connection.defer(
            "outbox.insert",
            topic=SETTLED_TOPIC,
            blog_id=None,
            membership_id=payment.membership_id,
            payload=canonical({"payment_id": payment.payment_id, **form}),
            at=at,
        )
        return payment

    def _found_shared(self, form: Mapping[str, Any]) -> int | None:
        """Return the row that the other plugin wrote of a payment, where it could not say so any more."""
        names = ("membership_id", "gateway", "gateway_payment_id")
        row = self._connection.row("payments.find_shared", **{name: form[name] for name in names})
        return int(row["id"]) if row else None

    def _named(self, payment: PaymentRecord, shared_id: int) -> PaymentRecord:
        """Keep which row a payment has."""
        self._connection.defer(
            "payments.name_shared", must_match=True, payment_id=payment.payment_id, shared_id=shared_id
        )
        return replace(payment, shared_id=shared_id)

    def _write_shared(self, payment: PaymentRecord, form: Mapping[str, Any]) -> PaymentRecord:
        """Write the row as the other plugin keeps it, for the day it runs."""
        columns = {name: value for name, value in form.items() if name not in ("items", "date_created")}
        shared_id = self._connection.insert("payments.insert_shared", at=form["date_created"], **columns)
        self._connection.defer("payments.insert_shared_lines", shared_id=shared_id, items=stored_items(form["items"]))
        return self._named(payment, shared_id)

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
            discount_minor=line.discount.amount_minor if line.discount else 0,
            params=canonical(line.params),
            explained=canonical(line.explain),
        )


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
        product_id=new.product_id,
        discount_code=new.discount_code,
    )


def _record(row: Row | None) -> PaymentRecord | None:
    """Return a row as the services know it."""
    return _payment(row) if row else None


def _payment(row: Row) -> PaymentRecord:
    """Return a row that is there."""
    return PaymentRecord(**{name: row[name] for name in _COLUMNS})
