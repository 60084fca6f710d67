"""Payments as the network admin's list shows them: those of ours, and those that another system wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

MANUAL = "manual"

#: What marking a payment as paid comes to: what it was for is done, or the money becomes account credit.
Marking = Literal["settles", "becomes_credit"]
#: Why a payment cannot be marked: another system wrote it, its gateway knows about the money, or it is settled.
NotMarkable = Literal["not_ours", "not_manual", "settled"]


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One line of a payment; ``amount_minor`` includes its tax. ``code`` is that of a quote line, or foreign."""

    code: str
    product_id: int | None
    name: str
    quantity: int
    amount_minor: int | None
    tax_minor: int | None


@dataclass(frozen=True, slots=True)
class ListedPayment:
    """A payment of the network; ``quote_id`` None: a row of another origin. ``amount_minor`` includes the tax.

    ``needs_attention``: what it was for could not be carried out, and no network admin has closed that yet.
    """

    id: int
    membership_id: int
    customer_id: int
    user_id: int | None
    quote_id: str | None
    status: str
    gateway: str
    currency: str
    amount_minor: int | None
    tax_minor: int | None
    created_at: datetime | None
    received_at: datetime | None
    marked_by: int | None
    is_ours: bool
    needs_attention: bool
    lines: tuple[PaymentLine, ...]

    @property
    def marking(self) -> Marking | None:
        """Return what marking it as paid comes to; None where it cannot be marked.

        One that was cancelled may still arrive: nothing waits for it any more, so the money is kept.
        """
        if not self.is_ours or self.gateway != MANUAL:
            return None
        if self.status == "pending":
            return "settles"
        return "becomes_credit" if self.status == "cancelled" else None

    @property
    def not_markable(self) -> NotMarkable | None:
        """Return why it cannot be marked as paid, None where it can."""
        if self.marking is not None:
            return None
        if not self.is_ours:
            return "not_ours"
        return "not_manual" if self.gateway != MANUAL else "settled"


@dataclass(frozen=True, slots=True)
class ListedPayments:
    """A page of payments; ``total`` is counted no further than a hundred pages from here.

    ``to_mark`` are those made by hand that wait to be marked as paid.
    """

    payments: tuple[ListedPayment, ...]
    total: int
    to_mark: int
