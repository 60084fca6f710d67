"""A draft becomes a bill: lines, totals, account credit, next charge, and lines as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, TypedDict

from bridge.pricing import renewal_lines
from bridge.pricing.calendar import instant, later
from bridge.pricing.charges import Charge, TaxTable, code_afterwards
from bridge.pricing.credit import Credit, lines_that_end, opening_lines
from bridge.pricing.draft import Draft
from bridge.pricing.money import charge_step
from bridge.pricing.proration import FULL, Share
from bridge.pricing.quote import (
    ClosedLine,
    LineCode,
    MembershipAfter,
    NextCharge,
    Quote,
    QuoteLine,
    UsedDiscount,
)
from bridge.pricing.snapshot import CarriedOver, DeferredLine, RecurringLine, SettledLine


def charge_line(charge: Charge, *, inclusive: bool) -> QuoteLine:
    """Show a charge: ``price x quantity - settled before - discount``, times the share, rounded half up, then tax."""
    inputs: dict[str, Any] = {"unit_price_minor": exact(charge.unit_price), "quantity": charge.quantity}
    steps = ["unit_price * quantity"]
    if charge.settled_before:
        inputs["settled_before_minor"] = exact(charge.settled_before)
        steps.append("- settled_before")
    if charge.reduction is not None:
        less = charge.reduction
        inputs["discount"] = {"code": less.code, "percent": exact(less.percent), "absolute_minor": exact(less.absolute)}
        steps.append("- discount")
    if charge.share is not FULL:
        inputs["share"] = share_json(charge.share)
        steps.append("* left / whole")
    inputs["amount_minor"] = charge.amount
    if charge.percent:
        inputs["tax_percent"] = exact(charge.percent)
        inputs["tax_inclusive"] = inclusive
    return QuoteLine(
        code=charge.type,
        product_id=charge.product.id,
        quantity=charge.quantity,
        amount_minor=charge.total,
        tax_minor=charge.tax,
        params={"name": charge.product.name},
        explain={"formula": " ".join(steps), "inputs": inputs, "rounding": "half_up", "source_payment": None},
        discount=UsedDiscount(charge.reduction.code, charge.taken_off) if charge.reduction is not None else None,
    )


def credit_line(credit: Credit, *, dropped: bool) -> QuoteLine:
    """Show a credit: the value settled, times what is left of it, rounded down (half up under ``legacy_day``)."""
    line, is_legacy = credit.line, credit.formula.startswith("legacy")
    inputs: dict[str, Any] = {"value_minor": exact(credit.value), "share": share_json(credit.share)}
    if line is not None:
        inputs |= {
            "amount_minor": line.amount_minor,
            "tax_minor": line.tax_minor,
            "refunded_minor": line.refunded_minor,
            "start": instant(line.start),
            "end": instant(line.end),
            "settled_at": instant(line.settled_at),
        }
    return QuoteLine(
        code="addon_dropped" if dropped else "credit",
        product_id=credit.product_id,
        quantity=credit.quantity,
        amount_minor=-credit.amount,
        tax_minor=-credit.tax,
        params={"source": credit.formula},
        explain={
            "formula": "value * left / whole",
            "inputs": inputs,
            "rounding": "half_up" if is_legacy else "down",
            "source_payment": line.payment_id if line else None,
        },
    )


def leaving_lines(draft: Draft) -> Iterator[QuoteLine]:
    """Show what goes without a credit of its own: dropped now, or removed at the term's end. Never silently."""
    offer, credited = draft.move.offer, {credit.product_id for credit in draft.credits}
    goes_later = draft.effective is not None or bool(draft.leaving)
    at = draft.effective or (draft.term[1] if draft.leaving else None)
    keeps = offer.keeps_plan and not draft.ends_lines
    for product_id, units in sorted(offer.removed.items()):
        if product_id in credited or draft.kind == "none":
            continue
        if not keeps and product_id not in offer.dropped:
            continue
        code: LineCode = "addon_removed" if keeps else "addon_dropped"
        params = {"effective": instant(at) if goes_later else None}
        yield QuoteLine(code, product_id, units, 0, 0, params, {"formula": "no_credit", "inputs": {}})


def renewal_line(line: RecurringLine | DeferredLine, *, quoted_tax: int | None = None) -> QuoteLine:
    """Show what a renewal charges for one product, as quoted; ``quoted_tax`` is told where the day's is another."""
    shown = QuoteLine(
        line.type, line.product_id, line.quantity, line.amount_minor, line.tax_minor, {}, {"formula": "as_quoted"}
    )
    return shown if quoted_tax is None else with_quoted_tax(shown, quoted_tax)


def tax_change(lines: Iterable[QuoteLine]) -> tuple[int, int] | None:
    """Return the tax in the charges and what it was when they were agreed, None where it is the same.

    >>> line = QuoteLine("plan", 3, 1, 23084, 3184, {}, {"formula": "as_quoted", "inputs": {"quoted_tax_minor": 3781}})
    >>> tax_change([line]), tax_change([])
    ((3184, 3781), None)
    """
    now = agreed = 0
    for line in lines:
        now += line.tax_minor
        agreed += line.explain.get("inputs", {}).get("quoted_tax_minor", line.tax_minor)
    return None if now == agreed else (now, agreed)


def with_quoted_tax(line: QuoteLine, quoted: int) -> QuoteLine:
    """Return a line that says which tax was quoted for it, where the day's is another."""
    if line.tax_minor == quoted:
        return line
    inputs = {**line.explain.get("inputs", {}), "quoted_tax_minor": quoted}
    return replace(line, explain={**line.explain, "inputs": inputs})


def balance_line(amount: int, *, before: int) -> QuoteLine | None:
    """Show account credit used (a negative amount) or credit kept (a positive one); None where it is 0."""
    if not amount:
        return None
    explain = {
        "formula": "min(balance, account_credit)" if amount < 0 else "credit - charges",
        "inputs": {"account_credit_before_minor": before},
    }
    return QuoteLine("account_credit" if amount < 0 else "credit_kept", None, 1, amount, 0, {}, explain)


def carried_line(carried: CarriedOver) -> QuoteLine | None:
    """Show what was carried over from earlier bills; None where nothing was."""
    if not carried.amount_minor:
        return None
    return QuoteLine("carried_over", None, 1, carried.amount_minor, carried.tax_minor, {}, {"formula": "carried_over"})


def carry_over(quote: Quote) -> Quote:
    """Return a quote whose due sum is carried over into the next charge, since no provider takes so little.

    Its tax goes with it, in proportion to what was charged.
    """
    due, charged = quote.due_now_minor, sum(line.amount_minor for line in quote.lines if line.amount_minor > 0)
    tax = sum(line.tax_minor for line in quote.lines if line.amount_minor > 0) * due // max(charged, 1)
    line = QuoteLine("carried_over", None, 1, -due, -tax, {}, {"formula": "carried_over"})
    later = quote.next_charge
    if later is not None:
        shown = replace(line, amount_minor=due, tax_minor=tax)
        later = replace(later, amount_minor=later.amount_minor + due, lines=(*later.lines, shown))
    return replace(quote, lines=(*quote.lines, line), due_now_minor=0, next_charge=later)


def rounded(quote: Quote) -> Quote:
    """Return a quote whose due sum a card provider can take, what it cannot being left off as a line."""
    off = quote.due_now_minor % charge_step(quote.currency)
    if not off:
        return quote
    line = QuoteLine("rounding", None, 1, -off, 0, {}, {"formula": "rounding"})
    others = tuple(one for one in quote.lines if one.code != "rounding")
    return replace(quote, lines=(*others, line), due_now_minor=quote.due_now_minor - off)


def exact(amount: Fraction) -> str:
    """Write an exact amount of minor units, as a fraction where it is none whole.

    >>> exact(Fraction(3000)), exact(Fraction(5, 2))
    ('3000', '5/2')
    """
    return str(amount)


def share_json(share: Share) -> Mapping[str, Any]:
    """Write a share as it was counted."""
    return {"left": share.left, "whole": share.whole, "unit": share.unit}


class BillAmounts(TypedDict):
    """What a bill fills in of a quote."""

    lines: tuple[QuoteLine, ...]
    charge_lines: tuple[QuoteLine, ...]
    charges_minor: int
    tax_minor: int
    due_now_minor: int
    account_credit_before_minor: int
    account_credit_used_minor: int
    account_credit_after_minor: int
    credit_kept_minor: int
    next_charge: NextCharge | None
    discount: UsedDiscount | None


@dataclass(frozen=True, slots=True)
class Bill:
    """What is charged and given back now, and how account credit meets it; amounts in minor units.

    ``others`` are the credits and what leaves without one. ``before_minor`` is the free account credit. ``later`` are
    the lines of the charge that follows on ``later_on``; none follows where either is missing. ``waits``: nothing is
    charged now, what is agreed on is the later charge. ``carried`` goes with the first charge of the two.
    """

    charges: tuple[QuoteLine, ...]
    others: tuple[QuoteLine, ...]
    before_minor: int
    later: tuple[QuoteLine, ...] = ()
    later_on: datetime | None = None
    waits: bool = False
    carried: QuoteLine | None = None

    @property
    def carried_now(self) -> tuple[QuoteLine, ...]:
        """Return what was carried over from earlier bills, where something is charged now."""
        return (self.carried,) if self.carried is not None and self.charges else ()

    @property
    def balance_minor(self) -> int:
        """Return what is to be paid, before account credit; negative where more is given back than charged."""
        return sum(line.amount_minor for line in (*self.charges, *self.others, *self.carried_now))

    @property
    def used_minor(self) -> int:
        """Return the account credit that pays a part of it."""
        return max(0, min(self.before_minor, self.balance_minor))

    @property
    def kept_minor(self) -> int:
        """Return what is given back and becomes account credit."""
        return max(0, -self.balance_minor)

    @property
    def after_minor(self) -> int:
        """Return the free account credit afterwards."""
        return self.before_minor - self.used_minor + self.kept_minor

    @property
    def next_charge(self) -> NextCharge | None:
        """Return the charge that follows, account credit first."""
        if not self.later or self.later_on is None:
            return None
        carried = (self.carried,) if self.carried is not None and not self.charges else ()
        lines = (*self.later, *carried)
        total = sum(line.amount_minor for line in lines)
        used = min(total, self.after_minor)
        return NextCharge(self.later_on, total - used, lines, used)

    def amounts(self) -> BillAmounts:
        """Return the quote's own fields for it, all in minor units."""
        balance = balance_line(self.kept_minor or -self.used_minor, before=self.before_minor)
        agreed = self.later if self.waits else self.charges
        return {
            "lines": (*self.charges, *self.others, *self.carried_now, *([balance] if balance else [])),
            "charge_lines": agreed,
            "charges_minor": sum(line.amount_minor for line in self.charges),
            "tax_minor": sum(line.tax_minor for line in agreed),
            "due_now_minor": max(0, self.balance_minor - self.used_minor),
            "account_credit_before_minor": self.before_minor,
            "account_credit_used_minor": self.used_minor,
            "account_credit_after_minor": self.after_minor,
            "credit_kept_minor": self.kept_minor,
            "next_charge": self.next_charge,
            "discount": _discount_of(agreed),
        }


def _discount_of(lines: Iterable[QuoteLine]) -> UsedDiscount | None:
    """Return the code that some lines count on with all that it took off them; a membership has one code at most."""
    used = [line.discount for line in lines if line.discount is not None]
    return UsedDiscount(used[0].code, sum(part.amount_minor for part in used)) if used else None


def finish(draft: Draft) -> Quote:
    """Total a draft: its lines, tax, account credit used and kept, what is due, the next charge; no digest of facts."""
    snapshot = draft.move.snapshot
    return Quote(
        **_bill(draft).amounts(),
        kind=draft.kind,
        currency=snapshot.membership.currency,
        as_of=draft.as_of,
        effective=draft.effective,
        valid_until=_valid_until(draft),
        credit_minor=0 if draft.effective else sum(credit.amount for credit in draft.credits),
        recurring_total_minor=renewal_lines.total(draft.recurring),
        recurring_lines=draft.recurring,
        replaces_pending=snapshot.membership.pending_change is not None and draft.kind != "none",
        term=_told_term(draft),
        trial_end=draft.trial_end,
        after=_after(draft),
        leaving=dict(draft.leaving),
        settles=tuple(_settles(draft)),
        closes=tuple(_closes(draft)),
        basis="",
        keeps_dates=draft.keeps_dates,
    )


def _bill(draft: Draft) -> Bill:
    """Return the bill of a draft; one for the term's end charges nothing now."""
    snapshot = draft.move.snapshot
    inclusive, waits = snapshot.settings.tax_inclusive, draft.effective is not None
    shown = tuple(charge_line(charge, inclusive=inclusive) for charge in draft.charges)
    return Bill(
        charges=() if waits else shown,
        others=tuple(_credits_and_leaving(draft)),
        before_minor=snapshot.account_credit_minor,
        later=_due_later(draft, shown),
        later_on=draft.effective or draft.term[1],
        waits=waits,
        carried=carried_line(snapshot.carried_over),
    )


def _credits_and_leaving(draft: Draft) -> Iterator[QuoteLine]:
    """Yield what is given back, and what leaves without a credit."""
    dropped = draft.move.offer.dropped
    for credit in draft.credits:
        if credit.value or credit.product_id in dropped:
            yield credit_line(credit, dropped=credit.product_id in dropped)
    yield from leaving_lines(draft)


def _deferred(draft: Draft) -> tuple[DeferredLine, ...]:
    """Return what the next charge takes once more: a trial's fees, kept until then."""
    if draft.ends_lines or draft.kind == "downgrade":
        return tuple(
            DeferredLine(charge.product.id, charge.type, charge.quantity, charge.total, charge.tax)
            for charge in draft.deferred
        )
    return draft.move.snapshot.membership.deferred_lines


def _renewal(draft: Draft) -> tuple[RecurringLine | DeferredLine, ...]:
    """Return what the term's end charges where nothing else is asked for then.

    Nothing once all billings agreed on are made; of a plan without an end its add-ons alone are charged.
    """
    snapshot = draft.move.snapshot
    if draft.is_last_billing:
        return ()
    deferred = renewal_lines.taxed(_deferred(draft), snapshot.products, TaxTable(snapshot))
    return (*renewal_lines.billed(draft.recurring, untimed=_is_untimed(draft)), *deferred)


def _is_untimed(draft: Draft) -> bool:
    """Tell whether the plan is kept and has no end."""
    return draft.move.standing.is_untimed and draft.move.offer.keeps_plan and not draft.ends_lines


def _told_term(draft: Draft) -> tuple[datetime, datetime | None]:
    """Return the membership's term: that of what is billed beside a plan without an end is none of its own."""
    return (draft.term[0], None) if _is_untimed(draft) else draft.term


def _due_later(draft: Draft, shown: Sequence[QuoteLine]) -> tuple[QuoteLine, ...]:
    """Return the lines of the charge that comes next: the scheduled one's, else the renewal's."""
    if draft.effective is not None and draft.kind != "removal":
        return tuple(shown)
    return tuple(renewal_line(line) for line in _renewal(draft))


def _valid_until(draft: Draft) -> datetime:
    """Return 15 minutes on, never beyond the present term's end."""
    until = later(draft.as_of, timedelta(minutes=draft.move.snapshot.settings.quote_valid_minutes))
    end = draft.move.standing.end
    return min(until, end) if end is not None and end > draft.as_of else until


def _after(draft: Draft) -> MembershipAfter:
    plan = draft.move.offer.plan
    return MembershipAfter(
        plan_id=plan.id,
        addons=dict(draft.addons),
        period=draft.period,
        recurring=bool(draft.recurring) or _leaves_later(draft),
        status=draft.status,
        amount_minor=renewal_lines.total(draft.recurring),
        anchor_day=draft.anchor_day,
        discount_code=code_afterwards(draft.move.snapshot),
        deferred_lines=() if draft.effective else _deferred(draft),
        billings=draft.billings,
    )


def _leaves_later(draft: Draft) -> bool:
    """Tell whether something that is billed each term stays until this one ends, and goes then."""
    products = draft.move.snapshot.products
    return any(products[product_id].recurring for product_id in draft.leaving if product_id in products)


def _settles(draft: Draft) -> Iterator[SettledLine]:
    """Yield the lines to be written when the change is applied; what had no records first.

    A term that goes on is opened with its value; a set-up fee settled before is, whatever the change.
    """
    at = draft.effective or draft.as_of
    start, end = draft.term
    if draft.effective is None and draft.kind != "none":
        opening = opening_lines(draft.move.snapshot, draft.move.standing, draft.as_of)
        yield from (line for line in opening if line.type == "setup_fee" or draft.kind == "addon")
    if draft.kind == "addon":
        start = draft.as_of
    if draft.kind == "removal" and draft.effective is not None:
        yield from (settled(line, (at, end), at) for line in _renewal(draft))
    for charge in draft.charges:
        yield settled(renewal_lines.line_of(charge), (start, end) if charge.recurs else (at, None), at)


def settled(line: RecurringLine | DeferredLine, term: tuple[datetime, datetime | None], at: datetime) -> SettledLine:
    """Return what one charged line settles, its tax beside it: for a term; a fee is consumed at once."""
    start, end = (at, None) if line.type == "setup_fee" else term
    net = line.amount_minor - line.tax_minor
    return SettledLine(line.product_id, line.type, net, line.tax_minor, 0, start, end, at, quantity=line.quantity)


def _closes(draft: Draft) -> Iterator[ClosedLine]:
    """Yield the settled lines that a new term ends now, each with what it gave back."""
    lines = draft.move.snapshot.membership.settled_lines
    if not draft.ends_lines or lines is None:
        return
    given = {id(credit.line): credit for credit in draft.credits if credit.line is not None}
    for line in lines_that_end(lines, draft.move.offer, draft.as_of):
        credit = given.get(id(line))
        yield ClosedLine(line, draft.as_of, credit.amount if credit else 0, credit.tax if credit else 0)
