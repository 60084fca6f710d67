"""Bring to an end what was left of a membership of ours that somebody has deleted: its value, and what waits for money.

Nothing that was paid for is lost without words: what is unused becomes its customer's account credit; where the
customer is gone too, the network's admin is told, and it is named until somebody has looked.
"""

from __future__ import annotations

from collections.abc import Sequence

from bridge.changes.end import end_unpaid
from bridge.changes.external import EXTERNAL
from bridge.changes.life import ChangeEvent
from bridge.changes.pay import cancel_at_gateway, claim
from bridge.changes.taken import keep_due
from bridge.changes.transaction import Hold, give_credit, lock, lock_change, mail_admin, mail_owner, own_reference
from bridge.gateways.port import GatewayUnreachable, Outcome
from bridge.ports import Services
from bridge.pricing.credit import unused_value
from bridge.pricing.money import to_major
from bridge.store.changes import ChangeRecord, ChangeState
from bridge.store.engine.values import NO_CURRENCY
from bridge.store.external_edits import EditedColumn, ExternalEdit
from bridge.store.locks import Subject
from bridge.store.outbox import Sweep
from bridge.store.store import Store
from bridge.store.terms import UnendedLine

#: How many memberships of ours a round looks at.
LOOKED_AT = 500

_GONE, _AWAITED = "gone_memberships", "gone_awaited"
#: Where a page begins, what was found on it, and where the next one begins.
Place = tuple[int, Sequence[int], int]


def gone(services: Services, most: int, at_once: int = 0) -> Sequence[int]:
    """Return memberships that were deleted while they were ours, or while something waited for money.

    None where their table looks emptied: what is restored from a backup would come back without its value. Then
    ``bridge check`` says so, and ``bridge seen`` settles one that was deleted indeed.
    """
    at_once = at_once or LOOKED_AT

    def look(store: Store) -> tuple[Place, Place]:
        of_terms, of_slots = store.sweeps.find(_GONE).after_id, store.sweeps.find(_AWAITED).after_id
        gone_ones = store.ownership.gone(of_terms, at_once, most)
        return (of_terms, *gone_ones), (of_slots, *store.ownership.awaited_of_gone(of_slots, at_once, most))

    (after, found, following), (after_slot, awaited, following_slot) = services.database.reading(look)
    if (found or awaited) and _is_emptied(services, after, at_once):
        return ()
    if (following, following_slot) != (after, after_slot):
        services.database.transaction(lambda store: _keep_places(store, following, following_slot))
    return list(dict.fromkeys([*found, *awaited]))


def _keep_places(store: Store, of_terms: int, of_slots: int) -> None:
    store.sweeps.put(_GONE, Sweep(of_terms))
    store.sweeps.put(_AWAITED, Sweep(of_slots))


def _is_emptied(services: Services, after: int, at_once: int) -> bool:
    return services.database.reading(lambda store: store.ownership.is_emptied(after, at_once))


def settle_gone(services: Services, membership_id: int) -> bool:
    """End what waits for money, and give back what is unused; False where it is there, or nothing could be done yet.

    What a gateway knows of ends there first. Where it is silent the order stays: money that comes for it becomes
    account credit, as it does for one that ended.
    """
    if services.database.reading(lambda store: store.memberships.load(membership_id)) is not None:
        return False
    ended = _end_awaited(services, membership_id)
    lines = services.database.reading(lambda store: store.membership_writes.unended(membership_id))
    whose = sorted({(line.customer_id, line.currency) for line in lines})
    settled = [_settle_in(services, Subject(membership_id, customer, currency)) for customer, currency in whose]
    done = services.database.transaction(lambda store: _forget(services, store, membership_id))
    return ended or any(settled) or done


def _end_awaited(services: Services, membership_id: int) -> bool:
    """End an order or a bill that waits for money; False where there is none, or its gateway does not give it up."""
    slot = services.database.reading(lambda store: store.changes.slot(membership_id))
    change = services.database.reading(lambda store: store.changes.find(slot.operation_id)) if slot else None
    if change is None or change.status is not ChangeState.AWAITING_PAYMENT:
        return False
    payment = services.database.reading(lambda store: store.payments.of_quote(change.quote_id))
    if payment is not None and payment.provider_id != own_reference(change):
        try:
            claimed = claim(services, change, ChangeState.AWAITING_PAYMENT)
            if not claimed or cancel_at_gateway(services, change, EXTERNAL) is not Outcome.CANCELLED:
                return False
        except GatewayUnreachable:
            return False
    return services.database.transaction(lambda store: _end(services, store, change))


def _end(services: Services, store: Store, known: ChangeRecord) -> bool:
    held, change = lock_change(store, known, EXTERNAL, services.clock.now())
    if not held.is_gone or change.status is not ChangeState.AWAITING_PAYMENT:
        return False
    ended = end_unpaid(held, change, ChangeEvent.ENDED, "membership_gone")
    mail_owner(held, "order_of_gone_ended", ended)
    mail_admin(held, "order_of_gone_ended", ended)
    return True


def _settle_in(services: Services, subject: Subject) -> bool:
    return services.database.transaction(lambda store: _settle(services, store, subject))


def _settle(services: Services, store: Store, subject: Subject) -> bool:
    """Close what was settled in one currency, and give what is unused of it back, or tell that nobody can have it.

    Of one that rested that is what was unused when it began to.
    """
    held = lock(store, services.clock.now(), EXTERNAL, subject)
    if not held.is_gone:
        return False
    settings = store.settings.read()
    at = store.membership_writes.paused_since(held.membership_id) or held.at.replace(microsecond=0)
    mine = [one for one in store.membership_writes.unended(held.membership_id) if _is_of(one, subject)]
    values = {
        one.line.id: unused_value(one.line, settings.pricing.proration, settings.pricing.lifetime_years, at)
        for one in mine
        if one.line.id is not None
    }
    has_customer = store.ownership.has_customer(subject.customer_id)
    keep_due(held, [one.line for one in mine], settings.pricing, at, subject.customer_id)
    for line_id, credit in values.items():
        store.membership_writes.close(held.membership_id, line_id, held.at, credit if has_customer else 0)
    value = sum(values.values())
    if value and has_customer:
        _give(held, subject.currency, value)
    elif value:
        _tell(held, subject.currency, value)
    return bool(mine)


def _is_of(one: UnendedLine, subject: Subject) -> bool:
    return (one.customer_id, one.currency) == (subject.customer_id, subject.currency)


def _give(held: Hold, currency: str, value: int) -> None:
    give_credit(held, currency, value, "credit_kept")
    held.record("unused_value_kept", None, amount_minor=value, currency=currency, problem="membership_gone")
    told = {"amount": to_major(value, currency), "currency": currency}
    mail_owner(held, "value_of_gone_kept", None, **told)
    mail_admin(held, "value_of_gone_kept", None, **told)


def _tell(held: Hold, currency: str, value: int) -> None:
    """Tell the admin of money that has no owner any more; it is named until somebody has looked."""
    amount = to_major(value, currency)
    held.record("unused_value_lost", None, amount_minor=value, currency=currency, problem="customer_gone")
    column = EditedColumn("unused_value", "", f"{amount} {currency}", restored=False)
    held.store.external_edits.note(ExternalEdit(held.membership_id, "deleted", (column,), held.at))
    mail_admin(held, "value_of_gone_lost", None, amount=amount, currency=currency)


def _forget(services: Services, store: Store, membership_id: int) -> bool:
    """Take the term away once nothing is left of it to be settled."""
    term = store.membership_writes.term(membership_id)
    if term is None or store.membership_writes.unended(membership_id):
        return False
    currency = store.settings.currency() or NO_CURRENCY
    held = lock(store, services.clock.now(), EXTERNAL, Subject(membership_id, term.customer_id, currency))
    if not held.is_gone:
        return False
    held.record("membership_gone", None, plan_id=term.plan_id)
    store.ownership.delete_term(membership_id)
    return True
