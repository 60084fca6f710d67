"""The documents of a payment, shown to whoever may see its membership: as figures, and as PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bridge.account.receipt_pdf import draw, missing_glyphs
from bridge.errors import FontMissing, NotAllowed, PaymentUnknown, ReceiptUnknown
from bridge.people import Actor, viewer_of
from bridge.ports import Services
from bridge.pricing.money import Money
from bridge.store.payments import PaymentRecord
from bridge.store.receipts import Issued, Logo, Party, Series
from bridge.store.store import Store


@dataclass(frozen=True, slots=True)
class IssuedLine:
    """A line as it was issued; ``rate`` is a percentage, '' where the buyer accounts for the VAT."""

    code: str
    name: str
    quantity: int
    net: Money
    rate: str
    vat: Money
    gross: Money


@dataclass(frozen=True, slots=True)
class SettledBeside:
    """Account credit used (negative) or kept (positive) beside the money."""

    code: str
    amount: Money


@dataclass(frozen=True, slots=True)
class VatOfRate:
    """Net and VAT of all lines of one rate."""

    rate: str
    net: Money
    vat: Money


@dataclass(frozen=True, slots=True)
class OriginalReceipt:
    """The receipt that a credit note takes back from."""

    number: str
    issued_on: str


@dataclass(frozen=True, slots=True)
class IssuedDocument:
    """A receipt or credit note as it was issued; days are of the network's time zone.

    ``paid`` is what came, of a credit note what went back. ``missing_glyphs`` are characters that its PDF cannot show:
    each is a box there.
    """

    id: int
    series: Series
    number: str
    issued_at: datetime
    issued_on: str
    language: str
    seller: Party
    buyer: Party
    lines: tuple[IssuedLine, ...]
    settled: tuple[SettledBeside, ...]
    rates: tuple[VatOfRate, ...]
    total: Money
    vat: Money
    paid: Money
    period_start: str | None
    period_end: str | None
    reverse_charge: bool
    notes: tuple[str, ...]
    original: OriginalReceipt | None
    missing_glyphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReceiptAnswer:
    """The receipt of a payment and the credit notes that take back from it."""

    receipt: IssuedDocument
    credit_notes: tuple[IssuedDocument, ...]


@dataclass(frozen=True, slots=True)
class Pdf:
    """A document as a file."""

    name: str
    content: bytes


def read_receipt(services: Services, actor: Actor, payment_id: int) -> ReceiptAnswer:
    """Return the documents of a payment.

    :raises PaymentUnknown: where there is no such payment, or not one that the person may see.
    :raises ReceiptUnknown: where none was issued.
    """
    documents = services.database.reading(lambda store: _seen(store, actor, payment_id))
    told = [_told(one) for one in documents]
    return ReceiptAnswer(told[0], tuple(told[1:]))


def read_pdf(services: Services, actor: Actor, payment_id: int, document_id: int | None = None) -> Pdf:
    """Return the receipt of a payment as a file, or another of its documents.

    :raises PaymentUnknown: where there is no such payment, or not one that the person may see.
    :raises ReceiptUnknown: where none was issued, or the document named is another payment's.
    :raises FontMissing: where the system has no font to draw it with.
    """
    def read(store: Store) -> tuple[Issued, Logo | None]:
        return _with_logo(store, _seen(store, actor, payment_id), document_id)

    return _drawn(*services.database.reading(read))


def receipt_pdf(services: Services, payment_id: int, document_id: int | None = None) -> bytes:
    """Return the receipt of a payment as a file for a letter; who may read that is the caller's to know.

    :raises ReceiptUnknown: where none was issued.
    :raises FontMissing: where the system has no font to draw it with.
    """
    def read(store: Store) -> tuple[Issued, Logo | None]:
        return _with_logo(store, store.receipts.of_payment(payment_id), document_id)

    return _drawn(*services.database.reading(read)).content


def _seen(store: Store, actor: Actor, payment_id: int) -> tuple[Issued, ...]:
    """Return the documents of a payment to whoever may see its membership, the receipt first."""
    payment = store.payments.find(payment_id)
    if payment is None:
        raise PaymentUnknown(payment_id=payment_id)
    if not (actor.is_network_admin or _is_buyer(store, actor, payment) or _sees_membership(store, actor, payment)):
        raise PaymentUnknown(payment_id=payment_id)
    documents = store.receipts.of_payment(payment_id)
    if not documents:
        raise ReceiptUnknown(payment_id=payment_id)
    return documents


def _is_buyer(store: Store, actor: Actor, payment: PaymentRecord) -> bool:
    """Tell whether a person paid it: also where the membership is gone, or another's by now."""
    return bool(actor.user_id) and store.payments.user_of(payment.customer_id) == actor.user_id


def _sees_membership(store: Store, actor: Actor, payment: PaymentRecord) -> bool:
    """Tell whether a person may see the membership that it was for, as its account shows its payments."""
    facts = store.memberships.load(payment.membership_id)
    if facts is None or facts.snapshot.customer.id != payment.customer_id:
        return False
    try:
        viewer_of(store, actor, facts)
    except NotAllowed:
        return False
    return True


def _one(documents: tuple[Issued, ...], document_id: int | None) -> Issued:
    """Return the document named among those of a payment, else its receipt."""
    found = [one for one in documents if document_id in {None, one.id}]
    if not found:
        raise ReceiptUnknown(document_id=document_id)
    return found[0]


def _with_logo(store: Store, documents: tuple[Issued, ...], document_id: int | None) -> tuple[Issued, Logo | None]:
    """Return the document named with the logo that it was issued with.

    One that is gone keeps nobody from the rest: it is drawn without, and ``bridge check`` names it.
    """
    issued = _one(documents, document_id)
    digest = issued.document.logo
    return issued, store.receipts.logo(digest) if digest else None


def _drawn(issued: Issued, logo: Logo | None) -> Pdf:
    return Pdf(f"{issued.name.replace('/', '-')}.pdf", draw(issued, logo))


def _told(issued: Issued) -> IssuedDocument:
    """Return a document with its amounts as people read them."""
    document, figures, currency = issued.document, issued.document.figures, issued.currency

    def money(minor: int) -> Money:
        return Money(minor, currency)

    start, end = document.period or (None, None)
    return IssuedDocument(
        id=issued.id,
        series=issued.series,
        number=issued.name,
        issued_at=issued.issued_at,
        issued_on=issued.issued_on.isoformat(),
        language=document.language,
        seller=document.seller,
        buyer=document.buyer,
        lines=tuple(
            IssuedLine(
                line.code, line.name, line.quantity, money(line.net_minor), line.rate, money(line.vat_minor),
                money(line.gross_minor),
            )
            for line in figures.lines
        ),
        settled=tuple(SettledBeside(part.code, money(part.amount_minor)) for part in figures.settled),
        rates=tuple(VatOfRate(one.rate, money(one.net_minor), money(one.vat_minor)) for one in figures.rates),
        total=money(figures.total_minor),
        vat=money(figures.vat_minor),
        paid=money(issued.amount_minor),
        period_start=_day(start),
        period_end=_day(end),
        reverse_charge=document.reverse_charge,
        notes=document.notes,
        original=OriginalReceipt(document.original.name, document.original.issued_on.isoformat())
        if document.original
        else None,
        missing_glyphs=_missing(issued),
    )  # fmt: skip


def _missing(issued: Issued) -> tuple[str, ...]:
    """Return the characters that the PDF cannot show; none is named where there is no font to ask."""
    try:
        return missing_glyphs(issued.document)
    except FontMissing:
        return ()


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
