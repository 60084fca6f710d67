"""What a request and a worker's round with nothing to do cost on networks of several sizes, beside the smallest one.

A network is made as large as each size in turn, by copying its customers inside the server; what is measured on it is
measured beside a SELECT 1 through the same stack, so that what else the machine does at that time meets both.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.callers import Caller, signer
from benchmarks.figures import percentile
from benchmarks.service import select_one
from bridge.bootstrap import build
from bridge.config import from_environment
from bridge.housekeeping import HOUSEKEEPING
from bridge.ports import Services
from bridge.tasks import CHARGING
from bridge.worker import run_all_once
from tools.network.network import Network
from tools.plans.large import enlarge
from tools.plans.walk import MEMBERSHIP, OWNER, SITE, Walk, wish

#: Times that each act is done on each size; the quickest tenth did not wait for what else the machine does.
ROUNDS = 60
QUICK = 10
#: Rounds in which each task is measured by itself, and how many of the tasks are named.
TASK_ROUNDS, NAMED = 15, 12
#: Rounds of the worker until nothing is left to be done of what making the network larger left behind.
MOST_ROUNDS = 2000
#: A server of a network of a million sites has room for what is asked for often.
BUFFER_POOL = 1024 * 1024 * 1024

#: Looked for by its key alone, and the most of all rows: making it larger would take longer than all the rest.
NOT_COPIED = frozenset({"usermeta"})

Act = Callable[[], object]


def measure(network: Network, sizes: Sequence[int]) -> list[dict[str, Any]]:
    """Return a row an act and size: milliseconds, and how many times the same act's on the smallest network."""
    network.sql(f"SET GLOBAL innodb_buffer_pool_size = {BUFFER_POOL}")
    services = build(from_environment(network.service.variables)).services
    Walk.on(network).live()
    settle(services)
    rows: list[dict[str, Any]] = []
    tasks: dict[int, dict[str, float]] = {}
    with select_one(network) as bare:
        for size in sizes:
            begun = time.monotonic()
            made = enlarge(network, size, without=NOT_COPIED)
            rounds = settle(services)
            print(f"{made} sites made in {time.monotonic() - begun:.0f} s, {rounds} rounds of the worker", flush=True)
            rows += measured(made, acts(network, services, bare))
            tasks[made] = tasks_of(services)
            print_grown(tasks)
    return compared(rows)


def settle(services: Services) -> int:
    """Let the worker do what waits; return how many rounds it took until two had nothing to do."""
    idle = 0
    for number in range(MOST_ROUNDS):
        counts = run_all_once(services)
        idle = idle + 1 if not any(count.done or count.failed for count in counts.values()) else 0
        if idle > 1:
            return number
    raise RuntimeError("the worker has something to do in each round")


def acts(network: Network, services: Services, bare: int) -> dict[str, Act]:
    """Return what is measured, by name; the first is what the others are measured beside."""
    owner = Caller(network.service.port, signer(network, OWNER, SITE))
    reference = Caller(bare)
    own = owner.ask("GET", "/v1/account")[1]["membership"]
    wanted = wish(own, 4)
    return {
        "SELECT 1": lambda: reference.ask("GET", "/select-1"),
        "account": lambda: owner.ask("GET", "/v1/account"),
        "quote": lambda: owner.ask("POST", "/v1/quotes", wanted),
        "history": lambda: owner.ask("GET", f"/v1/memberships/{MEMBERSHIP}/history"),
        "worker round": lambda: run_all_once(services),
    }


def measured(sites: int, tasks: dict[str, Act]) -> list[dict[str, Any]]:
    """Do all in turn, again and again; return a row an act."""
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(ROUNDS):
        for name, task in tasks.items():
            begun = time.perf_counter()
            task()
            times[name].append(time.perf_counter() - begun)
    bare = percentile(times["SELECT 1"], QUICK)
    return [
        {
            "act": name,
            "sites": sites,
            "ms_p10": percentile(some, QUICK) * 1000,
            "ms_p50": percentile(some, 50) * 1000,
            "of_select_1": percentile(some, QUICK) / bare,
        }
        for name, some in times.items()
    ]


def tasks_of(services: Services) -> dict[str, float]:
    """Return what each task of a round takes, in milliseconds: the least of some rounds."""
    found: dict[str, float] = {}
    for _ in range(TASK_ROUNDS):
        for name, task in {**CHARGING, **HOUSEKEEPING}.items():
            begun = time.perf_counter()
            task(services)
            taken = (time.perf_counter() - begun) * 1000
            found[name] = min(taken, found.get(name, taken))
    return found


def print_grown(tasks: dict[int, dict[str, float]]) -> None:
    """Name the tasks of a round that take longer on the network made last than on the smallest."""
    first, last = tasks[min(tasks)], tasks[max(tasks)]
    for name, taken in sorted(last.items(), key=lambda one: first[one[0]] - one[1])[:NAMED]:
        print(f"  {name}: {first[name]:.1f} ms on {min(tasks)} sites, {taken:.1f} ms on {max(tasks)}", flush=True)


def compared(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add how many times an act takes what it took on the smallest network, as such and beside the bare query."""
    smallest = {row["act"]: row for row in rows if row["sites"] == rows[0]["sites"]}
    for row in rows:
        before = smallest[row["act"]]
        row["of_smallest"] = row["ms_p10"] / before["ms_p10"]
        row["p50_of_smallest"] = row["ms_p50"] / before["ms_p50"]
        row["of_smallest_beside_select_1"] = row["of_select_1"] / before["of_select_1"]
    return sorted(rows, key=lambda row: (list(smallest).index(row["act"]), row["sites"]))
