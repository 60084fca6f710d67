"""A renewal, and a scheduled change decided again on its day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bridge.pricing import renewal_lines
from bridge.pricing.bill import Bill, carried_line, renewal_line, settled, with_quoted_tax
from bridge.pricing.calendar import add_period, later
from bridge.pricing.charges import Tariff, TaxTable
from bridge.pricing.quote import MembershipAfter, Quote, QuoteLine, basis_of
from bridge.pricing.renewal_lines import present_lines
from bridge.pricing.snapshot import DeferredLine, RecurringLine, Selection, SettledLine, Snapshot, Standing, stand

#: Lines that a bill works out of the others.
_WORKED_OUT = frozenset({"account_credit", "credit_kept", "rounding"})
_CHARGES = frozenset({"plan", "package", "service", "setup_fee"})


def capped(fresh: Quote, quoted: Quote, snapshot: Snapshot) -> Quote:
    """Return the fresh decision with no line above what was quoted for that day, its totals worked out again.

    A charge that was not quoted at all is not taken. ``snapshot`` is what the fresh one was decided on.
    """
    products, taxes = snapshot.products, TaxTable(snapshot)
    agreed = renewal_lines.taxed(quoted.charge_lines, products, taxes)
    told = {(line.code, line.product_id): line for line in agreed}
    taxes_told = {(line.code, line.product_id): line.tax_minor for line in quoted.charge_lines}
    charges = tuple(
        with_quoted_tax(_lower(line, told[line.code, line.product_id]), taxes_told[line.code, line.product_id])
        for line in fresh.charge_lines
        if (line.code, line.product_id) in told
    )
    rest = tuple(line for line in fresh.lines if line.code not in _CHARGES and line.code not in _WORKED_OUT)
    lines = recurring_capped(fresh.recurring_lines, renewal_lines.taxed(quoted.recurring_lines, products, taxes))
    after: tuple[RecurringLine | DeferredLine, ...] = (*lines, *fresh.after.deferred_lines)
    bill = Bill(
        charges,
        rest,
        fresh.account_credit_before_minor,
        later=tuple(renewal_line(line) for line in after),
        later_on=fresh.next_charge.date if fresh.next_charge else None,
    )
    return replace(
        fresh,
        **bill.amounts(),
        recurring_lines=lines,
        recurring_total_minor=renewal_lines.total(lines),
        after=replace(fresh.after, amount_minor=renewal_lines.total(lines)),
        settles=tuple(_settled_as(charges, fresh.settles)),
    )


def with_agreed_billings(snapshot: Snapshot, quoted: Quote) -> Snapshot:
    """Return a snapshot in which the plan of what was booked is billed as often as was agreed, whatever is sold today.

    What was booked before plans had a number was agreed without one.
    """
    plan = snapshot.products.get(quoted.after.plan_id)
    if plan is None or plan.id == snapshot.membership.plan_id:
        return snapshot
    agreed = replace(plan, billing_cycles=quoted.after.billings or 0)
    return replace(snapshot, products={**snapshot.products, plan.id: agreed})


def recurring_capped(fresh: Iterable[RecurringLine], quoted: Iterable[RecurringLine]) -> tuple[RecurringLine, ...]:
    """Return the renewal lines, none above what was quoted for its product."""
    told = {line.product_id: line for line in quoted}
    return tuple(
        told[line.product_id]
        if line.product_id in told and told[line.product_id].amount_minor < line.amount_minor
        else line
        for line in fresh
    )


def _lower(fresh: QuoteLine, quoted: QuoteLine) -> QuoteLine:
    """Return the lower of two lines for the same thing."""
    return quoted if quoted.amount_minor < fresh.amount_minor else fresh


def _settled_as(charges: Iterable[QuoteLine], settles: Iterable[SettledLine]) -> Iterable[SettledLine]:
    """Yield what is settled, with the amounts that are charged."""
    taken = {(line.code, line.product_id): line for line in charges}
    for line in settles:
        charge = taken.get((line.type, line.product_id))
        if charge is not None:
            net = charge.amount_minor - charge.tax_minor
            yield replace(line, amount_minor=net, tax_minor=charge.tax_minor)


@dataclass(frozen=True, slots=True)
class NextTerm:
    """The term that begins where the present one ends: its renewal lines, and what is charged for it.

    One that would be over already, nobody having asked for it, begins now: for what went by nothing is charged.
    ``lines`` are those of what is held; of a plan without an end (``untimed``) its add-ons alone are ``charges``.
    ``deferred`` is charged once, put off by a trial. ``quoted`` are charges and deferred as they were quoted.
    """

    start: datetime
    end: datetime
    anchor_day: int | None
    untimed: bool
    lines: tuple[RecurringLine, ...]
    charges: tuple[RecurringLine, ...]
    deferred: tuple[DeferredLine, ...]
    quoted: tuple[RecurringLine | DeferredLine, ...]

    @property
    def due(self) -> tuple[RecurringLine | DeferredLine, ...]:
        """Return all that is charged when it begins."""
        return (*self.charges, *self.deferred)


def next_term(snapshot: Snapshot, standing: Standing, at: datetime) -> NextTerm | None:
    """Return the term after the present one with the tax of ``at``, None where nothing is charged for one."""
    membership, taxes, untimed = snapshot.membership, TaxTable(snapshot), standing.is_untimed
    lines = present_lines(Tariff(snapshot, taxes, at), standing)
    charges = renewal_lines.billed(lines, untimed=untimed)
    if standing.end is None or standing.period is None or not charges or membership.is_paid_in_full():
        return None
    agreed = renewal_lines.billed(membership.recurring_lines or lines, untimed=untimed)
    start, anchor_day = standing.end, standing.anchor_day
    end = add_period(start, standing.period, anchor_day=anchor_day)
    if end <= at:
        start, anchor_day = at, at.day
        end = add_period(start, standing.period, anchor_day=anchor_day)
    return NextTerm(
        start=start,
        end=end,
        anchor_day=anchor_day,
        untimed=untimed,
        lines=lines,
        charges=charges,
        deferred=renewal_lines.taxed(membership.deferred_lines, snapshot.products, taxes),
        quoted=(*agreed, *membership.deferred_lines),
    )


def _bill_of(snapshot: Snapshot, term: NextTerm) -> Bill:
    """Return the bill of a next term: account credit first, and the term after it unless this is the last billing."""
    goes_on = not snapshot.membership.is_paid_in_full(1)
    after = tuple(renewal_line(line) for line in term.charges) if goes_on else ()
    return Bill(
        _shown(term.due, term.quoted),
        (),
        snapshot.account_credit_minor,
        later=after,
        later_on=term.end,
        carried=carried_line(snapshot.carried_over),
    )


def renew(snapshot: Snapshot, at: datetime, payable_days: int, *, ahead: timedelta = timedelta()) -> Quote | None:
    """Return the quote of the term that begins where the present one ends, None where nothing is to be renewed.

    The recurring lines are charged as they were quoted, beside those put off by a trial, all with the tax of ``at``;
    add-ons whose line was removed leave. Nothing is renewed once all billings agreed on are made. Account credit is
    used first. The quote's instant is the next term's beginning, whenever it is made: ``ahead`` of it at most.
    """
    standing = stand(snapshot, at)
    term = next_term(snapshot, standing, at)
    if term is None or term.start > later(at, ahead):
        return None
    after = _membership_after(snapshot, standing, term)
    return Quote(
        **_bill_of(snapshot, term).amounts(),
        kind="none",
        currency=snapshot.membership.currency,
        as_of=term.start,
        effective=None,
        valid_until=later(max(term.start, at), timedelta(days=payable_days)),
        credit_minor=0,
        recurring_total_minor=after.amount_minor,
        recurring_lines=term.lines,
        replaces_pending=False,
        term=(term.start, None if term.untimed else term.end),
        trial_end=None,
        after=after,
        leaving={},
        settles=tuple(settled(line, (term.start, term.end), term.start) for line in term.due),
        closes=(),
        basis=basis_of(snapshot, Selection(after.plan_id, after.addons, standing.period)),
        keeps_dates=term.untimed,
    )


def _membership_after(snapshot: Snapshot, standing: Standing, term: NextTerm) -> MembershipAfter:
    """Return the membership in its next term."""
    return MembershipAfter(
        plan_id=snapshot.membership.plan_id,
        addons=_addons_kept(snapshot, term.lines),
        period=standing.period,
        recurring=True,
        status="active",
        amount_minor=renewal_lines.total(term.lines),
        anchor_day=term.anchor_day,
        discount_code=snapshot.membership.discount_code,
    )


def renew_as_quoted(snapshot: Snapshot, quoted: Quote, at: datetime, payable_days: int) -> Quote | None:
    """Return the renewal that a removal left over: of the lines it quoted, whatever is sold today.

    The plan may have gone out of sale since: who holds it keeps it.
    """
    row = snapshot.membership
    kept = replace(row, recurring_lines=quoted.recurring_lines, addons=quoted.after.addons)
    quote = renew(replace(snapshot, membership=kept), at, payable_days)
    return None if quote is None else replace(quote, kind=quoted.kind)


def _shown(
    due: tuple[RecurringLine | DeferredLine, ...], quoted: tuple[RecurringLine | DeferredLine, ...]
) -> tuple[QuoteLine, ...]:
    """Return the lines as they are shown; one whose tax is another than was quoted says which that was."""
    return tuple(renewal_line(line, quoted_tax=was.tax_minor) for line, was in zip(due, quoted, strict=True))


def _addons_kept(snapshot: Snapshot, lines: tuple[RecurringLine, ...]) -> Mapping[int, int]:
    """Return the add-ons of the new term: those that are charged again, as many as charged, and those bought once."""
    charged = {line.product_id: line.quantity for line in lines}
    products = snapshot.products
    return {
        product_id: charged.get(product_id, quantity)
        for product_id, quantity in snapshot.membership.addons.items()
        if product_id in charged or (product_id in products and not products[product_id].recurring)
    }
