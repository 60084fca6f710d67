"""The change form: which plans may be chosen, with prices, and why not the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from bridge.changes.lines import Currency
from bridge.changes.view import PendingElsewhere, pending_elsewhere
from bridge.limits.effective import is_about_limits, same_for_holder
from bridge.pricing import choices
from bridge.pricing.calendar import Period, Unit
from bridge.pricing.catalog import Product
from bridge.pricing.choices import list_choices
from bridge.pricing.money import Money
from bridge.pricing.quote import ChangeKind
from bridge.pricing.refusal import Refusal
from bridge.quotas.materialise import limits_of
from bridge.store.memberships import MembershipFacts
from bridge.store.quotes import Limits

#: Refusals of a plan that is none of the owner's business: it is left out of their list, not shown and struck.
_NOT_SHOWN = frozenset({"other_group", "inactive", "not_for_sale", "currency_mismatch"})
ONCE = "once"
#: Of a package of which the second has no effect the third has none, and so on.
_ENOUGH_TO_TELL = 2


@dataclass(frozen=True, slots=True)
class Held:
    """What the membership holds now; add-ons as ``{product id: quantity}``."""

    plan_id: int
    period: Period | None
    addons: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class PriceChoice:
    """One period of a plan; ``period`` null: nothing recurs; ``effective`` null: at once.

    Refused: ``kind`` and ``due_now`` are null.
    """

    period: Period | None
    amount: Money
    kind: ChangeKind | None
    effective: datetime | None
    due_now: Money | None
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class AddonPrice:
    """What one of an add-on costs for a period."""

    period: Period | None
    amount: Money


@dataclass(frozen=True, slots=True)
class AddonChoice:
    """A package or service offered with a plan; ``most`` is how many raise a limit, null where each one does."""

    product_id: int
    slug: str
    name: str
    description: str
    type: str
    recurring: bool
    held: int
    most: int | None
    prices: tuple[AddonPrice, ...]
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class PlanChoice:
    """A plan of the change form."""

    product_id: int
    slug: str
    name: str
    description: str
    features: tuple[str, ...]
    is_current: bool
    refusals: tuple[Refusal, ...]
    limits: Limits
    prices: tuple[PriceChoice, ...]
    addons: tuple[AddonChoice, ...]


@dataclass(frozen=True, slots=True)
class ChoicesAnswer:
    """The change form; network admins also see the plans refused altogether, and why.

    ``is_copy``: this database is a copy, nothing can be bought. ``obstacle`` is what keeps everything from being bought
    that moves money, None: nothing does; each price that it keeps has the same code among its refusals. Of
    ``sold_elsewhere`` none has: prices can be looked at, and nothing ordered.
    """

    membership_id: int
    currency: Currency
    current: Held
    plans: tuple[PlanChoice, ...]
    is_copy: bool
    obstacle: Refusal | None
    pending_elsewhere: PendingElsewhere
    refused_plans: tuple[PlanChoice, ...] = ()


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
        _adds_nothing(facts, product_id, most)
        for product_id, most in sorted(with_effect(facts, plan_id, addons).items())
    )


def _adds_nothing(facts: MembershipFacts, product_id: int, most: int) -> Refusal:
    """Return the refusal of a package, or of more than ``most`` of it."""
    params = {"product_id": product_id, "name": facts.snapshot.products[product_id].name, "most": most}
    return Refusal("more_adds_nothing" if most else "adds_nothing", params)


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


def choices_told(facts: MembershipFacts, as_of: datetime, *, with_refused: bool, is_copy: bool) -> ChoicesAnswer:
    """Return the form of a membership; ``with_refused`` tells of plans left out, with their reasons."""
    membership = facts.snapshot.membership
    listed = list_choices(facts.snapshot, as_of)
    return ChoicesAnswer(
        membership_id=membership.id,
        currency=membership.currency,
        current=Held(membership.plan_id, membership.period, membership.addons),
        plans=tuple(_plan(facts, choice) for choice in listed if not _is_left_out(choice)),
        is_copy=is_copy,
        obstacle=Refusal("sold_elsewhere") if facts.settings.is_sold_elsewhere else _obstacle(facts),
        pending_elsewhere=pending_elsewhere(facts),
        refused_plans=tuple(_plan(facts, choice) for choice in listed if with_refused and _is_left_out(choice)),
    )


def _obstacle(facts: MembershipFacts) -> Refusal | None:
    """Return why nothing can be bought that moves money: a live subscription at a provider would not charge it."""
    return Refusal("billed_elsewhere", {"gateway": facts.gateway}) if facts.billed_elsewhere else None


def _kept_from(facts: MembershipFacts, choice: choices.PriceChoice) -> tuple[Refusal, ...]:
    """Return the refusals of a price, the obstacle among them where choosing it would move money now or later."""
    obstacle = _obstacle(facts)
    if obstacle is None or choice.refusals or choice.kind == "none":
        return choice.refusals
    moves = choice.due_now_minor or choice.amount_minor != facts.snapshot.membership.amount
    return (obstacle,) if moves else ()


def _addon_refusals(facts: MembershipFacts, choice: choices.AddonChoice) -> tuple[Refusal, ...]:
    """Return the refusals of an add-on, the obstacle where it costs something."""
    obstacle = _obstacle(facts)
    costs = any(choice.amounts_minor.values())
    return choice.refusals if choice.refusals or obstacle is None or not costs else (obstacle,)


def _is_left_out(choice: choices.PlanChoice) -> bool:
    """Tell whether an owner does not see this plan."""
    return not choice.is_current and any(refusal.code in _NOT_SHOWN for refusal in choice.refusals)


def _plan(facts: MembershipFacts, choice: choices.PlanChoice) -> PlanChoice:
    """Return a plan with its words, and the limits it gives with the packages held that it offers."""
    plan, text = facts.snapshot.products[choice.product_id], facts.texts[choice.product_id]
    held = facts.snapshot.membership.addons
    kept = {product_id: n for product_id, n in held.items() if plan.offers is None or product_id in plan.offers}
    return PlanChoice(
        product_id=plan.id,
        slug=plan.slug,
        name=plan.name,
        description=text.description,
        features=text.features,
        is_current=choice.is_current,
        refusals=choice.refusals,
        limits=limits_of(facts, plan.id, kept),
        prices=tuple(_price(facts, price) for price in choice.prices),
        addons=tuple(_addon(facts, plan.id, kept, addon) for addon in choice.addons),
    )


def _price(facts: MembershipFacts, choice: choices.PriceChoice) -> PriceChoice:
    """Return a period with its price."""
    currency, refusals = facts.snapshot.membership.currency, _kept_from(facts, choice)
    shut = bool(refusals)
    return PriceChoice(
        period=choice.period,
        amount=Money(choice.amount_minor, currency),
        kind=None if shut else choice.kind,
        effective=choice.effective,
        due_now=None if shut or choice.due_now_minor is None else Money(choice.due_now_minor, currency),
        refusals=refusals,
    )


def _addon(facts: MembershipFacts, plan_id: int, kept: Mapping[int, int], choice: choices.AddonChoice) -> AddonChoice:
    """Return an add-on with its prices, one for each period of the plan it can be had for.

    A package of which one more raises no limit of this plan is refused with the words for it; who holds it keeps it.
    """
    more = {**kept, choice.product_id: choice.held_quantity + _ENOUGH_TO_TELL}
    most = None if choice.refusals else with_effect(facts, plan_id, more).get(choice.product_id)
    addon: Product = facts.snapshot.products[choice.product_id]
    currency = facts.snapshot.membership.currency
    return AddonChoice(
        product_id=addon.id,
        slug=addon.slug,
        name=addon.name,
        description=facts.texts[addon.id].description,
        type=addon.type,
        recurring=addon.recurring,
        held=choice.held_quantity,
        most=most,
        prices=tuple(
            AddonPrice(_period(name), Money(amount, currency)) for name, amount in choice.amounts_minor.items()
        ),
        refusals=(_adds_nothing(facts, addon.id, most),)
        if most is not None and most <= choice.held_quantity
        else _addon_refusals(facts, choice),
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
