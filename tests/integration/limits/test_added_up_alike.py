"""The plugin and the service add up what is said of limits alike, in cases that nobody thought of."""

from __future__ import annotations

import itertools
import json
import subprocess
from pathlib import Path

from tools.limit_cases import cases, worked_out

SCRIPT = Path(__file__).parents[3] / "tools/network/php/limits_alike.php"


def test_odd_limits_come_to_the_same_in_both_languages() -> None:
    made = (worked_out(case) for case in itertools.islice(cases(seed=2026), 3000))
    lines = "".join(json.dumps({"said": case["said"], "limits": case["limits"]}) + "\n" for case in made)

    found = subprocess.run(["php", SCRIPT], input=lines, capture_output=True, text=True, timeout=60, check=False)

    assert found.stdout.startswith("3000 alike, 0 different"), found.stderr
