"""Remind the payers of orders that are paid by hand, some days before the time to pay is over; never who has paid."""

from __future__ import annotations

from bridge.changes.transaction import lock_change, mail_owner, remind_next
from bridge.people import WORKER
from bridge.ports import Services
from bridge.store.changes import ChangeState
from bridge.store.store import Store


def remind(services: Services, quote_id: str) -> bool:
    """Remind the payer of one order and say when they are reminded next; False where nothing is to be paid any more."""
    return services.database.transaction(lambda store: _remind(services, store, quote_id))


def _remind(services: Services, store: Store, quote_id: str) -> bool:
    """Lock, look again, then leave the letter; where several reminders were missed, one is enough."""
    now, known = services.clock.now(), store.changes.find(quote_id)
    if known is None or known.status is not ChangeState.AWAITING_PAYMENT:
        store.reminders.put(quote_id, None)
        return False
    held, change = lock_change(store, known, WORKER, now)
    is_awaited = change.status is ChangeState.AWAITING_PAYMENT and services.gateways.is_paid_by_hand(change.gateway)
    if held.is_gone or not is_awaited or change.payable_until is None or change.payable_until <= now:
        store.reminders.put(quote_id, None)
        return False
    left_minor = change.due_now_minor - store.transfers.held_minor(quote_id)
    remind_next(held, change)
    held.record("payment_reminded", change, left_minor=left_minor, currency=change.currency)
    mail_owner(held, "payment_reminder", change, left_minor=left_minor)
    return True
