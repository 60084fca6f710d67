"""The network's memberships, listed for acting for an owner."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from bridge.people import Actor, require_network_admin
from bridge.ports import Services
from bridge.store.memberships import MembershipPage
from bridge.web.encoding import Instant, Page, Parameters, PerPage, instant_or_none


def list_memberships(
    services: Services, actor: Actor, search: str = "", page: int = 1, per_page: int = 20
) -> MembershipPage:
    """Return one page of memberships, for acting for an owner."""
    require_network_admin(actor)
    now = services.clock.now()
    return services.database.reading(lambda store: store.memberships.page(search.strip(), page, per_page, now))


class MembershipRow(TypedDict):
    """A membership in the network's list."""

    id: int
    customer_id: int
    user_id: int
    user_login: str
    plan_id: int
    plan_name: str | None
    status: str
    term_end: Instant | None
    beyond_term: Literal["over", "awaits_payment", "paid_in_full", "on_hold"] | None


class MembershipsAnswer(TypedDict):
    """One page of memberships."""

    memberships: list[MembershipRow]
    total: int
    page: int
    per_page: int


class MembershipsQuery(Parameters):
    """Which memberships; ``search`` is a part of the customer's login, or a membership's number."""

    search: Annotated[str, Field(max_length=100)] = ""
    page: Page = 1
    per_page: PerPage = 20


def present_memberships(found: MembershipPage) -> MembershipsAnswer:
    """Return a page of memberships."""
    return {
        "memberships": [
            {
                "id": row.id,
                "customer_id": row.customer_id,
                "user_id": row.user_id,
                "user_login": row.user_login,
                "plan_id": row.plan_id,
                "plan_name": row.plan_name,
                "status": row.status,
                "term_end": instant_or_none(row.term_end),
                "beyond_term": row.beyond_term,
            }
            for row in found.memberships
        ],
        "total": found.total,
        "page": found.page,
        "per_page": found.per_page,
    }
