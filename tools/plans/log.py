"""The server's log of statements: what each was, how many rows it looked at and how many it answered."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.network.network import Network

NAMED = re.compile(r"/\* ([a-z_]+\.[a-z_0-9]+) \*/\s*;?\s*\Z")
FIGURES = re.compile(r"# Query_time: ([\d.]+) .*Rows_sent: (\d+)\s+Rows_examined: (\d+)")
CHANGED = re.compile(r"Rows_affected: (\d+)")
#: What differs from call to call in a statement of the plugin's.
LITERALS = re.compile(r"'(?:[^'\\]|\\.)*'|\b\d+\b|(?<=IN )\([^()]*\)")
OURS = re.compile(r"bridge_|wu_")


@dataclass(slots=True)
class Reads:
    """What a statement did: how often; rows that the call which looked at most looked at, and answered or changed."""

    name: str
    calls: int = 0
    examined: int = 0
    answered: int = 0
    seconds: float = 0.0

    def add(self, examined: int, answered: int, seconds: float) -> None:
        """Count one call."""
        self.calls += 1
        if examined >= self.examined:
            self.examined, self.answered = examined, answered
        self.seconds = max(self.seconds, seconds)


@contextmanager
def logging(network: Network, file: Path) -> Iterator[None]:
    """Have the server write every statement of new sessions to a file while the block runs."""
    file.unlink(missing_ok=True)
    network.sql(
        f"SET GLOBAL slow_query_log_file = '{file}'; SET GLOBAL log_slow_verbosity = '';"
        " SET GLOBAL long_query_time = 0;"
        " SET GLOBAL log_output = 'FILE'; SET GLOBAL slow_query_log = 1"
    )
    try:
        yield
    finally:
        network.sql("SET GLOBAL slow_query_log = 0; SET GLOBAL long_query_time = 10")


def read(file: Path, prefix: str) -> dict[str, Reads]:
    """Return what each statement of ours read, by its name; the plugin's have their text for a name."""
    found: dict[str, Reads] = defaultdict(lambda: Reads(""))
    for seconds, answered, examined, text in statements(file):
        name = name_of(text, prefix)
        if name:
            found[name].name = name
            found[name].add(examined, answered, seconds)
    return dict(found)


def statements(file: Path) -> Iterator[tuple[float, int, int, str]]:
    """Yield seconds, rows answered or changed, rows examined and the text of each logged statement."""
    figures: tuple[float, int, int] | None = None
    lines: list[str] = []
    for line in [*file.read_text(encoding="utf-8", errors="replace").splitlines(), "# End"]:
        if not line.startswith("#"):
            lines.append(line)
            continue
        if figures and lines:
            yield *figures, "\n".join(lines)
        lines = []
        if told := FIGURES.match(line):
            figures = float(told[1]), int(told[2]), int(told[3])
        elif (told := CHANGED.search(line)) and figures:
            figures = figures[0], max(figures[1], int(told[1])), figures[2]
        elif line.startswith(("# Time:", "# User@Host:")):
            figures = None


def name_of(text: str, prefix: str) -> str:
    """Return what a statement is called: its name in ``sql/queries``, or its text without values; '' if not ours."""
    text = re.sub(r"\A(?:use [^;]+;\s*)?(?:SET timestamp=\d+;\s*)?", "", text.strip())
    if named := NAMED.search(text):
        return named[1]
    if not OURS.search(text) or not re.match(
        r"\(?(SELECT|UPDATE|INSERT|DELETE|REPLACE|SET STATEMENT)", text, re.IGNORECASE
    ):
        return ""
    return "php: " + " ".join(LITERALS.sub("?", text.replace(prefix, "")).split())[:400]
