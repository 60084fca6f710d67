"""The locks that a transaction about a membership begins with, and the facts read under them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bridge.errors import MembershipUnknown
from bridge.services.authorship import Author
from bridge.services.facts import MembershipFacts
from bridge.services.ports import Store
from bridge.services.records import Balance, ChangeRecord, Event, HeldMembership


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


def hold(
    store: Store,
    at: datetime,
    author: Author,
    *,
    membership_id: int,
    customer_id: int,
    currency: str,
    discount_code: str | None = None,
) -> Held:
    """Lock account credit, membership and discount code in this order, then read.

    :raises MembershipUnknown: where the membership is gone.
    """
    balance = store.account_credit.lock(customer_id, currency, at)
    row = store.membership_writes.lock(membership_id)
    if discount_code is not None:
        store.discount_uses.lock_code(discount_code)
    facts = store.memberships.load(membership_id) if row else None
    if row is None or facts is None:
        raise MembershipUnknown(membership_id=membership_id)
    return Held(store, at, author, balance, row, facts)
