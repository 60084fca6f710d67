"""The figures of receipts and credit notes: every figure adds up to what was paid, whatever is taken back and when."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.pricing.receipt import NO_RATE, Figures, PaidLine, RateSum, figures_of, kept, left_by, taken_back, turned
from bridge.pricing.vat import is_reversed

QUARTER = Fraction(25)


def upgrade() -> Figures:
    """A plan with its set-up fee, a credit of what was held, and account credit."""
    lines = [
        PaidLine("plan", "Premium", 1, 24875, 4975, QUARTER),
        PaidLine("setup_fee", "Premium", 1, 6210, 1242, QUARTER),
        PaidLine("credit", "Basic", 1, -6433, -1286),
        PaidLine("account_credit", "", 1, -1000, 0),
    ]
    return figures_of(lines, reverse_charge=False)


def test_the_sum_of_a_rate_is_the_sum_of_its_lines() -> None:
    three = figures_of([PaidLine("plan", "A", 1, 4166, 833, QUARTER)] * 3, reverse_charge=False)

    assert three.rates == (RateSum("25", 9999, 2499),)
    assert (three.total_minor, three.vat_minor, three.paid_minor) == (12498, 2499, 12498)


def test_rates_stand_apart_and_a_credit_has_that_of_what_it_gives_back() -> None:
    lines = [
        PaidLine("plan", "A", 1, 12500, 2500, QUARTER),
        PaidLine("service", "Book", 1, 10600, 600),
        PaidLine("credit", "B", 1, -33, -6),
    ]

    assert figures_of(lines, reverse_charge=False).rates == (RateSum("25", 9973, 2494), RateSum("6", 10000, 600))


def test_account_credit_is_a_way_to_pay_and_no_supply() -> None:
    figures = upgrade()

    assert (figures.total_minor, figures.paid_minor) == (24652, 23652)
    assert figures.rates == (RateSum("25", 19721, 4931),)


def test_under_reverse_charge_no_line_has_a_rate() -> None:
    figures = figures_of([PaidLine("plan", "A", 1, 10000, 0)], reverse_charge=True)

    assert [line.rate for line in figures.lines] == [NO_RATE]
    assert figures.rates == (RateSum(NO_RATE, 10000, 0),)


def test_money_kept_as_account_credit_is_no_supply() -> None:
    figures = kept(5000)

    assert (figures.lines, figures.vat_minor, figures.paid_minor) == ((), 0, 5000)


def test_a_whole_credit_note_mirrors_its_original_to_the_cent() -> None:
    original = upgrade()

    note = taken_back(original, original.paid_minor, 0)

    assert [(line.net_minor, line.vat_minor, line.rate) for line in note.lines] == [
        (-line.net_minor, -line.vat_minor, line.rate) for line in original.lines
    ]
    assert [part.amount_minor for part in note.settled] == [1000]
    assert note.paid_minor == -original.paid_minor


@pytest.mark.parametrize(("amount", "before"), [(0, 0), (-1, 0), (23653, 0), (1, 23652), (2, 23651)])
def test_never_more_is_taken_back_than_is_left(amount: int, before: int) -> None:
    with pytest.raises(ValueError, match="cannot be taken back"):
        taken_back(upgrade(), amount, before)


@settings(max_examples=100, deadline=None)
@given(
    lines=st.lists(st.tuples(st.integers(1, 10**6), st.sampled_from([0, 6, 12, 25])), min_size=1, max_size=4),
    used=st.integers(0, 500),
    parts=st.lists(st.integers(1, 10**6), max_size=5),
)
def test_however_it_is_taken_back_the_notes_sum_to_the_original(
    lines: list[tuple[int, int]], used: int, parts: list[int]
) -> None:
    paid = [PaidLine("plan", "", 1, net + net * rate // 100, net * rate // 100, Fraction(rate)) for net, rate in lines]
    whole = sum(line.amount_minor for line in paid)
    credit = [PaidLine("account_credit", "", 1, -min(used, whole - 1), 0)]
    original = figures_of([*paid, *credit], reverse_charge=False)
    before, notes = 0, []
    for part in [*parts, original.paid_minor]:
        amount = min(part, original.paid_minor - before)
        if amount:
            notes.append(taken_back(original, amount, before))
            before += amount

    assert [-note.paid_minor for note in notes] == [note.paid_minor * -1 for note in notes if note.paid_minor < 0]
    for at, line in enumerate(original.lines):
        assert sum(note.lines[at].net_minor for note in notes) == -line.net_minor
        assert sum(note.lines[at].vat_minor for note in notes) == -line.vat_minor


@settings(max_examples=100, deadline=None)
@given(parts=st.lists(st.integers(1, 5000), min_size=1, max_size=4), which=st.integers(0, 3), then=st.integers(1, 3000))
def test_whatever_note_is_cancelled_the_others_sum_to_the_original(parts: list[int], which: int, then: int) -> None:
    original, before, notes = upgrade(), 0, []
    for part in parts:
        notes.append(taken_back(original, part, before))
        before += part
    cancelled = notes.pop(which % len(notes))
    assert turned(turned(cancelled)) == cancelled

    for amount in (then, left_by(original, notes).paid_minor - then):
        left = left_by(original, notes)
        if 0 < amount <= left.paid_minor:
            notes.append(taken_back(left, amount, 0))

    assert left_by(original, notes).paid_minor == 0
    assert [(line.net_minor, line.vat_minor) for line in left_by(original, notes).lines] == [(0, 0)] * 3


@pytest.mark.parametrize(
    ("seller", "buyer", "number", "state", "expected"),
    [
        ("SE", "DE", "DE136695976", "valid", True),
        ("se", "gr", "EL094259216", "valid", True),
        ("SE", "DE", "DE136695976", "unchecked", False),
        ("SE", "DE", "DE136695976", "invalid", False),
        ("SE", "SE", "SE556703748501", "valid", False),
        ("SE", "DE", "FR40303265045", "valid", False),
        ("SE", "NO", "NO923456783MVA", "valid", False),
        ("NO", "DE", "DE136695976", "valid", False),
        ("", "DE", "DE136695976", "valid", False),
        ("SE", "GB", "XI110305878", "valid", False),
    ],
)
def test_the_vat_is_the_buyers_only_between_two_countries_of_the_eu_with_a_valid_number_of_their_own(
    seller: str, buyer: str, number: str, state: str, expected: bool  # noqa: FBT001 (a column of the table)
) -> None:
    assert is_reversed(seller, buyer, number, state) is expected
