"""What is told as above a limit when a change is priced is judged the same when it is confirmed."""

from datetime import timedelta

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
