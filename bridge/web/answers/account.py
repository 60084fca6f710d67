"""The shape of the Account page's answer."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from bridge.web.answers.changes import Change
from bridge.web.answers.common import Currency, Instant, Limits, Money, NextCharge, Period


class Viewer(TypedDict):
    """Who looks, as looked up."""

    user_id: int
    role: Literal["customer", "site_administrator", "network_admin"]
    may_buy: bool
    may_not_buy_reason: str | None


class Line(TypedDict):
    """A product held; ``amount`` is per term, for all of ``quantity``; ``leaving`` units stay until the term's end."""

    product_id: int
    slug: str
    name: str
    type: str
    quantity: int
    amount: Money
    period: Period | None
    recurring: bool
    leaving: int


class MembershipEntry(TypedDict):
    """A membership in the switch; ``plan_name`` null: its plan's row is gone."""

    id: int
    plan_name: str | None
    status: str


class Membership(TypedDict):
    """The membership shown; ``plan`` null: the row of its plan is gone."""

    id: int
    number: str
    status: str
    billed_elsewhere: bool
    plan: Line | None
    addons: list[Line]
    currency: Currency
    period: Period | None
    amount_per_term: Money
    times_billed: int
    date_created: Instant | None
    term_start: Instant | None
    term_end: Instant | None
    trial_end: Instant | None
    next_charge: NextCharge | None
    discount_code: str | None
    account_credit: Money
    beyond_term: Literal["over", "awaits_payment", "paid_in_full", "on_hold"] | None


class Site(TypedDict):
    """A site of the membership."""

    blog_id: int
    domain: str
    path: str
    name: str


class SiteQuota(TypedDict):
    """The limits of the site asked from; version 0: not materialised yet."""

    blog_id: int
    quota_version: int
    limits: Limits


class PaidLine(TypedDict):
    """A line of a payment."""

    code: str
    name: str
    amount: Money


class AccountPayment(TypedDict):
    """A payment of the membership; ``lines`` are empty where none were kept."""

    id: int
    date: Instant | None
    status: str
    gateway: str
    total: Money
    lines: list[PaidLine]


class AccountAnswer(TypedDict):
    """Everything the Account page needs; ``is_copy``: this database is a copy, nothing is charged."""

    viewer: Viewer
    memberships: list[MembershipEntry]
    membership: Membership
    pending_change: Change | None
    open_change: Change | None
    sites: list[Site]
    sites_total: int
    site: SiteQuota | None
    payments: list[AccountPayment]
    payments_total: int
    is_copy: bool
