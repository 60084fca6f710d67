"""A network admin pauses a membership and lets it go on: paid time stands still, and comes back to the second."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bridge.account.history import read_history
from bridge.account.page import read_account
from bridge.account.whole import read_whole
from bridge.changes.change import confirm
from bridge.changes.choices import list_choices
from bridge.changes.leave import cancel_membership
from bridge.changes.ownership import forecast, hand_back
from bridge.changes.pause import Resting, Wanted
from bridge.changes.quoting import make_quote
from bridge.errors import BridgeError, InvalidRequest, MembershipNotPaused, MembershipPaused, NotAllowed
from bridge.gateways.port import DisputeOutcome
from bridge.network_admin import memberships, payments
from bridge.operations.oddities import pauses_overdue
from bridge.operations.rebuild import rebuild
from bridge.people import Author
from bridge.pricing.snapshot import Selection
from bridge.store.membership_list import Which
from bridge.worker import run_all_once
from tests.integration.changes.story import (
    ADMIN,
    BASIC,
    CUSTOMER,
    DISK,
    MEMBERSHIP,
    MONTH,
    OWNER,
    PREMIUM,
    USER,
    Story,
    disputed,
)
from tools.network.testing import broken_invariants

PAUSED, RESUMED = datetime(2025, 6, 16, 9, 30, 17), datetime(2025, 8, 2, 3, 4, 5)
RESTED = RESUMED - PAUSED


def bought(story: Story) -> None:
    """Premium with a package, paid from 15 June to 15 July."""
    story.membership()
    confirm(story.services, OWNER, story.quote(PREMIUM, {DISK: 1}), "card")


def paused(story: Story, until: str = "", *, closes: bool = True) -> Resting:
    wanted = Wanted(until, "Their shop burnt down", closes)
    return memberships.pause_membership(story.services, ADMIN, MEMBERSHIP, wanted, is_forecast=False).pause


def resumed(story: Story) -> Resting:
    return memberships.resume_membership(story.services, ADMIN, MEMBERSHIP, "Open again").pause


def unused(story: Story) -> int:
    """What is unused of what was paid, as deleting the membership would give back."""
    facts = story.services.database.reading(lambda store: store.memberships.load(MEMBERSHIP))
    at, total = story.clock.at, 0
    for line in facts.snapshot.membership.settled_lines:
        if line.end is not None and line.end > at:
            whole, left = line.end - line.start, line.end - max(at, line.start)
            total += int((line.amount_minor + line.tax_minor - line.refunded_minor) * (left / whole) * 1000)
    return total


def term(story: Story) -> list[str]:
    return story.one("SELECT term_start, term_end, anchor_day FROM {p}bridge_membership_terms")


def test_paid_time_stands_still_and_comes_back_to_the_second(story: Story) -> None:
    bought(story)
    story.clock.at = PAUSED
    worth, start_and_end = unused(story), term(story)[:2]
    mails = len(story.mails())
    paused(story)
    assert story.row("status, date_expiration") == ["on-hold", "2025-07-15 10:00:00"]

    story.clock.at = datetime(2025, 7, 20)
    run_all_once(story.services)
    assert story.row("status, date_expiration") == ["on-hold", "2025-07-15 10:00:00"]
    assert story.mails()[mails:] == [("membership_paused", USER)]
    assert story.sql("SELECT quote_id FROM {p}bridge_changes WHERE kind = 'renewal'") == []
    story.clock.at = RESUMED
    came_to = resumed(story)

    end = datetime(2025, 7, 15, 10) + RESTED
    assert (came_to.end, came_to.end_after) == (datetime(2025, 7, 15, 10), end)
    assert story.row("status, date_expiration") == ["active", end.isoformat(" ")]
    moved = [datetime.fromisoformat(text.partition(".")[0]) + RESTED for text in start_and_end]
    assert [datetime.fromisoformat(text.partition(".")[0]) for text in term(story)[:2]] == moved
    assert unused(story) == worth
    assert story.mails()[-1] == ("membership_resumed", USER)
    assert story.events()[-2:] == ["membership_paused", "membership_resumed"]
    run_all_once(story.services)
    assert story.sql("SELECT membership_id FROM {p}bridge_external_edits") == []
    assert story.sql("SELECT quote_id FROM {p}bridge_changes WHERE kind = 'renewal'") == []
    story.clock.at = end + timedelta(seconds=1)
    run_all_once(story.services)
    renewal = story.one("SELECT quote_id FROM {p}bridge_changes WHERE kind = 'renewal'")[0]
    payments.mark_paid(story.services, ADMIN, story.payment_id(renewal))
    assert story.row("status, date_expiration") == ["active", "2025-09-30 03:33:48"]
    assert broken_invariants(story.network) == []


def test_it_goes_on_by_itself_on_its_day_and_late_gives_back_all_of_it(story: Story) -> None:
    bought(story)
    story.clock.at = PAUSED
    told = paused(story, "2025-07-01")
    assert told.until == datetime(2025, 7, 1)
    assert told.end_after == datetime(2025, 7, 15, 10) + (datetime(2025, 7, 1) - PAUSED)
    story.clock.at = datetime(2025, 6, 30, 23, 59)
    run_all_once(story.services)
    assert story.row("status") == ["on-hold"]

    story.clock.at = datetime(2025, 7, 3, 12)
    assert pauses_overdue(story.services) == [
        f"Memberships that still rest though their pause is over: {MEMBERSHIP}. Is the worker running?"
    ]
    run_all_once(story.services)
    assert pauses_overdue(story.services) == []

    assert story.row("status, date_expiration") == [
        "active", (datetime(2025, 7, 15, 10) + (story.clock.at - PAUSED)).isoformat(" ")
    ]  # fmt: skip
    assert story.events()[-1] == "membership_resumed"


@pytest.mark.parametrize("closes", [True, False])
def test_its_sites_are_as_was_said_and_open_afterwards(story: Story, *, closes: bool) -> None:
    bought(story)
    paused(story, closes=closes)

    assert story.quota()["access"] == {"open": not closes, "reason": "paused" if closes else None}
    resumed(story)
    assert story.quota()["access"] == {"open": True, "reason": None}


def test_what_is_booked_waits_and_begins_when_the_term_ends(story: Story) -> None:
    bought(story)
    booked = story.quote(PREMIUM)
    confirm(story.services, OWNER, booked, "manual")
    story.clock.at = PAUSED
    assert paused(story).waits == booked
    story.clock.at = datetime(2025, 7, 20)
    run_all_once(story.services)
    assert story.change(booked) == ["scheduled"]
    story.clock.at = RESUMED

    resumed(story)

    end = datetime(2025, 7, 15, 10) + RESTED
    assert story.change(booked, "status, effective_at") == ["scheduled", f"{end.isoformat(' ')}.000000"]
    shown = read_account(story.services, OWNER, MEMBERSHIP).pending_change
    assert (shown.effective_at, shown.next_charge.date) == (end, end)
    story.clock.at = end + timedelta(seconds=1)
    run_all_once(story.services)
    assert story.change(booked) == ["awaiting_payment"]


def test_a_renewal_that_was_asked_for_ends_and_is_asked_for_anew_afterwards(story: Story) -> None:
    bought(story)
    story.clock.at = datetime(2025, 7, 10)
    run_all_once(story.services)
    asked = story.one("SELECT quote_id FROM {p}bridge_changes WHERE kind = 'renewal'")[0]

    done = paused(story)

    assert done.ended_order == asked
    assert story.change(asked, "status, problem") == ["cancelled", "membership_paused"]
    story.clock.at = datetime(2025, 9, 1)
    run_all_once(story.services)
    assert story.slots() == 0
    resumed(story)
    run_all_once(story.services)
    assert len(story.sql("SELECT quote_id FROM {p}bridge_changes WHERE kind = 'renewal'")) == 2


def test_a_trial_rests_as_well(story: Story) -> None:
    story.membership(status="trialing")
    story.clock.at = PAUSED
    paused(story)
    story.clock.at = datetime(2025, 6, 30)
    run_all_once(story.services)
    story.clock.at = RESUMED

    resumed(story)

    end = (datetime(2025, 7, 1) + RESTED).isoformat(" ")
    assert story.row("status, date_trial_end, date_expiration") == ["trialing", end, end]
    assert [template for template, _ in story.mails()] == ["membership_paused", "membership_resumed"]


def test_its_owner_sees_it_and_can_change_nothing_meanwhile(story: Story) -> None:
    bought(story)
    quote_id = story.quote(PREMIUM)
    story.clock.at = PAUSED
    paused(story, "2025-07-01")

    account = read_account(story.services, OWNER, MEMBERSHIP).membership
    assert (account.status, account.next_charge, account.beyond_term) == ("on-hold", None, None)
    assert not account.may_cancel
    rest = account.pause
    assert rest is not None
    assert (rest.since, rest.until, rest.sites_closed) == (PAUSED, datetime(2025, 7, 1), True)
    assert list_choices(story.services, OWNER, MEMBERSHIP).obstacle.code == "membership_paused"
    for ask in (
        lambda: make_quote(story.services, OWNER, MEMBERSHIP, Selection(PREMIUM, {}, MONTH), {}),
        lambda: make_quote(story.services, OWNER, MEMBERSHIP, Selection(PREMIUM, {}, MONTH, "NONE"), {}),
        lambda: confirm(story.services, OWNER, quote_id, "manual"),
        lambda: cancel_membership(story.services, OWNER, MEMBERSHIP, None),
        lambda: memberships.extend_membership(story.services, ADMIN, MEMBERSHIP, "2025-12-01", "Sorry"),
        lambda: paused(story),
    ):
        with pytest.raises(MembershipPaused):
            ask()
    assert story.slots() == 0
    which = Which(sort="paused")
    listed = story.services.database.reading(lambda store: store.membership_list.page(which, story.clock.at))
    assert [(one.id, one.paused_at, one.beyond_term) for one in listed.memberships] == [(MEMBERSHIP, PAUSED, None)]


def test_the_reason_is_for_admins_and_the_journal_tells_it(story: Story) -> None:
    bought(story)
    paused(story)
    rows = story.services.database.reading(lambda store: store.journal.chain(MEMBERSHIP))
    assert rebuild(rows, story.clock.at).status == "on-hold"
    resumed(story)

    found = read_history(story.services, ADMIN, MEMBERSHIP).events[:2]
    assert [(one.event, one.reason) for one in found] == [
        ("membership_resumed", "Open again"), ("membership_paused", "Their shop burnt down")
    ]  # fmt: skip
    assert {one.reason for one in read_history(story.services, OWNER, MEMBERSHIP).events} == {None}
    rows = story.services.database.reading(lambda store: store.journal.chain(MEMBERSHIP))
    assert (rebuild(rows, story.clock.at).status, rebuild(rows, story.clock.at).term_end) == (
        "active", datetime(2025, 7, 15, 10)
    )  # fmt: skip


def test_handed_back_it_goes_on_first_with_its_time(story: Story) -> None:
    bought(story)
    story.clock.at = PAUSED
    paused(story)
    story.clock.at = RESUMED

    told = forecast(story.services, MEMBERSHIP, "hand_back")
    hand_back(story.services, Author("operator"), MEMBERSHIP)

    assert story.row("status, date_expiration, auto_renew") == [
        "active", (datetime(2025, 7, 15, 10) + RESTED).isoformat(" "), "0"
    ]  # fmt: skip
    assert told.bill_on == datetime(2025, 7, 15, 10) + RESTED
    assert broken_invariants(story.network) == []


def test_cancelled_by_another_system_it_rests_no_more_and_loses_no_paid_time(story: Story) -> None:
    bought(story)
    story.clock.at = PAUSED
    paused(story)
    run_all_once(story.services)
    story.clock.at = RESUMED
    story.sql(
        "UPDATE {p}wu_memberships SET status = 'cancelled', date_modified = '2025-08-02 03:04:04'"
        f" WHERE id = {MEMBERSHIP}"
    )

    run_all_once(story.services)

    assert story.one("SELECT paused_at, resumes_at FROM {p}bridge_membership_terms") == ["NULL", "NULL"]
    assert story.row("status, date_expiration") == ["cancelled", (datetime(2025, 7, 15, 10) + RESTED).isoformat(" ")]


@pytest.mark.parametrize("is_disputed", [False, True])
def test_a_plan_that_another_system_takes_while_it_rests_gives_back_what_was_unused_when_it_began_to(
    story: Story, *, is_disputed: bool
) -> None:
    bought(story)
    story.clock.at = datetime(2025, 6, 20, 10)
    if is_disputed:
        disputed(story, DisputeOutcome.OPEN)
    paused(story)
    run_all_once(story.services)
    story.clock.at = datetime(2025, 9, 20, 10)
    story.sql(
        f"UPDATE {{p}}wu_memberships SET plan_id = {BASIC}, amount = 99, addon_products = 'a:0:{{}}',"
        f" date_modified = '2025-09-20 09:59:59' WHERE id = {MEMBERSHIP}"
    )

    run_all_once(story.services)

    if is_disputed:
        assert int(story.credit()[0]) < 4900
        disputed(story, DisputeOutcome.WON)
    given_back = 19900 * 25 // 30 + 4900 * 25 // 30 - is_disputed  # both parts of a line are rounded down
    assert (story.row("status, plan_id"), story.credit()) == (["on-hold", str(BASIC)], [str(given_back), "0"])
    resumed(story)
    assert story.credit() == [str(given_back), "0"]
    assert broken_invariants(story.network) == []


def test_minutes_of_rest_leave_a_term_of_the_31st_its_day(story: Story) -> None:
    story.membership(PREMIUM, amount="199", start="2025-01-31 00:00:00", end="2025-02-28 00:00:00")
    story.clock.at = datetime(2025, 2, 1)
    memberships.move_membership(story.services, ADMIN, MEMBERSHIP, "take_over")
    paused(story)
    story.clock.at += timedelta(minutes=10)
    resumed(story)
    story.clock.at = datetime(2025, 2, 27)
    run_all_once(story.services)

    renewal = story.one("SELECT quote_id FROM {p}bridge_changes WHERE kind = 'renewal'")[0]
    payments.mark_paid(story.services, ADMIN, story.payment_id(renewal))

    assert story.row("date_expiration") == ["2025-03-31 00:10:00"]


def test_one_that_is_deleted_while_it_rests_gives_back_what_was_unused_when_it_began_to(story: Story) -> None:
    bought(story)
    story.clock.at = PAUSED
    paused(story)
    story.clock.at = RESUMED
    story.sql(f"DELETE FROM {{p}}wu_memberships WHERE id = {MEMBERSHIP}")

    run_all_once(story.services)

    paid = int(story.one(f"SELECT SUM(amount_minor) FROM {{p}}bridge_payments WHERE customer_id = {CUSTOMER}")[0])
    assert int(story.credit()[0]) > paid * 0.8


@pytest.mark.parametrize(
    ("until", "code"), [("2025-06-15", "not_to_come"), ("soon", "not_a_day"), ("2045-01-01", "too_far")]
)
def test_a_day_that_cannot_end_it_is_refused(story: Story, until: str, code: str) -> None:
    bought(story)

    with pytest.raises(InvalidRequest) as refused:
        paused(story, until)

    assert refused.value.params["errors"] == [{"path": "until", "code": code}]


def test_what_cannot_be_paused_says_why_and_a_forecast_writes_nothing(story: Story) -> None:
    story.membership(gateway="stripe", subscription="sub_1")
    assert refusal(story) == "take_over_first"
    story.sql("UPDATE {p}wu_memberships SET gateway = 'manual', gateway_subscription_id = '', status = 'expired'")
    assert refusal(story) == "membership_not_running"
    story.sql("UPDATE {p}wu_memberships SET status = 'active'")
    told = memberships.pause_membership(
        story.services, ADMIN, MEMBERSHIP, Wanted("2025-06-20", "", closes_sites=True), is_forecast=True
    ).pause
    assert told.end_after == datetime(2025, 7, 1) + (datetime(2025, 6, 20) - datetime(2025, 6, 15, 10))
    assert story.row("status") == ["active"]
    with pytest.raises(MembershipNotPaused):
        resumed(story)
    confirm(story.services, OWNER, story.quote(PREMIUM), "manual")
    assert refusal(story) == "change_open"
    with pytest.raises(InvalidRequest):
        memberships.pause_membership(story.services, ADMIN, MEMBERSHIP, Wanted("", " ", False), is_forecast=False)
    with pytest.raises(NotAllowed):
        memberships.pause_membership(story.services, OWNER, MEMBERSHIP, Wanted("", "x", False), is_forecast=True)


def refusal(story: Story) -> str:
    with pytest.raises(BridgeError) as refused:
        paused(story)
    refusals = {act.name: act.refusal for act in read_whole(story.services, ADMIN, MEMBERSHIP).acts}
    assert refusals["pause"] == refused.value.code
    return refused.value.code
