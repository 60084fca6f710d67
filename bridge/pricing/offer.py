"""The offer that a selection asks for, resolved against the catalog: what is kept, added and dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bridge.pricing.calendar import Period, same_period
from bridge.pricing.catalog import Product, is_free, is_lifetime
from bridge.pricing.snapshot import Selection, Snapshot
from bridge.pricing.standing import Standing


@dataclass(frozen=True, slots=True)
class Offer:
    """A resolved selection beside what is held; ``period`` None where nothing of the offer recurs.

    ``addons`` are the wanted quantities without what the new plan does not offer. ``added`` are units beyond what is
    held, ``removed`` units held beyond what is wanted, ``dropped`` the add-ons that are not contained at all any more.
    """

    plan: Product
    period: Period | None
    addons: Mapping[int, int]
    held: Mapping[int, int]
    added: Mapping[int, int]
    removed: Mapping[int, int]
    dropped: frozenset[int]
    same_plan: bool
    same_period: bool

    @property
    def keeps_plan(self) -> bool:
        """Tell whether plan and period stay, so that only add-ons can differ."""
        return self.same_plan and self.same_period

    @property
    def is_unchanged(self) -> bool:
        """Tell whether plan, period and add-ons are all what is held."""
        return self.same_plan and self.same_period and not self.added and not self.removed

    @property
    def holds_lifetime(self) -> bool:
        """Tell whether the plan is a lifetime one that is already held: it is not bought again."""
        return self.same_plan and is_lifetime(self.plan)


def resolve(snapshot: Snapshot, selection: Selection, standing: Standing, plan: Product) -> Offer:
    """Resolve what is asked for against what is held and what the chosen plan offers.

    An add-on that is held, but that the plan does not offer, is dropped where the plan or its period changes; asked
    for anew it stays in the offer, for eligibility to refuse.
    """
    membership = snapshot.membership
    held = {i: n for i, n in membership.addons.items() if n > 0}
    wanted = {i: n for i, n in selection.addons.items() if n > 0}
    same_plan = plan.id == membership.plan_id
    if not (same_plan and _is_kept(_billing_period(snapshot, selection, plan, wanted, standing), standing)):
        wanted = {i: n for i, n in wanted.items() if n > held.get(i, 0) or is_offered(plan, snapshot.products.get(i))}
    period = _billing_period(snapshot, selection, plan, wanted, standing)
    return Offer(
        plan=plan,
        period=period,
        addons=wanted,
        held=held,
        added=_beyond(wanted, held),
        removed=_beyond(held, wanted),
        dropped=frozenset(i for i in held if i not in wanted),
        same_plan=same_plan,
        same_period=_is_kept(period, standing) if same_plan else same_period(period, standing.period),
    )


def _is_kept(period: Period | None, standing: Standing) -> bool:
    """Tell whether a kept plan keeps its period; beside one without its own, a period comes or goes with add-ons."""
    return period is None or standing.period is None or same_period(period, standing.period)


def _beyond(one: Mapping[int, int], other: Mapping[int, int]) -> dict[int, int]:
    """Return the units of one set that the other does not hold."""
    return {i: n - other.get(i, 0) for i, n in one.items() if n > other.get(i, 0)}


def is_offered(plan: Product, addon: Product | None) -> bool:
    """Tell whether a plan offers an add-on: it is active, and the plan lists it or lists none."""
    return (
        addon is not None and addon.active and addon.type != "plan" and (plan.offers is None or addon.id in plan.offers)
    )


def _billing_period(
    snapshot: Snapshot, selection: Selection, plan: Product, addons: Mapping[int, int], standing: Standing
) -> Period | None:
    if plan.recurring and not is_free(plan):
        return selection.period or plan.period
    recurring = [snapshot.products[i] for i in addons if i in snapshot.products and snapshot.products[i].recurring]
    if not recurring:
        return None
    return selection.period or standing.period or recurring[0].period
