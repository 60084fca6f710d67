"""Whatever is done in whatever order: every invariant holds after each step, and no money appears or is lost."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from bridge.changes.change import cancel, confirm
from bridge.errors import BridgeError
from bridge.gateways.port import Outcome
from bridge.network_admin import payments
from bridge.pricing.calendar import Period
from bridge.worker import run_all_once
from tests.integration.changes.story import ADMIN, CONSULTING, CUSTOMER, DISK, FREE, MONTH, OWNER, PREMIUM, YEAR, Story
from tests.integration.changes.test_where_payments_are import ours_in_the_shared_table, run_beside
from tools.network.testing import broken_invariants

STEPS = 14


class Walk:
    """A random walk through everything that owner, network admin, provider and time can do."""

    def __init__(self, story: Story, seed: int) -> None:
        self.story = story
        self.random = random.Random(seed)  # noqa: S311 (repeatable, no secret)
        self.told: list[str] = []

    def step(self) -> str:
        """Do one thing; a refusal is an answer too."""
        done = self.random.choice([self.buy, self.buy, self.pay, self.pay, self.cancel, self.wait, self.work])
        try:
            done()
        except BridgeError as refused:
            return f"{done.__name__}: {refused.code}"
        return done.__name__

    def buy(self) -> None:
        """Choose something, and confirm it with some gateway."""
        plan, period = self.random.choice([(FREE, None), (PREMIUM, MONTH), (PREMIUM, YEAR)])
        addons = {DISK: self.random.randint(1, 2)} if plan == PREMIUM and self.random.random() < 0.5 else {}
        if self.random.random() < 0.2:
            addons[CONSULTING] = 1
        quote_id = self.quoted(plan, addons, period)
        if quote_id is not None:
            self.told.append(quote_id)
            self.story.card.answer = self.random.choice([Outcome.SUCCEEDED, Outcome.DECLINED, None])
            confirm(self.story.services, OWNER, quote_id, self.random.choice(["manual", "card", "free"]))

    def quoted(self, plan: int, addons: dict[int, int], period: Period | None) -> str | None:
        """A quote, or None where it is refused or changes nothing."""
        try:
            quote_id = self.story.quote(plan, addons, period)
        except AssertionError:
            return None
        row = self.story.one(f"SELECT kind FROM {{p}}bridge_quotes WHERE id = '{quote_id}'")
        return None if row == ["none"] else quote_id

    def pay(self) -> None:
        """Mark any payment by hand as paid, however late and however often."""
        found = self.story.sql(
            f"SELECT payment_id FROM {{p}}bridge_payments WHERE gateway = 'manual' AND customer_id = {CUSTOMER}"
        )
        if found:
            payments.mark_paid(self.story.services, ADMIN, int(self.random.choice(found)[0]))

    def cancel(self) -> None:
        """Cancel any change."""
        if self.told:
            cancel(self.story.services, OWNER, self.random.choice(self.told))

    def wait(self) -> None:
        """Let minutes, days or weeks pass."""
        self.story.clock.at += timedelta(minutes=self.random.choice([1, 7 * 60, 3 * 1440, 20 * 1440]))

    def work(self) -> None:
        """Run the worker."""
        counts = run_all_once(self.story.services)
        assert {name: count.failed for name, count in counts.items() if count.failed} == {}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5, 6])
def test_money_is_conserved_and_every_invariant_holds(story: Story, seed: int) -> None:
    granted = 25000
    story.membership(FREE, amount="0", end=None, billed=0, gateway="free", credit_minor=granted)
    walk, done = Walk(story, seed), []

    for _ in range(STEPS):
        done.append(walk.step())

        assert broken_invariants(story.network) == [], done
        settled, credited, received, balance = money(story)
        assert settled - credited == received + granted - balance, done

    story.events()


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "beside"), [(7, False), (8, True), (9, True)])
def test_at_no_moment_the_shared_table_has_a_row_of_ours_whose_money_is_not_there(
    story: Story, seed: int, *, beside: bool
) -> None:
    story.membership(FREE, amount="0", end=None, billed=0, gateway="free")
    if beside:
        run_beside(story)
    walk, done = Walk(story, seed), []

    for _ in range(STEPS):
        done.append(walk.step())

        completed = story.sql("SELECT COUNT(*) FROM {p}bridge_payments WHERE status = 'completed'")[0][0]
        rows = ours_in_the_shared_table(story)
        assert rows == ([] if beside else [["completed", completed]] if completed != "0" else []), done
        assert broken_invariants(story.network) == [], done


def money(story: Story) -> tuple[int, int, int, int]:
    """What was settled, given back, received and is kept, in minor units."""
    lines = story.settled("COALESCE(SUM(amount_minor + tax_minor), 0), COALESCE(SUM(credited_minor), 0)")
    received = story.one(
        "SELECT COALESCE(SUM(amount_minor), 0) FROM {p}bridge_payments"
        f" WHERE status = 'completed' AND customer_id = {CUSTOMER}"
    )
    return int(lines[0][0]), int(lines[0][1]), int(received[0]), int(story.credit()[0])
