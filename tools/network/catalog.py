"""What the sample network sells, in two currencies and at prices with decimals in every one of them and every period.

The guide's story comes first: Free and Premium share the plan group High End, Basic has none, Business is in another.
Behind it the harder part: names that break careless code, a set-up fee, prices for three months, a plan sold in
another currency through a child product, plans in that currency, a tax category of its own. Unlimited visits are
offered with Business too, which has no limit of visits: a package without effect there.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

CURRENCY = "SEK"
EURO = "EUR"
UNLIMITED = "0"
"""Ultimate Multisite stores numbers as strings; 0 is no limit."""

Limitations = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Product:
    """A row of wu_products and its meta; `month`, `quarter` and `year` are prices in major units, None: not sold so.

    One with a `parent` is that product's price in another currency.
    """

    id: int
    slug: str
    name: str
    type: str
    month: Decimal
    year: Decimal | None
    description: str
    order: int
    group: str = ""
    recurring: bool = True
    trial_days: int = 0
    addons: tuple[int, ...] = ()
    features: tuple[str, ...] = ()
    limitations: Limitations = field(default_factory=dict)
    currency: str = CURRENCY
    quarter: Decimal | None = None
    setup_fee: Decimal = Decimal(0)
    tax_category: str = ""
    parent: int = 0


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


FREE, BASIC, PREMIUM, BUSINESS = 1, 2, 3, 4
DISK, VISITS, CONSULTING = 5, 6, 7
STUDIO, STUDIO_PRO, STUDIO_IN_EURO, GALLERY, GALLERY_PLUS, PRINTS, LESSON, BOOK_SPACE = 21, 22, 23, 24, 25, 26, 27, 28
BOOKS = "books"
"""The tax category with the lower rate."""

PRODUCTS = (
    Product(
        1,
        "free",
        "Free",
        "plan",
        Decimal(0),
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
        Decimal(99),
        Decimal("990.50"),
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
        Decimal(199),
        Decimal("1990.50"),
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
        Decimal(499),
        Decimal("4990.75"),
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
        Decimal(49),
        Decimal("490.50"),
        "50 MB more for your files.",
        50,
        limitations={"disk_space": {"enabled": True, "limit": "50"}},
    ),
    Product(
        VISITS,
        "unlimited-visits",
        "Unlimited visits",
        "package",
        Decimal(79),
        Decimal("790.90"),
        "As many visits a month as come.",
        60,
        limitations={"visits": {"enabled": True, "limit": UNLIMITED}},
    ),
    Product(
        CONSULTING,
        "seo-consulting",
        "SEO consulting",
        "service",
        Decimal(1500),
        None,
        "Two hours with one of us, once.",
        70,
        recurring=False,
    ),
    Product(
        STUDIO,
        "studio",
        'Studio "50 %" {plus} \N{ARTIST PALETTE}',
        "plan",
        Decimal("149.90"),
        Decimal("1490.50"),
        "For those who draw & paint <all day>; it's O'Hara's choice.",
        110,
        "Atelj\u00e9",
        addons=(PRINTS, LESSON, BOOK_SPACE),
        features=("20 MB of files", "100 % yours", "{0} and %s are only text"),
        limitations=plan_limits("20", "10", "5", "2000", roles("2", "2", "2")),
        quarter=Decimal("415.35"),
        setup_fee=Decimal("99.50"),
    ),
    Product(
        STUDIO_PRO,
        "studio-pro",
        "\u05e1\u05d8\u05d5\u05d3\u05d9\u05d5 Pro \u2013 \u0641\u0631\u0648",
        "plan",
        Decimal("249.90"),
        Decimal("2490.75"),
        "A name that is read from right to left.",
        120,
        "Atelj\u00e9",
        addons=(PRINTS, LESSON, BOOK_SPACE),
        features=("60 MB of files",),
        limitations=plan_limits("60", "50", "20", "10000", roles("3", "5", "5")),
        quarter=Decimal("690.45"),
        setup_fee=Decimal("149.25"),
    ),
    Product(
        STUDIO_IN_EURO,
        "studio-eur",
        "Studio in euro",
        "plan",
        Decimal("13.95"),
        None,
        "",
        111,
        "Atelj\u00e9",
        currency=EURO,
        setup_fee=Decimal("9.50"),
        parent=STUDIO,
    ),
    Product(
        GALLERY,
        "gallery",
        "Gallery",
        "plan",
        Decimal("12.95"),
        Decimal("129.50"),
        "Sold in euro alone.",
        130,
        "Galerie",
        addons=(PRINTS,),
        features=("30 MB of files",),
        limitations=plan_limits("30", "20", "10", "4000", roles("2", "2", "2")),
        currency=EURO,
        quarter=Decimal("36.45"),
    ),
    Product(
        GALLERY_PLUS,
        "gallery-plus",
        "Gallery+",
        "plan",
        Decimal("24.95"),
        Decimal("249.55"),
        "Twice the walls.",
        140,
        "Galerie",
        addons=(PRINTS,),
        features=("60 MB of files",),
        limitations=plan_limits("60", "40", "20", "8000", roles("2", "4", "4")),
        currency=EURO,
        quarter=Decimal("69.85"),
    ),
    Product(
        PRINTS,
        "prints",
        "Prints & frames",
        "package",
        Decimal("4.95"),
        Decimal("49.50"),
        "20 MB more for pictures.",
        150,
        limitations={"disk_space": {"enabled": True, "limit": "20"}},
        currency=EURO,
        quarter=Decimal("13.35"),
    ),
    Product(
        LESSON,
        "lesson",
        "Drawing lesson",
        "service",
        Decimal("799.50"),
        None,
        "One hour, once.",
        160,
        recurring=False,
    ),
    Product(
        BOOK_SPACE,
        "book-space",
        "Room for books",
        "package",
        Decimal("24.50"),
        Decimal("245.25"),
        "10 MB more, at the tax of books.",
        170,
        limitations={"disk_space": {"enabled": True, "limit": "10"}},
        quarter=Decimal("67.75"),
        tax_category=BOOKS,
    ),
)


def product_rows(now: str) -> list[dict[str, Any]]:
    """Rows of wu_products."""
    return [
        {
            "id": one.id,
            "name": one.name,
            "slug": one.slug,
            "parent_id": one.parent,
            "migrated_from_id": 0,
            "description": one.description,
            "product_group": one.group,
            "currency": one.currency,
            "pricing_type": "paid" if one.month else "free",
            "amount": f"{one.month:.4f}",
            "setup_fee": f"{one.setup_fee:.4f}",
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


def price_variations(one: Product) -> list[dict[str, Any]]:
    """The further prices, as Ultimate Multisite stores them: floats."""
    further = ((3, "month", one.quarter), (1, "year", one.year))
    return [
        {"duration": n, "duration_unit": unit, "amount": float(amount)}
        for n, unit, amount in further
        if amount is not None
    ]


def product_meta() -> list[dict[str, Any]]:
    """Rows of wu_productmeta; lists and dictionaries are serialised where they are inserted."""
    rows = []
    for one in PRODUCTS:
        values: dict[str, Any] = {
            "wu_available_addons": list(one.addons),
            "feature_list": "\n".join(one.features),
        }
        if variations := price_variations(one):
            values["price_variations"] = variations
        if one.tax_category:
            values["tax_category"] = one.tax_category
        if one.limitations:
            values["wu_limitations"] = one.limitations
        rows += [{"wu_product_id": one.id, "meta_key": key, "meta_value": value} for key, value in values.items()]
    return rows
