"""A slot that is taken is told from every other duplicate: that one is a fault, and no reason to pass on in silence."""

from dataclasses import replace

import pytest

from bridge.changes.change import cancel, confirm
from bridge.changes.due import carry_out
from bridge.changes.renew import renew_membership
from bridge.ports import Services
from bridge.store.engine.server import DuplicateKey
from tests.integration.changes.story import MEMBERSHIP, OWNER, PREMIUM, Story


def repeating(story: Story, quote_id: str) -> Services:
    """The services with a source of ids that gives one again."""
    return replace(story.services, new_id=lambda: quote_id)


def waiting(story: Story) -> str:
    """A downgrade that waits for the end of a membership that is ours; its day has come."""
    story.membership(PREMIUM, amount="199")
    quote_id = story.quote(1, period=None)
    confirm(story.services, OWNER, quote_id, "free")
    story.clock.at = story.clock.at.replace(month=7, day=2)
    return quote_id


def test_a_renewal_whose_id_was_used_before_fails_aloud(story: Story) -> None:
    cancelled = waiting(story)
    cancel(story.services, OWNER, cancelled)

    with pytest.raises(DuplicateKey):
        renew_membership(repeating(story, cancelled), MEMBERSHIP)

    assert story.slots() == 0


def test_a_due_change_whose_new_quotes_id_was_used_before_fails_aloud(story: Story) -> None:
    due = waiting(story)

    with pytest.raises(DuplicateKey):
        carry_out(repeating(story, due), due)

    assert (story.slots(), story.change(due)) == (0, ["scheduled"])


def test_while_something_else_is_under_way_neither_begins(story: Story) -> None:
    due = waiting(story)
    story.sql(f"INSERT INTO {{p}}bridge_open_operations VALUES ({MEMBERSHIP}, 'change', '{'f' * 32}', '2025-06-15')")

    begun = [carry_out(story.services, due), renew_membership(story.services, MEMBERSHIP)]

    assert begun == [False, False]
    story.sql("DELETE FROM {p}bridge_open_operations")
