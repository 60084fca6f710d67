"""The change form: the domain's choices with the words and limits that a person chooses by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from bridge.domain.calendar import Period, Unit
from bridge.domain.catalog import Product
from bridge.domain.eligibility import AddonChoice, PlanChoice, PriceChoice, list_choices
from bridge.domain.refusal import Refusal
from bridge.services.entitlements import limits_of
from bridge.services.facts import MembershipFacts
from bridge.services.pricing import raises_nothing
from bridge.services.quote_view import AddonPriceView, AddonView, ChoicesView, PlanView, PriceView

#: Refusals of a plan that is none of the owner's business: it is left out of their list, not shown and struck.
_NOT_SHOWN = frozenset({"other_group", "inactive", "not_for_sale", "currency_mismatch"})
ONCE = "once"


def choices_view(facts: MembershipFacts, as_of: datetime, *, with_refused: bool) -> ChoicesView:
    """Return the form of a membership; ``with_refused`` tells of plans left out, with their reasons."""
    membership = facts.snapshot.membership
    choices = list_choices(facts.snapshot, as_of)
    return ChoicesView(
        membership_id=membership.id,
        currency=membership.currency,
        current_plan_id=membership.plan_id,
        current_period=membership.period,
        current_addons=membership.addons,
        plans=tuple(_plan(facts, choice) for choice in choices if not _is_left_out(choice)),
        refused_plans=tuple(_plan(facts, choice) for choice in choices if with_refused and _is_left_out(choice)),
    )


def _is_left_out(choice: PlanChoice) -> bool:
    """Tell whether an owner does not see this plan."""
    return not choice.is_current and any(refusal.code in _NOT_SHOWN for refusal in choice.refusals)


def _plan(facts: MembershipFacts, choice: PlanChoice) -> PlanView:
    """Return a plan with its words, and the limits it gives with the packages held that it offers."""
    plan, text = facts.snapshot.products[choice.product_id], facts.texts[choice.product_id]
    held = facts.snapshot.membership.addons
    kept = {product_id: n for product_id, n in held.items() if plan.offers is None or product_id in plan.offers}
    return PlanView(
        product_id=plan.id,
        slug=plan.slug,
        name=plan.name,
        description=text.description,
        features=text.features,
        is_current=choice.is_current,
        refusals=choice.refusals,
        limits=limits_of(facts, plan.id, kept),
        prices=tuple(_price(price) for price in choice.prices),
        addons=tuple(_addon(facts, plan.id, kept, addon) for addon in choice.addons),
    )


def _price(choice: PriceChoice) -> PriceView:
    """Return a period with its price."""
    return PriceView(
        period=choice.period,
        amount_minor=choice.amount_minor,
        kind=choice.kind,
        effective=choice.effective,
        due_now_minor=choice.due_now_minor,
        refusals=choice.refusals,
    )


def _addon(facts: MembershipFacts, plan_id: int, kept: Mapping[int, int], choice: AddonChoice) -> AddonView:
    """Return an add-on with its prices, one for each period of the plan it can be had for.

    A package that raises no limit on this plan is refused with the words for it; who holds it keeps it.
    """
    futile = not choice.refusals and raises_nothing(facts, plan_id, kept, choice.product_id)
    addon: Product = facts.snapshot.products[choice.product_id]
    return AddonView(
        product_id=addon.id,
        slug=addon.slug,
        name=addon.name,
        description=facts.texts[addon.id].description,
        type=addon.type,
        recurring=addon.recurring,
        held=choice.held_quantity,
        prices=tuple(AddonPriceView(_period(name), amount) for name, amount in choice.amounts_minor.items()),
        refusals=(Refusal("adds_nothing", {"product_id": addon.id}),) if futile else choice.refusals,
    )


def _period(name: str) -> Period | None:
    """Read the name of a period, as ``1-month``; a price paid once has none.

    >>> _period("3-month"), _period("once")
    (Period(n=3, unit='month'), None)
    """
    if name == ONCE:
        return None
    n, _, unit = name.partition("-")
    return Period(int(n), cast("Unit", unit))
