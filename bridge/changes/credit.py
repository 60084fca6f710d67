"""A customer's account credit: what there is, and why it moved, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bridge.changes.quoting import seen
from bridge.people import Actor
from bridge.ports import Services
from bridge.pricing.money import Money
from bridge.store.locks import CreditCause, Movement
from bridge.store.store import Store

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class CreditMovement:
    """One movement, given above 0 and taken below; ``reason`` is in the words of the network admin who made it.

    ``membership_id`` and ``payment_id`` are what it was about, null where that was nothing of the kind.
    """

    id: int
    amount: Money
    cause: CreditCause
    membership_id: int | None
    payment_id: int | None
    reason: str | None
    by_network_admin: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CreditAnswer:
    """What a customer has, of which ``free`` is what no order holds, and a page of its movements, newest first.

    ``older`` and ``newer`` are the ids that the pages beside this one begin beyond; null: there is none.
    ``customer_id`` is whose it is, for a form that moves it.
    """

    balance: Money
    free: Money
    movements: tuple[CreditMovement, ...]
    older: int | None
    newer: int | None
    customer_id: int = 0


def read_credit(
    services: Services, actor: Actor, membership_id: int, *, older: int | None = None, newer: int | None = None
) -> CreditAnswer:
    """Return the account credit of a membership's customer, in the membership's currency.

    :raises NotAllowed: where the person has no business with the membership.
    :raises MembershipUnknown: where a network admin named one that does not exist.
    """

    def look(store: Store) -> CreditAnswer:
        snapshot = seen(store, actor, membership_id)[0].snapshot
        customer_id, currency = snapshot.customer.id, snapshot.membership.currency
        balance = store.account_credit.balance(customer_id, currency)
        found = store.account_credit.movements(customer_id, currency, PER_PAGE, before=older, after=newer)
        shown = found.movements
        return CreditAnswer(
            balance=Money(balance.balance_minor, currency),
            free=Money(balance.free_minor, currency),
            movements=tuple(_shown(one, currency) for one in shown),
            older=shown[-1].id if shown and found.has_older else None,
            newer=shown[0].id if shown and found.has_newer else None,
            customer_id=customer_id,
        )

    return services.database.reading(look)


def _shown(one: Movement, currency: str) -> CreditMovement:
    """Return a movement as it is listed."""
    return CreditMovement(
        id=one.id,
        amount=Money(one.amount_minor, currency),
        cause=one.cause,
        membership_id=one.membership_id,
        payment_id=one.payment_id,
        reason=one.reason,
        by_network_admin=one.reason is not None,
        created_at=one.created_at,
    )
