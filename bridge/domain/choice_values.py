"""What the choices and the map of plans are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bridge.domain.calendar import Period
from bridge.domain.quotation import ChangeKind
from bridge.domain.refusal import Refusal, RefusalCode


@dataclass(frozen=True, slots=True)
class PriceChoice:
    """One period of a plan with its list price, and what choosing it (held add-ons kept where offered) would be.

    ``period`` None: the plan has one price for ever (lifetime) or none (free). ``kind`` and ``due_now_minor`` are None
    where it is refused; ``effective`` None means at once.
    """

    period: Period | None
    amount_minor: int
    kind: ChangeKind | None
    effective: datetime | None
    refusals: tuple[Refusal, ...]
    due_now_minor: int | None


@dataclass(frozen=True, slots=True)
class AddonChoice:
    """An add-on beside a plan: one unit's price per period of the plan as ``{"1-month": minor units}``.

    A one-off add-on has its one price under ``once``. A price that is missing is not to be had for that period.
    """

    product_id: int
    amounts_minor: Mapping[str, int]
    held_quantity: int
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class PlanChoice:
    """A plan beside the one held: refused as a whole where ``refusals`` is not empty.

    The current plan is named by ``current``: it is not a change of plan, but its other periods and its add-ons can be
    chosen.
    """

    product_id: int
    is_current: bool
    refusals: tuple[Refusal, ...]
    prices: tuple[PriceChoice, ...]
    addons: tuple[AddonChoice, ...]


@dataclass(frozen=True, slots=True)
class MapEntry:
    """One ordered pair of plans: the refusal codes, or when the move takes effect."""

    from_id: int
    to_id: int
    refusals: tuple[RefusalCode, ...]
    kind: ChangeKind | None
    timing: Literal["now", "term_end"] | None


TrapCode = Literal["group_of_one", "plan_nobody_can_leave", "period_of_one", "two_currencies"]


@dataclass(frozen=True, slots=True)
class Trap:
    """A warning about the catalog: its code, the plan group and the plans it concerns, the period if one."""

    code: TrapCode
    group: str
    product_ids: tuple[int, ...]
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class ExplainMap:
    """Who can go where, for the admin's Up & Downgrades tab."""

    entries: tuple[MapEntry, ...]
    warnings: tuple[Trap, ...]
