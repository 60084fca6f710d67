"""Begin the next term of memberships that are ours: one charge, as quoted, asked for before the old term's end."""

from __future__ import annotations

from datetime import datetime, timedelta

from bridge.changes.apply import apply
from bridge.changes.calls import gateway_for_absent
from bridge.changes.carry import carried_over, to_be_charged
from bridge.changes.end import (
    OPEN_STATUSES,
    close,
    close_cancelled,
    deadline_of,
    end_addons,
    end_paid_in_full,
    is_overdue,
    is_paid_in_full,
)
from bridge.changes.life import ChangeEvent
from bridge.changes.look import wait_for_day
from bridge.changes.quoting import fitted
from bridge.changes.transaction import (
    Hold,
    SlotTaken,
    ask_for_payment,
    lock,
    membership_digest,
    reserve_credit,
    take_slot,
)
from bridge.people import WORKER
from bridge.ports import Services
from bridge.pricing.quote import Quote
from bridge.pricing.refusal import NotKnown
from bridge.pricing.renewal import renew
from bridge.pricing.renewal_lines import asked_from
from bridge.pricing.snapshot import Selection, stand
from bridge.store.changes import RENEWAL, ChangeRecord, ChangeState
from bridge.store.locks import Subject
from bridge.store.memberships import MembershipFacts
from bridge.store.quotes import StoredQuote
from bridge.store.store import Store
from bridge.store.terms import OUR_GATEWAY


def renew_membership(services: Services, membership_id: int) -> bool:
    """Begin the next term of one membership, ask for its payment, or close it where the time to pay is over.

    False where none of these is due or something else is under way, and where an amount that is needed cannot be read:
    then it waits, and ``bridge check`` names the row.
    """
    facts = services.database.reading(lambda store: store.memberships.load(membership_id))
    if facts is None:
        return False
    subject = Subject.of(facts)
    try:
        now = services.clock.now()
        if not _is_to_be_asked(facts, now):
            _wait(services, facts, now)
            return False
        gateway = _gateway(services, membership_id, subject.customer_id)
        return services.database.transaction(lambda store: _renew(services, store, subject, gateway))
    except (SlotTaken, NotKnown):
        return False


def _wait(services: Services, facts: MembershipFacts, now: datetime) -> None:
    """Let a membership rest for which nothing is to be done before its term ends."""
    end = stand(facts.snapshot, now.replace(microsecond=0)).end
    if end is not None and end > now:
        wait_for_day(services, facts.snapshot.membership.id, now, end)


def waits_for(services: Services, membership_id: int) -> NotKnown | None:
    """Return what cannot be read that the next term of a membership waits for, None where it waits for nothing."""
    facts = services.database.reading(lambda store: store.memberships.load(membership_id))
    if facts is None:
        return None
    try:
        _next_term(facts, services.clock.now())
    except NotKnown as unknown:
        return unknown
    return None


def _is_to_be_asked(facts: MembershipFacts, at: datetime) -> bool:
    """Tell whether there is something to do; one whose account credit covers the next term waits for its day."""
    standing = stand(facts.snapshot, at.replace(microsecond=0))
    if standing.end is None or standing.end <= at:
        return standing.end is not None
    if facts.cancelling is not None:
        return False
    quote = _next_term(facts, at)
    return quote is not None and quote.due_now_minor > 0 and facts.snapshot.membership.pending_change is None


def _next_term(facts: MembershipFacts, at: datetime) -> Quote | None:
    """Return the quote of the next term, None where it is not to be asked for yet, or never."""
    second, snapshot = at.replace(microsecond=0), facts.snapshot
    standing = stand(snapshot, second)
    asked = asked_from(standing, snapshot.membership, facts.settings.request_days)
    if standing.end is None or asked is None or asked > at:
        return None
    ahead = max(standing.end - second, timedelta())
    return renew(snapshot, second, facts.settings.grace_days, ahead=ahead)


def _gateway(services: Services, membership_id: int, customer_id: int) -> str:
    """Return what collects the renewal: what its customer saved, where they agreed to that; else they pay by hand."""
    return gateway_for_absent(services, membership_id, customer_id)


def _renew(services: Services, store: Store, subject: Subject, gateway: str) -> bool:
    """Take the slot, lock, look again, then write the renewal and its payment, or close what was not paid."""
    now, quote_id, membership_id = services.clock.now(), services.new_id(), subject.membership_id
    take_slot(store, membership_id, "renewal", quote_id, now)
    held = lock(store, now, WORKER, subject)
    waiting = store.changes.lock_scheduled(membership_id)
    if _is_cancelled_for_now(held):
        store.changes.release_slot(membership_id, quote_id)
        close_cancelled(held)
        return True
    if _ends_paid_in_full(held):
        store.changes.release_slot(membership_id, quote_id)
        end_paid_in_full(held)
        return True
    quote = None if waiting is not None or not _is_ours(held, subject.customer_id) else _next_term(held.facts, now)
    if quote is None or (is_overdue(held) and quote.due_now_minor):
        store.changes.release_slot(membership_id, quote_id)
        if quote is None:
            return waiting is None and _is_ours(held, subject.customer_id) and end_addons(held)
        return _close_unpaid(held)
    quote = fitted(services.gateways, quote)
    stored = _stored(held, quote_id, quote)
    store.quotes.add(stored)
    change = _record(held, stored, gateway)
    change, quote = carried_over(services, held, change, quote)
    change = to_be_charged(services.gateways, held, change)
    store.changes.insert(change)
    reserve_credit(held, quote.account_credit_used_minor)
    _charge(services, held, change, quote)
    return True


def _close_unpaid(held: Hold) -> bool:
    """Close the membership: nobody is asked any more to pay for a term whose time to pay is over."""
    close(held, None)
    return True


def _is_cancelled_for_now(held: Hold) -> bool:
    """Tell whether the term is over with which the membership's owner has cancelled it."""
    if held.is_gone or held.facts.cancelling is None or held.row.status not in OPEN_STATUSES:
        return False
    end = stand(held.facts.snapshot, held.at.replace(microsecond=0)).end
    return held.row.gateway == OUR_GATEWAY and end is not None and end <= held.at


def _ends_paid_in_full(held: Hold) -> bool:
    """Tell whether the last agreed term is over, where plan or network let the membership end with it."""
    ended = held.row.date_expiration is not None and held.row.date_expiration <= held.at
    ours = held.row.gateway == OUR_GATEWAY and held.row.status in OPEN_STATUSES
    return ours and ended and is_paid_in_full(held) and held.facts.ends_after_last(held.row.plan_id)


def _is_ours(held: Hold, customer_id: int) -> bool:
    """Tell whether the row still is as it was when the worker chose it."""
    return (
        held.row.gateway == OUR_GATEWAY
        and held.row.status in OPEN_STATUSES
        and held.row.customer_id == customer_id
        and not is_paid_in_full(held)
        and held.facts.cancelling is None
    )


def _charge(services: Services, held: Hold, change: ChangeRecord, quote: Quote) -> None:
    """Write what is due, or begin the term at once where nothing is."""
    told = {
        "due_minor": change.due_now_minor,
        "currency": change.currency,
        "credit_reserved_minor": change.credit_reserved_minor,
        "term_start": quote.term[0].isoformat(),
    }
    held.open(change, ChangeEvent.RENEWAL_DUE, told)
    if not change.due_now_minor:
        apply(held, change, quote, None)
        return
    ask_for_payment(services.gateways, held, change, quote)


def _stored(held: Hold, quote_id: str, quote: Quote) -> StoredQuote:
    """Return the renewal as a quote like any other: told to the customer, its limits those that hold."""
    snapshot = held.facts.snapshot
    return StoredQuote(
        id=quote_id,
        membership_id=held.row.id,
        customer_id=held.row.customer_id,
        user_id=held.facts.customer_user_id,
        selection=Selection(quote.after.plan_id, quote.after.addons, quote.after.period),
        quote=quote,
        names={line.product_id: snapshot.products[line.product_id].name
               for line in quote.recurring_lines if line.product_id in snapshot.products},
        limits_before={},
        limits_after={},
    )  # fmt: skip


def _record(held: Hold, stored: StoredQuote, gateway: str) -> ChangeRecord:
    """Return the renewal as a change that awaits its payment until the days of grace are over."""
    quote = stored.quote
    return ChangeRecord(
        quote_id=stored.id,
        membership_id=stored.membership_id,
        customer_id=stored.customer_id,
        requested_by=WORKER.entry_user_id,
        kind=RENEWAL,
        status=ChangeState.AWAITING_PAYMENT,
        gateway=gateway,
        currency=quote.currency,
        due_now_minor=quote.due_now_minor,
        credit_reserved_minor=quote.account_credit_used_minor,
        membership_digest=membership_digest(held.facts),
        effective_at=quote.as_of,
        payable_until=deadline_of(held),
        created_at=held.at,
    )
