"""A row that somebody else has edited: what its next bill charges, and what of what was paid is given back."""

from datetime import datetime
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bridge.pricing.charges import Tariff, TaxTable
from bridge.pricing.credit import line_value, unheld_credits
from bridge.pricing.renewal_lines import edited_lines, total
from bridge.pricing.snapshot import Membership, RecurringLine, SettledLine, Snapshot, stand
from tests.unit.changes.facts import BASIC, DISK, FREE, PREMIUM, membership, snapshot, tax_in, taxed

AT = datetime(2025, 2, 14)
QUOTED = (RecurringLine(PREMIUM, "plan", 1, 17900, 0), RecurringLine(DISK, "package", 2, 8000, 0))


def lines(facts: Snapshot, amount: int | None = None, *, keeps: bool = True) -> dict[int, tuple[int, int]]:
    """Quantity and amount of each line, by product."""
    found = edited_lines(Tariff(facts, TaxTable(facts), AT), stand(facts, AT), keeps_prices=keeps, amount=amount)
    return {line.product_id: (line.quantity, line.amount_minor) for line in found}


def held(**more: object) -> Membership:
    """Premium and two disks, at prices that were quoted once."""
    return membership(**{"addons": {DISK: 2}, "recurring_lines": QUOTED, **more})


def test_what_is_still_held_keeps_the_price_that_was_quoted() -> None:
    assert lines(snapshot(held())) == {PREMIUM: (1, 17900), DISK: (2, 8000)}
    assert lines(snapshot(held(addons={DISK: 1}))) == {PREMIUM: (1, 17900), DISK: (1, 4000)}
    assert lines(snapshot(held(addons={}))) == {PREMIUM: (1, 17900)}


def test_what_is_new_has_its_listed_price() -> None:
    assert lines(snapshot(held(plan_id=BASIC))) == {BASIC: (1, 9900), DISK: (2, 8000)}
    assert lines(snapshot(held(addons={DISK: 3}))) == {PREMIUM: (1, 17900), DISK: (3, 12900)}
    assert lines(snapshot(held(plan_id=FREE, addons={}))) == {}


def test_an_amount_given_by_hand_is_the_total_and_the_plan_takes_the_difference() -> None:
    assert lines(snapshot(held()), 20000) == {PREMIUM: (1, 12000), DISK: (2, 8000)}
    assert lines(snapshot(held()), 5000) == {PREMIUM: (1, 0), DISK: (2, 5000)}


def test_the_tax_of_an_amount_given_by_hand_is_inside_it() -> None:
    facts = taxed(snapshot(held(addons={}, recurring_lines=None)), 25)

    found = edited_lines(Tariff(facts, TaxTable(facts), AT), stand(facts, AT), keeps_prices=True, amount=15000)

    assert [(line.amount_minor, line.tax_minor) for line in found] == [(15000, tax_in(15000, 25))]


@given(
    plan=st.sampled_from((BASIC, PREMIUM)),
    disks=st.integers(0, 5),
    amount=st.none() | st.integers(0, 100_000),
    keeps=st.booleans(),
)
def test_a_bill_names_what_is_held_and_sums_to_the_amount(
    plan: int,
    disks: int,
    amount: int | None,
    keeps: bool,  # noqa: FBT001 (drawn)
) -> None:
    facts = snapshot(held(plan_id=plan, addons={DISK: disks} if disks else {}))

    found = edited_lines(Tariff(facts, TaxTable(facts), AT), stand(facts, AT), keeps_prices=keeps, amount=amount)

    assert {line.product_id: line.quantity for line in found} == {plan: 1, **({DISK: disks} if disks else {})}
    assert amount is None or total(found) == amount


def settled(product_id: int, kind: str, amount: int, quantity: int = 1) -> SettledLine:
    """A line of the running term, paid at its beginning."""
    start, end = datetime(2025, 1, 31), datetime(2025, 2, 28)
    return SettledLine(product_id, kind, amount, 0, 0, start, end, settled_at=start, id=1, quantity=quantity)  # type: ignore[arg-type]


def test_half_a_term_later_half_of_what_is_not_held_any_more_is_given_back() -> None:
    paid = (settled(PREMIUM, "plan", 19900), settled(DISK, "package", 9800, 2))

    def given_back(**more: object) -> list[tuple[int, int, int]]:
        facts = snapshot(membership(settled_lines=paid, addons={DISK: 2}, **more))
        return [(credit.product_id, credit.amount, kept) for credit, kept in unheld_credits(facts, AT)]

    assert given_back() == []
    assert given_back(plan_id=BASIC) == [(PREMIUM, 9950, 0)]


@given(units=st.integers(1, 6), left=st.integers(0, 6), amount=st.integers(0, 100_000))
def test_what_is_given_back_is_never_more_than_the_units_that_went_were_worth(
    units: int, left: int, amount: int
) -> None:
    line = settled(DISK, "package", amount, units)
    facts = snapshot(membership(settled_lines=(line,), addons={DISK: left} if left else {}))

    found = unheld_credits(facts, AT)

    gone = max(0, units - left)
    assert [kept for _, kept in found] == ([left] if gone else [])
    assert sum(credit.amount for credit, _ in found) <= Fraction(line_value(line) * gone, units)
