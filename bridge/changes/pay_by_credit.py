"""Pay by account credit what awaits its payment, or is owed, as far as the credit goes.

Parts that came by hand are used in the same way where the rest is asked for by another gateway: no payment of a
provider's is for a part of what it says.
"""

from __future__ import annotations

from dataclasses import replace

from bridge.changes.apply import apply, write_carried_over
from bridge.changes.carry import carried_over, to_be_charged
from bridge.changes.end import give_parts_back
from bridge.changes.life import ChangeEvent
from bridge.changes.pay import let_go, paid_after_all
from bridge.changes.quoting import fitted
from bridge.changes.transaction import (
    Hold,
    ask_for_payment,
    lock_change,
    mail_owner,
    membership_digest,
    notify_awaiting_payment,
    release_credit,
    reserve_credit,
    take_credit,
)
from bridge.changes.unpaid import end_payment
from bridge.errors import ChangeUnknown
from bridge.people import WORKER
from bridge.ports import Services
from bridge.pricing.bill import balance_line
from bridge.pricing.quote import Quote
from bridge.store.changes import PAYABLE_STATES, ChangeRecord, ChangeState
from bridge.store.quotes import StoredQuote
from bridge.store.store import Store


def pay_by_credit(services: Services, quote_id: str) -> bool:
    """Use the free account credit for one order or renewal that awaits payment; False where there is none to use.

    The payment that was asked for ends, at its gateway first; what is left to pay is asked for anew. Money that comes
    for the old one after all becomes account credit in its turn, so none is lost.
    """
    change = let_go(services, quote_id)
    return change is not None and services.database.transaction(lambda store: _pay_by_credit(services, store, change))


def _pay_by_credit(services: Services, store: Store, known: ChangeRecord) -> bool:
    """Lock, look again, then settle all of it or charge the rest anew."""
    held, change = lock_change(store, known, WORKER, services.clock.now())
    stored = store.quotes.find(change.binding_quote_id)
    if stored is None:
        raise ChangeUnknown(quote_id=change.binding_quote_id)
    if held.is_gone or change.status not in PAYABLE_STATES or not held.free_credit_minor:
        return False
    if change.status is not ChangeState.OWED and membership_digest(held.facts) != change.membership_digest:
        return False
    free_minor = held.free_credit_minor + give_parts_back(held, change)
    end_payment(held, change)
    if change.status is not ChangeState.OWED and change.operation == "change" and change.effective_at > held.at:
        _schedule_again(held, change)
    else:
        _use(services, held, change, stored, free_minor)
    return True


def ask_for_rest(services: Services, held: Hold, change: ChangeRecord, gateway: str) -> None:
    """Ask by another gateway for what is still open of an order that a part came of by hand, and use that part for it.

    The payment before has ended at its gateway. A rest that the other one takes no sum as small as is carried over.
    """
    stored = held.store.quotes.find(change.binding_quote_id)
    if stored is None:
        raise ChangeUnknown(quote_id=change.binding_quote_id)
    part_minor = give_parts_back(held, change)
    end_payment(held, change)
    _use(services, held, replace(change, gateway=gateway, problem=None), stored, part_minor)


def _use(services: Services, held: Hold, change: ChangeRecord, stored: StoredQuote, free_minor: int) -> None:
    """Use so much free account credit: all of it is settled by that, or the rest is charged anew."""
    if change.status is ChangeState.OWED:
        _pay_owed_by_credit(services, held, change, stored, free_minor)
        return
    quote = fitted(services.gateways, with_credit(stored.quote, free_minor))
    due = replace(stored, id=services.new_id(), quote=quote)
    held.store.quotes.add(due)
    more = quote.account_credit_used_minor - stored.quote.account_credit_used_minor
    reserve_credit(held, more)
    open_change = replace(
        change,
        due_now_minor=quote.due_now_minor,
        credit_reserved_minor=change.credit_reserved_minor + more,
        due_quote_id=due.id,
    )
    held.store.changes.save(change.status, open_change, held.at)
    held.record("paid_by_account_credit", change, amount_minor=more, currency=change.currency)
    _apply_or_ask_for_rest(services, held, open_change, quote)


def _pay_owed_by_credit(
    services: Services, held: Hold, change: ChangeRecord, stored: StoredQuote, free_minor: int
) -> None:
    """Take what is owed from the free account credit, as far as it goes; the rest is asked for anew."""
    quote = fitted(services.gateways, with_credit(stored.quote, free_minor))
    due = replace(stored, id=services.new_id(), quote=quote)
    held.store.quotes.add(due)
    more = quote.account_credit_used_minor - stored.quote.account_credit_used_minor
    take_credit(held, change, more)
    left, quote = carried_over(
        services, held, replace(change, due_now_minor=quote.due_now_minor, due_quote_id=due.id), quote
    )
    held.store.changes.save(change.status, left, held.at)
    told = {"amount_minor": more, "currency": change.currency}
    if quote.due_now_minor:
        held.record("paid_by_account_credit", change, **told)
        ask_for_payment(services.gateways, held, left, quote)
    else:
        write_carried_over(held, left, quote)
        mail_owner(held, "money_arrived", paid_after_all(held, left, told), **told)


def _schedule_again(held: Hold, change: ChangeRecord) -> None:
    """Let a change for the term's end wait for its day: its charge is decided anew, account credit first."""
    release_credit(held, change)
    told = {"amount_minor": 0, "currency": change.currency}
    held.step(
        change,
        ChangeEvent.COVERED,
        told,
        due_now_minor=0,
        credit_reserved_minor=0,
        due_quote_id=None,
        payable_until=None,
    )
    held.store.changes.release_slot(change.membership_id, change.quote_id)


def _apply_or_ask_for_rest(services: Services, held: Hold, change: ChangeRecord, quote: Quote) -> None:
    """Apply what is paid; ask for the rest of what is not, or carry it over where no provider takes so little."""
    before = change
    change, quote = carried_over(services, held, change, quote)
    if change.is_charged_later:
        change = to_be_charged(services.gateways, held, change)
    if change != before:
        held.store.changes.save(change.status, change, held.at)
    if not change.due_now_minor:
        apply(held, change, quote, None)
        return
    ask_for_payment(services.gateways, held, change, quote)
    if not services.gateways.is_paid_by_hand(change.gateway) and not change.is_charged_later:
        notify_awaiting_payment(held, change, quote)


def with_credit(quote: Quote, free_minor: int) -> Quote:
    """Return a quote whose rest is paid by account credit that was not there when it was made, as far as it goes."""
    off = sum(line.amount_minor for line in quote.lines if line.code == "rounding")
    more = min(quote.due_now_minor - off, free_minor)
    used = quote.account_credit_used_minor + more
    before = quote.account_credit_used_minor + free_minor
    balance = balance_line(-used, before=before)
    others = tuple(line for line in quote.lines if line.code not in ("account_credit", "rounding"))
    return replace(
        quote,
        lines=(*others, balance) if balance else others,
        due_now_minor=quote.due_now_minor - off - more,
        account_credit_before_minor=before,
        account_credit_used_minor=used,
        account_credit_after_minor=before - used,
    )
