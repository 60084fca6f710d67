"""Payments as the network admin handles them: the list, and marking one as paid."""

from __future__ import annotations

from contextlib import suppress

from bridge.errors import NotAllowed
from bridge.services.actor import Actor
from bridge.services.authorship import Author
from bridge.services.change_errors import ChangeUnknown, PaymentNotManual, PaymentUnknown
from bridge.services.change_view import (
    ChangeView,
    MarkedPaid,
    PaymentPage,
)
from bridge.services.changing import read_change
from bridge.services.listed_payment import MANUAL, ListedPayment
from bridge.services.ports import Services, Store
from bridge.services.settling import settle

PER_PAGE = 20


def list_payments(services: Services, actor: Actor, *, status: str | None = None, page: int = 1) -> PaymentPage:
    """Return one page of all payments of the network, newest first.

    :raises NotAllowed: where the person is no network admin.
    """
    _require_network_admin(actor)

    wanted = max(page, 1)
    found = services.database.reading(
        lambda store: store.payments.page(status or "", PER_PAGE, (wanted - 1) * PER_PAGE)
    )
    return PaymentPage(found.payments, found.total, found.to_mark, wanted, PER_PAGE)


def mark_paid(services: Services, actor: Actor, payment_id: int) -> MarkedPaid:
    """Record that a manual payment arrived and settle what it was for, exactly once; repeating it answers the same.

    :raises NotAllowed: where the person is no network admin.
    :raises PaymentUnknown: where no payment of ours has this id.
    :raises PaymentNotManual: where another gateway knows about the money.
    """
    _require_network_admin(actor)
    payment = services.database.reading(lambda store: _ours(store, payment_id))
    if payment.gateway != MANUAL:
        raise PaymentNotManual(gateway=payment.gateway)
    settle(services, payment_id, Author("network_admin", actor.user_id, payment.user_id))
    return _marked(services, actor, payment_id)


def _marked(services: Services, actor: Actor, payment_id: int) -> MarkedPaid:
    """Return the payment as it stands, with the change it was for; one of a membership that is gone is not shown."""
    payment = services.database.reading(lambda store: _ours(store, payment_id))
    change: ChangeView | None = None
    if payment.quote_id is not None:
        with suppress(ChangeUnknown):
            change = read_change(services, actor, payment.quote_id)
    return MarkedPaid(payment, change)


def _require_network_admin(actor: Actor) -> None:
    """Refuse everybody else."""
    if not actor.is_network_admin:
        raise NotAllowed


def _ours(store: Store, payment_id: int) -> ListedPayment:
    """Return a payment of ours."""
    payment = store.payments.listed(payment_id)
    if payment is None or not payment.is_ours:
        raise PaymentUnknown(payment_id=payment_id)
    return payment
