"""``bridge reconcile``: compare providers with the books, repair what can mean one thing only, name the rest."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import datetime, timedelta

import click

from bridge.bootstrap import build
from bridge.changes.reconcile import Code, Finding, reconcile
from bridge.config import from_environment
from bridge.errors import NetworkIsACopy
from bridge.gateways.port import GatewayUnreachable
from bridge.pricing.money import to_major

#: Something was found that nobody but a person can decide, or the provider did not answer.
TO_LOOK_AT = 1
#: How far back is compared where nobody says.
DAYS = 30

WORDS: Mapping[Code, str] = {
    "settled": "its money had come, nobody had told: settled",
    "given_up": "it was given up at the provider: its order has ended",
    "refund_booked": "refund {there} that nobody had told of: booked",
    "dispute_booked": "dispute over {there} that nobody had told of: booked",
    "unknown_here": "{there} was paid at the provider for this network, and no payment here has that number:"
    " find out what it was for, then refund it there",
    "amount_differs": "{there} at the provider, {here} here: nothing was written",
    "not_paid_there": "its money is here by our books ({here}), and has not come by the provider's",
    "missing_there": "its money is here by our books ({here}), and the provider knows no such payment: were the keys"
    " changed to another account?",
    "refunded_differs": "{there} went back of it by the provider's books, {here} by ours",
    "busy": "somebody is at it this moment: run this again",
}


@click.command(name="reconcile")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help=f"The first day to compare; else {DAYS} days ago.")
@click.option("--dry-run", is_flag=True, help="Say what differs; write nothing.")
def reconcile_books(since: datetime | None, *, dry_run: bool) -> None:
    """Compare payments, refunds and disputes at providers with the books.

    Ends with 0 where nothing differs or all of it was repaired, with 1 where somebody has to look at something.
    """
    bridge = build(from_environment())
    if bridge.copies.is_copy():
        raise NetworkIsACopy
    services = bridge.services
    begin = since or services.clock.now() - timedelta(days=DAYS)
    repaired = left = 0
    for gateway_id in sorted(services.gateways):
        if not services.gateways[gateway_id].has_provider:
            continue
        try:
            for finding in reconcile(services, gateway_id, begin, is_dry=dry_run):
                click.echo(said(gateway_id, finding))
                repaired += finding.is_repaired
                left += not finding.is_repaired
        except GatewayUnreachable:
            click.echo(f"{gateway_id}: the provider does not answer; run this again later")
            left += 1
    verb = "would be repaired" if dry_run else "repaired"
    click.echo(f"since {begin:%Y-%m-%d}: {repaired} {verb}, {left} to look at")
    sys.exit(TO_LOOK_AT if left else 0)


def said(gateway_id: str, finding: Finding) -> str:
    """Put a finding into one line.

    >>> said("stripe", Finding("unknown_here", "pi_1", currency="SEK", there_minor=9900))[:56]
    'stripe pi_1: 99.00 SEK was paid at the provider for this'
    """
    about = f"{gateway_id} {finding.provider_id}"
    if finding.payment_id is not None:
        about += f" (payment {finding.payment_id}, membership {finding.membership_id})"
    there, here = (
        "nothing" if minor is None else f"{to_major(minor, finding.currency)} {finding.currency}"
        for minor in (finding.there_minor, finding.here_minor)
    )
    return f"{about}: {WORDS[finding.code].format(there=there, here=here)}"
