"""``bridge keys``: whose word is taken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from bridge.commands.installing import announce
from bridge.commands.sessions import migrating_session, now
from bridge.config import ConfigurationError, from_environment
from bridge.services.key_file import KeyFileError, make_key_file, read_key_file, replace_key_file
from bridge.store.inspection import require_installation
from bridge.store.installation import MySQLInstallation
from bridge.store.keys import MySQLKeys


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
