"""The other plugin is removed with its tables in the middle of a change: coded answers, and nothing is half done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from bridge.account.page import read_account
from bridge.changes.change import cancel, confirm
from bridge.changes.ownership import hand_back, take_over
from bridge.changes.quoting import make_quote
from bridge.errors import BridgeError
from bridge.network_admin import payments
from bridge.people import Author
from bridge.pricing.snapshot import Selection
from bridge.worker import run_all_once
from tests.integration.changes.story import ADMIN, CUSTOMER, MEMBERSHIP, MONTH, OWNER, PREMIUM, USER, Story
from tools.network.testing import broken_invariants

TABLES = ["wu_memberships", "wu_payments", "wu_products", "wu_customers"]
BY = Author("network_admin", 9001)
OURS = (
    "SELECT 'c', status, COUNT(*) FROM {p}bridge_changes GROUP BY status UNION ALL"
    " SELECT 'p', status, COUNT(*) FROM {p}bridge_payments GROUP BY status UNION ALL"
    " SELECT 'l', line_type, COUNT(*) FROM {p}bridge_settled_lines GROUP BY line_type UNION ALL"
    " SELECT 'e', cause, COUNT(*) FROM {p}bridge_account_credit_entries GROUP BY cause UNION ALL"
    " SELECT 'j', event, COUNT(*) FROM {p}bridge_journal GROUP BY event ORDER BY 1, 2"
)


def ordered(story: Story) -> str:
    """An upgrade that awaits its payment; its quote's id."""
    story.membership()
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")
    return quote_id


@contextmanager
def without(story: Story, table: str) -> Iterator[None]:
    """The network while a table is renamed, as a removal or a restore does; then it is back."""
    story.sql(f"RENAME TABLE {{p}}{table} TO {{p}}{table}_away")
    try:
        yield
    finally:
        story.sql(f"RENAME TABLE {{p}}{table}_away TO {{p}}{table}")


def acts(story: Story, quote_id: str, payment_id: int) -> list[Callable[[], object]]:
    """Everything that may come in the meantime."""
    services = story.services
    return [
        lambda: read_account(services, OWNER),
        lambda: make_quote(services, OWNER, MEMBERSHIP, Selection(PREMIUM, {}, MONTH)),
        lambda: confirm(services, OWNER, quote_id, "manual"),
        lambda: cancel(services, OWNER, quote_id),
        lambda: payments.mark_paid(services, ADMIN, payment_id),
        lambda: take_over(services, BY, MEMBERSHIP),
        lambda: hand_back(services, BY, MEMBERSHIP),
    ]


@pytest.mark.parametrize("table", TABLES)
def test_while_a_table_is_away_every_answer_is_coded_and_nothing_of_ours_changes(story: Story, table: str) -> None:
    quote_id = ordered(story)
    payment_id, before = story.payment_id(quote_id), story.sql(OURS)

    with without(story, table):
        for act in acts(story, quote_id, payment_id):
            with suppress(BridgeError):
                act()
        during = story.sql(OURS)
        run_all_once(story.services)

    if table not in {"wu_payments", "wu_products"}:
        assert during == before
    payments.mark_paid(story.services, ADMIN, payment_id)
    assert broken_invariants(story.network) == []


@pytest.mark.parametrize("table", ["wu_memberships", "wu_customers"])
def test_money_for_an_order_whose_membership_was_emptied_away_is_account_credit(story: Story, table: str) -> None:
    quote_id = ordered(story)
    payment_id = story.payment_id(quote_id)
    story.sql(f"DELETE FROM {{p}}{table} WHERE id IN ({MEMBERSHIP}, {CUSTOMER})")

    payments.mark_paid(story.services, ADMIN, payment_id)
    counts = run_all_once(story.services)

    assert {name: count.failed for name, count in counts.items() if count.failed} == {}
    assert story.change(quote_id)[0] in {"needs_attention", "applied"}
    assert broken_invariants(story.network) == []


def test_money_for_an_order_that_ended_because_its_membership_was_handed_back_is_account_credit(story: Story) -> None:
    quote_id = ordered(story)
    payment_id = story.payment_id(quote_id)
    paid = int(story.payment(quote_id)[2])
    hand_back(story.services, BY, MEMBERSHIP)

    payments.mark_paid(story.services, ADMIN, payment_id)
    run_all_once(story.services)

    assert story.change(quote_id, "status, problem") == ["cancelled", "handed_back"]
    assert story.credit() == [str(paid), "0"]
    assert ("money_kept_as_credit", USER) in story.mails()
    assert story.row("gateway") == ["manual"]
    assert broken_invariants(story.network) == []
