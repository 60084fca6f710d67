"""Changes: their states, their rows, and the one slot a membership has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from bridge.store.engine.database import Connection, Row
from bridge.store.quotes import StoredQuote

Operation = Literal["change", "renewal"]

#: The kind of a change row that is a renewal: it has a quote like any other, made by the worker.
RENEWAL = "renewal"


class ChangeState(StrEnum):
    """Where a confirmed change stands; what leads from one to another is said in :mod:`bridge.changes.life`."""

    AWAITING_PAYMENT = "awaiting_payment"
    PROCESSING = "processing"
    SCHEDULED = "scheduled"
    APPLIED = "applied"
    CANCELLED = "cancelled"
    VOID = "void"
    REPLACED = "replaced"
    NEEDS_ATTENTION = "needs_attention"
    APPLIED_ON_TRUST = "applied_on_trust"
    OWED = "owed"


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """A row of the changes: a confirmed quote, or a renewal, on its way.

    ``membership_digest`` is of the membership it was confirmed for. ``due_quote_id`` names the quote decided again
    when a scheduled change fell due. ``credit_reserved_minor`` is held on the account credit while it is open.
    ``tries`` is how often it was declined without its payer being there, ``try_again_at`` when it is charged so next.
    """

    quote_id: str
    membership_id: int
    customer_id: int
    requested_by: int
    kind: str
    status: ChangeState
    gateway: str
    currency: str
    due_now_minor: int
    credit_reserved_minor: int
    membership_digest: str
    effective_at: datetime
    payable_until: datetime | None
    created_at: datetime
    due_quote_id: str | None = None
    attempts: int = 0
    lease_owner: str | None = None
    lease_until: datetime | None = None
    problem: str | None = None
    settled_at: datetime | None = None
    tries: int = 0
    try_again_at: datetime | None = None

    @property
    def operation(self) -> Operation:
        """Return what the change is to the membership's slot."""
        return "renewal" if self.kind == RENEWAL else "change"

    @property
    def binding_quote_id(self) -> str:
        """Return the quote whose figures are charged and written."""
        return self.due_quote_id or self.quote_id

    @property
    def is_charged_later(self) -> bool:
        """Tell whether its payment is for the term that follows, asked for when its owner is not there."""
        return self.kind == RENEWAL or self.effective_at > self.created_at


_COLUMNS = tuple(column.name for column in fields(ChangeRecord))

_S = ChangeState

#: States that hold the membership's one slot for an open operation.
OPEN_STATES = frozenset({_S.AWAITING_PAYMENT, _S.PROCESSING, _S.APPLIED_ON_TRUST, _S.OWED})
#: States of what has taken effect though its money is not there.
UNPAID_STATES = frozenset({_S.APPLIED_ON_TRUST, _S.OWED})
#: States in which somebody has to pay.
PAYABLE_STATES = frozenset({_S.AWAITING_PAYMENT, _S.OWED})


@dataclass(frozen=True, slots=True)
class Slot:
    """What holds a membership's one slot; ``operation_id`` is the quote's id."""

    membership_id: int
    operation: Operation
    operation_id: str


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """A change that is open or scheduled, with the quote whose figures bind it."""

    record: ChangeRecord
    stored: StoredQuote


class Changes:
    """Confirmed changes, and the one slot that a membership has for them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def insert(self, record: ChangeRecord) -> None:
        """Write a change; DuplicateKey: the quote was confirmed before."""
        self._connection.execute(
            "changes.insert",
            quote_id=record.quote_id,
            membership_id=record.membership_id,
            customer_id=record.customer_id,
            requested_by=record.requested_by,
            kind=record.kind,
            status=record.status.value,
            gateway=record.gateway,
            currency=record.currency,
            due_now_minor=record.due_now_minor,
            credit_reserved_minor=record.credit_reserved_minor,
            membership_digest=record.membership_digest,
            effective_at=record.effective_at,
            payable_until=record.payable_until,
            try_again_at=record.try_again_at,
            at=record.created_at,
        )
        self._look_at_credit(record)

    def find(self, quote_id: str) -> ChangeRecord | None:
        return _record(self._connection.row("changes.find", quote_id=quote_id))

    def lock(self, quote_id: str) -> ChangeRecord | None:
        """Return a change, locked until the transaction ends."""
        return _record(self._connection.row("changes.lock", quote_id=quote_id))

    def first_of(self, membership_id: int) -> str | None:
        """Return the quote of the membership's first change through us, None where there was none."""
        row = self._connection.row("changes.first_of", membership_id=membership_id)
        return row["quote_id"] if row else None

    def scheduled_of(self, membership_id: int) -> str | None:
        """Return the quote of the change that waits for the membership's term to end, None where none does."""
        row = self._connection.row("changes.scheduled_of", membership_id=membership_id)
        return row["quote_id"] if row else None

    def lock_scheduled(self, membership_id: int) -> ChangeRecord | None:
        """Return the change that waits for the membership's term to end, locked until the transaction ends."""
        return _record(self._connection.row("changes.lock_scheduled", membership_id=membership_id))

    def save(self, before: ChangeState, record: ChangeRecord, at: datetime) -> None:
        """Write what may change in a change, and give its lease back; one that is not ``before`` any more fails."""
        self._connection.defer(
            "changes.save",
            must_match=True,
            quote_id=record.quote_id,
            before=before.value,
            status=record.status.value,
            gateway=record.gateway,
            due_now_minor=record.due_now_minor,
            credit_reserved_minor=record.credit_reserved_minor,
            membership_digest=record.membership_digest,
            due_quote_id=record.due_quote_id,
            payable_until=record.payable_until,
            problem=record.problem,
            settled_at=record.settled_at,
            tries=record.tries,
            try_again_at=record.try_again_at,
            at=at,
        )
        self._look_at_credit(record)
        if before is ChangeState.SCHEDULED:
            self._connection.defer("looks.term", membership_id=record.membership_id)

    def _look_at_credit(self, record: ChangeRecord) -> None:
        """Let it be looked at whether the customer's free account credit pays for what is asked of them."""
        if record.status in PAYABLE_STATES:
            self._connection.defer("looks.credit", customer_id=record.customer_id, currency=record.currency)

    def claim(self, record: ChangeRecord, after: ChangeState, owner: str, at: datetime, until: datetime) -> bool:
        """Take the lease and go to state ``after``; False where somebody else holds it or it moved on.

        It moved on too where its money is asked for by other figures, or by another gateway, than the record has.
        """
        taken = self._connection.execute(
            "changes.claim",
            quote_id=record.quote_id,
            binding_quote_id=record.binding_quote_id,
            gateway=record.gateway,
            before=record.status.value,
            after=after.value,
            owner=owner,
            at=at,
            until=until,
        )
        return taken == 1

    def postpone(self, quote_id: str, owner: str, until: datetime) -> None:
        """Let a change rest until an instant, after an attempt that failed."""
        self._connection.execute("changes.postpone", quote_id=quote_id, owner=owner, until=until)

    def scheduled_due(self, at: datetime, most: int) -> Sequence[tuple[str, int]]:
        """Return (quote id, membership id) of changes whose term has ended."""
        return self._pairs("changes.list_scheduled_due", at, most)

    def scheduled_ahead(self, at: datetime, request_days: int, most: int) -> Sequence[tuple[str, int]]:
        """Return (quote id, membership id) of changes whose day is near and whose charge was not asked for yet."""
        rows = self._connection.rows("changes.list_scheduled_ahead", at=at, request_days=request_days, most=most)
        return [(row["quote_id"], row["membership_id"]) for row in rows]

    def unpaid_overdue(self, at: datetime, most: int) -> Sequence[tuple[str, int]]:
        """Return (quote id, membership id) of changes whose time to be paid has passed."""
        return self._pairs("changes.list_unpaid_overdue", at, most)

    def owed_overdue(self, at: datetime, most: int) -> Sequence[tuple[str, int]]:
        """Return (quote id, membership id) of changes whose money did not come and whose time to be paid has passed."""
        return self._pairs("changes.list_owed_overdue", at, most)

    def to_charge(self, gateways: Sequence[str], at: datetime, most: int) -> Sequence[tuple[str, int]]:
        """Return (quote id, membership id) of renewals and changes on their day that no gateway was asked to charge.

        ``gateways`` are those that can charge without the owner being there.
        """
        rows = self._connection.rows("changes.list_to_charge", gateways=tuple(gateways), at=at, most=most)
        return [(row["quote_id"], row["membership_id"]) for row in rows]

    def to_try_again(self, gateways: Sequence[str], at: datetime, most: int) -> Sequence[tuple[str, int]]:
        """Return (quote id, membership id) of what is to be charged now without its payer, the first time or again."""
        rows = self._connection.rows("changes.list_to_try_again", gateways=tuple(gateways), at=at, most=most)
        return [(row["quote_id"], row["membership_id"]) for row in rows]

    def abandoned(self, at: datetime, most: int) -> Sequence[tuple[str, int]]:
        """Return (quote id, membership id) of changes whose payment somebody began and did not finish."""
        return self._pairs("changes.list_abandoned", at, most)

    def begin_later(self, membership_id: int, rested: timedelta) -> None:
        """Let the change that is booked for a membership's term wait for as long as the membership rested."""
        seconds = int(rested.total_seconds())
        self._connection.defer("changes.begin_later", membership_id=membership_id, seconds=seconds)

    def take_slot(self, membership_id: int, operation: Operation, operation_id: str, at: datetime) -> None:
        """Take the slot; DuplicateKey: something else is under way."""
        self._connection.execute(
            "changes.take_slot",
            membership_id=membership_id,
            operation=operation,
            operation_id=operation_id,
            at=at,
        )

    def slot(self, membership_id: int) -> Slot | None:
        row = self._connection.row("changes.find_slot", membership_id=membership_id)
        return Slot(row["membership_id"], row["operation"], row["operation_id"]) if row else None

    def pass_slot(self, membership_id: int, renewal_id: str, operation_id: str, at: datetime) -> bool:
        """Hand the slot of a renewal to a change; False where that renewal does not hold it."""
        passed = self._connection.execute(
            "changes.pass_slot",
            membership_id=membership_id,
            renewal_id=renewal_id,
            operation_id=operation_id,
            at=at,
        )
        return passed == 1

    def release_slot(self, membership_id: int, operation_id: str) -> None:
        """Give the slot back, where this operation holds it; then its membership may have something to be asked for."""
        self._connection.defer("changes.release_slot", membership_id=membership_id, operation_id=operation_id)
        self._connection.defer("looks.term", membership_id=membership_id)

    def _pairs(self, name: str, at: datetime, most: int) -> Sequence[tuple[str, int]]:
        """Return the ids that a list query finds."""
        rows = self._connection.rows(name, at=at, most=most)
        return [(row["quote_id"], row["membership_id"]) for row in rows]


def read_record(row: Row) -> ChangeRecord:
    """Return a row as the services know it; columns of other tables beside it are left out."""
    values = {name: row[name] for name in _COLUMNS}
    return ChangeRecord(**{**values, "status": ChangeState(row["status"])})


def _record(row: Row | None) -> ChangeRecord | None:
    return None if row is None else read_record(row)
