"""The sample's rows: catalog, customers, memberships, payments, settled lines, owners' sites, visits."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tools.network.catalog import CURRENCY, PRODUCTS, product_meta, product_rows
from tools.network.memberships import MOA, TAX_RATES, Membership, customer_row, membership_row, memberships, text
from tools.network.people import ADMIN

if TYPE_CHECKING:
    from datetime import datetime

    from tools.network.network import Network

Rows = list[dict[str, Any]]
TYPES = {product.id: product.type for product in PRODUCTS}
VISITS_TODAY = {
    "anna": 740,
    "bjorn": 1900,
    "cecilia": 5200,
    "david": 310,
    "eva": 12400,
    "sara": 25,
    "olle": 12,
    "lea": 3,
    "fina": 1000,
    "moa": 40,
}
SETTINGS = {"currency_symbol": CURRENCY, "precision": "2", "enable_taxes": "1", "inclusive_tax": ""}
ROOM_FOR_MANY = {"enabled": True, "limit": "200"}
CODE = {
    "name": "25 % i \N{BLACK HEART SUIT}",
    "code": "VÅREN25",
    "description": "A quarter off, at renewals too.",
    "uses": 3,
    "max_uses": 100,
    "apply_to_renewals": 1,
    "type": "percentage",
    "value": "25.0000",
    "setup_fee_type": "percentage",
    "setup_fee_value": "0.0000",
    "active": 1,
}


def write_sample(network: Network, now: datetime) -> None:
    """Inserts everything, times relative to `now` (UTC, whole seconds), in one transaction."""
    rows = sample_rows(network.state.users, network.state.sites, now.replace(microsecond=0))
    network.wordpress.run("seed.php", {"rows": rows})


def make_many_sites(network: Network, count: int) -> None:
    """Gives Moa's membership so many sites more: real ones, of WordPress' own making; those there are kept."""
    network.php(MAKE_SITES, user=ADMIN["user"], first=2, last=count + 1, membership=MOA)


MAKE_SITES = """
$owner = get_user_by('login', 'moa')->ID;
for ($number = $arguments['first']; $number <= $arguments['last']; $number++) {
    $path = "/moa-$number/";
    if (domain_exists($_SERVER['HTTP_HOST'], $path)) {
        continue;
    }
    $site = wp_insert_site([
        'domain' => $_SERVER['HTTP_HOST'],
        'path' => $path,
        'title' => "Moas nummer $number",
        'user_id' => $owner,
        'network_id' => 1,
    ]);
    if (is_wp_error($site)) {
        throw new RuntimeException($site->get_error_message());
    }
    $values = [
        'wu_type' => 'customer_owned',
        'wu_membership_id' => $arguments['membership'],
        'wu_customer_id' => $arguments['membership'],
    ];
    foreach ($values as $key => $value) {
        update_site_meta($site, $key, $value);
    }
}
return true;
"""


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
        "wu_membershipmeta": [
            {"wu_membership_id": MOA, "meta_key": "wu_limitations", "meta_value": {"sites": ROOM_FOR_MANY}}
        ],
        "wu_customermeta": addresses(bought),
        "wu_discount_codes": [{**CODE, "date_created": text(now), "date_modified": text(now)}],
        "sitemeta": [
            {"site_id": 1, "meta_key": "wp-ultimo_v2_settings", "meta_value": SETTINGS},
            {"site_id": 1, "meta_key": "wp-ultimo_tax_rates", "meta_value": tax_rates()},
        ],
    }


def tax_rates() -> dict[str, Any]:
    """The rates by category, as Ultimate Multisite stores them."""
    categories: dict[str, Any] = {}
    for (country, category), percent in TAX_RATES.items():
        rate = {
            "id": f"{country}-{category}",
            "title": "Moms",
            "country": country,
            "state": "",
            "city": "",
            "tax_rate": str(percent),
            "type": "regular",
        }
        categories.setdefault(category, {"name": category, "rates": []})["rates"].append(rate)
    return categories


def addresses(bought: list[Membership]) -> Rows:
    """Where those live who have said so: their tax is the country's."""
    return [
        {"wu_customer_id": one.id, "meta_key": "wu_billing_address", "meta_value": {"billing_country": one.country}}
        for one in bought
        if one.country
    ]


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
    tax = sum((one.charged(product, quantity)[1] for product, quantity in one.bought()), start=Decimal(0))
    return {
        "id": number,
        "status": "completed",
        "customer_id": one.id,
        "membership_id": one.id,
        "product_id": one.plan,
        "discount_code": "",
        "currency": one.currency,
        "subtotal": f"{one.amount - tax:.4f}",
        "tax_total": f"{tax:.4f}",
        "total": f"{one.amount:.4f}",
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
            "currency": one.currency,
            "amount_minor": int(net * 100),
            "tax_minor": int(tax * 100),
            "term_start": text(start),
            "term_end": text(end),
            "settled_at": text(start),
        }
        for product, quantity in one.bought()
        for net, tax in (one.charged(product, quantity),)
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
