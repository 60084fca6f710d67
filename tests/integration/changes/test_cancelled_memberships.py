"""An owner cancels the membership: it goes on to its term's end, and until then that can be taken back."""

from datetime import datetime, timedelta

import pytest

from bridge import tasks
from bridge.account.page import read_account
from bridge.changes.change import confirm
from bridge.changes.leave import cancel_membership, keep_membership
from bridge.changes.renew import renew_membership
from bridge.errors import ChangeSettled, MembershipNotOurs, MembershipNotRunning, NotAllowed, NoTermToEnd
from bridge.gateways.port import Outcome
from bridge.network_admin import payments
from tests.integration.changes.story import ADMIN, FREE, MEMBERSHIP, OWNER, PREMIUM, STRANGER, USER, Story

TERM_END = datetime(2025, 7, 1)


def ours(story: Story) -> None:
    """A membership that is ours: Premium was bought on 15 June, its term ends on 15 July."""
    story.membership()
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))


def test_a_cancelled_membership_goes_on_to_its_term_s_end_and_then_ends(story: Story) -> None:
    story.membership()

    told = cancel_membership(story.services, OWNER, MEMBERSHIP, " Too dear ")

    assert told.cancellation is not None
    assert (told.status, told.cancellation.ends_at, told.cancellation.reason) == ("active", TERM_END, "Too dear")
    shown = read_account(story.services, OWNER, MEMBERSHIP).membership
    assert (shown.cancellation, shown.next_charge, shown.may_cancel) == (told.cancellation, None, False)
    story.clock.at = TERM_END - timedelta(seconds=1)
    tasks.renew_ended(story.services)
    assert story.row("status") == ["active"]
    assert story.mails() == [("membership_cancelling", USER)]
    story.clock.at = TERM_END
    tasks.renew_ended(story.services)
    assert story.row("status, date_cancellation") == ["cancelled", "2025-07-01 00:00:00"]
    assert story.events() == ["membership_adopted", "membership_cancelling", "membership_cancelled"]
    assert story.slots() == 0


def test_cancelling_twice_answers_the_same(story: Story) -> None:
    story.membership()

    first = cancel_membership(story.services, OWNER, MEMBERSHIP, "Too dear")
    story.clock.at += timedelta(days=1)
    second = cancel_membership(story.services, OWNER, MEMBERSHIP, None)

    assert first == second
    assert story.events() == ["membership_adopted", "membership_cancelling"]


def test_it_is_taken_back_with_one_click_and_renewed_as_before(story: Story) -> None:
    story.membership()
    cancel_membership(story.services, OWNER, MEMBERSHIP, None)

    told = keep_membership(story.services, OWNER, MEMBERSHIP)
    keep_membership(story.services, OWNER, MEMBERSHIP)

    assert told.cancellation is None
    story.clock.at = TERM_END - timedelta(days=2)
    assert renew_membership(story.services, MEMBERSHIP)
    assert story.events() == ["membership_adopted", "membership_cancelling", "membership_kept", "renewal_due"]


def test_an_open_request_for_the_next_term_ends_with_it(story: Story) -> None:
    story.membership()
    cancel_membership(story.services, OWNER, MEMBERSHIP, None)
    keep_membership(story.services, OWNER, MEMBERSHIP)
    story.clock.at = TERM_END - timedelta(days=2)
    renew_membership(story.services, MEMBERSHIP)

    cancel_membership(story.services, OWNER, MEMBERSHIP, None)

    renewal = story.one("SELECT status, problem FROM {p}bridge_changes")
    assert renewal == ["cancelled", "membership_cancelling"]
    assert story.one("SELECT status FROM {p}bridge_payments") == ["cancelled"]
    assert story.slots() == 0
    assert not renew_membership(story.services, MEMBERSHIP)


def test_within_the_days_of_grace_it_ends_at_once(story: Story) -> None:
    story.membership()
    cancel_membership(story.services, OWNER, MEMBERSHIP, None)
    keep_membership(story.services, OWNER, MEMBERSHIP)
    story.clock.at = TERM_END + timedelta(days=1)
    renew_membership(story.services, MEMBERSHIP)

    told = cancel_membership(story.services, OWNER, MEMBERSHIP, None)

    assert (told.status, told.cancellation) == ("cancelled", None)
    assert story.row("status") == ["cancelled"]


def test_what_is_booked_for_afterwards_ends_with_it(story: Story) -> None:
    story.membership(PREMIUM, amount="199")
    quote_id = story.quote(FREE, period=None)
    confirm(story.services, OWNER, quote_id, "free")

    cancel_membership(story.services, OWNER, MEMBERSHIP, None)

    assert story.change(quote_id, "status, problem") == ["cancelled", "membership_cancelling"]


def test_who_buys_goes_on(story: Story) -> None:
    ours(story)
    cancel_membership(story.services, OWNER, MEMBERSHIP, None)
    story.clock.at += timedelta(days=1)
    confirm(story.services, OWNER, story.quote(FREE, period=None), "free")

    shown = read_account(story.services, OWNER, MEMBERSHIP).membership

    assert shown.cancellation is None
    assert "membership_kept" in story.events()


def test_money_on_its_way_goes_before(story: Story) -> None:
    story.membership()
    story.card.answer = Outcome.PROCESSING
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "card")

    with pytest.raises(ChangeSettled):
        cancel_membership(story.services, OWNER, MEMBERSHIP, None)

    assert "membership_cancelling" not in story.events()


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"status": "expired"}, MembershipNotRunning),
        ({"plan": FREE, "amount": "0", "end": None}, NoTermToEnd),
        ({"gateway": "stripe", "subscription": "sub_1"}, MembershipNotOurs),
    ],
)
def test_what_has_nothing_to_cancel_here_says_why(story: Story, said: dict[str, str], refusal: type[Exception]) -> None:
    story.membership(**said)

    with pytest.raises(refusal):
        cancel_membership(story.services, OWNER, MEMBERSHIP, None)

    assert not read_account(story.services, OWNER, MEMBERSHIP).membership.may_cancel


def test_a_stranger_cancels_nothing(story: Story) -> None:
    story.membership()

    with pytest.raises(NotAllowed):
        cancel_membership(story.services, STRANGER, MEMBERSHIP, None)

    assert story.events() == []
