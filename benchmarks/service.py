"""Requests per second and latencies of account, quote and confirm, beside a SELECT 1 through the same stack."""

from __future__ import annotations

import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import requests

from benchmarks.callers import Caller, Signer, signer
from benchmarks.figures import median, percentile
from tools.network.machine.paths import ROOT
from tools.network.network import Network
from tools.network.processes import free_port, start

CLIENTS = 4
#: All routes in turn, so often, so that what else the machine does meets all of them.
ROUNDS = 4
BARE, ONE_BARE = "SELECT 1", "SELECT 1, one client"
#: The routes of the table, each with the bare query by as many clients.
LIKE = {BARE: BARE, "account": BARE, "quote": BARE, ONE_BARE: ONE_BARE, "confirm": ONE_BARE}
OWNER, SITE = "cecilia", "cecilia"
Work = Callable[[Caller], float]


def measure(network: Network, seconds: float) -> list[dict[str, Any]]:
    """Return a row a route, each compared to the bare query round by round; a ratio is the median of the rounds'.

    `of_select_1` is of requests per second, to the bare query's by four clients; those of latencies are to the bare
    query's by as many clients as asked the route.
    """
    as_owner = signer(network, OWNER, SITE)
    port = network.service.port
    chosen = selection(Caller(port, as_owner))
    rounds: dict[str, list[list[float]]] = defaultdict(list)
    with select_one(network) as bare:
        for _ in range(ROUNDS):
            for name, task in tasks(port, bare, as_owner, chosen).items():
                rounds[name].append(task(seconds / ROUNDS))
    return [row(name, rounds, seconds / ROUNDS) for name in LIKE]


def tasks(port: int, bare: int, as_owner: Signer, chosen: dict[str, Any]) -> dict[str, Callable[[float], list[float]]]:
    """Return what loads each route for some seconds, in the order of a round."""
    return {
        ONE_BARE: lambda seconds: load(bare, None, select, seconds, 1),
        "confirm": lambda seconds: confirming(Caller(port, as_owner), chosen, seconds),
        BARE: lambda seconds: load(bare, None, select, seconds),
        "account": lambda seconds: load(port, as_owner, lambda caller: caller.ask("GET", "/v1/account")[0], seconds),
        "quote": lambda seconds: load(
            port, as_owner, lambda caller: caller.ask("POST", "/v1/quotes", chosen)[0], seconds
        ),
    }


def select(caller: Caller) -> float:
    """Ask the bare query once."""
    return caller.ask("GET", "/select-1")[0]


def row(name: str, rounds: dict[str, list[list[float]]], seconds: float) -> dict[str, Any]:
    """Describe one route's load in rounds of so many seconds."""
    times = [one for some in rounds[name] for one in some]
    rates = [rate(name, some, seconds) for some in rounds[name]]
    like = rounds[LIKE[name]]
    is_bare = name in {BARE, ONE_BARE}
    return {
        "route": name,
        "clients": 1 if LIKE[name] == ONE_BARE else CLIENTS,
        "per_second": median(rates),
        "ms_p50": median(times) * 1000,
        "ms_p99": percentile(times, 99) * 1000,
        "of_select_1": None if is_bare else ratio(rates, [rate(BARE, some, seconds) for some in rounds[BARE]]),
        "p50_of_select_1": None if is_bare else ratio(map(median, rounds[name]), map(median, like)),
        "p99_of_select_1": None if is_bare else ratio(map(p99, rounds[name]), map(p99, like)),
    }


def rate(name: str, times: list[float], seconds: float) -> float:
    """Return requests a second; of confirming, where each needs a quote first, while it was waited for alone."""
    return len(times) / (sum(times) if name == "confirm" else seconds)


def p99(times: list[float]) -> float:
    """Return what all but the slowest hundredth stay within."""
    return percentile(times, 99)


def ratio(figures: Iterable[float], others: Iterable[float]) -> float:
    """Return the median of the ratios of each round."""
    return median([mine / other for mine, other in zip(figures, others, strict=True)])


def load(port: int, as_whom: Signer | None, work: Work, seconds: float, clients: int = CLIENTS) -> list[float]:
    """Let several clients ask for some seconds; their latencies."""
    times: list[list[float]] = [[] for _ in range(clients)]

    def client(place: int) -> None:
        caller = Caller(port, as_whom)
        work(caller)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            times[place].append(work(caller))

    threads = [threading.Thread(target=client, args=(place,)) for place in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [one for client_times in times for one in client_times]


def selection(caller: Caller) -> dict[str, Any]:
    """Return what the owner asks for: the present offer without its packages, which waits for the term's end."""
    membership = caller.ask("GET", "/v1/account")[1]["membership"]
    plan = membership["plan"]["product_id"]
    return {"membership_id": membership["id"], "plan_id": plan, "period": membership["period"], "addons": {}}


def confirming(caller: Caller, chosen: dict[str, Any], seconds: float) -> list[float]:
    """Confirm fresh quotes one after another; each replaces the change that waits. Only the confirming is timed."""
    times = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        quote = caller.ask("POST", "/v1/quotes", chosen)[1]["quote"]
        times.append(caller.ask("POST", "/v1/changes", {"quote_id": quote["id"], "gateway": "free"})[0])
    return times


@contextmanager
def select_one(network: Network) -> Iterator[int]:
    """Serve the bare query with the service's own gunicorn settings; its port."""
    port = free_port()
    words = ["-m", "gunicorn", "--config", "python:bridge.wsgi", "--bind", f"127.0.0.1:{port}"]
    command = [sys.executable, *words, "--chdir", str(ROOT), "benchmarks.select_one:make()"]
    running = start("select-1", command, network.folder / "logs/select-1.log", network.service.environment())
    try:
        running.wait_until(lambda: answers(port))
        yield port
    finally:
        running.stop()


def answers(port: int) -> bool:
    """Whether the bare query is served."""
    try:
        return requests.get(f"http://127.0.0.1:{port}/select-1", timeout=5).ok
    except requests.RequestException:
        return False
