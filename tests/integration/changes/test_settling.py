"""Marking a payment as paid: what takes effect, what becomes account credit, and that it happens once."""

from datetime import datetime, timedelta

import pytest

from bridge.account.page import read_account
from bridge.changes.change import cancel, confirm
from bridge.errors import ChangeSettled, NotAllowed, PaymentNotManual, PaymentUnknown
from bridge.gateways.port import Outcome
from bridge.network_admin import payments
from bridge.network_admin.payments import close_change
from bridge.quotas.materialise import materialise_site
from bridge.worker import run_all_once
from tests.integration.changes.story import (
    ADMIN,
    BASIC,
    BLOG,
    CONSULTING,
    CUSTOMER,
    DISK,
    FREE,
    MEMBERSHIP,
    OTHER_ADMIN,
    OWNER,
    PREMIUM,
    USER,
    YEAR,
    Story,
)

#: 9900 for 30 days of June, 15 June 10:00: 15 days and 14 hours are left, rounded down.
CREDIT = 9900 * (15 * 24 + 14) // (30 * 24)


def awaiting(story: Story, plan: int = PREMIUM) -> str:
    """An upgrade from Basic that waits for its payment."""
    quote_id = story.quote(plan)
    confirm(story.services, OWNER, quote_id, "manual")
    return quote_id


def test_the_change_takes_effect_from_the_quotes_instant(story: Story) -> None:
    story.membership()
    quote_id = awaiting(story)
    story.clock.at += timedelta(days=2)

    marked = payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))

    assert marked.change is not None
    assert (marked.change.status, marked.payment.status, marked.payment.marked_by) == ("applied", "completed", 9001)
    assert story.row("plan_id, status, amount, times_billed, date_renewed, date_expiration") == [
        str(PREMIUM), "active", "199.0000", "2", "2025-06-15 10:00:00", "2025-07-15 10:00:00",
    ]  # fmt: skip
    assert story.payment(quote_id)[1:] == [
        "completed", str(19900 - CREDIT), "completed", f"{(19900 - CREDIT) / 100:.4f}",
    ]  # fmt: skip
    assert story.settled("product_id, line_type, amount_minor, term_start, term_end") == [
        [str(PREMIUM), "plan", "19900", "2025-06-15 10:00:00.000000", "2025-07-15 10:00:00.000000"]
    ]
    assert story.quota()["plan"]["id"] == PREMIUM
    assert story.slots() == 0
    assert story.events() == ["change_confirmed", "payment_received", "change_applied"]
    assert story.mails() == [
        ("change_awaiting_payment", USER),
        ("change_awaiting_payment", 0),
        ("change_applied", USER),
    ]


def test_php_is_told_what_to_forget(story: Story) -> None:
    story.membership()
    materialise_site(story.services, BLOG)
    quote_id = awaiting(story)
    payment_id = story.payment_id(quote_id)

    payments.mark_paid(story.services, ADMIN, payment_id)

    payload = story.sql("SELECT payload FROM {p}bridge_outbox WHERE topic = 'forget_cached' ORDER BY id DESC")[0][0]
    shared_id = story.one(f"SELECT shared_id FROM {{p}}bridge_payments WHERE payment_id = {payment_id}")[0]
    expected = (
        f'{{"blog_ids":[{BLOG}],"customer_id":{CUSTOMER},"membership_id":{MEMBERSHIP},"payment_ids":[{shared_id}]}}'
    )
    assert payload == expected


def test_two_admins_settle_once(story: Story) -> None:
    story.membership()
    payment_id = story.payment_id(awaiting(story))

    first = payments.mark_paid(story.services, ADMIN, payment_id)
    second = payments.mark_paid(story.services, OTHER_ADMIN, payment_id)

    assert first == second
    assert story.one("SELECT marked_by FROM {p}bridge_payments") == [str(ADMIN.user_id)]
    assert story.settled("product_id") == [[str(PREMIUM)]]
    assert story.events() == ["change_confirmed", "payment_received", "change_applied"]


def test_an_owner_cannot_mark_a_payment_as_paid(story: Story) -> None:
    story.membership()
    payment_id = story.payment_id(awaiting(story))

    with pytest.raises(NotAllowed):
        payments.mark_paid(story.services, OWNER, payment_id)

    assert story.one("SELECT status FROM {p}bridge_payments") == ["pending"]
    assert story.events() == ["change_confirmed"]


def test_an_unknown_payment_is_said_to_be_unknown(story: Story) -> None:
    with pytest.raises(PaymentUnknown):
        payments.mark_paid(story.services, ADMIN, 123456)


def test_money_after_the_window_becomes_account_credit(story: Story) -> None:
    story.membership()
    quote_id = awaiting(story)
    story.clock.at = datetime(2025, 6, 22, 10, 0, 0)

    marked = payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))

    assert marked.change is not None
    assert (marked.change.status, marked.change.problem, marked.payment.status) == (
        "void", "received_late", "completed",
    )  # fmt: skip
    assert story.credit() == [str(19900 - CREDIT), "0"]
    assert story.row() == [str(BASIC), "active", "99.0000", "1"]
    assert story.slots() == 0
    assert story.events() == ["change_confirmed", "payment_received", "change_void", "money_kept_as_credit"]
    assert story.mails()[-2:] == [("money_kept_as_credit", USER), ("money_kept_as_credit", 0)]


def test_money_after_the_change_ended_becomes_account_credit_once(story: Story) -> None:
    story.membership()
    quote_id = awaiting(story)
    payment_id = story.payment_id(quote_id)
    cancel(story.services, OWNER, quote_id)

    payments.mark_paid(story.services, ADMIN, payment_id)
    payments.mark_paid(story.services, ADMIN, payment_id)

    assert story.change(quote_id) == ["cancelled"]
    assert story.credit() == [str(19900 - CREDIT), "0"]
    assert story.events() == ["change_confirmed", "change_cancelled", "payment_received", "money_kept_as_credit"]


def test_money_for_a_membership_that_moved_is_kept_and_needs_attention(story: Story) -> None:
    story.membership(credit_minor=1000)
    quote_id = awaiting(story)
    story.sql(f"UPDATE {{p}}wu_memberships SET plan_id = 4, amount = 499 WHERE id = {MEMBERSHIP}")

    marked = payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))

    assert marked.change is not None
    assert (marked.change.status, marked.change.problem) == ("needs_attention", "basis_moved")
    assert story.credit() == [str(1000 + 19900 - CREDIT - 1000), "0"]
    assert story.row("plan_id, amount") == ["4", "499.0000"]
    assert story.slots() == 0
    assert story.events() == [
        "change_confirmed", "payment_received", "change_needs_attention", "money_kept_as_credit",
    ]  # fmt: skip


def test_a_price_edited_after_confirming_changes_nothing_that_was_agreed(story: Story) -> None:
    story.membership()
    quote_id = awaiting(story)
    story.sql(f"UPDATE {{p}}wu_products SET amount = 999 WHERE id = {PREMIUM}")

    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))

    assert story.change(quote_id) == ["applied"]
    assert story.row("plan_id, amount") == [str(PREMIUM), "199.0000"]
    assert story.events()[-1] == "change_applied"


def test_the_second_change_in_a_term_credits_what_the_first_one_settled(story: Story) -> None:
    story.membership()
    payments.mark_paid(story.services, ADMIN, story.payment_id(awaiting(story)))

    second = story.quote(PREMIUM, period=YEAR)
    view = confirm(story.services, OWNER, second, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(second))

    assert view.due_now.minor == 199050 - 19900
    assert story.settled("amount_minor, ended_at IS NOT NULL, credited_minor") == [
        ["19900", "1", "19900"],
        ["199050", "0", "0"],
    ]
    assert story.row("duration, duration_unit, date_expiration") == ["1", "year", "2026-06-15 10:00:00"]
    assert story.events()[-2:] == ["payment_received", "change_applied"]


def test_an_addon_leaves_the_billing_date_and_the_term_without_records_gets_its_line(story: Story) -> None:
    story.membership()
    quote_id = story.quote(BASIC, {DISK: 2, CONSULTING: 1})
    confirm(story.services, OWNER, quote_id, "manual")

    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))

    assert story.row("plan_id, addon_products, amount, date_expiration, times_billed") == [
        str(BASIC), "a:2:{i:5;i:2;i:7;i:1;}", "197.0000", "2025-07-01 00:00:00", "1",
    ]  # fmt: skip
    part = (9800 * (15 * 24 + 14) * 2 + 30 * 24) // (30 * 24 * 2)
    assert story.settled("product_id, amount_minor, payment_id IS NULL") == [
        [str(BASIC), "9900", "1"],
        [str(DISK), str(part), "0"],
        [str(CONSULTING), "150000", "0"],
    ]
    assert story.events()[-1] == "change_applied"


def test_what_is_left_of_the_credit_is_kept(story: Story) -> None:
    story.membership(amount="990", unit="year", end="2026-06-01 00:00:00")
    quote_id = story.quote(PREMIUM)

    view = confirm(story.services, OWNER, quote_id, "free")

    kept = next(line.amount.minor for line in view.lines if line.code == "credit_kept")
    assert (view.status, view.due_now.minor) == ("applied", 0)
    assert story.credit() == [str(kept), "0"]
    assert story.sql("SELECT amount_minor, cause FROM {p}bridge_account_credit_entries") == [[str(kept), "credit_kept"]]
    assert story.events() == ["change_confirmed", "change_applied"]


def test_a_free_plan_at_the_terms_end_keeps_no_end_that_could_expire_it(story: Story) -> None:
    story.membership(PREMIUM, amount="199")
    quote_id = story.quote(FREE, period=None)
    confirm(story.services, OWNER, quote_id, "free")
    story.clock.at = datetime(2025, 7, 1, 0, 5, 0)

    counts = run_all_once(story.services)

    assert (counts["carry_out_due"].done, counts["carry_out_due"].failed) == (1, 0)
    assert story.change(quote_id) == ["applied"]
    assert story.row("plan_id, status, amount, recurring, date_expiration") == [
        str(FREE), "active", "0.0000", "0", "NULL",
    ]  # fmt: skip
    assert story.quota()["plan"]["id"] == FREE
    assert story.events() == ["membership_adopted", "change_scheduled", "change_due", "change_applied"]


def test_a_card_settles_at_once_and_is_asked_once(story: Story) -> None:
    story.membership()
    quote_id = story.quote(PREMIUM)

    first = confirm(story.services, OWNER, quote_id, "card")
    second = confirm(story.services, OWNER, quote_id, "card")

    assert (first.status, second.status) == ("applied", "applied")
    assert story.card.confirmed == [f"card_{quote_id}"]
    assert story.one("SELECT provider_id, status FROM {p}bridge_payments") == [f"card_{quote_id}", "completed"]
    assert story.events() == ["change_confirmed", "payment_sent", "payment_received", "change_applied"]


def test_a_declined_card_waits_for_money_again(story: Story) -> None:
    story.membership()
    story.card.answer = Outcome.DECLINED
    quote_id = story.quote(PREMIUM)

    view = confirm(story.services, OWNER, quote_id, "card")

    assert (view.status, view.problem) == ("awaiting_payment", "declined")
    assert story.row() == [str(BASIC), "active", "99.0000", "1"]
    assert story.events() == ["change_confirmed", "payment_sent", "payment_declined"]


def test_a_silent_provider_leaves_the_change_processing_and_the_worker_settles_it(story: Story) -> None:
    story.membership()
    story.card.answer = None
    quote_id = story.quote(PREMIUM)
    view = confirm(story.services, OWNER, quote_id, "card")
    early = run_all_once(story.services)
    story.clock.at += timedelta(minutes=3)

    late = run_all_once(story.services)

    assert (view.status, early["settle_abandoned"].done, late["settle_abandoned"].done) == ("processing", 0, 1)
    assert story.card.confirmed == [f"card_{quote_id}"]
    assert story.change(quote_id) == ["applied"]
    assert story.row() == [str(PREMIUM), "active", "199.0000", "2"]
    assert story.events() == ["change_confirmed", "payment_sent", "payment_received", "change_applied"]


def test_a_card_payment_is_not_marked_by_hand(story: Story) -> None:
    story.membership()
    story.card.answer = Outcome.DECLINED
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "card")

    with pytest.raises(PaymentNotManual):
        payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))

    assert story.payment(quote_id)[1] == "pending"
    assert story.events() == ["change_confirmed", "payment_sent", "payment_declined"]


def test_the_list_of_payments_names_lines_and_customer(story: Story) -> None:
    story.membership()
    quote_id = awaiting(story)

    page = payments.list_payments(story.services, ADMIN, status="pending")

    assert page.to_mark == 1
    view = page.payments[0]
    assert (view.quote_id, view.user_id, view.marking) == (quote_id, USER, "settles")
    assert [(line.code, line.name, line.amount.minor) for line in view.lines] == [
        ("plan", "Premium", 19900), ("credit", "Basic", -CREDIT),
    ]  # fmt: skip


def foreign_payment(story: Story, number: int, *, lines: str = "") -> None:
    """A payment that another system wrote for the membership, with its line items where it kept some."""
    story.sql(
        "INSERT INTO {p}wu_payments (id, status, customer_id, membership_id, product_id, currency, total, tax_total,"
        f" gateway, date_created) VALUES ({number}, 'pending', {CUSTOMER}, {MEMBERSHIP}, {PREMIUM}, 'SEK', 125, 25,"
        " 'manual', '2025-06-02 08:00:00')"
    )
    if lines:
        story.sql(
            "INSERT INTO {p}wu_paymentmeta (wu_payment_id, meta_key, meta_value)"
            f" VALUES ({number}, 'wu_line_items', '{lines}')"
        )


def test_payments_of_another_system_are_listed_with_their_lines_and_cannot_be_marked(story: Story) -> None:
    story.membership(BASIC)
    foreign_payment(story, 900001)
    foreign_payment(
        story, 900002,
        lines='a:1:{s:1:"a";O:4:"Line":4:{s:4:"type";s:3:"fee";s:5:"title";s:5:"Setup";s:5:"total";d:125;'
        's:9:"tax_total";d:25;}}',
    )  # fmt: skip

    found = {payment.shared_id: payment for payment in payments.list_payments(story.services, ADMIN).payments}

    bare, lined = found[900001], found[900002]
    assert [(line.name, line.amount.minor) for line in bare.lines] == [("Premium", 12500)]
    assert [(line.code, line.name, line.amount.minor, line.tax.minor) for line in lined.lines] == [
        ("fee", "Setup", 12500, 2500)
    ]
    assert (bare.amount.minor, bare.tax.minor) == (12500, 2500)
    assert (bare.marking, bare.not_markable) == (None, "not_ours")
    with pytest.raises(PaymentUnknown):
        payments.mark_paid(story.services, ADMIN, 900001)


def test_a_cancelled_payment_may_be_marked_as_late_money_and_says_so(story: Story) -> None:
    story.membership(BASIC)
    quote_id = awaiting(story)
    cancel(story.services, OWNER, quote_id)

    page = payments.list_payments(story.services, ADMIN, status="cancelled")

    assert [payment.marking for payment in page.payments if payment.quote_id == quote_id] == ["becomes_credit"]
    assert page.to_mark == 0
    marked = payments.mark_paid(story.services, ADMIN, page.payments[0].id)
    assert (marked.payment.marking, marked.payment.not_markable) == (None, "settled")


def test_what_could_not_be_carried_out_is_closed_once_by_a_network_admin(story: Story) -> None:
    story.membership()
    quote_id = awaiting(story)
    story.sql(f"UPDATE {{p}}wu_memberships SET plan_id = 4, amount = 499 WHERE id = {MEMBERSHIP}")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))
    before = payments.list_payments(story.services, ADMIN).payments[0]

    with pytest.raises(NotAllowed):
        close_change(story.services, OWNER, quote_id)
    close_change(story.services, ADMIN, quote_id)
    close_change(story.services, OTHER_ADMIN, quote_id)

    assert before.needs_attention
    assert not payments.list_payments(story.services, ADMIN).payments[0].needs_attention
    assert read_account(story.services, OWNER).open_change is None
    assert story.change(quote_id, "status, problem") == ["void", "basis_moved"]
    assert story.events()[-1:] == ["change_closed"]
    assert story.events().count("change_closed") == 1


def test_a_change_that_waits_for_its_payment_is_not_closed(story: Story) -> None:
    story.membership()
    quote_id = awaiting(story)

    with pytest.raises(ChangeSettled):
        close_change(story.services, ADMIN, quote_id)

    assert story.change(quote_id) == ["awaiting_payment"]
