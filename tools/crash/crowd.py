"""Eight at once, on one membership and across many: owners, a network admin, the provider, a worker.

Everybody gets an answer: what was asked for, or a refusal with its code. Whoever does not know what came of it asks
again with the same key. While they are at it, and when they are gone, no invariant is broken and the money adds up.
"""

from __future__ import annotations

import logging
import random
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from hashlib import sha256

from bridge.bootstrap import build
from bridge.changes import change as changing
from bridge.changes.hand_over import Wanted as WantedOwner
from bridge.changes.leave import cancel_membership, keep_membership
from bridge.changes.pause import Wanted as WantedPause
from bridge.changes.receive import Money
from bridge.config import from_environment
from bridge.errors import BridgeError, OutcomeUnknown, StoreBusy, StoreUnavailable
from bridge.network_admin.account_credit import Adjusted, adjust
from bridge.network_admin.discount_codes import DiscountCode, save_code
from bridge.network_admin.memberships import (
    extend_membership,
    hand_membership_over,
    pause_membership,
    resume_membership,
)
from bridge.network_admin.payments import reject_payment
from bridge.network_admin.refunds import Wanted, refund
from bridge.ports import Services
from bridge.worker import run_all_once
from tools.crash.books import lives, never, unbalanced
from tools.crash.card import RemoteCard
from tools.crash.provider import CARD, DELAYED, SECURE, Provider
from tools.crash.stage import (
    ADMIN,
    BASIC,
    BEGAN,
    FIRST_CUSTOMER,
    FREE,
    MONTH,
    NOTATION,
    PREMIUM,
    MovedClock,
    NothingPaid,
    NothingToOrder,
    Person,
    Stage,
    settle_sample,
    with_card,
    write_people,
)  # fmt: skip
from tools.network.network import Network
from tools.network.testing import broken_invariants

CLIENTS = 8
#: Nobody waits longer for an answer.
PATIENCE_SECONDS = 30.0
#: How often somebody asks again who was told that it is not known what came of it, or to come back later.
TRIES = 6
#: A code that takes a fifth off a first term, so often.
CODE, CODE_USES = "CROWD", 2
_AGAIN = (OutcomeUnknown, StoreBusy, StoreUnavailable)


@dataclass(slots=True)
class Told:
    """What clients were answered; ``wrong`` is what no client may be answered, and what did not hold.

    ``confirmed`` are the orders of which a client was answered that they are confirmed.
    """

    confirmed: set[str] = field(default_factory=set)
    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0


@dataclass(slots=True)
class Crowd:
    """Memberships, one of them wanted by everybody; three share one customer and what is theirs."""

    network: Network
    provider: Provider
    services: Services
    clock: MovedClock
    stages: list[Stage]
    seed: int
    told: Told = field(default_factory=Told)
    _ended: threading.Event = field(default_factory=threading.Event)

    def run(self, seconds: float, disturb: Callable[[], object] = lambda: None) -> None:
        """Let everybody at it for so long, ``disturb`` them now and then, and look."""
        began = time.monotonic()
        clients = [threading.Thread(target=self._client, args=(place,), daemon=True) for place in range(CLIENTS)]
        for client in clients:
            client.start()
        while time.monotonic() - began < seconds:
            disturb()
            time.sleep(0.5)
            self._look("while they were at it")
        self._ended.set()
        for client in clients:
            client.join(PATIENCE_SECONDS)
        self.told.wrong += [f"client {place} has no answer" for place, one in enumerate(clients) if one.is_alive()]

    def settle(self) -> list[str]:
        """Let the worker and the provider come to an end, with nobody else there; return what does not hold then."""
        for _ in range(6):
            self.clock.at += timedelta(hours=1)
            for stage in self.stages:
                self._ask(stage.hear_all)
            with failures_told() as failures:
                counts = run_all_once(self.services)
            failed = [name for name, one in counts.items() if one.failed]
            self.told.wrong += [f"the worker failed in {name}: {failures}" for name in failed]
        self._look("in the end")
        known = {row[0] for row in self.network.sql("SELECT quote_id FROM {p}bridge_changes")}
        self.told.wrong += [f"{lost} was confirmed, and is not there" for lost in self.told.confirmed - known]
        self.told.wrong += [*unbalanced(self.network, self.stages[0]), *self._uses()]
        for stage in self.stages:
            found = [*never(stage), *lives(self.network, stage)]
            self.told.wrong += [f"membership {stage.membership}: {one}" for one in found]
        return self.told.wrong

    def _uses(self) -> list[str]:
        """Say where the code was used more often than it may be, or does not know how often it was."""
        found = self.network.sql(
            "SELECT uses, (SELECT COUNT(*) FROM {p}bridge_discount_reservations WHERE state = 'used'),"
            " (SELECT COUNT(*) FROM {p}bridge_discount_reservations WHERE state = 'held')"
            f" FROM {{p}}wu_discount_codes WHERE code = '{CODE}'"
        )[0]
        uses, used, held = (int(text) for text in found)
        is_right = uses == used and used + held <= CODE_USES
        return [] if is_right else [f"of {CODE_USES} uses {uses} are told, {used} were used, {held} are held"]

    def _look(self, when: str) -> None:
        """Note which invariants are broken; a server that is away cannot be asked."""
        try:
            self.told.wrong += [f"{when}: {found}" for found in broken_invariants(self.network)]
        except RuntimeError as away:
            self.told.answers[f"({str(away)[:30]})"] += 1

    def _client(self, place: int) -> None:
        """Do one thing after the other until everybody is called off; the first is the worker."""
        chance = random.Random(f"{self.seed} {place}")  # noqa: S311 (repeatable, no secret)
        hand = Hand(self, chance, place)
        while not self._ended.is_set():
            self._ask(hand.work if place == 0 else hand.do_one)
        self.services.database.forget()  # type: ignore[attr-defined]

    def _ask(self, one: Callable[[], object]) -> None:
        """Ask, and ask again where it is not known what came of it; note the answer."""
        began = time.monotonic()
        for _ in range(TRIES):
            code = self._answer(one)
            self.told.answers[code] += 1
            if code not in {kind.code for kind in _AGAIN}:
                break
            time.sleep(0.05)
        took = time.monotonic() - began
        self.told.slowest = max(self.told.slowest, took)
        if took > PATIENCE_SECONDS * TRIES:
            self.told.wrong.append(f"{took:.0f} s for an answer")

    def _answer(self, one: Callable[[], object]) -> str:
        try:
            one()
        except BridgeError as refused:
            return refused.code
        except Nothing:
            return "nothing to do"
        except Exception:  # noqa: BLE001 (whatever else a client is answered is wrong, and told with its origin)
            self.told.wrong.append(traceback.format_exc()[-1500:])
            return "broke down"
        return "done"


@contextmanager
def failures_told() -> Iterator[list[str]]:
    """What the worker logs of what failed in it, while the block runs."""
    told: list[str] = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = lambda record: told.append(handler.format(record)[-1500:])  # type: ignore[method-assign]
    logger, before = logging.getLogger("bridge.worker"), logging.root.manager.disable
    logging.disable(logging.NOTSET)
    logger.addHandler(handler)
    try:
        yield told
    finally:
        logger.removeHandler(handler)
        logging.disable(before)


class Nothing(Exception):
    """There is nothing to be done of this kind."""


class Hand:
    """What one client does; each thing is chosen once and repeated with the same key."""

    def __init__(self, crowd: Crowd, chance: random.Random, place: int) -> None:
        self._crowd = crowd
        self._chance = chance
        self._place = place
        self._count = 0
        self._chosen: Callable[[], object] | None = None

    def work(self) -> None:
        """Go one round as the worker, some minutes later than the one before."""
        self._crowd.clock.at += timedelta(minutes=self._chance.randint(1, 40))
        run_all_once(self._crowd.services)

    def do_one(self) -> None:
        """Do what was chosen and not answered yet, else choose: half of the time with the one that all want."""
        if self._chosen is None:
            self._count += 1
            stages = self._crowd.stages
            stage = stages[0] if self._chance.random() < 0.5 else self._chance.choice(stages)
            self._chosen = self._choose(stage)
        try:
            self._chosen()
        except _AGAIN:
            raise
        except BaseException:
            self._chosen = None
            raise
        self._chosen = None

    def _choose(self, stage: Stage) -> Callable[[], object]:
        """Choose what to do with a membership."""
        chance = self._chance
        key = sha256(f"{self._place} {self._count}".encode()).hexdigest()[:32]
        plan, gateway = chance.choice((BASIC, PREMIUM, PREMIUM)), chance.choice(("card", "card", "manual"))
        part, code = chance.choice((None, 3_000, 50_000)), chance.choice(("", "", "", CODE))
        until, to = chance.choice(("", "2025-06-17")), chance.choice(self._crowd.stages).login
        day = f"2025-{chance.choice(('08', '09'))}-{chance.randint(1, 28):02}"
        quoted: list[str] = []
        return chance.choice((
            lambda: self._order(stage, plan, gateway, quoted, code),
            lambda: self._order(stage, plan, gateway, quoted, code),
            lambda: self._order(stage, plan, gateway, quoted, ""),
            lambda: self._order(stage, FREE, "free", quoted, ""),
            lambda: _come_back(stage),
            lambda: _come_back(stage),
            stage.hear_all,
            stage.hear_all,
            lambda: _mark(stage, Money(part, request_key=key)),
            lambda: _mark(stage, Money(part, request_key=key)),
            lambda: _cancel(stage),
            lambda: _refund(stage, chance.choice(("", "5")), chance.choice(("payer", "account_credit")), key),
            lambda: _grant(stage, key),
            lambda: _leave(stage),
            lambda: _pause(stage, until),
            lambda: _resume(stage),
            lambda: _resume(stage),
            lambda: _hand_over(stage, to),
            lambda: extend_membership(stage.services, ADMIN, stage.membership, day, "As agreed"),
            lambda: _reject(stage),
        ))  # fmt: skip

    def _order(self, stage: Stage, plan: int, gateway: str, quoted: list[str], code: str) -> None:
        """Quote once, confirm that quote, again and again where need be."""
        held = stage.as_held()
        if not quoted:
            try:
                quoted.append(held.quoted(plan, MONTH if plan != FREE else None, code))
            except NothingToOrder as same:
                raise Nothing from same
        changing.confirm(stage.services, held.owner, quoted[0], gateway)
        self._crowd.told.confirmed.add(quoted[0])


def _come_back(stage: Stage) -> None:
    """Pass what the bank asks, let money arrive or fail, and come back to the page."""
    stage = stage.as_held()
    stage.provider.ask("authenticate", payer=stage.customer)
    stage.provider.ask("return" if stage.number % 4 == 3 else "arrive", payer=stage.customer)
    stage.page_asks(_open(stage))


def _mark(stage: Stage, money: Money) -> None:
    quote_id = _open(stage)
    payment = stage.payment_of(quote_id)
    if payment is None or payment.gateway != "manual":
        raise Nothing
    stage.mark(quote_id, money)


def _cancel(stage: Stage) -> None:
    changing.cancel(stage.services, stage.as_held().owner, _open(stage))


def _refund(stage: Stage, amount: str, to: str, key: str) -> None:
    try:
        paid = stage.paid()
    except NothingPaid as nothing:
        raise Nothing from nothing
    refund(stage.services, ADMIN, paid.payment_id, Wanted(amount, "As agreed", to, key), NOTATION)  # type: ignore[arg-type]


def _grant(stage: Stage, key: str) -> None:
    adjust(stage.services, ADMIN, stage.membership, Adjusted("30", "As agreed", key), NOTATION)


def _leave(stage: Stage) -> None:
    owner = stage.as_held().owner
    cancel_membership(stage.services, owner, stage.membership, None)
    keep_membership(stage.services, owner, stage.membership)


def _pause(stage: Stage, until: str) -> None:
    wanted = WantedPause(until, "As agreed", closes_sites=True)
    pause_membership(stage.services, ADMIN, stage.membership, wanted, is_forecast=False)


def _resume(stage: Stage) -> None:
    resume_membership(stage.services, ADMIN, stage.membership, "As agreed")


def _hand_over(stage: Stage, to: str) -> None:
    wanted = WantedOwner(to, stage.as_held().customer, "As agreed", removes_user=True)
    hand_membership_over(stage.services, ADMIN, stage.membership, wanted, is_forecast=False)


def _reject(stage: Stage) -> None:
    payment = stage.payment_of(_open(stage))
    if payment is None:
        raise Nothing
    reject_payment(stage.services, ADMIN, payment.payment_id, "As agreed")


def _open(stage: Stage) -> str:
    record = stage.newest()
    if record is None:
        raise Nothing
    return record.quote_id


@contextmanager
def crowd_on(network: Network, provider: Provider, seed: int, memberships: int = 12, first: int = 1) -> Iterator[Crowd]:
    """A crowd and its memberships on a network; the rows stay."""
    settle_sample(network)
    provider.forget()
    clock = MovedClock(BEGAN)
    services = with_card(build(from_environment(network.service.variables)).services, clock, RemoteCard(provider))
    numbers = range(first, first + memberships)
    buyers = {number: first if number < first + 3 else number for number in numbers}
    everybody = tuple(FIRST_CUSTOMER + buyer for buyer in dict.fromkeys(buyers.values()))
    stages = [Stage(number, services, clock, provider, network, buyer, everybody) for number, buyer in buyers.items()]
    write_people(network, Person(credit_minor=5_000), stages)
    save_code(services, ADMIN, DiscountCode(None, CODE, CODE, "", True, "percentage", Fraction(20), False, CODE_USES,
                                            "", "", (), ()))  # fmt: skip
    for stage in stages:
        bank = (CARD, SECURE, CARD, DELAYED)[(stage.buyer or stage.number) % 4]
        provider.ask("bank", payer=stage.customer, kind=bank, slow_refunds=stage.number % 3 == 0)
    try:
        yield Crowd(network, provider, services, clock, stages, seed)
    finally:
        services.database.forget()  # type: ignore[attr-defined]
