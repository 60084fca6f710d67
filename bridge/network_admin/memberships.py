"""The network's memberships, listed for acting for an owner."""

from __future__ import annotations

from dataclasses import dataclass

from bridge.people import Actor, require_network_admin
from bridge.ports import Services
from bridge.store.memberships import MembershipRow


@dataclass(frozen=True, slots=True)
class MembershipsAnswer:
    """One page of memberships."""

    memberships: tuple[MembershipRow, ...]
    total: int
    page: int
    per_page: int


def list_memberships(
    services: Services, actor: Actor, search: str = "", page: int = 1, per_page: int = 20
) -> MembershipsAnswer:
    """Return one page of memberships, for acting for an owner."""
    require_network_admin(actor)
    now = services.clock.now()
    found = services.database.reading(lambda store: store.memberships.page(search.strip(), page, per_page, now))
    return MembershipsAnswer(found.memberships, found.total, found.page, found.per_page)
