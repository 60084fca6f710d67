"""What held before a change to less goes on for some days, where it is more; PHP is held to the same vectors."""

import json
from pathlib import Path
from typing import Any

import pytest

from bridge.limits.effective import Exceeded, exceeds, grace_for, with_grace

CASES = json.loads((Path(__file__).parents[2] / "vectors/limits/grace.json").read_text())["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_limits_with_what_held_before(case: dict[str, Any]) -> None:
    assert with_grace(case["limits"], case["grace"]) == case["holds"]


def test_of_what_is_above_only_that_is_kept_and_what_was_not_limited_may_be_any_number() -> None:
    before = {"disk_space": {"limit": 500}, "users": {"editor": {"allowed": True, "limit": 3}}}

    kept = grace_for(before, ["disk_space", "sites", "users.author", "plugins.shop.php"])

    assert kept == {
        "disk_space": {"limit": 500},
        "sites": {"limit": None},
        "users": {"author": {"allowed": True, "limit": None}},
        "plugins": {"shop.php": {}},
    }


def test_a_plugin_or_theme_in_use_that_is_locked_is_named_and_one_that_may_stay_is_not() -> None:
    limits = {
        "plugins": {"shop.php": {"behavior": "force_inactive_locked"}, "seo.php": {"behavior": "force_inactive"}},
        "themes": {"bold": {"behavior": "not_available"}},
    }

    found = exceeds(limits, {"plugins": {"shop.php": 1, "seo.php": 1, "other.php": 1}, "themes": {"bold": 1}}, 3)

    assert found == (Exceeded("plugins.shop.php", 1, 0, 3), Exceeded("themes.bold", 1, 0, 3))
