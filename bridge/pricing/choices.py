"""The plans that may be chosen, with their periods, prices and add-ons, and why not the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from bridge.pricing.calendar import Period
from bridge.pricing.catalog import Product, addon_price, is_free, is_unreadable, listed_periods, sold_in
from bridge.pricing.draft import Draft
from bridge.pricing.money import round_charge
from bridge.pricing.offer import is_offered
from bridge.pricing.price import Candidate, Moment, decide, decide_move, plan_refusals
from bridge.pricing.quote import ChangeKind
from bridge.pricing.refusal import NotKnown, Refusal
from bridge.pricing.snapshot import Selection, Snapshot

_NO_LIST_PRICE = ("contact_us", "pay_what_you_want")


@dataclass(frozen=True, slots=True)
class PriceChoice:
    """One period of a plan with its list price, and what choosing it (held add-ons kept where offered) would be.

    ``period`` None: the plan has one price for ever (lifetime) or none (free). ``kind`` and ``due_now_minor`` are None
    where it is refused; ``effective`` None means at once.
    """

    period: Period | None
    amount_minor: int
    kind: ChangeKind | None
    effective: datetime | None
    refusals: tuple[Refusal, ...]
    due_now_minor: int | None


@dataclass(frozen=True, slots=True)
class AddonChoice:
    """An add-on beside a plan: one unit's price per period of the plan as ``{"1-month": minor units}``.

    A one-off add-on has its one price under ``once``. A price that is missing is not to be had for that period.
    """

    product_id: int
    amounts_minor: Mapping[str, int]
    held_quantity: int
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class PlanChoice:
    """A plan beside the one held: refused as a whole where ``refusals`` is not empty.

    The current plan is named by ``current``: it is not a change of plan, but its other periods and its add-ons can be
    chosen.
    """

    product_id: int
    is_current: bool
    refusals: tuple[Refusal, ...]
    prices: tuple[PriceChoice, ...]
    addons: tuple[AddonChoice, ...]


def list_choices(snapshot: Snapshot, as_of: datetime) -> tuple[PlanChoice, ...]:
    """Return every plan in the network's order, the current and the refused ones too, with their prices.

    Held add-ons are taken along where the plan offers them, as choosing the plan on the page does.
    """
    plans = [product for product in snapshot.products.values() if product.type == "plan"]
    lister = _Lister(snapshot, as_of)
    return tuple(lister.plan_choice(plan) for plan in in_order(plans))


def in_order(plans: Iterable[Product]) -> list[Product]:
    """Sort by product order, then amount, then id."""
    return sorted(plans, key=lambda plan: (plan.list_order, plan.amount is None, plan.amount or 0, plan.id))


class _Lister:
    """One listing: what all its choices share is read once."""

    def __init__(self, snapshot: Snapshot, as_of: datetime) -> None:
        self.snapshot = snapshot
        self.moment = Moment.of(snapshot, as_of)
        self.standing = self.moment.standing
        self.currency = snapshot.membership.currency
        self.held = {i: n for i, n in snapshot.membership.addons.items() if n > 0}
        self.addons = in_order(p for p in snapshot.products.values() if p.type != "plan")
        self._unit_prices: dict[tuple[int, Period | None], int | None] = {}

    def plan_choice(self, plan: Product) -> PlanChoice:
        """Return one plan's choice; a refused one without prices and add-ons."""
        is_current = plan.id == self.snapshot.membership.plan_id
        case = Candidate(self.snapshot.settings, self.standing.plan, plan, self.currency)
        refusals = () if is_current else plan_refusals(case)
        if refusals:
            return PlanChoice(plan.id, is_current, refusals, (), ())
        if is_current:
            refusals = (Refusal("current", {"product_id": plan.id}),)
        sold = listed_periods(plan, self.currency)
        prices = tuple(self._price_choice(plan, period, amount) for period, amount in sold)
        periods = [period for period, _ in sold if period is not None]
        if not periods and self.standing.period is not None:
            periods = [self.standing.period]
        return PlanChoice(plan.id, is_current, refusals, prices, self._addon_choices(plan, periods))

    def _price_choice(self, plan: Product, period: Period | None, amount: Fraction) -> PriceChoice:
        addons = {i: n for i, n in self.held.items() if self._stays(plan, i)}
        selection = Selection(plan.id, addons, period)
        answer = self._answer(plan, selection)
        minor = round_charge(amount)
        if not isinstance(answer, Draft):
            return PriceChoice(period, minor, None, None, answer, None)
        try:
            return PriceChoice(period, minor, answer.kind, answer.effective, (), answer.due_now)
        except NotKnown as unknown:
            return PriceChoice(period, minor, None, None, (unknown.refusal,), None)

    def _answer(self, plan: Product, selection: Selection) -> Draft | tuple[Refusal, ...]:
        """Decide a selection; other plans were found choosable as such before."""
        if plan.id == self.snapshot.membership.plan_id:
            return decide(self.moment, selection)
        move = self.moment.move_to(plan, selection)
        return decide_move(move, self.moment.taxes, self.moment.as_of)

    def _stays(self, plan: Product, addon_id: int) -> bool:
        is_current = plan.id == self.snapshot.membership.plan_id
        return is_current or is_offered(plan, self.snapshot.products.get(addon_id))

    def _addon_choices(self, plan: Product, periods: list[Period]) -> tuple[AddonChoice, ...]:
        return tuple(
            self._addon_choice(plan, addon, periods)
            for addon in self.addons
            if addon.id in self.held or is_offered(plan, addon)
        )

    def _addon_choice(self, plan: Product, addon: Product, periods: list[Period]) -> AddonChoice:
        if addon.recurring and not is_free(addon):
            billed = periods or ([addon.period] if addon.period else [])
            found = {str(period): self._unit_price(addon, period) for period in billed}
        else:
            found = {"once": self._unit_price(addon, None)}
        amounts = {name: amount for name, amount in found.items() if amount is not None}
        held = self.held.get(addon.id, 0)
        return AddonChoice(addon.id, amounts, held, self._why_not(plan, addon, has_price=bool(amounts)))

    def _why_not(self, plan: Product, addon: Product, *, has_price: bool) -> tuple[Refusal, ...]:
        params = {"product_id": addon.id}
        if not is_offered(plan, addon):
            return (Refusal("addon_not_offered", params),)
        if not sold_in(addon, self.currency):
            return (Refusal("currency_mismatch", params),)
        if addon.pricing_type in _NO_LIST_PRICE:
            return (Refusal("not_for_sale", params),)
        if has_price:
            return ()
        unknown = is_unreadable(addon, self.standing.period, self.currency)
        return (Refusal("price_unknown" if unknown else "period_unavailable", params),)

    def _unit_price(self, addon: Product, period: Period | None) -> int | None:
        key = (addon.id, period)
        if key not in self._unit_prices:
            legacy = self.snapshot.settings.proration == "legacy_day"
            price = addon_price(addon, period, self.currency, own_amount=legacy)
            self._unit_prices[key] = None if price is None else round_charge(price)
        return self._unit_prices[key]
