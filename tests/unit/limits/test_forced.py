"""What limits force on a site: the digest that Python looks for is the one that PHP writes, of the same vectors."""

import json
from pathlib import Path
from typing import Any

import pytest

from bridge.limits.effective import Package, effective_limits, with_grace
from bridge.limits.forced import forced_digest, forced_parts, may_matter
from bridge.limits.said import compiled, limitations_of

VECTORS = json.loads((Path(__file__).parents[2] / "vectors/limits/forced.json").read_text())["cases"]


@pytest.mark.parametrize("case", VECTORS, ids=[case["name"] for case in VECTORS])
def test_vectors_are_what_is_worked_out(case: dict[str, Any]) -> None:
    said = case["said"]
    plan, packages = limitations_of(said["plan"]), [limitations_of(text) for text, _ in said["packages"]]
    own = [limitations_of(text) for text in (said["membership"], said["site"]) if text is not None]

    grace = case.get("grace", {})

    limits = effective_limits(plan, [Package(package, 1) for package in packages], own)
    parts = forced_parts(with_grace(limits, grace))

    assert parts == {"role": "", **case["forces"]}
    assert forced_digest([plan, *packages], own, grace) == case["digest"]
    if not parts["role"]:
        assert forced_digest([*packages, plan], own, grace) == case["digest"], "which of them is the plan is no matter"


def test_a_word_that_frees_a_plugin_is_looked_at_though_it_forces_nothing() -> None:
    frees = compiled({"plugins": {"limit": {"a/a.php": {"behavior": "default"}}}})

    role = compiled({"customer_user_role": {"limit": "editor"}})

    assert (may_matter(frees), may_matter(role)) == (True, True)
    assert not may_matter(compiled({"disk_space": {"limit": 5}}))
