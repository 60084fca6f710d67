"""Confirm a quote: one transaction that takes the slot, reserves what the quote counts on and writes the change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bridge.domain.change import ChangeState
from bridge.domain.quotation import Quote
from bridge.domain.quote import price_change
from bridge.errors import BridgeError, NotTheCustomer
from bridge.services.access import require_buyer
from bridge.services.actor import Actor
from bridge.services.authorship import Author, author_of
from bridge.services.beginning import begin
from bridge.services.change_errors import (
    BilledElsewhere,
    ChangeOpen,
    GatewayUnsuitable,
    NothingToChange,
    QuoteStale,
)
from bridge.services.closing import close, is_overdue
from bridge.services.digests import membership_digest
from bridge.services.ending import end_unpaid
from bridge.services.facts import MembershipFacts
from bridge.services.holding import Held, hold, subject_of
from bridge.services.pending_payment import code_counted_on
from bridge.services.ports import DuplicateKey, Services, Store
from bridge.services.pricing import refusing
from bridge.services.quote_view import StoredQuote
from bridge.services.records import RENEWAL, ChangeRecord
from bridge.services.slot import SlotTaken, take_slot

FREE = "free"

#: Why figures do not hold any more: only their time is over, or something they were worked out from is not so now.
StaleReason = Literal["expired", "moved"]


class ConfirmedBefore(Exception):
    """The quote has a change already: this transaction ends, the change is looked at after it."""


class Moved(Exception):
    """The quote expired, or what it was computed from is not so any more: ``reason`` says which of the two."""

    def __init__(self, reason: StaleReason) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason


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
    if renewal is None or not _gives_way(services, renewal):
        raise SlotTaken
    end_unpaid(held, renewal, ChangeState.CANCELLED, "replaced_by_change")


def require_confirmable(services: Services, facts: MembershipFacts, stored: StoredQuote, at: datetime) -> None:
    """Refuse a quote that cannot be confirmed as things are, whoever confirms it and whatever else is under way.

    :raises Moved: where it is not valid any more.
    :raises NothingToChange: where it changes nothing.
    :raises GatewayUnsuitable: where nothing can take the money.
    :raises BilledElsewhere: where another system's subscription bills the membership and would not charge this.
    """
    _require_unmoved(facts, stored, at)
    if stored.quote.kind == "none":
        raise NothingToChange
    if not ways_to_pay(services, stored.quote):
        raise GatewayUnsuitable(gateway="")
    if facts.billed_elsewhere and _moves_money(facts, stored.quote):
        raise BilledElsewhere(membership_id=stored.membership_id, gateway=facts.gateway)


def obstacle(
    services: Services, facts: MembershipFacts, stored: StoredQuote, at: datetime, *, may_buy: bool
) -> BridgeError | None:
    """Return what confirming a quote right now would be refused with, None where it would not be."""
    open_change = facts.under_way.record if facts.under_way else None
    if open_change is not None and not _gives_way(services, open_change):
        return ChangeOpen(quote_id=open_change.quote_id, operation=open_change.operation)
    if not may_buy:
        return NotTheCustomer()
    try:
        require_confirmable(services, facts, stored, at)
    except Moved as moved:
        return QuoteStale(reason=moved.reason)
    except BridgeError as refused:
        return refused
    return None


def ways_to_pay(services: Services, quote: Quote) -> tuple[str, ...]:
    """Return the gateways that can take what a quote has due; one that has nothing due needs none."""
    return tuple(sorted(name for name in services.gateways if name != FREE)) if quote.due_now_minor else (FREE,)


def _gives_way(services: Services, change: ChangeRecord) -> bool:
    """Tell whether a change may be confirmed in place of what is under way: a renewal that nobody is paying."""
    unpaid = change.status is ChangeState.AWAITING_PAYMENT
    return change.operation == RENEWAL and unpaid and services.gateways[change.gateway].settles_by_hand


def _require_unmoved(facts: MembershipFacts, stored: StoredQuote, at: datetime) -> None:
    """Decide again on what is true now, at the quote's own instant; any other answer means that it moved."""
    quote = stored.quote
    if facts.snapshot.customer.id != stored.customer_id:
        raise Moved("moved")
    above = refusing(stored.exceeds)
    decided = price_change(facts.snapshot, stored.selection, quote.as_of, exceeded=above)
    if not isinstance(decided, Quote) or decided.basis != quote.basis:
        raise Moved("moved")
    if at >= quote.valid_until:
        raise Moved("expired")


def _require_gateway(services: Services, quote: Quote, gateway: str) -> None:
    """Refuse a gateway that cannot take the money."""
    if gateway not in services.gateways or (quote.due_now_minor and gateway == FREE):
        raise GatewayUnsuitable(gateway=gateway)


def _moves_money(facts: MembershipFacts, quote: Quote) -> bool:
    """Tell whether the change charges anything, now or later, that the other subscription does not charge."""
    charges = quote.charges_minor or quote.credit_minor or any(line.amount_minor for line in quote.charge_lines)
    return bool(charges) or quote.recurring_total_minor != facts.snapshot.membership.amount
