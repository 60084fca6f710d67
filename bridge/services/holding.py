"""The locks that a transaction about a membership begins with, and the facts read under them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bridge.errors import MembershipUnknown
from bridge.services.authorship import Author
from bridge.services.facts import MembershipFacts
from bridge.services.ports import Store
from bridge.services.records import Balance, ChangeRecord, Event, HeldMembership, PaymentRecord


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

    def record(self, event: str, change: ChangeRecord | None, **data: object) -> None:
        """Write an event of this transaction into the membership's journal."""
        self.store.journal.append(
            Event(
                membership_id=self.row.id,
                event=event,
                cause=self.author.cause,
                at=self.at,
                data=data,
                actor_user_id=self.author.user_id,
                for_user_id=self.author.for_user_id,
                quote_id=change.quote_id if change else None,
            )
        )


@dataclass(frozen=True, slots=True)
class Subject:
    """What a transaction is about, told before anything is locked; ``discount_code`` is one that it counts on."""

    membership_id: int
    customer_id: int
    currency: str
    discount_code: str | None = None


def subject_of(record: ChangeRecord | PaymentRecord, discount_code: str | None = None) -> Subject:
    """Return what a change or a payment is about."""
    return Subject(record.membership_id, record.customer_id, record.currency, discount_code)


def hold(store: Store, at: datetime, author: Author, subject: Subject) -> Held:
    """Lock account credit, membership and discount code in this order, then read.

    :raises MembershipUnknown: where the membership is gone.
    """
    balance = store.account_credit.lock(subject.customer_id, subject.currency, at)
    row = store.membership_writes.lock(subject.membership_id)
    if subject.discount_code is not None:
        store.discount_uses.lock_code(subject.discount_code)
    facts = store.memberships.load(subject.membership_id) if row else None
    if row is None or facts is None:
        raise MembershipUnknown(membership_id=subject.membership_id)
    return Held(store, at, author, balance, row, facts)
