"""A customer's membership as it stands: what is held, until when, and what was settled for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Literal

from bridge.pricing.calendar import Period
from bridge.pricing.refusal import NotKnown

Status = Literal["pending", "active", "trialing", "on-hold", "expired", "cancelled"]
LineType = Literal["plan", "package", "service", "setup_fee"]


@dataclass(frozen=True, slots=True)
class SettledLine:
    """One line that was charged: its value is ``amount_minor + tax_minor - refunded_minor``.

    ``amount_minor`` is without tax and after the line's own discount. ``end`` None: not consumed by time (a
    lifetime plan), or consumed at once (a one-off add-on, a fee). ``id`` and ``payment_id`` name its rows.
    """

    product_id: int
    type: LineType
    amount_minor: int
    tax_minor: int
    refunded_minor: int
    start: datetime
    end: datetime | None
    settled_at: datetime
    payment_id: int | None = None
    id: int | None = None
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class RecurringLine:
    """What each renewal charges for one product, as it was quoted: ``amount_minor`` includes ``tax_minor``."""

    product_id: int
    type: LineType
    quantity: int
    amount_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class DeferredLine:
    """A line that the next charge takes once, beside the recurring ones: a set-up fee due at a trial's end.

    ``amount_minor`` includes ``tax_minor``.
    """

    product_id: int
    type: LineType
    quantity: int
    amount_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class DiscountCode:
    """The code a membership was bought with.

    ``value`` is a percentage, or minor units where ``type`` is absolute; None: it, or until when and how often the code
    holds, cannot be read. ``products`` and ``periods`` None: all.
    ``remaining_uses`` None: unlimited.
    """

    code: str
    type: Literal["percentage", "absolute"]
    value: Fraction | None
    applies_to_renewals: bool
    expires: datetime | None = None
    products: frozenset[int] | None = None
    periods: tuple[Period, ...] | None = None
    remaining_uses: int | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class PendingChange:
    """A change that waits for ``at``: a quote for another one would replace it."""

    plan_id: int
    addons: Mapping[int, int]
    period: Period | None
    at: datetime
    id: int | None = None


@dataclass(frozen=True, slots=True)
class TermPayment:
    """A completed payment of a membership that was for a term: exact minor units, refunds taken off; 0 is a payment.

    ``amount`` None: nobody can tell what was paid.
    """

    at: datetime
    amount: Fraction | None

    def known(self) -> Fraction:
        """Return ``amount``.

        :raises NotKnown: where the row's cannot be read.
        """
        return _known(self.amount, "total")


@dataclass(frozen=True, slots=True)
class Membership:
    """A membership row with its lines; instants are UTC as stored, None where the row holds none.

    ``amount`` is the recurring total per term and ``initial_amount`` the first charge, both exact minor units with
    tax; None: not known, and whatever needs one is refused.

    ``settled_lines`` None: no records were kept (a row of another origin). ``recurring_lines`` None: renewals
    charge ``amount``, and each product's part of it is told from what was settled, else from the list.
    ``deferred_lines`` are charged once more with the next charge (set-up fees put off by a trial). ``anchor_day``
    None: unknown, see :mod:`bridge.pricing.standing`. ``plan_since`` is when the present plan was taken, None: told
    from the lines. ``term_payments`` are the completed payments for terms with their days, newest first;
    ``last_term_payment`` is the one for the running term where somebody says so without its day.
    ``billing_cycles`` is after how many billings nothing is charged any more, 0: never. ``addons_unreadable``:
    ``addons`` are those that renewals of ours charge, or none, since the row's own list cannot be read: no change may
    replace it.
    """

    id: int
    plan_id: int
    addons: Mapping[int, int]
    status: Status
    currency: str
    amount: Fraction | None
    initial_amount: Fraction | None
    recurring: bool
    period: Period | None
    date_created: datetime | None
    date_renewed: datetime | None
    date_expiration: datetime | None
    date_trial_end: datetime | None
    times_billed: int
    settled_lines: tuple[SettledLine, ...] | None = None
    recurring_lines: tuple[RecurringLine, ...] | None = None
    anchor_day: int | None = None
    last_term_payment: Fraction | None = None
    discount_code: DiscountCode | None = None
    pending_change: PendingChange | None = None
    deferred_lines: tuple[DeferredLine, ...] = ()
    plan_since: datetime | None = None
    term_payments: tuple[TermPayment, ...] = ()
    billing_cycles: int = 0
    addons_unreadable: bool = False

    def is_paid_in_full(self, more_billings: int = 0) -> bool:
        """Tell whether all billings that were agreed on are made, some more counted: then no further charge comes."""
        return 0 < self.billing_cycles <= self.times_billed + more_billings

    def recurring_amount(self) -> Fraction:
        """Return ``amount``.

        :raises NotKnown: where the row's cannot be read.
        """
        return _known(self.amount, "amount")

    def first_amount(self) -> Fraction:
        """Return ``initial_amount``.

        :raises NotKnown: where the row's cannot be read.
        """
        return _known(self.initial_amount, "initial_amount")


def _known(amount: Fraction | None, column: str) -> Fraction:
    if amount is None:
        raise NotKnown("amount_unknown", column=column)
    return amount
