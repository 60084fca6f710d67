"""What a transaction about a membership is made of: locks, facts, digest, credit, payment, letters."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from bridge.changes.life import ChangeEvent, Step, journal_of, step_of
from bridge.errors import ChangeUnknown, MembershipUnknown
from bridge.gateways.port import Gateways
from bridge.people import Author
from bridge.ports import Services
from bridge.pricing.bill import tax_change
from bridge.pricing.calendar import instant
from bridge.pricing.quote import Quote
from bridge.store.changes import ChangeRecord, Operation
from bridge.store.engine.server import DuplicateKey
from bridge.store.journal import Event
from bridge.store.limits import NAMED_AT_ONCE
from bridge.store.locks import CreditCause, CreditEntry, Locked, Subject
from bridge.store.memberships import MembershipFacts, bills_plan
from bridge.store.outbox import CACHED, Sweep
from bridge.store.payments import NewPayment, PaymentRecord
from bridge.store.store import Store
from bridge.store.terms import HeldMembership
from bridge.store.transfers import next_reminder, reminder_days

#: Statuses in which a site that waited for its membership is published.
_RUNNING = frozenset({"active", "trialing"})
_CENT_OF_A_CENT = Decimal("0.0001")

#: The WordPress user id that stands for the network's administrator address.
NETWORK_ADMIN = 0

#: What the journal says of an event beside who and when.
Data = Mapping[str, Any]
NOTHING: Data = MappingProxyType({})

#: The unique key of bridge_open_operations that refuses a second one: its primary key, the membership.
SLOT_KEY = "PRIMARY"


@dataclass(frozen=True, slots=True)
class Hold:
    """What one transaction about a membership has locked, and what was read after the locks.

    ``at`` is the transaction's one instant, ``author`` who caused it. The membership may be gone: then its customer's
    account credit and its journal are what is left, to bring things to an end.
    """

    store: Store
    at: datetime
    author: Author
    membership_id: int
    customer_id: int
    customer_user_id: int
    locked: Locked

    @property
    def is_gone(self) -> bool:
        """Tell whether the membership was deleted."""
        return self.locked.row is None or self.locked.facts is None

    @property
    def row(self) -> HeldMembership:
        """Return the membership's row.

        :raises MembershipUnknown: where it is gone.
        """
        if self.locked.row is None:
            raise MembershipUnknown(membership_id=self.membership_id)
        return self.locked.row

    @property
    def facts(self) -> MembershipFacts:
        """Return what was read of the membership.

        :raises MembershipUnknown: where it is gone.
        """
        if self.locked.facts is None:
            raise MembershipUnknown(membership_id=self.membership_id)
        return self.locked.facts

    @property
    def free_credit_minor(self) -> int:
        """Return the account credit that no open change has reserved, in the currency of the change."""
        return self.locked.balance.free_minor

    def with_facts(self, facts: MembershipFacts, row: HeldMembership | None = None) -> Hold:
        """Return the hold after something was written: other facts and, where it is given, another row."""
        return replace(self, locked=replace(self.locked, facts=facts, row=row or self.locked.row))

    def record(self, event: str, change: ChangeRecord | None, **data: object) -> None:
        """Write an event into the membership's chain, with who caused it."""
        self.store.journal.append(
            Event(
                membership_id=self.membership_id,
                event=event,
                cause=self.author.cause,
                at=self.at,
                data=data,
                actor_user_id=self.author.user_id,
                for_user_id=self.author.for_user_id,
                quote_id=change.quote_id if change else None,
            )
        )

    def open(self, change: ChangeRecord, event: ChangeEvent, data: Data = NOTHING, **columns: Any) -> ChangeRecord:
        """Let a change that this transaction has inserted begin its life; ``data`` is the journal's.

        Without ``columns`` it is as it was inserted, or something follows that writes it.
        """
        step = step_of(None, event)
        begun = replace(change, status=step.after, **columns)
        if columns or begun.status is not change.status:
            self.store.changes.save(change.status, begun, self.at)
        self._record_step(step, begun, data)
        return begun

    def step(self, change: ChangeRecord, event: ChangeEvent, data: Data = NOTHING, **columns: Any) -> ChangeRecord:
        """Write that something happened to a locked change, with its row in the journal; return it as it is then.

        ``columns`` are what else is written of it, ``data`` what else the journal says.

        :raises ForbiddenStep: where that cannot happen in the state that it is in.
        """
        step = step_of(change.status, event)
        after = replace(change, status=step.after, **columns)
        self.store.changes.save(change.status, after, self.at)
        self._record_step(step, after, data)
        return after

    def _record_step(self, step: Step, change: ChangeRecord, data: Data) -> None:
        self.record(journal_of(step, change.operation), change, **{**data, "moves": moves_of(step)})


def moves_of(step: Step) -> list[str | None]:
    """Return the states before and after a step, as the journal keeps them."""
    return [step.before.value if step.before else None, step.after.value]


def load_membership(services: Services, membership_id: int) -> MembershipFacts:
    """Return a membership as it is now, held by nobody.

    :raises MembershipUnknown: where there is none.
    """
    facts = services.database.reading(lambda store: store.memberships.load(membership_id))
    if facts is None:
        raise MembershipUnknown(membership_id=membership_id)
    return facts


def subject_of(record: ChangeRecord | PaymentRecord, discount_code: str | None = None) -> Subject:
    """Return what is locked for a change or a payment; a code that it counts on is locked too."""
    return Subject(record.membership_id, record.customer_id, record.currency, discount_code)


def lock(store: Store, at: datetime, author: Author, subject: Subject) -> Hold:
    """Lock account credit, membership and discount code in this order, then read; the membership may be gone."""
    locked = store.locks.take(subject, at)
    if locked.row is None or locked.facts is None:
        customer_id, user_id = subject.customer_id, store.payments.user_of(subject.customer_id) or 0
    else:
        customer_id, user_id = locked.row.customer_id, locked.facts.customer_user_id
    return Hold(store, at, author, subject.membership_id, customer_id, user_id, locked)


def lock_change(store: Store, change: ChangeRecord, author: Author, at: datetime) -> tuple[Hold, ChangeRecord]:
    """Lock what a change belongs to, then the change.

    :raises ChangeUnknown: where the change is gone.
    """
    held = lock(store, at, author, subject_of(change))
    locked = store.changes.lock(change.quote_id)
    if locked is None:
        raise ChangeUnknown(quote_id=change.quote_id)
    return held, locked


def reserve_credit(held: Hold, amount_minor: int) -> None:
    """Hold a part of the free account credit for a change."""
    if amount_minor:
        held.store.account_credit.move(held.row.customer_id, held.row.currency, 0, amount_minor, held.at)


def release_credit(held: Hold, change: ChangeRecord) -> None:
    """Free what a change held, where it ends without being applied."""
    if change.credit_reserved_minor:
        held.store.account_credit.move(change.customer_id, change.currency, 0, -change.credit_reserved_minor, held.at)


def keep_credit_for(held: Hold, change: ChangeRecord, payment: PaymentRecord) -> ChangeRecord:
    """Put money that came before its change's day onto the account credit, and hold it for that change."""
    add_credit(held, change, payment.amount_minor, "received_late", payment.payment_id)
    reserve_credit(held, payment.amount_minor)
    return replace(change, credit_reserved_minor=change.credit_reserved_minor + payment.amount_minor)


def use_credit(held: Hold, change: ChangeRecord, quote: Quote, payment_id: int | None) -> None:
    """Take what the quote uses out of what the change held, and keep what is left of its credit."""
    used = quote.account_credit_used_minor
    if used or change.credit_reserved_minor:
        held.store.account_credit.move(
            change.customer_id, change.currency, -used, -change.credit_reserved_minor, held.at
        )
    if used:
        _write(held, change, -used, "used", payment_id)
    if quote.credit_kept_minor:
        add_credit(held, change, quote.credit_kept_minor, "credit_kept", payment_id)


def take_credit(held: Hold, change: ChangeRecord, amount_minor: int) -> None:
    """Take a part of the free account credit for what has taken effect already."""
    held.store.account_credit.move(change.customer_id, change.currency, -amount_minor, 0, held.at)
    _write(held, change, -amount_minor, "used", None)


def add_credit(held: Hold, change: ChangeRecord, amount_minor: int, cause: CreditCause, payment_id: int | None) -> None:
    """Put money onto the customer's account credit."""
    held.store.account_credit.move(change.customer_id, change.currency, amount_minor, 0, held.at)
    _write(held, change, amount_minor, cause, payment_id)


def keep_unused(held: Hold, amount_minor: int) -> None:
    """Put what is unused of what is not held any more onto the account credit, where no change gave it back."""
    give_credit(held, held.row.currency, amount_minor, "credit_kept")


def give_credit(held: Hold, currency: str, amount_minor: int, cause: CreditCause) -> None:
    """Put money that no change of ours brought onto the customer's account credit; the membership may be gone."""
    held.store.account_credit.move(held.customer_id, currency, amount_minor, 0, held.at)
    held.store.account_credit.add_entry(
        CreditEntry(
            customer_id=held.customer_id,
            currency=currency,
            amount_minor=amount_minor,
            cause=cause,
            membership_id=held.membership_id,
            quote_id=None,
            payment_id=None,
            actor_user_id=held.author.entry_user_id,
        ),
        held.at,
    )


def _write(held: Hold, change: ChangeRecord, amount_minor: int, cause: CreditCause, payment_id: int | None) -> None:
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


def mail_owner(held: Hold, template: str, change: ChangeRecord | None, **params: object) -> None:
    """Leave a mail to the customer; one without a WordPress user has nobody to write to.

    Of a change that is whose it is: the membership may have been given to another customer since.
    """
    user_id = _reader(held, change)
    if user_id:
        _mail(held, template, user_id, change, params)


def _reader(held: Hold, change: ChangeRecord | None) -> int | None:
    is_anothers = change is not None and change.customer_id != held.customer_id
    return held.store.payments.user_of(change.customer_id) if change and is_anothers else held.customer_user_id


def mail_customer(held: Hold, customer_id: int, template: str, **params: object) -> None:
    """Leave a mail to a customer who had to do with a membership, whoever has it now."""
    user_id = held.customer_user_id if customer_id == held.customer_id else held.store.payments.user_of(customer_id)
    if user_id:
        _mail(held, template, user_id, None, params)


def mail_admin(held: Hold, template: str, change: ChangeRecord | None, **params: object) -> None:
    """Leave a mail to the network's administrator."""
    _mail(held, template, NETWORK_ADMIN, change, params)


def forget_cached(held: Hold, payment_ids: Sequence[int], blog_ids: Sequence[int]) -> None:
    """Leave word for PHP to forget the cached objects of what was written, on the sites named too.

    Where they are ``NAMED_AT_ONCE`` there may be more: the worker names those, a page a round.
    """
    cached = {
        "membership_id": held.membership_id,
        "customer_id": held.customer_id,
        "payment_ids": list(payment_ids),
        "blog_ids": list(blog_ids),
    }
    held.store.outbox.add("forget_cached", cached, held.at, membership_id=held.membership_id)
    if len(blog_ids) >= NAMED_AT_ONCE:
        held.store.sweeps.put(f"{CACHED}{held.membership_id}", Sweep(blog_ids[-1]))


def tell_elsewhere(held: Hold, after: HeldMembership, **told: object) -> None:
    """Leave word of what was written for Ultimate Multisite's listeners and webhooks, where it runs.

    The plugin tells them once it is committed, beside plan and status what else is ``told``.
    """
    if not held.facts.is_beside:
        return
    before = held.row
    if after.plan_id != before.plan_id:
        told["plan"] = [before.plan_id, after.plan_id]
    if after.status in _RUNNING and before.status != after.status:
        told["status"] = [before.status, after.status]
    if told:
        held.store.outbox.add("tell_elsewhere", {"membership_id": after.id, **told}, held.at, membership_id=after.id)


def tell_applied(
    held: Hold, after: HeldMembership, change: ChangeRecord, quote: Quote, payment: PaymentRecord | None
) -> None:
    """Tell the owner, and Ultimate Multisite where it runs, that a change or a renewal was applied.

    It mails what it hears was paid. Where it is there no more when its turn comes, the letter beside is sent.
    """
    letter: dict[str, object] = {"plan_id": after.plan_id}
    if payment:
        letter |= {"payment_id": payment.payment_id} | _which_billing(held, quote)
    told: dict[str, object] = {"kind": change.kind}
    if change.operation == "renewal":
        told["renewed"] = True
    if not (held.facts.is_beside and payment):
        mail_owner(held, f"{change.operation}_applied", change, **letter)
    else:
        told["payment"] = {"gateway": payment.gateway, "id": payment.provider_id}
        if held.customer_user_id:
            told |= _letter(held, f"{change.operation}_applied", held.customer_user_id, change, letter)
    tell_elsewhere(held, after, **told)


def tell_arrived(held: Hold, change: ChangeRecord, payment: PaymentRecord) -> None:
    """Tell that the money is there of what took effect before it: the owner, with the receipt, and Ultimate Multisite.

    As when a change is applied: Ultimate Multisite mails what it hears was paid, and its owner gets one letter.
    """
    letter: dict[str, object] = {"payment_id": payment.payment_id, "amount_minor": payment.amount_minor}
    if held.is_gone or not held.facts.is_beside:
        mail_owner(held, "money_arrived", change, **letter)
        return
    told: dict[str, object] = {"payment": {"gateway": payment.gateway, "id": payment.provider_id}}
    if user_id := _reader(held, change):
        told |= _letter(held, "money_arrived", user_id, change, letter)
    tell_elsewhere(held, held.row, **told)


def _tax_notice(quote: Quote) -> dict[str, object]:
    """Return what a request of payment says of its tax where that is another than was agreed."""
    taxes = tax_change(quote.lines)
    if taxes is None:
        return {}
    return {"now_minor": taxes[0], "agreed_minor": taxes[1]}


def _which_billing(held: Hold, quote: Quote) -> dict[str, object]:
    """Return which payment of how many a quote is, not applied yet; nothing where its plan is billed without end."""
    billings = held.facts.billings_after(quote) if bills_plan(quote) and not held.is_gone else None
    return {"billing": str(billings.made), "billings": str(billings.total)} if billings else {}


def _mail(held: Hold, template: str, user_id: int, change: ChangeRecord | None, params: dict[str, object]) -> None:
    """Leave one mail; its words are the plugin's."""
    payload = _letter(held, template, user_id, change, params)
    held.store.outbox.add("mail", payload, held.at, membership_id=held.membership_id)


def _letter(
    held: Hold, template: str, user_id: int, change: ChangeRecord | None, params: Mapping[str, object]
) -> dict[str, object]:
    told = {} if change is None else _facts(change)
    return {
        "template": template,
        "user_id": user_id,
        "params": {"membership_id": held.membership_id, **told, **params},
    }


def _facts(change: ChangeRecord) -> dict[str, object]:
    """Return what a mail about a change says of it."""
    return {
        "quote_id": change.quote_id,
        "bound_quote_id": change.binding_quote_id,
        "kind": change.kind,
        "amount_minor": change.due_now_minor,
        "currency": change.currency,
        "payable_until": instant(change.payable_until),
        "effective_at": instant(change.effective_at),
        "try_again_at": instant(change.try_again_at),
    }


def ask_for_payment(gateways: Gateways, held: Hold, change: ChangeRecord, quote: Quote) -> None:
    """Write the pending payment of what a change has due, under our own reference until the gateway gives its id.

    Where it is paid by hand its order gets what names it on a transfer, owner and admin are notified, and the owner is
    reminded; any other gateway is asked after this transaction.
    """
    held.store.payments.insert(
        NewPayment(
            change=change,
            provider_id=own_reference(change),
            product_id=quote.after.plan_id,
            discount_code=code_counted_on(quote) or "",
            lines=quote.lines,
        ),
        held.at,
    )
    if gateways.is_paid_by_hand(change.gateway):
        held.store.transfers.name(change.quote_id)
        remind_next(held, change)
        notify_awaiting_payment(held, change, quote)


def remind_next(held: Hold, change: ChangeRecord) -> None:
    """Say when the payer of an order is reminded next, as the network has set."""
    days = reminder_days(held.facts.settings.reminder_days)
    at = next_reminder(change.payable_until, days, held.at)
    if at is not None or days:
        held.store.reminders.put(change.quote_id, at)


def notify_awaiting_payment(held: Hold, change: ChangeRecord, quote: Quote) -> None:
    """Leave mails to owner and admin that a change or a renewal awaits its payment."""
    notices = {**_tax_notice(quote), **_which_billing(held, quote)}
    mail_owner(held, f"{change.operation}_awaiting_payment", change, **notices)
    mail_admin(held, f"{change.operation}_awaiting_payment", change)


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


def reserve_use(held: Hold, quote_id: str, quote: Quote) -> None:
    """Hold the use of the code that a quote counts on, in place of any that its change held before."""
    code = code_counted_on(quote)
    if code is None:
        held.store.discount_uses.release(quote_id)
    else:
        held.store.discount_uses.reserve(quote_id, code, held.at)


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
