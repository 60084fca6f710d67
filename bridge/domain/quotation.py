"""The value that a quote is: lines, totals, and everything that applying it writes.

Conventions, for every reader: all amounts are minor units of ``Quote.currency``. A line's ``amount_minor`` is signed
and includes its ``tax_minor``. The shown ``lines`` sum to ``due_now_minor``: charges are positive, credits and the
account credit used are negative, ``credit_kept`` is positive (it leaves this sum and becomes account credit).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from bridge.domain.calendar import Period
from bridge.domain.membership import DeferredLine, DiscountCode, RecurringLine, SettledLine, Status

ChangeKind = Literal["none", "addon", "removal", "upgrade", "downgrade", "crossgrade", "reactivation"]

#: ``plan``, ``package``, ``service``, ``setup_fee`` charge; ``credit`` and ``addon_dropped`` give back (the second for
#: an add-on that the new offer does not contain, also where 0 comes of it); ``addon_removed`` (0) names what leaves at
#: the term's end; ``account_credit`` is used, ``credit_kept`` is what is left of the credit.
LineCode = Literal[
    "plan", "package", "service", "setup_fee",
    "credit", "addon_dropped", "addon_removed",
    "account_credit", "credit_kept",
]


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One shown line; ``params`` fill its sentence, ``explain`` is the computation's own record of the sum."""

    code: LineCode
    product_id: int | None
    quantity: int
    amount_minor: int
    tax_minor: int
    params: Mapping[str, Any] = field(default_factory=dict)
    explain: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NextCharge:
    """When money is due next, and how much after account credit; ``lines`` sum to the amount before it."""

    date: datetime
    amount_minor: int
    lines: tuple[QuoteLine, ...]
    account_credit_minor: int = 0


@dataclass(frozen=True, slots=True)
class ClosedLine:
    """A settled line that ends with this change: its value was given back down to ``credit_minor``."""

    line: SettledLine
    at: datetime
    credit_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class MembershipAfter:
    """The membership row as applying the quote leaves it; ``amount_minor`` is the recurring total per term."""

    plan_id: int
    addons: Mapping[int, int]
    period: Period | None
    recurring: bool
    status: Status
    amount_minor: int
    anchor_day: int | None
    discount_code: DiscountCode | None
    deferred_lines: tuple[DeferredLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """A priced change; valid until ``valid_until`` and while ``basis`` still describes the facts.

    ``effective`` None means at once; ``term`` is ``[start, end)`` of the term that the change gives or keeps, its
    end None where nothing ends (lifetime, free). For a change at the term's end, ``charge_lines`` are what that
    date charges, ``settles`` what is written then, and ``tax_minor`` is that charge's. For one at once,
    ``charge_lines`` are the charges among ``lines``. ``leaving`` are add-on units that go at the term's end though the
    change takes effect at once: applying it leaves a removal pending for then.
    """

    kind: ChangeKind
    currency: str
    as_of: datetime
    effective: datetime | None
    valid_until: datetime
    lines: tuple[QuoteLine, ...]
    charge_lines: tuple[QuoteLine, ...]
    credit_minor: int
    charges_minor: int
    tax_minor: int
    due_now_minor: int
    recurring_total_minor: int
    recurring_lines: tuple[RecurringLine, ...]
    next_charge: NextCharge | None
    account_credit_before_minor: int
    account_credit_after_minor: int
    account_credit_used_minor: int
    credit_kept_minor: int
    replaces_pending: bool
    term: tuple[datetime, datetime | None]
    trial_end: datetime | None
    after: MembershipAfter
    leaving: Mapping[int, int]
    settles: tuple[SettledLine, ...]
    closes: tuple[ClosedLine, ...]
    basis: str
