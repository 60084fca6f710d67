"""Apply a settled quote: membership, lines, account credit, quotas, journal and outbox in the caller's transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bridge.domain.change import ChangeState, transition
from bridge.domain.membership import SettledLine
from bridge.domain.quotation import ClosedLine, Quote
from bridge.domain.refusals import taken_at
from bridge.domain.standing import stand
from bridge.domain.value import opening_line
from bridge.services import account_credit, telling
from bridge.services.digests import written_digest
from bridge.services.holding import Held
from bridge.services.locked import HeldMembership
from bridge.services.membership_after import row_after, starts_term
from bridge.services.pending_payment import code_counted_on
from bridge.services.provisioning import materialise_membership
from bridge.services.records import ChangeRecord, PaymentRecord, Term
from bridge.services.term_texts import discount_text, renewal_text


def apply(held: Held, change: ChangeRecord, quote: Quote, payment: PaymentRecord | None) -> ChangeRecord:
    """Write everything that the quote says and return the change as applied.

    ``payment`` is the completed payment that settled it, None where nothing was due.
    """
    payment_id = payment.payment_id if payment else None
    account_credit.settle(held, change, quote, payment_id)
    if code_counted_on(quote) is not None:
        held.store.discount_uses.use(change.quote_id, held.at)
    _take_scheduled_away(held, change)
    _write_lines(held, change, quote, payment_id)
    after = _write_membership(held, quote, payment.amount_minor if payment else 0)
    blog_ids = materialise_membership(held.store, held.row.id, held.at)
    telling.forget_cached(held, [payment_id] if payment_id else [], blog_ids)
    applied = _finish(held, change)
    telling.mail_owner(held, f"{change.operation}_applied", applied, plan_id=after.plan_id)
    held.record(
        f"{change.operation}_applied",
        change,
        kind=change.kind,
        plan_id=after.plan_id,
        addons={str(product): quantity for product, quantity in sorted(quote.after.addons.items())},
        amount_minor=quote.after.amount_minor,
        currency=quote.currency,
        due_minor=change.due_now_minor,
        payment_id=payment_id,
        term_end=quote.term[1].isoformat() if quote.term[1] else None,
        status=after.status,
    )
    return applied


def _finish(held: Held, change: ChangeRecord) -> ChangeRecord:
    """Write the change as applied and give the slot back."""
    applied = replace(
        change,
        status=transition(change.status, ChangeState.APPLIED),
        credit_reserved_minor=0,
        problem=None,
        settled_at=held.at,
    )
    held.store.changes.save(applied, held.at)
    held.store.changes.release_slot(change.membership_id, change.quote_id)
    return applied


def replace_scheduled(held: Held, waiting: ChangeRecord, change: ChangeRecord) -> None:
    """Write a change that waited for the term's end as replaced by another, and free what was paid ahead for it."""
    account_credit.release(held, waiting)
    status = transition(waiting.status, ChangeState.REPLACED)
    replaced = replace(waiting, status=status, credit_reserved_minor=0, settled_at=held.at)
    held.store.changes.save(replaced, held.at)
    held.store.discount_uses.release(waiting.quote_id)
    held.record("change_replaced", waiting, replaced_by=change.quote_id)


def _take_scheduled_away(held: Held, change: ChangeRecord) -> None:
    """Take the change that waited for the term's end away: what is applied now was decided in its place."""
    waiting = held.store.changes.lock_scheduled(change.membership_id)
    if waiting is None or waiting.quote_id == change.quote_id:
        return
    replace_scheduled(held, waiting, change)


def _write_lines(held: Held, change: ChangeRecord, quote: Quote, payment_id: int | None) -> None:
    """End the lines that were given back and write those that were settled."""
    for closed in quote.closes:
        _close(held, closed)
    opening = _opening(held, quote)
    if opening is not None:
        held.store.membership_writes.settle(held.row, change.quote_id, None, opening)
    begins = quote.effective or quote.as_of
    for line in quote.settles:
        paid_by = payment_id if line.settled_at >= begins else None
        held.store.membership_writes.settle(held.row, change.quote_id, paid_by, line)


def _close(held: Held, closed: ClosedLine) -> None:
    """End one line; a term of which no record was kept has no row to end."""
    if closed.line.id is not None:
        held.store.membership_writes.close(held.row.id, closed.line.id, closed.at, closed.credit_minor)


def _opening(held: Held, quote: Quote) -> SettledLine | None:
    """Return the line that stands for a term of which no record was kept, where that term goes on."""
    if starts_term(held.row, quote) or quote.closes:
        return None
    line = opening_line(held.facts.snapshot, stand(held.facts.snapshot, quote.as_of))
    return None if line is None or line in quote.settles else line


def _write_membership(held: Held, quote: Quote, paid_minor: int) -> HeldMembership:
    """Write the shared row and, where its renewals are ours, the term beside it."""
    adopt = not held.facts.billed_elsewhere
    after = row_after(held.row, quote, paid_minor, held.at, adopt=adopt)
    held.store.membership_writes.write(after, held.at)
    if not adopt:
        return after
    start, end = quote.term
    term = Term(
        membership_id=after.id,
        customer_id=after.customer_id,
        term_start=start,
        term_end=end,
        anchor_day=quote.after.anchor_day,
        recurring_lines=renewal_text(quote.recurring_lines, quote.after.deferred_lines),
        kept_discount=discount_text(quote.after.discount_code),
        plan_id=after.plan_id,
        plan_since=_plan_since(held, quote),
        written_digest=written_digest(after),
    )
    held.store.membership_writes.put_term(term, held.at)
    return after


def _plan_since(held: Held, quote: Quote) -> datetime | None:
    """Return since when the plan is held: a kept one as before, another one from the change on."""
    before = held.facts.snapshot.membership
    return taken_at(before) if quote.after.plan_id == before.plan_id else quote.as_of
