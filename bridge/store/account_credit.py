"""Account credit: balance, reservation, and the entries that explain the balance."""

from __future__ import annotations

from datetime import datetime

from bridge.services.records import CreditEntry
from bridge.store.connection import Connection


class MySQLAccountCredit:
    """Fulfils :class:`bridge.services.write_ports.AccountCredit`."""

    def __init__(self, connection: Connection) -> None:
        """Use the session of the caller's transaction."""
        self._connection = connection

    def move(self, customer_id: int, currency: str, balance_minor: int, reserved_minor: int, at: datetime) -> None:
        """Move balance and reservation by signed amounts; the table's CHECK refuses what is not there."""
        self._connection.defer(
            "account_credit.move",
            must_match=True,
            customer_id=customer_id,
            currency=currency,
            balance_minor=balance_minor,
            reserved_minor=reserved_minor,
            at=at,
        )

    def add_entry(self, entry: CreditEntry, at: datetime) -> None:
        """Write why the balance moved."""
        self._connection.defer(
            "account_credit.insert_entry",
            customer_id=entry.customer_id,
            currency=entry.currency,
            amount_minor=entry.amount_minor,
            cause=entry.cause,
            membership_id=entry.membership_id,
            quote_id=entry.quote_id,
            payment_id=entry.payment_id,
            actor_user_id=entry.actor_user_id,
            at=at,
        )
