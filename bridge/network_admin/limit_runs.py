"""Runs that have sites carry out what limits force on them, as a network admin begins, pauses and watches them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bridge.people import Actor, require_network_admin
from bridge.ports import Services
from bridge.quotas import reapply
from bridge.quotas.reapply import Asked
from bridge.store.reapply import ReapplyRun

RUNS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class ReapplyRunsAnswer:
    """The newest runs, the newest first."""

    runs: tuple[ReapplyRun, ...]


def list_runs(services: Services, actor: Actor) -> ReapplyRunsAnswer:
    """Return the newest runs with how far each has come."""
    require_network_admin(actor)
    return ReapplyRunsAnswer(tuple(services.database.reading(lambda store: store.reapply.newest(RUNS_SHOWN))))


def begin(services: Services, actor: Actor, asked: Asked) -> ReapplyRunsAnswer:
    """Begin a run; what is under way and does no more than this one is not gone on with."""
    require_network_admin(actor)
    reapply.begin(services, asked, actor.user_id)
    return list_runs(services, actor)


def turn(services: Services, actor: Actor, run_id: int, act: Literal["pause", "resume"]) -> ReapplyRunsAnswer:
    """Pause a run, or go on with it."""
    require_network_admin(actor)
    if act == "pause":
        reapply.turn(services, run_id, "running", "paused")
    else:
        reapply.turn(services, run_id, "paused", "running")
    return list_runs(services, actor)
