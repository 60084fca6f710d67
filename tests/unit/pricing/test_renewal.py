"""What a renewal charges and writes."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction

import pytest

from bridge.pricing.money import round_charge
from bridge.pricing.price import price_change
from bridge.pricing.quote import Quote
from bridge.pricing.renewal import renew, renew_as_quoted
from bridge.pricing.snapshot import DeferredLine, RecurringLine, Selection
from tests.unit.changes.facts import ADVICE, BASIC, DISK, FREE, MONTH, PREMIUM, membership, snapshot, tax_in, taxed

PLAN = RecurringLine(PREMIUM, "plan", 1, 17900, 0)
AT = datetime(2025, 2, 28, 3, 0, 0)


def test_it_charges_the_lines_as_quoted_and_comes_back_to_the_anchor_day() -> None:
    quote = renew(snapshot(membership(recurring_lines=(PLAN,))), AT, 3)

    assert quote is not None
    assert (quote.due_now_minor, quote.tax_minor) == (17900, 0)
    assert quote.term == (datetime(2025, 2, 28), datetime(2025, 3, 31))
    assert quote.as_of == datetime(2025, 2, 28)
    assert [(line.amount_minor, line.tax_minor, line.start, line.end) for line in quote.settles] == [
        (17900, 0, datetime(2025, 2, 28), datetime(2025, 3, 31))
    ]
    assert (quote.after.status, quote.after.anchor_day, quote.after.amount_minor) == ("active", 31, 17900)


def test_account_credit_is_used_first_and_the_lines_sum_to_what_is_due() -> None:
    quote = renew(snapshot(membership(recurring_lines=(PLAN,)), credit=5000), AT, 3)

    assert quote is not None
    assert (quote.due_now_minor, quote.account_credit_used_minor, quote.account_credit_after_minor) == (12900, 5000, 0)
    assert sum(line.amount_minor for line in quote.lines) == quote.due_now_minor


def test_more_account_credit_than_is_due_pays_part_of_the_next_charge_too() -> None:
    quote = renew(snapshot(membership(recurring_lines=(PLAN,)), credit=20000), AT, 3)

    assert quote is not None
    assert (quote.due_now_minor, quote.account_credit_after_minor) == (0, 2100)
    assert quote.next_charge is not None
    assert (quote.next_charge.date, quote.next_charge.amount_minor) == (datetime(2025, 3, 31), 15800)


def test_a_fee_put_off_by_a_trial_is_charged_once() -> None:
    fee = DeferredLine(PREMIUM, "setup_fee", 1, 10000, 0)
    held = membership(
        status="trialing", date_trial_end=datetime(2025, 2, 28), recurring_lines=(PLAN,), deferred_lines=(fee,)
    )

    quote = renew(snapshot(held), AT, 3)

    assert quote is not None
    assert (quote.due_now_minor, quote.recurring_total_minor) == (27900, 17900)
    assert [(line.type, line.end) for line in quote.settles] == [
        ("plan", datetime(2025, 3, 31)), ("setup_fee", None),
    ]  # fmt: skip
    assert quote.after.deferred_lines == ()


def test_an_addon_whose_line_was_removed_leaves_and_what_was_bought_once_stays() -> None:
    held = membership(addons={DISK: 2, ADVICE: 1}, recurring_lines=(PLAN,))

    quote = renew(snapshot(held), AT, 3)

    assert quote is not None
    assert quote.after.addons == {ADVICE: 1}


def test_fewer_units_are_charged_and_held() -> None:
    disk = RecurringLine(DISK, "package", 1, 4900, 0)

    quote = renew(snapshot(membership(addons={DISK: 3}, recurring_lines=(PLAN, disk))), AT, 3)

    assert quote is not None
    assert (quote.after.addons, quote.due_now_minor) == ({DISK: 1}, 22800)


def test_nothing_is_renewed_before_the_terms_end_or_without_one() -> None:
    running = snapshot(membership(recurring_lines=(PLAN,)))
    free = snapshot(membership(plan_id=FREE, recurring=False, recurring_lines=(), date_expiration=None))

    assert renew(running, datetime(2025, 2, 27, 23, 59, 59), 3) is None
    assert renew(free, AT, 3) is None


def test_a_removal_whose_plan_is_sold_no_more_renews_the_lines_it_quoted() -> None:
    disk = RecurringLine(DISK, "package", 1, 4900, 0)
    held = snapshot(membership(addons={DISK: 1}, recurring_lines=(PLAN, disk)))
    quoted = price_change(held, Selection(PREMIUM, {}, MONTH), datetime(2025, 2, 10))
    gone = replace(held, products={**held.products, PREMIUM: replace(held.products[PREMIUM], active=False)})
    assert isinstance(quoted, Quote)

    renewed = renew_as_quoted(gone, quoted, datetime(2025, 2, 28), 3)

    assert renewed is not None
    assert (renewed.kind, renewed.due_now_minor, renewed.after.addons) == ("removal", 17900, {})
    assert renewed.term == (datetime(2025, 2, 28), datetime(2025, 3, 31))


def test_a_downgrade_without_an_end_that_waited_under_legacy_day_waits_no_longer() -> None:
    held = snapshot(membership(date_expiration=None, settled_lines=None))
    legacy = replace(held, settings=replace(held.settings, proration="legacy_day"))
    asked, at = Selection(BASIC, {}, MONTH), datetime(2025, 2, 10)

    quoted, due = price_change(legacy, asked, at), price_change(legacy, asked, at, falls_due=True)

    assert isinstance(quoted, Quote)
    assert isinstance(due, Quote)
    assert (quoted.effective, quoted.due_now_minor, quoted.next_charge and quoted.next_charge.amount_minor) == (
        at, 0, 9900)  # fmt: skip
    assert (due.effective, due.credit_minor, due.due_now_minor) == (None, 0, 9900)


def test_a_renewal_after_the_rate_fell_from_19_to_16_charges_230_84() -> None:
    sold_at_19 = RecurringLine(PREMIUM, "plan", 1, 23681, 3781)

    quote = renew(taxed(snapshot(membership(recurring_lines=(sold_at_19,))), 16), AT, 3)

    assert quote is not None
    assert (quote.due_now_minor, quote.tax_minor) == (23084, 3184)
    assert (quote.recurring_total_minor, quote.after.amount_minor) == (23084, 23084)
    assert [(line.amount_minor, line.tax_minor) for line in quote.settles] == [(19900, 3184)]
    assert quote.lines[0].explain["inputs"] == {"quoted_tax_minor": 3781}


@pytest.mark.parametrize("before", [0, 6, 19, 25])
@pytest.mark.parametrize("today", [0, 6, 16, 19, 25])
@pytest.mark.parametrize("inclusive", [False, True])
def test_whatever_the_tax_was_a_net_price_keeps_its_net_and_an_inclusive_one_its_gross(
    before: int, today: int, *, inclusive: bool
) -> None:
    lines, fees = [], []
    for number, price in ((PREMIUM, 17999), (DISK, 4901)):
        gross = price if inclusive else price + round_charge(Fraction(price * before, 100))
        lines.append(RecurringLine(number, "plan" if number == PREMIUM else "package", 1, gross, tax_in(gross, before)))
        fees.append(DeferredLine(number, "setup_fee", 1, gross, tax_in(gross, before)))
    held = membership(addons={DISK: 1}, recurring_lines=tuple(lines), deferred_lines=tuple(fees))

    quote = renew(taxed(snapshot(held), today, inclusive=inclusive), AT, 3)

    assert quote is not None
    prices = [17999, 4901] * 2
    gross = prices if inclusive else [price + round_charge(Fraction(price * today, 100)) for price in prices]
    assert [line.amount_minor for line in quote.charge_lines] == gross
    assert [line.tax_minor for line in quote.charge_lines] == [tax_in(amount, today) for amount in gross]
    assert sum(line.amount_minor + line.tax_minor for line in quote.settles) == quote.charges_minor == sum(gross)
    assert all(bool(line.explain.get("inputs")) is (before != today) for line in quote.charge_lines)


def test_who_moved_or_became_exempt_is_taxed_as_they_are_on_the_day() -> None:
    sold_at_25 = membership(recurring_lines=(RecurringLine(PREMIUM, "plan", 1, 24875, 4975),))
    at_home = taxed(snapshot(sold_at_25), 25)
    abroad = replace(at_home, customer=replace(at_home.customer, country="NO"))
    exempt = replace(at_home, customer=replace(at_home.customer, tax_exempt=True))

    charged = [renew(facts, AT, 3) for facts in (at_home, abroad, exempt)]

    assert [quote and (quote.due_now_minor, quote.tax_minor) for quote in charged] == [
        (24875, 4975), (19900, 0), (19900, 0),
    ]  # fmt: skip


def test_a_product_gone_from_the_catalog_keeps_the_tax_it_was_sold_with() -> None:
    line = RecurringLine(DISK, "package", 1, 6125, 1225)
    facts = taxed(snapshot(membership(addons={DISK: 1}, recurring_lines=(line,))), 16)
    gone = replace(facts, products={number: p for number, p in facts.products.items() if number != DISK})

    quote = renew(gone, AT, 3)

    assert quote is not None
    assert (quote.due_now_minor, quote.tax_minor) == (6125, 1225)
