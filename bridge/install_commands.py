"""Commands that make an installation and look after it: tables, keys, a database that was copied or moved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from bridge.bootstrap import Bridge, address_of, build
from bridge.config import Config, ConfigurationError, from_environment
from bridge.gateways.port import GatewayUnreachable
from bridge.membership_commands import (
    DRY_RUN,
    ENDS_SUBSCRIPTION,
    EVERY,
    MEMBERSHIPS,
    move,
)
from bridge.operations.check import (
    require_installation,
)
from bridge.operations.copies import FoundProvider
from bridge.operations.keys import KeyFileError, ServiceKey, make_key_file, read_key_file, replace_key_file
from bridge.store.engine import queries
from bridge.store.engine.database import Connection, connect
from bridge.store.grants import (
    AccountMissing,
    AccountUnusable,
    grant_to,
    require_account,
)
from bridge.store.installation import Mode, MySQLInstallation
from bridge.store.keys import MySQLKeys
from bridge.store.migrate import migrate as make_tables


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
    provider = _provider_of(bridge)
    if mode == "staging" and provider is not None and provider.is_live:
        raise click.ClickException("These are live keys of a payment provider: a copy to try things on has test keys.")
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
        if provider is not None and provider.account is not None:
            installation.adopt_provider(provider.account, is_live=provider.is_live)
    click.echo(f"What differed: {', '.join(different) or 'nothing'}. This network is {mode} from now on.")


def _provider_of(bridge: Bridge) -> FoundProvider | None:
    """Ask whose account the keys for the payment provider are of."""
    try:
        return bridge.provider.ask()
    except GatewayUnreachable as silent:
        raise click.ClickException("The payment provider does not answer, or not to these keys: try again.") from silent


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
