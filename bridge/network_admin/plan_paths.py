"""Where a plan's members may come from and go to, as saved and as edited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from bridge.network_admin.plan_map import Effects, MapCell, PlanMap, cell_of, effects_of, map_around, names_in
from bridge.network_admin.products import EVERYTHING_SAID, Unsaid
from bridge.people import Actor, require_network_admin
from bridge.ports import Services
from bridge.pricing.catalog import Price, PricingType, Product, ProductType
from bridge.pricing.money import to_minor
from bridge.pricing.plan_map import ExplainMap, MapEntry, Trap, explain_map, stands_in_map
from bridge.pricing.snapshot import Settings
from bridge.store.product_editing import ProductDocument
from bridge.store.store import Store

#: Stands for a plan that is not saved yet in the map of paths.
_NEW = 0


@dataclass(frozen=True, slots=True)
class Path:
    """A plan one may, or may not, come from or go to; ``saved`` or ``edited`` null: not known there."""

    plan_id: int
    name: str
    saved: MapCell | None
    edited: MapCell | None
    changed: bool


@dataclass(frozen=True, slots=True)
class PathsAnswer:
    """Where a plan's members may come from and go to, and what looks like a mistake, as edited.

    ``map`` is that of the plan's group (null: no plan of its own). ``effects`` are what the edit changes, but for new
    traps that ``warnings`` say already. ``names`` are those of the plans in traps.
    """

    arriving: Annotated[tuple[Path, ...], Field(serialization_alias="from")]
    leaving: Annotated[tuple[Path, ...], Field(serialization_alias="to")]
    warnings: tuple[Trap, ...]
    is_new: bool
    map: PlanMap | None
    effects: Effects
    names: Mapping[int, str]


def preview_paths(
    services: Services, actor: Actor, edited_to: ProductDocument, unsaid: Unsaid = EVERYTHING_SAID
) -> PathsAnswer:
    """Return whence and whither the plan's members may go, as saved and as edited, and what that does to others."""
    require_network_admin(actor)

    def read(store: Store) -> tuple[Settings, Mapping[int, Product], ProductDocument | None]:
        saved = store.catalog.document(edited_to.id) if edited_to.id is not None and unsaid.names else None
        return store.settings.read().pricing, store.catalog.products(), saved

    settings, products, saved = services.database.reading(read)
    product = unsaid.over(saved, edited_to)
    plan_id = product.id or _NEW
    edited = {**products, plan_id: as_product(product, products.get(plan_id))}
    before, after = explain_map(products, settings), explain_map(edited, settings)
    effects = effects_of(edited, before, after)
    warnings = tuple(trap for trap in after.warnings if plan_id in trap.product_ids)
    is_new = plan_id not in products
    return PathsAnswer(
        arriving=tuple(_paths(_ways(before, to_id=plan_id), _ways(after, to_id=plan_id), edited, is_new=is_new)),
        leaving=tuple(_paths(_ways(before, from_id=plan_id), _ways(after, from_id=plan_id), edited, is_new=is_new)),
        warnings=warnings,
        is_new=is_new,
        map=map_around(edited[plan_id], edited, after, before) if stands_in_map(edited[plan_id]) else None,
        effects=replace(effects, traps_new=tuple(trap for trap in effects.traps_new if trap not in warnings)),
        names=names_in((*warnings, *effects.traps_new, *effects.traps_gone), {**products, **edited}),
    )


def _minor(amount: Fraction | None, currency: str) -> Fraction | None:
    return None if amount is None else to_minor(amount, currency)


def as_product(document: ProductDocument, saved: Product | None) -> Product:
    """Return an edited product as pricing would see it; prices of children stay those that are saved."""
    children = [price for price in saved.price_variations if price.currency] if saved else []
    price_of = saved.price_of if saved else None
    currency = document.currency
    own = [Price(row.period, _minor(row.amount, currency)) for row in document.price_variations]
    pricing: PricingType = document.pricing_type  # type: ignore[assignment]  # checked where it is read
    kind: ProductType = document.type  # type: ignore[assignment]  # the same
    return Product(
        id=document.id or _NEW,
        slug=document.slug,
        name=document.name,
        type=kind,
        group=document.plan_group,
        currency=currency,
        amount=_minor(document.amount, currency),
        setup_fee=_minor(document.setup_fee, currency),
        pricing_type=pricing,
        recurring=document.recurring,
        period=document.period,
        price_variations=(*own, *children),
        trial=document.trial,
        list_order=document.list_order,
        active=document.active and not price_of,
        taxable=document.taxable,
        tax_category=document.tax_category,
        offers=frozenset(document.available_addons),
        rules=document.rules,
        price_of=price_of,
    )


def _ways(told: ExplainMap, *, from_id: int | None = None, to_id: int | None = None) -> Mapping[int, MapEntry]:
    """Return the ways from or to one plan, by the plan at the other end."""
    if from_id is not None:
        return {entry.to_id: entry for entry in told.entries if entry.from_id == from_id}
    return {entry.from_id: entry for entry in told.entries if entry.to_id == to_id}


def _paths(
    before: Mapping[int, MapEntry], after: Mapping[int, MapEntry], plans: Mapping[int, Product], *, is_new: bool
) -> Iterator[Path]:
    """Give each plan at the other end, with how it was and how it would be; of a new plan nothing has changed."""
    for other in dict.fromkeys((*after, *before)):
        saved, edited = cell_of(before.get(other)), cell_of(after.get(other))
        yield Path(other, plans[other].name, saved, edited, changed=not is_new and saved != edited)
