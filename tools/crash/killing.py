"""Play a scenario in a process that is killed at one point after the other; then worker and owner go on.

The rows are put back before each point, so that each is of the same play. Dead at points between which nothing was
committed and nobody called, it leaves the same behind: what follows is tried once for each such state. The worker that
comes then is killed as well, half of the times, at a statement that chance chooses, before another one comes.
"""

from __future__ import annotations

import os
import random
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bridge.bootstrap import build
from bridge.config import from_environment
from bridge.errors import ChangeSettled
from bridge.ports import Services
from tools.crash.books import never, unlike
from tools.crash.card import RemoteCard
from tools.crash.points import Points, Watched, watch_statements
from tools.crash.provider import Provider
from tools.crash.scenario import Scenario
from tools.crash.snapshot import Snapshot, snapshot_of
from tools.crash.stage import BEGAN, MovedClock, Stage, settle_sample, with_card, worker_comes, write_people
from tools.network.network import Network
from tools.network.testing import broken_invariants

#: What holds a change while its process is dead: a lease is two minutes.
LEASE = timedelta(minutes=3)
#: How often worker and owner come round at most; a booked change or a debit takes several.
ROUNDS = 5
#: So often the worker that comes then is killed as well, at one of so many statements of its first round.
PART_KILLED_AGAIN, OF_THE_WORKER = 1 / 2, 120


@dataclass(slots=True)
class Tried:
    """What came of one scenario: how many points it has, how many were tried, and what did not hold.

    ``states`` are what the dead left behind: commits and calls made, rows a table, the provider's books, the instant.
    """

    name: str
    points: int = 0
    tried: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)
    states: set[tuple[int, str, str, datetime]] = field(default_factory=set)

    def __str__(self) -> str:
        """Say how much was tried."""
        tried = f"{self.tried} of {self.points} points, {len(self.states)} states left behind"
        return f"{self.name}: {tried}, {self.seconds:.0f} s"


@dataclass(frozen=True, slots=True)
class Killing:
    """A network, a provider, and who plays on them: ``ours`` carry on, ``theirs`` are for processes that are killed."""

    network: Network
    provider: Provider
    empty: Snapshot
    ready: Snapshot
    ours: Services
    theirs: Services

    def try_all(self, scenario: Scenario, most: int | None = None, seed: int = 0) -> Tried:
        """Kill at every point, or at ``most`` that chance chooses; return what came of it.

        Where all are tried, it is first looked at what comes of it when nobody is killed.
        """
        began, told = time.monotonic(), Tried(scenario.name)
        stage = self._stage(scenario)
        kept_at = stage.clock.at
        told.points = self._count(scenario, stage)
        if most is None:
            told.wrong += [f"not killed: {found}" for found in self._carry_on(scenario, stage)]
        points = list(range(1, told.points + 1))
        if most is not None and most < len(points):
            points = sorted(random.Random(f"{seed} {scenario.name}").sample(points, most))  # noqa: S311 (a sample, no secret)
        for point in points:
            told.tried += 1
            self._return_to(stage, kept_at)
            told.wrong += [f"point {point}, {found}" for found in self._try(scenario, stage, point, seed, told)]
        self.empty.return_to()
        told.seconds = time.monotonic() - began
        return told

    def _stage(self, scenario: Scenario) -> Stage:
        """Write the scenario's people and make them ready, from where every point begins."""
        self.empty.return_to()
        self.provider.forget()
        clock = MovedClock(BEGAN)
        services = with_card(self.ours, clock, RemoteCard(self.provider, scenario.least_minor))
        stage = Stage(1, services, clock, self.provider, self.network)
        person = scenario.person
        write_people(self.network, person, [stage])
        self.provider.ask("bank", payer=stage.customer, kind=person.bank, slow_refunds=person.slow_refunds)
        scenario.prepare(stage)
        self.ready.keep()
        self.provider.keep()
        return stage

    def _return_to(self, stage: Stage, at: datetime) -> None:
        self.ready.return_to()
        self.provider.return_to()
        stage.clock.at = at

    def _count(self, scenario: Scenario, stage: Stage) -> int:
        """Play it to its end and return how many points it passes."""
        points, status = self._played(scenario.play, scenario, stage, 0)
        if status or not points.passed:
            raise RuntimeError(f"{scenario.name}: it does not come to its end by itself")
        return points.passed

    def _try(self, scenario: Scenario, stage: Stage, point: int, seed: int, told: Tried) -> Iterator[str]:
        """Kill at one point and look; where what it leaves was not seen yet, let everybody go on, and look again."""
        points, status = self._played(scenario.play, scenario, stage, point)
        if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != signal.SIGKILL:
            yield f"it was not killed there ({status})"
        left = (points.effects, self.ready.counted(), self.provider.stands(), stage.clock.at)
        if left in told.states:
            return
        for found in (*broken_invariants(self.network), *scenario.half(stage)):
            yield f"when it was dead: {found}"
        again = self._kill_worker(scenario, stage, random.Random(f"{seed} {scenario.name} {point}"))  # noqa: S311
        wrong = self._carry_on(scenario, stage)
        if not wrong:
            told.states.add(left)
        for found in wrong:
            yield f"the worker at {again}: {found}"

    def _kill_worker(self, scenario: Scenario, stage: Stage, chance: random.Random) -> int | None:
        """Let a worker come, and, half of the times, be killed too; return at which point, None: nowhere."""
        stage.clock.at += LEASE
        if chance.random() < PART_KILLED_AGAIN:
            again = chance.randint(1, OF_THE_WORKER)
            self._played(lambda own: worker_comes(own.services), scenario, stage, again)
            stage.clock.at += LEASE
            return again
        return None

    def _carry_on(self, scenario: Scenario, stage: Stage) -> list[str]:
        """Let worker and owner come round until it is done; return what does not hold then."""
        worker_comes(stage.services)
        wrong = [f"after the worker: {found}" for found in never(stage)]
        for _ in range(ROUNDS):
            with suppress(ChangeSettled):
                scenario.go_on(stage)
            stage.clock.at += LEASE
            worker_comes(stage.services)
            found = [*unlike(self.network, stage, scenario.ends), *scenario.also(stage)]
            if not found:
                break
        return [*wrong, *found, *broken_invariants(self.network)]

    def _played(
        self, play: Callable[[Stage], object], scenario: Scenario, stage: Stage, kill_at: int
    ) -> tuple[Points, int]:
        """Play in a process of its own that is killed at a point (0: at none); return its points, and how it ended."""
        points = Points(kill_at)
        child = os.fork()
        if child == 0:
            self._play(play, scenario, stage, points)
        _, status = os.waitpid(child, 0)
        return points, status

    def _play(self, play: Callable[[Stage], object], scenario: Scenario, stage: Stage, points: Points) -> None:
        """Play in this process, which is a child: with a session of its own, one statement at a time; then end."""
        code = 1
        try:
            card = Watched(scenario.heard(stage.provider, scenario.least_minor), points)
            watch_statements(points)
            play(stage.with_services(with_card(self.theirs, stage.clock, card)))
            code = 0
        except Exception:  # noqa: BLE001 (told; then this process ends as any that broke down)
            traceback.print_exc()
        finally:
            os._exit(code)  # a child says goodbye to nobody: what it has open is its parent's


@contextmanager
def killing_on(network: Network, provider: Provider) -> Iterator[Killing]:
    """What plays and kills on a network, whose rows are afterwards as before."""
    config = from_environment(network.service.variables)
    settle_sample(network)
    with snapshot_of(network, "before_anything") as empty, snapshot_of(network, "before_the_play") as ready:
        killing = Killing(network, provider, empty, ready, build(config).services, build(config).services)
        try:
            yield killing
        finally:
            forget(killing.ours)


def forget(services: Services) -> None:
    """Close this thread's session."""
    services.database.forget()  # type: ignore[attr-defined]
