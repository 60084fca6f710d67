"""Scenarios of money that goes back: refunds to the payer or as account credit, and what banks take back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bridge.worker import run_all_once
from tools.crash.books import End
from tools.crash.card import Unheard
from tools.crash.orders import UPGRADED, bought
from tools.crash.scenario import Scenario
from tools.crash.stage import PREMIUM, Person, Stage

PART, PART_MINOR = "50", 5_000


def _whole(stage: Stage) -> None:
    stage.refund()


def _part(stage: Stage) -> None:
    stage.refund(PART)


def _whole_if_not_written(stage: Stage) -> None:
    if not _is_written(stage):
        stage.refund()


def _part_if_not_written(stage: Stage) -> None:
    """What is written goes on without the admin: the worker asks the provider for it."""
    if not _is_written(stage):
        stage.refund(PART)


def _is_written(stage: Stage) -> bool:
    ids = (stage.paid().payment_id,)
    return bool(stage.services.database.reading(lambda store: store.refunds.of_payments(ids)))


def _part_twice(stage: Stage) -> None:
    """The form is sent twice."""
    stage.refund(PART)
    stage.refund(PART)


def _as_credit(stage: Stage) -> None:
    stage.refund(PART, "account_credit")


def _slow(state: str) -> Callable[[Stage], None]:
    """Return a refund that takes days, and of which the provider then tells how it ended."""

    def play(stage: Stage) -> None:
        stage.refund(PART)
        stage.provider.ask("end_refunds", payer=stage.customer, state=state)
        stage.hear_all()

    return play


def _ends(state: str) -> Callable[[Stage], None]:
    """Return how an admin goes on: nothing was sent to the provider before they send the form again."""

    def go_on(stage: Stage) -> None:
        if not stage.provider.ask("all", kind="refunds"):
            stage.refund(PART)
        stage.provider.ask("end_refunds", payer=stage.customer, state=state)
        stage.hear_all()

    return go_on


def _unheard(stage: Stage) -> None:
    """What the provider answers is lost; the worker asks again under the same reference."""
    stage.refund(PART)
    stage.clock.at += timedelta(minutes=3)
    run_all_once(stage.services)


def _paid_by_hand(stage: Stage) -> None:
    stage.mark(stage.order(PREMIUM, "manual"))


def _by_hand(stage: Stage) -> None:
    """The network sends the money itself."""
    stage.refund(PART)


def _begun_there(stage: Stage) -> None:
    """Somebody refunds with the provider's own pages; it tells us."""
    if not stage.provider.ask("all", kind="refunds"):
        stage.provider.ask("refund_there", payment=_paid(stage), amount_minor=PART_MINOR)
    stage.hear_all()


def _contested(state: str) -> Callable[[Stage], None]:
    """Return a dispute that the provider tells of, and of its end."""

    def play(stage: Stage) -> None:
        disputes = stage.provider.ask("all", kind="disputes")
        name = next(iter(disputes), None) or stage.provider.ask("contest", payment=_paid(stage))
        stage.hear_all()
        stage.provider.ask("judge", name=name, state=state)
        stage.hear_all()

    return play


def _paid(stage: Stage) -> str:
    return stage.paid().provider_id


_SLOW, _BACK = Person(slow_refunds=True), (End(1, 1, UPGRADED, PART_MINOR),)
REFUNDS = (
    Scenario("refund of all at the provider", _whole, _whole_if_not_written, (End(1, 1, UPGRADED, None),),
             prepare=bought),
    Scenario("refund of a part at the provider", _part, _part_if_not_written, _BACK, prepare=bought),
    Scenario("refund of a part, the form sent twice", _part_twice, _part, _BACK, prepare=bought),
    Scenario("refund of a part as account credit", _as_credit, _as_credit,
             (End(1, 1, UPGRADED, credit_minor=PART_MINOR),), prepare=bought),
    Scenario("refund that takes days", _slow("succeeded"), _ends("succeeded"), _BACK, _SLOW, prepare=bought),
    Scenario("refund that comes back", _slow("failed"), _ends("failed"), (End(1, 1, UPGRADED),), _SLOW,
             prepare=bought),
    Scenario("refund whose answer is lost", _unheard, _part_if_not_written, _BACK, prepare=bought, heard=Unheard),
    Scenario("refund of what was paid by hand", _by_hand, _by_hand, (End(0, 1, UPGRADED),), prepare=_paid_by_hand),
    Scenario("refund begun at the provider", _begun_there, _begun_there, _BACK, prepare=bought),
    Scenario("dispute won", _contested("won"), _contested("won"), (End(1, 1, UPGRADED),), prepare=bought),
    Scenario("dispute lost", _contested("lost"), _contested("lost"), (End(1, 1, UPGRADED),), prepare=bought),
)  # fmt: skip
