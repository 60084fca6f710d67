"""The command line, ``bridge COMMAND``: serve, work, install, check, keys, prices, limits."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import tempfile
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import Any, BinaryIO, get_args

import click
import MySQLdb

from bridge import __version__, logs
from bridge.bootstrap import Bridge, address_of, build
from bridge.cases.cases import price_file
from bridge.changes.due import waits_for as change_waits_for
from bridge.changes.quoting import make_quote
from bridge.changes.renew import waits_for as renewal_waits_for
from bridge.config import METRICS_FOLDER_MARK, Config, ConfigurationError, from_environment, share_metrics_in
from bridge.errors import BridgeError, StoreUnavailable
from bridge.membership_commands import (
    DRY_RUN,
    ENDS_SUBSCRIPTION,
    EVERY,
    MEMBERSHIPS,
    move,
    owners_said,
    ownership_findings,
    release,
    seen,
)
from bridge.operations.check import (
    NOT_ASKED,
    WORKER,
    Problem,
    State,
    broken_invariants,
    problems,
    purposes,
    require_installation,
)
from bridge.operations.journal import Fault, broken_seals, inspect_all, inspect_latest
from bridge.operations.keys import KeyFileError, ServiceKey, make_key_file, read_key_file, replace_key_file
from bridge.operations.oddities import oddities
from bridge.people import Actor
from bridge.pricing.calendar import Period, Unit
from bridge.pricing.refusal import NotKnown
from bridge.pricing.snapshot import Selection
from bridge.quotas.materialise import materialise_membership, materialise_site
from bridge.store.engine import queries
from bridge.store.engine.connection import Connection, connect
from bridge.store.installation import Mode, MySQLInstallation
from bridge.store.keys import MySQLKeys
from bridge.store.limit_records import Orphan
from bridge.store.migrate import (
    AccountMissing,
    AccountUnusable,
    accounts_without_password,
    grant_to,
    missing_tables,
    parse_version,
    require_account,
    sees_all_accounts,
)
from bridge.store.migrate import migrate as make_tables
from bridge.web.encoding import as_json
from bridge.worker import Knocker, Surroundings, due_changes, due_renewals, run_all_once, run_forever

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
    "settings_charge_whole_terms": (
        'The settings "No credit" and "The billing date stays" would charge a full term for the rest of one:'
        " every change starts a new term instead until one of the two is answered otherwise."
    ),
}

#: How many sites of a kind are named, and memberships with limited sites looked at in one go.
NAMED, PAGE = 20, 500
LIMIT_WORDS = {
    "limits_unreadable": "cannot be read; what was said last holds: set it anew",
    "quota_unreadable": "cannot be read; what was written last holds: run bridge materialise for it",
}
ORPHAN_WORDS = {
    "link_lost": "limits hold, but the site lost its wu_type or wu_membership_id (blogmeta): give it both back",
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

_ADDON = re.compile(r"^(\d+)(?:=(\d+))?$")
_PERIOD = re.compile(r"^(\d+)-([a-z]+)$")

FAILED = 1
MISCONFIGURED = 2


@contextmanager
def migrating_session(config: Config) -> Iterator[Connection]:
    """Open a session as the migrating account, and close it."""
    session = connect(address_of(config, config.database.migrating_account), queries.load(config.table_prefix))
    try:
        yield session
    finally:
        session.close()


def now(session: Connection) -> datetime:
    """Return the database's time (UTC without zone)."""
    answer: datetime = session.rows("clock.now")[0]["now"]
    return answer


@click.command()
@click.option("--grant-to", metavar="USER[@HOST]", help="Give this account exactly the rights the service needs.")
def migrate(grant_to: str | None) -> None:
    """Make the tables that are missing, and the service's key; can be run again at any time."""
    config = from_environment()
    with migrating_session(config) as session:
        if grant_to:
            _require(session, grant_to)
        report = make_tables(session, config.table_prefix, config.network_url)
        click.echo(f"Network {report.network_id}")
        for table in report.tables:
            click.echo(f"made {config.table_prefix}{table}")
        for name in report.migrations:
            click.echo(f"ran {name}")
        if grant_to:
            _grant(session, config, grant_to)
        _announce_key(session, config)
    click.echo("The tables are up to date.")


def _require(session: Connection, account: str) -> None:
    """Refuse an account that cannot be granted anything, before anything is made."""
    try:
        require_account(session, account)
    except AccountUnusable as error:
        raise click.BadParameter("must be USER or USER@HOST", param_hint="--grant-to") from error
    except AccountMissing as error:
        raise click.ClickException(str(error)) from error


def _grant(session: Connection, config: Config, account: str) -> None:
    """Give the service's account its rights."""
    try:
        click.echo(f"granted to {grant_to(session, config.table_prefix, account)}")
    except AccountMissing as error:
        raise click.ClickException(str(error)) from error


def _announce_key(session: Connection, config: Config) -> None:
    """Make the key file where none is, and announce its public half."""
    if config.key_file is None:
        click.echo("PLAN_BRIDGE_KEY_FILE is not set: the service cannot prove who it is.", err=True)
        return
    if not config.key_file.exists():
        if require_installation(session).service_key_fingerprint is not None:
            click.echo(f"{config.key_file} is missing though this network's service had a key.", err=True)
            click.echo("Put it back; or, where this is a copy, run: bridge keys make-service-key", err=True)
            return
        make_key_file(config.key_file)
        click.echo(f"made {config.key_file}")
    announce(session, read_key_file(config.key_file))


def announce(session: Connection, key: ServiceKey) -> None:
    """Write the public half where it is missing, and keep the fingerprint where none is kept."""
    MySQLKeys(session).announce(key.kid, key.public_key, now(session))
    MySQLInstallation(session).keep_fingerprint(key.fingerprint)


@click.command()
@MEMBERSHIPS
@EVERY
@DRY_RUN
@ENDS_SUBSCRIPTION
@click.option(
    "--as",
    "adopted_as",
    type=click.Choice(["staging", "moved"]),
    help="Of a database, not of memberships: moved is the network itself, at a new address or with a new key; staging"
    " is a copy to try things on.",
)
def adopt(
    memberships: tuple[int, ...], *, every: bool, dry_run: bool, ends_subscription: bool, adopted_as: str | None
) -> None:
    """Take memberships over, so that Plan Bridge bills them; or, --as, take a copied database for the network's own."""
    if adopted_as is None:
        move("take_over", memberships, every=every, dry_run=dry_run, ends_subscription=ends_subscription)
    elif memberships or every or dry_run or ends_subscription:
        raise click.UsageError("--as is about the whole database: name no memberships with it")
    else:
        _adopt_database(adopted_as)


def _adopt_database(adopted_as: str) -> None:
    """Take a copied or moved database for this network's own, so that changes work again."""
    config = from_environment()
    bridge = build(config)
    mode: Mode = "staging" if adopted_as == "staging" else "live"
    with migrating_session(config) as session:
        installation = MySQLInstallation(session)
        installation.keep_network(installation.choose_network(installation.find(), config.network_url))
        found = bridge.inspection.found(session)
        different = bridge.inspection.differences_of(session)
        if bridge.key is not None:
            keys = MySQLKeys(session)
            keys.announce(bridge.key.kid, bridge.key.public_key, now(session))
            keys.trust(bridge.key.kid, "operator", now(session))
        installation.adopt(found.site_url_sha256, found.service_key_fingerprint, mode)
    click.echo(f"What differed: {', '.join(different) or 'nothing'}. This network is {mode} from now on.")


@click.group()
def keys() -> None:
    """List, approve, make and replace the keys of plugin and service."""


@keys.command("list")
def list_keys() -> None:
    """List every key: whose it is, where it stands and why."""
    with migrating_session(from_environment()) as session:
        for row in MySQLKeys(session).all():
            why = f" ({row.approval})" if row.approval else ""
            click.echo(f"{row.kid}  {row.side:7}  {row.status}{why}  since {row.created_at:%Y-%m-%d %H:%M:%S}")


#: A key's name may begin with a dash, which is no option.
KID = click.argument("kid")
NO_OPTIONS: dict[str, Any] = {"ignore_unknown_options": True, "help_option_names": ["--help"]}


def spoken(kid: str) -> str:
    """Return a key's name as it is written behind a command: after `--` where it looks like an option.

    >>> spoken("abc"), spoken("-bc")
    ('abc', '-- -bc')
    """
    return f"-- {kid}" if kid.startswith("-") else kid


@keys.command(context_settings=NO_OPTIONS)
@KID
def approve(kid: str) -> None:
    """Trust a key that waits; compare its name with the one that the plugin's settings page shows."""
    with migrating_session(from_environment()) as session:
        if not MySQLKeys(session).trust(kid, "operator", now(session)):
            raise click.ClickException(f"No key of this name waits: {kid}")
    click.echo(f"{kid} is trusted. It works at once.")


@keys.command(context_settings=NO_OPTIONS)
@KID
def retire(kid: str) -> None:
    """Believe a key no longer; the service forgets it within 30 seconds."""
    with migrating_session(from_environment()) as session:
        if not MySQLKeys(session).retire(kid, now(session)):
            raise click.ClickException(f"No trusted or waiting key of this name: {kid}")
    click.echo(f"{kid} is retired.")


@keys.command("make-service-key")
def make_service_key() -> None:
    """Make the service's key file where none is, and announce its public half."""
    path = _key_path()
    key = make_key_file(path)
    with migrating_session(from_environment()) as session:
        announce(session, key)
    click.echo(f"made {path}, key {key.kid}")


@keys.command()
def rotate() -> None:
    """Replace the service's key by a new one that the old one vouches for; restart the service afterwards."""
    path = _key_path()
    old = read_key_file(path)
    waiting = path.with_name(path.name + ".new")
    new = read_key_file(waiting) if waiting.exists() else make_key_file(waiting)
    with migrating_session(from_environment()) as session:
        remembered = require_installation(session)
        if remembered.service_key_fingerprint not in {None, old.fingerprint}:
            raise KeyFileError(f"{path} is not the key that this network remembers: bridge adopt first")
        voucher = (old.kid, old.sign(new.raw_public))
        MySQLKeys(session).announce(new.kid, new.public_key, now(session), voucher)
        MySQLInstallation(session).adopt(remembered.site_url_sha256, new.fingerprint, remembered.mode)
        replace_key_file(waiting, path)
        MySQLKeys(session).retire(old.kid, now(session))
    click.echo(f"{path} holds key {new.kid} now. Restart the service and the worker.")


def _key_path() -> Path:
    """Return where the service's key lies."""
    path = from_environment().key_file
    if path is None:
        raise ConfigurationError("PLAN_BRIDGE_KEY_FILE is not set")
    return path


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
    if state is not None and state.schema_ok:
        found += _looked(_whose, bridge)
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


def _whose(bridge: Bridge) -> list[str]:
    """Say how many memberships are whose: no finding, but what every other one is read by."""
    click.echo(owners_said(bridge.database.reading(lambda store: store.ownership.owners())))
    return []


def _ownership(bridge: Bridge) -> Iterator[str]:
    """Say of which memberships it is not clear who bills them, and what others wrote into their rows."""
    yield from ownership_findings(bridge.services)


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
    """Say which database accounts anybody may use who knows their name, and which were looked at where not all are."""
    config, found, sees_all = bridge.config, dict[str, None](), False
    own = dict.fromkeys((config.database.account, config.database.migrating_account))
    for account in own:
        session = connect(address_of(config, account), queries.load(config.table_prefix))
        try:
            found |= dict.fromkeys(accounts_without_password(session))
            sees_all = sees_all or sees_all_accounts(session)
        finally:
            session.close()
    if not sees_all:
        names = " and ".join(account.user for account in own)
        click.echo(f"Of the database's accounts only {names} could be looked at for a password: they see no others.")
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


def _waiting(bridge: Bridge) -> Iterator[str]:
    """Say which renewals and changes are due and wait, and for which value that cannot be read."""
    for quote_id in due_changes(bridge.services):
        if waits := change_waits_for(bridge.services, quote_id):
            yield f"membership {waits[0]}: its scheduled change waits: {_lacking(waits[1])}"
    found = ((number, renewal_waits_for(bridge.services, number)) for number in due_renewals(bridge.services))
    for number, unknown in islice(((number, unknown) for number, unknown in found if unknown), MOST_FAULTS_NAMED):
        yield f"membership {number}: its renewal waits: {_lacking(unknown)}"


#: What a decision lacks, by the code of what is not known.
LACKING: dict[str, str] = {
    "price_unknown": "the price of product {product_id}",
    "amount_unknown": "{column} of its row or payment",
    "tax_unknown": "the tax of product {product_id} (category {tax_category}), or the customer's address",
    "discount_unknown": "what its discount code {code} takes off",
    "addons_unknown": "the packages and services that it holds (addon_products)",
}


def _lacking(unknown: NotKnown) -> str:
    """Say what cannot be read that a decision needs."""
    refusal = unknown.refusal
    what = LACKING[refusal.code].format_map(defaultdict(str, refusal.params))
    return f"{what} cannot be read; put it right and it goes on by itself"


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
    """Name what of the shared tables and of our settings cannot be read or gone by, and what to do."""
    return bridge.database.reading(lambda _: list(oddities(bridge.database.session())))


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
    _waiting,
    _limits,
    _orphans,
    _beyond_term,
    _ownership,
)


@click.command()
@click.argument("blog", type=click.IntRange(min=1))
def materialise(blog: int) -> None:
    """Work out the limits of one site and write them."""
    row = materialise_site(build(from_environment()).services, blog)
    click.echo(f"site {row.blog_id}: version {row.version}, membership {row.membership_id}")


@click.command()
@click.argument("membership", type=click.IntRange(min=1))
def reapply(membership: int) -> None:
    """Work out the limits of every site of a membership and write them."""
    services = build(from_environment()).services
    at = services.clock.now()
    blogs = services.database.transaction(lambda store: materialise_membership(store, membership, at))
    click.echo(f"membership {membership}: {len(blogs)} sites written: {', '.join(map(str, blogs)) or 'none'}")


@click.command()
@click.argument("file", type=click.File("rb"))
def price(file: BinaryIO) -> None:
    """Price the cases of a JSON file ('-' reads standard input) and print the answers."""
    answer, code = price_file(file.read())
    click.echo(answer)
    sys.exit(code)


@click.command()
@click.argument("membership", type=click.IntRange(min=1))
@click.argument("plan", type=click.IntRange(min=1))
@click.option("--addon", "addons", multiple=True, metavar="ID[=N]", help="A wanted add-on; can be given again.")
@click.option("--period", metavar="N-UNIT", help="Such as 1-month or 1-year; without it the plan's own.")
@click.option("--locale", default="en_US", show_default=True, help="How amounts are written.")
def quote(membership: int, plan: int, addons: tuple[str, ...], period: str | None, locale: str) -> None:
    """Price a change of a membership to a plan; the wanted add-ons must all be named."""
    selection = Selection(plan, dict(_addon(text) for text in addons), _period(period) if period else None)
    operator = Actor(user_id=0, blog_id=0, is_network_admin=True, locale=locale)
    told = make_quote(build(from_environment()).services, operator, membership, selection)
    click.echo(json.dumps(as_json(told, locale), ensure_ascii=False, indent=2))


def _addon(text: str) -> tuple[int, int]:
    """Read ``6`` or ``6=2``."""
    found = _ADDON.match(text)
    if not found:
        raise click.BadParameter(f"not ID or ID=N: {text}", param_hint="--addon")
    return int(found.group(1)), int(found.group(2) or 1)


def _period(text: str) -> Period:
    """Read ``1-month``."""
    found = _PERIOD.match(text)
    for unit in get_args(Unit):
        if found and found.group(2) == unit and int(found.group(1)):
            return Period(int(found.group(1)), unit)
    raise click.BadParameter(f"not N-day, N-week, N-month or N-year: {text}", param_hint="--period")


@click.command()
def serve() -> None:
    """Serve the API under gunicorn, on the address PLAN_BRIDGE_BIND."""
    config = from_environment()
    build(config)
    if config.multiprocess_metrics_folder is None:
        share_metrics_in(Path(tempfile.mkdtemp(prefix=METRICS_FOLDER_MARK)))
    sys.stdout.flush()
    words = ["-m", "gunicorn", "--config", "python:bridge.wsgi", "--bind", config.bind]
    os.execv(sys.executable, [sys.executable, *words, "bridge.wsgi:make()"])  # noqa: S606 (our own interpreter)


@click.command()
@click.option("--once", is_flag=True, help="One round of everything, then end.")
def worker(*, once: bool) -> None:
    """Carry out what is due: scheduled changes, renewals, unpaid changes, the outbox."""
    logs.configure()
    config = from_environment()
    bridge = build(config)
    surroundings = Surroundings(
        knocker=Knocker(config.network_url) if config.network_url else None,
        beat=lambda: bridge.beat("worker"),
        is_copy=bridge.copies.is_copy,
    )
    if once:
        for task, counts in run_all_once(bridge.services, surroundings).items():
            click.echo(f"{task}: {counts}")
        return
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 (signal names the parameters)
        """Finish what is being done, then end."""
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    run_forever(bridge.services, stop, surroundings)


def surroundings(bridge: Bridge) -> Surroundings:
    """Return what the worker needs beside the use cases."""
    address = bridge.config.network_url
    return Surroundings(
        knocker=Knocker(address) if address else None,
        beat=lambda: bridge.beat(WORKER),
        is_copy=bridge.copies.is_copy,
    )


class PlainWords(click.Group):
    """Ends with a sentence instead of a trace where something is wrong that a person can put right."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; say what went wrong and end with a code."""
        try:
            return super().invoke(ctx)
        except (ConfigurationError, KeyFileError) as error:
            click.echo(str(error), err=True)
            sys.exit(MISCONFIGURED)
        except BridgeError as error:
            click.echo(str(error), err=True)
            sys.exit(FAILED)
        except NotKnown as unknown:
            click.echo(f"A stored value that this needs cannot be read: {unknown}; bridge check names it", err=True)
            sys.exit(FAILED)
        except MySQLdb.MySQLError as error:
            click.echo(f"The database refuses: {error.args[-1]}", err=True)
            sys.exit(FAILED)


@click.group(cls=PlainWords, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="bridge")
def main() -> None:
    """Plan changes for a WordPress network: run the service, look after it, ask it."""


for command in (serve, worker, migrate, check, quote, price, keys, reapply, materialise, adopt, release, seen):
    main.add_command(command)
