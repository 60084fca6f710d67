"""A receipt or credit note drawn as PDF: the same bytes whenever it is drawn, from nothing but what was issued.

The font is DejaVu Sans, which the system's package ``fonts-dejavu-core`` has: it covers Latin, Greek, Cyrillic, Arabic,
Hebrew, Armenian and Georgian. A character that it lacks is drawn as a box, and :func:`missing_glyphs` names it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from bridge.cldr import cldr_locale
from bridge.errors import FontMissing
from bridge.pricing.money import currency_digits, to_major
from bridge.pricing.receipt import ReceiptLine
from bridge.store.receipts import Document, Issued, Logo, Party

#: Where systems keep the font, and last where ``./dev`` puts it beside the service's own Python.
FOLDERS = (
    Path("/usr/share/fonts/truetype/dejavu"),
    Path("/usr/share/fonts/dejavu-sans-fonts"),
    Path("/usr/share/fonts/TTF"),
    Path("/usr/share/fonts/dejavu"),
    Path("/usr/local/share/fonts/dejavu"),
    Path(sys.prefix) / "share" / "fonts" / "truetype" / "dejavu",
)
_PLAIN, _BOLD = "DejaVuSans.ttf", "DejaVuSans-Bold.ttf"
_FAMILY = "DejaVu"
_BOX = "\N{WHITE SQUARE}"

#: Codes of lines that have the word of another.
_ALSO = {"addon_dropped": "credit"}

#: The word that names what a document takes back from, or cancels.
_OF_ORIGINAL = {"credit_note": "of_receipt", "cancellation": "of_credit_note"}

_MARGIN, _LINE, _SMALL, _TEXT, _HEAD = 18.0, 5.4, 8.5, 9.5, 18.0
#: Shares of the page's width: description, quantity, net, rate, VAT, amount.
_COLUMNS = (0.35, 0.11, 0.15, 0.1, 0.13, 0.16)
_LABEL_SHARE = 0.25
#: No logo is wider or higher than this, in millimetres.
_LOGO = (60.0, 24.0)


def draw(issued: Issued, logo: Logo | None = None) -> bytes:
    """Return the PDF of a document, with the logo that it was issued with.

    :raises FontMissing: where the system has no DejaVu Sans.
    """
    return bytes(_Page(issued, logo).drawn())


def missing_glyphs(document: Document) -> tuple[str, ...]:
    """Return the characters of a document that the font lacks, in their order.

    :raises FontMissing: where the system has no DejaVu Sans.
    """
    known = _glyphs(_folder())
    said = (one for text in _texts(document) for one in text)
    return tuple(dict.fromkeys(one for one in said if ord(one) not in known and one.isprintable()))


def _texts(document: Document) -> Iterator[str]:
    for party in (document.seller, document.buyer):
        yield from (party.name, *party.address, party.vat_number)
    yield from (line.name for line in document.figures.lines)
    yield from (*document.labels.values(), *document.notes, document.paid_by)


def _folder() -> Path:
    """Return the folder that has both weights of the font.

    :raises FontMissing: where none has.
    """
    for folder in FOLDERS:
        if (folder / _PLAIN).is_file() and (folder / _BOLD).is_file():
            return folder
    raise FontMissing(package="fonts-dejavu-core")


@lru_cache(maxsize=4)
def _glyphs(folder: Path) -> frozenset[int]:
    """Return the characters that the font has."""
    with TTFont(folder / _PLAIN, lazy=True) as font:
        return frozenset(font.getBestCmap())


class _Page:
    """One document while it is drawn.

    No language that documents have words in is written from right to left; names in such a one are shaped all the same.
    """

    def __init__(self, issued: Issued, logo: Logo | None) -> None:
        """Open a page with the font."""
        self._issued, self._document, self._logo = issued, issued.document, logo
        self._words, self._reader = issued.document.labels, cldr_locale(issued.document.language)
        folder = _folder()
        self._known = _glyphs(folder)
        pdf = self._pdf = FPDF(format="A4")
        pdf.set_creation_date(issued.issued_at.replace(microsecond=0, tzinfo=UTC))
        pdf.set_title(f"{self._words[issued.series]} {issued.name}")
        pdf.set_author(issued.document.seller.name)
        pdf.set_lang(str(self._reader).replace("_", "-"))
        pdf.add_font(_FAMILY, "", folder / _PLAIN)
        pdf.add_font(_FAMILY, "B", folder / _BOLD)
        pdf.set_text_shaping(use_shaping_engine=True)
        pdf.set_margin(_MARGIN)
        pdf.set_auto_page_break(auto=True, margin=_MARGIN)
        pdf.add_page()

    def drawn(self) -> bytes:
        """Draw everything and return the file."""
        self._heading()
        self._parties()
        self._table()
        self._sums()
        self._rates()
        self._notes()
        return bytes(self._pdf.output())

    def _heading(self) -> None:
        issued, document = self._issued, self._document
        self._draw_logo()
        self._row([(self._words[issued.series], 1.0, Align.L)], size=_HEAD, bold=True, height=_LINE * 2)
        facts = [
            (self._words["number"], issued.name),
            (self._words["date"], self._day(issued.issued_on)),
            (self._words["paid_by"], document.paid_by),
            (self._words["payment"], document.reference),
            (self._words["membership"], str(document.membership_id)),
        ]
        if document.period:
            facts.append((self._words["period"], self._period(*document.period)))
        for name, value in facts:
            self._row([(name, _LABEL_SHARE, Align.L), (value, 1 - _LABEL_SHARE, Align.L)])
        if document.original:
            text = self._words[_OF_ORIGINAL[issued.series]].format(
                name=document.original.name, date=self._day(document.original.issued_on)
            )
            self._row([(text, 1.0, Align.L)], bold=True)
        self._pdf.ln(_LINE)

    def _draw_logo(self) -> None:
        """Draw the logo above the heading, at the right, as large as fits."""
        if self._logo is None:
            return
        pdf, (most_wide, most_high) = self._pdf, _LOGO
        scale = min(most_wide / self._logo.width, most_high / self._logo.height)
        width, height = self._logo.width * scale, self._logo.height * scale
        pdf.image(BytesIO(self._logo.image), x=pdf.w - pdf.r_margin - width, y=pdf.get_y(), w=width, h=height)
        pdf.set_y(pdf.get_y() + height + _LINE)

    def _parties(self) -> None:
        sides = [self._party("seller", self._document.seller), self._party("buyer", self._document.buyer)]
        for at in range(max(map(len, sides))):
            cells = [(side[at] if at < len(side) else "", 0.5, Align.L) for side in sides]
            self._row(cells, bold=at == 0)
        self._pdf.ln(_LINE)

    def _party(self, label: str, party: Party) -> list[str]:
        country = self._reader.territories.get(party.country, party.country)
        number = f"{self._words['vat_number']}: {party.vat_number}" if party.vat_number else ""
        return [self._words[label], *(text for text in (party.name, *party.address, country, number) if text)]

    def _table(self) -> None:
        heads = ("description", "quantity", "net", "rate", "vat", "gross")
        self._rule()
        self._cells([self._words[head] for head in heads], bold=True)
        self._rule()
        for line in self._document.figures.lines:
            self._cells(
                [
                    self._name(line),
                    format_decimal(line.quantity, locale=self._reader),
                    self._amount(line.net_minor),
                    self._rate(line.rate),
                    self._amount(line.vat_minor),
                    self._amount(line.gross_minor),
                ]
            )
        for part in self._document.figures.settled:
            self._cells([self._words.get(part.code, part.code), "", "", "", "", self._amount(part.amount_minor)])
        self._rule()

    def _sums(self) -> None:
        figures = self._document.figures
        is_note = self._issued.series == "credit_note"
        if figures.lines:
            self._sum(self._words["total_net"], figures.total_minor - figures.vat_minor)
            self._sum(self._words["total_vat"], figures.vat_minor)
            self._sum(self._words["total"], figures.total_minor)
        paid = -figures.paid_minor if is_note else figures.paid_minor
        self._sum(self._words["paid_back" if is_note else "paid"], paid, bold=True)
        self._pdf.ln(_LINE)

    def _rates(self) -> None:
        for one in self._document.figures.rates:
            if one.rate:
                net, vat = self._amount(one.net_minor), self._amount(one.vat_minor)
                named = f"{self._words['vat']} {self._rate(one.rate)} %"
                text = f"{named}: {self._words['net']} {net}, {self._words['vat']} {vat} ({self._document.currency})"
                self._row([(text, 1.0, Align.L)], size=_SMALL)
        self._pdf.ln(_LINE / 2)

    def _notes(self) -> None:
        for note in self._document.notes:
            self._pdf.set_font(_FAMILY, "", _SMALL)
            self._pdf.multi_cell(0, _LINE * 0.9, self._safe(note), align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _name(self, line: ReceiptLine) -> str:
        """Return what a line is called: a product by its name, anything else by its word."""
        word = self._words.get(_ALSO.get(line.code, line.code))
        if word is None:
            return line.name or line.code
        return word.format(name=line.name).removesuffix(": ") if "{name}" in word else word

    def _cells(self, texts: Sequence[str], *, bold: bool = False) -> None:
        aligns = (Align.L, *([Align.R] * (len(texts) - 1)))
        self._row(list(zip(texts, _COLUMNS, aligns, strict=True)), bold=bold)

    def _sum(self, label: str, minor: int, *, bold: bool = False) -> None:
        amount = f"{self._amount(minor)} {self._document.currency}"
        share = 1 - _COLUMNS[-1] - _COLUMNS[-2]
        self._row([(label, share, Align.R), (amount, 1 - share, Align.R)], bold=bold)

    def _row(
        self,
        cells: Sequence[tuple[str, float, Align]],
        *,
        size: float = _TEXT,
        bold: bool = False,
        height: float = _LINE,
    ) -> None:
        """Draw texts beside each other, each in its share of the width; what is too long goes on below."""
        pdf = self._pdf
        pdf.set_font(_FAMILY, "B" if bold else "", size)
        needed = height * max(self._lines(text, share * pdf.epw) for text, share, _ in cells)
        if pdf.get_y() + needed > pdf.page_break_trigger:
            pdf.add_page()
        top, left = pdf.get_y(), pdf.l_margin
        for text, share, align in cells:
            pdf.set_xy(left, top)
            pdf.multi_cell(share * pdf.epw, height, self._safe(text), align=align, padding=(0, 1))
            left += share * pdf.epw
        pdf.set_xy(pdf.l_margin, top + needed)

    def _lines(self, text: str, width: float) -> int:
        """Return how many lines a text takes in a width."""
        broken: Any = self._pdf.multi_cell(width, 1, self._safe(text), dry_run=True, output="LINES", padding=(0, 1))
        return max(1, len(broken))

    def _rule(self) -> None:
        pdf = self._pdf
        pdf.set_draw_color(150)
        pdf.line(pdf.l_margin, pdf.get_y() + 0.5, pdf.w - pdf.r_margin, pdf.get_y() + 0.5)
        pdf.ln(1)

    def _safe(self, text: str) -> str:
        """Return a text with a box for each character that the font lacks: such a one would vanish."""
        return "".join(one if ord(one) in self._known or not one.isprintable() else _BOX for one in text)

    def _amount(self, minor: int) -> str:
        digits = currency_digits(self._document.currency)
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        major = Decimal(to_major(minor, self._document.currency))
        return str(format_decimal(major, format=pattern, locale=self._reader))

    def _rate(self, rate: str) -> str:
        return str(format_decimal(Decimal(rate), locale=self._reader)) if rate else self._words["no_rate"]

    def _day(self, day: date) -> str:
        return str(format_date(day, "medium", locale=self._reader))

    def _period(self, start: date, end: date | None) -> str:
        return f"{self._day(start)} \N{EN DASH} {self._day(end)}" if end else self._day(start)
