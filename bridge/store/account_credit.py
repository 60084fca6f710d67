"""Account credit moved and explained, and the uses of discount codes that changes count on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bridge.store.engine.connection import Connection
from bridge.store.membership_rows import find_code

#: ``received_late`` is money whose change is not applied: over, or of a day still to come.
CreditCause = Literal["credit_kept", "used", "received_late", "granted", "refunded"]


@dataclass(frozen=True, slots=True)
class CreditEntry:
    """Why the account credit moved: ``amount_minor`` is signed, given > 0, used < 0."""

    customer_id: int
    currency: str
    amount_minor: int
    cause: CreditCause
    membership_id: int | None
    quote_id: str | None
    payment_id: int | None
    actor_user_id: int


class AccountCredit:
    """Money a customer has with the network."""

    def __init__(self, connection: Connection) -> None:
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


class DiscountUses:
    """Uses of a discount code that changes count on."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hold(self, quote_id: str, code: str, at: datetime) -> None:
        """Hold one use for a change; one that holds a use already goes on holding one."""
        self._connection.defer("discount_codes.hold_use", quote_id=quote_id, code=code, at=at)

    def use(self, quote_id: str, at: datetime) -> None:
        """Turn the held use of a change into a use; a change that holds none changes nothing."""
        held = self._connection.row("discount_codes.find_use", quote_id=quote_id)
        if held is None or held["state"] != "held":
            return
        self._connection.defer("discount_codes.end_use", must_match=True, quote_id=quote_id, state="used")
        if find_code(self._connection, held["code"], 0) is not None:
            self._connection.defer("discount_codes.use", at=at)

    def release(self, quote_id: str) -> None:
        """Give the held use of a change back."""
        self._connection.defer("discount_codes.end_use", quote_id=quote_id, state="released")

    def know_codes(self, after: int, most: int) -> int:
        """Keep by key where the codes above an id are, and return the last id looked at."""
        rows = self._connection.rows("discount_codes.page", after=after, most=most)
        for row in rows:
            self._connection.defer("discount_codes.know_new", code=row["code"], id=row["id"])
        return int(rows[-1]["id"]) if rows else after
