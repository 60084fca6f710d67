"""A membership is rebuilt at any instant from its journal alone; people read the same rows as their history."""

from datetime import datetime, timedelta

from click.testing import CliRunner

from bridge.account.history import read_history
from bridge.changes.change import confirm
from bridge.changes.leave import cancel_membership, keep_membership
from bridge.changes.pause import Wanted
from bridge.cli import check
from bridge.network_admin import memberships, payments
from bridge.operations.rebuild import rebuild, said
from bridge.store.engine import values
from bridge.worker import run_all_once
from tests.integration.changes.story import ADMIN, BASIC, DISK, FREE, MEMBERSHIP, OWNER, PREMIUM, Story


def test_at_every_step_the_journal_leads_to_what_the_row_says(story: Story) -> None:
    story.membership()
    told = []

    def note() -> None:
        told.append((story.clock.at, held(story)))
        story.clock.at += timedelta(hours=1)

    upgrade = story.quote(PREMIUM)
    confirm(story.services, OWNER, upgrade, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(upgrade))
    note()
    package = story.quote(PREMIUM, {DISK: 2})
    confirm(story.services, OWNER, package, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(package))
    note()
    story.sql(f"UPDATE {{p}}wu_memberships SET amount = 50, date_modified = NOW() WHERE id = {MEMBERSHIP}")
    run_all_once(story.services)
    note()
    cancel_membership(story.services, OWNER, MEMBERSHIP, "Too dear")
    keep_membership(story.services, OWNER, MEMBERSHIP)
    confirm(story.services, OWNER, story.quote(FREE, period=None), "free")
    note()
    story.clock.at = datetime(2025, 7, 15, 11)
    run_all_once(story.services)
    note()

    rows = story.services.database.reading(lambda store: store.journal.chain(MEMBERSHIP))
    for at, row in told:
        found = rebuild(rows, at)
        rebuilt = (found.plan_id, dict(found.addons or {}), found.status, found.amount_minor, found.term_end)
        assert rebuilt == row, at
    assert [found[1][0] for found in told] == [PREMIUM, PREMIUM, PREMIUM, PREMIUM, FREE]


def held(story: Story) -> tuple[object, ...]:
    plan, addons, status, amount, end = story.row(
        "plan_id, addon_products, status, ROUND(amount * 100), date_expiration"
    )
    ends = None if end == "NULL" else datetime.fromisoformat(end)
    return int(plan), dict(values.quantities(addons) or {}), status, int(float(amount)), ends


def test_a_membership_closed_for_not_paying_was_open_before(story: Story) -> None:
    story.membership()
    cancel_membership(story.services, OWNER, MEMBERSHIP, None)
    keep_membership(story.services, OWNER, MEMBERSHIP)
    story.clock.at = datetime(2025, 7, 5)
    run_all_once(story.services)
    rows = story.services.database.reading(lambda store: store.journal.chain(MEMBERSHIP))

    before, after = rebuild(rows, datetime(2025, 7, 4)), rebuild(rows, story.clock.at)

    assert (before.plan_id, before.status, before.is_ours) == (BASIC, "active", True)
    assert after.status == story.row("status")[0] == "expired"


def test_the_command_says_it_and_names_a_row_that_was_edited(story: Story) -> None:
    story.membership()
    cancel_membership(story.services, OWNER, MEMBERSHIP, None)

    shown = "\n".join(said(story.services, MEMBERSHIP, story.clock.at))
    assert f"  plan: {BASIC}" in shown
    assert "cancelled for: 2025-07-01T00:00:00" in shown
    story.sql(f"UPDATE {{p}}bridge_journal SET data = '{{}}' WHERE membership_id = {MEMBERSHIP} AND sequence = 2")
    assert "is not as it was written: row 2 (altered)" in next(iter(said(story.services, MEMBERSHIP, story.clock.at)))
    asked = CliRunner().invoke(check, ["--membership", str(MEMBERSHIP)])
    assert asked.exit_code != 0
    assert "--journal" in asked.output


def test_one_that_is_cancelled_ends_with_the_term_as_it_is_after_a_pause_or_an_extension(story: Story) -> None:
    story.membership()
    cancel_membership(story.services, OWNER, MEMBERSHIP, None)
    rest = Wanted("", "A fire", closes_sites=False)
    memberships.pause_membership(story.services, ADMIN, MEMBERSHIP, rest, is_forecast=False)
    story.clock.at += timedelta(days=40)
    memberships.resume_membership(story.services, ADMIN, MEMBERSHIP, "")
    resumed_at = story.clock.at
    story.clock.at += timedelta(hours=1)
    memberships.extend_membership(story.services, ADMIN, MEMBERSHIP, "2025-09-01", "Sorry")

    rows = story.services.database.reading(lambda store: store.journal.chain(MEMBERSHIP))

    ends = [rebuild(rows, at).cancelled_for for at in (resumed_at, story.clock.at)]
    assert ends == [datetime(2025, 8, 10), datetime(2025, 9, 1)]


def test_people_read_their_history_newest_first_a_page_at_a_time(story: Story) -> None:
    story.membership()
    for _ in range(15):
        cancel_membership(story.services, OWNER, MEMBERSHIP, "Too dear")
        keep_membership(story.services, OWNER, MEMBERSHIP)

    first = read_history(story.services, OWNER, MEMBERSHIP)
    assert first.before is not None
    second = read_history(story.services, ADMIN, MEMBERSHIP, first.before)

    assert [event.place for event in (*first.events, *second.events)] == list(range(31, 0, -1))
    assert second.before is None
    assert (first.events[0].event, first.events[0].by) == ("membership_kept", "you")
    assert (first.events[1].reason, first.events[1].date) == ("Too dear", datetime(2025, 7, 1))
    assert {event.by for event in second.events} == {"owner"}
