"""Materialise limits: work out what holds on each site of a membership and write it where the plugin reads it."""

from __future__ import annotations

from datetime import datetime

from bridge.services.facts import QuotaRow
from bridge.services.ports import Services, Store


def materialise_site(services: Services, blog_id: int) -> QuotaRow:
    """Write the limits of one customer-owned site and return its row.

    :raises NotACustomerSite: where the site is not a customer's or has no membership.
    """
    raise NotImplementedError


def materialise_membership(store: Store, membership_id: int, at: datetime) -> tuple[int, ...]:
    """Write the limits of every site of a membership, inside the caller's transaction; return the blog ids."""
    raise NotImplementedError
