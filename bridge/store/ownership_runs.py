"""Runs that take over or hand back many memberships at once: how far each has come."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bridge.store.engine.database import Connection
from bridge.store.ownership import Direction

#: How many memberships of the network are looked at to count those that there are to move.
COUNTED = 5_000
#: Refused memberships that a run names.
_NAMED = 50


@dataclass(frozen=True, slots=True)
class Run:
    """Memberships taken over or handed back, many at once: how far it has come.

    ``chosen`` None: all. ``counts_all`` False: the network has more than were counted, so that ``total`` is the least.
    ``by_plugin``: nobody asked, the plugin was switched off. ``unchanged`` were there already. ``refusals`` are the
    first, each (membership id, code).
    """

    id: str
    direction: Direction
    chosen: tuple[int, ...] | None
    after_id: int
    total: int
    done: int
    unchanged: int
    refused: int
    refusals: tuple[tuple[int, str], ...]
    requested_by: int
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None
    counts_all: bool = True
    by_plugin: bool = False


class OwnershipRuns:
    """The run that is under way, or was last."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def to_move(self, direction: Direction, after: int, most: int) -> Sequence[int]:
        """Return memberships above an id that a run over all of them has to look at."""
        name = "ownership.list_to_take_over" if direction == "take_over" else "ownership.list_to_hand_back"
        return [int(row["id"]) for row in self._connection.rows(name, after=after, most=most)]

    def count_to_move(self, direction: Direction, most: int = 0) -> tuple[int, bool]:
        """Return how many memberships a run over all of them has to look at, and whether that is all of them.

        The first ``most`` of the network are looked at and no more: counting costs the same however many there are.
        """
        name = "ownership.count_to_take_over" if direction == "take_over" else "ownership.count_to_hand_back"
        most = most or COUNTED
        row = self._connection.rows(name, most=most)[0]
        return int(row["found"]), int(row["looked_at"]) < most

    def begin_run(self, run: Run) -> None:
        """Begin a run; DuplicateKey: another one is under way."""
        self._connection.execute(
            "ownership.insert_run",
            id=run.id,
            direction=run.direction,
            chosen=None if run.chosen is None else json.dumps(run.chosen),
            total=run.total,
            counts_all=int(run.counts_all),
            by_plugin=int(run.by_plugin),
            requested_by=run.requested_by,
            at=run.created_at,
        )

    def run(self) -> Run | None:
        """Return the run that is under way, else the last one; None: there never was one."""
        row = self._connection.row("ownership.find_run")
        if row is None:
            return None
        chosen = None if row["chosen"] is None else tuple(json.loads(row["chosen"]))
        refusals = tuple((int(membership), str(code)) for membership, code in json.loads(row["refusals"]))
        told = {name: bool(row[name]) for name in ("counts_all", "by_plugin")}
        return Run(**{**row, **told, "chosen": chosen, "refusals": refusals})

    def is_next_in_run(self, run_id: str, membership_id: int) -> bool:
        """Hold a run; False where somebody else has come to this membership, or to its end."""
        row = self._connection.row("ownership.lock_run", id=run_id)
        return row is not None and int(row["after_id"]) < membership_id

    def count_in_run(self, run_id: str, membership_id: int, refusal: str | None, at: datetime, *, moves: bool) -> None:
        """Write that a run has come to a membership, and what became of it: moved, there already or refused."""
        self._connection.defer(
            "ownership.count_in_run",
            id=run_id,
            membership_id=membership_id,
            done=int(moves),
            unchanged=int(not moves and refusal is None),
            refused=int(refusal is not None),
            code=refusal or "",
            named=_NAMED,
            at=at,
        )

    def finish_run(self, run_id: str, at: datetime) -> None:
        """Write that nothing is left to move."""
        self._connection.defer("ownership.finish_run", id=run_id, at=at)
