"""Turn a draft into a quote: totals, account credit, the next charge and what applying it writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bridge.domain import renewal_lines
from bridge.domain.calendar import later
from bridge.domain.charges import Charge
from bridge.domain.draft import Draft
from bridge.domain.membership import DeferredLine, RecurringLine, SettledLine
from bridge.domain.quotation import ClosedLine, MembershipAfter, NextCharge, Quote, QuoteLine
from bridge.domain.shown import balance_line, charge_line, credit_line, leaving_lines, renewal_line
from bridge.domain.tax import TaxTable
from bridge.domain.value import lines_that_end, opening_line


def finish(draft: Draft, basis: str) -> Quote:
    """Return the quote that shows a draft."""
    move = draft.move
    snapshot, inclusive = move.snapshot, move.snapshot.settings.tax_inclusive
    before, balance = snapshot.account_credit_minor, draft.balance
    used, kept = max(0, min(before, balance)), max(0, -balance)
    after = before - used + kept
    shown = [charge_line(charge, inclusive=inclusive) for charge in draft.charges]
    due = _due_later(draft, shown)
    credit = 0 if draft.effective else sum(c.amount for c in draft.credits)
    return Quote(
        kind=draft.kind,
        currency=snapshot.membership.currency,
        as_of=draft.as_of,
        effective=draft.effective,
        valid_until=_valid_until(draft),
        lines=tuple(_shown_lines(draft, shown, used, kept)),
        charge_lines=due if draft.effective else tuple(shown),
        credit_minor=credit,
        charges_minor=0 if draft.effective else sum(charge.total for charge in draft.charges),
        tax_minor=sum(line.tax_minor for line in (due if draft.effective else shown)),
        due_now_minor=max(0, balance - used),
        recurring_total_minor=renewal_lines.total(draft.recurring),
        recurring_lines=draft.recurring,
        next_charge=_next_charge(draft, due, after),
        account_credit_before_minor=before,
        account_credit_after_minor=after,
        account_credit_used_minor=used,
        credit_kept_minor=kept,
        replaces_pending=snapshot.membership.pending_change is not None and draft.kind != "none",
        term=draft.term,
        trial_end=draft.trial_end,
        after=_after(draft),
        leaving=dict(draft.leaving),
        settles=tuple(_settles(draft)),
        closes=tuple(_closes(draft)),
        basis=basis,
    )


def _shown_lines(draft: Draft, shown: Sequence[QuoteLine], used: int, kept: int) -> Iterator[QuoteLine]:
    """Yield the lines that sum to what is due now."""
    if draft.effective is None:
        yield from shown
    dropped = draft.move.offer.dropped
    for credit in draft.credits:
        if credit.value or credit.product_id in dropped:
            yield credit_line(credit, dropped=credit.product_id in dropped)
    yield from leaving_lines(draft)
    line = balance_line(kept or -used, before=draft.move.snapshot.account_credit_minor)
    if line is not None:
        yield line


def _deferred(draft: Draft) -> tuple[DeferredLine, ...]:
    """Return what the next charge takes once more: a trial's fees, kept until then."""
    if draft.ends_lines or draft.kind == "downgrade":
        return tuple(
            DeferredLine(charge.product.id, charge.type, charge.quantity, charge.total, charge.tax)
            for charge in draft.deferred
        )
    return draft.move.snapshot.membership.deferred_lines


def _renewal(draft: Draft) -> tuple[RecurringLine | DeferredLine, ...]:
    """Return what the term's end charges where nothing else is asked for then."""
    snapshot = draft.move.snapshot
    return (*draft.recurring, *renewal_lines.taxed(_deferred(draft), snapshot.products, TaxTable(snapshot)))


def _due_later(draft: Draft, shown: Sequence[QuoteLine]) -> tuple[QuoteLine, ...]:
    """Return the lines of the charge that comes next: the scheduled one's, else the renewal's."""
    if draft.effective is not None and draft.kind != "removal":
        return tuple(shown)
    return tuple(renewal_line(line) for line in _renewal(draft))


def _next_charge(draft: Draft, due: tuple[QuoteLine, ...], account_credit: int) -> NextCharge | None:
    date = draft.effective or draft.term[1]
    if not due or date is None:
        return None
    total = sum(line.amount_minor for line in due)
    used = min(total, account_credit)
    return NextCharge(date, total - used, due, used)


def _valid_until(draft: Draft) -> datetime:
    """Return 15 minutes on, never beyond the present term's end."""
    until = later(draft.as_of, timedelta(minutes=draft.move.snapshot.settings.quote_valid_minutes))
    end = draft.move.standing.end
    return min(until, end) if end is not None and end > draft.as_of else until


def _after(draft: Draft) -> MembershipAfter:
    membership, plan = draft.move.snapshot.membership, draft.move.offer.plan
    return MembershipAfter(
        plan_id=plan.id,
        addons=dict(draft.addons),
        period=draft.period,
        recurring=bool(draft.recurring),
        status=draft.status,
        amount_minor=renewal_lines.total(draft.recurring),
        anchor_day=draft.anchor_day,
        discount_code=membership.discount_code,
        deferred_lines=() if draft.effective else _deferred(draft),
    )


def _settles(draft: Draft) -> Iterator[SettledLine]:
    """Yield the lines to be written when the change is applied; the term that had no records first."""
    at = draft.effective or draft.as_of
    start, end = draft.term
    if draft.kind == "addon":
        opening = opening_line(draft.move.snapshot, draft.move.standing)
        if opening is not None:
            yield opening
        start = draft.as_of
    if draft.kind == "removal" and draft.effective is not None:
        yield from (_settled_renewal(line, at, end) for line in _renewal(draft))
    yield from (_settled(charge, start, end, at) for charge in draft.charges)


def _settled(charge: Charge, start: datetime, end: datetime | None, at: datetime) -> SettledLine:
    lasts = charge.recurs and charge.type != "setup_fee"
    return SettledLine(
        product_id=charge.product.id,
        type=charge.type,
        amount_minor=charge.total - charge.tax,
        tax_minor=charge.tax,
        refunded_minor=0,
        start=start if lasts else at,
        end=end if lasts else None,
        settled_at=at,
        quantity=charge.quantity,
    )


def _settled_renewal(line: RecurringLine | DeferredLine, at: datetime, end: datetime | None) -> SettledLine:
    net = line.amount_minor - line.tax_minor
    ends = None if line.type == "setup_fee" else end
    return SettledLine(line.product_id, line.type, net, line.tax_minor, 0, at, ends, at, quantity=line.quantity)


def _closes(draft: Draft) -> Iterator[ClosedLine]:
    """Yield the settled lines that a new term ends now, each with what it gave back."""
    lines = draft.move.snapshot.membership.settled_lines
    if not draft.ends_lines or lines is None:
        return
    given = {id(credit.line): credit for credit in draft.credits if credit.line is not None}
    for line in lines_that_end(lines, draft.move.offer, draft.as_of):
        credit = given.get(id(line))
        yield ClosedLine(line, draft.as_of, credit.amount if credit else 0, credit.tax if credit else 0)
