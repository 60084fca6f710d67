"""Which plans may be chosen, and why not the others: one ordered table of cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bridge.domain.calendar import Period
from bridge.domain.catalog import Product
from bridge.domain.quotation import ChangeKind
from bridge.domain.refusal import Refusal
from bridge.domain.settings import Settings
from bridge.domain.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class PriceChoice:
    """One period of a plan with its list price, and what choosing it (held add-ons kept where offered) would be.

    ``kind`` is None where it is refused; ``effective`` None means at once; ``due_now_minor`` is None with refusals.
    """

    period: Period | None
    amount_minor: int
    kind: ChangeKind | None
    effective: datetime | None
    refusals: tuple[Refusal, ...]
    due_now_minor: int | None


@dataclass(frozen=True, slots=True)
class AddonChoice:
    """An add-on beside a plan: price per period as ``{str(period): minor units}``, what is held, why not."""

    product_id: int
    amounts_minor: Mapping[str, int]
    held_quantity: int
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class PlanChoice:
    """A candidate plan: refused as a whole where ``refusals`` is not empty (the current one by ``current``)."""

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
    refusals: tuple[str, ...]
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


def list_choices(snapshot: Snapshot, as_of: datetime) -> tuple[PlanChoice, ...]:
    """Return every plan in the network's order, the current and the refused ones too, with their prices."""
    raise NotImplementedError


def explain_map(products: Mapping[int, Product], settings: Settings) -> ExplainMap:
    """Return for each ordered pair of plans whether and when one may go, and the catalog's traps."""
    raise NotImplementedError
