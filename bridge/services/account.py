"""Read an account: what its owner, a site's administrator or a network admin may see of a membership."""

from __future__ import annotations

from bridge.services.account_view import AccountView
from bridge.services.actor import Actor
from bridge.services.ports import Services


def read_account(services: Services, actor: Actor, membership_id: int | None = None) -> AccountView:
    """Return the Account page of a membership; without an id, the site's, else the customer's newest.

    :raises NoMembership: where neither has one.
    :raises NotAllowed: where the person has no business with it.
    :raises MembershipUnknown: where a network admin named one that does not exist.
    """
    raise NotImplementedError
