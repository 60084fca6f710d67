"""What is told as above a limit when a change is priced is judged the same when it is confirmed."""

from bridge.domain.snapshot import Selection
from bridge.services import changing
from bridge.services.quoting import make_quote
from tests.integration.changing.story import BLOG, FREE, MEMBERSHIP, OWNER, PREMIUM, Story


def test_too_many_visits_hinder_a_downgrade_neither_when_it_is_priced_nor_when_it_is_confirmed(story: Story) -> None:
    story.membership(PREMIUM, amount="199")
    told = make_quote(story.services, OWNER, MEMBERSHIP, Selection(FREE, {}, None), {BLOG: {"visits": 10**9}})
    assert [found.limit for found in told.exceeds] == ["visits"]
    assert told.id is not None

    change = changing.confirm(story.services, OWNER, told.id, "free")

    assert change.status == "scheduled"
