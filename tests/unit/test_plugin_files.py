"""The plugin's files: none does anything when asked for by its own address; words are worked out when they are read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.network.machine.paths import ROOT

PLUGIN = ROOT / "wp-plugin"
FILES = sorted(PLUGIN.rglob("*.php"))
TABLES = sorted((PLUGIN / "words").glob("*.php"))
USED = re.compile(r"^use ([\w\\]+)(?: as (\w+))?;", re.MULTILINE)
NAMED = re.compile(r"(?<![\w\\$>])([A-Z]\w*(?:\\\w+)*)::\$?(\w+)")
MEMBER = re.compile(r"function &?(\w+)\(|const (?:\w+ )?(\w+) =|static [^;=(]*\$(\w+)|case (\w+)")
GUARD = re.compile(r"defined\(\s?'(ABSPATH|WP_UNINSTALL_PLUGIN)'\s?\)")


def members() -> dict[str, set[str]]:
    """What each class of the plugin has, by its whole name."""
    found = {}
    for path in (PLUGIN / "src").rglob("*.php"):
        text = path.read_text()
        space, word = (
            re.search(r"^namespace ([^;]+);", text, re.MULTILINE),
            re.search(r"^[a-z ]*(?:class|trait) (\w+)", text, re.MULTILINE),
        )
        if space and word:
            found[f"{space[1]}\\{word[1]}"] = {part for parts in MEMBER.findall(text) for part in parts if part}
    return found


MEMBERS = members()


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


@pytest.mark.parametrize("path", FILES, ids=name)
def test_whatever_of_ours_a_file_names_is_there(path: Path) -> None:
    """PHP finds out only on the page that calls it."""
    code = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(), flags=re.DOTALL)
    space = re.search(r"^namespace ([^;]+);", code, re.MULTILINE)
    used = {alias or full.split("\\")[-1]: full for full, alias in USED.findall(code)}

    def whole(word: str) -> str:
        head, _, rest = word.partition("\\")
        return f"{used[head]}\\{rest}".rstrip("\\") if head in used else f"{space[1]}\\{word}" if space else word

    named = [(whole(word), member) for word, member in NAMED.findall(code) if word not in {"self", "static", "parent"}]
    ours = [(one, member) for one, member in named if one.startswith("PlanBridge\\")]
    lacking = [f"{one}::{member}" for one, member in ours if member != "class" and member not in MEMBERS.get(one, ())]
    views = [
        view
        for view in re.findall(r"View::(?:render|text)\('([\w/-]+)'", code)
        if PLUGIN / f"views/{view}.php" not in FILES
    ]
    assert (lacking, views) == ([], [])


def test_scripts_and_styles_of_ours_stay_small() -> None:
    assets = {path.name: len(path.read_bytes()) for path in (PLUGIN / "assets").iterdir()}

    assert sum(assets.values()) < 40 * 1024, assets
