"""Where a limit comes from: each voice and what it makes of it; what is paid for and has no effect is pointed out."""

from __future__ import annotations

import itertools
from typing import Any

from bridge.limits.effective import Package, effective_limits
from bridge.limits.origin import Origin, Voice, is_limit, origin
from tools.limit_cases import cases

DISK = "disk_space"
PLAN = Voice("plan", 5, {DISK: {"enabled": True, "limit": "500"}}, "Pro")
MORE = Voice("package", 6, {DISK: {"limit": 250}}, "More", 2)


def own(number: Any, who: str = "membership") -> Voice:
    return Voice("site" if who == "site" else "membership", 9, {DISK: {"enabled": True, "limit": number}})


def holds(found: Origin) -> list[Any]:
    return [step.holds and step.holds["limit"] for step in found.steps]


def test_each_voice_is_told_with_what_it_makes_of_the_limit() -> None:
    found = origin(DISK, PLAN, [MORE], [own(2000), own(100, "site")])

    assert holds(found) == [500, 1000, 2000, 100]
    assert [step.who for step in found.steps] == ["plan", "package", "membership", "site"]
    assert [step.says for step in found.steps][:2] == [[True, True, 500], [None, False, 250]]
    assert found.holds == {"limit": 100}


def test_who_says_nothing_changes_nothing() -> None:
    found = origin(DISK, PLAN, [MORE], [Voice("membership", 9, {})])

    assert [step.changes for step in found.steps] == [True, True, False]
    assert found.steps[2].says is None
    assert found.void == ()


def test_an_own_value_makes_a_bought_package_void() -> None:
    found = origin(DISK, PLAN, [MORE], [own(2000)])

    assert [(void.who, void.id, void.by, void.by_id, void.given) for void in found.void] == [
        ("package", 6, "membership", 9, {"limit": 1000})
    ]


def test_an_own_value_below_the_plans_makes_the_plan_void_too() -> None:
    found = origin(DISK, PLAN, [], [own(200, "site")])

    assert [(void.who, void.id, void.by) for void in found.void] == [("plan", 5, "site")]


def test_an_own_value_that_gives_more_than_the_plan_makes_no_plan_void() -> None:
    assert origin(DISK, PLAN, [], [own(2000)]).void == ()
    assert origin(DISK, PLAN, [], [own("0")]).void == ()


def test_an_unlimited_plan_is_not_made_void_by_its_package() -> None:
    unlimited = Voice("plan", 5, {DISK: {"enabled": True, "limit": "0"}})

    assert origin(DISK, unlimited, [MORE], []).void == ()
    assert origin(DISK, unlimited, [MORE], [own(5)]).void[0].who == "plan"


def test_the_last_own_word_is_named() -> None:
    assert origin(DISK, PLAN, [MORE], [own(700), own(800, "site")]).void[0].by == "site"
    assert origin(DISK, PLAN, [MORE], [own(700), Voice("site", 3, {})]).void[0].by == "membership"


def test_entries_and_choices_are_told_like_numbers() -> None:
    plan = Voice(
        "plan",
        5,
        {
            "users": {"enabled": True, "limit": {"editor": {"enabled": False, "number": 3}}},
            "plugins": {"enabled": False, "limit": {"a/b.php": {"behavior": "force_active"}}},
            "site_templates": {"enabled": True, "limit": {"3": {"behavior": "available"}}},
        },
    )

    assert origin("users.editor", plan, [], []).holds == {"allowed": False, "limit": 0}
    assert origin("users.editor", plan, [], []).steps[0].says == [False, True, 3]
    assert origin("plugins.a/b.php", plan, [], []).holds == {"behavior": "force_active"}
    assert origin("site_templates.3", plan, [], []).holds == {"behavior": "available"}
    assert origin("users.author", plan, [], []).holds is None


def test_the_last_step_is_what_holds_in_odd_cases_too() -> None:
    for case in itertools.islice(cases(seed=4), 300):
        packages = [Voice("package", at, stored, "", times) for at, (stored, times) in enumerate(case["packages"])]
        overrides = [Voice("site", at, own) for at, own in enumerate((case["membership"], case["site"])) if own]
        limits = effective_limits(
            case["plan"],
            [Package(voice.limitations, voice.quantity) for voice in packages],
            [voice.limitations for voice in overrides],
        )
        for limit in ("disk_space", "visits", "post_types.post", "users.editor"):
            module, _, name = limit.partition(".")
            expected = limits.get(module, {}).get(name) if name else limits.get(module)
            assert origin(limit, Voice("plan", 1, case["plan"]), packages, overrides).holds == expected


def test_what_names_no_limit_is_told() -> None:
    assert not any(map(is_limit, ("", "disk", "disk_space.", "disk_space.x", "users", "users.", "v")))


def test_of_what_is_no_number_a_plan_that_says_nothing_is_not_without_effect() -> None:
    forced = {"plugins": {"limit": {"egen/egen.php": {"behavior": "force_active"}}}}

    assert origin("plugins.egen/egen.php", PLAN, [MORE], [Voice("site", 9, forced)]).void == ()
