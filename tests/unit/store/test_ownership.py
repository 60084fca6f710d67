"""What somebody else wrote into a row, column by column: any mixture of old states, ours, and decisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.store.external_edits import MARK, Written, compare, fields_of
from bridge.store.ownership import ScheduledElsewhere, read_swap
from bridge.store.terms import HeldMembership, billing_columns

PLANS = {1, 2, 3, 4}
ROW = HeldMembership(
    id=501, customer_id=601, user_id=7, plan_id=2, addons={}, addons_stored="a:0:{}", currency="SEK",
    initial_amount=Decimal("99.0000"), recurring=True, auto_renew=False, duration=1, duration_unit="month",
    amount=Decimal("99.0000"), date_created=datetime(2025, 1, 1), date_activated=None, date_trial_end=None,
    date_renewed=datetime(2025, 6, 1), date_cancellation=None, date_expiration=datetime(2025, 7, 1), times_billed=1,
    billing_cycles=0, status="active", gateway="manual",
)  # fmt: skip
OURS = replace(
    ROW, plan_id=3, addons={5: 2}, amount=Decimal(199), gateway="bridge", auto_renew=True, times_billed=2,
    date_renewed=datetime(2025, 6, 15, 10), date_expiration=datetime(2025, 7, 15, 10),
)  # fmt: skip

#: A decision for each column that one can be made of: neither what was before nor what we wrote.
DECIDED: dict[str, Any] = {
    "plan_id": 4,
    "addons": {5: 1, 6: 3},
    "amount": Decimal("150.5000"),
    "initial_amount": Decimal(1),
    "duration": 3,
    "duration_unit": "year",
    "recurring": False,
    "billing_cycles": 12,
    "times_billed": 7,
    "date_expiration": datetime(2030, 1, 1),
    "date_renewed": None,
    "date_trial_end": datetime(2025, 6, 20),
    "status": "cancelled",
}
COLUMN = {"addons": "addon_products"}
#: What our last writing changed, and so what an old state differs in.
LOST = ("plan_id", "addons", "amount", "gateway", "auto_renew", "times_billed", "date_renewed", "date_expiration")


def written() -> Written:
    """What is kept of our writing."""
    was, now = billing_columns(ROW), billing_columns(OURS)
    return Written({name: text for name, text in was.items() if text != now[name]}, now)


@given(old=st.sets(st.sampled_from(LOST)), decided=st.sets(st.sampled_from(sorted(DECIDED))))
def test_any_mixture_is_told_apart_column_by_column(old: set[str], decided: set[str]) -> None:
    stale = {name: getattr(ROW, name) for name in old - decided}
    found = replace(OURS, **stale, **{name: DECIDED[name] for name in decided})

    edit = compare(billing_columns(found), written(), PLANS)

    lost = {COLUMN.get(name, name) for name in old - decided}
    meant = {COLUMN.get(name, name) for name in decided}
    assert (set(edit.restored), set(edit.accepted)) == (lost, meant) if edit else (not lost and not meant)
    if edit:
        after = replace(found, **fields_of(edit.restored))
        assert billing_columns(after) == {**billing_columns(OURS), **edit.accepted}


@given(
    amount=st.none() | st.decimals(0, 10**6, places=4),
    addons=st.none() | st.dictionaries(st.integers(1, 50), st.integers(1, 9), max_size=4),
    end=st.none() | st.datetimes(datetime(1000, 1, 1), datetime(9999, 12, 31)),
    unit=st.none() | st.sampled_from(("day", "week", "month", "year")),
)
def test_a_row_is_read_back_from_its_columns(
    amount: Decimal | None, addons: dict[int, int] | None, end: datetime | None, unit: str | None
) -> None:
    end = end.replace(microsecond=0) if end else None
    row = replace(OURS, amount=amount, addons=addons, addons_stored="a:x", date_expiration=end, duration_unit=unit)

    again = replace(OURS, **{"addons_stored": "a:x"} | fields_of(billing_columns(row)))

    assert billing_columns(again) == billing_columns(row)
    assert again == replace(row, amount=again.amount)


@pytest.mark.parametrize("column", sorted(MARK))
@pytest.mark.parametrize("to", ["manual", "free", "", "something"])
def test_the_mark_alone_is_never_a_decision(column: str, to: str) -> None:
    found = replace(OURS, **({"gateway": to} if column == "gateway" else {"auto_renew": False}))

    edit = compare(billing_columns(found), written(), PLANS)

    assert edit is not None
    assert (set(edit.restored), edit.accepted) == ({column}, {})


@pytest.mark.parametrize(
    ("gateway", "subscription", "takes_away"),
    [
        ("stripe", "sub_1", True),
        ("stripe", "", False),
        ("bridge", "sub_1", False),
        ("manual", "sub_1", False),
    ],
)
def test_a_new_subscription_takes_the_membership_away(gateway: str, subscription: str, takes_away: bool) -> None:  # noqa: FBT001 (a column of the table above)
    found = replace(OURS, gateway=gateway, gateway_subscription_id=subscription)

    edit = compare(billing_columns(found), written(), PLANS)

    assert edit is not None
    assert edit.takes_away is takes_away


def test_the_subscription_that_it_had_before_it_was_ours_is_an_old_state() -> None:
    before = replace(ROW, gateway="stripe", gateway_subscription_id="sub_0")
    was, now = billing_columns(before), billing_columns(OURS)
    kept = Written({name: text for name, text in was.items() if text != now[name]}, now)

    edit = compare(billing_columns(before), kept, PLANS)

    assert edit is not None
    assert (edit.takes_away, edit.accepted) == (False, {})


CART = (
    'a:1:{s:10:"line_items";a:2:{i:0;a:2:{s:10:"product_id";i:3;s:8:"quantity";i:1;}'
    'i:1;a:2:{s:10:"product_id";s:1:"5";s:8:"quantity";s:1:"2";}}}'
)


@pytest.mark.parametrize(
    ("order", "date", "expected"),
    [
        ('a:1:{s:7:"plan_id";i:3;}', "2025-07-01 00:00:00", ScheduledElsewhere(3, {}, datetime(2025, 7, 1))),
        ("b:x", "soon", ScheduledElsewhere(None, {}, None)),
        (
            CART,
            "2025-07-01 00:00:00",
            ScheduledElsewhere(3, {5: 2}, datetime(2025, 7, 1)),
        ),
    ],
)
def test_a_swap_is_read_as_far_as_it_can_be(order: str, date: str, expected: ScheduledElsewhere) -> None:
    assert read_swap(order, date, PLANS) == expected
