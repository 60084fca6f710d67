"""Who can go where: the map of plans that the network admin sees, and the traps in a catalog."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from bridge.pricing.calendar import CALENDAR_MONTH, LEGACY_MONTH, Period
from bridge.pricing.catalog import Product, is_free, is_lifetime, list_price, listed_periods
from bridge.pricing.choices import in_order
from bridge.pricing.offer import Comparison, which_costs_more
from bridge.pricing.price import Candidate, group_name, plan_refusals, refuses_direction
from bridge.pricing.quote import ChangeKind
from bridge.pricing.refusal import NotKnown, RefusalCode
from bridge.pricing.snapshot import Settings


@dataclass(frozen=True, slots=True)
class MapEntry:
    """One ordered pair of plans: the refusal codes, or when the move takes effect."""

    from_id: int
    to_id: int
    refusals: tuple[RefusalCode, ...]
    kind: ChangeKind | None
    timing: Literal["now", "term_end"] | None


TrapCode = Literal["group_of_one", "plan_nobody_can_leave", "period_of_one", "two_currencies"]


@dataclass(frozen=True, slots=True)
class Trap:
    """A warning about the catalog: its code, the plan group and the plans it concerns, the period if one."""

    code: TrapCode
    group: str
    product_ids: tuple[int, ...]
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class ExplainMap:
    """Who can go where, for the admin's Up & Downgrades tab."""

    entries: tuple[MapEntry, ...]
    warnings: tuple[Trap, ...]


def explain_map(products: Mapping[int, Product], settings: Settings) -> ExplainMap:
    """Return for each ordered pair of plans whether and when one may go, and the catalog's traps.

    The member is taken to be inside a paid term of the first plan's own period, and to keep it where the second plan
    has it too. A minimum term is not part of the map: it passes.
    """
    plans = in_order(product for product in products.values() if stands_in_map(product))
    entries = tuple(_entry(held, plan, settings) for held in plans for plan in plans if held.id != plan.id)
    return ExplainMap(entries, tuple(_traps(plans, entries)))


def stands_in_map(product: Product) -> bool:
    """Tell whether a product is a plan of its own, and no price of another one."""
    return product.type == "plan" and product.price_of is None


def _entry(held: Product, plan: Product, settings: Settings) -> MapEntry:
    case = Candidate(settings, held, plan, held.currency)
    codes: tuple[RefusalCode, ...] = tuple(refusal.code for refusal in plan_refusals(case))
    if codes:
        return MapEntry(held.id, plan.id, codes, None, None)
    try:
        kind = kind_between(held, plan, settings)
    except NotKnown as unknown:
        return MapEntry(held.id, plan.id, (unknown.refusal.code,), None, None)
    if refuses_direction(held, kind):
        return MapEntry(held.id, plan.id, ("direction",), kind, None)
    return MapEntry(held.id, plan.id, (), kind, _timing(held, kind, settings))


def kind_between(held: Product, plan: Product, settings: Settings) -> ChangeKind:
    """Return what a change from one plan's own period to another plan is, apart from any membership."""
    if is_free(held) or is_free(plan):
        return "crossgrade" if is_free(held) and is_free(plan) else "upgrade" if is_free(held) else "downgrade"
    if is_lifetime(held) or is_lifetime(plan):
        return "upgrade" if is_lifetime(plan) else "downgrade"
    period = held.period if list_price(plan, held.period, held.currency) is not None else plan.period
    month = LEGACY_MONTH if settings.proration == "legacy_day" else CALENDAR_MONTH
    sign = which_costs_more(Comparison(held, held.period, held.amount, plan, period, held.currency, month))
    return "upgrade" if sign > 0 else "downgrade" if sign < 0 else "crossgrade"


def _timing(held: Product, kind: ChangeKind, settings: Settings) -> Literal["now", "term_end"]:
    waits = kind == "downgrade" and settings.downgrade == "term_end" and not is_lifetime(held)
    return "term_end" if waits else "now"


def _traps(plans: list[Product], entries: tuple[MapEntry, ...]) -> Iterator[Trap]:
    groups: dict[str, list[Product]] = defaultdict(list)
    for plan in plans:
        if plan.active and group_name(plan.group):
            groups[group_name(plan.group)].append(plan)
    for members in groups.values():
        yield from _group_traps(members)
    leads_out = {entry.from_id for entry in entries if not entry.refusals}
    for plan in plans:
        if plan.active and plan.id not in leads_out:
            yield Trap("plan_nobody_can_leave", plan.group.strip(), (plan.id,))


def _group_traps(members: list[Product]) -> Iterator[Trap]:
    name, ids = members[0].group.strip(), tuple(plan.id for plan in members)
    if len(members) == 1:
        yield Trap("group_of_one", name, ids)
    if len({plan.currency for plan in members}) > 1:
        yield Trap("two_currencies", name, ids)
    sellers: dict[tuple[int, int], list[int]] = defaultdict(list)
    named: dict[tuple[int, int], Period] = {}
    billed = [plan for plan in members if plan.recurring and not is_free(plan)]
    for plan in billed:
        for period, _ in listed_periods(plan, plan.currency):
            if period is not None:
                named.setdefault(period.length, period)
                sellers[period.length].append(plan.id)
    for size, found in sellers.items():
        if len(found) == 1 and len(billed) > 1:
            yield Trap("period_of_one", name, tuple(found), named[size])
