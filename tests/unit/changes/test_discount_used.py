"""The discount code that a quote counts on is a field of it: booked by that, and never by the words for people."""

from __future__ import annotations

import ast
import json
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from bridge.changes.transaction import code_counted_on
from bridge.pricing.price import price_change
from bridge.pricing.quote import Quote, UsedDiscount, quote_json
from bridge.pricing.renewal import capped
from bridge.pricing.snapshot import DiscountCode, Selection, SettledLine
from bridge.store.quotes import StoredQuote, quote_text, read_quote
from tests.unit.changes.facts import BASIC, DISK, MONTH, PREMIUM, YEAR, membership, snapshot

SERVICES = Path(__file__).parents[3] / "bridge" / "services"
CODE = DiscountCode("TEN", "percentage", Fraction(10), applies_to_renewals=True)
MIDDLE, END = datetime(2025, 2, 14), datetime(2025, 2, 28)
HELD = membership(
    discount_code=CODE,
    settled_lines=(SettledLine(PREMIUM, "plan", 19900, 0, 0, datetime(2025, 1, 31), END, datetime(2025, 1, 31)),),
)


def quoted(want: Selection, at: datetime = MIDDLE, **prices: int) -> Quote:
    quote = price_change(snapshot(HELD, **prices), want, at)
    assert isinstance(quote, Quote)
    return quote


def stored(quote: Quote) -> StoredQuote:
    return StoredQuote("q", 501, 601, 20, Selection(PREMIUM, {}, YEAR), quote, {}, {}, {})


def test_a_quote_names_its_code_and_what_it_took_off_all_lines() -> None:
    assert quoted(Selection(PREMIUM, {DISK: 2}, YEAR)).discount == UsedDiscount("TEN", 19900 + 11760)


def test_a_change_for_the_terms_end_names_the_code_of_its_charge_then() -> None:
    quote = quoted(Selection(BASIC, {}, MONTH))

    assert (quote.effective, quote.due_now_minor, quote.discount) == (END, 0, UsedDiscount("TEN", 990))


def test_what_is_charged_lower_on_its_day_counts_on_the_code_for_that() -> None:
    booked = quoted(Selection(BASIC, {}, MONTH))
    there = snapshot(HELD)
    cheaper = {**there.products, BASIC: replace(there.products[BASIC], amount=Fraction(5000))}
    fresh = price_change(replace(there, products=cheaper), Selection(BASIC, {}, MONTH), END, falls_due=True)

    assert isinstance(fresh, Quote)
    assert capped(fresh, booked, there).discount == UsedDiscount("TEN", 500)


def test_what_is_charged_as_quoted_counts_on_the_code_as_quoted() -> None:
    booked = quoted(Selection(BASIC, {}, MONTH))
    there = snapshot(HELD)
    dearer = {**there.products, BASIC: replace(there.products[BASIC], amount=Fraction(15000))}
    fresh = price_change(replace(there, products=dearer), Selection(BASIC, {}, MONTH), END, falls_due=True)

    assert isinstance(fresh, Quote)
    assert fresh.discount == UsedDiscount("TEN", 1500)
    assert capped(fresh, booked, there).discount == UsedDiscount("TEN", 990)


def test_the_field_is_stored_and_read_back_and_a_quote_of_before_has_none() -> None:
    quote = quoted(Selection(PREMIUM, {}, YEAR))
    text = quote_text(stored(quote))
    older = json.loads(text)
    del older["quote"]["discount"], older["quote"]["keeps_dates"]

    assert read_quote({"body": text}).quote == quote
    assert quote_json(quote)["discount"] == {"code": "TEN", "amount_minor": 19900}
    assert read_quote({"body": json.dumps(older)}).quote.discount is None


def test_a_code_is_counted_on_whatever_the_lines_explain() -> None:
    quote = quoted(Selection(PREMIUM, {}, YEAR))
    silent = replace(quote, lines=tuple(replace(line, explain={}) for line in quote.lines))
    talking = replace(silent, discount=None, lines=quote.lines)

    assert (code_counted_on(silent), code_counted_on(talking)) == ("TEN", None)


def test_no_use_case_reads_how_a_line_explains_itself() -> None:
    reads = [
        f"{file.name}:{node.lineno}"
        for file in SERVICES.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "explain"
    ]

    assert reads == []
