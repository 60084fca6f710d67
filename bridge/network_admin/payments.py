"""The network's payments: listed, marked as paid; and changes closed that need attention."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

from bridge.changes.change import read_change
from bridge.changes.end import give_up_owed
from bridge.changes.life import ChangeEvent
from bridge.changes.pay import let_go
from bridge.changes.receive import Money, receive, reject
from bridge.changes.transaction import lock, subject_of
from bridge.changes.view import Change
from bridge.errors import ChangeSettled, ChangeUnknown, InvalidRequest, PaymentNotManual, PaymentUnknown
from bridge.fields import FieldCode
from bridge.network_admin.forms import Misread, Notation, amount
from bridge.people import Actor, Author, require_network_admin
from bridge.ports import Services
from bridge.pricing.money import Figures, currency_digits
from bridge.store.changes import ChangeRecord, ChangeState
from bridge.store.payments import Payment, PaymentPage, Place
from bridge.store.store import Store
from bridge.store.transfers import plain

_CLOSED = ChangeState.VOID

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class PaymentsAnswer:
    """One page of payments, newest first.

    ``newer`` and ``older`` are what the next pages are asked for with, as ``above`` and ``start``; null: there is none.
    ``to_mark`` wait to be marked as paid, no more than 500 of them counted.
    """

    payments: tuple[Payment, ...]
    newer: str | None
    older: str | None
    to_mark: int


Severity = Literal["success", "info", "warning"]
Outcome = Literal["applied", "scheduled", "renewal", "needs_attention", "processing", "part", "part_credited"]


@dataclass(frozen=True, slots=True)
class MarkedPaidAnswer:
    """What marking a payment as paid came to; ``change`` null: it was a renewal's.

    The plugin has a sentence for each ``outcome``, which ``params`` fill. A warning: only the money came.
    """

    payment: Payment
    change: Change | None
    outcome: Outcome
    severity: Severity
    params: Figures


#: By the status of the change; any other is on its way.
_OUTCOMES: Mapping[str, Outcome] = {
    "applied": "applied",
    "scheduled": "scheduled",
    **dict.fromkeys(("needs_attention", "void", "cancelled", "replaced"), "needs_attention"),
}
_SEVERITIES: Mapping[Outcome, Severity] = {"needs_attention": "warning", "processing": "info", "part": "info"}

#: All that is left, today.
ALL_NOW = Money()


@dataclass(frozen=True, slots=True)
class Typed:
    """An amount as somebody typed it, and how their language writes numbers."""

    text: str
    notation: Notation


@dataclass(frozen=True, slots=True)
class RejectedAnswer:
    """The payment whose order was ended."""

    payment: Payment


@dataclass(frozen=True, slots=True)
class ClosedAnswer:
    """The quote id of the change that was closed."""

    closed: str


def close_change(services: Services, actor: Actor, quote_id: str) -> None:
    """Close a change that needs attention, or give up what is owed for one; one that is closed stays closed.

    :raises NotAllowed: where the person is no network admin.
    :raises ChangeUnknown: where there is no such change.
    :raises ChangeSettled: where it does not need attention.
    """
    require_network_admin(actor)
    change = services.database.reading(lambda store: store.changes.find(quote_id))
    if change is None:
        raise ChangeUnknown(quote_id=quote_id)
    if change.status is ChangeState.OWED and let_go(services, quote_id) is None:
        raise ChangeSettled(status=ChangeState.APPLIED_ON_TRUST.value)
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
    if change.status is ChangeState.OWED:
        give_up_owed(held, change)
        return
    if change.status is not ChangeState.NEEDS_ATTENTION:
        raise ChangeSettled(status=change.status.value)
    held.step(change, ChangeEvent.CLOSED, {"problem": change.problem}, settled_at=held.at)


def list_payments(
    services: Services, actor: Actor, *, status: str | None = None, start: str | None = None, above: str | None = None
) -> PaymentsAnswer:
    """Return one page of all payments of the network, newest first: from a place on, or just above one.

    :raises NotAllowed: where the person is no network admin.
    """
    require_network_admin(actor)
    by_hand = services.gateways.paid_by_hand
    begins, ends = (Place.read(text) if text else None for text in (start, above))
    found = services.database.reading(lambda store: store.payments.page(status or "", PER_PAGE, by_hand, begins, ends))
    return _page(found)


def find_payments(services: Services, actor: Actor, search: str) -> PaymentsAnswer:
    """Return payments of ours by their reference, as it was typed, or the beginning of one, or by their number.

    :raises NotAllowed: where the person is no network admin.
    """
    require_network_admin(actor)
    by_hand, signs = services.gateways.paid_by_hand, plain(search)
    return _page(services.database.reading(lambda store: store.payments.found(signs, by_hand)))


def _page(found: PaymentPage) -> PaymentsAnswer:
    return PaymentsAnswer(
        found.payments,
        newer=str(found.first) if found.first else None,
        older=str(found.older) if found.older else None,
        to_mark=found.to_mark,
    )


def mark_paid(services: Services, actor: Actor, payment_id: int, money: Money = ALL_NOW) -> MarkedPaidAnswer:
    """Record that money arrived by hand and do what it is enough for, exactly once; repeating it answers the same.

    :raises NotAllowed: where the person is no network admin.
    :raises PaymentUnknown: where no payment of ours has this id.
    :raises PaymentNotManual: where another gateway knows about the money.
    :raises PaymentMoved: where another sum is left than the person saw.
    :raises InvalidRequest: where it is said to come later than now.
    """
    receive(services, payment_id, _marking(services, actor, payment_id), money)
    return _marked(services, actor, payment_id)


def typed_money(services: Services, actor: Actor, payment_id: int, typed: Typed, money: Money) -> Money:
    """Return money with the amount that somebody typed in the payment's currency; nothing typed is all that is left.

    :raises NotAllowed: where the person is no network admin.
    :raises PaymentUnknown: where no payment of ours has this id.
    :raises InvalidRequest: where it is no amount, or none that the currency has.
    """
    require_network_admin(actor)
    if not typed.text.strip():
        return money
    currency = _ours(services, payment_id).amount.currency
    try:
        minor = Fraction(amount(typed.text, typed.notation, currency)) * 10 ** currency_digits(currency)
    except Misread as problem:
        raise _wrong_amount(problem.code, problem.most) from problem
    if minor.denominator != 1:
        raise _wrong_amount("too_many_decimals", currency_digits(currency))
    if not minor:
        raise _wrong_amount("too_small", None)
    return replace(money, amount_minor=int(minor))


def _wrong_amount(code: FieldCode, most: int | None) -> InvalidRequest:
    return InvalidRequest(errors=[{"path": "amount", "code": code} | ({} if most is None else {"most": most})])


def reject_payment(services: Services, actor: Actor, payment_id: int, reason: str) -> Payment:
    """End the order of a payment that waits for money by hand; its owner is told the reason.

    :raises NotAllowed: where the person is no network admin.
    :raises PaymentUnknown: where no payment of ours has this id.
    :raises PaymentNotManual: where another gateway knows about the money.
    :raises PaymentIsARenewal: where it is the bill of a renewal.
    :raises ChangeSettled: where nothing is waited for any more.
    """
    reject(services, payment_id, _marking(services, actor, payment_id), reason)
    return _ours(services, payment_id)


def _marking(services: Services, actor: Actor, payment_id: int) -> Author:
    """Return who marks a payment that is paid by hand."""
    require_network_admin(actor)
    payment = _ours(services, payment_id)
    if payment.not_markable == "not_manual":
        raise PaymentNotManual(gateway=payment.gateway)
    return Author("network_admin", actor.user_id, payment.user_id)


def _marked(services: Services, actor: Actor, payment_id: int) -> MarkedPaidAnswer:
    """Return the payment as it stands, with the change it was for; one of a membership that is gone is not shown."""
    payment = _ours(services, payment_id)
    change: Change | None = None
    if payment.quote_id is not None:
        with suppress(ChangeUnknown):
            change = read_change(services, actor, payment.quote_id)
    return marked_answer(payment, change)


def marked_answer(payment: Payment, change: Change | None) -> MarkedPaidAnswer:
    """Say what came of a payment that is marked as paid."""
    outcome: Outcome = "renewal" if change is None else _OUTCOMES.get(change.status, "processing")
    last = payment.transfers[-1] if payment.transfers else None
    if last is not None and last.state == "held":
        outcome = "part"
    elif last is not None and payment.status == "cancelled":
        outcome = "part_credited"
    params: dict[str, Any] = {
        "payment": payment.shared_id or payment.id,
        "amount_minor": payment.amount.minor,
        "membership": payment.membership_id,
    }
    if last is not None:
        params |= {"came_minor": last.amount.minor, "more_minor": last.credited.minor, "reference": payment.reference}
    if payment.left is not None:
        params["left_minor"] = payment.left.minor
    if change is not None:
        addons = (
            f"{one.name} \N{MULTIPLICATION SIGN} {one.quantity}" if one.quantity > 1 else one.name
            for one in change.addons
        )
        params |= {"offer": [change.plan.name, *addons], "effective_at": change.effective_at}
    severity = _SEVERITIES.get(outcome, "success")
    return MarkedPaidAnswer(payment, change, outcome, severity, Figures(params, payment.amount.currency))


def _ours(services: Services, payment_id: int) -> Payment:
    """Return a payment of ours."""
    by_hand = services.gateways.paid_by_hand
    payment = services.database.reading(lambda store: store.payments.listed(payment_id, by_hand))
    if payment is None or payment.not_markable == "not_ours":
        raise PaymentUnknown(payment_id=payment_id)
    return payment
