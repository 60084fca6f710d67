"""Cancel a change: at its gateway first, and only where no money had moved."""

from __future__ import annotations

from bridge.domain.change import ChangeState
from bridge.services import telling
from bridge.services.access import require_buyer
from bridge.services.actor import Actor
from bridge.services.authorship import Author
from bridge.services.change_errors import ChangeSettled
from bridge.services.ending import end, end_unpaid
from bridge.services.gateway_port import GatewayUnreachable, Outcome
from bridge.services.holding import hold, subject_of
from bridge.services.ports import Services, Store
from bridge.services.pursuing import claim, let_go
from bridge.services.records import RENEWAL, ChangeRecord

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
        _give_up_at_gateway(services, change, author)
    services.database.transaction(lambda store: _cancel(services, store, actor, author, change))


def _give_up_at_gateway(services: Services, change: ChangeRecord, author: Author) -> None:
    """Keep others from confirming, then ask the gateway to let go; money that came first settles the change.

    Where the gateway is silent nobody knows whether money moves: the change stays, to be asked about again.
    """
    if not claim(services, change, ChangeState.AWAITING_PAYMENT):
        raise ChangeSettled(status=change.status.value)
    try:
        outcome = let_go(services, change, author)
    except GatewayUnreachable as silent:
        raise ChangeSettled(status=ChangeState.PROCESSING.value) from silent
    if outcome is not Outcome.CANCELLED:
        raise ChangeSettled(status=outcome.value)


def _cancel(services: Services, store: Store, actor: Actor, author: Author, known: ChangeRecord) -> None:
    """Write the change as cancelled, unless it was settled a moment before."""
    held = hold(store, services.clock.now(), author, subject_of(known))
    require_buyer(store, actor, held.facts)
    change = store.changes.lock(known.quote_id)
    if change is None or change.status not in _CANCELLABLE:
        raise ChangeSettled(status=change.status.value if change else None)
    if change.status is ChangeState.SCHEDULED:
        cancelled = end(held, change, ChangeState.CANCELLED)
    else:
        cancelled = end_unpaid(held, change, ChangeState.CANCELLED)
    telling.mail_owner(held, "change_cancelled", cancelled)
