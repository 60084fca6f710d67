"""What is told as above a limit when a change is priced is judged the same when it is confirmed."""

import json
from datetime import datetime, timedelta

import pytest

from bridge.changes.change import confirm
from bridge.changes.quoting import make_quote
from bridge.errors import ChangeRefused, QuoteStale
from bridge.pricing.snapshot import Selection
from tests.integration.changes.story import BLOG, FREE, MEMBERSHIP, OWNER, PREMIUM, Story

WARN = "REPLACE INTO {p}bridge_settings VALUES ('over_limit', '\"warn\"', '2025-06-15', 1)"
REFUSE = "DELETE FROM {p}bridge_settings WHERE name = 'over_limit'"
ABOVE = {BLOG: {"disk_space": 10**6}}


def test_too_many_visits_hinder_a_downgrade_neither_when_it_is_priced_nor_when_it_is_confirmed(story: Story) -> None:
    story.membership(PREMIUM, amount="199")
    told = make_quote(story.services, OWNER, MEMBERSHIP, Selection(FREE, {}, None), {BLOG: {"visits": 10**9}})
    assert [found.limit for found in told.exceeds] == ["visits"]
    assert told.id is not None

    change = confirm(story.services, OWNER, told.id, "free")

    assert change.status == "scheduled"


def test_the_fresh_quote_of_one_that_expired_is_judged_by_the_use_it_was_told_of(story: Story) -> None:
    story.membership(PREMIUM, amount="199")
    story.sql(WARN)
    told = make_quote(story.services, OWNER, MEMBERSHIP, Selection(FREE, {}, None), ABOVE)
    assert told.id is not None
    story.clock.at += timedelta(minutes=15)

    with pytest.raises(QuoteStale) as stale:
        confirm(story.services, OWNER, told.id, "free")

    assert [found.limit for found in told.exceeds] == ["disk_space"]
    assert stale.value.params["quote"].exceeds == told.exceeds


GRACE = """REPLACE INTO {p}bridge_settings VALUES ('over_limit', '"warn"', '2025-06-15', 1),
 ('over_disk_space', '"grace"', '2025-06-15', 1), ('over_grace_days', '10', '2025-06-15', 1),
 ('downgrade', '"immediate"', '2025-06-15', 1)"""
KEPT = "SELECT grace, grace_until FROM {p}bridge_membership_limits WHERE membership_id = 501"


def test_in_days_of_grace_what_held_before_goes_on_until_the_day_told(story: Story) -> None:
    story.membership(PREMIUM, amount="199")
    story.sql(GRACE)
    told = make_quote(story.services, OWNER, MEMBERSHIP, Selection(FREE, {}, None), ABOVE)
    assert told.id is not None
    (above,) = told.exceeds

    assert confirm(story.services, OWNER, told.id, "free").status == "applied"

    grace, until = story.one(KEPT)
    assert json.loads(grace) == {"disk_space": told.limits_before["disk_space"]}
    assert above.until is not None
    assert above.until <= datetime.fromisoformat(until) <= above.until + timedelta(minutes=1)


MEASURED = """INSERT IGNORE INTO {p}bridge_limit_names (name) VALUES ('disk_space');
REPLACE INTO {p}bridge_usage (blog_id, limit_id, used, plan_id, measured_at)
SELECT %d, id, 1000000, 1, '2030-01-01' FROM {p}bridge_limit_names WHERE name = 'disk_space'"""


def test_what_a_site_has_measured_since_the_price_was_told_refuses_the_confirmation(story: Story) -> None:
    story.membership(PREMIUM, amount="199")
    told = make_quote(story.services, OWNER, MEMBERSHIP, Selection(FREE, {}, None), {BLOG: {"disk_space": 1.0}})
    assert told.id is not None
    story.quota()  # the site's row names its membership
    for statement in (MEASURED % BLOG).split(";"):
        story.sql(statement)

    with pytest.raises(ChangeRefused) as refused:
        confirm(story.services, OWNER, told.id, "free")

    assert refused.value.refusal_code == "over_limit"
    assert story.slots() == 0


def test_a_downgrade_above_the_limit_cannot_be_confirmed_by_way_of_a_fresh_quote(story: Story) -> None:
    story.membership(PREMIUM, amount="199")
    story.sql(WARN)
    told = make_quote(story.services, OWNER, MEMBERSHIP, Selection(FREE, {}, None), ABOVE)
    assert told.id is not None
    story.sql(REFUSE)

    with pytest.raises(ChangeRefused) as refused:
        confirm(story.services, OWNER, told.id, "free")

    assert refused.value.refusal_code == "over_limit"
    assert story.one("SELECT COUNT(*) FROM {p}bridge_changes") == ["0"]
    assert story.slots() == 0
