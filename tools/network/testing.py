"""A network for a run of tests, and the invariants that hold after each of them."""

import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

from tools.network import processes
from tools.network.machine.claiming import claimed_folder, empty
from tools.network.machine.paths import ROOT
from tools.network.network import Network, running_network
from tools.network.warm import Warm

CHECKS = ROOT / "sql" / "checks.sql"
MARK = "--check--"


@contextmanager
def testing_network(series: str, prefix: str) -> Iterator[Network]:
    """A new network, running for as long as the block does; no worker, tests run it when they mean to."""
    with claimed_folder(f"tests/{series}-{prefix}") as folder, closing(Warm()) as warm:
        processes.end_left_over(folder / "running.json")
        empty(folder)
        with running_network(folder, series, prefix, durable=False, worker=False, warm=warm) as network:
            yield network


def seed_of_commit() -> int:
    """A number that is another one for each commit, 0 where nobody knows it: what chance chooses can be had again."""
    with suppress(OSError):
        told = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
        return int(told.stdout[:8] or "0", 16)
    return 0


def broken_invariants(network: Network) -> list[str]:
    """The names of the queries in sql/checks.sql that return a row, with their first rows."""
    queries = CHECKS.read_text().split("-- name:")[1:]
    script = [f"SELECT '{MARK}', '{query.split()[0].strip(':')}';\n{body(query)}" for query in queries]
    broken: list[str] = []
    name = ""
    for row in network.sql("\n".join(script)):
        if row[0] == MARK:
            name = row[1]
        else:
            broken.append(f"{name}: {' '.join(row)}")
    return broken


def body(query: str) -> str:
    """The statement behind a name and its line of purpose, ended once, `%%` as the driver would see it."""
    _, _, statement = query.partition("\n")
    return statement.strip().rstrip(";").replace("%%", "%") + ";"
