"""The sample's rows: catalog, customers, memberships, payments, settled lines, owners' sites, visits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.network.catalog import CURRENCY, PRODUCTS, product_meta, product_rows
from tests.network.memberships import Membership, customer_row, membership_row, memberships, price, text

if TYPE_CHECKING:
    from datetime import datetime

    from tests.network.network import Network

Rows = list[dict[str, Any]]
TYPES = {product.id: product.type for product in PRODUCTS}
VISITS_TODAY = {"anna": 740, "bjorn": 1900, "cecilia": 5200, "david": 310, "eva": 12400, "sara": 25}
SETTINGS = {"currency_symbol": CURRENCY, "precision": "2", "enable_taxes": "", "inclusive_tax": ""}


def write_sample(network: Network, now: datetime) -> None:
    """Inserts everything, times relative to `now` (UTC, whole seconds), in one transaction."""
    rows = sample_rows(network.state.users, network.state.sites, now.replace(microsecond=0))
    network.wordpress.run("seed.php", {"rows": rows})


def sample_rows(users: dict[str, int], sites: dict[str, int], now: datetime) -> dict[str, Rows]:
    """Rows by table without its prefix; dictionaries and lists in them are to be serialised as PHP does."""
    bought = memberships(now)
    payments, lines = billed(bought)
    return {
        "wu_products": product_rows(text(now) or ""),
        "wu_productmeta": product_meta(),
        "wu_customers": [customer_row(one, users[one.login]) for one in bought],
        "wu_memberships": [membership_row(one, users[one.login], now) for one in bought],
        "wu_payments": payments,
        "bridge_settled_lines": lines,
        "blogmeta": site_meta(bought, sites, now),
        "sitemeta": [{"site_id": 1, "meta_key": "wp-ultimo_v2_settings", "meta_value": SETTINGS}],
    }


def billed(bought: list[Membership]) -> tuple[Rows, Rows]:
    """A completed payment for each paid term, and what it settled, line by line."""
    payments: Rows = []
    lines: Rows = []
    for one in bought:
        for start, end in one.paid_terms():
            payments.append(payment_row(len(payments) + 1, one, start))
            lines += settled_lines(len(payments), one, start, end)
    return payments, lines


def payment_row(number: int, one: Membership, paid: datetime) -> dict[str, Any]:
    """The row of wu_payments for one term."""
    return {
        "id": number,
        "status": "completed",
        "customer_id": one.id,
        "membership_id": one.id,
        "product_id": one.plan,
        "discount_code": "",
        "currency": CURRENCY,
        "subtotal": f"{one.amount}.0000",
        "total": f"{one.amount}.0000",
        "gateway": "manual",
        "gateway_payment_id": "",
        "date_created": text(paid),
        "date_modified": text(paid),
    }


def settled_lines(payment: int, one: Membership, start: datetime, end: datetime | None) -> Rows:
    """The plan and each package of one paid term, in minor units."""
    return [
        {
            "membership_id": one.id,
            "customer_id": one.id,
            "payment_id": payment,
            "product_id": product,
            "line_type": TYPES[product],
            "quantity": quantity,
            "currency": CURRENCY,
            "amount_minor": price(product, one.unit) * quantity * 100,
            "tax_minor": 0,
            "term_start": text(start),
            "term_end": text(end),
            "settled_at": text(start),
        }
        for product, quantity in one.bought()
    ]


def site_meta(bought: list[Membership], sites: dict[str, int], now: datetime) -> Rows:
    """What makes a site a customer's: its type, membership and customer; and today's visits."""
    rows: Rows = []
    for one in bought:
        if one.login not in sites:
            continue
        values = {"wu_type": "customer_owned", "wu_membership_id": one.id, "wu_customer_id": one.id}
        values[f"wu_visits_{now:%Y%m%d}"] = VISITS_TODAY[one.login]
        blog = sites[one.login]
        rows += [{"blog_id": blog, "meta_key": key, "meta_value": str(value)} for key, value in values.items()]
    return rows
