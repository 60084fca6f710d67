"""Confirm a quote, read what became of it, cancel it: the owner's part of a change."""

from __future__ import annotations

from dataclasses import replace

from bridge.changes.cancel import cancel_change
from bridge.changes.confirm import Confirmation, Confirmed, ConfirmedBefore, confirm_in
from bridge.changes.confirmable import Moved
from bridge.changes.pay import charge
from bridge.changes.quoting import make_quote
from bridge.changes.transaction import SlotTaken
from bridge.changes.view import Change, change_told
from bridge.errors import ChangeOpen, ChangeUnknown, IdempotencyConflict, NotAllowed, QuoteStale, QuoteUnknown
from bridge.people import Actor, author_of, require_buyer, viewer_of
from bridge.ports import Services
from bridge.store.changes import RENEWAL, ChangeRecord
from bridge.store.memberships import MembershipFacts
from bridge.store.quotes import StoredQuote
from bridge.store.store import Store


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
    return _shown(services, confirmed.change, stored, confirmed.facts)


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
    return _shown(services, change, _binding_quote(store, change), facts)


def _shown(services: Services, change: ChangeRecord, stored: StoredQuote, facts: MembershipFacts) -> Change:
    """Return a change as people see it; ``stored`` is the quote that binds it."""
    by_hand = services.gateways.is_paid_by_hand(change.gateway)
    instructions = facts.settings.manual_instructions if by_hand else None
    return change_told(change, stored.selection, stored.quote, stored.names, instructions)


def _binding_quote(store: Store, change: ChangeRecord) -> StoredQuote:
    """Return the quote whose figures are charged."""
    stored = store.quotes.find(change.binding_quote_id)
    if stored is None:
        raise ChangeUnknown
    return stored
