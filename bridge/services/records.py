"""Rows of ours as values: changes, payments, terms, entries of journal and account credit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from bridge.domain.change import ChangeState
from bridge.domain.quotation import QuoteLine

Operation = Literal["change", "renewal"]
Cause = Literal["owner", "network_admin", "worker", "gateway", "external", "operator"]
#: ``received_late`` is money whose change is not applied: over, or of a day still to come.
CreditCause = Literal["credit_kept", "used", "received_late", "granted", "refunded"]
PaymentStatus = Literal["pending", "completed", "cancelled", "refunded", "partially-refunded"]

#: The kind of a change row that is a renewal: it has a quote like any other, made by the worker.
RENEWAL = "renewal"


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """A row of the changes: a confirmed quote, or a renewal, on its way.

    ``membership_digest`` is of the membership it was confirmed for. ``due_quote_id`` names the quote decided again
    when a scheduled change fell due. ``credit_reserved_minor`` is held on the account credit while it is open.
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

    @property
    def operation(self) -> Operation:
        """Return what the change is to the membership's slot."""
        return "renewal" if self.kind == RENEWAL else "change"

    @property
    def binding_quote_id(self) -> str:
        """Return the quote whose figures are charged and written."""
        return self.due_quote_id or self.quote_id


@dataclass(frozen=True, slots=True)
class Slot:
    """What holds a membership's one slot; ``operation_id`` is the quote's id."""

    membership_id: int
    operation: Operation
    operation_id: str


@dataclass(frozen=True, slots=True)
class PaymentRecord:
    """A payment of ours beside its row in the shared table; ``amount_minor`` includes ``tax_minor``."""

    payment_id: int
    quote_id: str | None
    membership_id: int
    customer_id: int
    gateway: str
    provider_id: str
    status: PaymentStatus
    currency: str
    amount_minor: int
    tax_minor: int
    created_at: datetime
    received_at: datetime | None = None
    marked_by: int | None = None


@dataclass(frozen=True, slots=True)
class NewPayment:
    """A payment to be written for what a change has due; ``provider_id`` is our reference until the gateway's comes.

    ``discount_minor`` is what the code took off the lines.
    """

    change: ChangeRecord
    provider_id: str
    product_id: int
    discount_code: str
    discount_minor: int
    lines: tuple[QuoteLine, ...]

    @property
    def tax_minor(self) -> int:
        """Return the tax in what is paid: that of the charges less that of the credits."""
        return sum(line.tax_minor for line in self.lines)


@dataclass(frozen=True, slots=True)
class Term:
    """The term of a membership that is ours; its texts are those of :mod:`bridge.services.term_texts`.

    ``plan_since`` is when the plan ``plan_id`` was taken: a row that holds another one was changed elsewhere.
    """

    membership_id: int
    customer_id: int
    term_start: datetime | None
    term_end: datetime | None
    anchor_day: int | None
    recurring_lines: str
    kept_discount: str | None
    plan_id: int
    plan_since: datetime | None
    written_digest: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a membership; ``data`` is JSON-able and holds no address of a site."""

    membership_id: int
    event: str
    cause: Cause
    at: datetime
    data: Mapping[str, Any]
    actor_user_id: int | None = None
    for_user_id: int | None = None
    quote_id: str | None = None


@dataclass(frozen=True, slots=True)
class JournalRow:
    """An event in its place in the membership's chain."""

    sequence: int
    event: Event
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """The last row of a chain, as it is remembered beside the journal."""

    sequence: int
    hash: str


@dataclass(frozen=True, slots=True)
class Seal:
    """How many chains there were when a day ended, and the hash over their last rows and the seal before."""

    day: date
    memberships: int
    heads_hash: str


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
