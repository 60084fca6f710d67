"""What all tests share: the options that choose the WordPress, and an orderly end."""

import signal
from types import FrameType
from typing import NoReturn

import pytest

from tests.network.release import SUITES


def pytest_addoption(parser: pytest.Parser) -> None:
    """The network that integration and end-to-end tests run against."""
    group = parser.getgroup("network")
    group.addoption("--wordpress", choices=list(SUITES), default="6.1", help="the series of WordPress")
    group.addoption("--prefix", default="wp_", help="the network's table prefix")


def pytest_configure(config: pytest.Config) -> None:
    """SIGTERM ends the run as Ctrl-C does, so that what the fixtures started is stopped."""
    config.addinivalue_line("markers", "slow: takes seconds; ./dev test --quick leaves it out")

    def interrupt(number: int, frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
