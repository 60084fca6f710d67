"""Write a settled quote: the membership's row, its term and lines, its limits; or take a membership over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from bridge.changes.life import ChangeEvent
from bridge.changes.taken import keep_due
from bridge.changes.transaction import (
    Hold,
    forget_cached,
    lock,
    mail_owner,
    release_credit,
    tell_applied,
    tell_elsewhere,
    use_credit,
)
from bridge.limits.effective import NEVER_REFUSES, grace_for
from bridge.people import WORKER
from bridge.ports import Services
from bridge.pricing.catalog import is_lifetime
from bridge.pricing.charges import Tariff, TaxTable, fee_of
from bridge.pricing.credit import opening_fee, opening_lines
from bridge.pricing.money import round_charge, to_major, to_minor
from bridge.pricing.price import taken_at
from bridge.pricing.quote import ClosedLine, Quote
from bridge.pricing.renewal_lines import present_lines
from bridge.pricing.snapshot import SettledLine, Snapshot, Standing, stand
from bridge.quotas.materialise import held_limits, limits_of, materialise_membership, names_above
from bridge.store.changes import ChangeRecord
from bridge.store.limits import KEPT, Grace
from bridge.store.locks import Subject
from bridge.store.memberships import MembershipFacts
from bridge.store.payments import PaymentRecord
from bridge.store.quotes import StoredQuote
from bridge.store.store import Store
from bridge.store.terms import OUR_GATEWAY, HeldMembership, Term, discount_text, renewal_text

#: What the column holds at most.
MOST_BILLINGS = 65_535
_RUNNING = frozenset({"active", "trialing"})


def row_after(row: HeldMembership, quote: Quote, paid_minor: int, at: datetime, *, adopt: bool) -> HeldMembership:
    """Return the row with everything that the quote changes in it.

    ``adopt``: our engine owns the renewals from now on. ``paid_minor`` is the money that settled the quote.
    """
    changed = replace(
        row,
        plan_id=quote.after.plan_id,
        addons=_addons(row, quote),
        recurring=quote.after.recurring,
        amount=Decimal(to_major(quote.after.amount_minor, quote.currency)),
        status=quote.after.status,
        billing_cycles=_cycles(row, quote),
    )
    changed = _dated(_with_period(changed, quote), row, quote, at)
    if bills_plan_anew(row, quote):
        changed = _billed(changed, quote, paid_minor)
    return replace(changed, auto_renew=True, gateway=OUR_GATEWAY) if adopt else changed


def begins_count(row: HeldMembership, quote: Quote) -> bool:
    """Tell whether billings are counted anew from the quote on: its plan is taken, or bought once more."""
    return quote.after.billings is not None or quote.after.plan_id != row.plan_id


def _cycles(row: HeldMembership, quote: Quote) -> int:
    """Return how often the membership is billed at most, 0 without an end: what was billed already counts along.

    A quote from before plans had a number says none, and was shown without an end.
    """
    if not begins_count(row, quote):
        return row.billing_cycles
    return billed_at_most(row.times_billed, quote.after.billings)


def billed_at_most(before: int, agreed: int | None) -> int:
    """Return how often a membership is billed at most that was billed ``before`` its plan was taken.

    >>> billed_at_most(7, 12), billed_at_most(7, 0)
    (19, 0)
    """
    return min(before + agreed, MOST_BILLINGS) if agreed else 0


def starts_term(row: HeldMembership, quote: Quote) -> bool:
    """Tell whether the quote begins a new term, instead of leaving the running one."""
    if quote.keeps_dates:
        return False
    start = quote.term[0]
    if start >= (quote.effective or quote.as_of):
        return True
    return row.date_expiration is not None and row.date_expiration <= start


def _addons(row: HeldMembership, quote: Quote) -> dict[int, int] | None:
    """Return the add-ons held afterwards; a stored text that cannot be read stays where nobody asked for others."""
    stays = quote.kind == "none" or not quote.after.addons
    return None if row.addons is None and stays else dict(quote.after.addons)


def _with_period(row: HeldMembership, quote: Quote) -> HeldMembership:
    """Write the billing period; without one (free, lifetime) the columns stay: ``recurring`` says that it rests."""
    period = quote.after.period
    return row if period is None else replace(row, duration=period.n, duration_unit=period.unit)


def bills_plan_anew(row: HeldMembership, quote: Quote) -> bool:
    """Tell whether the quote is a billing of the membership: its plan is charged for a new term.

    What an add-on settles of the plan is the term that was there before records were kept.
    """
    return quote.kind != "addon" and starts_term(row, quote) and any(line.type == "plan" for line in quote.settles)


def _dated(changed: HeldMembership, row: HeldMembership, quote: Quote, at: datetime) -> HeldMembership:
    """Write the dates; a trial that billing has ended leaves no date in the future behind."""
    start, end = quote.term
    ended_trial = row.date_trial_end if row.date_trial_end and row.date_trial_end <= quote.as_of else None
    running = quote.after.status in _RUNNING
    return replace(
        changed,
        date_expiration=row.date_expiration if quote.keeps_dates else end,
        date_renewed=start if starts_term(row, quote) else row.date_renewed,
        date_trial_end=quote.trial_end or ended_trial,
        date_activated=row.date_activated or (at.replace(microsecond=0) if running else None),
        date_cancellation=None if running else row.date_cancellation,
    )


def _billed(row: HeldMembership, quote: Quote, paid_minor: int) -> HeldMembership:
    """Count the term; the first charge ever is kept as the initial amount, later ones never overwrite it."""
    first = row.times_billed == 0 and paid_minor > 0
    initial = Decimal(to_major(paid_minor, quote.currency)) if first else row.initial_amount
    return replace(row, times_billed=row.times_billed + 1, initial_amount=initial)


def adopt(held: Hold, change: ChangeRecord) -> bool:
    """Make a membership with a running term ours, before somebody else renews it past a change that waits.

    One that is ours already, that another subscription bills, or that has no term stays as it is: False.
    """
    standing = stand(held.facts.snapshot, held.at.replace(microsecond=0))
    if held.facts.adopted or held.facts.billed_elsewhere or standing.end is None or standing.is_untimed:
        return False
    make_ours(held, standing, change)
    return True


def make_ours(held: Hold, standing: Standing, change: ChangeRecord | None) -> HeldMembership:
    """Write a membership as ours, with the records that its next term is billed by; return its row.

    What another asked for and is not paid ends in the same transaction, and with it the hold that it put it on. One
    without a term is ours with nothing to bill.
    """
    _open_records(held, standing, change)
    on_hold_for_it = held.row.status == "on-hold" and held.facts.bills_elsewhere
    row = replace(
        held.row,
        gateway=OUR_GATEWAY,
        auto_renew=True,
        date_expiration=held.row.date_expiration if standing.end is None or standing.is_untimed else standing.end,
        status="active" if on_hold_for_it else held.row.status,
    )
    held.store.membership_writes.write(row, held.at)
    held.store.membership_writes.put_term(_term(held, row, standing), held.at)
    _keep_owned(held, row)
    forget_cached(held, [], materialise_membership(held.store, held.row.id, held.at))
    term_end = standing.end.isoformat() if standing.end else None
    held.record("membership_adopted", change, was=held.row.gateway, term_end=term_end, **told_of_row(row))
    end_what_is_elsewhere(held, change)
    tell_elsewhere(held, row)
    return row


def adopted(held: Hold) -> Hold:
    """Return what is held with a membership whose renewals are ours: one that was not is made so as it stands."""
    if held.facts.adopted:
        return held
    row = make_ours(held, stand(held.facts.snapshot, held.at.replace(microsecond=0)), None)
    return held.with_facts(replace(held.facts, adopted=True), row)


def told_of_row(row: HeldMembership) -> dict[str, object]:
    """Return what the journal says of a row that becomes ours, so that it can be rebuilt from there on."""
    addons = None if row.addons is None else {str(product): units for product, units in sorted(row.addons.items())}
    return {
        "customer_id": row.customer_id,
        "plan_id": row.plan_id,
        "addons": addons,
        "status": row.status,
        "amount_minor": None if row.amount is None else int(round_charge(to_minor(str(row.amount), row.currency))),
        "currency": row.currency,
    }


def _open_records(held: Hold, standing: Standing, change: ChangeRecord | None) -> None:
    """Write what stands for the time before records; a set-up fee that is on record from before is not kept twice."""
    _open_again(held)
    lines = opening_lines(held.facts.snapshot, standing, held.at.replace(microsecond=0))
    has_fee = bool(lines) and held.store.ownership.has_fee_line(held.row.id)
    for line in lines:
        if line.type != "setup_fee" or not has_fee:
            held.store.membership_writes.settle(held.row, change.quote_id if change else None, None, line)


def _open_again(held: Hold) -> None:
    """Let the records of one that was handed back, and that nobody has billed since, go on where they ended."""
    if not held.facts.adopted and held.facts.snapshot.membership.settled_lines is not None:
        held.store.ownership.open_lines_again(held.row.id)


def end_what_is_elsewhere(held: Hold, change: ChangeRecord | None, *, bills: bool = True) -> None:
    """End what another system asked for or has scheduled, and say which: what is ours is asked for by us alone.

    ``bills`` False: a subscription goes on billing it, so that only the scheduled change is replaced.
    """
    ended = [bill.payment_id for bill in held.facts.bills_elsewhere] if bills else []
    for payment_id in ended:
        held.store.ownership.cancel_bill(payment_id, held.at)
        held.record("bill_elsewhere_cancelled", change, payment_id=payment_id)
    swap = held.facts.scheduled_elsewhere
    if swap is not None:
        held.store.ownership.delete_swap(held.row.id)
        held.store.outbox.add("unschedule_swap", {"membership_id": held.row.id}, held.at, membership_id=held.row.id)
        at = swap.at.isoformat() if swap.at else None
        held.record("change_elsewhere_replaced", change, plan_id=swap.plan_id, effective_at=at)
    if ended or swap:
        forget_cached(held, ended, [])


def open_fee(services: Services, membership_id: int) -> bool:
    """Say of a membership whose records began without it that the set-up fee of the plan held then was settled.

    Earlier versions wrote no such line, so that the fee would be charged once more. False where none was paid.
    """
    known = services.database.reading(lambda store: store.memberships.load(membership_id))
    if known is None or services.database.reading(lambda store: _unsaid_fee(store, known)) is None:
        return False
    subject = Subject.of(known)
    return services.database.transaction(lambda store: _open_fee(lock(store, services.clock.now(), WORKER, subject)))


def _open_fee(held: Hold) -> bool:
    """Write the line, where it still is to be written."""
    unsaid = None if held.is_gone else _unsaid_fee(held.store, held.facts)
    if unsaid is None:
        return False
    quote_id, line = unsaid
    held.store.membership_writes.settle(held.row, quote_id, None, line)
    held.record("opening_fee_recorded", None, plan_id=line.product_id, fee_minor=line.amount_minor)
    return True


def _unsaid_fee(store: Store, facts: MembershipFacts) -> tuple[str, SettledLine] | None:
    """Return the fee that no line tells of, with the first change's quote: none where it was not paid before that."""
    membership = facts.snapshot.membership
    first = store.changes.first_of(membership.id)
    stored = store.quotes.find(first) if first else None
    if first is None or stored is None:
        return None
    plan_id, began = _plan_before(facts.snapshot, stored), stored.quote.as_of
    fees = [line for line in membership.settled_lines or () if line.type == "setup_fee"]
    fee = fee_of(facts.snapshot, plan_id)
    if not fee or any(line.product_id == plan_id or line.settled_at < began for line in fees):
        return None
    if membership.times_billed <= store.membership_writes.billings(membership.id, began):
        return None
    bought = min(membership.date_created or began, began - timedelta(seconds=1))
    return first, opening_fee(plan_id, fee, bought)


def _plan_before(snapshot: Snapshot, stored: StoredQuote) -> int:
    """Return the plan that was held when a change was quoted: a quote names it beside the one asked for."""
    wanted, products = stored.selection.plan_id, snapshot.products
    plans = [i for i in stored.names if i in products and products[i].type == "plan" and i != wanted]
    return plans[0] if len(plans) == 1 else wanted


def _term(held: Hold, row: HeldMembership, standing: Standing) -> Term:
    """Return the present term with what its renewal charges, as far as rows of another origin tell."""
    snapshot = held.facts.snapshot
    lines = present_lines(Tariff(snapshot, TaxTable(snapshot), held.at), standing)
    return Term(
        membership_id=row.id,
        customer_id=row.customer_id,
        term_start=standing.start,
        term_end=standing.end if standing.is_untimed else row.date_expiration,
        anchor_day=standing.anchor_day,
        recurring_lines=renewal_text(lines, snapshot.membership.deferred_lines),
        kept_discount=discount_text(snapshot.membership.discount_code),
        plan_id=row.plan_id,
        plan_since=taken_at(snapshot.membership),
        billed_before=held.facts.billed_before,
    )


def apply(
    held: Hold, change: ChangeRecord, quote: Quote, payment: PaymentRecord | None, *, on_trust: bool = False
) -> ChangeRecord:
    """Write everything that the quote says and return the change as applied.

    ``payment`` is the completed payment that settled it, None where nothing was due. ``on_trust``: its money is on its
    way, and it stands as paid meanwhile; the slot stays taken.
    """
    payment_id = payment.payment_id if payment else None
    use_credit(held, change, quote, payment_id)
    held.store.discount_uses.use(change.quote_id, held.at)
    _replace_waiting(held, change)
    write_carried_over(held, change, quote)
    _write_lines(held, change, quote, payment_id)
    if change.operation == "change":
        go_on(held, change)
    after = _write_membership(held, quote, payment.amount_minor if payment else 0)
    if not held.row.is_ours or held.facts.scheduled_elsewhere:
        end_what_is_elsewhere(held, change, bills=not held.facts.billed_elsewhere)
    grace = _grace(held, change, quote)
    blog_ids = materialise_membership(held.store, held.row.id, held.at, grace)
    forget_cached(held, payment.shared_ids if payment else [], blog_ids)
    told = _told_of(change, quote, after, payment_id)
    if grace is not None and grace is not KEPT:
        told["grace_until"] = grace.until.isoformat()
    if on_trust:
        columns = {"credit_reserved_minor": 0, "problem": None, "payable_until": None}
        trusted = held.step(change, ChangeEvent.TRUSTED, told, **columns)
        mail_owner(held, f"{change.operation}_applied_on_trust", trusted, plan_id=after.plan_id)
        tell_elsewhere(held, after, kind=change.kind)
        return trusted
    applied = _end_applied(held, change, told)
    tell_applied(held, after, applied, quote, payment)
    return applied


def _grace(held: Hold, change: ChangeRecord, quote: Quote) -> Grace | None:
    """Return what held before and goes on for some days, where the network says so of limits that use is above.

    That is told when the change was priced, and looked at once more as it takes effect: a booked one may be weeks old.
    """
    settings = held.facts.snapshot.settings
    if change.operation != "change":
        return KEPT
    if not settings.is_any_over("grace"):
        return None
    stored = held.store.quotes.find(change.quote_id)
    told = [one for one in (stored.exceeds if stored else ()) if one.when == "grace"]
    after = limits_of(held.facts, quote.after.plan_id, quote.after.addons)
    names = {one.limit for one in told}
    names |= {name for name in names_above(held.store, held.row.id, after) if settings.when_over(name) == "grace"}
    names -= NEVER_REFUSES
    if not names:
        return None
    until = max([held.at + timedelta(days=settings.over_grace_days), *(one.until for one in told if one.until)])
    return Grace(until, grace_for(held_limits(held.facts), names))


def _told_of(change: ChangeRecord, quote: Quote, after: HeldMembership, payment_id: int | None) -> dict[str, object]:
    """Return what the journal says of what was applied; ``billings`` where its plan is billed a number of times."""
    agreed = quote.after.billings
    return {
        **({"billings": agreed} if agreed else {}),
        "kind": change.kind,
        "plan_id": after.plan_id,
        "addons": {str(product): quantity for product, quantity in sorted(quote.after.addons.items())},
        "amount_minor": quote.after.amount_minor,
        "currency": quote.currency,
        "due_minor": change.due_now_minor,
        "payment_id": payment_id,
        "term_end": quote.term[1].isoformat() if quote.term[1] else None,
        "status": after.status,
    }


def write_carried_over(held: Hold, change: ChangeRecord, quote: Quote) -> None:
    """Take what earlier bills carried over, where this one charges it, and write what it carries over itself."""
    lines = [line for line in quote.lines if line.code == "carried_over"]
    if any(line.amount_minor > 0 for line in lines):
        held.store.membership_writes.take_carried_over(held.row.id, change.quote_id)
    for line in lines:
        if line.amount_minor < 0:
            writes = held.store.membership_writes
            writes.carry_over(held.row, change.quote_id, -line.amount_minor, -line.tax_minor, held.at)
            held.record("carried_over", change, amount_minor=-line.amount_minor, currency=quote.currency)


def go_on(held: Hold, change: ChangeRecord) -> None:
    """Take back that the membership ends with its term: who buys or books something for it goes on."""
    if held.facts.cancelling is not None:
        held.store.membership_writes.put_cancelling(held.row.id, None, None)
        held.record("membership_kept", change)


def _end_applied(held: Hold, change: ChangeRecord, told: Mapping[str, object]) -> ChangeRecord:
    """Write the change as applied and give the slot back."""
    applied = held.step(change, ChangeEvent.APPLIED, told, credit_reserved_minor=0, problem=None, settled_at=held.at)
    held.store.changes.release_slot(change.membership_id, change.quote_id)
    return applied


def replace_scheduled(held: Hold, waiting: ChangeRecord, change: ChangeRecord) -> None:
    """Write a change that waited for the term's end as replaced by another, and free what was paid ahead for it."""
    release_credit(held, waiting)
    by = {"replaced_by": change.quote_id}
    held.step(waiting, ChangeEvent.REPLACED, by, credit_reserved_minor=0, settled_at=held.at)
    held.store.discount_uses.release(waiting.quote_id)


def _replace_waiting(held: Hold, change: ChangeRecord) -> None:
    """Take the change that waited for the term's end away: what is applied now was decided in its place."""
    waiting = held.store.changes.lock_scheduled(change.membership_id)
    if waiting is None or waiting.quote_id == change.quote_id:
        return
    replace_scheduled(held, waiting, change)


def _write_lines(held: Hold, change: ChangeRecord, quote: Quote, payment_id: int | None) -> None:
    """End the lines that were given back and write those that were settled."""
    _open_again(held)
    for closed in quote.closes:
        _close(held, closed, quote)
    for line in _opening(held, quote):
        held.store.membership_writes.settle(held.row, change.quote_id, None, line)
    begins = quote.effective or quote.as_of
    for line in quote.settles:
        paid_by = payment_id if line.settled_at >= begins else None
        held.store.membership_writes.settle(held.row, change.quote_id, paid_by, line)


def _close(held: Hold, closed: ClosedLine, quote: Quote) -> None:
    """End one line; a term of which no record was kept has no row to end.

    A lifetime plan that another one replaces is not used up by time, whatever the network says.
    """
    if closed.line.refunded_minor:
        settings, plan = held.facts.settings.pricing, held.facts.snapshot.products.get(quote.after.plan_id)
        as_counted = replace(settings, lifetime_years=None) if plan is not None and is_lifetime(plan) else settings
        keep_due(held, [closed.line], as_counted, closed.at, held.customer_id)
    if closed.line.id is not None:
        held.store.membership_writes.close(held.row.id, closed.line.id, closed.at, closed.credit_minor)


def _opening(held: Hold, quote: Quote) -> list[SettledLine]:
    """Return what stands for the time before records: the plan's set-up fee, and the terms where they go on."""
    goes_on = not (starts_term(held.row, quote) or quote.closes)
    snapshot = held.facts.snapshot
    lines = opening_lines(snapshot, stand(snapshot, quote.as_of), quote.as_of)
    has_fee = bool(lines) and held.store.ownership.has_fee_line(held.row.id)
    return [
        line for line in lines if line not in quote.settles and (not has_fee if line.type == "setup_fee" else goes_on)
    ]


def _write_membership(held: Hold, quote: Quote, paid_minor: int) -> HeldMembership:
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
        term_end=end or _billed_next(quote),
        anchor_day=quote.after.anchor_day,
        recurring_lines=renewal_text(quote.recurring_lines, quote.after.deferred_lines),
        kept_discount=discount_text(quote.after.discount_code),
        plan_id=after.plan_id,
        plan_since=_plan_since(held, quote),
        billed_before=held.row.times_billed if begins_count(held.row, quote) else held.facts.billed_before,
    )
    held.store.membership_writes.put_term(term, held.at)
    _keep_owned(held, after)
    return after


def _keep_owned(held: Hold, after: HeldMembership) -> None:
    """Keep what the row was and what was written; of one that was not ours who billed it, and what is unpaid there."""
    held.store.membership_writes.keep_written(held.row, after, held.at)
    if not held.row.is_ours:
        held.store.membership_writes.keep_owner_before(after.id, held.row.gateway)
    if not held.facts.adopted:
        held.store.bills_elsewhere.watch(after.id, held.at)


def _billed_next(quote: Quote) -> datetime | None:
    """Return when the add-ons beside a plan without an end are charged again: our term is theirs."""
    return quote.next_charge.date if quote.next_charge else None


def _plan_since(held: Hold, quote: Quote) -> datetime | None:
    """Return since when the plan is held: a kept one as before, another one from the change on."""
    before = held.facts.snapshot.membership
    return taken_at(before) if quote.after.plan_id == before.plan_id else quote.as_of


def newly_held(held: Hold, quote: Quote) -> set[int]:
    """Return the products that the membership does not hold yet; what it holds stays, also where it is gone."""
    present = held.facts.snapshot.membership
    return {quote.after.plan_id, *quote.after.addons} - {present.plan_id, *present.addons}
