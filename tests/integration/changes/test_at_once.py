"""Two at once: threads with a session each, and a process killed between its steps."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from bridge.changes.change import cancel, confirm
from bridge.changes.pay import charge, claim
from bridge.changes.pay_open import Payment, pay
from bridge.errors import BridgeError, ChangeOpen, ChangeSettled
from bridge.gateways.port import ActionKind, NextAction, Outcome, PaymentOrder
from bridge.network_admin import payments
from bridge.network_admin.account_credit import Adjusted, adjust
from bridge.network_admin.forms import Notation
from bridge.network_admin.refunds import Wanted, refund
from bridge.store.changes import ChangeState
from bridge.store.store import Store
from bridge.worker import run_all_once
from tests.integration.changes.story import ADMIN, BASIC, CUSTOMER, DISK, MEMBERSHIP, OTHER_ADMIN, OWNER, PREMIUM, Story
from tools.network.machine.paths import ROOT
from tools.network.testing import broken_invariants


def together(story: Story, *works: Callable[[], Any]) -> list[Any]:
    """Run all at the same moment, each in a thread of its own; return answers or refusals in order."""
    barrier, answers = threading.Barrier(len(works)), [None] * len(works)

    def run(index: int) -> None:
        barrier.wait()
        try:
            answers[index] = works[index]()
        except BridgeError as refused:
            answers[index] = refused
        finally:
            story.services.database.forget()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


@pytest.mark.parametrize("attempt", range(3))
def test_a_double_click_confirms_once(story: Story, attempt: int) -> None:
    story.membership(credit_minor=1000 + attempt)
    quote_id = story.quote(PREMIUM)

    answers = together(story, *[lambda: confirm(story.services, OWNER, quote_id, "manual") for _ in range(4)])

    assert [answer.status for answer in answers] == ["awaiting_payment"] * 4
    assert story.one("SELECT COUNT(*) FROM {p}bridge_payments") == ["1"]
    assert story.credit() == [str(1000 + attempt)] * 2
    assert story.events() == ["change_confirmed"]


def test_two_tabs_with_two_quotes_open_one_change(story: Story) -> None:
    story.membership()
    first, second = story.quote(PREMIUM), story.quote(BASIC, {DISK: 1})

    answers = together(
        story,
        lambda: confirm(story.services, OWNER, first, "manual"),
        lambda: confirm(story.services, OWNER, second, "manual"),
    )

    assert [type(answer) for answer in answers].count(ChangeOpen) == 1
    assert story.one("SELECT COUNT(*) FROM {p}bridge_changes") == ["1"]
    assert story.slots() == 1
    assert story.events() == ["change_confirmed"]


@pytest.mark.parametrize("attempt", range(3))
def test_two_admins_at_the_same_moment_settle_once(story: Story, attempt: int) -> None:
    story.membership(credit_minor=attempt * 100)
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")
    payment_id = story.payment_id(quote_id)

    answers = together(
        story,
        lambda: payments.mark_paid(story.services, ADMIN, payment_id),
        lambda: payments.mark_paid(story.services, OTHER_ADMIN, payment_id),
        lambda: payments.mark_paid(story.services, ADMIN, payment_id),
    )

    assert [answer.change.status for answer in answers] == ["applied"] * 3
    assert len(story.settled("id")) == 1
    assert story.credit() == ["0", "0"]
    assert story.events() == ["change_confirmed", "payment_received", "change_applied"]


@pytest.mark.parametrize("attempt", range(4))
def test_paid_or_cancelled_never_both(story: Story, attempt: int) -> None:
    story.membership(credit_minor=500 + attempt)
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")
    payment_id, due = story.payment_id(quote_id), int(story.payment(quote_id)[2])

    paid, cancelled = together(
        story,
        lambda: payments.mark_paid(story.services, ADMIN, payment_id),
        lambda: cancel(story.services, OWNER, quote_id),
    )

    assert paid.payment.status == "completed"
    if isinstance(cancelled, ChangeSettled):
        assert (story.change(quote_id), story.credit()) == (["applied"], ["0", "0"])
        assert story.events()[-1] == "change_applied"
    else:
        assert (story.change(quote_id), story.credit()) == (["cancelled"], [str(500 + attempt + due), "0"])
        assert story.events()[-1] == "money_kept_as_credit"


def test_account_credit_is_not_promised_to_two_memberships(story: Story) -> None:
    story.membership(credit_minor=5000)
    story.second_membership()
    first, second = story.quote(PREMIUM), story.quote(PREMIUM, membership=502)

    answers = together(
        story,
        lambda: confirm(story.services, OWNER, first, "manual"),
        lambda: confirm(story.services, OWNER, second, "manual"),
    )

    assert sorted(getattr(answer, "code", "confirmed") for answer in answers) == ["confirmed", "quote_stale"]
    assert story.credit() == ["5000", "5000"]


def test_two_workers_renew_once(story: Story) -> None:
    story.membership()
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))
    story.clock.at = datetime(2025, 7, 15, 10, 0, 0)

    rounds = together(story, *[lambda: run_all_once(story.services) for _ in range(3)])

    assert sum(counts["renew_ended"].done for counts in rounds) == 1
    assert sum(counts["renew_ended"].failed for counts in rounds) == 0
    assert story.one("SELECT COUNT(*) FROM {p}bridge_changes WHERE kind = 'renewal'") == ["1"]
    assert story.events()[-1] == "renewal_due"


def test_nobody_asks_any_more_about_what_ended_while_somebody_was_asking(story: Story) -> None:
    story.membership()
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "card")
    payment_id = story.payment_id(quote_id)
    refund(story.services, ADMIN, payment_id, Wanted("20", "As agreed", "payer", "0f" * 16), Notation(".", ","))
    later = story.clock.at + timedelta(minutes=10)

    def late(store: Store) -> None:
        provider_id = store.payments.find(payment_id).provider_id
        store.payments.ask_later(payment_id, later)
        store.payments.name_at_provider(payment_id, provider_id, later)
        store.refunds.ask_later(store.refunds.of_payments((payment_id,))[0].refund_id, later)

    story.services.database.transaction(late)

    assert story.change(quote_id) == ["applied"]
    assert story.one("SELECT ask_after FROM {p}bridge_payments") == ["NULL"]
    assert story.one("SELECT status, ask_after FROM {p}bridge_refunds") == ["succeeded", "NULL"]


def granted(story: Story) -> None:
    """An admin gives account credit, and the worker uses it for what is open: the rest is asked for anew."""
    adjust(story.services, ADMIN, MEMBERSHIP, Adjusted("50", "As agreed", "0f" * 16), Notation(".", ","))
    run_all_once(story.services)


def paid_once_by_card(story: Story, quote_id: str) -> None:
    """Its owner comes back and pays: the rest is charged, and nothing else."""
    assert pay(story.services, OWNER, quote_id, Payment("card")).status == "applied"
    rest = story.one("SELECT payment_id, provider_id, amount_minor FROM {p}bridge_payments WHERE status = 'completed'")
    charged = {name: order.amount_minor for name, order in story.card.orders.items() if name in story.card.confirmed}
    assert charged == {rest[1]: int(rest[2])}
    assert int(rest[2]) == 14758 - 5000
    assert story.credit() == ["0", "0"]
    assert broken_invariants(story.network) == []


def test_account_credit_that_comes_while_a_payment_is_made_at_the_provider_leaves_the_rest_to_pay(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.membership()
    quote_id, made = story.quote(PREMIUM), story.card.create

    def create(order: PaymentOrder) -> str:
        monkeypatch.setattr(story.card, "create", made)
        granted(story)
        return made(order)

    monkeypatch.setattr(story.card, "create", create)
    confirm(story.services, OWNER, quote_id, "card")

    assert story.card.confirmed == []
    assert story.change(quote_id) == ["awaiting_payment"]
    paid_once_by_card(story, quote_id)


def test_a_page_that_knows_an_order_of_before_asks_the_provider_for_nothing(story: Story) -> None:
    story.membership()
    quote_id = story.quote(PREMIUM)
    story.card.answer, story.card.next_action = Outcome.WAITING, NextAction(ActionKind.AUTHENTICATE, {})
    confirm(story.services, OWNER, quote_id, "card")
    known = story.services.database.reading(lambda store: store.changes.find(quote_id))
    asked = len(story.card.confirmed)
    granted(story)
    story.card.answer, story.card.next_action = Outcome.SUCCEEDED, None

    charge(story.services, known)

    assert len(story.card.confirmed) == asked
    assert story.change(quote_id) == ["awaiting_payment"]
    story.card.confirmed.clear()
    paid_once_by_card(story, quote_id)


def test_a_payment_that_has_no_name_at_its_provider_was_asked_of_nobody_and_can_be_paid(story: Story) -> None:
    story.membership()
    quote_id = story.quote(PREMIUM)
    story.card.refuses = True
    confirm(story.services, OWNER, quote_id, "card")
    known = story.services.database.reading(lambda store: store.changes.find(quote_id))
    assert claim(story.services, known, ChangeState.PROCESSING)  # as an earlier version could leave it
    story.card.refuses, story.clock.at = False, story.clock.at + timedelta(hours=1)

    run_all_once(story.services)

    assert story.change(quote_id) == ["awaiting_payment"]
    assert pay(story.services, OWNER, quote_id, Payment("card")).status == "applied"
    assert broken_invariants(story.network) == []


DYING = """
import os, signal, sys
from datetime import datetime
from bridge.bootstrap import build
from bridge.config import from_environment
from bridge.changes import change as changing
from tests.fakes.card import CardGateway
from tests.integration.changes.story import OWNER, SetClock, with_clock

class Killer(CardGateway):
    def {step}(self, argument):
        os.kill(os.getpid(), signal.SIGKILL)

services = with_clock(build(from_environment()).services, SetClock(datetime(2025, 6, 15, 10)), Killer())
changing.confirm(services, OWNER, sys.argv[1], "card")
"""


def killed_in(story: Story, step: str, quote_id: str) -> None:
    """Confirm in a process of its own that is killed while it asks the provider."""
    environment = {**os.environ, **story.network.service.variables, "PYTHONPATH": str(ROOT)}
    code = DYING.replace("{step}", step)
    died = subprocess.run(
        [sys.executable, "-c", code, quote_id], env=environment, cwd=ROOT, check=False, capture_output=True
    )
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()


def test_killed_while_the_money_moves_the_worker_carries_on(story: Story) -> None:
    story.membership(credit_minor=700)
    quote_id = story.quote(PREMIUM)

    killed_in(story, "confirm", quote_id)
    before = story.change(quote_id)
    story.clock.at += timedelta(minutes=3)
    counts = run_all_once(story.services)

    assert (before, counts["settle_abandoned"].done) == (["processing"], 1)
    assert story.change(quote_id) == ["applied"]
    assert story.card.confirmed == []
    assert story.row("plan_id") == [str(PREMIUM)]
    assert story.credit() == ["0", "0"]
    assert story.events() == ["change_confirmed", "payment_sent", "payment_received", "change_applied"]


def test_killed_before_anything_was_asked_nothing_is_charged_and_it_ends_unpaid(story: Story) -> None:
    story.membership(credit_minor=700)
    quote_id = story.quote(PREMIUM)

    killed_in(story, "create", quote_id)
    story.clock.at = datetime(2025, 6, 22, 10, 0, 0)
    run_all_once(story.services)

    assert story.change(quote_id, "status, problem") == ["void", "unpaid"]
    assert (story.card.confirmed, story.card.cancelled) == ([], [])
    assert story.credit() == ["700", "0"]
    assert story.one(f"SELECT plan_id FROM {{p}}wu_memberships WHERE customer_id = {CUSTOMER}") == [str(BASIC)]
    assert story.events() == ["change_confirmed", "change_void"]
