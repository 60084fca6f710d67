"""The map of the pricing rules names functions and tests that exist, and leaves no module of pricing out."""

from __future__ import annotations

import ast
import importlib
import re
from dataclasses import dataclass
from functools import cache, reduce
from pathlib import Path

import pytest

from bridge.pricing import offer
from bridge.pricing.price import PLAN_CASES
from tests.unit.docs.page import DOCS, EXAMPLES, ROOT
from tests.unit.pricing.case_builder import load

TEXT = (DOCS / "pricing-map.md").read_text()
FILES = dict(re.findall(r"^\| `(\w+)` \| `(tests/[\w/]+\.py)`", TEXT, re.MULTILINE))
VECTORS = ("golden_cases.json", "legacy_day_cases.json")

#: Values, the shapes of answers and of what is stored, and limits: no rule of pricing is decided there.
WITHOUT_RULES = {"__init__", "refusal"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the page."""

    title: str
    functions: list[str]
    tests: list[str]


def rules() -> list[Rule]:
    """Return every rule of the page, in its order."""
    parts = re.split(r"^#{2,3} ", TEXT, flags=re.MULTILINE)[1:]
    return [
        Rule(part.partition("\n")[0], names(part, "Held by"), names(part, "Fails without"))
        for part in parts if "- Held by:" in part
    ]  # fmt: skip


def names(part: str, label: str) -> list[str]:
    """Return what a rule's list names."""
    found = re.search(rf"^- {label}: (.+)$", part, re.MULTILINE)
    return re.findall(r"`([^`]+)`", found.group(1)) if found else []


ALL = rules()
each_rule = pytest.mark.parametrize("rule", ALL, ids=[rule.title for rule in ALL])


@cache
def names_of_tests(path: Path) -> frozenset[str]:
    """Return the names of a file's tests."""
    found = ast.walk(ast.parse(path.read_text()))
    return frozenset(node.name for node in found if isinstance(node, ast.FunctionDef) and node.name.startswith("test"))


@cache
def cases_of(short: str) -> frozenset[str]:
    """Return the ids that a file's cases have."""
    if short == "examples":
        return frozenset(file.stem for file in EXAMPLES.glob("*.json"))
    return frozenset(case["id"] for name in VECTORS for case in load(name)) if short == "given" else frozenset()


def function_named(name: str) -> object:
    """Return the function that ``module:name`` is."""
    module, _, path = name.partition(":")
    return reduce(getattr, path.split("."), importlib.import_module(f"bridge.{module}"))


def test_there_are_rules_of_every_part() -> None:
    assert len(ALL) > 40
    assert len({rule.title for rule in ALL}) == len(ALL)


@each_rule
def test_every_function_is_there(rule: Rule) -> None:
    assert rule.functions
    assert [name for name in rule.functions if not callable(function_named(name))] == []


@each_rule
def test_every_test_is_there(rule: Rule) -> None:
    assert rule.tests
    for name in rule.tests:
        found = re.fullmatch(r"(\w+)::(test_\w+)(?:\[([\w-]+)\])?", name)
        assert found is not None, name
        short, test, case = found.groups()
        assert test in names_of_tests(ROOT / FILES[short]), name
        assert case is None or case in cases_of(short), name


def test_every_file_of_the_legend_is_used() -> None:
    assert {name.partition("::")[0] for rule in ALL for name in rule.tests} == set(FILES)


def test_every_module_of_pricing_holds_a_rule() -> None:
    named = {name.partition(":")[0].removeprefix("pricing.") for rule in ALL for name in rule.functions}
    modules = {file.stem for file in (ROOT / "bridge" / "pricing").glob("*.py")}

    assert modules - WITHOUT_RULES - named == set()


def test_every_case_of_the_ordered_tables_is_named() -> None:
    named = {function_named(name) for rule in ALL for name in rule.functions}
    by_comparison = {offer.costs_more, offer.costs_less}  # told as which_costs_more

    assert {case for case, _ in offer.CASES} - named == by_comparison
    assert {case for case, _ in PLAN_CASES} - named == set()
