"""Limits of many sites: a plan of theirs saved, and a membership changed, beside one bare UPDATE of as many rows.

What was saved is then asked for on many of the sites, as the next request of each reads it.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from benchmarks.figures import median
from bridge.bootstrap import build
from bridge.config import from_environment
from bridge.limits.said import compiled
from bridge.network_admin.products import read_product, save_product
from bridge.operations.limits import keep_memberships, memberships_behind
from bridge.people import Actor
from bridge.ports import Services
from bridge.quotas import reapply
from bridge.quotas.compile import compile_product
from bridge.quotas.materialise import materialise_membership
from tools.network.network import Network

#: Where the rows made here begin, far above those of the network.
FIRST = 1_000_000_000
#: Sites of one membership of the many, and of the one large membership.
OF_EACH, OF_LARGE = 10, 25_000
#: The large membership, and one without a site.
LARGE, SMALL = 3 * FIRST, 3 * FIRST + 1
ROUNDS = 15
#: Sites that are asked what holds, once a limit was saved.
ASKED = 1000
ADMIN = Actor(user_id=1, blog_id=1, is_network_admin=True)

_HELD = """
$held = 0;
foreach ($arguments['sites'] as $site) {
    PlanBridge\\Limits\\Quota::forget();
    $said = PlanBridge\\Limits\\Quota::for((int) $site)?->limit('disk_space');
    $held += (int) ($said?->limit === (int) $arguments['megabytes']);
}
return $held;
"""


def measure(network: Network, sites: int) -> list[dict[str, Any]]:
    """Return a row an act, in milliseconds, and how it compares with the bare UPDATE of this run."""
    plan = int(network.sql("SELECT MIN(id) FROM {p}wu_products WHERE type = 'plan'")[0][0])
    fill(network, sites, plan)
    services = build(from_environment(network.service.variables)).services
    compile_product(services, plan)
    moved = timed(lambda: move(services))
    bare = [timed(lambda: bare_update(network)) for _ in range(3)]
    saved = [timed(save(services, plan, 5000 + number)) for number in range(ROUNDS)]
    changed = [timed(lambda: change(services, LARGE)) for _ in range(ROUNDS)]
    small = [timed(lambda: change(services, SMALL)) for _ in range(ROUNDS)]
    processor = {LARGE: of_processor(network, services, LARGE), SMALL: of_processor(network, services, SMALL)}
    force(network, plan)
    looked = [timed(lambda: look_through(services)) for _ in range(2)]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    network.sql("UPDATE {p}bridge_product_limits SET limits = '{\"v\":1}'; DELETE FROM {p}bridge_reapply_ranges")
    nothing = [timed(lambda: look_through(services)) for _ in range(2)]
    held = held_at_once(network, services, plan, sites)
    print(f"{held} of {ASKED} sites read the limit that was saved last", flush=True)
    return [
        row(f"a bare UPDATE of {sites} rows", bare, bare),
        row(f"all sites named that have something to carry out, {memory} MB at most", looked, bare),
        row("the same where nobody has", nothing, bare),
        row(f"a limit saved of a plan that {sites} sites are on", saved, bare),
        row(f"what a membership of {OF_LARGE} sites holds, written", changed, bare, processor[LARGE]),
        row("the same of one without a site", small, bare, processor[SMALL]),
        row(f"{sites // OF_EACH} memberships without a row, written", [moved], bare),
    ]


def row(act: str, seconds: list[float], bare: list[float], processor: float | None = None) -> dict[str, Any]:
    """Describe one act; the least of its times is what it costs where nothing else runs."""
    least = min(seconds)
    return {
        "act": act,
        "ms_p50": median(seconds) * 1000,
        "ms_least": least * 1000,
        "ms_of_processor": processor and processor * 1000,
        "of_bare_update": least / min(bare),
    }


def of_processor(network: Network, services: Services, membership_id: int) -> float:
    """How many seconds of a processor a change takes, the service's and the server's: what else runs is not in it."""

    def used() -> float:
        server = network.sql("SHOW GLOBAL STATUS LIKE 'Cpu_time'")[0][1]
        return time.process_time() + float(server)

    before = used()
    for _ in range(ROUNDS):
        change(services, membership_id)
    return (used() - before) / ROUNDS


def timed(work: Callable[[], object]) -> float:
    """How many seconds a piece of work takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def fill(network: Network, sites: int, plan: int) -> None:
    """Write memberships on one plan with their sites, one large one, and as many rows of a table that means nothing."""
    memberships = sites // OF_EACH
    network.sql(
        "CREATE TABLE {p}bench_bare (id BIGINT UNSIGNED PRIMARY KEY, value BIGINT NOT NULL) ENGINE=InnoDB;"
        f"INSERT INTO {{p}}bench_bare SELECT seq, 0 FROM seq_1_to_{sites};"
        "INSERT INTO {p}wu_memberships (id, customer_id, user_id, plan_id, addon_products, currency, amount, status,"
        f" gateway, date_created) SELECT {FIRST} + seq, 1, 1, {plan}, 'a:0:{{}}', 'SEK', 0, 'active', 'manual',"
        f" '2025-01-01' FROM seq_1_to_{memberships};"
        "INSERT INTO {p}wu_memberships (id, customer_id, user_id, plan_id, addon_products, currency, amount, status,"
        f" gateway, date_created) VALUES"
        f" ({LARGE}, 1, 1, {plan}, 'a:0:{{}}', 'SEK', 0, 'active', 'manual', '2025-01-01'),"
        f" ({SMALL}, 1, 1, {plan}, 'a:0:{{}}', 'SEK', 0, 'active', 'manual', '2025-01-01');"
        f"INSERT INTO {{p}}bridge_site_limits (blog_id, membership_id)"
        f" SELECT {FIRST} + seq, {FIRST} + 1 + (seq DIV {OF_EACH}) MOD {memberships} FROM seq_1_to_{sites};"
        f"INSERT INTO {{p}}bridge_site_limits (blog_id, membership_id)"
        f" SELECT {2 * FIRST} + seq, {LARGE} FROM seq_1_to_{OF_LARGE};"
        "ANALYZE TABLE {p}bridge_site_limits, {p}wu_memberships"
    )


def bare_update(network: Network) -> None:
    """Write every row of the table that means nothing."""
    network.sql("UPDATE {p}bench_bare SET value = value + 1")


def force(network: Network, plan: int) -> None:
    """Have the plan that all are on force a plugin."""
    text = compiled({"plugins": {"limit": {"egen/egen.php": {"behavior": "force_active"}}}})
    network.sql(f"UPDATE {{p}}bridge_product_limits SET limits = '{text}' WHERE product_id = {plan}")


def look_through(services: Services) -> None:
    """Go through all ranges of a run, as workers do, without the plugin that asks the sites."""
    reapply.begin(services, reapply.Asked(), 0)
    while reapply.look_at_next(services):
        pass


def move(services: Services) -> None:
    """Write the memberships that have no row yet, as the worker's rounds do."""
    while True:
        found = memberships_behind(services)
        keep_memberships(services, found)
        if found.sweep.after_id == 0:
            return


def save(services: Services, plan: int, megabytes: int) -> Callable[[], object]:
    """A save of one limit; the form is filled in now, and sent when it is called."""
    revision = read_product(services, ADMIN, plan).product.limits_revision
    found = services.database.reading(lambda store: store.catalog.document(plan))
    if found is None:
        raise LookupError(plan)
    limits = {**(found.limitations or {}), "disk_space": {"enabled": True, "limit": str(megabytes)}}
    wanted = replace(found, limitations=limits)
    return lambda: save_product(services, ADMIN, wanted, revision)


def held_at_once(network: Network, services: Services, plan: int, sites: int) -> int:
    """Save a limit once more; return how many of some sites, spread over all, read it on their next request."""
    megabytes = 5000 + ROUNDS
    save(services, plan, megabytes)()
    asked = [FIRST + 1 + number * (sites // ASKED) for number in range(ASKED)]
    return int(network.php(_HELD, sites=asked, megabytes=megabytes))


def change(services: Services, membership_id: int) -> object:
    """Write a membership's limits, as a change of its plan does in its transaction."""
    at = services.clock.now()
    return services.database.transaction(lambda store: materialise_membership(store, membership_id, at))
