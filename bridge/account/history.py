"""What happened to a membership, for people: newest first, a page at a time, as codes with what fills their words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bridge.changes.quoting import seen
from bridge.people import Actor
from bridge.ports import Services
from bridge.pricing.money import Money
from bridge.store.journal import Cause, JournalRow
from bridge.store.memberships import MembershipFacts
from bridge.store.store import Store

PER_PAGE = 25
#: Above every row of a chain.
NEWEST = (1 << 32) - 1

#: Whom an event is told to be of: who reads it, somebody who acts for the owner, or nobody by hand.
By = Literal["you", "owner", "network_admin", "system"]
_AMOUNTS = ("due_minor", "amount_minor", "fee_minor")
_DATES = ("effective_at", "ends_at", "term_end", "try_again_at", "until")
#: What its owner said, or a network admin to the owner: a letter tells it too.
_TOLD_TO_ALL = frozenset({
    "membership_cancelling", "payment_rejected", "refund_asked", "account_credit_granted", "account_credit_withdrawn",
})  # fmt: skip
#: Where the reason is the code of why a payment was declined.
_DECLINED = frozenset({"payment_declined", "money_failed"})
#: Acts of network admins, whose reasons are told to network admins alone.
_MOVED = "membership_transferred"
_AMONG_ADMINS = frozenset({"membership_extended", _MOVED, "membership_paused", "membership_resumed"})
_BY_HAND: dict[Cause, By] = {"owner": "owner", "network_admin": "network_admin"}


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """One thing that happened; ``event`` and ``problem`` are codes, what is null has no part in it.

    ``place`` orders the events of one membership: the first one is 1. ``moved`` is whose it was and whose it became, by
    their names: network admins alone are told.
    """

    place: int
    at: datetime
    event: str
    by: By
    quote_id: str | None
    plan: str | None
    amount: Money | None
    date: datetime | None
    problem: str | None
    reason: str | None
    moved: MovedBetween | None


@dataclass(frozen=True, slots=True)
class MovedBetween:
    """Whose a membership was and whose it became: display names; of a customer who is gone, the number."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryAnswer:
    """A page of what happened, newest first; ``before`` is where the next one begins, null: that was all."""

    membership_id: int
    events: tuple[HistoryEvent, ...]
    before: int | None


def read_history(services: Services, actor: Actor, membership_id: int, before: int = NEWEST) -> HistoryAnswer:
    """Return a page of what happened to a membership, of the rows before a place.

    Network admins read all of it; others what happened since it is its customer's.

    :raises NotAllowed: where the person has no business with it.
    :raises MembershipUnknown: where a network admin named one that does not exist.
    """

    def read(store: Store) -> tuple[MembershipFacts, list[JournalRow], Mapping[int, str]]:
        facts, _ = seen(store, actor, membership_id)
        if actor.is_network_admin:
            found = list(store.journal.page(membership_id, before, PER_PAGE + 1))
            return facts, found, store.gifts.names_of(_customers(found))
        customer_id = facts.snapshot.customer.id
        return facts, list(store.journal.own_page(membership_id, customer_id, before, PER_PAGE + 1)), {}

    facts, rows, names = services.database.reading(read)
    shown = rows[:PER_PAGE]
    return HistoryAnswer(
        membership_id=membership_id,
        events=tuple(_event(row, facts, actor, names) for row in shown),
        before=shown[-1].sequence if len(rows) > PER_PAGE else None,
    )


def _customers(rows: list[JournalRow]) -> list[int]:
    """Return the customers between whom the membership was moved."""
    moves = [row.event.data for row in rows if row.event.event == _MOVED]
    return sorted({int(data[name]) for data in moves for name in ("before", "after")})


def _moved(row: JournalRow, names: Mapping[int, str], actor: Actor) -> MovedBetween | None:
    if row.event.event != _MOVED or not actor.is_network_admin:
        return None
    before, after = (names.get(int(row.event.data[name]), str(row.event.data[name])) for name in ("before", "after"))
    return MovedBetween(before, after)


def _event(row: JournalRow, facts: MembershipFacts, actor: Actor, names: Mapping[int, str]) -> HistoryEvent:
    event, data = row.event, row.event.data
    by = _BY_HAND.get(event.cause, "system")
    tells = event.event in _TOLD_TO_ALL or (event.event in _AMONG_ADMINS and actor.is_network_admin)
    reason = data.get("reason") if tells else None
    return HistoryEvent(
        place=row.sequence,
        at=event.at,
        event=event.event,
        by="you" if by != "system" and event.actor_user_id == actor.user_id else by,
        quote_id=event.quote_id,
        plan=_plan(data, facts),
        amount=_amount(data, facts),
        date=_date(data),
        problem=data.get("reason") if event.event in _DECLINED else data.get("problem"),
        reason=reason if isinstance(reason, str) and reason else None,
        moved=_moved(row, names, actor),
    )


def _plan(data: Any, facts: MembershipFacts) -> str | None:
    product = facts.snapshot.products.get(data.get("plan_id") or 0)
    return product.name if product else None


def _amount(data: Any, facts: MembershipFacts) -> Money | None:
    """Return the sum that an event is about, where it is about one: what was due goes before what a term costs."""
    minor = next((data[name] for name in _AMOUNTS if isinstance(data.get(name), int)), None)
    return None if minor is None else Money(minor, data.get("currency") or facts.snapshot.membership.currency)


def _date(data: Any) -> datetime | None:
    text = next((data[name] for name in _DATES if isinstance(data.get(name), str) and data[name]), None)
    return datetime.fromisoformat(text).replace(tzinfo=None) if text else None
