"""Make, keep, read and answer a quote; may it be confirmed? That is decided alike for who reads and who confirms."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from functools import partial
from typing import Any, Literal

from bridge.changes.code import with_code, with_code_where_it_holds
from bridge.changes.view import Currency, DetailedCharge, QuoteLine, charge_answer, chosen, lines_answer
from bridge.errors import (
    BilledElsewhere,
    BridgeError,
    ChangeOpen,
    ChangeRefused,
    GatewayUnsuitable,
    MembershipPaused,
    MembershipUnknown,
    NetworkIsACopy,
    NotAllowed,
    NothingToChange,
    NotTheCustomer,
    OutcomeUnknown,
    QuoteStale,
    QuoteUnknown,
    SoldElsewhere,
    StoreUnavailable,
)
from bridge.gateways.port import Gateways
from bridge.limits.effective import NEVER_REFUSES, Exceeded
from bridge.people import Actor, Viewer, viewer_of
from bridge.ports import Services
from bridge.pricing.bill import rounded
from bridge.pricing.calendar import Period
from bridge.pricing.money import Figures, Money, to_minor
from bridge.pricing.price import SHRINKING, price_change
from bridge.pricing.quote import Billings, ChangeKind
from bridge.pricing.quote import Quote as PricedQuote
from bridge.pricing.refusal import Refusal
from bridge.pricing.snapshot import Selection
from bridge.quotas.materialise import (
    Use,
    VoidLimit,
    above,
    has_outgrown,
    held_limits,
    is_at_least,
    limits_of,
    refusing,
    unmeasured,
    use_of,
    voided,
    with_effect,
    without_effect,
)
from bridge.store.changes import RENEWAL, ChangeRecord, ChangeState
from bridge.store.engine.values import BEYOND
from bridge.store.memberships import MembershipFacts
from bridge.store.quotes import ChosenAddon, Limits, ReplacedChange, StoredQuote, Usage
from bridge.store.store import Store

#: As many sites and limits are told one by one in a refusal.
_TOLD = 100

#: Why figures do not hold any more: only their time is over, or something they were worked out from is not so now.
StaleReason = Literal["expired", "moved"]


class Moved(Exception):
    """The quote expired, or what it was computed from is not so any more: ``reason`` says which of the two."""

    def __init__(self, reason: StaleReason) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason


def require_confirmable(services: Services, facts: MembershipFacts, stored: StoredQuote, at: datetime) -> None:
    """Refuse a quote that cannot be confirmed as things are, whoever confirms it and whatever else is under way.

    :raises MembershipPaused: where the membership rests.
    :raises Moved: where it is not valid any more.
    :raises NothingToChange: where it changes nothing.
    :raises GatewayUnsuitable: where nothing can take the money.
    :raises SoldElsewhere: where the network has its changes sold by the other system.
    :raises BilledElsewhere: where another system's subscription bills the membership and would not charge this.
    """
    require_not_paused(facts)
    _require_unmoved(facts, stored, at)
    _require_buyable(services, facts, stored)


def _require_still(services: Services, facts: MembershipFacts, stored: StoredQuote, at: datetime) -> None:
    """Refuse a quote just priced from these very facts that cannot be confirmed: it need not be priced once more.

    :raises BridgeError: as :func:`require_confirmable` does.
    """
    _require_in_time(stored, at)
    _require_buyable(services, facts, stored)


def _require_buyable(services: Services, facts: MembershipFacts, stored: StoredQuote) -> None:
    """Refuse what nobody can buy, though it was priced from these very facts."""
    if stored.quote.kind == "none":
        raise NothingToChange
    if facts.is_sold_elsewhere:
        raise SoldElsewhere
    if not ways_to_pay(services, stored.quote):
        raise GatewayUnsuitable(gateway="")
    if facts.billed_elsewhere and _moves_money(facts, stored.quote):
        raise BilledElsewhere(membership_id=stored.membership_id, gateway=facts.gateway)


def require_not_paused(facts: MembershipFacts) -> None:
    """Refuse what would change a membership that rests.

    :raises MembershipPaused: where it does.
    """
    if facts.pause is not None:
        raise MembershipPaused(since=facts.pause.since.isoformat())


def _obstacle(facts: MembershipFacts, viewer: Viewer, require: Callable[[], None]) -> BridgeError | None:
    """Return what confirming a quote right now would be refused with, None where it would not be.

    ``require`` refuses what cannot be confirmed as things are.
    """
    open_change = facts.under_way.record if facts.under_way else None
    if open_change is not None and not gives_way(open_change):
        return ChangeOpen(quote_id=open_change.quote_id, operation=open_change.operation)
    if not viewer.may_buy:
        return NotTheCustomer()
    try:
        require()
    except Moved as moved:
        return QuoteStale(reason=moved.reason)
    except BridgeError as refused:
        return refused
    return None


def ways_to_pay(services: Services, quote: PricedQuote) -> tuple[str, ...]:
    """Return the gateways that can take what a quote has due, or that it is carried over with."""
    gateways = services.gateways
    taking = gateways.for_amount(quote.due_now_minor, quote.currency)
    return tuple(sorted({*taking, *(name for name in gateways if is_carried(gateways, name, quote))}))


def can_pay(gateways: Gateways, gateway: str, quote: PricedQuote) -> bool:
    """Tell whether a gateway takes what a quote has due, or it is carried over since that takes no sum as small."""
    return gateways.can_take(gateway, quote.due_now_minor, quote.currency) or is_carried(gateways, gateway, quote)


def is_carried(gateways: Gateways, gateway: str, quote: PricedQuote) -> bool:
    """Tell whether what is due is below the least that a gateway takes, and there is a next charge that takes it."""
    return quote.next_charge is not None and gateways.is_too_little(gateway, quote.due_now_minor, quote.currency)


def fitted(gateways: Gateways, quote: PricedQuote) -> PricedQuote:
    """Return a quote whose due sum a provider can take, where the network has one: what it cannot is left off."""
    return rounded(quote) if gateways.charging_saved else quote


def gives_way(change: ChangeRecord) -> bool:
    """Tell whether a change may be confirmed in place of what is under way: a renewal that nobody is paying."""
    return change.operation == RENEWAL and change.status is ChangeState.AWAITING_PAYMENT


def _require_unmoved(facts: MembershipFacts, stored: StoredQuote, at: datetime) -> None:
    """Decide again on what is true now, at the quote's own instant; any other answer means that it moved."""
    quote = stored.quote
    if facts.snapshot.customer.id != stored.customer_id:
        raise Moved("moved")
    decided = price_change(facts.snapshot, stored.selection, quote.as_of, exceeded=refusing(stored.exceeds))
    futile = with_effect(facts, stored.selection.plan_id, stored.selection.addons)
    if not isinstance(decided, PricedQuote) or decided.basis != quote.basis or futile:
        raise Moved("moved")
    _require_in_time(stored, at)


def require_fits(store: Store, facts: MembershipFacts, stored: StoredQuote) -> None:
    """Refuse a change to less that fitted as it was priced and does not now, as far as its sites have measured since.

    Asked under the lock of whoever confirms: what was told with the quote was true then.

    :raises Moved: where the network refuses what is above a limit by now.
    """
    settings, membership_id = facts.snapshot.settings, stored.membership_id
    if stored.quote.kind not in SHRINKING or not settings.is_any_over("refuse"):
        return
    limits = stored.limits_after
    most = limits.get("sites", {}).get("limit") if settings.when_over("sites") == "refuse" else None
    if most is not None and store.limits.has_more_sites(membership_id, most):
        raise Moved("moved")
    if has_outgrown(store, facts, stored):
        raise Moved("moved")


def _require_in_time(stored: StoredQuote, at: datetime) -> None:
    """Refuse a quote whose time is over."""
    if at >= stored.quote.valid_until:
        raise Moved("expired")


def _moves_money(facts: MembershipFacts, quote: PricedQuote) -> bool:
    """Tell whether the change charges anything, now or later, that the other subscription does not charge."""
    charges = quote.charges_minor or quote.credit_minor or any(line.amount_minor for line in quote.charge_lines)
    return bool(charges) or quote.recurring_total_minor != facts.snapshot.membership.amount


@dataclass(frozen=True, slots=True)
class Selected:
    """What the quote is for; ``period`` null: a plan without an end."""

    plan_id: int
    plan_name: str
    period: Period | None
    addons: tuple[ChosenAddon, ...]


@dataclass(frozen=True, slots=True)
class AppliedCode:
    """A discount code that was typed in: whether renewals have it too, and the membership's own that it replaces."""

    code: str
    applies_to_renewals: bool
    replaces: str | None


@dataclass(frozen=True, slots=True)
class Gateway:
    """A way to pay the quote."""

    id: str


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What confirming would be refused with, as that refusal is answered."""

    code: str
    params: Figures


@dataclass(frozen=True, slots=True)
class Quote:
    """A priced change; ``id`` null: nothing would change, nothing was kept, nothing can be confirmed.

    ``reason`` is null where it is ``confirmable``: confirming it right away would not be refused. ``unmeasured`` is how
    many sites lack a figure of what it allows less of: it is not known, and not taken for nothing. ``exceeds_more`` is
    how many more there are like ``exceeds``, at least, where ``exceeds_at_least``. ``void`` is what
    would be raised and is not, because a value of the membership's or a site's own stands in its place. ``billings``:
    what it charges now counted; null: the plan is billed without end, or never again.
    """

    id: str | None
    as_of: datetime
    valid_until: datetime
    kind: ChangeKind
    membership_id: int
    currency: Currency
    effective: datetime | None
    selection: Selected
    lines: tuple[QuoteLine, ...]
    charge_lines: tuple[QuoteLine, ...]
    credit: Money
    credit_kept: Money
    charges: Money
    tax: Money
    account_credit_before: Money
    account_credit_after: Money
    account_credit_used: Money
    due_now: Money
    recurring_total: Money
    next_charge: DetailedCharge | None
    billings: Billings | None
    term_end: datetime | None
    trial_end: datetime | None
    replaces_pending: ReplacedChange | None
    limits_before: Limits
    limits_after: Limits
    exceeds: tuple[Exceeded, ...]
    exceeds_more: int
    exceeds_at_least: bool
    unmeasured: int
    void: tuple[VoidLimit, ...]
    confirmable: bool
    reason: Obstacle | None
    gateways: tuple[Gateway, ...]
    discount_code: AppliedCode | None


@dataclass(frozen=True, slots=True)
class QuoteAnswer:
    """A quote as its reader may confirm it now."""

    quote: Quote


def price(  # noqa: PLR0913, PLR0917 (a pure function of everything it is told)
    facts: MembershipFacts, user_id: int, quote_id: str, selection: Selection, use: Use, as_of: datetime
) -> StoredQuote:
    """Decide and price a selection of a membership's facts as a quote to be kept; ``as_of`` has whole seconds.

    :raises ChangeRefused: where the offer may not be chosen.
    """
    limits = limits_of(facts, selection.plan_id, selection.addons)
    found = above(facts, selection, use, limits)
    decided = price_change(facts.snapshot, selection, as_of, exceeded=refusing(found))
    refused = decided if not isinstance(decided, PricedQuote) else _unsold(facts, selection, decided)
    if refused or not isinstance(decided, PricedQuote):
        raise ChangeRefused(refusals=[_with_figures(refusal, found, use) for refusal in refused])
    return StoredQuote(
        id=quote_id,
        membership_id=facts.snapshot.membership.id,
        customer_id=facts.snapshot.customer.id,
        user_id=user_id,
        selection=selection,
        quote=decided,
        names=_names(facts, selection, decided),
        limits_before=held_limits(facts),
        limits_after=limits,
        exceeds=_held_later(facts, decided, found),
        replaces=_replaced(facts) if decided.replaces_pending else None,
        usage=use.one_by_one,
        unmeasured=unmeasured(facts, selection, use),
        exceeds_more=use.more,
        exceeds_at_least=is_at_least(facts, use),
        code_before=facts.snapshot.membership.discount_code.code if facts.snapshot.membership.discount_code else None,
    )


def _held_later(facts: MembershipFacts, quote: PricedQuote, above_it: Iterable[Exceeded]) -> tuple[Exceeded, ...]:
    """Return what use is above with what becomes of it; in days of grace what held before goes on.

    Only a change to less refuses; whatever else takes effect with something above a limit holds growth alone.
    """
    settings = facts.snapshot.settings
    until = (quote.effective or quote.as_of) + timedelta(days=settings.over_grace_days)
    found = []
    for one in above_it:
        when = "warn" if one.limit in NEVER_REFUSES else settings.when_over(one.limit)
        if when == "refuse" and quote.kind not in SHRINKING:
            when = "warn"
        found.append(replace(one, when=when, until=until if when == "grace" else None))
    return tuple(found)


def _unsold(facts: MembershipFacts, selection: Selection, quote: PricedQuote) -> tuple[Refusal, ...]:
    """Return why something that could be priced is not sold all the same."""
    return _beyond_columns(quote) or without_effect(facts, selection.plan_id, selection.addons)


def _beyond_columns(quote: PricedQuote) -> tuple[Refusal, ...]:
    """Return a refusal where a sum is more than the shared tables can hold: it could be paid and never be written."""
    sums = (quote.recurring_total_minor, quote.charges_minor, quote.due_now_minor)
    is_beyond = max(sums) >= to_minor(Fraction(BEYOND), quote.currency)
    return (Refusal("amount_unknown", {"column": "amount"}),) if is_beyond else ()


def _with_figures(refusal: Refusal, found: Iterable[Exceeded], use: Use) -> dict[str, Any]:
    """Return a refusal as JSON-able values; one by limits tells how much is used, allowed and has to go of each.

    ``more`` is how many more there are than it tells one by one.
    """
    params = dict(refusal.params)
    if refusal.code == "over_limit":
        refused = [one for one in found if one.limit in refusal.params["limits"]]
        params["more"] = len(refused[_TOLD:]) + use.more_of(set(refusal.params["limits"]))
        params["limits"] = [
            {"limit": one.limit, "used": one.used, "allowed": one.allowed, "over": one.over, "blog_id": one.blog_id}
            for one in refused[:_TOLD]
        ]
    return {"code": refusal.code, "params": params}


def _replaced(facts: MembershipFacts) -> ReplacedChange | None:
    """Return the pending change that the quote would replace."""
    if facts.scheduled is None:
        return None
    stored, selection = facts.scheduled.stored, facts.scheduled.stored.selection
    return ReplacedChange(
        quote_id=facts.scheduled.record.quote_id,
        plan_id=selection.plan_id,
        plan_name=stored.names.get(selection.plan_id, ""),
        addons=chosen(selection.addons, stored.names),
        period=selection.period,
        effective_at=facts.scheduled.record.effective_at,
    )


def _names(facts: MembershipFacts, selection: Selection, quote: PricedQuote) -> dict[int, str]:
    """Return the names of every product that the quote speaks of."""
    membership = facts.snapshot.membership
    lines = (*quote.lines, *quote.charge_lines, *(quote.next_charge.lines if quote.next_charge else ()))
    spoken = {line.product_id for line in lines} | set(selection.addons) | set(membership.addons)
    known = facts.snapshot.products
    return {
        product_id: known[product_id].name
        for product_id in sorted({selection.plan_id, membership.plan_id} | {i for i in spoken if i is not None})
        if product_id in known
    }


def make_quote(
    services: Services, actor: Actor, membership_id: int, selection: Selection, usage: Usage | None = None
) -> Quote:
    """Price a change and keep the quote; kind ``none`` is answered without an id and not kept.

    :raises ChangeRefused: where the offer may not be chosen.
    :raises MembershipPaused: where it rests, whatever else is wrong with what was chosen.
    :raises NotAllowed: where the person has no business with the membership.
    """
    now = services.clock.now()

    told = usage or {}

    def read(store: Store) -> tuple[MembershipFacts, Viewer, Use]:
        found, viewer = seen(store, actor, membership_id)
        require_not_paused(found)
        use = use_of(store, found, selection, told)
        return with_code(store, found, selection, now) if selection.code else found, viewer, use

    facts, viewer, use = services.database.reading(read)
    stored = price(facts, actor.user_id, services.new_id(), selection, use, now.replace(microsecond=0))
    if stored.quote.kind != "none":
        stored = _kept(services, replace(stored, quote=fitted(services.gateways, stored.quote)))
    if stored.quote.kind == "none" and _no_charge_comes(facts, stored.quote, now):
        stored = replace(stored, quote=replace(stored.quote, next_charge=None))
    return _told(services, stored, facts, viewer, partial(_require_still, services, facts, stored, now))


def _no_charge_comes(facts: MembershipFacts, quote: PricedQuote, now: datetime) -> bool:
    """Tell whether what is held is charged no more as things are, or was to be on a day that is over."""
    return facts.bills_nothing or quote.next_charge is None or quote.next_charge.date <= now


def read_quote(services: Services, actor: Actor, quote_id: str) -> Quote:
    """Return a quote as it was told; past its time it is shown and cannot be confirmed.

    :raises QuoteUnknown: where there is none that the person may see.
    """
    try:
        now = services.clock.now()
        stored, facts, viewer = services.database.reading(lambda store: _found(store, actor, quote_id, now))
    except (NotAllowed, MembershipUnknown) as refused:
        raise QuoteUnknown from refused
    at = services.clock.now()
    return _told(services, stored, facts, viewer, partial(require_confirmable, services, facts, stored, at))


def _kept(services: Services, stored: StoredQuote) -> StoredQuote:
    """Keep a quote; where it is not known whether it was, keep it once more under another id.

    Nothing is changed by a quote that nobody confirms, so nobody need be asked to look before trying again.

    :raises StoreUnavailable: where the connection broke both times.
    """
    try:
        services.database.transaction(lambda store: store.quotes.add(stored))
    except OutcomeUnknown:
        again = replace(stored, id=services.new_id())
        try:
            services.database.transaction(lambda store: store.quotes.add(again))
        except OutcomeUnknown as broken:
            raise StoreUnavailable(**broken.params) from broken
        return again
    return stored


def seen(store: Store, actor: Actor, membership_id: int) -> tuple[MembershipFacts, Viewer]:
    """Return a membership that the person may see, and who they are to it.

    :raises NotAllowed: where they may not, or where there is none and they are no network admin.
    :raises MembershipUnknown: where a network admin named one that does not exist.
    """
    facts = store.memberships.load(membership_id, site=actor.blog_id)
    if facts is None:
        raise MembershipUnknown(membership_id=membership_id) if actor.is_network_admin else NotAllowed
    return facts, viewer_of(store, actor, facts)


def _found(store: Store, actor: Actor, quote_id: str, at: datetime) -> tuple[StoredQuote, MembershipFacts, Viewer]:
    """Return a quote with its membership."""
    stored = store.quotes.find(quote_id)
    if stored is None:
        raise QuoteUnknown
    facts, viewer = seen(store, actor, stored.membership_id)
    if stored.customer_id != facts.snapshot.customer.id and not actor.is_network_admin:
        raise QuoteUnknown  # made for who had the membership before
    if stored.selection.code:
        facts = with_code_where_it_holds(store, facts, stored.selection, at)
    return stored, facts, viewer


def _told(
    services: Services, stored: StoredQuote, facts: MembershipFacts, viewer: Viewer, require: Callable[[], None]
) -> Quote:
    """Return a quote with what confirming it right now would come to."""
    refused = _obstacle(facts, viewer, require)
    told = quote_answer(stored, ways_to_pay(services, stored.quote), refused, facts.billings_after(stored.quote))
    void = voided(facts, stored.selection.plan_id, stored.selection.addons)
    return replace(told, void=void) if void else told


def on_a_copy(quote: Quote) -> Quote:
    """Return a quote as a copy of a network shows it: nothing can be confirmed there."""
    return replace(quote, confirmable=False, reason=_reason(NetworkIsACopy(), quote.currency))


def quote_answer(
    stored: StoredQuote, gateways: Iterable[str], refused: BridgeError | None, billings: Billings | None = None
) -> Quote:
    """Return a quote as people are told it; ``refused`` is what confirming it would be refused with."""
    quote, selection, names, currency = stored.quote, stored.selection, stored.names, stored.quote.currency
    return Quote(
        id=stored.id if quote.kind != "none" else None,
        as_of=quote.as_of,
        valid_until=quote.valid_until,
        kind=quote.kind,
        membership_id=stored.membership_id,
        currency=currency,
        effective=quote.effective,
        selection=Selected(
            plan_id=selection.plan_id,
            plan_name=names.get(selection.plan_id, ""),
            period=selection.period,
            addons=chosen(selection.addons, names),
        ),
        lines=lines_answer(quote.lines, names, currency),
        charge_lines=lines_answer(quote.charge_lines, names, currency),
        credit=Money(quote.credit_minor, currency),
        credit_kept=Money(quote.credit_kept_minor, currency),
        charges=Money(quote.charges_minor, currency),
        tax=Money(quote.tax_minor, currency),
        account_credit_before=Money(quote.account_credit_before_minor, currency),
        account_credit_after=Money(quote.account_credit_after_minor, currency),
        account_credit_used=Money(quote.account_credit_used_minor, currency),
        due_now=Money(quote.due_now_minor, currency),
        recurring_total=Money(quote.recurring_total_minor, currency),
        next_charge=charge_answer(quote.next_charge, names, currency),
        billings=billings,
        term_end=quote.term[1],
        trial_end=quote.trial_end,
        replaces_pending=stored.replaces,
        limits_before=stored.limits_before,
        limits_after=stored.limits_after,
        exceeds=stored.exceeds,
        exceeds_more=stored.exceeds_more,
        exceeds_at_least=stored.exceeds_at_least,
        unmeasured=stored.unmeasured,
        void=(),
        confirmable=refused is None,
        reason=None if refused is None else _reason(refused, currency),
        gateways=tuple(Gateway(gateway) for gateway in gateways),
        discount_code=_applied_code(stored),
    )


def _applied_code(stored: StoredQuote) -> AppliedCode | None:
    """Return what becomes of the code that was typed in; it replaces another where renewals have it."""
    code, kept = stored.selection.code, stored.quote.after.discount_code
    if not code:
        return None
    goes_on = kept is not None and kept.code == code
    return AppliedCode(code, goes_on, stored.code_before if goes_on and stored.code_before != code else None)


def _reason(refused: BridgeError, currency: str) -> Obstacle:
    """Return what confirming would be refused with."""
    return Obstacle(refused.code, Figures(refused.params, currency))
