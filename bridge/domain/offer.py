"""The offer that a selection asks for, resolved against the catalog: what is kept, added and dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from bridge.domain.calendar import Period, same_period
from bridge.domain.catalog import Product
from bridge.domain.prices import is_free, is_lifetime
from bridge.domain.snapshot import Selection, Snapshot
from bridge.domain.standing import Standing


@dataclass(frozen=True)
class Offer:
    """A resolved selection beside what is held; ``period`` None where nothing of the offer recurs.

    ``addons`` are the wanted quantities without what the new plan does not offer; ``dropped`` are the held ones that
    the offer no longer contains. Not slotted: comparisons are kept once computed.
    """

    plan: Product
    period: Period | None
    addons: Mapping[int, int]
    held: Mapping[int, int]
    same_plan: bool
    same_period: bool

    @cached_property
    def added(self) -> dict[int, int]:
        """Units asked for beyond what is held."""
        held = self.held
        return {i: n - held.get(i, 0) for i, n in self.addons.items() if n > held.get(i, 0)}

    @cached_property
    def removed(self) -> dict[int, int]:
        """Units held beyond what is asked for."""
        wanted = self.addons
        return {i: n - wanted.get(i, 0) for i, n in self.held.items() if n > wanted.get(i, 0)}

    @cached_property
    def dropped(self) -> frozenset[int]:
        """Add-ons that are held and no longer contained at all."""
        return frozenset(i for i in self.held if i not in self.addons)

    @property
    def keeps_plan(self) -> bool:
        """Tell whether plan and period stay, so that only add-ons can differ."""
        return self.same_plan and self.same_period

    @property
    def is_unchanged(self) -> bool:
        """Tell whether plan, period and add-ons are all what is held."""
        return self.keeps_plan and self.addons == self.held

    @property
    def holds_lifetime(self) -> bool:
        """Tell whether the plan is a lifetime one that is already held: it is not bought again."""
        return self.same_plan and is_lifetime(self.plan)


def resolve(snapshot: Snapshot, selection: Selection, standing: Standing, plan: Product) -> Offer:
    """Resolve what is asked for against what is held and what the chosen plan offers.

    An add-on that is held, but that another plan does not offer, is dropped; asked for anew it stays in the offer,
    for eligibility to refuse.
    """
    membership = snapshot.membership
    held = {i: n for i, n in membership.addons.items() if n > 0}
    same_plan = plan.id == membership.plan_id
    addons = {
        i: n
        for i, n in selection.addons.items()
        if n > 0 and (same_plan or n > held.get(i, 0) or is_offered(plan, snapshot.products.get(i)))
    }
    period = _billing_period(snapshot, selection, plan, addons, standing)
    kept = period is None or standing.period is None or same_period(period, standing.period)
    return Offer(plan, period, addons, held, same_plan, kept if same_plan else same_period(period, standing.period))


def is_offered(plan: Product, addon: Product | None) -> bool:
    """Tell whether a plan offers an add-on: it is active, and the plan lists it or lists none."""
    return (
        addon is not None
        and addon.active
        and addon.type != "plan"
        and (plan.offers is None or addon.id in plan.offers)
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
