"""What a membership held at an instant, from its journal alone.

What no row has told yet is not known: the journal begins with the first change of a membership through us.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from bridge.operations.journal import inspect
from bridge.ports import Services
from bridge.pricing.money import to_major, to_minor
from bridge.store.journal import JournalRow

#: Gives a membership to another customer, whoever wrote it.
_MOVED = "membership_transferred"
#: What a membership is after an event that says so by its name.
_STATUSES = {
    "membership_expired": "expired",
    "membership_ended": "expired",
    "membership_on_hold": "on-hold",
    "membership_opened_again": "active",
    "membership_cancelled": "cancelled",
}


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A membership as its journal tells it; None: not told. ``customer_id`` is whose it was.

    ``changes`` are the states of those that were under way, booked or done, by their quotes. ``cancelled_for`` is the
    instant that it is cancelled for. ``rows`` are how many of the chain were read.
    """

    customer_id: int | None = None
    plan_id: int | None = None
    addons: Mapping[int, int] | None = None
    status: str | None = None
    amount_minor: int | None = None
    currency: str | None = None
    term_end: datetime | None = None
    knows_term: bool = False
    is_ours: bool | None = None
    cancelled_for: datetime | None = None
    changes: Mapping[str, str] = field(default_factory=dict)
    rows: int = 0


def rebuild(rows: Iterable[JournalRow], at: datetime) -> Rebuilt:
    """Return what the rows of a chain, up to an instant and with it, lead to.

    Whose it was is also told by the row that gives it to the next customer.
    """
    found = Rebuilt()
    for row in rows:
        if row.event.at <= at:
            found = _after(found, row)
        elif row.event.event == _MOVED and found.customer_id is None:
            return replace(found, customer_id=row.event.data["before"])
    return found


def _after(before: Rebuilt, row: JournalRow) -> Rebuilt:
    """Return what a membership is after one more row."""
    event, data = row.event.event, row.event.data
    now = replace(before, rows=before.rows + 1)
    moves = data.get("moves")
    if moves and row.event.quote_id:
        now = replace(now, changes={**now.changes, row.event.quote_id: moves[1]})
    if event.endswith(("_applied", "_applied_on_trust")):
        return _applied(now, data)
    if event in _STATUSES:
        return replace(now, status=_STATUSES[event], cancelled_for=None)
    step = _STEPS.get(event)
    return now if step is None else step(now, data)


def _applied(now: Rebuilt, data: Mapping[str, Any]) -> Rebuilt:
    return replace(
        now,
        plan_id=data["plan_id"],
        addons={int(product): units for product, units in data["addons"].items()},
        status=data["status"],
        amount_minor=data["amount_minor"],
        currency=data["currency"],
        term_end=_instant(data["term_end"]),
        knows_term=True,
        is_ours=True,
    )


def _adopted(now: Rebuilt, data: Mapping[str, Any]) -> Rebuilt:
    """Earlier versions said the term alone, and then not whose it was."""
    customer_id = data.get("customer_id", now.customer_id)
    told = replace(
        now, customer_id=customer_id, is_ours=True, term_end=_instant(data.get("term_end")), knows_term=True
    )
    if "plan_id" not in data:
        return told
    addons = data["addons"]
    return replace(
        told,
        plan_id=data["plan_id"],
        addons=None if addons is None else {int(product): units for product, units in addons.items()},
        status=data["status"],
        amount_minor=data["amount_minor"],
        currency=data["currency"],
    )


def _handed_back(now: Rebuilt, data: Mapping[str, Any]) -> Rebuilt:
    term_end = _instant(data.get("term_end"))
    return replace(now, is_ours=False, term_end=term_end, knows_term=True, cancelled_for=None)


def _extended(now: Rebuilt, data: Mapping[str, Any]) -> Rebuilt:
    """Take the new end; one that is cancelled ends with it."""
    end = _instant(data["term_end"])
    cancelled_for = end if now.cancelled_for else None
    return replace(now, term_end=end, knows_term=True, status=data["status"], cancelled_for=cancelled_for)


def _edited(now: Rebuilt, data: Mapping[str, Any]) -> Rebuilt:
    """Take what holds of each column that somebody else wrote: theirs, or ours written again."""
    for name, column in data.get("columns", {}).items():
        now = _with_column(now, name, column["written"] if column["restored"] else column["found"])
    return now


def _with_column(now: Rebuilt, name: str, text: str) -> Rebuilt:
    """Return the membership with one column of its row as a text says it."""
    if name == "plan_id":
        return replace(now, plan_id=int(text))
    if name == "status":
        return replace(now, status=text)
    if name == "addon_products":
        return replace(now, addons=_addons(text))
    if name == "date_expiration":
        return replace(now, term_end=_instant(text), knows_term=True)
    if name == "amount" and now.currency:
        return replace(now, amount_minor=_minor(text, now.currency))
    return now


def _addons(text: str) -> Mapping[int, int] | None:
    """Return add-ons as the journal keeps a row's; a list that nobody could read is not told."""
    try:
        return {int(product): int(units) for product, units in json.loads(text).items()}
    except (ValueError, AttributeError):
        return None


def _minor(text: str, currency: str) -> int | None:
    try:
        return int(to_minor(str(Decimal(text)), currency))
    except InvalidOperation:
        return None


def _only(addons: Mapping[int, int] | None, kept: Iterable[int]) -> Mapping[int, int] | None:
    return None if addons is None else {product: addons[product] for product in kept if product in addons}


def _without_addons(now: Rebuilt, data: Mapping[str, Any]) -> Rebuilt:
    """Earlier versions said what was kept alone."""
    left = replace(now, addons=_only(now.addons, data["kept"]))
    if "amount_minor" not in data:
        return left
    return replace(left, amount_minor=data["amount_minor"], term_end=_instant(data["term_end"]), knows_term=True)


_STEPS: Mapping[str, Callable[[Rebuilt, Mapping[str, Any]], Rebuilt]] = {
    "membership_adopted": _adopted,
    "membership_handed_back": _handed_back,
    "membership_extended": _extended,
    _MOVED: lambda now, data: replace(now, customer_id=data["after"]),
    "membership_paused": lambda now, data: replace(now, status=data["status"]),
    "membership_resumed": _extended,
    "membership_cancelling": lambda now, data: replace(now, cancelled_for=_instant(data["ends_at"])),
    "membership_kept": lambda now, _: replace(now, cancelled_for=None),
    "addons_ended": _without_addons,
    "row_accepted": _edited,
    "row_mixed": _edited,
    "row_restored": _edited,
}


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=None) if text else None


def said(services: Services, membership_id: int, at: datetime) -> Iterator[str]:
    """Say what a membership held at an instant, from its journal alone; a row that was altered is named first."""
    for fault in inspect(services, membership_id):
        yield f"the journal of membership {membership_id} is not as it was written: row {fault.sequence} ({fault.kind})"
    rows = services.database.reading(lambda store: store.journal.chain(membership_id))
    found = rebuild(rows, at)
    yield f"membership {membership_id} at {at.isoformat()}, from {found.rows} of {len(rows)} rows of its journal:"
    yield f"  customer: {_shown(found.customer_id)}"
    yield f"  plan: {_shown(found.plan_id)}"
    addons = ", ".join(f"{units} x {product}" for product, units in sorted((found.addons or {}).items()))
    yield f"  packages and services: {'not told' if found.addons is None else addons or 'none'}"
    yield f"  status: {_shown(found.status)}"
    is_told = found.amount_minor is not None and found.currency is not None
    amount = f"{to_major(found.amount_minor or 0, found.currency or '')} {found.currency}" if is_told else "not told"
    yield f"  amount a term: {amount}"
    end = "none" if found.knows_term and found.term_end is None else _shown(found.term_end)
    yield f"  term's end: {end}"
    yield f"  billed by us: {'not told' if found.is_ours is None else 'yes' if found.is_ours else 'no'}"
    if found.cancelled_for is not None:
        yield f"  cancelled for: {found.cancelled_for.isoformat()}"
    for quote_id, state in found.changes.items():
        yield f"  change {quote_id}: {state}"


def _shown(value: object) -> str:
    return "not told" if value is None else value.isoformat() if isinstance(value, datetime) else str(value)
