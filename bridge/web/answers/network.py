"""The shapes of the network admin's screens."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field
from typing_extensions import TypedDict

from bridge.web.answers.changes import Change
from bridge.web.answers.common import Currency, Instant, Money, Period, Refusal
from bridge.web.answers.plan_map import Effects, PlanMap

Decimal = Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$", description="Major units, exact, with a full stop.")]


class PriceVariation(TypedDict):
    """What a product costs for another period."""

    period: Period
    amount: Decimal | None


class Rules(TypedDict):
    """The plan's rules on top of its plan group."""

    direction: Literal["both", "upgrade_only", "downgrade_only", "closed"]
    minimum_term: Period | None
    hidden: bool


class Product(TypedDict):
    """A product for editing, offering none but ``available_addons``; what is ``unreadable`` is never written."""

    id: int
    name: str
    slug: str
    description: str
    type: str
    active: bool
    currency: Currency
    pricing_type: str
    amount: Decimal | None
    setup_fee: Decimal | None
    price: Money
    period: Period | None
    recurring: bool
    trial: Period | None
    price_variations: list[PriceVariation]
    taxable: bool
    tax_category: str
    features: list[str]
    plan_group: str
    list_order: int
    available_addons: list[int]
    rules: Rules
    limitations: dict[str, Any] | None
    unreadable: list[str]
    version: str


class ProductAnswer(TypedDict):
    """One product."""

    product: Product


class ListedProduct(Product):
    """A product in the list, with how many memberships hold it."""

    memberships: int


class ProductsAnswer(TypedDict):
    """All products in the network's order, and the plan groups that exist."""

    products: list[ListedProduct]
    plan_groups: list[str]


class PathEntry(TypedDict):
    """A plan one may, or may not, come from or go to."""

    plan_id: int
    name: str
    allowed: bool
    effective: Literal["now", "term_end"] | None
    refusals: list[Refusal]


#: Where a plan's members may come from and go to (``from`` is a word of the language: hence the call).
Paths = TypedDict("Paths", {"from": list[PathEntry], "to": list[PathEntry], "warnings": list[Refusal]})


class PathsAnswer(TypedDict):
    """The paths as saved (null: not saved yet) and as edited, the map of the plan's group (null: no plan)."""

    saved: Paths | None
    edited: Paths
    map: PlanMap | None
    effects: Effects


class Settings(TypedDict):
    """All settings of the network; ``taxes`` and ``tax_inclusive`` are those of the tables we share."""

    proration: Literal["second", "day", "none", "legacy_day"]
    anchor: Literal["restart", "keep_anchor"]
    addon_charge: Literal["rest_of_term", "full"]
    downgrade: Literal["term_end", "immediate"]
    ungrouped: Literal["all", "same_ungrouped", "none"]
    over_limit: Literal["refuse", "warn"]
    lifetime_years: int | None
    payment_window_days: int
    quote_valid_minutes: int
    taxes: bool
    tax_inclusive: bool
    site_administrators_may_buy: bool
    manual_instructions: str
    grace_days: int
    request_days: int
    when_paid_in_full: Literal["go_on", "end"]


class SettingsAnswer(TypedDict):
    """The settings as they hold."""

    settings: Settings


class PaymentLine(TypedDict):
    """A line of a payment, tax in its amount."""

    code: str
    product_id: int | None
    name: str
    quantity: int
    amount: Money
    tax: Money


class Payment(TypedDict):
    """A payment; ``quote_id`` null: a row of another origin.

    ``marking`` says what marking it as paid comes to, ``not_markable`` why it cannot be marked: one of them is null.
    """

    id: int
    membership_id: int
    customer_id: int
    user_id: int | None
    quote_id: str | None
    status: str
    gateway: str
    amount: Money
    tax: Money
    created_at: Instant | None
    received_at: Instant | None
    marked_by: int | None
    may_be_marked_paid: bool
    marking: Literal["settles", "becomes_credit"] | None
    not_markable: Literal["not_ours", "not_manual", "settled"] | None
    needs_attention: bool
    lines: list[PaymentLine]


class PaymentsAnswer(TypedDict):
    """One page of payments, newest first.

    ``total`` is counted no further than a hundred pages from here; ``to_mark`` wait to be marked as paid.
    """

    payments: list[Payment]
    total: int
    to_mark: int
    page: int
    per_page: int


class MarkedPaidAnswer(TypedDict):
    """What marking a payment as paid came to; ``change`` null: it was a renewal's."""

    payment: Payment
    change: Change | None


class ClosedAnswer(TypedDict):
    """The quote id of the change that was closed."""

    closed: str


class MembershipRow(TypedDict):
    """A membership in the network's list."""

    id: int
    customer_id: int
    user_id: int
    user_login: str
    plan_id: int
    plan_name: str | None
    status: str
    term_end: Instant | None
    beyond_term: Literal["over", "awaits_payment", "paid_in_full", "on_hold"] | None


class MembershipsAnswer(TypedDict):
    """One page of memberships."""

    memberships: list[MembershipRow]
    total: int
    page: int
    per_page: int


class DatabaseState(TypedDict):
    """The database's own time."""

    now: Instant


class SchemaState(TypedDict):
    """The number of the last migration that ran, and of the last that this version knows."""

    current: int
    wanted: int
    ok: bool


class KeyState(TypedDict):
    """The service's own key; ``kid`` null: it has no key file."""

    kid: str | None
    status: Literal["trusted", "pending", "retired"] | None


class WorkerState(TypedDict):
    """When the worker last finished a round; null: never."""

    last_run_at: Instant | None


class ConnectionAnswer(TypedDict):
    """How the service is; ``proof`` is signed by its key over the id of the token it was asked with."""

    service: str
    network_id: str
    database: DatabaseState
    schema: SchemaState
    key: KeyState
    proof: str | None
    copy: bool
    mode: Literal["live", "staging"]
    worker: WorkerState
    problems: list[Refusal]


class QuotaAnswer(TypedDict):
    """A site's materialised limits: all that the plugin's row holds."""

    blog_id: int
    quota_version: int
    limits: dict[str, Any]
    access: dict[str, Any]
