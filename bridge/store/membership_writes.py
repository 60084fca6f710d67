"""The shared membership row as changes write it, the term of ours beside it, and the lines that were settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from bridge.domain.membership import SettledLine
from bridge.services.locked import HeldMembership
from bridge.services.records import Term
from bridge.store import php_serialize
from bridge.store.connection import Connection, Row

_AS_STORED = (
    "id", "customer_id", "user_id", "plan_id", "currency", "duration_unit", "date_created", "date_activated",
    "date_trial_end", "date_renewed", "date_cancellation", "date_expiration", "times_billed", "billing_cycles",
    "status",
)  # fmt: skip


class MySQLMembershipWrites:
    """Fulfils :class:`bridge.services.write_ports.MembershipWrites`."""

    def __init__(self, connection: Connection) -> None:
        """Use the session of the caller's transaction."""
        self._connection = connection

    def write(self, row: HeldMembership, at: datetime) -> None:
        """Write the columns that a change may change; an unreadable list of add-ons stays while none are held."""
        self._connection.defer(
            "membership_writes.write",
            membership_id=row.id,
            plan_id=row.plan_id,
            addon_products=_stored_addons(row),
            initial_amount=row.initial_amount,
            recurring=int(row.recurring),
            auto_renew=int(row.auto_renew),
            duration=row.duration,
            duration_unit=row.duration_unit,
            amount=row.amount,
            date_activated=row.date_activated,
            date_trial_end=row.date_trial_end,
            date_renewed=row.date_renewed,
            date_cancellation=row.date_cancellation,
            date_expiration=row.date_expiration,
            times_billed=row.times_billed,
            status=row.status,
            gateway=row.gateway,
            at=at.replace(microsecond=0),
        )

    def write_status(self, membership_id: int, status: str, at: datetime) -> None:
        """Write the status alone."""
        self._connection.defer(
            "membership_writes.write_status", membership_id=membership_id, status=status, at=at.replace(microsecond=0)
        )

    def term(self, membership_id: int) -> Term | None:
        """Return the term of ours, None where the membership was never changed through us."""
        row = self._connection.row("membership_writes.find_term", membership_id=membership_id)
        return Term(**{name: value for name, value in row.items() if name != "version"}) if row else None

    def put_term(self, term: Term, at: datetime) -> None:
        """Write the term of ours."""
        self._connection.defer(
            "membership_writes.upsert_term",
            membership_id=term.membership_id,
            customer_id=term.customer_id,
            term_start=term.term_start,
            term_end=term.term_end,
            anchor_day=term.anchor_day,
            recurring_lines=term.recurring_lines,
            kept_discount=term.kept_discount,
            plan_id=term.plan_id,
            plan_since=term.plan_since,
            written_digest=term.written_digest,
            at=at,
        )

    def keep_digest(self, membership_id: int, written_digest: str, at: datetime) -> None:
        """Keep the digest of the row after its status alone was written."""
        self._connection.defer(
            "membership_writes.keep_digest", membership_id=membership_id, written_digest=written_digest, at=at
        )

    def settle(self, row: HeldMembership, quote_id: str, payment_id: int | None, line: SettledLine) -> None:
        """Write a line that was settled."""
        self._connection.defer(
            "settled_lines.insert",
            membership_id=row.id,
            customer_id=row.customer_id,
            payment_id=line.payment_id or payment_id,
            quote_id=quote_id,
            product_id=line.product_id,
            line_type=line.type,
            quantity=line.quantity,
            currency=row.currency,
            amount_minor=line.amount_minor,
            tax_minor=line.tax_minor,
            refunded_minor=line.refunded_minor,
            term_start=line.start,
            term_end=line.end,
            settled_at=line.settled_at,
        )

    def close(self, membership_id: int, line_id: int, ended_at: datetime, credited_minor: int) -> None:
        """End a line; where it had ended already, the whole transaction fails."""
        self._connection.defer(
            "settled_lines.close",
            must_match=True,
            id=line_id,
            membership_id=membership_id,
            ended_at=ended_at,
            credited_minor=credited_minor,
        )

    def terms_ending(
        self, at: datetime, request_days: int, after: int, most: int, *, ends_paid_in_full: bool
    ) -> Sequence[int]:
        """Return memberships of ours above an id whose term has ended or soon will, with nothing under way for them.

        Those billed as often as agreed are among them where they end with their term.
        """
        rows = self._connection.rows(
            "membership_writes.list_terms_ending",
            at=at,
            request_days=request_days,
            after=after,
            most=most,
            ends_paid_in_full=int(ends_paid_in_full),
        )
        return [row["membership_id"] for row in rows]

    def sites_without_quota(self, after: int, most: int) -> Sequence[int]:
        """Return customer-owned sites above a blog id that have no quota row, or that of another membership."""
        rows = self._connection.rows("membership_writes.list_sites_without_quota", after=after, most=most)
        return [row["blog_id"] for row in rows]


def read_held(row: Row) -> HeldMembership:
    """Return the row with its odd values told apart."""
    stored: str | None = row["addon_products"]
    return HeldMembership(
        **{name: row[name] for name in _AS_STORED},
        addons=_addons(stored),
        addons_stored=stored,
        initial_amount=Decimal(row["initial_amount"] or 0),
        recurring=bool(row["recurring"]),
        auto_renew=bool(row["auto_renew"]),
        duration=row["duration"] or 0,
        amount=Decimal(row["amount"] or 0),
        gateway=row["gateway"] or "",
    )


def _addons(stored: str | None) -> Mapping[int, int] | None:
    """Read ``addon_products``; None where the text is not one that we can read."""
    if not stored:
        return {}
    try:
        value: Any = php_serialize.loads_stored(stored)
        return {int(product): int(quantity) for product, quantity in dict(value or {}).items()}
    except (php_serialize.Unreadable, TypeError, ValueError):
        return None


def _stored_addons(row: HeldMembership) -> str | None:
    """Return the text to store: the one that is there, where it says the same or where we cannot read it."""
    if row.addons is None or row.addons == _addons(row.addons_stored):
        return row.addons_stored
    return php_serialize.dumps(dict(row.addons))
