"""What a transaction has locked is one value, also where its membership was deleted."""

from datetime import datetime
from typing import Any, cast

import pytest

from bridge.changes.transaction import Hold
from bridge.errors import MembershipUnknown
from bridge.people import WORKER
from bridge.store.locks import Balance, Locked

NOTHING_LEFT = Locked(Balance(700, 200), row=None, facts=None)


def hold(locked: Locked) -> Hold:
    """A hold of membership 501, whose customer is 601."""
    return Hold(cast("Any", None), datetime(2025, 6, 15, 10), WORKER, 501, 601, 9601, locked)


def test_a_membership_that_is_gone_leaves_its_customer_and_their_free_credit() -> None:
    held = hold(NOTHING_LEFT)

    assert held.is_gone
    assert (held.membership_id, held.customer_id, held.free_credit_minor) == (501, 601, 500)


@pytest.mark.parametrize("part", ["row", "facts"])
def test_nothing_is_read_of_a_membership_that_is_gone(part: str) -> None:
    with pytest.raises(MembershipUnknown) as refused:
        getattr(hold(NOTHING_LEFT), part)

    assert refused.value.params == {"membership_id": 501}
