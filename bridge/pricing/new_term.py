"""Changes that buy a new term: of another plan or period, or after the old term is over."""

from __future__ import annotations

from datetime import datetime

from bridge.pricing.charges import Charge, Tariff, TaxTable
from bridge.pricing.credit import Credit, credits_of
from bridge.pricing.draft import Draft, carried_trial, continues_old_term, end_of, keeps_anchor
from bridge.pricing.kind import Move
from bridge.pricing.offer import Offer
from bridge.pricing.proration import FULL, UNITS, Share
from bridge.pricing.quote import ChangeKind
from bridge.pricing.renewal_lines import line_of


def new_term_now(move: Move, kind: ChangeKind, as_of: datetime, taxes: TaxTable) -> Draft:
    """Buy the offer from now on: everything held ends and is credited, a full term or the rest of one is charged."""
    standing, offer = move.standing, move.offer
    tariff = Tariff(move.snapshot, taxes, as_of)
    trial_end = carried_trial(move, kind, as_of)
    keeps = keeps_anchor(move, kind)
    start = standing.end if standing.end and continues_old_term(move, kind, as_of) else None
    anchor = standing.anchor_day if keeps or start else (trial_end or as_of).day
    full = recurring_charges(tariff, offer)
    now = _for_the_rest(move, tariff, full) if keeps else full
    end = standing.end if keeps else trial_end or end_of(start or as_of, offer.period, anchor)
    once, fees = bought_once(tariff, offer), setup_fees(tariff, move)
    return Draft(
        move=move,
        kind=kind,
        as_of=as_of,
        effective=None,
        term=(start or as_of, end),
        charges=once if trial_end else now + fees + once,
        credits=_credits(move, kind, as_of),
        recurring=tuple(line_of(charge) for charge in full),
        addons=offer.addons,
        status="trialing" if trial_end else "active",
        anchor_day=anchor if offer.period else standing.anchor_day,
        period=offer.period,
        trial_end=trial_end,
        deferred=fees if trial_end else [],
        ends_lines=True,
    )


def _for_the_rest(move: Move, tariff: Tariff, full: list[Charge]) -> list[Charge]:
    """Return the recurring charges for the rest of the billing term, where that is a part of it."""
    start, end = move.standing.start, move.standing.end
    if start is None or end is None:
        return full
    share = UNITS[move.snapshot.settings.proration].charge(start, end, tariff.at)
    return full if share is FULL else recurring_charges(tariff, move.offer, share)


def new_term_later(move: Move, kind: ChangeKind, as_of: datetime, at: datetime, taxes: TaxTable) -> Draft:
    """Put the offer off to an instant: nothing is charged or credited before."""
    offer, anchor = move.offer, move.standing.anchor_day or at.day
    tariff = Tariff(move.snapshot, taxes, at)
    full = recurring_charges(tariff, offer)
    return Draft(
        move=move,
        kind=kind,
        as_of=as_of,
        effective=at,
        term=(at, end_of(at, offer.period, anchor)),
        charges=full + setup_fees(tariff, move) + bought_once(tariff, offer),
        credits=[],
        recurring=tuple(line_of(charge) for charge in full),
        addons=offer.addons,
        status="active",
        anchor_day=anchor,
        period=offer.period,
    )


def recurring_charges(tariff: Tariff, offer: Offer, share: Share = FULL) -> list[Charge]:
    """Return the charges of one term of an offer: its plan and its recurring add-ons."""
    products, found = tariff.snapshot.products, []
    plan = tariff.recurring_plan(offer, share)
    if plan is not None:
        found.append(plan)
    for product_id, units in sorted(offer.addons.items()):
        if products[product_id].recurring:
            found.append(tariff.recurring_addon(products[product_id], units, offer.period, share))
    return found


def bought_once(tariff: Tariff, offer: Offer) -> list[Charge]:
    """Return what is charged once and never prorated: a lifetime plan, one-off add-ons newly asked for."""
    products = tariff.snapshot.products
    lifetime = tariff.lifetime_plan(offer)
    new = [
        tariff.one_off(products[product_id], units)
        for product_id, units in sorted(offer.added.items())
        if not products[product_id].recurring
    ]
    return ([lifetime] if lifetime else []) + new


def setup_fees(tariff: Tariff, move: Move) -> list[Charge]:
    """Return the set-up fees of a new term: the plan's, each added unit's, and those that a trial had put off."""
    products, offer = tariff.snapshot.products, move.offer
    units = dict(offer.added)
    for line in tariff.snapshot.membership.deferred_lines:
        kept = offer.addons.get(line.product_id, 0) - units.get(line.product_id, 0)
        if line.type == "setup_fee" and kept > 0:
            units[line.product_id] = units.get(line.product_id, 0) + min(line.quantity, kept)
    fees = [tariff.plan_setup_fee(offer)]
    fees += [tariff.addon_setup_fee(products[product_id], n, offer.period) for product_id, n in sorted(units.items())]
    return [fee for fee in fees if fee is not None]


def _credits(move: Move, kind: ChangeKind, as_of: datetime) -> list[Credit]:
    """Return the credits of a change at once; Ultimate Multisite gives none at a downgrade."""
    if move.is_legacy and kind == "downgrade" and move.snapshot.settings.downgrade != "immediate":
        return []
    return credits_of(move.snapshot, move.standing, move.offer, as_of)
