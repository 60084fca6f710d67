"""A change decided again on its day: as quoted, never more, less where the list fell."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction

import pytest

from bridge.pricing.money import round_charge
from bridge.pricing.price import price_change
from bridge.pricing.quote import Quote
from bridge.pricing.renewal import capped
from bridge.pricing.snapshot import Selection, SettledLine
from tests.unit.changes.facts import DISK, MONTH, PREMIUM, YEAR, membership, snapshot, tax_in, taxed

END = datetime(2025, 3, 1)
YEARLY = membership(
    period=YEAR,
    date_created=datetime(2024, 3, 1),
    date_renewed=datetime(2024, 3, 1),
    date_expiration=END,
    anchor_day=1,
    settled_lines=(
        SettledLine(PREMIUM, "plan", 199000, 0, 0, datetime(2024, 3, 1), END, datetime(2024, 3, 1)),
    ),
)  # fmt: skip
ASKED = Selection(PREMIUM, {DISK: 1}, MONTH)


def decide(day: datetime, credit: int = 0, **prices: int) -> Quote:
    quote = price_change(snapshot(YEARLY, credit=credit, **prices), ASKED, day)
    assert isinstance(quote, Quote), quote
    return quote


QUOTED = decide(datetime(2025, 2, 10))


def test_the_same_list_charges_what_was_quoted() -> None:
    due = capped(decide(END), QUOTED, snapshot(YEARLY))

    assert QUOTED.next_charge is not None
    assert due.due_now_minor == QUOTED.next_charge.amount_minor == 19900 + 4900
    assert due.term == (END, datetime(2025, 4, 1))


def test_a_higher_list_price_is_not_charged() -> None:
    due = capped(decide(END, premium=24900), QUOTED, snapshot(YEARLY))

    assert due.due_now_minor == 24800
    assert (due.recurring_total_minor, due.after.amount_minor) == (24800, 24800)
    assert sorted(line.amount_minor for line in due.settles) == [4900, 19900]
    assert due.next_charge is not None
    assert due.next_charge.amount_minor == 24800


def test_a_lower_list_price_is_charged() -> None:
    due = capped(decide(END, premium=14900), QUOTED, snapshot(YEARLY))

    assert (due.due_now_minor, due.recurring_total_minor) == (19800, 19800)


def test_a_fee_that_was_not_quoted_is_not_charged() -> None:
    due = capped(decide(END, fee=10000), QUOTED, snapshot(YEARLY))

    assert due.due_now_minor == 24800
    assert [line.type for line in due.settles if line.type == "setup_fee"] == []


@pytest.mark.parametrize("credit", [0, 1000, 24800, 90000])
@pytest.mark.parametrize("premium", [14900, 19900, 24900])
def test_the_lines_sum_to_what_is_due_whatever_credit_there_is(credit: int, premium: int) -> None:
    due = capped(decide(END, credit=credit, premium=premium), replace(QUOTED), snapshot(YEARLY))

    assert sum(line.amount_minor for line in due.lines) == due.due_now_minor
    assert due.account_credit_used_minor <= credit
    assert due.account_credit_after_minor == credit - due.account_credit_used_minor + due.credit_kept_minor
    assert due.due_now_minor + due.account_credit_used_minor <= 24800


@pytest.mark.parametrize("inclusive", [False, True])
@pytest.mark.parametrize(("quoted", "today"), [(19, 16), (19, 25), (25, 0), (0, 25)])
def test_never_more_than_quoted_speaks_of_the_price_and_not_of_its_tax(
    quoted: int, today: int, *, inclusive: bool
) -> None:
    now = taxed(snapshot(YEARLY, premium=24900), today, inclusive=inclusive)
    told = price_change(taxed(snapshot(YEARLY), quoted, inclusive=inclusive), ASKED, datetime(2025, 2, 10))
    fresh = price_change(now, ASKED, END)
    assert isinstance(told, Quote)
    assert isinstance(fresh, Quote)

    due = capped(fresh, told, now)

    gross = [19900, 4900] if inclusive else [round_charge(Fraction(net * (100 + today), 100)) for net in (19900, 4900)]
    assert [line.amount_minor for line in due.charge_lines] == gross
    assert due.tax_minor == sum(tax_in(amount, today) for amount in gross)
    assert [line.amount_minor for line in due.recurring_lines] == gross
    assert sum(line.amount_minor + line.tax_minor for line in due.settles) == due.due_now_minor == sum(gross)
