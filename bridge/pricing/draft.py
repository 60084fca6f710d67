"""A change worked out before it is totalled, and when it takes effect: plan and period are kept, or a term is bought.

Plan and period stay where add-ons come or go, or a cancellation is taken back. A new term is one of another plan or
period, or after the old one is over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bridge.pricing import renewal_lines
from bridge.pricing.calendar import Period, add_period
from bridge.pricing.catalog import agreed_billings, is_free
from bridge.pricing.charges import Charge, Tariff, TaxTable
from bridge.pricing.credit import Credit, credits_of
from bridge.pricing.offer import Move, Offer
from bridge.pricing.proration import FULL, UNITS, Share
from bridge.pricing.quote import ChangeKind
from bridge.pricing.renewal_lines import kept_lines, line_of, payable_until, present_lines
from bridge.pricing.snapshot import RecurringLine, Status


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
    def keeps_dates(self) -> bool:
        """Tell whether the membership's own dates and billings stay as they are: nothing of this is of its term.

        So it is with what is bought once, and with all that is bought beside a plan without an end.
        """
        if self.ends_lines or not self.move.offer.keeps_plan:
            return False
        buys_once = self.kind == "addon" and not any(charge.recurs for charge in self.charges)
        return buys_once or self.move.standing.is_untimed

    @property
    def billings(self) -> int | None:
        """Return how often the plan is billed from this change on, 0: until it is cancelled; None: as agreed before.

        Another plan, and one bought anew after all of its billings, begins its own count; what is kept keeps what was
        agreed, also for another period.

        :raises NotKnown: where the plan's own number cannot be read.
        """
        offer = self.move.offer
        new_term = self.ends_lines or (self.effective is not None and self.kind != "removal")
        buys_anew = new_term and self.move.snapshot.membership.is_paid_in_full()
        return agreed_billings(offer.plan) if buys_anew or not offer.same_plan else None

    @property
    def bills_plan(self) -> bool:
        """Tell whether the plan is billed for a new term as the change takes effect."""
        return self.ends_lines and any(charge.type == "plan" for charge in self.charges)

    @property
    def is_last_billing(self) -> bool:
        """Tell whether no billing of the plan follows once the change has taken effect.

        :raises NotKnown: as :attr:`billings` does.
        """
        agreed, now = self.billings, int(self.bills_plan)
        if agreed is None:
            return self.move.snapshot.membership.is_paid_in_full(now)
        return 0 < agreed <= now

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


def effective_at(move: Move, kind: ChangeKind, as_of: datetime) -> datetime | None:
    """Return when a change takes effect, None for at once.

    A removal always waits for the term's end, a downgrade where the network says so and a paid term is running.
    Ultimate Multisite puts off every downgrade of a running membership, of one without an end to the same instant,
    for the next charge to settle; and none of an unpaid, cancelled or expired one.
    """
    standing = move.standing
    if kind == "removal":
        return standing.end if standing.end is not None and standing.end > as_of else None
    if kind != "downgrade" or move.snapshot.settings.downgrade == "immediate":
        return None
    if move.is_legacy:
        return (standing.end or as_of) if standing.is_running and not move.falls_due else None
    return standing.end if standing.in_paid_term else None


def keeps_anchor(move: Move, kind: ChangeKind) -> bool:
    """Tell whether the billing date stays: inside a paid recurring term, for a recurring offer of one period.

    Not where nothing is prorated: a full term would be charged for the rest of one.
    """
    plan, settings = move.offer.plan, move.snapshot.settings
    return (
        settings.anchor == "keep_anchor"
        and not settings.charges_whole_terms_for_parts
        and not move.is_legacy
        and kind != "reactivation"
        and move.standing.in_paid_term
        and move.offer.same_period
        and plan.recurring
        and not is_free(plan)
    )


def carried_trial(move: Move, kind: ChangeKind, as_of: datetime) -> datetime | None:
    """Return the trial's end that carries over: the remaining one, at most as long as the new plan's own."""
    ends, plan = move.standing.trial_end, move.offer.plan
    if ends is None or plan.trial is None or kind == "reactivation" or not plan.recurring or is_free(plan):
        return None
    return min(ends, add_period(as_of, plan.trial))


def continues_old_term(move: Move, kind: ChangeKind, as_of: datetime) -> bool:
    """Tell whether a new term starts at the old end: who pays within the days of grace, in which nothing was closed."""
    standing, settings = move.standing, move.snapshot.settings
    if kind != "reactivation" or not standing.is_running or move.offer.period is None:
        return False
    deadline = payable_until(standing, settings.grace_days)
    return deadline is not None and as_of < deadline


def end_of(start: datetime, period: Period | None, anchor: int | None) -> datetime | None:
    """Return the end of a term, None where nothing recurs."""
    return add_period(start, period, anchor_day=anchor) if period else None


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
    later = tariff.renewing
    same = share is FULL and later is tariff
    full = now if same else [later.recurring_addon(products[i], offer.added[i], period) for i in recurs]
    held = kept_lines(later, standing, offer)
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
        recurring=tuple(line_of(charge) for charge in _renewing(tariff, offer, full)),
        addons=offer.addons,
        status="trialing" if trial_end else "active",
        anchor_day=anchor if offer.period else standing.anchor_day,
        period=offer.period,
        trial_end=trial_end,
        deferred=fees if trial_end else [],
        ends_lines=True,
    )


def _renewing(tariff: Tariff, offer: Offer, full: list[Charge]) -> list[Charge]:
    """Return the charges of a term after this one: a code that was typed in may be for this change alone."""
    later = tariff.renewing
    return full if later is tariff else recurring_charges(later, offer)


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
        recurring=tuple(line_of(charge) for charge in _renewing(tariff, offer, full)),
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
