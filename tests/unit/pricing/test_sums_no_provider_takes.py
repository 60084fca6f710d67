"""What no provider takes: rounded off in the quote, or carried over into the next charge."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction

import pytest

from bridge.pricing.bill import Bill, carried_line, carry_over, rounded
from bridge.pricing.money import charge_step
from bridge.pricing.price import price_change
from bridge.pricing.quote import NextCharge, Quote, QuoteLine
from bridge.pricing.snapshot import CarriedOver, Selection
from tests.unit.changes.facts import MONTH, PREMIUM, membership, snapshot

LATER = datetime(2025, 8, 1)


def a_quote() -> Quote:
    quote = price_change(snapshot(membership()), Selection(PREMIUM, {}, MONTH), datetime(2025, 2, 10))
    assert isinstance(quote, Quote)
    return quote


def line(amount: int, tax: int = 0) -> QuoteLine:
    return QuoteLine("plan", 3, 1, amount, tax)


def test_what_was_carried_over_goes_with_what_is_charged_now() -> None:
    carried = carried_line(CarriedOver(30, 6))
    bill = Bill((line(5000, 1000),), (), 0, later=(line(5000),), later_on=LATER, carried=carried)

    amounts = bill.amounts()

    assert amounts["due_now_minor"] == 5030
    assert sum(one.amount_minor for one in amounts["lines"]) == 5030
    assert amounts["next_charge"] is not None
    assert amounts["next_charge"].amount_minor == 5000


def test_where_nothing_is_charged_now_it_goes_with_the_next_charge() -> None:
    amounts = Bill((), (), 0, later=(line(5000),), later_on=LATER, carried=carried_line(CarriedOver(30, 6))).amounts()

    assert amounts["due_now_minor"] == 0
    assert amounts["next_charge"] is not None
    assert (amounts["next_charge"].amount_minor, len(amounts["next_charge"].lines)) == (5030, 2)


def test_a_due_sum_is_carried_over_with_its_part_of_the_tax() -> None:
    quote = replace(
        a_quote(), lines=(line(5000, 1000), QuoteLine("account_credit", None, 1, -4970, 0)), due_now_minor=30,
        next_charge=NextCharge(LATER, 5000, (line(5000, 1000),)),
    )  # fmt: skip

    carried = carry_over(quote)

    last = carried.lines[-1]
    assert (last.code, last.amount_minor, last.tax_minor) == ("carried_over", -30, -6)
    assert sum(one.amount_minor for one in carried.lines) == carried.due_now_minor == 0
    assert carried.next_charge is not None
    assert carried.next_charge.amount_minor == 5030


@pytest.mark.parametrize(
    ("currency", "due", "left"), [("KWD", 5124, 5120), ("MGA", 500_050, 500_000), ("SEK", 9999, 9999), ("ISK", 1, 1)]
)
def test_what_a_card_cannot_take_to_the_last_unit_is_left_off_as_a_line(currency: str, due: int, left: int) -> None:
    quote = rounded(replace(a_quote(), currency=currency, lines=(line(due),), due_now_minor=due))

    assert quote.due_now_minor == left == sum(one.amount_minor for one in quote.lines)
    assert left % charge_step(currency) == 0
    assert rounded(quote) == quote


def test_exact_amounts_stay_exact() -> None:
    assert Fraction(charge_step("EUR")) == 1
