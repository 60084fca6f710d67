"""``bridge migrate`` and ``bridge adopt``: tables, rights, keys, and whose network this database is."""

from __future__ import annotations

import click

from bridge.bootstrap import build
from bridge.commands.sessions import migrating_session, now
from bridge.config import Config, from_environment
from bridge.services.key_file import ServiceKey, make_key_file, read_key_file
from bridge.store.connection import Connection
from bridge.store.grants import AccountMissing, AccountUnusable, grant_to, require_account
from bridge.store.inspection import require_installation
from bridge.store.installation import Mode, MySQLInstallation
from bridge.store.keys import MySQLKeys
from bridge.store.migrate import migrate as make_tables


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
@click.option(
    "--as",
    "adopted_as",
    type=click.Choice(["staging", "moved"]),
    required=True,
    help="moved: the network itself, at a new address or with a new key. staging: a copy to try things on.",
)
def adopt(adopted_as: str) -> None:
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
