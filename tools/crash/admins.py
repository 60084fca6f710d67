"""Scenarios of what a network admin does with memberships: they rest and go on, go to another, are given, extended."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from bridge.changes.hand_over import Wanted as WantedOwner
from bridge.changes.pause import Wanted as WantedPause
from bridge.changes.renew import renew_membership
from bridge.errors import ChangeSettled, MembershipNotPaused, MembershipPaused
from bridge.network_admin import gift_lists, giving
from bridge.network_admin.memberships import (
    extend_membership,
    hand_membership_over,
    move_membership,
    pause_membership,
    resume_membership,
)
from bridge.store.gifts import Wanted as WantedGift
from bridge.worker import run_all_once
from tools.crash.books import End
from tools.crash.orders import UPGRADED, bought
from tools.crash.provider import SECURE
from tools.crash.scenario import Scenario
from tools.crash.stage import ADMIN, BASIC, BEGAN, NOTATION, Person, Stage

RESTS, DAYS_AHEAD = timedelta(days=3, hours=7, seconds=11), timedelta(days=27)
#: A term of Premium that was bought when these runs begin ends then; later so, where an admin extends it.
PAID_UNTIL, EXTENDED = datetime(2025, 7, 15, 10), "2025-08-20"
UNTIL = "2025-06-25"
GIFTS = ("a" * 32, "b" * 32)


def _pause(stage: Stage, until: str = "") -> None:
    with suppress(MembershipPaused):
        wanted = WantedPause(until, "As agreed", closes_sites=True)
        pause_membership(stage.services, ADMIN, stage.membership, wanted, is_forecast=False)


def _pause_and_go_on(stage: Stage) -> None:
    _pause(stage)
    stage.clock.at += RESTS
    with suppress(MembershipNotPaused):
        resume_membership(stage.services, ADMIN, stage.membership, "As agreed")


def _until_it_has_rested(stage: Stage) -> None:
    if not stage.happened("membership_resumed"):
        _pause_and_go_on(stage)


def _rest_until_a_day(stage: Stage) -> None:
    """The worker lets it go on, a while after its day."""
    _pause(stage, UNTIL)
    stage.clock.at = max(stage.clock.at, datetime.fromisoformat(UNTIL) + timedelta(hours=5))
    run_all_once(stage.services)


def _until_a_day_if_not_yet(stage: Stage) -> None:
    if not stage.happened("membership_paused"):
        stage.clock.at = BEGAN + timedelta(hours=1)
        _pause(stage, UNTIL)
    stage.clock.at = max(stage.clock.at, datetime.fromisoformat(UNTIL) + timedelta(hours=5))


def _asked_for(stage: Stage) -> None:
    """Premium was bought, and its next term is asked for: the payer's bank waits for them."""
    stage.page_asks(_secure_order(stage))
    stage.clock.at = BEGAN + DAYS_AHEAD
    run_all_once(stage.services)


def _secure_order(stage: Stage) -> str:
    bought(stage)
    stage.authenticate()
    record = stage.newest()
    return record.quote_id if record else ""


def _until_it_has_rested_and_is_paid(stage: Stage) -> None:
    """What was asked for ended; it is asked for anew, and paid."""
    with suppress(ChangeSettled):
        _until_it_has_rested(stage)
    if stage.happened("membership_resumed"):
        _paid_anew(stage)


def _paid_anew(stage: Stage) -> None:
    """The next term begins: asked for in time, and paid at the bank."""
    if len(stage.happened("renewal_applied")):
        return
    renew_membership(stage.services, stage.membership)
    record = stage.newest()
    if record is not None:
        stage.page_asks(record.quote_id)
        stage.authenticate()
        stage.page_asks(record.quote_id)


def _paid_and_paused(stage: Stage) -> None:
    """The payer passes 3-D Secure a moment before the admin lets it rest: the money came first, and begins the term."""
    stage.authenticate()
    with suppress(ChangeSettled):
        _pause(stage)


def _hear_and_rest(stage: Stage) -> None:
    stage.hear_all()
    stage.authenticate()
    with suppress(ChangeSettled):
        _until_it_has_rested(stage)


def _ends_later(stage: Stage) -> list[str]:
    """Say where paid time was lost or won: the term begins and ends later by as long as it rested, to the second."""
    rested = timedelta(seconds=sum(row.event.data["rested_seconds"] for row in stage.happened("membership_resumed")))
    terms = 1 + len(stage.happened("renewal_applied"))
    rows = stage.sql(
        "SELECT MIN(term_start), MAX(term_end) FROM {p}bridge_settled_lines"
        f" WHERE membership_id = {stage.membership} AND ended_at IS NULL AND line_type = 'plan'"
    )
    start, end = (datetime.fromisoformat(text) for text in rows[0])
    months = (end.year - start.year) * 12 + end.month - start.month
    found = [] if start == BEGAN + rested else [f"what was paid begins on {start}, {rested} were rested"]
    return found if months == terms else [*found, f"what was paid lasts until {end}, for {terms} terms from {start}"]


def _hand_over(stage: Stage) -> None:
    facts = stage.facts()
    if facts is None or facts.snapshot.customer.id != stage.customer:
        return
    wanted = WantedOwner(f"receiver{stage.number}", stage.customer, "As agreed", removes_user=True)
    hand_membership_over(stage.services, ADMIN, stage.membership, wanted, is_forecast=False)


def _is_theirs(stage: Stage) -> list[str]:
    """Say what is not the new owner's, where something was left half the former one's."""
    rows = stage.sql(
        "SELECT own.customer_id, own.user_id, terms.customer_id, receiver.id,"
        " (SELECT COUNT(*) FROM {p}wu_customers WHERE user_id = receiver.user_id),"
        " (SELECT COUNT(*) FROM {p}bridge_settled_lines AS settled WHERE settled.membership_id = own.id"
        "  AND settled.ended_at IS NULL AND settled.customer_id <> receiver.id),"
        " (SELECT COUNT(*) FROM {p}bridge_outbox WHERE topic = 'hand_over_site' AND membership_id = own.id)"
        " FROM {p}wu_memberships AS own JOIN {p}bridge_membership_terms AS terms ON terms.membership_id = own.id"
        f" LEFT JOIN {{p}}wu_customers AS receiver ON receiver.user_id = {stage.receiver.user_id}"
        f" WHERE own.id = {stage.membership}"
    )
    customer, user, of_term, receiver, how_many, lines, sites = rows[0]
    is_whole = customer == of_term == receiver and user == str(stage.receiver.user_id)
    return [] if is_whole and (how_many, lines, sites) == ("1", "0", "1") else [f"it is left as {rows[0]}"]


def _handed_over_and_paid(stage: Stage) -> None:
    """What was asked of the former owner ended; the new one is asked, and pays by hand."""
    with suppress(ChangeSettled):
        _hand_over(stage)
    stage.clock.at = max(stage.clock.at, PAID_UNTIL)
    if not stage.happened("renewal_applied"):
        renew_membership(stage.services, stage.membership)
        record = stage.newest()
        if record is not None:
            stage.mark(record.quote_id)


def _extend(stage: Stage) -> None:
    if not stage.happened("membership_extended"):
        extend_membership(stage.services, ADMIN, stage.membership, EXTENDED, "As agreed")


def _ends_on_its_day(stage: Stage) -> list[str]:
    rows = stage.sql(
        "SELECT own.date_expiration, terms.term_end FROM {p}wu_memberships AS own"
        " JOIN {p}bridge_membership_terms AS terms ON terms.membership_id = own.id"
        f" WHERE own.id = {stage.membership}"
    )
    wanted = f"{EXTENDED} {PAID_UNTIL.time()}"
    return [] if {text.partition(".")[0] for text in rows[0]} == {wanted} else [f"extended, it ends as {rows[0]}"]


def _move(stage: Stage) -> None:
    """Taken over, then handed back."""
    move_membership(stage.services, ADMIN, stage.membership, "take_over")
    move_membership(stage.services, ADMIN, stage.membership, "hand_back")


def _is_whose_it_was(stage: Stage) -> list[str]:
    gateway = stage.sql(f"SELECT gateway, date_expiration FROM {{p}}wu_memberships WHERE id = {stage.membership}")[0]
    return [] if gateway == ["manual", "2025-07-01 00:00:00"] else [f"handed back it is {gateway}"]


def _give(stage: Stage) -> None:
    """The form that gives a new customer their first membership is sent twice."""
    for _ in range(2):
        giving.give(stage.services, ADMIN, GIFTS[0], _gift(stage), NOTATION)


def _gift(stage: Stage) -> WantedGift:
    return WantedGift(f"receiver{stage.number}", (), "Premium", "1 month", paid="199")


def _give_list(stage: Stage) -> None:
    """A list of two lines, checked and given by the worker."""
    text = f"user,plan\nreceiver{stage.number},Premium\n{stage.login},Basic\n"
    run = gift_lists.begin_list(stage.services, ADMIN, text, NOTATION).run
    run_all_once(stage.services)
    gift_lists.carry_out(stage.services, ADMIN, run.id)
    run_all_once(stage.services)


def _give_list_on(stage: Stage) -> None:
    """The admin looks for their list: carries it out, or sends it again where it is not there."""
    runs = gift_lists.list_runs(stage.services, ADMIN).runs
    if not runs:
        _give_list(stage)
    for run in runs:
        gift_lists.carry_out(stage.services, ADMIN, run.id)


def _were_given(*wanted: tuple[str, str]) -> Callable[[Stage], list[str]]:
    """Return what says whether so many memberships were given to the receiver and to the owner, each with its row."""

    def also(stage: Stage) -> list[str]:
        rows = stage.sql(
            "SELECT own.user_id, own.plan_id, COUNT(journal.sequence), COUNT(DISTINCT terms.membership_id)"
            " FROM {p}wu_memberships AS own"
            " LEFT JOIN {p}bridge_journal AS journal ON journal.membership_id = own.id"
            " AND journal.event = 'membership_given'"
            " LEFT JOIN {p}bridge_membership_terms AS terms ON terms.membership_id = own.id"
            f" WHERE own.user_id IN ({stage.receiver.user_id}, {stage.owner.user_id})"
            f" AND own.id <> {stage.membership} GROUP BY own.id ORDER BY own.user_id, own.plan_id"
        )
        names = {str(stage.receiver.user_id): "receiver", str(stage.owner.user_id): "owner"}
        found = [(names[row[0]], row[1]) for row in rows]
        is_whole = sorted(found) == sorted(wanted) and all(row[2:] == ["1", "1"] for row in rows)
        return [] if is_whole else [f"given is {rows}"]

    return also


def _deleted(stage: Stage) -> None:
    """Premium is bought; then somebody deletes the membership."""
    bought(stage)
    stage.sql(f"DELETE FROM {{p}}wu_memberships WHERE id = {stage.membership}")


def _work(stage: Stage) -> None:
    run_all_once(stage.services)


def _edited(stage: Stage) -> None:
    """Premium is bought; then somebody else cancels the membership in its row."""
    bought(stage)
    stage.clock.at += timedelta(days=1)
    stage.sql(
        "UPDATE {p}wu_memberships SET status = 'cancelled', date_modified = '2025-06-16 10:00:00'"
        f" WHERE id = {stage.membership}"
    )


_SECURE, _ONCE = Person(bank=SECURE), (End(1, 1, UPGRADED),)
ADMINS = (
    Scenario("paused, and let go on", _pause_and_go_on, _until_it_has_rested, _ONCE, prepare=bought, also=_ends_later),
    Scenario("paused until a day, let go on by the worker", _rest_until_a_day, _until_a_day_if_not_yet, _ONCE,
             prepare=bought, also=_ends_later),
    Scenario("paused while a renewal waits for its payer", _pause_and_go_on, _until_it_has_rested_and_is_paid,
             (End(2, 2, UPGRADED),), _SECURE, prepare=_asked_for, also=_ends_later),
    Scenario("paid a moment before it is paused", _paid_and_paused, _hear_and_rest, (End(2, 2, UPGRADED),), _SECURE,
             prepare=_asked_for, also=_ends_later),
    Scenario("given to another customer", _hand_over, _hand_over, _ONCE, prepare=bought, also=_is_theirs),
    Scenario("given to another while a renewal waits for its payer", _hand_over, _handed_over_and_paid,
             (End(1, 2, UPGRADED),), _SECURE, prepare=_asked_for, also=_is_theirs),
    Scenario("extended", _extend, _extend, _ONCE, prepare=bought, also=_ends_on_its_day),
    Scenario("extended while a renewal waits for its payer", _extend, _extend, _ONCE, _SECURE, prepare=_asked_for,
             also=_ends_on_its_day),
    Scenario("taken over and handed back", _move, _move, (End(0, 0, (BASIC, "active")),), also=_is_whose_it_was),
    Scenario("a membership given, the form sent twice", _give, _give, (End(0, 0, (BASIC, "active")),),
             also=_were_given(("receiver", "3"))),
    Scenario("memberships given by a list", _give_list, _give_list_on, (End(0, 0, (BASIC, "active")),),
             also=_were_given(("receiver", "3"), ("owner", "2"))),
    Scenario("deleted by somebody else", _work, _work, (End(1, 1, (0, "gone"), credit_minor=None),), prepare=_deleted),
    Scenario("cancelled by somebody else in its row", _work, _work, (End(1, 1, (3, "cancelled")),), prepare=_edited),
)  # fmt: skip
