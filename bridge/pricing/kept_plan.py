"""Changes that keep plan and period: add-ons come or go, or a cancellation is taken back."""

from __future__ import annotations

from datetime import datetime

from bridge.pricing import renewal_lines
from bridge.pricing.calendar import Period, add_period
from bridge.pricing.charges import Charge, Tariff, TaxTable
from bridge.pricing.draft import Draft, effective_at, end_of
from bridge.pricing.kind import Move
from bridge.pricing.membership import Status
from bridge.pricing.offer import Offer
from bridge.pricing.proration import FULL, UNITS, Share
from bridge.pricing.quote import ChangeKind
from bridge.pricing.renewal_lines import kept_lines, line_of, present_lines


def unchanged(move: Move, kind: ChangeKind, as_of: datetime, taxes: TaxTable) -> Draft:
    """Nothing is charged: nothing was asked for, or a cancellation is taken back."""
    standing, membership = move.standing, move.snapshot.membership
    return Draft(
        move=move,
        kind=kind,
        as_of=as_of,
        effective=None,
        term=(_present_start(move, as_of), standing.end),
        charges=[],
        credits=[],
        recurring=present_lines(Tariff(move.snapshot, taxes, as_of), standing),
        addons=move.offer.held,
        status=membership.status if kind == "none" else _revived(move),
        anchor_day=standing.anchor_day,
        period=standing.period,
        trial_end=standing.trial_end,
    )


def removal(move: Move, as_of: datetime, taxes: TaxTable) -> Draft:
    """Add-ons leave at the term's end, without credit; at once where no term runs."""
    standing, offer = move.standing, move.offer
    at = effective_at(move, "removal", as_of)
    anchor = standing.anchor_day or (at or as_of).day
    kept = kept_lines(Tariff(move.snapshot, taxes, at or as_of), standing, offer)
    period = standing.period if kept else None
    return Draft(
        move=move,
        kind="removal",
        as_of=as_of,
        effective=at,
        term=(at or as_of, end_of(at, period, anchor) if at else standing.end),
        charges=[],
        credits=[],
        recurring=kept,
        addons=offer.addons,
        status="active" if at else _revived(move),
        anchor_day=anchor,
        period=period,
        trial_end=None if at else standing.trial_end,
    )


def addon(move: Move, as_of: datetime, tariff: Tariff) -> Draft:
    """Add-ons come at once, for the rest of the term or for a first term of their own; what goes, goes at its end.

    What is bought once has no part in any term: it starts none, and one that runs or is over stays as it is.
    """
    standing, offer, products = move.standing, move.offer, move.snapshot.products
    runs = standing.end is not None and standing.end > as_of
    recurs = [i for i in sorted(offer.added) if products[i].recurring]
    starts = bool(recurs) and not runs
    period = standing.period or (offer.period if recurs else None)
    anchor = as_of.day if starts else standing.anchor_day
    end = end_of(as_of, period, anchor) if starts else standing.end
    since = as_of if starts else _present_start(move, as_of)
    share = _rest(move, as_of, period) if runs else FULL
    now = [tariff.recurring_addon(products[i], offer.added[i], period, share) for i in recurs]
    full = now if share is FULL else [tariff.recurring_addon(products[i], offer.added[i], period) for i in recurs]
    held = kept_lines(tariff, standing, offer)
    return Draft(
        move=move,
        kind="addon",
        as_of=as_of,
        effective=None,
        term=(since, end),
        charges=now + _charged_once(tariff, offer, period),
        credits=[],
        recurring=renewal_lines.merged((*held, *(line_of(charge) for charge in full))),
        addons={**offer.addons, **(_stay_until_end(offer) if runs else {})},
        status=move.snapshot.membership.status if standing.is_over else _revived(move),
        anchor_day=anchor,
        period=period,
        trial_end=standing.trial_end,
        leaving=offer.removed if runs else {},
    )


def _present_start(move: Move, as_of: datetime) -> datetime:
    """Return since when what is held runs: its term's start, else as far as the row tells."""
    return move.standing.start or move.snapshot.membership.date_created or as_of


def _charged_once(tariff: Tariff, offer: Offer, period: Period | None) -> list[Charge]:
    """Return the set-up fees of the units added, and the one-off add-ons among them."""
    products, added = tariff.snapshot.products, sorted(offer.added.items())
    fees = [tariff.addon_setup_fee(products[product_id], units, period) for product_id, units in added]
    once = [tariff.one_off(products[i], units) for i, units in added if not products[i].recurring]
    return [fee for fee in fees if fee is not None] + once


def _revived(move: Move) -> Status:
    """Return the status after a change inside the term: who changes what is held takes a cancellation back."""
    status = move.snapshot.membership.status
    if status not in ("cancelled", "expired"):
        return status
    return "trialing" if move.standing.trial_end else "active"


def _stay_until_end(offer: Offer) -> dict[int, int]:
    return {i: offer.held[i] for i in offer.removed}


def _rest(move: Move, as_of: datetime, period: Period | None) -> Share:
    """Return the share of its price that an add-on costs for the rest of the term, or of the trial.

    In a trial the rest is what is left of it, over the length of one period from now.
    """
    standing, settings = move.standing, move.snapshot.settings
    if settings.addon_charge == "full" or standing.end is None or period is None:
        return FULL
    start, end = standing.start, standing.end
    if standing.trial_end is not None:
        start, length_end = as_of, add_period(as_of, period)
        return _rest_of_trial(settings.proration, start, standing.trial_end, length_end)
    return UNITS[settings.proration].charge(start, end, as_of) if start else FULL


def _rest_of_trial(proration: str, as_of: datetime, trial_end: datetime, period_end: datetime) -> Share:
    charge = UNITS[proration].charge
    left, whole = charge(as_of, trial_end, as_of), charge(as_of, period_end, as_of)
    return FULL if left is FULL else Share(min(left.left, whole.left), whole.left, left.unit)
