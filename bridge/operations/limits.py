"""Limits brought up to what others have written, a page a round; and the move from the table of before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from bridge.ports import Services
from bridge.pricing.calendar import Period, add_period
from bridge.quotas.compile import PRODUCTS_AT_ONCE, compile_product
from bridge.store.engine.server import DuplicateKey
from bridge.store.outbox import CACHED, Sweep
from bridge.store.store import Store

#: How many memberships, or sites, a round looks at: all of a million sites in six hours, by rounds that cost what they
#: cost on a small network. More of them until all have their rows.
PAGE, FILLING = 250, 5000
#: How many pages of sites a round looks at where they are new.
MOST_PAGES = 5
#: As many as are written one by one in a round.
AT_ONCE = 100
#: Ids of meta rows commit out of order: as many as were seen before are looked at once more.
LOOK_BACK = 1000
#: Rows of before that go in one round, once nobody reads them.
DROPPED_AT_ONCE = 10_000
#: A date further ahead means that there is no end.
_HORIZON = Period(100, "year")

_MEMBERSHIPS, _SITES, _MARKS, _FILLED = "limits.memberships", "limits.sites", "limits.marks", "limits.filled"


@dataclass(frozen=True, slots=True)
class Found:
    """What a page has to be written one by one, and where the next page begins; ``filled`` were written at once."""

    ids: Sequence[int]
    sweep: Sweep
    filled: int = 0


@dataclass(frozen=True, slots=True)
class Sweeping:
    """A walk through a long table, a page a round.

    ``end`` gives the last id of a page and how many it has, ``look`` names what is to be written. While the tables are
    new, and where that is much, ``fill`` writes at once what has no row, but for what is to be written one by one.
    """

    name: str
    end: Callable[[Store, int], tuple[int, int]]
    fill: Callable[[Store, int, int], int]
    look: Callable[[Store, int, int], Sequence[int]]


def compile_changed(services: Services, most: int = PRODUCTS_AT_ONCE) -> Sequence[int]:
    """Write the rows of products that say something else by now, whoever saved them; return which."""
    found = services.database.reading(lambda store: store.product_limits.behind(most))
    return [product_id for product_id in found if compile_product(services, product_id)]


def memberships_behind(services: Services, at_once: int = 0, most: int = AT_ONCE) -> Found:
    """Find memberships of a page that were written by others since; those without a row are written at once."""
    at_once = at_once or page_size(services)

    horizon = add_period(services.clock.now(), _HORIZON)
    sweep = Sweeping(
        _MEMBERSHIPS,
        lambda store, after: store.limits.page_end(after, at_once),
        lambda store, after, last: store.limits.fill(after, last, horizon),
        lambda store, after, last: store.limits.behind(after, last, most),
    )
    return _page(services, sweep, at_once)


def sites_behind(services: Services, at_once: int = 0) -> Found:
    """Find sites of a page whose row does not say what is there now; those without one are written at once."""
    at_once = at_once or page_size(services)
    sweep = Sweeping(
        _SITES,
        lambda store, after: store.limits.sites_page_end(after, at_once),
        lambda store, after, last: store.limits.fill_sites(after, last),
        lambda store, after, last: store.limits.sites_behind(after, last),
    )
    return _page(services, sweep, at_once)


def pages_of_sites(services: Services) -> Iterator[Found]:
    """Give a page of such sites, and further, longer ones where it was without rows; it is remembered how far."""
    at_once = page_size(services)
    for _ in range(MOST_PAGES):
        page = sites_behind(services, at_once)
        yield page
        keep_sites(services, page)
        if not page.filled or not page.sweep.after_id:
            return
        at_once = FILLING


def sites_marked(services: Services, most: int = AT_ONCE) -> Found:
    """Find sites that were made, moved or limited of late, wherever the pages are; new meta rows tell."""

    def look(store: Store) -> Found:
        after, last = store.sweeps.find(_MARKS).after_id, store.limits.last_mark()
        if after == 0:
            return Found((), Sweep(last))
        found = store.limits.sites_marked(max(after - LOOK_BACK, 0), most)
        return Found(found, Sweep(after if len(found) == most else last))

    return services.database.reading(look)


def keep(services: Services, name: str, sweep: Sweep) -> None:
    """Remember where the next page begins; where each round looks at all there is nothing to remember."""
    if sweep != services.database.reading(lambda store: store.sweeps.find(name)):
        services.database.transaction(lambda store: store.sweeps.put(name, sweep))


def keep_memberships(services: Services, found: Found) -> None:
    """Remember where the next page of memberships begins."""
    keep(services, _MEMBERSHIPS, found.sweep)


def keep_sites(services: Services, found: Found) -> None:
    """Remember where the next page of sites begins; once all were gone through, that the move is made."""
    keep(services, _SITES, found.sweep)
    if found.sweep.after_id == 0 and not is_filled(services):
        services.database.transaction(lambda store: store.sweeps.put(_FILLED, Sweep(1, services.clock.now())))


def keep_marks(services: Services, found: Found) -> None:
    """Remember how far the meta rows of sites were looked at."""
    keep(services, _MARKS, found.sweep)


def page_size(services: Services) -> int:
    """Return how many memberships, or sites, a round looks at."""
    return PAGE if is_filled(services) else FILLING


def is_filled(services: Services) -> bool:
    """Tell whether every site was gone through once since the tables are there."""
    return services.database.reading(lambda store: store.sweeps.find(_FILLED).after_id) > 0


def noted(services: Services, most: int = AT_ONCE) -> Sequence[int]:
    """Return memberships of which the plugin saw that somebody has written them."""
    return services.database.reading(lambda store: store.limits.noted(most))


def drop_older(services: Services, most: int = DROPPED_AT_ONCE) -> int:
    """Take out a page of the rows of before, once no plugin reads them and every site has its new one."""
    if not is_filled(services) or services.database.reading(lambda store: store.limits.serves_older_plugin()):
        return 0
    return services.database.transaction(lambda store: store.quotas.drop(most))


def older_behind(services: Services, most: int) -> Sequence[int]:
    """Return memberships whose rows of before are older than an edit of a product, while a plugin reads them."""

    def look(store: Store) -> Sequence[int]:
        return store.quotas.stale(most) if store.limits.serves_older_plugin() else ()

    return services.database.reading(look)


def name_further_sites(services: Services, name: str, after: int, most: int) -> bool:
    """Name a page of a membership's sites to the plugin, so that it drops what caches keep of the membership there."""
    membership_id, at = int(name.removeprefix(CACHED)), services.clock.now()

    def write(store: Store) -> bool:
        blog_ids = store.limits.sites_of(membership_id, after, most)
        if blog_ids:
            cached = {"membership_id": membership_id, "payment_ids": [], "blog_ids": list(blog_ids)}
            store.outbox.add("forget_cached", cached, at, membership_id=membership_id)
        if len(blog_ids) < most:
            store.sweeps.end(name)
        else:
            store.sweeps.put(name, Sweep(blog_ids[-1]))
        return bool(blog_ids)

    return services.database.transaction(write)


def _page(services: Services, sweep: Sweeping, at_once: int) -> Found:
    """Look at a page, filled where much of it is missing; one that is not full is the last: the next is the first."""

    def span(store: Store) -> tuple[int, int, int]:
        after = store.sweeps.find(sweep.name).after_id
        return after, *sweep.end(store, after)

    def look() -> Sequence[int]:
        return sorted(set(services.database.reading(lambda store: sweep.look(store, after, last))))[:AT_ONCE]

    after, last, looked_at = services.database.reading(span)
    if not looked_at:
        return Found((), Sweep())
    found, filled = look(), 0
    if len(found) == AT_ONCE or not is_filled(services):
        with suppress(DuplicateKey):  # somebody wrote one of them meanwhile: a later round fills the rest
            filled = services.database.transaction(lambda store: sweep.fill(store, after, last))
        found = look()
    if len(found) == AT_ONCE:
        return Found(found, Sweep(found[-1]), filled)
    return Found(found, Sweep(last if looked_at == at_once else 0), filled)
