"""How many of an add-on are wanted, as somebody typed it: read here, and refused in one way for whoever asks."""

import doctest

import pytest

from bridge.changes import routes
from bridge.changes.routes import QuoteRequest, quantity_of
from bridge.errors import QuantityUnreadable

READ = {"0": 0, "": 0, " 2 ": 2, "9999": 9999, "007": 7, "9\u00a0999": 9999, "9,999": 9999, "9'999": 9999}
REFUSED = [
    "99999999", "10000", "1.5", "1,5", "-2", "\u22122", "abc", "1e3", "0x10", "2 pieces", "\u0663", "NaN", "9" * 20,
]  # fmt: skip


@pytest.mark.parametrize(("typed", "quantity"), READ.items())
def test_a_whole_number_is_read_however_its_digits_are_grouped(typed: str, quantity: int) -> None:
    assert quantity_of(typed) == quantity


@pytest.mark.parametrize("typed", [*REFUSED, -1, 10_000])
def test_anything_else_is_refused_with_what_was_typed(typed: int | str) -> None:
    body = QuoteRequest.model_validate({"membership_id": 7, "plan_id": 3, "addons": {"6": typed, "7": "2"}})

    with pytest.raises(QuantityUnreadable) as refused:
        body.selection()

    assert refused.value.params == {"typed": str(typed), "most": 9999}


def test_what_is_wanted_none_of_is_left_out() -> None:
    wanted = {"6": "2", "7": "0", "8": 0, "9": ""}
    body = QuoteRequest.model_validate({"membership_id": 7, "plan_id": 3, "addons": wanted})

    assert body.selection().addons == {6: 2}


def test_the_examples_are_true() -> None:
    assert doctest.testmod(routes).failed == 0
