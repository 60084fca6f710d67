"""The shapes of the map of plans."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from bridge.web.answers.common import Refusal


class MapPlan(TypedDict):
    """A plan at the side or the head of the map; ``plan_id`` 0 is one that is not saved yet."""

    plan_id: int
    name: str
    group: str
    active: bool


class MapCell(TypedDict):
    """Whether and when one may go from the row's plan to the column's, else why not; ``changed`` by the edit."""

    allowed: bool
    effective: Literal["now", "term_end"] | None
    refusals: list[Refusal]
    changed: bool


class PlanMap(TypedDict):
    """A window of the map: ``cells[row][column]``, null where both are one plan; firsts count from 0."""

    rows: list[MapPlan]
    columns: list[MapPlan]
    cells: list[list[MapCell | None]]
    total: int
    first_row: int
    first_column: int


class MapAnswer(TypedDict):
    """A window of the network's map, with the plan groups that exist and what looks like a mistake."""

    map: PlanMap
    page_size: int
    plan_groups: list[str]
    warnings: list[Refusal]


#: A pair that an edit changes (``from`` is a word of the language: hence the call); null: not known there.
PairChange = TypedDict(
    "PairChange",
    {
        "what": Literal["opens", "closes", "timing"],
        "from": MapPlan,
        "to": MapPlan,
        "before": MapCell | None,
        "after": MapCell | None,
    },
)


class Effects(TypedDict):
    """What saving an edit would change; ``pairs`` are the first of ``pairs_total``."""

    pairs: list[PairChange]
    pairs_total: int
    traps_new: list[Refusal]
    traps_gone: list[Refusal]
