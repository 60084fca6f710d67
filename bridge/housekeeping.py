"""The worker's tasks that keep the house, on a copy too: limits, rows of before, and what nobody needs any more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bridge.changes.apply import open_fee
from bridge.changes.events import forget_events
from bridge.network_admin import limit_forecast
from bridge.operations import limits
from bridge.operations.cleaning import know_codes, note_orphans, purge_quotes, share, take_out
from bridge.operations.journal import seal_yesterday
from bridge.operations.search import keep_words
from bridge.ports import Services
from bridge.quotas import reapply
from bridge.quotas.materialise import materialise_site, rematerialise
from bridge.store.limits import SITES_AT_ONCE
from bridge.store.outbox import BEGINNING, CACHED, Sweep
from bridge.tasks import PAGE, Counts, Task, each

#: A token is good for a minute; its id is kept a little longer than any clock can be off.
NONCE_AGE = timedelta(minutes=10)
NONCES_AT_ONCE = 10_000
#: How long a round looks for sites that have to carry out their limits at most.
LOOKING_SECONDS = 5.0
#: The sweep that records set-up fees paid before our records; it has an instant once it is through.
OPENING_FEES = "opening_fees"
#: The sweep that gives references to orders from before there were any.
REFERENCES = "payment_references"


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

    def write(found: limits.Found) -> Counts:
        counts = each("catch_up_sites", found.ids, lambda blog_id: materialise_site(services, blog_id).blog_id > 0)
        return counts + Counts(done=found.filled)

    marked = limits.sites_marked(services)
    counts = write(marked)
    limits.keep_marks(services, marked)
    for page in limits.pages_of_sites(services):
        counts += write(page)
    return counts


def reapply_limits(services: Services) -> Counts:
    """Find the sites that have not carried out what their limits force on them: of who has changed, and of runs."""
    changed = reapply.look_at_changed(services, LOOKING_SECONDS)
    reapply.begin_changed(services)
    return Counts(done=changed + reapply.look(services, LOOKING_SECONDS))


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


def forecast_limits(services: Services) -> Counts:
    """Go on with what somebody asked before saving limits; a few seconds in each round."""
    return Counts(done=limit_forecast.go_on(services))


def keep_search(services: Services) -> Counts:
    """Write the words that network admins find memberships by, where somebody is called otherwise by now."""
    return Counts(done=keep_words(services))


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
    "forecast_limits": forecast_limits,
    "keep_search": keep_search,
    "know_new_codes": know_new_codes,
    "purge_nonces": purge_nonces,
    "purge_events": purge_events,
    "purge_quotes": purge_old_quotes,
    "seal_journal": seal_journal,
}
