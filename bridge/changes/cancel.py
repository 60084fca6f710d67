"""Cancel a change: by its owner, or because it was not paid in time."""

from __future__ import annotations

from dataclasses import replace

from bridge.changes.end import OPEN_STATUSES, close, deadline_of, end, end_unpaid, is_overdue
from bridge.changes.life import ChangeEvent
from bridge.changes.pay import cancel_at_gateway, claim, let_go
from bridge.changes.transaction import Hold, lock, lock_change, mail_owner, remind_next, subject_of
from bridge.changes.unpaid import is_held
from bridge.errors import ChangeSettled, ChangeUnknown
from bridge.gateways.port import GatewayUnreachable, Outcome
from bridge.people import WORKER, Actor, Author, require_buyer
from bridge.ports import Services
from bridge.store.changes import RENEWAL, ChangeRecord, ChangeState
from bridge.store.store import Store
from bridge.store.terms import OUR_GATEWAY

_CANCELLABLE = frozenset({ChangeState.AWAITING_PAYMENT, ChangeState.SCHEDULED})


def cancel_change(services: Services, actor: Actor, change: ChangeRecord, author: Author) -> None:
    """Cancel a change that awaits payment or the term's end; one that is cancelled stays cancelled.

    A renewal is not cancelled: it is not paid, or a change is confirmed in its place.

    :raises ChangeSettled: where it has taken effect, or money has moved or is moving.
    :raises NotTheCustomer: where the person may look only.
    """
    if change.status is ChangeState.CANCELLED:
        return
    if change.status not in _CANCELLABLE or change.kind == RENEWAL:
        raise ChangeSettled(status=change.status.value)
    if change.status is ChangeState.AWAITING_PAYMENT:
        let_payment_go(services, change, author)
    services.database.transaction(lambda store: _cancel(services, store, actor, author, change))


def let_payment_go(services: Services, change: ChangeRecord, author: Author) -> None:
    """End the payment that a change or a renewal awaits at its gateway; money that came first settles it.

    Where the gateway is silent nobody knows whether money moves: it stays, to be asked about again.

    :raises ChangeSettled: where the money came first, nobody knows whether it did, or somebody else is at it.
    """
    if change.status is not ChangeState.AWAITING_PAYMENT or not claim(services, change, ChangeState.AWAITING_PAYMENT):
        raise ChangeSettled(status=ChangeState.PROCESSING.value)
    try:
        outcome = cancel_at_gateway(services, change, author)
    except GatewayUnreachable as silent:
        raise ChangeSettled(status=ChangeState.PROCESSING.value) from silent
    if outcome is not Outcome.CANCELLED:
        raise ChangeSettled(status=outcome.value)


def end_awaited(held: Hold, problem: str) -> None:
    """End what a held membership awaits the money of, its payment having been let go before; ``problem`` says why.

    :raises ChangeSettled: where money came or moves since.
    """
    facts = held.facts.under_way
    change = held.store.changes.lock(facts.record.quote_id) if facts else None
    if change is None:
        return
    if change.status is not ChangeState.AWAITING_PAYMENT:
        raise ChangeSettled(status=change.status.value)
    end_unpaid(held, change, ChangeEvent.CANCELLED, problem)


def _cancel(services: Services, store: Store, actor: Actor, author: Author, known: ChangeRecord) -> None:
    """Write the change as cancelled, unless it was settled a moment before."""
    held = lock(store, services.clock.now(), author, subject_of(known))
    require_buyer(store, actor, held.facts)
    change = store.changes.lock(known.quote_id)
    if change is None or change.status not in _CANCELLABLE:
        raise ChangeSettled(status=change.status.value if change else None)
    if change.status is ChangeState.SCHEDULED:
        cancelled = end(held, change, ChangeEvent.CANCELLED)
    else:
        cancelled = end_unpaid(held, change, ChangeEvent.CANCELLED)
    mail_owner(held, "change_cancelled", cancelled)


def expire_unpaid(services: Services, quote_id: str) -> bool:
    """End one change whose time to be paid has passed; money found at the gateway settles it instead.

    One of a term in whose time to pay the worker stood can be paid longer than it was told.
    """
    if services.database.transaction(lambda store: _is_payable_longer(services, store, quote_id)):
        return False
    change = let_go(services, quote_id)
    return change is not None and services.database.transaction(lambda store: _expire(services, store, change))


def _is_payable_longer(services: Services, store: Store, quote_id: str) -> bool:
    """Let what is asked for a term wait longer where the worker stood meanwhile; False where it did not."""
    known, now = store.changes.find(quote_id), services.clock.now()
    if known is None or not known.is_charged_later or known.payable_until is None:
        return False
    if not store.outages.between(known.created_at, known.payable_until):
        return False
    held, change = lock_change(store, known, WORKER, now)
    until = None if held.is_gone else deadline_of(held)
    if change.status is not ChangeState.AWAITING_PAYMENT or is_held(change, now) or until is None or until <= now:
        return False
    longer = replace(change, payable_until=until)
    store.changes.save(change.status, longer, now)
    remind_next(held, longer)
    return True


def _expire(services: Services, store: Store, known: ChangeRecord) -> bool:
    """Write the change as void, and the membership as expired where its term has ended with it."""
    held, change = lock_change(store, known, WORKER, services.clock.now())
    if change.status is not ChangeState.AWAITING_PAYMENT:
        return False
    if change.payable_until is None or change.payable_until > held.at:
        raise ChangeUnknown(quote_id=change.quote_id)
    void = end_unpaid(held, change, ChangeEvent.ENDED, "unpaid")
    mail_owner(held, f"{change.operation}_void", void)
    if not held.is_gone and (is_overdue(held) or (void.is_charged_later and _is_over(held))):
        close(held, void)
    return True


def _is_over(held: Hold) -> bool:
    """Tell whether the membership is ours, open, and its term has ended."""
    row = held.row
    ended = row.date_expiration is not None and row.date_expiration <= held.at
    return row.gateway == OUR_GATEWAY and row.status in OPEN_STATUSES and ended
