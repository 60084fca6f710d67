"""What every act has: a life, a membership chosen by chance with its owner, and ways to ask the service."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from tools.lives.stage import Answer
from tools.lives.terms import written

if TYPE_CHECKING:
    from tools.lives.life import Life, Person

#: Who owns memberships, or may be given one.
OWNERS = ("anna", "bjorn", "sara")
#: What an act says that found nothing to do.
NOTHING = "nothing to do"


class Act:
    """The beginning of one step of a life."""

    def __init__(self, life: Life, random: Random) -> None:
        self.life, self.random, self.stage, self.ledger = life, random, life.stage, life.ledger
        self.shop, self.books = life.shop, life.books
        self.number = random.choice(sorted(life.people))
        self.person: Person = life.people[self.number]
        self.held = self.ledger.holdings[self.number]

    def ask(self, method: str, path: str, body: Any = None) -> Answer:
        """Ask as the owner, or now and then as the network admin for them."""
        who = self.life.admin if self.random.random() < 0.1 else self.person.who
        return self.stage.ask(who, method, path, body)

    def as_admin(self, method: str, path: str, body: Any = None) -> Answer:
        return self.stage.ask(self.life.admin, method, path, body)

    def shown(self, minor: int) -> str:
        return f"{written(minor, self.shop.currency)} {self.shop.currency}"

    def _mine(self, *states: str) -> list[str]:
        return sorted(
            name
            for name, one in self.ledger.operations.items()
            if one.membership == self.number and one.state in states
        )

    def _payments(self, where: str) -> list[list[str]]:
        return self.stage.sql(
            "SELECT payment_id, quote_id, amount_minor, status, membership_id, customer_id FROM {p}bridge_payments"
            f" WHERE {where} ORDER BY payment_id"
        )
