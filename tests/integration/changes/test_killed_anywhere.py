"""Killed at any statement and any call of a gateway: a few points, chosen by chance; ./dev crash tries them all."""

import os
from pathlib import Path

import pytest

from tools.crash.killing import Killing
from tools.crash.provider import running_provider
from tools.crash.scenarios import SCENARIOS, Scenario
from tools.network.network import Network

#: How many points of each scenario; 0: all of them.
POINTS = int(os.environ.get("PLAN_BRIDGE_CRASH_POINTS", "2"))
SEED = int(os.environ.get("PLAN_BRIDGE_CRASH_SEED", "0"))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_whoever_is_killed_there_is_one_charge_and_one_applied_change(
    network: Network, tmp_path: Path, scenario: Scenario
) -> None:
    with running_provider(tmp_path) as provider:
        told = Killing.on(network, provider).try_all(scenario, POINTS or None, SEED)

    assert told.wrong == []
    assert told.tried == (POINTS or told.points) > 0
