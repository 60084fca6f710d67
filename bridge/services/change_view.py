"""What people see of a confirmed change and of a payment: values for the web layer to present."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bridge.domain.calendar import Period
from bridge.domain.quotation import NextCharge, QuoteLine


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
    to ``due_now_minor``. ``instructions`` say how to pay, where money is awaited by hand; ``problem`` is a code.
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


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One line of a payment, with tax in its amount."""

    code: str
    product_id: int | None
    name: str
    quantity: int
    amount_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class PaymentView:
    """A payment of ours as the network admin sees it; ``quote_id`` None: a renewal, or a row of another origin."""

    id: int
    membership_id: int
    customer_id: int
    user_id: int | None
    quote_id: str | None
    status: str
    gateway: str
    currency: str
    amount_minor: int
    tax_minor: int
    created_at: datetime
    received_at: datetime | None
    marked_by: int | None
    may_be_marked_paid: bool
    lines: tuple[PaymentLine, ...]


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """One page of payments, newest first, and how many there are on all pages."""

    payments: tuple[PaymentView, ...]
    total: int
    page: int
    per_page: int


@dataclass(frozen=True, slots=True)
class MarkedPaid:
    """What marking a payment as paid came to: the change it settled, None for a renewal."""

    payment: PaymentView
    change: ChangeView | None
