"""Take money that came by invoice or bank transfer, as a network admin says: all, a part, or more than was due.

All of it settles the order; what is more becomes account credit. A part is held until the rest comes, and becomes
account credit if the order ends before. What came in time counts as in time, whenever somebody says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bridge.changes.end import end_unpaid
from bridge.changes.life import ChangeEvent
from bridge.changes.pay import use_money
from bridge.changes.receipt import issue_receipt
from bridge.changes.transaction import (
    Hold,
    SlotTaken,
    add_credit,
    lock,
    mail_owner,
    membership_digest,
    reserve_credit,
    reserve_use,
    subject_of,
    take_slot,
)
from bridge.errors import ChangeSettled, ChangeUnknown, InvalidRequest, PaymentIsARenewal, PaymentMoved, PaymentUnknown
from bridge.people import Author
from bridge.ports import Services
from bridge.store.changes import OPEN_STATES, RENEWAL, ChangeRecord, ChangeState
from bridge.store.payments import PaymentRecord
from bridge.store.store import Store
from bridge.store.transfers import NewTransfer

#: What ``close`` writes of a membership whose renewal was not paid, and what it may have been before.
_CLOSED, _BEFORE_CLOSING = "expired", ("active", "trialing")


@dataclass(frozen=True, slots=True)
class Money:
    """What somebody says has come: ``amount_minor`` None is all that is left, ``came_at`` None is now.

    ``left_minor`` is what they saw to be left (None: they did not say), ``request_key`` names the form they sent.
    """

    amount_minor: int | None = None
    came_at: datetime | None = None
    left_minor: int | None = None
    request_key: str | None = None


def receive(services: Services, payment_id: int, author: Author, money: Money) -> None:
    """Record money that came for a payment and do what it is enough for; one that is settled stays as it is.

    :raises PaymentUnknown: where no payment of ours has this id.
    :raises PaymentMoved: where another sum is left than was seen.
    :raises InvalidRequest: where it is said to come later than now.
    """
    if money.came_at is not None and money.came_at > services.clock.now():
        raise InvalidRequest(errors=[{"path": "received_at", "code": "in_the_future"}])
    came = replace(money, came_at=money.came_at or services.clock.now())
    try:
        services.database.transaction(lambda store: _take_up(services, store, payment_id, author, came))
    except SlotTaken:
        services.database.transaction(lambda store: _take(_locked(services, store, payment_id, author), came))


@dataclass(frozen=True, slots=True)
class _Order:
    """What is locked: an order and the payment that money came for."""

    held: Hold
    change: ChangeRecord
    payment: PaymentRecord

    @property
    def is_open(self) -> bool:
        """Tell whether the payment is what its order waits for."""
        return self.payment.status == "pending" and self.change.status in OPEN_STATES


def _locked(services: Services, store: Store, payment_id: int, author: Author) -> _Order:
    """Lock in the one order.

    :raises PaymentUnknown: where no payment of ours has this id.
    """
    known = store.payments.find(payment_id)
    if known is None or known.quote_id is None:
        raise PaymentUnknown(payment_id=payment_id)
    held = lock(store, services.clock.now(), author, subject_of(known))
    change, payment = store.changes.lock(known.quote_id), store.payments.lock(payment_id)
    if change is None or payment is None:
        raise ChangeUnknown(quote_id=known.quote_id)
    return _Order(held, change, payment)


def _take_up(services: Services, store: Store, payment_id: int, author: Author, money: Money) -> None:
    """Take money; an order that ended though it had come by then is taken up again, where that still can be.

    :raises SlotTaken: where something else is under way by now: then the order stays ended.
    """
    known = store.payments.find(payment_id)
    ended = store.changes.find(known.quote_id) if known is not None and known.quote_id is not None else None
    if ended is None or not _came_in_time_for_ended(ended, money):
        _take(_locked(services, store, payment_id, author), money)
        return
    take_slot(store, ended.membership_id, ended.operation, ended.quote_id, services.clock.now())
    order = _locked(services, store, payment_id, author)
    opened = _taken_up_again(order, money)
    if opened is None:
        store.changes.release_slot(ended.membership_id, ended.quote_id)
    _take(opened or order, money)


def _take(order: _Order, money: Money) -> None:
    """Take money for a payment; a form that was sent twice takes it once.

    :raises PaymentMoved: where another sum is left than was seen.
    """
    transfers, payment = order.held.store.transfers, order.payment
    payment_id = payment.payment_id
    if payment.status not in ("pending", "cancelled"):
        return
    if money.request_key is not None and transfers.is_written(money.request_key):
        return
    before_minor = transfers.held_minor(order.change.quote_id) if order.is_open else transfers.came_minor(payment_id)
    left_minor = max(payment.amount_minor - before_minor, 0)
    if money.left_minor is not None and money.left_minor != left_minor:
        raise PaymentMoved(left_minor=left_minor, currency=payment.currency)
    came_minor = left_minor if money.amount_minor is None else money.amount_minor
    if not came_minor:
        return  # all of it had come before, and is account credit
    if came_minor >= left_minor and (order.is_open or not before_minor):
        _settle(order, _written(order, money, came_minor, came_minor - left_minor))
    elif order.is_open:
        _hold(order, replace(_written(order, money, came_minor, 0), state="held"), left_minor - came_minor)
    else:
        _keep(order, replace(_written(order, money, came_minor, came_minor), state="credited"))


def _settle(order: _Order, came: NewTransfer) -> None:
    """Settle the payment; what is more than was due becomes account credit."""
    held, change, payment, more_minor = order.held, order.change, order.payment, came.credited_minor
    held.store.transfers.add(came, held.at)
    held.store.transfers.settle(change.quote_id)
    use_money(held, change, payment, came.came_at)
    if more_minor:
        add_credit(held, change, more_minor, "overpaid", payment.payment_id)
        more = {"amount_minor": more_minor, "currency": payment.currency}
        held.record("overpaid_kept_as_credit", change, payment_id=payment.payment_id, **more)
        mail_owner(held, "payment_excess", change, more_minor=more_minor, came_minor=came.amount_minor)
    issue_receipt(held, change, payment)


def _hold(order: _Order, came: NewTransfer, left_minor: int) -> None:
    """Keep a part for the order, which goes on waiting for the rest."""
    held, change = order.held, order.change
    held.store.transfers.add(came, held.at)
    sums = {"amount_minor": came.amount_minor, "left_minor": left_minor, "currency": came.currency}
    held.record("part_received", change, payment_id=came.payment_id, **sums)
    mail_owner(held, "payment_part", change, came_minor=came.amount_minor, left_minor=left_minor)


def _keep(order: _Order, came: NewTransfer) -> None:
    """Put money for an order that has ended, and that is not all of it, onto the account credit."""
    held, change = order.held, order.change
    held.store.transfers.add(came, held.at)
    add_credit(held, change, came.amount_minor, "received_part", came.payment_id)
    sums = {"amount_minor": came.amount_minor, "currency": came.currency}
    held.record("part_kept_as_credit", change, payment_id=came.payment_id, **sums)
    mail_owner(held, "part_kept_as_credit", change, part_minor=came.amount_minor)


def _written(order: _Order, money: Money, came_minor: int, credited_minor: int) -> NewTransfer:
    """Return the row of a sum that came and is all that is left."""
    return NewTransfer(
        quote_id=order.change.quote_id,
        payment_id=order.payment.payment_id,
        currency=order.payment.currency,
        amount_minor=came_minor,
        credited_minor=credited_minor,
        state="settled",
        came_at=money.came_at or order.held.at,
        request_key=money.request_key,
        marked_by=order.held.author.entry_user_id,
    )


def _came_in_time_for_ended(change: ChangeRecord, money: Money) -> bool:
    """Tell whether an order ended unpaid though its money had come by then."""
    if change.status is not ChangeState.VOID or change.problem != "unpaid":
        return False
    return None not in (money.came_at, change.payable_until) and money.came_at < change.payable_until  # type: ignore[operator]


def _taken_up_again(order: _Order, money: Money) -> _Order | None:
    """Open an order that ended unpaid for money that had come in time; None where it cannot be carried out any more.

    All of its money has to be there, the account credit that it counts on still free, and the membership as it was: the
    worker's closing it for want of this money counts for nothing.
    """
    held, change = order.held, order.change
    stored = held.store.quotes.find(change.binding_quote_id)
    if held.is_gone or stored is None or not _came_in_time_for_ended(change, money):
        return None
    used_minor = stored.quote.account_credit_used_minor
    if (money.amount_minor or change.due_now_minor) < change.due_now_minor or used_minor > held.free_credit_minor:
        return None
    if not _is_as_it_was(held, change):
        return None
    reserve_credit(held, used_minor)
    reserve_use(held, change.quote_id, stored.quote)
    opened = held.step(
        change,
        ChangeEvent.TAKEN_UP,
        {},
        credit_reserved_minor=used_minor,
        membership_digest=membership_digest(held.facts),
        problem=None,
        settled_at=None,
    )
    return replace(order, change=opened)


def _is_as_it_was(held: Hold, change: ChangeRecord) -> bool:
    """Tell whether the membership is as it was when the order was made, closed or not."""
    membership = held.facts.snapshot.membership
    before = (membership.status, *(_BEFORE_CLOSING if membership.status == _CLOSED else ()))
    seen = (replace(membership, status=status) for status in before)
    facts = (replace(held.facts, snapshot=replace(held.facts.snapshot, membership=one)) for one in seen)
    return any(membership_digest(one) == change.membership_digest for one in facts)


def reject(services: Services, payment_id: int, author: Author, reason: str) -> None:
    """End an order that waits for money by hand, for a reason that its owner is told; what came is account credit.

    One that was rejected stays so. The bill of a renewal is not rejected: it ends by itself with the time to pay.

    :raises PaymentUnknown: where no payment of ours has this id.
    :raises PaymentIsARenewal: where it is the bill of a renewal.
    :raises ChangeSettled: where nothing is waited for any more.
    """
    services.database.transaction(lambda store: _reject(_locked(services, store, payment_id, author), reason))


def _reject(order: _Order, reason: str) -> None:
    """Look again under the locks, then end it."""
    held, change = order.held, order.change
    if change.status is ChangeState.CANCELLED and change.problem == "rejected":
        return
    if change.kind == RENEWAL:
        raise PaymentIsARenewal(payment_id=order.payment.payment_id)
    if change.status is not ChangeState.AWAITING_PAYMENT or order.payment.status != "pending":
        raise ChangeSettled(status=change.status.value)
    held.record("payment_rejected", change, payment_id=order.payment.payment_id, reason=reason)
    ended = end_unpaid(held, change, ChangeEvent.CANCELLED, "rejected")
    mail_owner(held, "payment_rejected", ended, said=reason)
