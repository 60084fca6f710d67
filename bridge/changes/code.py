"""A discount code that somebody types in at Change: whether it may be used for it, by this customer, now.

What was quoted with it is held at confirming, and honoured when the money comes though the code has ended meanwhile.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bridge.errors import ChangeRefused
from bridge.pricing.calendar import same_period
from bridge.pricing.refusal import RefusalCode
from bridge.pricing.snapshot import DiscountCode, Selection
from bridge.store.locks import TypedCode
from bridge.store.memberships import MembershipFacts
from bridge.store.store import Store


def with_code(store: Store, facts: MembershipFacts, selection: Selection, at: datetime) -> MembershipFacts:
    """Return the facts with the code that a selection names.

    :raises ChangeRefused: where the code cannot be used for it, with the reason's code.
    """
    membership = facts.snapshot.membership
    found = store.discount_uses.typed(selection.code, membership.id, facts.snapshot.customer.id, membership.currency)
    refused = "code_unknown" if found is None else _why_not(found, facts, selection, at)
    if refused is not None or found is None:
        raise ChangeRefused.of(refused or "code_unknown", {"code": selection.code})
    return replace(facts, snapshot=replace(facts.snapshot, typed_code=found.code))


def with_code_where_it_holds(
    store: Store, facts: MembershipFacts, selection: Selection, at: datetime
) -> MembershipFacts:
    """Return the facts with the code that a selection names, without it where it cannot be used any more."""
    try:
        return with_code(store, facts, selection, at)
    except ChangeRefused:
        return facts


def _why_not(found: TypedCode, facts: MembershipFacts, selection: Selection, at: datetime) -> RefusalCode | None:
    """Return why a code cannot be used; of several reasons the one that says most."""
    code = found.code
    if code.value is None:
        return "discount_unknown"
    reasons: dict[RefusalCode, bool] = {
        "code_inactive": not code.active,
        "code_not_yet": found.starts is not None and at < found.starts,
        "code_expired": code.expires is not None and at >= code.expires,
        "code_used_by_you": found.used_by_customer,
        "code_used_up": code.remaining_uses is not None and code.remaining_uses <= 0,
        "code_other_currency": _is_of_other_currency(found, facts),
        "code_other_products": _is_for_others(code, selection),
        "code_other_period": _is_for_other_periods(code, facts, selection),
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def _is_of_other_currency(found: TypedCode, facts: MembershipFacts) -> bool:
    """Tell whether a code takes off an amount of another currency than the membership's."""
    own = facts.snapshot.membership.currency
    return found.code.type == "absolute" and found.currency not in ("", own)


def _is_for_others(code: DiscountCode, selection: Selection) -> bool:
    return code.products is not None and not code.products & {selection.plan_id, *selection.addons}


def _is_for_other_periods(code: DiscountCode, facts: MembershipFacts, selection: Selection) -> bool:
    plan = facts.snapshot.products.get(selection.plan_id)
    period = selection.period or (plan.period if plan else None)
    return code.periods is not None and not any(same_period(period, allowed) for allowed in code.periods)
