"""A membership with thousands of sites, on a server that takes short texts only."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from bridge.changes.change import confirm
from bridge.changes.transaction import SITES_AT_ONCE
from bridge.network_admin import payments
from tests.integration.changes.story import ADMIN, MEMBERSHIP, OWNER, PREMIUM, Story

SITES = 2500
#: The least that servers are set up with; what is written for the sites is several times that.
PACKET = 1024 * 1024


@pytest.fixture
def short_texts(story: Story) -> Iterator[Story]:
    """The story on sessions that begin after the server was told to take short texts only."""
    before = story.one("SELECT @@GLOBAL.max_allowed_packet")[0]
    story.sql(f"SET GLOBAL max_allowed_packet = {PACKET}")
    yield story
    story.sql(f"SET GLOBAL max_allowed_packet = {before}")


def many_sites(story: Story) -> None:
    """Write the membership thousands of sites, their limits of long ago."""
    numbers = f"WITH RECURSIVE n AS (SELECT 20001 AS id UNION ALL SELECT id + 1 FROM n WHERE id < {20000 + SITES})"
    quotas = '{"v":1,"plan":null,"membership_id":501,"access":{"open":true,"reason":null},"limits":{}}'
    story.sql(
        "SET SESSION max_recursive_iterations = 1000000;"
        f"INSERT INTO {{p}}blogs (blog_id, site_id, domain, path) {numbers}"
        " SELECT id, 1, 'a.test', CONCAT('/s', id, '/') FROM n;"
        f"INSERT INTO {{p}}blogmeta (blog_id, meta_key, meta_value) {numbers}"
        " SELECT id, 'wu_type', 'customer_owned' FROM n;"
        f"INSERT INTO {{p}}blogmeta (blog_id, meta_key, meta_value) {numbers}"
        f" SELECT id, 'wu_membership_id', '{MEMBERSHIP}' FROM n;"
        "INSERT INTO {p}bridge_site_quotas (blog_id, membership_id, version, quotas, updated_at)"
        f" {numbers} SELECT id, {MEMBERSHIP}, 1, '{quotas}', '2025-01-01' FROM n"
    )


def test_a_change_of_a_membership_with_thousands_of_sites_is_marked_as_paid(short_texts: Story) -> None:
    story = short_texts
    story.membership()
    many_sites(story)
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")

    marked = payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))

    assert marked.change is not None
    assert marked.change.status == "applied"
    written = story.one(f"SELECT COUNT(*), SUM(LENGTH(quotas)) FROM {{p}}bridge_site_quotas"
                        f" WHERE membership_id = {MEMBERSHIP} AND version > 1 AND blog_id > 20000")  # fmt: skip
    assert int(written[0]) == SITES
    assert int(written[1]) > PACKET


def test_each_text_for_the_plugin_names_a_bounded_number_of_sites_and_together_they_name_all(story: Story) -> None:
    story.membership()
    many_sites(story)
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")

    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))

    rows = story.sql("SELECT payload FROM {p}bridge_outbox WHERE topic = 'forget_cached'")
    named = [json.loads(row[0])["blog_ids"] for row in rows]
    longest = story.one("SELECT MAX(LENGTH(payload)) FROM {p}bridge_outbox")[0]
    assert max(map(len, named)) <= SITES_AT_ONCE
    assert {site for page in named for site in page} >= set(range(20001, 20001 + SITES))
    assert int(longest) < 64 * 1024
