"""What the store reads of one membership or one account, at one instant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bridge.domain.limit_statements import Statement
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


#: What can be gone: what an orphan is called by.
ORPHAN_CODES = frozenset({"site_gone", "membership_gone", "customer_gone", "plan_gone", "link_lost"})

Subject = tuple[str, int]
"""Who says something of limits: ``product``, ``membership`` or ``site``, and its id."""

LimitStatements = Mapping[Subject, Statement]
"""What each of them says, as far as it can be read."""


@dataclass(frozen=True, slots=True)
class LimitFault:
    """Something of limits that a network administrator has to mend; ``details`` is JSON-able, for people."""

    subject: Subject
    code: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Orphan:
    """A limited site whose place in the shared data is gone; ``code`` names what is missing."""

    blog_id: int
    membership_id: int
    code: str

    @property
    def fault(self) -> LimitFault:
        """Return it as something to mend."""
        return LimitFault(("site", self.blog_id), self.code, {"membership_id": self.membership_id})


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
    each site's by blog id; parts that cannot be read are as they were last. ``spoilt`` are the statements with such
    parts, ``unlinked`` the sites that lost their type or membership's id. ``adopted``: its terms are ours.
    ``subscription`` is a foreign gateway's id, or empty. ``scheduled`` waits for the term's end; ``under_way`` holds
    the membership's slot: an order or a renewal not paid.
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
    under_way: ChangeFacts | None = None
    billing_cycles: int = 0
    spoilt: LimitStatements = field(default_factory=dict)
    unlinked: frozenset[int] = frozenset()

    def statements(self, blog_ids: Iterable[int]) -> LimitStatements:
        """Return what is said of the limits of some of its sites: by products held, the membership, and each site."""
        membership = self.snapshot.membership
        held = {
            ("product", i): self.limitations[i]
            for i in (membership.plan_id, *membership.addons)
            if i in self.limitations
        }
        own = {("membership", membership.id): self.own_limitations}
        sites = {("site", blog_id): self.site_limitations.get(blog_id, {}) for blog_id in blog_ids}
        said = {subject: Statement(limits) for subject, limits in (held | own | sites).items()}
        return said | {subject: statement for subject, statement in self.spoilt.items() if subject in said}

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
