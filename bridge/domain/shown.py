"""Lines as they are shown: each carries the computation's own record, so that a person can redo the sum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from bridge.domain.charges import Charge
from bridge.domain.draft import Draft
from bridge.domain.membership import DeferredLine, RecurringLine
from bridge.domain.proration import FULL, Share
from bridge.domain.quotation import LineCode, QuoteLine
from bridge.domain.value import Credit


def charge_line(charge: Charge, *, inclusive: bool) -> QuoteLine:
    """Show a charge: ``price x quantity - settled before - discount``, times the share, rounded half up, then tax."""
    inputs: dict[str, Any] = {"unit_price_minor": exact(charge.unit_price), "quantity": charge.quantity}
    steps = ["unit_price * quantity"]
    if charge.settled_before:
        inputs["settled_before_minor"] = exact(charge.settled_before)
        steps.append("- settled_before")
    if charge.reduction is not None:
        less = charge.reduction
        inputs["discount"] = {
            "code": less.code, "percent": exact(less.percent), "absolute_minor": exact(less.absolute)
        }
        steps.append("- discount")
    if charge.share is not FULL:
        inputs["share"] = share_json(charge.share)
        steps.append("* left / whole")
    inputs["amount_minor"] = charge.amount
    if charge.percent:
        inputs["tax_percent"] = exact(charge.percent)
        inputs["tax_inclusive"] = inclusive
    return QuoteLine(
        code=charge.type,
        product_id=charge.product.id,
        quantity=charge.quantity,
        amount_minor=charge.total,
        tax_minor=charge.tax,
        params={"name": charge.product.name},
        explain={"formula": " ".join(steps), "inputs": inputs, "rounding": "half_up", "source_payment": None},
    )


def credit_line(credit: Credit, *, dropped: bool) -> QuoteLine:
    """Show a credit: the value settled, times what is left of it, rounded down (half up under ``legacy_day``)."""
    line, is_legacy = credit.line, credit.formula.startswith("legacy")
    inputs: dict[str, Any] = {"value_minor": exact(credit.value), "share": share_json(credit.share)}
    if line is not None:
        inputs |= {
            "amount_minor": line.amount_minor,
            "tax_minor": line.tax_minor,
            "refunded_minor": line.refunded_minor,
            "start": instant(line.start),
            "end": instant(line.end),
            "settled_at": instant(line.settled_at),
        }
    return QuoteLine(
        code="addon_dropped" if dropped else "credit",
        product_id=credit.product_id,
        quantity=credit.quantity,
        amount_minor=-credit.amount,
        tax_minor=-credit.tax,
        params={"source": credit.formula},
        explain={
            "formula": "value * left / whole",
            "inputs": inputs,
            "rounding": "half_up" if is_legacy else "down",
            "source_payment": line.payment_id if line else None,
        },
    )


def leaving_lines(draft: Draft) -> Iterator[QuoteLine]:
    """Show what goes without a credit of its own: dropped now, or removed at the term's end. Never silently."""
    offer, credited = draft.move.offer, {credit.product_id for credit in draft.credits}
    goes_later = draft.effective is not None or bool(draft.leaving)
    at = draft.effective or (draft.term[1] if draft.leaving else None)
    keeps = offer.keeps_plan and not draft.ends_lines
    for product_id, units in sorted(offer.removed.items()):
        if product_id in credited or draft.kind == "none":
            continue
        if not keeps and product_id not in offer.dropped:
            continue
        code: LineCode = "addon_removed" if keeps else "addon_dropped"
        params = {"effective": instant(at) if goes_later else None}
        yield QuoteLine(code, product_id, units, 0, 0, params, {"formula": "no_credit", "inputs": {}})


def renewal_line(line: RecurringLine | DeferredLine, *, quoted_tax: int | None = None) -> QuoteLine:
    """Show what a renewal charges for one product, as quoted; ``quoted_tax`` is told where the day's is another."""
    shown = QuoteLine(
        line.type, line.product_id, line.quantity, line.amount_minor, line.tax_minor, {}, {"formula": "as_quoted"}
    )
    return shown if quoted_tax is None else with_quoted_tax(shown, quoted_tax)


def tax_change(lines: Iterable[QuoteLine]) -> tuple[int, int] | None:
    """Return the tax in the charges and what it was when they were agreed, None where it is the same.

    >>> line = QuoteLine("plan", 3, 1, 23084, 3184, {}, {"formula": "as_quoted", "inputs": {"quoted_tax_minor": 3781}})
    >>> tax_change([line]), tax_change([])
    ((3184, 3781), None)
    """
    now = agreed = 0
    for line in lines:
        now += line.tax_minor
        agreed += line.explain.get("inputs", {}).get("quoted_tax_minor", line.tax_minor)
    return None if now == agreed else (now, agreed)


def with_quoted_tax(line: QuoteLine, quoted: int) -> QuoteLine:
    """Return a line that says which tax was quoted for it, where the day's is another."""
    if line.tax_minor == quoted:
        return line
    inputs = {**line.explain.get("inputs", {}), "quoted_tax_minor": quoted}
    return replace(line, explain={**line.explain, "inputs": inputs})


def balance_line(amount: int, *, before: int) -> QuoteLine | None:
    """Show account credit used (a negative amount) or credit kept (a positive one); None where it is 0."""
    if not amount:
        return None
    explain = {"formula": "min(balance, account_credit)" if amount < 0 else "credit - charges",
               "inputs": {"account_credit_before_minor": before}}
    return QuoteLine("account_credit" if amount < 0 else "credit_kept", None, 1, amount, 0, {}, explain)


def exact(amount: Fraction) -> str:
    """Write an exact amount of minor units, as a fraction where it is none whole.

    >>> exact(Fraction(3000)), exact(Fraction(5, 2))
    ('3000', '5/2')
    """
    return str(amount)


def share_json(share: Share) -> Mapping[str, Any]:
    """Write a share as it was counted."""
    return {"left": share.left, "whole": share.whole, "unit": share.unit}


def instant(at: datetime | None) -> str | None:
    """Write an instant as ISO 8601 UTC."""
    return f"{at.isoformat(timespec='seconds')}Z" if at else None
