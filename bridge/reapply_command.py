"""``bridge reapply``: what limits force, carried out on sites that nobody visits; and what one membership holds."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

import click

from bridge.bootstrap import build
from bridge.config import from_environment
from bridge.ports import Services
from bridge.quotas.materialise import materialise_membership
from bridge.quotas.reapply import BEYOND, Asked, begin, turn
from bridge.store.reapply import ReapplyRun

#: Who begins a run by command.
_OPERATOR = 0
#: Runs that are told of.
RUNS_SHOWN = 10
NONE_OPEN = 1

_STATES = {"running": "under way", "paused": "paused", "done": "through", "replaced": "replaced by a newer one"}


@click.group()
def reapply() -> None:
    """Have sites carry out what their limits force on them (plugins, a theme), without waiting for somebody's visit.

    A site does that at its next request to wp-admin by itself. A run goes through the others by ranges of site ids;
    bridge worker works on it, and any number of workers do together.
    """


@reapply.command()
@click.option("--product", type=click.IntRange(min=1), help="Only sites whose membership holds it.")
@click.option("--from", "first", type=click.IntRange(min=1), default=1, help="From this site on, with it.")
@click.option("--to", "last", type=click.IntRange(min=1), default=BEYOND, help="Up to this site, with it.")
def start(product: int | None, first: int, last: int) -> None:
    """Begin a run over all sites, some of them, or those of a product's holders."""
    click.echo(sentence(begin(_services(), Asked(product, first, last), _OPERATOR)))


@reapply.command()
def status() -> None:
    """Say how far the newest runs have come; end with 1 where none is under way or paused."""
    services = _services()
    runs = services.database.reading(lambda store: store.reapply.newest(RUNS_SHOWN))
    for run in runs:
        click.echo(sentence(run))
    if not runs:
        click.echo("No run yet.")
    if not any(run.state in {"running", "paused"} for run in runs):
        sys.exit(NONE_OPEN)


@reapply.command()
@click.argument("run", type=click.IntRange(min=1), required=False)
def pause(run: int | None) -> None:
    """Pause a run, or all that are under way: ranges begun are looked at to their end, no site is asked any more."""
    services = _services()
    _each(services, run, "running", lambda run_id: turn(services, run_id, "running", "paused"))


@reapply.command()
@click.argument("run", type=click.IntRange(min=1), required=False)
def resume(run: int | None) -> None:
    """Go on with a run that is paused, or with all of them."""
    services = _services()
    _each(services, run, "paused", lambda run_id: turn(services, run_id, "paused", "running"))


@reapply.command()
@click.argument("number", metavar="MEMBERSHIP", type=click.IntRange(min=1))
def membership(number: int) -> None:
    """Write what a membership holds: it holds for all its sites, whatever their number."""
    services = _services()
    at = services.clock.now()
    blogs = services.database.transaction(lambda store: materialise_membership(store, number, at))
    click.echo(f"membership {number}: written, for its sites {', '.join(map(str, blogs)) or '(none)'}")


def sentence(run: ReapplyRun) -> str:
    """Say how far a run has come."""
    of = f"of the holders of product {run.product_id}" if run.product_id is not None else "of all memberships"
    if run.of_memberships:
        of = "of memberships that hold something else now"
    silent = f", for {run.silent} of them nobody answered: asked again from {run.again_at} UTC on" if run.silent else ""
    come = min(run.next_id, run.last_id + 1) - run.first_id
    percent = 100 * come // (run.last_id + 1 - run.first_id)
    return (
        f"run {run.id}, sites {run.first_id} to {run.last_id} {of}: {_STATES[run.state]}, {percent} % looked at"
        f" ({run.looked_at} sites); something was left on {run.named}: {run.carried_out} have done it,"
        f" {run.unreached} did not answer and do it at their next request to wp-admin, {run.waiting} wait{silent}"
    )


def _each(services: Services, run_id: int | None, state: str, act: Callable[[int], ReapplyRun]) -> None:
    """Do something with one run, or with all in a state."""
    newest = services.database.reading(lambda store: store.reapply.newest(RUNS_SHOWN))
    chosen: Sequence[int] = [run.id for run in newest if run.state == state] if run_id is None else [run_id]
    for number in chosen:
        click.echo(sentence(act(number)))
    if not chosen:
        click.echo("There is none.")
        sys.exit(NONE_OPEN)


def _services() -> Services:
    return build(from_environment()).services
