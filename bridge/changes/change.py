"""Confirm a quote, read what became of it, cancel it: the owner's part of a change.

A quote is checked again under locks, written, and begun as what it is.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bridge.changes.apply import adopt, apply, end_what_is_elsewhere, go_on, replace_scheduled
from bridge.changes.calls import AGREEMENT_VERSION, agree, is_at_provider, require_method
from bridge.changes.cancel import cancel_change
from bridge.changes.carry import carried_over
from bridge.changes.code import with_code
from bridge.changes.end import close, deadline_of, end_unpaid, is_overdue
from bridge.changes.life import ChangeEvent
from bridge.changes.pay import ANYTHING, Means, charge, let_go
from bridge.changes.quoting import (
    Moved,
    can_pay,
    gives_way,
    is_carried,
    make_quote,
    require_confirmable,
    require_fits,
)
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
from bridge.changes.view import Change, change_answer, with_payment
from bridge.errors import (
    ChangeOpen,
    ChangeUnknown,
    GatewayUnsuitable,
    IdempotencyConflict,
    NotAllowed,
    ProviderUnreachable,
    QuoteStale,
    QuoteUnknown,
)
from bridge.gateways.port import GatewayRefused, GatewayUnreachable, PaymentState
from bridge.people import Actor, Author, author_of, require_buyer, viewer_of
from bridge.ports import Services
from bridge.pricing.quote import Quote
from bridge.pricing.snapshot import stand
from bridge.quotas.materialise import used_by_now
from bridge.store.changes import PAYABLE_STATES, RENEWAL, ChangeRecord, ChangeState
from bridge.store.engine.server import DuplicateKey
from bridge.store.memberships import MembershipFacts
from bridge.store.providers import Agreement
from bridge.store.quotes import StoredQuote
from bridge.store.store import Store


def begin(services: Services, held: Hold, change: ChangeRecord, quote: Quote) -> ChangeRecord:
    """Write the change as what it is: waiting for the term's end, for its payment, or done."""
    if quote.effective is not None:
        return _schedule(held, change, quote)
    change = _reserve(held, change, quote)
    if is_carried(services.gateways, change.gateway, quote):
        change, quote = carried_over(services, held, change, quote)
    if quote.due_now_minor:
        return _await_payment(services, held, change, quote)
    change = held.open(change, ChangeEvent.CONFIRMED, {"kind": change.kind, "gateway": change.gateway, "due_minor": 0})
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
    told = {"kind": change.kind, "gateway": change.gateway, "effective_at": change.effective_at.isoformat()}
    scheduled = held.open(change, ChangeEvent.BOOKED, told)
    held.store.changes.release_slot(change.membership_id, change.quote_id)
    mail_owner(held, "change_scheduled", scheduled)
    return scheduled


def _await_payment(services: Services, held: Hold, change: ChangeRecord, quote: Quote) -> ChangeRecord:
    """Write the pending payment beside the change; the gateway is asked after this transaction."""
    told = {
        "kind": change.kind,
        "gateway": change.gateway,
        "due_minor": change.due_now_minor,
        "currency": change.currency,
        "credit_reserved_minor": change.credit_reserved_minor,
    }
    awaiting = held.open(change, ChangeEvent.CONFIRMED, told, payable_until=payable_until(held, quote))
    ask_for_payment(services.gateways, held, awaiting, quote)
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


def _term_is_over(held: Hold) -> bool:
    """Tell whether the membership has a term, and it has ended: only then its time to pay can be over."""
    end = stand(held.facts.snapshot, held.at.replace(microsecond=0)).end
    return end is not None and end <= held.at


class ConfirmedBefore(Exception):
    """The quote has a change already: this transaction ends, the change is looked at after it."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What somebody confirms and pays with; ``instead_of`` is the unpaid renewal whose place the change takes."""

    actor: Actor
    stored: StoredQuote
    gateway: str
    instead_of: str | None = None
    means: Means = ANYTHING


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
    facts = with_code(store, held.facts, stored.selection, now) if stored.selection.code else held.facts
    require_confirmable(services, facts, stored, now)
    require_fits(store, facts, stored)
    _require_gateway(services, stored.quote, wish.gateway)
    if wish.instead_of is not None:
        _end_renewal(held, wish.instead_of)
    if _term_is_over(held) and is_overdue(held):
        held = close(held, change)
    change = replace(change, membership_digest=membership_digest(held.facts))
    if actor.user_id == held.facts.customer_user_id:
        store.buyers.speak(held.customer_id, actor.locale, now)
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


def _end_renewal(held: Hold, renewal_id: str) -> None:
    """End the unpaid renewal whose place the change takes; one that a provider may be paying stays."""
    renewal = held.store.changes.lock(renewal_id)
    if renewal is None or not gives_way(renewal):
        raise SlotTaken
    end_unpaid(held, renewal, ChangeEvent.CANCELLED, "replaced_by_change")


def _require_gateway(services: Services, quote: Quote, gateway: str) -> None:
    if not can_pay(services.gateways, gateway, quote):
        raise GatewayUnsuitable(gateway=gateway)


def confirm(services: Services, actor: Actor, quote_id: str, gateway: str, means: Means = ANYTHING) -> Change:
    """Confirm a quote and pay it with ``means``; its id is the idempotency key, so repeating it answers the same.

    :raises QuoteUnknown: where there is no such quote for this person.
    :raises QuoteStale: where it expired or its facts moved, as ``reason`` says; ``quote`` holds the fresh quote,
        which is judged by the use that the old one was told of and what the sites have measured since.
    :raises ChangeRefused: where it moved so that the offer may not be chosen any more.
    :raises ChangeOpen: where another change or a renewal of the membership is under way.
    :raises IdempotencyConflict: where it was confirmed before with another gateway.
    :raises BilledElsewhere: where it needs money and another system's subscription bills the membership.
    :raises NotTheCustomer: where the person may look only.
    :raises MethodUnknown: where the method is not theirs.
    :raises ProviderUnreachable: where the provider does not say whose the method is: nothing was confirmed.
    """
    stored = services.database.reading(lambda store: store.quotes.find(quote_id))
    if stored is None:
        raise QuoteUnknown
    wish = Confirmation(actor, stored, gateway, means=means)
    try:
        _require_method(services, wish)
        confirmed = _confirm(services, wish)
    except NotAllowed as refused:
        raise QuoteUnknown from refused
    except ConfirmedBefore:
        return _answer_again(services, actor, quote_id, gateway)
    except SlotTaken as taken:
        raise _open_change(services, stored.membership_id) from taken
    except Moved as moved:
        used = services.database.reading(lambda store: used_by_now(store, stored))
        fresh = make_quote(services, actor, stored.membership_id, stored.selection, used)
        raise QuoteStale(quote=fresh, reason=moved.reason) from moved
    if means.saves and confirmed.change.status is ChangeState.AWAITING_PAYMENT:
        agree(services, agreement_of(actor, confirmed.change, gateway))
    state = charge(services, confirmed.change, means)
    if state or confirmed.change.due_quote_id:
        return read_change(services, actor, quote_id, state=state)
    return change_answer(services, confirmed.change, stored, confirmed.facts, actor.locale)


def _require_method(services: Services, wish: Confirmation) -> None:
    """Ask whose the chosen method is, once it is known that the person may buy."""
    if wish.means.method_id is None:
        return
    services.database.reading(lambda store: _require_buyer(store, wish))
    try:
        require_method(services, wish.gateway, wish.stored.customer_id, wish.means.method_id)
    except GatewayUnreachable as silent:
        raise ProviderUnreachable from silent


def agreement_of(actor: Actor, change: ChangeRecord, gateway: str) -> Agreement:
    """Return what somebody agrees to who lets a method be saved while paying."""
    return Agreement(
        customer_id=change.customer_id,
        membership_id=change.membership_id,
        gateway=gateway,
        text_version=AGREEMENT_VERSION,
        locale=actor.locale,
        agreed_by=actor.user_id,
    )


def read_change(
    services: Services, actor: Actor, quote_id: str, *, state: PaymentState | None = None, asks: bool = False
) -> Change:
    """Return what became of a confirmed quote.

    ``state`` is how its payment stands at the provider, where that is known; ``asks``: find out, for who may pay.

    :raises ChangeUnknown: where there is no such change for this person.
    """
    if asks and state is None:
        state = _asked(services, actor, quote_id)
    return services.database.reading(lambda store: _view(services, store, actor, quote_id, state))


def _asked(services: Services, actor: Actor, quote_id: str) -> PaymentState | None:
    """Ask the provider what the payer has to do next; None where nobody can be asked, or may not know."""
    change, may_pay = services.database.reading(lambda store: _payer_seen(store, actor, quote_id))
    gateway = services.gateways.get(change.gateway)
    if not may_pay or change.status not in PAYABLE_STATES or gateway is None or not gateway.has_provider:
        return None
    payment = services.database.reading(lambda store: store.payments.of_quote(quote_id))
    if payment is None or not is_at_provider(change, payment):
        return None
    with suppress(GatewayUnreachable, GatewayRefused):
        return gateway.look_up(payment.provider_id)
    return None


def _payer_seen(store: Store, actor: Actor, quote_id: str) -> tuple[ChangeRecord, bool]:
    """Return a change that the person may see, and whether they may pay it."""
    change, facts = seen(store, actor, quote_id)
    return change, viewer_of(store, actor, facts).may_buy


def cancel(services: Services, actor: Actor, quote_id: str) -> Change:
    """Cancel a change that awaits payment (at its gateway first) or that waits for the term's end.

    :raises ChangeUnknown: where there is no such change for this person.
    :raises ChangeSettled: where it is too late.
    :raises NotTheCustomer: where the person may look only.
    """
    change, facts = services.database.reading(lambda store: seen(store, actor, quote_id))
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
        _let_go_of(services, wish, slot.operation_id)
        instead = replace(wish, instead_of=slot.operation_id)
        return services.database.transaction(lambda store: confirm_in(services, store, instead))


def _let_go_of(services: Services, wish: Confirmation, renewal_id: str) -> None:
    """End the payment of an unpaid renewal at its provider, so that nobody can pay it beside the change.

    :raises SlotTaken: where it was paid, or somebody is at it, or its provider does not let go.
    :raises Moved: where the quote is not valid any more: then the renewal stays to be paid.
    """
    renewal = services.database.reading(lambda store: store.changes.find(renewal_id))
    if renewal is None or services.gateways.is_paid_by_hand(renewal.gateway):
        return
    if not gives_way(renewal):
        raise SlotTaken
    services.database.reading(lambda store: _require_confirmer(services, store, wish))
    try:
        gone = let_go(services, renewal_id, Author("owner", wish.actor.user_id))
    except GatewayUnreachable as silent:
        raise SlotTaken from silent
    if gone is None:
        raise SlotTaken


def _require_buyer(store: Store, wish: Confirmation) -> MembershipFacts:
    """Refuse, before anything is asked of a provider, who may not buy; return what they buy for."""
    facts = store.memberships.load(wish.stored.membership_id)
    if facts is None:
        raise QuoteUnknown
    require_buyer(store, wish.actor, facts)
    return facts


def _require_confirmer(services: Services, store: Store, wish: Confirmation) -> None:
    """Refuse who may not buy, and a quote that is not valid any more."""
    require_confirmable(services, _require_buyer(store, wish), wish.stored, services.clock.now())


def _answer_again(services: Services, actor: Actor, quote_id: str, gateway: str) -> Change:
    """Answer a repeated confirmation with what the first one came to."""
    view = read_change(services, actor, quote_id, asks=True)
    if view.gateway != gateway:
        raise IdempotencyConflict(gateway=view.gateway)
    return view


def _open_change(services: Services, membership_id: int) -> ChangeOpen:
    """Name what holds the membership's slot."""
    slot = services.database.reading(lambda store: store.changes.slot(membership_id))
    return ChangeOpen(quote_id=slot.operation_id if slot else None, operation=slot.operation if slot else "change")


def seen(store: Store, actor: Actor, quote_id: str) -> tuple[ChangeRecord, MembershipFacts]:
    """Return a change that the person may see, with its membership.

    What one ordered who had the membership before is nothing to who has it now.
    """
    change = store.changes.find(quote_id)
    facts = store.memberships.load(change.membership_id) if change else None
    if change is None or facts is None:
        raise ChangeUnknown
    if change.customer_id != facts.snapshot.customer.id and not actor.is_network_admin:
        raise ChangeUnknown
    try:
        viewer_of(store, actor, facts)
    except NotAllowed as refused:
        raise ChangeUnknown from refused
    return change, facts


def _view(services: Services, store: Store, actor: Actor, quote_id: str, state: PaymentState | None) -> Change:
    """Return a change as the person sees it, with the figures that bind it; who may not pay has nothing to do."""
    change, facts = seen(store, actor, quote_id)
    payment = store.payments.of_quote(quote_id) if change.problem == "declined" else None
    answer = change_answer(services, change, _binding_quote(store, change), facts, actor.locale)
    return with_payment(answer, payment, state if viewer_of(store, actor, facts).may_buy else None)


def _binding_quote(store: Store, change: ChangeRecord) -> StoredQuote:
    """Return the quote whose figures are charged."""
    stored = store.quotes.find(change.binding_quote_id)
    if stored is None:
        raise ChangeUnknown
    return stored
