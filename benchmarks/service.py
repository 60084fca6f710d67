"""Requests per second and latencies of account, quote and change, beside a SELECT 1 through the same stack."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import requests

from benchmarks.callers import Caller, Signer, signer
from benchmarks.figures import median, percentile
from tools.network.machine.paths import ROOT
from tools.network.network import Network
from tools.network.processes import free_port, start

CLIENTS = 4
OWNER, SITE = "cecilia", "cecilia"
Work = Callable[[Caller], float]


def measure(network: Network, seconds: float) -> list[dict[str, Any]]:
    """Return a row a route; `of_select_1` is its requests per second beside the bare query's, of this run."""
    with select_one(network) as port:
        bare = load(port, None, lambda caller: caller.ask("GET", "/select-1")[0], seconds)
    as_owner = signer(network, OWNER, SITE)
    chosen = selection(Caller(network.service.port, as_owner))
    works: dict[str, Work] = {
        "account": lambda caller: caller.ask("GET", "/v1/account")[0],
        "quote": lambda caller: caller.ask("POST", "/v1/quotes", chosen)[0],
    }
    rows = [row("SELECT 1", bare, CLIENTS, seconds, None)]
    for name, work in works.items():
        times = load(network.service.port, as_owner, work, seconds)
        rows.append(row(name, times, CLIENTS, seconds, len(bare)))
    times = changes(Caller(network.service.port, as_owner), chosen, seconds)
    rows.append(row("change", times, 1, sum(times), len(bare) * sum(times) / seconds))
    return rows


def row(name: str, times: list[float], clients: int, seconds: float, bare: float | None) -> dict[str, Any]:
    """Describe one route's load."""
    return {
        "route": name,
        "clients": clients,
        "per_second": len(times) / seconds,
        "ms_p50": median(times) * 1000,
        "ms_p99": percentile(times, 99) * 1000,
        "of_select_1": len(times) / bare if bare else None,
    }


def load(port: int, as_whom: Signer | None, work: Work, seconds: float) -> list[float]:
    """Let several clients ask for some seconds; their latencies."""
    times: list[list[float]] = [[] for _ in range(CLIENTS)]

    def client(place: int) -> None:
        caller = Caller(port, as_whom)
        work(caller)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            times[place].append(work(caller))

    threads = [threading.Thread(target=client, args=(place,)) for place in range(CLIENTS)]
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


def changes(caller: Caller, chosen: dict[str, Any], seconds: float) -> list[float]:
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
