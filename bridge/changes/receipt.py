"""Issue a receipt in the transaction that settles money, and a credit note in the one that gives it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bridge.changes.receipt_words import FALLBACK, FALLBACK_LOCALE, WORDS
from bridge.changes.transaction import Hold
from bridge.pricing.quote import Quote
from bridge.pricing.receipt import figures_of, kept, taken_back
from bridge.pricing.vat import is_reversed
from bridge.store.buyers import Buyer
from bridge.store.changes import ChangeRecord
from bridge.store.payments import PaymentRecord
from bridge.store.receipts import Basis, Document, Issued, NewDocument, Original, Party
from bridge.store.settings import NetworkSettings


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

    ``refund_key`` names the refund: asked for again, its note is answered again. The note is in the words, rates and
    parties of its receipt. None where the payment has no receipt: it was received before there were any.

    :raises NothingLeft: where that is more than the receipt has left.
    """
    documents = held.store.receipts.of_payment(payment.payment_id)
    notes = [one for one in documents if one.series == "credit_note"]
    known = next((note for note in notes if note.refund_key == refund_key), None)
    original = next((one for one in documents if one.series == "receipt"), None)
    if known is not None or original is None:
        return known.name if known else None
    before = sum(note.amount_minor for note in notes)
    if not 0 < amount_minor <= original.amount_minor - before:
        raise NothingLeft(original.amount_minor - before)
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
            document=_note(original, amount_minor, before),
            original_id=original.id,
            refund_key=refund_key,
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


def _note(original: Issued, amount_minor: int, before_minor: int) -> Document:
    """Return a receipt's document with what is taken back of it."""
    figures = taken_back(original.document.figures, amount_minor, before_minor)
    return replace(original.document, figures=figures, original=Original(original.name, original.issued_on))


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
