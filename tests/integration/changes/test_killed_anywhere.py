"""Killed at any statement and any call of a gateway: a few points, chosen by chance; ./dev crash tries them all."""

import os
from pathlib import Path

from tools.crash.killing import killing_on
from tools.crash.provider import running_provider
from tools.crash.scenarios import SCENARIOS
from tools.network.network import Network

#: How many points of each scenario, and which.
POINTS = int(os.environ.get("PLAN_BRIDGE_CRASH_POINTS", "1"))
SEED = int(os.environ.get("PLAN_BRIDGE_CRASH_SEED", "0"))


def test_whoever_is_killed_there_is_one_charge_and_one_applied_change(network: Network, tmp_path: Path) -> None:
    with running_provider(tmp_path) as provider, killing_on(network, provider) as killing:
        told = [killing.try_all(scenario, POINTS, SEED) for scenario in SCENARIOS]

    assert {one.name: one.wrong for one in told if one.wrong} == {}
    assert [one.tried for one in told] == [POINTS] * len(SCENARIOS)
