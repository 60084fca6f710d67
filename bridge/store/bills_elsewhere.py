"""Payments of another system for memberships that are ours: nobody had paid them when the membership became ours.

One that is paid all the same is money that came for nothing of ours; it is account credit once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Literal

from bridge.store.engine import values
from bridge.store.engine.database import Connection

#: Why money that came became nobody's account credit, or is account credit that it must not be.
KeptBack = Literal["amount_unknown", "customer_gone", "refunded_there"]

#: The statuses of a row whose money is there; of the second a part went back.
_PAID = frozenset({"completed", "partially-refunded"})

#: So many of the newest payments are looked at once more: a row is seen when its transaction ends, not in order of ids.
LOOKED_AT_AGAIN = 1000


@dataclass(frozen=True, slots=True)
class BillElsewhere:
    """One of them, with what its row says now.

    ``is_told``: the plugin heard that it was paid. ``payer_id`` is the customer whose money it is, None where there is
    none any more; ``amount`` exact major units as stored, ``currency`` '' is the network's.
    """

    payment_id: int
    membership_id: int
    is_open: bool
    is_told: bool
    is_paid: bool
    payer_id: int | None
    currency: str
    total: object
    refund_total: object

    def minor(self, currency: str) -> Fraction | None:
        """Return what came and was not given back, in minor units; None: it cannot be read."""
        total, refunded = values.minor(self.total, currency), values.minor(self.refund_total or 0, currency)
        return None if total is None or refunded is None else total - refunded


@dataclass(frozen=True, slots=True)
class NotCredited:
    """Money that came and became nobody's account credit."""

    payment_id: int
    membership_id: int
    problem: KeptBack


class BillsElsewhere:
    """What another system asks money for though the membership is ours."""

    def __init__(self, connection: Connection) -> None:
        """Use the session of the caller's transaction."""
        self._connection = connection

    def watch(self, membership_id: int, at: datetime) -> None:
        """Know of what nobody has paid there when a membership has become ours; its term is written already."""
        place = self._connection.row("payments.find_place")
        unpaid = self._connection.rows("bills_elsewhere.list_unpaid", membership_id=membership_id)
        self._connection.defer(
            "bills_elsewhere.begin", membership_id=membership_id, newest=place["place"] if place else 0
        )
        for row in unpaid:
            self._know(int(row["payment_id"]), membership_id, int(row["customer_id"] or 0), at)

    def not_begun(self, after: int, most: int) -> Sequence[int]:
        """Return memberships of ours above an id of which an earlier version kept nothing."""
        rows = self._connection.rows("bills_elsewhere.list_not_begun", after=after, most=most)
        return [int(row["membership_id"]) for row in rows]

    def newest(self) -> int:
        """Return the newest payment of all."""
        row = self._connection.row("payments.find_place")
        return int(row["place"]) if row else 0

    def know_new(self, after: int, most: int, at: datetime) -> int:
        """Know of the payments of a page above an id that came after their membership was ours; return its end."""
        begin = max(0, after - LOOKED_AT_AGAIN)
        end = self._connection.rows("bills_elsewhere.new_page_end", after=begin, most=most + LOOKED_AT_AGAIN)[0]
        last = int(end["last"])
        for row in self._connection.rows("bills_elsewhere.find_new", after=begin, last=last):
            self._know(int(row["payment_id"]), int(row["membership_id"]), int(row["customer_id"] or 0), at)
        return max(after, last)

    def told(self, most: int) -> Sequence[int]:
        """Return those of which the plugin heard that they were paid."""
        return [int(row["payment_id"]) for row in self._connection.rows("bills_elsewhere.list_told", most=most)]

    def paid(self, after: int, page: int, most: int) -> tuple[Sequence[int], int]:
        """Return those of a page above an id that were paid, and where the next page begins: 0 after the last."""
        return self._on_page("open_page_end", "find_paid", after, page, most)

    def refunded(self, after: int, page: int, most: int) -> tuple[Sequence[int], int]:
        """Return those that were refunded there after they had become account credit, and the next page."""
        return self._on_page("credited_page_end", "find_refunded", after, page, most)

    def _on_page(self, page_end: str, name: str, after: int, page: int, most: int) -> tuple[Sequence[int], int]:
        end = self._connection.rows(f"bills_elsewhere.{page_end}", after=after, most=page)[0]
        last = int(end["last"])
        rows = self._connection.rows(f"bills_elsewhere.{name}", after=after, last=last, most=most)
        found = [int(row["payment_id"]) for row in rows]
        if len(found) == most:
            return found, found[-1]
        return found, last if int(end["looked_at"]) == page else 0

    def paid_of(self, membership_id: int) -> Sequence[int]:
        """Return those of a membership that were paid and are not settled yet."""
        rows = self._connection.rows("bills_elsewhere.list_paid_of", membership_id=membership_id)
        return [int(row["payment_id"]) for row in rows]

    def find(self, payment_id: int) -> BillElsewhere | None:
        """Return one of them with what its row says now."""
        row = self._connection.row("bills_elsewhere.find", payment_id=payment_id)
        if row is None:
            return None
        payer = row["payer_id"] or row["known_member_id"]
        return BillElsewhere(
            payment_id=int(row["payment_id"]),
            membership_id=int(row["membership_id"]),
            is_open=row["state"] == "open",
            is_told=row["completed_at"] is not None,
            is_paid=row["status"] in _PAID,
            payer_id=int(payer) if payer else None,
            currency=values.currency(row["currency"]),
            total=row["total"],
            refund_total=row["refund_total"],
        )

    def hold(self, payment_id: int) -> bool:
        """Hold one of them until the transaction ends; False where somebody else has settled it."""
        row = self._connection.row("bills_elsewhere.lock", payment_id=payment_id)
        return row is not None and row["state"] == "open"

    def credited(self, payment_id: int, amount_minor: int, currency: str, at: datetime) -> None:
        """Keep that one became account credit."""
        self._connection.defer(
            "bills_elsewhere.credit", payment_id=payment_id, amount_minor=amount_minor, currency=currency, at=at
        )

    def keep_back(self, payment_id: int, problem: KeptBack, at: datetime) -> None:
        """Keep that one became nobody's account credit, and why."""
        self._connection.defer("bills_elsewhere.keep_back", payment_id=payment_id, problem=problem, at=at)

    def note_refunded(self, payment_id: int, at: datetime) -> bool:
        """Keep that one was refunded there; False where that is known."""
        return self._connection.execute("bills_elsewhere.note_refunded", payment_id=payment_id, at=at) == 1

    def wait_again(self, payment_id: int) -> None:
        """Forget that one was said to be paid: its row says that it is not."""
        self._connection.defer("bills_elsewhere.wait_again", payment_id=payment_id)

    def forget(self, membership_id: int) -> None:
        """Forget what nobody has paid of a membership that is not ours any more."""
        self._connection.defer("bills_elsewhere.forget", membership_id=membership_id)

    def not_credited(self) -> Sequence[NotCredited]:
        """Return the first that became nobody's account credit and nobody has looked at."""
        rows = self._connection.rows("bills_elsewhere.list_not_credited")
        return [NotCredited(int(row["payment_id"]), int(row["membership_id"]), row["problem"]) for row in rows]

    def looked_at(self, membership_id: int) -> bool:
        """Note that somebody has looked at those of a membership; False where there was nothing."""
        return self._connection.execute("bills_elsewhere.look_at", membership_id=membership_id) > 0

    def _know(self, payment_id: int, membership_id: int, customer_id: int, at: datetime) -> None:
        self._connection.defer(
            "bills_elsewhere.insert",
            payment_id=payment_id,
            membership_id=membership_id,
            customer_id=customer_id,
            at=at,
        )
