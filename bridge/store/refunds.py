"""What goes back of payments: refunds and disputes, and what each of them took of the value in hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bridge.pricing.money import Money
from bridge.store.engine.database import Connection

RefundStatus = Literal["asked", "pending", "succeeded", "failed", "refused"]
DisputeStatus = Literal["inquiry", "open", "won", "lost"]
Booked = Literal["no", "yes", "undone"]
#: Where the money goes: to whoever paid it, or it stays as their account credit.
Destination = Literal["payer", "account_credit"]
#: What takes value in hand away.
TakenBy = Literal["refund", "dispute"]
#: Of what it is taken; ``nothing``: no value was left that it could be taken of.
TakenOf = Literal["line", "account_credit", "nothing"]
#: Refunds in these states are of money that went back, or is about to.
GOING_BACK: frozenset[RefundStatus] = frozenset({"asked", "pending", "succeeded"})


@dataclass(frozen=True, slots=True)
class RefundRecord:
    """A refund of a payment of ours; ``reference`` None: it was begun at the provider.

    ``booked`` says whether our books say that the money went back, or that it came back after that. ``said`` is why, in
    the network admin's words; ``reason`` is the code of why it failed or was refused.
    """

    refund_id: int
    reference: str | None
    payment_id: int
    gateway: str
    provider_id: str | None
    currency: str
    amount_minor: int
    destination: Destination
    status: RefundStatus
    reason: str | None
    said: str
    booked: Booked
    asked_by: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DisputeRecord:
    """A payment that its payer's bank contests; ``booked`` says whether our books say that it was charged back."""

    dispute_id: int
    payment_id: int
    gateway: str
    provider_id: str
    currency: str
    amount_minor: int
    status: DisputeStatus
    booked: Booked
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class PaymentDispute:
    """That a payer's bank contests a payment, for a list; ``inquiry``: it asks, no money has moved."""

    amount: Money
    status: DisputeStatus
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """What a provider says went back, or is to: of which payment of ours, under which id, how much."""

    payment_id: int
    gateway: str
    provider_id: str
    currency: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A refund that a network admin asks for: ``reference`` is ours, the same one is written once."""

    reference: str
    payment_id: int
    gateway: str
    currency: str
    amount_minor: int
    destination: Destination
    said: str
    asked_by: int | None


@dataclass(frozen=True, slots=True)
class LineLeft:
    """A settled line as a refund finds it; all in minor units, tax included in what it is worth."""

    id: int
    line_type: str
    product_id: int
    amount_minor: int
    tax_minor: int
    refunded_minor: int
    credited_minor: int
    term_start: datetime
    term_end: datetime | None
    ended_at: datetime | None
    payment_id: int | None
    customer_id: int

    @property
    def charged_minor(self) -> int:
        """Return what was charged for it."""
        return self.amount_minor + self.tax_minor

    @property
    def left_minor(self) -> int:
        """Return what of it was neither refunded nor given back by a change."""
        return self.charged_minor - self.refunded_minor - self.credited_minor


@dataclass(frozen=True, slots=True)
class Cause:
    """What takes value in hand: a refund or a dispute, by its id."""

    by: TakenBy
    id: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What a refund or a dispute took; ``line_id`` of a line alone. ``at`` None: it is not written yet.

    ``due_minor`` of it is the account credit of customer ``due_to`` where it is given back; None: it is its line's.
    ``given_back_at`` None: it is held still.
    """

    source: TakenOf
    line_id: int | None
    amount_minor: int
    at: datetime | None = None
    due_minor: int | None = None
    due_to: int | None = None
    id: int = 0
    given_back_at: datetime | None = None


class Refunds:
    """Refunds and disputes, as their provider says they stand."""

    def __init__(self, connection: Connection) -> None:
        """Use the session of the caller."""
        self._connection = connection

    def put(
        self, told: Told, status: RefundStatus, reason: str | None, reference: str | None, at: datetime
    ) -> RefundRecord | None:
        """Keep how a refund stands and return it, held; ``reference`` is ours, where we began it."""
        self._connection.execute(
            "refunds.put_refund",
            reference=reference,
            payment_id=told.payment_id,
            gateway=told.gateway,
            provider_id=told.provider_id,
            currency=told.currency,
            amount_minor=told.amount_minor,
            status=status,
            reason=reason,
            at=at,
        )
        return self.lock(told.gateway, told.provider_id)

    def find(self, gateway: str, provider_id: str) -> RefundRecord | None:
        """Return a refund that a provider has."""
        row = self._connection.row("refunds.find_refund", gateway=gateway, provider_id=provider_id)
        return RefundRecord(**row) if row else None

    def lock(self, gateway: str, provider_id: str) -> RefundRecord | None:
        """Return a refund and hold it."""
        row = self._connection.row("refunds.lock_refund", gateway=gateway, provider_id=provider_id)
        return RefundRecord(**row) if row else None

    def put_dispute(self, told: Told, status: DisputeStatus, at: datetime) -> DisputeRecord | None:
        """Keep how a dispute stands and return it, held."""
        self._connection.execute(
            "refunds.put_dispute",
            payment_id=told.payment_id,
            gateway=told.gateway,
            provider_id=told.provider_id,
            currency=told.currency,
            amount_minor=told.amount_minor,
            status=status,
            at=at,
        )
        return self.lock_dispute(told.gateway, told.provider_id)

    def lock_dispute(self, gateway: str, provider_id: str) -> DisputeRecord | None:
        """Return a dispute and hold it."""
        row = self._connection.row("refunds.lock_dispute", gateway=gateway, provider_id=provider_id)
        return DisputeRecord(**row) if row else None

    def ask(self, asked: Asked, ask_after: datetime | None, at: datetime) -> RefundRecord | None:
        """Write a refund before anybody is asked for it and return it, held.

        :raises DuplicateKey: where this reference is written already.
        """
        self._connection.execute(
            "refunds.ask",
            reference=asked.reference,
            payment_id=asked.payment_id,
            gateway=asked.gateway,
            currency=asked.currency,
            amount_minor=asked.amount_minor,
            destination=asked.destination,
            said=asked.said,
            asked_by=asked.asked_by,
            ask_after=ask_after,
            at=at,
        )
        return self.lock_asked(asked.reference)

    def find_asked(self, reference: str) -> RefundRecord | None:
        """Return a refund that we asked for."""
        row = self._connection.row("refunds.find_asked", reference=reference)
        return RefundRecord(**row) if row else None

    def lock_asked(self, reference: str) -> RefundRecord | None:
        """Return a refund that we asked for and hold it."""
        row = self._connection.row("refunds.lock_asked", reference=reference)
        return RefundRecord(**row) if row else None

    def answer(self, refund: RefundRecord, ask_after: datetime | None, at: datetime) -> None:
        """Keep how a refund stands, whether it is booked, and when its provider is asked again."""
        self._connection.defer(
            "refunds.answer",
            refund_id=refund.refund_id,
            status=refund.status,
            provider_id=refund.provider_id,
            reason=refund.reason,
            booked=refund.booked,
            ask_after=ask_after,
            at=at,
        )

    def book_dispute(self, dispute_id: int, booked: Booked, at: datetime) -> None:
        """Keep whether our books say that a payment was charged back."""
        self._connection.defer("refunds.book_dispute", dispute_id=dispute_id, booked=booked, at=at)

    def to_ask(self, at: datetime, most: int) -> Sequence[tuple[str, int]]:
        """Return references and ids of refunds whose provider has not said how they ended."""
        rows = self._connection.rows("refunds.list_to_ask", at=at, most=most)
        return [(str(row["reference"]), int(row["refund_id"])) for row in rows if row["reference"]]

    def ask_later(self, refund_id: int, ask_after: datetime) -> None:
        """Ask about a refund at another time."""
        self._connection.defer("refunds.ask_later", refund_id=refund_id, ask_after=ask_after)

    def of_payments(self, payment_ids: Sequence[int]) -> Sequence[RefundRecord]:
        """Return what went back of payments, or is to, the oldest of each first."""
        if not payment_ids:
            return []
        rows = self._connection.rows("refunds.list_of_payments", payment_ids=tuple(payment_ids))
        return [RefundRecord(**row) for row in rows]

    def disputes_of(self, payment_ids: Sequence[int]) -> Sequence[DisputeRecord]:
        """Return the disputes about payments, the oldest of each first."""
        if not payment_ids:
            return []
        rows = self._connection.rows("refunds.list_disputes", payment_ids=tuple(payment_ids))
        return [DisputeRecord(**row) for row in rows]

    def lines_of(
        self, membership_id: int, payment_id: int, quote_id: str | None, received_at: datetime
    ) -> Sequence[LineLeft]:
        """Return the lines that a payment settled, held; those of a change paid before its day bear its quote alone."""
        rows = self._connection.rows(
            "refunds.lines_of",
            membership_id=membership_id,
            payment_id=payment_id,
            quote_id=quote_id or "",
            received_at=received_at,
        )
        return [LineLeft(**row) for row in rows]

    def unended_lines(self, membership_id: int, customer_id: int) -> Sequence[LineLeft]:
        """Return what a membership has in hand that a customer paid, held."""
        rows = self._connection.rows("refunds.unended_lines", membership_id=membership_id, customer_id=customer_id)
        return [LineLeft(**row) for row in rows]

    def lines_of_quote(self, membership_id: int, quote_id: str) -> Sequence[LineLeft]:
        """Return what a quote brought and has not ended, held."""
        rows = self._connection.rows("refunds.lines_of_quote", membership_id=membership_id, quote_id=quote_id)
        return [LineLeft(**row) for row in rows]

    def lines(self, ids: Sequence[int]) -> Sequence[LineLeft]:
        """Return lines by their ids, held."""
        if not ids:
            return []
        return [LineLeft(**row) for row in self._connection.rows("refunds.lines_by_id", ids=tuple(ids))]

    def take_of_line(self, line_id: int, amount_minor: int, credited_minor: int = 0, used_minor: int = 0) -> None:
        """Let a line be worth less, or, below 0, more again.

        Of that ``credited_minor`` was given back, and ``used_minor`` used up by who had it before.
        """
        self._connection.defer(
            "refunds.take_of_line", id=line_id, amount_minor=amount_minor, credited_minor=credited_minor,
            used_minor=used_minor,
        )  # fmt: skip

    def note_taken(self, cause: Cause, taken: Taken, at: datetime) -> None:
        """Keep what was taken, and of what."""
        self._connection.defer(
            "refunds.note_taken",
            cause=cause.by,
            cause_id=cause.id,
            line_id=taken.line_id,
            source=taken.source,
            amount_minor=taken.amount_minor,
            at=at,
            due_minor=taken.due_minor,
            due_to=taken.due_to,
        )

    def taken(self, cause: Cause) -> Sequence[Taken]:
        """Return what a refund or a dispute took and holds still."""
        rows = self._connection.rows("refunds.list_taken", cause=cause.by, cause_id=cause.id)
        return [Taken(**row) for row in rows]

    def given_back_last(self, cause: Cause) -> Sequence[Taken]:
        """Return what it took before and gave back, when it was undone last."""
        rows = self._connection.rows("refunds.list_given_back", cause=cause.by, cause_id=cause.id)
        return [Taken(**row) for row in rows]

    def taken_of_line(self, line_id: int) -> Sequence[Taken]:
        """Return what refunds and disputes hold of a line, and nobody has said whose it is where it is given back."""
        return [Taken(**row) for row in self._connection.rows("refunds.list_taken_of_line", line_id=line_id)]

    def put_due(self, taken_id: int, due_minor: int, customer_id: int) -> None:
        """Keep how much of what was taken is whose account credit, where it is given back."""
        self._connection.defer("refunds.put_due", id=taken_id, due_minor=due_minor, customer_id=customer_id)

    def give_back(self, cause: Cause, at: datetime) -> None:
        """Keep that what it took was given back."""
        self._connection.defer("refunds.give_back", cause=cause.by, cause_id=cause.id, at=at)

    def kept_as_credit(self, payment_id: int) -> int:
        """Return how much of a payment's money became account credit when it came."""
        row = self._connection.row("refunds.kept_as_credit", payment_id=payment_id)
        return int(row["kept_minor"]) if row else 0

    def move_refunded(self, payment_id: int, amount_minor: int) -> None:
        """Let more of a payment have gone back or, below 0, less; its status follows."""
        self._connection.defer("refunds.move_refunded", payment_id=payment_id, amount_minor=amount_minor)

    def tell_shared(self, shared_id: int, status: str, refund_total: str, at: datetime) -> None:
        """Say in the shared row of a payment what of it went back, in major units."""
        self._connection.defer(
            "refunds.tell_shared",
            shared_id=shared_id,
            status=status,
            refund_total=refund_total,
            at=at.replace(microsecond=0),
        )
