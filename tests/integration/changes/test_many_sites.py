"""A membership with thousands of sites costs what one with a single site costs."""

from __future__ import annotations

import json

from bridge.changes.change import confirm
from bridge.network_admin import payments
from bridge.store.limits import NAMED_AT_ONCE, SITES_AT_ONCE
from bridge.worker import run_all_once
from tests.integration.added_up import added_up
from tests.integration.changes.story import ADMIN, MEMBERSHIP, OWNER, PREMIUM, Story

SITES = 2500


def many_sites(story: Story) -> None:
    """Write the membership thousands of sites, each of which names it."""
    numbers = f"WITH RECURSIVE n AS (SELECT 20001 AS id UNION ALL SELECT id + 1 FROM n WHERE id < {20000 + SITES})"
    story.sql(
        "SET SESSION max_recursive_iterations = 1000000;"
        f"INSERT INTO {{p}}blogs (blog_id, site_id, domain, path) {numbers}"
        " SELECT id, 1, 'a.test', CONCAT('/s', id, '/') FROM n;"
        f"INSERT INTO {{p}}blogmeta (blog_id, meta_key, meta_value) {numbers}"
        " SELECT id, 'wu_type', 'customer_owned' FROM n;"
        f"INSERT INTO {{p}}blogmeta (blog_id, meta_key, meta_value) {numbers}"
        f" SELECT id, 'wu_membership_id', '{MEMBERSHIP}' FROM n"
    )


def paid_for_premium(story: Story) -> None:
    """Let the membership change to Premium, all the way."""
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")
    marked = payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))
    assert marked.change is not None
    assert marked.change.status == "applied"


def test_thousands_of_sites_get_their_rows_in_one_round(story: Story) -> None:
    story.membership()
    many_sites(story)

    counts = run_all_once(story.services)["catch_up_sites"]

    assert counts.done >= SITES
    written = f"SELECT COUNT(*) FROM {{p}}bridge_site_limits WHERE membership_id = {MEMBERSHIP}"
    assert int(story.one(written)[0]) == SITES + 1


def test_a_change_holds_on_every_site_and_touches_no_row_of_a_site(story: Story) -> None:
    story.membership()
    many_sites(story)
    run_all_once(story.services)
    before = story.sql("CHECKSUM TABLE {p}bridge_site_limits, {p}bridge_site_quotas")

    paid_for_premium(story)

    assert {added_up(story.sql, blog)["plan"]["id"] for blog in (20001, 21000, 20000 + SITES)} == {PREMIUM}
    assert story.sql("CHECKSUM TABLE {p}bridge_site_limits, {p}bridge_site_quotas") == before
    assert story.sql("SELECT * FROM {p}bridge_outbox WHERE topic = 'blog_upload_space'") == []


def test_the_sites_are_named_to_the_plugin_a_page_at_a_time_and_all_of_them(story: Story) -> None:
    story.membership()
    many_sites(story)
    run_all_once(story.services)

    paid_for_premium(story)
    rounds = 0
    while story.sql("SELECT name FROM {p}bridge_sweeps WHERE name LIKE 'cached.%'"):
        run_all_once(story.services)
        rounds += 1

    rows = story.sql("SELECT payload FROM {p}bridge_outbox WHERE topic = 'forget_cached'")
    named = [json.loads(row[0]).get("blog_ids", []) for row in rows]
    assert rounds == -(-(SITES - NAMED_AT_ONCE) // SITES_AT_ONCE)
    assert max(map(len, named)) <= SITES_AT_ONCE
    assert {site for page in named for site in page} >= set(range(20001, 20001 + SITES))
