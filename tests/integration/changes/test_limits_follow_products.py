"""A product edited in another system's screens: the worker's next round writes its one row, and no site's."""

from bridge.worker import run_all_once
from tests.integration.added_up import added_up
from tests.integration.changes.story import MEMBERSHIP, Story

EDIT = """
UPDATE {p}wu_productmeta m JOIN {p}wu_products p ON p.id = m.wu_product_id
SET m.meta_value = REPLACE(m.meta_value, 's:1:"5";', 's:1:"7";')
WHERE p.slug = 'free' AND m.meta_key = 'wu_limitations'
"""
ROWS = "SELECT * FROM {p}bridge_site_limits ORDER BY blog_id"
STATES = "SELECT product_id, revision FROM {p}bridge_product_limit_revisions ORDER BY product_id, revision"


def test_an_edit_made_elsewhere_reaches_the_sites_limits_through_one_row(story: Story) -> None:
    run_all_once(story.services)
    sites, before = story.sql(ROWS), story.sql(STATES)
    story.sql(EDIT)

    counts = run_all_once(story.services)

    assert (counts["compile_products"].done, counts["compile_products"].failed) == (1, 0)
    assert posts_of_anna(story) == 7
    assert story.sql(ROWS) == sites
    written = [row for row in story.sql(STATES) if row not in before]
    assert len(written) == 1
    assert story.one(
        f"SELECT `by` IS NULL FROM {{p}}bridge_product_limit_revisions"
        f" WHERE product_id = {written[0][0]} AND revision = {written[0][1]}"
    ) == ["1"]


def test_a_round_with_nothing_to_do_writes_nothing(story: Story) -> None:
    story.membership()
    run_all_once(story.services)
    before = [story.sql(f"CHECKSUM TABLE {{p}}bridge_{table}") for table in TABLES]

    counts = run_all_once(story.services)

    assert [counts[name].done for name in ("compile_products", "catch_up_memberships", "catch_up_sites")] == [0, 0, 0]
    assert before == [story.sql(f"CHECKSUM TABLE {{p}}bridge_{table}") for table in TABLES]


def test_the_name_of_a_product_follows_without_a_new_state(story: Story) -> None:
    run_all_once(story.services)
    states = story.sql(STATES)
    story.sql("UPDATE {p}wu_products SET name = 'Gratis' WHERE slug = 'free'")

    run_all_once(story.services)

    assert story.one("SELECT COUNT(*) FROM {p}bridge_product_limits WHERE name = 'Gratis'") == ["1"]
    assert story.sql(STATES) == states


def test_limits_that_became_unreadable_hold_as_they_were_and_are_told(story: Story) -> None:
    run_all_once(story.services)
    before = posts_of_anna(story)
    story.sql(
        "UPDATE {p}wu_productmeta m JOIN {p}wu_products p ON p.id = m.wu_product_id"
        " SET m.meta_value = 'a:broken' WHERE p.slug = 'free' AND m.meta_key = 'wu_limitations'"
    )

    run_all_once(story.services)

    assert posts_of_anna(story) == before
    told = story.sql("SELECT subject, code FROM {p}bridge_limit_faults WHERE code = 'limits_unreadable'")
    assert told == [["product", "limits_unreadable"]]
    since = "SELECT COUNT(*) FROM {p}bridge_product_limits WHERE unreadable_since IS NOT NULL"
    assert story.one(since) == ["1"]


def test_a_product_that_was_deleted_goes_on_limiting_who_holds_it(story: Story) -> None:
    story.membership()
    run_all_once(story.services)
    before = story.quota()
    story.sql(f"DELETE FROM {{p}}wu_products WHERE id = {before['plan']['id']}")

    run_all_once(story.services)

    assert story.quota() == before
    assert story.one(f"SELECT COUNT(*) FROM {{p}}bridge_holdings WHERE membership_id = {MEMBERSHIP}") == ["1"]


TABLES = ("product_limits", "product_limit_revisions", "membership_limits", "holdings", "site_limits", "site_quotas")


def posts_of_anna(story: Story) -> int:
    """The posts that Anna's site may have."""
    limit = added_up(story.sql, story.network.state.sites["anna"])["limits"]["post_types"]["post"]["limit"]
    assert isinstance(limit, int)
    return limit
