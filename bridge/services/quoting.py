"""Tell what may be chosen and what it costs; nothing but the quote is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bridge.domain.snapshot import Selection
from bridge.errors import MembershipUnknown, NotAllowed, OutcomeUnknown, QuoteUnknown, StoreUnavailable
from bridge.services.access import viewer_of
from bridge.services.account_view import Viewer
from bridge.services.actor import Actor
from bridge.services.choosing import choices_view
from bridge.services.confirmable import obstacle, ways_to_pay
from bridge.services.facts import MembershipFacts
from bridge.services.ports import Services, Store
from bridge.services.pricing import chosen, price
from bridge.services.quote_view import ChoicesView, QuoteView, StoredQuote, Usage


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
