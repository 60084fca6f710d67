"""The examples in the domain's docstrings are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import bridge.domain

MODULES = [f"bridge.domain.{module.name}" for module in pkgutil.iter_modules(bridge.domain.__path__)]


@pytest.mark.parametrize("name", [*MODULES, "bridge.case_json"])
def test_examples_are_true(name: str) -> None:
    failed, _ = doctest.testmod(importlib.import_module(name))

    assert failed == 0


def test_there_are_examples_where_there_is_arithmetic() -> None:
    with_arithmetic = ("money", "calendar", "proration", "legacy_day", "discount", "recurring", "compare", "prices")
    tried = {name: doctest.testmod(importlib.import_module(f"bridge.domain.{name}")).attempted
             for name in with_arithmetic}  # fmt: skip

    assert [name for name, count in tried.items() if not count] == []
