"""Everything about a membership, for a network admin: its account, history, who bills it, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass

from bridge.account.history import NEWEST, HistoryAnswer, read_history
from bridge.account.page import AccountAnswer, read_account
from bridge.changes import ownership
from bridge.changes.extend import why_not_extended
from bridge.changes.hand_over import why_not_handed_over
from bridge.changes.ownership import Forecast
from bridge.changes.pause import why_not_paused
from bridge.changes.transaction import load_membership
from bridge.people import Actor, require_network_admin
from bridge.ports import Services
from bridge.pricing.snapshot import stand
from bridge.store.memberships import MembershipFacts
from bridge.store.ownership import Direction


@dataclass(frozen=True, slots=True)
class Customer:
    """Whose a membership is; ``user_id`` 0: no WordPress user."""

    id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class Act:
    """What a network admin can do with a membership, or why not: a code."""

    name: str
    refusal: str | None


@dataclass(frozen=True, slots=True)
class WholeAnswer:
    """A membership as network admins see it; ``forecast`` is of moving it in ``direction``, the only one there is."""

    customer: Customer
    account: AccountAnswer
    history: HistoryAnswer
    direction: Direction
    forecast: Forecast
    acts: tuple[Act, ...]


def read_whole(
    services: Services, actor: Actor, membership_id: int, before: int = NEWEST, *, is_copy: bool = False
) -> WholeAnswer:
    """Return everything about a membership, its history from before a place on.

    :raises MembershipUnknown: where there is none.
    """
    require_network_admin(actor)
    account = read_account(services, actor, membership_id, is_copy=is_copy)
    facts = load_membership(services, membership_id)
    direction: Direction = "hand_back" if account.membership.owner == "ours" else "take_over"
    return WholeAnswer(
        customer=Customer(facts.snapshot.customer.id, facts.customer_user_id),
        account=account,
        history=read_history(services, actor, membership_id, before),
        direction=direction,
        forecast=ownership.forecast(services, membership_id, direction),
        acts=_acts(services, facts),
    )


def _acts(services: Services, facts: MembershipFacts) -> tuple[Act, ...]:
    standing = stand(facts.snapshot, services.clock.now().replace(microsecond=0))
    found = {"extend": why_not_extended(facts, standing), "hand_over": why_not_handed_over(facts)}
    found["pause"] = why_not_paused(facts, standing)
    return tuple(Act(name, obstacle.code if obstacle else None) for name, obstacle in found.items())
