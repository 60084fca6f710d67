"""``bridge quote`` and ``bridge price``: what a change would cost, from the network's data or from a file of cases."""

from __future__ import annotations

import json
import re
import sys
from typing import BinaryIO, get_args

import click

from bridge.bootstrap import build
from bridge.cases import price_file
from bridge.config import from_environment
from bridge.domain.calendar import Period, Unit
from bridge.domain.snapshot import Selection
from bridge.services.actor import Actor
from bridge.services.quoting import make_quote
from bridge.web.present.quotes import present_quote

_ADDON = re.compile(r"^(\d+)(?:=(\d+))?$")
_PERIOD = re.compile(r"^(\d+)-([a-z]+)$")


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
    click.echo(json.dumps(present_quote(told, locale), ensure_ascii=False, indent=2))


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
