"""What the Account page shows: values for the web layer to present. Amounts are minor units of the currency beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bridge.domain.calendar import Period
from bridge.services.change_view import ChangeView
from bridge.services.network_view import BeyondTermSort

Role = Literal["customer", "site_administrator", "network_admin"]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, as looked up; ``may_not_buy_reason`` is a code where ``may_buy`` is false."""

    user_id: int
    role: Role
    may_buy: bool
    may_not_buy_reason: str | None


@dataclass(frozen=True, slots=True)
class LineView:
    """A product held: ``amount_minor`` is per term, for all of ``quantity``.

    ``leaving`` units have been let go already and stay until the paid term ends.
    """

    product_id: int
    slug: str
    name: str
    type: str
    quantity: int
    amount_minor: int | None
    period: Period | None
    recurring: bool
    leaving: int = 0


@dataclass(frozen=True, slots=True)
class NextChargeView:
    """When money is due next and how much, account credit already taken off."""

    date: datetime
    amount_minor: int


@dataclass(frozen=True, slots=True)
class MembershipView:
    """A membership as its owner reads it; ``plan`` None: the row of its plan is gone."""

    id: int
    number: str
    status: str
    billed_elsewhere: bool
    plan: LineView | None
    addons: tuple[LineView, ...]
    currency: str
    period: Period | None
    amount_per_term_minor: int | None
    times_billed: int
    date_created: datetime | None
    term_start: datetime | None
    term_end: datetime | None
    trial_end: datetime | None
    next_charge: NextChargeView | None
    discount_code: str | None
    account_credit_minor: int
    beyond_term: BeyondTermSort | None = None


@dataclass(frozen=True, slots=True)
class MembershipEntry:
    """One of the customer's own memberships, for the switch."""

    id: int
    plan_name: str | None
    status: str


@dataclass(frozen=True, slots=True)
class SiteView:
    """A site of the membership; ``name`` is the address people know (its mapped domain, else domain and path)."""

    blog_id: int
    domain: str
    path: str
    name: str


@dataclass(frozen=True, slots=True)
class SiteQuotaView:
    """The quota of the site that was asked from; ``quota_version`` 0: not materialised yet."""

    blog_id: int
    quota_version: int
    limits: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PaidLineView:
    """A line of a payment; ``name`` is the product's, or empty where the code says it all."""

    code: str
    name: str
    amount_minor: int | None


@dataclass(frozen=True, slots=True)
class AccountPayment:
    """A payment of the membership, ours or one from before; ``lines`` are empty where none were kept."""

    id: int
    date: datetime | None
    status: str
    gateway: str
    currency: str
    total_minor: int | None
    lines: tuple[PaidLineView, ...]


@dataclass(frozen=True, slots=True)
class AccountView:
    """Everything the Account page needs, of one instant."""

    viewer: Viewer
    memberships: tuple[MembershipEntry, ...]
    membership: MembershipView
    pending_change: ChangeView | None
    open_change: ChangeView | None
    sites: tuple[SiteView, ...]
    sites_total: int
    site: SiteQuotaView | None
    payments: tuple[AccountPayment, ...]
    payments_total: int
