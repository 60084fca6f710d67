"""./dev demo as a person starts it: a process of its own, ended by a signal."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import requests

from tools.network import processes
from tools.network.machine.paths import DEV, ROOT

pytestmark = pytest.mark.slow
PREFIX = f"demo{os.getpid()}_"
SECONDS_TO_START = 90
SECONDS_TO_START_AGAIN = 20


@contextmanager
def demo(file: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """The demo, ended at the latest when the block ends."""
    options = ["--json", str(file), "--prefix", PREFIX, "--many-sites", "2"]
    command = [sys.executable, str(ROOT / "dev"), "demo", *options, *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        process.wait(60)


def facts_of(process: subprocess.Popen[str], file: Path, seconds: float) -> dict[str, Any]:
    """What the demo wrote once everything answered."""
    give_up = time.monotonic() + seconds
    while not file.exists():
        if process.poll() is not None or time.monotonic() > give_up:
            process.kill()
            pytest.fail(f"the demo did not start: {process.stdout.read() if process.stdout else ''}")
        time.sleep(0.1)
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def groups_of(folder: Path) -> list[int]:
    """The process groups that the demo remembers."""
    return [pid for pid, _ in json.loads((folder / "running.json").read_text())]


def servers_on(folder: Path) -> list[int]:
    """The MariaDB servers whose data lies in the folder."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and f"--datadir={folder}/".encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
    return found


def takes_connections(port: int) -> bool:
    """Whether anybody listens there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module", autouse=True)
def remove_what_was_made() -> Iterator[None]:
    """The prefix is this run's own, and so are its folders."""
    yield
    for folder in [*DEV.glob(f"demo-*-{PREFIX}*"), *DEV.glob(f"templates/*-{PREFIX}*")]:
        subprocess.run(["rm", "-rf", str(folder)], check=True)


def test_a_demo_says_where_it_is_and_leaves_nothing_behind(tmp_path: Path) -> None:
    file = tmp_path / "demo.json"
    with demo(file) as process:
        facts = facts_of(process, file, SECONDS_TO_START)
        groups = groups_of(DEV / f"demo-6.1-{PREFIX}")
        ready = requests.get(f"{facts['service']['url']}/readyz", timeout=10)
        login = requests.get(f"{facts['network']['url']}wp-login.php", timeout=10)
        sites = [facts["network"]["url"] + name for name in ("moa", "moa-2", "moa-3")]
        pages = [requests.get(f"{site}/", timeout=20).status_code for site in sites]
        process.send_signal(signal.SIGTERM)
        process.wait(60)

    web_port = int(facts["network"]["url"].split(":")[2].rstrip("/"))
    assert {"network", "sites", "stranger", "others", "service", "database"} == set(facts)
    assert ["free", "basic", "premium", "premium", "business"] == [site["plan"] for site in facts["sites"]]
    assert ["active", "active", "active", "expired", "trialing"] == [site["status"] for site in facts["sites"]]
    assert {"socket", "port", "name", "user", "password", "prefix"} == set(facts["database"])
    assert [200, 200, 200] == pages
    assert (200, 200, PREFIX) == (ready.status_code, login.status_code, facts["database"]["prefix"])
    assert (0, False) == (process.returncode, file.exists())
    assert 4 == len(groups)
    assert [] == [group for group in groups if processes.group_lives(group)]
    assert not takes_connections(web_port)
    assert not takes_connections(facts["database"]["port"])


def test_a_second_start_is_quick_and_moves_away_from_a_taken_port(tmp_path: Path) -> None:
    file = tmp_path / "demo.json"
    with demo(file) as process:
        first = facts_of(process, file, SECONDS_TO_START)["network"]["url"]
    port = int(first.split(":")[2].rstrip("/"))

    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        began = time.monotonic()
        with demo(file) as process:
            second = facts_of(process, file, SECONDS_TO_START)
            took = time.monotonic() - began
            page = requests.get(second["sites"][0]["url"], timeout=20)

    assert second["network"]["url"] != first
    assert (200, 0) == (page.status_code, page.text.count(f"127.0.0.1:{port}"))
    assert took < SECONDS_TO_START_AGAIN


def test_a_demo_that_was_killed_is_cleared_away_by_a_fresh_one(tmp_path: Path) -> None:
    file = tmp_path / "demo.json"
    with demo(file) as process:
        facts_of(process, file, SECONDS_TO_START)
        groups = groups_of(DEV / f"demo-6.1-{PREFIX}")
        process.kill()
        process.wait(10)
        file.unlink()

    with demo(file, "--fresh") as process:
        facts_of(process, file, SECONDS_TO_START)
        left = [group for group in groups if processes.group_lives(group)]

    assert [] == left


def test_a_demo_killed_while_it_is_being_made_leaves_nothing_running(tmp_path: Path) -> None:
    folder = DEV / f"demo-6.1-{PREFIX}"
    with demo(tmp_path / "demo.json", "--fresh") as process:
        give_up = time.monotonic() + SECONDS_TO_START
        while not (servers := servers_on(folder)) and time.monotonic() < give_up:
            time.sleep(0.02)
        process.kill()
        process.wait(10)

    give_up = time.monotonic() + 60
    while servers_on(folder) and time.monotonic() < give_up:
        time.sleep(0.1)
    assert (True, []) == (bool(servers), servers_on(folder))


def test_a_demo_whose_database_died_says_so_and_ends(tmp_path: Path) -> None:
    file = tmp_path / "demo.json"
    with demo(file) as process:
        facts_of(process, file, SECONDS_TO_START)
        for server in servers_on(DEV / f"demo-6.1-{PREFIX}"):
            os.kill(server, signal.SIGKILL)
        said, _ = process.communicate(timeout=60)

    assert (1, True) == (process.returncode, "mariadbd ended by itself" in said)


def test_two_demos_run_beside_each_other(tmp_path: Path) -> None:
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    with demo(one) as first, demo(two) as second:
        urls = {facts_of(first, one, SECONDS_TO_START)["network"]["url"]}
        urls.add(facts_of(second, two, SECONDS_TO_START)["network"]["url"])

    assert 2 == len(urls)
