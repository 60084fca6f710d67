"""Confirm a quote: checked again under locks, written, and begun as what it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bridge.changes.apply import adopt, apply, end_what_is_elsewhere, replace_scheduled
from bridge.changes.close import close, deadline_of, is_overdue
from bridge.changes.confirmable import gives_way, require_confirmable
from bridge.changes.end import end_unpaid
from bridge.changes.transaction import (
    Hold,
    SlotTaken,
    ask_for_payment,
    code_counted_on,
    lock,
    mail_owner,
    membership_digest,
    reserve_credit,
    reserve_use,
    subject_of,
    take_slot,
)
from bridge.errors import GatewayUnsuitable
from bridge.people import Actor, Author, author_of, require_buyer
from bridge.ports import Services
from bridge.pricing.quote import Quote
from bridge.pricing.standing import stand
from bridge.store.changes import ChangeRecord, ChangeState
from bridge.store.engine.connection import DuplicateKey
from bridge.store.memberships import MembershipFacts
from bridge.store.quotes import StoredQuote
from bridge.store.store import Store


def begin(services: Services, held: Hold, change: ChangeRecord, quote: Quote) -> ChangeRecord:
    """Write the change as what it is: waiting for the term's end, for its payment, or done."""
    if quote.effective is not None:
        return _schedule(held, change, quote)
    change = _reserve(held, change, quote)
    if quote.due_now_minor:
        return _await_payment(services, held, change, quote)
    held.record("change_confirmed", change, kind=change.kind, gateway=change.gateway, due_minor=0)
    return apply(held, change, quote, None)


def _reserve(held: Hold, change: ChangeRecord, quote: Quote) -> ChangeRecord:
    """Hold the account credit and the use of the discount code that the quote counts on."""
    reserve_credit(held, quote.account_credit_used_minor)
    reserve_use(held, change.quote_id, quote)
    return replace(change, credit_reserved_minor=quote.account_credit_used_minor)


def _schedule(held: Hold, change: ChangeRecord, quote: Quote) -> ChangeRecord:
    """Let the change wait for the term's end, in place of one that waited before; its use of a code is held."""
    older = held.store.changes.lock_scheduled(change.membership_id)
    if older is not None:
        replace_scheduled(held, older, change)
    reserve_use(held, change.quote_id, quote)
    if not adopt(held, change) and held.facts.scheduled_elsewhere:
        end_what_is_elsewhere(held, change, bills=False)
    scheduled = replace(change, status=ChangeState.SCHEDULED)
    held.store.changes.save(scheduled, held.at)
    held.store.changes.release_slot(change.membership_id, change.quote_id)
    mail_owner(held, "change_scheduled", scheduled)
    held.record(
        "change_scheduled",
        change,
        kind=change.kind,
        gateway=change.gateway,
        effective_at=change.effective_at.isoformat(),
    )
    return scheduled


def _await_payment(services: Services, held: Hold, change: ChangeRecord, quote: Quote) -> ChangeRecord:
    """Write the pending payment beside the change; the gateway is asked after this transaction."""
    awaiting = replace(change, payable_until=payable_until(held, quote))
    held.store.changes.save(awaiting, held.at)
    ask_for_payment(services.gateways, held, awaiting, quote)
    held.record(
        "change_confirmed",
        change,
        kind=change.kind,
        gateway=change.gateway,
        due_minor=change.due_now_minor,
        currency=change.currency,
        credit_reserved_minor=change.credit_reserved_minor,
    )
    return awaiting


def payable_until(held: Hold, quote: Quote) -> datetime:
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


class ConfirmedBefore(Exception):
    """The quote has a change already: this transaction ends, the change is looked at after it."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What somebody confirms; ``instead_of`` is the unpaid renewal whose place the change takes."""

    actor: Actor
    stored: StoredQuote
    gateway: str
    instead_of: str | None = None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A change as far as its first transaction brought it, and the facts that it was decided on."""

    change: ChangeRecord
    facts: MembershipFacts


def confirm_in(services: Services, store: Store, wish: Confirmation) -> Confirmed:
    """Confirm a quote in the caller's transaction and return the change as far as it came.

    A membership whose time to pay is over closes first, though the worker has not come round to it: no order keeps a
    site open that is not paid for.

    :raises ConfirmedBefore: where the quote has a change, whatever its state.
    :raises SlotTaken: where another change or a renewal is under way.
    :raises Moved: where the quote is not valid any more.
    """
    now, actor, stored = services.clock.now(), wish.actor, wish.stored
    change = _open(store, _opening(wish, now), wish.instead_of)
    held = lock(store, now, Author("owner", actor.user_id), subject_of(change, code_counted_on(stored.quote)))
    held = replace(held, author=author_of(actor, held.facts.customer_user_id))
    require_buyer(store, actor, held.facts)
    require_confirmable(services, held.facts, stored, now)
    _require_gateway(services, stored.quote, wish.gateway)
    if wish.instead_of is not None:
        _end_renewal(services, held, wish.instead_of)
    if is_overdue(held):
        held = close(held, change)
    change = replace(change, membership_digest=membership_digest(held.facts))
    return Confirmed(begin(services, held, change, stored.quote), held.facts)


def _opening(wish: Confirmation, now: datetime) -> ChangeRecord:
    """Return the change as it is first written; its digest follows once the membership is locked."""
    stored, quote = wish.stored, wish.stored.quote
    return ChangeRecord(
        quote_id=stored.id,
        membership_id=stored.membership_id,
        customer_id=stored.customer_id,
        requested_by=wish.actor.user_id,
        kind=quote.kind,
        status=ChangeState.AWAITING_PAYMENT,
        gateway=wish.gateway,
        currency=quote.currency,
        due_now_minor=quote.due_now_minor,
        credit_reserved_minor=0,
        membership_digest="",
        effective_at=quote.effective or quote.as_of,
        payable_until=None,
        created_at=now,
    )


def _open(store: Store, change: ChangeRecord, instead_of: str | None) -> ChangeRecord:
    """Take the idempotency key, then the membership's slot: each write is its own lock."""
    try:
        store.changes.insert(change)
    except DuplicateKey as duplicate:
        raise ConfirmedBefore from duplicate
    if instead_of is not None:
        if not store.changes.pass_slot(change.membership_id, instead_of, change.quote_id, change.created_at):
            raise SlotTaken
        return change
    take_slot(store, change.membership_id, change.operation, change.quote_id, change.created_at)
    return change


def _end_renewal(services: Services, held: Hold, renewal_id: str) -> None:
    """End the unpaid renewal whose place the change takes; one that a provider may be paying stays."""
    renewal = held.store.changes.lock(renewal_id)
    if renewal is None or not gives_way(services, renewal):
        raise SlotTaken
    end_unpaid(held, renewal, ChangeState.CANCELLED, "replaced_by_change")


def _require_gateway(services: Services, quote: Quote, gateway: str) -> None:
    if not services.gateways.can_take(gateway, quote.due_now_minor, quote.currency):
        raise GatewayUnsuitable(gateway=gateway)
