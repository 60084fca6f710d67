"""The command line, ``bridge COMMAND``: serve, work, install, check, keys, prices, limits."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any, BinaryIO, get_args

import click
import MySQLdb

from bridge import __version__, logs
from bridge.bootstrap import Bridge, address_of, build
from bridge.cases.cases import price_file
from bridge.changes.quoting import make_quote
from bridge.config import METRICS_FOLDER_MARK, ConfigurationError, from_environment, share_metrics_in
from bridge.errors import BridgeError, StoreUnavailable
from bridge.explain_command import explain_limit
from bridge.install_commands import adopt, keys, migrate
from bridge.membership_commands import (
    owners_said,
    ownership_findings,
    release,
    seen,
)
from bridge.operations.check import (
    WORDS,
    WORKER,
    State,
    broken_books,
    lost_tables,
    said_of,
    second_network,
)
from bridge.operations.journal import altered_journals, broken_days
from bridge.operations.keys import KeyFileError
from bridge.operations.oddities import (
    beyond_term,
    lost_sites,
    odd_values,
    pauses_overdue,
    taken_without_number,
    unreadable_limits,
)
from bridge.operations.rebuild import said as said_of_membership
from bridge.people import Actor
from bridge.pricing.calendar import Period, Unit
from bridge.pricing.refusal import NotKnown
from bridge.pricing.snapshot import Selection
from bridge.quotas.materialise import materialise_site
from bridge.reapply_command import reapply
from bridge.reconcile_command import reconcile_books
from bridge.store.engine import queries
from bridge.store.engine.database import connect
from bridge.store.grants import (
    accounts_without_password,
    sees_all_accounts,
)
from bridge.web.encoding import as_json
from bridge.worker import Knocker, Surroundings, run_all_once, run_forever, waiting

#: Rows of journals that are worked out again without --journal, the latest ones.
LATEST_ROWS = 20_000
#: Daily seals that --journal works out again: ten years.
MOST_SEALS = 3660

_ADDON = re.compile(r"^(\d+)(?:=(\d+))?$")
_PERIOD = re.compile(r"^(\d+)-([a-z]+)$")

FAILED = 1
MISCONFIGURED = 2


@click.command()
@click.option("--journal", is_flag=True, help="Work out every membership's journal and every daily seal again.")
@click.option("--membership", type=click.IntRange(min=1), help="With --journal: say what this one held.")
@click.option("--at", type=click.DateTime(), help="At this instant, UTC; now where none is given.")
def check(*, journal: bool, membership: int | None, at: datetime | None) -> None:
    """Look at server, tables, clock, keys and the books; end with 1 where something is wrong."""
    if membership is not None or at is not None:
        _rebuild(membership, at, journal=journal)
        return
    bridge = build(from_environment())
    found: list[str] = []
    state = _state(bridge, found)
    looks = _looks(bridge, everything=journal)
    if state is not None:
        looks = [(said_of, state), *(looks if state.schema_ok else [])]
        click.echo(
            f"{state.server}; schema {state.schema_current} of {state.schema_wanted}; network {state.network_id}"
        )
    for look in looks:
        found += looked(*look)
    for sentence in dict.fromkeys(found):
        click.echo(f"- {sentence}")
    click.echo("Something is wrong." if found else "All is well.")
    sys.exit(1 if found else 0)


def _rebuild(membership: int | None, at: datetime | None, *, journal: bool) -> None:
    """Say what a membership held at an instant, from its journal alone."""
    if membership is None or not journal:
        raise click.UsageError("--membership N goes with --journal, and --at with both")
    services = build(from_environment()).services
    for sentence in said_of_membership(services, membership, at or services.clock.now()):
        click.echo(sentence)


def _looks(bridge: Bridge, *, everything: bool) -> list[tuple[Any, ...]]:
    """Return what is looked at where the tables are those of this version: what to call, and with what."""
    prefix, services = bridge.config.table_prefix, bridge.services
    return [
        (_owners, bridge),
        (_accounts, bridge),
        (lost_tables, bridge.database, prefix),
        (second_network, bridge.database, prefix),
        (broken_books, address_of(bridge.config, bridge.config.database.account), prefix),
        (odd_values, bridge.database),
        (waiting, services),
        (unreadable_limits, services),
        (lost_sites, services),
        (beyond_term, services),
        (pauses_overdue, services),
        (taken_without_number, services),
        (ownership_findings, services),
        (altered_journals, services, None if everything else LATEST_ROWS),
        (broken_days, services, MOST_SEALS if everything else 1),
    ]


def _state(bridge: Bridge, found: list[str]) -> State | None:
    """Return the installation's state; where it cannot be had, say why: the rest is looked at all the same."""
    states: list[State] = []

    def read() -> Iterable[str]:
        """Read the state of the installation."""
        states.append(bridge.inspection.state())
        return []

    found += looked(read)
    return states[0] if states else None


def looked(look: Callable[..., Iterable[str]], *given: Any) -> list[str]:
    """Return what one look found; that it could not be finished is a finding, and the rest goes on."""
    found: list[str] = []
    try:
        found.extend(look(*given))
    except StoreUnavailable as error:
        found.append(f"{WORDS['database_unreachable']} {error}")
    except BridgeError as error:
        found.append(str(error))
    except Exception as error:  # noqa: BLE001 (a check that is needed most where something unforeseen is wrong)
        what = getattr(look, "__doc__", None) or "Look at the installation."
        found.append(f"not finished ({what.partition('.')[0]}): {type(error).__name__}: {error}")
    return found


def _owners(bridge: Bridge) -> list[str]:
    """Say how many memberships are whose: no finding, but what every other one is read by."""
    click.echo(owners_said(bridge.database.reading(lambda store: store.ownership.owners())))
    return []


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


@click.command()
@click.argument("blog", type=click.IntRange(min=1))
def materialise(blog: int) -> None:
    """Write which membership limits a site, and what is missing for that."""
    site = materialise_site(build(from_environment()).services, blog)
    click.echo(f"site {site.blog_id}: membership {site.membership_id}, written {site.revision} times")


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


COMMANDS = (
    serve, worker, migrate, check, quote, price, keys, reapply, materialise, adopt, release, seen, reconcile_books,
    explain_limit,
)  # fmt: skip
for command in COMMANDS:
    main.add_command(command)
