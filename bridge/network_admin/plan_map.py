"""The map of plans: who may go where, a page of it, and what an edit changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from pydantic import Field

from bridge.people import Actor, require_network_admin
from bridge.ports import Services
from bridge.pricing.catalog import Product
from bridge.pricing.choices import in_order
from bridge.pricing.plan_map import ExplainMap, MapEntry, Trap, explain_map, stands_in_map
from bridge.pricing.price import group_name
from bridge.pricing.refusal import Refusal

Which = Literal["all", "group", "ungrouped"]

#: As many rows and columns as a person can still read at once.
PAGE_SIZE = 20
#: As many changed pairs as are listed one by one.
MOST_PAIRS = 50


@dataclass(frozen=True, slots=True)
class MapPlan:
    """A plan at the side or the head of the map; ``plan_id`` 0 is one that is not saved yet."""

    plan_id: int
    name: str
    group: str
    active: bool


@dataclass(frozen=True, slots=True)
class MapCell:
    """Whether and when one may go from the row's plan to the column's, else why not.

    ``changed``: an edit makes it possible, impossible, or happen at another time.
    """

    allowed: bool
    effective: Literal["now", "term_end"] | None
    refusals: tuple[Refusal, ...]
    changed: bool


@dataclass(frozen=True, slots=True)
class PlanMap:
    """A window of the map: ``cells[row][column]``, null where both are one plan.

    The totals are those of the whole; ``first_row`` and ``first_column`` count from 0.
    """

    rows: tuple[MapPlan, ...]
    columns: tuple[MapPlan, ...]
    cells: tuple[tuple[MapCell | None, ...], ...]
    total: int
    first_row: int
    first_column: int


@dataclass(frozen=True, slots=True)
class MapAnswer:
    """A window of the network's map, with the plan groups that exist and what looks like a mistake.

    ``names`` are those of the plans in warnings.
    """

    map: PlanMap
    page_size: int
    plan_groups: tuple[str, ...]
    warnings: tuple[Trap, ...]
    names: Mapping[int, str]


PairVerb = Literal["opens", "closes", "timing"]


@dataclass(frozen=True, slots=True)
class PairChange:
    """A pair of plans that an edit changes: it becomes possible, impossible, or happens at another time.

    ``before`` or ``after`` null: not known there.
    """

    what: PairVerb
    source: Annotated[MapPlan, Field(serialization_alias="from")]
    target: Annotated[MapPlan, Field(serialization_alias="to")]
    before: MapCell | None
    after: MapCell | None


@dataclass(frozen=True, slots=True)
class Effects:
    """What saving an edit would change; ``pairs`` are the first of ``pairs_total``."""

    pairs: tuple[PairChange, ...]
    pairs_total: int
    traps_new: tuple[Trap, ...]
    traps_gone: tuple[Trap, ...]


def read_map(services: Services, actor: Actor, which: Which, group: str, rows: int, columns: int) -> MapAnswer:  # noqa: PLR0913, PLR0917 (what a page's address says)
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
    return MapAnswer(window, PAGE_SIZE, _groups(products), traps, names_in(traps, products))


def names_in(traps: Iterable[Trap], products: Mapping[int, Product]) -> Mapping[int, str]:
    """Return the names of the plans that traps are about."""
    return {plan_id: products[plan_id].name for trap in traps for plan_id in trap.product_ids if plan_id in products}


def map_around(plan: Product, products: Mapping[int, Product], told: ExplainMap, saved: ExplainMap) -> PlanMap:
    """Return the window of a plan's own group (of the plans without one, where it has none) in which it stands.

    What differs from the map as saved is marked.
    """
    group = group_name(plan.group)
    family = [other for other in _plans(products) if group_name(other.group) == group]
    first = [other.id for other in family].index(plan.id) // PAGE_SIZE * PAGE_SIZE
    return window_of(family, told, first, first, saved=saved)


def window_of(
    plans: Sequence[Product], told: ExplainMap, first_row: int, first_column: int, *, saved: ExplainMap | None = None
) -> PlanMap:
    """Cut a window of at most :data:`PAGE_SIZE` rows and columns out of the map of these plans."""
    rows = plans[first_row : first_row + PAGE_SIZE]
    columns = plans[first_column : first_column + PAGE_SIZE]
    ids = {plan.id for plan in (*rows, *columns)}
    entries = _within(told, ids)
    before = entries if saved is None else _within(saved, ids)
    pairs = [[(row.id, column.id) for column in columns] for row in rows]
    cells = tuple(tuple(_marked(entries.get(pair), before.get(pair)) for pair in row) for row in pairs)
    heads = [tuple(_head(plan) for plan in side) for side in (rows, columns)]
    return PlanMap(heads[0], heads[1], cells, len(plans), first_row, first_column)


def effects_of(
    products: Mapping[int, Product], saved: ExplainMap, edited: ExplainMap, *, most: int = MOST_PAIRS
) -> Effects:
    """Compare two maps; ``products`` are those as edited. What only one of them knows counts as impossible there."""
    pairs = list(_changed_pairs(products, saved, edited))
    return Effects(
        pairs=tuple(pairs[:most]),
        pairs_total=len(pairs),
        traps_new=tuple(trap for trap in edited.warnings if trap not in saved.warnings),
        traps_gone=tuple(trap for trap in saved.warnings if trap not in edited.warnings),
    )


def _changed_pairs(products: Mapping[int, Product], saved: ExplainMap, edited: ExplainMap) -> Iterator[PairChange]:
    """Give each pair that becomes possible, impossible, or happens at another time, in the network's order."""
    before = {(entry.from_id, entry.to_id): entry for entry in saved.entries}
    for after in edited.entries:
        old = before.get((after.from_id, after.to_id))
        verb = None if old == after else _verb(old, after)
        if verb:
            heads = _head(products[after.from_id]), _head(products[after.to_id])
            yield PairChange(verb, *heads, cell_of(old), cell_of(after))


def _verb(old: MapEntry | None, new: MapEntry) -> PairVerb | None:
    """Tell what happens to a pair, None where an owner would notice nothing."""
    could, can = old is not None and not old.refusals, not new.refusals
    if could != can:
        return "opens" if can else "closes"
    return "timing" if can and old is not None and old.timing != new.timing else None


def _plans(products: Mapping[int, Product]) -> list[Product]:
    """Return all plans in the network's order."""
    return in_order(product for product in products.values() if stands_in_map(product))


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


def _head(plan: Product) -> MapPlan:
    """Return a plan as it stands at the side of the map."""
    return MapPlan(plan.id, plan.name, plan.group.strip(), plan.active)


def _within(told: ExplainMap, ids: Collection[int]) -> dict[tuple[int, int], MapEntry]:
    """Return the entries between these plans, by pair."""
    return {(one.from_id, one.to_id): one for one in told.entries if one.from_id in ids and one.to_id in ids}


def _marked(entry: MapEntry | None, before: MapEntry | None) -> MapCell | None:
    """Return a pair as it stands in the map, marked where an owner would notice the difference."""
    cell = cell_of(entry)
    return cell if cell is None or entry is None or _verb(before, entry) is None else replace(cell, changed=True)


def cell_of(entry: MapEntry | None) -> MapCell | None:
    """Return a pair as it stands in the map, None for a plan and itself."""
    if entry is None:
        return None
    refusals = tuple(Refusal(code) for code in entry.refusals)
    return MapCell(allowed=not refusals, effective=entry.timing, refusals=refusals, changed=False)
