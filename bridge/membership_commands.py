"""Commands about who bills memberships: take over (``bridge adopt``), hand back (``bridge release``), look at edits."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import click

from bridge.bootstrap import build
from bridge.changes.external import looked_at
from bridge.changes.gone import LOOKED_AT, settle_gone
from bridge.changes.ownership import (
    Forecast,
    Moved,
    end_subscription,
    forecast,
    hand_back,
    take_over,
)
from bridge.changes.ownership_run import begin_run, carry_on, last_run
from bridge.config import from_environment
from bridge.errors import MembershipUnknown, NetworkIsACopy
from bridge.people import Author
from bridge.ports import Services
from bridge.pricing.money import to_major
from bridge.store.ownership import Direction, Owners

FAILED = 1
#: Memberships of a forecast over all of them that are looked for at once.
PAGE = 500
#: Who moves memberships by command.
OPERATOR = Author("operator")
#: How often a run over all memberships says how far it has come.
SECONDS_A_LINE = 5.0
#: Why a membership is not taken over or handed back.
MOVE_REFUSALS: dict[str, str] = {
    "not_running": "it is cancelled, expired or not paid yet",
    "billed_elsewhere": "a live subscription at a provider bills it: --cancel-subscription cancels that first",
    "amount_unknown": "its amount cannot be read",
    "addons_unreadable": "its list of packages and services cannot be read",
    "change_open": "money for an order is on its way: try again when that is settled",
    "membership_unknown": "there is no such membership",
}
OUTCOMES: dict[str, str] = {
    "restored": "somebody else wrote old values into its row, ours were written again",
    "accepted": "somebody else edited its row, its next bill follows the edit",
    "mixed": "somebody else edited its row and lost some of ours: the edit holds, ours were written again",
    "taken_away": "a subscription at a provider bills it now, Plan Bridge does not any more",
    "deleted": "it was deleted, and so was its customer: what was left of its value is nobody's",
}
NOT_CREDITED: dict[str, str] = {
    "amount_unknown": "is nobody's account credit, its amount or currency cannot be read",
    "customer_gone": "is nobody's account credit, its customer is not there any more",
    "refunded_there": "was refunded there after it had become account credit here, so that its customer has it twice",
}
MOVE_NOTES: dict[str, str] = {
    "fractional_discount": "Ultimate Multisite cannot write its invoice: its discount is no whole amount",
    "deferred_fee_lost": "a set-up fee that waits for the trial's end will not be charged",
    "closes_at_once": "its time to pay is over: it closes on the worker's next round",
    "account_credit_stays": "its account credit stays here and pays nothing there",
    "no_bill": "nothing is billed",
}

#: Ids that a finding names, and edits that are listed.
NAMED, EDITS = 5, 20


def owners_said(owners: Owners) -> str:
    """Say how many memberships are whose.

    >>> owners_said(Owners(3, 1, 20, (), (), ()))
    'memberships: 3 billed by Plan Bridge, 20 elsewhere, 1 by a subscription at a provider'
    """
    return (
        f"memberships: {owners.ours} billed by Plan Bridge, {owners.elsewhere} elsewhere,"
        f" {owners.at_a_provider} by a subscription at a provider"
    )


def ownership_findings(services: Services) -> Iterator[str]:
    """Say of which memberships it is not clear who bills them, what is pending elsewhere, and what is not looked at."""
    owners = services.database.reading(lambda store: store.ownership.owners())
    yield from _said(
        owners.at_odds,
        "{found} memberships name two owners (gateway, automatic renewal and a term of ours disagree): {named};"
        " bridge adopt or bridge release settles it",
    )
    yield from _said(
        [f"{membership_id} (payment {payment_id})" for membership_id, payment_id in owners.bills],
        "{found} memberships billed here have an invoice of another system that waits, so that they may be paid twice:"
        " {named}; cancel those payments",
    )
    yield from _said(
        [f"{membership_id} (on {at})" for membership_id, at, is_ours in owners.swaps if is_ours],
        "{found} memberships billed here have a change that another system has scheduled: {named}; cancel it there",
    )
    yield from _of_money(services)
    yield from _said(
        services.database.reading(lambda store: store.ownership.gone(0, LOOKED_AT, NAMED + 1)[0]),
        "{found} memberships billed here are not in Ultimate Multisite's table any more: {named}; one that was"
        " deleted is settled by the worker, but where the table was emptied nothing is: restore it, or, where they are"
        " deleted indeed, bridge seen MEMBERSHIP settles one",
    )
    total = services.database.reading(lambda store: store.external_edits.edits_total())
    edits = services.database.reading(lambda store: store.external_edits.edits(EDITS))
    for edit in edits:
        columns, at = ", ".join(column.column for column in edit.columns), f"{edit.noticed_at:%Y-%m-%d %H:%M}"
        yield (
            f"membership {edit.membership_id}: {OUTCOMES[edit.outcome]} ({columns}; noticed {at} UTC):"
            f" look at its journal, then bridge seen {edit.membership_id}"
        )
    if total > len(edits):
        yield f"{total - len(edits)} more memberships were written elsewhere and not looked at"


def _of_money(services: Services) -> Iterator[str]:
    """Say of money that belongs to nobody any more, and of subscriptions that their provider goes on with."""
    yield from _said(
        services.database.reading(lambda store: store.ownership.without_customer()),
        "{found} memberships billed here have no customer any more, who was deleted: {named}; nobody can pay for them:"
        " cancel them, or hand them back",
    )
    yield from _said(
        [
            f"{customer_id} ({to_major(minor, currency)} {currency})"
            for customer_id, currency, minor in services.database.reading(
                lambda store: store.ownership.credit_without_customer()
            )
        ],
        "{found} customers were deleted and had account credit: {named}; pay it out",
    )
    for late in services.database.reading(lambda store: store.bills_elsewhere.not_credited()):
        yield (
            f"payment {late.payment_id} of Ultimate Multisite, paid after membership {late.membership_id} became ours,"
            f" {NOT_CREDITED[late.problem]}: settle it by hand, then bridge seen"
            f" {late.membership_id}"
        )
    for one in services.database.reading(lambda store: store.ownership.subscription_problems()):
        yield (
            f"membership {one.membership_id}: its subscription {one.subscription_id} at {one.gateway} is not cancelled"
            f" yet ({one.problem}); it is tried again, or cancel it there"
        )


def _said(found: Sequence[object], words: str) -> Iterator[str]:
    """Say what was found, the first by name."""
    if found:
        more = " …" if len(found) > NAMED else ""
        yield words.format(found=len(found), named=", ".join(map(str, found[:NAMED])) + more)


MEMBERSHIPS = click.argument("memberships", nargs=-1, type=click.IntRange(min=1))
EVERY = click.option("--all", "every", is_flag=True, help="All of them; goes on where an earlier run stopped.")
ENDS_SUBSCRIPTION = click.option(
    "--cancel-subscription",
    "ends_subscription",
    is_flag=True,
    help="Cancel what bills them at a provider first; they are taken over when the provider has said so.",
)
DRY_RUN = click.option("--dry-run", is_flag=True, help="Say who would be billed what and when; write nothing.")


@click.command()
@MEMBERSHIPS
@EVERY
@DRY_RUN
def release(memberships: tuple[int, ...], *, every: bool, dry_run: bool) -> None:
    """Hand memberships back to Ultimate Multisite, which bills them as if Plan Bridge had never been there."""
    move("hand_back", memberships, every=every, dry_run=dry_run)


@click.command()
@click.argument("membership", type=click.IntRange(min=1))
def seen(membership: int) -> None:
    """Note that you have looked at what somebody else wrote into a membership's row; bridge check names it no more.

    Of one that was deleted what is left is settled.
    """
    services = build(from_environment()).services
    is_settled = settle_gone(services, membership)
    if looked_at(services, membership, OPERATOR) or is_settled:
        click.echo(f"membership {membership}: looked at")
    else:
        click.echo(f"membership {membership}: there was nothing to look at")


def move(
    direction: Direction, memberships: tuple[int, ...], *, every: bool, dry_run: bool, ends_subscription: bool = False
) -> None:
    """Move some memberships or all, or say what it would come to; end with 1 where any was refused."""
    if ends_subscription and (every or dry_run):
        raise click.UsageError("--cancel-subscription is for memberships that are named")
    if bool(memberships) == every:
        raise click.UsageError("name memberships by their numbers, or --all")
    bridge = build(from_environment())
    if dry_run:
        refused = _forecast(bridge.services, direction, memberships)
    elif bridge.copies.is_copy():
        raise NetworkIsACopy
    elif every:
        refused = _move_all(bridge.services, direction)
    else:
        refused = _move_named(bridge.services, direction, memberships, ends_subscription=ends_subscription)
    sys.exit(FAILED if refused else 0)


def _forecast(services: Services, direction: Direction, memberships: tuple[int, ...]) -> int:
    """Say of each membership what moving it would come to; return how many would be refused."""
    refused, moved = 0, 0
    for membership_id in memberships or _every_one(services, direction):
        told = forecast(services, membership_id, direction)
        refused += told.refusal is not None
        moved += told.refusal is None and not told.unchanged
        click.echo(_forecast_said(told))
    click.echo(f"{moved} would be moved, {refused} refused; nothing was written.")
    return refused


def _every_one(services: Services, direction: Direction) -> Iterator[int]:
    """Yield every membership that there is to move."""
    after = 0
    while found := _to_move(services, direction, after):
        yield from found
        after = found[-1]


def _to_move(services: Services, direction: Direction, after: int) -> Sequence[int]:
    return services.database.reading(lambda store: store.ownership_runs.to_move(direction, after, PAGE))


def _forecast_said(told: Forecast) -> str:
    """Put a forecast into one line."""
    if told.refusal is not None:
        return f"membership {told.membership_id}: refused, {MOVE_REFUSALS[told.refusal]}"
    if told.unchanged:
        return f"membership {told.membership_id}: nothing to do"
    who = f"membership {told.membership_id} ({told.plan_name})"
    parts = [f"{who}: gateway {told.gateway or 'none'} to {told.gateway_after}"]
    if told.bill is not None and told.bill_on is not None:
        amount = "?" if told.bill.minor is None else to_major(told.bill.minor, told.bill.currency)
        parts.append(f"{amount} {told.bill.currency} on {told.bill_on:%Y-%m-%d}")
    if told.cancelled_bills:
        parts.append(f"cancels payments {', '.join(map(str, told.cancelled_bills))}")
    if told.replaced_change_at is not None:
        parts.append(f"drops the change scheduled elsewhere for {told.replaced_change_at:%Y-%m-%d}")
    if told.ended_order is not None:
        parts.append("ends the order that is open here")
    return "; ".join([*parts, *(MOVE_NOTES[note] for note in told.notes)])


def _move_named(
    services: Services, direction: Direction, memberships: tuple[int, ...], *, ends_subscription: bool
) -> int:
    """Move the memberships named; return how many were refused."""
    take, refused = end_subscription if ends_subscription else take_over, 0
    move = take if direction == "take_over" else hand_back
    for membership_id in memberships:
        try:
            moved = move(services, OPERATOR, membership_id)
        except MembershipUnknown:
            moved = Moved(membership_id, unchanged=False, refusal="membership_unknown")
        refused += moved.refusal not in {None, "cancelling"}
        click.echo(f"membership {membership_id}: {_moved_said(moved)}")
    click.echo(f"{len(memberships) - refused} of {len(memberships)} done.")
    return refused


def _moved_said(moved: Moved) -> str:
    if moved.refusal == "cancelling":
        return "its subscription is being cancelled at the provider, then it is taken over by itself"
    if moved.refusal is not None:
        return f"refused, {MOVE_REFUSALS.get(moved.refusal, moved.refusal)}"
    return "was so already" if moved.unchanged else "done"


def _move_all(services: Services, direction: Direction) -> int:
    """Move all memberships, going on with a run of the same direction that was begun before; return the refused."""
    run = last_run(services)
    if run is None or run.finished_at is not None or run.direction != direction:
        run = begin_run(services, direction, None, 0)
    while run is not None and run.finished_at is None:
        run = carry_on(services, SECONDS_A_LINE)
        if run is not None:
            least = "" if run.counts_all else "more than "
            click.echo(f"{run.done + run.unchanged + run.refused} of {least}{run.total} looked at", err=True)
    if run is None:
        return 0
    for membership_id, code in run.refusals:
        click.echo(f"membership {membership_id}: refused, {MOVE_REFUSALS.get(code, code)}")
    click.echo(f"{run.done} done, {run.unchanged} were so already, {run.refused} refused.")
    return run.refused
