"""The owner pays what awaits payment: an order or a renewal, again after a decline, or another way than was chosen."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from bridge.changes.calls import agree, is_at_provider, require_method
from bridge.changes.change import agreement_of, read_change, seen
from bridge.changes.pay import ANYTHING, Means, charge, let_go, resolve
from bridge.changes.pay_by_credit import ask_for_rest
from bridge.changes.transaction import lock_change
from bridge.changes.unpaid import LeaseHeld, ask_anew
from bridge.changes.view import Change
from bridge.errors import ChangeSettled, GatewayUnsuitable, ProviderUnreachable
from bridge.gateways.port import GatewayRefused, GatewayUnreachable, PaymentState
from bridge.people import Actor, Author, author_of, require_buyer
from bridge.ports import Services
from bridge.store.changes import OPEN_STATES, PAYABLE_STATES, ChangeRecord, ChangeState
from bridge.store.store import Store

#: Its money was sent for; until the gateway has answered nothing else is.
_ON_ITS_WAY = frozenset({ChangeState.PROCESSING, ChangeState.APPLIED_ON_TRUST})


@dataclass(frozen=True, slots=True)
class Payment:
    """How somebody wants to pay: by which gateway, with what."""

    gateway: str
    means: Means = ANYTHING


def pay(services: Services, actor: Actor, quote_id: str, wish: Payment) -> Change:
    """Pay an order or a renewal that awaits its payment; what is on its way already is answered as it stands.

    Another way to pay than was chosen first ends the payment that was asked for, at its gateway first: two that both
    can succeed are never there at once.

    :raises ChangeUnknown: where there is no such change for this person.
    :raises NotTheCustomer: where the person may look only.
    :raises ChangeSettled: where it awaits no payment, its time to be paid is over, or it is a former customer's.
    :raises GatewayUnsuitable: where the gateway cannot take what is due.
    :raises MethodUnknown: where the method is not theirs.
    :raises ProviderUnreachable: where the provider does not say whose the method is, or whether it lets go.
    """
    change, facts = services.database.reading(lambda store: seen(store, actor, quote_id))
    services.database.reading(lambda store: require_buyer(store, actor, facts))
    if change.status in _ON_ITS_WAY:
        return read_change(services, actor, quote_id)
    if change.customer_id != facts.snapshot.customer.id:
        raise ChangeSettled(status=ChangeState.VOID.value)  # whose membership it was until it was transferred elsewhere
    _require_payable(services, change, wish.gateway)
    author = author_of(actor, facts.customer_user_id)
    try:
        require_method(services, wish.gateway, change.customer_id, wish.means.method_id)
        if wish.gateway != change.gateway:
            change = _switch(services, change, wish.gateway, author)
    except GatewayUnreachable as silent:
        raise ProviderUnreachable from silent
    if wish.means.saves:
        agree(services, agreement_of(actor, change, wish.gateway))
    state = charge(services, change, wish.means)
    return read_change(services, actor, quote_id, state=state)


def _require_payable(services: Services, change: ChangeRecord, gateway: str) -> None:
    """Refuse what awaits no payment any more, and a gateway that cannot take it."""
    until = change.payable_until
    if change.status not in PAYABLE_STATES:
        raise ChangeSettled(status=change.status.value)
    if change.status is not ChangeState.OWED and until is not None and until <= services.clock.now():
        raise ChangeSettled(status=ChangeState.VOID.value)
    part_minor = 0
    if gateway != change.gateway:
        part_minor = services.database.reading(lambda store: store.transfers.held_minor(change.quote_id))
    if not services.gateways.can_take(gateway, change.due_now_minor - part_minor, change.currency):
        raise GatewayUnsuitable(gateway=gateway)


def _switch(services: Services, change: ChangeRecord, gateway: str, author: Author) -> ChangeRecord:
    """Let another gateway collect what is due, once the one before has let go; return the change as it is then."""
    if let_go(services, change.quote_id, author) is None:
        raise ChangeSettled(status=_status(services, change.quote_id))
    return services.database.transaction(lambda store: _switch_in(services, store, change, gateway, author))


def _status(services: Services, quote_id: str) -> str:
    """Return how a change stands now."""
    found = services.database.reading(lambda store: store.changes.find(quote_id))
    return found.status.value if found else ChangeState.VOID.value


def _switch_in(services: Services, store: Store, known: ChangeRecord, gateway: str, author: Author) -> ChangeRecord:
    """Ask by another gateway for the same figures, or for the rest where a part of them came by hand."""
    held, change = lock_change(store, known, author, services.clock.now())
    if change.status not in PAYABLE_STATES:
        raise ChangeSettled(status=change.status.value)
    held.record("way_to_pay_changed", change, before=change.gateway, after=gateway)
    if not store.transfers.held_minor(change.quote_id):
        return ask_anew(services, held, change, gateway)
    ask_for_rest(services, held, change, gateway)
    return store.changes.find(change.quote_id) or change


def come_back(services: Services, actor: Actor, quote_id: str) -> Change:
    """Answer who comes back from their bank or from the provider's own fields: it is asked, and settled or not.

    :raises ChangeUnknown: where there is no such change for this person.
    """
    change, _ = services.database.reading(lambda store: seen(store, actor, quote_id))
    return read_change(services, actor, quote_id, state=_asked(services, change))


def _asked(services: Services, change: ChangeRecord) -> PaymentState | None:
    """Ask how the payment of an open change stands and do what that means; None where nobody can be asked."""
    gateway = services.gateways.get(change.gateway)
    payment = services.database.reading(lambda store: store.payments.of_quote(change.quote_id))
    if change.status not in OPEN_STATES or gateway is None or not gateway.has_provider or payment is None:
        return None
    if not is_at_provider(change, payment):
        return None
    with suppress(GatewayUnreachable, GatewayRefused):
        state = gateway.look_up(payment.provider_id)
        with suppress(LeaseHeld):
            resolve(services, change.quote_id, payment.payment_id, state)
        return state
    return None
