"""Go through long tables a page a round, and remember how far: no round looks at all of one."""

from __future__ import annotations

from datetime import datetime, timedelta

from bridge.ports import Services
from bridge.store.outbox import Sweep
from bridge.store.store import Store

#: How many memberships a round looks at for sites that lost their place.
MEMBERSHIPS_AT_ONCE = 500
#: How long a quote that nobody confirmed is kept: it can be shown, never confirmed, for its time is over.
QUOTE_AGE = timedelta(days=30)
QUOTES_AT_ONCE = 1000

CODES_AT_ONCE = 500

_MEMBERSHIPS, _QUOTES, _CODES, _CODES_AGAIN = "memberships", "quotes", "discount_codes", "discount_codes.again"


def note_orphans(services: Services, at_once: int = 0) -> None:
    """Note sites whose place in the shared data is gone, of a page of memberships: their limits hold as they are."""
    at = services.clock.now()
    services.database.transaction(lambda store: _note_orphans(store, at, at_once or MEMBERSHIPS_AT_ONCE))


def purge_quotes(services: Services, at_once: int = 0) -> int:
    """Delete what nobody confirmed in a page of old quotes and return how many; none is ever looked at again."""
    return services.database.transaction(lambda store: _purge(services, store, at_once or QUOTES_AT_ONCE))


def know_codes(services: Services, at_once: int = 0) -> bool:
    """Keep by key where a page of new discount codes is, and tell whether there were any.

    Where none is new, a page of all others is looked at: one that was renamed is known once that has come to it.
    """
    return services.database.transaction(lambda store: _know(store, at_once or CODES_AT_ONCE))


def _note_orphans(store: Store, at: datetime, at_once: int) -> None:
    """Note the orphans of a page; one that is not full is the last, and so the next is the first."""
    before = store.sweeps.find(_MEMBERSHIPS)
    last, looked_at = store.limits.limited_page_end(before.after_id, at_once)
    if looked_at:
        orphans = store.limit_records.orphans(before.after_id, last)
        store.limit_records.note_orphans(orphans, before.after_id, last, at)
    sweep = Sweep(last if looked_at == at_once else 0)
    if sweep != before:
        store.sweeps.put(_MEMBERSHIPS, sweep)


def _purge(services: Services, store: Store, at_once: int) -> int:
    """Purge one page and remember where it ended."""
    after, before = store.sweeps.find(_QUOTES).after_at, services.clock.now() - QUOTE_AGE
    last = store.quotes.page_end(after, before, at_once)
    if last is None:
        return 0
    purged = store.quotes.purge(after, last)
    store.sweeps.put(_QUOTES, Sweep(after_at=last))
    return purged


def _know(store: Store, at_once: int) -> bool:
    """Go through one page and remember where it ended."""
    last = store.discount_uses.know_codes(store.sweeps.find(_CODES).after_id, at_once)
    if last:
        store.sweeps.put(_CODES, Sweep(last))
        return True
    before = store.sweeps.find(_CODES_AGAIN).after_id
    again = store.discount_uses.know_codes(before, at_once)
    if again != before:
        store.sweeps.put(_CODES_AGAIN, Sweep(again))
    return False


def share(services: Services, payment_id: int) -> bool:
    """Write the shared row of a payment whose money is there, where the plugin that was to write it runs no more."""

    def write(store: Store) -> bool:
        payment = store.payments.lock(payment_id)
        return payment is not None and payment.shared_id is None and store.payments.share(payment).shared_id is not None

    return services.database.transaction(write)


def take_out(services: Services, payment_id: int) -> bool:
    """Take what nobody has paid out of the shared table, where an earlier version wrote it; False: it is out."""

    def take(store: Store) -> bool:
        payment = store.payments.lock(payment_id)
        if payment is None or payment.shared_id is None or payment.status not in ("pending", "cancelled"):
            return False
        store.payments.take_out(payment)
        cached = {"payment_ids": payment.shared_ids}
        store.outbox.add("forget_cached", cached, services.clock.now(), membership_id=payment.membership_id)
        return True

    return services.database.transaction(take)
