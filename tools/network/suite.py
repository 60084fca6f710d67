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

from tools.network.machine.paths import DEV, ROOT

PARTS = ("unit", "integration", "php", "e2e")
BESIDE = "companion"
"""The claims of integration about a running Ultimate Multisite; on the real plugin only where its folder is named."""
QUICK = ("unit", "php", "integration")
QUICK_MARKS = "not slow"
LONG = "long"
"""The properties of pricing over 10,000 sequences of changes, every odd value in every column: only if asked for."""

NEWEST = ("--wordpress", "7.1")
"""The owner's and the admin's way are walked on the newest WordPress too, unless another one was asked for."""

NEWEST_WALK = f"e2e {NEWEST[1]}"
"""That walk; what is marked as `main_way` among the limits goes with it: every way past a limit is tried there too."""

HALVES = {"unit": "properties", "integration": "integration 2", "e2e": "e2e 2"}
"""Parts that run as two processes beside each other, the second one's results shown when both have ended.

Two halves of integration and of the browser's tests, each on a network of its own, since each often waits; the
properties of pricing beside the other tests that need Python alone, since neither uses more than one core."""

SECOND = "cards network_screens network_settings_example plan_map products_screen screens service_trouble"
SECOND_BROWSER = [f"tests/e2e/test_{name}.py" for name in SECOND.split()]
"""Half of the time of the browser's tests; every other file there is in the first half."""

FOLDERS = {
    "unit": ["tests/unit"],
    "properties": ["tests/properties"],
    "integration": [f"tests/integration/{name}" for name in ("changes", "limits", "network")],
    "integration 2": [f"tests/integration/{name}" for name in ("companion", "store", "web")],
    "e2e": sorted({file.relative_to(ROOT).as_posix() for file in ROOT.glob("tests/e2e/test_*.py")} - {*SECOND_BROWSER}),
    "e2e 2": SECOND_BROWSER,
    NEWEST_WALK: ["tests/e2e", "tests/integration/limits"],
    LONG: ["tests/properties", "tests/integration/web/test_odd_values.py"],
    BESIDE: ["tests/integration/companion"],
}
"""Where a part lies, if not under its own name."""

PROFILES = {LONG: "long"}
"""Parts that run under a Hypothesis profile of their own; they lie in tests/properties/conftest.py."""

BESIDE_WORDPRESS = ("--wordpress", "6.8")
"""Ultimate Multisite needs script modules, which WordPress has from 6.5 on."""

REPORTS = DEV / "reports"
CLUSTER = "cluster"
"""Limits written on two nodes of a MariaDB cluster: only if asked for."""

USAGE = """usage: ./dev test [unit|integration|php|e2e …] [--quick] [tests/… …] [arguments of pytest, or of phpunit]
       ./dev test companion [--ultimate-multisite FOLDER] [arguments of pytest]
       ./dev test long [arguments of pytest]
       ./dev test cluster [arguments of pytest]

Without a part: all four. --quick leaves out the slow ones. Files and folders after a part are what runs of it: ./dev
test unit tests/unit/web. companion is what integration says about a running Ultimate
Multisite; with the folder of an unpacked one, that is installed on the tests' network in place of the stand-in. long is
no part of them: the properties of pricing over 10,000 random sequences of changes, renewals, cancellations, refunds and
account credit, and as many single quotes; then every odd value in every place of the shared tables that is read. About
half an hour on one core. cluster is none either: two writers of limits in every order of their steps, on one node and
on two of a MariaDB cluster (Galera), which is started for it."""
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
        print(USAGE)
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    parts, arguments = understood(words)
    every = runs(parts, arguments)
    beside = [begin(*one, shown=False) for one in every if goes_beside(one[0], parts, arguments)]
    outcomes = []
    for one in every:
        if not is_second(one[0], every) and not goes_beside(one[0], parts, arguments):
            with_it = [begin(*other, shown=False) for other in every if HALVES.get(one[0]) == other[0]]
            outcomes += [ended(run) for run in (begin(*one), *with_it)]
    outcomes += [ended(one) for one in beside]
    print(closing(outcomes), flush=True)
    sys.exit(0 if all(one.code == 0 for one in outcomes) else 1)


def is_second(name: str, every: Sequence[tuple[str, str, list[str]]]) -> bool:
    """Whether that process runs beside the first half of its part."""
    return any(HALVES.get(first) == name for first, _, _ in every)


def goes_beside(name: str, parts: Sequence[str], arguments: Sequence[str] = ()) -> bool:
    """Whether that process runs beside all others: the second walk through the browser, where there is enough else.

    Of the quick tests those on a network, which wait for it, beside those that wait for nothing.
    """
    if QUICK_MARKS in arguments and "unit" in parts:
        return name == "integration"
    return name == NEWEST_WALK and "integration" in parts


def understood(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The parts to run, and the arguments that the runners get."""
    named = [word for word in words if word in (*PARTS, BESIDE, LONG, CLUSTER)]
    rest = [word for word in words if word not in (*PARTS, BESIDE, LONG, CLUSTER, "--quick")]
    if BESIDE in named and is_real(rest) and "--wordpress" not in rest:
        rest = [*rest, *BESIDE_WORDPRESS]
    if "--quick" not in words:
        return named or list(PARTS), rest
    return [part for part in QUICK if part in (named or QUICK)], ["-m", QUICK_MARKS, *rest]


def is_real(words: Sequence[str]) -> bool:
    """Whether the folder of a real Ultimate Multisite is among the arguments."""
    return any(word.split("=")[0] == "--ultimate-multisite" for word in words)


def runs(parts: Sequence[str], arguments: Sequence[str]) -> list[tuple[str, str, list[str]]]:
    """(name, part, arguments) of every process, in order."""
    found: list[tuple[str, str, list[str]]] = []
    for part in parts:
        halves = [half for half in (part, HALVES.get(part)) if half and takes_part(half, arguments)]
        found += [(half, half, list(arguments)) for half in halves or [part]]
        if part == "e2e" and not {"--wordpress", "-m"} & set(arguments):
            found.append((NEWEST_WALK, NEWEST_WALK, [*NEWEST, "-m", "main_way", *arguments]))
    return found


def takes_part(half: str, arguments: Sequence[str]) -> bool:
    """Whether something of what was asked for lies in that half."""
    if half in FOLDERS and named(arguments):
        return bool(named_of(half, arguments))
    return half not in {"properties", "integration 2"} or QUICK_MARKS not in arguments


def named(arguments: Sequence[str]) -> list[str]:
    """The files and folders that were named."""
    return [word for word in arguments if word.startswith("tests/")]


def named_of(part: str, arguments: Sequence[str]) -> list[str]:
    """Those of them that lie in a part; of a folder that is more than the part, the part."""
    folders = FOLDERS.get(part, [f"tests/{part}"])
    words = {word: word.partition("::")[0].rstrip("/") for word in named(arguments)}
    within = [word for word, path in words.items() if any(lies_in(path, folder) for folder in folders)]
    return within + [one for one in folders if any(one != path and lies_in(one, path) for path in words.values())]


def lies_in(path: str, folder: str) -> bool:
    """Whether the path is that folder or file, or lies in it."""
    return f"{path}/".startswith(f"{folder}/")


@dataclass(frozen=True, slots=True)
class PartRun:
    """One part under way in a process of its own; what it writes goes to `log`, or is shown as it comes."""

    name: str
    arguments: Sequence[str]
    report: Path
    began: float
    process: subprocess.Popen[bytes]
    log: Path | None


RUNNING: list[PartRun] = []
STOPPED: list[int] = []


def stop(number: int, frame: FrameType | None) -> None:
    """Passes the signal on, so that every part stops what it started; no further part begins."""
    STOPPED.append(number)
    for run in RUNNING:
        run.process.send_signal(number)


def begin(name: str, part: str, arguments: Sequence[str], *, shown: bool = True) -> PartRun:
    """Starts one part."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    report = REPORTS / f"{name.replace(' ', '-')}.xml"
    report.unlink(missing_ok=True)
    log = None if shown else report.with_suffix(".log")
    if shown:
        print(f"\n== {name} ==", flush=True)
    more = {"HYPOTHESIS_PROFILE": PROFILES[part]} if part in PROFILES else {}
    with (log or Path(os.devnull)).open("wb") as sink:
        process = subprocess.Popen(
            command(part, arguments, report),
            cwd=ROOT,
            env={**os.environ, **more},
            stdout=sink if log else None,
            stderr=sink if log else None,
        )
    run = PartRun(name, arguments, report, time.time(), process, log)
    RUNNING.append(run)
    return run


def ended(run: PartRun) -> Outcome:
    """What the part came to, once it has ended; SystemExit where somebody asked to stop."""
    code = run.process.wait()
    if STOPPED:
        for other in RUNNING:
            other.process.wait()
        sys.exit(128 + STOPPED[0])
    RUNNING.remove(run)
    finished = time.time()
    if run.log:
        finished = run.log.stat().st_mtime
        print(f"\n== {run.name}, beside the others ==\n{run.log.read_text(errors='replace')}", flush=True)
    if code == NO_TESTS and has_selection(run.arguments):
        code = 0
    return Outcome(run.name, finished - run.began, code, *counted(run.report, code))


def has_selection(arguments: Sequence[str]) -> bool:
    """Whether somebody asked for some tests only: the marks of our own second run are no such wish."""
    return bool([word for word in arguments if word not in (*NEWEST, "-m", "main_way")])


def command(part: str, arguments: Sequence[str], report: Path) -> list[str]:
    """What runs a part."""
    if part == "php":
        return [sys.executable, "-m", "tools.network.phpunit", str(report), *without_marks(arguments)]
    where = named_of(part, arguments) or FOLDERS.get(part, [f"tests/{part}"])
    rest = [word for word in arguments if word not in named(arguments)]
    return [sys.executable, "-m", "pytest", *where, f"--junitxml={report}", *rest]


def without_marks(arguments: Sequence[str]) -> list[str]:
    """PHPUnit knows no marks of pytest."""
    return [word for word in arguments if word not in ("-m", QUICK_MARKS)]


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
