"""Killed at any statement and any call of a gateway: some points, others a commit; ./dev crash tries them all."""

import os
from pathlib import Path

from tools.crash.killing import killing_on
from tools.crash.provider import running_provider
from tools.crash.scenarios import SCENARIOS
from tools.network.network import Network
from tools.network.testing import seed_of_commit

#: How many points of a scenario, which, and of every how-manieth scenario: of four seeds in a row each has its turn.
POINTS = int(os.environ.get("PLAN_BRIDGE_CRASH_POINTS", "1"))
SEED = int(os.environ.get("PLAN_BRIDGE_CRASH_SEED", seed_of_commit()))
EVERY = int(os.environ.get("PLAN_BRIDGE_CRASH_EVERY", "4"))
CHOSEN = SCENARIOS[SEED % EVERY :: EVERY]


def test_whoever_is_killed_there_is_one_charge_and_one_applied_change(network: Network, tmp_path: Path) -> None:
    with running_provider(tmp_path) as provider, killing_on(network, provider) as killing:
        told = [killing.try_all(scenario, POINTS, SEED) for scenario in CHOSEN]

    assert {one.name: one.wrong for one in told if one.wrong} == {}, f"PLAN_BRIDGE_CRASH_SEED={SEED}"
    assert [one.tried for one in told] == [POINTS] * len(CHOSEN)
