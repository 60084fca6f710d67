"""./dev test: the parts of the tests one after the other, what each took, and one closing line.

pytest and PHPUnit write their results as JUnit XML, which is what the closing line is counted from.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from xml.etree import ElementTree as ET

from tests.network.machine.paths import DEV, ROOT

PARTS = ("unit", "integration", "php", "e2e")
QUICK = ("unit", "php", "integration")
LONG = "long"
"""The properties of pricing over 10,000 sequences of changes: only where it is asked for."""

FOLDERS = {"unit": ["tests/unit", "tests/properties"], LONG: ["tests/properties"]}
"""Where a part lies, if not under its own name."""

PROFILES = {LONG: "long"}
"""Parts that run under a Hypothesis profile of their own; they lie in tests/properties/conftest.py."""

NEWEST = ("--wordpress", "7.1")
"""The owner's and the admin's way are walked on the newest WordPress too, unless another one was asked for."""

REPORTS = DEV / "reports"
USAGE = """usage: ./dev test [unit|integration|php|e2e …] [--quick] [arguments of pytest, or of phpunit]
       ./dev test long [arguments of pytest]

Without a part: all four. --quick leaves out the slow ones. long is no part of them: the properties of pricing over
10,000 random sequences of changes, renewals, cancellations, refunds and account credit, and as many single quotes;
about twenty minutes on one core."""
NO_TESTS = 5
"""How pytest ends when it selected no test: wrong for a whole part, right for a part of a selection."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one part came to."""

    part: str
    seconds: float
    code: int
    passed: int
    failed: int
    skipped: int


def main(words: Sequence[str]) -> None:
    """Runs the parts and exits 0 only when every one passed."""
    if {"-h", "--help"} & set(words):
        sys.exit(USAGE)
    parts, arguments = understood(words)
    outcomes = [run_part(name, part, given) for name, part, given in runs(parts, arguments)]
    print(closing(outcomes), flush=True)
    sys.exit(0 if all(one.code == 0 for one in outcomes) else 1)


def understood(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The parts to run, and the arguments that the runners get."""
    named = [word for word in words if word in (*PARTS, LONG)]
    rest = [word for word in words if word not in (*PARTS, LONG, "--quick")]
    if "--quick" not in words:
        return named or list(PARTS), rest
    return [part for part in QUICK if part in (named or QUICK)], ["-m", "not slow", *rest]


def runs(parts: Sequence[str], arguments: Sequence[str]) -> list[tuple[str, str, list[str]]]:
    """(name, part, arguments) of every process, in order."""
    found: list[tuple[str, str, list[str]]] = []
    for part in parts:
        found.append((part, part, list(arguments)))
        if part == "e2e" and not {"--wordpress", "-m"} & set(arguments):
            found.append((f"e2e {NEWEST[1]}", part, [*NEWEST, "-m", "main_way", *arguments]))
    return found


def run_part(name: str, part: str, arguments: Sequence[str]) -> Outcome:
    """One part in a process of its own, its words shown as they come."""
    print(f"\n== {name} ==", flush=True)
    REPORTS.mkdir(parents=True, exist_ok=True)
    report = REPORTS / f"{name.replace(' ', '-')}.xml"
    report.unlink(missing_ok=True)
    began = time.monotonic()
    code = call(command(part, arguments, report), PROFILES.get(part))
    if code == NO_TESTS and has_selection(arguments):
        code = 0
    return Outcome(name, time.monotonic() - began, code, *counted(report, code))


def has_selection(arguments: Sequence[str]) -> bool:
    """Whether somebody asked for some tests only: the marks of our own second run are no such wish."""
    return bool([word for word in arguments if word not in (*NEWEST, "-m", "main_way")])


def command(part: str, arguments: Sequence[str], report: Path) -> list[str]:
    """What runs a part."""
    if part == "php":
        return [sys.executable, "-m", "tests.network.phpunit", str(report), *without_marks(arguments)]
    return [sys.executable, "-m", "pytest", *FOLDERS.get(part, [f"tests/{part}"]), f"--junitxml={report}", *arguments]


def without_marks(arguments: Sequence[str]) -> list[str]:
    """PHPUnit knows no marks of pytest."""
    return [word for word in arguments if word not in ("-m", "not slow")]


def call(words: Sequence[str], profile: str | None = None) -> int:
    """How the process ended. SIGTERM is passed on, so that it can stop what it started."""
    more = {"HYPOTHESIS_PROFILE": profile} if profile else {}
    process = subprocess.Popen(words, cwd=ROOT, env={**os.environ, **more})

    def pass_on(number: int, frame: FrameType | None) -> None:
        process.send_signal(number)

    before = {one: signal.signal(one, pass_on) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        return process.wait()
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def counted(report: Path, code: int) -> tuple[int, int, int]:
    """(passed, failed, skipped) of the report; one failure where the run failed without saying which."""
    try:
        root = ET.parse(report).getroot()  # noqa: S314 (a file that our own runners wrote)
    except (OSError, ET.ParseError):
        return 0, 1 if code else 0, 0
    suites = root.findall("testsuite")
    total, failures, errors, skipped = (
        sum(int(suite.get(name) or 0) for suite in suites) for name in ("tests", "failures", "errors", "skipped")
    )
    failed = failures + errors
    return total - failed - skipped, max(failed, 1) if code else failed, skipped


def closing(outcomes: Sequence[Outcome]) -> str:
    """What each part took, and the sum in one line."""
    lines = [f"{one.part:12} {one.seconds:6.1f} s  {'ok' if one.code == 0 else 'FAILED'}" for one in outcomes]
    passed, failed, skipped = (sum(getattr(one, name) for one in outcomes) for name in ("passed", "failed", "skipped"))
    return "\n".join(["", *lines, "", f"{passed} passed, {failed} failed, {skipped} skipped"])
