"""A change decided again on the day it falls due: charged as quoted, never more, less where the list fell.

"Never more" speaks of what the network charges: its tax is that of the day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bridge.domain import renewal_lines
from bridge.domain.membership import DeferredLine, RecurringLine, SettledLine
from bridge.domain.quotation import NextCharge, Quote, QuoteLine
from bridge.domain.shown import balance_line, renewal_line, with_quoted_tax
from bridge.domain.snapshot import Snapshot
from bridge.domain.tax import TaxTable

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
    rest = tuple(
        line for line in fresh.lines if line.code not in _CHARGES and line.code not in ("account_credit", "credit_kept")
    )
    total = sum(line.amount_minor for line in charges)
    balance = total + sum(line.amount_minor for line in rest)
    before = fresh.account_credit_before_minor
    used, kept = max(0, min(before, balance)), max(0, -balance)
    shown = balance_line(kept or -used, before=before)
    lines = recurring_capped(
        fresh.recurring_lines, renewal_lines.taxed(quoted.recurring_lines, products, taxes)
    )
    return replace(
        fresh,
        lines=(*charges, *rest, *([shown] if shown else [])),
        charge_lines=charges,
        charges_minor=total,
        tax_minor=sum(line.tax_minor for line in charges),
        due_now_minor=max(0, balance - used),
        account_credit_after_minor=before - used + kept,
        account_credit_used_minor=used,
        credit_kept_minor=kept,
        recurring_lines=lines,
        recurring_total_minor=renewal_lines.total(lines),
        next_charge=_next_charge(fresh, lines, before - used + kept),
        after=replace(fresh.after, amount_minor=renewal_lines.total(lines)),
        settles=tuple(_settled_as(charges, fresh.settles)),
    )


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


def _next_charge(fresh: Quote, lines: tuple[RecurringLine, ...], account_credit: int) -> NextCharge | None:
    """Return the charge after this one with the lines as capped."""
    if fresh.next_charge is None:
        return None
    charged: tuple[RecurringLine | DeferredLine, ...] = (*lines, *fresh.after.deferred_lines)
    total = sum(line.amount_minor for line in charged)
    used = min(total, account_credit)
    shown = tuple(renewal_line(line) for line in charged)
    return replace(fresh.next_charge, amount_minor=total - used, lines=shown, account_credit_minor=used)
