"""A small catalog and a membership on it, at literal dates."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from bridge.pricing.calendar import Period
from bridge.pricing.catalog import Price, Product
from bridge.pricing.money import round_charge
from bridge.pricing.snapshot import Customer, Membership, Settings, Snapshot, TaxRate

MONTH, YEAR = Period(1, "month"), Period(1, "year")
FREE, BASIC, PREMIUM, DISK, ADVICE = 1, 2, 3, 5, 7


def product(product_id: int, kind: Any, price: int, **more: Any) -> Product:
    values: dict[str, Any] = {
        "id": product_id,
        "slug": f"p{product_id}",
        "name": f"Product {product_id}",
        "type": kind,
        "group": "",
        "currency": "SEK",
        "amount": Fraction(price),
        "setup_fee": Fraction(0),
        "pricing_type": "paid" if price else "free",
        "recurring": True,
        "period": MONTH,
        "list_order": product_id,
    }
    return Product(**{**values, **more})


def catalog(**prices: int) -> dict[int, Product]:
    premium = prices.get("premium", 19900)
    return {
        FREE: product(FREE, "plan", 0, recurring=False),
        BASIC: product(BASIC, "plan", 9900),
        PREMIUM: product(
            PREMIUM, "plan", premium, setup_fee=Fraction(prices.get("fee", 0)),
            price_variations=(Price(YEAR, Fraction(199000)),),
        ),
        DISK: product(DISK, "package", 4900),
        ADVICE: product(ADVICE, "service", 150000, recurring=False),
    }  # fmt: skip


def membership(**more: Any) -> Membership:
    values: dict[str, Any] = {
        "id": 501,
        "plan_id": PREMIUM,
        "addons": {},
        "status": "active",
        "currency": "SEK",
        "amount": Fraction(19900),
        "initial_amount": Fraction(19900),
        "recurring": True,
        "period": MONTH,
        "date_created": datetime(2025, 1, 31),
        "date_renewed": datetime(2025, 1, 31),
        "date_expiration": datetime(2025, 2, 28),
        "date_trial_end": None,
        "times_billed": 1,
        "settled_lines": (),
        "anchor_day": 31,
    }
    return Membership(**{**values, **more})


def snapshot(held: Membership, *, credit: int = 0, **prices: int) -> Snapshot:
    return Snapshot(Settings(), (), Customer(601), credit, catalog(**prices), held)


def taxed(facts: Snapshot, percent: int, *, inclusive: bool = False, country: str = "SE") -> Snapshot:
    """The same facts where every product is taxed at one rate of the customer's country."""
    return replace(
        facts,
        settings=replace(facts.settings, taxes=True, tax_inclusive=inclusive),
        tax_rates=(TaxRate(country, "default", Fraction(percent)),),
        customer=replace(facts.customer, country=country),
        products={
            number: replace(product, taxable=True, tax_category="default")
            for number, product in facts.products.items()
        },
    )


def tax_in(gross: int, percent: int) -> int:
    """The tax inside an amount."""
    return round_charge(Fraction(gross * percent, 100 + percent))
