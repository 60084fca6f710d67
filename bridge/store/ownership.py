"""Who bills a membership, what others ask money for or have scheduled, and which of ours were deleted or touched."""

from __future__ import annotations

import json
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bridge.store.engine import values
from bridge.store.engine.database import Connection, Row
from bridge.store.pages import MEMBERSHIPS, each_page
from bridge.store.terms import OUR_GATEWAY, HeldMembership

Direction = Literal["take_over", "hand_back"]
#: Who bills a membership: we, a subscription at a provider, or another system's invoices.
Owner = Literal["ours", "at_a_provider", "elsewhere"]

#: The other system's own gateway for what is paid by hand, in its rows.
BY_HAND_ELSEWHERE = "manual"
#: Gateways that hold no subscription of their own: nothing is cancelled anywhere when we take over.
WITHOUT_SUBSCRIPTION = frozenset({"", "free", BY_HAND_ELSEWHERE, OUR_GATEWAY})

#: So many memberships of ours may be missing at once before that looks like an emptied table where most are.
MOST_DELETED = 100


@dataclass(frozen=True, slots=True)
class ForeignBill:
    """A payment that waits and that we did not ask for; ``amount_minor`` None: it cannot be read."""

    payment_id: int
    amount_minor: int | None
    currency: str
    gateway: str
    created_at: datetime | None


@dataclass(frozen=True, slots=True)
class ScheduledElsewhere:
    """A change that another system has scheduled; ``plan_id`` None: it cannot be read, or the plan stays."""

    plan_id: int | None
    addons: Mapping[int, int]
    at: datetime | None


@dataclass(frozen=True, slots=True)
class EndedSubscription:
    """A subscription that was cancelled at its provider because a network admin asked for it."""

    membership_id: int
    gateway: str
    subscription_id: str
    asked_by: int
    cancelled_at: datetime


@dataclass(frozen=True, slots=True)
class SubscriptionProblem:
    """A subscription that its provider has not cancelled, and what it or its gateway said; it is asked again."""

    membership_id: int
    gateway: str
    subscription_id: str
    problem: str


@dataclass(frozen=True, slots=True)
class Owners:
    """Whose the running memberships are; ``at_odds`` name two owners.

    ``bills`` are (membership, payment) that another asked for though the membership is ours, ``swaps`` (membership, day
    as stored, ours) changes that another has scheduled; a hundred of each at most.
    """

    ours: int
    at_a_provider: int
    elsewhere: int
    at_odds: tuple[int, ...]
    bills: tuple[tuple[int, int], ...]
    swaps: tuple[tuple[int, str, bool], ...]


class Ownership:
    """Who bills which membership."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def gateway_before(self, membership_id: int) -> str:
        """Return the gateway that a membership had before it became ours, '' where nobody knows."""
        row = self._connection.row("ownership.find_written", membership_id=membership_id)
        if row is not None and row["taken_from"] is not None:
            return str(row["taken_from"])
        event = self._connection.row("ownership.find_last_move", membership_id=membership_id)
        names = {"membership_adopted": "was", "membership_handed_back": "gateway"}
        return str(json.loads(event["data"]).get(names[event["event"]]) or "") if event else ""

    def was_handed_back(self, membership_id: int) -> bool:
        """Tell whether a membership was handed back, and not taken over since."""
        event = self._connection.row("ownership.find_last_move", membership_id=membership_id)
        return event is not None and event["event"] == "membership_handed_back"

    def restore_rest(self, row: HeldMembership) -> None:
        """Write the billing columns again that no change of ours writes."""
        self._connection.defer(
            "ownership.restore_rest",
            membership_id=row.id,
            gateway_customer_id=row.gateway_customer_id,
            gateway_subscription_id=row.gateway_subscription_id,
            billing_cycles=row.billing_cycles,
            currency=row.currency,
        )

    def open_lines_again(self, membership_id: int) -> None:
        """Let what ended as a membership was handed back count again: nobody has billed it since."""
        self._connection.defer("ownership.open_lines_again", membership_id=membership_id)

    def give_up(self, membership_id: int, at: datetime) -> None:
        """Forget the term of ours, and end what was settled for it."""
        self._connection.defer("ownership.end_lines", membership_id=membership_id, at=at)
        self.delete_term(membership_id)

    def delete_term(self, membership_id: int) -> None:
        """Forget the term of ours."""
        self._connection.defer("ownership.delete_term", membership_id=membership_id)

    def has_customer(self, customer_id: int) -> bool:
        """Tell whether a customer is there."""
        return self._connection.row("ownership.find_customer", customer_id=customer_id) is not None

    def has_fee_line(self, membership_id: int) -> bool:
        """Tell whether a set-up fee of the membership is on record."""
        return self._connection.row("ownership.find_fee_line", membership_id=membership_id) is not None

    def touched(self, after: int, page: int, most: int) -> tuple[Sequence[int], int]:
        """Return memberships of ours on a page above an id that somebody else wrote, and where the next page begins.

        A page that is not full is the last: the next one begins at 0.
        """
        return self._on_page("page_end", "find_touched", after, page, most)

    def marked(self, after: int, page: int, most: int) -> tuple[Sequence[int], int]:
        """Return memberships on a page above an id that bear our mark without a term of ours, and the next page."""
        return self._on_page("marked_page_end", "find_marked", after, page, most)

    def booked_of_gone(self, after: int, page: int, most: int) -> tuple[Sequence[int], int]:
        """Return deleted memberships on a page above an id for which a change is booked, and the next page."""
        return self._on_page("booked_page_end", "find_booked_gone", after, page, most)

    def gone(self, after: int, page: int, most: int) -> tuple[Sequence[int], int]:
        """Return memberships with a term of ours on a page above an id that were deleted, and the next page."""
        return self._on_page("gone_page_end", "find_gone", after, page, most)

    def is_emptied(self, after: int, page: int) -> bool:
        """Tell whether the table of memberships looks emptied, not edited: nothing, or most of a long page, is there.

        Nobody deletes so many one by one; a table is emptied before it is restored from a backup.
        """
        end = self._connection.rows("ownership.gone_page_end", after=after, most=page)[0]
        row = self._connection.rows("ownership.count_gone", after=after, last=int(end["last"]))[0]
        found = int(row["found"])
        return not row["has_any"] or (found > MOST_DELETED and found * 2 > int(end["looked_at"]))

    def awaited_of_gone(self, after: int, page: int, most: int) -> tuple[Sequence[int], int]:
        """Return deleted memberships on a page above an id for which money is awaited, and the next page."""
        return self._on_page("awaited_page_end", "find_awaited_of_gone", after, page, most)

    def _on_page(self, page_end: str, found: str, after: int, page: int, most: int) -> tuple[Sequence[int], int]:
        end = self._connection.rows(f"ownership.{page_end}", after=after, most=page)[0]
        if not end["looked_at"]:
            return (), 0
        rows = self._connection.rows(f"ownership.{found}", after=after, last=int(end["last"]), most=most)
        ids = [int(row["membership_id"]) for row in rows]
        if len(ids) == most:
            return ids, ids[-1]
        return ids, int(end["last"]) if end["looked_at"] == page else 0

    def cancel_bill(self, payment_id: int, at: datetime) -> None:
        """Cancel a payment that another asked for."""
        self._connection.defer("ownership.cancel_bill", payment_id=payment_id, at=at.replace(microsecond=0))

    def delete_swap(self, membership_id: int) -> None:
        """Take away a change that another had scheduled."""
        self._connection.defer("ownership.delete_swap", membership_id=membership_id)

    def ask_subscription_end(self, row: HeldMembership, asked_by: int, at: datetime) -> None:
        """Ask that the subscription that a row names be cancelled at its provider."""
        self._connection.defer(
            "ownership.ask_subscription_end",
            membership_id=row.id,
            gateway=row.gateway,
            subscription_id=row.gateway_subscription_id,
            asked_by=asked_by,
            at=at,
        )

    def subscriptions_ended(self, most: int) -> Sequence[EndedSubscription]:
        """Return subscriptions that were cancelled at their provider, so that their membership can be taken over."""
        rows = self._connection.rows("ownership.list_subscriptions_ended", most=most)
        return [EndedSubscription(**row) for row in rows]

    def subscription_problems(self) -> Sequence[SubscriptionProblem]:
        """Return the first subscriptions that their provider has not cancelled, and why."""
        rows = self._connection.rows("ownership.list_subscription_problems")
        return [SubscriptionProblem(**row) for row in rows]

    def without_customer(self) -> Sequence[int]:
        """Return the first memberships of ours whose customer was deleted."""
        return [int(row["id"]) for row in self._connection.rows("ownership.list_without_customer")]

    def credit_without_customer(self) -> Sequence[tuple[int, str, int]]:
        """Return the first (customer, currency, minor units) of account credit whose customer was deleted."""
        rows = self._connection.rows("ownership.list_credit_without_customer")
        return [(int(row["customer_id"]), row["currency"], int(row["balance_minor"])) for row in rows]

    def forget_subscription_end(self, membership_id: int) -> None:
        """Forget that a subscription was to be cancelled."""
        self._connection.defer("ownership.delete_subscription_end", membership_id=membership_id)

    def owners(self) -> Owners:
        """Return how many running memberships are whose, and what of them is at odds."""
        session = self._connection
        pages = list(each_page(session, MEMBERSHIPS, "ownership.count_owners"))
        ours, provider, running = (
            sum(int(page[name]) for page in pages) for name in ("ours", "at_a_provider", "running")
        )
        return Owners(
            ours=ours,
            at_a_provider=provider,
            elsewhere=running - ours - provider,
            at_odds=tuple(int(row["id"]) for row in session.rows("ownership.list_at_odds")),
            bills=tuple(
                (int(row["membership_id"]), int(row["payment_id"]))
                for row in session.rows("ownership.list_pending_elsewhere")
            ),
            swaps=tuple(
                (int(row["membership_id"]), str(row["at"] or ""), bool(row["is_ours"]))
                for row in session.rows("ownership.list_swaps_elsewhere")
            ),
        )


def read_foreign_bill(row: Row, currency: str) -> ForeignBill:
    """Read a payment that another system asked for; an empty currency is the membership's."""
    known = values.currency(row["currency"], currency)
    total = values.minor(row["total"], known)
    return ForeignBill(
        payment_id=int(row["id"]),
        amount_minor=None if total is None else round(total),
        currency=known,
        gateway=row["gateway"] or "",
        created_at=row["date_created"],
    )


def read_swap(order: str, date: str, plans: Container[int]) -> ScheduledElsewhere:
    """Read a change that another system has scheduled: its cart, and when.

    ``plans`` are the products that are plans. Dates are in UTC; one that cannot be read is not known.
    """
    cart = values.meta(order)
    parts = cart if isinstance(cart, dict) else {}
    items = parts.get("line_items")
    held: dict[int, int] = {}
    for item in items.values() if isinstance(items, dict) else ():
        product_id = values.whole(item.get("product_id")) if isinstance(item, dict) else 0
        if product_id:
            held[product_id] = held.get(product_id, 0) + max(1, values.whole(item.get("quantity"), 1))
    plan_id = next((product_id for product_id in held if product_id in plans), values.whole(parts.get("plan_id")))
    addons = {product_id: units for product_id, units in held.items() if product_id not in plans}
    return ScheduledElsewhere(plan_id or None, addons, values.instant(date))
