"""A site's limits added up into one row, for a plugin of before: written beside while one was seen lately."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from bridge.store.limits import QUOTA_FORMAT, QuotaRow
from bridge.store.memberships import MembershipFacts
from bridge.store.store import Store

UPLOAD_SPACE = "blog_upload_space"


def write_older(store: Store, facts: MembershipFacts, documents: Mapping[int, Mapping[str, Any]], at: datetime) -> None:
    """Write the documents of sites, held in the order of their ids."""
    held = store.quotas.lock(sorted(documents))
    for blog_id in sorted(documents):
        _write_site(store, facts, blog_id, documents[blog_id], held.get(blog_id), at)


def quota_document(facts: MembershipFacts, limits: Mapping[str, Any], access: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a plugin of before reads of a site: plan, access and limits."""
    membership = facts.snapshot.membership
    plan = facts.snapshot.products.get(membership.plan_id)
    return {
        "v": QUOTA_FORMAT,
        "plan": {"id": plan.id, "name": plan.name} if plan else None,
        "membership_id": membership.id,
        "access": dict(access),
        "limits": dict(limits),
    }


def _write_site(  # noqa: PLR0913, PLR0917 (a site's row is of all of it)
    store: Store,
    facts: MembershipFacts,
    blog_id: int,
    quotas: Mapping[str, Any],
    before: QuotaRow | None,
    at: datetime,
) -> None:
    """Write one site's row, and leave word where its disk space changed: core shows the same figure then.

    Where the plan's row is gone, the limits that it gave stay. Where there never was one, the row's plan is null and
    core's own figure is left alone: Site Health tells it, nothing is unlimited in silence.
    """
    if before is not None and before.quotas.get("plan") is not None:
        quotas = {**quotas, **_kept(facts, before.quotas, quotas)}
    membership_id = facts.snapshot.membership.id
    store.quotas.put(before, QuotaRow(blog_id, membership_id, 0, quotas), at)
    if _says_disk_space(before, quotas):
        payload = {"blog_id": blog_id, "megabytes": _disk_space(quotas)}
        store.outbox.add(UPLOAD_SPACE, payload, at, blog_id=blog_id, membership_id=membership_id)


def _kept(facts: MembershipFacts, before: Mapping[str, Any], quotas: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stays of a site's limits: all, where the plan's row is gone; of the same plan, what is unreadable.

    Where nobody can tell which add-ons are held beside it, all of them stay too.
    That is for what nothing readable was ever kept of: else the plan's last word was put in its place before.
    """
    if quotas["plan"] is None:
        return {"plan": before["plan"], "limits": before["limits"]}
    membership = facts.snapshot.membership
    if membership.addons_unreadable and membership.recurring_lines is None:
        return {"limits": before["limits"]} if before["plan"].get("id") == quotas["plan"]["id"] else {}
    spoilt = facts.spoilt.get(("product", quotas["plan"]["id"]))
    lost = [part.part for part in spoilt.unreadable if not part.held] if spoilt else []
    if before["plan"].get("id") != quotas["plan"]["id"] or not lost:
        return {}
    return {"limits": before["limits"] if "" in lost else _with_parts(quotas["limits"], before["limits"], lost)}


def _with_parts(limits: Mapping[str, Any], before: Mapping[str, Any], parts: Iterable[str]) -> dict[str, Any]:
    """Return limits with some of their parts as they were before, where they are not limited now."""
    result = dict(limits)
    for part in parts:
        module, _, name = part.partition(".")
        held = before.get(module)
        if held is not None and not name:
            result.setdefault(module, held)
        elif held is not None and name in held:
            result[module] = {name: held[name], **result.get(module, {})}
    return result


def _says_disk_space(before: QuotaRow | None, quotas: Mapping[str, Any]) -> bool:
    """Tell whether core's figure has to follow; a site that nothing ever limited keeps the one it has."""
    if before is not None:
        return _disk_space(before.quotas) != _disk_space(quotas)
    return quotas["plan"] is not None or _disk_space(quotas) is not None


def _disk_space(quotas: Mapping[str, Any]) -> int | None:
    """Return the megabytes allowed, None where they are not limited."""
    limit: int | None = quotas.get("limits", {}).get("disk_space", {}).get("limit")
    return limit
