"""Save a product: the columns and meta keys that were edited, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from bridge.domain.calendar import Period, same_period
from bridge.services.network_view import PriceRow, ProductDocument
from bridge.store import php_serialize, values
from bridge.store.connection import Connection

_GENERAL = ("name", "slug", "description", "type", "active")
_PRICING = ("currency", "pricing_type", "amount", "setup_fee", "recurring", "period", "trial")
_PATHS = ("plan_group", "list_order")

Text = Callable[[ProductDocument, str | None], str]
"""Writes a meta value of a document, given what is stored now."""


def columns(document: ProductDocument, at: datetime) -> dict[str, Any]:
    """Return the values of the product's row."""
    return {
        **{name: getattr(document, name) for name in (*_GENERAL, "currency", "pricing_type", "list_order")},
        "active": int(document.active),
        "recurring": int(document.recurring),
        "product_group": document.plan_group,
        "amount": decimal(document.amount),
        "setup_fee": decimal(document.setup_fee),
        **_duration("duration", document.period),
        **_duration("trial_duration", document.trial),
        "at": at.replace(microsecond=0),
    }


def write(
    session: Connection, product_id: int, before: ProductDocument | None, after: ProductDocument, at: datetime
) -> None:
    """Write what differs between the two documents; a new product's row exists already."""
    if before is not None:
        _write_row(session, product_id, before, after, at)
    if (before is None or before.rules != after.rules) and after.type == "plan":
        _write_rules(session, product_id, after, at)
    for key, (field, text) in _META.items():
        if before is None or getattr(before, field) != getattr(after, field):
            _write_meta(session, product_id, key, text, after)
            session.execute("catalog.touch", product_id=product_id, at=at.replace(microsecond=0))


def decimal(amount: Fraction | None) -> Decimal:
    """Return an exact amount as the DECIMAL(13,4) that holds it; one not known is refused before.

    >>> decimal(Fraction(199, 2))
    Decimal('99.5')
    """
    if amount is None:
        raise ValueError("an amount that is not known is never written")
    return Decimal(amount.numerator) / Decimal(amount.denominator)


def variations(stored: str | None, rows: Sequence[PriceRow]) -> str:
    """Write the price variations; what another system keeps in an entry of the same period stays in it."""
    entries = [dict(entry) for entry in (values.array(stored) or {}).values() if isinstance(entry, dict)]
    return php_serialize.dumps([_variation(entries, row) for row in rows])


def _variation(entries: Sequence[Mapping[str, Any]], row: PriceRow) -> dict[str, Any]:
    """Return one entry: the stored one of this period, with the amount as edited."""
    told = [entry for entry in entries if _is_of(entry, row.period)]
    kept = dict(told[0]) if told else {"duration": row.period.n, "duration_unit": row.period.unit}
    return {**kept, "amount": format(decimal(row.amount), "f")}


def _is_of(entry: Mapping[str, Any], period: Period) -> bool:
    """Tell whether a stored entry is of this very period."""
    return same_period(values.period(entry.get("duration"), entry.get("duration_unit")), period)


def _write_row(
    session: Connection, product_id: int, before: ProductDocument, after: ProductDocument, at: datetime
) -> None:
    """Write the parts of the row that differ."""
    for query, fields in (("general", _GENERAL), ("pricing", _PRICING), ("paths", _PATHS)):
        if any(getattr(before, name) != getattr(after, name) for name in fields):
            session.execute(f"catalog.update_{query}", product_id=product_id, **columns(after, at))


def _write_rules(session: Connection, product_id: int, document: ProductDocument, at: datetime) -> None:
    """Write the rules of ours."""
    minimum = document.rules.minimum_term
    session.execute(
        "catalog.put_rules",
        product_id=product_id,
        direction=document.rules.direction,
        minimum_term=minimum.n if minimum else None,
        minimum_term_unit=minimum.unit if minimum else None,
        hidden=int(document.rules.hidden),
        at=at,
    )


def _write_meta(session: Connection, product_id: int, key: str, text: Text, after: ProductDocument) -> None:
    """Write a meta key: the table has no unique key, so the row is looked up first."""
    row = session.row("catalog.find_meta", product_id=product_id, key=key)
    if row:
        session.execute("catalog.set_meta", meta_id=row["meta_id"], value=text(after, row["meta_value"]))
    else:
        session.execute("catalog.add_meta", product_id=product_id, key=key, value=text(after, None))


def _duration(name: str, period: Period | None) -> dict[str, Any]:
    """Return the two columns of a duration; none is 0 days, as an unset trial is stored."""
    return {name: period.n if period else 0, f"{name}_unit": period.unit if period else "day"}


_META: Mapping[str, tuple[str, Text]] = {
    "price_variations": ("price_variations", lambda after, stored: variations(stored, after.price_variations)),
    "wu_available_addons": ("available_addons", lambda after, _: php_serialize.dumps(after.available_addons)),
    "taxable": ("taxable", lambda after, _: "1" if after.taxable else ""),
    "tax_category": ("tax_category", lambda after, _: after.tax_category),
    "feature_list": ("features", lambda after, _: "\n".join(after.features)),
    "wu_limitations": ("limitations", lambda after, _: php_serialize.dumps(after.limitations or {})),
}
