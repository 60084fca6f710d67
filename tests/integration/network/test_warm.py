"""A command that is forked from a process with its imports is what an operator runs."""

import errno
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType
from typing import NoReturn

import pytest

from tools.network.network import Network
from tools.network.service import cold
from tools.network.warm import Warm


@pytest.mark.parametrize("words", [["check"], ["nonsense"]])
def test_it_ends_and_says_what_the_command_itself_does(network: Network, words: list[str]) -> None:
    network.bridge("worker", "--once")
    environment = network.service.environment()

    here, there = warm_of(network).run(words, environment), cold(words, environment)

    assert (here.returncode, here.stdout, here.stderr) == (there.returncode, there.stdout, there.stderr)


def warm_of(network: Network) -> Warm:
    """What the tests' commands are forked from."""
    assert network.service.warm is not None
    return network.service.warm


def test_each_has_its_own_environment_and_outputs_however_many_run_at_once(network: Network, tmp_path: Path) -> None:
    warm, missing = warm_of(network), [str(tmp_path / f"{number}.json") for number in range(8)]

    with ThreadPoolExecutor(8) as pool:
        said = [*pool.map(lambda file: warm.run(["price", file], {}), missing)]
    unset = warm.run(["check"], {"PLAN_BRIDGE_DB_SOCKET": "/elsewhere"})
    others = warm.run(["check"], {"PLAN_BRIDGE_DB_USER": "one"})

    wrong = [one for file, one in zip(missing, said, strict=True) if one.returncode != 2 or file not in one.stderr]
    assert wrong == []
    assert "PLAN_BRIDGE_DB_USER is not set" in unset.stderr
    assert "PLAN_BRIDGE_DB_USER is not set" not in others.stderr


def test_whoever_stops_waiting_leaves_no_command_behind(network: Network, tmp_path: Path) -> None:
    file = tmp_path / "never written"
    os.mkfifo(file)

    def interrupt(number: int, frame: FrameType | None) -> NoReturn:
        assert is_read(file)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    warm_of(network).run(["--version"], {})
    signal.setitimer(signal.ITIMER_REAL, 1)
    with pytest.raises(KeyboardInterrupt):
        warm_of(network).run(["price", str(file)], {})
    until = time.monotonic() + 10
    while is_read(file) and time.monotonic() < until:
        time.sleep(0.02)
    signal.signal(signal.SIGALRM, before)

    assert not is_read(file)


def is_read(file: Path) -> bool:
    """Whether any process reads from the named pipe, or waits to."""
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_NONBLOCK))
    except OSError as error:
        if error.errno != errno.ENXIO:
            raise
        return False
    return True
