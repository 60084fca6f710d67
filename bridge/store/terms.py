"""The term of a membership that is ours, the shared row as it is held and written, and what was settled."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from bridge.pricing.calendar import Period
from bridge.pricing.snapshot import DeferredLine, DiscountCode, RecurringLine, SettledLine
from bridge.store.engine import php_serialize, values
from bridge.store.engine.database import Connection, Row

#: The gateway's name in the shared row of a membership whose renewals are ours.
OUR_GATEWAY = "bridge"

_COMPACT = (",", ":")
_CENT_OF_A_CENT = Decimal("0.0001")

_AS_STORED = (
    "id", "customer_id", "user_id", "plan_id", "currency", "duration_unit", "date_created", "date_activated",
    "date_trial_end", "date_renewed", "date_cancellation", "date_expiration", "times_billed", "billing_cycles",
    "status",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """The term of a membership that is ours; its texts are those of :mod:`bridge.store.terms`.

    ``plan_since`` is when the plan ``plan_id`` was taken, and ``billed_before`` how often the membership had been
    billed then: a row that holds another one was changed elsewhere.
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
    billed_before: int = 0


@dataclass(frozen=True, slots=True)
class Cancelling:
    """A membership that ends with its term: since when that is known, and what was said of it."""

    asked_at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class Pause:
    """A membership that rests: since when, the status that it goes on with, and when that is by itself, if at all.

    ``closes_sites``: its sites are closed meanwhile.
    """

    since: datetime
    was: str
    until: datetime | None
    closes_sites: bool

    def later(self, end: datetime, at: datetime) -> datetime:
        """Return what an end is once it has gone on: on its day, or at ``at`` where that is over or not said."""
        return end + (max(self.until or at, at) - self.since)


@dataclass(frozen=True, slots=True)
class HeldMembership:
    """The shared membership row as this transaction holds it; amounts in major units, as the columns have them.

    ``addons`` None: the stored text, kept in ``addons_stored``, is one that we cannot read. An amount that is NULL
    stays so until a change writes another. ``currency`` is never empty where the network has one: then it is that.
    """

    id: int
    customer_id: int
    user_id: int | None
    plan_id: int
    addons: Mapping[int, int] | None
    addons_stored: str | None
    currency: str
    initial_amount: Decimal | None
    recurring: bool
    auto_renew: bool
    duration: int
    duration_unit: str | None
    amount: Decimal | None
    date_created: datetime | None
    date_activated: datetime | None
    date_trial_end: datetime | None
    date_renewed: datetime | None
    date_cancellation: datetime | None
    date_expiration: datetime | None
    times_billed: int
    billing_cycles: int
    status: str
    gateway: str
    gateway_customer_id: str = ""
    gateway_subscription_id: str = ""

    @property
    def is_ours(self) -> bool:
        """Tell whether the row bears our mark: our engine bills it, and nobody else does."""
        return self.gateway == OUR_GATEWAY and self.auto_renew


#: The billing columns by their texts: equal values have equal texts, NULL is ''.
Columns = Mapping[str, str]


def billing_columns(row: HeldMembership) -> dict[str, str]:
    """Return the billing columns of a row as texts that are equal where they mean the same."""
    return {
        "plan_id": str(row.plan_id),
        "addon_products": _addons(row),
        "amount": _amount(row.amount),
        "initial_amount": _amount(row.initial_amount),
        "currency": row.currency,
        "duration": str(row.duration),
        "duration_unit": row.duration_unit or "",
        "recurring": str(int(row.recurring)),
        "auto_renew": str(int(row.auto_renew)),
        "billing_cycles": str(row.billing_cycles or 0),
        "times_billed": str(row.times_billed),
        "gateway": row.gateway,
        "gateway_customer_id": row.gateway_customer_id,
        "gateway_subscription_id": row.gateway_subscription_id,
        "date_expiration": _instant(row.date_expiration),
        "date_renewed": _instant(row.date_renewed),
        "date_trial_end": _instant(row.date_trial_end),
        "status": row.status,
    }


def renewal_text(recurring: Sequence[RecurringLine], deferred: Sequence[DeferredLine]) -> str:
    """Write what the next charge takes: the lines of every renewal, and those it takes once."""
    lines = {"recurring": [asdict(line) for line in recurring], "deferred": [asdict(line) for line in deferred]}
    return json.dumps(lines, separators=_COMPACT)


def renewal_lines(text: str) -> tuple[tuple[RecurringLine, ...], tuple[DeferredLine, ...]]:
    """Read what :func:`renewal_text` wrote."""
    lines = json.loads(text)
    recurring = tuple(RecurringLine(**line) for line in lines["recurring"])
    return recurring, tuple(DeferredLine(**line) for line in lines["deferred"])


def discount_text(code: DiscountCode | None) -> str | None:
    """Write a kept discount; how many uses are left is not kept, the code's own row knows that."""
    if code is None:
        return None
    return json.dumps(
        {
            "code": code.code,
            "type": code.type,
            "value": None if code.value is None else str(code.value),
            "applies_to_renewals": code.applies_to_renewals,
            "expires": code.expires.isoformat() if code.expires else None,
            "products": sorted(code.products) if code.products is not None else None,
            "periods": [asdict(period) for period in code.periods] if code.periods is not None else None,
        },
        separators=_COMPACT,
    )


def kept_discount(text: str | None, *, remaining_uses: int | None = None, active: bool = True) -> DiscountCode | None:
    """Read what :func:`discount_text` wrote, with what the code's own row says today."""
    if text is None:
        return None
    kept: dict[str, Any] = json.loads(text)
    return DiscountCode(
        code=kept["code"],
        type=kept["type"],
        value=values.number(kept["value"]),
        applies_to_renewals=kept["applies_to_renewals"],
        expires=datetime.fromisoformat(kept["expires"]) if kept["expires"] else None,
        products=frozenset(kept["products"]) if kept["products"] is not None else None,
        periods=tuple(Period(**period) for period in kept["periods"]) if kept["periods"] is not None else None,
        remaining_uses=remaining_uses,
        active=active,
    )


@dataclass(frozen=True, slots=True)
class UnendedLine:
    """A settled line that has not ended, with whose money it was."""

    customer_id: int
    currency: str
    line: SettledLine


class MembershipWrites:
    """The shared membership row, the term of ours beside it, and what was settled for it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def write(self, row: HeldMembership, at: datetime) -> None:
        """Write the columns that a change may change; an unreadable list of add-ons stays while none are held."""
        self._connection.defer(
            "terms.write",
            membership_id=row.id,
            plan_id=row.plan_id,
            addon_products=_stored_addons(row),
            initial_amount=row.initial_amount,
            recurring=int(row.recurring),
            auto_renew=int(row.auto_renew),
            currency=row.currency,
            duration=row.duration,
            duration_unit=row.duration_unit,
            amount=row.amount,
            date_activated=row.date_activated,
            date_trial_end=row.date_trial_end,
            date_renewed=row.date_renewed,
            date_cancellation=row.date_cancellation,
            date_expiration=row.date_expiration,
            times_billed=row.times_billed,
            billing_cycles=row.billing_cycles,
            status=row.status,
            gateway=row.gateway,
            at=at.replace(microsecond=0),
        )

    def give_to(self, row: HeldMembership, at: datetime) -> None:
        """Write whose a membership is, and what is unused of it; what a provider called the one before is forgotten."""
        self._connection.defer(
            "terms.give_to",
            must_match=True,
            membership_id=row.id,
            customer_id=row.customer_id,
            user_id=row.user_id,
            at=at.replace(microsecond=0),
        )
        self.give_lines_to(row.id, row.customer_id)

    def give_lines_to(self, membership_id: int, customer_id: int) -> None:
        """Let what is unused of a membership be its customer's."""
        self._connection.defer("terms.give_lines_to", membership_id=membership_id, customer_id=customer_id)

    def keep_written(
        self, before: HeldMembership, after: HeldMembership, at: datetime, known: Columns | None = None
    ) -> None:
        """Keep what a row was and what we wrote, once both the row and its term are written.

        ``known`` is kept in place of columns that the row holds, and that nobody can read.
        """
        was, now = billing_columns(before), {**billing_columns(after), **(known or {})}
        self._connection.defer(
            "terms.keep_written",
            membership_id=after.id,
            before=values.canonical({name: text for name, text in was.items() if text != now[name]}),
            written=values.canonical(now),
            at=at,
        )

    def keep_owner_before(self, membership_id: int, gateway: str) -> None:
        """Keep which gateway a membership had before it became ours."""
        self._connection.defer("terms.set_taken_from", membership_id=membership_id, gateway=gateway)

    def term(self, membership_id: int) -> Term | None:
        """Return the term of ours, None where the membership was never changed through us."""
        row = self._connection.row("terms.find_term", membership_id=membership_id)
        return Term(**{name: value for name, value in row.items() if name != "version"}) if row else None

    def put_term(self, term: Term, at: datetime) -> None:
        """Write the term of ours; a plan that no product can be is none."""
        self._connection.defer(
            "terms.upsert_term",
            membership_id=term.membership_id,
            customer_id=term.customer_id,
            term_start=term.term_start,
            term_end=term.term_end,
            anchor_day=term.anchor_day,
            recurring_lines=term.recurring_lines,
            kept_discount=term.kept_discount,
            plan_id=term.plan_id if term.plan_id > 0 else None,
            plan_since=term.plan_since,
            billed_before=term.billed_before,
            at=at,
        )

    def put_cancelling(self, membership_id: int, cancelling: Cancelling | None, user_id: int | None) -> None:
        """Note that a membership ends with its term, and who asked; None: it goes on."""
        self._connection.defer(
            "terms.put_cancelling",
            membership_id=membership_id,
            asked_at=cancelling.asked_at if cancelling else None,
            asked_by=user_id if cancelling else None,
            reason=cancelling.reason if cancelling else None,
        )

    def put_pause(self, membership_id: int, pause: Pause | None) -> None:
        """Note that a membership rests; None: it goes on."""
        self._connection.defer(
            "terms.put_pause",
            membership_id=membership_id,
            paused_at=pause.since if pause else None,
            paused_from=pause.was if pause else None,
            resumes_at=pause.until if pause else None,
            closes=int(pause.closes_sites) if pause else 0,
        )

    def lines_later(self, membership_id: int, since: datetime, rested: timedelta) -> None:
        """Let what was paid for, and was not used up when a membership began to rest, run later by as long."""
        seconds = int(rested.total_seconds())
        self._connection.defer("terms.lines_later", membership_id=membership_id, since=since, seconds=seconds)

    def pauses_over(self, at: datetime, most: int) -> Sequence[int]:
        """Return memberships whose pause is over, the longest first."""
        return [row["membership_id"] for row in self._connection.rows("terms.list_pauses_over", at=at, most=most)]

    def paused_since(self, membership_id: int) -> datetime | None:
        """Return since when a membership rests, whether it is there or not; None: it does not."""
        row = self._connection.row("terms.find_pause", membership_id=membership_id)
        return row["paused_at"] if row else None

    def settle(self, row: HeldMembership, quote_id: str | None, payment_id: int | None, line: SettledLine) -> None:
        """Write a line that was settled."""
        self._connection.defer(
            "terms.insert",
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
            "terms.close",
            must_match=True,
            id=line_id,
            membership_id=membership_id,
            ended_at=ended_at,
            credited_minor=credited_minor,
        )

    def close_unpaid(self, membership_id: int, quote_id: str, ended_at: datetime) -> None:
        """End the lines of a quote that was never paid, with nothing to give back."""
        self._connection.defer("terms.close_unpaid", membership_id=membership_id, quote_id=quote_id, ended_at=ended_at)

    def carry_over(self, row: HeldMembership, quote_id: str, amount_minor: int, tax_minor: int, at: datetime) -> None:
        """Write what no provider takes of a bill: the next charge takes it."""
        self._connection.defer(
            "terms.carry_over",
            membership_id=row.id,
            customer_id=row.customer_id,
            currency=row.currency,
            quote_id=quote_id,
            amount_minor=amount_minor,
            tax_minor=tax_minor,
            at=at,
        )

    def take_carried_over(self, membership_id: int, quote_id: str) -> None:
        """Let a bill take what was carried over to it."""
        self._connection.defer("terms.take_carried_over", membership_id=membership_id, quote_id=quote_id)

    def unended(self, membership_id: int) -> Sequence[UnendedLine]:
        """Return what was settled for a membership and has not ended, whether the membership is there or not."""
        rows = self._connection.rows("terms.list_unended", membership_id=membership_id)
        lines = read_lines(rows)
        return [
            UnendedLine(int(row["customer_id"]), row["currency"], line) for row, line in zip(rows, lines, strict=True)
        ]

    def ours(self, after: int, most: int) -> Sequence[int]:
        """Return memberships of ours above an id."""
        return [row["membership_id"] for row in self._connection.rows("terms.list_ours", after=after, most=most)]

    def billings(self, membership_id: int, since: datetime) -> int:
        """Return how many terms of its plans were charged through us since an instant."""
        row = self._connection.row("terms.count_billings", membership_id=membership_id, since=since)
        return int(row["billings"]) if row else 0


def read_lines(rows: Iterable[Row]) -> tuple[SettledLine, ...]:
    """Read settled lines in the order of their rows."""
    return tuple(
        SettledLine(
            product_id=row["product_id"],
            type=row["line_type"],
            amount_minor=row["amount_minor"],
            tax_minor=row["tax_minor"],
            refunded_minor=row["refunded_minor"],
            start=row["term_start"],
            end=row["term_end"],
            settled_at=row["settled_at"],
            payment_id=row["payment_id"],
            id=row["id"],
            quantity=row["quantity"],
        )
        for row in rows
    )


def read_held(row: Row) -> HeldMembership:
    """Return the row with its odd values told apart."""
    stored: str | None = row["addon_products"]
    return HeldMembership(
        **{name: row[name] for name in _AS_STORED},
        addons=values.quantities(stored),
        addons_stored=stored,
        initial_amount=_decimal(row["initial_amount"]),
        recurring=values.recurs(row["recurring"]),
        auto_renew=bool(row["auto_renew"]),
        duration=row["duration"] or 0,
        amount=_decimal(row["amount"]),
        gateway=row["gateway"] or "",
        gateway_customer_id=row["gateway_customer_id"] or "",
        gateway_subscription_id=row["gateway_subscription_id"] or "",
    )


def _decimal(value: Any) -> Decimal | None:
    """Return an amount as the column holds it."""
    return None if value is None else Decimal(value)


def _stored_addons(row: HeldMembership) -> str | None:
    """Return the text to store: the one that is there, where it says the same or where we cannot read it."""
    if row.addons is None or row.addons == values.quantities(row.addons_stored):
        return row.addons_stored
    return php_serialize.dumps(dict(row.addons))


def _addons(row: HeldMembership) -> str:
    """Return the add-ons as JSON; a list that nobody can read as it is stored."""
    if row.addons is None:
        return row.addons_stored or ""
    return values.canonical({str(product): units for product, units in row.addons.items() if units})


def _amount(amount: Decimal | None) -> str:
    return "" if amount is None else str(amount.quantize(_CENT_OF_A_CENT))


def _instant(instant: datetime | None) -> str:
    return "" if instant is None else instant.isoformat(" ", "seconds")
