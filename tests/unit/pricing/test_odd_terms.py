"""Terms without an end, terms whose dates do not fit, and the time before records: what a part of them costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any

import pytest

from bridge.pricing.calendar import Period
from bridge.pricing.catalog import Price, Product, list_price, listed_periods, setup_fee, sold_in
from bridge.pricing.choices import list_choices
from bridge.pricing.credit import opening_lines
from bridge.pricing.price import price_change
from bridge.pricing.quote import Quote
from bridge.pricing.renewal import renew
from bridge.pricing.snapshot import Membership, Selection, Settings, SettledLine, Snapshot, TermPayment, stand
from tests.properties.world import apply
from tests.unit.changes.facts import ADVICE, BASIC, DISK, MONTH, PREMIUM, YEAR, membership, product, snapshot
from tests.unit.pricing.case_builder import END, START, A, B, brief, free, lifetime, line, member, plan, price
from tests.unit.pricing.case_builder import product as package

NEVER = "9999-12-31T23:59:59Z"
KEEP = {"anchor": "keep_anchor"}
HALF_OF_JUNE = datetime(2025, 6, 16)


def priced(held: Snapshot, want: Selection, at: datetime = HALF_OF_JUNE) -> Quote:
    quote = price_change(held, want, at)
    assert isinstance(quote, Quote)
    return quote


def unrecorded(**more: Any) -> Membership:
    """Premium for 199.00 a month, 15 June to 15 July 2025, written by another system; billed several times."""
    values: dict[str, Any] = {
        "date_created": datetime(2024, 6, 15), "date_renewed": None, "date_expiration": datetime(2025, 7, 15),
        "settled_lines": None, "anchor_day": None, "times_billed": 12,
    }  # fmt: skip
    return membership(**(values | more))


# Ends that stand for never

NO_END = pytest.mark.parametrize("end", [None, NEVER, "2999-01-01T00:00:00Z", "2125-06-17T00:00:00Z"])


@NO_END
@pytest.mark.parametrize("lines", [None, []], ids=["without records", "with records"])
def test_a_package_beside_a_plan_without_an_end_costs_one_period_and_says_its_next(
    end: str | None, lines: list[Any] | None
) -> None:
    answer = price(member(date_expiration=end, settled_lines=lines), "a", addons={"disk": 1})

    assert brief(answer, "kind", "due_now", "recurring_total", "next") == (
        "addon", "5.00", "35.00", ("2025-07-16", "5.00"),
    )  # fmt: skip


@NO_END
def test_a_downgrade_from_a_plan_without_an_end_does_not_wait(end: str | None) -> None:
    answer = price(member(date_expiration=end, settled_lines=None), "low")

    assert brief(answer, "kind", "effective", "credit", "due_now") == ("downgrade", "now", "0.00", "10.00")


def test_an_end_a_hundred_years_ahead_is_one() -> None:
    answer = price(member(date_expiration="2125-06-16T00:00:00Z", settled_lines=None), "low")

    assert brief(answer, "kind", "effective") == ("downgrade", "2125-06-16T00:00:00Z")


@NO_END
def test_nothing_is_said_to_be_due_for_a_plan_without_an_end(end: str | None) -> None:
    assert brief(price(member(date_expiration=end, settled_lines=None), "a"), "kind", "next") == ("none", None)


def test_a_trial_that_never_ends_is_no_term() -> None:
    row = member(status="trialing", date_expiration=NEVER, date_trial_end=NEVER, times_billed=0, settled_lines=None)

    assert brief(price(row, "a", addons={"disk": 1}), "due_now", "next") == ("5.00", ("2025-07-16", "5.00"))


def test_a_second_package_beside_a_plan_without_an_end_joins_the_first_and_renews_without_the_plan() -> None:
    held = snapshot(membership(date_expiration=None, settled_lines=None, anchor_day=None))
    first = priced(held, Selection(PREMIUM, {DISK: 1}, MONTH), datetime(2025, 6, 1))
    after = apply(held, first)

    second = priced(after, Selection(PREMIUM, {DISK: 2}, MONTH))
    renewal = renew(apply(after, second), datetime(2025, 7, 1), 3)

    assert (first.due_now_minor, second.due_now_minor) == (4900, 2450)
    assert (first.term[1], second.term[1], first.keeps_dates) == (None, None, True)
    assert renewal is not None
    assert (renewal.due_now_minor, renewal.recurring_total_minor, renewal.term[1]) == (9800, 29700, None)
    assert renewal.keeps_dates


def test_a_recorded_line_whose_end_stands_for_never_gives_nothing_back() -> None:
    row = member(date_expiration=NEVER, settled_lines=[line("a", "30", start="9999-11-30T00:00:00Z", end=NEVER)])

    assert brief(price(row, "b"), "kind", "credit", "due_now") == ("upgrade", "0.00", "50.00")


def test_records_of_a_plan_without_an_end_do_not_open_with_a_value_for_ever() -> None:
    held = snapshot(membership(date_expiration=None, settled_lines=None, date_renewed=None, anchor_day=None))
    with_disk = apply(held, priced(held, Selection(PREMIUM, {DISK: 1}, MONTH)))

    lines = with_disk.membership.settled_lines or ()

    assert [(found.type, found.end) for found in lines] == [("package", datetime(2025, 7, 16))]


def test_a_membership_without_an_end_that_expired_buys_a_term() -> None:
    row = member(date_expiration=None, settled_lines=None, status="expired")

    assert brief(price(row, "a"), "kind", "due_now", "next") == ("reactivation", "30.00", ("2025-07-16", "30.00"))


# What is bought once


@pytest.mark.parametrize(
    "row",
    [
        member(),
        member(date_expiration=None, settled_lines=None),
        member(date_expiration=NEVER, settled_lines=None),
        free(),
        lifetime(),
        lifetime(settled_lines=None, initial_amount="499"),
    ],
    ids=["in a term", "without an end", "never ends", "free", "lifetime", "lifetime without records"],
)
def test_a_service_changes_nothing_of_what_is_charged_next(row: dict[str, Any]) -> None:
    before, after = price(row, row["plan"]), price(row, row["plan"], addons={"help": 1})

    assert brief(after, "kind", "due_now") == ("addon", "50.00")
    assert brief(after, "next", "recurring_total") == brief(before, "next", "recurring_total")


def test_a_service_keeps_the_rows_dates_its_anchor_and_its_term() -> None:
    for held in (membership(), membership(date_expiration=None, settled_lines=None), unrecorded()):
        at = datetime(2025, 2, 10) if held.date_expiration == datetime(2025, 2, 28) else HALF_OF_JUNE
        told = stand(snapshot(held), at)

        quote = priced(snapshot(held), Selection(PREMIUM, {ADVICE: 1}, MONTH), at)

        assert quote.keeps_dates
        assert (quote.term[1], quote.after.anchor_day) == (told.end, told.anchor_day)


def test_a_service_after_the_term_starts_none_where_an_addon_alone_stays_one() -> None:
    row = member(settled_lines=None, date_expiration=START)
    answer = price(row, "a", addons={"help": 1}, settings={"proration": "legacy_day"})

    assert brief(answer, "kind", "due_now", "next") == ("addon", "50.00", ("2025-06-01", "30.00"))


# A part is never more than the whole

ODD = {"date_created": "2025-01-30T00:00:00Z", "date_expiration": "2025-03-02T00:00:00Z", "settled_lines": None,
       "initial_amount": "199", "times_billed": 1}  # fmt: skip
FEBRUARY = "2025-01-30T12:00:00Z"


def test_a_package_in_a_term_of_31_days_that_february_would_give_28_costs_its_price() -> None:
    package_49 = package("room", "49")
    answer = price(member("p", "199", **ODD), "p", plan("p", "199"), package_49, as_of=FEBRUARY, addons={"room": 1})

    assert brief(answer, "due_now") == ("49.00",)


def test_a_plan_for_the_rest_of_a_term_longer_than_its_period_costs_its_price() -> None:
    cheap, dear = plan("p", "99"), plan("q", "199")
    answer = price(member("p", "99", **ODD), "q", cheap, dear, as_of=FEBRUARY, settings=KEEP)

    assert brief(answer, "charges", "credit") == ("199.00", "99.00")


def test_a_day_plan_with_two_days_left_costs_one_day() -> None:
    day = {"duration": 1, "duration_unit": "day"}
    cheap, dear = plan("p", "5", **day), plan("q", "10", **day)
    row = member("p", "5", date_expiration="2025-06-17T23:00:00Z", settled_lines=None, initial_amount="5", **day)

    answer = price(row, "q", cheap, dear, settings=KEEP, period=(1, "day"))

    assert brief(answer, "charges", "credit") == ("10.00", "5.00")


def test_the_rest_of_a_long_trial_costs_one_period_at_most() -> None:
    row = member(status="trialing", date_expiration="2025-09-01T00:00:00Z", date_trial_end="2025-09-01T00:00:00Z",
                 times_billed=0, settled_lines=[])  # fmt: skip

    assert brief(price(row, "a", addons={"disk": 1}), "due_now") == ("5.00",)


# What was paid for the running term


def upgrade(held: Membership, at: datetime = datetime(2025, 6, 30)) -> Quote:
    """Go from Premium to its price for a year, half of the month before 15 July gone."""
    return priced(snapshot(held), Selection(PREMIUM, {}, YEAR), at)


def paid(*payments: tuple[datetime, int]) -> dict[str, Any]:
    return {"term_payments": tuple(TermPayment(at, Fraction(amount)) for at, amount in payments)}


@pytest.mark.parametrize(
    ("payments", "credit"),
    [
        ([(datetime(2025, 6, 15), 10000)], 5000),
        ([(datetime(2025, 6, 12, 12), 10000)], 5000),  # in the grace before it
        ([(datetime(2025, 6, 11), 10000)], 9950),  # for the term before: the recurring amount
        ([(datetime(2025, 6, 15), 0), (datetime(2023, 6, 15), 19900)], 0),
        ([(datetime(2025, 6, 20), 40000)], 9950),
        ([], 9950),
    ],
    ids=["in the term", "in the grace", "of an earlier term", "a term that cost nothing", "more than it costs", "none"],
)
def test_a_term_without_records_is_worth_the_payment_for_it(payments: list[Any], credit: int) -> None:
    assert upgrade(unrecorded(**paid(*payments))).credit_minor == credit


def test_a_first_month_that_a_code_made_free_is_worth_nothing() -> None:
    assert upgrade(unrecorded(times_billed=1, initial_amount=Fraction(0))).credit_minor == 0


def test_terms_paid_ahead_count_as_many_as_were_paid() -> None:
    months = [datetime(2025, 4, 16), datetime(2025, 4, 16), datetime(2025, 4, 15)]
    ahead = unrecorded(**paid(*((at, 19900) for at in months)))

    assert upgrade(ahead, datetime(2025, 4, 30)).credit_minor == 19900 + 19900 + 9950
    assert upgrade(replace(ahead, **paid((months[0], 19900))), datetime(2025, 4, 30)).credit_minor == 19900


def test_records_open_with_every_term_paid_ahead() -> None:
    ahead = unrecorded(**paid((datetime(2025, 5, 16), 19900), (datetime(2025, 5, 15), 15000)))
    at = datetime(2025, 5, 20)

    lines = opening_lines(snapshot(ahead), stand(snapshot(ahead), at), at)

    assert [(found.start, found.end, found.amount_minor) for found in lines] == [
        (datetime(2025, 6, 15), datetime(2025, 7, 15), 19900), (datetime(2025, 5, 15), datetime(2025, 6, 15), 15000),
    ]  # fmt: skip


def test_what_was_renewed_late_is_worth_its_rest_also_at_the_second_it_was_paid() -> None:
    paid_late = "2025-08-13T00:00:00Z"
    row = member("p", "99", date_created="2025-06-15T00:00:00Z", date_expiration="2025-08-15T00:00:00Z", settled_lines=[
        line("p", "99", "2025-07-15T00:00:00Z", "2025-08-15T00:00:00Z", settled_at=paid_late)])  # fmt: skip

    answer = price(row, "q", plan("p", "99"), plan("q", "199"), as_of=paid_late)

    assert brief(answer, "credit") == ("6.38",)


# Set-up fees

FEE = plan("fee", "50", setup_fee="25")


def bought(**more: Any) -> dict[str, Any]:
    return member("fee", "50", settled_lines=None, initial_amount="75", **more)


def test_a_fee_settled_before_records_lowers_the_fee_of_another_plan() -> None:
    dear = plan("dear", "80", setup_fee="40")

    answer = price(bought(), "dear", FEE, dear)

    assert [found["amount"] for found in answer["lines"] if found["code"] == "setup_fee"] == ["15.00"]


@pytest.mark.parametrize("row", [{"times_billed": 0}, {"status": "pending"}], ids=["never billed", "unpaid"])
def test_a_fee_that_was_never_billed_lowers_none(row: dict[str, Any]) -> None:
    answer = price(bought(**row), "dear", FEE, plan("dear", "80", setup_fee="40"))

    assert answer["charges"] == "120.00"


def test_a_fee_is_not_charged_again_once_records_have_begun() -> None:
    held = snapshot(unrecorded(), fee=10000)
    package_first = apply(held, priced(held, Selection(PREMIUM, {DISK: 1}, MONTH)))
    away = apply(held, priced(replace(held, settings=Settings(downgrade="immediate")), Selection(BASIC, {}, MONTH)))

    for begun in (package_first, away):
        back = priced(begun, Selection(PREMIUM, {}, YEAR), datetime(2025, 6, 20))

        assert begun.membership.settled_lines is not None
        assert [found for found in back.lines if found.code == "setup_fee"] == []


def two_currencies(fee: int, own: Fraction | None) -> Product:
    """A plan of USD 10.00 a month with a set-up fee, and a price in SEK."""
    return product(8, "plan", 1000, currency="USD", setup_fee=Fraction(fee),
                   price_variations=(Price(MONTH, Fraction(9900), "SEK", own),))  # fmt: skip


def test_a_fee_is_never_the_same_figure_in_another_currency() -> None:
    unsaid, said, none = two_currencies(2500, None), two_currencies(2500, Fraction(24900)), two_currencies(0, None)

    assert [sold_in(sold, "SEK") for sold in (unsaid, said, none)] == [False, True, True]
    assert [list_price(sold, MONTH, "SEK") for sold in (unsaid, said, none)] == [None, 9900, 9900]
    assert [len(listed_periods(sold, "SEK")) for sold in (unsaid, said, none)] == [0, 1, 1]
    assert [setup_fee(sold, MONTH, "SEK") for sold in (said, none)] == [24900, 0]
    assert [setup_fee(sold, MONTH, "USD") for sold in (unsaid, said, none)] == [2500, 2500, 0]


def test_an_offer_whose_fee_nobody_says_in_the_currency_is_refused_and_one_with_its_own_fee_charges_it() -> None:
    held = snapshot(membership(plan_id=BASIC, amount=Fraction(9900)))
    at = datetime(2025, 2, 10)
    with_said, with_unsaid = (
        replace(held, products={**held.products, 8: replace(two_currencies(2500, own), amount=Fraction(20000))})
        for own in (Fraction(24900), None)
    )

    quote, refused = (price_change(s, Selection(8, {}, MONTH), at) for s in (with_said, with_unsaid))

    assert isinstance(quote, Quote)
    assert [found.amount_minor for found in quote.charge_lines if found.code == "setup_fee"] == [24900]
    assert not isinstance(refused, Quote)
    assert [refusal.code for refusal in refused] == ["currency_mismatch"]
    assert [c.refusals[0].code for c in list_choices(with_unsaid, at) if c.product_id == 8] == ["currency_mismatch"]


# Rules of leaving, and the end of billing


@pytest.mark.parametrize("want", ["b", "low", "same"])
def test_a_closed_plan_is_left_in_no_way(want: str) -> None:
    closed = A | {"rules": {"direction": "closed"}}
    over = {"date_expiration": START, "settled_lines": [], "status": "expired"}

    assert price(member(), want, closed, plan("same", "30"))["refusals"] == ["direction"]
    assert price(member(**over), want, closed, plan("same", "30"))["refusals"] == ["direction"]
    assert price(member(), "a", closed, period=(1, "year"))["refusals"] == []


@pytest.mark.parametrize(
    ("row", "refusals"),
    [
        ({}, ["minimum_term"]),
        ({"status": "trialing", "date_trial_end": END, "settled_lines": []}, []),
        ({"status": "pending", "settled_lines": None}, []),
    ],
    ids=["paid", "trial", "unpaid order"],
)
def test_a_minimum_term_binds_who_has_taken_the_plan(row: dict[str, Any], refusals: list[str]) -> None:
    bound = A | {"rules": {"minimum_term": {"n": 1, "unit": "year"}}}

    assert price(member(**row), "b", bound, B)["refusals"] == refusals


PAID_OFF = {"billing_cycles": 3, "times_billed": 3}


def test_nothing_is_charged_after_the_last_of_the_billings_agreed_on() -> None:
    held = snapshot(unrecorded(addons={DISK: 1}, **PAID_OFF))
    wanted = [Selection(PREMIUM, {DISK: n}, MONTH) for n in (1, 2)]

    assert [priced(held, want).next_charge for want in wanted] == [None, None]
    assert renew(held, datetime(2025, 7, 15), 3) is None


def test_giving_up_a_package_of_a_membership_paid_in_full_claims_no_payment() -> None:
    quote = priced(snapshot(unrecorded(addons={DISK: 1}, **PAID_OFF)), Selection(PREMIUM, {}, MONTH))

    assert (quote.kind, quote.charge_lines, quote.next_charge, quote.settles) == ("removal", (), None, ())


def test_the_last_billing_says_that_none_follows() -> None:
    two_of_three = unrecorded(billing_cycles=3, times_billed=2)

    assert upgrade(two_of_three).next_charge is None
    renewal = renew(snapshot(two_of_three), datetime(2025, 7, 15), 3)
    assert renewal is not None
    assert renewal.next_charge is None
    assert priced(snapshot(two_of_three), Selection(PREMIUM, {}, MONTH)).next_charge is not None


def test_a_line_that_was_settled_earlier_for_now_is_worth_all() -> None:
    begins_now = SettledLine(PREMIUM, "plan", 19900, 0, 0, HALF_OF_JUNE, datetime(2025, 7, 16), datetime(2025, 6, 9))
    held = membership(settled_lines=(begins_now,), date_expiration=datetime(2025, 7, 16), anchor_day=16)

    assert priced(snapshot(held), Selection(PREMIUM, {}, YEAR)).credit_minor == 19900


def test_no_credit_and_a_billing_date_that_stays_do_not_charge_a_term_for_its_rest() -> None:
    answer = price(member(), "b", settings=KEEP | {"proration": "none"})

    assert brief(answer, "charges", "next") == ("50.00", ("2025-07-16", "50.00"))


def test_periods_of_one_length_have_one_fee() -> None:
    sold = product(8, "plan", 1000, setup_fee=Fraction(500),
                   price_variations=(Price(Period(12, "month"), Fraction(9000), None, Fraction(100)),))  # fmt: skip

    assert [setup_fee(sold, period, "SEK") for period in (MONTH, YEAR, Period(12, "month"))] == [500, 100, 100]


@pytest.mark.parametrize(
    ("anchor", "end", "until"),
    [
        (22, datetime(2025, 6, 28, 12), datetime(2025, 7, 28, 12)),
        (15, datetime(2025, 6, 18), datetime(2025, 7, 18)),
        (31, datetime(2025, 6, 30), datetime(2025, 7, 31)),
        (30, datetime(2025, 2, 28), datetime(2025, 3, 30)),
        (28, datetime(2025, 6, 28), datetime(2025, 7, 28)),
    ],
)
def test_a_term_after_an_end_that_was_moved_is_a_whole_one(anchor: int, end: datetime, until: datetime) -> None:
    held = snapshot(membership(date_expiration=end, anchor_day=anchor, settled_lines=()))

    renewal = renew(held, end, 3)

    assert renewal is not None
    assert renewal.term == (end, until)
