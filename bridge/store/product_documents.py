"""A product as the network admin edits it, read from its rows, with the digest that a save must name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from hashlib import sha256
from typing import Any

from bridge.services.network_view import PriceRow, ProductDocument
from bridge.store import product_rows, values
from bridge.store.connection import Row

_ARRAYS = ("wu_limitations", "price_variations", "wu_available_addons")


def read_document(row: Row, meta: Mapping[str, str | None]) -> ProductDocument:
    """Read one product; ``unreadable`` names the meta keys that are kept byte for byte because nobody can read them."""
    currency = values.currency(row["currency"])
    document = ProductDocument(
        id=row["id"],
        name=row["name"],
        slug=row["slug"],
        description=row["description"],
        type=row["type"],
        active=bool(row["active"]),
        currency=currency,
        pricing_type=row["pricing_type"],
        amount=values.major(row["amount"], currency),
        setup_fee=values.major(row["setup_fee"], currency),
        period=values.period(row["duration"], row["duration_unit"]),
        recurring=bool(row["recurring"]),
        trial=values.period(row["trial_duration"], row["trial_duration_unit"]),
        price_variations=tuple(PriceRow(*entry) for entry in product_rows.variation_rows(meta, currency)),
        taxable=values.truth(values.meta(meta.get("taxable")), default=True),
        tax_category=str(values.meta(meta.get("tax_category")) or "default"),
        features=product_rows.features(meta),
        plan_group=row["product_group"] or "",
        list_order=10 if row["list_order"] is None else int(row["list_order"]),
        available_addons=values.ids(values.meta(meta.get("wu_available_addons"))),
        rules=product_rows.rules(row),
        limitations=product_rows.limitations(meta),
        unreadable=tuple(key for key in _ARRAYS if _is_broken(key, meta.get(key))),
    )
    unknown = tuple(name for name in ("amount", "setup_fee") if getattr(document, name) is None)
    if any(price.amount is None for price in document.price_variations):
        unknown += ("price_variations",)
    named = tuple(dict.fromkeys((*document.unreadable, *unknown)))
    return replace(document, unreadable=named, version=digest(document))


def digest(document: ProductDocument) -> str:
    """Return the SHA-256 over everything in the document but its version."""
    told = asdict(replace(document, version=""))
    return sha256(json.dumps(told, default=_told, sort_keys=True).encode()).hexdigest()


def _told(value: Any) -> Any:
    """Tell exact fractions as text, sets and mappings as lists and dicts."""
    return dict(value) if isinstance(value, Mapping) else str(value)


def _is_broken(key: str, stored: str | None) -> bool:
    """Tell whether a value that should be an array is there and is none; add-ons may be a comma list."""
    if not stored or values.array(stored) is not None:
        return False
    return not (key == "wu_available_addons" and all(part.strip().isdecimal() for part in stored.split(",")))
