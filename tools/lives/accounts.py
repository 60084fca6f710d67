"""What everybody's money comes to by the ledger: who paid for what, what went back, what is held, who owes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tools.lives.goods import Shop
from tools.lives.holding import Deal, Holding
from tools.lives.terms import grace

#: Statuses in which sites are open.
OPEN = ("active", "trialing")
AWAITING = ("awaiting_payment", "processing")


@dataclass
class Purse:
    """A customer's money, in minor units: what came by hand and went so, what was given, what the network forgoes."""

    country: str = ""
    by_hand: int = 0
    granted: int = 0
    forgiven: int = 0
    lost: int = 0
    uncovered: int = 0


@dataclass
class Operation:
    """A change or a renewal that was confirmed or begun: what it comes to, how far it has come, what it holds.

    ``customer`` is who was asked, whosever the membership is by now. ``code`` is that of which it holds a use.
    """

    membership: int
    customer: int
    deal: Deal
    state: str
    gateway: str = ""
    reserved: int = 0
    held: int = 0
    owed: int = 0
    is_renewal: bool = False
    taken: bool = False
    switched: bool = False
    part: int = 0
    code: str = ""


@dataclass
class Accounts:
    """All of it; ``least`` and ``step`` are what the provider takes, ``free`` the account credit that nothing holds."""

    shop: Shop
    least: int
    step: int
    free: Callable[[int], int]
    purses: dict[int, Purse] = field(default_factory=dict)
    holdings: dict[int, Holding] = field(default_factory=dict)
    operations: dict[str, Operation] = field(default_factory=dict)
    taken: dict[tuple[str, int], tuple[int, datetime]] = field(default_factory=dict)
    longest_grace: int = 0

    def country(self, holding: Holding) -> str:
        return self.purses[holding.customer].country

    # What went back

    def take_back(self, taken: Mapping[tuple[str, int], tuple[int, datetime]], nothing: Mapping[int, int]) -> None:
        """Let lines be worth less by what each refund and dispute took of a line, by (its name, row): (sum, when).

        What is given back of a line that has ended since it was taken is account credit, as far as it was unused then.
        """
        lines = {line.row: line for held in self.holdings.values() for line in held.lines}
        for key, (amount, at) in self.taken.items():
            line = lines[key[1]]
            if key in taken or line.ended_at is None or at > line.ended_at:
                continue
            line.credited += int(amount * line.part)
        for line in lines.values():
            line.taken = sum(amount for (_, row), (amount, _) in taken.items() if row == line.row)
        self.taken = dict(taken)
        for customer, purse in self.purses.items():
            purse.uncovered = nothing.get(customer, 0)

    # What it comes to

    def balance(self, customer: int, by_card: int) -> int:
        """The account credit that a customer must have: all that came, less what is in lines or held."""
        purse = self.purses[customer]
        came = purse.by_hand + by_card + purse.granted + purse.forgiven + purse.lost + purse.uncovered
        for operation in self.operations.values():
            if operation.customer == customer:
                came += operation.owed - operation.held
        for held in self.holdings.values():
            came += held.carried_of.get(customer, 0)
            came -= sum(line.net + line.tax - line.taken for line in held.lines if line.payer == customer)
            came += sum(line.credited for line in held.lines if line.holder == customer)
        return came

    def reserved(self, customer: int) -> int:
        """What open changes hold of it."""
        return sum(
            one.reserved
            for one in self.operations.values()
            if one.customer == customer and one.state in (*AWAITING, "scheduled")
        )

    def free_riders(self, at: datetime) -> list[str]:
        """Who is open though the time to pay is over, or rests past its day, once the worker has come round.

        An order keeps the days of grace that it was made with, though the setting was edited since.
        """
        found = []
        self.longest_grace = max(self.longest_grace, self.shop.days("grace_days"))
        for held in self.holdings.values():
            if held.rests and held.rests.until and at >= held.rests.until:
                found.append(f"membership {held.id} rests at {at}, until {held.rests.until}")
            billed = [i for i, n in held.addons.items() if n and self.shop.items[i].recurring]
            if held.status not in OPEN or (self._is_never_billed(held) and not billed):
                continue
            if held.end is None:
                found.append(f"membership {held.id} is {held.status} and holds {billed} for ever")
                continue
            if held.is_paid_in_full() and not self._ends_after_last(held):
                continue
            waits = any(
                one.membership == held.id and one.state in ("processing", "applied_on_trust", "owed")
                for one in self.operations.values()
            )
            is_over = at >= held.end + grace(held.period, self.longest_grace)
            if is_over and not waits and (held.recurring_total() or self._is_never_billed(held)):
                found.append(f"membership {held.id} is {held.status} at {at}, paid until {held.end}")
        return found

    def _ends_after_last(self, held: Holding) -> bool:
        """Whether it ends when it was billed as often as agreed: as its plan says, else the network."""
        of_plan = self.shop.items[held.plan].after_last
        return (self.shop.settings["when_paid_in_full"] if of_plan == "as_network" else of_plan) == "end"

    def _is_never_billed(self, held: Holding) -> bool:
        item = self.shop.items[held.plan]
        return item.is_free or item.is_lifetime
