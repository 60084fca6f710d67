"""The examples in the docstrings of what is pure, and of what reads and writes cases, are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import bridge.cases
import bridge.limits
import bridge.pricing

MODULES = [
    f"{package.__name__}.{module.name}"
    for package in (bridge.pricing, bridge.limits, bridge.cases)
    for module in pkgutil.iter_modules(package.__path__)
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_true(name: str) -> None:
    failed, _ = doctest.testmod(importlib.import_module(name))

    assert failed == 0


def test_there_are_examples_where_there_is_arithmetic() -> None:
    with_arithmetic = ("money", "calendar", "proration", "credit", "charges", "renewal_lines", "catalog")
    tried = {
        name: doctest.testmod(importlib.import_module(f"bridge.pricing.{name}")).attempted for name in with_arithmetic
    }

    assert [name for name, count in tried.items() if not count] == []
