"""Plain values for tests: a network that sells Free, Basic, Premium and Extra disk space, and a membership of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from bridge.network_admin.plan_paths import as_product
from bridge.pricing.calendar import Period
from bridge.pricing.catalog import PlanRules
from bridge.pricing.snapshot import Customer, Membership, Settings, Snapshot
from bridge.store.account import AccountFacts, MembershipEntry, Site
from bridge.store.memberships import MembershipFacts
from bridge.store.product_editing import ProductDocument
from bridge.store.products import ProductText
from bridge.store.settings import NetworkSettings

MONTH = Period(1, "month")
FREE, BASIC, PREMIUM, DISK = 1, 2, 3, 6
OWNER, BLOG, MEMBERSHIP, CUSTOMER = 20, 5, 12, 4
AS_OF = datetime(2025, 6, 15, 10, 0, 0)


def product(number: int | None, name: str, **changed: Any) -> ProductDocument:
    """A plan of 100 a month without a group."""
    plain = ProductDocument(
        id=number, name=name, slug=name.lower().replace(" ", "-"), description="", type="plan", active=True,
        currency="SEK", pricing_type="paid", amount=Fraction(100), setup_fee=Fraction(0), period=MONTH,
        recurring=True, billing_cycles=0, trial=None,
        price_variations=(), taxable=True, tax_category="default", features=(), plan_group="", list_order=10,
        available_addons=(), rules=PlanRules(), limitations={},
    )  # fmt: skip
    return replace(plain, **changed)


def disk(megabytes: int) -> dict[str, Any]:
    """Limitations of disk space alone."""
    return {"disk_space": {"enabled": True, "limit": str(megabytes)}}


CATALOG = {
    FREE: product(FREE, "Free", pricing_type="free", amount=Fraction(0), recurring=False, plan_group="High End",
                  list_order=1, limitations=disk(100)),
    BASIC: product(BASIC, "Basic", list_order=2, limitations=disk(300)),
    PREMIUM: product(PREMIUM, "Premium", amount=Fraction(199), plan_group="High End", list_order=3,
                     available_addons=(DISK,), limitations=disk(500)),
    DISK: product(DISK, "Extra disk", type="package", amount=Fraction(50), limitations=disk(250)),
}  # fmt: skip


def membership(**changed: Any) -> Membership:
    """Premium, paid monthly, half a term gone."""
    plain = Membership(
        id=MEMBERSHIP, plan_id=PREMIUM, addons={}, status="active", currency="SEK", amount=Fraction(19900),
        initial_amount=Fraction(19900), recurring=True, period=MONTH, date_created=datetime(2025, 6, 1),
        date_renewed=None, date_expiration=datetime(2025, 7, 1), date_trial_end=None, times_billed=1,
    )  # fmt: skip
    return replace(plain, **changed)


def facts(held: Membership | None = None, settings: NetworkSettings | None = None, **changed: Any) -> MembershipFacts:
    """The facts of a membership with one site."""
    told = settings or NetworkSettings(pricing=Settings())
    snapshot = Snapshot(
        settings=told.pricing,
        tax_rates=(),
        customer=Customer(CUSTOMER, "SE"),
        account_credit_minor=0,
        products={number: as_product(document, None) for number, document in CATALOG.items()},
        membership=held or membership(),
    )
    plain = MembershipFacts(
        snapshot=snapshot, customer_user_id=OWNER, settings=told, gateway="", subscription="", adopted=False,
        texts={number: ProductText("", ()) for number in CATALOG},
        limitations={number: document.limitations or {} for number, document in CATALOG.items()},
        own_limitations={}, site_limitations={BLOG: {}},
    )  # fmt: skip
    return replace(plain, **changed)


def account_facts(of: MembershipFacts) -> AccountFacts:
    """The Account page's facts of a membership, asked from its own site."""
    held = of.snapshot.membership
    plan = of.snapshot.products.get(held.plan_id)
    return AccountFacts(
        membership=of,
        has_site_asked_from=True,
        own_memberships=(MembershipEntry(held.id, plan.name if plan else None, held.status),),
        changes=(),
        sites=(Site(BLOG, "network.example", "/owner/", "network.example/owner"),),
        sites_total=1,
        limits_revision=0,
        payments=(),
        payments_total=0,
    )
