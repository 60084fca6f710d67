"""A product edited in another system's screens: the worker brings the sites of its members up to date."""

import json

from bridge.worker import run_all_once
from tests.integration.changes.story import Story

EDIT = """
UPDATE {p}wu_productmeta m JOIN {p}wu_products p ON p.id = m.wu_product_id
SET m.meta_value = REPLACE(m.meta_value, 's:1:"5";', 's:1:"7";')
WHERE p.slug = 'free' AND m.meta_key = 'wu_limitations';
UPDATE {p}wu_products SET date_modified = UTC_TIMESTAMP() - INTERVAL 2 SECOND WHERE slug = 'free'
"""
PAST = "UPDATE {table} SET date_modified = '2025-06-01 00:00:00'"
"""Before the story's clock, at which the worker writes."""

AGE = "UPDATE {p}bridge_site_quotas SET updated_at = UTC_TIMESTAMP() - INTERVAL 1 HOUR"


def test_an_edit_made_elsewhere_reaches_the_sites_limits(story: Story) -> None:
    story.network.sql(AGE)
    story.network.sql(EDIT)

    counts = run_all_once(story.services)

    assert counts["refresh_stale"].done > 0
    assert counts["refresh_stale"].failed == 0
    assert posts_of_anna(story) == 7


def test_nothing_is_written_again_while_no_product_changes(story: Story) -> None:
    story.network.sql(f"{PAST.format(table='{p}wu_products')}; {PAST.format(table='{p}wu_memberships')}")
    run_all_once(story.services)
    before = story.network.sql("SELECT blog_id, version FROM {p}bridge_site_quotas ORDER BY blog_id")

    counts = run_all_once(story.services)

    assert counts["refresh_stale"].done == 0
    assert before == story.network.sql("SELECT blog_id, version FROM {p}bridge_site_quotas ORDER BY blog_id")


def posts_of_anna(story: Story) -> int:
    """The posts that Anna's site may have."""
    blog_id = story.network.state.sites["anna"]
    rows = story.network.sql(f"SELECT quotas FROM {{p}}bridge_site_quotas WHERE blog_id = {blog_id}")
    return json.loads(rows[0][0])["limits"]["post_types"]["post"]["limit"]
