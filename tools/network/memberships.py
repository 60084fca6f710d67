"""Who bought what on the sample network, and when, relative to the time it is built."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

from tools.network.catalog import BASIC, BOOK_SPACE, BOOKS, BUSINESS, DISK, FREE, GALLERY, PREMIUM, PRODUCTS, STUDIO

BY_ID = {product.id: product for product in PRODUCTS}
MOA = 11
MONTHS = {"month": 1, "year": 12}
TAX_RATES = {("SE", "default"): Decimal(25), ("SE", BOOKS): Decimal(6)}
"""By country and tax category. The customers of the story have no address: nothing is added to what they pay."""


@dataclass(frozen=True, slots=True)
class Membership:
    """One customer's membership: its last term is [start, end); `terms` of one period each were paid."""

    id: int
    login: str
    plan: int
    start: datetime
    end: datetime | None
    status: str
    unit: str = "month"
    terms: int = 0
    addons: dict[int, int] = field(default_factory=dict)
    trial_end: datetime | None = None
    country: str = ""

    @property
    def currency(self) -> str:
        """That of its plan."""
        return BY_ID[self.plan].currency

    @property
    def created(self) -> datetime:
        """When the first term began."""
        return earlier(self.start, MONTHS[self.unit] * max(self.terms - 1, 0))

    @property
    def amount(self) -> Decimal:
        """What one term costs, tax included, in major units."""
        lines = (self.charged(product, quantity) for product, quantity in self.bought())
        return sum((net + tax for net, tax in lines), start=Decimal(0))

    def charged(self, product: int, quantity: int) -> tuple[Decimal, Decimal]:
        """(without tax, tax) of one line of a term, in major units."""
        net = price(product, self.unit) * quantity
        rate = TAX_RATES.get((self.country, BY_ID[product].tax_category or "default"), Decimal(0))
        return net, (net * rate / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)

    def bought(self) -> list[tuple[int, int]]:
        """(product, quantity): the plan, then the packages."""
        return [(self.plan, 1), *self.addons.items()]

    def paid_terms(self) -> Iterator[tuple[datetime, datetime | None]]:
        """(start, end) of each term that was paid, the last one last."""
        length = MONTHS[self.unit]
        starts = [earlier(self.start, length * back) for back in range(self.terms - 1, -1, -1)]
        limits: list[Any] = [*starts, self.end]
        return pairwise(limits)


def price(product: int, unit: str) -> Decimal:
    """A product's price for one month or year, in major units."""
    found = BY_ID[product].year if unit == "year" else BY_ID[product].month
    return found or Decimal(0)


def earlier(instant: datetime, months: int) -> datetime:
    """The instant that many months before, on the same day or its month's last."""
    index = instant.year * 12 + instant.month - 1 - months
    year, month = divmod(index, 12)
    first = instant.replace(year=year, month=month + 1, day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return first.replace(day=min(instant.day, (following - timedelta(days=1)).day))


def later(instant: datetime, months: int) -> datetime:
    """The instant that many months after, on the same day or its month's last."""
    return earlier(instant, -months)


def memberships(now: datetime) -> list[Membership]:
    """The story's five customers at different points of their terms, then those of the harder cases.

    Olle's and Lea's terms end at 23:59:59, as Ultimate Multisite writes them; Olle pays tax at two rates, Lea in euro,
    Fina's site is at its limits, Moa's membership is one of very many sites.
    """
    year_ago, ten_days_ago, two_months_ago = earlier(now, 12), now - timedelta(days=10), earlier(now, 2)
    david_end, eva_start, ulla_start = (
        now - timedelta(days=5),
        now - timedelta(days=4),
        now - timedelta(days=3),
    )
    trial_end = eva_start + timedelta(days=14)
    midnight = ten_days_ago.replace(hour=0, minute=0, second=0)
    last_second = later(midnight, 1) - timedelta(seconds=1)
    return [
        Membership(1, "anna", FREE, year_ago, None, "active"),
        Membership(2, "bjorn", BASIC, ten_days_ago, later(ten_days_ago, 1), "active", terms=3),
        Membership(
            3,
            "cecilia",
            PREMIUM,
            two_months_ago,
            later(two_months_ago, 12),
            "active",
            "year",
            1,
            addons={DISK: 2},
        ),
        Membership(4, "david", PREMIUM, earlier(david_end, 1), david_end, "expired", terms=2),
        Membership(5, "eva", BUSINESS, eva_start, trial_end, "trialing", trial_end=trial_end),
        Membership(6, "ulla", BASIC, ulla_start, later(ulla_start, 1), "active", terms=1),
        Membership(7, "sara", BASIC, ten_days_ago, later(ten_days_ago, 1), "active", terms=1),
        Membership(8, "olle", STUDIO, midnight, last_second, "active", terms=2, addons={BOOK_SPACE: 3}, country="SE"),
        Membership(9, "lea", GALLERY, midnight, last_second, "active", terms=1),
        Membership(10, "fina", FREE, year_ago, None, "active"),
        Membership(MOA, "moa", BUSINESS, two_months_ago, later(two_months_ago, 12), "active", "year", 1),
    ]


def text(instant: datetime | None) -> str | None:
    """As MySQL writes it, in UTC."""
    return instant.strftime("%Y-%m-%d %H:%M:%S") if instant else None


def membership_row(one: Membership, user: int, now: datetime) -> dict[str, Any]:
    """The row of wu_memberships; the customer has the same id."""
    return {
        "id": one.id,
        "customer_id": one.id,
        "user_id": user,
        "migrated_from_id": 0,
        "plan_id": one.plan,
        "addon_products": {str(product): quantity for product, quantity in one.addons.items()},
        "currency": one.currency,
        "initial_amount": f"{one.amount if one.terms else 0:.4f}",
        "recurring": int(one.amount > 0),
        "auto_renew": 0,
        "duration": 1,
        "duration_unit": one.unit,
        "amount": f"{one.amount:.4f}",
        "date_created": text(one.created),
        "date_activated": text(one.created),
        "date_trial_end": text(one.trial_end),
        "date_renewed": text(one.start) if one.terms > 1 else None,
        "date_cancellation": None,
        "date_expiration": text(one.end),
        "times_billed": one.terms,
        "billing_cycles": 0,
        "status": one.status,
        "gateway_customer_id": "",
        "gateway_subscription_id": "",
        "gateway": "manual" if one.terms else "free",
        "signup_method": "",
        "subscription_key": "",
        "upgraded_from": 0,
        "date_modified": text(now),
        "disabled": 0,
    }


def customer_row(one: Membership, user: int) -> dict[str, Any]:
    """The row of wu_customers."""
    return {
        "id": one.id,
        "user_id": user,
        "type": "customer",
        "email_verification": "verified",
        "date_modified": text(one.created),
        "date_registered": text(one.created),
        "last_login": text(one.created),
        "has_trialed": 1 if one.trial_end else None,
        "vip": 0,
        "signup_form": "by-admin",
    }
