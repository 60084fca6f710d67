"""Random lives on the real service and a real database, against a ledger kept apart: ./dev lives lives any number."""

import os
from collections.abc import Iterator

import pytest

from tools.lives.ledger import Disagreement
from tools.lives.life import Life
from tools.lives.run import failing
from tools.lives.stage import Stage
from tools.network.network import Network
from tools.network.testing import seed_of_commit

#: Other lives for each commit; a life that did not hold is lived again by its number, which is its test's name.
FIRST = int(os.environ.get("PLAN_BRIDGE_LIVES_SEED", seed_of_commit() % 400 + 1))
LIVES, ACTS = int(os.environ.get("PLAN_BRIDGE_LIVES", "2")), 40


@pytest.fixture
def stage(network: Network) -> Iterator[Stage]:
    made = Stage.on(network)
    yield made
    made.close()


@pytest.mark.parametrize("seed", range(FIRST, FIRST + LIVES))
def test_whatever_happens_the_service_and_the_ledger_agree(stage: Stage, seed: int) -> None:
    life = Life(stage, seed, ACTS)

    problem = failing(life)

    assert problem is None, "\n".join([*life.told, f"=> {problem}"])


@pytest.mark.parametrize(
    "altered",
    [
        "UPDATE {p}bridge_settled_lines SET amount_minor = amount_minor + 1",
        "UPDATE {p}wu_memberships SET date_expiration = date_expiration + INTERVAL 1 DAY",
        "UPDATE {p}bridge_account_credit SET balance_minor = balance_minor + 1",
        "UPDATE {p}wu_memberships SET status = 'expired'",
    ],
)
def test_what_nobody_paid_for_is_found(stage: Stage, altered: str) -> None:
    life = Life(stage, 1, ACTS)
    life.begin()

    stage.sql(altered)

    with pytest.raises(Disagreement):
        life.check()
    life.begin()  # the altered rows are gone
