"""Which limits a product would lower, and who would be above them: counted by key, the worst with all they hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bridge.limits.effective import NEVER_REFUSES, Package, effective_limits, numbers_of, strictest
from bridge.limits.modules import Limitations
from bridge.store.limit_forecasts import Figure, LimitForecast
from bridge.store.store import Store

#: Sites are counted up to here; beyond it is "more than".
MOST_COUNTED = 1_000_000
#: As many of the worst are worked out with everything that they hold; of a package, so many sites are looked at.
EXACT, LOOKED_AT = 2000, 20_000
NAMED = 10
_LOCKED = {"plugins": "force_inactive_locked", "themes": "not_available"}

#: What is allowed of a limit (of a package: how much it adds) and what would be; None: any number.
Lowered = tuple[int | None, int]


@dataclass(frozen=True, slots=True)
class SiteOver:
    """A site that would be above a limit."""

    blog_id: int
    address: str
    used: float
    allowed: int


@dataclass(frozen=True, slots=True)
class LimitOver:
    """A limit that would be lower: how many sites (``sites``: memberships) would be above it.

    ``exact`` is false where packages and own values of some may allow more, or what some hold cannot be read: it is "at
    most" then; ``is_more``: there are more than were counted. ``newly`` is how many of those worked out exactly are not
    above it now. ``unmeasured`` sites have not measured it, None: not known; ``oldest`` is when the oldest of the
    figures told was measured.
    """

    limit: str
    allowed: int
    before: int | None
    over: int
    exact: bool
    is_more: bool
    newly: int
    unmeasured: int | None
    oldest: datetime | None
    worst: tuple[SiteOver, ...]


def lowered(before: Limitations, wanted: Limitations, *, is_plan: bool) -> dict[str, Lowered]:
    """Return the limits of which less would be allowed; of a package those of which it would add less, with how much.

    >>> lowered({"disk_space": {"limit": 500}}, {"disk_space": {"limit": 100}}, is_plan=True)
    {'disk_space': (500, 100)}
    >>> lowered({"disk_space": {"limit": 50}}, {"disk_space": {"limit": 20}}, is_plan=False)
    {'disk_space': (50, 20)}
    """
    if is_plan:
        old, new = (numbers_of(effective_limits(one)) for one in (before, wanted))
        return _less(old, new)
    less: dict[str, Lowered] = {}
    for allowed in (False, True):  # what a plan forbids a package may allow: it adds another number there
        plan = strictest({**wanted, **before}, allowed=allowed)
        less |= _less(*(_adds(plan, one) for one in (before, wanted)))
    return less


def _less(old: Mapping[str, int | None], new: Mapping[str, int | None]) -> dict[str, Lowered]:
    less = {}
    for name, number in new.items():
        known = old.get(name)
        if number is not None and name not in NEVER_REFUSES and (known is None or number < known):
            less[name] = (known, number)
    return less


def _adds(plan: Limitations, package: Limitations) -> dict[str, int | None]:
    """Return how much one of a package adds to each limit of a plan that limits all of them; None: any number."""
    alone = numbers_of(effective_limits(plan))
    held = numbers_of(effective_limits(plan, [Package(package, 1)]))
    return {name: None if number is None else number - (alone.get(name) or 0) for name, number in held.items()}


def locked(before: Limitations, wanted: Limitations) -> Iterable[str]:
    """Name plugins and themes that would be locked and are not."""
    old, new = effective_limits(before), effective_limits(wanted)
    for module, word in _LOCKED.items():
        known = old.get(module, {})
        for name, entry in sorted(new.get(module, {}).items()):
            if entry.get("behavior") == word and known.get(name, {}).get("behavior") != word:
                yield f"{module}.{name}"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a forecast is about."""

    forecast: LimitForecast
    before: Limitations
    wanted: Limitations
    is_plan: bool


@dataclass(frozen=True, slots=True)
class _Holders:
    """What some memberships hold, and what their products say now and would say."""

    product_id: int
    held: Mapping[int, Mapping[int, int]]
    now: Mapping[int, tuple[str, Limitations | None]]
    then: Mapping[int, tuple[str, Limitations | None]]

    def hold_it(self, membership_id: int) -> bool:
        """Tell whether a membership holds the product still."""
        return self.product_id in self.held.get(membership_id, {})

    def allowed(
        self, membership_id: int, limit: str, overrides: Sequence[Limitations]
    ) -> tuple[int | None, int | None] | None:
        """Return how much of a limit is allowed now and would be (None: any), or None: its plan cannot be read."""
        holdings = self.held.get(membership_id, {})
        then = _numbers(holdings, self.then, overrides)
        return None if then is None else ((_numbers(holdings, self.now, overrides) or {}).get(limit), then.get(limit))


def _holders(store: Store, subject: Subject, memberships: Iterable[int]) -> _Holders:
    held = store.limit_forecasts.held(sorted(set(memberships)))
    products = dict(store.limit_forecasts.products(sorted({number for held_by in held.values() for number in held_by})))
    product_id = subject.forecast.product_id
    kind = products.get(product_id, ("plan" if subject.is_plan else "package", {}))[0]
    now = {**products, product_id: (kind, subject.before)}
    return _Holders(product_id, held, now, {**products, product_id: (kind, subject.wanted)})


def with_more_sites(store: Store, subject: Subject, after: int, last: int, allowed: int) -> int:
    """Count those of a page of holders that would have more sites than they are allowed, by what is saved.

    ``allowed`` is what the plan would allow, or the package add: nobody is allowed less by them. A site that lost its
    link to the membership is counted with it, and one whose plan cannot be read may have more: "at most".
    """
    found = store.limit_forecasts.with_sites(subject.forecast.product_id, after, last, allowed)
    if not found:
        return 0
    holders = _holders(store, subject, [one.membership_id for one in found])
    more = 0
    for one in found:
        numbers = holders.allowed(one.membership_id, "sites", one.overrides)
        more += numbers is None or _is_above(one.sites, *numbers)
    return more


def _is_above(used: float, before: int | None, allowed: int | None) -> bool:
    """Tell whether use is above what would be allowed; where that stays as it is, an own value holds instead."""
    return allowed is not None and used > allowed and allowed != before


def limit_over(store: Store, subject: Subject, limit: str, numbers: Lowered) -> LimitOver:
    """Work out one limit: count by key, and work out the worst with all that they hold.

    Nobody measures how many sites a membership has: they were counted with its holders.
    """
    known = store.limit_forecasts
    number = None if limit == "sites" else known.number_of(limit)
    if number is None:
        is_counted = limit == "sites"
        over, unmeasured = (subject.forecast.with_more_sites, 0) if is_counted else (0, subject.forecast.sites)
        return LimitOver(limit, numbers[1], numbers[0], over, exact=not is_counted, is_more=False, newly=0,
                         unmeasured=unmeasured, oldest=None, worst=())  # fmt: skip
    looked = _Looked()
    if subject.is_plan:
        looked = _of_plan(store, subject, number, numbers[1])
    elif subject.forecast.sites <= LOOKED_AT:
        figures, looked_at = known.of_holders(number, subject.forecast.product_id, LOOKED_AT)
        looked = _Looked(figures, rest=0 if looked_at < LOOKED_AT else max(0, subject.forecast.sites - looked_at),
                         unmeasured=looked_at - len(figures))  # fmt: skip
    else:
        looked = _of_all_plans(store, subject, limit, number)
    found, newly, unknown = _exactly(store, subject, limit, looked.figures)
    return LimitOver(
        limit=limit,
        allowed=numbers[1],
        before=numbers[0],
        over=len(found) + unknown + looked.rest,
        exact=looked.rest == unknown == 0 and not looked.is_more,
        is_more=looked.is_more,
        newly=newly,
        unmeasured=looked.unmeasured,
        oldest=min((one.measured_at for one in looked.figures), default=None),
        worst=_named(store, found),
    )


@dataclass(frozen=True, slots=True)
class _Looked:
    """Figures to work out with all that is held; beyond them ``rest`` at most are above, or (``is_more``) more."""

    figures: Sequence[Figure] = ()
    rest: int = 0
    is_more: bool = False
    unmeasured: int | None = None


def _of_plan(store: Store, subject: Subject, number: int, allowed: int) -> _Looked:
    """Look at the worst of a plan's sites, and count the others."""
    known, product_id = store.limit_forecasts, subject.forecast.product_id
    above, of_above = known.above(number, product_id, product_id, allowed, MOST_COUNTED + 1)
    measured, of_measured = known.measured(number, product_id, MOST_COUNTED + 1)
    figures, _ = known.worst(number, product_id, product_id, allowed, EXACT)
    rest = max(0, above - len(figures)) if of_above > EXACT else 0
    unmeasured = max(0, subject.forecast.sites - measured) if of_measured <= MOST_COUNTED else None
    return _Looked(figures, rest, of_above > MOST_COUNTED, unmeasured)


def _of_all_plans(store: Store, subject: Subject, limit: str, number: int) -> _Looked:
    """Look at the worst of a package's sites, plan by plan: those above what their plan and one package would allow.

    What a plan leaves of its share of what is looked at goes to the next ones.
    """
    known, product_id = store.limit_forecasts, subject.forecast.product_id
    bounds = _bounds(store, subject, limit, number)
    figures: list[Figure] = []
    rest, left = 0, LOOKED_AT
    for nth, (plan_id, bound) in enumerate(bounds):
        share = max(1, left // (len(bounds) - nth))
        worst, looked_at = known.worst(number, plan_id, product_id, bound, share)
        if looked_at == share:
            above, of_above = known.above(number, plan_id, product_id, bound, MOST_COUNTED + 1)
            rest += above - len(worst) if of_above <= MOST_COUNTED else subject.forecast.sites
        figures += worst
        left -= looked_at
    return _Looked(figures, max(0, min(rest, subject.forecast.sites - len(figures))))


def _bounds(store: Store, subject: Subject, limit: str, number: int) -> Sequence[tuple[int, int]]:
    """Return the plans of the sites that measured a limit, with what plan and package would allow at least.

    Where a plan cannot be read that is 0; a plan that allows any number is left out.
    """
    plans = store.limit_forecasts.plans_of(number)
    products = store.limit_forecasts.products(plans)
    bounds = []
    for plan_id in plans:
        said = products.get(plan_id, ("", None))[1]
        one = [Package(subject.wanted, 1)]
        bound = 0 if said is None else numbers_of(effective_limits(said, one)).get(limit)
        if bound is not None:
            bounds.append((plan_id, bound))
    return bounds


def _exactly(
    store: Store, subject: Subject, limit: str, figures: Sequence[Figure]
) -> tuple[list[tuple[Figure, int]], int, int]:
    """Return the figures that would be above with everything held, the worst first; and how many are not above now.

    The last is of how many it is not known: their plan cannot be read.
    """
    holders = _holders(store, subject, (one.membership_id for one in figures))
    over, newly, unknown = [], 0, 0
    for one in figures:
        if not holders.hold_it(one.membership_id):
            continue  # its plan is another by now
        numbers = holders.allowed(one.membership_id, limit, one.overrides)
        if numbers is None:
            unknown += 1
            continue
        before, allowed = numbers
        if allowed is None or not _is_above(one.used, before, allowed):
            continue
        over.append((one, allowed))
        newly += before is None or one.used <= before
    return sorted(over, key=lambda found: found[1] - found[0].used), newly, unknown


def _numbers(
    holdings: Mapping[int, int],
    products: Mapping[int, tuple[str, Limitations | None]],
    overrides: Sequence[Limitations],
) -> Mapping[str, int | None] | None:
    """Return how much a membership's holdings allow of each limit on a site; None: not known, for want of its plan.

    A package of which nothing can be read adds nothing, as on its sites.
    """
    plan: Limitations | None = None
    packages = []
    for product_id, quantity in sorted(holdings.items()):
        kind, said = products.get(product_id, ("", None))
        if kind == "plan":
            plan = said
        elif said is not None:
            packages.append(Package(said, quantity))
    return None if plan is None else numbers_of(effective_limits(plan, packages, overrides))


def _named(store: Store, found: Sequence[tuple[Figure, int]]) -> tuple[SiteOver, ...]:
    """Name the worst."""
    worst = found[:NAMED]
    places = store.limit_forecasts.addresses([one.blog_id for one, _ in worst])
    return tuple(SiteOver(one.blog_id, places.get(one.blog_id, ""), one.used, allowed) for one, allowed in worst)
