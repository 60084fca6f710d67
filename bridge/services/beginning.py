"""What a confirmed change begins as: waiting for the term's end, for its payment, or done."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bridge.domain.change import ChangeState
from bridge.domain.quotation import Quote
from bridge.domain.standing import stand
from bridge.services import account_credit, telling
from bridge.services.adopting import adopt
from bridge.services.applying import apply, replace_scheduled
from bridge.services.closing import deadline_of
from bridge.services.holding import Held
from bridge.services.pending_payment import await_payment, hold_use
from bridge.services.ports import Services
from bridge.services.records import ChangeRecord


def begin(services: Services, held: Held, change: ChangeRecord, quote: Quote) -> ChangeRecord:
    """Write the change as what it is: waiting for the term's end, for its payment, or done."""
    if quote.effective is not None:
        return _schedule(held, change, quote)
    change = _reserve(held, change, quote)
    if quote.due_now_minor:
        return _await_payment(services, held, change, quote)
    held.record("change_confirmed", change, kind=change.kind, gateway=change.gateway, due_minor=0)
    return apply(held, change, quote, None)


def _reserve(held: Held, change: ChangeRecord, quote: Quote) -> ChangeRecord:
    """Hold the account credit and the use of the discount code that the quote counts on."""
    account_credit.reserve(held, quote.account_credit_used_minor)
    hold_use(held, change.quote_id, quote)
    return replace(change, credit_reserved_minor=quote.account_credit_used_minor)


def _schedule(held: Held, change: ChangeRecord, quote: Quote) -> ChangeRecord:
    """Let the change wait for the term's end, in place of one that waited before; its use of a code is held."""
    older = held.store.changes.lock_scheduled(change.membership_id)
    if older is not None:
        replace_scheduled(held, older, change)
    hold_use(held, change.quote_id, quote)
    adopt(held, change)
    scheduled = replace(change, status=ChangeState.SCHEDULED)
    held.store.changes.save(scheduled, held.at)
    held.store.changes.release_slot(change.membership_id, change.quote_id)
    telling.mail_owner(held, "change_scheduled", scheduled)
    held.record(
        "change_scheduled",
        change,
        kind=change.kind,
        gateway=change.gateway,
        effective_at=change.effective_at.isoformat(),
    )
    return scheduled


def _await_payment(services: Services, held: Held, change: ChangeRecord, quote: Quote) -> ChangeRecord:
    """Write the pending payment beside the change; the gateway is asked after this transaction."""
    awaiting = replace(change, payable_until=payable_until(held, quote))
    held.store.changes.save(awaiting, held.at)
    await_payment(held, awaiting, quote)
    held.record(
        "change_confirmed",
        change,
        kind=change.kind,
        gateway=change.gateway,
        due_minor=change.due_now_minor,
        currency=change.currency,
        credit_reserved_minor=change.credit_reserved_minor,
    )
    if services.gateways[change.gateway].settles_by_hand:
        telling.mail_owner(held, "change_awaiting_payment", awaiting)
        telling.mail_admin(held, "change_awaiting_payment", awaiting)
    return awaiting


def payable_until(held: Held, quote: Quote) -> datetime:
    """Return when an unpaid change ends: after the payment window, or at the running term's end before that.

    Where a term is over and its days of grace are running, those are all there are: they count from the term's end,
    whatever was ordered or cancelled since. A membership that is closed has nothing to lose but the window.
    """
    window = quote.as_of + timedelta(days=held.facts.snapshot.settings.payment_window_days)
    standing = stand(held.facts.snapshot, quote.as_of)
    if standing.end is None:
        return window
    if standing.end > held.at:
        return min(window, standing.end)
    deadline = deadline_of(held)
    return min(window, deadline) if deadline is not None and deadline > held.at else window
