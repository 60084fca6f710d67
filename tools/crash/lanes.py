"""Several networks at once, each with a database and a provider of its own, that work off one list of tasks."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

from tools.crash.crowd import crowd_on
from tools.crash.faults import Faults, injected
from tools.crash.killing import Killing, Tried, killing_on
from tools.crash.provider import running_provider
from tools.crash.restarts import Restarts
from tools.crash.scenarios import SCENARIOS
from tools.network.machine.claiming import claimed_folder, empty
from tools.network.network import running_network

#: WordPress of the networks: of no account here, so the oldest that must work.
SERIES, PREFIX = "6.1", "wp_"


@dataclass(frozen=True, slots=True)
class Scene:
    """A scenario by its place in the list, and how many of its points chance chooses (None: all)."""

    place: int
    most: int | None
    seed: int

    def play(self, killing: Killing) -> Tried:
        """Play it on a network."""
        return killing.try_all(SCENARIOS[self.place], self.most, self.seed)


@dataclass(slots=True)
class Busy:
    """What came of a crowd: what its clients were answered, and what was done to them."""

    name: str
    answers: dict[str, int]
    disturbed: dict[str, int]
    slowest: float
    wrong: list[str]

    @property
    def tried(self) -> int:
        """How often they were disturbed."""
        return sum(self.disturbed.values())

    def __str__(self) -> str:
        """Say how much was tried."""
        asked = sum(self.answers.values())
        return (
            f"{self.name}: {asked} answers, the slowest in {self.slowest:.1f} s: {_listed(self.answers)};"
            f" {self.tried} disturbances: {_listed(self.disturbed)}"
        )


@dataclass(frozen=True, slots=True)
class Rush:
    """A crowd for so many seconds, disturbed by faults of the server or, ``restarts``, by its end."""

    seconds: float
    seed: int
    restarts: bool

    def play(self, killing: Killing) -> Busy:
        """Play it on a network."""
        killing.empty.return_to()
        with crowd_on(killing.network, killing.provider, self.seed) as crowd:
            if self.restarts:
                restarts = Restarts(killing.network, self.seed)
                crowd.run(self.seconds, restarts)
                disturbed = {"restarts": restarts.times}
            else:
                faults = Faults(self.seed)
                with injected(faults):
                    crowd.run(self.seconds)
                disturbed = dict(faults.told)
            wrong = list(dict.fromkeys(crowd.settle()))
        killing.empty.return_to()
        what = "the database ended and started" if self.restarts else "faults of the database"
        name = f"eight at once, {what} (seed {self.seed})"
        return Busy(name, dict(crowd.told.answers), disturbed, crowd.told.slowest, wrong)


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {what}" for what, count in sorted(counts.items(), key=lambda one: -one[1]))


@contextmanager
def durable_network() -> Iterator[Killing]:
    """A network of its own on a durable database, for as long as the block runs."""
    with claimed_folder("crash") as folder, tempfile.TemporaryDirectory(prefix="pb-card-") as socket:
        empty(folder)
        with (
            running_provider(Path(socket)) as provider,
            running_network(folder, SERIES, PREFIX, durable=True, worker=False) as network,
            killing_on(network, provider) as killing,
        ):
            yield killing


def work_off(tasks: Sequence[Scene | Rush], lanes: int) -> Iterator[Tried | Busy]:
    """Let so many networks do the tasks, each the next one that is left; yield what came of each as it is done.

    :raises RuntimeError: where a network broke down.
    """
    lines: dict[Connection, SpawnProcess] = {}
    try:
        yield from _shared_out(list(reversed(tasks)), lanes, lines)
    finally:
        for process in lines.values():
            process.terminate()


def _shared_out(left: list[Scene | Rush], lanes: int, lines: dict[Connection, SpawnProcess]) -> Iterator[Tried | Busy]:
    """Begin the networks, each with its first task, and give each the next one as it is done with one."""
    spawn = get_context("spawn")
    for _ in range(min(lanes, len(left))):
        ours, theirs = spawn.Pipe()
        lines[ours] = spawn.Process(target=_lane, args=(theirs,))
        lines[ours].start()
        theirs.close()
        ours.send(left.pop())
    while lines:
        for line in wait(list(lines)):
            if not isinstance(line, Connection):
                continue
            try:
                yield line.recv()
            except EOFError as gone:
                raise RuntimeError("a network broke down") from gone
            if left:
                line.send(left.pop())
            else:
                line.close()
                del lines[line]


def _lane(line: Connection) -> None:
    """Do what is sent, until nobody sends any more; the worker's log of a database that is away is of no use here."""
    logging.disable(logging.CRITICAL)
    with durable_network() as killing, suppress(EOFError):
        while True:
            task: Scene | Rush = line.recv()
            line.send(task.play(killing))
