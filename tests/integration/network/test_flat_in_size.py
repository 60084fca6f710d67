"""What a round of the worker and a request read, on a network and on one four times as large: the same."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest

from benchmarks.callers import Caller
from bridge.bootstrap import build
from bridge.changes import billings, external, gone, paid_elsewhere
from bridge.config import from_environment
from bridge.housekeeping import HOUSEKEEPING
from bridge.operations import cleaning, limits, search
from bridge.ports import Services
from bridge.store import bills_elsewhere
from bridge.tasks import CHARGING
from bridge.worker import run_all_once
from tools.network.first_state import FirstState
from tools.network.network import Network
from tools.plans.large import enlarge
from tools.plans.reading import unmet
from tools.plans.walk import ADMIN_ASKS, MEMBERSHIP, Walk, wish

SMALL, LARGE = 120, 480
#: A page is read whole once a table has as many rows: shorter ones than a round's, so that few rows show it.
PAGE = 10
PAGES = {
    billings: ("LOOKED_AT",),
    external: ("COMPARED_AT_ONCE",),
    gone: ("LOOKED_AT",),
    paid_elsewhere: ("LOOKED_AT",),
    cleaning: ("MEMBERSHIPS_AT_ONCE", "CODES_AT_ONCE"),
    limits: ("PAGE", "LOOK_BACK"),
    search: ("NEWEST",),
    bills_elsewhere: ("LOOKED_AT_AGAIN",),
}
#: Rows more than by chance, where nothing grows.
CHANCE = 60
MOST_ROUNDS = 60

#: These count to a bound that both networks are below.
COUNTING = (
    "/v1/network/products",
    "/v1/network/ownership/forecast",
    "/v1/network/payments",
    "/v1/network/memberships",
)

Act = Callable[[], object]


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of a few rows."""
    for module, names in PAGES.items():
        for name in names:
            monkeypatch.setattr(module, name, PAGE)
    monkeypatch.setattr(search, "PAGE", PAGE // 2)  # one membership has a dozen words, another fifty
    monkeypatch.setattr(search, "LOOK_BACK", timedelta())  # rows that were copied just now were written just now


@pytest.fixture
def services(network: Network, first_state: FirstState) -> Iterator[Services]:
    """The services in this process, by the clock of the day. Copied rows keep no invariant: they go with the test."""
    made = build(from_environment(network.service.variables))
    yield made.services
    made.database.forget()
    first_state.return_to()


def acts(services: Services, walk: Walk) -> dict[str, Act]:
    """The tasks of a round of the worker, and what an owner and a network's administrator ask most."""
    for caller in (walk.owner, walk.admin):
        caller.connection.close()  # kept open, the service may have closed it meanwhile
    own = walk.owner.ask("GET", "/v1/account")[1]["membership"]
    here = f"/v1/memberships/{MEMBERSHIP}"
    asked_by_owner = ("/v1/account", f"{here}/choices", f"{here}/history", f"{here}/payments")

    def asked(caller: Caller, path: str) -> Act:
        return lambda: caller.ask("GET", path)

    return {
        **{f"worker: {name}": partial(task, services) for name, task in {**CHARGING, **HOUSEKEEPING}.items()},
        "a quote": lambda: walk.owner.ask("POST", "/v1/quotes", wish(own, 4)),
        **{path: asked(walk.owner, path) for path in asked_by_owner},
        **{path: asked(walk.admin, path) for path in ADMIN_ASKS if not path.startswith(COUNTING)},
    }


def settle(services: Services) -> None:
    """Let the worker do what waits."""
    idle = 0
    for _ in range(MOST_ROUNDS):
        counts = run_all_once(services)
        idle = idle + 1 if not any(count.done or count.failed for count in counts.values()) else 0
        if idle == 2:
            return
    raise AssertionError({name: str(count) for name, count in counts.items() if count.done or count.failed})


def rows_read(network: Network, act: Act) -> int:
    """How many rows and keys the server reads for an act: the most of three times, since a last page is short."""

    def read() -> int:
        return sum(int(value) for _, value in network.sql("SHOW GLOBAL STATUS LIKE 'Handler_read%'"))

    def once() -> int:
        before = read()
        act()
        return read() - before

    act()
    return max(once() for _ in range(3))


def measured(network: Network, services: Services, walk: Walk, sites: int) -> dict[str, int]:
    """What each act reads on a network of so many sites."""
    enlarge(network, sites)
    settle(services)
    return {name: rows_read(network, act) for name, act in acts(services, walk).items()}


@pytest.mark.usefixtures("short_pages")
def test_nothing_reads_more_where_the_network_is_larger(network: Network, services: Services) -> None:
    walk = Walk.on(network)
    walk.live()
    small = measured(network, services, walk, SMALL)
    large = measured(network, services, walk, LARGE)

    grown = {name: (small[name], read) for name, read in large.items() if read > small[name] + CHANCE}
    assert grown == {}
    assert unmet(network, set()) == []
