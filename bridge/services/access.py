"""Who may see a membership and who may buy for it: looked up, never believed."""

from __future__ import annotations

from bridge.errors import NotAllowed, NotTheCustomer
from bridge.services.account_view import Viewer
from bridge.services.actor import Actor
from bridge.services.facts import MembershipFacts
from bridge.services.ports import Store


def viewer_of(store: Store, actor: Actor, facts: MembershipFacts) -> Viewer:
    """Return who the actor is to a membership.

    :raises NotAllowed: where they are nothing to it.
    """
    if actor.user_id and actor.user_id == facts.customer_user_id:
        return Viewer(actor.user_id, "customer", may_buy=True, may_not_buy_reason=None)
    if actor.is_network_admin:
        return Viewer(actor.user_id, "network_admin", may_buy=True, may_not_buy_reason=None)
    if not actor.is_site_administrator or store.memberships.of_site(actor.blog_id) != facts.snapshot.membership.id:
        raise NotAllowed
    may_buy = facts.settings.site_administrators_may_buy
    return Viewer(actor.user_id, "site_administrator", may_buy, None if may_buy else NotTheCustomer.code)


def require_buyer(store: Store, actor: Actor, facts: MembershipFacts) -> None:
    """Refuse whoever may not buy for a membership.

    :raises NotAllowed: where they are nothing to it.
    :raises NotTheCustomer: where they may look only.
    """
    if not viewer_of(store, actor, facts).may_buy:
        raise NotTheCustomer


def require_network_admin(actor: Actor) -> None:
    """Refuse anybody else.

    :raises NotAllowed: always, to anybody else.
    """
    if not actor.is_network_admin:
        raise NotAllowed
