"""Scenarios of what owners order, what is renewed, and who leaves."""

from __future__ import annotations

from datetime import datetime, timedelta

from bridge.changes import change as changing
from bridge.changes.due import carry_out
from bridge.changes.leave import cancel_membership, keep_membership
from bridge.changes.pay import charge_saved
from bridge.changes.pay_by_credit import pay_by_credit
from bridge.changes.pay_open import Payment, pay
from bridge.changes.receive import Money
from bridge.changes.renew import renew_membership
from bridge.errors import ChangeSettled, MembershipNotRunning
from bridge.network_admin.account_credit import Adjusted, adjust
from bridge.store.changes import ChangeState
from bridge.worker import run_all_once
from tools.crash.books import End
from tools.crash.provider import SECURE
from tools.crash.scenario import Scenario
from tools.crash.stage import ADMIN, BASIC, BEGAN, FREE, NOTATION, PREMIUM, Person, Stage

TERM_END, LATER = datetime(2025, 7, 1), datetime(2025, 7, 14)
#: What Premium costs on the day these runs begin, half of Basic being given back.
UPGRADE_MINOR = 14_758
FIRST_PART, SECOND_PART = Money(5_000, request_key="1" * 32), Money(12_000, request_key="2" * 32)


def upgrade_by_card(stage: Stage) -> None:
    """3-D Secure: the order waits, its owner passes it at the bank, and the page asks again."""
    quote_id = stage.order(PREMIUM, "card")
    stage.authenticate()
    stage.page_asks(quote_id)


def come_back_with_card(stage: Stage) -> None:
    """Its owner comes back: pays what waits, orders where nothing was received."""
    record = stage.newest()
    if record is None:
        if stage.plan() != PREMIUM:
            upgrade_by_card(stage)
        return
    stage.authenticate()
    stage.page_asks(record.quote_id)


def bought(stage: Stage) -> None:
    """Premium is bought by card."""
    stage.order(PREMIUM, "card")


def _upgrade_by_hand(stage: Stage) -> None:
    stage.mark(stage.order(PREMIUM, "manual"))


def _come_back_by_hand(stage: Stage) -> None:
    record = stage.newest()
    if record is not None:
        stage.mark(record.quote_id)
    elif stage.plan() != PREMIUM:
        _upgrade_by_hand(stage)


def _upgrade_in_parts(stage: Stage) -> None:
    _mark_parts(stage, stage.order(PREMIUM, "manual"))


def _mark_parts(stage: Stage, quote_id: str) -> None:
    for part in (FIRST_PART, SECOND_PART):
        stage.mark(quote_id, part)


def _come_back_in_parts(stage: Stage) -> None:
    record = stage.newest()
    if record is not None:
        _mark_parts(stage, record.quote_id)
    elif stage.plan() != PREMIUM:
        _upgrade_in_parts(stage)


def _book_downgrade(stage: Stage) -> None:
    stage.order(FREE, "free", None)
    _at_the_terms_end(stage)


def _at_the_terms_end(stage: Stage) -> None:
    stage.clock.at = max(stage.clock.at, TERM_END)
    record = stage.newest()
    if record is not None and record.status is ChangeState.SCHEDULED:
        carry_out(stage.services, record.quote_id)


def _come_back_to_downgrade(stage: Stage) -> None:
    if stage.newest() is None and stage.plan() != FREE:
        stage.clock.at = BEGAN + timedelta(minutes=10)
        stage.order(FREE, "free", None)
    _at_the_terms_end(stage)


def _book_and_give_up(stage: Stage) -> None:
    changing.cancel(stage.services, stage.owner, stage.order(FREE, "free", None))


def _give_up(stage: Stage) -> None:
    record = stage.newest()
    if record is not None:
        changing.cancel(stage.services, stage.owner, record.quote_id)


def _renew(stage: Stage) -> None:
    stage.clock.at = max(stage.clock.at, LATER)
    renew_membership(stage.services, stage.membership)
    record = stage.newest()
    if record is not None:
        charge_saved(stage.services, record.quote_id)


def _renewed_by_the_worker(stage: Stage) -> None:
    stage.clock.at = max(stage.clock.at, LATER)
    run_all_once(stage.services)


def _later(stage: Stage) -> None:
    stage.clock.at = max(stage.clock.at, LATER)


def _leave(stage: Stage) -> None:
    cancel_membership(stage.services, stage.owner, stage.membership, "Too dear")
    keep_membership(stage.services, stage.owner, stage.membership)
    cancel_membership(stage.services, stage.owner, stage.membership, None)
    _end_of_term(stage)


def _end_of_term(stage: Stage) -> None:
    stage.clock.at = max(stage.clock.at, TERM_END)
    renew_membership(stage.services, stage.membership)


def _leave_again(stage: Stage) -> None:
    try:
        cancel_membership(stage.services, stage.owner, stage.membership, None)
    except (MembershipNotRunning, ChangeSettled):
        return
    _end_of_term(stage)


def _ordered_by_hand(stage: Stage) -> None:
    stage.order(PREMIUM, "manual")


def _grant(stage: Stage) -> None:
    record = stage.newest()
    adjust(stage.services, ADMIN, stage.membership, Adjusted("200", "As agreed", "the form's"), NOTATION)
    if record is not None:
        pay_by_credit(stage.services, record.quote_id)


def _ordered_by_card(stage: Stage) -> None:
    stage.order(PREMIUM, "card")


def _pay_otherwise(stage: Stage) -> None:
    """Its owner would rather pay by transfer than pass 3-D Secure."""
    record = stage.newest()
    if record is not None:
        pay(stage.services, stage.owner, record.quote_id, Payment("manual"))
        stage.mark(record.quote_id)


UPGRADED = (PREMIUM, "active")
ORDERS = (
    Scenario("upgrade by card with 3-D Secure", upgrade_by_card, come_back_with_card, (End(1, 1, UPGRADED),),
             Person(bank=SECURE)),
    Scenario("upgrade paid by hand", _upgrade_by_hand, _come_back_by_hand, (End(0, 1, UPGRADED),)),
    Scenario("upgrade paid by hand in two parts, too much", _upgrade_in_parts, _come_back_in_parts,
             (End(0, 1, UPGRADED, credit_minor=None),)),
    Scenario("order paid another way", _pay_otherwise, _pay_otherwise, (End(0, 1, UPGRADED),), Person(bank=SECURE),
             prepare=_ordered_by_card),
    Scenario("order paid by account credit", _grant, _grant,
             (End(0, 1, UPGRADED, credit_minor=20_000 - UPGRADE_MINOR),), prepare=_ordered_by_hand),
    Scenario("downgrade booked for the term's end", _book_downgrade, _come_back_to_downgrade,
             (End(0, 1, (FREE, "active")),), Person(PREMIUM, "199")),
    Scenario("booked downgrade given up", _book_and_give_up, _give_up, (End(0, 0, UPGRADED),),
             Person(PREMIUM, "199")),
    Scenario("renewal by saved card", _renew, _renew, (End(2, 2, UPGRADED),), prepare=bought),
    Scenario("renewal by the worker", _renewed_by_the_worker, _later, (End(2, 2, UPGRADED),), prepare=bought),
    Scenario("a sum that no card takes", upgrade_by_card, come_back_with_card, (End(0, 1, UPGRADED),),
             Person(credit_minor=14_728), least_minor=300),
    Scenario("membership cancelled", _leave, _leave_again, (End(0, 0, (BASIC, "cancelled")),)),
)  # fmt: skip
