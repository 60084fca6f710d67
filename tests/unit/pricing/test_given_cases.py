"""Every case of the two vector files agrees in every key that it expects."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

import pytest

from bridge.cases.cases import price_case
from tests.unit.pricing.case_builder import disagreements, load

CASES = [*load("golden_cases.json"), *load("legacy_day_cases.json"), *load("currency_digits_cases.json")]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_case_agrees_in_every_expected_key(case: dict[str, Any]) -> None:
    answer = price_case(case)

    assert disagreements(case, answer) == {}


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_shown_lines_sum_to_what_is_due_now(case: dict[str, Any]) -> None:
    answer = price_case(case)

    if not answer["refusals"]:
        assert Decimal(answer["due_now"]) == sum(Decimal(line["amount"]) for line in answer["lines"])


def test_a_wrong_expectation_is_noticed() -> None:
    case = copy.deepcopy(CASES[0])
    case["expect"]["due_now"] = "13.34"

    assert disagreements(case, price_case(case)) == {"due_now": ("13.34", "13.33")}
