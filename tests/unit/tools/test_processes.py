"""What is started is ended, with everything it started itself."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools.network import processes
from tools.network.machine.paths import ROOT

WORKERS_OUTLIVE_THEIR_PARENT = "trap '' HUP; sleep 60 & sleep 60 & echo started; wait"


def start(tmp_path: Path, script: str = WORKERS_OUTLIVE_THEIR_PARENT) -> processes.Running:
    running = processes.start("script", ["sh", "-c", script], tmp_path / "script.log", os.environ)
    running.wait_until(lambda: "started" in running.log.read_text())
    return running


def test_stopping_ends_the_whole_group(tmp_path: Path) -> None:
    running = start(tmp_path)

    running.stop()

    assert not processes.group_lives(running.process.pid)


def test_a_group_that_ignores_sigterm_is_ended_all_the_same(tmp_path: Path) -> None:
    running = start(tmp_path, "trap '' TERM; echo started; while :; do sleep 1; done")

    running.stop(seconds=0.3)

    assert not processes.group_lives(running.process.pid)


def test_a_program_that_ends_at_once_says_its_last_words(tmp_path: Path) -> None:
    running = processes.start("script", ["sh", "-c", "echo no room; exit 3"], tmp_path / "log", os.environ)

    with pytest.raises(processes.DidNotStart, match="script did not start\nno room"):
        running.wait_until(lambda: False)

    running.stop()


def test_what_a_killed_run_left_is_ended(tmp_path: Path) -> None:
    running = start(tmp_path)
    processes.remember([running], tmp_path / "running.json")

    processes.end_left_over(tmp_path / "running.json")

    assert (False, False) == (processes.group_lives(running.process.pid), (tmp_path / "running.json").exists())
    running.stop()


@pytest.mark.parametrize("killing", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_whatever_ends_a_run_nothing_that_it_started_stays(tmp_path: Path, killing: signal.Signals) -> None:
    log = tmp_path / "log"
    script = f"""
import os, sys, time
from pathlib import Path
sys.path.insert(0, {str(ROOT)!r})
from tools.network import processes
running = processes.start("script", ["sh", "-c", {WORKERS_OUTLIVE_THEIR_PARENT!r}], Path({str(log)!r}), os.environ)
running.wait_until(lambda: "started" in running.log.read_text())
print(running.process.pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as run:
        group = int(run.stdout.readline()) if run.stdout else 0
        run.send_signal(killing)
    give_up = time.monotonic() + 15
    while processes.group_lives(group) and time.monotonic() < give_up:
        time.sleep(0.05)

    assert not processes.group_lives(group)


def test_a_process_that_only_has_the_same_number_is_left_alone(tmp_path: Path) -> None:
    running = start(tmp_path)
    (tmp_path / "running.json").write_text(json.dumps([[running.process.pid, "1"]]))

    processes.end_left_over(tmp_path / "running.json")

    assert processes.group_lives(running.process.pid)
    running.stop()


def test_a_taken_port_is_given_up_for_another() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]

        assert processes.usable_port(taken) != taken


def test_a_free_port_is_kept() -> None:
    free = processes.free_port()

    assert processes.usable_port(free) == free
