"""Price a selection of one membership's facts: the domain's figures with the names and limits told beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from bridge.domain.limits import Exceeded, effective_limits, exceeds
from bridge.domain.quote import Quote, price_change
from bridge.domain.refusal import Refusal
from bridge.domain.snapshot import Selection
from bridge.errors import ChangeRefused
from bridge.services.change_view import ChosenAddon
from bridge.services.confirmable import refusing
from bridge.services.entitlements import held_limits, limits_of
from bridge.services.facts import MembershipFacts
from bridge.services.quote_view import ReplacedChange, StoredQuote, Usage


def price(  # noqa: PLR0913, PLR0917 (a pure function of everything it is told)
    facts: MembershipFacts, user_id: int, quote_id: str, selection: Selection, usage: Usage, as_of: datetime
) -> StoredQuote:
    """Decide and price a selection of a membership's facts as a quote to be kept; ``as_of`` has whole seconds.

    :raises ChangeRefused: where the offer may not be chosen.
    """
    above = _above(facts, selection, usage)
    decided = price_change(facts.snapshot, selection, as_of, exceeded=refusing(above))
    refused = decided if not isinstance(decided, Quote) else _futile(facts, selection, decided)
    if refused or not isinstance(decided, Quote):
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


def raises_nothing(facts: MembershipFacts, plan_id: int, addons: Mapping[int, int], product_id: int) -> bool:
    """Tell whether one more of a package changes no limit: what it adds to is unlimited, or not limited by the plan.

    A package that says nothing of limits is bought for something else.
    """
    if not facts.limitations.get(product_id):
        return False
    more = {**addons, product_id: addons.get(product_id, 0) + 1}
    said = effective_limits({}, [], [facts.limitations[product_id]])
    return bool(said) and limits_of(facts, plan_id, more) == limits_of(facts, plan_id, addons)


def _futile(facts: MembershipFacts, selection: Selection, quote: Quote) -> tuple[Refusal, ...]:
    """Return a refusal for each package added where the change is nothing but packages that raise nothing."""
    if quote.kind != "addon":
        return ()
    held = facts.snapshot.membership.addons
    added = [product_id for product_id, n in sorted(selection.addons.items()) if n > held.get(product_id, 0)]
    futile = [product_id for product_id in added if raises_nothing(facts, selection.plan_id, held, product_id)]
    if not added or futile != added:
        return ()
    return tuple(Refusal("adds_nothing", {"product_id": product_id}) for product_id in futile)


def _with_figures(refusal: dict[str, Any], above: Iterable[Exceeded]) -> dict[str, Any]:
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


def _above(facts: MembershipFacts, selection: Selection, usage: Usage) -> tuple[Exceeded, ...]:
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
