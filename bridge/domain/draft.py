"""A change worked out but not yet shown: charges, credits and what the membership becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bridge.domain.calendar import Period
from bridge.domain.charges import Charge
from bridge.domain.kind import Move
from bridge.domain.membership import RecurringLine, Status
from bridge.domain.quotation import ChangeKind
from bridge.domain.value import Credit


@dataclass(frozen=True, slots=True)
class Draft:
    """The outcome of one change, before it is shown.

    ``charges`` are taken at once, or at ``effective`` where that is set; ``deferred`` with the next charge after.
    ``leaving`` are add-on units that go at the term's end though the change takes effect at once.
    """

    move: Move
    kind: ChangeKind
    as_of: datetime
    effective: datetime | None
    term: tuple[datetime, datetime | None]
    charges: list[Charge]
    credits: list[Credit]
    recurring: tuple[RecurringLine, ...]
    addons: Mapping[int, int]
    status: Status
    anchor_day: int | None
    period: Period | None
    trial_end: datetime | None = None
    deferred: list[Charge] = field(default_factory=list)
    leaving: Mapping[int, int] = field(default_factory=dict)
    ends_lines: bool = False

    @property
    def balance(self) -> int:
        """Charges less credit of what happens now, before account credit; negative where credit is left."""
        if self.effective is not None:
            return 0
        return sum(charge.total for charge in self.charges) - sum(credit.amount for credit in self.credits)

    @property
    def due_now(self) -> int:
        """What is to be paid now, after account credit."""
        return max(0, self.balance - self.move.snapshot.account_credit_minor)
