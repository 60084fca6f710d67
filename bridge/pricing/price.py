"""Price a change: decide whether it may be, in ordered tables of cases that give a refusal; work it out, total it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bridge.pricing.bill import finish
from bridge.pricing.calendar import add_period
from bridge.pricing.catalog import Product, addon_price, is_free, is_unreadable, list_price, listed_periods, sold_in
from bridge.pricing.charges import Tariff, TaxTable
from bridge.pricing.draft import Draft, addon, effective_at, new_term_later, new_term_now, removal, unchanged
from bridge.pricing.offer import Move, Offer, is_offered, kind_of, resolve
from bridge.pricing.quote import ChangeKind, NextCharge, Quote, basis_of
from bridge.pricing.refusal import NotKnown, Refusal, RefusalCode
from bridge.pricing.snapshot import Membership, Selection, Settings, Snapshot, Standing, stand

_NO_LIST_PRICE = ("contact_us", "pay_what_you_want")
SHRINKING: tuple[ChangeKind, ...] = ("downgrade", "removal")
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
    """Nobody knows what the plan costs: every price in the currency is unreadable, or how often it is billed is."""
    plan, currency = case.plan, case.currency
    if is_free(plan) or not sold_in(plan, currency):
        return False
    return not listed_periods(plan, currency) or (plan.billing_cycles is None and plan.recurring and not case.is_held)


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
    settings = move.snapshot.settings
    refused = [limit for limit in sorted(exceeded) if settings.when_over(limit) == "refuse"]
    if refused and kind in SHRINKING:
        found.append(Refusal("over_limit", {"limits": refused}))
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


#: Kinds that leave what is held as it is.
_KEEPS_ADDONS: frozenset[ChangeKind] = frozenset({"none", "reactivation"})


def draft_change(move: Move, kind: ChangeKind, as_of: datetime, taxes: TaxTable) -> Draft:
    """Work out a change of a given kind."""
    if kind == "none" or (kind == "reactivation" and not move.standing.is_over):
        return unchanged(move, kind, as_of, taxes)
    if kind == "addon":
        return addon(move, as_of, Tariff(move.snapshot, taxes, as_of))
    if kind == "removal":
        return removal(move, as_of, taxes)
    at = effective_at(move, kind, as_of)
    if at is not None:
        return new_term_later(move, kind, as_of, at, taxes)
    return new_term_now(move, kind, as_of, taxes)


@dataclass(frozen=True, slots=True)
class Moment:
    """A snapshot at one instant, with what every decision about it shares."""

    snapshot: Snapshot
    as_of: datetime
    standing: Standing
    taxes: TaxTable
    falls_due: bool = False

    @classmethod
    def of(cls, snapshot: Snapshot, as_of: datetime, *, falls_due: bool = False) -> Moment:
        return cls(snapshot, as_of, stand(snapshot, as_of), TaxTable(snapshot), falls_due)

    def move_to(self, plan: Product, selection: Selection) -> Move:
        offer = resolve(self.snapshot, selection, self.standing, plan)
        return Move(self.snapshot, self.standing, offer, self.falls_due)


def decide(moment: Moment, selection: Selection, exceeded: Collection[str] = ()) -> Draft | tuple[Refusal, ...]:
    """Return the change that a selection is, or every reason of the first stage that refuses it."""
    plan = moment.snapshot.products.get(selection.plan_id)
    if plan is None:
        return (Refusal("inactive", {"product_id": selection.plan_id}),)
    move = moment.move_to(plan, selection)
    refused = plan_refusals(candidate(move)) if starts_new_term(move) else ()
    return refused or decide_move(move, moment.taxes, moment.as_of, exceeded)


def decide_move(
    move: Move, taxes: TaxTable, as_of: datetime, exceeded: Collection[str] = ()
) -> Draft | tuple[Refusal, ...]:
    """Decide a move to a plan that may be chosen as such."""
    new_term = starts_new_term(move)
    refused = offer_refusals(move, new_term=new_term)
    if new_term and is_bought_already(move):
        refused = (Refusal("paid_in_full", {"product_id": move.offer.plan.id}),)
    if refused:
        return refused
    try:
        kind = kind_of(move)
        if move.snapshot.membership.addons_unreadable and kind not in _KEEPS_ADDONS:
            return (Refusal("addons_unknown", {"membership_id": move.snapshot.membership.id}),)
        return rule_refusals(move, kind, as_of, exceeded) or draft_change(move, kind, as_of, taxes)
    except NotKnown as unknown:
        return (unknown.refusal,)


def candidate(move: Move) -> Candidate:
    """Return the offer's plan beside the one held."""
    snapshot = move.snapshot
    return Candidate(snapshot.settings, move.standing.plan, move.offer.plan, snapshot.membership.currency)


def starts_new_term(move: Move) -> bool:
    """Tell whether plan and add-ons are bought anew, so that the plan must be for sale at a price.

    Not where plan and period are kept inside the term, nor where only the renewal is due.
    """
    standing, offer = move.standing, move.offer
    if not offer.keeps_plan:
        return True
    if not standing.is_over:
        return False
    is_renewal = standing.is_active and offer.is_unchanged
    return not (is_renewal or (move.is_legacy and bool(offer.added)))


def is_bought_already(move: Move) -> bool:
    """Tell whether all billings of the plan are made while it is held: it is not billed once more, for any period."""
    membership = move.snapshot.membership
    return move.offer.same_plan and membership.status in ("active", "trialing") and membership.is_paid_in_full()


def price_change(
    snapshot: Snapshot,
    selection: Selection,
    as_of: datetime,
    *,
    exceeded: Collection[str] = (),
    falls_due: bool = False,
) -> Quote | tuple[Refusal, ...]:
    """Decide and price one change at one instant; a pure function of its arguments.

    ``exceeded`` are the codes of limits that present use exceeds under the selection: where the network refuses,
    they refuse a downgrade or a removal, never an upgrade. ``as_of`` is UTC without zone, whole seconds.
    ``falls_due``: the change waited for this very instant, and waits no longer.

    :returns: the quote, or why there is none.
    """
    priced = _priced(snapshot, selection, as_of, exceeded, falls_due=falls_due)
    return replace(priced, basis=basis_of(snapshot, selection)) if isinstance(priced, Quote) else priced


def next_charge(snapshot: Snapshot, as_of: datetime) -> NextCharge | None:
    """Return what is charged next for what a membership holds, where a pending change may alter it.

    None where nothing is, where nobody can tell, and where what is held could not be kept as it is.
    """
    membership = snapshot.membership
    kept = _priced(snapshot, Selection(membership.plan_id, membership.addons, membership.period), as_of)
    return kept.next_charge if isinstance(kept, Quote) and kept.kind == "none" else None


def _priced(
    snapshot: Snapshot,
    selection: Selection,
    as_of: datetime,
    exceeded: Collection[str] = (),
    *,
    falls_due: bool = False,
) -> Quote | tuple[Refusal, ...]:
    """Decide and price one change; the quote has no digest of its facts yet, which only who keeps it needs."""
    draft = decide(Moment.of(snapshot, as_of, falls_due=falls_due), selection, exceeded)
    if not isinstance(draft, Draft):
        return draft
    try:
        quote = finish(draft)
    except NotKnown as unknown:
        return (unknown.refusal,)
    if snapshot.typed_code is not None and quote.discount is None:
        return (Refusal("code_takes_nothing", {"code": snapshot.typed_code.code}),)
    pending = snapshot.membership.pending_change
    if quote.kind == "none" and pending is not None:
        return replace(quote, next_charge=_pending_charge(snapshot, as_of) or quote.next_charge)
    return quote


def _pending_charge(snapshot: Snapshot, as_of: datetime) -> NextCharge | None:
    """Return the charge that a pending change leads to: what asks for the present offer leaves it standing."""
    pending = snapshot.membership.pending_change
    if pending is None or pending.at <= as_of:
        return None
    alone = replace(snapshot, membership=replace(snapshot.membership, pending_change=None))
    quote = _priced(alone, Selection(pending.plan_id, pending.addons, pending.period), as_of)
    return quote.next_charge if isinstance(quote, Quote) else None
