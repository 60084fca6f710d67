"""Pay what is open out of account credit: money that a customer has with the network goes before money asked for."""

from __future__ import annotations

from dataclasses import replace

from bridge.domain.change import ChangeState, transition
from bridge.domain.quotation import Quote
from bridge.domain.shown import balance_line
from bridge.services import account_credit, telling
from bridge.services.applying import apply
from bridge.services.authorship import WORKER
from bridge.services.change_errors import ChangeUnknown
from bridge.services.digests import membership_digest
from bridge.services.gateway_port import Outcome
from bridge.services.holding import Held
from bridge.services.pending_payment import await_payment
from bridge.services.ports import Services, Store
from bridge.services.pursuing import claim, hold_change, let_go
from bridge.services.records import ChangeRecord


def pay_by_credit(services: Services, quote_id: str) -> bool:
    """Use the free account credit for one order or renewal that awaits payment; False where there is none to use.

    The payment that was asked for ends, at its gateway first; what is left to pay is asked for anew. Money that comes
    for the old one after all becomes account credit in its turn, so none is lost.
    """
    change = services.database.reading(lambda store: store.changes.find(quote_id))
    if change is None or change.status is not ChangeState.AWAITING_PAYMENT:
        return False
    if not claim(services, change, ChangeState.AWAITING_PAYMENT):
        return False
    if let_go(services, change, WORKER) is not Outcome.CANCELLED:
        return False
    return services.database.transaction(lambda store: _pay(services, store, change))


def _pay(services: Services, store: Store, known: ChangeRecord) -> bool:
    """Lock, look again, then settle all of it or charge the rest anew."""
    held, change = hold_change(store, known, WORKER, services.clock.now())
    stored = store.quotes.find(change.binding_quote_id)
    if stored is None:
        raise ChangeUnknown(quote_id=change.binding_quote_id)
    if not isinstance(held, Held) or change.status is not ChangeState.AWAITING_PAYMENT or not held.balance.free_minor:
        return False
    if membership_digest(held.facts) != change.membership_digest:
        return False
    _end_payment(held, change)
    if change.operation == "change" and change.effective_at > held.at:
        _wait_again(held, change)
        return True
    quote = with_credit(stored.quote, held.balance.free_minor)
    due = replace(stored, id=services.new_id(), quote=quote)
    store.quotes.add(due)
    more = quote.account_credit_used_minor - stored.quote.account_credit_used_minor
    account_credit.reserve(held, more)
    open_change = replace(
        change,
        due_now_minor=quote.due_now_minor,
        credit_reserved_minor=change.credit_reserved_minor + more,
        due_quote_id=due.id,
    )
    store.changes.save(open_change, held.at)
    held.record("paid_by_account_credit", change, amount_minor=more, currency=change.currency)
    _go_on(held, open_change, quote)
    return True


def _end_payment(held: Held, change: ChangeRecord) -> None:
    """End the payment that was asked for."""
    payment = held.store.payments.of_quote(change.quote_id)
    if payment is not None and payment.status == "pending":
        held.store.payments.end(payment, "cancelled", held.at, received=False, marked_by=None)
        telling.forget_cached(held, [payment.payment_id], [])


def _wait_again(held: Held, change: ChangeRecord) -> None:
    """Let a change for the term's end wait for its day: its charge is decided anew, account credit first."""
    account_credit.release(held, change)
    status = transition(change.status, ChangeState.SCHEDULED)
    waiting = replace(
        change, status=status, due_now_minor=0, credit_reserved_minor=0, due_quote_id=None, payable_until=None
    )
    held.store.changes.save(waiting, held.at)
    held.store.changes.release_slot(change.membership_id, change.quote_id)
    held.record("paid_by_account_credit", change, amount_minor=0, currency=change.currency)


def _go_on(held: Held, change: ChangeRecord, quote: Quote) -> None:
    """Apply what is paid; ask for the rest of what is not."""
    if not change.due_now_minor:
        apply(held, change, quote, None)
        return
    await_payment(held, change, quote)
    telling.mail_owner(held, f"{change.operation}_awaiting_payment", change, **telling.tax_told(change, quote))
    telling.mail_admin(held, f"{change.operation}_awaiting_payment", change)


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
