"""Whence and whither the members of a plan may go: as saved, and as saving would make it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from bridge.domain.catalog import Price, PricingType, Product, ProductType
from bridge.domain.eligibility import ExplainMap, explain_map
from bridge.domain.money import to_minor
from bridge.services.access import require_network_admin
from bridge.services.actor import Actor
from bridge.services.network_view import PathEntry, Paths, PathsPreview, ProductDocument
from bridge.services.plan_map import effects_of, map_around
from bridge.services.ports import Services

#: Stands for a plan that is not saved yet in the map of paths.
_NEW = 0


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
        saved=_paths(plan_id, products, before) if plan_id in products else None,
        edited=_paths(plan_id, edited, after),
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


def _paths(plan_id: int, products: Mapping[int, Product], told: ExplainMap) -> Paths:
    """Pick one plan's paths out of the map of all."""
    arriving = [(entry.from_id, entry) for entry in told.entries if entry.to_id == plan_id]
    leaving = [(entry.to_id, entry) for entry in told.entries if entry.from_id == plan_id]
    sides = [
        tuple(
            PathEntry(other, products[other].name, not entry.refusals, entry.timing, tuple(entry.refusals))
            for other, entry in side
        )
        for side in (arriving, leaving)
    ]
    warnings = tuple(trap for trap in told.warnings if plan_id in trap.product_ids)
    return Paths(sides[0], sides[1], warnings)
