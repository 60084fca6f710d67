"""The offer that a selection asks for, against the catalog: what is kept, added, dropped; what kind of change it is.

The kind is one ordered table, after which of two plans costs more; the first case that holds decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from bridge.pricing.calendar import CALENDAR_MONTH, LEGACY_MONTH, Period, days, same_period
from bridge.pricing.catalog import Product, is_free, is_lifetime, is_unreadable, list_price
from bridge.pricing.quote import ChangeKind
from bridge.pricing.refusal import NotKnown
from bridge.pricing.snapshot import Selection, Snapshot, Standing


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


@dataclass(frozen=True, slots=True)
class Comparison:
    """A held plan and a wanted one, with the membership's whole recurring ``amount`` now."""

    held: Product | None
    held_period: Period | None
    amount: Fraction | None
    wanted: Product
    wanted_period: Period | None
    currency: str
    month: Fraction = CALENDAR_MONTH


def is_longer(one: Period | None, other: Period | None) -> bool:
    """Tell whether one period is longer than another; no period is longer than none."""
    if one is None or other is None:
        return False
    (one_months, one_days), (other_months, other_days) = one.length, other.length
    if bool(one_months) == bool(other_months):
        return (one_months, one_days) > (other_months, other_days)
    return days(one) > days(other)


def which_costs_more(pair: Comparison) -> int:
    """Return 1 where the wanted plan costs more than the held one, -1 where it costs less, 0 where the same."""
    for period in (pair.wanted_period, pair.held_period):
        sign = _at_one_period(pair, period)
        if sign is not None:
            is_shorter = is_longer(pair.held_period, pair.wanted_period)
            return -1 if sign == 0 and is_shorter else sign
    if is_longer(pair.wanted_period, pair.held_period) and _wanted_price(pair) > _amount(pair):
        return 1
    return _per_day(pair)


def _at_one_period(pair: Comparison, period: Period | None) -> int | None:
    """Compare both plans' prices for one same period; None where one of them has none."""
    wanted = list_price(pair.wanted, period, pair.currency)
    if wanted is None:
        return None
    held = held_price(pair, period)
    return None if held is None else _sign(wanted, held)


def held_price(pair: Comparison, period: Period | None) -> Fraction | None:
    """Return the held plan's list price; gone for its own period, the membership's amount stands for it."""
    price = list_price(pair.held, period, pair.currency) if pair.held else None
    if price is None and same_period(period, pair.held_period):
        return _amount(pair)
    return price


def _amount(pair: Comparison) -> Fraction:
    if pair.amount is None:
        raise NotKnown("amount_unknown", column="amount")
    return pair.amount


def _wanted_price(pair: Comparison) -> Fraction:
    if is_unreadable(pair.wanted, pair.wanted_period, pair.currency):
        raise NotKnown("price_unknown", product_id=pair.wanted.id)
    return list_price(pair.wanted, pair.wanted_period, pair.currency) or Fraction(0)


def _per_day(pair: Comparison) -> int:
    held = held_price(pair, pair.held_period) or Fraction(0)
    held_days = days(pair.held_period, pair.month) if pair.held_period else Fraction(1)
    wanted_days = days(pair.wanted_period, pair.month) if pair.wanted_period else Fraction(1)
    return _sign(_wanted_price(pair) * held_days, held * wanted_days)


def _sign(one: Fraction, other: Fraction) -> int:
    return (one > other) - (one < other)


@dataclass(frozen=True)
class Move:
    """A membership's standing and the offer it would take. Not slotted: the comparison is kept once computed.

    ``falls_due``: it waited, and its day has come.
    """

    snapshot: Snapshot
    standing: Standing
    offer: Offer
    falls_due: bool = False

    @property
    def is_legacy(self) -> bool:
        """Tell whether the network keeps Ultimate Multisite's figures."""
        return self.snapshot.settings.proration == "legacy_day"

    @property
    def from_nothing(self) -> bool:
        """Tell whether what is held costs nothing: a free plan; under ``legacy_day`` a lifetime row of amount 0."""
        standing = self.standing
        if standing.is_free or not (self.is_legacy and standing.is_lifetime):
            return standing.is_free
        return not self.snapshot.membership.recurring_amount()

    @cached_property
    def cost_sign(self) -> int:
        """Return 1 where the new offer costs more, -1 where less, 0 where the same."""
        membership = self.snapshot.membership
        return which_costs_more(
            Comparison(
                held=self.standing.plan,
                held_period=self.standing.period,
                amount=membership.amount,
                wanted=self.offer.plan,
                wanted_period=self.offer.period,
                currency=membership.currency,
                month=LEGACY_MONTH if self.is_legacy else CALENDAR_MONTH,
            )
        )


def renewal_is_due(move: Move) -> bool:
    """The term of an active membership is over and nothing else is asked for: its renewal settles that."""
    return move.standing.is_over and move.standing.is_active and move.offer.is_unchanged


def legacy_addon_alone(move: Move) -> bool:
    """Under ``legacy_day`` an add-on alone stays one, even after the term."""
    return move.is_legacy and move.offer.keeps_plan and bool(move.offer.added)


def term_is_over(move: Move) -> bool:
    """The paid term is over, whatever the status and whatever is asked for."""
    return move.standing.is_over


def takes_cancellation_back(move: Move) -> bool:
    """A membership cancelled or expired inside its term asks for what it had."""
    return move.offer.is_unchanged and move.snapshot.membership.status in ("cancelled", "expired")


def is_unchanged(move: Move) -> bool:
    """Plan, period and add-ons are what is held."""
    return move.offer.is_unchanged


def adds_addons(move: Move) -> bool:
    """Plan and period stay and an add-on, or more of one, is added."""
    return move.offer.keeps_plan and bool(move.offer.added)


def only_removes(move: Move) -> bool:
    """Plan and period stay and add-ons are only removed."""
    return move.offer.keeps_plan


def goes_longer(move: Move) -> bool:
    """The same plan for a longer period."""
    return move.offer.same_plan and is_longer(move.offer.period, move.standing.period)


def goes_shorter(move: Move) -> bool:
    """The same plan for a shorter period."""
    return move.offer.same_plan


def stays_at_nothing(move: Move) -> bool:
    """From one plan that costs nothing to another."""
    return move.from_nothing and is_free(move.offer.plan)


def starts_paying(move: Move) -> bool:
    """From free to paid."""
    return move.from_nothing


def stops_paying(move: Move) -> bool:
    """From paid to free."""
    return is_free(move.offer.plan)


def goes_lifetime(move: Move) -> bool:
    """To a lifetime plan, also from another one."""
    return is_lifetime(move.offer.plan)


def leaves_lifetime(move: Move) -> bool:
    """From a lifetime plan to a recurring one."""
    return move.standing.is_lifetime


def costs_more(move: Move) -> bool:
    """The new offer costs more."""
    return move.cost_sign > 0


def costs_less(move: Move) -> bool:
    """The new offer costs less."""
    return move.cost_sign < 0


CASES: tuple[tuple[Callable[[Move], bool], ChangeKind], ...] = (
    (renewal_is_due, "none"),
    (legacy_addon_alone, "addon"),
    (term_is_over, "reactivation"),
    (takes_cancellation_back, "reactivation"),
    (is_unchanged, "none"),
    (adds_addons, "addon"),
    (only_removes, "removal"),
    (goes_longer, "upgrade"),
    (goes_shorter, "downgrade"),
    (stays_at_nothing, "crossgrade"),
    (starts_paying, "upgrade"),
    (stops_paying, "downgrade"),
    (goes_lifetime, "upgrade"),
    (leaves_lifetime, "downgrade"),
    (costs_more, "upgrade"),
    (costs_less, "downgrade"),
)

#: Another plan that costs the same.
DEFAULT: ChangeKind = "crossgrade"


def kind_of(move: Move) -> ChangeKind:
    """Return the kind of the first case that holds."""
    for holds, kind in CASES:
        if holds(move):
            return kind
    return DEFAULT
