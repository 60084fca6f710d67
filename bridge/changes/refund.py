"""Send money of a payment back, or write that it went or was contested, and that it came back after all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bridge.changes.receipt import NothingLeft, cancel_credit_note, issue_credit_note
from bridge.changes.taken import (
    PAID,
    figures,
    give_back,
    gone_of,
    left_of,
    move_credit,
    record,
    sum_taken,
    take,
    take_again,
    take_all,
)
from bridge.changes.transaction import Hold, forget_cached, lock, mail_admin, mail_customer, subject_of
from bridge.errors import PaymentUnknown
from bridge.gateways.port import GatewayRefused, GatewayUnreachable, Refund, RefundOrder, RefundOutcome
from bridge.people import GATEWAY
from bridge.ports import Services
from bridge.pricing.money import to_major
from bridge.store.payments import PaymentRecord
from bridge.store.refunds import (
    GOING_BACK,
    Asked,
    Cause,
    DisputeRecord,
    RefundRecord,
    RefundStatus,
    Told,
)
from bridge.store.store import Store

#: A provider that did not answer is asked again after this; money that is on its way back, after that.
SOON, ON_ITS_WAY_BACK = timedelta(minutes=2), timedelta(hours=6)
#: Topic of the row that Ultimate Multisite's own table of payments follows.
REFUNDED_TOPIC = "payment_refunded"

_STATUSES: Mapping[RefundOutcome, RefundStatus] = {
    RefundOutcome.PENDING: "pending",
    RefundOutcome.SUCCEEDED: "succeeded",
    RefundOutcome.FAILED: "failed",
    RefundOutcome.REFUSED: "refused",
}


def open_refund(held: Hold, payment: PaymentRecord, asked: Asked, *, is_sent: bool) -> RefundRecord:
    """Write a refund and take its value before anybody is asked for the money; ``is_sent``: a provider is.

    Without one the network sends the money itself, or it stays as account credit: then it is done with this.
    """
    left = left_of(held.store, payment, held.free_credit_minor)
    opened = held.store.refunds.ask(asked, held.at + SOON if is_sent else None, held.at)
    if opened is None:
        raise PaymentUnknown(payment_id=payment.payment_id)
    take(held, payment, left, Cause("refund", opened.refund_id), asked.amount_minor)
    told = {"destination": asked.destination, "reason": asked.said}
    record(held, payment, "refund_asked", asked.amount_minor, **told)
    if is_sent:
        return opened
    if asked.destination == "account_credit":
        move_credit(held, payment, asked.amount_minor)
        record(held, payment, "refund_kept_as_credit", asked.amount_minor)
    else:
        _book(held, payment, asked.amount_minor)
        record(held, payment, "refund_succeeded", asked.amount_minor, provider_id=None)
    done = replace(opened, status="succeeded", booked="yes")
    held.store.refunds.answer(done, None, held.at)
    _tell_owner(held, payment, done)
    _credit_note(held, payment, done)
    return done


def send(services: Services, reference: str) -> RefundRecord | None:
    """Ask the provider for a refund that is written, or how it stands, and write what it answers.

    The same reference refunds once, however often it is asked. None: there is none of it. A provider that is silent is
    asked again by the worker.
    """
    refund = services.database.reading(lambda store: store.refunds.find_asked(reference))
    if refund is None or refund.status not in ("asked", "pending"):
        return refund
    payment = services.database.reading(lambda store: store.payments.find(refund.payment_id))
    gateway = services.gateways.get(refund.gateway)
    answer = None
    if payment is not None and gateway is not None:
        order = RefundOrder(reference, payment.provider_id, refund.amount_minor, refund.currency)
        try:
            known = refund.provider_id
            answer = gateway.refund(order) if known is None else gateway.look_up_refund(known)
        except GatewayUnreachable:
            answer = None
        except GatewayRefused as refused:  # one that was accepted before, and is not found now, is not refused by that
            answer = Refund(None, RefundOutcome.REFUSED, refused.code) if refund.provider_id is None else None
    if payment is None or answer is None:
        later = services.clock.now() + (SOON if refund.status == "asked" else ON_ITS_WAY_BACK)
        services.database.transaction(lambda store: store.refunds.ask_later(refund.refund_id, later))
        return refund
    return services.database.transaction(lambda store: _answered(services, store, payment, reference, answer))


def _answered(
    services: Services, store: Store, known: PaymentRecord, reference: str, answer: Refund
) -> RefundRecord | None:
    """Lock, look again, and write what a provider says of a refund that we asked for."""
    held = lock(store, services.clock.now(), GATEWAY, subject_of(known))
    payment, refund = store.payments.lock(known.payment_id), store.refunds.lock_asked(reference)
    if payment is None or refund is None:
        return refund
    named = replace(refund, provider_id=refund.provider_id or answer.id)
    return _stands(held, payment, named, answer)


def refund_told(held: Hold, payment: PaymentRecord, told: Told, answer: Refund) -> RefundRecord | None:
    """Write how a refund stands that a provider tells of, whoever began it; None: nothing was to go back."""
    if payment.status not in PAID:
        return None
    store, status = held.store, _STATUSES[answer.outcome]
    asked = store.refunds.lock_asked(answer.reference) if answer.reference else None
    if asked is not None and asked.payment_id == payment.payment_id:
        return _stands(held, payment, replace(asked, provider_id=asked.provider_id or told.provider_id), answer)
    if status == "refused":
        return None
    before = store.refunds.lock(told.gateway, told.provider_id)
    kept = before or store.refunds.put(told, status, answer.reason, None, held.at)
    if kept is None:
        return None
    return _stands(held, payment, kept if before else replace(kept, status="asked"), answer)


def _stands(held: Hold, payment: PaymentRecord, refund: RefundRecord, answer: Refund) -> RefundRecord:
    """Write how a refund stands that stood as ``refund`` says, and what follows; what stands so already stays."""
    status, reason = _STATUSES[answer.outcome], answer.reason
    after = replace(refund, status=status, reason=reason)
    is_new = refund.booked != "yes"
    if status in GOING_BACK:
        if is_new and not held.store.refunds.taken(Cause("refund", refund.refund_id)):
            take_all(held, payment, Cause("refund", refund.refund_id), refund.amount_minor)
        if is_new:
            _book(held, payment, sum_taken(held, Cause("refund", refund.refund_id)))
        after = replace(after, booked="yes")
    else:
        taken = give_back(held, payment, Cause("refund", refund.refund_id))
        if not is_new:
            _book(held, payment, -taken)
            after = replace(after, booked="undone")
    ask_after = held.at + ON_ITS_WAY_BACK if status == "pending" and refund.reference else None
    held.store.refunds.answer(after, ask_after, held.at)
    if refund.status != status:
        told = {"provider_id": after.provider_id, "code": reason}
        record(held, payment, f"refund_{status}", refund.amount_minor, **told)
        if status not in GOING_BACK:
            mail_admin(held, "refund_failed", None, **figures(payment, refund.amount_minor), problem=reason)
    if status in GOING_BACK and is_new:
        _tell_owner(held, payment, after)
        _credit_note(held, payment, after)
    elif status not in GOING_BACK and not is_new:
        mail_customer(held, payment.customer_id, "refund_failed", **figures(payment, refund.amount_minor))
        cancel_credit_note(held, payment, _name_of(after))
    return after


def dispute_told(held: Hold, payment: PaymentRecord, dispute: DisputeRecord, *, is_news: bool) -> None:
    """Let a payment be charged back that its payer's bank contests, and stand again where that is won.

    While it is open no document says so: the money may come back. One that is lost has its credit note; where such a
    one is won after all, that is cancelled. What the provider takes for it is the network's and stands nowhere here.
    ``is_news``: it stood otherwise before.
    """
    if payment.status not in PAID:
        return
    _charge_back(held, payment, dispute)
    if dispute.status == "lost":
        if is_news:
            _tell_both(held, payment, "dispute_lost", dispute)
        _note_of_dispute(held, payment, dispute)
    elif dispute.status == "won":
        cancel_credit_note(held, payment, f"dispute-{dispute.provider_id}")


def _note_of_dispute(held: Hold, payment: PaymentRecord, dispute: DisputeRecord) -> None:
    """Give a credit note to the receipt of what a lost dispute took, once."""
    taken_minor = sum_taken(held, Cause("dispute", dispute.dispute_id))
    if taken_minor:
        _write_note(held, payment, taken_minor, f"dispute-{dispute.provider_id}")


def _charge_back(held: Hold, payment: PaymentRecord, dispute: DisputeRecord) -> None:
    """Book what a dispute takes of a payment, or gives back."""
    is_back, is_booked = dispute.status in ("open", "lost"), dispute.booked == "yes"
    if is_back and not is_booked:
        left = max(payment.amount_minor - gone_of(held.store, payment, to_payer=True), 0)
        taken = min(dispute.amount_minor, left)
        if taken:
            cause = Cause("dispute", dispute.dispute_id)
            rest = taken - take_again(held, payment, cause, taken)
            if rest:
                take_all(held, payment, cause, rest)
            _book(held, payment, taken)
        held.store.refunds.book_dispute(dispute.dispute_id, "yes", held.at)
        mail_admin(held, "payment_disputed", None, **figures(payment, dispute.amount_minor))
        if dispute.status == "open":
            mail_customer(held, payment.customer_id, "payment_disputed", **figures(payment, dispute.amount_minor))
    elif is_booked and not is_back:
        _book(held, payment, -give_back(held, payment, Cause("dispute", dispute.dispute_id)))
        held.store.refunds.book_dispute(dispute.dispute_id, "undone", held.at)
        _tell_both(held, payment, "dispute_won", dispute)


def _tell_both(held: Hold, payment: PaymentRecord, template: str, dispute: DisputeRecord) -> None:
    """Tell the network admin and whoever paid how a dispute ended."""
    told = figures(payment, dispute.amount_minor)
    mail_admin(held, template, None, **told)
    mail_customer(held, payment.customer_id, template, **told)


def _book(held: Hold, payment: PaymentRecord, amount_minor: int) -> None:
    """Let more of a payment have gone back to whoever paid it, or, below 0, less; the shared row follows."""
    if not amount_minor:
        return
    store = held.store
    store.refunds.move_refunded(payment.payment_id, amount_minor)
    after = store.payments.lock(payment.payment_id)
    if after is None:
        return
    total = to_major(after.refunded_minor, after.currency)
    told = {"payment_id": after.payment_id, "refunded_minor": after.refunded_minor, "refund_total": total}
    if (not held.is_gone and held.facts.is_beside) or after.shared_id is None:
        store.outbox.add(REFUNDED_TOPIC, {**told, "status": after.status}, held.at, membership_id=payment.membership_id)
    else:
        store.refunds.tell_shared(after.shared_id, after.status, total, held.at)
    forget_cached(held, after.shared_ids, [])


def _tell_owner(held: Hold, payment: PaymentRecord, refund: RefundRecord) -> None:
    """Tell whoever paid that money went back, or is account credit now: the membership may be another's by now."""
    template = "refund_kept_as_credit" if refund.destination == "account_credit" else "refund_made"
    mail_customer(held, payment.customer_id, template, **figures(payment, refund.amount_minor), said=refund.said)


def _credit_note(held: Hold, payment: PaymentRecord, refund: RefundRecord) -> None:
    """Give a credit note to a receipt, once for each refund; the counter that it takes is the last lock."""
    _write_note(held, payment, refund.amount_minor, _name_of(refund))


def _write_note(held: Hold, payment: PaymentRecord, amount_minor: int, name: str) -> None:
    """Take a sum back from a receipt, or what notes before have left of it: a bank takes also what is credit by now."""
    try:
        issue_credit_note(held, payment, amount_minor, name)
    except NothingLeft as nothing:
        if nothing.left_minor > 0:
            issue_credit_note(held, payment, nothing.left_minor, name)


def _name_of(refund: RefundRecord) -> str:
    """Return what a refund's credit note is known by."""
    return refund.reference or str(refund.provider_id)
