"""Where a plan's members may come from and go to, as saved and as edited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from bridge.network_admin.plan_map import Effects, PlanMap, effects_of, map_around
from bridge.people import Actor, require_network_admin
from bridge.ports import Services
from bridge.pricing.catalog import Price, PricingType, Product, ProductType
from bridge.pricing.money import to_minor
from bridge.pricing.plan_map import ExplainMap, Trap, explain_map, stands_in_map
from bridge.pricing.refusal import Refusal
from bridge.store.product_editing import ProductDocument

#: Stands for a plan that is not saved yet in the map of paths.
_NEW = 0


@dataclass(frozen=True, slots=True)
class PathEntry:
    """A plan one may, or may not, come from or go to."""

    plan_id: int
    name: str
    allowed: bool
    effective: Literal["now", "term_end"] | None
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Paths:
    """The paths of one plan: where its members may come from and go to, and what looks like a mistake."""

    arriving: Annotated[tuple[PathEntry, ...], Field(serialization_alias="from")]
    leaving: Annotated[tuple[PathEntry, ...], Field(serialization_alias="to")]
    warnings: tuple[Trap, ...]


@dataclass(frozen=True, slots=True)
class PathsAnswer:
    """The paths as saved (null: not saved yet) and as edited, its group's map as edited (null: no plan of its own).

    ``effects`` are what the edit changes.
    """

    saved: Paths | None
    edited: Paths
    map: PlanMap | None
    effects: Effects


def preview_paths(services: Services, actor: Actor, product: ProductDocument) -> PathsAnswer:
    """Return whence and whither the plan's members may go, as saved and as edited, and what that does to others."""
    require_network_admin(actor)
    settings, products = services.database.reading(
        lambda store: (store.settings.read().pricing, store.catalog.products())
    )
    plan_id = product.id or _NEW
    edited = {**products, plan_id: as_product(product, products.get(plan_id))}
    before, after = explain_map(products, settings), explain_map(edited, settings)
    return PathsAnswer(
        saved=_paths_of(plan_id, products, before) if plan_id in products else None,
        edited=_paths_of(plan_id, edited, after),
        map=map_around(edited[plan_id], edited, after, before) if stands_in_map(edited[plan_id]) else None,
        effects=effects_of(edited, before, after),
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


def _paths_of(plan_id: int, products: Mapping[int, Product], told: ExplainMap) -> Paths:
    """Pick one plan's paths out of the map of all."""
    arriving = [(entry.from_id, entry) for entry in told.entries if entry.to_id == plan_id]
    leaving = [(entry.to_id, entry) for entry in told.entries if entry.from_id == plan_id]
    sides = [
        tuple(
            PathEntry(
                plan_id=other,
                name=products[other].name,
                allowed=not entry.refusals,
                effective=entry.timing,
                refusals=tuple(Refusal(code) for code in entry.refusals),
            )
            for other, entry in side
        )
        for side in (arriving, leaving)
    ]
    warnings = tuple(trap for trap in told.warnings if plan_id in trap.product_ids)
    return Paths(sides[0], sides[1], warnings)
