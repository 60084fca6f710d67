"""Account credit: balance, reservation, and the entries that explain the balance."""

from __future__ import annotations

from datetime import datetime

from bridge.services.records import Balance, CreditEntry
from bridge.store.connection import Connection


class CreditRowMissing(Exception):
    """The account credit row that this transaction made is not there."""


class MySQLAccountCredit:
    """Fulfils :class:`bridge.services.write_ports.AccountCredit`."""

    def __init__(self, connection: Connection) -> None:
        """Use the session of the caller's transaction."""
        self._connection = connection

    def lock(self, customer_id: int, currency: str, at: datetime) -> Balance:
        """Return the balance and hold it; a missing row is made first."""
        self._connection.defer("account_credit.open", customer_id=customer_id, currency=currency, at=at)
        row = self._connection.row("account_credit.lock", customer_id=customer_id, currency=currency)
        if row is None:
            raise CreditRowMissing(customer_id, currency)
        return Balance(row["balance_minor"], row["reserved_minor"])

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
