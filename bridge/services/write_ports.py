"""What changing, paying and renewing need of the store: the topics that write, one Protocol each.

All methods run in the caller's transaction; what has no answer may be written together with the next that has one, so
that a refusal of the database ends the transaction there. ``Locks`` and those named ``lock`` are its first words, in
the order of the design: idempotency key, account credit, membership, change, sites, outbox, journal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from bridge.domain.membership import SettledLine
from bridge.services.listed_payment import ListedPayment, ListedPayments
from bridge.services.locked import HeldMembership, Locked, Subject
from bridge.services.records import (
    ChangeRecord,
    CreditEntry,
    Event,
    Head,
    JournalRow,
    NewPayment,
    Operation,
    PaymentRecord,
    PaymentStatus,
    Seal,
    Slot,
    Term,
)


class Locks(Protocol):
    """What a transaction about a membership begins with."""

    def take(self, subject: Subject, at: datetime) -> Locked:
        """Lock account credit (made where it is missing), membership and discount code in this order, then read.

        Holding the code keeps two changes from counting on its last use.
        """


class Changes(Protocol):
    """Confirmed changes, and the one slot that a membership has for them."""

    def insert(self, record: ChangeRecord) -> None:
        """Write a change; DuplicateKey: the quote was confirmed before."""

    def find(self, quote_id: str) -> ChangeRecord | None:
        """Return a change."""

    def lock(self, quote_id: str) -> ChangeRecord | None:
        """Return a change and hold it."""

    def lock_scheduled(self, membership_id: int) -> ChangeRecord | None:
        """Return the change that waits for the membership's term to end, and hold it."""

    def save(self, record: ChangeRecord, at: datetime) -> None:
        """Write what may change in a change, and give its lease back."""

    def claim(self, record: ChangeRecord, after: str, owner: str, at: datetime, until: datetime) -> bool:
        """Take the lease and go to state ``after``; False where somebody else holds it or the state moved on."""

    def postpone(self, quote_id: str, owner: str, until: datetime) -> None:
        """Let a change rest until an instant, after an attempt that failed."""

    def scheduled_due(self, at: datetime, most: int) -> Sequence[tuple[str, int]]:
        """Return (quote id, membership id) of changes whose term has ended."""

    def scheduled_ahead(self, at: datetime, request_days: int, most: int) -> Sequence[tuple[str, int]]:
        """Return (quote id, membership id) of changes whose day is near and whose charge was not asked for yet."""

    def unpaid_overdue(self, at: datetime, most: int) -> Sequence[tuple[str, int]]:
        """Return (quote id, membership id) of changes whose time to be paid has passed."""

    def payable_by_credit(self, at: datetime, most: int) -> Sequence[tuple[str, int]]:
        """Return (quote id, membership id) of what awaits payment while its customer has free account credit."""

    def abandoned(self, at: datetime, most: int) -> Sequence[tuple[str, int]]:
        """Return (quote id, membership id) of changes whose payment somebody began and did not finish."""

    def take_slot(self, membership_id: int, operation: Operation, operation_id: str, at: datetime) -> None:
        """Take the slot; DuplicateKey: something else is under way."""

    def slot(self, membership_id: int) -> Slot | None:
        """Return what holds the slot."""

    def pass_slot(self, membership_id: int, renewal_id: str, operation_id: str, at: datetime) -> bool:
        """Hand the slot of a renewal to a change; False where that renewal does not hold it."""

    def release_slot(self, membership_id: int, operation_id: str) -> None:
        """Give the slot back, where this operation holds it."""


class AccountCredit(Protocol):
    """Money a customer has with the network."""

    def move(self, customer_id: int, currency: str, balance_minor: int, reserved_minor: int, at: datetime) -> None:
        """Move balance and reservation by signed amounts."""

    def add_entry(self, entry: CreditEntry, at: datetime) -> None:
        """Write why the balance moved."""


class MembershipWrites(Protocol):
    """The shared membership row, the term of ours beside it, and what was settled for it."""

    def write(self, row: HeldMembership, at: datetime) -> None:
        """Write the columns that a change may change."""

    def write_status(self, membership_id: int, status: str, at: datetime) -> None:
        """Write the status alone."""

    def term(self, membership_id: int) -> Term | None:
        """Return the term of ours, None where the membership was never changed through us."""

    def put_term(self, term: Term, at: datetime) -> None:
        """Write the term of ours."""

    def keep_digest(self, membership_id: int, written_digest: str, at: datetime) -> None:
        """Keep the digest of the row after its status alone was written."""

    def settle(self, row: HeldMembership, quote_id: str, payment_id: int | None, line: SettledLine) -> None:
        """Write a line that was settled."""

    def close(self, membership_id: int, line_id: int, ended_at: datetime, credited_minor: int) -> None:
        """End a line; where it had ended already, the whole transaction fails."""

    def terms_ending(
        self, at: datetime, request_days: int, after: int, most: int, *, ends_paid_in_full: bool
    ) -> Sequence[int]:
        """Return memberships of ours above an id whose term has ended or soon will, with nothing under way for them.

        Those billed as often as agreed are among them where they end with their term.
        """

    def sites_without_quota(self, after: int, most: int) -> Sequence[int]:
        """Return customer-owned sites above a blog id that have no quota row, or that of another membership."""


class DiscountUses(Protocol):
    """Uses of a discount code that changes count on."""

    def hold(self, quote_id: str, code: str, at: datetime) -> None:
        """Hold one use for a change; one that holds a use already goes on holding one."""

    def use(self, quote_id: str, at: datetime) -> None:
        """Turn the held use of a change into a use."""

    def release(self, quote_id: str) -> None:
        """Give the held use of a change back."""

    def know_codes(self, after: int, most: int) -> int:
        """Keep by key where the codes above an id are, and return the last id looked at."""


class Payments(Protocol):
    """Payments of ours, each beside its row in the shared table."""

    def insert(self, new: NewPayment, at: datetime) -> PaymentRecord:
        """Write a pending payment of what the change has due, with its lines."""

    def find(self, payment_id: int) -> PaymentRecord | None:
        """Return a payment."""

    def lock(self, payment_id: int) -> PaymentRecord | None:
        """Return a payment and hold it."""

    def of_quote(self, quote_id: str) -> PaymentRecord | None:
        """Return the payment of a change."""

    def name_at_provider(self, payment_id: int, provider_id: str, at: datetime) -> None:
        """Keep the id that the gateway gave."""

    def end(
        self, payment: PaymentRecord, status: PaymentStatus, at: datetime, *, received: bool, marked_by: int | None
    ) -> None:
        """Say how a payment ended, in both rows."""

    def page(self, status: str, most: int, skip: int) -> ListedPayments:
        """Return a page of all payments of the network, newest first; '' is any status."""

    def listed(self, payment_id: int) -> ListedPayment | None:
        """Return one payment as the list shows it."""

    def user_of(self, customer_id: int) -> int | None:
        """Return the WordPress user of a customer."""


class Journal(Protocol):
    """What happened, chained by hash."""

    def append(self, event: Event) -> JournalRow:
        """Add an event to its membership's chain."""

    def chain(self, membership_id: int) -> Sequence[JournalRow]:
        """Return all of a membership's chain."""

    def remembered_head(self, membership_id: int) -> Head | None:
        """Return where a membership's chain has to end, None where none was ever written."""

    def memberships(self, after: int, most: int) -> Sequence[int]:
        """Return memberships above an id that have a chain, or had one."""

    def latest(self, most: int) -> Sequence[tuple[int, int]]:
        """Return the memberships whose chains were added to last, and how many rows each has to have."""

    def wrong_ends(self, after: int, most: int) -> Sequence[int]:
        """Return memberships above an id whose chain does not end where it was left."""

    def heads(self, before: datetime, after: int, most: int) -> Sequence[tuple[int, str]]:
        """Return the last hash of each chain as it stood before an instant."""

    def last_seal(self, before: date | None = None) -> Seal | None:
        """Return the newest seal, of those before a day where one is given."""

    def seal(self, day: date, memberships: int, heads_hash: str, at: datetime) -> None:
        """Seal a day; DuplicateKey: it is sealed."""


class Outbox(Protocol):
    """What only PHP can do."""

    def add(
        self,
        topic: str,
        payload: Mapping[str, Any],
        at: datetime,
        *,
        blog_id: int | None = None,
        membership_id: int | None = None,
    ) -> None:
        """Leave something for the plugin to do."""

    def waiting(self, at: datetime) -> int:
        """Return how many rows nobody is working on."""


class Nonces(Protocol):
    """Token ids that were used."""

    def burn(self, jti: str, expires_at: datetime) -> None:
        """Use a token id; DuplicateKey: it was used before."""

    def purge(self, at: datetime, most: int) -> int:
        """Forget ids whose tokens expired before an instant; return how many."""
