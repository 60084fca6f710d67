"""A plan of a number of payments that a worker of an older version settled, which kept none, is billed as agreed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

from bridge.account.page import read_account
from bridge.changes import apply, billings
from bridge.changes.change import cancel, confirm
from bridge.changes.ownership import hand_back, take_over
from bridge.network_admin import payments
from bridge.operations.oddities import taken_without_number
from bridge.people import Author
from bridge.pricing.quote import Billings
from bridge.worker import run_all_once
from tests.integration.changes.story import ADMIN, DISK, MEMBERSHIP, OWNER, PREMIUM, Story
from tests.integration.changes.test_plans_of_n_payments import COUNTS, bought, renewed, sold
from tools.network.testing import broken_invariants

BY = Author("network_admin", 9001)
CHECK = "a_plan_is_billed_as_often_as_was_agreed"


@contextmanager
def older() -> Iterator[None]:
    """What is applied here is by a version from before plans had a number: another plan has none then."""
    tells = apply._told_of

    def told(*given: Any) -> dict[str, object]:
        return {name: value for name, value in tells(*given).items() if name != "billings"}

    with (
        patch.object(apply, "_told_of", told),
        patch.object(apply, "begins_count", lambda *_: False),
        patch.object(
            apply, "_cycles", lambda row, quote: 0 if quote.after.plan_id != row.plan_id else row.billing_cycles
        ),
    ):
        yield


def broken(story: Story) -> list[Any]:
    return [found for found in broken_invariants(story.network) if CHECK in str(found)]


def a_while_later(story: Story) -> int:
    """Let the worker come to it; how many memberships it put right."""
    story.clock.at += timedelta(minutes=3)
    return run_all_once(story.services)["put_billings_right"].done


def test_it_is_put_right_once_and_told(story: Story) -> None:
    story.membership(billed=7)
    sold(story, PREMIUM, 2)
    with older():
        bought(story, PREMIUM)
    assert story.row(COUNTS) == ["8", "0"]
    assert len(broken(story)) == 1

    assert [a_while_later(story) for _ in range(2)] == [1, 0]

    assert (story.row(COUNTS), broken(story)) == (["8", "9"], [])
    assert story.events().count("billings_put_right") == 1
    assert read_account(story.services, OWNER).membership.billings == Billings(2, 1, ends=False)
    renewed(story, datetime(2025, 7, 10))
    assert (story.row(COUNTS), read_account(story.services, OWNER).membership.next_charge) == (["9", "9"], None)


def test_what_somebody_decided_since_stays(story: Story) -> None:
    story.membership()
    sold(story, PREMIUM, 2)
    with older():
        bought(story, PREMIUM)
    story.clock.at += timedelta(minutes=1)
    story.sql(f"UPDATE {{p}}wu_memberships SET billing_cycles = 20 WHERE id = {MEMBERSHIP}")
    assert (a_while_later(story), story.row(COUNTS), broken(story)) == (0, ["2", "20"], [])


def test_one_that_was_handed_back_stays(story: Story) -> None:
    story.membership()
    sold(story, PREMIUM, 2)
    with older():
        bought(story, PREMIUM)
    hand_back(story.services, BY, MEMBERSHIP)
    take_over(story.services, BY, MEMBERSHIP)
    assert (a_while_later(story), story.row(COUNTS), broken(story)) == (0, ["2", "0"], [])


def test_bought_once_more_it_is_counted_anew_and_an_order_that_waits_is_let_end_first(story: Story) -> None:
    story.membership()
    sold(story, PREMIUM, 1, "end")
    bought(story, PREMIUM)
    story.clock.at = datetime(2025, 7, 15, 11)
    run_all_once(story.services)
    assert story.row(f"status, {COUNTS}") == ["expired", "2", "2"]
    with older():
        bought(story, PREMIUM)
    order = story.quote(PREMIUM, {DISK: 1})
    confirm(story.services, OWNER, order, "manual")

    assert (a_while_later(story), story.row(COUNTS)) == (0, ["3", "2"])
    cancel(story.services, OWNER, order)

    assert (a_while_later(story), story.row(COUNTS)) == (1, ["3", "3"])
    assert read_account(story.services, OWNER).membership.billings == Billings(1, 1, ends=True)


def test_a_renewal_asked_for_beyond_the_last_payment_ends(story: Story) -> None:
    story.membership()
    sold(story, PREMIUM, 1)
    with older():
        bought(story, PREMIUM)
    story.clock.at = datetime(2025, 7, 12)
    with patch.object(billings, "unkept", lambda _: []):
        run_all_once(story.services)
    (asked,) = story.one("SELECT quote_id FROM {p}bridge_changes WHERE kind = 'renewal'")

    assert a_while_later(story) == 1

    assert (story.change(asked), story.slots(), story.row(COUNTS)) == (["void"], 0, ["2", "2"])
    assert (a_while_later(story), story.slots()) == (0, 0)


def test_a_plan_that_an_older_version_sold_without_a_number_is_named_and_left(story: Story) -> None:
    story.membership()
    sold(story, PREMIUM, 2)
    quote = story.quote(PREMIUM)
    story.sql(
        "UPDATE {p}bridge_quotes SET body = JSON_REMOVE(body, '$.quote.after.billings');"
        f" UPDATE {{p}}wu_products SET date_modified = '2025-01-01' WHERE id = {PREMIUM}"
    )
    with older():
        confirm(story.services, OWNER, quote, "manual")
        payments.mark_paid(story.services, ADMIN, story.payment_id(quote))

    assert (a_while_later(story), story.row(COUNTS), broken(story)) == (0, ["2", "0"], [])
    (said,) = taken_without_number(story.services)
    assert f": 1 (the first: {MEMBERSHIP})" in said

    story.sql(f"UPDATE {{p}}wu_memberships SET billing_cycles = 3 WHERE id = {MEMBERSHIP}")
    assert (a_while_later(story), taken_without_number(story.services), story.row(COUNTS)) == (0, [], ["2", "3"])
