"""An offer's limits: held against use, what they lower or cannot raise, and what is written of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bridge.errors import NotACustomerSite
from bridge.limits.effective import (
    LOCKS,
    NEVER_REFUSES,
    Exceeded,
    Package,
    effective_limits,
    exceeds,
    is_about_limits,
    is_measured,
    is_more,
    numbers_of,
    same_for_holder,
)
from bridge.limits.modules import COUNTED, HIDDEN, NUMBERS, Limitations, Statement
from bridge.limits.origin import Who
from bridge.ports import Services
from bridge.pricing.calendar import known_end
from bridge.pricing.refusal import Refusal
from bridge.pricing.snapshot import Selection, Settings
from bridge.quotas.compile import write_product
from bridge.quotas.older import quota_document, write_older
from bridge.store.limits import KEPT, NAMED_AT_ONCE, Grace, MembershipLimits
from bridge.store.memberships import MembershipFacts
from bridge.store.quotes import ALL, OWN_LOOKED_AT, SITES_LOOKED_AT, Limits, Others, StoredQuote, Usage, Wanted
from bridge.store.store import Store

#: Of so many sites it is told that a value of their own stands in the way.
_SITES_TOLD = 20
#: What may be done with a plugin or a theme: nothing, what the site likes, or it is switched on for it.
LOCKED, FREE, SWITCHED_ON = 0, 1, 2
_SWITCHED_ON = frozenset({"force_active", "force_active_locked"})
_CLOSED = {"expired": "expired", "cancelled": "cancelled"}


@dataclass(frozen=True, slots=True)
class SiteLimits:
    """What a site may do, and whether it is open; ``revision`` counts the writings of its membership's limits."""

    blog_id: int
    membership_id: int
    revision: int
    limits: Mapping[str, Any]
    access: Mapping[str, Any]


def limits_of(
    facts: MembershipFacts, plan_id: int, addons: Mapping[int, int], blog_id: int | None = None
) -> dict[str, Any]:
    """Return the limits of an offer for a membership; with a blog id, that site's own overrides on top."""
    packages = [
        Package(facts.limitations[product_id], quantity)
        for product_id, quantity in sorted(addons.items())
        if product_id in facts.limitations
    ]
    overrides = [facts.own_limitations]
    if blog_id is not None:
        overrides.append(facts.site_limitations.get(blog_id, {}))
    return effective_limits(facts.limitations.get(plan_id, {}), packages, overrides)


def held_limits(facts: MembershipFacts, blog_id: int | None = None) -> dict[str, Any]:
    """Return the limits of what the membership holds now."""
    membership = facts.snapshot.membership
    return limits_of(facts, membership.plan_id, membership.addons, blog_id)


@dataclass(frozen=True, slots=True)
class LimitPart:
    """What one of those who say something gives of a limit; ``number`` of each of ``quantity``, None: any number.

    The value of a membership's or a site's own is all of it: it stands in the place of the others.
    """

    who: Who
    name: str
    quantity: int
    number: int | None


def held_parts(facts: MembershipFacts, blog_id: int) -> dict[str, tuple[LimitPart, ...]]:
    """Return of whom each number of a site's limits is made, by the limit's name."""
    membership, names = facts.snapshot.membership, facts.snapshot.products
    plain = replace(facts, own_limitations={}, site_limitations={})
    before, held = numbers_of(limits_of(plain, membership.plan_id, {})), dict[int, int]()
    plan = names[membership.plan_id].name if membership.plan_id in names else ""
    parts: dict[str, tuple[LimitPart, ...]] = {
        limit: (LimitPart("plan", plan, 1, number),) for limit, number in before.items()
    }
    for product_id, quantity in sorted(membership.addons.items()):
        if quantity < 1 or product_id not in names or product_id == membership.plan_id:
            continue
        held[product_id] = quantity
        numbers = numbers_of(limits_of(plain, membership.plan_id, held))
        for limit in (limit for limit, number in numbers.items() if number != before[limit]):
            change, name = (before[limit], numbers[limit]), names[product_id].name
            parts[limit] = _with_package(parts[limit], name, quantity, change)
        before = numbers
    return _with_own(facts, blog_id, before, parts)


def _with_package(
    parts: tuple[LimitPart, ...], name: str, quantity: int, change: tuple[int | None, int | None]
) -> tuple[LimitPart, ...]:
    """Return the parts with a package's; any number is all of it, and what allowed none is no part."""
    before, number = change
    if number is None:
        return (LimitPart("package", name, 1, None),)
    more = (number - (before or 0)) // quantity
    return (*(parts if before else ()), LimitPart("package", name, quantity, more))


def _with_own(
    facts: MembershipFacts, blog_id: int, before: dict[str, int | None], parts: dict[str, tuple[LimitPart, ...]]
) -> dict[str, tuple[LimitPart, ...]]:
    """Return the parts with own values in the place of what was before them."""
    own: tuple[tuple[Who, Limitations, int | None], ...] = (
        ("membership", facts.own_limitations, None),
        ("site", facts.site_limitations.get(blog_id, {}), blog_id),
    )
    for who, said, of in own:
        if said:
            after, spoken = numbers_of(held_limits(facts, of)), numbers_of(effective_limits({}, (), [said]))
            for limit, number in after.items():
                if limit in spoken or limit not in before or number != before[limit]:
                    parts[limit] = (LimitPart(who, "", 1, number),)
            before = after
    return {limit: parts[limit] for limit in before}


def with_effect(facts: MembershipFacts, plan_id: int, addons: Mapping[int, int]) -> dict[int, int]:
    """Return how many of a package raise a limit, for each package of which more than that is newly wanted.

    One more is without effect where the limits are the same without it: what it adds to is unlimited, not limited by
    the plan, or given by another package wanted. What is held may be kept. A package that could raise no limit of any
    plan is bought for something else.
    """
    left = {product_id: n for product_id, n in addons.items() if n > 0}
    for product_id in sorted(left, reverse=True):
        left[product_id] = _fewest_alike(facts, plan_id, left, product_id)
    return {product_id: n for product_id, n in left.items() if n < addons[product_id]}


def without_effect(facts: MembershipFacts, plan_id: int, addons: Mapping[int, int]) -> tuple[Refusal, ...]:
    """Return a refusal for each package of which more is newly wanted than raises a limit."""
    return tuple(
        adds_nothing(facts, plan_id, addons, product_id, most)
        for product_id, most in sorted(with_effect(facts, plan_id, addons).items())
    )


def adds_nothing(
    facts: MembershipFacts, plan_id: int, addons: Mapping[int, int], product_id: int, most: int
) -> Refusal:
    """Return the refusal of a package, or of more than ``most`` of it; the membership's own value may be why."""
    params = {"product_id": product_id, "name": facts.snapshot.products[product_id].name, "most": most}
    if facts.own_limitations and product_id not in with_effect(replace(facts, own_limitations={}), plan_id, addons):
        return Refusal("own_value_stands", params)
    return Refusal("more_adds_nothing" if most else "adds_nothing", params)


def lowered(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of the limits after a change that allow less than before it: only by them anything may not fit.

    >>> lowered({"disk_space": {"limit": 500}}, {"disk_space": {"limit": 900}, "visits": {"limit": 5}})
    {'visits': {'limit': 5}}
    """
    were = numbers_of(before)
    less = {name for name, number in numbers_of(after).items() if is_more(were.get(name), number)}
    found: dict[str, Any] = {name: after[name] for name in NUMBERS if name in less}
    for module in COUNTED:
        found[module] = {name: entry for name, entry in after.get(module, {}).items() if f"{module}.{name}" in less}
    for module, locks in LOCKS.items():
        now = before.get(module, {})
        found[module] = {
            name: entry
            for name, entry in after.get(module, {}).items()
            if entry.get("behavior") in locks and now.get(name, {}).get("behavior") not in locks
        }
    return {module: limit for module, limit in found.items() if limit}


@dataclass(frozen=True, slots=True)
class Use:
    """Figures of sites ``one_by_one``, of which ``judged`` are the membership's, and what is known of ``others``."""

    one_by_one: Usage
    judged: frozenset[int]
    others: Others = field(default_factory=Others)

    @property
    def more(self) -> int:
        """Return how many times others are above a limit that are not named."""
        return sum(self.others.above.values()) - len(self.others.furthest)

    def more_of(self, limits: Collection[str]) -> int:
        """Return the same of some limits."""
        named = sum(one.limit in limits for one in self.others.furthest)
        return sum(number for limit, number in self.others.above.items() if limit in limits) - named


def use_of(store: Store, facts: MembershipFacts, selection: Selection, told: Usage) -> Use:
    """Return what was told of use, and of the sites that it leaves out what they have measured themselves.

    Those that say something of their own are read, as far as their words were: each has limits of its own.
    """
    sites = facts.site_limitations
    if told.keys() >= sites.keys() and not facts.sites_unread:
        return Use(told, frozenset(sites))
    own = {blog_id for blog_id, said in sites.items() if said} - told.keys()
    judged = frozenset(sites.keys() & (told.keys() | own))
    limits = limits_of(facts, selection.plan_id, selection.addons)
    wanted = Wanted(_bounds(limits), frozenset(_bounds(lowered(held_limits(facts), limits))))
    others = store.usage.others(facts.snapshot.membership.id, wanted, but=judged)
    return Use({**store.usage.of_sites(own), **told}, judged, others)


def used_by_now(store: Store, stored: StoredQuote) -> Usage:
    """Return what a quote was told of use, and what those sites have measured since."""
    used = {blog_id: dict(told) for blog_id, told in stored.usage.items()}
    for blog_id, told in store.usage.of_sites(used.keys(), stored.quote.as_of).items():
        site = used[blog_id]
        for name, figure in told.items():
            site[name] = {**site.get(name, {}), **figure} if isinstance(figure, Mapping) else figure
    return used


def above(facts: MembershipFacts, selection: Selection, use: Use, limits: Limits) -> tuple[Exceeded, ...]:
    """Return what use is above, under the selection with its limits.

    Of the sites that are counted the furthest are told, and of each limit at least one. How many sites there are
    is not told but known: it is the membership's, not one site's.
    """
    found = list(exceeds(limits, {"sites": facts.sites_total}))
    for blog_id in sorted(use.judged & use.one_by_one.keys()):
        used = {name: number for name, number in use.one_by_one[blog_id].items() if name != "sites"}
        found += exceeds(limits_of(facts, selection.plan_id, selection.addons, blog_id), used, blog_id)
    allowed = _bounds(limits)
    return (*found, *(Exceeded(one.limit, one.used, allowed[one.limit], one.blog_id) for one in use.others.furthest))


def unmeasured(facts: MembershipFacts, selection: Selection, use: Use) -> int:
    """Return how many of the membership's sites lack a figure of what the selection allows less of: they may not fit.

    Sites that say nothing of their own have one comparison. Of a site that was not looked at nothing is known.
    """
    domains = bool(use.others.domains) or any("domain_mapping" in told for told in use.one_by_one.values())

    def less(blog_id: int | None) -> dict[str, Any]:
        return lowered(held_limits(facts, blog_id), limits_of(facts, selection.plan_id, selection.addons, blog_id))

    of_all = less(None)
    of_others = 0
    if not is_measured(of_all, {}, domains=domains):
        others = facts.sites_total - len(use.judged)
        of_others = max(0, others - _known(use.others, of_all, domains=domains))
    return of_others + sum(
        not is_measured(
            less(blog_id) if facts.site_limitations[blog_id] else of_all,
            use.one_by_one.get(blog_id, {}),
            domains=domains,
        )
        for blog_id in use.judged
    )


def is_at_least(facts: MembershipFacts, use: Use) -> bool:
    """Tell whether there may be sites that nobody looked at, which may be above a limit as well."""
    own = sum(bool(said) for said in facts.site_limitations.values())
    return facts.sites_total - len(use.judged) > SITES_LOOKED_AT or own >= OWN_LOOKED_AT


def has_outgrown(store: Store, facts: MembershipFacts, stored: StoredQuote) -> bool:
    """Tell whether sites have measured since a quote was priced what the network refuses its change for."""
    settings, selection, since = facts.snapshot.settings, stored.selection, stored.quote.as_of
    grown = store.usage.others(stored.membership_id, Wanted(_bounds(stored.limits_after)), since=since).above
    if any(settings.when_over(limit) == "refuse" for limit in grown.keys() - NEVER_REFUSES):
        return True
    used = store.usage.of_own(stored.membership_id, since)
    suspects = {blog_id for blog_id, told in used.items() if _is_refused(settings, exceeds(stored.limits_after, told))}
    own = store.limits.own_of(sorted(suspects)) if suspects else {}
    for blog_id in suspects:
        with_own = replace(facts, site_limitations={blog_id: own.get(blog_id, {})})
        theirs = limits_of(with_own, selection.plan_id, selection.addons, blog_id)
        if _is_refused(settings, exceeds(theirs, used[blog_id])):
            return True
    return False


def names_above(store: Store, membership_id: int, limits: Limits) -> Collection[str]:
    """Return the limits that any of a membership's sites has measured to be above, whatever it says of its own."""
    return store.usage.others(membership_id, Wanted(_bounds(limits)), has_own=ALL).above.keys()


def refusing(found: Iterable[Exceeded]) -> list[str]:
    """Return the limits that may refuse a change, of those that use is above: the same when priced and confirmed."""
    return sorted({one.limit for one in found} - NEVER_REFUSES)


def _is_refused(settings: Settings, found: Iterable[Exceeded]) -> bool:
    """Tell whether the network refuses a change to less because of any of this."""
    return any(settings.when_over(limit) == "refuse" for limit in refusing(found))


def _bounds(limits: Limits) -> dict[str, int]:
    """Return what is allowed of each limit of a site that there may not be any number of."""
    return {name: most for name, most in numbers_of(limits).items() if most is not None and name != "sites"}


def _known(others: Others, less: Mapping[str, Any], *, domains: bool) -> int:
    """Return of how many it is known what they use of all that is less; what a lock ends is asked of each site."""
    if any(less.get(module) for module in LOCKS):
        return 0
    return others.known_domains if domains and "domain_mapping" in less else others.known


@dataclass(frozen=True, slots=True)
class VoidLimit:
    """A limit that a change would raise to ``given`` but for somebody's own value; ``holds`` stays (None: any number).

    Of a plugin or a theme 0 is locked, 1 free to choose, 2 switched on by the plan. ``blog_id`` is of the site whose
    value it is; None: the membership's.
    """

    limit: str
    holds: int | None
    given: int | None
    blog_id: int | None


def voided(facts: MembershipFacts, plan_id: int, addons: Mapping[int, int]) -> tuple[VoidLimit, ...]:
    """Return what a change would raise and does not, because the membership or a site has a value of its own."""
    owners = [None] if facts.own_limitations else []
    own_sites = [blog_id for blog_id, said in sorted(facts.site_limitations.items()) if said]
    if not owners and not own_sites:
        return ()
    plain = replace(facts, own_limitations={}, site_limitations={})
    held, wanted = held_limits(plain), limits_of(plain, plan_id, addons)
    names = [*numbers_of(held), *sorted({**software_of(held), **software_of(wanted)})]
    before, given = _allowing(held, names), _allowing(wanted, names)
    raised = [name for name in names if is_more(given[name], before[name])]
    found: list[VoidLimit] = []
    for blog_id in (*owners, *own_sites[:_SITES_TOLD]) if raised else ():
        now = _allowing(held_limits(facts, blog_id), raised)
        then = _allowing(limits_of(facts, plan_id, addons, blog_id), raised)
        known = {one.limit for one in found if one.blog_id is None}
        found += [
            VoidLimit(name, then[name], given[name], blog_id)
            for name in raised
            if name not in known and now[name] == then[name] and is_more(given[name], then[name])
        ]
    return tuple(found)


def _allowing(limits: Mapping[str, Any], names: Iterable[str]) -> dict[str, int | None]:
    """Return what limits allow of each: what is not limited any number, a plugin or theme that is not named freely."""
    numbers, software = numbers_of(limits), software_of(limits)
    return {name: software.get(name, FREE) if is_software(name) else numbers.get(name) for name in names}


def software_of(limits: Mapping[str, Any]) -> dict[str, int]:
    """Return what may be done with each plugin and theme that limits name; one that is not named is free.

    One that is hidden is not listed, so that nobody can choose it.

    >>> software_of({"plugins": {"a.php": {"behavior": "force_inactive_locked"}}, "themes": {"two": {}}})
    {'plugins.a.php': 0, 'themes.two': 1}
    """
    return {
        f"{module}.{name}": _standing(entry, locks)
        for module, locks in LOCKS.items()
        for name, entry in limits.get(module, {}).items()
    }


def is_software(limit: str) -> bool:
    """Tell whether a limit names a plugin or a theme."""
    return limit.partition(".")[0] in LOCKS


def _standing(entry: Mapping[str, Any], locks: frozenset[str]) -> int:
    if entry.get("behavior") in _SWITCHED_ON:
        return SWITCHED_ON
    return LOCKED if entry.get("behavior") in locks or entry.get("visibility") == HIDDEN else FREE


def _fewest_alike(facts: MembershipFacts, plan_id: int, addons: Mapping[int, int], product_id: int) -> int:
    """Return how few of a package, and not fewer than are held, give the same limits as all that are wanted of it.

    The second of a package adds what the third does: where neither those held nor one more give the same, all count.
    """
    wanted, held = addons[product_id], facts.snapshot.membership.addons.get(product_id, 0)
    if wanted <= held or not _is_about_limits(facts, product_id):
        return wanted
    whole = limits_of(facts, plan_id, addons)
    for fewer in range(held, min(held + 2, wanted)):
        others = {i: n for i, n in {**addons, product_id: fewer}.items() if n}
        if same_for_holder(limits_of(facts, plan_id, others), whole):
            return fewer
    return wanted


def _is_about_limits(facts: MembershipFacts, product_id: int) -> bool:
    """Tell whether a package is bought for its limits; one of which a part cannot be read is."""
    return ("product", product_id) in facts.spoilt or is_about_limits(facts.limitations.get(product_id, {}))


def access_of(facts: MembershipFacts, at: datetime) -> dict[str, Any]:
    """Tell whether the sites are open: a cancelled membership keeps them until its paid term is over.

    While it rests they are as whoever paused it has said.
    """
    reason, until = _access(facts, at)
    if until is not None and at < until:
        reason = None
    return {"open": reason is None, "reason": reason}


def _access(facts: MembershipFacts, at: datetime) -> tuple[str | None, datetime | None]:
    """Return why the sites are closed and from when on; None and None: they are open, None for when: at once."""
    membership = facts.snapshot.membership
    reason = _CLOSED.get(membership.status)
    if reason is None and facts.pause is not None and facts.pause.closes_sites:
        reason = "paused"
    return reason, known_end(membership.date_expiration, at) if reason == "cancelled" else None


def materialise_site(services: Services, blog_id: int) -> SiteLimits:
    """Write which membership limits a customer-owned site, and what is missing for that; return what it may do.

    :raises NotACustomerSite: where the site is not a customer's or has no membership.
    """
    at = services.clock.now()
    return services.database.transaction(lambda store: _materialise_site(store, blog_id, at))


def materialise_membership(
    store: Store, membership_id: int, at: datetime, grace: Grace | None = KEPT
) -> tuple[int, ...]:
    """Write what a membership says of its sites and what it holds, inside the caller's transaction.

    Its row is written first, whatever is in it: who writes the same holdings waits for it. No site's row is touched,
    whatever their number. Returned are the first of them, for whoever has to name sites to the plugin. ``grace``: what
    goes on holding for some days.
    """
    store.limits.hold(membership_id)
    is_twofold = store.limits.serves_older_plugin()
    facts = store.memberships.load(membership_id, sites=is_twofold, every_site=is_twofold)
    if facts is None:
        return ()
    _write_membership(store, facts, at, grace)
    if is_twofold:
        _write_older(store, facts, sorted(facts.site_limitations), at)
    return store.limits.sites_of(membership_id, 0, NAMED_AT_ONCE)


def rematerialise(services: Services, membership_id: int) -> tuple[int, ...]:
    """Write a membership's limits in a transaction of its own, and forget what the plugin noted of it."""
    at = services.clock.now()

    def write(store: Store) -> tuple[int, ...]:
        blog_ids = materialise_membership(store, membership_id, at)
        store.limits.forget_note(membership_id)
        return blog_ids

    return services.database.transaction(write)


def catch_up(services: Services, membership_id: int) -> bool:
    """Write a membership's limits where they were made from something else than is there now; False: they were not."""
    is_behind = services.database.reading(lambda store: store.limits.is_behind(membership_id))
    if is_behind:
        rematerialise(services, membership_id)
    return is_behind


def _write_membership(store: Store, facts: MembershipFacts, at: datetime, grace: Grace | None = KEPT) -> None:
    """Write a membership that is held."""
    membership = facts.snapshot.membership
    access = _access(facts, at)
    store.limits.put(
        MembershipLimits(
            membership_id=membership.id,
            open_until=access[1],
            closed=access[0],
            own=facts.own_limitations,
            holdings=_holdings(store, facts),
            source_digest=facts.limits_digest,
            grace=grace,
        )
    )
    subject = ("membership", membership.id)
    store.limit_records.review({subject: facts.spoilt.get(subject, Statement(facts.own_limitations))}, at)


def _holdings(store: Store, facts: MembershipFacts) -> dict[int, int] | None:
    """Return how many are held of the plan and of each add-on.

    Where the plan is one that nobody knows, or knew, all that was held stays (None); where nobody can tell which
    add-ons are held, those that were stay beside the plan. An add-on that nobody ever knew gives nothing.
    """
    membership, products = facts.snapshot.membership, facts.snapshot.products
    addons = {i: n for i, n in membership.addons.items() if n > 0 and i != membership.plan_id}
    if membership.addons_unreadable and membership.recurring_lines is None:
        before = store.limits.holdings(membership.id)
        addons = {i: n for i, n in before.items() if i in products and products[i].type != "plan"}
    strange = [i for i in (membership.plan_id, *addons) if i not in products]
    known = store.product_limits.known(strange) if strange else frozenset()
    if membership.plan_id in strange and membership.plan_id not in known:
        return None
    return {membership.plan_id: 1} | {i: n for i, n in addons.items() if i in products or i in known}


def _materialise_site(store: Store, blog_id: int, at: datetime) -> SiteLimits:
    """Write one site's row, its membership's where that is missing or behind, and the rows of products held."""
    found = store.memberships.of_site(blog_id)
    if found is None:
        raise NotACustomerSite(blog_id=blog_id)
    store.limits.hold_site(blog_id, found)
    membership_id = store.memberships.of_site(blog_id) or found
    said = store.limits.stored_own(blog_id)
    store.limits.put_site(blog_id, membership_id, said.limitations)
    store.limit_records.review({("site", blog_id): said}, at)
    is_behind, is_twofold = store.limits.is_behind(membership_id), store.limits.serves_older_plugin()
    if is_behind:
        store.limits.hold(membership_id)
    facts = store.memberships.load(membership_id, sites=False)
    if facts is None:
        raise NotACustomerSite(blog_id=blog_id)
    if is_behind:
        _write_membership(store, facts, at)
    _write_missing_products(store, facts, at)
    facts = facts.with_site(blog_id, said)
    access = access_of(facts, at)
    if is_twofold:
        _write_older(store, facts, [blog_id], at)
    return SiteLimits(blog_id, membership_id, store.limits.revision(membership_id), held_limits(facts, blog_id), access)


def _write_older(store: Store, facts: MembershipFacts, blog_ids: Sequence[int], at: datetime) -> None:
    """Write what limits come to on some sites into their rows of before."""
    access = access_of(facts, at)
    documents = {blog_id: quota_document(facts, held_limits(facts, blog_id), access) for blog_id in blog_ids}
    write_older(store, facts, documents, at)


def _write_missing_products(store: Store, facts: MembershipFacts, at: datetime) -> None:
    """Write the rows of products that are held and have none: nothing adds up without them."""
    held = (facts.snapshot.membership.plan_id, *facts.snapshot.membership.addons)
    for product_id in sorted(set(held) - store.product_limits.known(held)):
        write_product(store, product_id, at)
