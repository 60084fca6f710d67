"""Receipts, credit notes and what cancels these: the document as it was issued, its number, and what it counts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from hashlib import sha256
from typing import Any, Literal

from bridge.pricing.money import Money
from bridge.pricing.receipt import Figures, PaidLine, ReceiptLine, Settling
from bridge.store.buyers import Buyer, NetworkName, read_buyer, read_network
from bridge.store.engine.database import Connection, Row
from bridge.store.refunds import PaymentDispute

Series = Literal["receipt", "credit_note", "cancellation"]


@dataclass(frozen=True, slots=True)
class Party:
    """Who sells or who buys, as the document names them; ``address`` is its lines, each text may be empty."""

    name: str
    address: tuple[str, ...]
    country: str
    vat_number: str


@dataclass(frozen=True, slots=True)
class Original:
    """What a credit note takes back from, or a cancellation cancels: number and date of that document."""

    name: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class Document:
    """A receipt or a credit note as it is issued, for good.

    ``language`` is WordPress' name of one, ``labels`` every word of the document in it, so that another wording of a
    later version changes no document that was issued. Instants are of the network's ``time_zone``. ``period`` is the
    term that was paid for, null where the money bought none. ``paid_by`` and ``reference`` name gateway and payment.
    """

    language: str
    labels: Mapping[str, str]
    time_zone: str
    currency: str
    seller: Party
    buyer: Party
    figures: Figures
    reverse_charge: bool
    period: tuple[date, date | None] | None
    notes: tuple[str, ...]
    paid_by: str
    reference: str
    membership_id: int
    original: Original | None = None
    logo: str = ""


@dataclass(frozen=True, slots=True)
class Issued:
    """A document with its number; amounts are not signed: of a credit note they are what was paid back."""

    id: int
    series: Series
    name: str
    payment_id: int
    original_id: int | None
    refund_key: str | None
    membership_id: int
    customer_id: int
    currency: str
    amount_minor: int
    tax_minor: int
    issued_at: datetime
    issued_on: date
    document: Document


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document to be numbered and written; ``refund_key`` is a credit note's.

    ``original_id`` is the receipt that a credit note takes back from, or the credit note that a cancellation cancels.
    """

    series: Series
    prefix: str
    first_number: int
    payment_id: int
    customer_id: int
    issued_at: datetime
    issued_on: date
    document: Document
    original_id: int | None = None
    refund_key: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentName:
    """One of a payment's documents, for a list."""

    id: int
    series: Series
    name: str


def number_text(prefix: str, year: int, number: int) -> str:
    """Return a number as the document names it; texts of one year sort as their numbers do.

    >>> number_text("", 2026, 7), number_text("C", 2026, 123456)
    ('2026-00007', 'C2026-123456')
    """
    return f"{prefix}{year}-{number:05d}"


def document_text(document: Document) -> str:
    """Write a document as it is kept: its logo stands beside it, so that versions that know of none read the rest."""
    kept = {name: value for name, value in asdict(document).items() if name != "logo"}
    return json.dumps({"v": 1, **kept}, ensure_ascii=False, separators=(",", ":"), default=date.isoformat)


def read_document(text: str) -> Document:
    """Read what :func:`document_text` wrote."""
    kept: dict[str, Any] = json.loads(text)
    kept.pop("v")
    figures, period, original = kept["figures"], kept["period"], kept["original"]
    return Document(
        **{
            **kept,
            "seller": _party(kept["seller"]),
            "buyer": _party(kept["buyer"]),
            "figures": Figures(
                tuple(ReceiptLine(**line) for line in figures["lines"]),
                tuple(Settling(**part) for part in figures["settled"]),
            ),
            "period": period and (date.fromisoformat(period[0]), date.fromisoformat(period[1]) if period[1] else None),
            "notes": tuple(kept["notes"]),
            "original": original and Original(original["name"], date.fromisoformat(original["issued_on"])),
        }
    )


def _party(kept: Mapping[str, Any]) -> Party:
    return Party(kept["name"], tuple(kept["address"]), kept["country"], kept["vat_number"])


@dataclass(frozen=True, slots=True)
class Basis:
    """What a receipt is made of beside the payment; ``buyer`` None: the customer is gone.

    ``is_kept``: the money bought nothing, it is account credit that no booked change waits for. A line has the rate
    that the record of its sum names.
    """

    lines: tuple[PaidLine, ...]
    is_kept: bool
    logo: str
    buyer: Buyer | None
    network: NetworkName


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture on documents: ``digest`` is the SHA-256 of ``image``, sides are in pixels."""

    digest: str
    kind: Literal["png", "jpeg"]
    width: int
    height: int
    image: bytes


class Receipts:
    """Documents, their numbers, and the logos that they bear."""

    def __init__(self, connection: Connection) -> None:
        """Use the session of the caller's transaction."""
        self._connection = connection

    def basis(self, payment_id: int, customer_id: int) -> Basis:
        """Return what the receipt of a payment is made of, in one round trip."""
        own = ("receipts.list_payment_lines", "receipts.find_kept", "receipts.logo_used")
        names = (*own, "buyers.find", "buyers.network")
        found = self._connection.batch(names, payment_id=payment_id, customer_id=customer_id)
        return Basis(
            lines=tuple(_paid_line(row) for row in found["receipts.list_payment_lines"]),
            is_kept=bool(found["receipts.find_kept"]),
            logo=next((str(row["digest"]) for row in found["receipts.logo_used"]), ""),
            buyer=next(map(read_buyer, found["buyers.find"]), None),
            network=read_network(found["buyers.network"]),
        )

    def issue(self, new: NewDocument) -> str:
        """Number a document, write it, and return its number as text.

        The counter's row is the last that the transaction locks: whoever waits for it waits for a commit alone, and a
        number is given back with everything else where the transaction is undone.
        """
        year, session = new.issued_on.year, self._connection
        session.defer("receipts.raise_counter", series=new.series, year=year, first=new.first_number)
        row = session.row("receipts.read_counter", series=new.series, year=year)
        number = int(row["last_number"]) if row else new.first_number
        name, figures = number_text(new.prefix, year, number), new.document.figures
        session.defer(
            "receipts.insert",
            series=new.series,
            year=year,
            number=number,
            name=name,
            payment_id=new.payment_id,
            original_id=new.original_id,
            refund_key=new.refund_key,
            membership_id=new.document.membership_id,
            customer_id=new.customer_id,
            currency=new.document.currency,
            amount_minor=abs(figures.paid_minor),
            tax_minor=-figures.vat_minor if new.series == "credit_note" else figures.vat_minor,
            issued_at=new.issued_at,
            issued_on=new.issued_on,
            body=document_text(new.document),
            logo=new.document.logo or None,
        )
        return name

    def logo_used(self) -> Logo | None:
        """Return the logo that documents bear that are issued now."""
        row = self._connection.row("receipts.logo_used")
        return self.logo(row["digest"]) if row else None

    def logo(self, digest: str) -> Logo | None:
        """Return a logo, None where there is none, or it is not the picture any more that was kept."""
        row = self._connection.row("receipts.find_logo", digest=digest)
        if row is None or sha256(row["image"]).hexdigest() != digest:
            return None
        return Logo(**row)

    def use_logo(self, logo: Logo, at: datetime, user_id: int) -> None:
        """Let documents that are issued from now on bear a logo."""
        self.use_no_logo()
        self._connection.defer("receipts.put_logo", **asdict(logo), at=at, user_id=user_id)

    def use_no_logo(self) -> None:
        """Let documents that are issued from now on bear none."""
        self._connection.defer("receipts.use_no_logo")

    def of_payment(self, payment_id: int) -> tuple[Issued, ...]:
        """Return the receipt of a payment and its credit notes, in the order in which they were issued."""
        return tuple(_issued(row) for row in self._connection.rows("receipts.of_payment", payment_id=payment_id))


def read_names(rows: Sequence[Row]) -> Mapping[int, tuple[DocumentName, ...]]:
    """Read the documents of some payments, by payment."""
    found: dict[int, tuple[DocumentName, ...]] = {}
    for row in rows:
        name = DocumentName(row["id"], row["series"], row["name"])
        found[row["payment_id"]] = (*found.get(row["payment_id"], ()), name)
    return found


def read_disputes(rows: Iterable[Row]) -> Mapping[int, tuple[PaymentDispute, ...]]:
    """Read the disputes about some payments, by payment: lists show them beside the documents."""
    found: dict[int, tuple[PaymentDispute, ...]] = {}
    for row in rows:
        told = PaymentDispute(Money(row["amount_minor"], row["currency"]), row["status"], row["opened_at"])
        found[row["payment_id"]] = (*found.get(row["payment_id"], ()), told)
    return found


def _paid_line(row: Row) -> PaidLine:
    """Read a line; the record of a renewal's names no rate."""
    inputs = json.loads(row["explained"] or "{}").get("inputs") or {}
    percent = inputs.get("tax_percent")
    return PaidLine(
        row["code"], row["name"], row["quantity"], row["amount_minor"], row["tax_minor"],
        Fraction(percent) if percent else None,
    )  # fmt: skip


def _issued(row: Row) -> Issued:
    """Read a document; an earlier version wrote its logo into the body."""
    document = read_document(row["body"])
    bears = replace(document, logo=row["logo"] or document.logo)
    return Issued(**{**{name: row[name] for name in _COLUMNS}, "document": bears})


_COLUMNS = (
    "id", "series", "name", "payment_id", "original_id", "refund_key", "membership_id", "customer_id", "currency",
    "amount_minor", "tax_minor", "issued_at", "issued_on",
)  # fmt: skip
