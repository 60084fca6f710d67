"""Receipts: issued with the money, frozen, numbered without a gap; credit notes take back no more than was paid."""

import json
import threading
from base64 import b64encode
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from bridge.account.receipts import read_pdf, read_receipt, receipt_pdf
from bridge.changes.change import confirm
from bridge.changes.receipt import NothingLeft, issue_credit_note
from bridge.changes.transaction import lock, subject_of
from bridge.errors import PaymentUnknown, ReceiptUnknown
from bridge.network_admin import payments
from bridge.network_admin.logo import read_logo, remove_logo, save_logo
from bridge.network_admin.settings import save_settings
from bridge.people import Author
from bridge.pricing.receipt import PaidLine, figures_of
from bridge.store.engine.database import connect
from bridge.store.engine.queries import load
from bridge.store.receipts import Document, NewDocument, Party, Receipts
from bridge.store.store import Store
from tests.integration.changes.story import ADMIN, CUSTOMER, MEMBERSHIP, OWNER, PREMIUM, STRANGER, Story
from tools.network.testing import broken_invariants

SELLER = {
    "issuer_name": "Nätverket AB", "issuer_address": "Storgatan 1\n111 22 Stockholm", "issuer_country": "SE",
    "issuer_vat_number": "SE556703748501", "time_zone": "Europe/Stockholm", "receipt_text": "F-skatt",
}  # fmt: skip


def paid(story: Story, plan: int = PREMIUM) -> int:
    """The payment of an upgrade whose money came."""
    quote_id = story.quote(plan)
    confirm(story.services, OWNER, quote_id, "manual")
    payment_id = story.payment_id(quote_id)
    payments.mark_paid(story.services, ADMIN, payment_id)
    return payment_id


def note(story: Story, payment_id: int, amount: int, key: str) -> str | None:
    """Issue a credit note as a refund does."""

    def work(store: Store) -> str | None:
        payment = store.payments.find(payment_id)
        assert payment is not None
        held = lock(store, story.clock.at, Author("network_admin", ADMIN.user_id), subject_of(payment))
        return issue_credit_note(held, payment, amount, key)

    return story.services.database.transaction(work)


def address(story: Story, country: str = "DE") -> None:
    stored = f'a:2:{{s:15:"billing_country";s:2:"{country}";s:12:"company_name";s:9:"Kund GmbH";}}'
    story.sql(
        "INSERT INTO {p}wu_customermeta (wu_customer_id, meta_key, meta_value)"
        f" VALUES ({CUSTOMER}, 'wu_billing_address', '{stored}')"
    )


def test_a_paid_change_has_a_receipt_of_what_was_paid(story: Story) -> None:
    story.membership()
    address(story)
    save_settings(story.services, ADMIN, SELLER)
    story.clock.at = datetime(2025, 6, 15, 22, 30)

    payment_id = paid(story)

    told = read_receipt(story.services, OWNER, payment_id).receipt
    assert (told.number, told.issued_on, told.series) == ("2025-00001", "2025-06-16", "receipt")
    assert told.paid.minor == int(story.one("SELECT amount_minor FROM {p}bridge_payments")[0])
    assert (told.seller.name, told.seller.address[1], told.buyer.name) == (
        "Nätverket AB", "111 22 Stockholm", "Kund GmbH",
    )  # fmt: skip
    assert [line.code for line in told.lines] == ["plan", "credit"]
    assert (told.period_start, told.period_end, told.notes) == ("2025-06-16", "2025-07-16", ("F-skatt",))


def test_documents_bear_the_logo_that_was_there_when_the_receipt_was_issued(story: Story) -> None:
    story.membership()
    navy = save_logo(story.services, ADMIN, picture("navy")).logo
    payment_id = paid(story)
    before = read_pdf(story.services, OWNER, payment_id).content

    save_logo(story.services, ADMIN, picture("gold"))
    again = save_logo(story.services, ADMIN, picture("navy")).logo
    save_logo(story.services, ADMIN, picture("gold"))
    remove_logo(story.services, ADMIN)
    note(story, payment_id, 1000, "a")

    assert (again, read_logo(story.services, ADMIN).logo) == (navy, None)
    assert read_pdf(story.services, OWNER, payment_id).content == before
    taken_back = read_receipt(story.services, OWNER, payment_id).credit_notes[0].id
    assert images(before) == images(read_pdf(story.services, OWNER, payment_id, taken_back).content) == [(240, 80)]
    assert broken_invariants(story.network) == []

    known = "JSON_CONTAINS_PATH(body, 'one', '$.logo')"  # by a version that knows of no logo, a word too many
    assert {row[0] for row in story.sql(f"SELECT {known} FROM {{p}}bridge_receipts")} == {"0"}
    story.sql("UPDATE {p}bridge_receipts SET body = JSON_SET(body, '$.logo', logo), logo = NULL")
    assert read_pdf(story.services, OWNER, payment_id).content == before  # as an earlier version wrote it

    story.sql("UPDATE {p}bridge_logos SET image = 'spoilt'")
    assert images(read_pdf(story.services, OWNER, payment_id).content) == []
    assert images(receipt_pdf(story.services, payment_id)) == []
    broken = {told.partition(":")[0] for told in broken_invariants(story.network)}
    assert broken == {"every_logo_that_a_document_bears_is_kept"}
    story.sql("UPDATE {p}bridge_receipts SET body = JSON_SET(body, '$.logo', '')")


def picture(colour: str) -> str:
    """A PNG file in base64."""
    written = BytesIO()
    Image.new("RGB", (240, 80), colour).save(written, format="PNG")
    return b64encode(written.getvalue()).decode()


def images(pdf: bytes) -> list[tuple[int, int]]:
    return [one.image.size for page in PdfReader(BytesIO(pdf)).pages for one in page.images if one.image]


def test_what_was_issued_stays_whatever_is_renamed(story: Story) -> None:
    story.membership()
    save_settings(story.services, ADMIN, SELLER)
    payment_id = paid(story)
    before, pdf = read_receipt(story.services, OWNER, payment_id), receipt_pdf(story.services, payment_id)

    save_settings(story.services, ADMIN, {"issuer_name": "Other", "receipt_prefix": "X", "time_zone": "UTC"})
    story.sql("UPDATE {p}wu_products SET name = CONCAT(name, ' 2')")
    try:
        after, again = read_receipt(story.services, OWNER, payment_id), receipt_pdf(story.services, payment_id)
    finally:
        story.sql("UPDATE {p}wu_products SET name = LEFT(name, LENGTH(name) - 2)")

    assert before == after
    assert pdf == again


def test_numbers_of_each_year_begin_where_the_network_says_and_have_its_prefix(story: Story) -> None:
    story.membership()
    save_settings(story.services, ADMIN, {"receipt_prefix": "K", "receipt_first_number": 70})

    first = paid(story)

    assert read_receipt(story.services, ADMIN, first).receipt.number == "K2025-00070"


def test_money_that_bought_nothing_has_a_receipt_without_vat(story: Story) -> None:
    story.membership()
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")
    story.clock.at = datetime(2025, 6, 22, 10, 0, 0)

    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))

    told = read_receipt(story.services, OWNER, story.payment_id(quote_id)).receipt
    assert (told.lines, [part.code for part in told.settled], told.vat.minor) == ((), ["deposit"], 0)


def test_credit_notes_have_numbers_of_their_own_and_take_back_no_more_than_is_left(story: Story) -> None:
    story.membership()
    payment_id = paid(story)
    whole = int(story.one("SELECT amount_minor FROM {p}bridge_payments")[0])

    first, again = note(story, payment_id, 1000, "re_1"), note(story, payment_id, 1000, "re_1")
    with pytest.raises(NothingLeft) as refused:
        note(story, payment_id, whole, "re_2")
    last = note(story, payment_id, whole - 1000, "re_3")

    assert (first, again, last) == ("C2025-00001", "C2025-00001", "C2025-00002")
    assert refused.value.left_minor == whole - 1000
    told = read_receipt(story.services, OWNER, payment_id)
    assert [one.paid.minor for one in told.credit_notes] == [1000, whole - 1000]
    assert {one.original.number for one in told.credit_notes if one.original} == {"2025-00001"}
    for at, line in enumerate(told.receipt.lines):
        assert sum(one.lines[at].vat.minor or 0 for one in told.credit_notes) == -(line.vat.minor or 0)
    assert story.events()[-2:] == ["credit_note_issued", "credit_note_issued"]
    assert read_pdf(story.services, OWNER, payment_id, told.credit_notes[0].id).name == "C2025-00001.pdf"


def test_a_stranger_is_told_of_no_payment_and_a_document_is_looked_for_among_the_payments_own(story: Story) -> None:
    story.membership()
    payment_id = paid(story)

    with pytest.raises(PaymentUnknown):
        read_receipt(story.services, STRANGER, payment_id)
    with pytest.raises(PaymentUnknown):
        read_pdf(story.services, STRANGER, payment_id)
    with pytest.raises(ReceiptUnknown):
        read_pdf(story.services, OWNER, payment_id, 999_999)


def test_a_receipt_is_in_the_language_in_which_the_customer_ordered(story: Story) -> None:
    story.membership()
    quote_id = story.quote(PREMIUM)
    confirm(story.services, type(OWNER)(OWNER.user_id, OWNER.blog_id, locale="sv_SE"), quote_id, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))

    body = json.loads(story.one("SELECT body FROM {p}bridge_receipts")[0].replace("\\\\", "\\"))

    assert (body["language"], body["labels"]["receipt"]) == ("sv_SE", "Kvitto")


def test_six_writers_that_often_turn_back_leave_no_gap_and_no_number_twice(story: Story) -> None:
    database: Any = story.services.database
    numbers: list[str] = []
    queries = load(story.network.prefix)

    def write(writer: int) -> None:
        session = connect(database._address, queries)
        receipts = Receipts(session)
        for at in range(25):
            session.begin()
            name = receipts.issue(new_document(payment_id=900_000 + writer * 1000 + at))
            if (writer + at) % 6 == 0:
                session.rollback()
            else:
                session.commit()
                numbers.append(name)
        session.close()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(6)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)

        kept = [f"2031-{number:05d}" for number in range(1, len(numbers) + 1)]
        assert sorted(numbers) == kept
        assert len(numbers) == 125
        assert story.sql("SELECT first_number, last_number FROM {p}bridge_receipt_counters WHERE year = 2031") == [
            ["1", "125"]
        ]
    finally:
        story.sql("DELETE FROM {p}bridge_receipts WHERE year = 2031")
        story.sql("DELETE FROM {p}bridge_receipt_counters WHERE year = 2031")


def new_document(payment_id: int) -> NewDocument:
    at = datetime(2031, 1, 1, 12)
    nobody = Party("", (), "", "")
    document = Document(
        language="en_US", labels={}, time_zone="UTC", currency="SEK", seller=nobody, buyer=nobody,
        figures=figures_of([PaidLine("plan", "", 1, 100, 0)], reverse_charge=False), reverse_charge=False, period=None,
        notes=(), paid_by="", reference="", membership_id=MEMBERSHIP,
    )  # fmt: skip
    return NewDocument("receipt", "", 1, payment_id, CUSTOMER, at, at.date(), document)
