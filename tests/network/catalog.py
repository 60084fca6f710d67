"""What the sample network sells: four plans, two packages, one service, all in SEK.

Free and Premium share the plan group High End, Basic has none, Business is in another: the story of the guide
that the product implements.
"""

from dataclasses import dataclass, field
from typing import Any

CURRENCY = "SEK"
UNLIMITED = "0"
"""Ultimate Multisite stores numbers as strings; 0 is no limit."""

Limitations = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Product:
    """A row of wu_products and its meta; `month` and `year` are prices in major units, None: not sold so."""

    id: int
    slug: str
    name: str
    type: str
    month: int
    year: int | None
    description: str
    order: int
    group: str = ""
    recurring: bool = True
    trial_days: int = 0
    addons: tuple[int, ...] = ()
    features: tuple[str, ...] = ()
    limitations: Limitations = field(default_factory=dict)


def roles(administrators: str, editors: str | None, authors: str) -> Limitations:
    """How many users of each role: None means not allowed."""
    numbers = {"administrator": administrators, "editor": editors, "author": authors, "subscriber": UNLIMITED}
    rules = {role: {"enabled": number is not None, "number": number or UNLIMITED} for role, number in numbers.items()}
    return {"enabled": True, "limit": rules}


def plan_limits(disk: str, posts: str, pages: str, visits: str, users: Limitations) -> Limitations:
    """All modules of a plan, as Ultimate Multisite stores them."""
    contents = {"post": {"enabled": True, "number": posts}, "page": {"enabled": True, "number": pages}}
    nothing = {"enabled": False, "limit": None}
    return {
        "post_types": {"enabled": True, "limit": contents},
        "plugins": nothing,
        "sites": {"enabled": True, "limit": "1"},
        "themes": nothing,
        "visits": {"enabled": True, "limit": visits},
        "disk_space": {"enabled": True, "limit": disk},
        "users": users,
        "site_templates": {"enabled": True, "limit": None, "mode": "default"},
        "domain_mapping": nothing,
        "customer_user_role": {"enabled": True, "limit": "default"},
        "hide_credits": nothing,
    }


DISK, VISITS, CONSULTING = 5, 6, 7

PRODUCTS = (
    Product(
        1,
        "free",
        "Free",
        "plan",
        0,
        None,
        "A small site to begin with.",
        10,
        "High End",
        recurring=False,
        addons=(DISK, CONSULTING),
        features=("5 MB of files", "5 posts"),
        limitations=plan_limits("5", "5", "3", "1000", roles("2", None, "1")),
    ),
    Product(
        2,
        "basic",
        "Basic",
        "plan",
        99,
        990,
        "For a shop window of one's own.",
        20,
        addons=(DISK, VISITS, CONSULTING),
        features=("50 MB of files", "20 posts"),
        limitations=plan_limits("50", "20", "10", "5000", roles("1", "2", "3")),
    ),
    Product(
        3,
        "premium",
        "Premium",
        "plan",
        199,
        1990,
        "For those who write every week.",
        30,
        "High End",
        addons=(DISK, VISITS, CONSULTING),
        features=("100 MB of files", "100 posts"),
        limitations=plan_limits("100", "100", "50", "20000", roles("2", "5", "10")),
    ),
    Product(
        4,
        "business",
        "Business",
        "plan",
        499,
        4990,
        "For a company with an editorial staff.",
        40,
        "Enterprise",
        trial_days=14,
        addons=(DISK, VISITS, CONSULTING),
        features=("1 GB of files", "As many posts as you like"),
        limitations=plan_limits("1000", UNLIMITED, UNLIMITED, UNLIMITED, roles("5", UNLIMITED, UNLIMITED)),
    ),
    Product(
        DISK,
        "extra-disk-space",
        "Extra disk space",
        "package",
        49,
        490,
        "50 MB more for your files.",
        50,
        limitations={"disk_space": {"enabled": True, "limit": "50"}},
    ),
    Product(
        VISITS,
        "unlimited-visits",
        "Unlimited visits",
        "package",
        79,
        790,
        "As many visits a month as come.",
        60,
        limitations={"visits": {"enabled": True, "limit": UNLIMITED}},
    ),
    Product(
        CONSULTING,
        "seo-consulting",
        "SEO consulting",
        "service",
        1500,
        None,
        "Two hours with one of us, once.",
        70,
        recurring=False,
    ),
)


def product_rows(now: str) -> list[dict[str, Any]]:
    """Rows of wu_products."""
    return [
        {
            "id": one.id,
            "name": one.name,
            "slug": one.slug,
            "parent_id": 0,
            "migrated_from_id": 0,
            "description": one.description,
            "product_group": one.group,
            "currency": CURRENCY,
            "pricing_type": "paid" if one.month else "free",
            "amount": f"{one.month}.0000",
            "setup_fee": "0.0000",
            "recurring": int(one.recurring),
            "trial_duration": one.trial_days,
            "trial_duration_unit": "day",
            "duration": 1,
            "duration_unit": "month",
            "billing_cycles": 0,
            "list_order": one.order,
            "active": 1,
            "type": one.type,
            "date_created": now,
            "date_modified": now,
        }
        for one in PRODUCTS
    ]


def product_meta() -> list[dict[str, Any]]:
    """Rows of wu_productmeta; lists and dictionaries are serialised where they are inserted."""
    rows = []
    for one in PRODUCTS:
        values: dict[str, Any] = {
            "wu_available_addons": list(one.addons),
            "feature_list": "\n".join(one.features),
        }
        if one.year is not None:
            values["price_variations"] = [{"duration": 1, "duration_unit": "year", "amount": float(one.year)}]
        if one.limitations:
            values["wu_limitations"] = one.limitations
        rows += [{"wu_product_id": one.id, "meta_key": key, "meta_value": value} for key, value in values.items()]
    return rows
