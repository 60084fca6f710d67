"""What a refund takes of lines: in their order, none more than it has left, and how much of that is not used yet."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from bridge.changes.taken import shares, unused
from bridge.pricing.snapshot import Settings
from bridge.store.refunds import LineLeft

START = datetime(2025, 6, 1)


def line(
    number: int = 1,
    charged: int = 10000,
    *,
    refunded: int = 0,
    credited: int = 0,
    days: int | None = 30,
    kind: str = "plan",
    ended: datetime | None = None,
) -> LineLeft:
    """A line of thirty days, tax of a fifth in it."""
    end = START + timedelta(days=days) if days else None
    tax = charged // 5
    return LineLeft(number, kind, 2, charged - tax, tax, refunded, credited, START, end, ended, 1, 601)


def test_lines_lose_in_their_order_and_none_more_than_it_has_left() -> None:
    lines = (line(1, 10000, refunded=4000, credited=5000), line(2, 3000, credited=3000), line(3, 5000))

    taken = shares(lines, 4000)

    assert [(one.id, part) for one, part in taken] == [(1, 1000), (3, 3000)]
    assert sum(part for _, part in shares(lines, 99999)) == 6000
    assert all(one.refunded_minor + one.credited_minor + part <= one.charged_minor for one, part in taken)
    assert shares(lines, 0) == []


@pytest.mark.parametrize(
    ("one", "days", "expected", "settings"),
    [
        (line(), 0, Fraction(1), {}),
        (line(), 15, Fraction(1, 2), {}),
        (line(), 40, Fraction(0), {}),
        (line(), -5, Fraction(1), {}),
        (line(), 15.5, Fraction(14, 30), {"proration": "day"}),
        (line(), 15.5, Fraction(14, 30), {"proration": "legacy_day"}),
        (line(), 15, Fraction(0), {"proration": "none"}),
        (line(days=None), 15, Fraction(1), {}),
        (line(days=None), 146, Fraction(4, 5), {"lifetime_years": 2}),
        (line(days=None), 900, Fraction(0), {"lifetime_years": 2}),
        (line(days=None), 15, Fraction(0), {"proration": "none"}),
        (line(days=None, kind="setup_fee"), 15, Fraction(0), {"lifetime_years": 2}),
        (line(ended=START), 0, Fraction(0), {}),
    ],
)
def test_what_is_not_used_is_what_leaving_would_give_back_of_a_line_that_has_not_ended(
    one: LineLeft, days: float, expected: Fraction, settings: dict[str, Any]
) -> None:
    assert unused(one, Settings(**settings), START + timedelta(days=days)) == expected
