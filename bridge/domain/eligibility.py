"""Which plans may be chosen, and why not the others: what lists and the admin's map show."""

from __future__ import annotations

from bridge.domain.choice_values import (
    AddonChoice,
    ExplainMap,
    MapEntry,
    PlanChoice,
    PriceChoice,
    Trap,
    TrapCode,
)
from bridge.domain.choices import list_choices
from bridge.domain.plan_map import explain_map
from bridge.domain.refusals import group_name

__all__ = [
    "AddonChoice",
    "ExplainMap",
    "MapEntry",
    "PlanChoice",
    "PriceChoice",
    "Trap",
    "TrapCode",
    "explain_map",
    "group_name",
    "list_choices",
]
