"""Price a change: decide whether it may be, work it out, total it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from bridge.pricing.bill import finish
from bridge.pricing.catalog import Product
from bridge.pricing.charges import Tariff, TaxTable
from bridge.pricing.draft import Draft, effective_at
from bridge.pricing.eligibility import Candidate, offer_refusals, plan_refusals, rule_refusals
from bridge.pricing.kept_plan import addon, removal, unchanged
from bridge.pricing.kind import Move, kind_of
from bridge.pricing.new_term import new_term_later, new_term_now
from bridge.pricing.offer import resolve
from bridge.pricing.quote import ChangeKind, NextCharge, Quote, basis_of
from bridge.pricing.refusal import NotKnown, Refusal
from bridge.pricing.snapshot import Selection, Snapshot
from bridge.pricing.standing import Standing, stand

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
        """Read the snapshot at ``as_of``."""
        return cls(snapshot, as_of, stand(snapshot, as_of), TaxTable(snapshot), falls_due)

    def move_to(self, plan: Product, selection: Selection) -> Move:
        """Return the move that a selection of a plan is."""
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
    refused = offer_refusals(move, new_term=starts_new_term(move))
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
    draft = decide(Moment.of(snapshot, as_of, falls_due=falls_due), selection, exceeded)
    if not isinstance(draft, Draft):
        return draft
    try:
        quote = finish(draft, basis_of(snapshot, selection))
    except NotKnown as unknown:
        return (unknown.refusal,)
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
    quote = price_change(alone, Selection(pending.plan_id, pending.addons, pending.period), as_of)
    return quote.next_charge if isinstance(quote, Quote) else None
