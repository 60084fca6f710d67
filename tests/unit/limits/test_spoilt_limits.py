"""Stored limits that nobody can read, and those that were never set: nothing becomes unlimited by them."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.limits.effective import Package, effective_limits
from bridge.limits.modules import allowance, read_statement

NUMBERS = json.loads((Path(__file__).parents[2] / "vectors/limits/numbers.json").read_text())["numbers"]


def meaning(value: Any) -> Any:
    read = allowance(value)
    if not read.readable:
        return "unreadable"
    if not read.configured:
        return "unsaid"
    return {None: "unlimited", 0: "none"}.get(read.number, read.number)


@pytest.mark.parametrize(("stored", "expected"), NUMBERS)
def test_a_stored_number_says_what_php_reads_in_it_too(stored: Any, expected: Any) -> None:
    assert meaning(stored) == expected


@pytest.mark.parametrize("stored", [math.inf, -math.inf, math.nan, 10**400, {"a": 1}, b"5"])
def test_what_is_no_finite_number_is_unreadable(stored: Any) -> None:
    assert meaning(stored) == "unreadable"


def test_a_limit_with_a_unit_is_named_and_the_last_readable_one_holds() -> None:
    said = read_statement({"disk_space": {"enabled": True, "limit": "5 GB"}}, {"disk_space": {"limit": "500"}})

    assert effective_limits(said.limitations) == {"disk_space": {"limit": 500}}
    assert [(part.part, part.stored, part.held) for part in said.unreadable] == [("disk_space", "5 GB", True)]


def test_only_the_post_type_that_is_spoilt_is_as_it_was_before() -> None:
    entries = {"post": {"enabled": True, "number": "0.5"}, "page": {"enabled": True, "number": "9"}}
    known = {"post_types": {"enabled": True, "limit": {"post": {"number": "3"}, "page": {"number": "4"}}}}

    said = read_statement({"post_types": {"enabled": True, "limit": entries}}, known)

    limits = effective_limits(said.limitations)["post_types"]
    assert {name: entry["limit"] for name, entry in limits.items()} == {"post": 3, "page": 9}
    assert [part.part for part in said.unreadable] == ["post_types.post"]


def test_limitations_that_are_no_array_are_all_as_they_were_before() -> None:
    said = read_statement("a:1:{s:3", {"sites": {"limit": "2"}})

    assert effective_limits(said.limitations) == {"sites": {"limit": 2}}
    assert [part.part for part in said.unreadable] == [""]


@pytest.mark.parametrize("nothing", [None, "", {}, False, 0])
def test_limitations_that_were_never_written_are_readable_and_say_nothing(nothing: Any) -> None:
    assert read_statement(nothing, {"sites": {"limit": "2"}}) == read_statement({})


ODD = st.one_of(
    st.none(), st.booleans(), st.sampled_from(["", " ", "0", "5 GB", "0.5", "x", "1,0", "-5", "1e999", "NaN", "[]"]),
    st.floats(), st.integers(-9, -2), st.just({}), st.just({"0": "5"}), st.text(max_size=6),
)  # fmt: skip
SWITCH = st.one_of(st.just(""), st.none(), st.sampled_from(["perhaps", "2x", " "]))
ODD_NUMBER = st.fixed_dictionaries({"enabled": SWITCH, "limit": ODD})
ODD_ENTRY = st.fixed_dictionaries({"enabled": SWITCH, "number": ODD})
ODD_COUNTED = st.fixed_dictionaries(
    {"enabled": SWITCH, "limit": st.one_of(ODD, st.fixed_dictionaries({"post": st.one_of(ODD_ENTRY, ODD)}))}
)
ODD_LIMITATIONS = st.one_of(
    ODD.filter(lambda value: value is not True),
    st.fixed_dictionaries(
        {}, optional={"disk_space": st.one_of(ODD_NUMBER, ODD), "post_types": st.one_of(ODD_COUNTED, ODD)}
    ),
)
PLAN = {
    "disk_space": {"enabled": True, "limit": "200"},
    "post_types": {"enabled": True, "limit": {"post": {"enabled": True, "number": "100"}}},
}


def says_unlimited(value: Any) -> bool:
    """Whether somewhere in it a readable "any number" is said, which odd values may happen to be."""
    if isinstance(value, dict):
        return any(says_unlimited(part) for part in value.values())
    return value is True or (allowance(value).is_unlimited and value not in ("", " ", "0", 0))


def numbers(limits: dict[str, Any]) -> tuple[Any, Any]:
    disk = limits.get("disk_space", {"limit": None})["limit"]
    return disk, limits.get("post_types", {}).get("post", {"limit": None})["limit"]


def is_looser(limits: dict[str, Any], than: tuple[int, int], said: Any) -> bool:
    found = [(now, before) for now, before in zip(numbers(limits), than, strict=True)]
    return any(now is None or (now > before and str(now) not in str(said)) for now, before in found)


@given(ODD_LIMITATIONS, ODD_LIMITATIONS)
def test_odd_values_of_membership_and_site_never_loosen_a_plan(membership: Any, site: Any) -> None:
    if says_unlimited(membership) or says_unlimited(site):
        return

    limits = effective_limits(PLAN, [], [read_statement(own).limitations for own in (membership, site)])

    assert not is_looser(limits, (200, 100), (membership, site))


@given(ODD_LIMITATIONS)
def test_odd_values_of_a_package_never_make_anything_unlimited(package: Any) -> None:
    if says_unlimited(package):
        return

    limits = effective_limits(PLAN, [Package(read_statement(package).limitations, 1)])

    assert None not in numbers(limits)


@given(st.sampled_from(["disk_space", "post_types"]), ODD)
def test_a_plan_that_is_spoilt_limits_as_it_did_before(name: str, odd: Any) -> None:
    spoilt = {"enabled": True, "limit": odd} if name == "disk_space" else {
        "enabled": True, "limit": {"post": {"enabled": True, "number": odd}}
    }  # fmt: skip
    if allowance(odd).readable:
        return

    limits = effective_limits(read_statement({**PLAN, name: spoilt}, PLAN).limitations)

    assert numbers(limits) == (200, 100)
