"""The map of plans as a page draws it: who can go where, and what an edit would change of that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bridge.domain.eligibility import Trap


@dataclass(frozen=True, slots=True)
class MapPlan:
    """A plan at the side or the head of the map."""

    plan_id: int
    name: str
    group: str
    active: bool


@dataclass(frozen=True, slots=True)
class MapCell:
    """Whether and when one may go from a row's plan to a column's, else why not (codes).

    ``is_changed``: an edit makes it possible, impossible, or happen at another time.
    """

    allowed: bool
    effective: Literal["now", "term_end"] | None
    refusals: tuple[str, ...]
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class PlanMap:
    """A window of the map: ``cells[row][column]``, None where both are the same plan.

    The totals are those of the whole; ``first_row`` and ``first_column`` count from 0.
    """

    rows: tuple[MapPlan, ...]
    columns: tuple[MapPlan, ...]
    cells: tuple[tuple[MapCell | None, ...], ...]
    total: int
    first_row: int
    first_column: int


@dataclass(frozen=True, slots=True)
class MapPage:
    """A page of the network's map, the plan groups to choose from, and what looks like a mistake in what is shown."""

    map: PlanMap
    page_size: int
    plan_groups: tuple[str, ...]
    warnings: tuple[Trap, ...]


PairVerb = Literal["opens", "closes", "timing"]


@dataclass(frozen=True, slots=True)
class PairChange:
    """A pair of plans that an edit changes: it becomes possible, impossible, or happens at another time."""

    what: PairVerb
    source: MapPlan
    target: MapPlan
    before: MapCell | None
    after: MapCell | None


@dataclass(frozen=True, slots=True)
class Effects:
    """What saving an edit would change; ``pairs`` are the first of ``pairs_total``."""

    pairs: tuple[PairChange, ...]
    pairs_total: int
    traps_new: tuple[Trap, ...]
    traps_gone: tuple[Trap, ...]
