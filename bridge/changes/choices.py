"""The change form: which plans may be chosen, with prices, and why not the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from bridge.changes.quoting import seen
from bridge.changes.view import Currency, PendingElsewhere, pending_elsewhere
from bridge.limits.effective import When
from bridge.people import Actor
from bridge.ports import Services
from bridge.pricing import choices
from bridge.pricing.calendar import Period, Unit
from bridge.pricing.catalog import Product, is_free, is_lifetime
from bridge.pricing.money import Money
from bridge.pricing.quote import Billings, ChangeKind
from bridge.pricing.refusal import Refusal
from bridge.pricing.snapshot import OVER_SETTINGS
from bridge.quotas.materialise import VoidLimit, adds_nothing, held_limits, limits_of, voided, with_effect
from bridge.store.memberships import MembershipFacts
from bridge.store.quotes import Limits

#: Refusals of a plan that is none of the owner's business: it is left out of their list, not shown and struck.
_NOT_SHOWN = frozenset({"other_group", "inactive", "not_for_sale", "currency_mismatch"})
ONCE = "once"
#: Of a package of which the second has no effect the third has none, and so on.
_ENOUGH_TO_TELL = 2
#: As many different words of sites' own are worked out under each plan.
_WORDS_TOLD = 100


@dataclass(frozen=True, slots=True)
class Held:
    """What the membership holds now, with what that allows; add-ons as ``{product id: quantity}``."""

    plan_id: int
    period: Period | None
    addons: Mapping[int, int]
    limits: Limits


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
    """A plan of the change form; ``billings``: how often it is billed, null: until it is cancelled.

    ``void`` is what it would raise and does not, since a value of the membership's or a site's own stands in its place.
    """

    product_id: int
    slug: str
    name: str
    description: str
    features: tuple[str, ...]
    is_current: bool
    refusals: tuple[Refusal, ...]
    limits: Limits
    void: tuple[VoidLimit, ...]
    billings: Billings | None
    prices: tuple[PriceChoice, ...]
    addons: tuple[AddonChoice, ...]


@dataclass(frozen=True, slots=True)
class OwnSites:
    """Sites that say the same of their own, with their limits where they are not the membership's; null: none is set.

    ``held`` are those of what it holds now, ``under`` those of each plan that is listed, by its id.
    """

    blog_ids: tuple[int, ...]
    held: Limits
    under: Mapping[int, Limits]


@dataclass(frozen=True, slots=True)
class ChoicesAnswer:
    """The change form; network admins also see the plans refused altogether, and why.

    ``is_copy``: this database is a copy, nothing can be bought. ``obstacle`` is what keeps everything from being bought
    that moves money, None: nothing does; each price that it keeps has the same code among its refusals. Of
    ``sold_elsewhere`` none has: prices can be looked at, and nothing ordered. ``over`` is what becomes of a change to
    less than is used, by the module of a limit, ``grace_days`` how long what held before goes on where it is ``grace``.
    ``own_sites`` are those with limits of their own, ``own_untold`` those of which they were not worked out, since too
    many differ.
    """

    membership_id: int
    currency: Currency
    current: Held
    plans: tuple[PlanChoice, ...]
    is_copy: bool
    obstacle: Refusal | None
    pending_elsewhere: PendingElsewhere
    over: Mapping[str, When]
    grace_days: int
    own_sites: tuple[OwnSites, ...] = ()
    own_untold: tuple[int, ...] = ()
    refused_plans: tuple[PlanChoice, ...] = ()


def list_choices(services: Services, actor: Actor, membership_id: int, *, is_copy: bool = False) -> ChoicesAnswer:
    """Return the plans, periods and add-ons that a membership may change to.

    :raises NotAllowed: where the person has no business with the membership.
    """
    facts, _ = services.database.reading(lambda store: seen(store, actor, membership_id))
    now = services.clock.now().replace(microsecond=0)
    return choices_answer(facts, now, with_refused=actor.is_network_admin, is_copy=is_copy)


def choices_answer(facts: MembershipFacts, as_of: datetime, *, with_refused: bool, is_copy: bool) -> ChoicesAnswer:
    """Return the form of a membership; ``with_refused`` tells of plans left out, with their reasons."""
    membership = facts.snapshot.membership
    listed = choices.list_choices(facts.snapshot, as_of)
    plans = tuple(_plan(facts, choice) for choice in listed if not _is_left_out(choice))
    alike = _alike(facts)
    return ChoicesAnswer(
        membership_id=membership.id,
        currency=membership.currency,
        current=Held(membership.plan_id, membership.period, membership.addons, held_limits(facts)),
        plans=plans,
        is_copy=is_copy,
        obstacle=Refusal("sold_elsewhere") if facts.is_sold_elsewhere else _obstacle(facts),
        pending_elsewhere=pending_elsewhere(facts),
        over={module: facts.snapshot.settings.when_over(module) for module in OVER_SETTINGS},
        grace_days=facts.snapshot.settings.over_grace_days,
        own_sites=tuple(_own_sites(facts, blog_ids, plans) for blog_ids in alike[:_WORDS_TOLD]),
        own_untold=tuple(sorted(blog_id for blog_ids in alike[_WORDS_TOLD:] for blog_id in blog_ids)),
        refused_plans=tuple(_plan(facts, choice) for choice in listed if with_refused and _is_left_out(choice)),
    )


def _obstacle(facts: MembershipFacts) -> Refusal | None:
    """Return why nothing can be bought that moves money: it rests, or a live subscription would not charge it."""
    if facts.pause is not None:
        return Refusal("membership_paused", {"since": facts.pause.since.isoformat()})
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
    kept = _kept_with(facts, plan)
    return PlanChoice(
        product_id=plan.id,
        slug=plan.slug,
        name=plan.name,
        description=text.description,
        features=text.features,
        is_current=choice.is_current,
        refusals=choice.refusals,
        limits=limits_of(facts, plan.id, kept),
        void=voided(facts, plan.id, kept),
        billings=_billings(facts, plan, is_held=choice.is_current),
        prices=tuple(_price(facts, price) for price in choice.prices),
        addons=tuple(_addon(facts, plan.id, kept, addon) for addon in choice.addons),
    )


def _kept_with(facts: MembershipFacts, plan: Product) -> dict[int, int]:
    """Return the packages held that a plan offers."""
    held = facts.snapshot.membership.addons
    return {product_id: n for product_id, n in held.items() if plan.offers is None or product_id in plan.offers}


def _alike(facts: MembershipFacts) -> list[tuple[int, ...]]:
    """Return the sites that say something of their own, together those that say the same."""
    found: dict[str, list[int]] = {}
    for blog_id, said in sorted(facts.site_limitations.items()):
        if said:
            found.setdefault(repr(said), []).append(blog_id)
    return [tuple(blog_ids) for blog_ids in found.values()]


def _own_sites(facts: MembershipFacts, blog_ids: tuple[int, ...], plans: Iterable[PlanChoice]) -> OwnSites:
    """Return sites that say the same of their own with their limits, as a quote compares each of them."""
    one = blog_ids[0]
    under = {}
    for plan in plans:
        kept = _kept_with(facts, facts.snapshot.products[plan.product_id])
        under[plan.product_id] = _apart(plan.limits, limits_of(facts, plan.product_id, kept, one))
    return OwnSites(blog_ids, _apart(held_limits(facts), held_limits(facts, one)), under)


def _apart(limits: Limits, theirs: Limits) -> dict[str, Any]:
    """Return those of a site's limits that are not the membership's; None: only the membership has one.

    >>> _apart({"sites": {"limit": 1}, "visits": {"limit": 5}}, {"sites": {"limit": 1}, "disk_space": {"limit": 9}})
    {'disk_space': {'limit': 9}, 'visits': None}
    """
    names = sorted(limits.keys() | theirs.keys())
    return {name: theirs.get(name) for name in names if theirs.get(name) != limits.get(name)}


def _billings(facts: MembershipFacts, plan: Product, *, is_held: bool) -> Billings | None:
    """Return how often whoever takes a plan is billed for it; the one held as was agreed when it was taken."""
    if is_free(plan) or is_lifetime(plan):
        return None
    if is_held:
        return facts.billings
    return Billings(plan.billing_cycles, 0, facts.ends_after_last(plan.id)) if plan.billing_cycles else None


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
        refusals=(adds_nothing(facts, plan_id, more, addon.id, most),)
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
