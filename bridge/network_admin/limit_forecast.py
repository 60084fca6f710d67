"""What saving other limits of a product would do: asked at once, worked out by the worker, told as far as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from time import monotonic

from pydantic import TypeAdapter

from bridge.errors import LimitsUnknown, ProductUnknown
from bridge.limits.effective import NEVER_REFUSES, Package, effective_limits, numbers_of, strictest
from bridge.limits.modules import Limitations
from bridge.limits.said import UnreadableSaid, compiled, limitations_of
from bridge.people import Actor, require_network_admin
from bridge.ports import Services
from bridge.store.limit_forecasts import Figure, LimitForecast
from bridge.store.product_editing import ProductDocument
from bridge.store.product_limits import LimitsRow
from bridge.store.store import Store

#: How long an answer is told again to who asks the same.
FRESH = timedelta(minutes=10)
KEPT = timedelta(days=1)
#: How many holders a step of the worker counts, and how long it goes on in one round.
HOLDERS_AT_ONCE = 1000
SECONDS = 2.0
#: Sites are counted up to here; beyond it is "more than".
MOST_COUNTED = 1_000_000
#: As many of the worst are worked out with everything that they hold; of a package, so many sites are looked at.
EXACT, LOOKED_AT = 2000, 20_000
NAMED = 10
_NEVER = 2**53 - 1
_LOCKED = {"plugins": "force_inactive_locked", "themes": "not_available"}


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


@dataclass(frozen=True, slots=True)
class LimitForecastAnswer:
    """A forecast as far as it has come; ``done`` false: ``limits`` are still to come.

    ``locked`` names plugins and themes that would be locked: which sites use them nobody has measured.
    """

    id: str
    done: bool
    memberships: int
    sites: int
    limits: tuple[LimitOver, ...] = ()
    locked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What is kept of an answer."""

    limits: tuple[LimitOver, ...] = ()
    locked: tuple[str, ...] = field(default=())


_TOLD = TypeAdapter(Told)


def ask_forecast(services: Services, actor: Actor, product: ProductDocument) -> LimitForecastAnswer:
    """Ask what saving a product's limits would do, or how far the answer has come; nothing is worked out here.

    The same question has one answer: asking again is looking again.

    :raises ProductUnknown: where there is no such product, or nothing of it was ever read.
    :raises LimitsUnknown: where what it says cannot be read, nor anything that it said before.
    """
    require_network_admin(actor)
    at, product_id = services.clock.now(), product.id or 0

    def ask(store: Store) -> LimitForecast:
        row = store.product_limits.find(product_id)
        if row is None:
            raise ProductUnknown(product_id=product_id)
        before = _readable(store, row)
        wanted = before if product.limitations is None else compiled(product.limitations)
        name = sha256(f"{product_id}|{before}|{wanted}".encode()).hexdigest()[:32]
        forecast = LimitForecast(name, product_id, before, wanted)
        store.limit_forecasts.ask(forecast, actor.user_id, at, at - FRESH)
        return store.limit_forecasts.find(name) or forecast

    return _answer(services.database.transaction(ask))


def _readable(store: Store, row: LimitsRow) -> str:
    """Return what a product says, or said last that can be read: that is what holds for its sites."""
    if _is_read(row.limits):
        return row.limits
    for state in store.product_limits.revisions(row.product_id):
        if _is_read(state.limits):
            return state.limits
    raise LimitsUnknown(product_id=row.product_id)


def _is_read(text: str) -> bool:
    try:
        limitations_of(text)
    except UnreadableSaid:
        return False
    return True


def _answer(forecast: LimitForecast) -> LimitForecastAnswer:
    """Return a forecast as far as it has come."""
    told = _TOLD.validate_json(forecast.answer) if forecast.answer else Told()
    done = forecast.answer is not None
    return LimitForecastAnswer(forecast.id, done, forecast.memberships, forecast.sites, told.limits, told.locked)


def go_on(services: Services, seconds: float = SECONDS) -> int:
    """Go on with the forecast that waits longest, for a while; return how many are done by it: 1 or 0.

    One that says what nobody can read any more is taken out, so that the next ones have their turn.
    """
    forecast = services.database.reading(lambda store: store.limit_forecasts.undone())
    if forecast is None:
        return 0
    spoilt = forecast.id
    try:
        before, wanted = limitations_of(forecast.before), limitations_of(forecast.wanted)
    except UnreadableSaid:
        services.database.transaction(lambda store: store.limit_forecasts.drop(spoilt))
        return 0
    is_plan = _is_plan(services, forecast.product_id)
    limits = lowered(before, wanted, is_plan=is_plan)
    until = monotonic() + seconds
    while forecast.after_id >= 0:
        if monotonic() >= until:
            return 0
        forecast = _counted(services, forecast, limits, is_plan=is_plan)
    subject = _Subject(forecast, before, wanted, is_plan)
    found = [_over(services, subject, limit, numbers) for limit, numbers in sorted(limits.items())]
    told = Told(tuple(found), tuple(_locked(before, wanted)))
    at = services.clock.now()
    text = _TOLD.dump_json(told).decode()
    services.database.transaction(lambda store: store.limit_forecasts.finish(forecast.id, text, at, at - KEPT))
    return 1


def lowered(before: Limitations, wanted: Limitations, *, is_plan: bool) -> dict[str, tuple[int | None, int]]:
    """Return the limits of which less would be allowed: what is (None: any number) and what would be.

    A package is compared on the strictest plan that it could be held with: its figures there say how much less it adds.

    >>> lowered({"disk_space": {"limit": 500}}, {"disk_space": {"limit": 100}}, is_plan=True)
    {'disk_space': (500, 100)}
    """
    said = [before, wanted]
    if is_plan:
        old, new = (numbers_of(effective_limits(one)) for one in said)
    else:
        plan = strictest({**wanted, **before})
        old, new = (numbers_of(effective_limits(plan, [Package(one, 1)])) for one in said)
    less = {}
    for name, number in new.items():
        known = old.get(name)
        if number is not None and name not in NEVER_REFUSES and (known is None or number < known):
            less[name] = (known, number)
    return less


def _locked(before: Limitations, wanted: Limitations) -> Iterable[str]:
    """Name plugins and themes that would be locked and are not."""
    old, new = effective_limits(before), effective_limits(wanted)
    for module, word in _LOCKED.items():
        known = old.get(module, {})
        for name, entry in sorted(new.get(module, {}).items()):
            if entry.get("behavior") == word and known.get(name, {}).get("behavior") != word:
                yield f"{module}.{name}"


def _is_plan(services: Services, product_id: int) -> bool:
    known = services.database.reading(lambda store: store.limit_forecasts.products([product_id]))
    return product_id in known and known[product_id][0] == "plan"


def _counted(
    services: Services, forecast: LimitForecast, limits: Mapping[str, tuple[int | None, int]], *, is_plan: bool
) -> LimitForecast:
    """Count a page of holders and put the plan beside their figures right; ``after_id`` -1: all are counted."""
    product_id, after = forecast.product_id, forecast.after_id
    allowed = limits["sites"][1] if is_plan and "sites" in limits else _NEVER

    def count(store: Store) -> LimitForecast:
        last, found = store.limit_forecasts.holders(product_id, after, HOLDERS_AT_ONCE)
        if not found:
            return replace(forecast, after_id=-1)
        sites, more = store.limit_forecasts.sites_of_holders(product_id, after, last, allowed)
        if is_plan:
            store.limit_forecasts.put_plans_right(product_id, after, last)
        come = replace(
            forecast,
            after_id=last,
            memberships=forecast.memberships + found,
            sites=forecast.sites + sites,
            with_more_sites=forecast.with_more_sites + more,
        )
        store.limit_forecasts.come(come)
        return come if found == HOLDERS_AT_ONCE else replace(come, after_id=-1)

    return services.database.transaction(count)


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a forecast is about."""

    forecast: LimitForecast
    before: Limitations
    wanted: Limitations
    is_plan: bool


def _over(services: Services, subject: _Subject, limit: str, numbers: tuple[int | None, int]) -> LimitOver:
    """Work out one limit."""
    if limit == "sites" and subject.is_plan:
        return LimitOver(limit, numbers[1], numbers[0], subject.forecast.with_more_sites, exact=False, is_more=False,
                         newly=0, unmeasured=0, oldest=None, worst=())  # fmt: skip
    return services.database.reading(lambda store: _worked_out(store, subject, limit, numbers))


def _worked_out(store: Store, subject: _Subject, limit: str, numbers: tuple[int | None, int]) -> LimitOver:
    """Count by key, and work out the worst with all that they hold."""
    known, product_id = store.limit_forecasts, subject.forecast.product_id
    number = known.number_of(limit)
    if number is None:
        return LimitOver(limit, numbers[1], numbers[0], 0, exact=True, is_more=False, newly=0,
                         unmeasured=subject.forecast.sites, oldest=None, worst=())  # fmt: skip
    if subject.is_plan:
        above, of_above = known.above(number, product_id, numbers[1], MOST_COUNTED + 1)
        measured, of_measured = known.measured(number, product_id, MOST_COUNTED + 1)
        figures = known.worst(number, product_id, numbers[1], EXACT)
        rest, is_more = max(0, above - len(figures)) if of_above > EXACT else 0, of_above > MOST_COUNTED
        unmeasured = max(0, subject.forecast.sites - measured) if of_measured <= MOST_COUNTED else None
    else:
        figures, looked_at = known.of_holders(number, product_id, LOOKED_AT)
        rest = max(0, subject.forecast.sites - looked_at) if looked_at == LOOKED_AT else 0
        is_more, unmeasured = rest > 0, looked_at - len(figures) if rest == 0 else None
    found, newly, unknown = _exactly(store, subject, limit, figures)
    if is_more and not subject.is_plan and found:
        rest = unknown = 0  # as many at least
    else:
        is_more = is_more and subject.is_plan
    return LimitOver(
        limit=limit,
        allowed=numbers[1],
        before=numbers[0],
        over=len(found) + unknown + rest,
        exact=rest == unknown == 0 and not is_more,
        is_more=is_more,
        newly=newly,
        unmeasured=unmeasured,
        oldest=min((one.measured_at for one in figures), default=None),
        worst=_named(store, found),
    )


def _exactly(
    store: Store, subject: _Subject, limit: str, figures: Sequence[Figure]
) -> tuple[list[tuple[Figure, int]], int, int]:
    """Return the figures that would be above with everything held, the worst first; and how many are not above now.

    The last is of how many it is not known: their plan cannot be read.
    """
    held = store.limit_forecasts.held(sorted({one.membership_id for one in figures}))
    products = dict(store.limit_forecasts.products(sorted({number for held_by in held.values() for number in held_by})))
    product_id = subject.forecast.product_id
    kind = products.get(product_id, ("plan" if subject.is_plan else "package", {}))[0]
    now: dict[int, tuple[str, Limitations | None]] = {**products, product_id: (kind, subject.before)}
    then: dict[int, tuple[str, Limitations | None]] = {**products, product_id: (kind, subject.wanted)}
    over, newly, unknown = [], 0, 0
    for one in figures:
        holdings = held.get(one.membership_id, {})
        if product_id not in holdings:
            continue  # its plan is another by now
        limits = _numbers(holdings, then, one.overrides)
        if limits is None:
            unknown += 1
            continue
        allowed = limits.get(limit)
        if allowed is None or one.used <= allowed:
            continue
        over.append((one, allowed))
        before = (_numbers(holdings, now, one.overrides) or {}).get(limit)
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
