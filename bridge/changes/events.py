"""What providers tell us: each event kept as it arrives, then worked, once; how its object stands is asked, not read.

Events come in any order, twice, hours late or never. Which event an instant is of says nothing; what it is about does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bridge.changes.cards import look_again
from bridge.changes.pay import resolve_in
from bridge.changes.refund import dispute_told, refund_told
from bridge.changes.transaction import Hold, lock, subject_of
from bridge.changes.unpaid import LeaseHeld
from bridge.errors import GatewayUnknown, WebhookNotSigned
from bridge.gateways.port import (
    Dispute,
    EventSubject,
    Gateway,
    GatewayRefused,
    GatewayUnreachable,
    Refund,
    WebhookRefused,
)
from bridge.people import GATEWAY
from bridge.ports import Services
from bridge.store.payments import PaymentRecord
from bridge.store.providers import EventState, KeptEvent
from bridge.store.refunds import Told
from bridge.store.store import Store

#: What an event means, done in the transaction that says so.
Work = Callable[[Store], EventState]

#: An event that could not be worked is tried again after this.
REST = timedelta(minutes=2)
#: Providers send an event again for a few days at most; what is done is forgotten after this.
FORGOTTEN_AFTER = timedelta(days=60)


def receive_event(
    services: Services, gateway_id: str, body: bytes, headers: Mapping[str, str], arrived_at: datetime | None = None
) -> KeptEvent:
    """Verify an event as it arrived and keep it; its work follows. ``arrived_at`` None: now.

    :raises GatewayUnknown: where the network has no such gateway.
    :raises WebhookNotSigned: where the provider did not sign it.
    """
    gateway = services.gateways.get(gateway_id)
    if gateway is None or not gateway.has_provider:
        raise GatewayUnknown(gateway=gateway_id)
    now = services.clock.now()
    try:
        event = gateway.read_webhook(body, headers, arrived_at or now)
    except WebhookRefused as refused:
        raise WebhookNotSigned from refused
    kept = KeptEvent(gateway_id, event.id, event.subject.value, event.object_id)
    is_to_do = event.subject is not EventSubject.OTHER
    services.database.transaction(lambda store: store.webhook_events.receive(kept, event.type, now, is_to_do=is_to_do))
    return kept


def open_events(services: Services, most: int) -> list[KeptEvent]:
    """Return events that wait to be worked."""
    now = services.clock.now()
    return list(services.database.reading(lambda store: store.webhook_events.open(now, most)))


def work_event(services: Services, event: KeptEvent) -> bool:
    """Do what an event means and say so in one transaction; False where its provider is silent: later again."""
    gateway = services.gateways.get(event.gateway)
    if gateway is None:  # its keys are not there now
        postpone_event(services, event)
        return False
    try:
        work = _WORK[EventSubject(event.subject)](services, gateway, event)
        services.database.transaction(lambda store: _work(services, store, event, work))
    except (GatewayUnreachable, LeaseHeld):
        postpone_event(services, event)
        return False
    return True


def postpone_event(services: Services, event: KeptEvent) -> None:
    """Work an event a little later."""
    until = services.clock.now() + REST
    services.database.transaction(lambda store: store.webhook_events.postpone(event, until))


def _work(services: Services, store: Store, event: KeptEvent, work: Work) -> None:
    """Hold the event, do its work and end it; one that is done stays done."""
    if store.webhook_events.lock(event):
        state = work(store)
        store.webhook_events.end(event, state, services.clock.now())


def _nothing_of_ours(_: Store) -> EventState:
    """Note an event about nothing of this network."""
    return "noted"


def _about_payment(services: Services, gateway: Gateway, event: KeptEvent) -> Work:
    """Ask how a payment stands; the work is to settle it or to wait on."""
    payment = _payment(services, gateway, event.object_id)
    if payment is None or payment.quote_id is None:
        return _nothing_of_ours
    quote_id, payment_id = payment.quote_id, payment.payment_id
    state = gateway.look_up(payment.provider_id)

    def work(store: Store) -> EventState:
        resolve_in(services, store, quote_id, payment_id, state)
        return "done"

    return work


def _about_refund(services: Services, gateway: Gateway, event: KeptEvent) -> Work:
    """Ask how a refund stands; the work is to keep that."""
    try:
        refund = gateway.look_up_refund(event.object_id)
    except GatewayRefused:
        return _nothing_of_ours
    payment = _payment(services, gateway, refund.payment_id)
    if payment is None or refund.id is None:
        return _nothing_of_ours
    told = Told(payment.payment_id, gateway.id, refund.id, refund.currency, refund.amount_minor)

    def work(store: Store) -> EventState:
        return "done" if book_refund(services, store, payment, told, refund) else "noted"

    return work


def book_refund(services: Services, store: Store, payment: PaymentRecord, told: Told, refund: Refund) -> bool:
    """Write how a refund stands that a provider has, whoever began it; False: nothing was to go back.

    :raises LeaseHeld: where the payment itself is not settled yet: that comes first.
    """
    held = _held(services, store, payment)
    return refund_told(held, _settled(store, payment), told, refund) is not None


def _about_dispute(services: Services, gateway: Gateway, event: KeptEvent) -> Work:
    """Ask how a dispute stands; the work is to keep that. A dispute never brings anything back to life."""
    try:
        dispute = gateway.look_up_dispute(event.object_id)
    except GatewayRefused:
        return _nothing_of_ours
    payment = _payment(services, gateway, dispute.payment_id)
    if payment is None:
        return _nothing_of_ours

    def work(store: Store) -> EventState:
        book_dispute(services, store, payment, gateway.id, dispute)
        return "done"

    return work


def _settled(store: Store, known: PaymentRecord) -> PaymentRecord:
    """Return a payment, held, whose money is here or never was to come."""
    payment = store.payments.lock(known.payment_id) or known
    if payment.status == "pending":
        raise LeaseHeld
    return payment


def book_dispute(services: Services, store: Store, payment: PaymentRecord, gateway_id: str, dispute: Dispute) -> None:
    """Write how a dispute stands, and charge its payment back, or let it stand again.

    :raises LeaseHeld: where the payment itself is not settled yet, or nobody knows what became of a refund of it: that
        comes first.
    """
    told = Told(payment.payment_id, gateway_id, dispute.id, dispute.currency, dispute.amount_minor)
    held = _held(services, store, payment)
    locked = _settled(store, payment)
    if any(one.status == "asked" for one in store.refunds.of_payments((payment.payment_id,))):
        raise LeaseHeld
    before = store.refunds.lock_dispute(told.gateway, told.provider_id)
    kept = store.refunds.put_dispute(told, dispute.outcome.value, held.at)
    is_news = before is None or before.status != dispute.outcome.value
    if is_news:
        _record(held, payment, f"dispute_{dispute.outcome.value}", told)
    if kept is not None:
        dispute_told(held, locked, kept, is_news=is_news)


def _about_payer(services: Services, gateway: Gateway, event: KeptEvent) -> Work:
    """Let what a payer has saved be looked at again before their next term is charged: it may be another card now."""
    found = services.database.reading(lambda store: store.providers.customer(event.object_id, gateway.id))
    if found is None:
        return _nothing_of_ours

    def work(store: Store) -> EventState:
        look_again(store, found)
        return "done"

    return work


_WORK: Mapping[EventSubject, Callable[[Services, Gateway, KeptEvent], Work]] = {
    EventSubject.PAYMENT: _about_payment,
    EventSubject.REFUND: _about_refund,
    EventSubject.DISPUTE: _about_dispute,
    EventSubject.PAYER: _about_payer,
    EventSubject.OTHER: lambda *_: _nothing_of_ours,
}


def _payment(services: Services, gateway: Gateway, provider_id: str | None) -> PaymentRecord | None:
    """Return the payment of ours that a provider has under this id."""
    if not provider_id:
        return None
    return services.database.reading(lambda store: store.payments.find_at_provider(gateway.id, provider_id))


def _held(services: Services, store: Store, payment: PaymentRecord) -> Hold:
    """Lock what a payment belongs to."""
    return lock(store, services.clock.now(), GATEWAY, subject_of(payment))


def _record(held: Hold, payment: PaymentRecord, event: str, told: Told) -> None:
    """Write what the provider says into the membership's journal."""
    held.record(
        event,
        None,
        payment_id=payment.payment_id,
        amount_minor=told.amount_minor,
        currency=told.currency,
        provider_id=told.provider_id,
    )


def forget_events(services: Services, most: int) -> int:
    """Forget events that nobody will send again; return how many."""
    before = services.clock.now() - FORGOTTEN_AFTER
    return services.database.transaction(lambda store: store.webhook_events.purge(before, most))
