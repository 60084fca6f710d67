"""The worker: rounds of what is due, counted, and a knock at the plugin's door."""

from __future__ import annotations

import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

import requests

from bridge import vat_register
from bridge.account.vat import Register, check
from bridge.changes import paid_elsewhere
from bridge.changes.apply import open_fee
from bridge.changes.cancel import expire_unpaid
from bridge.changes.cards import cards_to_look_at, look_at_card
from bridge.changes.due import carry_out, drop_of_gone
from bridge.changes.due import waits_for as change_waits_for
from bridge.changes.events import forget_events, open_events, postpone_event, work_event
from bridge.changes.external import booked_of_gone, marked_from_outside, notice, touched_from_outside
from bridge.changes.gone import gone, settle_gone
from bridge.changes.letters import TRIAL_DAYS, tell_trial
from bridge.changes.ownership import hand_back_again, take_over_ended
from bridge.changes.ownership_run import carry_on, last_run
from bridge.changes.pause import resume_due
from bridge.changes.pay import ask_about, charge_saved, look_up
from bridge.changes.pay_by_credit import pay_by_credit
from bridge.changes.refund import send as send_refund
from bridge.changes.remind import remind
from bridge.changes.renew import renew_membership
from bridge.changes.renew import waits_for as renewal_waits_for
from bridge.changes.unpaid import hold_unpaid
from bridge.errors import BridgeError
from bridge.gateways.port import GatewayUnreachable
from bridge.logs import FIELDS
from bridge.network_admin import gift_lists
from bridge.operations import limits
from bridge.operations.cleaning import know_codes, note_orphans, purge_quotes, share, take_out
from bridge.operations.journal import seal_yesterday
from bridge.ports import Services
from bridge.pricing.refusal import NotKnown
from bridge.quotas import reapply
from bridge.quotas.materialise import materialise_site, rematerialise
from bridge.store.buyers import VatDue
from bridge.store.limits import SITES_AT_ONCE
from bridge.store.outbox import BEGINNING, CACHED, Sweep
from bridge.store.store import Store

Item = TypeVar("Item")

_LOGGER = logging.getLogger(__name__)

#: How many items of one task a run takes at most, so that no task keeps the others waiting.
PAGE = 100

ADDRESS = "/wp-admin/admin-ajax.php?action=plan_bridge_knock"
SECONDS = 10.0

#: How long a round goes on moving memberships at most, so that no payment waits for it.
MOVING_SECONDS = 10.0

#: How long a round looks for sites that have to carry out their limits at most.
LOOKING_SECONDS = 5.0

#: How long a change that failed rests before it is tried again.
REST = timedelta(minutes=10)
#: A token is good for a minute; its id is kept a little longer than any clock can be off.
NONCE_AGE = timedelta(minutes=10)
NONCES_AT_ONCE = 10_000

#: The sweep that records set-up fees paid before our records; it has an instant once it is through.
OPENING_FEES = "opening_fees"
#: The sweep that gives references to orders from before there were any.
REFERENCES = "payment_references"

#: How many saved cards a round asks about.
CARDS = 20
#: How many VAT numbers a round asks about: the register may take seconds for each.
VAT_NUMBERS = 5

#: Between two rounds; a change's next step never waits longer for the worker than this and a round.
PAUSE_SECONDS = 5.0


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
    found = services.database.reading(lambda store: store.changes.payable_by_credit(services.clock.now(), PAGE))
    return _each_change(services, "pay_open_by_credit", found, pay_by_credit)


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
    counts, after = Counts(), 0
    while found := _terms_ending(services, after):
        counts += each("renew_ended", found, lambda membership_id: renew_membership(services, membership_id))
        after = found[-1]
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


def name_orders(services: Services) -> Counts:
    """Give once, a page a round, references to the orders that an earlier version asked money for by hand."""
    sweep = services.database.reading(lambda store: store.sweeps.find(REFERENCES))
    by_hand = services.gateways.paid_by_hand
    if sweep.after_at > BEGINNING or not by_hand:
        return Counts()
    found = services.database.reading(lambda store: store.transfers.without_reference(by_hand, sweep.after_id, PAGE))

    def name(order: tuple[int, str]) -> bool:
        return bool(services.database.transaction(lambda store: store.transfers.name(order[1])))

    counts = each("name_orders", found, name)
    come = Sweep(found[-1][0]) if found else Sweep(sweep.after_id, services.clock.now())
    services.database.transaction(lambda store: store.sweeps.put(REFERENCES, come))
    return counts


def compile_products(services: Services) -> Counts:
    """Write what products say of limits where somebody else has saved them; all digests are compared in each round."""
    return Counts(done=len(limits.compile_changed(services)))


def catch_up_noted(services: Services) -> Counts:
    """Write the limits of memberships of which the plugin saw, as it read them, that somebody wrote them."""
    found = limits.noted(services, PAGE)
    return each("catch_up_noted", found, lambda membership_id: bool(rematerialise(services, membership_id)) or True)


def catch_up_memberships(services: Services) -> Counts:
    """Write the limits of memberships that somebody wrote after us, or made; a page of memberships in each round."""
    found = limits.memberships_behind(services)
    counts = each("catch_up_memberships", found.ids, lambda one: bool(rematerialise(services, one)) or True)
    limits.keep_memberships(services, found)
    note_orphans(services)
    return counts + Counts(done=found.filled)


def catch_up_sites(services: Services) -> Counts:
    """Write which membership limits a site that was made or moved; new marks, and a page of sites in each round."""
    marked, page = limits.sites_marked(services), limits.sites_behind(services)
    found = sorted({*marked.ids, *page.ids})
    counts = each("catch_up_sites", found, lambda blog_id: materialise_site(services, blog_id).blog_id > 0)
    limits.keep_marks(services, marked)
    limits.keep_sites(services, page)
    return counts + Counts(done=page.filled)


def reapply_limits(services: Services) -> Counts:
    """Find the sites that have not carried out what their limits force on them, where a run is under way."""
    reapply.begin_changed(services)
    return Counts(done=reapply.look(services, LOOKING_SECONDS))


def name_further_sites(services: Services) -> Counts:
    """Name the sites of large memberships that were written; a page of each in a round."""
    found = services.database.reading(lambda store: store.sweeps.begun(CACHED, PAGE))
    return each("name_further_sites", found, lambda one: limits.name_further_sites(services, *one, SITES_AT_ONCE))


def open_fees(services: Services) -> Counts:
    """Record once, a page a round, the set-up fees that memberships taken over by an earlier version had paid."""
    sweep = services.database.reading(lambda store: store.sweeps.find(OPENING_FEES))
    if sweep.after_at > BEGINNING:
        return Counts()
    found = services.database.reading(lambda store: store.membership_writes.ours(sweep.after_id, PAGE))
    counts = each("open_fees", found, lambda membership_id: open_fee(services, membership_id))
    come = Sweep(found[-1]) if found else Sweep(sweep.after_id, services.clock.now())
    services.database.transaction(lambda store: store.sweeps.put(OPENING_FEES, come))
    return counts


def take_out_unpaid(services: Services) -> Counts:
    """Take what an earlier version wrote into the shared table, and nobody paid, out of it; a page in each round."""
    found = services.database.transaction(lambda store: store.payments.unpaid_with_row(PAGE))
    return each("take_out_unpaid", found, lambda payment_id: take_out(services, payment_id))


def share_settled(services: Services) -> Counts:
    """Write the rows of payments that the other plugin was to write and, since it runs no more, does not."""
    found = services.database.reading(lambda store: store.payments.settled_without_row(PAGE))
    return each("share_settled", found, lambda payment_id: share(services, payment_id))


def refresh_older(services: Services) -> Counts:
    """Write rows of before that are older than the last edit of a product, while a plugin reads them; then end them."""
    found = limits.older_behind(services, PAGE)
    counts = each("refresh_older", found, lambda membership_id: bool(rematerialise(services, membership_id)))
    return counts + Counts(done=limits.drop_older(services))


def know_new_codes(services: Services) -> Counts:
    """Keep by key where new discount codes are; a page in each round."""
    return Counts(done=int(know_codes(services)))


def purge_nonces(services: Services) -> Counts:
    """Forget token ids that cannot be used any more."""
    before = services.clock.now() - NONCE_AGE
    return Counts(done=services.database.transaction(lambda store: store.nonces.purge(before, NONCES_AT_ONCE)))


def purge_events(services: Services) -> Counts:
    """Forget what providers told long ago and is done; a page in each round."""
    return Counts(done=forget_events(services, PAGE))


def purge_old_quotes(services: Services) -> Counts:
    """Delete quotes that nobody confirmed; a page in each round."""
    return Counts(done=purge_quotes(services))


def seal_journal(services: Services) -> Counts:
    """Seal the journal of the day before, once."""
    return Counts(done=seal_yesterday(services))


HOUSEKEEPING: Mapping[str, Task] = {
    "take_out_unpaid": take_out_unpaid,
    "share_settled": share_settled,
    "open_fees": open_fees,
    "name_orders": name_orders,
    "compile_products": compile_products,
    "catch_up_noted": catch_up_noted,
    "catch_up_memberships": catch_up_memberships,
    "catch_up_sites": catch_up_sites,
    "name_further_sites": name_further_sites,
    "reapply_limits": reapply_limits,
    "refresh_older": refresh_older,
    "know_new_codes": know_new_codes,
    "purge_nonces": purge_nonces,
    "purge_events": purge_events,
    "purge_quotes": purge_old_quotes,
    "seal_journal": seal_journal,
}


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


class Knocker:
    """Knocks at the main site, the one address that answers wherever REST or plain links are closed."""

    def __init__(self, network_url: str) -> None:
        """Take the main site's address; its host is the network's domain."""
        self._address = network_url.rstrip("/") + ADDRESS

    def knock(self) -> bool:
        """Knock once; False where nobody opened. Redirects are not followed: they lead away from the network."""
        try:
            answer = requests.post(self._address, timeout=SECONDS, allow_redirects=False)
        except requests.RequestException as unreachable:
            _LOGGER.warning("worker.knock.unreachable", extra={FIELDS: {"why": type(unreachable).__name__}})
            return False
        return answer.ok and not answer.is_redirect


def knock_if_waiting(services: Services, knocker: Knocker | None) -> Counts:
    """Knock where rows wait; whether they were done is what the rows say, never the answer."""
    waiting = services.database.reading(_left_to_plugin(services.clock.now()))
    if not waiting or knocker is None:
        return Counts(left=waiting)
    return Counts(done=1) if knocker.knock() else Counts(left=waiting)


def _left_to_plugin(now: datetime) -> Callable[[Store], int]:
    """Return what counts the rows that wait for the plugin; sites that it is to ask are one more."""
    return lambda store: store.outbox.waiting(now) + store.reapply.waits_for_plugin()


def _scheduled(store: Store, now: datetime) -> list[tuple[str, int]]:
    """Return a page of the scheduled changes that are due, and one of those to be asked for."""
    ahead = store.settings.read().request_days
    return [*store.changes.scheduled_due(now, PAGE), *store.changes.scheduled_ahead(now, ahead, PAGE)]


def due_changes(services: Services) -> list[str]:
    """Return a page of the scheduled changes whose day has come, or that of asking for their money."""
    now = services.clock.now()
    return [quote_id for quote_id, _ in services.database.reading(lambda store: _scheduled(store, now))]


def due_renewals(services: Services) -> Iterator[int]:
    """Give the memberships whose next term is to be asked for, or begun."""
    after = 0
    while found := _terms_ending(services, after):
        yield from found
        after = found[-1]


def _terms_ending(services: Services, after: int) -> list[int]:
    """Return a page of memberships to renew."""
    now = services.clock.now()

    def page(store: Store) -> list[int]:
        settings = store.settings.read()
        ends = settings.when_paid_in_full == "end"
        found = store.membership_writes.terms_ending(now, settings.request_days, after, PAGE, ends_paid_in_full=ends)
        return list(found)

    return services.database.reading(page)


def waiting(services: Services) -> Iterator[str]:
    """Say which renewals and changes are due and wait, and for which value that cannot be read."""
    for quote_id in due_changes(services):
        if waits := change_waits_for(services, quote_id):
            yield f"membership {waits[0]}: its scheduled change waits: {_lacking(waits[1])}"
    found = ((number, renewal_waits_for(services, number)) for number in due_renewals(services))
    for number, unknown in islice(((number, unknown) for number, unknown in found if unknown), PAGE):
        yield f"membership {number}: its renewal waits: {_lacking(unknown)}"


#: What a decision lacks, by the code of what is not known.
_LACKING: dict[str, str] = {
    "price_unknown": "the price of product {product_id}",
    "amount_unknown": "{column} of its row or payment",
    "tax_unknown": "the tax of product {product_id} (category {tax_category}), or the customer's address",
    "discount_unknown": "what its discount code {code} takes off",
    "addons_unknown": "the packages and services that it holds (addon_products)",
}


def _lacking(unknown: NotKnown) -> str:
    """Say what cannot be read that a decision needs."""
    refusal = unknown.refusal
    what = _LACKING[refusal.code].format_map(defaultdict(str, refusal.params))
    return f"{what} cannot be read; put it right and it goes on by itself"


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


def _nothing() -> None:
    """Note nothing: there is nobody to tell."""


def _is_no_copy() -> bool:
    """Answer that this is the network itself."""
    return False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the worker needs beside the use cases.

    ``beat`` notes that a round has ended, ``is_copy`` tells whether the database is a copy: then nothing is charged,
    ended or mailed. ``knocker`` None: the network's address is not known, the plugin comes by itself. ``register``
    answers for VAT numbers.
    """

    knocker: Knocker | None = None
    beat: Callable[[], None] = _nothing
    is_copy: Callable[[], bool] = _is_no_copy
    register: Register = vat_register.ask


ALONE = Surroundings()


def run_all_once(services: Services, surroundings: Surroundings = ALONE) -> dict[str, Counts]:
    """Run every task once and return their counts by name; a task that fails does not stop the others."""
    counts = {name: _guarded(name, task, services) for name, task in _tasks(surroundings)}
    surroundings.beat()
    return counts


def run_forever(
    services: Services,
    stop: threading.Event,
    surroundings: Surroundings = ALONE,
    *,
    pause_seconds: float = PAUSE_SECONDS,
) -> None:
    """Run round after round until ``stop`` is set; what was begun is finished first."""
    while not stop.is_set():
        try:
            counts = run_all_once(services, surroundings)
        except BridgeError as trouble:
            fields = {"code": trouble.code}
            _LOGGER.error("worker.round.failed", extra={FIELDS: fields})  # noqa: TRY400 (a refusal needs no trace)
        else:
            for name, count in counts.items():
                if count.done or count.failed:
                    _LOGGER.info("worker.%s", name, extra={FIELDS: asdict(count)})
        stop.wait(pause_seconds)


def _tasks(surroundings: Surroundings) -> Iterator[tuple[str, Task]]:
    """Yield the tasks of one round; what charges rests on a copy, and so does knocking, which sends mail."""
    copy = surroundings.is_copy()
    if not copy:
        yield from CHARGING.items()
    yield from HOUSEKEEPING.items()
    if not copy:
        yield "check_vat_numbers", lambda services: check_vat_numbers(services, surroundings.register)
        yield "knock", lambda services: knock_if_waiting(services, surroundings.knocker)


def _guarded(name: str, task: Task, services: Services) -> Counts:
    """Run one task; whatever goes wrong in it is logged and counted."""
    try:
        return task(services)
    except Exception:  # the top of the worker: one task must not stop the others
        _LOGGER.exception("worker.%s.failed", name)
        return Counts(failed=1)
