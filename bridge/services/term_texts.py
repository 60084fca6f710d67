"""How a term keeps its quoted renewal and its discount: as JSON texts of ``bridge_membership_terms``.

``recurring_lines`` is ``{"recurring": [line], "deferred": [line]}`` with lines ``{product_id, type, quantity,
amount_minor, tax_minor}``; ``kept_discount`` is a code as pricing knows it, its value an exact fraction as text.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from fractions import Fraction
from typing import Any

from bridge.domain.calendar import Period
from bridge.domain.membership import DeferredLine, DiscountCode, RecurringLine

_COMPACT = (",", ":")


def renewal_text(recurring: Sequence[RecurringLine], deferred: Sequence[DeferredLine]) -> str:
    """Write what the next charge takes: the lines of every renewal, and those it takes once."""
    lines = {"recurring": [asdict(line) for line in recurring], "deferred": [asdict(line) for line in deferred]}
    return json.dumps(lines, separators=_COMPACT)


def renewal_lines(text: str) -> tuple[tuple[RecurringLine, ...], tuple[DeferredLine, ...]]:
    """Read what :func:`renewal_text` wrote."""
    lines = json.loads(text)
    recurring = tuple(RecurringLine(**line) for line in lines["recurring"])
    return recurring, tuple(DeferredLine(**line) for line in lines["deferred"])


def discount_text(code: DiscountCode | None) -> str | None:
    """Write a kept discount; how many uses are left is not kept, the code's own row knows that."""
    if code is None:
        return None
    return json.dumps(
        {
            "code": code.code,
            "type": code.type,
            "value": str(code.value),
            "applies_to_renewals": code.applies_to_renewals,
            "expires": code.expires.isoformat() if code.expires else None,
            "products": sorted(code.products) if code.products is not None else None,
            "periods": [asdict(period) for period in code.periods] if code.periods is not None else None,
        },
        separators=_COMPACT,
    )


def kept_discount(text: str | None, *, remaining_uses: int | None = None, active: bool = True) -> DiscountCode | None:
    """Read what :func:`discount_text` wrote, with what the code's own row says today."""
    if text is None:
        return None
    kept: dict[str, Any] = json.loads(text)
    return DiscountCode(
        code=kept["code"],
        type=kept["type"],
        value=Fraction(kept["value"]),
        applies_to_renewals=kept["applies_to_renewals"],
        expires=datetime.fromisoformat(kept["expires"]) if kept["expires"] else None,
        products=frozenset(kept["products"]) if kept["products"] is not None else None,
        periods=tuple(Period(**period) for period in kept["periods"]) if kept["periods"] is not None else None,
        remaining_uses=remaining_uses,
        active=active,
    )
