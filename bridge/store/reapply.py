"""Runs that have sites carry out what their limits force on them, and the ranges of sites that they work on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bridge.store.engine.database import Connection, Row

RunState = Literal["running", "paused", "done", "replaced"]

#: How many sites a range has.
RANGE = 5000
#: How long a worker may look at a range before another one takes it.
LEASE_SECONDS = 120


@dataclass(frozen=True, slots=True)
class ReapplyRun:
    """A run as far as it has come; ``product_id`` None: all sites. Ids of sites are with the first and the last.

    ``next_id`` is where no range was begun yet. Of the sites ``named`` some have ``carried_out`` what was left, some
    were ``unreached`` and do it at their next request to wp-admin, the plugin asks the rest. ``requested_by`` is a
    WordPress user, 0: by command, None: nobody, what a product forces had changed.
    """

    id: int
    product_id: int | None
    first_id: int
    last_id: int
    next_id: int
    state: RunState
    looked_at: int
    named: int
    carried_out: int
    unreached: int
    requested_by: int | None
    begun_at: datetime
    finished_at: datetime | None

    @property
    def waiting(self) -> int:
        """Return how many of the sites named the plugin has not asked yet."""
        return max(0, self.named - self.carried_out - self.unreached)


@dataclass(frozen=True, slots=True)
class Range:
    """Sites from ``first_id`` to ``last_id``, both with it, that one worker looks at; ``sites`` None: not counted."""

    run_id: int
    first_id: int
    last_id: int
    sites: int | None = None


@dataclass(frozen=True, slots=True)
class Forcing:
    """A product that forces something, did, or may: ``limits`` as kept, ``forced`` when a run was last begun."""

    product_id: int
    kind: str
    limits: str
    forced: str | None

    @property
    def is_plan(self) -> bool:
        return self.kind == "plan"


@dataclass(frozen=True, slots=True)
class Alike:
    """Sites that hold a product, or (None) none that forces anything, and have carried out the same last."""

    product_id: int | None
    applied: str | None
    sites: tuple[int, ...]


def _split(text: str | bytes) -> Sequence[str | bytes]:
    """Return the ids of a list, which a server may give as bytes."""
    return text.split(b",") if isinstance(text, bytes) else text.split(",")


def _by_digest(named: Mapping[int, str | None]) -> dict[str, list[int]]:
    """Return sites, in the order of their ids, by the digest of what is forced on them, '' for nothing."""
    found: dict[str, list[int]] = {}
    for blog_id, digest in sorted(named.items(), key=lambda one: one[0]):
        found.setdefault(digest or "", []).append(blog_id)
    return found


class Reapply:
    """Runs and their ranges; a range is one worker's, by a lease."""

    def __init__(self, session: Connection) -> None:
        self._session = session

    def forcing(self) -> Sequence[Forcing]:
        """Return the products that force anything, of which a run was begun when they did, or that are spoilt."""
        return [Forcing(**row) for row in self._session.rows("reapply.forcing")]

    def note_forced(self, product_id: int, before: str | None, forced: str | None) -> bool:
        """Keep what a product forces; False where somebody else began the run for it."""
        return self._session.execute("reapply.note_forced", product_id=product_id, before=before, forced=forced) == 1

    def last_site(self) -> int:
        """Return the highest site that a membership limits, 0: there is none."""
        return int(self._session.rows("reapply.last_site")[0]["last"])

    def begin(self, product_id: int | None, span: tuple[int, int], requested_by: int | None, at: datetime) -> int:
        """Begin a run in the place of those that do no more than it does; return its id."""
        first_id, last_id = span
        asked = {"product_id": product_id, "first_id": first_id, "last_id": last_id}
        if self._session.execute("reapply.replace", at=at, **asked):
            self._session.defer("reapply.drop_replaced")
        return self._session.insert("reapply.begin", requested_by=requested_by, at=at, **asked)

    def newest(self, most: int) -> Sequence[ReapplyRun]:
        """Return the newest runs, the newest first."""
        return [ReapplyRun(**row) for row in self._session.rows("reapply.newest", most=most)]

    def find(self, run_id: int) -> ReapplyRun | None:
        row = self._session.row("reapply.find", run_id=run_id)
        return ReapplyRun(**row) if row else None

    def set_state(self, run_id: int, before: RunState, state: RunState) -> bool:
        """Pause a run or go on with it; False where it is in another state."""
        return self._session.execute("reapply.set_state", run_id=run_id, before=before, state=state) == 1

    def open(self) -> ReapplyRun | None:
        """Return the run to work on next, None: nothing is left to look at."""
        row = self._session.row("reapply.open")
        return ReapplyRun(**row) if row else None

    def is_any_running(self) -> bool:
        return bool(self._session.rows("reapply.any_running"))

    def take(self, run: ReapplyRun, owner: str) -> Range | None:
        """Take a range of a run: one whose worker has died, else the next one; None: others were faster, or no more."""
        if self._session.execute("reapply.take_over", run_id=run.id, owner=owner, seconds=LEASE_SECONDS):
            row = self._session.row("reapply.held_range", run_id=run.id, owner=owner)
            return Range(**row) if row else None
        if run.next_id > run.last_id:
            return None
        end = self._session.row("reapply.range_end", first_id=run.next_id, last_id=run.last_id, before=RANGE - 1)
        last_id = run.last_id if end is None else int(end["last"])
        if not self._session.execute("reapply.advance", run_id=run.id, first_id=run.next_id, next_id=last_id + 1):
            return None
        found = Range(run.id, run.next_id, last_id, None if end is None else RANGE)
        self._session.execute(
            "reapply.insert_range",
            run_id=found.run_id,
            first_id=found.first_id,
            last_id=found.last_id,
            owner=owner,
            seconds=LEASE_SECONDS,
        )
        return found

    def alike(self, found: Range, forcing: tuple[int, ...], product_id: int | None) -> Sequence[Alike]:
        """Return the sites of a range with no own word and no days of grace that hold any of ``forcing`` or did any."""
        rows = self._of_range("alike", found, forcing, product_id)
        return [Alike(row["product_id"], row["applied"], tuple(map(int, _split(row["sites"])))) for row in rows]

    def sites(self, found: Range, forcing: tuple[int, ...], product_id: int | None) -> Sequence[Row]:
        """Return the sites of a range with an own word or days of grace, a row for each of ``forcing`` that is held."""
        return self._of_range("sites", found, forcing, product_id)

    def _of_range(self, name: str, found: Range, forcing: tuple[int, ...], product_id: int | None) -> Sequence[Row]:
        held: dict[str, Any] = {"forcing": forcing or (0,), "first_id": found.first_id, "last_id": found.last_id}
        if product_id is None:
            return self._session.rows(f"reapply.{name}", **held)
        return self._session.rows(f"reapply.{name}_of_product", **held, product_id=product_id)

    def count_sites(self, found: Range) -> int:
        """Return how many sites a range has."""
        if found.sites is not None:
            return found.sites
        row = self._session.rows("reapply.count_sites", first_id=found.first_id, last_id=found.last_id)[0]
        return int(row["found"])

    def end(self, found: Range, owner: str, looked_at: int, named: Mapping[int, str | None]) -> bool:
        """Leave the sites of a range to the plugin and count them; False where the range is another worker's by now."""
        key = {"run_id": found.run_id, "first_id": found.first_id, "owner": owner}
        text = json.dumps(_by_digest(named), separators=(",", ":"))
        ended = self._session.execute("reapply.name_sites", sites=text, **key) if named else (
            self._session.execute("reapply.drop_range", **key)
        )  # fmt: skip
        if ended:
            self._session.defer("reapply.count", run_id=found.run_id, looked_at=looked_at, named=len(named))
        return ended == 1

    def finish(self, at: datetime) -> int:
        """Note which runs are through; return how many."""
        return self._session.execute("reapply.finish", at=at)

    def waits_for_plugin(self) -> bool:
        """Tell whether the plugin has sites to ask."""
        return bool(self._session.rows("reapply.waits_for_plugin"))
