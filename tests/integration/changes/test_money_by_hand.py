"""Invoice and bank transfer: the reference, parts, more than was due, money that came in time, rejecting, reminders."""

import json
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from bridge.account.page import read_account
from bridge.changes.change import cancel, confirm, read_change
from bridge.changes.receive import Money
from bridge.errors import ChangeSettled, InvalidRequest, NotAllowed, PaymentIsARenewal, PaymentMoved
from bridge.network_admin import payments
from bridge.store.transfers import check_sign
from bridge.worker import run_all_once
from tests.integration.changes.story import ADMIN, BASIC, OWNER, PREMIUM, USER, Story

#: 9900 for 30 days of June, 15 June 10:00: 15 days and 14 hours are left, rounded down.
DUE = 19900 - 9900 * (15 * 24 + 14) // (30 * 24)


def ordered(story: Story) -> tuple[str, int]:
    """An upgrade from Basic that waits for its payment: its quote and its payment."""
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")
    return quote_id, story.payment_id(quote_id)


def pay(story: Story, payment_id: int, minor: int | None, came_at: datetime | None = None) -> payments.MarkedPaidAnswer:
    return payments.mark_paid(story.services, ADMIN, payment_id, Money(minor, came_at))


def mailed(story: Story, template: str) -> list[dict[str, object]]:
    """The params of the letters of one template."""
    rows = story.sql("SELECT payload FROM {p}bridge_outbox WHERE topic = 'mail' ORDER BY id")
    found = (json.loads(row[0]) for row in rows)
    return [one["params"] for one in found if one["template"] == template]


def test_an_order_has_one_reference_for_owner_and_admin_and_is_found_by_it(story: Story) -> None:
    story.membership()
    quote_id, payment_id = ordered(story)

    shown = read_change(story.services, OWNER, quote_id).by_hand
    listed = payments.list_payments(story.services, ADMIN).payments[0]

    assert shown is not None
    reference = shown.reference.replace("-", "")
    assert (len(reference), reference[-1]) == (8, check_sign(reference[:7]))
    assert listed.reference == shown.reference
    typed = (reference, f" {reference[:4].lower()} - {reference[4:]} ", reference[:5], str(payment_id))
    for search in typed:
        found = payments.find_payments(story.services, ADMIN, search)
        assert [one.id for one in found.payments] == [payment_id], search
    other = "X" if reference[0] != "X" else "W"
    assert payments.find_payments(story.services, ADMIN, other + reference[1:]).payments == ()
    assert payments.find_payments(story.services, ADMIN, "%").payments == ()


def test_a_part_is_held_and_the_rest_settles(story: Story) -> None:
    story.membership()
    quote_id, payment_id = ordered(story)

    first = pay(story, payment_id, 5000)

    assert (first.outcome, first.payment.status) == ("part", "pending")
    assert first.payment.left is not None
    assert first.payment.left.minor == DUE - 5000
    shown = read_account(story.services, OWNER).open_change
    assert shown is not None
    assert shown.by_hand is not None
    assert (shown.by_hand.received.minor, shown.by_hand.left.minor) == (5000, DUE - 5000)
    assert story.row("plan_id") == [str(BASIC)]
    assert mailed(story, "payment_part")[0] | {"came_minor": 5000, "left_minor": DUE - 5000} == mailed(
        story, "payment_part"
    )[0]

    last = pay(story, payment_id, None)

    assert (last.outcome, last.payment.status) == ("applied", "completed")
    assert [one.amount.minor for one in last.payment.transfers] == [5000, DUE - 5000]
    assert story.row("plan_id") == [str(PREMIUM)]
    assert story.payment(quote_id)[1:3] == ["completed", str(DUE)]
    assert story.events() == ["change_confirmed", "part_received", "payment_received", "change_applied"]


def test_more_than_was_due_becomes_account_credit(story: Story) -> None:
    story.membership()
    _, payment_id = ordered(story)

    marked = pay(story, payment_id, DUE + 1234)

    assert marked.outcome == "applied"
    assert story.credit() == ["1234", "0"]
    assert mailed(story, "payment_excess")[0]["more_minor"] == 1234
    assert story.events()[-1] == "overpaid_kept_as_credit"


@pytest.mark.parametrize("end", ["cancelled", "void", "rejected"])
def test_a_part_becomes_account_credit_when_its_order_ends(story: Story, end: str) -> None:
    story.membership()
    quote_id, payment_id = ordered(story)
    pay(story, payment_id, 5000)

    if end == "cancelled":
        cancel(story.services, OWNER, quote_id)
    elif end == "rejected":
        payments.reject_payment(story.services, ADMIN, payment_id, "We do not know you.")
    else:
        story.clock.at += timedelta(days=8)
        run_all_once(story.services)

    assert story.credit() == ["5000", "0"]
    assert mailed(story, "part_kept_as_credit")[0]["part_minor"] == 5000
    late = pay(story, payment_id, 700)
    assert (late.outcome, late.payment.status, story.credit()) == ("part_credited", "cancelled", ["5700", "0"])


def test_account_credit_that_comes_meanwhile_takes_the_part_with_it_and_keeps_the_reference(story: Story) -> None:
    story.membership()
    quote_id, payment_id = ordered(story)
    before = read_change(story.services, OWNER, quote_id).by_hand
    pay(story, payment_id, 5000)
    story.sql(
        "UPDATE {p}bridge_account_credit SET balance_minor = 1000, use_at = DEFAULT(use_at);"
        " INSERT INTO {p}bridge_account_credit_entries"
        " (customer_id, currency, amount_minor, cause, actor_user_id, created_at)"
        " SELECT customer_id, currency, 1000, 'granted', 1, NOW(6) FROM {p}bridge_account_credit"
    )

    run_all_once(story.services)

    change = read_change(story.services, OWNER, quote_id)
    assert change.by_hand is not None
    assert before is not None
    assert (change.due_now.minor, change.by_hand.left.minor) == (DUE - 6000, DUE - 6000)
    assert change.by_hand.reference == before.reference
    found = payments.find_payments(story.services, ADMIN, before.reference)
    assert len(found.payments) == 2
    marked = pay(story, found.payments[0].id or 0, None)
    assert (marked.outcome, story.credit()) == ("applied", ["0", "0"])


def test_a_form_that_is_sent_twice_is_taken_once_and_one_that_saw_another_sum_is_refused(story: Story) -> None:
    story.membership()
    _, payment_id = ordered(story)
    sent = Money(5000, None, DUE, uuid4().hex)

    first = payments.mark_paid(story.services, ADMIN, payment_id, sent)
    second = payments.mark_paid(story.services, ADMIN, payment_id, sent)

    assert first == second
    assert len(first.payment.transfers) == 1
    with pytest.raises(PaymentMoved):
        payments.mark_paid(story.services, ADMIN, payment_id, Money(5000, None, DUE, uuid4().hex))
    with pytest.raises(InvalidRequest):
        pay(story, payment_id, 5000, story.clock.at + timedelta(days=1))
    with pytest.raises(NotAllowed):
        payments.mark_paid(story.services, OWNER, payment_id, sent)


def test_money_that_came_in_time_and_is_marked_ten_days_late_takes_its_order_up_again(story: Story) -> None:
    story.membership()
    _, payment_id = ordered(story)
    story.clock.at = datetime(2025, 6, 25, 10)
    run_all_once(story.services)
    assert story.events()[-1] == "change_void"

    marked = pay(story, payment_id, None, datetime(2025, 6, 20))

    assert (marked.outcome, marked.payment.status, marked.payment.received_at) == (
        "applied", "completed", datetime(2025, 6, 20),
    )  # fmt: skip
    assert story.row("plan_id, date_renewed") == [str(PREMIUM), "2025-06-15 10:00:00"]
    assert story.events()[-3:] == ["order_taken_up_again", "payment_received", "change_applied"]
    assert (story.slots(), story.credit()) == (0, ["0", "0"])


def test_money_that_came_late_stays_account_credit(story: Story) -> None:
    story.membership()
    _, payment_id = ordered(story)
    story.clock.at = datetime(2025, 6, 25, 10)
    run_all_once(story.services)

    marked = pay(story, payment_id, None, datetime(2025, 6, 23))

    assert (marked.outcome, story.credit()) == ("needs_attention", [str(DUE), "0"])


def test_a_renewal_paid_in_time_and_marked_after_its_sites_closed_opens_them_with_its_term(story: Story) -> None:
    story.membership()
    pay(story, ordered(story)[1], None)
    story.clock.at = datetime(2025, 7, 10, 10)
    run_all_once(story.services)
    renewal = payments.list_payments(story.services, ADMIN).payments[0]
    assert (renewal.may_be_rejected, renewal.status) == (False, "pending")
    with pytest.raises(PaymentIsARenewal):
        payments.reject_payment(story.services, ADMIN, renewal.id or 0, "No.")
    story.clock.at = datetime(2025, 7, 20)
    run_all_once(story.services)
    assert story.row("status") == ["expired"]

    pay(story, renewal.id or 0, None, datetime(2025, 7, 15))

    assert story.row("status, date_expiration") == ["active", "2025-08-15 10:00:00"]
    assert story.quota()["access"]["open"] is True


def test_a_rejected_order_ends_with_the_reason_told_and_is_rejected_once(story: Story) -> None:
    story.membership()
    quote_id, payment_id = ordered(story)

    rejected = payments.reject_payment(story.services, ADMIN, payment_id, "Wrong company.")
    payments.reject_payment(story.services, ADMIN, payment_id, "Wrong company.")

    assert rejected.status == "cancelled"
    assert read_change(story.services, OWNER, quote_id).status == "cancelled"
    assert [one["said"] for one in mailed(story, "payment_rejected")] == ["Wrong company."]
    assert story.events() == ["change_confirmed", "payment_rejected", "change_cancelled"]
    _, other = ordered(story)
    pay(story, other, None)
    with pytest.raises(ChangeSettled):
        payments.reject_payment(story.services, ADMIN, other, "Too late.")


def test_payers_are_reminded_once_on_each_day_set_and_never_after_they_paid(story: Story) -> None:
    story.membership()
    _, payment_id = ordered(story)
    reminded = []
    for day in (18, 19, 20, 21):
        story.clock.at = datetime(2025, 6, day, 10, 1)
        run_all_once(story.services)
        run_all_once(story.services)
        reminded.append(len(mailed(story, "payment_reminder")))
        if day == 19:
            pay(story, payment_id, 5000)

    assert reminded == [0, 1, 1, 2]
    assert mailed(story, "payment_reminder")[1]["left_minor"] == DUE - 5000
    assert story.sql("SELECT * FROM {p}bridge_reminders") == []


def test_who_paid_is_not_reminded(story: Story) -> None:
    story.membership()
    _, payment_id = ordered(story)
    pay(story, payment_id, None)

    story.clock.at = datetime(2025, 6, 21, 11)
    run_all_once(story.services)

    assert mailed(story, "payment_reminder") == []
    assert story.sql("SELECT * FROM {p}bridge_reminders") == []


def test_instructions_are_in_the_readers_language(story: Story) -> None:
    story.membership()
    texts = {"sv_SE": "Betala hit", "de_DE": "Hier zahlen"}
    story.sql(
        "INSERT INTO {p}bridge_settings VALUES ('manual_instructions', '\"Pay here\"', NOW(6), 1),"
        f" ('manual_instructions_by_language', '{json.dumps(texts)}', NOW(6), 1)"
    )
    quote_id, _ = ordered(story)

    read = {}
    for locale in ("sv_SE", "de_DE_formal", "en_US"):
        found = read_change(story.services, type(OWNER)(USER, OWNER.blog_id, locale=locale), quote_id).by_hand
        assert found is not None
        read[locale] = found.instructions

    assert read == {"sv_SE": "Betala hit", "de_DE_formal": "Hier zahlen", "en_US": "Pay here"}


def test_orders_from_before_get_a_reference(story: Story) -> None:
    story.membership()
    quote_id, _ = ordered(story)
    story.sql("DELETE FROM {p}bridge_payment_references")
    story.sql("DELETE FROM {p}bridge_sweeps WHERE name = 'payment_references'")

    run_all_once(story.services)

    found = read_change(story.services, OWNER, quote_id).by_hand
    assert found is not None
    assert found.reference != ""
