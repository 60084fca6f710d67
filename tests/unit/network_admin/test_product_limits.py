"""The limits of a product as people edit them: what was meant is written, what nobody edits here stays as it is."""

import json
from pathlib import Path
from typing import Any

import pytest

from bridge.limits.modules import COUNTED, NUMBERS
from bridge.network_admin.product_fields import LIMITS, Said, limits_of, with_limits

VECTORS = json.loads((Path(__file__).parents[2] / "vectors/limits/numbers.json").read_text())["numbers"]
PLAN: dict[str, Any] = {
    "disk_space": {"enabled": True, "limit": "500"},
    "visits": {"enabled": False, "limit": "10000"},
    "domain_mapping": {"enabled": True, "limit": False, "mode": "default"},
    "post_types": {
        "enabled": True,
        "limit": {
            "post": {"enabled": True, "number": "50", "seen": "by another tool"},
            "page": {"enabled": False, "number": "5"},
            "event": {"enabled": True, "number": ""},
        },
    },
    "users": {"enabled": False, "limit": {"editor": {"enabled": False, "number": "2"}}},
    "plugins": {"enabled": False, "limit": {"akismet/akismet.php": {"behavior": "force_active"}}},
    "from_another_tool": {"x": 1.5},
}


def written(limitations: dict[str, Any], *, adding: bool = False, **wanted: Any) -> dict[str, Any]:
    """What is stored after an edit that nothing is wrong with."""
    result, errors = with_limits(limitations, wanted, adding=adding)
    assert errors == []
    return result


def refused(*, adding: bool = False, **wanted: Any) -> list[tuple[str, str]]:
    """What is wrong with an edit."""
    return [(one["path"], one["code"]) for one in with_limits({}, wanted, adding=adding)[1]]


def test_the_table_names_every_limit_that_is_counted_once() -> None:
    assert tuple(limit.name for limit in LIMITS) == (*NUMBERS, *COUNTED)


@pytest.mark.parametrize(("stored", "means"), VECTORS, ids=lambda one: str(one)[:20])
def test_a_stored_number_says_in_the_form_what_the_service_reads_in_it(stored: Any, means: Any) -> None:
    said = limits_of({"domain_mapping": {"enabled": True, "limit": stored}}, adding=False)["domain_mapping"]

    expected = {"unsaid": (None, False), "unlimited": (None, False), "none": (None, True)}
    if means == "unreadable":
        assert said.unreadable is not None
    else:
        assert (said.number, said.flag) == expected.get(means, (means, False))
        assert said.unreadable is None


def test_what_a_plan_allows_is_shown() -> None:
    said = limits_of(PLAN, adding=False)

    assert (said["disk_space"], said["visits"], said["domain_mapping"]) == (Said(500), Said(), Said(flag=True))
    assert said["post_types"] == {"post": Said(50), "page": Said(flag=True), "event": Said()}
    assert said["users"] == {"editor": Said()}


@pytest.mark.parametrize("adding", [False, True])
def test_what_is_shown_sent_back_changes_nothing(adding: bool) -> None:  # noqa: FBT001 (a parameter of the test)
    assert written(PLAN, adding=adding, **limits_of(PLAN, adding=adding)) == PLAN


def test_a_changed_number_is_written_as_the_tables_hold_it_and_nothing_else_moves() -> None:
    after = written(PLAN, post_types={**limits_of(PLAN, adding=False)["post_types"], "post": Said(1000)})

    post = {"enabled": True, "number": "1000", "seen": "by another tool"}
    limit = {**PLAN["post_types"]["limit"], "post": post}
    assert after == {**PLAN, "post_types": {"enabled": True, "limit": limit}}


def test_a_module_that_was_off_begins_to_hold_only_as_the_form_showed_it() -> None:
    after = written(PLAN, users={**limits_of(PLAN, adding=False)["users"], "author": Said(3)})

    limit = {"editor": {"enabled": True, "number": ""}, "author": {"enabled": True, "number": "3"}}
    assert after["users"] == {"enabled": True, "limit": limit}


def test_zero_means_none_where_none_can_be_and_is_refused_elsewhere() -> None:
    after = written(PLAN, post_types={"post": Said(0)}, domain_mapping=Said(0))

    assert after["post_types"]["limit"]["post"]["enabled"] is False
    assert after["domain_mapping"] == PLAN["domain_mapping"]
    assert refused(disk_space=Said(0)) == [("limits.disk_space", "zero_would_be_unlimited")]
    assert refused(disk_space=Said(flag=True)) == [("limits.disk_space", "zero_would_be_unlimited")]


def test_a_package_says_unlimited_by_its_tick_and_nothing_by_an_empty_field() -> None:
    stored = {"visits": {"enabled": True, "limit": "100"}, "disk_space": {"limit": "250"}}
    assert limits_of(stored, adding=True)["disk_space"] == Said(250)

    after = written(stored, adding=True, visits=Said(flag=True), disk_space=Said())

    assert after == {"visits": {"enabled": True, "limit": ""}}


def test_a_package_that_adds_nothing_to_a_role_says_nothing_of_it() -> None:
    stored = {"users": {"limit": {"editor": {"number": "2"}, "author": {"number": "3"}}}}

    after = written(stored, adding=True, users={"editor": Said(), "author": Said(3)})

    assert after == {"users": {"enabled": True, "limit": {"author": {"number": "3"}}}}


def test_a_number_beside_a_tick_is_refused() -> None:
    assert refused(domain_mapping=Said(2, flag=True)) == [("limits.domain_mapping", "number_and_not_allowed")]
    assert refused(adding=True, visits=Said(2, flag=True)) == [("limits.visits", "number_and_unlimited")]
    assert refused(users={"editor": Said(2, flag=True)}) == [("limits.users.editor", "number_and_not_allowed")]


def test_what_cannot_be_read_is_shown_as_it_is_stored() -> None:
    stored = {"disk_space": {"enabled": True, "limit": "5 GB"}, "users": {"limit": {"editor": {"number": "two"}}}}

    said = limits_of(stored, adding=False)

    assert (said["disk_space"].unreadable, said["users"]["editor"].unreadable) == ("5 GB", "two")
    assert written(stored, **said) == stored
