"""The ledger kept apart: it follows what the service says has happened, and works out by itself what that comes to.

It knows what was asked for, what moved outside (a provider's charges, transfers), what is sold and what the contract
says. What the service tells is believed in one thing alone: that something happened, and when.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tools.lives.goods import Shop
from tools.lives.holding import Deal, Holding
from tools.lives.next_term import on_its_day, renewal
from tools.lives.terms import grace

#: Statuses in which sites are open.
OPEN = ("active", "trialing")
AWAITING = ("awaiting_payment", "processing")


class Disagreement(AssertionError):
    """The service and the ledger differ."""


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
    """A change or a renewal that was confirmed or begun: what it comes to, how far it has come, what it holds."""

    membership: int
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


@dataclass
class Told:
    """One row of a membership's journal."""

    membership: int
    event: str
    quote: str
    at: datetime
    data: Mapping[str, Any]


@dataclass
class Ledger:
    """All of it; ``least`` and ``step`` are what the provider takes."""

    shop: Shop
    least: int
    step: int
    free: Callable[[int], int]
    purses: dict[int, Purse] = field(default_factory=dict)
    holdings: dict[int, Holding] = field(default_factory=dict)
    quoted: dict[str, tuple[int, Deal]] = field(default_factory=dict)
    operations: dict[str, Operation] = field(default_factory=dict)
    gateways: dict[str, str] = field(default_factory=dict)
    taken: dict[tuple[str, int], tuple[int, datetime]] = field(default_factory=dict)
    longest_grace: int = 0

    def country(self, holding: Holding) -> str:
        return self.purses[holding.customer].country

    def hear(self, told: Told) -> None:
        """Follow what happened."""
        follow = getattr(self, f"_on_{told.event}", None)
        if follow is not None:
            follow(told, self.holdings[told.membership])

    # What begins

    def _on_change_confirmed(self, told: Told, _: Holding) -> None:
        operation = self._asked(told)
        deal = operation.deal
        operation.state, operation.reserved = "awaiting_payment", deal.used
        self._carry(operation)
        self._same("due", told.data["due_minor"], deal.due, told)

    def _on_change_scheduled(self, told: Told, held: Holding) -> None:
        operation = self._asked(told)
        operation.state = "scheduled"
        held.pending, held.pending_id, held.cancelled = operation.deal, told.quote, False

    def _asked(self, told: Told) -> Operation:
        membership, deal = self.quoted[told.quote]
        self._same("membership", told.membership, membership, told)
        operation = Operation(membership, deal, "", self.gateways.get(told.quote, ""))
        self.operations[told.quote] = operation
        return operation

    def _on_renewal_due(self, told: Told, held: Holding) -> None:
        deal = renewal(self.shop, held, self.country(held))
        if deal is None or held.status not in OPEN or held.cancelled:
            raise Disagreement(f"a renewal of a membership that is not to be renewed ({held.status})")
        deal.bill(self.free(held.customer), self.step)
        operation = Operation(held.id, deal, "awaiting_payment", reserved=deal.used, is_renewal=True)
        self.operations[told.quote] = operation
        self._fit(operation, told)
        if held.pending is not None:
            raise Disagreement("a renewal beside a change that is booked for the same day")
        if told.at < deal.at - timedelta(days=self.shop.days("request_days")):
            raise Disagreement(f"asked for at {told.at}, for a term from {deal.at}: too early")

    def _on_change_due(self, told: Told, held: Holding) -> None:
        operation = self.operations[told.quote]
        operation.reserved = 0
        fresh = on_its_day(self.shop, held, self.country(held), operation.deal)
        fresh.bill(self.free(held.customer), self.step)
        operation.deal, operation.state, operation.reserved = fresh, "awaiting_payment", fresh.used
        self._fit(operation, told)
        held.pending, held.pending_id = None, ""

    def _fit(self, operation: Operation, told: Told) -> None:
        """Compare what is due; what no card takes is carried over, where one is charged."""
        deal, due = operation.deal, int(told.data["due_minor"])
        if due != deal.due:
            self._carry(operation, always=True)
        self._same("due", due, deal.due, told)

    def _carry(self, operation: Operation, *, always: bool = False) -> None:
        """Carry over what is due, where its gateway takes no sum as small."""
        deal = operation.deal
        if 0 < deal.due < self.least and (always or operation.gateway == "card") and self._goes_on(operation):
            deal.carries, deal.due = deal.due, 0

    def _goes_on(self, operation: Operation) -> bool:
        """Whether another charge follows that could take it."""
        held, deal = self.holdings[operation.membership], operation.deal
        bills = any(one.type == "plan" for one, _ in deal.charges)
        full = deal.wish.plan == held.plan and held.is_paid_in_full(int(bills))
        return deal.term[1] is not None and bool(deal.recurring) and not full

    # What becomes of it

    def _take_effect(self, told: Told, held: Holding, *, on_trust: bool) -> None:
        operation = self.operations[told.quote]
        deal = operation.deal
        if operation.taken:
            raise Disagreement("it takes effect a second time")
        if held.pending_id and held.pending_id != told.quote:
            waiting = self.operations[held.pending_id]
            if waiting.state == "scheduled":
                raise Disagreement("what was booked is neither replaced nor carried out")
        held.take(deal, told.quote, self.shop)
        operation.taken, operation.reserved, operation.held = True, 0, 0
        operation.owed = deal.due if on_trust else 0
        operation.state = "applied_on_trust" if on_trust else "applied"
        self.purses[held.customer].forgiven += deal.forgiven
        self._same("plan", told.data["plan_id"], held.plan, told)
        self._same("due", told.data["due_minor"], deal.due, told)

    def _on_change_applied(self, told: Told, held: Holding) -> None:
        self._take_effect(told, held, on_trust=False)

    def _on_change_applied_on_trust(self, told: Told, held: Holding) -> None:
        self._take_effect(told, held, on_trust=True)

    _on_renewal_applied = _on_change_applied
    _on_renewal_applied_on_trust = _on_change_applied_on_trust

    def _on_payment_sent(self, told: Told, _: Holding) -> None:
        operation = self.operations[told.quote]
        operation.state = "applied_on_trust" if operation.state == "owed" else "processing"

    def _on_payment_waits(self, told: Told, _: Holding) -> None:
        self.operations[told.quote].state = "awaiting_payment"

    def _on_payment_declined(self, told: Told, _: Holding) -> None:
        if "moves" in told.data:
            self.operations[told.quote].state = "awaiting_payment"

    def _on_money_arrived(self, told: Told, _: Holding) -> None:
        operation = self.operations[told.quote]
        operation.owed, operation.state = 0, "applied"

    def _on_money_failed(self, told: Told, _: Holding) -> None:
        self.operations[told.quote].state = "owed"

    def _on_change_closed(self, told: Told, held: Holding) -> None:
        operation = self.operations[told.quote]
        if operation.taken:
            self.purses[held.customer].lost += operation.owed
            operation.owed = 0
            used = operation.deal.used
            for line in held.lines:
                if line.quote == told.quote and line.ended_at is None:
                    part = min(used, line.value)
                    line.ended_at, line.credited = told.at, part
                    used -= part
        operation.state = "void"

    def _on_change_paid_ahead(self, told: Told, held: Holding) -> None:
        operation = self.operations[told.quote]
        operation.state = "scheduled"
        operation.reserved += operation.deal.due + operation.held
        operation.held = 0
        held.pending, held.pending_id = self.quoted[told.quote][1], told.quote

    def _on_paid_by_account_credit(self, told: Told, held: Holding) -> None:
        operation, amount = self.operations[told.quote], int(told.data["amount_minor"])
        deal = operation.deal
        if told.data.get("moves") and told.data["moves"][1] == "scheduled":
            operation.state, operation.reserved = "scheduled", 0
            operation.deal = self.quoted[told.quote][1]
            held.pending, held.pending_id = operation.deal, told.quote
            return
        if operation.taken:
            self._pay_owed(operation, held, amount, told)
            return
        most = min(operation.part if operation.switched else self.free(held.customer), deal.due + deal.forgiven)
        operation.switched = False
        self._same("account credit used", amount, most, told)
        whole = deal.due + deal.forgiven
        deal.used += amount
        operation.reserved += amount
        deal.due = whole - amount
        deal.forgiven = deal.due % self.step
        deal.due -= deal.forgiven
        self._carry(operation)

    def _pay_owed(self, operation: Operation, held: Holding, amount: int, told: Told) -> None:
        most = min(operation.part if operation.switched else self.free(held.customer), operation.owed)
        operation.switched = False
        self._same("account credit used", amount, most, told)
        operation.owed -= amount
        off = operation.owed % self.step
        self.purses[held.customer].forgiven += off
        operation.owed -= off

    def _on_carried_over(self, told: Told, held: Holding) -> None:
        operation = self.operations.get(told.quote)
        if operation is not None and operation.taken and operation.owed:
            held.carried += operation.owed
            self._same("carried over", int(told.data["amount_minor"]), operation.owed, told)
            operation.owed = 0

    def _ended(self, told: Told, held: Holding, state: str) -> None:
        operation = self.operations[told.quote]
        if operation.taken:
            raise Disagreement("what took effect has ended as if it had not")
        operation.state, operation.reserved = state, 0
        if held.pending_id == told.quote:
            held.pending, held.pending_id = None, ""

    def _on_change_cancelled(self, told: Told, held: Holding) -> None:
        self._ended(told, held, "cancelled")

    _on_renewal_cancelled = _on_change_cancelled

    def _on_change_void(self, told: Told, held: Holding) -> None:
        self._ended(told, held, "void")

    _on_renewal_void = _on_change_void

    def _on_change_needs_attention(self, told: Told, held: Holding) -> None:
        self._ended(told, held, "needs_attention")

    _on_renewal_needs_attention = _on_change_needs_attention

    def _on_change_replaced(self, told: Told, held: Holding) -> None:
        self._ended(told, held, "replaced")

    def _on_order_taken_up_again(self, told: Told, _: Holding) -> None:
        operation = self.operations[told.quote]
        operation.state, operation.reserved = "awaiting_payment", operation.deal.used

    # Money

    def _on_part_received(self, told: Told, _: Holding) -> None:
        self.operations[told.quote].held += int(told.data["amount_minor"])

    def _on_payment_received(self, told: Told, _: Holding) -> None:
        """All of it has come, so that no part waits any more."""
        self.operations[told.quote].held = 0

    def _on_part_kept_as_credit(self, told: Told, _: Holding) -> None:
        operation = self.operations[told.quote]
        if operation.held:
            self._same("the part that is kept", int(told.data["amount_minor"]), operation.held, told)
            operation.part, operation.held = operation.held, 0

    def _on_way_to_pay_changed(self, told: Told, _: Holding) -> None:
        operation = self.operations[told.quote]
        operation.gateway, operation.switched = told.data["after"], operation.held > 0

    # The membership

    def _on_membership_expired(self, told: Told, held: Holding) -> None:
        waits = [one for one in self.operations.values() if one.membership == held.id and one.state == "processing"]
        if waits:
            raise Disagreement("it expires while money for it is on its way")
        if self._is_never_billed(held):
            raise Disagreement("a plan that nobody has to pay for again is closed")
        if held.end is not None and told.at < held.end and held.status in OPEN:
            raise Disagreement(f"it expires at {told.at}, inside the term until {held.end}")
        held.status = "expired"

    def _on_membership_ended(self, told: Told, held: Holding) -> None:
        if not held.is_paid_in_full() or (held.end and told.at < held.end):
            raise Disagreement("it ends as paid in full, and is not")
        held.status = "expired"

    def _on_membership_on_hold(self, _: Told, held: Holding) -> None:
        held.status = "on-hold"

    def _on_membership_opened_again(self, _: Told, held: Holding) -> None:
        held.status = "active"

    def _on_membership_cancelled(self, told: Told, held: Holding) -> None:
        if not held.cancelled or (held.end is not None and told.at < held.end):
            raise Disagreement("it ends as cancelled before its term does")
        held.status, held.cancelled = "cancelled", False

    def _on_membership_cancelling(self, _: Told, held: Holding) -> None:
        held.cancelled = True

    def _on_membership_kept(self, _: Told, held: Holding) -> None:
        held.cancelled = False

    def _on_membership_extended(self, told: Told, held: Holding) -> None:
        held.end = datetime.fromisoformat(told.data["term_end"])
        held.anchor = held.end.day
        if held.status == "trialing":
            held.trial_end = held.end
        if held.status in ("expired", "cancelled"):
            held.status = "active"

    def _on_addons_ended(self, _: Told, held: Holding) -> None:
        """Beside a plan that nobody bills what was billed goes."""
        held.addons = {i: n for i, n in held.addons.items() if not self.shop.items[i].recurring}
        held.recurring = [due for due in held.recurring if due.type == "plan"]
        held.amount = held.recurring_total()
        held.end = None

    def _is_never_billed(self, held: Holding) -> bool:
        item = self.shop.items[held.plan]
        return item.is_free or item.is_lifetime

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
            if self.holdings[operation.membership].customer == customer:
                came += operation.owed - operation.held
        for held in self.holdings.values():
            if held.customer == customer:
                came += held.carried
                came -= sum(line.net + line.tax - line.taken - line.credited for line in held.lines)
        return came

    def reserved(self, customer: int) -> int:
        """What open changes hold of it."""
        return sum(
            one.reserved
            for one in self.operations.values()
            if self.holdings[one.membership].customer == customer and one.state in (*AWAITING, "scheduled")
        )

    def free_riders(self, at: datetime) -> list[str]:
        """Who is open though the time to pay is over, once the worker has come round.

        An order keeps the days of grace that it was made with, though the setting was edited since.
        """
        found = []
        self.longest_grace = max(self.longest_grace, self.shop.days("grace_days"))
        for held in self.holdings.values():
            billed = [i for i, n in held.addons.items() if n and self.shop.items[i].recurring]
            if held.status not in OPEN or (self._is_never_billed(held) and not billed):
                continue
            if held.end is None:
                found.append(f"membership {held.id} is {held.status} and holds {billed} for ever")
                continue
            if held.is_paid_in_full() and self.shop.settings["when_paid_in_full"] == "go_on":
                continue
            waits = any(
                one.membership == held.id and one.state in ("processing", "applied_on_trust", "owed")
                for one in self.operations.values()
            )
            is_over = at >= held.end + grace(held.period, self.longest_grace)
            if is_over and not waits and (held.recurring_total() or self._is_never_billed(held)):
                found.append(f"membership {held.id} is {held.status} at {at}, paid until {held.end}")
        return found

    def _same(self, what: str, service: object, ledger: object, told: Told) -> None:
        if service != ledger:
            raise Disagreement(f"{told.event}: {what} is {service} in the service, {ledger} in the ledger")
