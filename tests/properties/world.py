"""Applies quotes to snapshots in memory, as the change transaction applies them to rows."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from bridge.pricing.quote import Quote
from bridge.pricing.snapshot import Membership, PendingChange, SettledLine, Snapshot


def apply(snapshot: Snapshot, quote: Quote) -> Snapshot:
    """Return the snapshot as a confirmed and paid quote leaves it; one for later is left pending."""
    credited = replace(snapshot, account_credit_minor=quote.account_credit_after_minor)
    if quote.effective is not None:
        waiting = PendingChange(quote.after.plan_id, quote.after.addons, quote.after.period, quote.effective)
        return replace(credited, membership=replace(snapshot.membership, pending_change=waiting))
    return replace(credited, membership=after(snapshot.membership, quote))


def after(membership: Membership, quote: Quote) -> Membership:
    """Return the membership row and its lines as applying a quote leaves them."""
    result, (start, end) = quote.after, quote.term
    bills = quote.kind != "addon" and not quote.keeps_dates and any(line.type == "plan" for line in quote.settles)
    leaves = {i: n - quote.leaving.get(i, 0) for i, n in result.addons.items()}
    at_end = (
        PendingChange(result.plan_id, {i: n for i, n in leaves.items() if n}, result.period, end)
        if quote.leaving and end
        else None
    )
    return replace(
        membership,
        plan_id=result.plan_id,
        addons=dict(result.addons),
        status=result.status,
        amount=Fraction(result.amount_minor),
        recurring=result.recurring,
        period=result.period,
        date_renewed=start if quote.settles and not quote.keeps_dates else membership.date_renewed,
        date_expiration=membership.date_expiration if quote.keeps_dates else end,
        date_trial_end=quote.trial_end,
        times_billed=membership.times_billed + bills,
        billing_cycles=billed_at_most(membership, quote),
        settled_lines=settled(membership, quote),
        recurring_lines=quote.recurring_lines,
        deferred_lines=result.deferred_lines,
        anchor_day=result.anchor_day,
        pending_change=at_end if quote.kind != "none" else membership.pending_change,
        plan_since=membership.plan_since if result.plan_id == membership.plan_id else quote.as_of,
    )


def billed_at_most(membership: Membership, quote: Quote) -> int:
    """Return after how many billings nothing is charged any more: a plan that is taken counts from there."""
    agreed = quote.after.billings
    if agreed is None:
        return membership.billing_cycles
    return membership.times_billed + agreed if agreed else 0


def settled(membership: Membership, quote: Quote) -> tuple[SettledLine, ...]:
    """Return the lines with those closed ending at the change, and those it settles."""
    closed = {id(item.line) for item in quote.closes}
    kept = tuple(
        replace(line, end=quote.as_of) if id(line) in closed else line for line in membership.settled_lines or ()
    )
    return kept + quote.settles
