"""The membership's discount code: whether it applies again, and what it takes off a line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from bridge.domain.calendar import Period, same_period
from bridge.domain.membership import DiscountCode
from bridge.domain.refusal import NotKnown

_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Reduction:
    """What is taken off one line's full-term price: a percentage, or minor units once a charge."""

    code: str
    percent: Fraction = Fraction(0)
    absolute: Fraction = Fraction(0)

    def apply(self, amount: Fraction) -> Fraction:
        """Return the reduced amount, never below 0.

        >>> Reduction("X", percent=Fraction(20)).apply(Fraction(5000))
        Fraction(4000, 1)
        >>> Reduction("Y", absolute=Fraction(1000)).apply(Fraction(700))
        Fraction(0, 1)
        """
        reduced = amount * (_WHOLE - self.percent) / _WHOLE - self.absolute
        return max(reduced, Fraction(0))


def applies_again(code: DiscountCode | None, at: datetime) -> bool:
    """Tell whether a code holds for a charge at an instant: for renewals, active, not expired, not used up."""
    return (
        code is not None
        and code.applies_to_renewals
        and code.active
        and (code.expires is None or at < code.expires)
        and (code.remaining_uses is None or code.remaining_uses > 0)
    )


def reduction(
    code: DiscountCode | None, product_id: int, period: Period | None, at: datetime, *, is_plan: bool
) -> Reduction | None:
    """Return what the code takes off a recurring (or lifetime) line, None where nothing.

    An absolute code is taken once a charge, off the plan's line, so never off an add-on's.
    """
    if code is None or not applies_again(code, at) or not _covers(code, product_id, period):
        return None
    if code.value is None:
        raise NotKnown("discount_unknown", code=code.code)
    if code.type == "percentage":
        return Reduction(code.code, percent=min(code.value, Fraction(_WHOLE)))
    return Reduction(code.code, absolute=code.value) if is_plan else None


def _covers(code: DiscountCode, product_id: int, period: Period | None) -> bool:
    if code.products is not None and product_id not in code.products:
        return False
    return code.periods is None or any(same_period(period, allowed) for allowed in code.periods)
