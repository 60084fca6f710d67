"""What the connection check says of a problem: how bad it is, and the command that mends it as it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, get_args

import pytest

from bridge.operations.check import WORDS, Enforcement, Problem, ProblemCode, State, problems
from bridge.operations.connection import finding_of

#: Codes, what they are told with, and the command; any other has none.
COMMANDS: dict[str, tuple[dict[str, Any], str]] = {
    "schema_out_of_date": ({"current": 1, "wanted": 3}, "bridge migrate"),
    "network_is_a_copy": ({"differences": ["url"]}, "bridge adopt --as staging"),
    "worker_never_ran": ({}, "bridge worker"),
    "worker_not_running": ({"last_run_at": "2026-01-15"}, "bridge worker"),
    "service_key_missing": ({}, "bridge keys make-service-key"),
    "service_key_retired": ({"kid": "abc"}, "bridge keys make-service-key"),
    "service_key_pending": ({"kid": "-abc"}, "bridge keys approve -- -abc"),
    "plugin_key_pending": ({"kids": ["a", "-b"]}, "bridge keys approve a\nbridge keys approve -- -b"),
}
STOPS_EVERYTHING = {
    "database_unreachable", "schema_out_of_date", "schema_too_new", "service_key_missing", "service_key_pending",
    "service_key_retired",
}  # fmt: skip


@pytest.mark.parametrize("code", get_args(ProblemCode))
def test_a_problem_is_told_with_its_weight_and_the_command_that_mends_it(code: ProblemCode) -> None:
    params, command = COMMANDS.get(code, ({}, ""))

    found = finding_of(Problem(code, params))

    assert (found.code, found.command, found.params.values) == (code, command, params)
    assert (found.severity == "error") == (code in STOPS_EVERYTHING)


def test_every_problem_has_its_sentence_for_the_command_line() -> None:
    assert set(WORDS) == set(get_args(ProblemCode))


NOW = datetime(2025, 6, 15, 10, 0, 0)
WELL = State(NOW, "11.8.2-MariaDB", 1, 1, 0.0, "n" * 32, "live", (), "kid", "trusted", (), NOW, has_network_url=True)


def test_how_long_limits_took_after_the_money_is_told_by_the_middle_one_and_the_longest() -> None:
    assert Enforcement.of([300, 90_000, 4800, 250]) == Enforcement(4, 300, 90_000, late=1)
    assert Enforcement.of([]) is None


@pytest.mark.parametrize(
    ("milliseconds", "expected"),
    [([], []), ([60_000] * 10, []), ([200] * 10 + [61_000], []), ([200] * 9 + [61_000], ["enforced_late"])],
)
def test_limits_that_come_late_after_the_money_are_a_problem_where_it_is_not_one_of_many(
    milliseconds: list[int], expected: list[str]
) -> None:
    found = problems(replace(WELL, enforcement=Enforcement.of(milliseconds)))

    assert [one.code for one in found] == expected
