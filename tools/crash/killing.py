"""Play a scenario in a process that is killed at one point after the other; then worker and owner go on."""

from __future__ import annotations

import itertools
import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from bridge.bootstrap import build
from bridge.changes.life import wrong_steps
from bridge.config import Config, from_environment
from bridge.errors import ChangeSettled
from bridge.operations.journal import verify
from bridge.ports import Services
from bridge.worker import run_all_once
from tools.crash.points import Points, Watched, watch_statements
from tools.crash.provider import Provider, RemoteCard
from tools.crash.scenarios import BEGAN, MovedClock, Scenario, Stage, with_card, write_people
from tools.network.network import Network
from tools.network.testing import broken_invariants

#: What holds a change while its process is dead: a lease is two minutes.
LEASE = timedelta(minutes=3)
_STATES = "SELECT quote_id, status FROM {p}bridge_changes WHERE membership_id = %(membership)s"
#: How often worker and owner come round until it is done; a booked change or a debit takes several.
ROUNDS = 4


@dataclass(slots=True)
class Tried:
    """What came of one scenario: how many points it has, how many were tried, and what did not hold."""

    name: str
    points: int = 0
    tried: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Killing:
    """A network, a provider, and who plays on them; ``numbers`` gives each membership its own."""

    network: Network
    provider: Provider
    config: Config
    services: Services
    numbers: Iterator[int]

    @classmethod
    def on(cls, network: Network, provider: Provider) -> Killing:
        """Return what plays on a network."""
        config = from_environment(network.service.variables)
        return cls(network, provider, config, build(config).services, itertools.count(1))

    def try_all(self, scenario: Scenario, most: int | None = None, seed: int = 0) -> Tried:
        """Kill at every point, or at ``most`` that chance chooses; return what came of it."""
        began, told = time.monotonic(), Tried(scenario.name)
        told.points = self._count(scenario, told)
        points = list(range(1, told.points + 1))
        if most is not None and most < len(points):
            points = sorted(random.Random(seed).sample(points, most))  # noqa: S311 (a sample, no secret)
        for point in points:
            told.tried += 1
            self._try(scenario, point, told)
        told.wrong += broken_invariants(self.network)
        told.seconds = time.monotonic() - began
        return told

    def _count(self, scenario: Scenario, told: Tried) -> int:
        """Play it to its end and return how many points it passes."""
        stage = self.stage(scenario)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            _play(self.config, stage, scenario, 0, writing)
        os.close(writing)
        with os.fdopen(reading) as said:
            text = said.read()
        _, status = os.waitpid(child, 0)
        if status or not text:
            raise RuntimeError(f"{scenario.name}: it does not come to its end by itself")
        told.wrong += [f"not killed: {found}" for found in self.unlike(scenario, stage)]
        return int(text)

    def _try(self, scenario: Scenario, point: int, told: Tried) -> None:
        """Kill at one point, let the worker and the owner go on, and look."""
        stage = self.stage(scenario)
        child = os.fork()
        if child == 0:
            _play(self.config, stage, scenario, point, None)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != signal.SIGKILL:
            told.wrong.append(f"point {point}: it was not killed there ({status})")
        stage.clock.at = max(stage.clock.at, BEGAN) + LEASE
        run_all_once(stage.services)
        told.wrong += [f"point {point}, after the worker: {found}" for found in _unpaid_for(stage)]
        for _ in range(ROUNDS):
            with suppress(ChangeSettled):
                scenario.go_on(stage)
            stage.clock.at += LEASE
            run_all_once(stage.services)
        told.wrong += [f"point {point}: {found}" for found in self.unlike(scenario, stage)]

    def stage(self, scenario: Scenario) -> Stage:
        """Return a new membership for the scenario, made ready."""
        number = next(self.numbers)
        write_people(self.network, scenario, range(number, number + 1))
        clock = MovedClock(BEGAN)
        services = with_card(self.services, clock, RemoteCard(self.provider, scenario.least_minor))
        stage = Stage(number, services, clock, self.provider)
        self.provider.ask("bank", payer=stage.customer, kind=scenario.bank)
        scenario.prepare(stage)
        return stage

    def unlike(self, scenario: Scenario, stage: Stage) -> list[str]:
        """Return in what a membership is not as the scenario leaves it: charged and applied once, the books right."""
        found = _unpaid_for(stage)
        charged = self.provider.charged(stage.customer)
        rows = _rows(
            stage.services,
            "SELECT (SELECT COUNT(*) FROM {p}bridge_changes"
            " WHERE membership_id = %(membership)s AND status = 'applied') AS applied,"
            " (SELECT COUNT(*) FROM {p}bridge_changes WHERE membership_id = %(membership)s AND status IN"
            " ('awaiting_payment', 'processing', 'applied_on_trust', 'owed')) AS open_ones, plan_id, status"
            " FROM {p}wu_memberships WHERE id = %(membership)s",
            stage,
            self.network.prefix,
        )[0]
        if len(charged) != scenario.charges:
            found.append(f"{len(charged)} charges, not {scenario.charges}: {charged}")
        if rows["applied"] != scenario.applied or rows["open_ones"]:
            found.append(f"{rows['applied']} applied and {rows['open_ones']} open, not {scenario.applied}")
        if (rows["plan_id"], rows["status"]) != scenario.held:
            found.append(f"it holds {rows['plan_id']}, {rows['status']}")
        received = _rows(
            stage.services,
            "SELECT amount_minor FROM {p}bridge_payments WHERE membership_id = %(membership)s AND gateway = 'card'"
            " AND status = 'completed'",
            stage,
            self.network.prefix,
        )
        booked = sorted(int(str(row["amount_minor"])) for row in received)
        if booked != sorted(charged):
            found.append(f"the provider charged {charged}, the books have {booked}")
        return found + _lives(stage, self.network.prefix)


def _unpaid_for(stage: Stage) -> list[str]:
    """Return what must never be, whoever was killed: money that moved twice for one payment, a broken chain."""
    found = [f"charged {one['charges']} times for {one['reference']}"
             for one in stage.provider.ask("of_payer", payer=stage.customer) if one["charges"] > 1]  # fmt: skip
    broken = verify(stage.services, stage.membership)
    return found if broken is None else [*found, f"its journal is broken at row {broken}"]


def _lives(stage: Stage, prefix: str) -> list[str]:
    """Return which changes' lives are not made of steps of the table."""
    chain = stage.services.database.reading(lambda store: store.journal.chain(stage.membership))
    lives: dict[str, list[tuple[str, str | None, str]]] = {}
    for row in chain:
        moves = row.event.data.get("moves")
        if moves and row.event.quote_id:
            lives.setdefault(row.event.quote_id, []).append((row.event.event, moves[0], moves[1]))
    states = {
        row["quote_id"]: row["status"]
        for row in _rows(stage.services, _STATES, stage, prefix)
    }
    wrong = [found for moves in lives.values() for found in wrong_steps(moves)]
    ends = {quote_id: moves[-1][2] for quote_id, moves in lives.items()}
    return wrong if ends == states else [*wrong, f"the journal ends at {ends}, the changes are {states}"]


def _rows(services: Services, text: str, stage: Stage, prefix: str) -> list[dict[str, object]]:
    """Ask the database with the service's own session."""
    session = services.database.session()  # type: ignore[attr-defined]
    found: list[dict[str, object]] = session._send(  # noqa: SLF001 (a look past the named queries)
        text.replace("{p}", prefix), {"membership": stage.membership}
    )[0][0]
    return found


def _play(config: Config, stage: Stage, scenario: Scenario, kill_at: int, tell: int | None) -> None:
    """Play in this process, which is a child: with a session of its own, one statement at a time; then end."""
    code = 1
    try:
        points = Points(kill_at)
        services = build(config).services
        card = Watched(RemoteCard(stage.provider, scenario.least_minor), points)
        own = Stage(stage.number, with_card(services, stage.clock, card), stage.clock, stage.provider)
        watch_statements(points)
        scenario.play(own)
        if tell is not None:
            os.write(tell, str(points.passed).encode())
        code = 0
    finally:
        os._exit(code)  # a child says goodbye to nobody: what it has open is its parent's
