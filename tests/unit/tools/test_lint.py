"""./dev lint fails on whichever of its checkers complains, and says which."""

import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from tools.network import lint

CHECKERS = {
    "ruff": lambda command: command[0].endswith("ruff"),
    "mypy": lambda command: command[0].endswith("mypy"),
    "imports": lambda command: command[0].endswith("lint-imports"),
    "php -l": lambda command: command[1:2] == ["-l"] and command[2].endswith("plan-bridge.php"),
    "phpcs": lambda command: command[0].endswith("phpcs"),
}


def complaining(when: Callable[[list[str]], bool]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Stands in for running a checker: it ends with 1 where told."""

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1 if when(command) else 0, "", "")

    return run


@pytest.fixture(autouse=True)
def _found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lint, "program", lambda name: name)


@pytest.mark.parametrize("name", CHECKERS)
def test_one_complaint_fails_it_and_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", complaining(CHECKERS[name]))

    with pytest.raises(SystemExit, match=f"complaints of {name}$"):
        lint.main([])


def test_it_passes_where_nobody_complains(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", complaining(lambda _: False))

    with pytest.raises(SystemExit) as ended:
        lint.main([])

    assert ended.value.code == 0
