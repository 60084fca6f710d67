"""Memberships whose terms end in a way that no renewal follows."""

from datetime import datetime

from bridge.changes.change import confirm
from bridge.network_admin import payments
from bridge.worker import run_all_once
from tests.integration.changes.story import (
    ADMIN,
    CONSULTING,
    DISK,
    FREE,
    MEMBERSHIP,
    OWNER,
    PREMIUM,
    Story,
)


def ours(story: Story) -> None:
    """A membership on Premium whose term from 15 June to 15 July 2025 is ours."""
    story.membership()
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))


def test_a_term_that_somebody_else_has_lengthened_is_not_charged_before_its_new_end(story: Story) -> None:
    ours(story)
    story.sql(
        "UPDATE {p}wu_memberships SET date_expiration = '2025-08-15 10:00:00', date_modified = '2025-07-01'"
        f" WHERE id = {MEMBERSHIP}"
    )
    story.clock.at = datetime(2025, 7, 20, 0, 0, 0)

    run_all_once(story.services)

    assert story.sql("SELECT quote_id FROM {p}bridge_changes WHERE kind = 'renewal'") == []
    assert story.slots() == 0


def test_a_cancelled_membership_closes_its_site_when_its_paid_term_is_over(story: Story) -> None:
    ours(story)
    story.sql(
        "UPDATE {p}wu_products SET date_modified = '2025-01-01';"
        f"UPDATE {{p}}wu_memberships SET status = 'cancelled' WHERE id = {MEMBERSHIP}"
    )
    story.clock.at = datetime(2025, 7, 15, 10, 0, 1)

    run_all_once(story.services)

    assert story.quota()["access"] == {"open": False, "reason": "cancelled"}


def test_rows_of_sites_and_memberships_that_are_gone_keep_nobody_from_their_turn(story: Story) -> None:
    ours(story)
    story.sql("INSERT INTO {p}bridge_heartbeats VALUES ('older_plugin', UTC_TIMESTAMP(6))")
    quotas = '{"v":1,"plan":null,"membership_id":3,"access":{"open":true,"reason":null},"limits":{}}'
    rows = ", ".join(f"({70000 + n}, 3, 1, '{quotas}', '2020-01-01')" for n in range(2))
    gone = ", ".join(f"({80000 + n}, {90000 + n}, 1, '{quotas}', '2020-01-01')" for n in range(2))
    story.sql(
        "INSERT INTO {p}bridge_site_quotas (blog_id, membership_id, version, quotas, updated_at)"
        f" VALUES {rows}, {gone}; DELETE FROM {{p}}wu_memberships WHERE id >= 90000"
    )
    story.clock.at = datetime(2099, 1, 1)
    for _ in range(2):
        run_all_once(story.services)

    assert story.services.database.reading(lambda store: store.quotas.stale(100)) == []


def bought(story: Story, plan: int, addons: dict[int, int]) -> None:
    """Order and pay by hand."""
    quote_id = story.quote(plan, addons)
    confirm(story.services, OWNER, quote_id, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))


def test_a_free_plan_stays_open_where_its_package_is_not_paid_again(story: Story) -> None:
    story.membership(FREE, amount="0", end=None, billed=0, gateway="free")
    bought(story, FREE, {DISK: 1, CONSULTING: 1})

    for day in (datetime(2025, 7, 10), datetime(2025, 7, 19), datetime(2025, 7, 20)):
        story.clock.at = day
        run_all_once(story.services)

    held = story.row("status, plan_id, amount, recurring, date_expiration")
    assert held == ["active", str(FREE), "0.0000", "0", "NULL"]
    assert [str(DISK) in story.row("addon_products")[0], str(CONSULTING) in story.row("addon_products")[0]] == [
        False,
        True,
    ]
    assert story.events()[-2:] == ["renewal_void", "addons_ended"]


def test_a_package_let_go_beside_a_free_plan_goes_with_its_term_and_is_charged_where_it_is_asked_for_again(
    story: Story,
) -> None:
    story.membership(FREE, amount="0", end=None, billed=0, gateway="free")
    bought(story, FREE, {DISK: 2})
    bought(story, FREE, {CONSULTING: 1})
    assert story.row("recurring, date_expiration") == ["1", "2025-07-15 10:00:00"]

    again = story.quote(FREE, {DISK: 5, CONSULTING: 1})
    stored = story.services.database.reading(lambda store: store.quotes.find(again))
    assert stored is not None
    assert stored.quote.recurring_total_minor == 5 * 4900

    story.clock.at = datetime(2025, 7, 15, 10)
    run_all_once(story.services)

    assert story.row("status, recurring, date_expiration") == ["active", "0", "NULL"]
    assert f"i:{DISK};" not in story.row("addon_products")[0]
    assert story.events()[-1] == "addons_ended"


def test_another_plan_is_billed_again_though_the_one_before_was_paid_in_full(story: Story) -> None:
    story.membership()
    story.sql(f"UPDATE {{p}}wu_memberships SET billing_cycles = times_billed WHERE id = {MEMBERSHIP}")
    bought(story, PREMIUM, {})

    story.clock.at = datetime(2025, 7, 15)
    run_all_once(story.services)

    assert story.row("plan_id, billing_cycles") == [str(PREMIUM), "0"]
    renewals = story.sql("SELECT due_now_minor, status FROM {p}bridge_changes WHERE kind = 'renewal'")
    assert renewals == [["19900", "awaiting_payment"]]
