"""Scenarios of letters that the worker leaves by itself: a reminder, a trial's end, a card that will have expired."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from tools.crash.books import End
from tools.crash.orders import UPGRADED, bought
from tools.crash.scenario import Scenario
from tools.crash.stage import BASIC, BEGAN, PREMIUM, Stage, worker_comes

#: Of seven days to pay, payers are reminded three before the end; a trial's owner three days before its end.
REMINDED, TRIAL_SOON_OVER = BEGAN + timedelta(days=4, hours=1), datetime(2025, 6, 29)
CARDS_ARE_LOOKED_AT = BEGAN + timedelta(days=18)


def _ordered(stage: Stage) -> None:
    stage.order(PREMIUM, "manual")
    stage.clock.at = REMINDED


def _worker(stage: Stage) -> None:
    worker_comes(stage.services)


def _pay_when_reminded(stage: Stage) -> None:
    record = stage.newest()
    if record is not None and stage.happened("payment_reminded"):
        stage.mark(record.quote_id)


def _trial(stage: Stage) -> None:
    """A trial of ours that ends on 1 July."""
    stage.sql(
        "UPDATE {p}wu_memberships SET status = 'trialing', date_trial_end = date_expiration, times_billed = 0,"
        f" gateway = 'bridge', auto_renew = 1 WHERE id = {stage.membership};"
        "INSERT INTO {p}bridge_membership_terms (membership_id, customer_id, term_end, recurring_lines, updated_at)"
        ' SELECT id, customer_id, date_expiration, \'{"deferred":[],"recurring":[]}\', NOW(6)'
        f" FROM {{p}}wu_memberships WHERE id = {stage.membership}"
    )
    stage.clock.at = TRIAL_SOON_OVER


def _card_that_expires(stage: Stage) -> None:
    """Premium was bought with one card, and another is charged, which expires before the next term."""
    bought(stage)
    stage.provider.ask("set_up", payer=stage.customer, key="other")
    stage.provider.ask("enter", payer=stage.customer)
    stage.provider.ask("choose", payer=stage.customer, name="pm_other")
    stage.clock.at = CARDS_ARE_LOOKED_AT


def _nobody(_: Stage) -> None:
    """The worker carries it on alone."""


def _told(event: str, template: str) -> Callable[[Stage], list[str]]:
    """Return what says whether the owner was told, once, and the journal with it."""

    def also(stage: Stage) -> list[str]:
        mails = stage.sql(f"SELECT COUNT(*) FROM {{p}}bridge_outbox WHERE payload LIKE '%\"{template}\"%'")[0][0]
        found = (len(stage.happened(event)), mails)
        return [] if found == (1, "1") else [f"{event} and letters: {found}"]

    return also


LETTERS = (
    Scenario("reminded of an order", _worker, _pay_when_reminded, (End(0, 1, UPGRADED),), prepare=_ordered,
             also=_told("payment_reminded", "payment_reminder")),
    Scenario("told that a trial ends", _worker, _nobody, (End(0, 0, (BASIC, "trialing")),), prepare=_trial,
             also=_told("trial_end_told", "trial_ending")),
    Scenario("told that a card expires", _worker, _nobody, (End(1, 1, UPGRADED),), prepare=_card_that_expires,
             also=_told("card_expiry_told", "card_expiring")),
)  # fmt: skip
