"""The ledger kept apart: it follows what the service says has happened, and works out by itself what that comes to.

It knows what was asked for, what moved outside (a provider's charges, transfers), what is sold and what the contract
says. What the service tells is believed in one thing alone: that something happened, and when.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tools.lives.accounts import AWAITING, OPEN, Accounts, Operation, Purse
from tools.lives.holding import Deal, Holding, Rest
from tools.lives.next_term import on_its_day, renewal


class Disagreement(AssertionError):
    """The service and the ledger differ."""


@dataclass
class Told:
    """One row of a membership's journal."""

    membership: int
    event: str
    quote: str
    at: datetime
    data: Mapping[str, Any]


@dataclass
class Ledger(Accounts):
    """Follows what happened; ``quoted`` is what was told, ``gateways`` what it was confirmed with."""

    quoted: dict[str, tuple[int, Deal]] = field(default_factory=dict)
    gateways: dict[str, str] = field(default_factory=dict)

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
        customer = self.holdings[membership].customer
        operation = Operation(membership, customer, deal, "", self.gateways.get(told.quote, ""))
        self.operations[told.quote] = operation
        self._hold_use(told.quote, operation)
        return operation

    def _hold_use(self, quote: str, operation: Operation) -> None:
        """Hold a use of the code that what is charged counts on, in place of any that was held."""
        self._let_use_go(quote, operation)
        operation.code = operation.deal.counts_on
        if operation.code:
            self.shop.codes[operation.code].held[quote] = operation.membership

    def _let_use_go(self, quote: str, operation: Operation) -> None:
        for code in self.shop.codes.values():
            code.held.pop(quote, None)
        operation.code = ""

    def _on_renewal_due(self, told: Told, held: Holding) -> None:
        deal = renewal(self.shop, held, self.country(held), told.at)
        if deal is None or held.status not in OPEN or held.cancelled:
            raise Disagreement(f"a renewal of a membership that is not to be renewed ({held.status})")
        deal.bill(self.free(held.customer), self.step)
        operation = Operation(held.id, held.customer, deal, "awaiting_payment", reserved=deal.used, is_renewal=True)
        self.operations[told.quote] = operation
        self._fit(operation, told)
        if held.pending is not None:
            raise Disagreement("a renewal beside a change that is booked for the same day")
        if told.at < deal.at - timedelta(days=self.shop.days("request_days")):
            raise Disagreement(f"asked for at {told.at}, for a term from {deal.at}: too early")

    def _on_change_due(self, told: Told, held: Holding) -> None:
        operation = self.operations[told.quote]
        operation.reserved = 0
        fresh = on_its_day(self.shop, held, self.country(held), operation.deal, told.at)
        fresh.bill(self.free(held.customer), self.step)
        operation.deal, operation.state, operation.reserved = fresh, "awaiting_payment", fresh.used
        self._hold_use(told.quote, operation)
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
        full = held.is_paid_in_full(int(bills)) if deal.count is None else 0 < deal.count <= int(bills)
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
        if operation.code:
            self.shop.codes[operation.code].used += 1
            self.shop.codes[operation.code].users.add(operation.customer)
        self._let_use_go(told.quote, operation)
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
            held.carry(operation.owed)
            self._same("carried over", int(told.data["amount_minor"]), operation.owed, told)
            operation.owed = 0

    def _ended(self, told: Told, held: Holding, state: str) -> None:
        operation = self.operations[told.quote]
        if operation.taken:
            raise Disagreement("what took effect has ended as if it had not")
        operation.state, operation.reserved = state, 0
        self._let_use_go(told.quote, operation)
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
        self._hold_use(told.quote, operation)

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

    def _on_membership_paused(self, told: Told, held: Holding) -> None:
        if held.status not in OPEN or held.rests is not None:
            raise Disagreement(f"it is paused, and is {held.status}")
        self._nothing_is_asked(told, held)
        until = told.data["until"]
        held.rests = Rest(told.at.replace(microsecond=0), held.status, datetime.fromisoformat(until) if until else None)
        held.status = "on-hold"

    def _on_membership_resumed(self, told: Told, held: Holding) -> None:
        rests = held.rests
        if rests is None or not (rests.lifted or (rests.until is not None and told.at >= rests.until)):
            raise Disagreement(f"it goes on before its day, or does not rest ({rests})")
        rested = held.go_on(told.at.replace(microsecond=0))
        waits = [held.pending, self.operations[held.pending_id].deal] if held.pending is not None else []
        for deal in {id(one): one for one in waits if one is not None}.values():
            deal.later(rested)
        self._same("rested", told.data["rested_seconds"], int(rested.total_seconds()), told)
        self._same("its end", told.data["term_end"], held.end.isoformat() if held.end else None, told)

    def _on_membership_transferred(self, told: Told, held: Holding) -> None:
        self._same("whose it was", int(told.data["before"]), held.customer, told)
        self._nothing_is_asked(told, held)
        if held.pending is not None:
            raise Disagreement("it goes to another with what its former owner has booked")
        held.give_to(int(told.data["after"]))
        self.purses.setdefault(held.customer, Purse())

    def _nothing_is_asked(self, told: Told, held: Holding) -> None:
        states = (*AWAITING, "applied_on_trust", "owed")
        waits = [name for name, one in self.operations.items() if one.membership == held.id and one.state in states]
        if waits:
            raise Disagreement(f"{told.event} while {waits} waits for money")

    def _on_membership_expired(self, told: Told, held: Holding) -> None:
        if held.rests is not None:
            raise Disagreement("it expires while it rests")
        waits = [one for one in self.operations.values() if one.membership == held.id and one.state == "processing"]
        if waits:
            raise Disagreement("it expires while money for it is on its way")
        if self._is_never_billed(held):
            raise Disagreement("a plan that nobody has to pay for again is closed")
        if held.end is not None and told.at < held.end and held.status in OPEN:
            raise Disagreement(f"it expires at {told.at}, inside the term until {held.end}")
        held.status = "expired"

    def _on_membership_ended(self, told: Told, held: Holding) -> None:
        if not held.is_paid_in_full() or (held.end and told.at < held.end) or not self._ends_after_last(held):
            raise Disagreement("it ends as paid in full, and does not")
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

    def _same(self, what: str, service: object, ledger: object, told: Told) -> None:
        if service != ledger:
            raise Disagreement(f"{told.event}: {what} is {service} in the service, {ledger} in the ledger")
