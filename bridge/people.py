"""Who asks, who may see and buy, and in whose name something is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bridge.errors import NotAllowed, NotTheCustomer
from bridge.store.journal import Cause
from bridge.store.memberships import MembershipFacts
from bridge.store.store import Store

Role = Literal["customer", "site_administrator", "network_admin"]

SYSTEM_USER_ID = 0


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, as looked up; ``may_not_buy_reason`` is a code where ``may_buy`` is false."""

    user_id: int
    role: Role
    may_buy: bool
    may_not_buy_reason: str | None


@dataclass(frozen=True, slots=True)
class Actor:
    """A WordPress user on one site, as the signed token says; user id 0 is the plugin itself.

    ``is_site_administrator`` is about ``blog_id`` only. ``locale`` is WordPress' own, such as ``sv_SE``.
    """

    user_id: int
    blog_id: int
    is_network_admin: bool = False
    is_site_administrator: bool = False
    locale: str = "en_US"

    @property
    def is_system(self) -> bool:
        """Tell whether the plugin asks on its own account, not for a user."""
        return self.user_id == SYSTEM_USER_ID


SYSTEM = Actor(user_id=SYSTEM_USER_ID, blog_id=0)


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


@dataclass(frozen=True, slots=True)
class Author:
    """The cause of an event and the people in it; ``for_user_id`` is the customer where somebody acted for them."""

    cause: Cause
    user_id: int | None = None
    for_user_id: int | None = None

    @property
    def entry_user_id(self) -> int:
        """Return the user id for a row that needs one; 0 is the service itself."""
        return self.user_id if self.user_id is not None else SYSTEM_USER_ID


WORKER = Author("worker")
GATEWAY = Author("gateway")
#: The plugin itself, with nobody logged in: a command or cron switched it off.
NOBODY = Author("plugin")


def author_of(actor: Actor, customer_user_id: int) -> Author:
    """Return the author that a person is: acting for themselves, or for the customer.

    >>> author_of(Actor(user_id=1, blog_id=1, is_network_admin=True), customer_user_id=7)
    Author(cause='network_admin', user_id=1, for_user_id=7)
    """
    if actor.user_id == customer_user_id:
        return Author("owner", actor.user_id)
    return Author("network_admin" if actor.is_network_admin else "owner", actor.user_id, customer_user_id)
