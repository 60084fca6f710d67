"""Ask the gateway for money, and settle what arrived."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from bridge.changes.apply import apply
from bridge.changes.end import end, end_unpaid, give_parts_back, keep_money
from bridge.changes.transaction import (
    Hold,
    ask_for_payment,
    forget_cached,
    keep_credit_for,
    lock,
    lock_change,
    mail_admin,
    mail_owner,
    membership_digest,
    notify_awaiting_payment,
    own_reference,
    release_credit,
    reserve_credit,
    subject_of,
)
from bridge.errors import ChangeUnknown, GatewayUnsuitable, PaymentUnknown
from bridge.gateways.port import EventSubject, GatewayUnreachable, Outcome, PaymentOrder, PaymentState
from bridge.people import GATEWAY, WORKER, Author
from bridge.ports import Services
from bridge.pricing.bill import balance_line
from bridge.pricing.quote import Quote
from bridge.store.changes import OPEN_STATES, ChangeRecord, ChangeState, transition
from bridge.store.payments import PaymentRecord
from bridge.store.store import Store

#: How long whoever asks a gateway has for it; after that the worker looks the payment up.
LEASE = timedelta(minutes=2)
#: Money that is on its way (a direct debit takes days) is asked about again after this.
ON_ITS_WAY = timedelta(hours=1)


def settle(services: Services, payment_id: int, author: Author) -> None:
    """Record that the money of a payment is here and do what it was for; a payment settled before stays as it is.

    :raises PaymentUnknown: where no payment of ours has this id.
    """
    services.database.transaction(lambda store: _settle(services, store, payment_id, author))


def _settle(services: Services, store: Store, payment_id: int, author: Author) -> None:
    """Lock in the one order, look whether it is settled, then settle."""
    known = store.payments.find(payment_id)
    if known is None or known.quote_id is None:
        raise PaymentUnknown(payment_id=payment_id)
    held = lock(store, services.clock.now(), author, subject_of(known))
    change = store.changes.lock(known.quote_id)
    payment = store.payments.lock(payment_id)
    if change is None or payment is None:
        raise ChangeUnknown(quote_id=known.quote_id)
    if payment.status in ("pending", "cancelled"):
        use_money(held, change, payment, held.at)


def use_money(held: Hold, change: ChangeRecord, payment: PaymentRecord, came_at: datetime) -> None:
    """Write the payment as completed, with its row for the other plugin, then use the money or keep it.

    ``came_at`` says whether it came in time: a transfer may be marked days after it came.
    """
    payment = held.store.payments.receive(payment, came_at, held.author.user_id)
    held.record(
        "payment_received",
        change,
        payment_id=payment.payment_id,
        amount_minor=payment.amount_minor,
        currency=payment.currency,
        gateway=payment.gateway,
    )
    if change.status not in OPEN_STATES:
        keep_money(held, change, payment, "received_late")
    elif _is_replaced(held, payment):
        keep_money(held, change, payment, "charged_anew")
    elif _is_too_late(change, came_at):
        keep_money(held, end(held, change, ChangeState.VOID, "received_late"), payment, "received_late")
    elif held.is_gone:
        _end_for_attention(held, change, payment, "membership_gone")
    elif membership_digest(held.facts) != change.membership_digest:
        _end_for_attention(held, change, payment, "basis_moved")
    elif change.operation == "change" and change.effective_at > held.at:
        _schedule_paid(held, change, payment)
    else:
        _apply(held, change, payment)


def _schedule_paid(held: Hold, change: ChangeRecord, payment: PaymentRecord) -> None:
    """Let a change for the term's end that was paid ahead wait again: its money is held for it until then."""
    paid = keep_credit_for(held, change, payment)
    status = transition(change.status, ChangeState.SCHEDULED)
    waiting = replace(paid, status=status, due_now_minor=0, due_quote_id=None, payable_until=None, problem=None)
    held.store.changes.save(waiting, held.at)
    held.store.changes.release_slot(change.membership_id, change.quote_id)
    held.record("change_paid_ahead", change, effective_at=change.effective_at.isoformat())
    forget_cached(held, payment.shared_ids, [])
    mail_owner(held, "change_scheduled", waiting)


def _end_for_attention(held: Hold, change: ChangeRecord, payment: PaymentRecord, problem: str) -> None:
    """End the change as one that a person looks at, its money as account credit."""
    keep_money(held, end(held, change, ChangeState.NEEDS_ATTENTION, problem), payment, problem)


def _apply(held: Hold, change: ChangeRecord, payment: PaymentRecord) -> None:
    """Apply the quote that binds the change; a product that it brings and that was deleted cannot be had."""
    stored = held.store.quotes.find(change.binding_quote_id)
    if stored is None:
        raise ChangeUnknown(quote_id=change.binding_quote_id)
    if _newly_held(held, stored.quote) - set(held.facts.snapshot.products):
        _end_for_attention(held, change, payment, "product_gone")
        return
    apply(held, change, stored.quote, payment)


def _newly_held(held: Hold, quote: Quote) -> set[int]:
    """Return the products that the membership does not hold yet; what it holds stays, also where it is gone."""
    present = held.facts.snapshot.membership
    return {quote.after.plan_id, *quote.after.addons} - {present.plan_id, *present.addons}


def _is_replaced(held: Hold, payment: PaymentRecord) -> bool:
    """Tell whether the change is charged by another payment now, after account credit had paid a part of it."""
    newest = None if payment.quote_id is None else held.store.payments.of_quote(payment.quote_id)
    return newest is not None and newest.payment_id != payment.payment_id


def _is_too_late(change: ChangeRecord, came_at: datetime) -> bool:
    """Tell whether the time to pay had passed; money that was sent in time and is being confirmed is not late."""
    if change.status is ChangeState.PROCESSING or change.payable_until is None:
        return False
    return came_at >= change.payable_until


def charge(services: Services, change: ChangeRecord) -> PaymentState | None:
    """Ask the gateway of a change that awaits payment for the money; None where it is not one to be asked.

    The answer says what the payer has to do next, where that is something. A gateway that does not answer leaves the
    change ``processing``: the worker looks it up, by the same id.
    """
    if change.status is not ChangeState.AWAITING_PAYMENT or services.gateways.is_paid_by_hand(change.gateway):
        return None
    state = None
    with suppress(GatewayUnreachable):
        state = _charge(services, change, services.gateways[change.gateway].confirm)
    return state or PaymentState(Outcome.PROCESSING)


def charge_saved(services: Services, quote_id: str) -> bool:
    """Charge what its payer has saved for a renewal, or a change on its day, that awaits payment; once.

    False where it is not one to be charged so, or somebody else is at it.
    """
    change = services.database.reading(lambda store: store.changes.find(quote_id))
    if change is None or change.status is not ChangeState.AWAITING_PAYMENT or not change.is_charged_later:
        return False
    return _charge(services, change, services.gateways[change.gateway].charge_saved) is not None


def _charge(services: Services, change: ChangeRecord, confirm: Callable[[str], PaymentState]) -> PaymentState | None:
    """Create the payment at the gateway, keep its id, then let the money move under the change's lease."""
    order = PaymentOrder(change.binding_quote_id, change.due_now_minor, change.currency, change.customer_id)
    provider_id = services.gateways[change.gateway].create(order)
    payment = _keep_provider_id(services, change, provider_id)
    if not claim(services, change, ChangeState.PROCESSING):
        return None
    state = confirm(provider_id)
    resolve(services, change.quote_id, payment.payment_id, state)
    return state


def look_up(services: Services, quote_id: str) -> Outcome | None:
    """Ask the gateway how a payment stands that somebody began and left; None where nobody needs to ask."""
    change = services.database.reading(lambda store: store.changes.find(quote_id))
    if change is None or change.status is not ChangeState.PROCESSING:
        return None
    payment = services.database.reading(lambda store: store.payments.of_quote(quote_id))
    if payment is None or not claim(services, change, ChangeState.PROCESSING):
        return None
    state = services.gateways[change.gateway].look_up(payment.provider_id)
    resolve(services, quote_id, payment.payment_id, state)
    return state.outcome


def receive_webhook(services: Services, gateway_id: str, body: bytes, headers: Mapping[str, str]) -> Outcome | None:
    """Do what a provider's event means; None where it is about no payment of this network: then it is only noted.

    The event says which payment; how that stands is asked, so an event that comes twice or late does no harm.

    :raises GatewayUnsuitable: where the network has no such gateway.
    :raises WebhookRefused: where the provider did not sign it.
    """
    gateway = services.gateways.get(gateway_id)
    if gateway is None:
        raise GatewayUnsuitable(gateway=gateway_id)
    event = gateway.read_webhook(body, headers, services.clock.now())
    if event.subject is not EventSubject.PAYMENT:
        return None
    payment = services.database.reading(lambda store: store.payments.find_at_provider(gateway_id, event.object_id))
    if payment is None or payment.quote_id is None:
        return None
    state = gateway.look_up(payment.provider_id)
    resolve(services, payment.quote_id, payment.payment_id, state)
    return state.outcome


def cancel_at_gateway(services: Services, change: ChangeRecord, author: Author) -> Outcome:
    """Ask the gateway to give a payment up, under the change's lease; money that came first settles the change.

    A payment that has no id at its gateway was never confirmed, so there is nothing to give up.
    """
    payment = services.database.reading(lambda store: store.payments.of_quote(change.quote_id))
    if payment is None or payment.provider_id == own_reference(change):
        return Outcome.CANCELLED
    outcome = services.gateways[change.gateway].cancel(payment.provider_id)
    if outcome is Outcome.SUCCEEDED:
        settle(services, payment.payment_id, author)
    return outcome


def claim(services: Services, change: ChangeRecord, after: ChangeState) -> bool:
    """Take a change's lease in a transaction of its own; False where somebody else has it or it moved on."""
    now = services.clock.now()
    return services.database.transaction(
        lambda store: store.changes.claim(change, after.value, services.new_id(), now, now + LEASE)
    )


def resolve(services: Services, quote_id: str, payment_id: int, state: PaymentState) -> None:
    """Do what the gateway's answer means: apply, wait on, wait again, or end."""
    if state.outcome is Outcome.SUCCEEDED:
        settle(services, payment_id, GATEWAY)
        return
    services.database.transaction(lambda store: _unpaid(services, store, quote_id, state))


def _unpaid(services: Services, store: Store, quote_id: str, state: PaymentState) -> None:
    """Write what became of a payment that brought no money yet; one settled meanwhile stays settled."""
    known = store.changes.find(quote_id)
    if known is None:
        raise ChangeUnknown(quote_id=quote_id)
    held, change = lock_change(store, known, GATEWAY, services.clock.now())
    if change.status is not ChangeState.PROCESSING:
        return
    if state.outcome is Outcome.PROCESSING:
        store.changes.postpone(quote_id, services.new_id(), held.at + ON_ITS_WAY)
    elif state.outcome is Outcome.CANCELLED:
        end_unpaid(held, change, ChangeState.CANCELLED)
    else:
        _await_payer(held, change, state)


def _await_payer(held: Hold, change: ChangeRecord, state: PaymentState) -> None:
    """Let the change await its payment again; who was charged without being there is notified."""
    problem = "declined" if state.outcome is Outcome.DECLINED else None
    waiting = replace(change, status=transition(change.status, ChangeState.AWAITING_PAYMENT), problem=problem)
    held.store.changes.save(waiting, held.at)
    held.record("payment_declined" if problem else "payment_waits", change, gateway=change.gateway)
    stored = held.store.quotes.find(change.binding_quote_id) if change.is_charged_later else None
    if stored is None:
        return
    if problem is None:
        notify_awaiting_payment(held, waiting, stored.quote)
        return
    mail_owner(held, "payment_declined", waiting, problem=state.reason or problem)
    mail_admin(held, f"{change.operation}_awaiting_payment", waiting)


def _keep_provider_id(services: Services, change: ChangeRecord, provider_id: str) -> PaymentRecord:
    """Commit the id that the gateway gave before anything is asked of it by that id."""

    def keep(store: Store) -> PaymentRecord:
        payment = store.payments.of_quote(change.quote_id)
        if payment is None:
            raise ChangeUnknown(quote_id=change.quote_id)
        if payment.provider_id != provider_id:
            store.payments.name_at_provider(payment.payment_id, provider_id)
        return payment

    return services.database.transaction(keep)


def share(services: Services, payment_id: int) -> bool:
    """Write the shared row of a payment whose money is there, where the plugin that was to write it runs no more."""

    def write(store: Store) -> bool:
        payment = store.payments.lock(payment_id)
        return payment is not None and payment.shared_id is None and store.payments.share(payment).shared_id is not None

    return services.database.transaction(write)


def take_out(services: Services, payment_id: int) -> bool:
    """Take what nobody has paid out of the shared table, where an earlier version wrote it; False: it is out."""

    def take(store: Store) -> bool:
        payment = store.payments.lock(payment_id)
        if payment is None or payment.shared_id is None or payment.status not in ("pending", "cancelled"):
            return False
        store.payments.take_out(payment)
        cached = {"payment_ids": payment.shared_ids}
        store.outbox.add("forget_cached", cached, services.clock.now(), membership_id=payment.membership_id)
        return True

    return services.database.transaction(take)


def pay_by_credit(services: Services, quote_id: str) -> bool:
    """Use the free account credit for one order or renewal that awaits payment; False where there is none to use.

    The payment that was asked for ends, at its gateway first; what is left to pay is asked for anew. Money that comes
    for the old one after all becomes account credit in its turn, so none is lost.
    """
    change = let_go(services, quote_id)
    return change is not None and services.database.transaction(lambda store: _pay_by_credit(services, store, change))


def let_go(services: Services, quote_id: str) -> ChangeRecord | None:
    """Keep others from confirming an unpaid change and end its payment at the gateway; the worker does.

    None where it awaits no payment, somebody else holds it, or money was found: that settles it.
    """
    change = services.database.reading(lambda store: store.changes.find(quote_id))
    if change is None or change.status is not ChangeState.AWAITING_PAYMENT:
        return None
    if not claim(services, change, ChangeState.AWAITING_PAYMENT):
        return None
    return change if cancel_at_gateway(services, change, WORKER) is Outcome.CANCELLED else None


def _pay_by_credit(services: Services, store: Store, known: ChangeRecord) -> bool:
    """Lock, look again, then settle all of it or charge the rest anew."""
    held, change = lock_change(store, known, WORKER, services.clock.now())
    stored = store.quotes.find(change.binding_quote_id)
    if stored is None:
        raise ChangeUnknown(quote_id=change.binding_quote_id)
    if held.is_gone or change.status is not ChangeState.AWAITING_PAYMENT or not held.free_credit_minor:
        return False
    if membership_digest(held.facts) != change.membership_digest:
        return False
    free_minor = held.free_credit_minor + give_parts_back(held, change)
    _end_payment(held, change)
    if change.operation == "change" and change.effective_at > held.at:
        _schedule_again(held, change)
        return True
    quote = with_credit(stored.quote, free_minor)
    due = replace(stored, id=services.new_id(), quote=quote)
    store.quotes.add(due)
    more = quote.account_credit_used_minor - stored.quote.account_credit_used_minor
    reserve_credit(held, more)
    open_change = replace(
        change,
        due_now_minor=quote.due_now_minor,
        credit_reserved_minor=change.credit_reserved_minor + more,
        due_quote_id=due.id,
    )
    store.changes.save(open_change, held.at)
    held.record("paid_by_account_credit", change, amount_minor=more, currency=change.currency)
    _apply_or_ask_for_rest(services, held, open_change, quote)
    return True


def _end_payment(held: Hold, change: ChangeRecord) -> None:
    payment = held.store.payments.of_quote(change.quote_id)
    if payment is not None and payment.status == "pending":
        held.store.payments.cancel(payment)


def _schedule_again(held: Hold, change: ChangeRecord) -> None:
    """Let a change for the term's end wait for its day: its charge is decided anew, account credit first."""
    release_credit(held, change)
    status = transition(change.status, ChangeState.SCHEDULED)
    waiting = replace(
        change, status=status, due_now_minor=0, credit_reserved_minor=0, due_quote_id=None, payable_until=None
    )
    held.store.changes.save(waiting, held.at)
    held.store.changes.release_slot(change.membership_id, change.quote_id)
    held.record("paid_by_account_credit", change, amount_minor=0, currency=change.currency)


def _apply_or_ask_for_rest(services: Services, held: Hold, change: ChangeRecord, quote: Quote) -> None:
    """Apply what is paid; ask for the rest of what is not."""
    if not change.due_now_minor:
        apply(held, change, quote, None)
        return
    ask_for_payment(services.gateways, held, change, quote)
    if not services.gateways.is_paid_by_hand(change.gateway) and not change.is_charged_later:
        notify_awaiting_payment(held, change, quote)


def with_credit(quote: Quote, free_minor: int) -> Quote:
    """Return a quote whose rest is paid by account credit that was not there when it was made, as far as it goes."""
    more = min(quote.due_now_minor, free_minor)
    used = quote.account_credit_used_minor + more
    before = quote.account_credit_used_minor + free_minor
    balance = balance_line(-used, before=before)
    others = tuple(line for line in quote.lines if line.code != "account_credit")
    return replace(
        quote,
        lines=(*others, balance) if balance else others,
        due_now_minor=quote.due_now_minor - more,
        account_credit_before_minor=before,
        account_credit_used_minor=used,
        account_credit_after_minor=before - used,
    )
