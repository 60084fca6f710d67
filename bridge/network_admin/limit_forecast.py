"""What saving other limits of a product would do: asked at once, worked out by the worker, told as far as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from time import monotonic

from pydantic import TypeAdapter

from bridge.errors import LimitsUnknown, ProductUnknown
from bridge.limits.said import UnreadableSaid, compiled, limitations_of
from bridge.network_admin.limit_over import LimitOver, Lowered, Subject, limit_over, locked, lowered, with_more_sites
from bridge.people import Actor, require_network_admin
from bridge.ports import Services
from bridge.store.limit_forecasts import LimitForecast
from bridge.store.product_editing import ProductDocument
from bridge.store.product_limits import LimitsRow
from bridge.store.store import Store

#: How long an answer is told again to who asks the same.
FRESH = timedelta(minutes=10)
KEPT = timedelta(days=1)
#: How many holders a step of the worker counts, and how long it goes on in one round.
HOLDERS_AT_ONCE = 1000
SECONDS = 2.0
#: Answers that were worked out in an earlier way are not told again.
_WAY = 2


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
        name = sha256(f"{_WAY}|{product_id}|{before}|{wanted}".encode()).hexdigest()[:32]
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
        forecast = _counted(services, Subject(forecast, before, wanted, is_plan), limits)
    subject = Subject(forecast, before, wanted, is_plan)
    found = [_over(services, subject, limit, numbers) for limit, numbers in sorted(limits.items())]
    told = Told(tuple(found), tuple(locked(before, wanted)))
    at = services.clock.now()
    text = _TOLD.dump_json(told).decode()
    services.database.transaction(lambda store: store.limit_forecasts.finish(forecast.id, text, at, at - KEPT))
    return 1


def _is_plan(services: Services, product_id: int) -> bool:
    known = services.database.reading(lambda store: store.limit_forecasts.products([product_id]))
    return product_id in known and known[product_id][0] == "plan"


def _over(services: Services, subject: Subject, limit: str, numbers: Lowered) -> LimitOver:
    return services.database.reading(lambda store: limit_over(store, subject, limit, numbers))


def _counted(services: Services, subject: Subject, limits: Mapping[str, Lowered]) -> LimitForecast:
    """Count a page of holders and put the plan beside their figures right; ``after_id`` -1: all are counted."""
    forecast = subject.forecast
    product_id, after = forecast.product_id, forecast.after_id

    def count(store: Store) -> LimitForecast:
        last, found = store.limit_forecasts.holders(product_id, after, HOLDERS_AT_ONCE)
        if not found:
            return replace(forecast, after_id=-1)
        more = with_more_sites(store, subject, after, last, limits["sites"][1]) if "sites" in limits else 0
        store.limit_forecasts.put_plans_right(product_id, after, last)
        come = replace(
            forecast,
            after_id=last,
            memberships=forecast.memberships + found,
            sites=forecast.sites + store.limit_forecasts.sites_of_holders(product_id, after, last),
            with_more_sites=forecast.with_more_sites + more,
        )
        store.limit_forecasts.come(come)
        return come if found == HOLDERS_AT_ONCE else replace(come, after_id=-1)

    return services.database.transaction(count)
