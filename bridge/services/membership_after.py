"""The shared membership row as applying a quote leaves it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from bridge.domain.money import to_major
from bridge.domain.quotation import Quote
from bridge.services.locked import HeldMembership

#: The gateway's name in the shared row of a membership whose renewals are ours.
OUR_GATEWAY = "bridge"
_RUNNING = frozenset({"active", "trialing"})


def row_after(row: HeldMembership, quote: Quote, paid_minor: int, at: datetime, *, adopt: bool) -> HeldMembership:
    """Return the row with everything that the quote changes in it.

    ``adopt``: our engine owns the renewals from now on. ``paid_minor`` is the money that settled the quote.
    """
    changed = replace(
        row,
        plan_id=quote.after.plan_id,
        addons=_addons(row, quote),
        recurring=quote.after.recurring,
        amount=Decimal(to_major(quote.after.amount_minor, quote.currency)),
        status=quote.after.status,
    )
    changed = _dated(_with_period(changed, quote), row, quote, at)
    if starts_term(row, quote) and any(line.type == "plan" for line in quote.settles):
        changed = _billed(changed, quote, paid_minor)
    return replace(changed, auto_renew=True, gateway=OUR_GATEWAY) if adopt else changed


def starts_term(row: HeldMembership, quote: Quote) -> bool:
    """Tell whether the quote begins a new term, instead of leaving the running one."""
    start = quote.term[0]
    if start >= (quote.effective or quote.as_of):
        return True
    return row.date_expiration is not None and row.date_expiration <= start


def _addons(row: HeldMembership, quote: Quote) -> dict[int, int] | None:
    """Return the add-ons held afterwards; a stored text that cannot be read stays while the quote has none to write."""
    return None if row.addons is None and not quote.after.addons else dict(quote.after.addons)


def _with_period(row: HeldMembership, quote: Quote) -> HeldMembership:
    """Write the billing period; without one (free, lifetime) the columns stay: ``recurring`` says that it rests."""
    period = quote.after.period
    return row if period is None else replace(row, duration=period.n, duration_unit=period.unit)


def _dated(changed: HeldMembership, row: HeldMembership, quote: Quote, at: datetime) -> HeldMembership:
    """Write the dates; a trial that billing has ended leaves no date in the future behind."""
    start, end = quote.term
    ended_trial = row.date_trial_end if row.date_trial_end and row.date_trial_end <= quote.as_of else None
    running = quote.after.status in _RUNNING
    return replace(
        changed,
        date_expiration=end,
        date_renewed=start if starts_term(row, quote) else row.date_renewed,
        date_trial_end=quote.trial_end or ended_trial,
        date_activated=row.date_activated or (at.replace(microsecond=0) if running else None),
        date_cancellation=None if running else row.date_cancellation,
    )


def _billed(row: HeldMembership, quote: Quote, paid_minor: int) -> HeldMembership:
    """Count the term; the first charge ever is kept as the initial amount, later ones never overwrite it."""
    first = row.times_billed == 0 and paid_minor > 0
    initial = Decimal(to_major(paid_minor, quote.currency)) if first else row.initial_amount
    return replace(row, times_billed=row.times_billed + 1, initial_amount=initial)
