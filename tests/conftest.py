"""What all tests share: the options that choose the WordPress, and an orderly end."""

import signal
from pathlib import Path
from types import FrameType
from typing import NoReturn

import pytest

from tools.network.machine.paths import ROOT
from tools.network.release import SUITES

SLOW_FOLDERS = tuple(ROOT / "tests" / folder for folder in ("properties", "integration"))
#: What of a real network is looked at all the same: a change from quote to limit, and how it is let go.
QUICK = ("cancelling", "confirming", "leaving", "limits_follow_products", "old_quotes", "over_limit", "renewals_end")
QUICK_FILES = frozenset(ROOT / "tests" / "integration" / "changes" / f"test_{name}.py" for name in QUICK)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The network that integration and end-to-end tests run against."""
    group = parser.getgroup("network")
    group.addoption("--wordpress", choices=list(SUITES), default="6.1", help="the series of WordPress")
    group.addoption("--prefix", default="wp_", help="the network's table prefix")
    group.addoption(
        "--ultimate-multisite", type=Path, metavar="FOLDER", help="an unpacked Ultimate Multisite, put on the network"
    )


def pytest_configure(config: pytest.Config) -> None:
    """SIGTERM ends the run as Ctrl-C does, so that what the fixtures started is stopped."""
    config.addinivalue_line("markers", "main_way: the main ways of owner and admin, run on the newest WordPress too")
    config.addinivalue_line("markers", "slow: takes seconds, or stands in a folder that does; --quick leaves it out")

    def interrupt(number: int, frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """./dev test --quick has 90 seconds: whole folders of slow tests are marked here."""
    for item in items:
        if item.path not in QUICK_FILES and any(folder in item.path.parents for folder in SLOW_FOLDERS):
            item.add_marker("slow")
