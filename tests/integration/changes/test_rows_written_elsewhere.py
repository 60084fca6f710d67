"""Rows of ours that somebody else wrote past every guard: lost updates are undone, decisions are taken, all is told."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from bridge.account.page import read_account
from bridge.changes.change import confirm
from bridge.changes.external import EXTERNAL, looked_at, touched_from_outside
from bridge.network_admin import payments
from bridge.people import Author
from bridge.store.external_edits import ExternalEdit
from bridge.worker import run_all_once
from tests.integration.changes.story import (
    ADMIN,
    BASIC,
    BUSINESS,
    CUSTOMER,
    DISK,
    FREE,
    MEMBERSHIP,
    OWNER,
    PREMIUM,
    USER,
    VISITS,
    Story,
)
from tools.network.testing import broken_invariants

BILLING = "plan_id, amount, gateway, auto_renew, status, date_expiration"
OURS = [str(PREMIUM), "199.0000", "bridge", "1", "active", "2025-07-15 10:00:00"]


def ours(story: Story, addons: dict[int, int] | None = None) -> None:
    """A membership upgraded from Basic to Premium on 15 June at 10:00 and paid through us."""
    story.membership()
    quote_id = story.quote(PREMIUM, addons)
    confirm(story.services, OWNER, quote_id, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))
    run_all_once(story.services)


def write(story: Story, columns: str) -> None:
    """Write columns as no filter sees it: by SQL, without a date of modification."""
    story.sql(f"UPDATE {{p}}wu_memberships SET {columns} WHERE id = {MEMBERSHIP}")


def edit(story: Story) -> ExternalEdit | None:
    """What waits to be looked at."""
    return story.services.database.reading(lambda store: store.external_edits.edit_of(MEMBERSHIP))


def next_bill(story: Story) -> tuple[int, dict[int, int]]:
    """What the next renewal asks for, and what it names, at the term's end."""
    story.clock.at = datetime(2025, 7, 15, 10, 0, 1)
    run_all_once(story.services)
    quote_id, due = story.one(
        "SELECT quote_id, due_now_minor FROM {p}bridge_changes WHERE kind = 'renewal' AND status = 'awaiting_payment'"
    )
    lines = story.sql(
        "SELECT lines_of.product_id, lines_of.quantity FROM {p}bridge_payment_lines AS lines_of"
        " JOIN {p}bridge_payments AS ours ON ours.payment_id = lines_of.payment_id"
        f" WHERE ours.quote_id = '{quote_id}' AND lines_of.product_id IS NOT NULL"
    )
    return int(due), {int(product): int(quantity) for product, quantity in lines}


def paid_for_packages(story: Story) -> int:
    """What was settled for the packages."""
    return sum(int(paid) for kind, paid in story.settled("line_type, amount_minor + tax_minor") if kind == "package")


def test_a_row_that_nobody_touched_is_left_alone(story: Story) -> None:
    ours(story)
    before = story.events()

    counts = run_all_once(story.services)["notice_edits"]

    assert (counts.done, counts.left, counts.failed) == (0, 0, 0)
    assert (story.events(), edit(story)) == (before, None)


@pytest.mark.parametrize(
    "lost",
    [
        f"plan_id = {BASIC}, amount = 99, gateway = 'manual', auto_renew = 0, date_expiration = '2025-07-01 00:00:00'",
        "times_billed = 1, date_renewed = '2025-06-01 00:00:00', amount = 99",
        f"plan_id = {BASIC}, amount = 99",
        "amount = 99, auto_renew = 0",
        "gateway = 'manual'",
        "gateway = 'free', auto_renew = 0",
        "date_expiration = '2025-07-01 00:00:00'",
    ],
)
def test_what_a_stale_save_lost_is_written_again_and_told(story: Story, lost: str) -> None:
    ours(story)
    whole = story.row("*")
    write(story, lost)

    counts = run_all_once(story.services)["notice_edits"]

    assert (counts.done, counts.failed) == (1, 0)
    assert story.row(BILLING) == OURS
    assert [a for a, b in zip(story.row("*"), whole, strict=True) if a != b] in ([], [story.row("date_modified")[0]])
    assert story.events()[-1] == "row_restored"
    assert story.one("SELECT cause FROM {p}bridge_journal ORDER BY at DESC, sequence DESC LIMIT 1") == ["external"]
    assert story.mails()[-1] == ("membership_edited_elsewhere", 0)
    kept = edit(story)
    assert kept is not None
    assert (kept.outcome, all(column.restored for column in kept.columns)) == ("restored", True)
    assert broken_invariants(story.network) == []
    assert next_bill(story) == (19900, {PREMIUM: 1})


def test_the_same_stale_save_is_undone_as_often_as_it_comes(story: Story) -> None:
    ours(story)
    for _ in range(3):
        write(story, f"plan_id = {BASIC}, amount = 99")
        run_all_once(story.services)

        assert story.row(BILLING) == OURS
    assert story.mails().count(("membership_edited_elsewhere", 0)) == 1


def test_an_import_that_writes_many_rows_is_not_told_by_as_many_mails(story: Story) -> None:
    ours(story)
    story.sql(
        "INSERT INTO {p}bridge_external_edits SELECT 5000 + seq, 'accepted', '{}', UTC_TIMESTAMP(6) FROM seq_1_to_20"
    )
    write(story, "amount = 150")

    run_all_once(story.services)

    assert story.mails().count(("membership_edited_elsewhere", 0)) == 0
    assert edit(story) is not None


def test_an_amount_given_by_hand_is_the_amount_billed(story: Story) -> None:
    ours(story)
    write(story, "amount = 150")

    run_all_once(story.services)

    assert story.row("plan_id, amount, gateway") == [str(PREMIUM), "150.0000", "bridge"]
    assert story.events()[-1] == "row_accepted"
    assert story.mails()[-1] == ("membership_edited_elsewhere", 0)
    account = read_account(story.services, OWNER, MEMBERSHIP)
    assert account.membership.amount_per_term.minor == 15000
    assert next_bill(story) == (15000, {PREMIUM: 1})


def test_a_plan_set_by_hand_is_what_the_next_bill_names_at_its_price(story: Story) -> None:
    ours(story)
    write(story, f"plan_id = {BUSINESS}")

    run_all_once(story.services)

    assert story.row("plan_id, amount") == [str(BUSINESS), "499.0000"]
    assert story.quota()["plan"]["id"] == BUSINESS
    assert story.credit() == ["19900", "0"]
    assert next_bill(story) == (49900 - 19900, {BUSINESS: 1})


def test_a_plan_and_an_amount_set_by_hand_are_both_what_is_billed(story: Story) -> None:
    ours(story, {DISK: 1})
    write(story, f"plan_id = {BUSINESS}, amount = 300")

    run_all_once(story.services)

    assert next_bill(story) == (30000 - 19900, {BUSINESS: 1, DISK: 1})


def test_an_end_set_by_hand_is_when_the_next_bill_comes(story: Story) -> None:
    ours(story)
    write(story, "date_expiration = '2025-09-30 00:00:00'")

    run_all_once(story.services)
    story.clock.at = datetime(2025, 7, 16, 10, 0, 0)
    early = run_all_once(story.services)["renew_ended"]
    story.clock.at = datetime(2025, 9, 30, 0, 0, 1)
    due = run_all_once(story.services)["renew_ended"]

    assert (early.done, due.done) == (0, 1)
    assert broken_invariants(story.network) == []


def test_a_mixed_row_keeps_what_was_decided_and_gets_back_what_was_lost(story: Story) -> None:
    ours(story)
    write(
        story,
        f"plan_id = {BASIC}, amount = 150, gateway = 'manual', auto_renew = 0, date_expiration = '2025-07-20 00:00:00'",
    )

    run_all_once(story.services)

    assert story.row(BILLING) == [str(PREMIUM), "150.0000", "bridge", "1", "active", "2025-07-20 00:00:00"]
    kept = edit(story)
    assert kept is not None
    assert kept.outcome == "mixed"
    assert {column.column for column in kept.columns if not column.restored} == {"amount", "date_expiration"}
    assert {column.column for column in kept.columns if column.restored} == {"plan_id", "gateway", "auto_renew"}
    assert story.events()[-1] == "row_mixed"
    story.clock.at = datetime(2025, 7, 20, 0, 0, 1)
    run_all_once(story.services)
    assert story.one("SELECT due_now_minor FROM {p}bridge_changes WHERE kind = 'renewal'") == ["15000"]


def test_an_amount_of_before_beside_another_plan_is_a_stale_one_and_the_plan_has_its_price(story: Story) -> None:
    ours(story)
    write(story, f"plan_id = {BUSINESS}, amount = 99")

    run_all_once(story.services)

    assert story.row("plan_id, amount") == [str(BUSINESS), "499.0000"]


def test_what_was_paid_for_and_is_not_held_any_more_becomes_account_credit(story: Story) -> None:
    ours(story, {DISK: 2})
    paid = paid_for_packages(story)
    story.clock.at = datetime(2025, 6, 30, 10, 0, 0)
    write(story, f"addon_products = 'a:1:{{i:{VISITS};i:1;}}'")

    run_all_once(story.services)

    assert story.credit() == [str(paid // 2), "0"]
    assert story.row("amount") == ["278.0000"]
    assert "unused_value_kept" in story.events()
    assert broken_invariants(story.network) == []
    assert next_bill(story) == (27800 - paid // 2, {PREMIUM: 1, VISITS: 1})


def test_of_two_units_one_that_went_is_given_back_and_one_stays_paid(story: Story) -> None:
    ours(story, {DISK: 2})
    paid = paid_for_packages(story)
    story.clock.at = datetime(2025, 6, 30, 10, 0, 0)
    write(story, f"addon_products = 'a:1:{{i:{DISK};i:1;}}'")

    run_all_once(story.services)

    assert story.credit() == [str(paid // 4), "0"]
    assert [row[0] for row in story.settled("IF(ended_at IS NULL, quantity, 0)")].count("1") >= 1
    assert broken_invariants(story.network) == []


def test_a_bill_that_waits_for_what_is_not_held_any_more_ends_and_another_comes(story: Story) -> None:
    ours(story)
    story.clock.at = datetime(2025, 7, 15, 10, 0, 1)
    run_all_once(story.services)
    write(story, f"plan_id = {BUSINESS}")

    run_all_once(story.services)

    rows = story.sql("SELECT status, due_now_minor FROM {p}bridge_changes WHERE kind = 'renewal' ORDER BY created_at")
    assert sorted(rows) == [["awaiting_payment", "49900"], ["void", "19900"]]
    assert broken_invariants(story.network) == []


def test_a_cancellation_stands_and_nothing_is_billed_after_it(story: Story) -> None:
    ours(story)
    write(story, "status = 'cancelled', date_cancellation = '2025-06-20 00:00:00'")
    run_all_once(story.services)

    story.clock.at = datetime(2025, 7, 16, 10, 0, 0)
    run_all_once(story.services)

    assert story.row("status, gateway") == ["cancelled", "bridge"]
    assert story.sql("SELECT 1 FROM {p}bridge_changes WHERE kind = 'renewal'") == []


def test_a_subscription_at_a_provider_takes_the_membership_away_and_our_bill_is_void(story: Story) -> None:
    ours(story)
    story.clock.at = datetime(2025, 7, 15, 10, 0, 1)
    run_all_once(story.services)
    write(story, "gateway = 'stripe', gateway_subscription_id = 'sub_9', auto_renew = 1")

    run_all_once(story.services)
    run_all_once(story.services)

    assert story.sql("SELECT status FROM {p}bridge_changes WHERE kind = 'renewal'") == [["void"]]
    assert story.sql(f"SELECT 1 FROM {{p}}bridge_membership_terms WHERE membership_id = {MEMBERSHIP}") == []
    assert story.row("gateway, gateway_subscription_id") == ["stripe", "sub_9"]
    assert read_account(story.services, OWNER, MEMBERSHIP).membership.billed_elsewhere is True
    assert story.mails()[-1] == ("membership_edited_elsewhere", 0)
    assert story.events()[-1] == "renewal_void"
    assert broken_invariants(story.network) == []


def test_the_subscription_that_was_there_before_comes_back_as_a_stale_save_only(story: Story) -> None:
    story.membership(gateway="stripe", subscription="", amount="99")
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))
    run_all_once(story.services)
    write(story, "gateway = 'stripe', auto_renew = 0")

    run_all_once(story.services)

    assert story.row("gateway, auto_renew") == ["bridge", "1"]


@pytest.mark.parametrize(
    "nonsense",
    ["amount = NULL", "amount = -5", "plan_id = 999999", "plan_id = 0", "duration = 0",
     "duration_unit = NULL", f"plan_id = {DISK}"],
)  # fmt: skip
def test_what_nobody_can_have_meant_is_no_decision(story: Story, nonsense: str) -> None:
    ours(story, {DISK: 2})
    before = story.row("plan_id, amount, addon_products, duration, duration_unit")
    write(story, nonsense)

    run_all_once(story.services)

    assert story.row("plan_id, amount, addon_products, duration, duration_unit") == before
    assert next_bill(story) == (29700, {PREMIUM: 1, DISK: 2})


def test_a_list_of_add_ons_that_nobody_can_read_stays_and_once_it_is_mended_nothing_was_edited(story: Story) -> None:
    ours(story, {DISK: 2})
    before = story.events()
    write(story, "addon_products = 'a:x'")
    run_all_once(story.services)
    kept = story.row("addon_products, amount")
    write(story, f"addon_products = 'a:1:{{i:{DISK};i:2;}}'")

    run_all_once(story.services)

    assert kept == ["a:x", "297.0000"]
    assert (story.events(), edit(story)) == (before, None)


def test_a_free_plan_set_by_hand_is_billed_nothing(story: Story) -> None:
    ours(story)
    write(story, f"plan_id = {FREE}")

    run_all_once(story.services)
    story.clock.at = datetime(2025, 7, 15, 10, 0, 1)
    run_all_once(story.services)

    assert story.row("plan_id, amount, status") == [str(FREE), "0.0000", "active"]
    assert story.sql("SELECT 1 FROM {p}bridge_changes WHERE kind = 'renewal'") == []


def test_a_plan_without_a_price_for_its_period_is_billed_what_the_row_says(story: Story) -> None:
    ours(story)
    write(story, f"plan_id = {BUSINESS}, duration = 5, duration_unit = 'week'")

    run_all_once(story.services)

    assert story.row("plan_id, amount") == [str(BUSINESS), "199.0000"]
    account = read_account(story.services, OWNER, MEMBERSHIP)
    assert account.membership.amount_per_term.minor == 19900


def test_a_list_of_add_ons_written_in_another_form_is_the_same_list(story: Story) -> None:
    ours(story, {DISK: 2})
    before = story.events()
    write(story, f'addon_products = \'a:1:{{s:1:"{DISK}";s:1:"2";}}\'')

    first = run_all_once(story.services)["notice_edits"]
    second = run_all_once(story.services)["notice_edits"]

    assert (first.done, first.left, second.left) == (0, 1, 0)
    assert (story.events(), edit(story)) == (before, None)


def test_a_term_from_before_it_was_kept_is_taken_as_it_is(story: Story) -> None:
    ours(story)
    story.sql("UPDATE {p}bridge_membership_terms SET row_written = NULL, row_before = NULL, written_digest = NULL")

    first = run_all_once(story.services)["notice_edits"]
    write(story, "amount = 150")
    second = run_all_once(story.services)["notice_edits"]

    assert (first.left >= 1, first.done, second.done) == (True, 0, 1)
    assert story.row("amount") == ["150.0000"]


def test_it_stays_visible_until_somebody_has_looked(story: Story) -> None:
    ours(story)
    write(story, "amount = 150")
    run_all_once(story.services)
    write(story, f"plan_id = {BASIC}")
    run_all_once(story.services)
    kept = edit(story)
    assert kept is not None
    assert (kept.outcome, [column.column for column in kept.columns]) == ("mixed", ["amount", "plan_id"])

    first = looked_at(story.services, MEMBERSHIP, Author("network_admin", 9001))
    second = looked_at(story.services, MEMBERSHIP, Author("network_admin", 9001))

    assert (first, second, edit(story)) == (True, False, None)
    assert story.events()[-1] == "edit_looked_at"


def test_a_round_compares_a_page_and_goes_on_from_there(story: Story) -> None:
    ours(story)
    story.sql(
        "INSERT INTO {p}wu_memberships (id, customer_id, plan_id, currency, status, gateway)"
        f" SELECT 600 + id, {CUSTOMER}, {FREE}, 'SEK', 'active', 'manual' FROM {{p}}wu_products LIMIT 5;"
        "INSERT INTO {p}bridge_membership_terms (membership_id, customer_id, recurring_lines, updated_at)"
        f' SELECT id, {CUSTOMER}, \'{{"recurring":[],"deferred":[]}}\', UTC_TIMESTAMP(6) FROM {{p}}wu_memberships'
        " WHERE id > 600"
    )
    story.sql("DELETE FROM {p}bridge_sweeps WHERE name = 'external'")
    total = int(story.one("SELECT COUNT(*) FROM {p}bridge_membership_terms")[0])

    pages = [list(touched_from_outside(story.services, 100, at_once=2)) for _ in range(total // 2 + 1)]

    assert max(len(page) for page in pages) <= 2
    assert len({found for page in pages for found in page}) == 5
    assert EXTERNAL.cause == "external"


def test_a_membership_upgraded_twice_in_a_day_knows_both_states_before(story: Story) -> None:
    ours(story)
    story.clock.at += timedelta(hours=1)
    quote_id = story.quote(PREMIUM, {DISK: 1})
    confirm(story.services, OWNER, quote_id, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))

    before = json.loads(
        story.one(f"SELECT row_before FROM {{p}}bridge_membership_terms WHERE membership_id = {MEMBERSHIP}")[0]
    )

    assert (before["plan_id"], before["addon_products"], before["gateway"]) == (str(BASIC), "{}", "manual")
    assert story.mails()[-1] == ("change_applied", USER)
