"""Calls at a provider: each is noted with its key before it is made. Who pays there, and what they agreed to.

A key is made of the verb, our row and the attempt. While it is not known what a call did, it is repeated under its own
key with the same words, as long as the provider remembers keys; after that it is asked, never sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bridge.changes.transaction import own_reference
from bridge.errors import GatewayUnsuitable, MethodUnknown
from bridge.gateways.port import (
    GONE,
    Confirmation,
    Gateway,
    GatewayFailed,
    GatewayRefused,
    Outcome,
    Payer,
    PaymentOrder,
    PaymentState,
)
from bridge.ports import Services
from bridge.store.changes import ChangeRecord
from bridge.store.engine.server import DuplicateKey
from bridge.store.payments import PaymentRecord
from bridge.store.providers import Agreement, CallName, CallRecord
from bridge.store.store import Store

#: Providers forget a key after a day, and would then do it again.
REMEMBERED = timedelta(hours=23)
#: The text that owners agree to where a method is saved for payments without them; a new one where its meaning changes.
AGREEMENT_VERSION = "saved_methods_1"


@dataclass(frozen=True, slots=True)
class Call:
    """A call that may be made; ``parameters`` are those of its first time, where it was made before.

    ``may_be_sent`` false: it was made so long ago that its key is forgotten.
    """

    call_id: int
    key: str
    parameters: Mapping[str, Any]
    is_repeated: bool = False
    may_be_sent: bool = True


def open_call(services: Services, name: CallName, parameters: Mapping[str, Any], *, anew: bool = False) -> Call:
    """Note a call before it is made: the attempt whose outcome is not known, else the next one.

    ``anew``: of a call that moves nothing; it is a new attempt where it says something else or is too old.
    """

    def note(store: Store) -> Call:
        now, last = services.clock.now(), store.providers.last_call(name)
        if last is not None and not last.is_answered:
            remembered = now - last.sent_at < REMEMBERED
            if not anew or (remembered and last.parameters == parameters):
                key = _key(name, last.attempt)
                return Call(last.call_id, key, last.parameters, is_repeated=True, may_be_sent=remembered)
        attempt = last.attempt + 1 if last else 1
        call_id = store.providers.note_call(name, attempt, parameters, now)
        return Call(call_id, _key(name, attempt), parameters)

    try:
        return services.database.transaction(note)
    except DuplicateKey:  # somebody else has noted it this moment: it is theirs, and ours to repeat
        return services.database.transaction(note)


def _key(name: CallName, attempt: int) -> str:
    """Return the key of an attempt.

    >>> _key(CallName("card", "create", "0f" * 16), 2)
    'create-0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f-2'
    """
    return f"{name.verb}-{name.reference}-{attempt}"


def answered(services: Services, call_id: int) -> None:
    """Note that it is known what came of a call: the next one is another attempt."""
    now = services.clock.now()
    services.database.transaction(lambda store: store.providers.answer_call(call_id, now))


def network_id_of(services: Services) -> str:
    """Return this network's own id, which what we make at a provider carries."""
    found = services.database.reading(lambda store: store.installation.find())
    return found.network_id if found else ""


def payer_of(services: Services, gateway_id: str, customer_id: int) -> Payer:
    """Return a customer as a provider knows them."""
    return Payer(customer_id, services.database.reading(lambda store: store.providers.payer(customer_id, gateway_id)))


def known_payer(services: Services, gateway: Gateway, customer_id: int, gone: str | None = None) -> Payer:
    """Return a customer as a provider knows them, made known to it where they were not.

    ``gone`` is what it called them until somebody deleted them there.

    :raises GatewayUnreachable: where the provider does not answer.
    """
    payer = payer_of(services, gateway.id, customer_id)
    if payer.provider_id != gone or not gateway.has_provider:
        return payer
    network_id = network_id_of(services)
    call = open_call(services, CallName(gateway.id, "payer", f"{network_id}-{customer_id}"), {}, anew=True)
    with _broken_down_is_an_answer(services, call):
        made = gateway.open_payer(customer_id, network_id, call.key)
    if made is None:
        return payer

    def keep(store: Store) -> None:
        now = services.clock.now()
        store.providers.keep_payer(customer_id, gateway.id, made, now, instead_of=gone)
        store.providers.answer_call(call.call_id, now)

    services.database.transaction(keep)
    return payer_of(services, gateway.id, customer_id)


def agreed_payers(services: Services, membership_id: int, customer_id: int) -> Mapping[str, Payer]:
    """Return a customer at each gateway where they let this membership be charged without them, the newest first."""
    named = services.database.reading(lambda store: store.providers.agreed(membership_id, customer_id))
    return {name: Payer(customer_id, provider_id) for name, provider_id in named.items()}


def gateway_for_absent(services: Services, membership_id: int, customer_id: int) -> str:
    """Return the gateway that collects a membership's charge when its payer is not there.

    :raises GatewayUnreachable: where a gateway does not say.
    """
    return services.gateways.for_charge_without_payer(agreed_payers(services, membership_id, customer_id))


def provider_of(services: Services, gateway_id: str) -> Gateway:
    """Return a gateway of the network that has a provider.

    :raises GatewayUnsuitable: where the network has none of this name.
    """
    gateway = services.gateways.get(gateway_id)
    if gateway is None or not gateway.has_provider:
        raise GatewayUnsuitable(gateway=gateway_id)
    return gateway


def require_method(services: Services, gateway_id: str, customer_id: int, method_id: str | None) -> None:
    """Let somebody pay with what is theirs only; the provider is asked whose it is.

    :raises MethodUnknown: where it is another's, or not there.
    """
    if method_id is None:
        return
    gateway = provider_of(services, gateway_id)
    if not gateway.may_use(payer_of(services, gateway_id, customer_id), method_id):
        raise MethodUnknown


def agree(services: Services, agreement: Agreement) -> None:
    """Note that somebody lets the network start payments for them."""
    now = services.clock.now()
    services.database.transaction(lambda store: store.providers.agree(agreement, now))


def create_payment(services: Services, change: ChangeRecord, *, saves_method: bool) -> str:
    """Prepare the payment of a change at its gateway and return its id there; the same change, the same payment.

    Whom somebody has deleted at the provider is made known to it anew.

    :raises GatewayUnreachable: where the provider does not answer.
    :raises GatewayRefused: where it takes no such payment.
    """
    gateway = services.gateways[change.gateway]
    payer = known_payer(services, gateway, change.customer_id)
    try:
        return _create(services, change, payer, saves_method=saves_method)
    except GatewayRefused as refused:
        if refused.code != GONE or payer.provider_id is None:
            raise
    anew = known_payer(services, gateway, change.customer_id, payer.provider_id)
    return _create(services, change, anew, saves_method=saves_method)


def _create(services: Services, change: ChangeRecord, payer: Payer, *, saves_method: bool) -> str:
    """Prepare the payment for a payer whom the provider knows."""
    gateway, reference = services.gateways[change.gateway], change.binding_quote_id
    order = PaymentOrder(reference, change.due_now_minor, change.currency, payer, saves_method)
    if not gateway.has_provider:
        return gateway.create(order)
    said = {
        "amount_minor": order.amount_minor,
        "currency": order.currency,
        "payer": payer.provider_id,
        "saves": saves_method,
    }
    call = open_call(services, CallName(gateway.id, "create", reference), said, anew=True)
    with _broken_down_is_an_answer(services, call):
        return gateway.create(replace(order, network_id=network_id_of(services), key=call.key))


@contextmanager
def _broken_down_is_an_answer(services: Services, call: Call) -> Iterator[None]:
    """Let the next attempt have another key where a provider broke down: under this one it says so for a day.

    That is harmless of what moves nothing, and of a payment that can be paid once only, whoever confirms it how often.
    """
    try:
        yield
    except GatewayFailed:
        answered(services, call.call_id)
        raise


def is_at_provider(change: ChangeRecord, payment: PaymentRecord) -> bool:
    """Tell whether a change's payment has an id at its gateway: something may have been confirmed there."""
    return payment.provider_id != own_reference(change)


def confirm_payment(
    services: Services, change: ChangeRecord, confirmation: Confirmation, *, is_absent: bool = False
) -> PaymentState:
    """Let the money of a payment move: by its payer, or, ``is_absent``, from what they saved, without them.

    Where it is not known what the attempt before did, and this one says something else or comes too late to repeat it,
    the provider is asked first. That the payer was asked, in the provider's own fields, is noted in the same way: from
    then on nobody charges what they saved instead.

    :raises GatewayUnreachable: where the provider does not answer; the attempt stays open.
    """
    gateway = services.gateways[change.gateway]
    send: Callable[[Confirmation], PaymentState] = gateway.charge_saved if is_absent else gateway.confirm
    if not gateway.has_provider:
        return send(confirmation)
    said = {"method": confirmation.method_id, "saves": confirmation.saves_method, "absent": is_absent}
    name = CallName(gateway.id, "confirm", change.binding_quote_id)
    call = open_call(services, name, said)
    if call.is_repeated and not (call.may_be_sent and call.parameters == said):
        state = gateway.look_up(confirmation.provider_id)
        answered(services, call.call_id)
        if not (state.is_untouched or state.outcome is Outcome.DECLINED):
            return state
        call = open_call(services, name, said)
    with _broken_down_is_an_answer(services, call):
        state = send(replace(confirmation, key=call.key))
    answered(services, call.call_id)
    return state


def last_confirmation(services: Services, change: ChangeRecord) -> CallRecord | None:
    """Return the newest attempt to confirm a change's payment, None where it was never confirmed by us."""
    name = CallName(change.gateway, "confirm", change.binding_quote_id)
    return services.database.reading(lambda store: store.providers.last_call(name))
