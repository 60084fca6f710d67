"""The words that memberships are found by: new and changed ones at once, a page of all in each round."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

from bridge.ports import Services
from bridge.pricing.calendar import add_period
from bridge.store.membership_list import HORIZON
from bridge.store.outbox import Sweep
from bridge.store.search import FILLED, SWEEP
from bridge.store.store import Store

#: How many memberships a round looks at, how many in one transaction while the index is new, how many changed ones.
PAGE, FILLING, CHANGED_AT_ONCE = 250, 500, 200
#: So many of the newest memberships are asked whether they were looked at.
NEWEST = 500
#: So long a round goes on while the index is new.
FILLING_SECONDS = 4.0
#: Writers commit in another order than they began in: what was written so lately is looked at once more.
LOOK_BACK = timedelta(seconds=30)

_WRITTEN = "search.written"


def keep_words(services: Services) -> int:
    """Write the words of what is new, changed or renamed, and of the next page of all; return how many were written."""
    written = sum(refresh(services, one) for one in _changed(services))
    return written + _renamed(services) + _pages(services)


def refresh(services: Services, membership_id: int) -> int:
    """Write the words of one membership."""
    return _refresh(services, membership_id - 1, membership_id)


def _refresh(services: Services, after: int, last: int) -> int:
    """Write the words of memberships above an id up to another."""
    horizon = add_period(services.clock.now(), HORIZON)
    return services.database.transaction(lambda store: store.search.refresh(after, last, horizon))


def _changed(services: Services) -> Iterator[int]:
    """Give the memberships that are new, and those that were written by us since the last round."""
    now = services.clock.now()

    def read(store: Store) -> tuple[set[int], Sweep, Sweep]:
        before = store.sweeps.find(_WRITTEN)
        rows = store.search.written(before.after_at, before.after_id, CHANGED_AT_ONCE)
        is_all = len(rows) < CHANGED_AT_ONCE
        come = Sweep(0, max(before.after_at, now - LOOK_BACK)) if is_all else Sweep(*rows[-1])
        return {*(one for one, _ in rows), *store.search.new(NEWEST)}, before, come

    found, before, come = services.database.reading(read)
    if len(found) >= NEWEST:  # many were brought in at once: gone through as when the index was new
        services.database.transaction(lambda store: store.sweeps.put(FILLED, Sweep()))
    yield from sorted(found)[: CHANGED_AT_ONCE + NEWEST]
    if come != before:
        services.database.transaction(lambda store: store.sweeps.put(_WRITTEN, come))


def _renamed(services: Services) -> int:
    """Write the words of what the plugin saw renamed."""
    written = 0
    for kind, of in services.database.reading(lambda store: store.search.due(CHANGED_AT_ONCE)):
        services.database.transaction(lambda store, kind=kind, of=of: store.search.done(kind, of))  # type: ignore[misc]
        found = services.database.reading(
            lambda store, kind=kind, of=of: store.search.due_memberships(kind, of, CHANGED_AT_ONCE)  # type: ignore[misc]
        )
        written += sum(refresh(services, one) for one in found)
    return written


def _pages(services: Services) -> int:
    """Go through the next page of all memberships, and further ones while the index is new."""
    begun, written = time.monotonic(), 0
    while True:
        after, filled = services.database.reading(
            lambda store: (store.sweeps.find(SWEEP).after_id, store.sweeps.find(FILLED).after_id)
        )
        most = PAGE if filled else FILLING
        last, looked_at = services.database.reading(
            lambda store, after=after, most=most: store.search.page_end(after, most)  # type: ignore[misc]
        )
        if looked_at:
            written += _refresh(services, after, last)
        come = Sweep(last if looked_at == most else 0)
        if come.after_id != after:
            services.database.transaction(lambda store, come=come: store.sweeps.put(SWEEP, come))  # type: ignore[misc]
        if come.after_id == 0 and not filled:
            services.database.transaction(lambda store: store.sweeps.put(FILLED, Sweep(1)))
        if filled or come.after_id == 0 or time.monotonic() - begun > FILLING_SECONDS:
            return written
