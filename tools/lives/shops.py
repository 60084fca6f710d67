"""Random networks: what is sold, how it is taxed and billed; written into the tables as a network's plugin would."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

from bridge.store.engine.php_serialize import dumps
from tools.lives.goods import Item, Shop
from tools.lives.provider import LEAST
from tools.lives.stage import Stage
from tools.lives.terms import DIGITS, Period, written

FREE, BASIC, PLUS, TRIAL, DAYS, LIFETIME = 101, 102, 103, 104, 105, 106
SPACE, VISITS, LESSON = 111, 112, 113
MONTH, QUARTER, YEAR, WEEK = (1, "month"), (3, "month"), (1, "year"), (1, "week")
NAMES = {
    FREE: "Free", BASIC: "Basic", PLUS: "Plus", TRIAL: "Pro", DAYS: "Daily", LIFETIME: "For life",
    SPACE: "Space", VISITS: "Visits", LESSON: "Lesson",
}  # fmt: skip
#: How often plans are billed, and what follows.
CYCLES, AFTER_LAST = (0, 0, 0, 0, 1, 2, 3, 6), ("as_network", "as_network", "go_on", "end")
COUNTRIES = ("", "SE", "DE", "US")
PLANS = (FREE, BASIC, PLUS, TRIAL, DAYS, LIFETIME)


def make_shop(random: Random) -> Shop:
    """A network by chance."""
    currency = random.choice(("SEK", "SEK", "EUR", "JPY", "KWD"))
    scale = 10 ** DIGITS.get(currency, 2)

    def amount(low: int, high: int) -> int:
        whole = random.randint(low, high) * scale
        parts = 0 if random.random() < 0.4 else random.randint(0, scale - 1)
        return int(max(whole + parts, 1))

    month, plus, pro = amount(5, 120), amount(20, 300), amount(30, 500)
    days: Period = random.choice(((1, "day"), (7, "day"), (10, "day"), WEEK, (2, "week")))
    items = [
        Item(FREE, "Free", "plan", MONTH, {MONTH: 0}, recurring=False, order=10),
        Item(BASIC, "Basic", "plan", MONTH, {MONTH: month, YEAR: month * random.randint(9, 12)}, order=20),
        Item(PLUS, "Plus", "plan", MONTH, {MONTH: plus, QUARTER: plus * 3 - plus // 7, YEAR: plus * 10}, order=30,
             fee=random.choice((0, amount(5, 60)))),
        Item(TRIAL, "Pro", "plan", MONTH, {MONTH: pro, YEAR: pro * 11}, order=40, trial=(14, "day"),
             fee=random.choice((0, 0, amount(5, 60)))),
        Item(DAYS, "Daily", "plan", days, {days: amount(2, 40), MONTH: amount(30, 90)}, order=50,
             category=random.choice(("default", "books"))),
        Item(LIFETIME, "For life", "plan", MONTH, {MONTH: amount(300, 2000)}, recurring=False, order=60),
        Item(SPACE, "Space", "package", MONTH, {MONTH: amount(1, 30), YEAR: amount(20, 200)}),
        Item(VISITS, "Visits", "package", MONTH, {MONTH: amount(1, 30)}, fee=random.choice((0, amount(1, 20))),
             category="books"),
        Item(LESSON, "Lesson", "service", MONTH, {MONTH: amount(10, 200)}, recurring=False),
    ]  # fmt: skip
    for item in items:
        if item.kind == "plan":
            item.group = random.choice(("g", "g", "g", "g", "")) if random.random() < 0.3 else "g"
            item.offers = frozenset((SPACE, VISITS, LESSON) if random.random() < 0.7 else (SPACE, LESSON))
            item.cycles, item.after_last = random.choice(CYCLES), random.choice(AFTER_LAST)
    percent = random.choice((Fraction(25), Fraction(19), Fraction("8.875"), Fraction(20)))
    rates = [
        ("SE", "default", percent), ("SE", "books", Fraction(6)), ("DE", "default", Fraction(19)),
        ("*", "default", random.choice((Fraction(0), Fraction(10)))),
    ]  # fmt: skip
    proration = random.choice(("second", "second", "second", "day", "none"))
    anchors = ("restart",) if proration == "none" else ("restart", "keep_anchor")
    settings: dict[str, object] = {
        "proration": proration,
        "anchor": random.choice(anchors),
        "addon_charge": random.choice(("rest_of_term", "rest_of_term", "full")),
        "downgrade": random.choice(("term_end", "term_end", "immediate")),
        "ungrouped": random.choice(("all", "all", "same_ungrouped")),
        "payment_window_days": random.choice((1, 7, 7, 30)),
        "grace_days": random.choice((0, 3, 3, 14)),
        "lifetime_years": random.choice((None, None, 5)),
        "request_days": random.choice((1, 7, 7, 14)),
        "when_paid_in_full": random.choice(("go_on", "end")),
        "delayed": random.choice(("trust", "trust", "wait")),
        "retries": random.choice((0, 1, 3)),
        "retry_days": random.choice((1, 2)),
        "taxes": random.random() < 0.75,
        "tax_inclusive": random.random() < 0.5,
    }
    return Shop(currency, {item.id: item for item in items}, rates, settings)


def write_shop(stage: Stage, shop: Shop) -> None:
    """Write its catalog, taxes and settings."""
    for item in shop.items.values():
        write_item(stage, shop, item, is_new=True)
    write_rates(stage, shop)
    save_settings(stage, shop.settings)


def write_item(stage: Stage, shop: Shop, item: Item, *, is_new: bool = False) -> None:
    """Write a product as it is now."""
    price = written(item.prices[item.base], shop.currency)
    trial = item.trial or (0, "day")
    columns = {
        "name": item.name, "slug": item.name.lower().replace(" ", "-"), "product_group": item.group,
        "currency": shop.currency, "pricing_type": "free" if item.is_free else "paid", "amount": price,
        "setup_fee": written(item.fee, shop.currency), "recurring": int(item.recurring), "trial_duration": trial[0],
        "trial_duration_unit": trial[1], "billing_cycles": item.cycles, "duration": item.base[0],
        "duration_unit": item.base[1], "list_order": item.order, "active": int(item.active), "type": item.kind,
        "date_modified": stage.clock.at.isoformat(" "),
    }  # fmt: skip
    said = ", ".join(f"{name} = '{value}'" for name, value in columns.items())
    if is_new:
        stage.sql(
            f"INSERT INTO {{p}}wu_products SET id = {item.id}, description = '', date_created = '2024-01-01', {said}"
        )
    else:
        stage.sql(f"UPDATE {{p}}wu_products SET {said} WHERE id = {item.id}")
    meta: dict[str, Any] = {
        "wu_available_addons": dumps(sorted(item.offers)),
        "tax_category": item.category,
        "price_variations": dumps(
            [
                {"duration": period[0], "duration_unit": period[1], "amount": written(amount, shop.currency)}
                for period, amount in item.prices.items()
                if period != item.base
            ]
        ),
        "wu_limitations": dumps({"disk_space": {"enabled": True, "limit": str(item.id)}}),
    }
    stage.sql(f"DELETE FROM {{p}}wu_productmeta WHERE wu_product_id = {item.id}")
    for key, value in meta.items():
        stage.sql(
            "INSERT INTO {p}wu_productmeta (wu_product_id, meta_key, meta_value)"
            f" VALUES ({item.id}, '{key}', '{value}')"
        )
    if item.kind == "plan":
        minimum = f"{item.minimum[0]}, '{item.minimum[1]}'" if item.minimum else "NULL, NULL"
        stage.sql(
            "REPLACE INTO {p}bridge_product_rules (product_id, direction, minimum_term, minimum_term_unit, hidden,"
            f" after_last, updated_at) VALUES ({item.id}, '{item.direction}', {minimum}, {int(item.hidden)},"
            f" '{item.after_last}', UTC_TIMESTAMP(6))"
        )


def write_rates(stage: Stage, shop: Shop) -> None:
    """Write the tax rates where the network's other plugin keeps them."""
    categories: dict[str, Any] = {}
    for country, category, percent in shop.rates:
        rate = {
            "id": f"{country}-{category}", "title": "Tax", "country": country, "state": "", "city": "",
            "tax_rate": str(float(percent)), "type": "regular",
        }  # fmt: skip
        categories.setdefault(category, {"name": category, "rates": []})["rates"].append(rate)
    for key, value in (
        ("wp-ultimo_tax_rates", categories),
        ("wp-ultimo_v2_settings", {"currency_symbol": shop.currency, "precision": str(DIGITS.get(shop.currency, 2))}),
    ):
        stage.sql(
            f"DELETE FROM {{p}}sitemeta WHERE meta_key = '{key}';"
            f"INSERT INTO {{p}}sitemeta (site_id, meta_key, meta_value) VALUES (1, '{key}', '{dumps(value)}')"
        )


def save_settings(stage: Stage, settings: dict[str, object]) -> None:
    """Save settings as the network admin does on their screen."""
    answer = stage.ask({"sub": "1", "blog_id": 1, "sup": True, "adm": True}, "PUT", "/v1/network/settings", settings)
    if answer.status != 200:
        raise RuntimeError(f"the settings cannot be saved: {answer.body}")


def least_of(shop: Shop) -> int:
    """The least sum that the provider takes."""
    return LEAST.get(shop.currency, 1)
