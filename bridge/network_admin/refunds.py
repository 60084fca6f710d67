"""Refund a payment, all of it or a part, to whoever paid it or as account credit; and what that would mean, before."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from bridge.changes.refund import open_refund, send
from bridge.changes.taken import PAID, Left, left_of, shares, unused
from bridge.changes.transaction import Hold, lock, subject_of
from bridge.errors import InvalidRequest, NothingToRefund, PaymentUnknown, RefundRefused, RefundTooMuch
from bridge.network_admin.forms import Misread, Notation, amount
from bridge.people import Actor, Author, require_network_admin
from bridge.ports import Services
from bridge.pricing.money import Money, round_charge, to_minor
from bridge.store.payments import Payment, PaymentRecord
from bridge.store.refunds import Asked, Destination, RefundRecord, RefundStatus
from bridge.store.store import Store

#: Why no more, or nothing, of a payment can go back.
Why = Literal["not_paid", "all_gone", "given_back", "in_credit"]


@dataclass(frozen=True, slots=True)
class RefundForecast:
    """What refunding comes to, nothing written; ``payment`` with the refunds that there are.

    ``left`` can go back at most, ``why`` says why that is less than was paid: null where it is not. ``amount`` is what
    was asked about, all that is left without one; ``unused`` the value in hand that the payment's lines have now,
    ``unused_after`` what they would have. ``destinations`` are where it can go; ``by_hand``: the network sends the
    money itself. ``credit``: what goes back is taken from the account credit that its money became.
    """

    payment: Payment
    amount: Money
    left: Money
    why: Why | None
    unused: Money
    unused_after: Money
    destinations: tuple[Destination, ...]
    by_hand: bool
    credit: bool


@dataclass(frozen=True, slots=True)
class RefundAnswer:
    """What became of a refund; ``pending``, or ``asked`` where the provider has not answered yet."""

    payment: Payment
    amount: Money
    destination: Destination
    status: RefundStatus


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a network admin asks for, as typed; ``amount`` empty: all that is left. ``key`` is their form's."""

    amount: str
    reason: str
    destination: Destination
    key: str


def forecast(services: Services, actor: Actor, payment_id: int, typed: str, notation: Notation) -> RefundForecast:
    """Say what refunding would come to.

    :raises NotAllowed: where the person is no network admin.
    :raises PaymentUnknown: where no payment of ours has this id.
    :raises InvalidRequest: where the amount cannot be read.
    """
    require_network_admin(actor)

    def look(store: Store) -> RefundForecast:
        payment = store.payments.find(payment_id)
        if payment is None:
            raise PaymentUnknown(payment_id=payment_id)
        free = store.account_credit.balance(payment.customer_id, payment.currency).free_minor
        left, currency = left_of(store, payment, free), payment.currency
        at = store.membership_writes.paused_since(payment.membership_id) or services.clock.now()
        asked = _amount(typed, notation, payment, left)
        pricing = store.settings.read().pricing
        now = sum(unused(line, pricing, at) * line.left_minor for line in left.lines)
        gone = sum(unused(line, pricing, at) * part for line, part in shares(left.lines, asked))
        return RefundForecast(
            payment=_shown(services, store, payment_id),
            amount=Money(asked, currency),
            left=Money(left.left_minor, currency),
            why=_why(payment, left),
            unused=Money(round_charge(now), currency),
            unused_after=Money(round_charge(now - gone), currency),
            destinations=("payer",) if left.in_credit else ("payer", "account_credit"),
            by_hand=_is_by_hand(services, payment),
            credit=left.in_credit,
        )

    return services.database.reading(look)


def refund(services: Services, actor: Actor, payment_id: int, wanted: Wanted, notation: Notation) -> RefundAnswer:
    """Refund a payment; the same key refunds once, and answers how that stands.

    :raises NotAllowed: where the person is no network admin.
    :raises PaymentUnknown: where no payment of ours has this id.
    :raises InvalidRequest: where the amount cannot be read.
    :raises NothingToRefund: where nothing can go back.
    :raises RefundTooMuch: where more is asked for than is left.
    :raises RefundRefused: where the provider refuses.
    """
    require_network_admin(actor)
    known = services.database.reading(lambda store: store.payments.find(payment_id))
    if known is None:
        raise PaymentUnknown(payment_id=payment_id)
    reference = sha256(f"refund {payment_id} {wanted.key}".encode()).hexdigest()[:32]

    def begin(store: Store) -> RefundRecord:
        author = Author("network_admin", actor.user_id, store.payments.user_of(known.customer_id))
        held = lock(store, services.clock.now(), author, subject_of(known))
        payment = store.payments.lock(payment_id) or known
        is_sent = wanted.destination == "payer" and not _is_by_hand(services, payment)
        before = store.refunds.lock_asked(reference)
        return before or open_refund(held, payment, _asked(held, payment, wanted, notation, reference), is_sent=is_sent)

    opened = services.database.transaction(begin)
    done = send(services, reference) or opened
    if done.status in ("refused", "failed"):
        raise RefundRefused(reason=done.reason or "unknown")
    shown = services.database.reading(lambda store: _shown(services, store, payment_id))
    return RefundAnswer(shown, Money(done.amount_minor, done.currency), done.destination, done.status)


def _asked(held: Hold, payment: PaymentRecord, wanted: Wanted, notation: Notation, reference: str) -> Asked:
    """Return the refund that is asked for, where so much can go back."""
    left = left_of(held.store, payment, held.free_credit_minor)
    if not left.left_minor or (left.in_credit and wanted.destination == "account_credit"):
        raise NothingToRefund(why=_why(payment, left) or "in_credit")
    minor = _amount(wanted.amount, notation, payment, left)
    if minor > left.left_minor:
        raise RefundTooMuch(left_minor=left.left_minor, currency=payment.currency)
    return Asked(
        reference=reference,
        payment_id=payment.payment_id,
        gateway=payment.gateway,
        currency=payment.currency,
        amount_minor=minor,
        destination=wanted.destination,
        said=wanted.reason,
        asked_by=held.author.user_id,
    )


def _amount(typed: str, notation: Notation, payment: PaymentRecord, left: Left) -> int:
    """Return the amount that was typed, all that is left where nothing was."""
    if not typed.strip():
        return left.left_minor
    try:
        found = round_charge(to_minor(amount(typed, notation, payment.currency), payment.currency))
    except Misread as odd:
        raise InvalidRequest(errors=[{"path": "amount", "code": odd.code}]) from odd
    if not found:
        raise InvalidRequest(errors=[{"path": "amount", "code": "amount_unreadable"}])
    return found


def _why(payment: PaymentRecord, left: Left) -> Why | None:
    """Return why no more can go back than is left, None where it is all that was paid."""
    if payment.status not in PAID:
        return "not_paid"
    if left.left_minor == payment.amount_minor:
        return None
    if left.in_credit and left.left_minor < payment.amount_minor - left.gone_minor:
        return "in_credit"
    if left.left_minor < payment.amount_minor - left.gone_minor:
        return "given_back"
    return "all_gone" if not left.left_minor else None


def _is_by_hand(services: Services, payment: PaymentRecord) -> bool:
    """Tell whether the network sends the money itself: it was paid by hand, or its gateway is not there any more."""
    gateway = services.gateways.get(payment.gateway)
    return gateway is None or not gateway.has_provider


def _shown(services: Services, store: Store, payment_id: int) -> Payment:
    """Return a payment as the list shows it."""
    found = store.payments.listed(payment_id, services.gateways.paid_by_hand)
    if found is None or found.id is None:
        raise PaymentUnknown(payment_id=payment_id)
    return found
