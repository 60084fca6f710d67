"""Rounds: every task once, in an order in which each finds what the one before it left; then a pause, then again."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bridge.errors import BridgeError
from bridge.logs import event
from bridge.services.ports import Services
from bridge.worker import tasks
from bridge.worker.counts import Counts
from bridge.worker.knock import Knocker, knock_if_waiting

#: Between two rounds; a change's next step never waits longer for the worker than this and a round.
PAUSE_SECONDS = 5.0

_LOGGER = logging.getLogger(__name__)
Task = Callable[[Services], Counts]

#: Tasks that charge, mail or end something: they rest on a copy of a network's database.
_CHARGING: Mapping[str, Task] = {
    "settle_abandoned": tasks.settle_abandoned,
    "pay_open_by_credit": tasks.pay_open_by_credit,
    "expire_overdue": tasks.expire_overdue,
    "carry_out_due": tasks.carry_out_due,
    "renew_ended": tasks.renew_ended,
}
_HOUSEKEEPING: Mapping[str, Task] = {
    "materialise_missing": tasks.materialise_missing,
    "refresh_stale": tasks.refresh_stale,
    "refresh_touched": tasks.refresh_touched,
    "know_new_codes": tasks.know_new_codes,
    "purge_nonces": tasks.purge_nonces,
    "purge_quotes": tasks.purge_old_quotes,
    "seal_journal": tasks.seal_journal,
}


def _nothing() -> None:
    """Note nothing: there is nobody to tell."""


def _is_no_copy() -> bool:
    """Answer that this is the network itself."""
    return False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the worker needs beside the use cases.

    ``beat`` notes that a round has ended, ``is_copy`` tells whether the database is a copy: then nothing is charged,
    ended or mailed. ``knocker`` None: the network's address is not known, the plugin comes by itself.
    """

    knocker: Knocker | None = None
    beat: Callable[[], None] = _nothing
    is_copy: Callable[[], bool] = _is_no_copy


ALONE = Surroundings()


def run_all_once(services: Services, surroundings: Surroundings = ALONE) -> dict[str, Counts]:
    """Run every task once and return their counts by name; a task that fails does not stop the others."""
    counts = {name: _guarded(name, task, services) for name, task in _tasks(surroundings)}
    surroundings.beat()
    return counts


def run_forever(
    services: Services,
    stop: threading.Event,
    surroundings: Surroundings = ALONE,
    *,
    pause_seconds: float = PAUSE_SECONDS,
) -> None:
    """Run round after round until ``stop`` is set; what was begun is finished first."""
    while not stop.is_set():
        try:
            counts = run_all_once(services, surroundings)
        except BridgeError as trouble:
            event(_LOGGER, "worker.round.failed", level=logging.ERROR, code=trouble.code)
        else:
            for name, count in counts.items():
                if count.done or count.failed:
                    event(_LOGGER, f"worker.{name}", done=count.done, left=count.left, failed=count.failed)
        stop.wait(pause_seconds)


def _tasks(surroundings: Surroundings) -> Iterator[tuple[str, Task]]:
    """Yield the tasks of one round; what charges rests on a copy, and so does knocking, which sends mail."""
    copy = surroundings.is_copy()
    if not copy:
        yield from _CHARGING.items()
    yield from _HOUSEKEEPING.items()
    if not copy:
        yield "knock", lambda services: knock_if_waiting(services, surroundings.knocker)


def _guarded(name: str, task: Task, services: Services) -> Counts:
    """Run one task; whatever goes wrong in it is logged and counted."""
    try:
        return task(services)
    except Exception:  # the top of the worker: one task must not stop the others
        _LOGGER.exception("worker.%s.failed", name)
        return Counts(failed=1)
