"""The PDF of a document: its text, the same bytes each time, and what the font cannot show."""

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from bridge.account import receipt_pdf
from bridge.account.receipt_pdf import draw, missing_glyphs
from bridge.changes.receipt import words_of
from bridge.errors import FontMissing
from bridge.pricing.receipt import Figures, PaidLine, figures_of, kept, taken_back
from bridge.store.receipts import Document, Issued, Logo, Original, Party, document_text, read_document

FIGURES = figures_of(
    [
        PaidLine("plan", "Premium", 1, 24875, 4975, Fraction(25)),
        PaidLine("setup_fee", "Premium", 1, 6210, 1242, Fraction(25)),
        PaidLine("addon_dropped", "Disk", 2, -6433, -1286),
        PaidLine("account_credit", "", 1, -1000, 0),
    ],
    reverse_charge=False,
)


def issued(locale: str = "sv_SE", figures: Figures = FIGURES, **more: object) -> Issued:
    words = dict(words_of(locale))
    document = Document(
        language=locale,
        labels=words,
        time_zone="Europe/Stockholm",
        currency="SEK",
        seller=Party("Nätverket AB", ("Storgatan 1", "111 22 Stockholm"), "SE", "SE556703748501"),
        buyer=Party("Kund GmbH", ("Anna Ek", "Gasse 2", "10115 Berlin"), "DE", "DE136695976"),
        figures=figures,
        reverse_charge=False,
        period=(date(2026, 1, 1), date(2026, 2, 1)),
        notes=("Godkänd för F-skatt",),
        paid_by=words["by_manual"],
        reference="1000001",
        membership_id=7,
    )
    document = replace(document, **more)  # type: ignore[arg-type]
    return Issued(
        id=1, series="credit_note" if document.original else "receipt", name="2026-00007", payment_id=5,
        original_id=None, refund_key=None, membership_id=7, customer_id=8, currency="SEK",
        amount_minor=abs(figures.paid_minor), tax_minor=figures.vat_minor, issued_at=datetime(2026, 1, 1, 10),
        issued_on=date(2026, 1, 1), document=document,
    )  # fmt: skip


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


def test_a_document_that_was_kept_reads_back_as_it_was() -> None:
    document = issued(original=Original("2026-00001", date(2026, 1, 1))).document

    assert read_document(document_text(document)) == document


def test_a_receipt_says_what_the_law_asks_for_in_the_buyers_language() -> None:
    text = text_of(draw(issued()))

    for part in (
        "Kvitto", "2026-00007", "1 jan. 2026", "Nätverket AB", "SE556703748501", "Kund GmbH", "DE136695976", "Tyskland",
        "Premium 1 199,00 25 49,75 248,75", "Startavgift: Premium", "Avdrag för outnyttjad tid: Disk",
        "Använt tillgodohavande -10,00", "Summa moms 49,31 SEK", "Betalt 236,52 SEK", "Godkänd för F-skatt",
        "Moms 25 %: Netto 197,21, Moms 49,31 (SEK)", "1 jan. 2026 – 1 feb. 2026",  # noqa: RUF001 (as it is set)
    ):  # fmt: skip
        assert part in text


def test_a_credit_note_names_its_original_and_what_went_back() -> None:
    note = taken_back(FIGURES, FIGURES.paid_minor, 0)

    text = text_of(draw(issued("en_US", note, original=Original("2026-00001", date(2025, 12, 31)))))

    assert "Credit note" in text
    assert "Credit for receipt 2026-00001 of Dec 31, 2025" in text
    assert "Paid back 236.52 SEK" in text
    assert "Premium 1 -199.00 25 -49.75 -248.75" in text


def test_a_reversed_charge_has_no_rate_and_says_so() -> None:
    figures = figures_of([PaidLine("plan", "Premium", 1, 19900, 0)], reverse_charge=True)
    note = words_of("de_DE")["reverse_charge"]

    text = text_of(draw(issued("de_DE", figures, reverse_charge=True, notes=(note,))))

    assert "Steuerschuldnerschaft des Leistungsempfängers" in text
    assert "USt. 0 %" not in text


def test_kept_money_is_told_without_vat() -> None:
    text = text_of(draw(issued("en_US", kept(5000), period=None)))

    assert "Paid into account credit 50.00" in text
    assert "VAT total" not in text


def test_the_same_document_gives_the_same_bytes() -> None:
    assert draw(issued()) == draw(issued())


def test_names_of_many_scripts_are_shown_and_what_the_font_lacks_is_named_and_boxed() -> None:
    buyer = Party("Ωmega Жук שלום العربية 日本", (), "", "")

    one = issued(buyer=buyer)

    assert missing_glyphs(one.document) == ("日", "本")
    assert "□□" in text_of(draw(one))
    assert missing_glyphs(issued().document) == ()


def test_many_lines_go_on_to_another_page() -> None:
    figures = figures_of([PaidLine("plan", f"Product {at}", 1, 125, 25, Fraction(25)) for at in range(60)],
                         reverse_charge=False)  # fmt: skip

    pdf = draw(issued(figures=figures))

    assert len(PdfReader(BytesIO(pdf)).pages) == 2
    assert "Product 59" in text_of(pdf)


def test_without_the_font_it_is_said_which_package_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipt_pdf, "FOLDERS", (Path("/nowhere"),))

    with pytest.raises(FontMissing) as refused:
        draw(issued())

    assert refused.value.params == {"package": "fonts-dejavu-core"}


def test_every_language_has_every_word() -> None:
    english = words_of("en_US")

    for locale in ("sv_SE", "de_DE", "fr_FR", "fi", "da_DK"):
        words = words_of(locale)
        assert words.keys() == english.keys()
        assert {name for name in words if "{name}" in words[name]} == {
            name for name in english if "{name}" in english[name]
        }
        assert words != english


@pytest.mark.parametrize("original", [None, Original("2026-00003", date(2026, 1, 1))], ids=["receipt", "credit note"])
def test_a_logo_is_drawn_in_its_proportions_and_the_words_stay(original: Original | None) -> None:
    picture = BytesIO()
    Image.new("RGBA", (300, 100), "navy").save(picture, format="PNG")
    logo = Logo("", "png", 300, 100, picture.getvalue())
    document = issued(original=original)

    drawn = draw(document, logo)

    assert [one.image.size for one in PdfReader(BytesIO(drawn)).pages[0].images if one.image] == [(300, 100)]
    assert text_of(drawn) == text_of(draw(document))
    assert drawn == draw(document, logo)


def test_a_document_from_before_there_were_logos_bears_none() -> None:
    text = document_text(issued().document).replace(',"logo":""', "")

    assert "logo" not in text
    assert read_document(text).logo == ""
