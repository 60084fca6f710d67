"""When the worker looks at memberships and account credit next, so that a round with nothing to do reads nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bridge.store.engine.database import Connection, Row
from bridge.store.outbox import BEGINNING


@dataclass(frozen=True, slots=True)
class TermLook:
    """A membership to be looked at: when that is due since (``seen``), and when it is to be looked at next.

    ``next_at`` None, or past: its next term is to be asked for now, or it ends.
    """

    membership_id: int
    seen: datetime
    next_at: datetime | None

    def is_due(self, at: datetime) -> bool:
        """Tell whether there is something to be done for it."""
        return self.next_at is None or self.next_at <= at


@dataclass(frozen=True, slots=True)
class CreditLook:
    """Account credit to be looked at: ``payable`` are (quote id, membership id) that it pays for now, the oldest first.

    ``next_at``: when what somebody is at can be looked at; else in a day where there is something to spend, in a week
    where there is not: an older version beside this one moves credit without saying so.
    """

    customer_id: int
    currency: str
    seen: datetime
    payable: Sequence[tuple[datetime, str, int]]
    next_at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """The last membership of a page of looks; the next page follows it."""

    after_at: datetime = BEGINNING
    after: int = 0


class Looks:
    """What is looked at next, and when."""

    def __init__(self, session: Connection) -> None:
        """Bind to a session."""
        self._session = session

    def terms(
        self, at: datetime, request_days: int, place: Place, most: int, *, when_paid_in_full: str
    ) -> Sequence[TermLook]:
        """Return a page of memberships of ours to be looked at.

        Those billed as often as agreed are due at their term's end where they end with it.
        """
        rows = self._session.rows(
            "looks.list_terms",
            at=at,
            request_days=request_days,
            after_at=place.after_at,
            after=place.after,
            most=most,
            when_paid_in_full=when_paid_in_full,
        )
        return [TermLook(int(row["membership_id"]), row["seen"], row["next_at"]) for row in rows]

    def rest_term(self, look: TermLook) -> None:
        """Look at a membership later, where nobody has written it meanwhile."""
        self._session.defer("looks.rest_term", membership_id=look.membership_id, seen=look.seen, next_at=look.next_at)

    def wait_for_day(self, membership_id: int, at: datetime, next_at: datetime) -> None:
        """Look at a membership later for which nothing is to be done until its day."""
        self._session.defer("looks.wait_for_day", membership_id=membership_id, at=at, next_at=next_at)

    def all_again(self, after: int, most: int) -> int:
        """Let a page of memberships above an id be looked at at once; return its last one, 0: none is left."""
        end = self._session.rows("looks.page_end", after=after, most=most)[0]
        last = int(end["last"])
        if last:
            self._session.defer("looks.page", after=after, last=last)
        return last

    def credit(self, at: datetime, most: int) -> Sequence[CreditLook]:
        """Return a page of account credit to be looked at."""
        found: dict[tuple[int, str], list[Row]] = {}
        for row in self._session.rows("looks.list_credit", at=at, most=most):
            found.setdefault((row["customer_id"], row["currency"]), []).append(row)
        return [_credit(rows, at) for rows in found.values()]

    def rest_credit(self, look: CreditLook) -> None:
        """Look at account credit later, or once it moves, where it has not moved meanwhile."""
        self._session.defer(
            "looks.rest_credit",
            customer_id=look.customer_id,
            currency=look.currency,
            seen=look.seen,
            next_at=look.next_at,
        )


def _credit(rows: Sequence[Row], at: datetime) -> CreditLook:
    """Read what one customer's credit of one currency could pay for."""
    first = rows[0]
    awaiting = [row for row in rows if row["quote_id"] is not None] if first["is_free"] else []
    held = [row["lease_until"] for row in awaiting if row["lease_until"] is not None and row["lease_until"] > at]
    payable = [
        (row["created_at"], row["quote_id"], int(row["membership_id"]))
        for row in awaiting
        if row["lease_until"] is None or row["lease_until"] <= at
    ]
    rests = at + timedelta(days=1 if first["is_free"] else 7)
    return CreditLook(int(first["customer_id"]), first["currency"], first["seen"], payable, min(held, default=rests))
