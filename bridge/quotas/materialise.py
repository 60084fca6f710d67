"""An offer's limits, which units of a package raise none, and a site's limits written where the plugin reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bridge.errors import NotACustomerSite
from bridge.limits.effective import Package, effective_limits, is_about_limits, same_for_holder
from bridge.ports import Services
from bridge.pricing.calendar import known_end
from bridge.pricing.refusal import Refusal
from bridge.store.limits import QUOTA_FORMAT, LimitFault, LimitStatements, QuotaRow
from bridge.store.memberships import MembershipFacts
from bridge.store.store import Store

_CLOSED = {"expired": "expired", "cancelled": "cancelled"}

UPLOAD_SPACE = "blog_upload_space"
#: As many as a person who saved a product may be kept waiting for.
HOLDERS_AT_ONCE = 500
UNREADABLE = "limits_unreadable"
#: Faults that are noted, or found mended, whenever limits are written; the plugin notes a row that it cannot read.
SEEN_HERE = frozenset({UNREADABLE, "quota_unreadable"})


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


def with_effect(facts: MembershipFacts, plan_id: int, addons: Mapping[int, int]) -> dict[int, int]:
    """Return how many of a package raise a limit, for each package of which more than that is newly wanted.

    One more is without effect where the limits are the same without it: what it adds to is unlimited, not limited by
    the plan, or given by another package wanted. What is held may be kept. A package that could raise no limit of any
    plan is bought for something else.
    """
    left = {product_id: n for product_id, n in addons.items() if n > 0}
    for product_id in sorted(left, reverse=True):
        left[product_id] = _fewest_alike(facts, plan_id, left, product_id)
    return {product_id: n for product_id, n in left.items() if n < addons[product_id]}


def without_effect(facts: MembershipFacts, plan_id: int, addons: Mapping[int, int]) -> tuple[Refusal, ...]:
    """Return a refusal for each package of which more is newly wanted than raises a limit."""
    return tuple(
        adds_nothing(facts, product_id, most)
        for product_id, most in sorted(with_effect(facts, plan_id, addons).items())
    )


def adds_nothing(facts: MembershipFacts, product_id: int, most: int) -> Refusal:
    """Return the refusal of a package, or of more than ``most`` of it."""
    params = {"product_id": product_id, "name": facts.snapshot.products[product_id].name, "most": most}
    return Refusal("more_adds_nothing" if most else "adds_nothing", params)


def _fewest_alike(facts: MembershipFacts, plan_id: int, addons: Mapping[int, int], product_id: int) -> int:
    """Return how few of a package, and not fewer than are held, give the same limits as all that are wanted of it.

    The second of a package adds what the third does: where neither those held nor one more give the same, all count.
    """
    wanted, held = addons[product_id], facts.snapshot.membership.addons.get(product_id, 0)
    if wanted <= held or not _is_about_limits(facts, product_id):
        return wanted
    whole = limits_of(facts, plan_id, addons)
    for fewer in range(held, min(held + 2, wanted)):
        others = {i: n for i, n in {**addons, product_id: fewer}.items() if n}
        if same_for_holder(limits_of(facts, plan_id, others), whole):
            return fewer
    return wanted


def _is_about_limits(facts: MembershipFacts, product_id: int) -> bool:
    """Tell whether a package is bought for its limits; one of which a part cannot be read is."""
    return ("product", product_id) in facts.spoilt or is_about_limits(facts.limitations.get(product_id, {}))


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
    end = known_end(membership.date_expiration, at)
    if reason == "cancelled" and end is not None and at < end:
        reason = None
    return {"open": reason is None, "reason": reason}


def materialise_site(services: Services, blog_id: int) -> QuotaRow:
    """Write the limits of one customer-owned site and return its row.

    :raises NotACustomerSite: where the site is not a customer's or has no membership.
    """
    at = services.clock.now()
    return services.database.transaction(lambda store: _materialise_site(store, blog_id, at))


def materialise_membership(store: Store, membership_id: int, at: datetime) -> tuple[int, ...]:
    """Write the limits of every site of a membership, inside the caller's transaction; return the blog ids."""
    facts = store.memberships.load(membership_id)
    if facts is None:
        return ()
    blog_ids = tuple(sorted(facts.site_limitations))
    _write(store, facts, blog_ids, at)
    return blog_ids


def rematerialise_holders(services: Services, product_id: int, most: int = HOLDERS_AT_ONCE) -> int:
    """Write the limits of those who hold a product, the first ``most`` of them; return how many.

    Sites beyond that keep the limits they have until the worker comes to them (``refresh_stale``).
    """
    found = services.database.reading(lambda store: store.memberships.holding(product_id, 0, most))
    for membership_id in found:
        rematerialise(services, membership_id)
    return len(found)


def rematerialise(services: Services, membership_id: int) -> tuple[int, ...]:
    """Write the limits of every site of a membership in a transaction of its own.

    The membership is held before it is read: a change that is applied meanwhile would else be written over.
    """
    at = services.clock.now()

    def work(store: Store) -> tuple[int, ...]:
        store.locks.hold_membership(membership_id)
        return materialise_membership(store, membership_id, at)

    return services.database.transaction(work)


def _materialise_site(store: Store, blog_id: int, at: datetime) -> QuotaRow:
    """Write one site's row and read it back; its membership is held before it is read."""
    membership_id = store.memberships.of_site(blog_id)
    if not membership_id:
        raise NotACustomerSite(blog_id=blog_id)
    store.locks.hold_membership(membership_id)
    facts = store.memberships.load(membership_id)
    if facts is None:
        raise NotACustomerSite(blog_id=blog_id)
    _write(store, facts, (blog_id,), at)
    row = store.quotas.find(blog_id)
    if row is None:
        raise NotACustomerSite(blog_id=blog_id)
    return row


def _write(store: Store, facts: MembershipFacts, blog_ids: Sequence[int], at: datetime) -> None:
    """Write the rows of sites, held in the order of their ids, and note what of their limits cannot be read."""
    held = store.quotas.lock(blog_ids)
    statements = facts.statements(blog_ids)
    store.limit_records.review(statements, SEEN_HERE, _faults(statements), at)
    for blog_id in blog_ids:
        _write_site(store, facts, blog_id, held.get(blog_id), at)


def _faults(statements: LimitStatements) -> list[LimitFault]:
    """Return the statements with parts that cannot be read."""
    return [
        LimitFault(subject, UNREADABLE, {"parts": [asdict(part) for part in statement.unreadable]})
        for subject, statement in statements.items()
        if statement.unreadable
    ]


def _write_site(store: Store, facts: MembershipFacts, blog_id: int, before: QuotaRow | None, at: datetime) -> None:
    """Write one site's row, and leave word where its disk space changed: core shows the same figure then.

    Where the plan's row is gone, the limits that it gave stay. Where there never was one, the row's plan is null and
    core's own figure is left alone: Site Health tells it, nothing is unlimited in silence.
    """
    quotas = quota_document(facts, blog_id, at)
    if before is not None and before.quotas.get("plan") is not None:
        quotas |= _kept(facts, before.quotas, quotas)
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
