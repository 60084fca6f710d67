"""Confirm a quote, read what became of it, cancel it: the owner's part of a change.

A quote is checked again under locks, written, and begun as what it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bridge.changes.apply import adopt, apply, end_what_is_elsewhere, go_on, replace_scheduled
from bridge.changes.cancel import cancel_change
from bridge.changes.end import close, deadline_of, end_unpaid, is_overdue
from bridge.changes.pay import charge
from bridge.changes.quoting import Moved, gives_way, make_quote, require_confirmable
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
from bridge.changes.view import Change, change_answer
from bridge.errors import (
    ChangeOpen,
    ChangeUnknown,
    GatewayUnsuitable,
    IdempotencyConflict,
    NotAllowed,
    QuoteStale,
    QuoteUnknown,
)
from bridge.people import Actor, Author, author_of, require_buyer, viewer_of
from bridge.ports import Services
from bridge.pricing.quote import Quote
from bridge.pricing.snapshot import stand
from bridge.store.changes import RENEWAL, ChangeRecord, ChangeState
from bridge.store.engine.server import DuplicateKey
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
    go_on(held, change)
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


def confirm(services: Services, actor: Actor, quote_id: str, gateway: str) -> Change:
    """Confirm a quote; its id is the idempotency key, so repeating it answers the same.

    :raises QuoteUnknown: where there is no such quote for this person.
    :raises QuoteStale: where it expired or its facts moved, as ``reason`` says; ``quote`` holds the fresh quote,
        which is judged by the use that the old one was told of.
    :raises ChangeRefused: where it moved so that the offer may not be chosen any more.
    :raises ChangeOpen: where another change or a renewal of the membership is under way.
    :raises IdempotencyConflict: where it was confirmed before with another gateway.
    :raises BilledElsewhere: where it needs money and another system's subscription bills the membership.
    :raises NotTheCustomer: where the person may look only.
    """
    stored = services.database.reading(lambda store: store.quotes.find(quote_id))
    if stored is None:
        raise QuoteUnknown
    wish = Confirmation(actor, stored, gateway)
    try:
        confirmed = _confirm(services, wish)
    except NotAllowed as refused:
        raise QuoteUnknown from refused
    except ConfirmedBefore:
        return _answer_again(services, actor, quote_id, gateway)
    except SlotTaken as taken:
        raise _open_change(services, stored.membership_id) from taken
    except Moved as moved:
        fresh = make_quote(services, actor, stored.membership_id, stored.selection, stored.usage)
        raise QuoteStale(quote=fresh, reason=moved.reason) from moved
    if charge(services, confirmed.change):
        return read_change(services, actor, quote_id)
    return change_answer(services, confirmed.change, stored, confirmed.facts, actor.locale)


def read_change(services: Services, actor: Actor, quote_id: str) -> Change:
    """Return what became of a confirmed quote.

    :raises ChangeUnknown: where there is no such change for this person.
    """
    return services.database.reading(lambda store: _view(services, store, actor, quote_id))


def cancel(services: Services, actor: Actor, quote_id: str) -> Change:
    """Cancel a change that awaits payment (at its gateway first) or that waits for the term's end.

    :raises ChangeUnknown: where there is no such change for this person.
    :raises ChangeSettled: where it is too late.
    :raises NotTheCustomer: where the person may look only.
    """
    change, facts = services.database.reading(lambda store: _seen(store, actor, quote_id))
    services.database.reading(lambda store: require_buyer(store, actor, facts))
    cancel_change(services, actor, change, author_of(actor, facts.customer_user_id))
    return read_change(services, actor, quote_id)


def _confirm(services: Services, wish: Confirmation) -> Confirmed:
    """Confirm; where an unpaid renewal holds the slot, confirm in its place."""
    try:
        return services.database.transaction(lambda store: confirm_in(services, store, wish))
    except SlotTaken:
        slot = services.database.reading(lambda store: store.changes.slot(wish.stored.membership_id))
        if slot is None or slot.operation != RENEWAL:
            raise
        instead = replace(wish, instead_of=slot.operation_id)
        return services.database.transaction(lambda store: confirm_in(services, store, instead))


def _answer_again(services: Services, actor: Actor, quote_id: str, gateway: str) -> Change:
    """Answer a repeated confirmation with what the first one came to."""
    view = read_change(services, actor, quote_id)
    if view.gateway != gateway:
        raise IdempotencyConflict(gateway=view.gateway)
    return view


def _open_change(services: Services, membership_id: int) -> ChangeOpen:
    """Name what holds the membership's slot."""
    slot = services.database.reading(lambda store: store.changes.slot(membership_id))
    return ChangeOpen(quote_id=slot.operation_id if slot else None, operation=slot.operation if slot else "change")


def _seen(store: Store, actor: Actor, quote_id: str) -> tuple[ChangeRecord, MembershipFacts]:
    """Return a change that the person may see, with its membership."""
    change = store.changes.find(quote_id)
    facts = store.memberships.load(change.membership_id) if change else None
    if change is None or facts is None:
        raise ChangeUnknown
    try:
        viewer_of(store, actor, facts)
    except NotAllowed as refused:
        raise ChangeUnknown from refused
    return change, facts


def _view(services: Services, store: Store, actor: Actor, quote_id: str) -> Change:
    """Return a change as the person sees it, with the figures that bind it."""
    change, facts = _seen(store, actor, quote_id)
    return change_answer(services, change, _binding_quote(store, change), facts, actor.locale)


def _binding_quote(store: Store, change: ChangeRecord) -> StoredQuote:
    """Return the quote whose figures are charged."""
    stored = store.quotes.find(change.binding_quote_id)
    if stored is None:
        raise ChangeUnknown
    return stored
