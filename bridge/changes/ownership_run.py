"""Take over or hand back many memberships, one after another: begun by an admin, carried on by the worker."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace

from bridge.changes.ownership import Moved, Turn, hand_back, take_over
from bridge.errors import MembershipUnknown, OwnershipRunOpen
from bridge.people import NOBODY, Author
from bridge.ports import Services
from bridge.store.engine.server import DuplicateKey
from bridge.store.ownership import Direction
from bridge.store.ownership_runs import Run

#: How many memberships of a run are moved before it is written how far it has come.
_STEP = 25


def begin_run(services: Services, direction: Direction, chosen: Iterable[int] | None, requested_by: int) -> Run:
    """Begin to take over or hand back memberships, all where none are chosen; the worker carries it on.

    :raises OwnershipRunOpen: where another run is under way.
    """
    now, ids = services.clock.now(), None if chosen is None else tuple(sorted(set(chosen)))
    count, counts_all = (len(ids), True) if ids is not None else _count(services, direction)
    run = Run(services.new_id(), direction, ids, 0, count, 0, 0, 0, (), requested_by, now, now, None, counts_all)
    return _begun(services, run)


def hand_back_switched_off(services: Services) -> Run:
    """Begin to hand everything back because the plugin was switched off with nobody logged in.

    A run that is under way is over with it, unless it hands everything back already: then that is the run.
    """
    run, now = last_run(services), services.clock.now()
    if run is not None and run.finished_at is None:
        if run.direction == "hand_back" and run.chosen is None:
            return run
        services.database.transaction(lambda store: store.ownership_runs.finish_run(run.id, now))
    count, counts_all = _count(services, "hand_back")
    begun = Run(services.new_id(), "hand_back", None, 0, count, 0, 0, 0, (), 0, now, now, None, counts_all)
    return _begun(services, replace(begun, by_plugin=True))


def _begun(services: Services, run: Run) -> Run:
    try:
        services.database.transaction(lambda store: store.ownership_runs.begin_run(run))
    except DuplicateKey as duplicate:
        raise OwnershipRunOpen from duplicate
    return run


def _count(services: Services, direction: Direction) -> tuple[int, bool]:
    return services.database.reading(lambda store: store.ownership_runs.count_to_move(direction))


def last_run(services: Services) -> Run | None:
    """Return the run that is under way, else the last one."""
    return services.database.reading(lambda store: store.ownership_runs.run())


def carry_on(services: Services, seconds: float) -> Run | None:
    """Go on with the run that is under way for so long; return it as far as it came, None where there is none.

    Whoever goes on after a process was killed finds what it had moved unchanged.
    """
    run, until = last_run(services), time.monotonic() + seconds
    while run is not None and run.finished_at is None:
        run = _step(services, run)
        if time.monotonic() >= until:
            break
    return run


def _step(services: Services, run: Run) -> Run:
    """Move the next memberships of a run; return it as it stands then."""
    ids = _next(services, run)
    author = _author_of(run)
    for membership_id in ids:
        _move_in_run(services, author, run, membership_id)
    if len(ids) < _STEP:
        services.database.transaction(lambda store: store.ownership_runs.finish_run(run.id, services.clock.now()))
    return services.database.reading(lambda store: store.ownership_runs.run()) or run


def _author_of(run: Run) -> Author:
    if run.by_plugin:
        return NOBODY
    return Author("network_admin" if run.requested_by else "operator", run.requested_by or None)


def _next(services: Services, run: Run) -> list[int]:
    if run.chosen is not None:
        return [chosen for chosen in run.chosen if chosen > run.after_id][:_STEP]
    found = services.database.reading(lambda store: store.ownership_runs.to_move(run.direction, run.after_id, _STEP))
    return list(found)


def _move_in_run(services: Services, author: Author, run: Run, membership_id: int) -> None:
    """Move one and count it; one that is gone is refused like any other, and the rest goes on."""
    turn = Turn(run.id, membership_id, services.clock.now())
    move = take_over if run.direction == "take_over" else hand_back
    try:
        moved = move(services, author, membership_id, turn)
    except MembershipUnknown as unknown:
        moved = Moved(membership_id, unchanged=False, refusal=unknown.code)
    if moved.refusal is not None:
        services.database.transaction(lambda store: turn.count(store, moved))
