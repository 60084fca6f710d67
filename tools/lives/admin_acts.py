"""What the network admin does with memberships and money."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tools.lives.act import NOTHING, OWNERS, Act
from tools.lives.ledger import Disagreement
from tools.lives.provider import DAYS, PAYS, SILENT
from tools.lives.terms import written


class AdminActs(Act):
    """Of the network admin."""

    def mark_paid(self) -> str:
        """A transfer came: all, a part, more; in time or marked late; for an order that ended, too."""
        waits = self._payments("gateway = 'manual' AND status = 'pending'")
        if not waits or self.random.random() < 0.1:
            waits += self._payments("gateway = 'manual' AND status = 'cancelled'")
        if not waits:
            return NOTHING
        payment, quote, amount, status, _, customer = self.random.choice(waits)
        operation = self.ledger.operations[quote]
        before = self.stage.sql(
            f"SELECT COALESCE(SUM(amount_minor), 0) FROM {{p}}bridge_transfers WHERE payment_id = {payment}"
        )
        left = max(int(amount) - (operation.held if status == "pending" else int(before[0][0])), 0)
        came = self.random.choice((left, left, left, max(left // 3, 1), left + self.random.randint(1, 5_000)))
        if not came:
            return NOTHING
        body: dict[str, Any] = {"key": f"{self.random.getrandbits(128):032x}"}
        if came != left or self.random.random() < 0.5:
            body["amount"] = written(came, self.shop.currency)
        if self.random.random() < 0.3:
            day = self.stage.clock.at - timedelta(days=self.random.randint(0, 9))
            body["received_at"] = f"{day:%Y-%m-%dT%H:%M:%S}"
        purse = self.ledger.purses[int(customer)]
        purse.by_hand += came
        answer = self.as_admin("POST", f"/v1/network/payments/{payment}/mark-paid", body)
        if answer.status != 200:
            purse.by_hand -= came
        again = (
            self.as_admin("POST", f"/v1/network/payments/{payment}/mark-paid", body)
            if self.random.random() < 0.3
            else None
        )
        late = f", on {body['received_at']}" if "received_at" in body else ""
        twice = "" if again is None else " (sent twice)"
        return f"the admin marks {self.shown(came)} of {self.shown(left)} as paid{late}{twice}: {answer.code or 'done'}"

    def reject(self) -> str:
        waits = self._payments("gateway = 'manual' AND status = 'pending'")
        if not waits:
            return NOTHING
        payment = self.random.choice(waits)[0]
        answer = self.as_admin("POST", f"/v1/network/payments/{payment}/reject", {"reason": "Not ours"})
        return f"the admin rejects payment {payment}: {answer.code or 'done'}"

    def refund(self) -> str:
        """Money back, or kept as account credit; all that is left or a part."""
        paid = self._payments("status IN ('completed', 'partially-refunded')")
        if not paid:
            return NOTHING
        payment, _, amount, _, _, customer = self.random.choice(paid)
        by_hand = self._payments(f"payment_id = {payment} AND gateway <> 'card'")
        forecast = self.as_admin("GET", f"/v1/network/payments/{payment}/refund")
        left = int(forecast.body["left"]["amount_minor"])
        part = self.random.random() < 0.5 and left > 1
        minor = self.random.randint(1, left) if part else left
        body = {
            "id": f"{self.random.getrandbits(128):032x}", "reason": "Sorry",
            "amount": written(minor, self.shop.currency) if part else None,
            "to": self.random.choice(("payer", "payer", "account_credit")),
        }  # fmt: skip
        self.books.refund_mood = self.random.choice((PAYS, PAYS, DAYS, SILENT))
        purse = self.ledger.purses[int(customer)]
        if by_hand and body["to"] == "payer":
            purse.by_hand -= minor
        answer = self.as_admin("POST", f"/v1/network/payments/{payment}/refund", body)
        if answer.status != 200 and by_hand and body["to"] == "payer":
            purse.by_hand += minor
        words = (
            f"the admin refunds {self.shown(minor)} of payment {payment} ({self.shown(int(amount))}) to {body['to']}"
        )
        return f"{words}: {answer.body.get('status', answer.code)}"

    def adjust_credit(self) -> str:
        minor = self.random.choice((1, -1)) * self.random.randint(1, 20_000)
        purse = self.ledger.purses[self.person.customer]
        purse.granted += minor
        body = {
            "id": f"{self.random.getrandbits(128):032x}",
            "amount": written(minor, self.shop.currency),
            "reason": "Goodwill",
        }
        answer = self.as_admin("POST", f"/v1/network/memberships/{self.number}/account-credit", body)
        if answer.status != 200:
            purse.granted -= minor
        return f"the admin gives {self.person.login} {self.shown(minor)} of account credit: {answer.code or 'done'}"

    def extend(self) -> str:
        if self.held.end is None:
            return NOTHING
        day = (max(self.held.end, self.stage.clock.at) + timedelta(days=self.random.randint(1, 20))).date().isoformat()
        answer = self.as_admin(
            "POST", f"/v1/network/memberships/{self.number}/extend", {"until": day, "reason": "Downtime"}
        )
        return f"the admin extends {self.person.login}'s membership until {day}: {answer.code or 'done'}"

    def pause(self) -> str:
        """The membership rests, until somebody says so or until a day."""
        day = (self.stage.clock.at + timedelta(days=self.random.randint(1, 40))).date().isoformat()
        until = day if self.random.random() < 0.5 else ""
        body = {"until": until, "reason": "Holiday", "closes_sites": self.random.random() < 0.5}
        answer = self.as_admin("POST", f"/v1/network/memberships/{self.number}/pause", body)
        return f"the admin pauses {self.person.login}'s membership until {until or 'any day'}: {answer.code or 'done'}"

    def resume(self) -> str:
        resting = sorted(one.id for one in self.ledger.holdings.values() if one.rests is not None)
        if not resting:
            return NOTHING
        number = self.random.choice(resting)
        rests = self.ledger.holdings[number].rests
        if rests is not None:
            rests.lifted = True
        answer = self.as_admin("POST", f"/v1/network/memberships/{number}/resume", {"reason": "Back again"})
        if answer.status != 200:
            raise Disagreement(f"what rests does not go on: {answer.body}")
        return f"the admin lets membership {number} go on"

    def hand_over(self) -> str:
        """The membership goes to another customer, who may be none yet, or have one of their own."""
        login = self.random.choice([one for one in OWNERS if one != self.person.login])
        body = {
            "user": login, "customer_id": self.person.customer, "reason": "Sold",
            "removes_user": self.random.random() < 0.5,
        }  # fmt: skip
        answer = self.as_admin("POST", f"/v1/network/memberships/{self.number}/hand-over", body)
        if answer.status == 200:
            self.life.name_owner(self.number, login)
        return f"the admin gives {self.person.login}'s membership {self.number} to {login}: {answer.code or 'done'}"

    def close_change(self) -> str:
        waits = self._mine("needs_attention", "owed")
        if not waits:
            return NOTHING
        answer = self.as_admin("POST", f"/v1/network/changes/{waits[0]}/close")
        return f"the admin closes what needs attention or is owed: {answer.code or 'done'}"
