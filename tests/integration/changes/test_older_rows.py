"""The move from one row a site: both are written while a plugin of before is seen, and then the old ones end."""

import json

from bridge.changes.change import confirm
from bridge.network_admin import payments
from bridge.worker import run_all_once
from tests.integration.changes.story import ADMIN, BLOG, MEMBERSHIP, OWNER, PREMIUM, Story

TABLES = ("site_limits", "membership_limits", "holdings", "product_limits", "product_limit_revisions")
SEEN = "REPLACE INTO {p}bridge_heartbeats VALUES ('older_plugin', UTC_TIMESTAMP(6) - INTERVAL %s)"


def before_the_move(story: Story) -> None:
    """A network of version 1: its rows of sites, and nothing where limits are said."""
    story.membership()
    story.sql(";".join(f"DELETE FROM {{p}}bridge_{table}" for table in TABLES))
    story.sql("DELETE FROM {p}bridge_sweeps WHERE name LIKE 'limits.%'")
    access = '"access":{"open":true,"reason":null}'
    quotas = f'{{"v":1,"plan":{{"id":1,"name":"Free"}},"membership_id":501,{access},"limits":{{}}}}'
    story.sql(
        "REPLACE INTO {p}bridge_site_quotas (blog_id, membership_id, version, quotas, updated_at)"
        f" VALUES ({BLOG}, {MEMBERSHIP}, 1, '{quotas}', '2025-06-01')"
    )


def older(story: Story) -> list[int]:
    """The plan of the site's old row, if there is one."""
    rows = story.sql(f"SELECT quotas FROM {{p}}bridge_site_quotas WHERE blog_id = {BLOG}")
    return [json.loads(row[0])["plan"]["id"] for row in rows]


def changed_to_premium(story: Story) -> None:
    """Let the membership change, all the way."""
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))


def test_the_tables_are_filled_from_what_is_stored_and_say_the_same(story: Story) -> None:
    before_the_move(story)
    story.sql(SEEN % "1 MINUTE")

    run_all_once(story.services)

    memberships = story.one("SELECT COUNT(*) FROM {p}wu_memberships")
    assert story.one("SELECT COUNT(*) FROM {p}bridge_membership_limits WHERE revision > 0") == memberships
    assert story.quota()["plan"]["id"] == int(story.row("plan_id")[0])
    assert story.one("SELECT after_id FROM {p}bridge_sweeps WHERE name = 'limits.filled'") == ["1"]


def test_while_a_plugin_of_before_is_seen_a_change_is_in_both(story: Story) -> None:
    before_the_move(story)
    story.sql(SEEN % "6 DAY")
    run_all_once(story.services)

    changed_to_premium(story)

    assert (older(story), story.quota()["plan"]["id"]) == ([PREMIUM], PREMIUM)


def test_an_edit_of_a_product_reaches_the_old_rows_by_the_worker(story: Story) -> None:
    before_the_move(story)
    story.sql(SEEN % "1 DAY")
    run_all_once(story.services)
    story.sql(
        "UPDATE {p}bridge_site_quotas SET updated_at = '2025-06-01';"
        "UPDATE {p}wu_products SET date_modified = UTC_TIMESTAMP() - INTERVAL 5 SECOND WHERE slug = 'free'"
    )

    assert run_all_once(story.services)["refresh_older"].done > 0


def test_a_week_after_the_last_one_nothing_is_written_for_it_and_its_rows_are_taken_out(story: Story) -> None:
    before_the_move(story)
    story.sql(SEEN % "8 DAY")
    run_all_once(story.services)
    changed_to_premium(story)

    run_all_once(story.services)

    assert story.sql("SELECT * FROM {p}bridge_site_quotas") == []
    assert story.quota()["plan"]["id"] == PREMIUM
