"""``bridge``: the service's command line."""

from __future__ import annotations

import sys
from typing import Any

import click
import MySQLdb

from bridge import __version__
from bridge.commands.checking import check
from bridge.commands.installing import adopt, migrate
from bridge.commands.keys import keys
from bridge.commands.limits import materialise, reapply
from bridge.commands.pricing import price, quote
from bridge.commands.running import serve, worker
from bridge.config import ConfigurationError
from bridge.errors import BridgeError
from bridge.services.key_file import KeyFileError

FAILED = 1
MISCONFIGURED = 2


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
        except MySQLdb.MySQLError as error:
            click.echo(f"The database refuses: {error.args[-1]}", err=True)
            sys.exit(FAILED)


@click.group(cls=PlainWords, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="bridge")
def main() -> None:
    """Plan changes for a WordPress network: run the service, look after it, ask it."""


for command in (serve, worker, migrate, check, quote, price, keys, reapply, materialise, adopt):
    main.add_command(command)
