"""Confirm a quote: one transaction that takes the slot, reserves what the quote counts on and writes the change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bridge.domain.change import ChangeState
from bridge.domain.quotation import Quote
from bridge.services.access import require_buyer
from bridge.services.actor import Actor
from bridge.services.authorship import Author, author_of
from bridge.services.beginning import begin
from bridge.services.change_errors import (
    GatewayUnsuitable,
)
from bridge.services.closing import close, is_overdue
from bridge.services.confirmable import FREE, gives_way, require_confirmable
from bridge.services.digests import membership_digest
from bridge.services.ending import end_unpaid
from bridge.services.facts import MembershipFacts
from bridge.services.holding import Held, hold, subject_of
from bridge.services.pending_payment import code_counted_on
from bridge.services.ports import DuplicateKey, Services, Store
from bridge.services.quote_view import StoredQuote
from bridge.services.records import ChangeRecord
from bridge.services.slot import SlotTaken, take_slot


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
    held = hold(store, now, Author("owner", actor.user_id), subject_of(change, code_counted_on(stored.quote)))
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


def _end_renewal(services: Services, held: Held, renewal_id: str) -> None:
    """End the unpaid renewal whose place the change takes; one that a provider may be paying stays."""
    renewal = held.store.changes.lock(renewal_id)
    if renewal is None or not gives_way(services, renewal):
        raise SlotTaken
    end_unpaid(held, renewal, ChangeState.CANCELLED, "replaced_by_change")


def _require_gateway(services: Services, quote: Quote, gateway: str) -> None:
    """Refuse a gateway that cannot take the money."""
    if gateway not in services.gateways or (quote.due_now_minor and gateway == FREE):
        raise GatewayUnsuitable(gateway=gateway)
