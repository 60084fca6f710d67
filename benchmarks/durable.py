"""Changes applied per second on a database that survives a power cut, beside one-row commits on the same server.

A change is the whole of it: priced, confirmed, paid out of account credit, applied, the limits of its sites written.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

from benchmarks.callers import Caller, Signer, signer
from benchmarks.figures import median, percentile
from tools.network.catalog import DISK
from tools.network.machine.claiming import claimed_folder, empty
from tools.network.network import Network, running_network
from tools.network.people import ADMIN
from tools.network.template import DATABASE

#: Customers on paid plans that offer the package, and the sites they ask from; each buys for a membership of their own.
OWNERS = {"bjorn": "bjorn", "cecilia": "cecilia", "sara": "sara", "ulla": "anna"}
#: Commits and changes in turn, so that what else the machine does meets both.
ROUNDS = 4
ENOUGH_CREDIT = "9000000"

Work = Callable[[], None]


def measure(series: str, seconds: float) -> list[dict[str, Any]]:
    """Return a row a task; `of_commits` is the median over the rounds of its rate beside the commits' of its round."""
    with durable_network(series) as network:
        key = signer(network, *next(iter(OWNERS.items())))
        buyers = [buyer(network, key, name) for name in OWNERS]
        commits: list[list[float]] = []
        changes: list[list[float]] = []
        with committers(network) as writing:
            for _ in range(ROUNDS):
                commits.append(load(writing, seconds / ROUNDS))
                changes.append(load(buyers, seconds / ROUNDS))
    ratios = [len(some) / len(others) for some, others in zip(changes, commits, strict=True)]
    return [row("one-row commit", commits, seconds, None), row("change applied", changes, seconds, median(ratios))]


def row(name: str, rounds: list[list[float]], seconds: float, ratio: float | None) -> dict[str, Any]:
    """Describe one task's load."""
    times = [one for times in rounds for one in times]
    return {
        "task": name,
        "clients": len(OWNERS),
        "per_second": len(times) / seconds,
        "ms_p50": median(times) * 1000,
        "ms_p99": percentile(times, 99) * 1000,
        "of_commits": ratio,
    }


def load(works: list[Work], seconds: float) -> list[float]:
    """Let each client do its work again and again for some seconds; what each time took."""
    times: list[list[float]] = [[] for _ in works]

    def client(place: int) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            start = time.perf_counter()
            works[place]()
            times[place].append(time.perf_counter() - start)

    threads = [threading.Thread(target=client, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [one for client_times in times for one in client_times]


@contextmanager
def durable_network(series: str) -> Iterator[Network]:
    """A new network whose server writes each commit to disk before it answers."""
    with claimed_folder("bench") as folder:
        empty(folder)
        with running_network(folder, series, "wp_", durable=True, worker=False) as network:
            yield network


@contextmanager
def committers(network: Network) -> Iterator[list[Work]]:
    """As many sessions as there are buyers, each of which writes one row and commits."""
    network.sql("CREATE TABLE one_row_commits (id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY, client INT NOT NULL)")
    sessions = [network.server.session(DATABASE) for _ in OWNERS]
    try:
        yield [committer(session, place) for place, session in enumerate(sessions)]
    finally:
        for session in sessions:
            session.close()
        network.sql("DROP TABLE one_row_commits")


def committer(session: Any, client: int) -> Work:
    """Return what writes one row and commits."""

    def commit() -> None:
        with closing(session.cursor()) as cursor:
            cursor.execute(f"INSERT INTO one_row_commits (client) VALUES ({client})")

    return commit


def buyer(network: Network, key: Signer, name: str) -> Work:
    """Give an owner account credit; return what buys one more of a package and has it applied."""
    own = replace(key, user_id=network.state.users[name], blog_id=network.state.sites[OWNERS[name]])
    caller = Caller(network.service.port, own)
    membership = caller.ask("GET", "/v1/account")[1]["memberships"][0]["id"]
    give_credit(network, own, membership)
    held = caller.ask("GET", f"/v1/account?membership={membership}")[1]["membership"]
    wanted = {str(one["product_id"]): one["quantity"] for one in held["addons"]}
    chosen = {"membership_id": membership, "plan_id": held["plan"]["product_id"], "period": held["period"]}

    def buy() -> None:
        wanted[str(DISK)] = wanted.get(str(DISK), 0) + 1
        quote = caller.ask("POST", "/v1/quotes", {**chosen, "addons": wanted})[1]["quote"]
        answer = caller.ask("POST", "/v1/changes", {"quote_id": quote["id"], "gateway": "free"})[1]
        if answer["change"]["status"] != "applied":
            raise RuntimeError(f"the change of {name} is {answer['change']['status']}")

    return buy


def give_credit(network: Network, own: Signer, membership: int) -> None:
    """Give account credit as the network admin does."""
    admin = replace(own, user_id=network.state.users[ADMIN["user"]], blog_id=1, is_network_admin=True)
    body = {"id": secrets.token_hex(16), "amount": ENOUGH_CREDIT, "reason": "benchmark"}
    Caller(network.service.port, admin).ask("POST", f"/v1/network/memberships/{membership}/account-credit", body)
