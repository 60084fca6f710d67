"""Two people who do two things to one membership: one all of it before a step of the other, and both at a time.

However they meet, it ends as it would have ended had one come wholly before the other, or not at all. Of the steps a
third is tried, others for each commit; PLAN_BRIDGE_PAIRS_EVERY=1 tries them all.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from bridge.bootstrap import build
from bridge.changes import change as changing
from bridge.changes.hand_over import Wanted as WantedOwner
from bridge.changes.pause import Wanted as WantedPause
from bridge.changes.pay import charge_saved
from bridge.changes.pay_open import Payment, pay
from bridge.changes.renew import renew_membership
from bridge.config import from_environment
from bridge.errors import BridgeError
from bridge.network_admin import gift_lists
from bridge.network_admin.memberships import extend_membership, hand_membership_over, pause_membership
from bridge.network_admin.payments import reject_payment
from bridge.ports import Services
from bridge.store.journal import JournalRow
from bridge.worker import run_all_once
from tools.crash.books import End, lives, never, unbalanced
from tools.crash.card import RemoteCard
from tools.crash.points import Watched
from tools.crash.provider import Provider, running_provider
from tools.crash.stage import (
    ADMIN,
    BASIC,
    BEGAN,
    MONTH,
    NOTATION,
    PREMIUM,
    MovedClock,
    Person,
    Stage,
    settle_sample,
    with_card,
    write_people,
)
from tools.network.network import Network
from tools.network.testing import broken_invariants, seed_of_commit

EVERY = int(os.environ.get("PLAN_BRIDGE_PAIRS_EVERY", "3"))
SEED = int(os.environ.get("PLAN_BRIDGE_PAIRS_SEED", seed_of_commit()))
#: Before the first step it is in turn.
FIRST_STEP = 2 + SEED % EVERY
ASKED = timedelta(days=27)
UPGRADE_MINOR, HUNDRED_MINOR, FREE_SITES = 14_758, 10_000, 985_000
#: More steps than anything here has, and more memberships than these meet on: their numbers fall, since who becomes a
#: customer meanwhile takes the one above the highest.
MANY, MANY_STAGES = 40, 900


class Turns:
    """Counts the steps of somebody, and lets another do all of theirs before one of them."""

    def __init__(self, at: int, other: Callable[[], object]) -> None:
        self.passed, self._at, self._other = 0, at, other

    def reach(self) -> None:
        self.passed += 1
        if self.passed == self._at:
            self._other()

    def note_effect(self) -> None:
        """Of what was called nothing is noted."""


@dataclass(frozen=True, slots=True)
class InSteps:
    """A database of which each reading and each transaction is a step."""

    database: Any
    turns: Turns

    def reading(self, work: Callable[..., Any]) -> Any:
        self.turns.reach()
        return self.database.reading(work)

    def transaction(self, work: Callable[..., Any]) -> Any:
        self.turns.reach()
        return self.database.transaction(work)


@dataclass(frozen=True, slots=True)
class Pair:
    """What two do to the same membership, which ``prepare`` makes ready; ``ends`` are those of one after the other."""

    prepare: Callable[[Stage], object]
    first: Callable[[Stage], object]
    second: Callable[[Stage], object]
    ends: tuple[End, ...]


def bought(stage: Stage) -> None:
    stage.order(PREMIUM, "card")


def ordered_by_hand(stage: Stage) -> None:
    stage.order(PREMIUM, "manual")


def term_near_its_end(stage: Stage) -> None:
    bought(stage)
    stage.clock.at = BEGAN + ASKED


def renewal_asked(stage: Stage) -> None:
    """The next term is asked for, and nobody has charged anything yet."""
    term_near_its_end(stage)
    renew_membership(stage.services, stage.membership)


def pause(stage: Stage) -> None:
    pause_membership(
        stage.services, ADMIN, stage.membership, WantedPause("", "As agreed", closes_sites=True), is_forecast=False
    )


def pay_by_card(stage: Stage) -> None:
    pay(stage.services, stage.owner, open_quote(stage), Payment("card"))


def renew(stage: Stage) -> None:
    renew_membership(stage.services, stage.membership)
    record = stage.newest()
    if record is not None:
        charge_saved(stage.services, record.quote_id)


def hand_over(stage: Stage) -> None:
    wanted = WantedOwner(f"receiver{stage.number}", stage.customer, "As agreed", removes_user=True)
    hand_membership_over(stage.services, ADMIN, stage.membership, wanted, is_forecast=False)


def confirm(stage: Stage) -> None:
    quote_id = stage.sql(f"SELECT MAX(id) FROM {{p}}bridge_quotes WHERE membership_id = {stage.membership}")[0][0]
    changing.confirm(stage.services, stage.owner, quote_id, "card")


def quoted(stage: Stage) -> None:
    stage.quoted(PREMIUM, MONTH)


def refund_with(key: str) -> Callable[[Stage], object]:
    return lambda stage: stage.refund("100", key=key)


def extend_to(day: str) -> Callable[[Stage], object]:
    return lambda stage: extend_membership(stage.services, ADMIN, stage.membership, day, "As agreed")


def mark(stage: Stage) -> None:
    stage.mark(open_quote(stage))


def reject(stage: Stage) -> None:
    payment = stage.payment_of(open_quote(stage))
    assert payment is not None
    reject_payment(stage.services, ADMIN, payment.payment_id, "As agreed")


def open_quote(stage: Stage) -> str:
    """The order that was opened last, as somebody knows it whose page is old."""
    rows = stage.sql(
        f"SELECT quote_id FROM {{p}}bridge_changes WHERE membership_id = {stage.membership} ORDER BY created_at"
    )
    return rows[-1][0]


PREMIUM_HELD, BASIC_HELD, RESTS = (PREMIUM, "active"), (BASIC, "active"), (PREMIUM, "on-hold")
ONCE = End(1, 1, PREMIUM_HELD)
PAIRS = {
    "paused, and its renewal paid": Pair(renewal_asked, pause, pay_by_card, (End(1, 1, RESTS), End(2, 2, RESTS))),
    "paused, and renewed": Pair(term_near_its_end, pause, renew, (End(1, 1, RESTS), End(2, 2, RESTS))),
    "given to another, and an order confirmed": Pair(
        quoted, hand_over, confirm, (End(0, 0, BASIC_HELD), End(1, 1, PREMIUM_HELD))
    ),
    "refunded twice with one form": Pair(
        bought, refund_with("a"), refund_with("a"), (End(1, 1, PREMIUM_HELD, HUNDRED_MINOR),)
    ),
    "refunded by two forms, of which there is one's money": Pair(
        bought, refund_with("a"), refund_with("b"), (End(1, 1, PREMIUM_HELD, HUNDRED_MINOR),)
    ),
    "extended to one day twice": Pair(bought, extend_to("2025-08-20"), extend_to("2025-08-20"), (ONCE,)),
    "extended to two days": Pair(bought, extend_to("2025-08-20"), extend_to("2025-09-10"), (ONCE,)),
    "marked as paid, and rejected": Pair(
        ordered_by_hand, mark, reject, (End(0, 1, PREMIUM_HELD), End(0, 0, BASIC_HELD, credit_minor=UPGRADE_MINOR))
    ),
}  # fmt: skip


@dataclass(slots=True)
class Meeting:
    """One pair on memberships of its own, one for each way in which the two meet."""

    network: Network
    provider: Provider
    services: Services
    clock: MovedClock
    pair: Pair
    stages: list[Stage]
    written: int = 0

    def in_turn(self, *acts: Callable[[Stage], object]) -> None:
        stage = self._stage()
        for act in acts:
            done(act, stage)

    def before_each_step(self, slow: Callable[[Stage], object], quick: Callable[[Stage], object]) -> None:
        """Let one do all of it before a step of the other, one step after the other."""
        for place in range(FIRST_STEP, MANY, EVERY):
            stage = self._stage()
            turns = Turns(place, lambda stage=stage: done(quick, stage))  # type: ignore[misc]
            card = Watched(RemoteCard(self.provider), turns)  # type: ignore[arg-type]
            in_steps = replace(self.services, database=InSteps(self.services.database, turns))
            done(slow, stage.with_services(with_card(in_steps, self.clock, card)))
            if turns.passed < place:
                self.stages.pop()  # it had no such step: nobody met anybody
                return
        raise AssertionError("it has more steps")

    def at_once(self) -> None:
        """Both begin at the same moment, each with a session of their own."""
        stage, barrier = self._stage(), threading.Barrier(2)

        def run(act: Callable[[Stage], object]) -> None:
            barrier.wait(30)
            done(act, stage)
            stage.services.database.forget()  # type: ignore[attr-defined]

        threads = [threading.Thread(target=run, args=(act,)) for act in (self.pair.first, self.pair.second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)

    def settle(self) -> None:
        """Let the provider tell and the worker come round, as they do when everybody has gone."""
        for _ in range(2):
            self.clock.at += timedelta(minutes=3)
            for stage in self.stages:
                stage.hear_all()
            run_all_once(self.services)

    def _stage(self) -> Stage:
        """Write one more membership and make it ready."""
        self.clock.at = BEGAN
        self.written += 1
        stage = Stage(MANY_STAGES - self.written, self.services, self.clock, self.provider, self.network)
        write_people(self.network, Person(), [stage])
        self.pair.prepare(stage)
        self.stages.append(stage)
        return stage


def done(act: Callable[[Stage], object], stage: Stage) -> None:
    """Do it, or be refused."""
    with suppress(BridgeError):
        act(stage)


def ended(stage: Stage) -> dict[str, Any]:
    """How it stands and what took effect, but for numbers, moments, and orders that came to nothing."""
    member = f"membership_id = {stage.membership}"

    def counted(text: str) -> Counter[str]:
        return Counter(" ".join(row) for row in stage.sql(text))

    return {
        "row": stage.sql(
            "SELECT plan_id, status, amount, date_expiration, times_billed, gateway,"
            f" customer_id = {stage.customer} FROM {{p}}wu_memberships WHERE id = {stage.membership}"
        )[0],
        "applied": counted(f"SELECT kind FROM {{p}}bridge_changes WHERE status = 'applied' AND {member}"),
        "open": counted(f"SELECT operation FROM {{p}}bridge_open_operations WHERE {member}"),
        "received": counted(
            f"SELECT gateway, amount_minor FROM {{p}}bridge_payments WHERE status = 'completed' AND {member}"
        ),
        "refunds": counted(
            "SELECT refunds.status, refunds.amount_minor FROM {p}bridge_refunds AS refunds"
            f" JOIN {{p}}bridge_payments USING (payment_id) WHERE {member}"
        ),
        "credit": counted(
            "SELECT amount_minor, cause FROM {p}bridge_account_credit_entries"
            f" WHERE customer_id IN {(*stage.customers, 0)}"
        ),
        "charged": stage.provider.charged(stage.customers),
        "back": stage.provider.sent_back(stage.customers),
        "done": Counter(row.event.event for row in chain(stage) if row.event.event.startswith("membership_")),
    }


def chain(stage: Stage) -> list[JournalRow]:
    return list(stage.services.database.reading(lambda store: store.journal.chain(stage.membership)))


def as_end(how: dict[str, Any]) -> End:
    """What it comes to, as the pair states it."""
    plan, status = how["row"][:2]
    credit = sum(int(text.split()[0]) * times for text, times in how["credit"].items())
    return End(len(how["charged"]), how["applied"].total(), (int(plan), status), how["back"], credit)


@pytest.fixture
def services(network: Network) -> Iterator[Services]:
    made = build(from_environment(network.service.variables)).services
    settle_sample(network)
    yield made
    made.database.forget()  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with running_provider(tmp_path_factory.mktemp("provider")) as running:
        yield running


@pytest.mark.parametrize("name", PAIRS)
def test_however_two_meet_one_came_before_the_other(
    network: Network, services: Services, provider: Provider, name: str
) -> None:
    pair, clock = PAIRS[name], MovedClock(BEGAN)
    provider.forget()
    meeting = Meeting(network, provider, with_card(services, clock, RemoteCard(provider)), clock, pair, [])
    meeting.in_turn(pair.first, pair.second)
    meeting.in_turn(pair.second, pair.first)
    meeting.in_turn(pair.first)
    meeting.in_turn(pair.second)
    may_be = len(meeting.stages)
    meeting.before_each_step(pair.first, pair.second)
    meeting.before_each_step(pair.second, pair.first)
    meeting.at_once()
    meeting.settle()

    ends = [ended(stage) for stage in meeting.stages]
    wrong = [
        found
        for stage in meeting.stages
        for found in (*never(stage), *unbalanced(network, stage), *lives(network, stage))
    ]
    assert wrong == []
    assert {as_end(one) for one in ends[:2]} == set(pair.ends)
    assert [one for one in ends if one not in ends[:may_be]] == []
    assert broken_invariants(network) == []


def test_one_list_of_gifts_sent_twice_gives_each_site_once_whoever_carries_it_out(
    network: Network, services: Services, provider: Provider
) -> None:
    clock = MovedClock(BEGAN)
    services = with_card(services, clock, RemoteCard(provider))
    for place in range(FIRST_STEP, MANY, 3 * EVERY):
        stage = Stage(MANY_STAGES - place, services, clock, provider, network)
        write_people(network, Person(), [stage])
        sites = free_sites(stage)
        text = "user,plan,site\n" + "".join(f"receiver{stage.number},Premium,{site}\n" for site in sites)
        runs = [gift_lists.begin_list(services, ADMIN, text, NOTATION).run.id for _ in range(2)]
        while gift_lists.go_on(services):
            pass
        turns = Turns(place, lambda runs=runs: give_all(services, runs))  # type: ignore[misc]
        give_all(replace(services, database=InSteps(services.database, turns)), runs)
        give_all(services, runs)

        given = stage.sql(
            "SELECT sites.blog_id, COUNT(*) FROM {p}wu_memberships AS own"
            " JOIN {p}bridge_given_sites AS sites ON sites.membership_id = own.id"
            f" WHERE own.user_id = {stage.receiver.user_id} GROUP BY sites.blog_id ORDER BY sites.blog_id"
        )
        assert given == [[str(site), "1"] for site in sites]
        assert stage.sql(f"SELECT COUNT(*) FROM {{p}}wu_memberships WHERE user_id = {stage.receiver.user_id}") == [
            ["2"]
        ]
        assert sorted(lines_of(services, run) for run in runs) == [(0, 2), (2, 0)]
        if turns.passed < place:
            break
    assert place > FIRST_STEP
    assert broken_invariants(network) == []


def give_all(services: Services, runs: list[str]) -> None:
    """An admin carries both lists out, and the worker comes until nothing is left of them."""
    for run in runs:
        gift_lists.carry_out(services, ADMIN, run)
    while gift_lists.go_on(services):
        pass


def free_sites(stage: Stage) -> list[int]:
    """Write two sites that nobody has."""
    sites = [FREE_SITES + 2 * stage.number + place for place in range(2)]
    for site in sites:
        stage.sql(f"INSERT INTO {{p}}blogs (blog_id, site_id, domain, path) VALUES ({site}, 1, 'b.test', '/{site}/')")
    return sites


def lines_of(services: Services, run: str) -> tuple[int, int]:
    """How many lines of a list were given, and how many refused."""
    told = gift_lists.read_run(services, ADMIN, run).run
    return told.given, told.refused
