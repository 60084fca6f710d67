"""Issue a receipt in the transaction that settles money, a credit note in the one that gives it back.

And what cancels that note, in the one that finds that the money did not go back after all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bridge.changes.receipt_words import FALLBACK, FALLBACK_LOCALE, WORDS
from bridge.changes.transaction import Hold
from bridge.pricing.quote import Quote
from bridge.pricing.receipt import figures_of, kept, left_by, taken_back, turned
from bridge.pricing.vat import is_reversed
from bridge.store.buyers import Buyer
from bridge.store.changes import ChangeRecord
from bridge.store.payments import PaymentRecord
from bridge.store.receipts import Basis, Document, Issued, NewDocument, Original, Party
from bridge.store.settings import NetworkSettings

#: Between the name of a refund and how often it went back, where its credit note was cancelled in between.
_AGAIN = "~"


class NothingLeft(Exception):
    """A credit note would take back more than is left of its receipt; ``left_minor`` is what is."""

    def __init__(self, left_minor: int) -> None:
        """Keep what is left."""
        super().__init__(left_minor)
        self.left_minor = left_minor


def issue_receipt(held: Hold, change: ChangeRecord, payment: PaymentRecord) -> str | None:
    """Issue the receipt of money that came and return its number; None where nothing was paid.

    Called last in the transaction that settles it: money that bought nothing and is account credit then is no supply,
    and there is no VAT in it.
    """
    if payment.amount_minor <= 0:
        return None
    store = held.store
    settings = store.settings.read() if held.is_gone else held.facts.settings
    basis = store.receipts.basis(payment.payment_id, payment.customer_id)
    document = _document(settings, basis, payment)
    if basis.is_kept:
        document = _bought_nothing(document, payment)
    elif stored := store.quotes.find(change.binding_quote_id):
        document = _of_term(document, stored.quote)
    return store.receipts.issue(
        NewDocument(
            series="receipt",
            prefix=settings.receipt_prefix,
            first_number=settings.receipt_first_number,
            payment_id=payment.payment_id,
            customer_id=payment.customer_id,
            issued_at=held.at,
            issued_on=_day(held.at, settings.time_zone),
            document=document,
        )
    )


def issue_credit_note(held: Hold, payment: PaymentRecord, amount_minor: int, refund_key: str) -> str | None:
    """Issue the credit note of money that went back and return its number; last in the transaction that books it.

    ``refund_key`` names the refund: asked for again, its note is answered again, but for one that was cancelled. The
    note is in the words, rates and parties of its receipt. None where the payment has no receipt: it was received
    before there were any.

    :raises NothingLeft: where that is more than the receipt has left.
    """
    documents = held.store.receipts.of_payment(payment.payment_id)
    standing = _standing_notes(documents)
    known = next((note for note in standing if _is_of(note, refund_key)), None)
    original = next((one for one in documents if one.series == "receipt"), None)
    if known is not None or original is None:
        return known.name if known else None
    left_minor = original.amount_minor - sum(note.amount_minor for note in standing)
    if not 0 < amount_minor <= left_minor:
        raise NothingLeft(left_minor)
    settings = held.store.settings.read()
    name = held.store.receipts.issue(
        NewDocument(
            series="credit_note",
            prefix=settings.credit_note_prefix,
            first_number=settings.receipt_first_number,
            payment_id=payment.payment_id,
            customer_id=original.customer_id,
            issued_at=held.at,
            issued_on=_day(held.at, original.document.time_zone),
            document=_note(original, documents, amount_minor),
            original_id=original.id,
            refund_key=_next_key(documents, refund_key),
        )
    )
    held.record(
        "credit_note_issued",
        None,
        payment_id=payment.payment_id,
        receipt=original.name,
        credit_note=name,
        amount_minor=amount_minor,
        currency=payment.currency,
    )
    return name


def cancel_credit_note(held: Hold, payment: PaymentRecord, refund_key: str) -> str | None:
    """Issue what cancels the credit note of money that did not go back after all; return its number.

    Last in the transaction that books that. The note itself stays as it was issued. None where no note stands.
    """
    documents = held.store.receipts.of_payment(payment.payment_id)
    note = next((one for one in _standing_notes(documents) if _is_of(one, refund_key)), None)
    if note is None:
        return None
    settings = held.store.settings.read()
    name = held.store.receipts.issue(
        NewDocument(
            series="cancellation",
            prefix=settings.cancellation_prefix,
            first_number=settings.receipt_first_number,
            payment_id=payment.payment_id,
            customer_id=note.customer_id,
            issued_at=held.at,
            issued_on=_day(held.at, note.document.time_zone),
            document=replace(
                note.document,
                labels=dict(words_of(note.document.language)),
                figures=turned(note.document.figures),
                original=Original(note.name, note.issued_on),
            ),
            original_id=note.id,
        )
    )
    held.record(
        "credit_note_cancelled",
        None,
        payment_id=payment.payment_id,
        credit_note=note.name,
        cancellation=name,
        amount_minor=note.amount_minor,
        currency=payment.currency,
    )
    return name


def _standing_notes(documents: Sequence[Issued]) -> list[Issued]:
    """Return the credit notes among a payment's documents that were not cancelled."""
    cancelled = {one.original_id for one in documents if one.series == "cancellation"}
    return [one for one in documents if one.series == "credit_note" and one.id not in cancelled]


def _is_of(note: Issued, refund_key: str) -> bool:
    """Tell whether a note was issued for a refund, the first time or after its note had been cancelled."""
    return (note.refund_key or "").partition(_AGAIN)[0] == refund_key


def _next_key(documents: Sequence[Issued], refund_key: str) -> str:
    """Return what keeps a refund from having two notes at once: of each time that it went back, another."""
    before = sum(one.series == "credit_note" and _is_of(one, refund_key) for one in documents)
    return f"{refund_key}{_AGAIN}{before + 1}" if before else refund_key


def _note(original: Issued, documents: Sequence[Issued], amount_minor: int) -> Document:
    """Return a receipt's document with what is taken back of it.

    Once a note was cancelled, parts are counted from what the others leave of each line.
    """
    figures, standing = original.document.figures, _standing_notes(documents)
    if any(one.series == "cancellation" for one in documents):
        taken = taken_back(left_by(figures, [note.document.figures for note in standing]), amount_minor, 0)
    else:
        taken = taken_back(figures, amount_minor, sum(note.amount_minor for note in standing))
    return replace(original.document, figures=taken, original=Original(original.name, original.issued_on))


def _is_reversed(settings: NetworkSettings, buyer: Buyer | None, payment: PaymentRecord) -> bool:
    """Tell whether no VAT was charged since it is the buyer's to pay."""
    if buyer is None or not settings.reverse_charge or not settings.pricing.taxes or payment.tax_minor:
        return False
    return is_reversed(settings.issuer_country, buyer.country, buyer.vat_number, buyer.vat_state)


def _document(settings: NetworkSettings, basis: Basis, payment: PaymentRecord) -> Document:
    """Return the document of a payment that bought what its lines say, of no term yet."""
    buyer, network = basis.buyer, basis.network
    is_reverse = _is_reversed(settings, buyer, payment)
    locale = written_in(buyer.locale if buyer else "", network.locale)
    words = words_of(locale)
    return Document(
        language=locale,
        labels=dict(words),
        time_zone=settings.time_zone,
        currency=payment.currency,
        seller=Party(
            settings.issuer_name or network.title,
            _lines(settings.issuer_address),
            settings.issuer_country,
            settings.issuer_vat_number,
        ),
        buyer=_party(buyer, payment.customer_id),
        figures=figures_of(basis.lines, reverse_charge=is_reverse),
        reverse_charge=is_reverse,
        period=None,
        notes=(*((words["reverse_charge"],) if is_reverse else ()), *_lines(settings.receipt_text)),
        paid_by=words.get(f"by_{payment.gateway}", payment.gateway),
        reference=str(payment.shared_id or payment.payment_id),
        membership_id=payment.membership_id,
        logo=basis.logo,
    )


def _bought_nothing(document: Document, payment: PaymentRecord) -> Document:
    """Return the document of money that is account credit: no supply, so nobody accounts for VAT."""
    notes = tuple(note for note in document.notes if note != document.labels["reverse_charge"])
    return replace(document, figures=kept(payment.amount_minor), reverse_charge=False, notes=notes)


def _party(buyer: Buyer | None, customer_id: int) -> Party:
    """Return the buyer as a document names them; one whose row is gone by number."""
    if buyer is None:
        return Party(f"#{customer_id}", (), "", "")
    company = buyer.address.get("company_name", "") if buyer.readable else ""
    person = buyer.display_name or f"#{customer_id}"
    own = (person,) if company and company != person else ()
    return Party(company or person, (*own, *buyer.address_lines()), buyer.country, buyer.vat_number)


def _of_term(document: Document, quote: Quote) -> Document:
    """Return a document that names the term paid for, by the network's days."""
    start, end = quote.term
    zone = document.time_zone
    return replace(document, period=(_day(start, zone), _day(end, zone) if end else None))


def _lines(text: str) -> tuple[str, ...]:
    """Return the lines of a text that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _day(at: datetime, time_zone: str) -> date:
    """Return the day of an instant in the network's time zone.

    >>> _day(datetime(2025, 12, 31, 23, 30), "Europe/Stockholm")
    datetime.date(2026, 1, 1)
    """
    return at.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(time_zone)).date()


def words_of(locale: str) -> Mapping[str, str]:
    """Return every word of a document for one of WordPress' languages.

    >>> words_of("sv_SE")["receipt"], words_of("de_DE_formal")["receipt"], words_of("tlh")["receipt"]
    ('Kvitto', 'Quittung', 'Receipt')
    """
    return WORDS.get(_language(locale), WORDS[FALLBACK])


def written_in(*wanted: str) -> str:
    """Return the first of some locales that documents have words in, English where there are none in any.

    >>> written_in("", "sv_SE"), written_in("ja", "de_DE"), written_in("ja", "")
    ('sv_SE', 'de_DE', 'en_US')
    """
    return next((locale for locale in wanted if _language(locale) in WORDS), FALLBACK_LOCALE)


def _language(locale: str) -> str:
    return locale.replace("-", "_").partition("_")[0].lower()
