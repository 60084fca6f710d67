"""Scenarios of a code with one use, of orders that an admin ends, and of two memberships of one customer."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction

from bridge.changes import change as changing
from bridge.changes.due import carry_out
from bridge.errors import ChangeSettled
from bridge.network_admin.discount_codes import DiscountCode, save_code
from bridge.network_admin.payments import close_change, reject_payment
from bridge.store.changes import ChangeState
from tools.crash.books import End, lives
from tools.crash.orders import FIRST_PART, TERM_END, UPGRADED
from tools.crash.provider import CARD, DELAYED, SECURE
from tools.crash.scenario import Scenario
from tools.crash.stage import ADMIN, BASIC, PREMIUM, Person, Stage, write_people

CODE = "LAST"


def _make_code(stage: Stage) -> None:
    """A fifth off, once."""
    made = DiscountCode(None, CODE, CODE, "", True, "percentage", Fraction(20), False, 1, "", "", (), ())
    save_code(stage.services, ADMIN, made)


def _order(stage: Stage) -> None:
    stage.mark(stage.order(PREMIUM, "manual", code=CODE))


def _come_back(stage: Stage) -> None:
    record = stage.newest()
    if record is not None:
        stage.mark(record.quote_id)
    elif stage.plan() != PREMIUM:
        _order(stage)


def _give_up(stage: Stage) -> None:
    changing.cancel(stage.services, stage.owner, stage.order(PREMIUM, "card", code=CODE))


def _give_up_again(stage: Stage) -> None:
    record = stage.newest()
    if record is None and not stage.happened("change_cancelled"):
        _give_up(stage)
    elif record is not None:
        with suppress(ChangeSettled):
            changing.cancel(stage.services, stage.owner, record.quote_id)


def _book(stage: Stage) -> None:
    """A month at a time from the year's end on, a fifth off; it is asked for on its day, and paid by hand."""
    stage.order(PREMIUM, "manual", code=CODE)
    _on_its_day(stage)


def _on_its_day(stage: Stage) -> None:
    stage.clock.at = max(stage.clock.at, TERM_END)
    record = stage.newest()
    if record is not None and record.status is ChangeState.SCHEDULED:
        carry_out(stage.services, record.quote_id)
    if record is not None:
        stage.mark(record.quote_id)


def _come_back_to_book(stage: Stage) -> None:
    if stage.newest() is None and not stage.happened("change_applied"):
        _book(stage)
    _on_its_day(stage)


def _used(uses: int) -> Callable[[Stage], list[str]]:
    """Return what says whether the code was used so often, no use is held, and the code knows it."""

    def also(stage: Stage) -> list[str]:
        found = stage.sql(
            f"SELECT COALESCE((SELECT uses FROM {{p}}wu_discount_codes WHERE code = '{CODE}'), 0),"
            f" (SELECT COUNT(*) FROM {{p}}bridge_discount_reservations WHERE code = '{CODE}' AND state = 'used'),"
            " (SELECT COUNT(*) FROM {p}bridge_discount_reservations WHERE state = 'held')"
        )[0]
        return [] if found == [str(uses), str(uses), "0"] else [f"uses, used and held are {found}"]

    return also


def _reject(stage: Stage) -> None:
    """A part came by hand; the admin ends the order all the same."""
    quote_id = stage.order(PREMIUM, "manual")
    stage.mark(quote_id, FIRST_PART)
    _reject_order(stage, quote_id)


def _reject_order(stage: Stage, quote_id: str) -> None:
    payment = stage.payment_of(quote_id)
    if payment is not None:
        reject_payment(stage.services, ADMIN, payment.payment_id, "As agreed")


def _come_back_to_reject(stage: Stage) -> None:
    record = stage.newest()
    if record is not None:
        stage.mark(record.quote_id, FIRST_PART)
        _reject_order(stage, record.quote_id)
    elif not stage.happened("payment_rejected"):
        _reject(stage)


def _owed(stage: Stage) -> None:
    """A direct debit was trusted, and its bank sent nothing."""
    stage.order(PREMIUM, "card")
    stage.provider.ask("return", payer=stage.customer)
    stage.hear_all()
    stage.provider.ask("bank", payer=stage.customer, kind=CARD)


def _close(stage: Stage) -> None:
    record = stage.newest()
    if record is not None:
        close_change(stage.services, ADMIN, record.quote_id)


def _second(stage: Stage) -> Stage:
    """The same customer's other membership."""
    return replace(stage, number=2, buyer=stage.number)


def _begin_second(stage: Stage) -> None:
    write_people(stage.network, Person(), [_second(stage)])


def _order_both(stage: Stage) -> None:
    """The account credit is enough for one of the two, and a part of the other."""
    for one in (stage, _second(stage)):
        _come_back_by_hand(one)


def _come_back_by_hand(stage: Stage) -> None:
    record = stage.newest()
    if record is None and stage.plan() != PREMIUM:
        quote_id = stage.order(PREMIUM, "manual")
    elif record is not None:
        quote_id = record.quote_id
    else:
        return
    stage.mark(quote_id)


def _second_has_it(stage: Stage) -> list[str]:
    other = _second(stage)
    applied = len(other.happened("change_applied"))
    found = [] if (other.plan(), applied) == (PREMIUM, 1) else [f"the other has {other.plan()}, {applied} times"]
    return [*found, *lives(stage.network, other)]


CODES = (
    Scenario("order with the last use of a code", _order, _come_back, (End(0, 1, UPGRADED),), prepare=_make_code,
             also=_used(1)),
    Scenario("order with the last use of a code given up", _give_up, _give_up_again, (End(0, 0, (BASIC, "active")),),
             Person(bank=SECURE), prepare=_make_code, also=_used(0)),
    Scenario("booked with the last use of a code, paid on its day", _book, _come_back_to_book,
             (End(0, 1, UPGRADED),), Person(PREMIUM, "1990", unit="year"), prepare=_make_code, also=_used(1)),
    Scenario("order rejected when a part has come", _reject, _come_back_to_reject,
             (End(0, 0, (BASIC, "active"), credit_minor=FIRST_PART.amount_minor),)),
    Scenario("what is owed given up", _close, _close, (End(0, 0, UPGRADED),), Person(bank=DELAYED), prepare=_owed),
    Scenario("two memberships of one customer ordered with one account credit", _order_both, _order_both,
             (End(0, 1, UPGRADED),), Person(credit_minor=20_000), prepare=_begin_second, also=_second_has_it),
)  # fmt: skip
