"""A membership's rows read for pricing: the row itself, its customer's address, its discount code."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, cast, get_args

from bridge.pricing.calendar import Period, Unit
from bridge.pricing.catalog import Product
from bridge.pricing.snapshot import (
    UNREADABLE,
    Customer,
    DeferredLine,
    DiscountCode,
    Membership,
    PendingChange,
    RecurringLine,
    SettledLine,
    Status,
    TermPayment,
)
from bridge.store.changes import ChangeFacts
from bridge.store.engine import values
from bridge.store.engine.database import Connection, Row
from bridge.store.terms import Pause, kept_discount, read_lines, renewal_lines

_CODE_TYPES = frozenset({"percentage", "absolute"})
_SCOPE = ("limit_products", "allowed_products", "limit_billing_periods", "allowed_billing_periods")
_NUMBER, _PERIOD = re.compile(r"[1-9]\d{0,17}"), re.compile(r"[1-9]\d{0,3}-(day|week|month|year)")
#: The parts of an address, ``billing_`` before most of them; others may stand beside them.
_PARTS = frozenset(
    {"company_name", "email", "address_line_1", "address_line_2", "country", "state", "city", "zip_code"}
)

_STATUSES = frozenset(get_args(Status))


def read_customer(row: Row, texts: Mapping[str, str | None]) -> Customer:
    """Read the customer of a membership's row and meta; where they pay tax is not known of an unreadable address.

    A customer who is gone has no address that anybody knows of.
    """
    meta = {key: values.meta(text) for key, text in texts.items()}
    address = _address(meta.get("wu_billing_address")) if row["user_id"] is not None else {"country": UNREADABLE}
    trialed = values.truth(row["has_trialed"]) or values.truth(meta.get("wu_has_trialed"))
    return Customer(
        id=int(row["customer_id"]),
        country=address.get("country", ""),
        state=address.get("state", ""),
        city=address.get("city", ""),
        has_trialed=trialed,
    )


def address_is_readable(stored: str | None) -> bool:
    """Tell whether it can be told from a stored address where its customer pays tax; of none, nowhere."""
    return _address(values.meta(stored)).get("country") != UNREADABLE


def read_address(stored: str | None) -> dict[str, str] | None:
    """Return the parts of a stored address by their names without ``billing_``; None where it cannot be read."""
    parts = _address(values.meta(stored))
    return None if parts.get("country") == UNREADABLE else parts


def _address(stored: Any) -> dict[str, str]:
    """Return country, state and city; the stored names carry ``billing_`` before them or not."""
    parts = stored or {}
    named = parts.get("attributes", parts) if isinstance(parts, dict) else None
    if not isinstance(named, dict) or values.is_list(named) or not _is_told(named):
        return {"country": UNREADABLE}
    return {str(name).removeprefix("billing_"): str(value) for name, value in named.items() if value}


def _is_told(address: Mapping[str, Any]) -> bool:
    """Tell whether country, state and city are texts or not given, and the country one that rates are of.

    Parts of which none is an address's are no address: they would say that nobody is asked for tax.
    """
    if address and not {str(name).removeprefix("billing_") for name in address} & _PARTS:
        return False
    told = [address.get(name, address.get(f"billing_{name}")) or "" for name in ("country", "state", "city")]
    return all(values.is_text(part) or part == "" for part in told) and values.is_country(told[0])


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
    snapshot, code = values.meta(stored), snapshot_code(stored)
    if code is None:
        return DiscountCode(UNREADABLE, "percentage", None, applies_to_renewals=True)
    currency = str(membership["currency"]).upper()
    if isinstance(snapshot, dict) and code:
        told = _from_snapshot(code, snapshot, currency)
        return _as_its_row_allows(told, row, active=row is None or bool(row["active"]))
    return read_code(row, currency) if row else None


def code_is_readable(stored: str | None) -> bool:
    """Tell whether it can be told which discount a membership's meta keeps."""
    kept = read_discount({"term_of": None, "currency": ""}, stored, None)
    return kept is None or kept.value is not None


def _code_named(membership: Row, stored: str | None) -> str:
    """Return what the membership's code is called, empty where it has none or where that cannot be read."""
    if membership["term_of"] is not None:
        kept = kept_discount(membership["kept_discount"])
        return kept.code if kept else ""
    return snapshot_code(stored) or ""


def snapshot_code(stored: str | None) -> str | None:
    """Return the code that a membership's meta names, empty where it names none; None where that cannot be read.

    >>> snapshot_code("SPRING"), snapshot_code('a:1:{s:4:"code";s:6:"SPRING";}'), snapshot_code("a:0:{}")
    ('SPRING', 'SPRING', '')
    >>> snapshot_code("a:x"), snapshot_code('a:1:{s:5:"value";s:2:"25";}')
    (None, None)
    """
    snapshot = values.meta(stored)
    if not isinstance(snapshot, dict):
        named = values.name(stored)
        return None if named is None else named.strip()
    code = snapshot.get("code", "" if not snapshot else None)
    return code.strip() if isinstance(code, str) else None


def _ours(text: str | None, row: Row | None) -> DiscountCode | None:
    """Return the discount kept with our terms, as its code's row allows it today."""
    kept = kept_discount(text)
    if kept is None:
        return None
    return _as_its_row_allows(kept, row, active=row is not None and bool(row["active"]))


def _as_its_row_allows(code: DiscountCode, row: Row | None, *, active: bool) -> DiscountCode:
    """Return a code kept elsewhere with what its own row says of its uses; unreadable ones leave nothing known."""
    known = row is None or _has_known_bounds(row)
    value = code.value if known else None
    return replace(code, value=value, remaining_uses=_uses_left(row) if known else None, active=active)


def read_code(row: Row, currency: str) -> DiscountCode:
    """Read a code of the network as it is now; ``value`` is None where anything that it depends on cannot be read."""
    scope = {name: values.meta(row[name]) for name in _SCOPE}
    return _code(row["code"], {**row, **scope}, currency, _uses_left(row), active=bool(row["active"]))


def _from_snapshot(code: str, snapshot: Mapping[str, Any], currency: str) -> DiscountCode:
    """Read the properties of a code as they were when it was used."""
    limits = snapshot.get("meta") if isinstance(snapshot.get("meta"), dict) else {}
    named = {**{name.removeprefix("wu_"): value for name, value in cast("dict[str, Any]", limits).items()}, **snapshot}
    return _code(code, named, currency, None, active=True)


def _code(
    code: str, told: Mapping[str, Any], currency: str, remaining_uses: int | None, *, active: bool
) -> DiscountCode:
    """Read what a code takes off, and off what."""
    kind = told.get("type") or "percentage"
    applies = values.switch(told.get("apply_to_renewals"))
    known = kind in _CODE_TYPES and applies is not None and _has_known_bounds(told)
    try:
        products, periods = _products(told), _periods(told)
    except ValueError:
        known, products, periods = False, None, None
    return DiscountCode(
        code=code,
        type="absolute" if kind == "absolute" else "percentage",
        value=_value(str(kind), told.get("value"), currency) if known else None,
        applies_to_renewals=applies is not False,
        expires=values.instant(told.get("date_expiration")),
        products=products,
        periods=periods,
        remaining_uses=remaining_uses,
        active=active,
    )


def _has_known_bounds(stored: Mapping[str, Any]) -> bool:
    """Tell whether a code's last day and its uses can be read; where not, nobody knows whether it still holds."""
    end = stored.get("date_expiration")
    counts = [values.number(stored.get(name) or 0) for name in ("uses", "max_uses")]
    return not values.is_broken_instant(end) and all(count is not None and count >= 0 for count in counts)


def _value(kind: str, value: Any, currency: str) -> Fraction | None:
    """Return a percentage, or minor units; None where the value is not known."""
    return values.amount(value, currency) if kind == "absolute" else values.percentage(value)


def _products(told: Mapping[str, Any]) -> frozenset[int] | None:
    """Return the products a code covers, None for all.

    :raises ValueError: where nobody can tell.
    """
    listed = _limited(told.get("limit_products"), told.get("allowed_products"), _NUMBER)
    return None if listed is None else frozenset(int(part) for part in listed)


def _periods(told: Mapping[str, Any]) -> tuple[Period, ...] | None:
    """Return the periods a code covers (``1-month``), None for all.

    :raises ValueError: where nobody can tell.
    """
    listed = _limited(told.get("limit_billing_periods"), told.get("allowed_billing_periods"), _PERIOD)
    parts = None if listed is None else [part.partition("-") for part in listed]
    return None if parts is None else tuple(Period(int(n), cast("Unit", unit)) for n, _, unit in parts)


def _limited(switch: Any, allowed: Any, form: re.Pattern[str]) -> list[str] | None:
    """Return what a code is limited to, None where it is not limited.

    :raises ValueError: where the switch is none, or one of those listed is not of the form.
    """
    is_limited = values.switch(switch)
    listed = allowed.values() if isinstance(allowed, dict) else str(allowed or "").split(",")
    parts = [part for part in (str(one).strip() for one in listed) if part]
    if is_limited is None or (is_limited and not all(form.fullmatch(part) for part in parts)):
        raise ValueError("what the code is for cannot be read")
    return parts if is_limited else None


def _uses_left(row: Row | None) -> int | None:
    """Return how many uses are free, those held by confirmed changes taken off; None: no maximum."""
    if row is None or not row["max_uses"] or not _has_known_bounds(row):
        return None
    return max(0, values.whole(row["max_uses"]) - values.whole(row["uses"]) - int(row["held"]))


def read_membership(
    row: Row,
    lines: Sequence[Row],
    payments: tuple[TermPayment, ...],
    discount: DiscountCode | None,
    scheduled: ChangeFacts | None,
) -> Membership:
    """Read a membership; a status of another system's extension counts as one not paid yet."""
    currency = str(row["currency"]).upper()
    recurring_lines, deferred = _renewal(row)
    addons = values.quantities(row["addon_products"])
    return Membership(
        id=row["id"],
        plan_id=row["plan_id"],
        addons=_charged(recurring_lines) if addons is None else addons,
        addons_unreadable=addons is None,
        status=cast("Status", row["status"] if row["status"] in _STATUSES else "pending"),
        currency=currency,
        amount=values.amount(row["amount"], currency),
        initial_amount=values.amount(row["initial_amount"], currency),
        recurring=values.recurs(row["recurring"]),
        period=values.period(row["duration"], row["duration_unit"]),
        date_created=row["date_created"],
        date_renewed=row["date_renewed"],
        date_expiration=row["date_expiration"],
        date_trial_end=row["date_trial_end"],
        times_billed=row["times_billed"],
        settled_lines=_settled(row, lines, addons),
        recurring_lines=recurring_lines,
        anchor_day=row["anchor_day"],
        discount_code=discount,
        pending_change=_pending(scheduled),
        deferred_lines=deferred,
        plan_since=row["plan_since"] if row["term_plan_id"] == row["plan_id"] else None,
        term_payments=payments,
        billing_cycles=max(0, int(row["billing_cycles"] or 0)),
    )


def billed_before(row: Row) -> int:
    """Return how many of a membership's billings were made before its plan was taken, as far as the row bears it out.

    0 where the plan, or its counts, have been changed elsewhere since.
    """
    if row["term_plan_id"] is None or row["term_plan_id"] != row["plan_id"]:
        return 0
    before = int(row["billed_before"])
    return before if before <= row["times_billed"] and before < int(row["billing_cycles"] or 0) else 0


def _settled(row: Row, lines: Sequence[Row], addons: Mapping[int, int] | None) -> tuple[SettledLine, ...] | None:
    """Read what was paid for, None where no records of ours tell.

    What ended as the membership was handed back counts again until another bills it, or changes what is held.
    """
    kept = [line for line in lines if line["ended_at"] is None or line["line_type"] == "setup_fee"]
    if row["term_of"] is not None:
        return read_lines(kept)
    told = next((line["handed_back"] for line in lines if line["handed_back"] is not None), None)
    if told is not None:
        return read_lines(lines) if _is_as_handed_back(row, addons, json.loads(told)) else None
    return read_lines(kept) if any(line["ended_at"] is None for line in kept) else None


def _is_as_handed_back(row: Row, addons: Mapping[int, int] | None, told: Mapping[str, Any]) -> bool:
    """Tell whether a row says of plan, add-ons, term and billings what it did when it was handed back."""
    end = row["date_expiration"]
    held = None if addons is None else {str(product): units for product, units in addons.items() if units}
    was = told.get("addons")
    return (
        "times_billed" in told
        and told["plan_id"] == row["plan_id"]
        and was is not None
        and {product: units for product, units in was.items() if units} == held
        and told["times_billed"] == row["times_billed"]
        and told["term_end"] == (end.isoformat() if end else None)
    )


def _charged(lines: tuple[RecurringLine, ...] | None) -> Mapping[int, int]:
    """Return the add-ons that renewals of ours charge: what is known to be held where the row's list is unreadable."""
    return {line.product_id: line.quantity for line in lines or () if line.type in ("package", "service")}


def _renewal(row: Row) -> tuple[tuple[RecurringLine, ...] | None, tuple[DeferredLine, ...]]:
    """Read what the next charge takes, where the terms are ours."""
    return (None, ()) if row["term_of"] is None else renewal_lines(row["recurring_lines"])


def read_term_payments(rows: Iterable[Row], currency: str, products: Mapping[int, Product]) -> tuple[TermPayment, ...]:
    """Read the payments that were for a term, in the order of their rows: not those for add-ons alone.

    One in another currency than the membership's says nothing about its term; none is the network's own. One without a
    day (``0000-00-00``) was for no term that could be told.
    """
    return tuple(
        TermPayment(row["date_created"], _paid(row, currency))
        for row in rows
        if row["date_created"] is not None
        and str(row["currency"] or currency).upper() == currency
        and not _is_for_addons_alone(row, products)
    )


def _paid(row: Row, currency: str) -> Fraction | None:
    """Return what was paid in minor units, refunds taken off; None where it is not known."""
    total, refunded = values.minor(row["total"], currency), values.minor(row["refund_total"] or 0, currency)
    return None if total is None or refunded is None else total - refunded


def _is_for_addons_alone(row: Row, products: Mapping[int, Product]) -> bool:
    """Tell whether all that a payment was for is known to be no plan."""
    paid_for = _products_paid_for(row)
    return bool(paid_for) and all(i in products and products[i].type != "plan" for i in paid_for)


def _products_paid_for(row: Row) -> set[int]:
    """Return the products of a payment's lines: ours, else another system's, else the one the payment names."""
    if row.get("our_products"):
        return set(values.ids(row["our_products"]))
    items = (values.array(row["foreign_lines"]) or {}).values()
    named = {
        values.whole(item.get("product_id"))
        for item in items
        if isinstance(item, dict) and item.get("type") == "product"
    }
    return (named or {int(row["product_id"] or 0)}) - {0}


def _pending(scheduled: ChangeFacts | None) -> PendingChange | None:
    """Return the change that waits for the term's end."""
    if scheduled is None:
        return None
    selection = scheduled.stored.selection
    return PendingChange(selection.plan_id, selection.addons, selection.period, scheduled.record.effective_at)


def read_pause(row: Row) -> Pause | None:
    """Read how a membership rests, None where it does not."""
    if row["paused_at"] is None:
        return None
    return Pause(row["paused_at"], row["paused_from"] or "active", row["resumes_at"], bool(row["pause_closes"]))
