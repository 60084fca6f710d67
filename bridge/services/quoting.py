"""Tell what may be chosen and what it costs; nothing but the quote is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bridge.domain.limits import Exceeded, exceeds
from bridge.domain.quote import Quote, price_change
from bridge.domain.refusal import Refusal
from bridge.domain.snapshot import Selection
from bridge.errors import ChangeRefused, MembershipUnknown, NotAllowed, QuoteUnknown
from bridge.services.access import viewer_of
from bridge.services.account_view import Viewer
from bridge.services.actor import Actor
from bridge.services.change_view import ChosenAddon
from bridge.services.choosing import choices_view
from bridge.services.entitlements import held_limits, limits_of
from bridge.services.facts import MembershipFacts
from bridge.services.ports import Services, Store
from bridge.services.quote_view import ChoicesView, QuoteView, ReplacedChange, StoredQuote

Usage = Mapping[int, Mapping[str, Any]]
"""What is used, by blog id: ``disk_space`` (MB), ``visits``, ``sites``, ``post_types`` and ``users`` by name."""

FREE = "free"
#: Visits begin anew each month and nobody can take them back: above the limit is told, never a reason to refuse.
_NEVER_REFUSES = frozenset({"visits"})


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
        services.database.transaction(lambda store: store.quotes.add(stored))
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


def price(  # noqa: PLR0913, PLR0917 (a pure function of everything it is told)
    facts: MembershipFacts, user_id: int, quote_id: str, selection: Selection, usage: Usage, as_of: datetime
) -> StoredQuote:
    """Decide and price a selection of a membership's facts as a quote to be kept; ``as_of`` has whole seconds.

    :raises ChangeRefused: where the offer may not be chosen.
    """
    above = _above(facts, selection, usage)
    refusing = sorted({found.limit for found in above} - _NEVER_REFUSES)
    decided = price_change(facts.snapshot, selection, as_of, exceeded=refusing)
    if not isinstance(decided, Quote):
        raise ChangeRefused(refusals=[refusal_params(refusal) for refusal in decided])
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
    )


def seen(store: Store, actor: Actor, membership_id: int) -> tuple[MembershipFacts, Viewer]:
    """Return a membership that the person may see, and who they are to it.

    :raises NotAllowed: where they may not, or where there is none and they are no network admin.
    :raises MembershipUnknown: where a network admin named one that does not exist.
    """
    facts = store.memberships.load(membership_id)
    if facts is None:
        raise MembershipUnknown(membership_id=membership_id) if actor.is_network_admin else NotAllowed
    return facts, viewer_of(store, actor, facts)


def refusal_params(refusal: Refusal) -> dict[str, Any]:
    """Return a refusal as JSON-able values."""
    return {"code": refusal.code, "params": dict(refusal.params)}


def _found(store: Store, actor: Actor, quote_id: str) -> tuple[StoredQuote, MembershipFacts, Viewer]:
    """Return a quote with its membership."""
    stored = store.quotes.find(quote_id)
    if stored is None:
        raise QuoteUnknown
    return stored, *seen(store, actor, stored.membership_id)


def _view(services: Services, stored: StoredQuote, facts: MembershipFacts, viewer: Viewer, now: datetime) -> QuoteView:
    """Return a quote for a page."""
    quote, selection, is_change = stored.quote, stored.selection, stored.quote.kind != "none"
    pays = sorted(name for name in services.gateways if name != FREE)
    return QuoteView(
        id=stored.id if is_change else None,
        membership_id=stored.membership_id,
        selection=selection,
        plan_name=stored.names.get(selection.plan_id, ""),
        addons=_chosen(selection.addons, stored.names),
        quote=quote,
        names=stored.names,
        limits_before=stored.limits_before,
        limits_after=stored.limits_after,
        exceeds=stored.exceeds,
        replaces_pending=stored.replaces,
        confirmable=is_change and viewer.may_buy and now <= quote.valid_until
        and not (facts.billed_elsewhere and quote.due_now_minor > 0),
        gateways=tuple(pays) if quote.due_now_minor else (FREE,),
    )  # fmt: skip


def _above(facts: MembershipFacts, selection: Selection, usage: Usage) -> tuple[Exceeded, ...]:
    """Return what the use told is above on each of the membership's own sites, under the selection."""
    found: list[Exceeded] = []
    for blog_id, used in sorted(usage.items()):
        if blog_id in facts.site_limitations:
            found += exceeds(limits_of(facts, selection.plan_id, selection.addons, blog_id), used, blog_id)
    return tuple(found)


def _replaced(facts: MembershipFacts) -> ReplacedChange | None:
    """Return the pending change that the quote would replace."""
    if facts.scheduled is None:
        return None
    stored, selection = facts.scheduled.stored, facts.scheduled.stored.selection
    return ReplacedChange(
        quote_id=facts.scheduled.record.quote_id,
        plan_id=selection.plan_id,
        plan_name=stored.names.get(selection.plan_id, ""),
        addons=_chosen(selection.addons, stored.names),
        period=selection.period,
        effective_at=facts.scheduled.record.effective_at,
    )


def _chosen(addons: Mapping[int, int], names: Mapping[int, str]) -> tuple[ChosenAddon, ...]:
    """Return add-ons with their names, in the order of their ids."""
    return tuple(
        ChosenAddon(product_id, names.get(product_id, ""), addons[product_id]) for product_id in sorted(addons)
    )


def _names(facts: MembershipFacts, selection: Selection, quote: Quote) -> dict[int, str]:
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
