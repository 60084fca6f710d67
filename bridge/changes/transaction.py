"""What a transaction about a membership is made of: locks, facts, digests, credit, payment, letters."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from hashlib import sha256
from typing import Any, Protocol

from bridge.errors import MembershipUnknown
from bridge.people import Author
from bridge.pricing.bill import tax_change
from bridge.pricing.calendar import instant
from bridge.pricing.money import to_major
from bridge.pricing.quote import Quote
from bridge.store.account_credit import CreditCause, CreditEntry
from bridge.store.changes import ChangeRecord, Operation
from bridge.store.engine.connection import DuplicateKey
from bridge.store.journal import Event
from bridge.store.locks import Balance, Subject
from bridge.store.memberships import MembershipFacts
from bridge.store.payments import NewPayment, PaymentRecord
from bridge.store.store import Store
from bridge.store.terms import HeldMembership

_CENT_OF_A_CENT = Decimal("0.0001")

#: How many sites one row of the outbox names: a text that any server takes, and work that PHP ends in one go.
SITES_AT_ONCE = 1000
#: The WordPress user id that stands for the network's administrator address.
NETWORK_ADMIN = 0

#: The unique key of bridge_open_operations that refuses a second one: its primary key, the membership.
SLOT_KEY = "PRIMARY"


class Holding(Protocol):
    """What ending a change needs, whether its membership is there or gone."""

    @property
    def store(self) -> Store:
        """Return the transaction's store."""
        ...

    @property
    def at(self) -> datetime:
        """Return the transaction's one instant."""
        ...

    @property
    def author(self) -> Author:
        """Return who caused it."""
        ...

    @property
    def membership_id(self) -> int:
        """Return the membership's id."""
        ...

    @property
    def customer_id(self) -> int:
        """Return the customer that the membership has."""
        ...

    @property
    def customer_user_id(self) -> int:
        """Return the customer's WordPress user, 0 where there is none."""
        ...

    def record(self, event: str, change: ChangeRecord | None, **data: object) -> None:
        """Write an event into the membership's journal."""
        ...


@dataclass(frozen=True, slots=True)
class Held:
    """What one transaction holds: the account credit, the membership, and what was read after both were locked.

    ``at`` is the transaction's one instant; ``author`` is who caused it.
    """

    store: Store
    at: datetime
    author: Author
    balance: Balance
    row: HeldMembership
    facts: MembershipFacts

    @property
    def membership_id(self) -> int:
        """Return the membership's id."""
        return self.row.id

    @property
    def customer_id(self) -> int:
        """Return the customer that the membership has."""
        return self.row.customer_id

    @property
    def customer_user_id(self) -> int:
        """Return the customer's WordPress user, 0 where there is none."""
        return self.facts.customer_user_id

    def record(self, event: str, change: ChangeRecord | None, **data: object) -> None:
        """Write an event of this transaction into the membership's journal."""
        _append(self, event, change, data)


@dataclass(frozen=True, slots=True)
class Remains:
    """What is left to hold where the membership was deleted: its customer's account credit, and its journal."""

    store: Store
    at: datetime
    author: Author
    membership_id: int
    customer_id: int
    customer_user_id: int

    def record(self, event: str, change: ChangeRecord | None, **data: object) -> None:
        """Write an event of this transaction into the journal of the membership that was."""
        _append(self, event, change, data)


def subject_of(record: ChangeRecord | PaymentRecord, discount_code: str | None = None) -> Subject:
    """Return what a change or a payment is about."""
    return Subject(record.membership_id, record.customer_id, record.currency, discount_code)


def hold(store: Store, at: datetime, author: Author, subject: Subject) -> Held:
    """Lock account credit, membership and discount code in this order, then read.

    :raises MembershipUnknown: where the membership is gone.
    """
    held = hold_what_is_there(store, at, author, subject)
    if isinstance(held, Remains):
        raise MembershipUnknown(membership_id=subject.membership_id)
    return held


def hold_what_is_there(store: Store, at: datetime, author: Author, subject: Subject) -> Held | Remains:
    """Lock as :func:`hold` does; where the membership is gone, hold what is left of it, to bring things to an end."""
    locked = store.locks.take(subject, at)
    if locked.row is None or locked.facts is None:
        user_id = store.payments.user_of(subject.customer_id)
        return Remains(store, at, author, subject.membership_id, subject.customer_id, user_id or 0)
    return Held(store, at, author, locked.balance, locked.row, locked.facts)


def _append(held: Holding, event: str, change: ChangeRecord | None, data: dict[str, object]) -> None:
    """Write an event into the membership's chain, with who caused it."""
    held.store.journal.append(
        Event(
            membership_id=held.membership_id,
            event=event,
            cause=held.author.cause,
            at=held.at,
            data=data,
            actor_user_id=held.author.user_id,
            for_user_id=held.author.for_user_id,
            quote_id=change.quote_id if change else None,
        )
    )


def reserve(held: Held, amount_minor: int) -> None:
    """Hold a part of the free account credit for a change."""
    if amount_minor:
        held.store.account_credit.move(held.row.customer_id, held.row.currency, 0, amount_minor, held.at)


def release(held: Holding, change: ChangeRecord) -> None:
    """Free what a change held, where it ends without being applied."""
    if change.credit_reserved_minor:
        held.store.account_credit.move(change.customer_id, change.currency, 0, -change.credit_reserved_minor, held.at)


def keep_for(held: Held, change: ChangeRecord, payment: PaymentRecord) -> ChangeRecord:
    """Put money that came before its change's day onto the account credit, and hold it for that change."""
    give(held, change, payment.amount_minor, "received_late", payment.payment_id)
    reserve(held, payment.amount_minor)
    return replace(change, credit_reserved_minor=change.credit_reserved_minor + payment.amount_minor)


def settle(held: Holding, change: ChangeRecord, quote: Quote, payment_id: int | None) -> None:
    """Take what the quote uses out of what the change held, and keep what is left of its credit."""
    used = quote.account_credit_used_minor
    if used or change.credit_reserved_minor:
        held.store.account_credit.move(
            change.customer_id, change.currency, -used, -change.credit_reserved_minor, held.at
        )
    if used:
        _write(held, change, -used, "used", payment_id)
    if quote.credit_kept_minor:
        give(held, change, quote.credit_kept_minor, "credit_kept", payment_id)


def give(held: Holding, change: ChangeRecord, amount_minor: int, cause: CreditCause, payment_id: int | None) -> None:
    """Put money onto the customer's account credit."""
    held.store.account_credit.move(change.customer_id, change.currency, amount_minor, 0, held.at)
    _write(held, change, amount_minor, cause, payment_id)


def _write(held: Holding, change: ChangeRecord, amount_minor: int, cause: CreditCause, payment_id: int | None) -> None:
    """Write the entry of one movement."""
    held.store.account_credit.add_entry(
        CreditEntry(
            customer_id=change.customer_id,
            currency=change.currency,
            amount_minor=amount_minor,
            cause=cause,
            membership_id=change.membership_id,
            quote_id=change.quote_id,
            payment_id=payment_id,
            actor_user_id=held.author.entry_user_id,
        ),
        held.at,
    )


def membership_digest(facts: MembershipFacts) -> str:
    """Return the digest of everything about a membership that a confirmed change was computed from.

    The catalog is left out on purpose: a price edited while a payment is on its way changes nothing that was agreed.
    So are the pending change, which an applied one replaces; the discount code: switched off, used up, edited or taken
    away meanwhile, it was valid when it was quoted; and, where the lines are on record, the last payment: money that
    came for something else.
    """
    membership = replace(facts.snapshot.membership, pending_change=None, discount_code=None)
    if membership.settled_lines is not None:
        membership = replace(membership, last_term_payment=None, term_payments=())
    return _digest({"customer": facts.snapshot.customer.id, "gateway": facts.gateway, "membership": membership})


def written_digest(row: HeldMembership) -> str:
    """Return the digest of the shared row as we write it, for whoever looks later whether it still is ours."""
    return _digest(
        {
            "plan_id": row.plan_id,
            "addons": row.addons,
            "amount": row.amount,
            "recurring": row.recurring,
            "auto_renew": row.auto_renew,
            "duration": f"{row.duration} {row.duration_unit}",
            "date_trial_end": row.date_trial_end,
            "date_renewed": row.date_renewed,
            "date_expiration": row.date_expiration,
            "times_billed": row.times_billed,
            "status": row.status,
            "gateway": row.gateway,
        }
    )


def _digest(value: Any) -> str:
    """Return the SHA-256 of a value in its one plain form."""
    return sha256(json.dumps(_plain(value), sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Return a value as JSON knows it; what is equal becomes the same."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(str(item) for item in value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return _plain_scalar(value)


def _plain_scalar(value: Any) -> Any:
    """Return an instant, an exact number or a state as text; anything else as it is."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, Decimal):
        return str(value.quantize(_CENT_OF_A_CENT))
    if isinstance(value, Enum):
        return str(value.value)
    return str(value) if isinstance(value, Fraction) else value


def mail_owner(held: Holding, template: str, change: ChangeRecord | None, **params: object) -> None:
    """Leave a mail to the customer; one without a WordPress user has nobody to write to."""
    if held.customer_user_id:
        _mail(held, template, held.customer_user_id, change, params)


def mail_admin(held: Holding, template: str, change: ChangeRecord, **params: object) -> None:
    """Leave a mail to the network's administrator."""
    _mail(held, template, NETWORK_ADMIN, change, params)


def forget_cached(held: Holding, payment_ids: Sequence[int], blog_ids: Sequence[int]) -> None:
    """Leave word for PHP to forget the cached objects of what was written, ``SITES_AT_ONCE`` of its sites a row."""
    pages = range(0, max(len(blog_ids), 1), SITES_AT_ONCE)
    for first in pages:
        held.store.outbox.add(
            "forget_cached",
            {
                "membership_id": held.membership_id,
                "customer_id": held.customer_id,
                "payment_ids": list(payment_ids) if first == 0 else [],
                "blog_ids": list(blog_ids[first : first + SITES_AT_ONCE]),
            },
            held.at,
            membership_id=held.membership_id,
        )


def tax_told(change: ChangeRecord, quote: Quote) -> dict[str, object]:
    """Return what a request of payment says of its tax where that is another than was agreed."""
    taxes = tax_change(quote.lines)
    if taxes is None:
        return {}
    now, agreed = (to_major(minor, change.currency) for minor in taxes)
    return {"tax": now, "tax_agreed": agreed}


def _mail(held: Holding, template: str, user_id: int, change: ChangeRecord | None, params: dict[str, object]) -> None:
    """Leave one mail; its words are the plugin's."""
    told = {} if change is None else _facts(change)
    payload = {
        "template": template,
        "user_id": user_id,
        "params": {"membership_id": held.membership_id, **told, **params},
    }
    held.store.outbox.add("mail", payload, held.at, membership_id=held.membership_id)


def _facts(change: ChangeRecord) -> dict[str, object]:
    """Return what a mail about a change says of it, its amount a decimal in major units."""
    return {
        "quote_id": change.quote_id,
        "kind": change.kind,
        "amount": to_major(change.due_now_minor, change.currency),
        "currency": change.currency,
        "payable_until": instant(change.payable_until),
        "effective_at": instant(change.effective_at),
    }


def await_payment(held: Held, change: ChangeRecord, quote: Quote) -> PaymentRecord:
    """Write the pending payment of what a change has due, under our own reference until the gateway gives its id."""
    payment = held.store.payments.insert(
        NewPayment(
            change=change,
            provider_id=own_reference(change),
            product_id=quote.after.plan_id,
            discount_code=code_counted_on(quote) or "",
            discount_minor=quote.discount.amount_minor if quote.discount else 0,
            lines=quote.lines,
        ),
        held.at,
    )
    forget_cached(held, [payment.payment_id], [])
    return payment


def own_reference(change: ChangeRecord) -> str:
    """Return the name of a change's payment until its gateway gives it one: then nothing was confirmed there.

    It is of the figures that bind the change: one that is charged anew has another payment.
    """
    return f"{change.gateway}-{change.binding_quote_id}"


def code_counted_on(quote: Quote) -> str | None:
    """Return the discount code that the quote's charges count on, None where none does.

    Where it waits for the term's end, that is what it charges then.
    """
    return quote.discount.code if quote.discount else None


def hold_use(held: Held, quote_id: str, quote: Quote) -> None:
    """Hold the use of the code that a quote counts on, in place of any that its change held before."""
    code = code_counted_on(quote)
    if code is None:
        held.store.discount_uses.release(quote_id)
    else:
        held.store.discount_uses.hold(quote_id, code, held.at)


class SlotTaken(Exception):
    """Something else is under way for the membership."""


def take_slot(store: Store, membership_id: int, operation: Operation, operation_id: str, at: datetime) -> None:
    """Take the slot, before anything else of the transaction is written.

    :raises SlotTaken: where something else is under way; any other duplicate is a fault and stays one.
    """
    try:
        store.changes.take_slot(membership_id, operation, operation_id, at)
    except DuplicateKey as duplicate:
        if duplicate.key != SLOT_KEY:
            raise
        raise SlotTaken from duplicate
