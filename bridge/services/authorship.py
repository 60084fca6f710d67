"""Who did something, as the journal keeps it: the owner, a network admin for the owner, or the worker."""

from __future__ import annotations

from dataclasses import dataclass

from bridge.services.actor import SYSTEM_USER_ID, Actor
from bridge.services.records import Cause


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


def author_of(actor: Actor, customer_user_id: int) -> Author:
    """Return the author that a person is: acting for themselves, or for the customer.

    >>> author_of(Actor(user_id=1, blog_id=1, is_network_admin=True), customer_user_id=7)
    Author(cause='network_admin', user_id=1, for_user_id=7)
    """
    if actor.user_id == customer_user_id:
        return Author("owner", actor.user_id)
    return Author("network_admin" if actor.is_network_admin else "owner", actor.user_id, customer_user_id)
