"""Take a payment at its gateway, with no transaction open: create, keep the id, confirm, settle what it answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bridge.domain.change import ChangeState, transition
from bridge.services.authorship import GATEWAY, Author
from bridge.services.change_errors import ChangeUnknown
from bridge.services.ending import end_unpaid
from bridge.services.gateway_port import GatewayUnreachable, Outcome, PaymentOrder
from bridge.services.holding import Held, Remains, hold_what_is_there, subject_of
from bridge.services.pending_payment import own_reference
from bridge.services.ports import Services, Store
from bridge.services.records import ChangeRecord, PaymentRecord
from bridge.services.settling import settle

#: How long whoever asks a gateway has for it; after that the worker looks the payment up.
LEASE = timedelta(minutes=2)


def pursue(services: Services, change: ChangeRecord) -> bool:
    """Ask the gateway of a change that awaits payment for the money; False where it is not one to be asked.

    A gateway that does not answer leaves the change ``processing``: the worker looks it up, by the same id.
    """
    gateway = services.gateways[change.gateway]
    if change.status is not ChangeState.AWAITING_PAYMENT or gateway.settles_by_hand:
        return False
    try:
        provider_id = gateway.create(PaymentOrder(change.quote_id, change.due_now_minor, change.currency))
        payment = _keep_id(services, change, provider_id)
        if claim(services, change, ChangeState.PROCESSING):
            resolve(services, change.quote_id, payment.payment_id, gateway.confirm(provider_id))
    except GatewayUnreachable:
        return True
    return True


def look_up(services: Services, quote_id: str) -> Outcome | None:
    """Ask the gateway how a payment stands that somebody began and left; None where nobody needs to ask."""
    change = services.database.reading(lambda store: store.changes.find(quote_id))
    if change is None or change.status is not ChangeState.PROCESSING:
        return None
    payment = services.database.reading(lambda store: store.payments.of_quote(quote_id))
    if payment is None or not claim(services, change, ChangeState.PROCESSING):
        return None
    outcome = services.gateways[change.gateway].look_up(payment.provider_id)
    resolve(services, quote_id, payment.payment_id, outcome)
    return outcome


def let_go(services: Services, change: ChangeRecord, author: Author) -> Outcome:
    """Ask the gateway to give a payment up, under the change's lease; money that came first settles the change.

    A payment that has no id at its gateway was never confirmed, so there is nothing to give up.
    """
    payment = services.database.reading(lambda store: store.payments.of_quote(change.quote_id))
    if payment is None or payment.provider_id == own_reference(change):
        return Outcome.CANCELLED
    outcome = services.gateways[change.gateway].cancel(payment.provider_id)
    if outcome is Outcome.SUCCEEDED:
        settle(services, payment.payment_id, author)
    return outcome


def claim(services: Services, change: ChangeRecord, after: ChangeState) -> bool:
    """Take a change's lease in a transaction of its own; False where somebody else has it or it moved on."""
    now = services.clock.now()
    return services.database.transaction(
        lambda store: store.changes.claim(change, after.value, services.new_id(), now, now + LEASE)
    )


def resolve(services: Services, quote_id: str, payment_id: int, outcome: Outcome) -> None:
    """Do what the gateway's answer means: apply, wait on, wait again, or end."""
    if outcome is Outcome.SUCCEEDED:
        settle(services, payment_id, GATEWAY)
        return
    services.database.transaction(lambda store: _unsettled(services, store, quote_id, outcome))


def hold_change(
    store: Store, change: ChangeRecord, author: Author, now: datetime
) -> tuple[Held | Remains, ChangeRecord]:
    """Lock what a change belongs to, as far as it is there, and then the change."""
    held = hold_what_is_there(store, now, author, subject_of(change))
    locked = store.changes.lock(change.quote_id)
    if locked is None:
        raise ChangeUnknown(quote_id=change.quote_id)
    return held, locked


def _unsettled(services: Services, store: Store, quote_id: str, outcome: Outcome) -> None:
    """Write what became of a payment that brought no money; one settled meanwhile stays settled."""
    known = store.changes.find(quote_id)
    if known is None:
        raise ChangeUnknown(quote_id=quote_id)
    held, change = hold_change(store, known, GATEWAY, services.clock.now())
    if change.status is not ChangeState.PROCESSING:
        return
    if outcome is Outcome.CANCELLED:
        end_unpaid(held, change, ChangeState.CANCELLED)
        return
    problem = "declined" if outcome is Outcome.DECLINED else None
    waiting = replace(change, status=transition(change.status, ChangeState.AWAITING_PAYMENT), problem=problem)
    held.store.changes.save(waiting, held.at)
    held.record("payment_declined" if problem else "payment_waits", change, gateway=change.gateway)


def _keep_id(services: Services, change: ChangeRecord, provider_id: str) -> PaymentRecord:
    """Commit the id that the gateway gave before anything is asked of it by that id."""

    def keep(store: Store) -> PaymentRecord:
        payment = store.payments.of_quote(change.quote_id)
        if payment is None:
            raise ChangeUnknown(quote_id=change.quote_id)
        if payment.provider_id != provider_id:
            store.payments.name_at_provider(payment.payment_id, provider_id, services.clock.now())
        return payment

    return services.database.transaction(keep)
