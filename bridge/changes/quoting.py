"""Make, keep, read and answer a quote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from typing_extensions import TypedDict

from bridge.changes.choices import ChoicesView, choices_view, raises_nothing
from bridge.changes.confirmable import obstacle, refusing, ways_to_pay
from bridge.errors import (
    BridgeError,
    ChangeRefused,
    MembershipUnknown,
    NetworkIsACopy,
    NotAllowed,
    OutcomeUnknown,
    QuoteUnknown,
    StoreUnavailable,
)
from bridge.limits import effective
from bridge.limits.effective import exceeds
from bridge.people import Actor, Viewer, viewer_of
from bridge.ports import Services
from bridge.pricing.price import price_change
from bridge.pricing.quote import Quote as PricedQuote
from bridge.pricing.refusal import Refusal
from bridge.pricing.snapshot import Selection
from bridge.quotas.materialise import held_limits, limits_of
from bridge.store import quotes
from bridge.store.memberships import MembershipFacts
from bridge.store.quotes import ChosenAddon, Limits, StoredQuote, Usage
from bridge.store.store import Store
from bridge.web import encoding
from bridge.web.encoding import (
    ChangeKind,
    Currency,
    DetailedCharge,
    Instant,
    Money,
    Period,
    QuoteLine,
    instant,
    instant_or_none,
    money,
    period,
    plain,
    present_addons,
    present_lines,
    present_next_charge,
)


@dataclass(frozen=True, slots=True)
class QuoteView:
    """A quote for a page. ``id`` is None for kind ``none``: nothing was written and nothing can be confirmed.

    ``obstacle`` is what confirming it would be refused with; None where it is ``confirmable``, or nobody asked.
    """

    id: str | None
    membership_id: int
    selection: Selection
    plan_name: str
    addons: tuple[ChosenAddon, ...]
    quote: PricedQuote
    names: Mapping[int, str]
    limits_before: Limits
    limits_after: Limits
    exceeds: tuple[effective.Exceeded, ...]
    replaces_pending: quotes.ReplacedChange | None
    confirmable: bool
    gateways: tuple[str, ...]
    obstacle: BridgeError | None = None


def price(  # noqa: PLR0913, PLR0917 (a pure function of everything it is told)
    facts: MembershipFacts, user_id: int, quote_id: str, selection: Selection, usage: Usage, as_of: datetime
) -> StoredQuote:
    """Decide and price a selection of a membership's facts as a quote to be kept; ``as_of`` has whole seconds.

    :raises ChangeRefused: where the offer may not be chosen.
    """
    above = _above(facts, selection, usage)
    decided = price_change(facts.snapshot, selection, as_of, exceeded=refusing(above))
    refused = decided if not isinstance(decided, PricedQuote) else _futile(facts, selection, decided)
    if refused or not isinstance(decided, PricedQuote):
        raise ChangeRefused(refusals=[_with_figures(refusal_params(refusal), above) for refusal in refused])
    return StoredQuote(
        id=quote_id,
        membership_id=facts.snapshot.membership.id,
        customer_id=facts.snapshot.customer.id,
        user_id=user_id,
        selection=selection,
        quote=decided,
        names=_names(facts, selection, decided),
        limits_before=held_limits(facts),
        limits_after=limits_of(facts, selection.plan_id, selection.addons),
        exceeds=above,
        replaces=_replaced(facts) if decided.replaces_pending else None,
        usage=usage,
    )


def _futile(facts: MembershipFacts, selection: Selection, quote: PricedQuote) -> tuple[Refusal, ...]:
    """Return a refusal for each package added where the change is nothing but packages that raise nothing."""
    if quote.kind != "addon":
        return ()
    held = facts.snapshot.membership.addons
    added = [product_id for product_id, n in sorted(selection.addons.items()) if n > held.get(product_id, 0)]
    futile = [product_id for product_id in added if raises_nothing(facts, selection.plan_id, held, product_id)]
    if not added or futile != added:
        return ()
    return tuple(Refusal("adds_nothing", {"product_id": product_id}) for product_id in futile)


def _with_figures(refusal: dict[str, Any], above: Iterable[effective.Exceeded]) -> dict[str, Any]:
    """Add to a refusal by limits how much is used of each, how much is allowed and how much has to go."""
    if refusal["code"] != "over_limit":
        return refusal
    figures = [
        {"limit": one.limit, "used": one.used, "allowed": one.allowed, "over": one.over, "blog_id": one.blog_id}
        for one in above
        if one.limit in refusal["params"]["limits"]
    ]
    return {**refusal, "params": {**refusal["params"], "limits": figures}}


def chosen(addons: Mapping[int, int], names: Mapping[int, str]) -> tuple[ChosenAddon, ...]:
    """Return add-ons with their names, in the order of their ids."""
    return tuple(
        ChosenAddon(product_id, names.get(product_id, ""), addons[product_id]) for product_id in sorted(addons)
    )


def refusal_params(refusal: Refusal) -> dict[str, Any]:
    """Return a refusal as JSON-able values."""
    return {"code": refusal.code, "params": dict(refusal.params)}


def _above(facts: MembershipFacts, selection: Selection, usage: Usage) -> tuple[effective.Exceeded, ...]:
    """Return what the use told is above on each of the membership's own sites, under the selection.

    How many sites there are is not told but known: it is the membership's, not one site's.
    """
    sites = {"sites": len(facts.site_limitations)}
    found = list(exceeds(limits_of(facts, selection.plan_id, selection.addons), sites))
    for blog_id, told in sorted(usage.items()):
        if blog_id in facts.site_limitations:
            used = {name: number for name, number in told.items() if name != "sites"}
            found += exceeds(limits_of(facts, selection.plan_id, selection.addons, blog_id), used, blog_id)
    return tuple(found)


def _replaced(facts: MembershipFacts) -> quotes.ReplacedChange | None:
    """Return the pending change that the quote would replace."""
    if facts.scheduled is None:
        return None
    stored, selection = facts.scheduled.stored, facts.scheduled.stored.selection
    return quotes.ReplacedChange(
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


def list_choices(services: Services, actor: Actor, membership_id: int) -> ChoicesView:
    """Return the plans, periods and add-ons that a membership may change to.

    :raises NotAllowed: where the person has no business with the membership.
    """
    facts, _ = services.database.reading(lambda store: seen(store, actor, membership_id))
    return choices_view(facts, services.clock.now().replace(microsecond=0), with_refused=actor.is_network_admin)


def make_quote(
    services: Services, actor: Actor, membership_id: int, selection: Selection, usage: Usage | None = None
) -> QuoteView:
    """Price a change and keep the quote; kind ``none`` is answered without an id and not kept.

    :raises ChangeRefused: where the offer may not be chosen.
    :raises NotAllowed: where the person has no business with the membership.
    """
    facts, viewer = services.database.reading(lambda store: seen(store, actor, membership_id))
    now = services.clock.now()
    stored = price(facts, actor.user_id, services.new_id(), selection, usage or {}, now.replace(microsecond=0))
    if stored.quote.kind != "none":
        stored = _kept(services, stored)
    return _view(services, stored, facts, viewer, now)


def read_quote(services: Services, actor: Actor, quote_id: str) -> QuoteView:
    """Return a quote as it was told; past its time it is shown and cannot be confirmed.

    :raises QuoteUnknown: where there is none that the person may see.
    """
    try:
        stored, facts, viewer = services.database.reading(lambda store: _found(store, actor, quote_id))
    except (NotAllowed, MembershipUnknown) as refused:
        raise QuoteUnknown from refused
    return _view(services, stored, facts, viewer, services.clock.now())


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
    facts = store.memberships.load(membership_id)
    if facts is None:
        raise MembershipUnknown(membership_id=membership_id) if actor.is_network_admin else NotAllowed
    return facts, viewer_of(store, actor, facts)


def _found(store: Store, actor: Actor, quote_id: str) -> tuple[StoredQuote, MembershipFacts, Viewer]:
    """Return a quote with its membership."""
    stored = store.quotes.find(quote_id)
    if stored is None:
        raise QuoteUnknown
    return stored, *seen(store, actor, stored.membership_id)


def _view(services: Services, stored: StoredQuote, facts: MembershipFacts, viewer: Viewer, now: datetime) -> QuoteView:
    """Return a quote for a page."""
    quote, selection = stored.quote, stored.selection
    refused = obstacle(services, facts, stored, now, may_buy=viewer.may_buy)
    return QuoteView(
        id=stored.id if quote.kind != "none" else None,
        membership_id=stored.membership_id,
        selection=selection,
        plan_name=stored.names.get(selection.plan_id, ""),
        addons=chosen(selection.addons, stored.names),
        quote=quote,
        names=stored.names,
        limits_before=stored.limits_before,
        limits_after=stored.limits_after,
        exceeds=stored.exceeds,
        replaces_pending=stored.replaces,
        confirmable=refused is None,
        gateways=ways_to_pay(services, quote),
        obstacle=refused,
    )


class Selected(TypedDict):
    """What the quote is for."""

    plan_id: int
    plan_name: str
    period: Period | None
    addons: list[encoding.ChosenAddon]


class ReplacedChange(TypedDict):
    """The pending change that confirming would replace."""

    quote_id: str
    plan_id: int
    plan_name: str
    addons: list[encoding.ChosenAddon]
    period: Period | None
    effective_at: Instant


class Exceeded(TypedDict):
    """A limit that present use is above."""

    limit: str
    used: float
    allowed: int
    blog_id: int | None


class Gateway(TypedDict):
    """A way to pay the quote."""

    id: str


class Obstacle(TypedDict):
    """What confirming would be refused with, as that refusal is answered."""

    code: str
    params: dict[str, Any]


class Quote(TypedDict):
    """A priced change; ``id`` null: nothing would change, nothing was kept, nothing can be confirmed.

    ``reason`` is null where it is ``confirmable``: confirming it right away would not be refused.
    """

    id: str | None
    as_of: Instant
    valid_until: Instant
    kind: ChangeKind
    membership_id: int
    currency: Currency
    effective: Instant | None
    selection: Selected
    lines: list[QuoteLine]
    charge_lines: list[QuoteLine]
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
    term_end: Instant | None
    trial_end: Instant | None
    replaces_pending: ReplacedChange | None
    limits_before: encoding.Limits
    limits_after: encoding.Limits
    exceeds: list[Exceeded]
    confirmable: bool
    reason: Obstacle | None
    gateways: list[Gateway]


class QuoteAnswer(TypedDict):
    """One quote."""

    quote: Quote


def present_quote(told: QuoteView, locale: str, *, is_copy: bool = False) -> Quote:
    """Return a quote for a page; on a copy of a network nothing can be confirmed."""
    refused = NetworkIsACopy() if is_copy else told.obstacle
    quote, currency = told.quote, told.quote.currency

    def amount(minor: int) -> Money:
        """Write an amount of this quote."""
        return money(minor, currency, locale)

    return {
        "id": told.id,
        "as_of": instant(quote.as_of),
        "valid_until": instant(quote.valid_until),
        "kind": quote.kind,
        "membership_id": told.membership_id,
        "currency": currency,
        "effective": instant_or_none(quote.effective),
        "selection": {
            "plan_id": told.selection.plan_id,
            "plan_name": told.plan_name,
            "period": period(told.selection.period),
            "addons": present_addons(told.addons),
        },
        "lines": present_lines(quote.lines, told.names, currency, locale),
        "charge_lines": present_lines(quote.charge_lines, told.names, currency, locale),
        "credit": amount(quote.credit_minor),
        "credit_kept": amount(quote.credit_kept_minor),
        "charges": amount(quote.charges_minor),
        "tax": amount(quote.tax_minor),
        "account_credit_before": amount(quote.account_credit_before_minor),
        "account_credit_after": amount(quote.account_credit_after_minor),
        "account_credit_used": amount(quote.account_credit_used_minor),
        "due_now": amount(quote.due_now_minor),
        "recurring_total": amount(quote.recurring_total_minor),
        "next_charge": present_next_charge(quote.next_charge, told.names, currency, locale),
        "term_end": instant_or_none(quote.term[1]),
        "trial_end": instant_or_none(quote.trial_end),
        "replaces_pending": _present_replaced(told.replaces_pending),
        "limits_before": dict(told.limits_before),
        "limits_after": dict(told.limits_after),
        "exceeds": [
            {"limit": over.limit, "used": over.used, "allowed": over.allowed, "blog_id": over.blog_id}
            for over in told.exceeds
        ],
        "confirmable": told.confirmable and not is_copy,
        "reason": _reason(refused, currency, locale),
        "gateways": [{"id": gateway} for gateway in told.gateways],
    }


def _reason(refused: BridgeError | None, currency: str, locale: str) -> Obstacle | None:
    """Return what confirming would be refused with."""
    return None if refused is None else {"code": refused.code, "params": plain(refused.params, currency, locale)}


def _present_replaced(change: quotes.ReplacedChange | None) -> ReplacedChange | None:
    """Return the pending change that confirming would replace."""
    if change is None:
        return None
    return {
        "quote_id": change.quote_id,
        "plan_id": change.plan_id,
        "plan_name": change.plan_name,
        "addons": present_addons(change.addons),
        "period": period(change.period),
        "effective_at": instant(change.effective_at),
    }
