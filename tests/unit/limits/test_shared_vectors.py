"""The vectors that PHP reads too: what Python materialises is what PHP takes its answers from."""

import json
from pathlib import Path
from typing import Any

import pytest

from bridge.limits.effective import Package, effective_limits, exceeds

CASES = json.loads((Path(__file__).parents[2] / "vectors/quotas/plans.json").read_text())["cases"]
ANSWERS = [(case, answer) for case in CASES for answer in case["answers"]]


def used(answer: dict[str, Any]) -> dict[str, Any]:
    module, _, name = answer["limit"].partition(".")
    return {module: {name: answer["used"]} if name else answer["used"]}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_limitations_give_the_limits_that_php_reads(case: dict[str, Any]) -> None:
    packages = [Package(one["limitations"], one["quantity"]) for one in case["packages"]]

    assert case["limits"] == effective_limits(case["plan"], packages, case["overrides"])


@pytest.mark.parametrize(("case", "answer"), ANSWERS)
def test_use_above_a_limit_is_told(case: dict[str, Any], answer: dict[str, Any]) -> None:
    expected = [answer["limit"]] if answer["over"] else []

    assert expected == [one.limit for one in exceeds(case["limits"], used(answer))]
