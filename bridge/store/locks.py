"""The locks of a transaction about a membership, and what is read under them: one round trip."""

from __future__ import annotations

from datetime import datetime

from bridge.services.locked import Balance, Locked, Subject
from bridge.store import account_rows
from bridge.store.connection import Connection
from bridge.store.membership_writes import read_held
from bridge.store.memberships import MEMBERSHIP_READS, read_facts
from bridge.store.network_rows import NetworkMemory, read_with_network

#: In the order of the design; the server takes the statements of one text one after the other.
_LOCKS = (
    "account_credit.open",
    "account_credit.lock",
    "membership_writes.lock",
    "membership_writes.lock_discount_code",
)


class MySQLLocks:
    """Fulfils :class:`bridge.services.write_ports.Locks`."""

    def __init__(self, session: Connection, memory: NetworkMemory) -> None:
        """Use the session of the caller's transaction; ``memory`` knows the network's own rows."""
        self._session = session
        self._memory = memory

    def take(self, subject: Subject, at: datetime) -> Locked:
        """Lock account credit (made where it is missing), membership and discount code in this order, then read."""
        found, network = read_with_network(
            self._session,
            self._memory,
            (*_LOCKS, *MEMBERSHIP_READS),
            membership_id=subject.membership_id,
            customer_id=subject.customer_id,
            currency=subject.currency,
            code=subject.discount_code,
            at=at,
        )
        credit, rows = found["account_credit.lock"][0], found["membership_writes.lock"]
        return Locked(
            balance=Balance(credit["balance_minor"], credit["reserved_minor"]),
            row=read_held(rows[0]) if rows else None,
            facts=read_facts(self._session, found, network, account_rows.read_changes(found["memberships.changes"])),
        )
