"""Ask the gateway for money, and settle what arrived."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bridge.changes.apply import apply, newly_held
from bridge.changes.calls import (
    agreed_payers,
    answered,
    confirm_payment,
    create_payment,
    is_at_provider,
    last_confirmation,
    payer_of,
)
from bridge.changes.end import end, give_parts_back, keep_money, open_again
from bridge.changes.life import ChangeEvent, journal_of, step_of
from bridge.changes.receipt import issue_receipt
from bridge.changes.transaction import (
    Data,
    Hold,
    forget_cached,
    keep_credit_for,
    lock,
    lock_change,
    mail_owner,
    membership_digest,
    moves_of,
    own_reference,
    subject_of,
    tell_arrived,
)
from bridge.changes.unpaid import LeaseHeld, notify_unpaid, write_unpaid
from bridge.errors import ChangeUnknown, PaymentUnknown
from bridge.gateways.port import (
    Confirmation,
    DeclinedReason,
    GatewayRefused,
    GatewayUnreachable,
    Outcome,
    PaymentState,
)
from bridge.people import GATEWAY, WORKER, Author
from bridge.ports import Services
from bridge.store.changes import OPEN_STATES, PAYABLE_STATES, UNPAID_STATES, ChangeRecord, ChangeState
from bridge.store.journal import Event
from bridge.store.payments import PaymentRecord
from bridge.store.store import Store

#: States in which a gateway was asked for the money, and its answer decides.
_AT_THE_GATEWAY = frozenset({ChangeState.PROCESSING, ChangeState.APPLIED_ON_TRUST})
#: How long whoever asks a gateway has for it; after that the worker looks the payment up.
LEASE = timedelta(minutes=2)
#: A payment that awaits its payer is asked about after this, where its provider says nothing; then ever more seldom.
FIRST_ASKED, SELDOM = timedelta(minutes=10), timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Means:
    """What somebody pays with: a method of theirs, None: one they give in the provider's own fields.

    ``saves``: they agreed that later payments are started without them, from what they pay with now.
    """

    method_id: str | None = None
    saves: bool = False


ANYTHING = Means()


def settle(services: Services, payment_id: int, author: Author) -> None:
    """Record that the money of a payment is here and do what it was for; a payment settled before stays as it is.

    :raises PaymentUnknown: where no payment of ours has this id.
    """
    services.database.transaction(lambda store: settle_in(services, store, payment_id, author))


def settle_in(
    services: Services, store: Store, payment_id: int, author: Author, paid_at: datetime | None = None
) -> None:
    """Settle in the caller's transaction: lock in the one order, look whether it is settled, then settle.

    All of the money is here by this payment: parts of it that came by hand are account credit then. ``paid_at``: when
    it moved, None: as far as anybody knows, now.

    :raises PaymentUnknown: where no payment of ours has this id.
    """
    known = store.payments.find(payment_id)
    if known is None or known.quote_id is None:
        raise PaymentUnknown(payment_id=payment_id)
    held = lock(store, services.clock.now(), author, subject_of(known))
    change = store.changes.lock(known.quote_id)
    payment = store.payments.lock(payment_id)
    if change is None or payment is None:
        raise ChangeUnknown(quote_id=known.quote_id)
    if payment.status in ("pending", "cancelled"):
        part_minor = give_parts_back(held, change)
        if part_minor:
            mail_owner(held, "part_kept_as_credit", change, part_minor=part_minor)
        use_money(held, change, payment, held.at)
        note_enforced(held, change, payment, paid_at or held.at)
        issue_receipt(held, change, payment)


def note_enforced(held: Hold, change: ChangeRecord, payment: PaymentRecord, paid_at: datetime) -> None:
    """Note how long it took from the money to the limits, of a change that has taken effect with it just now."""
    if change.operation == "change" and change.status in OPEN_STATES - UNPAID_STATES:
        held.store.payments.note_enforced(payment.payment_id, change.quote_id, paid_at)


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
    elif change.status in UNPAID_STATES:
        _arrived(held, change, payment)
    elif _is_replaced(held, payment):
        keep_money(held, change, payment, "charged_anew")
    elif _is_too_late(change, came_at):
        keep_money(held, end(held, change, ChangeEvent.ENDED, "received_late"), payment, "received_late")
    elif held.is_gone:
        _end_for_attention(held, change, payment, "membership_gone")
    elif membership_digest(held.facts) != change.membership_digest:
        _end_for_attention(held, change, payment, "basis_moved")
    elif change.operation == "change" and change.effective_at > held.at:
        _schedule_paid(held, change, payment)
    else:
        _apply(held, change, payment)


def _arrived(held: Hold, change: ChangeRecord, payment: PaymentRecord) -> None:
    """Write that the money is there of what took effect before it; a membership that was on hold for it opens again."""
    if _is_replaced(held, payment):
        keep_money(held, change, payment, "charged_anew")
        return
    paid = paid_after_all(held, change, {"payment_id": payment.payment_id})
    forget_cached(held, payment.shared_ids, [])
    tell_arrived(held, paid, payment)


def paid_after_all(held: Hold, change: ChangeRecord, told: Data) -> ChangeRecord:
    """End what took effect before it was paid, as paid; its owner is told by whoever knows what paid it."""
    paid = held.step(change, ChangeEvent.MONEY_ARRIVED, told, problem=None, payable_until=None, settled_at=held.at)
    held.store.changes.release_slot(change.membership_id, change.quote_id)
    if not held.is_gone and held.row.status == "on-hold":
        open_again(held, paid)
    return paid


def _schedule_paid(held: Hold, change: ChangeRecord, payment: PaymentRecord) -> None:
    """Let a change for the term's end that was paid ahead wait again: its money is held for it until then."""
    paid = keep_credit_for(held, change, payment)
    told = {"effective_at": change.effective_at.isoformat()}
    waiting = held.step(
        paid, ChangeEvent.PAID_AHEAD, told, due_now_minor=0, due_quote_id=None, payable_until=None, problem=None
    )
    held.store.changes.release_slot(change.membership_id, change.quote_id)
    forget_cached(held, payment.shared_ids, [])
    what_was_paid = {"bound_quote_id": change.binding_quote_id, "amount_minor": payment.amount_minor}
    mail_owner(held, "change_scheduled", waiting, payment_id=payment.payment_id, **what_was_paid)


def _end_for_attention(held: Hold, change: ChangeRecord, payment: PaymentRecord, problem: str) -> None:
    """End the change as one that a person looks at, its money as account credit."""
    keep_money(held, end(held, change, ChangeEvent.UNUSABLE, problem), payment, problem)


def _apply(held: Hold, change: ChangeRecord, payment: PaymentRecord) -> None:
    """Apply the quote that binds the change; a product that it brings and that was deleted cannot be had."""
    stored = held.store.quotes.find(change.binding_quote_id)
    if stored is None:
        raise ChangeUnknown(quote_id=change.binding_quote_id)
    if newly_held(held, stored.quote) - set(held.facts.snapshot.products):
        _end_for_attention(held, change, payment, "product_gone")
        return
    apply(held, change, stored.quote, payment)


def _is_replaced(held: Hold, payment: PaymentRecord) -> bool:
    """Tell whether the change is charged by another payment now, after account credit had paid a part of it."""
    newest = None if payment.quote_id is None else held.store.payments.of_quote(payment.quote_id)
    return newest is not None and newest.payment_id != payment.payment_id


def _is_too_late(change: ChangeRecord, came_at: datetime) -> bool:
    """Tell whether the time to pay had passed; money that was sent in time and is being confirmed is not late."""
    if change.status is ChangeState.PROCESSING or change.payable_until is None:
        return False
    return came_at >= change.payable_until


def charge(services: Services, change: ChangeRecord, means: Means = ANYTHING) -> PaymentState | None:
    """Ask the gateway of a change that awaits payment for the money; None where it is not one to be asked.

    The answer says what the payer has to do next, where that is something. A gateway that does not answer leaves the
    change ``processing``: the worker looks it up, by the same id.
    """
    if change.status not in PAYABLE_STATES or services.gateways.is_paid_by_hand(change.gateway):
        return None
    state = None
    with suppress(GatewayUnreachable):
        state = _charge(services, change, means)
    return state or PaymentState(Outcome.PROCESSING)


def charge_saved(services: Services, quote_id: str) -> bool:
    """Charge what its payer has saved for a renewal, or a change on its day, that awaits payment; once.

    Where they do not let this membership be charged any more, it is declined as one with nothing saved.
    False where it is not one to be charged so, or somebody else is at it.
    """
    change = services.database.reading(lambda store: store.changes.find(quote_id))
    if change is None or change.status is not ChangeState.AWAITING_PAYMENT or not change.is_charged_later:
        return False
    payer = agreed_payers(services, change.membership_id, change.customer_id).get(change.gateway)
    chosen = services.gateways[change.gateway].chosen_method(payer) if payer else None
    return _charge(services, change, Means(chosen), is_absent=True) is not None


def _charge(services: Services, change: ChangeRecord, means: Means, *, is_absent: bool = False) -> PaymentState | None:
    """Create the payment at the gateway, keep its id, then let the money move under the change's lease."""
    try:
        payment = _at_gateway(services, change, means)
    except GatewayRefused as refused:
        return _refused(services, change, refused)
    if payment is None or not claim(services, change, ChangeState.PROCESSING):
        return None
    confirmation = Confirmation(payment.provider_id, means.method_id, means.saves)
    state = confirm_payment(services, change, confirmation, is_absent=is_absent)
    resolve(services, change.quote_id, payment.payment_id, state)
    return state


def _at_gateway(services: Services, change: ChangeRecord, means: Means) -> PaymentRecord | None:
    """Return the payment of a change with its id at the gateway, made there where it has none.

    None where the money of the change is asked for anew meanwhile: what was made there is confirmed by nobody.
    """
    payment = services.database.reading(lambda store: store.payments.of_quote(change.quote_id))
    if payment is not None and is_at_provider(change, payment):
        return payment
    provider_id = create_payment(services, change, saves_method=means.saves and means.method_id is None)
    return _keep_provider_id(services, change, provider_id)


def _refused(services: Services, change: ChangeRecord, refused: GatewayRefused) -> PaymentState:
    """Write down that a provider takes no such payment; the change awaits its payment, by another way to pay."""
    reason = DeclinedReason.NOT_SUPPORTED

    def write(store: Store) -> None:
        held, found = lock_change(store, change, GATEWAY, services.clock.now())
        payment = store.payments.of_quote(found.quote_id)
        if found.status not in PAYABLE_STATES or payment is None or is_at_provider(change, payment):
            return
        store.payments.keep_decline(payment.payment_id, reason)
        waiting = replace(found, problem="declined", try_again_at=None)
        store.changes.save(found.status, waiting, held.at)
        held.record("payment_refused", found, gateway=found.gateway, code=refused.code)
        if found.is_charged_later:
            notify_unpaid(held, waiting, reason.value)

    services.database.transaction(write)
    return PaymentState(Outcome.DECLINED, reason=reason)


def look_up(services: Services, quote_id: str) -> Outcome | None:
    """Ask the gateway how a payment stands that somebody began and left; None where nobody needs to ask.

    A charge without its payer that never arrived there is sent again, under its own key.
    """
    change = services.database.reading(lambda store: store.changes.find(quote_id))
    if change is None or change.status not in _AT_THE_GATEWAY:
        return None
    payment = services.database.reading(lambda store: store.payments.of_quote(quote_id))
    if payment is None or not claim(services, change, change.status):
        return None
    state = _found_out(services, change, payment)
    resolve(services, quote_id, payment.payment_id, state)
    return state.outcome


def _found_out(services: Services, change: ChangeRecord, payment: PaymentRecord) -> PaymentState:
    """Ask how a payment stands, and close the attempt whose outcome is known by that.

    One that has no id at its gateway was never confirmed: it waits for its payer.
    """
    if not is_at_provider(change, payment):
        return PaymentState(Outcome.WAITING, is_untouched=True)
    state = services.gateways[change.gateway].look_up(payment.provider_id)
    attempt = last_confirmation(services, change)
    if attempt is None:
        return state
    if state.is_untouched and change.is_charged_later and attempt.parameters.get("absent"):
        again = Confirmation(payment.provider_id, attempt.parameters.get("method"))
        return confirm_payment(services, change, again, is_absent=True)
    if not attempt.is_answered:
        answered(services, attempt.call_id)
    return state


def ask_about(services: Services, payment_id: int) -> bool:
    """Ask how a payment stands whose payer has it in hand and of which nothing was heard; False: as before.

    Each time it is asked later: somebody who pays comes back, or the provider says so.
    """
    payment = services.database.reading(lambda store: store.payments.find(payment_id))
    if payment is None or payment.quote_id is None:
        return False
    now = services.clock.now()
    later = now + min(max((now - payment.created_at) / 4, FIRST_ASKED), SELDOM)
    gateway = services.gateways.get(payment.gateway)
    services.database.transaction(lambda store: store.payments.ask_later(payment_id, later))
    if gateway is None:
        return False
    state = gateway.look_up(payment.provider_id)
    with suppress(LeaseHeld):
        resolve(services, payment.quote_id, payment_id, state)
    return state.outcome is Outcome.SUCCEEDED


def cancel_at_gateway(services: Services, change: ChangeRecord, author: Author) -> Outcome:
    """Ask the gateway to give a payment up, under the change's lease; money that came first settles the change.

    A payment that has no id at its gateway was never confirmed, so there is nothing to give up.
    """
    payment = services.database.reading(lambda store: store.payments.of_quote(change.quote_id))
    if payment is None or not is_at_provider(change, payment):
        return Outcome.CANCELLED
    outcome = services.gateways[change.gateway].cancel(payment.provider_id)
    if outcome is Outcome.SUCCEEDED:
        settle(services, payment.payment_id, author)
    elif outcome is Outcome.PROCESSING:
        resolve(services, change.quote_id, payment.payment_id, PaymentState(outcome))
    return outcome


def claim(services: Services, change: ChangeRecord, after: ChangeState) -> bool:
    """Take a change's lease in a transaction of its own; False where somebody else has it or it moved on.

    ``after`` is the state that it has, or ``processing``: its payment is sent.
    """
    if after is ChangeState.PROCESSING and change.status in PAYABLE_STATES:
        return services.database.transaction(lambda store: _send(services, store, change))
    now = services.clock.now()
    return services.database.transaction(
        lambda store: store.changes.claim(change, change.status, services.new_id(), now, now + LEASE)
    )


def _send(services: Services, store: Store, change: ChangeRecord) -> bool:
    """Let only the gateway's answer decide from now on, with its row in the journal."""
    now, step = services.clock.now(), step_of(change.status, ChangeEvent.PAYMENT_SENT)
    store.locks.hold(subject_of(change), now)
    if not store.changes.claim(change, step.after, services.new_id(), now, now + LEASE):
        return False
    store.journal.append(
        Event(
            membership_id=change.membership_id,
            event=journal_of(step, change.operation),
            cause=GATEWAY.cause,
            at=now,
            data={"gateway": change.gateway, "moves": moves_of(step)},
            quote_id=change.quote_id,
        )
    )
    return True


def resolve(services: Services, quote_id: str, payment_id: int, state: PaymentState) -> None:
    """Do what the gateway's answer means: apply, wait on, wait again, or end.

    :raises LeaseHeld: where a payment was given up by somebody who is still at it.
    """
    if state.outcome is Outcome.SUCCEEDED and state.saved_method is not None:
        _charge_later(services, payment_id, state.saved_method)
    services.database.transaction(lambda store: resolve_in(services, store, quote_id, payment_id, state))


def _charge_later(services: Services, payment_id: int, method_id: str) -> None:
    """Let what was paid with and saved be what is charged from now on, also where something else was chosen before.

    Once, before the payment is settled: what is chosen after it stays. Money that came never waits for this; where the
    provider does not take it, what was chosen before is charged.
    """
    payment = services.database.reading(lambda store: store.payments.find(payment_id))
    if payment is None or payment.status != "pending":
        return
    payer = payer_of(services, payment.gateway, payment.customer_id)
    services.database.transaction(lambda store: store.letters.look_again(payment.customer_id))
    with suppress(GatewayUnreachable, GatewayRefused):
        services.gateways[payment.gateway].make_default(payer, method_id)
    services.database.transaction(lambda store: store.letters.look_again(payment.customer_id))


def resolve_in(services: Services, store: Store, quote_id: str, payment_id: int, state: PaymentState) -> None:
    """Do in the caller's transaction what the gateway's answer means.

    :raises LeaseHeld: where a payment was given up by somebody who is still at it.
    """
    if state.outcome is Outcome.SUCCEEDED:
        settle_in(services, store, payment_id, GATEWAY, state.paid_at)
    else:
        write_unpaid(services, store, quote_id, payment_id, state)


def _keep_provider_id(services: Services, change: ChangeRecord, provider_id: str) -> PaymentRecord | None:
    """Commit the id that the gateway gave before anything is asked of it by that id; None: it is of another payment."""

    def keep(store: Store) -> PaymentRecord | None:
        payment = store.payments.of_quote(change.quote_id)
        if payment is None:
            raise ChangeUnknown(quote_id=change.quote_id)
        if payment.provider_id not in (provider_id, own_reference(change)):
            return None
        if payment.provider_id != provider_id:
            has_provider = services.gateways[change.gateway].has_provider
            ask_after = services.clock.now() + FIRST_ASKED if has_provider else None
            store.payments.name_at_provider(payment.payment_id, provider_id, ask_after)
        return replace(payment, provider_id=provider_id)

    return services.database.transaction(keep)


def let_go(services: Services, quote_id: str, author: Author = WORKER) -> ChangeRecord | None:
    """Keep others from confirming an unpaid change and end its payment at the gateway.

    None where it awaits no payment, somebody else holds it, or money was found: that settles it.
    """
    change = services.database.reading(lambda store: store.changes.find(quote_id))
    if change is None or change.status not in PAYABLE_STATES or not claim(services, change, change.status):
        return None
    return change if cancel_at_gateway(services, change, author) is Outcome.CANCELLED else None
