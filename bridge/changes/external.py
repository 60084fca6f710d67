"""Notice what somebody else wrote into the row of a membership of ours: write ours again, or take theirs as decided.

SQL, imports, an older version of another plugin: nothing stands between them and the row. Each column is looked at by
itself, since whoever loaded a whole row and saves it later leaves a mixed one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from bridge.changes.end import end, end_unpaid
from bridge.changes.life import ChangeEvent
from bridge.changes.pause import lift
from bridge.changes.pay import cancel_at_gateway, claim
from bridge.changes.taken import keep_due
from bridge.changes.transaction import (
    Hold,
    forget_cached,
    keep_unused,
    lock,
    lock_change,
    mail_admin,
    mail_owner,
    membership_digest,
    own_reference,
)
from bridge.gateways.port import GatewayUnreachable, Outcome
from bridge.people import Author
from bridge.ports import Services
from bridge.pricing.charges import Tariff, TaxTable
from bridge.pricing.credit import unheld_credits
from bridge.pricing.money import round_known, to_major
from bridge.pricing.renewal_lines import edited_lines, total
from bridge.pricing.snapshot import RecurringLine, SettledLine, Standing, stand
from bridge.quotas.materialise import materialise_membership
from bridge.store.changes import ChangeRecord, ChangeState
from bridge.store.external_edits import Edit, EditedColumn, ExternalEdit, Written, compare, fields_of
from bridge.store.locks import Subject
from bridge.store.outbox import Sweep
from bridge.store.store import Store
from bridge.store.terms import Columns, HeldMembership, billing_columns, renewal_text

EXTERNAL = Author("external")

#: How many memberships of ours a round compares, and how many of those that were touched it puts right.
COMPARED_AT_ONCE = 500

#: How many edits nobody has looked at are told by mail: the rest is in the list, and in ``bridge check``.
MOST_LETTERS = 20

_SWEEP, _MARKS_SWEEP, _GONE_SWEEP = "external", "external_marks", "external_gone"
_DATES = frozenset({"date_expiration", "date_trial_end", "duration", "duration_unit", "plan_id", "recurring", "status"})


def touched_from_outside(services: Services, most: int, at_once: int = 0) -> Sequence[int]:
    """Return memberships of ours whose row somebody else wrote, ``most`` of a page, and remember where it ended."""
    return swept(
        services, _SWEEP, lambda store, after: store.ownership.touched(after, at_once or COMPARED_AT_ONCE, most)
    )


def marked_from_outside(services: Services, most: int, at_once: int = 0) -> Sequence[int]:
    """Return memberships that bear our mark though nothing of ours bills them, and remember where the page ended."""
    return swept(
        services, _MARKS_SWEEP, lambda store, after: store.ownership.marked(after, at_once or COMPARED_AT_ONCE, most)
    )


def booked_of_gone(services: Services, most: int, at_once: int = 0) -> Sequence[int]:
    """Return deleted memberships for which a change is booked, and remember where the page ended."""
    return swept(
        services,
        _GONE_SWEEP,
        lambda store, after: store.ownership.booked_of_gone(after, at_once or COMPARED_AT_ONCE, most),
    )


def swept(services: Services, name: str, page: Callable[[Store, int], tuple[Sequence[int], int]]) -> Sequence[int]:
    """Return what a page of a sweep finds, and keep how far it has come."""
    after = services.database.reading(lambda store: store.sweeps.find(name)).after_id
    found, following = services.database.reading(lambda store: page(store, after))
    if following != after:
        services.database.transaction(lambda store: store.sweeps.put(name, Sweep(following)))
    return found


def notice(services: Services, membership_id: int) -> bool:
    """Put one membership right after somebody else wrote its row; False where that says what ours does."""
    facts = services.database.reading(lambda store: store.memberships.load(membership_id))
    if facts is None:
        return False
    subject = Subject.of(facts)
    noticed, moved = services.database.transaction(lambda store: _notice(services, store, subject))
    if moved is not None:
        end_moved(services, moved)
    return noticed


def end_moved(services: Services, change: ChangeRecord) -> None:
    """End an order or a renewal that waits for money at a gateway, and was made for what is not held any more.

    Where the gateway is silent it stays: money that comes for it becomes account credit.
    """
    try:
        if claim(services, change, ChangeState.AWAITING_PAYMENT):
            outcome = cancel_at_gateway(services, change, EXTERNAL)
            if outcome is Outcome.CANCELLED:
                services.database.transaction(lambda store: _end_moved(services, store, change))
    except GatewayUnreachable:
        return


def _end_moved(services: Services, store: Store, known: ChangeRecord) -> None:
    held, change = lock_change(store, known, EXTERNAL, services.clock.now())
    if change.status is ChangeState.AWAITING_PAYMENT:
        _end_order(held, change)


def _end_order(held: Hold, change: ChangeRecord) -> None:
    """End what was asked for; a renewal is asked for anew by itself, an order's owner is told."""
    ended = end_unpaid(held, change, ChangeEvent.ENDED, "basis_moved")
    if change.operation == "change":
        mail_owner(held, "change_dropped", ended, problem="basis_moved")


def _notice(services: Services, store: Store, subject: Subject) -> tuple[bool, ChangeRecord | None]:
    """Lock, compare, put right; return whether somebody else wrote, and an order to be ended at its gateway."""
    held = lock(store, services.clock.now(), EXTERNAL, subject)
    if held.is_gone:
        return False, None
    written = store.external_edits.written(held.row.id)
    edit = compare(billing_columns(held.row), written, _plans(held)) if written else None
    if written is None or edit is None:
        is_anothers = _follow_customer(held)
        store.membership_writes.keep_written(held.row, held.row, held.at, _unread(held, written))
        return is_anothers, moved_order(held) if is_anothers else None
    note_edit(held, edit, written.written)
    if edit.takes_away:
        _take_away(held)
        return True, None
    if held.facts.pause is not None and "status" in edit.accepted:
        held, _ = lift(held)
    held = _restored(held, edit)
    held = _accepted(held, edit)
    moved = moved_order(held)
    return True, moved


def _follow_customer(held: Hold) -> bool:
    """Write the term as the customer's whom the membership was given to; False where it is theirs already.

    What waits for money was asked of the customer before: paid by the new one, it would be the old one's credit.
    """
    term = held.store.membership_writes.term(held.row.id)
    if term is None or term.customer_id == held.row.customer_id:
        return False
    lines = held.facts.snapshot.membership.settled_lines or ()
    keep_due(held, lines, held.facts.settings.pricing, _runs_until(held), term.customer_id)
    held.store.membership_writes.put_term(replace(term, customer_id=held.row.customer_id), held.at)
    held.store.membership_writes.give_lines_to(held.row.id, held.row.customer_id)
    held.store.payments.name_payer(held.row.id, term.customer_id)
    held.record("membership_transferred", None, before=term.customer_id, after=held.row.customer_id)
    return True


def _unread(held: Hold, written: Written | None) -> Columns:
    """Return what we wrote of a list of add-ons that nobody can read now: what was meant by it is not known."""
    if written is None or held.row.addons is not None:
        return {}
    return {name: written.written[name] for name in ("addon_products",) if name in written.written}


def _plans(held: Hold) -> set[int]:
    return {product.id for product in held.facts.snapshot.products.values() if product.type == "plan"}


def note_edit(held: Hold, edit: Edit, ours: Columns) -> None:
    """Tell the admin what somebody else wrote, keep it until somebody has looked at it, and write it into the journal.

    No mail where one of this membership waits, or so many wait that an import wrote them.
    """
    waiting = held.store.external_edits.edits_total()
    if waiting < MOST_LETTERS and held.store.external_edits.edit_of(held.row.id) is None:
        mail_admin(held, "membership_edited_elsewhere", None, problem=f"edit_{edit.outcome}")
    found = billing_columns(held.row)
    columns = tuple(
        EditedColumn(name, found[name], ours.get(name, ""), name in edit.restored)
        for name in sorted({*edit.restored, *edit.accepted})
    )
    held.store.external_edits.note(ExternalEdit(held.row.id, edit.outcome, columns, held.at))
    held.record(
        f"row_{edit.outcome}",
        None,
        columns={column.column: {"found": column.found, "written": column.written, "restored": column.restored}
                 for column in columns},
    )  # fmt: skip


def _restored(held: Hold, edit: Edit) -> Hold:
    """Write our values again where somebody lost them; return what is held after it."""
    if not edit.restored:
        return held
    row = replace(held.row, **fields_of(edit.restored))
    held.store.membership_writes.write(row, held.at)
    held.store.ownership.restore_rest(row)
    held.store.membership_writes.keep_written(held.row, row, held.at)
    return looked_at_again(held)


def looked_at_again(held: Hold) -> Hold:
    """Return what is held now that rows were written."""
    subject = Subject(held.membership_id, held.customer_id, held.row.currency)
    return lock(held.store, held.at, held.author, subject)


def _accepted(held: Hold, edit: Edit) -> Hold:
    """Take what somebody decided: lines, amount and next bill from the row, what is not held given back, its limits."""
    if edit.accepted:
        credited = _give_back(held)
        row = _derive(held, edit)
        held.store.membership_writes.keep_written(held.row, row, held.at)
        if credited:
            held.record("unused_value_kept", None, amount_minor=credited, currency=row.currency)
    blog_ids = materialise_membership(held.store, held.row.id, held.at)
    forget_cached(held, [], blog_ids)
    return looked_at_again(held)


def _give_back(held: Hold) -> int:
    """Put what is unused of what was paid for, and is not held any more, onto the account credit."""
    second, credited = _runs_until(held), 0
    for credit, kept in unheld_credits(held.facts.snapshot, second):
        line = credit.line
        if line is None or line.id is None:
            continue
        keep_due(held, [line], held.facts.settings.pricing, second, held.customer_id)
        held.store.membership_writes.close(held.row.id, line.id, held.at, credit.amount)
        if kept:
            held.store.membership_writes.settle(held.row, None, line.payment_id, _rest_of(line, kept))
        credited += credit.amount
    if credited:
        keep_unused(held, credited)
    return credited


def _runs_until(held: Hold) -> datetime:
    """Return until when what was paid has run: now, or since when the membership rests."""
    return held.facts.pause.since if held.facts.pause else held.at.replace(microsecond=0)


def _rest_of(line: SettledLine, units: int) -> SettledLine:
    """Return what is left of a line whose other units went."""
    return replace(
        line,
        quantity=units,
        amount_minor=line.amount_minor * units // line.quantity,
        tax_minor=line.tax_minor * units // line.quantity,
        refunded_minor=line.refunded_minor * units // line.quantity,
    )


def _derive(held: Hold, edit: Edit) -> HeldMembership:
    """Work out what the next term charges and when; write it, and the amount where none was given by hand."""
    term = held.store.membership_writes.term(held.row.id)
    row, snapshot = held.row, held.facts.snapshot
    if term is None:
        return row
    standing = stand(snapshot, _runs_until(held))
    if edit.reprices:
        amount = round_known(snapshot.membership.amount) if "amount" in edit.accepted else None
        keeps = not {"duration", "duration_unit", "currency"} & set(edit.accepted)
        lines = _lines(held, standing, amount, keeps_prices=keeps)
        term = replace(term, recurring_lines=renewal_text(lines, snapshot.membership.deferred_lines))
        if amount is None:
            row = replace(row, amount=Decimal(to_major(total(lines), row.currency)))
            held.store.membership_writes.write(row, held.at)
    if _DATES & set(edit.accepted):
        end_at = standing.end if standing.is_untimed else row.date_expiration
        term = replace(term, term_start=standing.start, term_end=end_at, anchor_day=standing.anchor_day)
    if row.plan_id != term.plan_id:
        term = replace(term, plan_id=row.plan_id, plan_since=held.at.replace(microsecond=0))
    held.store.membership_writes.put_term(term, held.at)
    return row


def _lines(held: Hold, standing: Standing, amount: int | None, *, keeps_prices: bool) -> tuple[RecurringLine, ...]:
    """Return what the next bill charges; a plan without a price for its period takes what the row's amount leaves.

    :raises NotKnown: where a tax or an amount that it needs cannot be read: then it waits.
    """
    snapshot = held.facts.snapshot
    tariff = Tariff(snapshot, TaxTable(snapshot), held.at)
    lines = edited_lines(tariff, standing, keeps_prices=keeps_prices, amount=amount)
    bills_plan = standing.period is not None and not (standing.is_free or standing.is_lifetime)
    if amount is None and bills_plan and all(line.type != "plan" for line in lines):
        known = round_known(snapshot.membership.recurring_amount())
        return edited_lines(tariff, standing, keeps_prices=keeps_prices, amount=known)
    return lines


def moved_order(held: Hold) -> ChangeRecord | None:
    """End what was asked for and is not so any more; one that a gateway knows of is returned: it ends there first."""
    under_way = held.facts.under_way
    if under_way is None or under_way.record.status is not ChangeState.AWAITING_PAYMENT:
        return None
    change = held.store.changes.lock(under_way.record.quote_id)
    if change is None or change.status is not ChangeState.AWAITING_PAYMENT:
        return None
    if membership_digest(held.facts) == change.membership_digest and held.row.status not in ("cancelled", "expired"):
        return None
    payment = held.store.payments.of_quote(change.quote_id)
    if payment is None or payment.provider_id == own_reference(change):
        _end_order(held, change)
        return None
    return change


def _take_away(held: Hold) -> None:
    """Leave a membership to the subscription that bills it now: nothing of ours is billed any more."""
    for facts in (held.facts.under_way, held.facts.scheduled):
        change = held.store.changes.lock(facts.record.quote_id) if facts else None
        if change is None:
            continue
        if change.status is ChangeState.AWAITING_PAYMENT:
            _end_order(held, change)
        elif change.status is ChangeState.SCHEDULED:
            ended = end(held, change, ChangeEvent.ENDED, "billed_elsewhere")
            mail_owner(held, "change_dropped", ended, problem="billed_elsewhere")
    held.store.ownership.give_up(held.row.id, held.at)
    held.store.bills_elsewhere.forget(held.row.id)
    blog_ids = materialise_membership(held.store, held.row.id, held.at)
    forget_cached(held, [], blog_ids)


def looked_at(services: Services, membership_id: int, author: Author) -> bool:
    """Note that a network admin has looked at what somebody else wrote; False where there was nothing to look at."""
    return services.database.transaction(lambda store: _looked_at(services, store, membership_id, author))


def _looked_at(services: Services, store: Store, membership_id: int, author: Author) -> bool:
    facts = store.memberships.load(membership_id)
    has_money = store.bills_elsewhere.looked_at(membership_id)
    if facts is None:
        return store.external_edits.looked_at(membership_id) or has_money
    subject = Subject.of(facts)
    held = lock(store, services.clock.now(), author, subject)
    edit = store.external_edits.edit_of(membership_id)
    if edit is None:
        return has_money
    store.external_edits.looked_at(membership_id)
    held.record("edit_looked_at", None, outcome=edit.outcome, noticed_at=_instant(edit.noticed_at))
    return True


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
