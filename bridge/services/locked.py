"""What a transaction about a membership holds, as it was read under its locks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bridge.services.facts import MembershipFacts


@dataclass(frozen=True, slots=True)
class Subject:
    """What a transaction is about, told before anything is locked; ``discount_code`` is one that it counts on."""

    membership_id: int
    customer_id: int
    currency: str
    discount_code: str | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """A customer's account credit: what is free is ``balance_minor - reserved_minor``."""

    balance_minor: int
    reserved_minor: int

    @property
    def free_minor(self) -> int:
        """Return what no open change holds."""
        return self.balance_minor - self.reserved_minor


@dataclass(frozen=True, slots=True)
class HeldMembership:
    """The shared membership row as this transaction holds it; amounts in major units, as the columns have them.

    ``addons`` None: the stored text, kept in ``addons_stored``, is one that we cannot read.
    """

    id: int
    customer_id: int
    user_id: int | None
    plan_id: int
    addons: Mapping[int, int] | None
    addons_stored: str | None
    currency: str
    initial_amount: Decimal
    recurring: bool
    auto_renew: bool
    duration: int
    duration_unit: str | None
    amount: Decimal
    date_created: datetime | None
    date_activated: datetime | None
    date_trial_end: datetime | None
    date_renewed: datetime | None
    date_cancellation: datetime | None
    date_expiration: datetime | None
    times_billed: int
    billing_cycles: int
    status: str
    gateway: str


@dataclass(frozen=True, slots=True)
class Locked:
    """Account credit and membership row as they are held, and the facts read after both; None: the row is gone."""

    balance: Balance
    row: HeldMembership | None
    facts: MembershipFacts | None
