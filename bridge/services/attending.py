"""Close what could not be carried out, once a person has looked at it: the money is account credit already."""

from __future__ import annotations

from dataclasses import replace

from bridge.domain.change import ChangeState, transition
from bridge.services.access import require_network_admin
from bridge.services.actor import Actor
from bridge.services.authorship import Author
from bridge.services.change_errors import ChangeSettled, ChangeUnknown
from bridge.services.holding import hold_what_is_there, subject_of
from bridge.services.ports import Services, Store
from bridge.services.records import ChangeRecord

_CLOSED = ChangeState.VOID


def close_change(services: Services, actor: Actor, quote_id: str) -> None:
    """Close a change that needs attention; one that is closed stays closed.

    :raises NotAllowed: where the person is no network admin.
    :raises ChangeUnknown: where there is no such change.
    :raises ChangeSettled: where it does not need attention.
    """
    require_network_admin(actor)
    change = services.database.reading(lambda store: store.changes.find(quote_id))
    if change is None:
        raise ChangeUnknown(quote_id=quote_id)
    services.database.transaction(lambda store: _close(services, store, actor, change))


def _close(services: Services, store: Store, actor: Actor, known: ChangeRecord) -> None:
    """Lock, look again, write that it is closed and who closed it; its problem stays on record."""
    author = Author("network_admin", actor.user_id)
    held = hold_what_is_there(store, services.clock.now(), author, subject_of(known))
    change = store.changes.lock(known.quote_id)
    if change is None:
        raise ChangeUnknown(quote_id=known.quote_id)
    if change.status is _CLOSED and change.problem is not None:
        return
    if change.status is not ChangeState.NEEDS_ATTENTION:
        raise ChangeSettled(status=change.status.value)
    closed = replace(change, status=transition(change.status, _CLOSED), settled_at=held.at)
    store.changes.save(closed, held.at)
    held.record("change_closed", change, problem=change.problem)
