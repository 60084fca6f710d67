"""A membership set by somebody else, in its own screens: its sites are open or closed on the worker's next round."""

from datetime import datetime

import pytest

from bridge.operations.cleaning import keep_touched, touched_memberships
from bridge.quotas.materialise import materialise_site
from bridge.worker import run_all_once
from tests.integration.changes.story import BLOG, MEMBERSHIP, Story


def set_outside(story: Story, status: str) -> None:
    """Save a status as another system's screen does, two seconds ago."""
    story.sql(
        f"UPDATE {{p}}wu_memberships SET status = '{status}', date_modified = UTC_TIMESTAMP() - INTERVAL 2 SECOND"
        f" WHERE id = {MEMBERSHIP}"
    )


def age(story: Story) -> None:
    """Say that the limits were worked out an hour ago."""
    story.sql("UPDATE {p}bridge_site_quotas SET updated_at = UTC_TIMESTAMP(6) - INTERVAL 1 HOUR")


@pytest.mark.parametrize(("before", "after", "reason"), [("active", "expired", "expired"), ("expired", "active", None)])
def test_a_status_set_from_outside_closes_and_opens_the_sites_on_the_next_round(
    story: Story, before: str, after: str, reason: str | None
) -> None:
    story.membership(status=before)
    materialise_site(story.services, BLOG)
    run_all_once(story.services)
    age(story)
    set_outside(story, after)

    counts = run_all_once(story.services)["refresh_touched"]

    assert (counts.done > 0, counts.failed) == (True, 0)
    assert story.quota()["access"] == {"open": reason is None, "reason": reason}


def test_what_was_worked_out_since_rests(story: Story) -> None:
    story.clock.at = datetime.fromisoformat(story.one("SELECT UTC_TIMESTAMP()")[0])
    story.membership(end=None)
    story.sql("UPDATE {p}wu_memberships SET date_modified = UTC_TIMESTAMP() - INTERVAL 1 HOUR")
    run_all_once(story.services)

    counts = run_all_once(story.services)["refresh_touched"]

    assert (counts.done, counts.left, counts.failed) == (0, 0, 0)


def test_a_long_list_is_walked_a_page_a_round_and_begun_anew(story: Story) -> None:
    story.membership()
    materialise_site(story.services, BLOG)
    age(story)
    set_outside(story, "expired")
    pages: list[list[int]] = []

    while not pages or story.sql("SELECT after_id FROM {p}bridge_sweeps WHERE name = 'memberships'") != [["0"]]:
        touched = touched_memberships(story.services, most=100, at_once=1)
        keep_touched(story.services, touched)
        pages.append(list(touched.membership_ids))

    known = int(story.one("SELECT COUNT(DISTINCT membership_id) FROM {p}bridge_site_quotas")[0])
    assert len(pages) == known + 1
    assert [MEMBERSHIP] in pages


def test_more_than_a_round_takes_go_on_where_it_stopped(story: Story) -> None:
    story.membership()
    materialise_site(story.services, BLOG)
    age(story)
    story.sql("UPDATE {p}wu_memberships SET date_modified = UTC_TIMESTAMP() - INTERVAL 2 SECOND")

    first = touched_memberships(story.services, most=1)
    keep_touched(story.services, first)
    second = touched_memberships(story.services, most=1)

    assert first.membership_ids[0] == first.sweep.after_id < second.membership_ids[0]
