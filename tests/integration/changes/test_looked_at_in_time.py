"""A round of the worker looks at what is due and at nothing else; what may be due by now is looked at in the next."""

from datetime import datetime, timedelta

import pytest

from bridge.changes import look
from bridge.changes.change import cancel, confirm
from bridge.network_admin import payments
from bridge.network_admin.account_credit import Adjusted, adjust
from bridge.network_admin.forms import Notation
from bridge.worker import run_all_once
from tests.integration.changes.story import ADMIN, MEMBERSHIP, OWNER, PREMIUM, Story

END = datetime(2025, 7, 15, 10)


@pytest.fixture
def ours(story: Story) -> Story:
    """A membership on Premium by the month, paid through us on 15 June at 10:00, at rest."""
    story.membership()
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))
    run_all_once(story.services)
    return story


def looked_at(story: Story) -> str:
    """When the membership is looked at next."""
    return story.one(f"SELECT look_at FROM {{p}}bridge_membership_terms WHERE membership_id = {MEMBERSHIP}")[0][:16]


def looks(story: Story) -> list[int]:
    """What the worker would look at now."""
    now = story.clock.now()
    found = story.services.database.reading(
        lambda store: store.looks.terms(now, 7, look.Place(), 100, when_paid_in_full="go_on")
    )
    return [one.membership_id for one in found]


def renewals(story: Story) -> int:
    """How many renewals were asked for."""
    return int(story.one("SELECT COUNT(*) FROM {p}bridge_changes WHERE kind = 'renewal'")[0])


def test_a_membership_at_rest_is_not_looked_at_until_a_day_has_gone(ours: Story) -> None:
    assert (looks(ours), looked_at(ours)) == ([], "2025-06-16 10:00")


def test_it_is_looked_at_when_its_payment_is_to_be_asked_for_and_no_later(ours: Story) -> None:
    ours.clock.at = END - timedelta(days=7, hours=1)
    run_all_once(ours.services)
    assert (renewals(ours), looked_at(ours)) == (0, "2025-07-08 10:00")

    ours.clock.at = END - timedelta(days=7)
    run_all_once(ours.services)
    assert renewals(ours) == 1


def test_an_order_that_was_under_way_and_is_given_up_leaves_the_membership_to_be_looked_at(ours: Story) -> None:
    ours.clock.at = END - timedelta(days=8)
    order = ours.quote(PREMIUM, addons={5: 1})
    confirm(ours.services, OWNER, order, "manual")
    ours.clock.at = END - timedelta(days=6)
    run_all_once(ours.services)
    assert (renewals(ours), looks(ours)) == (0, [])

    cancel(ours.services, OWNER, order)
    run_all_once(ours.services)

    assert renewals(ours) == 1


def test_another_setting_has_all_looked_at_anew(ours: Story) -> None:
    ours.clock.at = END - timedelta(days=20)
    run_all_once(ours.services)
    assert renewals(ours) == 0

    ours.sql(
        "INSERT INTO {p}bridge_settings (name, value, updated_at, updated_by)"
        " VALUES ('request_days', '14', UTC_TIMESTAMP(6), 1) ON DUPLICATE KEY UPDATE value = '14'"
    )
    ours.clock.at += timedelta(hours=6, days=7)
    ours.sql("UPDATE {p}bridge_membership_terms SET look_at = '2025-07-20'")
    for _ in range(2):
        run_all_once(ours.services)

    assert renewals(ours) == 1


def test_who_writes_while_the_worker_looks_is_not_put_off(ours: Story) -> None:
    ours.clock.at = END - timedelta(days=10)
    now = ours.clock.now()
    found = ours.services.database.reading(
        lambda store: store.looks.terms(now, 7, look.Place(), 100, when_paid_in_full="go_on")
    )

    ours.services.database.transaction(lambda store: store.membership_writes.put_cancelling(MEMBERSHIP, None, None))
    ours.services.database.transaction(lambda store: store.looks.rest_term(found[0]))

    assert looks(ours) == [MEMBERSHIP]


def test_account_credit_that_pays_for_nothing_is_looked_at_again_once_it_moves(ours: Story) -> None:
    ours.clock.at = END - timedelta(days=6)
    run_all_once(ours.services)
    assert renewals(ours) == 1
    waiting = f"SELECT COUNT(*) FROM {{p}}bridge_account_credit WHERE use_at <= '{ours.clock.now()}'"
    assert ours.one(waiting) == ["0"]

    adjust(ours.services, ADMIN, MEMBERSHIP, Adjusted("500", "Sorry", "f" * 32), Notation(".", " "))
    assert ours.one(waiting) == ["1"]
    run_all_once(ours.services)

    assert ours.one("SELECT status FROM {p}bridge_changes WHERE kind = 'renewal'") == ["applied"]
    run_all_once(ours.services)
    assert ours.one(waiting) == ["0"]
