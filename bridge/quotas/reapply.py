"""What limits force on sites, carried out on those that nobody visits: begun, worked on by ranges of sites, paused.

Each site carries it out at its next request to wp-admin; a run has the plugin make one to the others. A worker finds
out which these are, a range at a time and under a lease: several share a run, and what one that died had begun another
does.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Any

from bridge.errors import CarriedOutElsewhere, LimitRunUnknown, LimitsUnknown, NoSuchSites
from bridge.limits.forced import forced_digest, may_matter
from bridge.limits.modules import Limitations
from bridge.limits.said import UnreadableSaid, limitations_of
from bridge.ports import Services
from bridge.store.reapply import Alike, Forcing, Range, ReapplyRun, RunState
from bridge.store.store import Store

#: The highest number that a run may be asked to go to.
BEYOND = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run is to do: the sites of a product's holders, or all (None); from and to a site, both with it."""

    product_id: int | None = None
    first_id: int = 1
    last_id: int = BEYOND


def begin(services: Services, asked: Asked, requested_by: int | None) -> ReapplyRun:
    """Begin a run; what is under way and does no more than this one is not gone on with.

    :raises CarriedOutElsewhere: where Ultimate Multisite runs, which switches plugins and themes itself.
    :raises LimitsUnknown: where nothing is kept of the product's limits.
    :raises NoSuchSites: where no site with limits lies between the two.
    """
    at = services.clock.now()

    def write(store: Store) -> ReapplyRun | None:
        if store.settings.read().has_companion:
            raise CarriedOutElsewhere
        if asked.product_id is not None and store.product_limits.find(asked.product_id) is None:
            raise LimitsUnknown(product_id=asked.product_id)
        last_id = min(asked.last_id, store.reapply.last_site())
        if last_id < asked.first_id:
            raise NoSuchSites(first=asked.first_id, last=last_id)
        return store.reapply.find(store.reapply.begin(asked.product_id, (asked.first_id, last_id), requested_by, at))

    begun = services.database.transaction(write)
    if begun is None:
        raise LimitRunUnknown
    return begun


def begin_changed(services: Services) -> int:
    """Begin a run for each product that forces something else than when its last run was begun; return how many."""
    if services.database.reading(lambda store: store.settings.read().has_companion):
        return 0
    found = services.database.reading(lambda store: store.reapply.forcing())
    return sum(_begin_for(services, product) for product in found)


def _begin_for(services: Services, product: Forcing) -> bool:
    """Begin a product's run, once among several workers; what nobody can read goes on as it was."""
    said = services.database.reading(lambda store: _said(store, product))
    forced = product.forced if said is None else forced_digest([said])
    if forced == product.forced:
        return False
    at = services.clock.now()

    def write(store: Store) -> bool:
        if not store.reapply.note_forced(product.product_id, product.forced, forced):
            return False
        last_id = store.reapply.last_site()
        if last_id:
            store.reapply.begin(product.product_id, (1, last_id), None, at)
        return last_id > 0

    return services.database.transaction(write)


def turn(services: Services, run_id: int, before: RunState, state: RunState) -> ReapplyRun:
    """Pause a run that is under way, or go on with one that is paused; one that is so already stays so.

    :raises LimitRunUnknown: where there is no such run, or it is over.
    """

    def write(store: Store) -> ReapplyRun | None:
        store.reapply.set_state(run_id, before, state)
        return store.reapply.find(run_id)

    run = services.database.transaction(write)
    if run is None or run.state != state:
        raise LimitRunUnknown(run=run_id)
    return run


def look(services: Services, seconds: float) -> int:
    """Look at ranges of the runs under way for about so long; return how many were looked at."""
    until, looked_at = time.monotonic() + seconds, 0
    while look_at_next(services):
        looked_at += 1
        if time.monotonic() >= until:
            break
    if looked_at or services.database.reading(lambda store: store.reapply.is_any_running()):
        services.database.transaction(lambda store: store.reapply.finish(services.clock.now()))
    return looked_at


def look_at_next(services: Services) -> bool:
    """Take the next range, find its sites and leave them to the plugin; False: nothing is left to take."""
    owner = services.new_id()
    run = services.database.reading(lambda store: store.reapply.open())
    if run is None:
        return False
    found = services.database.transaction(lambda store: store.reapply.take(run, owner))
    if found is not None:
        forcing = services.database.reading(lambda store: store.reapply.forcing())
        named, total = services.database.reading(lambda store: _named(store, run, found, forcing))
        services.database.transaction(lambda store: store.reapply.end(found, owner, total, named))
    return True


def _named(
    store: Store, run: ReapplyRun, found: Range, forcing: Sequence[Forcing]
) -> tuple[dict[int, str | None], int]:
    """Return the sites of a range with something left to carry out, each with its digest; how many it has.

    Of a plan of which nothing can be read nobody knows what it forces, the site neither: it has nothing to carry out.
    """
    read = {product: _said(store, product) for product in forcing}
    said = {product.product_id: limitations for product, limitations in read.items() if limitations is not None}
    unknown = {product.product_id for product, limitations in read.items() if limitations is None and product.is_plan}
    asked = (*said, *unknown)
    alike = store.reapply.alike(found, asked, run.product_id)
    left_out = {site for one in alike if one.product_id in unknown for site in one.sites}
    named = _of_alike(said, [one for one in alike if one.product_id not in unknown], left_out)
    rows = store.reapply.sites(found, asked, run.product_id)
    known: dict[tuple[Any, ...], str | None] = {}
    for blog_id, held in groupby(rows, lambda row: int(row["blog_id"])):
        products = list(held)
        own = (products[0]["membership_own"], products[0]["site_own"], products[0]["grace"])
        key = (frozenset(row["product_id"] for row in products), *own)
        if key[0] & unknown:
            continue
        if key not in known:
            known[key] = _digest(said, *key)
        if known[key] != products[0]["applied"]:
            named[blog_id] = known[key]
    return named, store.reapply.count_sites(found)


def _of_alike(
    said: Mapping[int, Limitations], found: Sequence[Alike], left_out: Collection[int]
) -> dict[int, str | None]:
    """Return the sites of some lists with something left: a list at a time, but for sites that are in several."""
    listed = Counter(chain.from_iterable(one.sites for one in found)) if len(found) > 1 else {}
    held: dict[int, list[int | None]] = {}
    applied: dict[int, str | None] = {}
    named: dict[int, str | None] = {}
    for one in found:
        alone = [site for site in one.sites if listed.get(site, 1) == 1]
        digest = _digest(said, [one.product_id])
        if digest != one.applied:
            named.update(dict.fromkeys(alone, digest))
        for site in one.sites if len(alone) < len(one.sites) else ():
            if listed[site] > 1:
                held.setdefault(site, []).append(one.product_id)
                applied[site] = one.applied
    known = {key: _digest(said, key) for key in {frozenset(products) for products in held.values()}}
    several = {site: known[frozenset(products)] for site, products in held.items()}
    named |= {site: digest for site, digest in several.items() if digest != applied[site]}
    return {site: digest for site, digest in named.items() if site not in left_out} if left_out else named


def _digest(
    said: Mapping[int, Limitations],
    product_ids: Iterable[int | None],
    membership_own: str | None = None,
    site_own: str | None = None,
    grace: str | None = None,
) -> str | None:
    """Return the digest of what is forced where these products are held, these own words said, and this held before."""
    asked = frozenset(product_ids)
    held = [limitations for number, limitations in said.items() if number in asked]  # a plan before packages
    own = [read for text in (membership_own, site_own) if text and may_matter(text) and (read := _read(text))]
    kept = json.loads(grace) if grace and may_matter(grace) else None
    return forced_digest(held, own, kept)


def _said(store: Store, product: Forcing) -> Limitations | None:
    """Return what a product says, or said last that can be read: what its sites go by."""
    said = _read(product.limits)
    return store.limit_words.said_last(product.product_id) if said is None else said


def _read(text: str) -> Limitations | None:
    with suppress(UnreadableSaid):
        return limitations_of(text)
    return None
