"""``bridge check``: what is wrong with this installation, in plain words."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click

from bridge.bootstrap import Bridge, address_of, build
from bridge.config import from_environment
from bridge.services.facts import Orphan
from bridge.services.inspection import Problem, State, problems
from bridge.services.journal import verify, verify_last_seal
from bridge.store.checks import broken_invariants, oddities
from bridge.store.server import parse_version

#: Memberships whose journals are looked at in one go.
PAGE = 500

#: Each problem's sentence; its parameters are filled in.
WORDS: dict[str, str] = {
    "database_unreachable": "The database does not answer.",
    "schema_out_of_date": "The tables are at version {current}, this service needs {wanted}: run bridge migrate.",
    "schema_too_new": "The tables are at version {current}, this service knows {wanted}: install a newer service.",
    "clock_off": "This machine's clock is {seconds} seconds ahead of the database's: synchronise both.",
    "network_is_a_copy": (
        "This database is a copy or has moved (different: {differences}). Nothing can be bought until"
        " bridge adopt --as moved (the network itself) or bridge adopt --as staging (a copy)."
    ),
    "service_key_missing": "The service has no key to prove itself with: set PLAN_BRIDGE_KEY_FILE, run bridge migrate.",
    "service_key_pending": "The service's key waits: bridge keys approve {kid}",
    "service_key_retired": "The service's key {kid} is retired: bridge keys rotate",
    "plugin_key_pending": "Keys of the plugin wait for bridge keys approve KID: {kids}",
    "worker_never_ran": "The worker has never finished a round: start bridge worker.",
    "worker_not_running": "The worker finished its last round at {last_run_at} UTC: is bridge worker running?",
    "network_url_missing": "PLAN_BRIDGE_NETWORK_URL is not set: the plugin finds its work by WP-Cron alone, later.",
}

#: How many sites of a kind are named.
NAMED = 20
LIMIT_WORDS = {
    "limits_unreadable": "cannot be read; what was said last holds: set it anew",
    "quota_unreadable": "cannot be read; what was written last holds: run bridge materialise for it",
}
ORPHAN_WORDS = {
    "link_lost": "limits hold, but the site lost its wu_type or wu_membership_id: give it both back",
    "membership_gone": "limits hold, but the membership is gone: give the site another, or another wu_type",
    "customer_gone": "limits hold, but the membership's customer is gone: give it one",
    "plan_gone": "limits hold, but the membership's plan is gone: give it one that exists",
    "site_gone": "limits are kept of sites that are gone: the rows may be deleted",
}


@click.command()
@click.option("--journal", is_flag=True, help="Recompute the hashes of every membership's journal, too.")
def check(*, journal: bool) -> None:
    """Look at server, tables, clock, keys and the books; end with 1 where something is wrong."""
    config = from_environment()
    bridge = build(config)
    state = bridge.inspection.state()
    found = [*_server(state), *(_say(problem) for problem in problems(state))]
    if state.schema_ok:
        found += [
            *_books(bridge),
            *_unreadable(bridge),
            *_seal(bridge),
            *_limits(bridge),
            *_orphans(bridge),
            *_beyond_term(bridge, state),
        ]
    if state.schema_ok and journal:
        found += _journal(bridge)
    click.echo(f"{state.server}; schema {state.schema_current} of {state.schema_wanted}; network {state.network_id}")
    for sentence in found:
        click.echo(f"- {sentence}")
    click.echo("Something is wrong." if found else "All is well.")
    sys.exit(1 if found else 0)


def _server(state: State) -> list[str]:
    """Say so where the database server is too old."""
    server = parse_version(state.server)
    if server.is_recent_enough:
        return []
    return [f"{server.product} {'.'.join(map(str, server.version))} is too old: {'.'.join(map(str, server.minimum))}."]


def _say(problem: Problem) -> str:
    """Put a problem into words."""
    params = {
        name: ", ".join(value) if isinstance(value, list) else value for name, value in problem.params.items()
    }
    return WORDS[problem.code].format(**params)


def _books(bridge: Bridge) -> list[str]:
    """Say which invariant of money and state is broken, with its first row."""
    address = address_of(bridge.config, bridge.config.database.account)
    broken = broken_invariants(address, bridge.config.table_prefix)
    return [f"{name}: {len(rows)} rows, the first is {rows[0]}" for name, rows in broken.items()]


def _limits(bridge: Bridge) -> list[str]:
    """Say which limits cannot be read, whose they are, and what goes on holding."""
    statements = bridge.database.reading(lambda store: store.catalog.limit_statements())
    products = [
        f"product {product_id} ({name}): {_parts([asdict(part) for part in statement.unreadable])} cannot be read;"
        " what was said last holds where it is known: set it anew"
        for product_id, (name, statement) in statements.items()
        if statement.unreadable
    ]
    noted = bridge.database.reading(lambda store: store.limit_records.faults())
    others = [
        f"{kind} {number}: {_parts(fault.details.get('parts', []))} {LIMIT_WORDS[fault.code]}"
        for fault in noted
        for kind, number in [fault.subject]
        if fault.code in LIMIT_WORDS and kind != "product"
    ]
    return [*products, *others]


def _parts(parts: list[dict[str, Any]]) -> str:
    """Name parts of limitations with what is stored."""
    named = [f"{part['part'] or 'all limits'} \"{part['stored']}\"" for part in parts]
    return ", ".join(named) or "the row of its limits"


def _orphans(bridge: Bridge) -> list[str]:
    """Say which limited sites have lost their place in the shared data; the first of each kind are named."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    after, last = 0, _last_limited(bridge, 0)
    while last:
        for orphan in _orphans_of(bridge, after, last):
            found[orphan.code].append(f"{orphan.blog_id} (membership {orphan.membership_id})")
        after, last = last, _last_limited(bridge, last)
    return [
        f"{ORPHAN_WORDS[code]}: {len(sites)} sites, {', '.join(sites[:NAMED])}{' …' if len(sites) > NAMED else ''}"
        for code, sites in sorted(found.items())
    ]


def _last_limited(bridge: Bridge, after: int) -> int:
    """Return the last membership of a page of those with limited sites, 0 where none is left."""
    return bridge.database.reading(lambda store: store.quotas.page_end(after, PAGE))[0]


def _orphans_of(bridge: Bridge, after: int, last: int) -> Sequence[Orphan]:
    """Return the orphans of a page of memberships."""
    return bridge.database.reading(lambda store: store.limit_records.orphans(after, last))


def _unreadable(bridge: Bridge) -> list[str]:
    """Name each product, tax rate and currency that cannot be read or gone by, and what to do."""
    facts = bridge.database.reading(lambda _: oddities(bridge.database.session()))
    return [
        *(f"product {found.id} ({found.name}): {', '.join(found.unreadable)} cannot be read and is not for sale: "
          "write it anew under Plan Bridge, Products" for found in facts.products),
        *(f"the tax rate of {rate.country or 'every country'} in {rate.tax_category} cannot be read: "
          "nothing that it is for can be charged; write it as a number" for rate in facts.rates),
        *(f"{row['held']} memberships are in {row['currency']}, but the network's currency is {facts.currency}: "
          "they can choose only what is sold in theirs" for row in facts.memberships),
        *(f"membership {row['id']}: its amount cannot be read, so that its renewal waits: "
          "write a number of 0 or more" for row in facts.amounts),
    ]  # fmt: skip


#: Memberships that nobody renews or closes, by sort: what they are, and what to do.
BEYOND_TERM: dict[str, str] = {
    "over": (
        "Memberships past the end of their term that nobody bills here: {found} (the first: {first_ids}; the oldest"
        " since {longest} UTC). Their sites stay open: take them over, or renew or end them where they are billed."
    ),
    "paid_in_full": (
        "Memberships billed as often as agreed that go on after their term, for nothing: {found} (the first:"
        " {first_ids}; the oldest since {longest} UTC). Where that is not meant, end them or take them over."
    ),
    "on_hold": (
        "Memberships on hold beyond the end of their term: {found} (the first: {first_ids}; the oldest since {longest}"
        " UTC). Nothing is billed, nothing ends: take them up again, or cancel them."
    ),
}


def _beyond_term(bridge: Bridge, state: State) -> list[str]:
    """Say which memberships run on, or rest, beyond their term with nobody to renew or close them."""
    found = bridge.database.reading(lambda store: store.memberships.beyond_term(state.now))
    return [
        BEYOND_TERM[sort.sort].format(found=sort.found, first_ids=sort.first_ids, longest=sort.longest)
        for sort in found
    ]


def _seal(bridge: Bridge) -> list[str]:
    """Say so where the journals do not hold any more what the newest daily seal covers."""
    if verify_last_seal(bridge.services):
        return []
    return ["the journals do not hold what the newest daily seal covers: rows were altered or taken out"]


def _journal(bridge: Bridge) -> list[str]:
    """Say in which membership's journal a row was altered, and which."""
    found: list[str] = []
    memberships = _chained(bridge, after=0)
    while memberships:
        for membership in memberships:
            fault = verify(bridge.services, membership)
            if fault is not None:
                found.append(f"the journal of membership {membership} was altered at row {fault}")
        memberships = _chained(bridge, after=memberships[-1])
    return found


def _chained(bridge: Bridge, after: int) -> list[int]:
    """Return a page of the memberships that have a journal."""
    return list(bridge.database.reading(lambda store: store.journal.memberships(after, PAGE)))
