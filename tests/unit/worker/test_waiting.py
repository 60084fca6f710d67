"""An item of the worker's that needs a stored number which cannot be read waits, and stops no other."""

from __future__ import annotations

import pytest

from bridge.pricing.refusal import UNKNOWN, NotKnown, RefusalCode
from bridge.tasks import Counts, each


@pytest.mark.parametrize("code", sorted(UNKNOWN))
def test_an_item_with_an_unknown_number_waits_rested_and_the_others_are_done(code: RefusalCode) -> None:
    done: list[int] = []
    rested: list[int] = []

    def work(item: int) -> bool:
        if item == 2:
            raise NotKnown(code)
        done.append(item)
        return True

    counts = each("carry_out_due", [1, 2, 3], work, rested.append)

    assert (counts, done, rested) == (Counts(done=2, left=1), [1, 3], [2])
