"""The plugin's files: none does anything when asked for by its own address; words are worked out when they are read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.network.machine.paths import ROOT

PLUGIN = ROOT / "wp-plugin"
FILES = sorted(PLUGIN.rglob("*.php"))
TABLES = sorted((PLUGIN / "words").glob("*.php"))
GUARD = re.compile(r"defined\(\s?'(ABSPATH|WP_UNINSTALL_PLUGIN)'\s?\)")


def name(path: Path) -> str:
    return str(path.relative_to(PLUGIN))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_that_is_asked_for_by_its_own_address_does_nothing(path: Path) -> None:
    before, _, _ = path.read_text().partition("exit;")

    assert GUARD.search(before), "no guard"
    assert "function" not in re.sub(r"/\*.*?\*/|^\s*(//|use ).*$", "", before, flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("path", TABLES, ids=name)
def test_a_table_of_words_is_a_function_so_that_its_language_is_that_of_the_moment(path: Path) -> None:
    text = path.read_text()

    assert re.search(r"^return static (fn|function) \(\): array\b", text, re.MULTILINE)
    assert "__(" not in text.partition("return static")[0]


def test_every_table_of_words_is_read_by_its_name_and_by_the_one_reader() -> None:
    others = "".join(path.read_text() for path in FILES if path.parent.name != "words")

    assert [path.stem for path in TABLES if f"::table('{path.stem}')" not in others] == []
    assert len(re.findall(r"/words/", others)) == 1
