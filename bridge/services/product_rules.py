"""What a product must be to be saved: each fault with the path of its field and a code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import get_args

from babel.numbers import is_currency

from bridge.domain.calendar import Period
from bridge.domain.catalog import PricingType, ProductType
from bridge.services.network_view import ProductDocument

#: What the shared columns hold: ``product_group`` varchar(20), ``list_order`` tinyint, amounts decimal(13,4).
LONGEST_GROUP = 20
HIGHEST_ORDER = 127
HIGHEST_AMOUNT = 10**9
#: ``name`` and ``slug`` are tinytext: 255 bytes.
LONGEST_TEXT_BYTES = 255
HIGHEST_DURATION = 32767

_NOT_IN_SLUGS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Known:
    """What a product is checked against: the add-ons there are, whether its slug is another's, how it was."""

    addons: frozenset[int]
    slug_is_taken: bool
    before: ProductDocument | None


def with_slug(document: ProductDocument) -> ProductDocument:
    """Give a product without a slug one made of its name.

    >>> slug_of("Extra diskutrymme å la carte")
    'extra-diskutrymme-a-la-carte'
    """
    return document if document.slug else replace(document, slug=slug_of(document.name))


def slug_of(name: str) -> str:
    """Make a slug of plain letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _NOT_IN_SLUGS.sub("-", plain).strip("-")


def faults(document: ProductDocument, known: Known) -> list[dict[str, str]]:
    """Return what keeps a product from being saved."""
    found = (*_general(document, known), *_pricing(document), *_paths(document, known))
    return [{"path": path, "code": code} for path, code in found]


def _general(document: ProductDocument, known: Known) -> Iterator[tuple[str, str]]:
    """Check name, slug and type; a type that was there before may stay."""
    if not document.name.strip():
        yield "name", "required"
    if len(document.name.encode()) > LONGEST_TEXT_BYTES:
        yield "name", "too_long"
    if not document.slug:
        yield "slug", "required"
    elif known.slug_is_taken:
        yield "slug", "taken"
    if document.type not in get_args(ProductType) and (known.before is None or known.before.type != document.type):
        yield "type", "unknown"


def _pricing(document: ProductDocument) -> Iterator[tuple[str, str]]:
    """Check currency, amounts and periods."""
    if not is_currency(document.currency):
        yield "currency", "unknown"
    if document.pricing_type not in get_args(PricingType):
        yield "pricing_type", "unknown"
    for path in ("amount", "setup_fee"):
        if not 0 <= getattr(document, path) < HIGHEST_AMOUNT:
            yield path, "out_of_range"
    if document.recurring and document.period is None:
        yield "period", "required"
    for path, period in (("period", document.period), ("trial", document.trial)):
        if period is not None and not 0 < period.n <= HIGHEST_DURATION:
            yield path, "out_of_range"
    yield from _variations(document)


def _variations(document: ProductDocument) -> Iterator[tuple[str, str]]:
    """Check that each period has one price."""
    seen = [document.period] if document.period and document.recurring else []
    lengths = {period.length for period in seen}
    for position, row in enumerate(document.price_variations):
        if not 0 < row.period.n <= HIGHEST_DURATION:
            yield f"price_variations.{position}.period", "out_of_range"
        if row.period.length in lengths:
            yield f"price_variations.{position}.period", "twice"
        if row.amount is None or not 0 <= row.amount < HIGHEST_AMOUNT:
            yield f"price_variations.{position}.amount", "out_of_range"
        lengths.add(row.period.length)


def _paths(document: ProductDocument, known: Known) -> Iterator[tuple[str, str]]:
    """Check plan group, order, add-ons and rules; add-ons that are gone from the catalog may stay listed."""
    if len(document.plan_group.strip()) > LONGEST_GROUP:
        yield "plan_group", "too_long"
    if not -HIGHEST_ORDER - 1 <= document.list_order <= HIGHEST_ORDER:
        yield "list_order", "out_of_range"
    listed = frozenset(known.before.available_addons) if known.before else frozenset()
    for position, addon in enumerate(document.available_addons):
        if addon not in known.addons | listed:
            yield f"available_addons.{position}", "unknown"
    minimum: Period | None = document.rules.minimum_term
    if minimum is not None and not 0 < minimum.n <= HIGHEST_DURATION:
        yield "rules.minimum_term", "out_of_range"
