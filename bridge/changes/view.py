"""What people see: a quote's lines, add-ons and next charge, a confirmed change, and what is pending without us."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Annotated, Any, Literal, cast

from pydantic import Field

from bridge.gateways import port
from bridge.gateways.port import DeclinedReason
from bridge.ports import Services
from bridge.pricing import bill, quote
from bridge.pricing.calendar import Period
from bridge.pricing.money import Figures, Money
from bridge.store.changes import PAYABLE_STATES, ChangeRecord, ChangeState
from bridge.store.memberships import MembershipFacts
from bridge.store.payments import PaymentRecord
from bridge.store.quotes import ChosenAddon, StoredQuote
from bridge.store.transfers import written

Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


@dataclass(frozen=True, slots=True)
class Named:
    """A product by id and name."""

    product_id: int
    name: str


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """A line of a quote: charges positive, credits negative; ``amount`` includes ``tax``.

    ``name`` is the product's, empty where the code says it all.
    """

    code: quote.LineCode
    product_id: int | None
    name: str
    quantity: int
    amount: Money
    tax: Money
    params: Figures
    explain: Figures


@dataclass(frozen=True, slots=True)
class DetailedCharge:
    """When money is due next and how much, account credit taken off; the lines sum to both."""

    date: datetime
    amount: Money
    lines: tuple[QuoteLine, ...]
    account_credit: Money


def lines_answer(lines: Iterable[quote.QuoteLine], names: Mapping[int, str], currency: str) -> tuple[QuoteLine, ...]:
    """Return lines in their order, with the names of their products."""
    return tuple(
        QuoteLine(
            code=line.code,
            product_id=line.product_id,
            name=names.get(line.product_id, "") if line.product_id is not None else "",
            quantity=line.quantity,
            amount=Money(line.amount_minor, currency),
            tax=Money(line.tax_minor, currency),
            params=Figures(line.params, currency),
            explain=Figures(explained(line.explain), currency),
        )
        for line in lines
    )


def explained(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a computation's record as a reader follows it: its formula, and a step for each thing put into it.

    ``how`` names the form in which a step's value is said; the form's other parts stand beside it.
    """
    inputs = {name: value for name, value in record.get("inputs", {}).items() if value is not None}
    steps = [{"name": name.removesuffix("_minor"), **_said(name, value)} for name, value in inputs.items()
             if name != "tax_inclusive"]  # fmt: skip
    if steps and record.get("rounding"):
        steps.append({"name": "rounding", "how": record["rounding"]})
    if record.get("source_payment") is not None:
        steps.append({"name": "source_payment", "how": "text", "text": str(record["source_payment"])})
    return {"formula": record.get("formula", ""), "steps": steps}


def _said(name: str, value: Any) -> dict[str, Any]:
    """Return in which form a value is said, and the parts of that form."""
    if name.endswith("_minor"):
        return {"how": "amount", "amount_minor": value}
    if name == "share":
        return _share(**value)
    if name == "tax_percent":
        return {"how": "percent", "percent": float(Fraction(value))}
    if name == "discount":
        off = Fraction(value["absolute_minor"])
        said = _said("off_minor", value["absolute_minor"]) if off > 0 else _said("tax_percent", value["percent"])
        return {**said, "how": f"code_{said['how']}", "code": value["code"]}
    return {"how": "text", "text": value}


def _share(left: int, whole: int, unit: str) -> dict[str, Any]:
    """Return how a part of a term is said: of days or seconds, or as a term that is whole or gone."""
    if unit == "term":
        return {"how": "all" if left > 0 else "none"}
    return {"how": unit, "left": left, "whole": whole, "percent": round(100 * left / max(1, whole), 2)}


def charge_answer(charge: quote.NextCharge | None, names: Mapping[int, str], currency: str) -> DetailedCharge | None:
    """Return when money is due next, and for what."""
    if charge is None:
        return None
    return DetailedCharge(
        date=charge.date,
        amount=Money(charge.amount_minor, currency),
        lines=lines_answer(charge.lines, names, currency),
        account_credit=Money(charge.account_credit_minor, currency),
    )


def chosen(addons: Mapping[int, int], names: Mapping[int, str]) -> tuple[ChosenAddon, ...]:
    """Return add-ons with their names, in the order of their ids."""
    return tuple(
        ChosenAddon(product_id, names.get(product_id, ""), addons[product_id]) for product_id in sorted(addons)
    )


ChangeStatus = Literal[
    "awaiting_payment",
    "processing",
    "scheduled",
    "applied",
    "cancelled",
    "void",
    "replaced",
    "needs_attention",
    "applied_on_trust",
    "owed",
]
Kind = quote.ChangeKind | Literal["renewal"]


@dataclass(frozen=True, slots=True)
class TaxChange:
    """The tax in what is charged, and what it was when that was agreed."""

    now: Money
    agreed: Money


ActionKind = Literal["redirect", "authenticate", "set_up"]


@dataclass(frozen=True, slots=True)
class NextAction:
    """What the payer has to do before money moves; ``parameters`` are for the page, in the provider's own terms."""

    kind: ActionKind
    parameters: Mapping[str, str]


def action_answer(action: port.NextAction | None) -> NextAction | None:
    """Return what the payer has to do as it is written."""
    return None if action is None else NextAction(action.kind.value, dict(action.parameters))


@dataclass(frozen=True, slots=True)
class ByHand:
    """What the payer of an order that is paid by hand needs: ``left`` is to pay, of what was due ``received`` has come.

    ``reference`` is named with a transfer, empty for the first minute of one that an earlier version asked for.
    ``instructions`` are in the reader's language.
    """

    reference: str
    instructions: str
    received: Money
    left: Money


@dataclass(frozen=True, slots=True)
class Change:
    """A change as its owner sees it; its lines sum to ``due_now``.

    ``effective_at`` is the quote's own instant for a change at once, the term's end for one that waits.
    ``by_hand`` says how to pay, where money is awaited by hand; ``payable``: there still is time to. ``problem``
    is a code. ``tax_change`` null: the tax is what was agreed. ``next_action``: what the payer has to do now, null
    where that is nothing or is not known. ``declined_reason``: the code of why a declined payment was declined.
    """

    quote_id: str
    membership_id: int
    status: ChangeStatus
    kind: Kind
    currency: Currency
    requested_at: datetime
    effective_at: datetime
    payable_until: datetime | None
    payable: bool
    due_now: Money
    plan: Named
    addons: tuple[ChosenAddon, ...]
    period: Period | None
    gateway: str
    by_hand: ByHand | None
    problem: str | None
    lines: tuple[QuoteLine, ...]
    next_charge: DetailedCharge | None
    tax_change: TaxChange | None
    next_action: NextAction | None
    declined_reason: DeclinedReason | None


@dataclass(frozen=True, slots=True)
class ChangeAnswer:
    """A confirmed change, as its reader may see it."""

    change: Change


def change_answer(
    services: Services, change: ChangeRecord, stored: StoredQuote, facts: MembershipFacts, locale: str
) -> Change:
    """Return a change as people see it; ``stored`` is the quote that binds it, ``facts`` are of its membership."""
    selection, bound, names, currency = stored.selection, stored.quote, stored.names, change.currency
    is_awaited, until = change.status in PAYABLE_STATES, change.payable_until
    by_hand = services.gateways.is_paid_by_hand(change.gateway)
    return Change(
        quote_id=change.quote_id,
        membership_id=change.membership_id,
        status=change.status.value,
        kind=cast("Kind", change.kind),
        currency=currency,
        requested_at=change.created_at,
        effective_at=change.effective_at,
        payable_until=until,
        payable=is_awaited and (until is None or services.clock.now() < until),
        due_now=Money(change.due_now_minor, currency),
        plan=Named(selection.plan_id, names.get(selection.plan_id, "")),
        addons=chosen(selection.addons, names),
        period=selection.period,
        gateway=change.gateway,
        by_hand=_by_hand(services, change, facts, locale) if is_awaited and by_hand else None,
        problem=change.problem,
        lines=lines_answer(bound.lines, names, currency),
        next_charge=charge_answer(_as_moved(change, bound), names, currency),
        tax_change=_tax_change(bound, currency),
        next_action=None,
        declined_reason=DeclinedReason.DECLINED if is_awaited and change.problem == "declined" else None,
    )


def _as_moved(change: ChangeRecord, bound: quote.Quote) -> quote.NextCharge | None:
    """Return the next charge that was told, as much later as a booked change begins because its membership rested."""
    charge = bound.next_charge
    if charge is None or bound.effective is None or change.status is not ChangeState.SCHEDULED:
        return charge
    return replace(charge, date=charge.date + (change.effective_at - bound.effective))


def _by_hand(services: Services, change: ChangeRecord, facts: MembershipFacts, locale: str) -> ByHand:
    """Return how an order is paid by hand, and how much of it is left."""
    awaited = services.database.reading(lambda store: store.transfers.awaited(change.quote_id))
    return ByHand(
        reference=written(awaited.reference),
        instructions=facts.settings.instructions_for(locale),
        received=Money(awaited.held_minor, change.currency),
        left=Money(change.due_now_minor - awaited.held_minor, change.currency),
    )


def with_payment(answer: Change, payment: PaymentRecord | None, state: port.PaymentState | None) -> Change:
    """Return a change with what its payer has to do and, where it is to be paid still, why it was declined."""
    if answer.status not in {"awaiting_payment", "owed"}:
        return answer
    known = payment.declined_reason if payment and payment.declined_reason in set(DeclinedReason) else None
    reason = state.reason if state is not None and state.reason else DeclinedReason(known) if known else None
    action = action_answer(state.next_action) if state is not None else None
    return replace(answer, next_action=action, declined_reason=reason or answer.declined_reason)


def _tax_change(bound: quote.Quote, currency: str) -> TaxChange | None:
    """Return both taxes where they differ."""
    found = bill.tax_change(bound.lines)
    return None if found is None else TaxChange(Money(found[0], currency), Money(found[1], currency))


@dataclass(frozen=True, slots=True)
class BillElsewhere:
    """A payment that waits and that another system asked for; a change of ours that is paid cancels it."""

    payment_id: int
    amount: Money
    created_at: datetime | None


@dataclass(frozen=True, slots=True)
class ChangeElsewhere:
    """A change that another system has scheduled; a change of ours replaces it.

    ``plan`` null: it stays, or cannot be told. ``at`` null: its day cannot be read.
    """

    plan: Named | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class PendingElsewhere:
    """What is pending without us: ``bills`` wait to be paid, ``change`` is scheduled."""

    bills: tuple[BillElsewhere, ...]
    change: ChangeElsewhere | None


def pending_elsewhere(facts: MembershipFacts) -> PendingElsewhere:
    """Return what another system has pending for a membership."""
    scheduled = facts.scheduled_elsewhere
    return PendingElsewhere(
        bills=tuple(
            BillElsewhere(bill.payment_id, Money(bill.amount_minor, bill.currency), bill.created_at)
            for bill in facts.bills_elsewhere
        ),
        change=ChangeElsewhere(_plan(facts, scheduled.plan_id), scheduled.at) if scheduled else None,
    )


def _plan(facts: MembershipFacts, plan_id: int | None) -> Named | None:
    plan = facts.snapshot.products.get(plan_id) if plan_id is not None else None
    return Named(plan.id, plan.name) if plan else None
