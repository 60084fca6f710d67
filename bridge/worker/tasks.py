"""The tasks of the worker, one ``run_once`` each."""

from __future__ import annotations

from datetime import datetime, timedelta

from bridge.services.expiring import expire_unpaid
from bridge.services.falling_due import carry_out
from bridge.services.journal import seal_yesterday
from bridge.services.paying_by_credit import pay_by_credit
from bridge.services.ports import Services, Store
from bridge.services.provisioning import materialise_site, rematerialise
from bridge.services.pursuing import look_up
from bridge.services.renewing import renew_membership
from bridge.services.sweeping import keep_touched, know_codes, purge_quotes, touched_memberships
from bridge.worker.counts import PAGE, Counts, each

#: How long a change that failed rests before it is tried again.
REST = timedelta(minutes=10)
#: A token is good for a minute; its id is kept a little longer than any clock can be off.
NONCE_AGE = timedelta(minutes=10)
NONCES_AT_ONCE = 10_000


def settle_abandoned(services: Services) -> Counts:
    """Look up payments that a process began and left: what the gateway says settles them."""
    found = services.database.reading(lambda store: store.changes.abandoned(services.clock.now(), PAGE))
    return each(
        "settle_abandoned",
        [quote_id for quote_id, _ in found],
        lambda quote_id: look_up(services, quote_id) is not None,
        lambda quote_id: _rest(services, quote_id),
    )


def pay_open_by_credit(services: Services) -> Counts:
    """Use account credit for what awaits payment, oldest first, before anything of it ends unpaid."""
    found = services.database.reading(lambda store: store.changes.payable_by_credit(services.clock.now(), PAGE))
    return each(
        "pay_open_by_credit",
        [quote_id for quote_id, _ in found],
        lambda quote_id: pay_by_credit(services, quote_id),
        lambda quote_id: _rest(services, quote_id),
    )


def expire_overdue(services: Services) -> Counts:
    """End changes and renewals that were not paid in time."""
    found = services.database.reading(lambda store: store.changes.unpaid_overdue(services.clock.now(), PAGE))
    return each(
        "expire_overdue",
        [quote_id for quote_id, _ in found],
        lambda quote_id: expire_unpaid(services, quote_id),
        lambda quote_id: _rest(services, quote_id),
    )


def carry_out_due(services: Services) -> Counts:
    """Carry out the changes whose term has ended, and ask for the money of those whose day is near."""
    found = services.database.reading(lambda store: _scheduled(store, services.clock.now()))
    return each(
        "carry_out_due",
        [quote_id for quote_id, _ in found],
        lambda quote_id: carry_out(services, quote_id),
        lambda quote_id: _rest(services, quote_id),
    )


def renew_ended(services: Services) -> Counts:
    """Ask for the next term of memberships that are ours, begin it, or close what was not paid; a page at a time."""
    counts, after = Counts(), 0
    while found := _terms_ending(services, after):
        counts += each("renew_ended", found, lambda membership_id: renew_membership(services, membership_id))
        after = found[-1]
    return counts


def materialise_missing(services: Services) -> Counts:
    """Write the limits of customers' sites that have none yet, or another membership's, a page at a time."""
    counts, after = Counts(), 0
    while found := _sites_without_quota(services, after):
        counts += each("materialise_missing", found, lambda blog_id: materialise_site(services, blog_id).version > 0)
        after = found[-1]
    return counts


def refresh_stale(services: Services) -> Counts:
    """Work out limits that are older than the last edit of any product; a page in each round."""
    found = services.database.reading(lambda store: store.quotas.stale(PAGE))
    return each("refresh_stale", found, lambda membership_id: bool(rematerialise(services, membership_id)))


def refresh_touched(services: Services) -> Counts:
    """Work out limits that are older than their membership's own last edit; a page of memberships in each round."""
    touched = touched_memberships(services, PAGE)
    counts = each("refresh_touched", touched.membership_ids, lambda found: bool(rematerialise(services, found)))
    keep_touched(services, touched)
    return counts


def purge_old_quotes(services: Services) -> Counts:
    """Delete quotes that nobody confirmed; a page in each round."""
    return Counts(done=purge_quotes(services))


def know_new_codes(services: Services) -> Counts:
    """Keep by key where new discount codes are; a page in each round."""
    return Counts(done=int(know_codes(services)))


def purge_nonces(services: Services) -> Counts:
    """Forget token ids that cannot be used any more."""
    before = services.clock.now() - NONCE_AGE
    return Counts(done=services.database.transaction(lambda store: store.nonces.purge(before, NONCES_AT_ONCE)))


def seal_journal(services: Services) -> Counts:
    """Seal the journal of the day before, once."""
    return Counts(done=seal_yesterday(services))


def _scheduled(store: Store, now: datetime) -> list[tuple[str, int]]:
    """Return a page of the scheduled changes that are due, and one of those to be asked for."""
    ahead = store.settings.read().request_days
    return [*store.changes.scheduled_due(now, PAGE), *store.changes.scheduled_ahead(now, ahead, PAGE)]


def _terms_ending(services: Services, after: int) -> list[int]:
    """Return a page of memberships to renew."""
    now = services.clock.now()

    def page(store: Store) -> list[int]:
        settings = store.settings.read()
        ends = settings.when_paid_in_full == "end"
        found = store.membership_writes.terms_ending(now, settings.request_days, after, PAGE, ends_paid_in_full=ends)
        return list(found)

    return services.database.reading(page)


def _sites_without_quota(services: Services, after: int) -> list[int]:
    """Return a page of sites to materialise."""
    return list(services.database.reading(lambda store: store.membership_writes.sites_without_quota(after, PAGE)))


def _rest(services: Services, quote_id: str) -> None:
    """Let a change that failed rest before it is tried again."""
    until = services.clock.now() + REST
    services.database.transaction(lambda store: store.changes.postpone(quote_id, services.new_id(), until))
