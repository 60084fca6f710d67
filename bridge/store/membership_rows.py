"""A membership's rows as pricing needs them: odd dates, add-ons and statuses read without crashing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import cast, get_args

from bridge.domain.membership import (
    DeferredLine,
    DiscountCode,
    Membership,
    PendingChange,
    RecurringLine,
    SettledLine,
    Status,
)
from bridge.services.facts import ChangeFacts
from bridge.services.term_texts import renewal_lines
from bridge.store import php_serialize, values
from bridge.store.connection import Row

_STATUSES = frozenset(get_args(Status))


def read_membership(
    row: Row,
    lines: Sequence[Row],
    last_payment: Row | None,
    discount: DiscountCode | None,
    scheduled: ChangeFacts | None,
) -> Membership:
    """Read a membership; a status of another system's extension counts as one not paid yet."""
    currency = str(row["currency"]).upper()
    recurring_lines, deferred = _renewal(row)
    paid = _paid(last_payment, currency)
    return Membership(
        id=row["id"],
        plan_id=row["plan_id"],
        addons=read_addons(row["addon_products"]),
        status=cast("Status", row["status"] if row["status"] in _STATUSES else "pending"),
        currency=currency,
        amount=values.amount(row["amount"], currency),
        initial_amount=values.amount(row["initial_amount"], currency),
        recurring=bool(row["recurring"]),
        period=values.period(row["duration"], row["duration_unit"]),
        date_created=row["date_created"],
        date_renewed=row["date_renewed"],
        date_expiration=row["date_expiration"],
        date_trial_end=row["date_trial_end"],
        times_billed=row["times_billed"],
        settled_lines=read_lines(lines) if lines or row["term_of"] is not None else None,
        recurring_lines=recurring_lines,
        anchor_day=row["anchor_day"],
        last_term_payment=paid,
        last_payment_unreadable=last_payment is not None and paid is None,
        discount_code=discount,
        pending_change=_pending(scheduled),
        deferred_lines=deferred,
        plan_since=row["plan_since"] if row["term_plan_id"] == row["plan_id"] else None,
    )


def read_addons(stored: str | None) -> Mapping[int, int]:
    r"""Read the add-ons of a membership as ``{product id: quantity}``; what cannot be read is none.

    >>> read_addons("a:1:{i:6;i:2;}"), read_addons('a:1:{s:1:\\"6\\";s:1:\\"2\\";}')
    ({6: 2}, {6: 2})
    >>> read_addons("a:x"), read_addons(None)
    ({}, {})
    """
    try:
        held = php_serialize.loads_stored(stored or "a:0:{}")
    except php_serialize.Unreadable:
        return {}
    counted = {values.whole(key): values.whole(n) for key, n in held.items()} if isinstance(held, dict) else {}
    return {product_id: quantity for product_id, quantity in counted.items() if product_id > 0 and quantity > 0}


def read_lines(rows: Iterable[Row]) -> tuple[SettledLine, ...]:
    """Read settled lines."""
    return tuple(
        SettledLine(
            product_id=row["product_id"],
            type=row["line_type"],
            amount_minor=row["amount_minor"],
            tax_minor=row["tax_minor"],
            refunded_minor=row["refunded_minor"],
            start=row["term_start"],
            end=row["term_end"],
            settled_at=row["settled_at"],
            payment_id=row["payment_id"],
            id=row["id"],
            quantity=row["quantity"],
        )
        for row in rows
    )


def _renewal(row: Row) -> tuple[tuple[RecurringLine, ...] | None, tuple[DeferredLine, ...]]:
    """Read what the next charge takes, where the terms are ours."""
    return (None, ()) if row["term_of"] is None else renewal_lines(row["recurring_lines"])


def _paid(row: Row | None, currency: str) -> Fraction | None:
    """Return the last payment for a term in minor units, refunds taken off; None where it is not known."""
    if row is None:
        return None
    total, refunded = values.minor(row["total"], currency), values.minor(row["refund_total"] or 0, currency)
    return None if total is None or refunded is None else total - refunded


def _pending(scheduled: ChangeFacts | None) -> PendingChange | None:
    """Return the change that waits for the term's end."""
    if scheduled is None:
        return None
    selection = scheduled.stored.selection
    return PendingChange(selection.plan_id, selection.addons, selection.period, scheduled.record.effective_at)
