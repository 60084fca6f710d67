"""Until when a term can be paid where the worker stood meanwhile."""

from __future__ import annotations

from datetime import datetime

import pytest

from bridge.pricing.renewal import renew
from bridge.pricing.renewal_lines import without_outages
from tests.unit.changes.facts import MONTH, membership, snapshot

ASKED, UNTIL = datetime(2025, 6, 24), datetime(2025, 7, 4)  # a term ends on 1 July; 7 days ahead, 3 days of grace


def day(month: int, number: int) -> datetime:
    return datetime(2025, month, number)


@pytest.mark.parametrize(("outages", "until"), [
    ([], UNTIL),
    ([(day(6, 1), ASKED)], UNTIL),  # over when it was asked for
    ([(UNTIL, day(7, 30))], UNTIL),  # began when the time was over
    ([(day(6, 28), day(7, 6))], day(7, 12)),  # three of the days ahead and the grace are left
    ([(day(6, 1), day(7, 20))], day(7, 30)),  # began before it was asked for: all of the time is left
    ([(day(7, 2), day(7, 3))], day(7, 5)),
    ([(day(6, 25), day(6, 26)), (day(7, 1), day(7, 2))], day(7, 6)),
    ([(day(7, 3), day(7, 10)), (day(7, 10), day(7, 20))], day(7, 21)),  # the second begins in what the first added
    ([(day(7, 3), day(7, 10)), (day(7, 11), day(7, 20))], day(7, 11)),  # the second begins as that is over
    ([(day(6, 1), datetime(2026, 6, 1))], day(10, 2)),  # 90 days at most
])  # fmt: skip
def test_what_of_the_outages_lies_in_the_time_to_pay_is_added_to_it(
    outages: list[tuple[datetime, datetime]], until: datetime
) -> None:
    assert without_outages(ASKED, UNTIL, outages) == until


def test_where_nothing_is_asked_for_ahead_and_no_grace_is_given_an_outage_leaves_no_time_of_its_own() -> None:
    assert without_outages(day(7, 1), day(7, 1), [(day(6, 28), day(7, 6))]) == day(7, 6)


def test_nothing_is_added_beyond_the_calendar() -> None:
    last = datetime(9999, 12, 31, 23, 59, 59)

    assert without_outages(datetime(9999, 12, 1), last, [(datetime(9999, 12, 2), last)]) == last


@pytest.mark.parametrize(("at", "term", "anchor"), [
    (day(3, 30), (day(2, 28), day(3, 31)), 31),
    (day(3, 31), (day(3, 31), day(4, 30)), 31),
    (day(5, 12), (day(5, 12), day(6, 12)), 12),
])  # fmt: skip
def test_a_term_that_would_be_over_already_begins_when_it_is_charged(
    at: datetime, term: tuple[datetime, datetime], anchor: int
) -> None:
    quote = renew(snapshot(membership(period=MONTH)), at, 3)

    assert quote is not None
    assert (quote.as_of, quote.term, quote.after.anchor_day) == (term[0], term, anchor)
    assert [(line.start, line.end) for line in quote.settles] == [term]
    assert quote.valid_until > at
