"""./dev plans [--sites 5000,50000] [--all] [--json FILE]: which statements read more on a larger network.

A network is made as large as the first size, what owners, the administrator, visitors and the worker do is walked
through, and the server writes down how many rows each statement looked at; then the same at the next size. A
statement whose reading grows with the network is told, and so is one that was not met and would read a whole table.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tools.network.network import Network
from tools.network.testing import testing_network
from tools.plans.large import enlarge
from tools.plans.log import Reads, logging, read
from tools.plans.reading import Grown, grown, unmet
from tools.plans.walk import Walk

SIZES = (5_000, 50_000)


def main(words: Sequence[str]) -> None:
    """Measures, prints what grows, and exits 1 where anything does."""
    asked = arguments(words)
    with testing_network("6.1", "wp_") as network:
        read_at = measured(network, asked.sites)
        found = grown(read_at)
        scans = unmet(network, set(read_at[max(read_at)]))
    show(read_at, found if not asked.all else None)
    for name, table in scans:
        print(f"  not met on the way, reads the whole of {table}: {name}")
    print(f"{len(read_at[max(read_at)])} statements met, {len(found)} of them grow; {len(scans)} others would scan")
    if asked.json:
        told = {str(size): [asdict(one) for one in reads.values()] for size, reads in read_at.items()}
        asked.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    sys.exit(1 if found or scans else 0)


def arguments(words: Sequence[str]) -> argparse.Namespace:
    """The command's options."""
    made = argparse.ArgumentParser(prog="./dev plans", description=__doc__)
    made.add_argument("--sites", type=sizes, default=SIZES, metavar="N,N", help="the sizes, the smaller first")
    made.add_argument("--all", action="store_true", help="show every statement")
    made.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    return made.parse_args(words)


def sizes(text: str) -> tuple[int, ...]:
    """Read sizes, separated by commas; each has to be above the one before."""
    read_sizes = tuple(int(part) for part in text.split(","))
    if len(read_sizes) < 2 or list(read_sizes) != sorted(set(read_sizes)):
        raise argparse.ArgumentTypeError("two sizes or more, the smaller first")
    return read_sizes


def measured(network: Network, asked: Sequence[int]) -> dict[int, dict[str, Reads]]:
    """Return what each statement read at each size."""
    walk = Walk.on(network)
    walk.live()
    found: dict[int, dict[str, Reads]] = {}
    for size in asked:
        made = enlarge(network, size)
        walk.whole()  # what waits since the network was made larger is done before anything is counted
        file = network.folder / "logs" / f"statements-{size}.log"
        network.stop("service")
        with logging(network, file):
            network.start("service")
            walk.whole()
        found[made] = read(file, network.prefix)
        print(f"{made} sites: {len(found[made])} statements met", flush=True)
    return found


def show(read_at: dict[int, dict[str, Reads]], found: Sequence[Grown] | None) -> None:
    """Print rows looked at by the call that looked at most, at each size."""
    names = [one.name for one in found] if found is not None else list(read_at[max(read_at)])
    print("".join(f"{size:>12}" for size in read_at) + "     answered  statement")
    for name in names:
        reads = [at.get(name) for at in read_at.values()]
        cells = "".join(f"{one.examined if one else '-':>12}" for one in reads)
        print(f"{cells}{reads[-1].answered if reads[-1] else '-':>13}  {name[:160]}")
