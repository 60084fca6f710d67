"""A membership set by somebody else, in its own screens: its sites are open or closed on the worker's next round."""

import pytest

from bridge.operations.limits import keep_memberships, memberships_behind
from bridge.quotas.materialise import materialise_site
from bridge.worker import run_all_once
from tests.integration.changes.story import BLOG, MEMBERSHIP, PREMIUM, Story


def set_outside(story: Story, status: str) -> None:
    """Save a status as another system's screen does; its clock may be anywhere."""
    story.sql(f"UPDATE {{p}}wu_memberships SET status = '{status}' WHERE id = {MEMBERSHIP}")


@pytest.mark.parametrize(("before", "after", "reason"), [("active", "expired", "expired"), ("expired", "active", None)])
def test_a_status_set_from_outside_closes_and_opens_the_sites_on_the_next_round(
    story: Story, before: str, after: str, reason: str | None
) -> None:
    story.membership(status=before)
    materialise_site(story.services, BLOG)
    run_all_once(story.services)
    set_outside(story, after)

    counts = run_all_once(story.services)["catch_up_memberships"]

    assert (counts.done, counts.failed) == (1, 0)
    assert story.quota()["access"] == {"open": reason is None, "reason": reason}


def test_a_cancelled_term_closes_by_the_clock_and_nobody_writes(story: Story) -> None:
    story.membership(status="cancelled", end="2025-06-20 00:00:00")
    materialise_site(story.services, BLOG)

    before = story.quota()["access"]
    story.clock.at = story.clock.at.replace(month=6, day=21)

    assert (before["open"], story.quota()["access"]) == (True, {"open": False, "reason": "cancelled"})


def test_what_was_written_since_rests(story: Story) -> None:
    story.membership(end=None)
    run_all_once(story.services)

    counts = run_all_once(story.services)["catch_up_memberships"]

    assert (counts.done, counts.left, counts.failed) == (0, 0, 0)


def test_a_long_list_is_walked_a_page_a_round_and_begun_anew(story: Story) -> None:
    story.membership()
    run_all_once(story.services)
    set_outside(story, "expired")
    pages: list[list[int]] = []

    while not pages or story.sql("SELECT after_id FROM {p}bridge_sweeps WHERE name = 'limits.memberships'") != [["0"]]:
        found = memberships_behind(story.services, at_once=1)
        keep_memberships(story.services, found)
        pages.append(list(found.ids))

    known = int(story.one("SELECT COUNT(*) FROM {p}wu_memberships")[0])
    assert len(pages) == known + 1
    assert [MEMBERSHIP] in pages


def test_what_the_plugin_noted_as_it_read_is_written_on_the_next_round_wherever_the_pages_are(story: Story) -> None:
    story.membership()
    run_all_once(story.services)
    story.sql(
        f"UPDATE {{p}}wu_memberships SET plan_id = {PREMIUM} WHERE id = {MEMBERSHIP};"
        "REPLACE INTO {p}bridge_sweeps (name, after_id) VALUES ('limits.memberships', 1000000);"
        "INSERT INTO {p}bridge_limit_faults (subject, subject_id, code, details, since)"
        f" VALUES ('membership', {MEMBERSHIP}, 'limits_differ', '{{}}', UTC_TIMESTAMP(6))"
    )

    counts = run_all_once(story.services)["catch_up_noted"]

    assert counts.done == 1
    assert story.quota()["plan"]["id"] == PREMIUM
    assert story.sql("SELECT * FROM {p}bridge_limit_faults WHERE code = 'limits_differ'") == []


def test_limits_that_a_membership_says_itself_are_noticed(story: Story) -> None:
    story.membership()
    run_all_once(story.services)
    said = 'a:1:{s:10:"disk_space";a:2:{s:7:"enabled";b:1;s:5:"limit";s:4:"7777";}}'
    story.sql(
        "INSERT INTO {p}wu_membershipmeta (wu_membership_id, meta_key, meta_value)"
        f" VALUES ({MEMBERSHIP}, 'wu_limitations', '{said}')"
    )

    run_all_once(story.services)

    assert story.quota()["limits"]["disk_space"] == {"limit": 7777}
