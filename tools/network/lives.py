"""./dev lives: random lives of memberships on the real service and a real database, against a ledger kept apart."""

import argparse
import logging
import sys
import time
from collections.abc import Sequence

from tools.lives.life import Life
from tools.lives.run import failing, shortest
from tools.lives.stage import Stage
from tools.network.machine.claiming import claimed_folder, empty
from tools.network.network import running_network


def main(words: Sequence[str]) -> None:
    """Lives them and exits 1 where one of them failed."""
    asked = arguments(words)
    logging.disable(logging.CRITICAL)
    began, failed = time.monotonic(), 0
    with claimed_folder("lives") as folder:
        empty(folder)
        with running_network(folder, "6.1", "wp_", durable=False, worker=False) as network:
            stage = Stage.on(network)
            for seed in range(asked.seed, asked.seed + asked.lives):
                life = Life(stage, seed, asked.acts)
                problem = failing(life)
                print(f"{seed}: {len(life.told)} acts, {stage.clock.at:%Y-%m-%d}", file=sys.stderr, flush=True)
                if problem is None:
                    continue
                failed += 1
                print(f"life {seed}, after {len(life.told)} acts: {problem}", flush=True)
                print("\n".join(shortest(life, problem) if asked.shrink else life.told), flush=True)
            stage.close()
    print(", ".join(f"{event} {times}" for event, times in sorted(stage.heard.items())))
    print(f"{asked.lives} lives in {time.monotonic() - began:.0f} s, {failed} did not hold")
    sys.exit(1 if failed else 0)


def arguments(words: Sequence[str]) -> argparse.Namespace:
    """The command's options."""
    made = argparse.ArgumentParser(prog="./dev lives", description=__doc__)
    made.add_argument("--seed", type=int, default=1, metavar="N", help="the first life's number (1)")
    made.add_argument("--lives", type=int, default=20, metavar="M", help="how many lives (20)")
    made.add_argument("--acts", type=int, default=60, metavar="N", help="how many acts a life has (60)")
    made.add_argument("--no-shrink", dest="shrink", action="store_false", help="show all acts of a life that failed")
    return made.parse_args(words)
