"""Whatever is done in whatever order: every invariant holds after each step, and no money appears or is lost."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from bridge.changes.change import cancel, confirm
from bridge.changes.hand_over import Wanted as WantedOwner
from bridge.changes.pause import Wanted as WantedPause
from bridge.changes.quoting import make_quote
from bridge.errors import BridgeError
from bridge.gateways.port import Outcome
from bridge.network_admin import memberships, payments
from bridge.people import Actor
from bridge.pricing.snapshot import Selection
from bridge.worker import run_all_once
from tests.integration.changes.story import (
    ADMIN,
    BLOG,
    CONSULTING,
    DISK,
    FREE,
    MEMBERSHIP,
    MONTH,
    PREMIUM,
    USER,
    YEAR,
    Story,
)
from tests.integration.changes.test_where_payments_are import ours_in_the_shared_table, run_beside
from tools.network.testing import broken_invariants

STEPS = 14
SECOND, NEW_USER = 502, 9602
#: Whose the memberships are, by turns; the other one is no customer at first.
USERS = {USER: "rolf", NEW_USER: "gun"}
CODE, CODE_USES = "TWICE", 2


class Walk:
    """A random walk through everything that owners, network admin, provider and time can do with two memberships."""

    def __init__(self, story: Story, seed: int) -> None:
        self.story = story
        self.random = random.Random(seed)  # noqa: S311 (repeatable, no secret)
        self.told: list[str] = []

    def begin(self, granted_minor: int = 0) -> None:
        """Two memberships of one customer, and a code that can be used twice."""
        self.story.membership(FREE, amount="0", end=None, billed=0, gateway="free", credit_minor=granted_minor)
        self.story.second_membership()
        people = ", ".join(f"({user}, '{login}', '{login}@a.test', '{login}')" for user, login in USERS.items())
        self.story.sql(
            f"INSERT INTO {{p}}users (ID, user_login, user_email, display_name) VALUES {people};"
            "INSERT INTO {p}wu_discount_codes (name, code, uses, max_uses, apply_to_renewals, type, value, active)"
            f" VALUES ('', '{CODE}', 0, {CODE_USES}, 0, 'percentage', 20, 1)"
        )

    def step(self) -> str:
        """Do one thing; a refusal is an answer too."""
        done = self.random.choice([
            self.buy, self.buy, self.buy, self.pay, self.pay, self.cancel, self.wait, self.work, self.pause,
            self.resume, self.resume, self.give_away, self.extend,
        ])  # fmt: skip
        try:
            done()
        except BridgeError as refused:
            return f"{done.__name__}: {refused.code}"
        return done.__name__

    def one(self) -> int:
        """One of the memberships."""
        return self.random.choice([MEMBERSHIP, MEMBERSHIP, SECOND])

    def owner(self, membership: int) -> tuple[int, int]:
        """The user and the customer whose a membership is."""
        found = self.story.one(f"SELECT user_id, customer_id FROM {{p}}wu_memberships WHERE id = {membership}")
        return int(found[0]), int(found[1])

    def buy(self) -> None:
        """Choose something, and confirm it with some gateway."""
        plan, period = self.random.choice([(FREE, None), (PREMIUM, MONTH), (PREMIUM, YEAR)])
        addons = {DISK: self.random.randint(1, 2)} if plan == PREMIUM and self.random.random() < 0.5 else {}
        if self.random.random() < 0.2:
            addons[CONSULTING] = 1
        code = CODE if plan == PREMIUM and self.random.random() < 0.4 else ""
        membership = self.one()
        owner = Actor(user_id=self.owner(membership)[0], blog_id=BLOG)
        quote = make_quote(self.story.services, owner, membership, Selection(plan, addons, period, code))
        if quote.id is not None:
            self.told.append(quote.id)
            self.story.card.answer = self.random.choice([Outcome.SUCCEEDED, Outcome.DECLINED, None])
            confirm(self.story.services, owner, quote.id, self.random.choice(["manual", "card", "free"]))

    def pay(self) -> None:
        """Mark any payment by hand as paid, however late and however often."""
        found = self.story.sql(
            "SELECT payment_id FROM {p}bridge_payments WHERE gateway = 'manual'"
            f" AND membership_id IN ({MEMBERSHIP}, {SECOND})"
        )
        if found:
            payments.mark_paid(self.story.services, ADMIN, int(self.random.choice(found)[0]))

    def cancel(self) -> None:
        """Cancel any change."""
        if self.told:
            cancel(self.story.services, ADMIN, self.random.choice(self.told))

    def wait(self) -> None:
        """Let minutes, days or weeks pass."""
        self.story.clock.at += timedelta(minutes=self.random.choice([1, 7 * 60, 3 * 1440, 20 * 1440]))

    def work(self) -> None:
        """Run the worker."""
        counts = run_all_once(self.story.services)
        assert {name: count.failed for name, count in counts.items() if count.failed} == {}

    def pause(self) -> None:
        """Let one rest, some of them until a day."""
        day = (self.story.clock.at + timedelta(days=self.random.randint(1, 20))).date().isoformat()
        wanted = WantedPause(self.random.choice(["", day]), "As agreed", closes_sites=True)
        memberships.pause_membership(self.story.services, ADMIN, self.one(), wanted, is_forecast=False)

    def resume(self) -> None:
        """Let one go on."""
        memberships.resume_membership(self.story.services, ADMIN, self.one(), "As agreed")

    def give_away(self) -> None:
        """Give one to whoever has it not."""
        membership = self.one()
        user, customer = self.owner(membership)
        to = next(login for other, login in USERS.items() if other != user)
        wanted = WantedOwner(to, customer, "As agreed", removes_user=False)
        memberships.hand_membership_over(self.story.services, ADMIN, membership, wanted, is_forecast=False)

    def extend(self) -> None:
        """Let one end later."""
        day = (self.story.clock.at + timedelta(days=self.random.randint(10, 400))).date().isoformat()
        memberships.extend_membership(self.story.services, ADMIN, self.one(), day, "As agreed")



@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5, 6])
def test_money_is_conserved_and_every_invariant_holds(story: Story, seed: int) -> None:
    granted = 25000
    walk, done = Walk(story, seed), []
    walk.begin(granted)

    for _ in range(STEPS):
        done.append(walk.step())

        assert broken_invariants(story.network) == [], done
        settled, credited, received, balance = money(story)
        assert settled - credited == received + granted - balance, done
        assert uses(story) <= CODE_USES, done

    story.events()


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "beside"), [(7, False), (8, True), (9, True)])
def test_at_no_moment_the_shared_table_has_a_row_of_ours_whose_money_is_not_there(
    story: Story, seed: int, *, beside: bool
) -> None:
    walk, done = Walk(story, seed), []
    walk.begin()
    if beside:
        run_beside(story)

    for _ in range(STEPS):
        done.append(walk.step())

        completed = story.sql("SELECT COUNT(*) FROM {p}bridge_payments WHERE status = 'completed'")[0][0]
        rows = ours_in_the_shared_table(story, SECOND)
        assert rows == ([] if beside else [["completed", completed]] if completed != "0" else []), done
        assert broken_invariants(story.network) == [], done


def money(story: Story) -> tuple[int, int, int, int]:
    """What was settled for both memberships, given back, received and is kept by whose they are, in minor units."""
    found = story.one(
        "SELECT COALESCE(SUM(amount_minor + tax_minor), 0), COALESCE(SUM(credited_minor), 0),"
        " (SELECT COALESCE(SUM(amount_minor), 0) FROM {p}bridge_payments"
        f"  WHERE status = 'completed' AND membership_id IN ({MEMBERSHIP}, {SECOND})),"
        " (SELECT COALESCE(SUM(balance_minor), 0) FROM {p}bridge_account_credit AS credit"
        "  JOIN {p}wu_customers AS customers ON customers.id = credit.customer_id"
        f"  WHERE customers.user_id IN ({USER}, {NEW_USER}))"
        f" FROM {{p}}bridge_settled_lines WHERE membership_id IN ({MEMBERSHIP}, {SECOND})"
    )
    settled, credited, received, balance = (int(text) for text in found)
    return settled, credited, received, balance


def uses(story: Story) -> int:
    """How often the code was used, or is held; the code knows how often it was used."""
    used, held, told = story.one(
        "SELECT COALESCE(SUM(state = 'used'), 0), COALESCE(SUM(state = 'held'), 0),"
        f" (SELECT uses FROM {{p}}wu_discount_codes WHERE code = '{CODE}') FROM {{p}}bridge_discount_reservations"
        f" WHERE code = '{CODE}'"
    )
    assert used == told
    return int(used) + int(held)
