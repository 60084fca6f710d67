"""Effective limits: what Ultimate Multisite computes for real rows, and where we differ on purpose."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.limits.effective import Exceeded, Package, effective_limits, exceeds
from bridge.limits.modules import switch
from bridge.store.engine import values

VECTORS = Path(__file__).parents[2] / "vectors"
MERGED = json.loads((VECTORS / "limits" / "limits_merged.json").read_text())
ROWS = json.loads((VECTORS / "companion" / "sample_rows.json").read_text())

PLAN = 5
PACKAGE = 6


def stored(table: str, owner: str, number: int) -> dict[str, Any]:
    texts = [row["meta_value"] for row in ROWS[table] if row[owner] == number and row["meta_key"] == "wu_limitations"]
    read = values.array(texts[0])
    assert read is not None
    return read


def told(composite: dict[str, Any]) -> dict[str, Any]:
    """What Ultimate Multisite computed, in the shape of our quotas."""
    numbers = ("disk_space", "visits", "sites", "domain_mapping")
    return {
        **{name: {"limit": int(composite[name]["limit"])} for name in numbers},
        **{
            name: {key: counted(entry) for key, entry in composite[name]["limit"].items()}
            for name in ("post_types", "users")
        },
        "plugins": composite["plugins"]["limit"],
        "themes": composite["themes"]["limit"],
        "site_templates": {"mode": composite["site_templates"]["mode"], "limit": composite["site_templates"]["limit"]},
        "customer_user_role": composite["customer_user_role"]["limit"],
        "hide_credits": composite["hide_credits"]["enabled"],
    }


def counted(entry: dict[str, Any]) -> dict[str, Any]:
    allowed = switch(entry) is not False
    return {"allowed": allowed, "limit": (int(entry["number"] or 0) or None) if allowed else 0}


def test_a_plan_alone_gives_its_own_limits() -> None:
    plan = stored("wp_wu_productmeta", "wu_product_id", PLAN)

    assert effective_limits(plan) == told(MERGED["product_pro"])


def test_plan_packages_and_membership_give_what_ultimate_multisite_computes() -> None:
    plan = stored("wp_wu_productmeta", "wu_product_id", PLAN)
    package = stored("wp_wu_productmeta", "wu_product_id", PACKAGE)
    membership = stored("wp_wu_membershipmeta", "wu_membership_id", 1)

    limits = effective_limits(plan, [Package(package, 2)], [membership])

    assert limits == told(MERGED["membership_composite"])


def test_the_site_has_the_last_word() -> None:
    plan = stored("wp_wu_productmeta", "wu_product_id", PLAN)
    package = stored("wp_wu_productmeta", "wu_product_id", PACKAGE)
    overrides = [stored("wp_wu_membershipmeta", "wu_membership_id", 1), stored("wp_blogmeta", "blog_id", 3)]

    limits = effective_limits(plan, [Package(package, 2)], overrides)

    assert limits == told(MERGED["site_composite"])


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        ({"enabled": True, "limit": "0"}, {"limit": None}),
        ({"enabled": True, "limit": ""}, {"limit": None}),
        ({"enabled": True, "limit": None}, None),
        ({"enabled": False, "limit": "100"}, None),
        ({"enabled": True, "limit": "100"}, {"limit": 350}),
    ],
)
def test_a_package_never_takes_anything_away(plan: dict[str, Any], expected: Any) -> None:
    package = Package({"disk_space": {"enabled": True, "limit": 250}}, 1)

    limits = effective_limits({"disk_space": plan}, [package])

    assert limits.get("disk_space") == expected


def test_a_module_that_the_plan_lacks_is_not_limited_by_a_package() -> None:
    assert effective_limits({}, [Package({"visits": {"limit": 1000}}, 1)]) == {}


def test_an_unlimited_package_makes_unlimited() -> None:
    limits = effective_limits({"visits": {"limit": 100}}, [Package({"visits": {"limit": 0}}, 1)])

    assert limits == {"visits": {"limit": None}}


def test_what_a_package_allows_is_allowed() -> None:
    plan = {"users": {"enabled": True, "limit": {"editor": {"enabled": False, "number": ""}}}}
    package = Package({"users": {"limit": {"editor": {"enabled": True, "number": "2"}}}}, 3)

    limits = effective_limits(plan, [package])

    assert limits == {"users": {"editor": {"allowed": True, "limit": 6}}}


def test_a_disabled_entry_of_a_package_takes_nothing() -> None:
    plan = {"users": {"enabled": True, "limit": {"editor": {"enabled": True, "number": "2"}}}}
    package = Package({"users": {"limit": {"editor": {"enabled": False, "number": "5"}}}}, 1)

    assert effective_limits(plan, [package]) == {"users": {"editor": {"allowed": True, "limit": 2}}}


def test_one_package_with_a_rule_for_one_plugin_keeps_the_plans_rules_for_the_others() -> None:
    plan = {"plugins": {"enabled": False, "limit": {"a/a.php": {"visibility": "visible", "behavior": "force_active"}}}}
    package = Package({"plugins": {"limit": {"b/b.php": {"visibility": "hidden", "behavior": "default"}}}}, 1)

    limits = effective_limits(plan, [package])

    assert list(limits["plugins"]) == ["a/a.php", "b/b.php"]


def test_the_order_of_packages_decides_nothing() -> None:
    plan = {"plugins": {"limit": {"a/a.php": {"visibility": "visible", "behavior": "default"}}}}
    weak = Package({"plugins": {"limit": {"a/a.php": {"visibility": "hidden", "behavior": "force_inactive"}}}}, 1)
    strong = Package({"plugins": {"limit": {"a/a.php": {"visibility": "visible", "behavior": "force_active"}}}}, 1)

    limits = effective_limits(plan, [weak, strong])

    assert limits == effective_limits(plan, [strong, weak])
    assert limits["plugins"]["a/a.php"] == {"visibility": "hidden", "behavior": "force_active"}


def test_an_override_limits_what_the_plan_leaves_free() -> None:
    assert effective_limits({}, [], [{"sites": {"limit": "2"}}]) == {"sites": {"limit": 2}}


def test_an_override_switched_off_lifts_a_limit() -> None:
    assert effective_limits({"sites": {"limit": "2"}}, [], [{"sites": {"enabled": False}}]) == {}


def test_domain_mapping_knows_any_and_none() -> None:
    assert effective_limits({"domain_mapping": {"enabled": True, "limit": False}}) == {"domain_mapping": {"limit": 0}}
    assert effective_limits({"domain_mapping": {"enabled": True, "limit": True}}) == {"domain_mapping": {"limit": None}}


def test_use_above_a_limit_is_told_with_both_figures() -> None:
    limits = {
        "disk_space": {"limit": 100},
        "users": {"editor": {"allowed": False, "limit": 0}},
        "visits": {"limit": None},
    }

    found = exceeds(limits, {"disk_space": 100.5, "users": {"editor": 1, "author": 9}, "visits": 10**9}, 7)

    assert found == (Exceeded("disk_space", 100.5, 100, 7), Exceeded("users.editor", 1, 0, 7))


def test_use_at_a_limit_is_not_above_it() -> None:
    assert exceeds({"disk_space": {"limit": 100}}, {"disk_space": 100.0}) == ()


NUMBERS = st.one_of(st.none(), st.just(""), st.integers(0, 50), st.integers(0, 50).map(str))
MODULES = st.fixed_dictionaries({}, optional={"enabled": st.booleans(), "limit": NUMBERS})
STORED = st.fixed_dictionaries({}, optional={"disk_space": MODULES, "visits": MODULES})


@given(STORED, STORED, st.integers(1, 9))
def test_more_packages_never_lower_a_number(plan: Any, package: Any, quantity: int) -> None:
    before = effective_limits(plan)

    after = effective_limits(plan, [Package(package, quantity)])

    for name in ("disk_space", "visits"):
        held, now = before.get(name, {"limit": None})["limit"], after.get(name, {"limit": None})["limit"]
        assert now is None or (held is not None and now >= held)


def test_what_products_came_to_is_told_again_and_an_override_is_heard_all_the_same() -> None:
    plan, package = {"disk_space": {"enabled": True, "limit": 100}}, {"disk_space": {"enabled": True, "limit": 50}}
    own = {"disk_space": {"enabled": True, "limit": 7}}

    first = effective_limits(plan, [Package(package, 1)])
    first["disk_space"] = "altered by whoever asked"

    assert effective_limits(plan, [Package(package, 1)])["disk_space"] == {"limit": 150}
    assert effective_limits(plan, [Package(package, 2)])["disk_space"] == {"limit": 200}
    assert effective_limits(plan, [Package(package, 1)], [{}, own])["disk_space"] == {"limit": 7}
    assert effective_limits(plan)["disk_space"] == {"limit": 100}
    assert effective_limits({**plan, "disk_space": {"enabled": True, "limit": 1}})["disk_space"] == {"limit": 1}
