"""What ./dev does before the virtual environment exists: provide, then hand over."""

import os
import sys
from collections.abc import Sequence

from tools.network.machine.claiming import alone
from tools.network.machine.paths import ROOT
from tools.network.machine.programs import ensure, environment
from tools.network.machine.python import PYTHON, ensure_python

COMMANDS = {
    "demo": "a network with sample sites, the plugin and the service on this machine, until Ctrl-C",
    "test": "the tests: unit, integration, php, e2e, each by its name or all; companion and long by their names alone",
    "lint": "what reads the code without running it: ruff, mypy, the rooms' imports, php -l, PSR-12",
    "words": "the plugin's strings merged into the catalogue of each language, and compiled",
    "crash": "the service killed at every statement and gateway call, the database killed under load",
    "lives": "random lives of memberships on the real service, against a ledger that is kept apart",
    "life": "docs/life-of-a-change.md, the picture of a change's states, from the table that the service goes by",
    "bridge": "the service's own command line in the environment of the demo",
    "bench": "pages, service, pricing and applied changes measured, each beside something that does nothing",
    "hops": "how many files and lines a request goes through",
    "plans": "which statements read more rows on a larger network",
}
"""Every command with its line of help."""

HELP = "\n".join(
    [
        "usage: ./dev COMMAND [--help]",
        "",
        *(f"  {name:8} {line}" for name, line in COMMANDS.items()),
    ]
)

NETWORK = ("mariadb", "php", "gettext")
TEST_PARTS = ("unit", "integration", "php", "e2e")
BY_NAME = ("companion", "long", "cluster")
"""Parts of the tests that run only where they are named."""

NEEDS = {
    "demo": NETWORK,
    "bridge": (),
    "life": (),
    "crash": NETWORK,
    "lives": NETWORK,
    "bench": NETWORK,
    "hops": NETWORK,
    "plans": NETWORK,
    "lint": ("php", "phpcs"),
    "words": ("gettext",),
    "unit": (),
    "long": NETWORK,
    "companion": NETWORK,
    "cluster": ("mariadb", "galera"),
    "integration": (*NETWORK, "docker-compose"),
    "php": (*NETWORK, "phpunit"),
    "e2e": (*NETWORK, "chromium"),
}
"""What of a machine each command, or part of the tests, needs beyond Python."""

WITHOUT_DATABASE = {"unit", "lint", "words"}


def main(words: Sequence[str]) -> None:
    """Provides what the command needs and becomes that command inside the virtual environment."""
    if words and words[0] in ("help", "-h", "--help"):
        print(HELP)
        return
    if not words or words[0] not in COMMANDS:
        sys.exit(HELP)
    wanted = parts_of(words)
    if not {"-h", "--help"} & set(words) or words[0] == "bridge":
        with alone("machine"):
            ensure(*dict.fromkeys(need for part in wanted for need in NEEDS[part]))
    with alone("machine"):
        ensure_python(database=not set(wanted) <= WITHOUT_DATABASE)
    os.chdir(ROOT)
    os.execve(PYTHON, [str(PYTHON), "-m", "tools.network", *words], environment())  # noqa: S606 (it takes our place, signals and all)


def parts_of(words: Sequence[str]) -> list[str]:
    """The rows of NEEDS that the command line asks for; `test` alone is every part of the tests."""
    if words[0] != "test":
        return [words[0]]
    named = [word for word in words[1:] if word in (*TEST_PARTS, *BY_NAME)]
    return named or list(TEST_PARTS)
