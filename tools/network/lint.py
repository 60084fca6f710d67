"""./dev lint: every checker over what it is for; ends 1 when one of them complains."""

import argparse
import subprocess
import sys
from collections.abc import Sequence

from tools.network.machine.paths import ROOT, VENV
from tools.network.machine.programs import environment, program

PHP_FOLDERS = ("wp-plugin", "tests/php", "tools/network/php")


def main(words: Sequence[str]) -> None:
    """Runs all of them, says which complained; they take no options."""
    argparse.ArgumentParser(prog="./dev lint", description=__doc__).parse_args(words)
    checks = {
        "ruff": [str(VENV / "bin/ruff"), "check", "."],
        "mypy": [str(VENV / "bin/mypy")],
        "imports": [str(VENV / "bin/lint-imports")],
    }
    failed = [name for name, command in checks.items() if not passes(name, command)]
    failed += [] if php_is_sound() else ["php -l"]
    failed += [] if passes("phpcs", [program("phpcs"), "-q"]) else ["phpcs"]
    sys.exit(f"complaints of {', '.join(failed)}" if failed else 0)


def passes(name: str, command: Sequence[str]) -> bool:
    """Whether the checker is content; its words are shown."""
    print(f"== {name} ==", flush=True)
    return subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode == 0


def php_is_sound() -> bool:
    """Whether every PHP file parses: a few at a time, as php -l takes one."""
    print("== php -l ==", flush=True)
    files = [str(file) for folder in PHP_FOLDERS for file in sorted((ROOT / folder).rglob("*.php"))]
    php = program("php")
    sound = True
    for file in files:
        done = subprocess.run([php, "-l", file], capture_output=True, text=True, env=environment(), check=False)
        if done.returncode:
            print(done.stdout.strip(), done.stderr.strip())
            sound = False
    return sound
