"""The discount code of a membership: kept by us, a snapshot as PHP object, or a plain code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, cast

from bridge.domain.calendar import Period, Unit
from bridge.domain.membership import DiscountCode
from bridge.services.term_texts import kept_discount
from bridge.store import values
from bridge.store.connection import Connection, Row

_UNITS = frozenset({"day", "week", "month", "year"})


def discount_row(session: Connection, membership: Row, stored: str | None) -> Row | None:
    """Read the row of the code that a membership has; where it has none no code is looked at."""
    code = _code_named(membership, stored)
    return find_code(session, code, membership["id"]) if code else None


def find_code(session: Connection, code: str, membership_id: int) -> Row | None:
    """Return the row of exactly this code; ``known`` in it is None where our key did not lead to it.

    ``held`` are the uses that other memberships' changes hold: what is held for this one it may use.
    """
    rows = session.batch(
        ("discount_codes.choose_known", "discount_codes.choose_any", "discount_codes.chosen"),
        code=code,
        membership_id=membership_id,
    )["discount_codes.chosen"]
    return rows[0] if rows else None


def read_discount(membership: Row, stored: str | None, row: Row | None) -> DiscountCode | None:
    """Return the discount of a membership, None where it has none.

    A membership whose terms are ours has the discount that was kept with them, and no other. ``row`` is the code's of
    that name in the network, which says how many uses are left and whether the code still exists.
    """
    if membership["term_of"] is not None:
        return _ours(membership["kept_discount"], row)
    snapshot, code = values.meta(stored), _code_named(membership, stored)
    if isinstance(snapshot, dict) and code:
        told = _from_snapshot(code, snapshot, str(membership["currency"]).upper())
        return replace(told, remaining_uses=_uses_left(row), active=row is None or bool(row["active"]))
    return _from_row(row, str(membership["currency"]).upper()) if row else None


def _code_named(membership: Row, stored: str | None) -> str:
    """Return what the membership's code is called, empty where it has none."""
    if membership["term_of"] is not None:
        kept = kept_discount(membership["kept_discount"])
        return kept.code if kept else ""
    snapshot = values.meta(stored)
    return str(snapshot.get("code", "") if isinstance(snapshot, dict) else snapshot or "").strip()


def _ours(text: str | None, row: Row | None) -> DiscountCode | None:
    """Return the discount kept with our terms, as its code's row allows it today."""
    kept = kept_discount(text)
    if kept is None:
        return None
    return replace(kept, remaining_uses=_uses_left(row), active=row is not None and bool(row["active"]))


def _from_row(row: Row, currency: str) -> DiscountCode:
    """Read a code of the network as it is now."""
    return DiscountCode(
        code=row["code"],
        type=row["type"],
        value=_value(row["type"], row["value"], currency),
        applies_to_renewals=bool(row["apply_to_renewals"]),
        expires=values.instant(row["date_expiration"]),
        products=_products(values.meta(row["limit_products"]), values.meta(row["allowed_products"])),
        periods=_periods(values.meta(row["limit_billing_periods"]), values.meta(row["allowed_billing_periods"])),
        remaining_uses=_uses_left(row),
        active=bool(row["active"]),
    )


def _from_snapshot(code: str, snapshot: Mapping[str, Any], currency: str) -> DiscountCode:
    """Read the properties of a code as they were when it was used."""
    kind = "absolute" if snapshot.get("type") == "absolute" else "percentage"
    limits = snapshot.get("meta") if isinstance(snapshot.get("meta"), dict) else {}
    named = {**{name.removeprefix("wu_"): value for name, value in cast("dict[str, Any]", limits).items()}, **snapshot}
    return DiscountCode(
        code=code,
        type=kind,  # type: ignore[arg-type]  # one of the two words above
        value=_value(kind, snapshot.get("value"), currency),
        applies_to_renewals=values.truth(snapshot.get("apply_to_renewals")),
        expires=values.instant(snapshot.get("date_expiration")),
        products=_products(named.get("limit_products"), named.get("allowed_products")),
        periods=_periods(named.get("limit_billing_periods"), named.get("allowed_billing_periods")),
    )


def _value(kind: str, value: Any, currency: str) -> Fraction | None:
    """Return a percentage, or minor units; None where the value is not known."""
    return values.amount(value, currency) if kind == "absolute" else values.percentage(value)


def _products(limited: Any, allowed: Any) -> frozenset[int] | None:
    """Return the products a code covers, None for all."""
    return frozenset(values.ids(allowed)) if values.truth(limited) else None


def _periods(limited: Any, allowed: Any) -> tuple[Period, ...] | None:
    """Return the periods a code covers (``1-month``), None for all."""
    if not values.truth(limited):
        return None
    names = allowed.values() if isinstance(allowed, dict) else str(allowed or "").split(",")
    parts = [str(name).strip().partition("-") for name in names]
    return tuple(Period(int(n), cast("Unit", unit)) for n, _, unit in parts if n.isdecimal() and unit in _UNITS)


def _uses_left(row: Row | None) -> int | None:
    """Return how many uses are free, those held by confirmed changes taken off; None: no maximum."""
    if row is None or not row["max_uses"]:
        return None
    return max(0, int(row["max_uses"]) - int(row["uses"] or 0) - int(row["held"]))
