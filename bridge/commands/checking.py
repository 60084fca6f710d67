"""``bridge check``: what is wrong with this installation, in plain words."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import click

from bridge.bootstrap import Bridge, address_of, build
from bridge.commands.keys import spoken
from bridge.config import from_environment
from bridge.errors import BridgeError, StoreUnavailable
from bridge.services.facts import Orphan
from bridge.services.inspection import Problem, State, problems
from bridge.services.journal import Fault, broken_seals, inspect_all, inspect_latest
from bridge.store import queries
from bridge.store.checks import NOT_ASKED, broken_invariants, oddities, purposes
from bridge.store.connection import connect
from bridge.store.grants import accounts_without_password
from bridge.store.migrate import missing_tables
from bridge.store.server import parse_version

#: Rows of journals that are worked out again without --journal, the latest ones.
LATEST_ROWS = 20_000
#: Daily seals that --journal works out again: ten years.
MOST_SEALS = 3660
#: Rows that a broken invariant is shown with, and rows of journals that are named.
MOST_NAMED, MOST_FAULTS_NAMED = 5, 50

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
    "plugin_key_pending": "Keys of the plugin wait for bridge keys approve -- KID: {kids}",
    "worker_never_ran": "The worker has never finished a round: start bridge worker.",
    "worker_not_running": "The worker finished its last round at {last_run_at} UTC: is bridge worker running?",
    "network_url_missing": "PLAN_BRIDGE_NETWORK_URL is not set: the plugin finds its work by WP-Cron alone, later.",
}

#: How many sites of a kind are named, and memberships with limited sites looked at in one go.
NAMED, PAGE = 20, 500
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


#: Faults of the journal, and what each is called; :func:`_journal` names the row.
JOURNAL_WORDS: dict[str, str] = {
    "altered": "was altered",
    "unlinked": "does not follow the row before it: one of the two was written anew",
    "moved": "was written as row {was}",
    "missing": "was taken out",
    "added": "was put in by somebody else",
}
MEND = "nothing is mended by itself: keep these lines, see in each journal what happened, and put it right"
RESTORE = "compare with a backup from before and put the rows back as they were"


@click.command()
@click.option("--journal", is_flag=True, help="Work out every membership's journal and every daily seal again.")
def check(*, journal: bool) -> None:
    """Look at server, tables, clock, keys and the books; end with 1 where something is wrong."""
    config = from_environment()
    bridge = build(config)
    found: list[str] = []
    state = _state(bridge, found)
    looks = [*_LOOKS, _every_chain if journal else _latest_chains, _every_seal if journal else _last_seal]
    if state is not None:
        looks = [lambda _: _server(state), lambda _: _problems(state), *(looks if state.schema_ok else [])]
        click.echo(
            f"{state.server}; schema {state.schema_current} of {state.schema_wanted}; network {state.network_id}"
        )
    for look in looks:
        found += _looked(look, bridge)
    for sentence in dict.fromkeys(found):
        click.echo(f"- {sentence}")
    click.echo("Something is wrong." if found else "All is well.")
    sys.exit(1 if found else 0)


def _state(bridge: Bridge, found: list[str]) -> State | None:
    """Return the installation's state; where it cannot be had, say why: the rest is looked at all the same."""
    states: list[State] = []

    def read(bridge: Bridge) -> Iterable[str]:
        """Read the state of the installation."""
        states.append(bridge.inspection.state())
        return []

    found += _looked(read, bridge)
    return states[0] if states else None


def _looked(look: Callable[[Bridge], Iterable[str]], bridge: Bridge) -> list[str]:
    """Return what one look found; that it could not be finished is a finding, and the rest goes on."""
    found: list[str] = []
    try:
        found.extend(look(bridge))
    except StoreUnavailable as error:
        found.append(f"{WORDS['database_unreachable']} {error}")
    except BridgeError as error:
        found.append(str(error))
    except Exception as error:  # noqa: BLE001 (a check that is needed most where something unforeseen is wrong)
        what = getattr(look, "__doc__", None) or "Look at the installation."
        found.append(f"not finished ({what.partition('.')[0]}): {type(error).__name__}: {error}")
    return found


def _problems(state: State) -> list[str]:
    """Say what is wrong with the installation."""
    return [_say(problem) for problem in problems(state)]


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
    if "kid" in params:
        params["kid"] = spoken(params["kid"])
    return WORDS[problem.code].format(**params)


def _accounts(bridge: Bridge) -> Iterator[str]:
    """Say which database accounts anybody may use who knows their name."""
    config, found = bridge.config, dict[str, None]()
    for account in dict.fromkeys((config.database.account, config.database.migrating_account)):
        session = connect(address_of(config, account), queries.load(config.table_prefix))
        try:
            found |= dict.fromkeys(accounts_without_password(session))
        finally:
            session.close()
    for name in found:
        yield f"the database account {name} has no password: ALTER USER {name} IDENTIFIED BY 'a long random password';"


def _tables(bridge: Bridge) -> list[str]:
    """Say which tables are gone though they were made."""
    gone = bridge.database.reading(lambda _: missing_tables(bridge.database.session(), bridge.config.table_prefix))
    return [f"these tables are gone, restore them from a backup: {', '.join(gone)}"] if gone else []


def _books(bridge: Bridge) -> list[str]:
    """Say which invariant of money and state is broken, with its first rows."""
    address = address_of(bridge.config, bridge.config.database.account)
    broken, meanings = broken_invariants(address, bridge.config.table_prefix), purposes()
    found = [_broken(f"{name} ({meanings[name]})", rows) for name, rows in broken.items()]
    return [*found, MEND] if found else []


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
          "no plan is sold in theirs, so they can choose none" for row in facts.memberships),
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


def _beyond_term(bridge: Bridge) -> list[str]:
    """Say which memberships run on, or rest, beyond their term with nobody to renew or close them."""
    now = bridge.services.clock.now()
    found = bridge.database.reading(lambda store: store.memberships.beyond_term(now))
    return [
        BEYOND_TERM[sort.sort].format(found=sort.found, first_ids=sort.first_ids, longest=sort.longest)
        for sort in found
    ]


def _broken(name: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """Name an invariant and its first rows."""
    if NOT_ASKED in rows[0]:
        return f"{name}: could not be asked: {rows[0][NOT_ASKED]}"
    shown = "; ".join(", ".join(f"{column}={value}" for column, value in row.items()) for row in rows[:MOST_NAMED])
    more = f"; and {len(rows) - MOST_NAMED} more" if len(rows) > MOST_NAMED else ""
    return f"{name}: {len(rows)} rows: {shown}{more}"


def _last_seal(bridge: Bridge) -> Iterator[str]:
    """Say so where the journals do not hold any more what the newest daily seal covers."""
    yield from _seals(bridge, 1)


def _every_seal(bridge: Bridge) -> Iterator[str]:
    """Say of which days the seals are not borne out by the journals."""
    yield from _seals(bridge, MOST_SEALS)


def _seals(bridge: Bridge, most: int) -> Iterator[str]:
    """Say of which of the newest seals the journals do not hold what they cover."""
    for seal in broken_seals(bridge.services, most):
        yield (
            f"the journals do not hold what the daily seal of {seal.day} covers ({seal.memberships} memberships):"
            f" rows were altered, taken out or put in, or the seal itself was; {RESTORE}"
        )


def _every_chain(bridge: Bridge) -> Iterator[str]:
    """Work every membership's journal out again."""
    yield from _journal(inspect_all(bridge.services))


def _latest_chains(bridge: Bridge) -> Iterator[str]:
    """Work the memberships' journals out again that were written to last."""
    yield from _journal(inspect_latest(bridge.services, LATEST_ROWS))


def _journal(faults: Iterable[Fault]) -> Iterator[str]:
    """Name each row of a journal that is not as it was written, and what became of it."""
    named = 0
    for fault in faults:
        named += 1
        if named <= MOST_FAULTS_NAMED:
            what = JOURNAL_WORDS[fault.kind].format(was=fault.was)
            yield f"the journal of membership {fault.membership_id}: row {fault.sequence} {what}; {RESTORE}"
    if named > MOST_FAULTS_NAMED:
        yield f"the journals: {named - MOST_FAULTS_NAMED} more rows are not as they were written"


#: What is looked at where the tables are those of this version, after the state of the installation.
_LOOKS: tuple[Callable[[Bridge], Iterable[str]], ...] = (
    _accounts,
    _tables,
    _books,
    _unreadable,
    _limits,
    _orphans,
    _beyond_term,
)
