"""The locks that a transaction about a membership begins with, and the facts read under them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bridge.errors import MembershipUnknown
from bridge.services.authorship import Author
from bridge.services.facts import MembershipFacts
from bridge.services.locked import Balance, HeldMembership, Subject
from bridge.services.ports import Store
from bridge.services.records import ChangeRecord, Event, PaymentRecord


class Holding(Protocol):
    """What ending a change needs, whether its membership is there or gone."""

    @property
    def store(self) -> Store:
        """Return the transaction's store."""
        ...

    @property
    def at(self) -> datetime:
        """Return the transaction's one instant."""
        ...

    @property
    def author(self) -> Author:
        """Return who caused it."""
        ...

    @property
    def membership_id(self) -> int:
        """Return the membership's id."""
        ...

    @property
    def customer_id(self) -> int:
        """Return the customer that the membership has."""
        ...

    @property
    def customer_user_id(self) -> int:
        """Return the customer's WordPress user, 0 where there is none."""
        ...

    def record(self, event: str, change: ChangeRecord | None, **data: object) -> None:
        """Write an event into the membership's journal."""
        ...


@dataclass(frozen=True, slots=True)
class Held:
    """What one transaction holds: the account credit, the membership, and what was read after both were locked.

    ``at`` is the transaction's one instant; ``author`` is who caused it.
    """

    store: Store
    at: datetime
    author: Author
    balance: Balance
    row: HeldMembership
    facts: MembershipFacts

    @property
    def membership_id(self) -> int:
        """Return the membership's id."""
        return self.row.id

    @property
    def customer_id(self) -> int:
        """Return the customer that the membership has."""
        return self.row.customer_id

    @property
    def customer_user_id(self) -> int:
        """Return the customer's WordPress user, 0 where there is none."""
        return self.facts.customer_user_id

    def record(self, event: str, change: ChangeRecord | None, **data: object) -> None:
        """Write an event of this transaction into the membership's journal."""
        _append(self, event, change, data)


@dataclass(frozen=True, slots=True)
class Remains:
    """What is left to hold where the membership was deleted: its customer's account credit, and its journal."""

    store: Store
    at: datetime
    author: Author
    membership_id: int
    customer_id: int
    customer_user_id: int

    def record(self, event: str, change: ChangeRecord | None, **data: object) -> None:
        """Write an event of this transaction into the journal of the membership that was."""
        _append(self, event, change, data)


def subject_of(record: ChangeRecord | PaymentRecord, discount_code: str | None = None) -> Subject:
    """Return what a change or a payment is about."""
    return Subject(record.membership_id, record.customer_id, record.currency, discount_code)


def hold(store: Store, at: datetime, author: Author, subject: Subject) -> Held:
    """Lock account credit, membership and discount code in this order, then read.

    :raises MembershipUnknown: where the membership is gone.
    """
    held = hold_what_is_there(store, at, author, subject)
    if isinstance(held, Remains):
        raise MembershipUnknown(membership_id=subject.membership_id)
    return held


def hold_what_is_there(store: Store, at: datetime, author: Author, subject: Subject) -> Held | Remains:
    """Lock as :func:`hold` does; where the membership is gone, hold what is left of it, to bring things to an end."""
    locked = store.locks.take(subject, at)
    if locked.row is None or locked.facts is None:
        user_id = store.payments.user_of(subject.customer_id)
        return Remains(store, at, author, subject.membership_id, subject.customer_id, user_id or 0)
    return Held(store, at, author, locked.balance, locked.row, locked.facts)


def _append(held: Holding, event: str, change: ChangeRecord | None, data: dict[str, object]) -> None:
    """Write an event into the membership's chain, with who caused it."""
    held.store.journal.append(
        Event(
            membership_id=held.membership_id,
            event=event,
            cause=held.author.cause,
            at=held.at,
            data=data,
            actor_user_id=held.author.user_id,
            for_user_id=held.author.for_user_id,
            quote_id=change.quote_id if change else None,
        )
    )
