"""Decide a selection: refused with reasons, or a change of some kind, worked out as a draft."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bridge.domain.catalog import Product
from bridge.domain.draft import Draft
from bridge.domain.drafting import draft_change
from bridge.domain.kind import Move, kind_of
from bridge.domain.offer import resolve
from bridge.domain.refusal import NotKnown, Refusal
from bridge.domain.refusals import Candidate, offer_refusals, plan_refusals, rule_refusals
from bridge.domain.snapshot import Selection, Snapshot
from bridge.domain.standing import Standing, stand
from bridge.domain.tax import TaxTable


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
