"""How a line was worked out, as its reader follows it: each step with the form in which its value is said."""

from typing import Any

import pytest

from bridge.changes.view import explained

SHARE = {"left": 15, "whole": 31, "unit": "day"}


def steps(**inputs: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = explained({"formula": "", "inputs": inputs})["steps"]
    return found


@pytest.mark.parametrize(
    ("inputs", "step"),
    [
        ({"unit_price_minor": "100/3"}, {"name": "unit_price", "how": "amount", "amount_minor": "100/3"}),
        ({"quantity": 2}, {"name": "quantity", "how": "text", "text": 2}),
        ({"tax_percent": "25/2"}, {"name": "tax_percent", "how": "percent", "percent": 12.5}),
        ({"share": SHARE}, {"name": "share", "how": "day", "left": 15, "whole": 31, "percent": 48.39}),
        ({"share": {"left": 1, "whole": 1, "unit": "term"}}, {"name": "share", "how": "all"}),
        ({"share": {"left": 0, "whole": 1, "unit": "term"}}, {"name": "share", "how": "none"}),
        (
            {"discount": {"code": "TEN", "percent": "10", "absolute_minor": "0"}},
            {"name": "discount", "how": "code_percent", "code": "TEN", "percent": 10.0},
        ),
        (
            {"discount": {"code": "OFF", "percent": "0", "absolute_minor": "500"}},
            {"name": "discount", "how": "code_amount", "code": "OFF", "amount_minor": "500"},
        ),
        ({"start": "2025-06-01T00:00:00Z"}, {"name": "start", "how": "text", "text": "2025-06-01T00:00:00Z"}),
    ],
)
def test_each_input_is_a_step_with_its_form(inputs: dict[str, Any], step: dict[str, Any]) -> None:
    assert steps(**inputs) == [step]


def test_what_says_nothing_is_no_step() -> None:
    assert steps(tax_inclusive=True, settled_at=None) == []
    assert explained({}) == {"formula": "", "steps": []}
    assert explained({"formula": "no_credit", "inputs": {}, "rounding": "down"})["steps"] == []


def test_rounding_and_the_payment_that_was_credited_come_last() -> None:
    record = {"formula": "x", "inputs": {"quantity": 1}, "rounding": "down", "source_payment": 4711}

    assert explained(record)["steps"][1:] == [
        {"name": "rounding", "how": "down"}, {"name": "source_payment", "how": "text", "text": "4711"},
    ]  # fmt: skip
