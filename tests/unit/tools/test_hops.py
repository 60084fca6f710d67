"""./dev hops: what is counted."""

import sys

from bridge.pricing.calendar import Period
from bridge.store.engine.values import canonical
from tools.network.hops import Hops, counted, row, rule


def test_a_function_that_is_entered_counts_once_with_its_file() -> None:
    with counted() as hops:
        canonical({"a": 1})
        canonical({"b": 2})

    assert [code.co_name for code in hops.entered] == ["canonical"]
    assert [name.partition("/bridge/")[2] for name in hops.files] == ["store/engine/values.py"]


def test_what_only_defines_a_value_is_not_on_the_way() -> None:
    with counted() as hops:
        Period(1, "month")

    assert hops.files == set()


def test_what_is_entered_before_or_after_does_not_count() -> None:
    canonical({})
    with counted() as hops:
        pass
    canonical({})

    assert hops.entered == set()


def test_who_was_told_of_calls_before_is_told_again() -> None:
    before = sys.getprofile()
    with counted():
        assert sys.getprofile() is not before

    assert sys.getprofile() is before


def test_a_row_says_how_much_somebody_has_to_open() -> None:
    with counted() as hops:
        canonical({})

    described = row("write", hops)

    assert (described["files"], described["functions"], described["entered"]) == (1, 1, ["store/engine/values.py"])
    assert described["lines"] > 1
    assert row("rest", Hops()) == {"request": "rest", "files": 0, "lines": 0, "functions": 0, "entered": []}


def test_a_number_in_an_address_stands_for_any() -> None:
    assert rule("/v1/network/payments/17/mark-paid") == "/v1/network/payments/…/mark-paid"
