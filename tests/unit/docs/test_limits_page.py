"""The page of limits names a test for each way in; each of them is there."""

from __future__ import annotations

import re

from tests.unit.docs.page import ROOT

PAGE = ROOT / "docs" / "limits.md"


def test_every_test_that_holds_a_way_is_there() -> None:
    places = [*(ROOT / "tests" / "integration" / "limits").glob("*.py"), *(ROOT / "tests" / "e2e").glob("*.py")]
    there = {name for place in places for name in re.findall(r"^def (test_\w+)\(", place.read_text(), re.MULTILINE)}
    named = set(re.findall(r"`(test_\w+)`", PAGE.read_text()))

    assert len(named) > 50
    assert sorted(named - there) == []
