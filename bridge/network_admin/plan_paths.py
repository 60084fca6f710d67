"""Where a plan's members may come from and go to, as saved and as edited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from typing_extensions import TypedDict

from bridge.network_admin.plan_map import (
    Effects,
    EffectsView,
    PlanMap,
    PlanMapView,
    effects_of,
    map_around,
    present_effects,
    present_map,
    present_trap,
)
from bridge.people import Actor, require_network_admin
from bridge.ports import Services
from bridge.pricing.catalog import Price, PricingType, Product, ProductType
from bridge.pricing.money import to_minor
from bridge.pricing.plan_map import ExplainMap, Trap, explain_map
from bridge.store.product_editing import ProductDocument
from bridge.web.encoding import Refusal

#: Stands for a plan that is not saved yet in the map of paths.
_NEW = 0


@dataclass(frozen=True, slots=True)
class PathEntryView:
    """A plan one may, or may not, come from or go to; ``refusals`` are codes."""

    plan_id: int
    name: str
    allowed: bool
    effective: Literal["now", "term_end"] | None
    refusals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PathsView:
    """The paths of one plan: where its members may come from and go to, and what looks like a mistake."""

    arriving: tuple[PathEntryView, ...]
    leaving: tuple[PathEntryView, ...]
    warnings: tuple[Trap, ...]


@dataclass(frozen=True, slots=True)
class PathsPreview:
    """The paths as saved and as they would be, the map of the plan's group as edited, and what the edit changes.

    ``saved`` None: a product not saved yet. ``map`` None: no plan.
    """

    saved: PathsView | None
    edited: PathsView
    map: PlanMapView | None
    effects: EffectsView


def preview_paths(services: Services, actor: Actor, product: ProductDocument) -> PathsPreview:
    """Return whence and whither the plan's members may go, as saved and as edited, and what that does to others."""
    require_network_admin(actor)
    settings, products = services.database.reading(
        lambda store: (store.settings.read().pricing, store.catalog.products())
    )
    plan_id = product.id or _NEW
    edited = {**products, plan_id: as_product(product, products.get(plan_id))}
    before, after = explain_map(products, settings), explain_map(edited, settings)
    return PathsPreview(
        saved=_paths_of(plan_id, products, before) if plan_id in products else None,
        edited=_paths_of(plan_id, edited, after),
        map=map_around(edited[plan_id], edited, after, before) if edited[plan_id].type == "plan" else None,
        effects=effects_of(edited, before, after),
    )


def _minor(amount: Fraction | None, currency: str) -> Fraction | None:
    return None if amount is None else to_minor(amount, currency)


def as_product(document: ProductDocument, saved: Product | None) -> Product:
    """Return an edited product as pricing would see it; prices of children stay those that are saved."""
    children = [price for price in saved.price_variations if price.currency] if saved else []
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
        active=document.active,
        taxable=document.taxable,
        tax_category=document.tax_category,
        offers=frozenset(document.available_addons),
        rules=document.rules,
    )


def _paths_of(plan_id: int, products: Mapping[int, Product], told: ExplainMap) -> PathsView:
    """Pick one plan's paths out of the map of all."""
    arriving = [(entry.from_id, entry) for entry in told.entries if entry.to_id == plan_id]
    leaving = [(entry.to_id, entry) for entry in told.entries if entry.from_id == plan_id]
    sides = [
        tuple(
            PathEntryView(other, products[other].name, not entry.refusals, entry.timing, tuple(entry.refusals))
            for other, entry in side
        )
        for side in (arriving, leaving)
    ]
    warnings = tuple(trap for trap in told.warnings if plan_id in trap.product_ids)
    return PathsView(sides[0], sides[1], warnings)


class PathEntry(TypedDict):
    """A plan one may, or may not, come from or go to."""

    plan_id: int
    name: str
    allowed: bool
    effective: Literal["now", "term_end"] | None
    refusals: list[Refusal]


#: Where a plan's members may come from and go to (``from`` is a word of the language: hence the call).
Paths = TypedDict("Paths", {"from": list[PathEntry], "to": list[PathEntry], "warnings": list[Refusal]})


class PathsAnswer(TypedDict):
    """The paths as saved (null: not saved yet) and as edited, the map of the plan's group (null: no plan)."""

    saved: Paths | None
    edited: Paths
    map: PlanMap | None
    effects: Effects


def present_paths_preview(preview: PathsPreview) -> PathsAnswer:
    """Return the paths as saved and as edited, and what lies between."""
    return {
        "saved": None if preview.saved is None else _present_paths(preview.saved),
        "edited": _present_paths(preview.edited),
        "map": None if preview.map is None else present_map(preview.map),
        "effects": present_effects(preview.effects),
    }


def _present_paths(paths: PathsView) -> Paths:
    """Return where a plan's members may come from and go to."""
    return {
        "from": [_present_entry(entry) for entry in paths.arriving],
        "to": [_present_entry(entry) for entry in paths.leaving],
        "warnings": [present_trap(trap) for trap in paths.warnings],
    }


def _present_entry(entry: PathEntryView) -> PathEntry:
    """Return one end of a path."""
    return {
        "plan_id": entry.plan_id,
        "name": entry.name,
        "allowed": entry.allowed,
        "effective": entry.effective,
        "refusals": [{"code": code, "params": {}} for code in entry.refusals],
    }
