"""Long-running programs, each in a process group of its own, so that its workers end with it.

PHP's web server leaves its workers behind when only the parent is ended: always end the group.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tools.network import ending

STARTED: list[subprocess.Popen[bytes]] = []


class DidNotStart(RuntimeError):
    """A program ended, or did not answer in time; the message holds the last lines it wrote."""


@dataclass(frozen=True, slots=True)
class Running:
    """A started program: `process` leads its group, `log` holds what it writes."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def wait_until(self, answers: Callable[[], bool], seconds: float = 90) -> None:
        """Returns once it answers; DidNotStart when it ended or took longer."""
        give_up = time.monotonic() + seconds
        while not answers():
            if self.process.poll() is not None or time.monotonic() > give_up:
                tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
                raise DidNotStart(f"{self.name} did not start\n{tail}")
            ending.pause(0.02)

    def stop(self, seconds: float = 10) -> None:
        """Asks the group to end, then ends it; returns when no process of it is left."""
        end_group(self.process.pid, seconds, self.process)
        STARTED.remove(self.process)
        WATCHING.forget(self.process.pid)


def start(name: str, command: Sequence[str], log: Path, environment: Mapping[str, str]) -> Running:
    """Starts the program in a group of its own, its output appended to the log."""
    ending.check()
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as sink:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            env=dict(environment),
            start_new_session=True,
            preexec_fn=WATCHING.announcement(),  # noqa: PLW1509 (nothing here runs threads)
        )
    STARTED.append(process)
    return Running(name, process, log)


WATCHER = """
import os, signal, sys, time
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
groups = set()
for line in sys.stdin:
    word, group = line.split()
    (groups.add if word == 'started' else groups.discard)(int(group))
for sent, patience in ((signal.SIGTERM, 10), (signal.SIGKILL, 0)):
    for group in groups:
        try:
            os.killpg(group, sent)
        except ProcessLookupError:
            pass
    until = time.monotonic() + patience
    while time.monotonic() < until and any(os.path.exists(f'/proc/{group}') for group in groups):
        time.sleep(0.05)
"""
"""A process beside this one: it reads which groups started and ended until its input closes, as it does when this
process dies of anything (SIGKILL too), and then ends what is left."""


class Watcher:
    """Ends every started group should this process die without a chance to do so; begins with the first group."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None

    def pipe(self) -> int:
        """Where the watcher reads from."""
        if self.process is None:
            words = [sys.executable, "-I", "-S", "-c", WATCHER]
            self.process = subprocess.Popen(words, stdin=subprocess.PIPE, start_new_session=True)
        return self.process.stdin.fileno() if self.process.stdin else -1

    def announcement(self) -> Callable[[], None]:
        """What a child does before it becomes its program: it says that its group has started.

        Said by the child, so that there is no moment in which it runs and the watcher does not know.
        """
        pipe = self.pipe()
        return lambda: tell(pipe, "started", os.getpid())

    def forget(self, group: int) -> None:
        """The group has ended; its number may become somebody else's."""
        tell(self.pipe(), "ended", group)


def tell(pipe: int, word: str, group: int) -> None:
    """One line to the watcher; where it is gone, nobody is told and all goes on."""
    with suppress(OSError):
        os.write(pipe, f"{word} {group}\n".encode())


WATCHING = Watcher()


def end_all() -> None:
    """Ends whatever this process started and has not stopped yet."""
    while STARTED:
        process = STARTED.pop()
        end_group(process.pid, 10, process)
        WATCHING.forget(process.pid)


def end_group(group: int, seconds: float, leader: subprocess.Popen[bytes] | None = None) -> None:
    """SIGTERM to the group, SIGKILL after some seconds."""
    for sent, patience in ((signal.SIGTERM, seconds), (signal.SIGKILL, 5)):
        with suppress(ProcessLookupError):
            os.killpg(group, sent)
        give_up = time.monotonic() + patience
        while time.monotonic() < give_up:
            leads = leader is not None and leader.poll() is None
            if not leads and not group_lives(group):
                return
            time.sleep(0.02)


def group_lives(group: int) -> bool:
    """Whether any process of the group is left (a zombie that waits to be read counts as gone)."""
    return any(fields[2] == str(group) and fields[0] != "Z" for fields in all_stat_fields())


def all_stat_fields() -> list[list[str]]:
    """The fields behind the name in /proc/PID/stat of every process: state, parent, group, session, …"""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                found.append((entry / "stat").read_text().rpartition(")")[2].split())
    return found


def started_at(pid: int) -> str | None:
    """When the process started, in ticks since boot: with the pid it names a process once and for all."""
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return None


def remember(running: Sequence[Running], file: Path) -> None:
    """Notes the groups, so that a start after a crash can end what was left."""
    file.write_text(json.dumps([[one.process.pid, started_at(one.process.pid)] for one in running]))


def end_left_over(file: Path) -> None:
    """Ends the groups that a killed run left behind, and no others."""
    if not file.exists():
        return
    for pid, ticks in json.loads(file.read_text()):
        if ticks is not None and started_at(pid) == ticks:
            end_group(pid, 10)
    file.unlink()


def free_port() -> int:
    """A port of the loopback address that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def usable_port(wanted: int | None) -> int:
    """The wanted port where it is free, else another."""
    if wanted is not None:
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", wanted))
            return wanted
    return free_port()


def listens(port: int) -> bool:
    """Whether somebody takes connections on the loopback port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
