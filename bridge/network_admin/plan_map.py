"""The map of plans: who may go where, a page of it, and what an edit changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from bridge.people import Actor, require_network_admin
from bridge.ports import Services
from bridge.pricing.catalog import Product
from bridge.pricing.choices import in_order
from bridge.pricing.eligibility import group_name
from bridge.pricing.plan_map import ExplainMap, MapEntry, Trap, explain_map
from bridge.web.encoding import Page, Parameters, Refusal, period

Which = Literal["all", "group", "ungrouped"]

#: As many rows and columns as a person can still read at once.
PAGE_SIZE = 20
#: As many changed pairs as are listed one by one.
MOST_PAIRS = 50


@dataclass(frozen=True, slots=True)
class MapPlanView:
    """A plan at the side or the head of the map."""

    plan_id: int
    name: str
    group: str
    active: bool


@dataclass(frozen=True, slots=True)
class MapCellView:
    """Whether and when one may go from a row's plan to a column's, else why not (codes).

    ``is_changed``: an edit makes it possible, impossible, or happen at another time.
    """

    allowed: bool
    effective: Literal["now", "term_end"] | None
    refusals: tuple[str, ...]
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class PlanMapView:
    """A window of the map: ``cells[row][column]``, None where both are the same plan.

    The totals are those of the whole; ``first_row`` and ``first_column`` count from 0.
    """

    rows: tuple[MapPlanView, ...]
    columns: tuple[MapPlanView, ...]
    cells: tuple[tuple[MapCellView | None, ...], ...]
    total: int
    first_row: int
    first_column: int


@dataclass(frozen=True, slots=True)
class MapPage:
    """A page of the network's map, the plan groups to choose from, and what looks like a mistake in what is shown."""

    map: PlanMapView
    page_size: int
    plan_groups: tuple[str, ...]
    warnings: tuple[Trap, ...]


PairVerb = Literal["opens", "closes", "timing"]


@dataclass(frozen=True, slots=True)
class PairChangeView:
    """A pair of plans that an edit changes: it becomes possible, impossible, or happens at another time."""

    what: PairVerb
    source: MapPlanView
    target: MapPlanView
    before: MapCellView | None
    after: MapCellView | None


@dataclass(frozen=True, slots=True)
class EffectsView:
    """What saving an edit would change; ``pairs`` are the first of ``pairs_total``."""

    pairs: tuple[PairChangeView, ...]
    pairs_total: int
    traps_new: tuple[Trap, ...]
    traps_gone: tuple[Trap, ...]


def read_map(services: Services, actor: Actor, which: Which, group: str, rows: int, columns: int) -> MapPage:  # noqa: PLR0913, PLR0917 (what a page's address says)
    """Return one window of the network's map; ``rows`` and ``columns`` are page numbers from 1.

    ``group`` is asked for where ``which`` is ``group``.
    """
    require_network_admin(actor)
    settings, products = services.database.reading(
        lambda store: (store.settings.read().pricing, store.catalog.products())
    )
    told = explain_map(products, settings)
    wanted = group_name(group) if which == "group" else ""
    shown = [plan for plan in _plans(products) if which == "all" or group_name(plan.group) == wanted]
    ids = {plan.id for plan in shown}
    window = window_of(shown, told, (rows - 1) * PAGE_SIZE, (columns - 1) * PAGE_SIZE)
    traps = tuple(trap for trap in told.warnings if ids & set(trap.product_ids))
    return MapPage(window, PAGE_SIZE, _groups(products), traps)


def map_around(plan: Product, products: Mapping[int, Product], told: ExplainMap, saved: ExplainMap) -> PlanMapView:
    """Return the window of a plan's own group (of the plans without one, where it has none) in which it stands.

    What differs from the map as saved is marked.
    """
    group = group_name(plan.group)
    family = [other for other in _plans(products) if group_name(other.group) == group]
    first = [other.id for other in family].index(plan.id) // PAGE_SIZE * PAGE_SIZE
    return window_of(family, told, first, first, saved=saved)


def window_of(
    plans: Sequence[Product], told: ExplainMap, first_row: int, first_column: int, *, saved: ExplainMap | None = None
) -> PlanMapView:
    """Cut a window of at most :data:`PAGE_SIZE` rows and columns out of the map of these plans."""
    rows = plans[first_row : first_row + PAGE_SIZE]
    columns = plans[first_column : first_column + PAGE_SIZE]
    ids = {plan.id for plan in (*rows, *columns)}
    entries = _within(told, ids)
    before = entries if saved is None else _within(saved, ids)
    pairs = [[(row.id, column.id) for column in columns] for row in rows]
    cells = tuple(tuple(_marked(entries.get(pair), before.get(pair)) for pair in row) for row in pairs)
    heads = [tuple(_head(plan) for plan in side) for side in (rows, columns)]
    return PlanMapView(heads[0], heads[1], cells, len(plans), first_row, first_column)


def effects_of(
    products: Mapping[int, Product], saved: ExplainMap, edited: ExplainMap, *, most: int = MOST_PAIRS
) -> EffectsView:
    """Compare two maps; ``products`` are those as edited. What only one of them knows counts as impossible there."""
    pairs = list(_changed_pairs(products, saved, edited))
    return EffectsView(
        pairs=tuple(pairs[:most]),
        pairs_total=len(pairs),
        traps_new=tuple(trap for trap in edited.warnings if trap not in saved.warnings),
        traps_gone=tuple(trap for trap in saved.warnings if trap not in edited.warnings),
    )


def _changed_pairs(products: Mapping[int, Product], saved: ExplainMap, edited: ExplainMap) -> Iterator[PairChangeView]:
    """Give each pair that becomes possible, impossible, or happens at another time, in the network's order."""
    before = {(entry.from_id, entry.to_id): entry for entry in saved.entries}
    for after in edited.entries:
        old = before.get((after.from_id, after.to_id))
        verb = None if old == after else _verb(old, after)
        if verb:
            heads = _head(products[after.from_id]), _head(products[after.to_id])
            yield PairChangeView(verb, *heads, _cell(old), _cell(after))


def _verb(old: MapEntry | None, new: MapEntry) -> PairVerb | None:
    """Tell what happens to a pair, None where an owner would notice nothing."""
    could, can = old is not None and not old.refusals, not new.refusals
    if could != can:
        return "opens" if can else "closes"
    return "timing" if can and old is not None and old.timing != new.timing else None


def _plans(products: Mapping[int, Product]) -> list[Product]:
    """Return all plans in the network's order."""
    return in_order(product for product in products.values() if product.type == "plan")


def _groups(products: Mapping[int, Product]) -> tuple[str, ...]:
    """Return the plan groups as they are written first, each once."""
    return tuple(sorted(_first_spellings(plan.group for plan in _plans(products))))


def _first_spellings(groups: Iterable[str]) -> Iterator[str]:
    """Give each group once, as it is first written; no group is none."""
    known = {""}
    for group in groups:
        if group_name(group) not in known:
            known.add(group_name(group))
            yield group.strip()


def _head(plan: Product) -> MapPlanView:
    """Return a plan as it stands at the side of the map."""
    return MapPlanView(plan.id, plan.name, plan.group.strip(), plan.active)


def _within(told: ExplainMap, ids: Collection[int]) -> dict[tuple[int, int], MapEntry]:
    """Return the entries between these plans, by pair."""
    return {(one.from_id, one.to_id): one for one in told.entries if one.from_id in ids and one.to_id in ids}


def _marked(entry: MapEntry | None, before: MapEntry | None) -> MapCellView | None:
    """Return a pair as it stands in the map, marked where an owner would notice the difference."""
    cell = _cell(entry)
    return cell if cell is None or entry is None or _verb(before, entry) is None else replace(cell, is_changed=True)


def _cell(entry: MapEntry | None) -> MapCellView | None:
    """Return a pair as it stands in the map, None for a plan and itself."""
    return None if entry is None else MapCellView(not entry.refusals, entry.timing, tuple(entry.refusals))


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


class MapQuery(Parameters):
    """Which plans of the map, and which page of its rows and columns; ``group`` names the one of ``which=group``."""

    which: Literal["all", "group", "ungrouped"] = "all"
    group: Annotated[str, Field(max_length=191)] = ""
    rows: Page = 1
    columns: Page = 1


def present_map_page(page: MapPage) -> MapAnswer:
    """Return a page of the network's map."""
    return {
        "map": present_map(page.map),
        "page_size": page.page_size,
        "plan_groups": list(page.plan_groups),
        "warnings": [present_trap(trap) for trap in page.warnings],
    }


def present_map(told: PlanMapView) -> PlanMap:
    """Return a window of the map."""
    return {
        "rows": [_plan(plan) for plan in told.rows],
        "columns": [_plan(plan) for plan in told.columns],
        "cells": [[_present_cell(cell) for cell in row] for row in told.cells],
        "total": told.total,
        "first_row": told.first_row,
        "first_column": told.first_column,
    }


def present_effects(effects: EffectsView) -> Effects:
    """Return what saving an edit would change."""
    return {
        "pairs": [
            {
                "what": pair.what,
                "from": _plan(pair.source),
                "to": _plan(pair.target),
                "before": _present_cell(pair.before),
                "after": _present_cell(pair.after),
            }
            for pair in effects.pairs
        ],
        "pairs_total": effects.pairs_total,
        "traps_new": [present_trap(trap) for trap in effects.traps_new],
        "traps_gone": [present_trap(trap) for trap in effects.traps_gone],
    }


def present_trap(trap: Trap) -> Refusal:
    """Return what looks like a mistake in the catalog."""
    params = {"group": trap.group, "product_ids": list(trap.product_ids), "period": period(trap.period)}
    return {"code": trap.code, "params": params}


def _plan(plan: MapPlanView) -> MapPlan:
    """Return a plan at the side of the map."""
    return {"plan_id": plan.plan_id, "name": plan.name, "group": plan.group, "active": plan.active}


def _present_cell(cell: MapCellView | None) -> MapCell | None:
    """Return a pair of plans, None for a plan and itself."""
    if cell is None:
        return None
    return {
        "allowed": cell.allowed,
        "effective": cell.effective,
        "refusals": [{"code": code, "params": {}} for code in cell.refusals],
        "changed": cell.is_changed,
    }
