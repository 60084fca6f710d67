"""A change worked out but not yet shown: charges, credits and what the membership becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bridge.domain import recurring
from bridge.domain.calendar import Period, add_period
from bridge.domain.charges import Charge, Tariff
from bridge.domain.kind import Move
from bridge.domain.membership import RecurringLine, Status
from bridge.domain.offer import Offer
from bridge.domain.prices import is_free
from bridge.domain.proration import FULL, UNITS, Share
from bridge.domain.quotation import ChangeKind
from bridge.domain.tax import TaxTable
from bridge.domain.value import Credit, credits_of


@dataclass(frozen=True, slots=True)
class Draft:
    """The outcome of one change, before it is shown.

    ``charges`` are taken at once, or at ``effective`` where that is set; ``deferred`` with the next charge after.
    ``leaving`` are add-on units that go at the term's end though the change takes effect at once.
    """

    move: Move
    kind: ChangeKind
    as_of: datetime
    effective: datetime | None
    term: tuple[datetime, datetime | None]
    charges: list[Charge]
    credits: list[Credit]
    recurring: tuple[RecurringLine, ...]
    addons: Mapping[int, int]
    status: Status
    anchor_day: int | None
    period: Period | None
    trial_end: datetime | None = None
    deferred: list[Charge] = field(default_factory=list)
    leaving: Mapping[int, int] = field(default_factory=dict)
    ends_lines: bool = False

    @property
    def balance(self) -> int:
        """Charges less credit of what happens now, before account credit; negative where credit is left."""
        if self.effective is not None:
            return 0
        return sum(charge.total for charge in self.charges) - sum(credit.amount for credit in self.credits)

    @property
    def due_now(self) -> int:
        """What is to be paid now, after account credit."""
        return max(0, self.balance - self.move.snapshot.account_credit_minor)


def draft_change(move: Move, kind: ChangeKind, as_of: datetime, taxes: TaxTable) -> Draft:
    """Work out a change of a given kind."""
    if kind == "none" or (kind == "reactivation" and not move.standing.is_over):
        return _unchanged(move, kind, as_of, taxes)
    if kind == "addon":
        return _addon(move, as_of, Tariff(move.snapshot, taxes, as_of))
    if kind == "removal":
        return _removal(move, as_of, taxes)
    at = effective_at(move, kind, as_of)
    if at is not None:
        return _new_term_later(move, kind, as_of, at, taxes)
    return _new_term_now(move, kind, as_of, taxes)


def effective_at(move: Move, kind: ChangeKind, as_of: datetime) -> datetime | None:
    """Return when a change takes effect, None for at once.

    A removal always waits for the term's end, a downgrade where the network says so and a paid term is running.
    Ultimate Multisite puts off a downgrade from a trial or a lifetime plan too: the latter to the same instant, for
    the next charge to settle.
    """
    standing = move.standing
    if kind == "removal":
        return None if standing.is_over else standing.end
    if kind != "downgrade" or move.snapshot.settings.downgrade == "immediate":
        return None
    if standing.in_paid_term:
        return standing.end
    if move.is_legacy and standing.is_lifetime:
        return as_of
    return standing.trial_end if move.is_legacy else None


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
    fees += [tariff.addon_setup_fee(products[product_id], n) for product_id, n in sorted(units.items())]
    return [fee for fee in fees if fee is not None]


def _new_term_now(move: Move, kind: ChangeKind, as_of: datetime, taxes: TaxTable) -> Draft:
    standing, offer = move.standing, move.offer
    tariff = Tariff(move.snapshot, taxes, as_of)
    trial_end = carried_trial(move, kind, as_of)
    keeps = keeps_anchor(move, kind)
    start = _start_of_new_term(move, kind, as_of)
    anchor = standing.anchor_day if keeps or start != as_of else (trial_end or as_of).day
    full = recurring_charges(tariff, offer)
    now = full
    if keeps and standing.start and standing.end:
        share = UNITS[move.snapshot.settings.proration].charge(standing.start, standing.end, as_of)
        now = full if share is FULL else recurring_charges(tariff, offer, share)
    end = standing.end if keeps else trial_end or _end_of(start, offer.period, anchor)
    once, fees = bought_once(tariff, offer), setup_fees(tariff, move)
    return Draft(
        move=move,
        kind=kind,
        as_of=as_of,
        effective=None,
        term=(start, end),
        charges=once if trial_end else now + fees + once,
        credits=_credits(move, kind, as_of),
        recurring=tuple(recurring.line_of(charge) for charge in full),
        addons=offer.addons,
        status="trialing" if trial_end else "active",
        anchor_day=anchor if offer.period else standing.anchor_day,
        period=offer.period,
        trial_end=trial_end,
        deferred=fees if trial_end else [],
        ends_lines=True,
    )


def _credits(move: Move, kind: ChangeKind, as_of: datetime) -> list[Credit]:
    """Return the credits of a change at once; Ultimate Multisite gives none at a downgrade."""
    if move.is_legacy and kind == "downgrade" and move.snapshot.settings.downgrade != "immediate":
        return []
    return credits_of(move.snapshot, move.standing, move.offer, as_of)


def _new_term_later(move: Move, kind: ChangeKind, as_of: datetime, at: datetime, taxes: TaxTable) -> Draft:
    offer, anchor = move.offer, move.standing.anchor_day or at.day
    tariff = Tariff(move.snapshot, taxes, at)
    full = recurring_charges(tariff, offer)
    return Draft(
        move=move,
        kind=kind,
        as_of=as_of,
        effective=at,
        term=(at, _end_of(at, offer.period, anchor)),
        charges=full + setup_fees(tariff, move) + bought_once(tariff, offer),
        credits=[],
        recurring=tuple(recurring.line_of(charge) for charge in full),
        addons=offer.addons,
        status="active",
        anchor_day=anchor,
        period=offer.period,
    )


def _unchanged(move: Move, kind: ChangeKind, as_of: datetime, taxes: TaxTable) -> Draft:
    """Nothing is charged: nothing was asked for, or a cancellation is taken back."""
    standing, membership = move.standing, move.snapshot.membership
    return Draft(
        move=move,
        kind=kind,
        as_of=as_of,
        effective=None,
        term=(standing.start or membership.date_created or as_of, standing.end),
        charges=[],
        credits=[],
        recurring=recurring.present_lines(Tariff(move.snapshot, taxes, as_of), standing),
        addons=move.offer.held,
        status=membership.status if kind == "none" else _revived(move),
        anchor_day=standing.anchor_day,
        period=standing.period,
        trial_end=standing.trial_end,
    )


def _removal(move: Move, as_of: datetime, taxes: TaxTable) -> Draft:
    standing, offer = move.standing, move.offer
    at = effective_at(move, "removal", as_of)
    anchor = standing.anchor_day or (at or as_of).day
    kept = recurring.kept_lines(Tariff(move.snapshot, taxes, at or as_of), standing, offer)
    period = standing.period if kept else None
    return Draft(
        move=move,
        kind="removal",
        as_of=as_of,
        effective=at,
        term=(at or as_of, _end_of(at, period, anchor) if at else standing.end),
        charges=[],
        credits=[],
        recurring=kept,
        addons=offer.addons,
        status="active" if at else _revived(move),
        anchor_day=anchor,
        period=period,
        trial_end=None if at else standing.trial_end,
    )


def _addon(move: Move, as_of: datetime, tariff: Tariff) -> Draft:
    standing, offer, products = move.standing, move.offer, move.snapshot.products
    runs = standing.end is not None and not standing.is_over
    recurs = [i for i in sorted(offer.added) if products[i].recurring]
    period = standing.period or (offer.period if recurs else None)
    anchor = standing.anchor_day if runs else as_of.day
    end = standing.end if runs else _end_of(as_of, period, anchor)
    share = _rest(move, as_of, period) if runs else FULL
    now = [tariff.recurring_addon(products[i], offer.added[i], period, share) for i in recurs]
    full = now if share is FULL else [tariff.recurring_addon(products[i], offer.added[i], period) for i in recurs]
    fees = [tariff.addon_setup_fee(products[i], n) for i, n in sorted(offer.added.items())]
    once = [tariff.one_off(products[i], n) for i, n in sorted(offer.added.items()) if not products[i].recurring]
    held = recurring.kept_lines(tariff, standing, offer)
    return Draft(
        move=move,
        kind="addon",
        as_of=as_of,
        effective=None,
        term=(standing.start or as_of if runs else as_of, end),
        charges=now + [fee for fee in fees if fee is not None] + once,
        credits=[],
        recurring=recurring.merged((*held, *(recurring.line_of(charge) for charge in full))),
        addons={**offer.addons, **(_stay_until_end(offer) if runs else {})},
        status=move.snapshot.membership.status if standing.is_over else _revived(move),
        anchor_day=anchor,
        period=period,
        trial_end=standing.trial_end,
        leaving=offer.removed if runs else {},
    )


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
    return FULL if left is FULL else Share(left.left, whole.left, left.unit)


def carried_trial(move: Move, kind: ChangeKind, as_of: datetime) -> datetime | None:
    """Return the trial's end that carries over: the remaining one, at most as long as the new plan's own."""
    ends, plan = move.standing.trial_end, move.offer.plan
    if ends is None or plan.trial is None or kind == "reactivation" or not plan.recurring or is_free(plan):
        return None
    return min(ends, add_period(as_of, plan.trial))


def keeps_anchor(move: Move, kind: ChangeKind) -> bool:
    """Tell whether the billing date stays: inside a paid recurring term, for a recurring offer of one period."""
    plan = move.offer.plan
    return (
        move.snapshot.settings.anchor == "keep_anchor"
        and not move.is_legacy
        and kind != "reactivation"
        and move.standing.in_paid_term
        and move.offer.same_period
        and plan.recurring
        and not is_free(plan)
    )


def _start_of_new_term(move: Move, kind: ChangeKind, as_of: datetime) -> datetime:
    """Return where a new term starts: now, or at the old end where an active membership's next term still runs."""
    standing, period = move.standing, move.offer.period
    if kind != "reactivation" or not standing.is_running or standing.end is None or period is None:
        return as_of
    end = add_period(standing.end, period, anchor_day=standing.anchor_day)
    return standing.end if as_of < end else as_of


def _end_of(start: datetime, period: Period | None, anchor: int | None) -> datetime | None:
    return add_period(start, period, anchor_day=anchor) if period else None
