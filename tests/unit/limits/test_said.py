"""What is said of limits comes to the same when it was written down and read again; what is spoilt says nothing."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from bridge.limits.effective import Package, effective_limits
from bridge.limits.said import UnreadableSaid, compiled, limitations_of
from tools.limit_cases import CHOSEN, Limitations, cases, worked_out

VECTORS = json.loads((Path(__file__).parents[2] / "vectors/limits/added_up.json").read_text())["cases"]


def again(limitations: Any) -> Any:
    return limitations_of(compiled(limitations))


def added_up(case: dict[str, Any], read: Any) -> dict[str, Any]:
    packages = [Package(read(limitations), times) for limitations, times in case["packages"]]
    overrides = [read(own) for own in (case["membership"], case["site"]) if own is not None]
    return effective_limits(read(case["plan"]), packages, overrides)


@pytest.mark.parametrize("case", CHOSEN.values(), ids=list(CHOSEN))
def test_a_case_that_people_met_comes_to_the_same(case: dict[str, Any]) -> None:
    assert added_up(case, again) == added_up(case, dict)


def test_odd_limitations_come_to_the_same() -> None:
    for case in itertools.islice(cases(seed=11), 3000):
        assert added_up(case, again) == added_up(case, dict), case


def test_what_was_read_again_is_written_alike() -> None:
    limitations = Limitations(seed=12)
    for _ in range(2000):
        text = compiled(limitations.stored(0.7))
        assert text == compiled(limitations_of(text))


def test_plans_that_merge_alike_are_told_apart() -> None:
    five, nine = (added_up(CHOSEN[f"posts off, {n}: the site's switch makes {n} of it"], again) for n in (5, 9))

    assert five["post_types"]["post"]["limit"] == 5
    assert nine["post_types"]["post"]["limit"] == 9


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["name"])
def test_vectors_are_what_is_worked_out(case: dict[str, Any]) -> None:
    stored = {key: case[key] for key in ("plan", "packages", "membership", "site")}

    assert {"name": case["name"], **worked_out(stored)} == case


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"v":2}',
        '{"v":true}',
        '{"v":"1"}',
        '{"v":1',
        '{"v":1,"disk_space":null}',
        '{"v":1,"disk_space":[true,true]}',
        '{"v":1,"disk_space":[true,true,"5"]}',
        '{"v":1,"disk_space":[true,true,-1]}',
        '{"v":1,"disk_space":[true,true,5.0]}',
        '{"v":1,"disk_space":[true,true,true]}',
        '{"v":1,"disk_space":[1,true,5]}',
        '{"v":1,"disk_space":[true,false,5]}',
        '{"v":1,"users":[true,true,[]]}',
        '{"v":1,"users":[true,true,{"editor":5}]}',
        '{"v":1,"plugins":[]}',
        '{"v":1,"plugins":{"a.php":{"behavior":5}}}',
        '{"v":1,"site_templates":[true,5,{}]}',
        '{"v":1,"customer_user_role":5}',
        '{"v":1,"hide_credits":"1"}',
        "[" * 100_000,
    ],
)
def test_a_spoilt_text_is_never_read_as_saying_nothing(text: str) -> None:
    with pytest.raises(UnreadableSaid):
        limitations_of(text)


def test_half_a_character_spoils_no_text() -> None:
    text = compiled({"users": {"limit": {"ed\udce9itor": {"number": 5}}}})

    assert limitations_of(text)["users"]["limit"] == {"ed?itor": {"number": 5}}
