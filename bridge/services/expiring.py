"""End what was not paid in time: the change becomes void, a membership whose term is over closes."""

from __future__ import annotations

from bridge.domain.change import ChangeState
from bridge.services import telling
from bridge.services.authorship import WORKER
from bridge.services.change_errors import ChangeUnknown
from bridge.services.closing import OPEN_STATUSES, close, is_overdue
from bridge.services.ending import end_unpaid
from bridge.services.gateway_port import Outcome
from bridge.services.holding import Held
from bridge.services.membership_after import OUR_GATEWAY
from bridge.services.ports import Services, Store
from bridge.services.pursuing import claim, hold_change, let_go
from bridge.services.records import RENEWAL, ChangeRecord


def expire_unpaid(services: Services, quote_id: str) -> bool:
    """End one change whose time to be paid has passed; money found at the gateway settles it instead."""
    change = services.database.reading(lambda store: store.changes.find(quote_id))
    if change is None or change.status is not ChangeState.AWAITING_PAYMENT:
        return False
    if not claim(services, change, ChangeState.AWAITING_PAYMENT):
        return False
    if let_go(services, change, WORKER) is not Outcome.CANCELLED:
        return False
    return services.database.transaction(lambda store: _expire(services, store, change))


def _expire(services: Services, store: Store, known: ChangeRecord) -> bool:
    """Write the change as void, and the membership as expired where its term has ended with it."""
    held, change = hold_change(store, known, WORKER, services.clock.now())
    if change.status is not ChangeState.AWAITING_PAYMENT:
        return False
    if change.payable_until is None or change.payable_until > held.at:
        raise ChangeUnknown(quote_id=change.quote_id)
    void = end_unpaid(held, change, ChangeState.VOID, "unpaid")
    telling.mail_owner(held, f"{change.operation}_void", void)
    if isinstance(held, Held) and (is_overdue(held) or (_asked_for_the_next_term(void) and _is_over(held))):
        close(held, void)
    return True


def _asked_for_the_next_term(change: ChangeRecord) -> bool:
    """Tell whether the payment was for the term that follows; after any other the renewal comes first."""
    return change.kind == RENEWAL or change.effective_at > change.created_at


def _is_over(held: Held) -> bool:
    """Tell whether the membership is ours, open, and its term has ended."""
    row = held.row
    ended = row.date_expiration is not None and row.date_expiration <= held.at
    return row.gateway == OUR_GATEWAY and row.status in OPEN_STATUSES and ended
