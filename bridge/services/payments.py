"""Payments as the network admin handles them: the list, and marking one as paid."""

from __future__ import annotations

from contextlib import suppress

from bridge.errors import NotAllowed
from bridge.services.actor import Actor
from bridge.services.authorship import Author
from bridge.services.change_errors import ChangeUnknown, PaymentNotManual, PaymentUnknown
from bridge.services.change_view import (
    MANUAL,
    ChangeView,
    MarkedPaid,
    PaymentLine,
    PaymentPage,
    PaymentView,
)
from bridge.services.changing import read_change
from bridge.services.ports import Services, Store
from bridge.services.records import PaymentRecord
from bridge.services.settling import settle

PER_PAGE = 20


def list_payments(services: Services, actor: Actor, *, status: str | None = None, page: int = 1) -> PaymentPage:
    """Return one page of payments of ours, newest first.

    :raises NotAllowed: where the person is no network admin.
    """
    _require_network_admin(actor)

    def read(store: Store) -> PaymentPage:
        found = store.payments.page(status or "", PER_PAGE, (max(page, 1) - 1) * PER_PAGE)
        views = tuple(_view(store, payment, user_id) for payment, user_id in found)
        return PaymentPage(views, store.payments.count(status or ""), max(page, 1), PER_PAGE)

    return services.database.reading(read)


def mark_paid(services: Services, actor: Actor, payment_id: int) -> MarkedPaid:
    """Record that a manual payment arrived and settle what it was for, exactly once; repeating it answers the same.

    :raises NotAllowed: where the person is no network admin.
    :raises PaymentUnknown: where no payment of ours has this id.
    :raises PaymentNotManual: where another gateway knows about the money.
    """
    _require_network_admin(actor)
    payment, user_id = services.database.reading(lambda store: _found(store, payment_id))
    if payment.gateway != MANUAL:
        raise PaymentNotManual(gateway=payment.gateway)
    settle(services, payment_id, Author("network_admin", actor.user_id, user_id))
    return _marked(services, actor, payment_id)


def _marked(services: Services, actor: Actor, payment_id: int) -> MarkedPaid:
    """Return the payment as it stands, with the change it was for; one of a membership that is gone is not shown."""

    def read(store: Store) -> tuple[PaymentRecord, PaymentView]:
        payment, user_id = _found(store, payment_id)
        return payment, _view(store, payment, user_id)

    payment, view = services.database.reading(read)
    change: ChangeView | None = None
    if payment.quote_id is not None:
        with suppress(ChangeUnknown):
            change = read_change(services, actor, payment.quote_id)
    return MarkedPaid(view, change)


def _require_network_admin(actor: Actor) -> None:
    """Refuse everybody else."""
    if not actor.is_network_admin:
        raise NotAllowed


def _found(store: Store, payment_id: int) -> tuple[PaymentRecord, int | None]:
    """Return a payment and its customer's WordPress user."""
    payment = store.payments.find(payment_id)
    if payment is None:
        raise PaymentUnknown(payment_id=payment_id)
    return payment, store.payments.user_of(payment.customer_id)


def _view(store: Store, payment: PaymentRecord, user_id: int | None) -> PaymentView:
    """Return a payment with its lines; one that was cancelled may still arrive, and is then kept as credit."""
    lines = tuple(PaymentLine(**line) for line in store.payments.lines(payment.payment_id))
    return PaymentView(
        id=payment.payment_id,
        membership_id=payment.membership_id,
        customer_id=payment.customer_id,
        user_id=user_id,
        quote_id=payment.quote_id,
        status=payment.status,
        gateway=payment.gateway,
        currency=payment.currency,
        amount_minor=payment.amount_minor,
        tax_minor=payment.tax_minor,
        created_at=payment.created_at,
        received_at=payment.received_at,
        marked_by=payment.marked_by,
        may_be_marked_paid=payment.gateway == MANUAL and payment.status in ("pending", "cancelled"),
        lines=lines,
    )
