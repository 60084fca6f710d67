"""A network admin lets the paid term of a membership end later, at no charge."""

from __future__ import annotations

from datetime import datetime

import pytest

from bridge.account.history import read_history
from bridge.account.whole import read_whole
from bridge.changes.change import confirm
from bridge.errors import BridgeError, InvalidRequest, NotAllowed
from bridge.network_admin import memberships, payments
from bridge.operations.journal import verify
from bridge.operations.rebuild import rebuild
from bridge.pricing.money import Money
from bridge.worker import run_all_once
from tests.integration.changes.story import ADMIN, MEMBERSHIP, OWNER, PREMIUM, Story


def extended(story: Story, until: str = "2025-08-20") -> memberships.ExtensionAnswer:
    return memberships.extend_membership(story.services, ADMIN, MEMBERSHIP, until, "Their site was down")


def credit_minor(story: Story) -> int:
    """What a change to Premium gives back of Basic now."""
    found = story.services.database.reading(lambda store: store.quotes.find(story.quote(PREMIUM)))
    return -sum(line.amount_minor + line.tax_minor for line in found.quote.lines if line.amount_minor < 0)


def paid_basic(story: Story) -> None:
    """Basic for 99 a month, paid until 1 July and taken over."""
    story.membership()
    memberships.move_membership(story.services, ADMIN, MEMBERSHIP, "take_over")


def test_the_term_ends_later_and_the_next_bill_comes_then(story: Story) -> None:
    paid_basic(story)
    told = memberships.forecast_extension(story.services, ADMIN, MEMBERSHIP, "2025-08-20").extension
    assert story.row("date_expiration") == ["2025-07-01 00:00:00"]

    done = extended(story).extension

    assert done == told
    assert (done.end, done.until) == (datetime(2025, 7, 1), datetime(2025, 8, 20))
    assert (done.bill, done.bill_on) == (Money(9900, "SEK"), datetime(2025, 8, 20))
    assert story.row("date_expiration, status") == ["2025-08-20 00:00:00", "active"]
    story.clock.at = datetime(2025, 8, 12)
    run_all_once(story.services)
    assert story.sql("SELECT quote_id FROM {p}bridge_changes WHERE kind = 'renewal'") == []
    story.clock.at = datetime(2025, 8, 14)
    run_all_once(story.services)
    quote_id, due = story.one("SELECT quote_id, due_now_minor FROM {p}bridge_changes WHERE kind = 'renewal'")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))
    story.clock.at = datetime(2025, 8, 20, 0, 0, 1)
    run_all_once(story.services)
    assert due == "9900"
    assert story.row("date_expiration, status") == ["2025-09-20 00:00:00", "active"]


def test_value_in_hand_does_not_grow_and_the_added_time_is_worth_nothing(story: Story) -> None:
    paid_basic(story)
    story.clock.at = datetime(2025, 6, 25, 10)
    before = credit_minor(story)

    extended(story)

    assert credit_minor(story) == before > 0
    story.clock.at = datetime(2025, 7, 20, 10)
    assert credit_minor(story) == 0


def test_a_renewal_that_was_asked_for_ends_and_is_asked_for_anew_in_time(story: Story) -> None:
    paid_basic(story)
    story.clock.at = datetime(2025, 6, 25)
    run_all_once(story.services)
    asked = story.one("SELECT quote_id FROM {p}bridge_changes WHERE kind = 'renewal'")[0]

    done = extended(story).extension
    run_all_once(story.services)

    assert done.ended_order == asked
    assert story.change(asked, "status, problem") == ["cancelled", "membership_extended"]
    assert story.sql("SELECT quote_id FROM {p}bridge_changes WHERE kind = 'renewal' AND status <> 'cancelled'") == []
    story.clock.at = datetime(2025, 8, 14)
    run_all_once(story.services)
    assert len(story.sql("SELECT quote_id FROM {p}bridge_changes WHERE kind = 'renewal'")) == 2


def test_one_that_has_expired_is_open_again_at_once(story: Story) -> None:
    paid_basic(story)
    story.clock.at = datetime(2025, 8, 1)
    run_all_once(story.services)
    assert story.row("status") == ["expired"]

    done = extended(story).extension

    assert done.opens_again
    assert story.row("status, date_expiration") == ["active", "2025-08-20 00:00:00"]
    assert story.quota()["access"] == {"open": True, "reason": None}
    site = read_whole(story.services, ADMIN, MEMBERSHIP).account.membership
    assert (site.status, site.term_end) == ("active", datetime(2025, 8, 20))


def test_the_reason_is_told_to_network_admins_and_the_owner_gets_a_letter(story: Story) -> None:
    paid_basic(story)
    extended(story)

    newest = read_history(story.services, ADMIN, MEMBERSHIP).events[0]
    assert (newest.event, newest.reason, newest.date) == (
        "membership_extended", "Their site was down", datetime(2025, 8, 20),
    )
    assert read_history(story.services, OWNER, MEMBERSHIP).events[0].reason is None
    letters = story.sql("SELECT payload FROM {p}bridge_outbox WHERE topic = 'mail'")
    assert any("membership_extended" in letter[0] for letter in letters)


def test_it_is_our_own_writing_and_the_journal_tells_it(story: Story) -> None:
    paid_basic(story)
    extended(story)

    run_all_once(story.services)

    assert story.sql("SELECT membership_id FROM {p}bridge_external_edits") == []
    rows = story.services.database.reading(lambda store: store.journal.chain(MEMBERSHIP))
    told = rebuild(rows, story.clock.at)
    assert (told.term_end, told.status) == (datetime(2025, 8, 20), "active")
    assert verify(story.services, MEMBERSHIP) is None


@pytest.mark.parametrize(
    ("until", "code"),
    [("2025-07-01", "not_later"), ("2025-06-01", "has_ended"), ("soon", "not_a_day"), ("2045-01-01", "too_far")],
)
def test_a_day_that_cannot_be_the_end_is_refused(story: Story, until: str, code: str) -> None:
    paid_basic(story)

    with pytest.raises(InvalidRequest) as refused:
        extended(story, until)

    assert refused.value.params["errors"][0]["code"] == code


def refusal(story: Story) -> str:
    with pytest.raises(BridgeError) as refused:
        extended(story)
    assert read_whole(story.services, ADMIN, MEMBERSHIP).acts[0].refusal == refused.value.code
    return refused.value.code


def test_what_is_not_ours_or_has_no_term_or_an_order_counts_on_is_refused(story: Story) -> None:
    story.membership(gateway="stripe", subscription="sub_1")
    assert refusal(story) == "take_over_first"
    story.sql("UPDATE {p}wu_memberships SET gateway = 'manual', gateway_subscription_id = '', status = 'cancelled'")
    assert refusal(story) == "membership_not_running"
    story.sql("UPDATE {p}wu_memberships SET status = 'active'")
    confirm(story.services, OWNER, story.quote(PREMIUM), "manual")
    assert refusal(story) == "change_open"


def test_a_reason_is_needed_and_nobody_else_may(story: Story) -> None:
    paid_basic(story)
    with pytest.raises(InvalidRequest):
        memberships.extend_membership(story.services, ADMIN, MEMBERSHIP, "2025-08-20", " ")
    with pytest.raises(NotAllowed):
        memberships.extend_membership(story.services, OWNER, MEMBERSHIP, "2025-08-20", "Please")
