"""What becomes of a change whose money has not come: it waits, is trusted, is owed, is asked for anew, or ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bridge.changes.apply import apply, newly_held
from bridge.changes.end import OPEN_STATUSES, end_unpaid, put_on_hold
from bridge.changes.life import ChangeEvent
from bridge.changes.transaction import (
    Data,
    Hold,
    ask_for_payment,
    lock_change,
    mail_admin,
    mail_owner,
    membership_digest,
    notify_awaiting_payment,
)
from bridge.errors import ChangeUnknown
from bridge.gateways.port import (
    DeclinedReason,
    Outcome,
    PaymentState,
)
from bridge.people import GATEWAY, WORKER
from bridge.ports import Services
from bridge.store.changes import OPEN_STATES, PAYABLE_STATES, ChangeRecord, ChangeState
from bridge.store.payments import PaymentRecord
from bridge.store.providers import CallName
from bridge.store.store import Store

#: Money that is on its way (a direct debit takes days) is asked about again after this.
ON_ITS_WAY = timedelta(hours=1)


class LeaseHeld(Exception):
    """Somebody else is at this change: what was found is done when they are through."""


def write_unpaid(services: Services, store: Store, quote_id: str, payment_id: int, state: PaymentState) -> None:
    """Write what became of a payment that brought no money yet; one settled or replaced meanwhile stays so."""
    known = store.changes.find(quote_id)
    if known is None:
        raise ChangeUnknown(quote_id=quote_id)
    held, change = lock_change(store, known, GATEWAY, services.clock.now())
    payment = store.payments.of_quote(quote_id)
    if change.status not in OPEN_STATES or payment is None or payment.payment_id != payment_id:
        return
    if state.outcome is Outcome.PROCESSING:
        _on_its_way(services, held, change)
    elif state.outcome is Outcome.CANCELLED:
        _given_up(services, held, change)
    elif change.status is ChangeState.APPLIED_ON_TRUST:
        _owe(held, change, payment, state)
    elif change.status is ChangeState.PROCESSING:
        _await_payer(held, change, payment, state)
    elif state.outcome is Outcome.DECLINED and payment.declined_reason != _reason(state):
        _declined_again(held, change, payment, state)


def is_held(change: ChangeRecord, at: datetime) -> bool:
    """Tell whether somebody has the lease of a change."""
    return change.lease_until is not None and change.lease_until > at


def _on_its_way(services: Services, held: Hold, change: ChangeRecord) -> None:
    """Let a change wait for money that is on its way, or trust it; it is asked about until it has come."""
    if change.status in PAYABLE_STATES:
        change = held.step(change, ChangeEvent.PAYMENT_SENT, {"gateway": change.gateway}, problem=None)
    _trust(held, change)
    held.store.changes.postpone(change.quote_id, services.new_id(), held.at + ON_ITS_WAY)


def _given_up(services: Services, held: Hold, change: ChangeRecord) -> None:
    """End a change whose payment was given up at the gateway; what is owed all the same is asked for anew.

    Where somebody of ours gave it up, and is at it still, it is theirs to end.
    """
    if change.status in PAYABLE_STATES and is_held(change, held.at):
        raise LeaseHeld
    if change.status is ChangeState.APPLIED_ON_TRUST:
        change = held.step(change, ChangeEvent.MONEY_FAILED, {"gateway": change.gateway}, **_owed_until(held, change))
    if change.status is ChangeState.OWED:
        ask_anew(services, held, change, change.gateway)
    else:
        end_unpaid(held, change, ChangeEvent.CANCELLED)


def ask_anew(services: Services, held: Hold, change: ChangeRecord, gateway: str) -> ChangeRecord:
    """Ask for the same figures by a gateway under another name, the payment before having ended for good."""
    stored = held.store.quotes.find(change.binding_quote_id)
    if stored is None:
        raise ChangeUnknown(quote_id=change.binding_quote_id)
    end_payment(held, change)
    due = replace(stored, id=services.new_id())
    held.store.quotes.add(due)
    asked = replace(change, gateway=gateway, due_quote_id=due.id, problem=None)
    held.store.changes.save(change.status, asked, held.at)
    ask_for_payment(services.gateways, held, asked, due.quote)
    return asked


def end_payment(held: Hold, change: ChangeRecord) -> None:
    """End the payment that was asked for: another one takes its place."""
    payment = held.store.payments.of_quote(change.quote_id)
    if payment is not None and payment.status == "pending":
        held.store.payments.cancel(payment)


def _trust(held: Hold, change: ChangeRecord) -> None:
    """Let a change take effect whose money is on its way, where the network trusts it and nothing has moved.

    One for a term that has not come waits: what is not there cannot be kept for it.
    """
    if change.status is not ChangeState.PROCESSING or held.is_gone or held.facts.settings.delayed != "trust":
        return
    stored, payment = held.store.quotes.find(change.binding_quote_id), held.store.payments.of_quote(change.quote_id)
    if stored is None or payment is None or membership_digest(held.facts) != change.membership_digest:
        return
    if change.operation == "change" and change.effective_at > held.at:
        return
    if not newly_held(held, stored.quote) - set(held.facts.snapshot.products):
        apply(held, change, stored.quote, payment, on_trust=True)


def _owe(held: Hold, change: ChangeRecord, payment: PaymentRecord, state: PaymentState) -> None:
    """Write that the money of what took effect did not come; it is to be paid before the membership is put on hold.

    Who is asked to act this moment, with a card in hand, needs no letter about it.
    """
    held.store.payments.keep_decline(payment.payment_id, _reason(state))
    told = {"gateway": change.gateway, "reason": _reason(state)}
    owed = held.step(change, ChangeEvent.MONEY_FAILED, told, **_owed_until(held, change))
    if state.outcome is Outcome.DECLINED:
        mail_owner(held, "money_failed", owed)
        mail_admin(held, "money_failed", owed)


def _owed_until(held: Hold, change: ChangeRecord) -> Data:
    """Return what is written of a change whose money did not come."""
    until = change.payable_until or held.at + (timedelta() if held.is_gone else _time_to_pay(held))
    return {"problem": "declined", "payable_until": until}


def _time_to_pay(held: Hold) -> timedelta:
    """Return how long what is owed can be paid before the membership is put on hold: as an order, and the grace."""
    settings = held.facts.snapshot.settings
    return timedelta(days=settings.payment_window_days + settings.grace_days)


def hold_unpaid(services: Services, quote_id: str) -> bool:
    """Put the membership on hold of a change that took effect and was not paid in time; it stays owed."""
    known = services.database.reading(lambda store: store.changes.find(quote_id))
    return known is not None and services.database.transaction(lambda store: _hold_unpaid(services, store, known))


def _hold_unpaid(services: Services, store: Store, known: ChangeRecord) -> bool:
    """Lock, look again, put on hold; a membership that is closed already stays so."""
    held, change = lock_change(store, known, WORKER, services.clock.now())
    if change.status is not ChangeState.OWED or change.payable_until is None or change.payable_until > held.at:
        return False
    store.changes.save(change.status, replace(change, payable_until=None), held.at)
    if not held.is_gone and held.row.status in OPEN_STATUSES:
        put_on_hold(held, change)
    return True


def _await_payer(held: Hold, change: ChangeRecord, payment: PaymentRecord, state: PaymentState) -> None:
    """Let the change await its payment again; who was charged without being there is notified."""
    problem = "declined" if state.outcome is Outcome.DECLINED and not state.is_untouched else None
    event = ChangeEvent.PAYMENT_DECLINED if problem else ChangeEvent.PAYMENT_WAITS
    again = change.try_again_at if state.is_untouched else _try_again_at(held, change, state)
    told = {"gateway": change.gateway, "reason": _reason(state), "try_again_at": again.isoformat() if again else None}
    tries = change.tries + 1 if problem else change.tries
    held.store.payments.keep_decline(payment.payment_id, _reason(state))
    waiting = held.step(change, event, told, problem=problem, tries=tries, try_again_at=again)
    last = held.store.providers.last_call(CallName(change.gateway, "confirm", change.binding_quote_id))
    is_sent_again = state.is_untouched and again is not None
    if change.is_charged_later and not is_sent_again and (last is None or last.parameters.get("absent")):
        notify_unpaid(held, waiting, _reason(state))


def _declined_again(held: Hold, change: ChangeRecord, payment: PaymentRecord, state: PaymentState) -> None:
    """Keep why what its payer tried in the provider's own fields was declined; the change awaits its payment still."""
    held.store.payments.keep_decline(payment.payment_id, _reason(state))
    held.record("payment_declined", change, gateway=change.gateway, reason=_reason(state))
    if not is_held(change, held.at):
        held.store.changes.save(change.status, replace(change, problem="declined"), held.at)


def _reason(state: PaymentState) -> str | None:
    """Return our code of why a payment was declined, None where it was not."""
    return (state.reason or DeclinedReason.DECLINED).value if state.outcome is Outcome.DECLINED else None


def notify_unpaid(held: Hold, change: ChangeRecord, reason: str | None) -> None:
    """Tell owner and admin that a charge that began without its payer awaits them; ``reason``: it was declined."""
    stored = held.store.quotes.find(change.binding_quote_id)
    if reason is not None:
        mail_owner(held, "payment_declined", change, problem=reason)
        mail_admin(held, f"{change.operation}_awaiting_payment", change)
    elif stored is not None:
        notify_awaiting_payment(held, change, stored.quote)


def _try_again_at(held: Hold, change: ChangeRecord, state: PaymentState) -> datetime | None:
    """Return when what was declined is charged again without its payer; None: that is for them to do.

    A bank that asks for its customer would ask again.
    """
    settings = held.facts.settings if not held.is_gone else None
    if settings is None or state.outcome is not Outcome.DECLINED or not change.is_charged_later:
        return None
    if change.tries >= settings.retries or state.reason is DeclinedReason.AUTHENTICATION_REQUIRED:
        return None
    again = held.at + timedelta(days=settings.retry_days)
    return again if change.payable_until is None or again < change.payable_until else None
