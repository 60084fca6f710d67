"""./dev crash: kills the service at every statement and every call of a gateway; eight at once, the database failing.

On networks of their own with durable databases. Prints how many points each scenario has, how often eight clients at
once met a fault of the database or its end, and what did not hold.
"""

import argparse
import os
import signal
import sys
from collections.abc import Sequence

from tools.crash.killing import Tried
from tools.crash.lanes import Busy, Rush, Scene, work_off
from tools.crash.scenarios import SCENARIOS

#: What did not hold is printed of each scenario up to so many.
SHOWN = 20


def main(words: Sequence[str]) -> None:
    """Runs it and exits 1 where something did not hold."""
    asked = arguments(words)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the networks are ended too
    chosen = [place for place, one in enumerate(SCENARIOS) if asked.scenario in one.name]
    seeds = range(asked.seed, asked.seed + asked.crowds)
    rushes = [Rush(asked.seconds, seed, restarts) for seed in seeds for restarts in (False, True)]
    scenes = [Scene(place, asked.points, asked.seed) for place in chosen]
    told = [shown(one) for one in work_off([*rushes, *scenes], asked.lanes)]
    points = sum(one.tried for one in told if isinstance(one, Tried))
    print(f"{points} points tried, {sum(len(one.wrong) for one in told)} things did not hold")
    sys.exit(1 if any(one.wrong for one in told) else 0)


def arguments(words: Sequence[str]) -> argparse.Namespace:
    """The command's options."""
    made = argparse.ArgumentParser(prog="./dev crash", description=__doc__)
    made.add_argument("--points", type=int, metavar="N", help="try N points of each scenario, chosen by chance (all)")
    made.add_argument("--seed", type=int, default=0, help="which ones chance chooses, and where the worker is killed")
    made.add_argument("--scenario", default="", metavar="WORDS", help="only those whose name has these words")
    made.add_argument("--crowds", type=int, default=2, metavar="N", help="eight at once, N seeds, each in both ways")
    made.add_argument("--seconds", type=float, default=60.0, metavar="S", help="how long each of these takes")
    cores = os.cpu_count() or 1
    made.add_argument("--lanes", type=int, default=cores, metavar="N", help="networks at once (one a core)")
    return made.parse_args(words)


def shown(one: Tried | Busy) -> Tried | Busy:
    """Says what came of one scenario."""
    print(one, flush=True)
    for found in one.wrong[:SHOWN]:
        print(f"  {found}", flush=True)
    return one
