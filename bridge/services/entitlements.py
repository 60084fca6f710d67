"""Which limits a membership's offer gives: from the facts of one membership, before and after a change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bridge.domain.limits import Package, effective_limits
from bridge.services.facts import MembershipFacts

QUOTA_FORMAT = 1
_CLOSED = {"expired": "expired", "cancelled": "cancelled"}


def limits_of(
    facts: MembershipFacts, plan_id: int, addons: Mapping[int, int], blog_id: int | None = None
) -> dict[str, Any]:
    """Return the limits of an offer for a membership; with a blog id, that site's own overrides on top."""
    packages = [
        Package(facts.limitations[product_id], quantity)
        for product_id, quantity in sorted(addons.items())
        if product_id in facts.limitations
    ]
    overrides = [facts.own_limitations]
    if blog_id is not None:
        overrides.append(facts.site_limitations.get(blog_id, {}))
    return effective_limits(facts.limitations.get(plan_id, {}), packages, overrides)


def held_limits(facts: MembershipFacts, blog_id: int | None = None) -> dict[str, Any]:
    """Return the limits of what the membership holds now."""
    membership = facts.snapshot.membership
    return limits_of(facts, membership.plan_id, membership.addons, blog_id)


def quota_document(facts: MembershipFacts, blog_id: int, at: datetime) -> dict[str, Any]:
    """Return what the plugin reads of a site: plan, access and limits."""
    membership = facts.snapshot.membership
    plan = facts.snapshot.products.get(membership.plan_id)
    return {
        "v": QUOTA_FORMAT,
        "plan": {"id": plan.id, "name": plan.name} if plan else None,
        "membership_id": membership.id,
        "access": access_of(facts, at),
        "limits": held_limits(facts, blog_id),
    }


def access_of(facts: MembershipFacts, at: datetime) -> dict[str, Any]:
    """Tell whether the sites are open: a cancelled membership keeps them until its paid term is over."""
    membership = facts.snapshot.membership
    reason = _CLOSED.get(membership.status)
    end = membership.date_expiration
    if reason == "cancelled" and end is not None and at < end:
        reason = None
    return {"open": reason is None, "reason": reason}
