"""Two writers whose steps come in every order: whoever meets the other begins anew afterwards, as the service does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from typing import Any

import MySQLdb

from bridge.errors import BridgeError
from bridge.gateways.table import make_gateways
from bridge.ports import Services
from bridge.store.engine.database import Connection
from bridge.store.engine.server import CONFLICTS, DuplicateKey, code_of
from bridge.store.limit_sources import LimitSources
from bridge.store.products import NetworkMemory
from bridge.store.store import Store
from tests.integration.store.places import Place

AT = datetime(2026, 11, 26, 10, 0, 0)
#: The sample's: a site of a membership that holds a plan and a package twice.
SITE, MEMBERSHIP, PLAN, PACKAGE = 3, 1, 5, 6

Step = Callable[[Store], object]


@dataclass(frozen=True, slots=True)
class Clock:
    """Always the same instant."""

    def now(self) -> datetime:
        return AT


@dataclass(frozen=True, slots=True)
class Pair:
    """Where the first writer writes, and the second."""

    first: Place
    second: Place

    @property
    def places(self) -> tuple[Place, ...]:
        return (self.first, self.second)


def services(place: Place) -> Services:
    """What a use case is handed, on one node."""
    return Services(place.database(), Clock(), make_gateways({}), lambda: "f" * 32)


def sources(place: Place, site: int = SITE) -> LimitSources:
    """What limits a site, as a plugin on that node reads it."""
    session = caught_up(place)
    found = Store(session, NetworkMemory()).limit_words.of_site(site)
    session.close()
    assert found is not None
    return found


def caught_up(place: Place) -> Connection:
    """A session that sees what was committed before on any node."""
    session = place.session()
    session.command("SET SESSION wsrep_sync_wait = 1")
    return session


@dataclass(slots=True)
class Writer:
    """A transaction of some steps; ``outcome`` is "done", or the code of what refused it."""

    place: Place
    steps: Sequence[Step]
    outcome: str = ""
    come_to: int = 0
    is_waiting: bool = False
    session: Connection | None = field(default=None)

    def step(self) -> None:
        """Does the next step, the commit after the last; where the other is in the way, all of it waits."""
        if self.outcome or self.is_waiting:
            return
        try:
            self._step()
        except BridgeError as refused:
            self._end(refused.code)
        except (MySQLdb.MySQLError, DuplicateKey) as error:
            if not isinstance(error, DuplicateKey) and code_of(error) not in CONFLICTS:
                raise
            self._roll_back()
            self.is_waiting = True

    def finish(self) -> None:
        """Begins anew where the other was in the way; by now it is through."""
        while not self.outcome:
            self.is_waiting = False
            self.step()

    def _step(self) -> None:
        if self.session is None:
            self.session = self.place.session()
            self.session.command("SET SESSION innodb_lock_wait_timeout = 0")
            self.session.begin()
        if self.come_to < len(self.steps):
            self.steps[self.come_to](Store(self.session, NetworkMemory()))
            self.session.command("SELECT 1")  # what was deferred is sent
            self.come_to += 1
        else:
            self.session.commit()
            self._end("done")

    def _end(self, outcome: str) -> None:
        self._roll_back()
        self.outcome = outcome

    def _roll_back(self) -> None:
        if self.session is not None:
            with suppress(MySQLdb.MySQLError):
                self.session.close()  # ends what was begun
        self.session, self.come_to = None, 0


def orders(first: Sequence[Step], second: Sequence[Step]) -> Iterator[tuple[int, ...]]:
    """Every order in which the steps of two can come, their commits with them: 0 is the first's."""
    total = len(first) + len(second) + 2
    for places in combinations(range(total), len(first) + 1):
        yield tuple(0 if place in places else 1 for place in range(total))


def play(
    pair: Pair, first: Sequence[Step], second: Sequence[Step], order: Sequence[int], between: Callable[[], Any]
) -> tuple[str, str]:
    """Let the two write in an order, ``between`` is called after each step; return what became of each."""
    writers = (Writer(pair.first, first), Writer(pair.second, second))
    for which in order:
        writers[which].step()
        between()
    for writer in writers:
        writer.finish()
    return writers[0].outcome, writers[1].outcome
