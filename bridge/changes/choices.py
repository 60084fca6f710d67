"""The change form: which plans may be chosen, with prices, and why not the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NotRequired, cast

from typing_extensions import TypedDict

from bridge.limits.effective import effective_limits
from bridge.pricing import choices
from bridge.pricing.calendar import Period, Unit
from bridge.pricing.catalog import Product
from bridge.pricing.choices import list_choices
from bridge.pricing.refusal import Refusal
from bridge.quotas.materialise import limits_of
from bridge.store.memberships import MembershipFacts
from bridge.store.quotes import Limits
from bridge.web import encoding
from bridge.web.encoding import ChangeKind, Currency, Instant, Money, instant_or_none, money, period, present_refusals

#: Refusals of a plan that is none of the owner's business: it is left out of their list, not shown and struck.
_NOT_SHOWN = frozenset({"other_group", "inactive", "not_for_sale", "currency_mismatch"})
ONCE = "once"


@dataclass(frozen=True, slots=True)
class PriceView:
    """A period of a plan with its list price, and what choosing it would be; ``period`` None: nothing recurs.

    ``effective`` None is at once. ``kind`` and ``due_now_minor`` are None where it is refused.
    """

    period: Period | None
    amount_minor: int
    kind: str | None
    effective: datetime | None
    due_now_minor: int | None
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class AddonPriceView:
    """What one of an add-on costs for a period."""

    period: Period | None
    amount_minor: int


@dataclass(frozen=True, slots=True)
class AddonView:
    """A package or service offered with a plan."""

    product_id: int
    slug: str
    name: str
    description: str
    type: str
    recurring: bool
    held: int
    prices: tuple[AddonPriceView, ...]
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan of the change form with everything needed to choose it."""

    product_id: int
    slug: str
    name: str
    description: str
    features: tuple[str, ...]
    is_current: bool
    refusals: tuple[Refusal, ...]
    limits: Limits
    prices: tuple[PriceView, ...]
    addons: tuple[AddonView, ...]


@dataclass(frozen=True, slots=True)
class ChoicesView:
    """The change form: what is held, the plans to choose from, and (network admins only) those refused and why."""

    membership_id: int
    currency: str
    current_plan_id: int
    current_period: Period | None
    current_addons: Mapping[int, int]
    plans: tuple[PlanView, ...]
    refused_plans: tuple[PlanView, ...] = field(default=())


def raises_nothing(facts: MembershipFacts, plan_id: int, addons: Mapping[int, int], product_id: int) -> bool:
    """Tell whether one more of a package changes no limit: what it adds to is unlimited, or not limited by the plan.

    A package that says nothing of limits is bought for something else.
    """
    if not facts.limitations.get(product_id):
        return False
    more = {**addons, product_id: addons.get(product_id, 0) + 1}
    said = effective_limits({}, [], [facts.limitations[product_id]])
    return bool(said) and limits_of(facts, plan_id, more) == limits_of(facts, plan_id, addons)


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


def _is_left_out(choice: choices.PlanChoice) -> bool:
    """Tell whether an owner does not see this plan."""
    return not choice.is_current and any(refusal.code in _NOT_SHOWN for refusal in choice.refusals)


def _plan(facts: MembershipFacts, choice: choices.PlanChoice) -> PlanView:
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


def _price(choice: choices.PriceChoice) -> PriceView:
    """Return a period with its price."""
    return PriceView(
        period=choice.period,
        amount_minor=choice.amount_minor,
        kind=choice.kind,
        effective=choice.effective,
        due_now_minor=choice.due_now_minor,
        refusals=choice.refusals,
    )


def _addon(facts: MembershipFacts, plan_id: int, kept: Mapping[int, int], choice: choices.AddonChoice) -> AddonView:
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


class Held(TypedDict):
    """What the membership holds now; add-ons as ``{product id: quantity}``."""

    plan_id: int
    period: encoding.Period | None
    addons: dict[str, int]


class PriceChoice(TypedDict):
    """One period of a plan; ``effective`` null: at once. Refused: ``kind`` and ``due_now`` are null."""

    period: encoding.Period | None
    amount: Money
    kind: ChangeKind | None
    effective: Instant | None
    due_now: Money | None
    refusals: list[encoding.Refusal]


class AddonPrice(TypedDict):
    """What one of an add-on costs for a period."""

    period: encoding.Period | None
    amount: Money


class AddonChoice(TypedDict):
    """A package or service offered with a plan."""

    product_id: int
    slug: str
    name: str
    description: str
    type: str
    recurring: bool
    held: int
    prices: list[AddonPrice]
    refusals: list[encoding.Refusal]


class PlanChoice(TypedDict):
    """A plan of the change form."""

    product_id: int
    slug: str
    name: str
    description: str
    features: list[str]
    is_current: bool
    refusals: list[encoding.Refusal]
    limits: encoding.Limits
    prices: list[PriceChoice]
    addons: list[AddonChoice]


class ChoicesAnswer(TypedDict):
    """The change form; network admins also see the plans refused altogether, and why.

    ``is_copy``: this database is a copy, nothing can be bought.
    """

    membership_id: int
    currency: Currency
    current: Held
    plans: list[PlanChoice]
    is_copy: bool
    refused_plans: NotRequired[list[PlanChoice]]


def present_choices(choices: ChoicesView, locale: str, *, is_copy: bool) -> ChoicesAnswer:
    """Return the change form; plans refused altogether only where the use case tells them."""
    currency = choices.currency
    answer: ChoicesAnswer = {
        "membership_id": choices.membership_id,
        "currency": currency,
        "current": {
            "plan_id": choices.current_plan_id,
            "period": period(choices.current_period),
            "addons": {str(product_id): n for product_id, n in choices.current_addons.items()},
        },
        "plans": [_present_plan(plan, currency, locale) for plan in choices.plans],
        "is_copy": is_copy,
    }
    if choices.refused_plans:
        answer["refused_plans"] = [_present_plan(plan, currency, locale) for plan in choices.refused_plans]
    return answer


def _present_plan(plan: PlanView, currency: str, locale: str) -> PlanChoice:
    """Return a plan of the form."""
    return {
        "product_id": plan.product_id,
        "slug": plan.slug,
        "name": plan.name,
        "description": plan.description,
        "features": list(plan.features),
        "is_current": plan.is_current,
        "refusals": present_refusals(plan.refusals, currency, locale),
        "limits": dict(plan.limits),
        "prices": [_present_price(price, currency, locale) for price in plan.prices],
        "addons": [_present_addon(addon, currency, locale) for addon in plan.addons],
    }


def _present_price(price: PriceView, currency: str, locale: str) -> PriceChoice:
    """Return one period of a plan."""
    due = price.due_now_minor
    return {
        "period": period(price.period),
        "amount": money(price.amount_minor, currency, locale),
        "kind": price.kind,  # type: ignore[typeddict-item]  # the use case keeps the domain's kinds as text
        "effective": instant_or_none(price.effective),
        "due_now": None if due is None else money(due, currency, locale),
        "refusals": present_refusals(price.refusals, currency, locale),
    }


def _present_addon(addon: AddonView, currency: str, locale: str) -> AddonChoice:
    """Return an add-on offered with a plan."""
    return {
        "product_id": addon.product_id,
        "slug": addon.slug,
        "name": addon.name,
        "description": addon.description,
        "type": addon.type,
        "recurring": addon.recurring,
        "held": addon.held,
        "prices": [
            {"period": period(price.period), "amount": money(price.amount_minor, currency, locale)}
            for price in addon.prices
        ],
        "refusals": present_refusals(addon.refusals, currency, locale),
    }
