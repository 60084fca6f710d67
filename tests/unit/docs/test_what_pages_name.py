"""What the pages name is there: files, folders, commands, queries of the environment, rooms and their rules."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bridge.cli import main
from tests.unit.docs.page import ROOT
from tools.network.machine.launch import BY_NAME, COMMANDS, TEST_PARTS

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "docs/decisions").glob("*.md")])
#: Its table is of paths that are no more.
HISTORY = "the-move.md"
OURS = [page for page in PAGES if page.name != HISTORY]
each_page = pytest.mark.parametrize("page", OURS, ids=lambda page: page.relative_to(ROOT).as_posix())

#: Folders and files at the top; what begins with another word is no path of this repository.
TOPS = sorted(path.name for path in ROOT.iterdir())
#: Made by a command, and so perhaps not there yet.
MADE = (".dev/", "build/")
_QUOTED = re.compile(r"`([^`\n]+(?:\n[^`\n]+)?)`")
_LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)(?:#([^)]*))?\)")
_SHELL = re.compile(r"```(?:sh|ini)\n(.*?)```", re.DOTALL)
_VARIABLE = re.compile(r"\bPLAN_BRIDGE_[A-Z_]*[A-Z]\b")


def quoted(text: str) -> Iterator[str]:
    """Everything between backticks outside of blocks, with what is broken over two lines as one."""
    prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    return (" ".join(found.split()) for found in _QUOTED.findall(prose))


def paths(text: str) -> Iterator[str]:
    """The names that are paths of this repository; NAME in capitals stands for any."""
    for words in quoted(text):
        for word in words.split():
            top = word.partition("/")[0]
            if (top in TOPS or word in TOPS) and not word.startswith(MADE) and "…" not in word:
                yield word


def is_there(path: str) -> bool:
    """Whether a path, or one with a word in capitals or a pattern in it, is there."""
    pattern = re.sub(r"(?<![A-Za-z])[A-Z]{4,}(?=[.\-])|NNNN", "*", path).rstrip("/")
    if pattern != path.rstrip("/") and "*" in pattern:
        return (ROOT / path).parent.is_dir()
    return any(ROOT.glob(pattern)) if "*" in pattern else (ROOT / pattern).exists()


def lines_of_commands(text: str) -> Iterator[list[str]]:
    """Every command line, quoted or in a block, as words; a comment behind it is left out."""
    blocks = "\n".join(_SHELL.findall(text)).splitlines()
    for line in [*quoted(text), *blocks]:
        words = line.partition("#")[0].split()
        if words and words[0].startswith("ExecStart="):
            words[0] = words[0].removeprefix("ExecStart=")
        yield words


def asked_of(text: str, program: str) -> list[list[str]]:
    """What is asked of one program; its name may have a folder before it."""
    return [words[1:] for words in lines_of_commands(text) if words and re.fullmatch(rf"(?:\S*/)?{program}", words[0])]


@each_page
def test_every_path_is_there(page: Path) -> None:
    assert sorted({path for path in paths(page.read_text()) if not is_there(path)}) == []


@each_page
def test_every_link_leads_somewhere(page: Path) -> None:
    links = _LINK.findall(page.read_text())

    assert [path for path, _ in links if not (page.parent / path).exists()] == []
    assert [
        f"{path}#{place}" for path, place in links if place and place not in anchors((page.parent / path).read_text())
    ] == []


def anchors(text: str) -> set[str]:
    """The headings of a page as links name them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@each_page
def test_every_command_of_dev_is_one(page: Path) -> None:
    named = [words for words in asked_of(page.read_text(), "dev") if words]

    assert [words for words in named if words[0] not in {*COMMANDS, "help", "COMMAND"}] == []
    assert [
        words for words in named
        if words[0] == "test" and words[1:] and words[1] not in {*TEST_PARTS, *BY_NAME, "--quick"}
    ] == []  # fmt: skip


@each_page
def test_every_command_of_bridge_is_one_with_these_options(page: Path) -> None:
    assert [words for words in asked_of(page.read_text(), "bridge") if not is_bridge_command(words)] == []


def is_bridge_command(words: list[str]) -> bool:
    """Whether a command, its group's command and each of its options are there."""
    command: click.Command = main
    rest = list(words)
    while isinstance(command, click.Group) and rest and rest[0] != "COMMAND":
        if rest[0] not in command.commands:
            return False
        command = command.commands[rest.pop(0)]
    options = {name for parameter in command.params for name in parameter.opts} | {"--help"}
    return all(word in options for word in rest if word.startswith("--") and word != "--")


def is_read_by_its_gateway(variable: str) -> bool:
    """Whether a gateway's file asks for the setting that a variable is of."""
    gateway, _, name = variable.removeprefix("PLAN_BRIDGE_GATEWAY_").lower().partition("_")
    file = ROOT / f"bridge/gateways/{gateway}.py"
    return bool(name) and file.exists() and f'"{name}"' in file.read_text()


@each_page
def test_every_variable_is_read_by_somebody(page: Path) -> None:
    read = (ROOT / "bridge/config.py").read_text() + "".join(
        path.read_text() for path in (ROOT / "wp-plugin/src/Service").glob("*.php")
    )

    found = {name for name in _VARIABLE.findall(page.read_text()) if name not in read}
    assert sorted(name for name in found if not is_read_by_its_gateway(name)) == []


@each_page
def test_every_module_that_is_run_is_there(page: Path) -> None:
    named = re.findall(r"-m\s+tools\.(\w+)", page.read_text())

    assert [name for name in named if not any((ROOT / "tools").glob(f"{name}*"))] == []


def test_operating_names_every_variable_of_the_service() -> None:
    found = set(re.findall(r'"(PLAN_BRIDGE_[A-Z_]*[A-Z])"', (ROOT / "bridge/config.py").read_text()))
    known = {name for name in found if not name.startswith("PLAN_BRIDGE_GATEWAY_")}

    assert known - set(_VARIABLE.findall((ROOT / "docs/operating.md").read_text())) == set()


def test_operating_names_every_figure_of_ours() -> None:
    made = re.compile(r'(?:Counter|Gauge|Histogram)\(\s*"(plan_bridge_[a-z_]+)"')
    figures = {name for path in (ROOT / "bridge/web").glob("*.py") for name in made.findall(path.read_text())}

    assert figures == set(re.findall(r"`(plan_bridge_[a-z_]+)`", (ROOT / "docs/operating.md").read_text()))


def test_the_architecture_names_every_room_and_no_other() -> None:
    text = (ROOT / "docs/architecture.md").read_text()
    named = set(re.findall(r"^\| `bridge/([a-z_]+(?:/|\.py))` \|", text, re.MULTILINE))

    folders = {f"{path.parent.name}/" for path in (ROOT / "bridge").glob("*/__init__.py")}
    modules = {path.name for path in (ROOT / "bridge").glob("*.py")} - {"__init__.py"}

    assert named == folders | modules


def test_the_architecture_names_every_rule_of_the_imports_in_order() -> None:
    text = (ROOT / "docs/architecture.md").read_text()
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]

    part = text.partition("## The rules")[2].partition("## ")[0]

    assert re.findall(r"^- (.+)$", part, re.MULTILINE) == [rule["name"] for rule in rules]


def test_the_readme_names_every_page() -> None:
    readme = (ROOT / "README.md").read_text()

    assert [page.name for page in (ROOT / "docs").glob("*.md") if f"docs/{page.name}" not in readme] == []


@pytest.mark.parametrize(
    "text",
    ["`bridge/gone.py`", "`./dev demonstrate`", "`bridge migrat`", "`bridge check --jornal`", "`sql/queries/*.md`"],
)
def test_what_is_not_there_is_noticed(text: str) -> None:
    missing = [path for path in paths(text) if not is_there(path)]
    unknown = [words for words in asked_of(text, "dev") if words and words[0] not in COMMANDS]
    unknown += [words for words in asked_of(text, "bridge") if not is_bridge_command(words)]

    assert missing + unknown


def test_every_hook_of_the_plugin_is_in_the_developers_guide() -> None:
    source = "\n".join(path.read_text() for path in (ROOT / "wp-plugin").rglob("*.php"))
    called = set(re.findall(r"(?:do_action|apply_filters)\(\s*['\"](plan_bridge_\w+)['\"]", source))
    answered = set(re.findall(r"\['(plan_bridge_(?:site|shows)_\w+)', Included::class", source))

    named = set(quoted((ROOT / "docs/for-plugin-developers.md").read_text()))

    assert called
    assert answered
    assert called | answered <= named
