"""What the store reads of one membership or one account, at one instant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bridge.domain.snapshot import Snapshot
from bridge.services.account_view import AccountPayment, MembershipEntry, SiteView
from bridge.services.quote_view import StoredQuote
from bridge.services.records import ChangeRecord
from bridge.services.settings import NetworkSettings

#: Before anything of ours was written.
BEGINNING = datetime(1970, 1, 1)

#: Gateways that hold no subscription of their own: nothing is cancelled anywhere when we take over.
_WITHOUT_SUBSCRIPTION = frozenset({"", "free", "manual", "bridge"})
_LIVE = frozenset({"active", "trialing", "on-hold"})


@dataclass(frozen=True, slots=True)
class ProductText:
    """The words of a product that pricing has no use for."""

    description: str
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """A site's row of materialised limits: ``quotas`` in the shape that the plugin reads."""

    blog_id: int
    membership_id: int
    version: int
    quotas: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """A change that is open or scheduled, with the quote whose figures bind it."""

    record: ChangeRecord
    stored: StoredQuote


@dataclass(frozen=True, slots=True)
class MembershipFacts:
    """A membership with everything that deciding and pricing need.

    ``limitations`` are the stored modules by product id; ``own_limitations`` the membership's, ``site_limitations``
    each site's by blog id. ``adopted``: its terms are ours. ``subscription`` is a foreign gateway's id, or empty.
    ``billing_cycles`` is how often it is billed at most, 0 without an end.
    """

    snapshot: Snapshot
    customer_user_id: int
    settings: NetworkSettings
    gateway: str
    subscription: str
    adopted: bool
    texts: Mapping[int, ProductText]
    limitations: Mapping[int, Mapping[str, Any]]
    own_limitations: Mapping[str, Any]
    site_limitations: Mapping[int, Mapping[str, Any]]
    scheduled: ChangeFacts | None = None
    billing_cycles: int = 0

    @property
    def is_paid_in_full(self) -> bool:
        """Tell whether it was billed as often as agreed: no further charge comes."""
        return bool(self.billing_cycles) and self.snapshot.membership.times_billed >= self.billing_cycles

    @property
    def billed_elsewhere(self) -> bool:
        """Tell whether a live subscription that is not ours bills this membership."""
        if self.adopted or self.snapshot.membership.status not in _LIVE:
            return False
        return bool(self.subscription) and self.gateway not in _WITHOUT_SUBSCRIPTION


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What the Account page is made of; ``has_site_asked_from``: the site asked from is one of the membership's."""

    membership: MembershipFacts
    has_site_asked_from: bool
    own_memberships: tuple[MembershipEntry, ...]
    changes: tuple[ChangeFacts, ...]
    sites: tuple[SiteView, ...]
    sites_total: int
    quota: QuotaRow | None
    payments: tuple[AccountPayment, ...]
    payments_total: int


@dataclass(frozen=True, slots=True)
class Sweep:
    """How far a sweep has come: the last id, or the last instant, that was looked at."""

    after_id: int = 0
    after_at: datetime = BEGINNING
