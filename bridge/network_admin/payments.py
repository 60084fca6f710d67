"""The network's payments: listed, marked as paid; and changes closed that need attention."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from bridge.changes.change import read_change
from bridge.changes.pay import settle
from bridge.changes.transaction import lock, subject_of
from bridge.changes.view import Change
from bridge.errors import ChangeSettled, ChangeUnknown, NotAllowed, PaymentNotManual, PaymentUnknown
from bridge.people import Actor, Author, require_network_admin
from bridge.ports import Services
from bridge.pricing.money import Money
from bridge.store.changes import ChangeRecord, ChangeState, transition
from bridge.store.payments import ListedPayment, Marking, NotMarkable
from bridge.store.store import Store

_CLOSED = ChangeState.VOID

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """A line of a payment, tax in its amount."""

    code: str
    product_id: int | None
    name: str
    quantity: int
    amount: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment; ``quote_id`` null: a row of another origin.

    ``id`` is the number of one of ours, null for another system's; ``shared_id`` is its row where Ultimate Multisite
    keeps payments, null where it has none yet: no money is there.

    ``marking`` says what marking it as paid comes to, ``not_markable`` why it cannot be marked: one of them is null.
    """

    id: int | None
    shared_id: int | None
    membership_id: int
    customer_id: int
    user_id: int | None
    quote_id: str | None
    status: str
    gateway: str
    amount: Money
    tax: Money
    created_at: datetime | None
    received_at: datetime | None
    marked_by: int | None
    may_be_marked_paid: bool
    marking: Marking | None
    not_markable: NotMarkable | None
    needs_attention: bool
    lines: tuple[PaymentLine, ...]


@dataclass(frozen=True, slots=True)
class PaymentsAnswer:
    """One page of payments, newest first.

    ``total`` is counted no further than a hundred pages from here; ``to_mark`` wait to be marked as paid.
    """

    payments: tuple[Payment, ...]
    total: int
    to_mark: int
    page: int
    per_page: int


@dataclass(frozen=True, slots=True)
class MarkedPaidAnswer:
    """What marking a payment as paid came to; ``change`` null: it was a renewal's."""

    payment: Payment
    change: Change | None


@dataclass(frozen=True, slots=True)
class ClosedAnswer:
    """The quote id of the change that was closed."""

    closed: str


def close_change(services: Services, actor: Actor, quote_id: str) -> None:
    """Close a change that needs attention; one that is closed stays closed.

    :raises NotAllowed: where the person is no network admin.
    :raises ChangeUnknown: where there is no such change.
    :raises ChangeSettled: where it does not need attention.
    """
    require_network_admin(actor)
    change = services.database.reading(lambda store: store.changes.find(quote_id))
    if change is None:
        raise ChangeUnknown(quote_id=quote_id)
    services.database.transaction(lambda store: _close(services, store, actor, change))


def _close(services: Services, store: Store, actor: Actor, known: ChangeRecord) -> None:
    """Lock, look again, write that it is closed and who closed it; its problem stays on record."""
    author = Author("network_admin", actor.user_id)
    held = lock(store, services.clock.now(), author, subject_of(known))
    change = store.changes.lock(known.quote_id)
    if change is None:
        raise ChangeUnknown(quote_id=known.quote_id)
    if change.status is _CLOSED and change.problem is not None:
        return
    if change.status is not ChangeState.NEEDS_ATTENTION:
        raise ChangeSettled(status=change.status.value)
    closed = replace(change, status=transition(change.status, _CLOSED), settled_at=held.at)
    store.changes.save(closed, held.at)
    held.record("change_closed", change, problem=change.problem)


def list_payments(services: Services, actor: Actor, *, status: str | None = None, page: int = 1) -> PaymentsAnswer:
    """Return one page of all payments of the network, newest first.

    :raises NotAllowed: where the person is no network admin.
    """
    _require_network_admin(actor)

    wanted = max(page, 1)
    found = services.database.reading(
        lambda store: store.payments.page(
            status or "", PER_PAGE, (wanted - 1) * PER_PAGE, services.gateways.paid_by_hand
        )
    )
    payments = tuple(_told(payment) for payment in found.payments)
    return PaymentsAnswer(payments, found.total, found.to_mark, wanted, PER_PAGE)


def mark_paid(services: Services, actor: Actor, payment_id: int) -> MarkedPaidAnswer:
    """Record that a manual payment arrived and settle what it was for, exactly once; repeating it answers the same.

    :raises NotAllowed: where the person is no network admin.
    :raises PaymentUnknown: where no payment of ours has this id.
    :raises PaymentNotManual: where another gateway knows about the money.
    """
    _require_network_admin(actor)
    payment = _ours(services, payment_id)
    if not payment.paid_by_hand:
        raise PaymentNotManual(gateway=payment.gateway)
    settle(services, payment_id, Author("network_admin", actor.user_id, payment.user_id))
    return _marked(services, actor, payment_id)


def _marked(services: Services, actor: Actor, payment_id: int) -> MarkedPaidAnswer:
    """Return the payment as it stands, with the change it was for; one of a membership that is gone is not shown."""
    payment = _ours(services, payment_id)
    change: Change | None = None
    if payment.quote_id is not None:
        with suppress(ChangeUnknown):
            change = read_change(services, actor, payment.quote_id)
    return MarkedPaidAnswer(_told(payment), change)


def _require_network_admin(actor: Actor) -> None:
    """Refuse everybody else."""
    if not actor.is_network_admin:
        raise NotAllowed


def _ours(services: Services, payment_id: int) -> ListedPayment:
    """Return a payment of ours."""
    by_hand = services.gateways.paid_by_hand
    payment = services.database.reading(lambda store: store.payments.listed(payment_id, by_hand))
    if payment is None or not payment.is_ours:
        raise PaymentUnknown(payment_id=payment_id)
    return payment


def _told(payment: ListedPayment) -> Payment:
    """Return a payment of the network as its admin is told it."""
    currency = payment.currency
    return Payment(
        id=payment.id,
        shared_id=payment.shared_id,
        membership_id=payment.membership_id,
        customer_id=payment.customer_id,
        user_id=payment.user_id,
        quote_id=payment.quote_id,
        status=payment.status,
        gateway=payment.gateway,
        amount=Money(payment.amount_minor, currency),
        tax=Money(payment.tax_minor, currency),
        created_at=payment.created_at,
        received_at=payment.received_at,
        marked_by=payment.marked_by,
        may_be_marked_paid=payment.marking is not None,
        marking=payment.marking,
        not_markable=payment.not_markable,
        needs_attention=payment.needs_attention,
        lines=tuple(
            PaymentLine(
                code=line.code,
                product_id=line.product_id,
                name=line.name,
                quantity=line.quantity,
                amount=Money(line.amount_minor, currency),
                tax=Money(line.tax_minor, currency),
            )
            for line in payment.lines
        ),
    )
