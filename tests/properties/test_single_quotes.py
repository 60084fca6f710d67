"""What holds for any one quote, whatever the network, the membership, the request and the instant."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from bridge.pricing.catalog import addon_price, is_free
from bridge.pricing.choices import list_choices
from bridge.pricing.credit import line_value
from bridge.pricing.price import price_change
from bridge.pricing.quote import Quote, basis_of, quote_bytes, quote_json
from bridge.pricing.snapshot import Selection, SettledLine, Snapshot
from tests.properties.catalogs import instants, selections, snapshots
from tests.properties.world import apply


def unused(line: SettledLine, as_of: datetime) -> Fraction:
    """The most that a line can give back: by the second, all of what was settled and begins at this instant."""
    if line.end is None or line.settled_at == line.start == as_of:
        return Fraction(line_value(line))
    length = (line.end - line.start) // timedelta(seconds=1)
    left = (line.end - max(as_of, line.start)) // timedelta(seconds=1)
    return Fraction(line_value(line) * max(left, 0), length) if length > 0 else Fraction(0)


Check = Callable[[Snapshot, Selection, datetime, Quote], None]


def due_now_is_never_negative_and_the_shown_lines_sum_to_it(
    _s: Snapshot, _want: Selection, _at: datetime, quote: Quote
) -> None:
    assert quote.due_now_minor == sum(line.amount_minor for line in quote.lines) >= 0
    assert quote.charges_minor - quote.credit_minor - quote.account_credit_used_minor + quote.credit_kept_minor == (
        quote.due_now_minor
    )


def same_basis_gives_the_same_bytes_and_quoting_changes_nothing(
    s: Snapshot, want: Selection, at: datetime, quote: Quote
) -> None:
    again = price_change(s, want, at)

    assert isinstance(again, Quote)
    assert quote_bytes(again) == quote_bytes(quote)
    assert basis_of(s, want) == quote.basis
    assert json.loads(quote_bytes(quote)) == quote_json(quote)


def account_credit_is_never_lost(s: Snapshot, _want: Selection, _at: datetime, quote: Quote) -> None:
    moved = quote.credit_kept_minor - quote.account_credit_used_minor
    assert quote.account_credit_after_minor == s.account_credit_minor + moved >= 0


def credit_is_at_most_what_is_unconsumed(s: Snapshot, _want: Selection, at: datetime, quote: Quote) -> None:
    for item in quote.closes:
        assert 0 <= item.tax_minor <= item.credit_minor <= unused(item.line, at)
    if s.membership.settled_lines is not None:
        assert sum(item.credit_minor for item in quote.closes) == quote.credit_minor


def credit_never_grows_with_time(s: Snapshot, want: Selection, at: datetime, quote: Quote) -> None:
    for later in (timedelta(seconds=1), timedelta(days=1), timedelta(days=40)):
        then = price_change(s, want, at + later)
        if isinstance(then, Quote) and quote.closes and quote.effective is None:
            before = {id(item.line): item.credit_minor for item in quote.closes}
            settled = [item for item in then.closes if item.line.settled_at <= at]  # a later one is no value before
            assert all(item.credit_minor <= before.get(id(item.line), 0) for item in settled)


def what_is_settled_is_what_is_charged(s: Snapshot, _want: Selection, _at: datetime, quote: Quote) -> None:
    charged = sum(line.amount_minor for line in quote.charge_lines)
    if s.membership.settled_lines is not None:
        assert sum(line_value(line) for line in quote.settles) == charged
    assert quote.effective is not None or charged == quote.charges_minor


def next_charge_is_its_lines_less_account_credit(_s: Snapshot, _want: Selection, at: datetime, quote: Quote) -> None:
    assert quote.recurring_total_minor == sum(line.amount_minor for line in quote.recurring_lines)
    if quote.next_charge is not None:
        due = quote.next_charge
        assert due.amount_minor + due.account_credit_minor == sum(line.amount_minor for line in due.lines)
        assert 0 <= due.account_credit_minor <= quote.account_credit_after_minor
        assert due.date > at or quote.kind == "none"


def change_for_later_charges_nothing_and_moves_no_credit(
    s: Snapshot, _want: Selection, at: datetime, quote: Quote
) -> None:
    if quote.effective is not None:
        assert quote.due_now_minor == quote.credit_minor == 0
        assert quote.account_credit_after_minor == s.account_credit_minor
        assert quote.effective > at


def nothing_held_disappears_without_a_line(s: Snapshot, _want: Selection, _at: datetime, quote: Quote) -> None:
    kept = {i for i, n in quote.after.addons.items() if n > quote.leaving.get(i, 0)}
    assert set(s.membership.addons) - kept <= {line.product_id for line in quote.lines}


def applied_change_makes_the_present_offer_what_was_asked(
    s: Snapshot, _want: Selection, at: datetime, quote: Quote
) -> None:
    if quote.effective or quote.kind == "none" or quote.leaving or (quote.term[1] and quote.term[1] <= at):
        return
    again = price_change(apply(s, quote), Selection(quote.after.plan_id, quote.after.addons, quote.after.period), at)

    assert isinstance(again, Quote)
    assert (again.kind, again.due_now_minor) == ("none", 0)


def quote_is_valid_for_a_quarter_of_an_hour_at_most(_s: Snapshot, _want: Selection, at: datetime, quote: Quote) -> None:
    assert at < quote.valid_until <= at + timedelta(minutes=15)


def basis_moves_with_every_fact(s: Snapshot, want: Selection, _at: datetime, quote: Quote) -> None:
    plan = s.products[want.plan_id]
    others = [
        replace(s, account_credit_minor=s.account_credit_minor + 1),
        replace(s, membership=replace(s.membership, times_billed=9)),
        replace(s, products={**s.products, plan.id: replace(plan, amount=plan.amount + 1)}),
        replace(s, settings=replace(s.settings, taxes=not s.settings.taxes)),
    ]

    assert quote.basis not in {basis_of(other, want) for other in others}


def no_part_costs_more_than_the_whole(s: Snapshot, _want: Selection, _at: datetime, quote: Quote) -> None:
    """By the list alone: what a line charges, as the list has it, is at most price times quantity."""
    for line in quote.charge_lines:
        if line.code in ("plan", "package", "service") and line.params:
            price = addon_price(s.products[line.product_id or 0], quote.after.period, s.membership.currency)
            listed = line.amount_minor - (0 if s.settings.tax_inclusive else line.tax_minor)
            assert price is not None
            assert listed <= price * line.quantity + Fraction(1, 2)


def no_credit_is_more_than_what_was_paid(s: Snapshot, _want: Selection, _at: datetime, quote: Quote) -> None:
    """Without records each credited term is worth the recurring amount at most, a lifetime plan its first amount."""
    row = s.membership
    if row.settled_lines is None:
        assert quote.credit_minor <= max(row.amount * max(1, len(row.term_payments)), row.initial_amount)


def end_that_stands_for_never_is_none(s: Snapshot, want: Selection, at: datetime, quote: Quote) -> None:
    if s.membership.date_expiration is not None:
        return
    for year in (9999, 2999):
        told = replace(s, membership=replace(s.membership, date_expiration=datetime(year, 6, 1)))
        again = price_change(told, want, at)
        assert isinstance(again, Quote)
        assert replace(again, basis="") == replace(quote, basis="")


def what_is_bought_once_moves_nothing(s: Snapshot, want: Selection, at: datetime, quote: Quote) -> None:
    held = s.membership.addons
    bought = [i for i, n in want.addons.items() if n > held.get(i, 0)]
    gives_up = any(want.addons.get(i, 0) < n for i, n in held.items())
    if quote.kind != "addon" or gives_up or any(s.products[i].recurring for i in bought):
        return
    before = price_change(s, replace(want, addons=held), at)
    if not isinstance(before, Quote) or before.kind != "none" or s.membership.status in ("cancelled", "expired"):
        return
    assert quote.keeps_dates
    assert (quote.term, quote.trial_end) == (before.term, before.trial_end)
    assert quote.recurring_lines == before.recurring_lines
    assert (quote.after.anchor_day, quote.after.period) == (before.after.anchor_day, before.after.period)
    asked, told = quote.next_charge, before.next_charge
    assert (asked and (asked.date, asked.lines)) == (told and (told.date, told.lines))
    assert all(line.type in ("service", "setup_fee") or line.settled_at < at for line in quote.settles)


def fee_settled_before_records_is_never_charged_again(s: Snapshot, _w: Selection, at: datetime, quote: Quote) -> None:
    """Whatever is bought first: coming back to the plan that was held, by the price it was held for, has no fee."""
    row = s.membership
    billed = row.times_billed > 0 and row.status not in ("trialing", "pending")
    if row.settled_lines is not None or not billed or quote.effective is not None or quote.kind == "none":
        return
    held = s.products[row.plan_id]
    for later in (timedelta(0), timedelta(days=500)):
        back = price_change(apply(s, quote), Selection(held.id, {}, row.period or held.period), at + later)
        if isinstance(back, Quote):
            assert not [line for line in back.charge_lines if (line.code, line.product_id) == ("setup_fee", held.id)]


def nothing_is_claimed_once_all_billings_are_made(s: Snapshot, _w: Selection, _at: datetime, quote: Quote) -> None:
    """Of what is kept nothing follows; what is taken, or bought anew after its end, is billed as often as it says."""
    row, plan = s.membership, s.products[quote.after.plan_id]
    if quote.after.billings is None:
        assert plan.id == row.plan_id
        if row.is_paid_in_full() and (quote.effective is None or quote.kind == "removal"):
            assert (quote.next_charge, [line for line in quote.charge_lines if line.code == "plan"]) == (None, [])
        return
    sold = plan.billing_cycles if plan.recurring and not is_free(plan) else 0
    assert quote.after.billings == sold
    assert plan.id != row.plan_id or (row.is_paid_in_full() and row.status not in ("active", "trialing"))
    if sold == 1 and quote.effective is None and quote.trial_end is None:
        assert quote.next_charge is None


def discount_is_what_the_same_change_costs_less_with_the_code(
    s: Snapshot, want: Selection, at: datetime, quote: Quote
) -> None:
    """Told by pricing it once more without the code; nothing is read of how the lines explain themselves.

    What is only kept is charged as it was quoted: it counts on no code anew.
    """
    if quote.kind in ("none", "removal"):
        assert quote.discount is None
        return
    without = price_change(replace(s, membership=replace(s.membership, discount_code=None)), want, at)
    assert isinstance(without, Quote)
    less = as_listed(s, without) - as_listed(s, quote)
    assert less == (quote.discount.amount_minor if quote.discount else 0)
    assert quote.discount is None or quote.discount.code == "X"


def as_listed(s: Snapshot, quote: Quote) -> int:
    """Return what a quote charges as the list has its prices, with or without tax."""
    return sum(line.amount_minor - (0 if s.settings.tax_inclusive else line.tax_minor) for line in quote.charge_lines)


CHECKS: tuple[Check, ...] = (
    due_now_is_never_negative_and_the_shown_lines_sum_to_it,
    same_basis_gives_the_same_bytes_and_quoting_changes_nothing,
    account_credit_is_never_lost,
    credit_is_at_most_what_is_unconsumed,
    credit_never_grows_with_time,
    what_is_settled_is_what_is_charged,
    next_charge_is_its_lines_less_account_credit,
    change_for_later_charges_nothing_and_moves_no_credit,
    nothing_held_disappears_without_a_line,
    applied_change_makes_the_present_offer_what_was_asked,
    quote_is_valid_for_a_quarter_of_an_hour_at_most,
    basis_moves_with_every_fact,
    no_part_costs_more_than_the_whole,
    no_credit_is_more_than_what_was_paid,
    end_that_stands_for_never_is_none,
    what_is_bought_once_moves_nothing,
    fee_settled_before_records_is_never_charged_again,
    nothing_is_claimed_once_all_billings_are_made,
    discount_is_what_the_same_change_costs_less_with_the_code,
)

#: What holds of the measured figures of another system too.
LEGACY_CHECKS = CHECKS[:2]


@given(snapshots(), st.lists(selections(), min_size=4, max_size=4), instants)
def test_invariants_hold_for_any_quote(s: Snapshot, wanted: list[Selection], at: datetime) -> None:
    for want in wanted:
        quote = price_change(s, want, at)
        if isinstance(quote, Quote):
            for check in CHECKS:
                check(s, want, at, quote)


@given(snapshots(proration="legacy_day"), st.lists(selections(), min_size=4, max_size=4), instants)
def test_due_now_and_bytes_hold_under_legacy_day(s: Snapshot, wanted: list[Selection], at: datetime) -> None:
    for want in wanted:
        quote = price_change(s, want, at)
        if isinstance(quote, Quote):
            for check in LEGACY_CHECKS:
                check(s, want, at, quote)


@given(snapshots(), instants)
def test_list_of_choices_says_what_the_quotes_say(s: Snapshot, at: datetime) -> None:
    for choice in list_choices(s, at):
        for listed in choice.prices:
            answer = price_change(s, Selection(choice.product_id, s.membership.addons, listed.period), at)
            assert isinstance(answer, Quote) == (not listed.refusals)
            if isinstance(answer, Quote):
                assert (listed.kind, listed.due_now_minor) == (answer.kind, answer.due_now_minor)


def test_random_networks_give_every_kind_of_quote() -> None:
    """The checks above are not vacuous: each kind, at once and for later, is among what they see."""
    for kind in ("none", "addon", "removal", "upgrade", "downgrade", "crossgrade", "reactivation"):
        find(st.tuples(snapshots(), selections(), instants), lambda drawn, kind=kind: _is(price_change(*drawn), kind),
             settings=settings(max_examples=5_000, database=None, phases=[Phase.generate]))  # fmt: skip


def _is(answer: object, kind: str) -> bool:
    return isinstance(answer, Quote) and answer.kind == kind and (kind != "upgrade" or bool(answer.closes))
