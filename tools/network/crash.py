"""./dev crash: kills the service at every statement and every call of a gateway, then the database under load.

On a network of its own with a durable database. Prints how many points each scenario has and what did not hold.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tools.crash.killing import Killing, Tried
from tools.crash.provider import running_provider
from tools.crash.restarts import Load
from tools.crash.scenarios import SCENARIOS
from tools.network.machine.claiming import claimed_folder, empty
from tools.network.network import running_network


def main(words: Sequence[str]) -> None:
    """Runs it and exits 1 where something did not hold."""
    asked = arguments(words)
    with claimed_folder("crash") as folder:
        empty(folder)
        socket = Path(tempfile.mkdtemp(prefix="pb-card-"))
        with (
            running_provider(socket) as provider,
            running_network(folder, "6.1", "wp_", durable=True, worker=False) as network,
        ):
            killing = Killing.on(network, provider)
            told = [
                shown(killing.try_all(one, most=asked.points, seed=asked.seed))
                for one in SCENARIOS
                if asked.scenario in one.name
            ]
            if asked.restarts:
                told.append(shown(Load(killing).restarted(asked.restarts)))
    print(f"{sum(one.tried for one in told)} points tried, {sum(len(one.wrong) for one in told)} did not hold")
    sys.exit(1 if any(one.wrong for one in told) else 0)


def arguments(words: Sequence[str]) -> argparse.Namespace:
    """The command's options."""
    made = argparse.ArgumentParser(prog="./dev crash", description=__doc__)
    made.add_argument("--points", type=int, metavar="N", help="try N points of each scenario, chosen by chance (all)")
    made.add_argument("--seed", type=int, default=0, help="which ones chance chooses")
    made.add_argument("--scenario", default="", metavar="WORDS", help="only those whose name has these words")
    made.add_argument("--restarts", type=int, default=3, metavar="N", help="how often the database is killed")
    return made.parse_args(words)


def shown(one: Tried) -> Tried:
    """Says what came of one scenario."""
    print(f"{one.name}: {one.tried} of {one.points} points in {one.seconds:.0f} s", flush=True)
    for found in one.wrong[:20]:
        print(f"  {found}", flush=True)
    return one
