"""The worker's tasks that charge, mail or end something, each item counted: one that fails never stops the others."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from bridge.account.vat import Register, check
from bridge.changes import billings, paid_elsewhere
from bridge.changes.cancel import expire_unpaid
from bridge.changes.cards import cards_to_look_at, look_at_card
from bridge.changes.due import carry_out, drop_of_gone
from bridge.changes.events import open_events, postpone_event, work_event
from bridge.changes.external import booked_of_gone, marked_from_outside, notice, touched_from_outside
from bridge.changes.gone import gone, settle_gone
from bridge.changes.letters import TRIAL_DAYS, tell_trial
from bridge.changes.look import payable_by_credit, terms_due
from bridge.changes.ownership import hand_back_again, take_over_ended
from bridge.changes.ownership_run import carry_on, last_run
from bridge.changes.pause import resume_due
from bridge.changes.pay import ask_about, charge_saved, look_up
from bridge.changes.pay_by_credit import pay_by_credit
from bridge.changes.refund import send as send_refund
from bridge.changes.remind import remind
from bridge.changes.renew import renew_membership
from bridge.changes.unpaid import hold_unpaid
from bridge.gateways.port import GatewayUnreachable
from bridge.logs import FIELDS
from bridge.network_admin import gift_lists
from bridge.ports import Services
from bridge.pricing.refusal import NotKnown
from bridge.store.buyers import VatDue
from bridge.store.store import Store

Item = TypeVar("Item")

_LOGGER = logging.getLogger(__name__)

#: How many items of one task a run takes at most, so that no task keeps the others waiting.
PAGE = 100
#: How long a round goes on moving memberships at most, so that no payment waits for it.
MOVING_SECONDS = 10.0
#: How long a change that failed rests before it is tried again.
REST = timedelta(minutes=10)
#: How many saved cards a round asks about.
CARDS = 20
#: How many VAT numbers a round asks about: the register may take seconds for each.
VAT_NUMBERS = 5


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items were done, found settled or busy, and failed."""

    done: int = 0
    left: int = 0
    failed: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Return the counts of two runs together."""
        return Counts(self.done + other.done, self.left + other.left, self.failed + other.failed)

    def __str__(self) -> str:
        """Say the counts in words.

        >>> str(Counts(done=2, failed=1))
        '2 done, 0 left, 1 failed'
        """
        return f"{self.done} done, {self.left} left, {self.failed} failed"


Task = Callable[[Services], Counts]


def settle_abandoned(services: Services) -> Counts:
    """Look up payments that a process began and left: what the gateway says settles them."""
    found = services.database.reading(lambda store: store.changes.abandoned(services.clock.now(), PAGE))
    return _each_change(services, "settle_abandoned", found, lambda *change: look_up(*change) is not None)


def work_events(services: Services) -> Counts:
    """Do what providers told us; what their silence keeps from being done is tried again a little later."""
    return each(
        "work_events",
        open_events(services, PAGE),
        lambda event: work_event(services, event),
        lambda event: postpone_event(services, event),
    )


def ask_about_waiting(services: Services) -> Counts:
    """Ask about payments that their payers have in hand and of which their providers have said nothing."""
    found = services.database.reading(lambda store: store.payments.to_ask(services.clock.now(), PAGE))
    return each("ask_about_waiting", found, lambda payment_id: ask_about(services, payment_id))


def carry_on_refunds(services: Services) -> Counts:
    """Ask providers for refunds that somebody began and left, and how those on their way have ended."""
    found = services.database.reading(lambda store: store.refunds.to_ask(services.clock.now(), PAGE))
    return each("carry_on_refunds", found, lambda asked: send_refund(services, asked[0]) is not None)


def pay_open_by_credit(services: Services) -> Counts:
    """Use account credit for what awaits payment, oldest first, before anything of it ends unpaid."""
    return _each_change(services, "pay_open_by_credit", payable_by_credit(services, PAGE), pay_by_credit)


def expire_overdue(services: Services) -> Counts:
    """End changes and renewals that were not paid in time."""
    found = services.database.reading(lambda store: store.changes.unpaid_overdue(services.clock.now(), PAGE))
    return _each_change(services, "expire_overdue", found, expire_unpaid)


def hold_owed(services: Services) -> Counts:
    """Put memberships on hold whose change took effect and was not paid in time."""
    found = services.database.reading(lambda store: store.changes.owed_overdue(services.clock.now(), PAGE))
    return _each_change(services, "hold_owed", found, hold_unpaid)


def remind_payers(services: Services) -> Counts:
    """Remind the payers of orders that are paid by hand and whose time to pay is soon over."""
    found = services.database.reading(lambda store: store.reminders.due(services.clock.now(), PAGE))
    return each("remind_payers", found, lambda quote_id: remind(services, quote_id))


def tell_of_trials(services: Services) -> Counts:
    """Tell the owners of trials that end soon, each once."""
    now = services.clock.now()
    found = services.database.reading(lambda store: store.letters.trials_ending(now, TRIAL_DAYS, PAGE))
    return each("tell_of_trials", found, lambda membership_id: tell_trial(services, membership_id))


def tell_of_cards(services: Services) -> Counts:
    """Tell owners whose saved card will have expired when their next term is charged, each once; a page in each round.

    A provider that is silent is silent about the next card as well: the rest waits for the next round.
    """
    silent: list[int] = []

    def look(membership_id: int) -> bool:
        try:
            return not silent and look_at_card(services, membership_id)
        except GatewayUnreachable:
            silent.append(membership_id)
            return False

    return each("tell_of_cards", cards_to_look_at(services, CARDS), look)


def resume_paused(services: Services) -> Counts:
    """Let memberships go on whose pause is over."""
    found = services.database.reading(lambda store: store.membership_writes.pauses_over(services.clock.now(), PAGE))
    return each("resume_paused", found, lambda membership_id: resume_due(services, membership_id))


def carry_out_due(services: Services) -> Counts:
    """Carry out the changes whose term has ended, and ask for the money of those whose day is near."""
    found = services.database.reading(lambda store: _scheduled(store, services.clock.now()))
    return _each_change(services, "carry_out_due", found, carry_out)


def renew_ended(services: Services) -> Counts:
    """Ask for the next term of memberships that are ours, begin it, or close what was not paid; a page at a time."""
    counts = Counts()
    for found in terms_due(services):
        counts += each("renew_ended", found, lambda membership_id: renew_membership(services, membership_id))
    return counts


def charge_saved_methods(services: Services) -> Counts:
    """Charge what customers have saved, for the renewals and changes written before, and again what was declined."""
    gateways, now = services.gateways.charging_saved, services.clock.now()
    if not gateways:
        return Counts()

    def due(store: Store) -> list[tuple[str, int]]:
        found = [*store.changes.to_charge(gateways, now, PAGE), *store.changes.to_try_again(gateways, now, PAGE)]
        return list(dict.fromkeys(found))

    found = services.database.reading(due)
    return _each_change(services, "charge_saved_methods", found, charge_saved)


def notice_edits(services: Services) -> Counts:
    """Put memberships of ours right whose row somebody else wrote; a page of comparisons in each round."""
    touched = each("notice_edits", touched_from_outside(services, PAGE), lambda found: notice(services, found))
    marked = marked_from_outside(services, PAGE)
    return touched + each("notice_edits", marked, lambda found: hand_back_again(services, found))


def put_billings_right(services: Services) -> Counts:
    """Bill plans as often as was agreed where an older version beside us kept no number; a page of journals a round."""
    return each("put_billings_right", billings.unkept(services), lambda found: billings.put_right(services, found))


def settle_deleted(services: Services) -> Counts:
    """Bring to an end what was left of deleted memberships: what is booked or awaited for them, and their value."""
    booked = each("settle_deleted", booked_of_gone(services, PAGE), lambda found: drop_of_gone(services, found))
    return booked + each("settle_deleted", gone(services, PAGE), lambda found: settle_gone(services, found))


def keep_paid_elsewhere(services: Services) -> Counts:
    """Make account credit of invoices of another system that were paid after their membership became ours."""
    begun = Counts(done=paid_elsewhere.begin(services, PAGE))
    found = paid_elsewhere.paid(services, PAGE)
    kept = each("keep_paid_elsewhere", found, lambda payment: paid_elsewhere.keep(services, payment))
    back = paid_elsewhere.refunded(services, PAGE)
    told = each("keep_paid_elsewhere", back, lambda payment: paid_elsewhere.tell_refunded(services, payment))
    return begun + kept + told


def move_memberships(services: Services) -> Counts:
    """Go on taking memberships over, or handing them back, where a network admin has begun that."""
    ended = Counts(done=len(take_over_ended(services, PAGE)))
    before = last_run(services)
    if before is None or before.finished_at is not None:
        return ended
    after = carry_on(services, MOVING_SECONDS) or before
    left = after.unchanged - before.unchanged + after.refused - before.refused
    return ended + Counts(done=after.done - before.done, left=left)


def give_memberships(services: Services) -> Counts:
    """Go on checking, or giving, the memberships of a network admin's list; a page in each round."""
    return Counts(done=gift_lists.go_on(services))


#: Tasks that charge, mail or end something: they rest on a copy of a network's database.
CHARGING: Mapping[str, Task] = {
    "notice_edits": notice_edits,
    "put_billings_right": put_billings_right,
    "settle_deleted": settle_deleted,
    "keep_paid_elsewhere": keep_paid_elsewhere,
    "move_memberships": move_memberships,
    "work_events": work_events,
    "give_memberships": give_memberships,
    "settle_abandoned": settle_abandoned,
    "ask_about_waiting": ask_about_waiting,
    "carry_on_refunds": carry_on_refunds,
    "pay_open_by_credit": pay_open_by_credit,
    "expire_overdue": expire_overdue,
    "hold_owed": hold_owed,
    "tell_of_cards": tell_of_cards,
    "resume_paused": resume_paused,
    "carry_out_due": carry_out_due,
    "renew_ended": renew_ended,
    "charge_saved_methods": charge_saved_methods,
    "remind_payers": remind_payers,
    "tell_of_trials": tell_of_trials,
}


def check_vat_numbers(services: Services, register: Register) -> Counts:
    """Ask the register of the EU about VAT numbers, where the network allows it; those that wait longest first."""
    now = services.clock.now()

    def due(store: Store) -> tuple[VatDue, ...]:
        return store.buyers.vat_due(now, VAT_NUMBERS) if store.settings.read().check_vat_numbers else ()

    found = services.database.reading(due)
    return each("check_vat_numbers", found, lambda one: check(services, one, register))


def each(
    task: str, items: Iterable[Item], work: Callable[[Item], bool], failed: Callable[[Item], None] = lambda _: None
) -> Counts:
    """Do one thing after the other; what fails is logged and told to ``failed``, and never stops the rest.

    What needs a stored number that cannot be read waits, rested in the same way; ``bridge check`` names the number.
    """
    counts = Counts()
    for item in items:
        try:
            counts += Counts(done=1) if work(item) else Counts(left=1)
        except NotKnown as unknown:
            code, params = unknown.refusal.code, dict(unknown.refusal.params)
            waits = {"item": item, "code": code, "params": params}
            _LOGGER.warning("worker.%s.waits", task, extra={FIELDS: waits})
            counts += Counts(left=1)
            failed(item)
        except Exception:  # the top of the worker: one item must not stop the others
            _LOGGER.exception("worker.%s.failed at %s", task, item)
            counts += Counts(failed=1)
            failed(item)
    return counts


def _each_change(
    services: Services, task: str, found: Sequence[tuple[str, int]], work: Callable[[Services, str], bool]
) -> Counts:
    """Do one thing with each (quote id, membership id); what fails rests before it is tried again."""
    return each(
        task,
        [quote_id for quote_id, _ in found],
        lambda quote_id: work(services, quote_id),
        lambda quote_id: _rest(services, quote_id),
    )


def _rest(services: Services, quote_id: str) -> None:
    """Let a change that failed rest before it is tried again."""
    until = services.clock.now() + REST
    services.database.transaction(lambda store: store.changes.postpone(quote_id, services.new_id(), until))


def due_changes(services: Services) -> list[str]:
    """Return a page of the scheduled changes whose day has come, or that of asking for their money."""
    now = services.clock.now()
    return [quote_id for quote_id, _ in services.database.reading(lambda store: _scheduled(store, now))]


def _scheduled(store: Store, now: datetime) -> list[tuple[str, int]]:
    """Return a page of the scheduled changes that are due, and one of those to be asked for."""
    ahead = store.settings.read().request_days
    return [*store.changes.scheduled_due(now, PAGE), *store.changes.scheduled_ahead(now, ahead, PAGE)]
