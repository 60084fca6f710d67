"""Eight at once on one membership and across many, the server failing them or ended: ./dev crash does it for longer."""

import os
from pathlib import Path

from tools.crash.crowd import crowd_on
from tools.crash.faults import Faults, injected
from tools.crash.provider import running_provider
from tools.crash.restarts import Restarts, made_durable
from tools.network.network import Network

SEED = int(os.environ.get("PLAN_BRIDGE_CROWD_SEED", "1"))
SECONDS = float(os.environ.get("PLAN_BRIDGE_CROWD_SECONDS", "6"))


def test_whatever_the_server_refuses_everybody_is_answered_and_nothing_is_half_done(
    network: Network, tmp_path: Path
) -> None:
    faults = Faults(SEED)
    with running_provider(tmp_path) as provider, crowd_on(network, provider, SEED) as crowd:
        with injected(faults):
            crowd.run(SECONDS)
        wrong = crowd.settle()

    assert wrong == []
    assert sum(faults.told.values()) > 0
    assert crowd.told.answers["done"] > 0


def test_a_database_that_is_ended_and_comes_again_loses_nothing(network: Network, tmp_path: Path) -> None:
    with (
        made_durable(network),
        running_provider(tmp_path) as provider,
        crowd_on(network, provider, SEED) as crowd,
    ):
        restarts = Restarts(network, SEED)
        crowd.run(SECONDS, restarts)
        wrong = crowd.settle()

    assert wrong == []
    assert restarts.times > 0
    assert crowd.told.answers["done"] > 0
