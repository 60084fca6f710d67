"""A membership that is deleted in the other system while it is ours: what was paid for is given back, or told."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bridge.changes.change import confirm
from bridge.changes.external import looked_at
from bridge.changes.gone import settle_gone
from bridge.changes.ownership import take_over
from bridge.gateways.port import Outcome
from bridge.membership_commands import ownership_findings
from bridge.network_admin import payments
from bridge.people import Author
from bridge.worker import run_all_once
from tests.integration.changes.story import ADMIN, CUSTOMER, DISK, MEMBERSHIP, OWNER, PREMIUM, USER, Story
from tools.network.testing import broken_invariants

BY = Author("network_admin", 9001)


def bought(story: Story) -> None:
    """Premium, bought through us on 15 June at 10:00 for a month."""
    story.membership()
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))
    story.sql("DELETE FROM {p}bridge_outbox")


def delete(story: Story, *, customer: bool = False) -> None:
    """Somebody deletes it there, and its customer too."""
    story.sql(f"DELETE FROM {{p}}wu_memberships WHERE id = {MEMBERSHIP}")
    if customer:
        story.sql(f"DELETE FROM {{p}}wu_customers WHERE id = {CUSTOMER}")


def terms(story: Story) -> list[list[str]]:
    """The terms of ours that are left."""
    return story.sql(f"SELECT 1 FROM {{p}}bridge_membership_terms WHERE membership_id = {MEMBERSHIP}")


def test_the_unused_half_of_a_term_becomes_account_credit_once(story: Story) -> None:
    bought(story)
    story.clock.at = datetime(2025, 6, 30, 10)
    delete(story)

    for _ in range(3):
        run_all_once(story.services)

    assert story.credit() == ["9950", "0"]
    assert story.settled("line_type, ended_at IS NOT NULL, credited_minor")[-1] == ["plan", "1", "9950"]
    assert terms(story) == []
    assert story.events()[-2:] == ["unused_value_kept", "membership_gone"]
    assert story.mails() == [("value_of_gone_kept", USER), ("value_of_gone_kept", 0)]
    assert broken_invariants(story.network) == []


def test_where_the_customer_is_gone_too_it_is_named_until_somebody_has_looked(story: Story) -> None:
    bought(story)
    story.clock.at = datetime(2025, 6, 30, 10)
    delete(story, customer=True)

    for _ in range(2):
        run_all_once(story.services)

    assert story.credit()[0] == "0"
    assert story.mails() == [("value_of_gone_lost", 0)]
    found = "\n".join(ownership_findings(story.services))
    assert f"membership {MEMBERSHIP}: it was deleted, and so was its customer" in found
    assert looked_at(story.services, MEMBERSHIP, BY)
    assert f"membership {MEMBERSHIP}" not in "\n".join(ownership_findings(story.services))
    assert broken_invariants(story.network) == []


@pytest.mark.parametrize("kind", ["order", "renewal"])
def test_what_waits_for_money_ends_with_words_and_money_for_it_is_credit(story: Story, kind: str) -> None:
    bought(story)
    if kind == "order":
        quote_id = story.quote(PREMIUM, {DISK: 1})
        confirm(story.services, OWNER, quote_id, "manual")
    else:
        story.clock.at = datetime(2025, 7, 15, 9)
        run_all_once(story.services)
        quote_id = story.one("SELECT quote_id FROM {p}bridge_changes WHERE kind = 'renewal'")[0]
    delete(story)
    story.sql("DELETE FROM {p}bridge_outbox")

    run_all_once(story.services)

    assert story.change(quote_id, "status, problem") == ["void", "membership_gone"]
    assert story.slots() == 0
    assert [mail for mail in story.mails() if mail[0] == "order_of_gone_ended"] == [
        ("order_of_gone_ended", USER), ("order_of_gone_ended", 0),
    ]  # fmt: skip
    before, due = int(story.credit()[0]), int(story.payment(quote_id)[2])
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))
    assert int(story.credit()[0]) == before + due
    assert broken_invariants(story.network) == []


def test_an_order_for_one_that_was_never_ours_ends_too(story: Story) -> None:
    story.membership()
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")
    delete(story)

    run_all_once(story.services)

    assert story.change(quote_id, "status, problem") == ["void", "membership_gone"]
    assert story.credit()[0] == "0"


def test_money_on_its_way_at_a_gateway_comes_as_credit(story: Story) -> None:
    bought(story)
    quote_id = story.quote(PREMIUM, {DISK: 1})
    story.card.answer = None
    confirm(story.services, OWNER, quote_id, "card")
    delete(story)
    run_all_once(story.services)

    story.card.answer = Outcome.SUCCEEDED
    due = int(story.payment(quote_id)[2])
    before = int(story.credit()[0])
    story.clock.at += timedelta(hours=7)
    run_all_once(story.services)

    assert story.change(quote_id) in (["needs_attention"], ["void"])
    assert int(story.credit()[0]) in (before, before + due)
    if story.payment(quote_id)[1] == "completed":
        assert int(story.credit()[0]) == before + due
    assert broken_invariants(story.network) == []


def test_one_taken_over_and_deleted_gives_back_the_rest_of_the_term_it_came_with(story: Story) -> None:
    story.membership(start="2025-06-01 00:00:00", end="2025-07-01 00:00:00")
    take_over(story.services, BY, MEMBERSHIP)
    story.clock.at = datetime(2025, 6, 16)
    delete(story)

    run_all_once(story.services)

    assert story.credit() == ["4950", "0"]


def test_a_customer_who_was_deleted_alone_is_named(story: Story) -> None:
    bought(story)
    story.sql(
        f"DELETE FROM {{p}}wu_customers WHERE id = {CUSTOMER};"
        f"UPDATE {{p}}bridge_account_credit SET balance_minor = 500 WHERE customer_id = {CUSTOMER};"
        "INSERT INTO {p}bridge_account_credit_entries (customer_id, currency, amount_minor, cause, actor_user_id,"
        f" created_at) VALUES ({CUSTOMER}, 'SEK', 500, 'granted', 1, '2025-06-01')"
    )

    found = "\n".join(ownership_findings(story.services))

    assert f"1 memberships billed here have no customer any more, who was deleted: {MEMBERSHIP}" in found
    assert f"{CUSTOMER} (5.00 SEK)" in found


def test_where_the_table_was_emptied_nothing_is_settled_before_somebody_says_so(story: Story) -> None:
    bought(story)
    story.sql("CREATE TABLE {p}kept_memberships AS SELECT * FROM {p}wu_memberships; DELETE FROM {p}wu_memberships")
    try:
        run_all_once(story.services)
        settled = (story.credit()[0], len(terms(story)))
        found = "\n".join(ownership_findings(story.services))
        done = settle_gone(story.services, MEMBERSHIP)
    finally:
        story.sql("INSERT INTO {p}wu_memberships SELECT * FROM {p}kept_memberships; DROP TABLE {p}kept_memberships")

    assert settled == ("0", 1)
    assert "are not in Ultimate Multisite's table any more" in found
    assert done
    assert int(story.credit()[0]) > 0
