"""What a transaction about a membership begins with, and what it then holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bridge.store.engine.connection import Connection
from bridge.store.membership_rows import find_code
from bridge.store.memberships import MEMBERSHIP_READS, MembershipFacts, in_currency, read_changes, read_facts
from bridge.store.network_cache import NetworkMemory, read_with_network
from bridge.store.terms import HeldMembership, read_held

#: In the order of the design; the server takes the statements of one text one after the other.
_LOCKS = (
    "account_credit.open",
    "account_credit.lock",
    "terms.lock",
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a transaction is about, told before anything is locked; ``discount_code`` is one that it counts on."""

    membership_id: int
    customer_id: int
    currency: str
    discount_code: str | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """A customer's account credit: what is free is ``balance_minor - reserved_minor``."""

    balance_minor: int
    reserved_minor: int

    @property
    def free_minor(self) -> int:
        """Return what no open change holds."""
        return self.balance_minor - self.reserved_minor


@dataclass(frozen=True, slots=True)
class Locked:
    """Account credit and membership row as they are held, and the facts read after both; None: the row is gone."""

    balance: Balance
    row: HeldMembership | None
    facts: MembershipFacts | None


class Locks:
    """What a transaction about a membership begins with."""

    def __init__(self, session: Connection, memory: NetworkMemory) -> None:
        """Use the session of the caller's transaction; ``memory`` knows the network's own rows."""
        self._session = session
        self._memory = memory

    def take(self, subject: Subject, at: datetime) -> Locked:
        """Lock account credit (made where it is missing), membership and discount code in this order, then read.

        Where the subject counts on no code, no code is looked at.
        """
        code = subject.discount_code
        found, network = read_with_network(
            self._session,
            self._memory,
            (*_LOCKS, *(("discount_codes.lock",) if code else ()), *MEMBERSHIP_READS),
            membership_id=subject.membership_id,
            customer_id=subject.customer_id,
            currency=subject.currency,
            code=code,
            at=at,
        )
        if code:
            self._know(code, subject.membership_id)
        credit, rows = found["account_credit.lock"][0], found["terms.lock"]
        return Locked(
            balance=Balance(credit["balance_minor"], credit["reserved_minor"]),
            row=read_held(in_currency(rows, network.currency)[0]) if rows else None,
            facts=read_facts(self._session, found, network, read_changes(found["memberships.changes"])),
        )

    def _know(self, code: str, membership_id: int) -> None:
        """Keep where a code is that had to be looked for, now that it is held."""
        row = find_code(self._session, code, membership_id)
        if row is not None and row["known"] is None:
            self._session.defer("discount_codes.know", code=code, id=row["id"])
