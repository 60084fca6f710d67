"""Scenarios of what a provider tells, early, late, twice or never, and of payers who are faster than we are."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

from bridge.changes import change as changing
from bridge.changes.cancel import expire_unpaid
from bridge.changes.reconcile import reconcile
from bridge.errors import ChangeSettled
from bridge.worker import run_all_once
from tools.crash.books import End
from tools.crash.card import Unheard
from tools.crash.orders import UPGRADE_MINOR, UPGRADED, come_back_with_card
from tools.crash.provider import CARD, DELAYED, SECURE
from tools.crash.scenario import Scenario
from tools.crash.stage import BASIC, BEGAN, PREMIUM, Person, Stage

HOURS, OVERDUE = timedelta(hours=6), timedelta(days=8)


def _told_before_the_page(stage: Stage) -> None:
    quote_id = stage.order(PREMIUM, "card")
    stage.authenticate()
    stage.hear_all()
    stage.page_asks(quote_id)


def _told_instead_of_the_page(stage: Stage) -> None:
    stage.order(PREMIUM, "card")
    stage.authenticate()
    stage.hear_all()


def _told_after_the_page_and_again(stage: Stage) -> None:
    quote_id = stage.order(PREMIUM, "card")
    stage.authenticate()
    stage.page_asks(quote_id)
    name = _name(stage)
    for event in ("first", "first", "second"):
        stage.hear(event, "payment", name)


def _told_hours_late(stage: Stage) -> None:
    stage.order(PREMIUM, "card")
    stage.authenticate()
    stage.clock.at += HOURS
    stage.hear_all()


def _never_told(stage: Stage) -> None:
    """Nobody comes back, nobody tells: the worker asks."""
    stage.order(PREMIUM, "card")
    stage.authenticate()
    stage.clock.at += timedelta(minutes=11)
    run_all_once(stage.services)


def _told_again(stage: Stage) -> None:
    """The provider tells until it is heard; an owner of whose order the bank has not heard comes back."""
    stage.hear_all()
    _come_back_to_the_bank(stage)


def _not_told(stage: Stage) -> None:
    _come_back_to_the_bank(stage)
    stage.clock.at += timedelta(minutes=11)


def _come_back_to_the_bank(stage: Stage) -> None:
    """Order where nothing was received, pay where nothing was asked of the bank, pass what it asks."""
    record = stage.newest()
    if record is None and stage.plan() != PREMIUM:
        stage.order(PREMIUM, "card")
    elif record is not None and all(one["state"] == "created" for one in _payments(stage)):
        stage.page_asks(record.quote_id)
    stage.authenticate()


def _payments(stage: Stage) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = stage.provider.ask("of_payer", payer=stage.customer)
    return found


def _name(stage: Stage) -> str:
    """Return what the provider calls the newest payment."""
    return str(_payments(stage)[-1]["name"])


def _pay_for_days(stage: Stage) -> None:
    """A direct debit: the change takes effect, days later the money arrives and the provider says so."""
    stage.order(PREMIUM, "card")
    stage.provider.ask("arrive", payer=stage.customer)
    stage.hear_all()


def _come_back_for_days(stage: Stage) -> None:
    record = stage.newest()
    if record is None and stage.plan() != PREMIUM:
        _pay_for_days(stage)
    elif record is not None:
        stage.page_asks(record.quote_id)
    stage.provider.ask("arrive", payer=stage.customer)
    stage.hear_all()


def _returned_then_paid(stage: Stage) -> None:
    """The bank sends nothing of a direct debit that was trusted; its owner pays what is owed by card."""
    quote_id = stage.order(PREMIUM, "card")
    stage.provider.ask("return", payer=stage.customer)
    stage.hear_all()
    stage.provider.ask("bank", payer=stage.customer, kind=CARD)
    stage.page_asks(quote_id)


def _come_back_and_owe(stage: Stage) -> None:
    stage.provider.ask("return", payer=stage.customer)
    stage.provider.ask("bank", payer=stage.customer, kind=CARD)
    stage.hear_all()
    record = stage.newest()
    if record is None and stage.plan() != PREMIUM:
        stage.order(PREMIUM, "card")
    elif record is not None:
        stage.page_asks(record.quote_id)


def _unheard(stage: Stage) -> None:
    """What the provider answers is lost; the worker asks when the lease is over."""
    stage.order(PREMIUM, "card")
    stage.clock.at += timedelta(minutes=3)
    run_all_once(stage.services)


def _ordered(stage: Stage) -> None:
    stage.order(PREMIUM, "card")


def _cancel(stage: Stage) -> None:
    """Cancelled, then the payer's bank lets them pass, where it still waits for that."""
    record = stage.newest()
    if record is not None:
        with suppress(ChangeSettled):
            changing.cancel(stage.services, stage.owner, record.quote_id)
    stage.authenticate()


def _pay_and_cancel(stage: Stage) -> None:
    """Paid at the bank a moment before it is cancelled: the money came first."""
    stage.authenticate()
    _cancel(stage)


def _ends_while_paying(stage: Stage) -> None:
    """The time to pay is over when the payer passes 3-D Secure."""
    stage.clock.at = max(stage.clock.at, BEGAN + OVERDUE)
    record = stage.newest()
    if record is not None:
        expire_unpaid(stage.services, record.quote_id)
    stage.authenticate()


def _passes_at_last(stage: Stage) -> None:
    stage.authenticate()
    stage.hear_all()


def _paid_and_not_told(stage: Stage) -> None:
    stage.order(PREMIUM, "card")
    stage.authenticate()


def _reconcile(stage: Stage) -> None:
    for _ in reconcile(stage.services, "card", BEGAN - timedelta(days=1)):
        pass


_SECURE, _PAID, _NOT = Person(bank=SECURE), End(1, 1, UPGRADED), End(0, 0, (BASIC, "active"))
TELLINGS = (
    Scenario("webhook before the page", _told_before_the_page, come_back_with_card, (_PAID,), _SECURE),
    Scenario("webhook instead of the page", _told_instead_of_the_page, _told_again, (_PAID,), _SECURE),
    Scenario("webhook after the page, and again", _told_after_the_page_and_again, _told_again, (_PAID,), _SECURE),
    Scenario("webhook hours late", _told_hours_late, _told_again, (_PAID,), _SECURE),
    Scenario("no page and no webhook", _never_told, _not_told, (_PAID,), _SECURE),
    Scenario("the provider's answer is lost", _unheard, _told_again, (_PAID,), heard=Unheard),
    Scenario("direct debit and its webhook", _pay_for_days, _come_back_for_days, (_PAID,), Person(bank=DELAYED)),
    Scenario("direct debit that fails, then a card", _returned_then_paid, _come_back_and_owe, (_PAID,),
             Person(bank=DELAYED)),
    Scenario("cancelled while its payer pays", _cancel, _passes_at_last, (_PAID, _NOT), _SECURE, prepare=_ordered),
    Scenario("paid a moment before it is cancelled", _pay_and_cancel, _passes_at_last, (_PAID,), _SECURE,
             prepare=_ordered),
    Scenario("time to pay over while its payer pays", _ends_while_paying, _passes_at_last,
             (_NOT, End(1, 0, (BASIC, "active"), credit_minor=UPGRADE_MINOR)), _SECURE, prepare=_ordered),
    Scenario("reconciled with the provider", _reconcile, _reconcile, (_PAID,), _SECURE, prepare=_paid_and_not_told),
)  # fmt: skip
