"""Each worked example of the guide for network admins is priced, and says what the price is."""

from __future__ import annotations

import doctest
import json
import re
from fractions import Fraction
from typing import Any

import pytest

from bridge.cases.cases import OK, price_file
from tests.unit.docs import page, words
from tests.unit.docs.page import EXAMPLES, MINUS, Section, rounded, sections, sums, worked_out, written
from tests.unit.docs.words import short_words, title, when, words_of
from tests.unit.pricing.case_builder import disagreements

ALL = sections()
PRICED = [section for section in ALL if "refusals" not in section.case["expect"]]
REFUSED = [section for section in ALL if "refusals" in section.case["expect"]]
DUE, AFTER, NEXT = "To pay now", "Account credit afterwards", "Next payment"
GIVES_BACK = ("Credit for", "is not offered with")


def each(found: list[Section]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("section", found, ids=[section.name for section in found])


def answer_to(section: Section) -> dict[str, Any]:
    printed, code = price_file(section.json)
    assert code == OK
    answer: dict[str, Any] = json.loads(printed)
    return answer


def as_written(amount: str) -> str:
    return written(Fraction(amount), len(amount.partition(".")[2]))


def test_every_example_is_linked_once() -> None:
    assert sorted(section.name for section in ALL) == sorted(file.stem for file in EXAMPLES.glob("*.json"))
    assert len(ALL) >= 20


@each(ALL)
def test_the_case_has_the_name_of_its_file_and_a_comment(section: Section) -> None:
    case = section.case

    assert (case["id"], bool(case["comment"]), bool(case["expect"])) == (section.name, True, True)


@each(ALL)
def test_the_price_is_as_expected(section: Section) -> None:
    assert disagreements(section.case, answer_to(section)) == {}


@each(PRICED)
def test_the_table_has_the_lines_of_the_quote(section: Section) -> None:
    answer = answer_to(section)
    names = {product["slug"]: product["name"] for product in section.case["products"]}
    labels = [row.label for row in section.rows]

    shown = [(row.label, row.amount) for row in section.rows[: labels.index(DUE)]]

    assert shown == [(title(line, names), as_written(line["amount"])) for line in answer["lines"]]


@each(PRICED)
def test_the_table_has_the_totals_of_the_quote(section: Section) -> None:
    answer = answer_to(section)
    due, credit = answer["next_charge"], Fraction(answer["account_credit_after"])

    expected = [(DUE, as_written(answer["due_now"]))]
    expected += [(AFTER, as_written(answer["account_credit_after"]))] if credit else []
    expected += [(f"{NEXT}, {when(due['date'])}", as_written(due["amount"])) if due else (NEXT, "none")]

    assert [(row.label, row.amount) for row in section.rows][-len(expected) :] == expected
    assert section.currency == section.case["membership"]["currency"]


@each(PRICED)
def test_it_begins_with_what_it_is_and_when(section: Section) -> None:
    answer = answer_to(section)
    kind = short_words("kind")[answer["kind"]]
    at = "at once" if answer["effective"] == "now" else f"on {when(answer['effective'])}"

    assert section.text.lstrip().startswith(f"**{kind}, {at}.**")


@each(PRICED)
def test_every_expected_figure_stands_in_the_section(section: Section) -> None:
    expect = dict(section.case["expect"])
    due = expect.pop("next_charge", None) or {}
    amounts = [value for key, value in (expect | due).items() if key not in ("kind", "effective", "date")]
    # A credit of 0 and a lifetime plan's recurring 0 are told by having no line.
    told = [as_written(amount) for amount in amounts if Fraction(amount)]

    assert [amount for amount in told if amount not in re.findall(r"[\d.,]*\d", section.text)] == []


@each(PRICED)
def test_every_sum_is_true_and_the_last_one_of_a_row_is_its_amount(section: Section) -> None:
    keeps_its_figures = section.case["settings"].get("proration") == "legacy_day"

    for row in section.rows:
        found = sums(row.how)
        down = any(start in row.label for start in GIVES_BACK) and not keeps_its_figures
        assert [result for _, result in found] == [
            rounded(worked_out(expression), result, down=down) for expression, result in found
        ]
        assert [result for _, result in found][-1:] in ([], [row.amount.removeprefix(MINUS)])
        assert row.how.count("`") == 2 * len(found)


@each(PRICED)
def test_every_sum_of_its_text_is_true(section: Section) -> None:
    text = "\n".join(line for line in section.text.splitlines() if not line.startswith("|"))

    for expression, result in sums(text):
        assert rounded(worked_out(expression), result, down=False) == result


@each(REFUSED)
def test_a_refusal_is_told_in_the_owners_words(section: Section) -> None:
    answer, sentences = answer_to(section), words_of("messages")
    text = " ".join(section.text.split())

    for reason in answer["reasons"]:
        until = reason["params"].get("until")
        sentence = sentences[reason["code"]].replace("{until}", when(until) if until else "")
        assert text.startswith(f"**Refused** (`{reason['code']}`).")
        assert f"“{sentence}”" in text or f'"{sentence}"' in text


@pytest.mark.parametrize(
    ("expression", "result", "down", "holds"),
    [
        ("12.90 * 21 / 31", "8.73", True, True),
        ("12.90 * 21 / 31", "8.74", True, False),
        ("29.90 * 19 / 119", "4.77", False, True),
        ("0.10 / 4", "0.03", False, True),
        ("10.00 - 2.50 - 1.25 * 2", "5.00", False, True),
        ("10.00 - 2.50 - 1.25 * 2", "12.50", False, False),
    ],
)
def test_a_wrong_sum_is_noticed(expression: str, result: str, down: bool, holds: bool) -> None:  # noqa: FBT001
    assert (rounded(worked_out(expression), result, down=down) == result) is holds


@pytest.mark.parametrize("module", [page, words])
def test_the_readers_of_the_page_are_as_they_say(module: Any) -> None:
    assert doctest.testmod(module).failed == 0
