"""What people see of a confirmed change and of a payment: values for the web layer to present."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bridge.domain.calendar import Period
from bridge.domain.change import ChangeState
from bridge.domain.quotation import NextCharge, Quote, QuoteLine
from bridge.domain.shown import tax_change
from bridge.domain.snapshot import Selection
from bridge.services.listed_payment import MANUAL, ListedPayment
from bridge.services.records import ChangeRecord


@dataclass(frozen=True, slots=True)
class ChosenAddon:
    """A package or service of the chosen offer."""

    product_id: int
    name: str
    quantity: int


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A confirmed change as its owner sees it; amounts are minor units of ``currency``.

    ``effective_at`` is the quote's own instant for a change at once, the term's end for one that waits. ``lines`` sum
    to ``due_now_minor``; ``names`` are the products' as told with the quote. ``instructions`` say how to pay, where
    money is awaited by hand; ``problem`` is a code.
    """

    quote_id: str
    membership_id: int
    status: str
    kind: str
    currency: str
    requested_at: datetime
    effective_at: datetime
    payable_until: datetime | None
    due_now_minor: int
    plan_id: int
    plan_name: str
    addons: tuple[ChosenAddon, ...]
    period: Period | None
    gateway: str
    instructions: str | None
    problem: str | None
    lines: tuple[QuoteLine, ...]
    next_charge: NextCharge | None
    names: Mapping[int, str] = field(default_factory=dict)

    @property
    def tax_change(self) -> tuple[int, int] | None:
        """Return the tax in what is charged and what it was when that was agreed, None where it is the same."""
        return tax_change(self.lines)


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """One page of payments, newest first.

    ``total`` are those on all pages, counted no further than somebody may page; ``to_mark`` wait to be marked as paid.
    """

    payments: tuple[ListedPayment, ...]
    total: int
    to_mark: int
    page: int
    per_page: int


@dataclass(frozen=True, slots=True)
class MarkedPaid:
    """What marking a payment as paid came to: the change it settled, None for a renewal."""

    payment: ListedPayment
    change: ChangeView | None


def change_view(
    change: ChangeRecord, selection: Selection, quote: Quote, names: Mapping[int, str], manual_instructions: str
) -> ChangeView:
    """Return a change as people see it; ``quote`` is the one that binds it, ``names`` are those told with it."""
    by_hand = change.gateway == MANUAL and change.status is ChangeState.AWAITING_PAYMENT
    return ChangeView(
        quote_id=change.quote_id,
        membership_id=change.membership_id,
        status=change.status.value,
        kind=change.kind,
        currency=change.currency,
        requested_at=change.created_at,
        effective_at=change.effective_at,
        payable_until=change.payable_until,
        due_now_minor=change.due_now_minor,
        plan_id=selection.plan_id,
        plan_name=names.get(selection.plan_id, ""),
        addons=tuple(
            ChosenAddon(product_id, names.get(product_id, ""), quantity)
            for product_id, quantity in sorted(selection.addons.items())
        ),
        period=selection.period,
        gateway=change.gateway,
        instructions=manual_instructions if by_hand else None,
        problem=change.problem,
        lines=quote.lines,
        next_charge=quote.next_charge,
        names=names,
    )
