"""Reads the guide for network admins: its examples, their tables and their sums."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"
EXAMPLES = DOCS / "examples"

_LINK = re.compile(r"\]\(examples/([a-z0-9-]+)\.json\)")
#: The page's signs, and those of a keyboard.
_SIGNS = str.maketrans({"\u00d7": "*", "\u00f7": "/", "\u2212": "-"})
MINUS = "\u2212"
_SUM = re.compile(r"`([^`]+) = ([\d.,]+)`")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an example's table: its words, how it comes about, and its amount as written."""

    label: str
    how: str
    amount: str


@dataclass(frozen=True, slots=True)
class Section:
    """One example of the page with its case."""

    title: str
    text: str
    name: str

    @property
    def case(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.json)
        return found

    @property
    def json(self) -> str:
        return (EXAMPLES / f"{self.name}.json").read_text()

    @property
    def rows(self) -> list[Row]:
        cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in self._table]
        return [Row(*(cell.replace("**", "") for cell in row)) for row in cells[2:]]

    @property
    def currency(self) -> str:
        return self._table[0].strip("|").split("|")[-1].strip()

    @property
    def _table(self) -> list[str]:
        return [line for line in self.text.splitlines() if line.startswith("|")]


def sections() -> list[Section]:
    """Return every section of the page that links to a case."""
    text = (DOCS / "what-customers-pay.md").read_text()
    parts = re.split(r"^#{2,3} ", text, flags=re.MULTILINE)[1:]
    found = []
    for part in parts:
        names = _LINK.findall(part)
        if names:
            title, _, rest = part.partition("\n")
            assert len(names) == 1, f"{title}: one case for each example"
            found.append(Section(title, rest, names[0]))
    return found


def sums(text: str) -> list[tuple[str, str]]:
    """Return the sums written in a text, as (expression, result)."""
    return _SUM.findall(text)


def worked_out(expression: str) -> Fraction:
    """Work a written sum out exactly, multiplying and dividing first.

    >>> worked_out("99.00 * 15 / 30"), worked_out("1,990.00 + 2 * 0.50 - 1")
    (Fraction(99, 2), Fraction(1990, 1))
    """
    terms = re.split(r"([+-])", expression.translate(_SIGNS))
    signs = [1, *(1 if sign == "+" else -1 for sign in terms[1::2])]
    return sum((sign * _product(term) for sign, term in zip(signs, terms[::2], strict=True)), Fraction(0))


def _product(term: str) -> Fraction:
    factors = re.split(r"([*/])", term)
    found = number(factors[0])
    for operator, factor in zip(factors[1::2], factors[2::2], strict=True):
        found = found * number(factor) if operator == "*" else found / number(factor)
    return found


def rounded(exact: Fraction, like: str, *, down: bool) -> str:
    """Write an exact amount with the decimals of another one, rounded down or half up."""
    digits = len(like.partition(".")[2])
    units = exact * 10**digits
    return written(Fraction(floor(units if down else units + Fraction(1, 2)), 10**digits), digits)


def number(text: str) -> Fraction:
    """Read an amount as the page writes it.

    >>> number("1,990.00 ")
    Fraction(1990, 1)
    """
    return Fraction(text.strip().replace(",", ""))


def written(amount: Fraction, digits: int) -> str:
    """Write an amount as the page does: thousands apart, a true minus sign.

    >>> written(Fraction(4950), 2), written(Fraction(-570), 0) == MINUS + "570"
    ('4,950.00', True)
    """
    return f"{Decimal(amount.numerator) / amount.denominator:,.{digits}f}".replace("-", MINUS)
