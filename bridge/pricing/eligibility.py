"""May it be chosen? The ordered tables of cases that give a refusal."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from bridge.pricing.calendar import add_period
from bridge.pricing.catalog import Product, addon_price, is_free, is_unreadable, list_price, listed_periods, sold_in
from bridge.pricing.draft import effective_at
from bridge.pricing.kind import Move
from bridge.pricing.membership import Membership
from bridge.pricing.offer import Offer, is_offered
from bridge.pricing.quote import ChangeKind
from bridge.pricing.refusal import Refusal, RefusalCode
from bridge.pricing.snapshot import Settings, Snapshot

_NO_LIST_PRICE = ("contact_us", "pay_what_you_want")
_SHRINKING: tuple[ChangeKind, ...] = ("downgrade", "removal")
_ONE_WAY = {"upgrade_only": "downgrade", "downgrade_only": "upgrade"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A plan beside the one held (None: its row is gone)."""

    settings: Settings
    held: Product | None
    plan: Product
    currency: str

    @property
    def is_held(self) -> bool:
        """Tell whether it is the plan that is held."""
        return self.held is not None and self.held.id == self.plan.id


def is_inactive(case: Candidate) -> bool:
    """The plan is not active."""
    return not case.plan.active


def is_in_another_currency(case: Candidate) -> bool:
    """The plan has no price in the membership's currency."""
    return not sold_in(case.plan, case.currency)


def is_of_another_group(case: Candidate) -> bool:
    """The plan is not of the held plan's group; what an ungrouped plan may become is a setting."""
    if case.is_held:
        return False
    group = group_name(case.held.group) if case.held else ""
    if group:
        return group_name(case.plan.group) != group
    if case.settings.ungrouped == "all":
        return False
    return case.settings.ungrouped == "none" or group_name(case.plan.group) != ""


def is_not_for_sale(case: Candidate) -> bool:
    """The product is no plan, has no list price, or is hidden (who holds a hidden plan keeps it)."""
    plan = case.plan
    return plan.type != "plan" or plan.pricing_type in _NO_LIST_PRICE or (plan.rules.hidden and not case.is_held)


def has_no_known_price(case: Candidate) -> bool:
    """Every price of the plan in the membership's currency is unreadable: nobody knows what it costs."""
    plan, currency = case.plan, case.currency
    return not (is_free(plan) or listed_periods(plan, currency)) and sold_in(plan, currency)


PLAN_CASES: tuple[tuple[Callable[[Candidate], bool], RefusalCode], ...] = (
    (is_inactive, "inactive"),
    (is_in_another_currency, "currency_mismatch"),
    (is_of_another_group, "other_group"),
    (is_not_for_sale, "not_for_sale"),
    (has_no_known_price, "price_unknown"),
)


def group_name(group: str) -> str:
    """Return a plan group as it is compared: trimmed, and without case, as WordPress' collations compare text.

    The one place where this is decided.

    >>> group_name(" High End ") == group_name("high end")
    True
    """
    return group.strip().casefold()


def plan_refusals(case: Candidate) -> tuple[Refusal, ...]:
    """Return why a plan may not be chosen at all."""
    plan = case.plan
    return tuple(Refusal(code, {"product_id": plan.id}) for holds, code in PLAN_CASES if holds(case))


def offer_refusals(move: Move, *, new_term: bool) -> tuple[Refusal, ...]:
    """Return what of the offer cannot be sold: a plan's period, add-ons that are not offered or not priced."""
    snapshot, offer = move.snapshot, move.offer
    found = []
    if new_term and _lacks_period(snapshot, offer):
        found.append(_no_price(snapshot, offer, offer.plan))
    for product_id in sorted(offer.addons):
        found += _addon_refusals(move, product_id, new_term=new_term)
    return tuple(found)


def rule_refusals(move: Move, kind: ChangeKind, as_of: datetime, exceeded: Collection[str] = ()) -> tuple[Refusal, ...]:
    """Return what the rules of the plan that is left, and the limits in use, refuse."""
    found = list(_leaving_refusals(move, kind, as_of)) if not move.offer.same_plan else []
    if exceeded and kind in _SHRINKING and move.snapshot.settings.over_limit == "refuse":
        found.append(Refusal("over_limit", {"limits": sorted(exceeded)}))
    return tuple(found)


def refuses_direction(product: Product, kind: ChangeKind) -> bool:
    """Tell whether a plan's rule forbids leaving it this way; crossgrade and reactivation pass both directions."""
    direction = product.rules.direction
    return direction == "closed" or _ONE_WAY.get(direction) == kind


def taken_at(membership: Membership) -> datetime | None:
    """Return when the present plan was taken: as stored, else told from the lines, else the membership's creation."""
    if membership.plan_since is not None:
        return membership.plan_since
    lines = [line for line in membership.settled_lines or () if line.type == "plan"]
    others = [line.start for line in lines if line.product_id != membership.plan_id]
    own = [line.start for line in lines if line.product_id == membership.plan_id]
    if others and own:
        return min((start for start in own if start >= max(others)), default=min(own))
    known = [*own, *([membership.date_created] if membership.date_created else [])]
    return min(known, default=membership.date_renewed)


def _leaving_refusals(move: Move, kind: ChangeKind, as_of: datetime) -> Iterator[Refusal]:
    held = move.standing.plan
    if held is None:
        return
    if refuses_direction(held, kind):
        yield Refusal("direction", {"product_id": held.id, "direction": held.rules.direction})
    minimum = None if _is_tried_out(move) else held.rules.minimum_term
    since = taken_at(move.snapshot.membership) if minimum else None
    if since is None or minimum is None:
        return
    until = add_period(since, minimum)
    if (effective_at(move, kind, as_of) or as_of) < until:
        yield Refusal("minimum_term", {"product_id": held.id, "until": f"{until.isoformat()}Z"})


def _is_tried_out(move: Move) -> bool:
    """Tell whether nobody has taken the plan for good: a trial, or an order that was not paid, has no minimum term."""
    return move.standing.trial_end is not None or move.snapshot.membership.status in ("trialing", "pending")


def _lacks_period(snapshot: Snapshot, offer: Offer) -> bool:
    plan = offer.plan
    if is_free(plan) or (offer.holds_lifetime and not plan.recurring):
        return False
    return list_price(plan, offer.period, snapshot.membership.currency) is None


def _addon_refusals(move: Move, product_id: int, *, new_term: bool) -> Iterator[Refusal]:
    snapshot, offer = move.snapshot, move.offer
    product, is_added = snapshot.products.get(product_id), product_id in offer.added
    if product is None or (is_added and not is_offered(offer.plan, product)):
        if is_added or new_term:
            yield Refusal("addon_not_offered", {"product_id": product_id})
        return
    if not is_added and not (new_term and product.recurring):
        return
    if not sold_in(product, snapshot.membership.currency):
        yield Refusal("currency_mismatch", {"product_id": product_id})
    elif product.pricing_type in _NO_LIST_PRICE:
        yield Refusal("not_for_sale", {"product_id": product_id})
    elif _addon_lacks_price(snapshot, offer, product, move):
        yield _no_price(snapshot, offer, product)


def _addon_lacks_price(snapshot: Snapshot, offer: Offer, product: Product, move: Move) -> bool:
    period = offer.period if offer.period is not None else move.standing.period
    currency = snapshot.membership.currency
    return addon_price(product, period, currency, own_amount=move.is_legacy) is None


def _no_price(snapshot: Snapshot, offer: Offer, product: Product) -> Refusal:
    if is_unreadable(product, offer.period, snapshot.membership.currency):
        return Refusal("price_unknown", {"product_id": product.id})
    return Refusal("period_unavailable", {"product_id": product.id, "period": str(offer.period)})
