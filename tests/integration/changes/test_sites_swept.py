"""The worker's sweep: a site moved while nobody listened gets its limits, orphans are no failure each round."""

import pytest

from bridge.quotas.materialise import materialise_site
from bridge.worker import run_all_once
from tests.integration.changes.story import BLOG, MEMBERSHIP, PREMIUM, Story


@pytest.mark.parametrize("membership", ["99999", "0", ""])
def test_a_site_of_a_membership_that_is_gone_is_left_as_it_is(story: Story, membership: str) -> None:
    story.membership()
    materialise_site(story.services, BLOG)
    story.sql(
        f"UPDATE {{p}}blogmeta SET meta_value = '{membership}' WHERE blog_id = {BLOG} AND meta_key = 'wu_membership_id'"
    )

    counts = run_all_once(story.services)["catch_up_sites"]

    assert (counts.done, counts.failed) == (0, 0)
    assert story.quota()["membership_id"] == MEMBERSHIP


def test_a_site_moved_while_nobody_listened_gets_the_limits_of_its_new_membership(story: Story) -> None:
    story.membership()
    materialise_site(story.services, BLOG)
    story.second_membership()
    story.sql(
        f"UPDATE {{p}}wu_memberships SET plan_id = {PREMIUM} WHERE id = 502;"
        f"UPDATE {{p}}blogmeta SET meta_value = '502' WHERE blog_id = {BLOG} AND meta_key = 'wu_membership_id'"
    )

    run_all_once(story.services)

    assert (story.quota()["membership_id"], story.quota()["plan"]["id"]) == (502, PREMIUM)


def test_a_site_with_two_membership_marks_follows_the_newer_one_and_rests(story: Story) -> None:
    story.membership()
    story.second_membership()
    story.sql(f"INSERT INTO {{p}}blogmeta (blog_id, meta_key, meta_value) VALUES ({BLOG}, 'wu_membership_id', '502')")
    run_all_once(story.services)

    counts = run_all_once(story.services)["catch_up_sites"]

    assert story.quota()["membership_id"] == 502
    assert (counts.done, counts.left, counts.failed) == (0, 0, 0)


def test_a_site_marked_of_late_is_found_wherever_the_pages_are(story: Story) -> None:
    story.membership()
    materialise_site(story.services, BLOG)
    story.second_membership()
    run_all_once(story.services)
    story.sql(
        "REPLACE INTO {p}bridge_sweeps (name, after_id) VALUES ('limits.sites', 1000000);"
        f"DELETE FROM {{p}}blogmeta WHERE blog_id = {BLOG} AND meta_key = 'wu_membership_id';"
        f"INSERT INTO {{p}}blogmeta (blog_id, meta_key, meta_value) VALUES ({BLOG}, 'wu_membership_id', '502')"
    )

    counts = run_all_once(story.services)["catch_up_sites"]

    assert (counts.done, story.quota()["membership_id"]) == (1, 502)
