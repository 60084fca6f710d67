"""``bridge materialise`` and ``bridge reapply``: write limits anew where the plugin reads them."""

from __future__ import annotations

import click

from bridge.bootstrap import build
from bridge.config import from_environment
from bridge.services.provisioning import materialise_membership, materialise_site


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
