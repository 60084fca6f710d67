"""Carry out a change on the day it waited for: decided again, charged as quoted and never more.

What it costs is asked for before that day, so that it can be paid where the network gives no grace.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bridge.changes.apply import apply
from bridge.changes.calls import gateway_for_absent
from bridge.changes.carry import carried_over, to_be_charged
from bridge.changes.end import close, deadline_of, end, is_overdue
from bridge.changes.life import ChangeEvent
from bridge.changes.quoting import fitted
from bridge.changes.transaction import (
    Hold,
    SlotTaken,
    ask_for_payment,
    code_counted_on,
    lock,
    mail_admin,
    mail_owner,
    membership_digest,
    release_credit,
    reserve_credit,
    reserve_use,
    subject_of,
    take_slot,
)
from bridge.errors import ChangeUnknown
from bridge.people import WORKER
from bridge.ports import Services
from bridge.pricing.price import price_change
from bridge.pricing.quote import Quote
from bridge.pricing.refusal import UNKNOWN, NotKnown, Refusal
from bridge.pricing.renewal import capped, renew_as_quoted, with_agreed_billings
from bridge.pricing.renewal_lines import asked_from
from bridge.pricing.snapshot import Snapshot, stand
from bridge.store.changes import ChangeRecord, ChangeState
from bridge.store.quotes import StoredQuote
from bridge.store.store import Store

#: A membership that somebody has ended meanwhile is not begun anew by what waited for it.
_ENDED = frozenset({"cancelled", "expired"})


def carry_out(services: Services, quote_id: str) -> bool:
    """Carry out one scheduled change whose day has come, or ask for its money where that is near.

    False where something else is under way, nothing is to be done yet, or it is gone.
    """
    known = services.database.reading(lambda store: store.changes.find(quote_id))
    if known is None:
        raise ChangeUnknown(quote_id=quote_id)
    gateway = gateway_for_absent(services, known.membership_id, known.customer_id)
    try:
        return services.database.transaction(lambda store: _carry_out(services, store, quote_id, gateway))
    except SlotTaken:
        return False


def drop_of_gone(services: Services, membership_id: int) -> bool:
    """End the change that is booked for a deleted membership; its owner and the admin are told."""
    quote_id = services.database.reading(lambda store: store.changes.scheduled_of(membership_id))
    return quote_id is not None and carry_out(services, quote_id)


def _carry_out(services: Services, store: Store, quote_id: str, gateway: str) -> bool:
    """Take the slot, lock, look again, then apply, charge (by ``gateway``) or drop the change."""
    now = services.clock.now()
    known, stored = store.changes.find(quote_id), store.quotes.find(quote_id)
    if known is None or stored is None:
        raise ChangeUnknown(quote_id=quote_id)
    take_slot(store, known.membership_id, "change", quote_id, now)
    kept = stored.quote.after.discount_code
    code = code_counted_on(stored.quote) or (kept.code if kept else None)
    held = lock(store, now, WORKER, subject_of(known, code))
    change = store.changes.lock(quote_id)
    if change is None or change.status is not ChangeState.SCHEDULED or not _is_to_be_asked(held, change):
        store.changes.release_slot(known.membership_id, quote_id)
        return False
    if held.is_gone:
        _end_dropped(held, change, "membership_gone")
        return True
    held, change = _with_paid_ahead(held, change)
    decided = _decide_in_time(held, change, stored)
    if isinstance(decided, str):
        _end_dropped(held, change, decided)
    elif change.effective_at > now and not decided.due_now_minor:
        store.changes.release_slot(known.membership_id, quote_id)
        return False
    elif decided.due_now_minor and is_overdue(held):
        _end_dropped(held, change, "unpaid")
        close(held, change)
    else:
        _charge(services, held, replace(change, gateway=gateway) if decided.due_now_minor else change, stored, decided)
    return True


def _is_to_be_asked(held: Hold, change: ChangeRecord) -> bool:
    """Tell whether the day has come, or that of asking for money; what was paid ahead waits for the day itself.

    A change of a membership that was deleted waits for nothing: it ends, and frees what was paid ahead. That of one
    that rests waits on.
    """
    if held.is_gone:
        return True
    if held.facts.pause is not None:
        return False
    if change.effective_at <= held.at:
        return True
    if change.credit_reserved_minor:
        return False
    snapshot = held.facts.snapshot
    standing = stand(snapshot, held.at.replace(microsecond=0))
    asked = asked_from(standing, snapshot.membership, held.facts.settings.request_days)
    return asked is not None and asked <= held.at


def _with_paid_ahead(held: Hold, change: ChangeRecord) -> tuple[Hold, ChangeRecord]:
    """Free what was paid ahead, so that the charge decided now is settled by it first."""
    release_credit(held, change)
    snapshot = held.facts.snapshot
    free = replace(snapshot, account_credit_minor=snapshot.account_credit_minor + change.credit_reserved_minor)
    return held.with_facts(replace(held.facts, snapshot=free)), replace(change, credit_reserved_minor=0)


def _end_dropped(held: Hold, change: ChangeRecord, problem: str) -> None:
    """End a change that cannot be carried out any more, and say so to its owner and the admin."""
    dropped = end(held, change, ChangeEvent.ENDED, problem)
    mail_owner(held, "change_dropped", dropped, problem=problem)
    mail_admin(held, "change_dropped", dropped, problem=problem)


def _decide_in_time(held: Hold, change: ChangeRecord, stored: StoredQuote) -> Quote | str:
    """Decide at the day itself; where the term that began with it is over, unasked for, it begins now."""
    decided = _decide(held, change, stored, change.effective_at)
    end = decided.term[1] if isinstance(decided, Quote) else None
    return decided if end is None or end > held.at else _decide(held, change, stored, held.at.replace(microsecond=0))


def _decide(held: Hold, change: ChangeRecord, stored: StoredQuote, day: datetime) -> Quote | str:
    """Decide as of a day, on what is true now; a text is the code of why it cannot be.

    :raises NotKnown: where a stored number that it needs cannot be read: then it waits.
    """
    if held.facts.billed_elsewhere:
        return "billed_elsewhere"
    if held.row.customer_id != change.customer_id or held.row.status in _ENDED:
        return "basis_moved"
    snapshot = held.facts.snapshot
    alone = with_agreed_billings(
        replace(snapshot, membership=replace(snapshot.membership, pending_change=None)), stored.quote
    )
    fresh = price_change(alone, stored.selection, day, falls_due=True)
    if not isinstance(fresh, Quote):
        return _renewed_without(held, alone, stored, day) or _why_not(fresh)
    if fresh.kind == "none" or fresh.effective is not None:
        return "basis_moved"
    decided = capped(fresh, stored.quote, alone)
    if not stored.selection.code:
        return decided
    return replace(decided, after=replace(decided.after, discount_code=stored.quote.after.discount_code))


def waits_for(services: Services, quote_id: str) -> tuple[int, NotKnown] | None:
    """Return the membership of a scheduled change and what cannot be read that it waits for, None where it does not."""
    change = services.database.reading(lambda store: store.changes.find(quote_id))
    facts = services.database.reading(lambda store: store.memberships.load(change.membership_id)) if change else None
    if change is None or facts is None or facts.scheduled is None:
        return None
    snapshot = facts.snapshot
    alone = with_agreed_billings(
        replace(snapshot, membership=replace(snapshot.membership, pending_change=None)), facts.scheduled.stored.quote
    )
    try:
        decided = price_change(alone, facts.scheduled.stored.selection, change.effective_at, falls_due=True)
        if not isinstance(decided, Quote):
            _why_not(decided)
    except NotKnown as unknown:
        return change.membership_id, unknown
    return None


def _why_not(refusals: tuple[Refusal, ...]) -> str:
    """Return the code of the first reason.

    :raises NotKnown: where one of the reasons is that something cannot be read: nothing is dropped for that.
    """
    unknown = next((refusal for refusal in refusals if refusal.code in UNKNOWN), None)
    if unknown is not None:
        raise NotKnown(unknown.code, **unknown.params)
    return refusals[0].code


def _renewed_without(held: Hold, alone: Snapshot, stored: StoredQuote, day: datetime) -> Quote | None:
    """Return the renewal that a removal leaves, though its plan is not sold any more; None for any other change."""
    if stored.quote.kind != "removal" or alone.membership.plan_id != stored.selection.plan_id:
        return None
    return renew_as_quoted(alone, stored.quote, day, held.facts.settings.grace_days)


def _charge(services: Services, held: Hold, change: ChangeRecord, stored: StoredQuote, decided: Quote) -> None:
    """Keep what was decided as a quote of its own, reserve, then apply it or wait for its payment."""
    decided = fitted(services.gateways, decided)
    due = replace(stored, id=services.new_id(), quote=decided)
    held.store.quotes.add(due)
    bound = replace(change, due_quote_id=due.id, due_now_minor=decided.due_now_minor)
    bound, decided = carried_over(services, held, bound, decided)
    reserve_credit(held, decided.account_credit_used_minor)
    reserve_use(held, change.quote_id, decided)
    told = {"due_minor": decided.due_now_minor, "currency": decided.currency}
    open_change = held.step(
        change,
        ChangeEvent.DUE,
        told,
        gateway=change.gateway,
        due_now_minor=decided.due_now_minor,
        credit_reserved_minor=decided.account_credit_used_minor,
        membership_digest=membership_digest(held.facts),
        due_quote_id=bound.due_quote_id,
        payable_until=deadline_of(held),
        try_again_at=to_be_charged(services.gateways, held, bound).try_again_at,
    )
    if not decided.due_now_minor:
        apply(held, open_change, decided, None)
        return
    ask_for_payment(services.gateways, held, open_change, decided)
