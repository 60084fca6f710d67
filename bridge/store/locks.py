"""What a transaction about a membership begins with and then holds: its row, account credit, a use of a discount code.

Account credit is moved and explained here, and the uses of codes that changes count on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bridge.pricing.snapshot import DiscountCode
from bridge.store.engine import values
from bridge.store.engine.database import Connection
from bridge.store.membership_rows import find_code, read_code
from bridge.store.memberships import MEMBERSHIP_READS, MembershipFacts, in_currency, read_changes, read_facts
from bridge.store.products import NetworkMemory, read_with_network
from bridge.store.settings import read_taxes
from bridge.store.terms import HeldMembership, read_held

#: ``received_late`` is money whose change is not applied: over, or of a day still to come; ``received_part`` came by
#: hand for an order that ended before the rest came, ``overpaid`` came by hand and was more than was due; ``given_up``
#: was used for what took effect and whose other money never came;
#: ``refunded`` moves either way: a payment given back as credit, or credit that was sent back to its payer.
CreditCause = Literal[
    "credit_kept",
    "used",
    "received_late",
    "received_part",
    "overpaid",
    "granted",
    "refunded",
    "withdrawn",
    "given_up",
]


#: Above every id of a movement.
_ABOVE_ALL = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class CreditEntry:
    """Why the account credit moved: ``amount_minor`` is signed, given > 0, used < 0.

    ``reason`` is in a network admin's words, ``reference`` names the form that they sent: it moves once.
    """

    customer_id: int
    currency: str
    amount_minor: int
    cause: CreditCause
    membership_id: int | None
    quote_id: str | None
    payment_id: int | None
    actor_user_id: int
    reason: str | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of a customer's account credit, as it is listed; ``amount_minor`` is signed."""

    id: int
    amount_minor: int
    cause: CreditCause
    membership_id: int | None
    payment_id: int | None
    actor_user_id: int
    reason: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Movements:
    """A page of movements, newest first, and whether there are others on either side of it."""

    movements: tuple[Movement, ...]
    has_older: bool
    has_newer: bool


class AccountCredit:
    """Money a customer has with the network."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self, customer_id: int, currency: str, at: datetime) -> None:
        """Make sure that a customer has a row, who is not the one that the transaction is about."""
        self._connection.defer("account_credit.open", customer_id=customer_id, currency=currency, at=at)

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
            reason=entry.reason,
            reference=entry.reference,
            at=at,
        )

    def used(self, customer_id: int, currency: str, quote_id: str) -> int:
        """Return how much of it a change has used."""
        row = self._connection.row("account_credit.used", customer_id=customer_id, currency=currency, quote_id=quote_id)
        return int(row["used_minor"]) if row else 0

    def was_moved(self, reference: str) -> bool:
        """Tell whether what bears this reference has moved it already."""
        return self._connection.row("account_credit.find_adjusted", reference=reference) is not None

    def balance(self, customer_id: int, currency: str) -> Balance:
        """Return what a customer has; nothing where no row was ever made."""
        row = self._connection.row("account_credit.find", customer_id=customer_id, currency=currency)
        return Balance(row["balance_minor"], row["reserved_minor"]) if row else Balance(0, 0)

    def movements(
        self, customer_id: int, currency: str, most: int, *, before: int | None = None, after: int | None = None
    ) -> Movements:
        """Return a page of movements: those before an id, those after one, or the newest."""
        named = {"customer_id": customer_id, "currency": currency, "most": most + 1}
        if after is None:
            found = self._connection.rows("account_credit.list_entries", before=before or _ABOVE_ALL, **named)
            shown = found[:most]
        else:
            found = self._connection.rows("account_credit.list_newer_entries", after=after, **named)
            shown = found[:most][::-1]
        has_more = len(found) > most
        return Movements(
            tuple(Movement(**row) for row in shown),
            has_older=has_more if after is None else True,
            has_newer=before is not None if after is None else has_more,
        )


@dataclass(frozen=True, slots=True)
class TypedCode:
    """A code as it is now, for somebody who types it in; ``currency`` is the network's, of absolute ones.

    ``used_by_customer``: this customer has used it before, or something of theirs that is open counts on it.
    """

    code: DiscountCode
    starts: datetime | None
    used_by_customer: bool
    currency: str


class DiscountUses:
    """Uses of a discount code that changes count on."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def reserve(self, quote_id: str, code: str, at: datetime) -> None:
        """Reserve one use for a change; one that has a use reserved already goes on having one."""
        self._connection.defer("discount_codes.hold_use", quote_id=quote_id, code=code, at=at)

    def use(self, quote_id: str, at: datetime) -> None:
        """Turn the reserved use of a change into a use; a change that has none changes nothing."""
        held = self._connection.row("discount_codes.find_use", quote_id=quote_id)
        if held is None or held["state"] != "held":
            return
        self._connection.defer("discount_codes.end_use", must_match=True, quote_id=quote_id, state="used")
        if find_code(self._connection, held["code"], 0) is not None:
            self._connection.defer("discount_codes.use", at=at)

    def typed(self, code: str, membership_id: int, customer_id: int, currency: str) -> TypedCode | None:
        """Return a code for a customer who types it in, None where the network has none that is called so."""
        row = find_code(self._connection, code, membership_id)
        if row is None:
            return None
        used = self._connection.row("discount_codes.used_by", code=code, customer_id=customer_id)
        network = read_taxes(self._connection.rows("settings.shared_settings")).currency
        return TypedCode(
            read_code(row, currency), values.instant(row["date_start"]), bool(used and used["uses"]), network
        )

    def release(self, quote_id: str) -> None:
        """Give the reserved use of a change back."""
        self._connection.defer("discount_codes.end_use", quote_id=quote_id, state="released")

    def know_codes(self, after: int, most: int) -> int:
        """Keep by key where the codes of a page above an id are; return the last id looked at, 0 where none is left."""
        last = int(self._connection.rows("discount_codes.page_end", after=after, most=most)[0]["last"])
        if last:
            for row in self._connection.rows("discount_codes.unknown", after=after, last=last):
                self._connection.defer("discount_codes.know", code=row["code"], id=row["id"])
        return last


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

    @classmethod
    def of(cls, facts: MembershipFacts) -> Subject:
        """Return what a transaction about a membership, as it was read, holds."""
        membership = facts.snapshot.membership
        return cls(membership.id, facts.snapshot.customer.id, membership.currency)


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

    def hold(self, subject: Subject, at: datetime) -> None:
        """Lock account credit and membership alone, for a step that is decided by neither."""
        self._session.batch(
            _LOCKS,
            membership_id=subject.membership_id,
            customer_id=subject.customer_id,
            currency=subject.currency,
            at=at,
        )

    def _know(self, code: str, membership_id: int) -> None:
        """Keep where a code is that had to be looked for, now that it is held."""
        row = find_code(self._session, code, membership_id)
        if row is not None and row["known"] is None:
            self._session.defer("discount_codes.know", code=code, id=row["id"])
