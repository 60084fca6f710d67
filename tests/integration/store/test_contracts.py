"""What every store must do, the MySQL one and the one in memory alike."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any

import pytest

from bridge.changes.quoting import price
from bridge.ports import Database
from bridge.pricing.calendar import Period
from bridge.pricing.catalog import PlanRules
from bridge.pricing.snapshot import Selection
from bridge.quotas.materialise import Use
from bridge.store.engine.database import MySQLDatabase
from bridge.store.engine.server import DuplicateKey
from bridge.store.limits import QuotaRow
from bridge.store.product_editing import PriceRow
from bridge.store.quotes import StoredQuote
from bridge.store.settings import NetworkSettings
from bridge.store.store import Store
from tests.fakes.builders import AS_OF, BASIC, BLOG, DISK, MONTH, PREMIUM, disk, facts, product
from tests.fakes.store import FakeDatabase
from tests.integration.store.places import Place

STORES: list[str] = ["mysql", "memory"]
AT = datetime(2025, 6, 15, 10, 0, 0, 250000)


@pytest.fixture(params=STORES)
def database(request: pytest.FixtureRequest) -> Any:
    if request.param == "memory":
        return FakeDatabase()
    place: Place = request.getfixturevalue("sample")
    place.script("DELETE FROM {p}wu_products; DELETE FROM {p}wu_productmeta")
    return place.database()


def a_quote(quote_id: str = "a" * 32) -> StoredQuote:
    selection = Selection(PREMIUM, {DISK: 2}, MONTH)
    return price(facts(), 20, quote_id, selection, Use({BLOG: {"disk_space": 2000.5}}, frozenset({BLOG})), AS_OF)


def put_quota(
    store: Store, membership_id: int, quotas: dict[str, Any], *, blog_id: int = 5, at: datetime = AT
) -> int:
    before = store.quotas.lock([blog_id]).get(blog_id)
    return store.quotas.put(before, QuotaRow(blog_id, membership_id, 0, quotas), at)


def test_a_quote_is_read_back_as_the_same_values(database: Database) -> None:
    stored = a_quote()

    database.transaction(lambda store: store.quotes.add(stored))

    assert database.reading(lambda store: store.quotes.find(stored.id)) == stored


def test_a_quote_is_written_once(database: Database) -> None:
    database.transaction(lambda store: store.quotes.add(a_quote()))

    with pytest.raises(DuplicateKey) as refused:
        database.transaction(lambda store: store.quotes.add(replace(a_quote(), user_id=1)))

    assert refused.value.key == "PRIMARY"
    assert database.reading(lambda store: store.quotes.find("a" * 32)) == a_quote()


def test_an_unknown_quote_is_none(database: Database) -> None:
    assert database.reading(lambda store: store.quotes.find("b" * 32)) is None


def test_a_quotas_version_counts_its_changes(database: Database) -> None:
    versions = [
        database.transaction(lambda store, limit=limit: put_quota(store, 12, {"v": 1, "limits": {"å": limit}}))  # type: ignore[misc]
        for limit in (1, 1, 2, None)
    ]

    row = database.transaction(lambda store: store.quotas.lock([5])).get(5)

    assert versions == [1, 1, 2, 3]
    assert row is not None
    assert (row.version, row.membership_id, row.quotas) == (3, 12, {"v": 1, "limits": {"å": None}})


def test_a_site_that_moved_to_another_membership_gets_a_new_version(database: Database) -> None:
    database.transaction(lambda store: put_quota(store, 12, {}))

    assert database.transaction(lambda store: put_quota(store, 13, {})) == 2


def test_settings_have_defaults_until_they_are_saved(database: Database) -> None:
    assert database.reading(lambda store: store.settings.read()) == NetworkSettings()


def test_saved_settings_are_read_back(database: Database) -> None:
    values = {
        "proration": "day",
        "lifetime_years": 5,
        "manual_instructions": 'Bankgiro 5050-1055, märk "Å"',
        "taxes": True,
    }

    database.transaction(lambda store: store.settings.save(values, AT, 1))

    settings = database.reading(lambda store: store.settings.read())
    assert (settings.pricing.proration, settings.pricing.lifetime_years, settings.pricing.taxes) == ("day", 5, True)
    assert settings.manual_instructions == values["manual_instructions"]


RICH = product(
    None,
    "Premium å",
    slug="premium",
    description="Line one\nline two",
    amount=Fraction("199.9999"),
    setup_fee=Fraction("99.5"),
    billing_cycles=12,
    trial=Period(14, "day"),
    price_variations=(PriceRow(Period(1, "year"), Fraction("1999.5")), PriceRow(Period(3, "month"), Fraction(500))),
    taxable=False,
    tax_category="digital",
    features=("Fast", "Safe"),
    plan_group="High End",
    list_order=-3,
    available_addons=(6, 7),
    rules=PlanRules("upgrade_only", Period(3, "month"), hidden=True, after_last="end"),
    limitations={
        "disk_space": {"enabled": True, "limit": "500"},
        "site_templates": {"limit": {"2": {"behavior": "available"}}},
    },
)


def test_a_product_is_read_back_as_it_was_saved(database: Database) -> None:
    number = database.transaction(lambda store: store.catalog.save(None, RICH, AT))

    document = database.reading(lambda store: store.catalog.document(number))

    assert document is not None
    assert replace(document, version="", id=None) == RICH
    assert len(document.version) == 64


EDITS: list[Callable[[Any], Any]] = [
    lambda d: replace(d, name="Gold", slug="gold", active=False),
    lambda d: replace(d, amount=Fraction(10), recurring=False, trial=None),
    lambda d: replace(d, billing_cycles=0, rules=replace(d.rules, after_last="go_on")),
    lambda d: replace(d, plan_group="", list_order=127),
    lambda d: replace(d, price_variations=()),
    lambda d: replace(d, available_addons=()),
    lambda d: replace(d, rules=PlanRules()),
    lambda d: replace(d, taxable=True, tax_category="default", features=()),
    lambda d: replace(d, limitations=disk(1)),
]


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_is_read_back_and_changes_the_version(database: Database, edit: Callable[[Any], Any]) -> None:
    number = database.transaction(lambda store: store.catalog.save(None, RICH, AT))
    before = database.reading(lambda store: store.catalog.document(number))
    assert before is not None

    database.transaction(lambda store: store.catalog.save(before, edit(before), AT))

    after = database.reading(lambda store: store.catalog.document(number))
    assert after is not None
    assert replace(after, version="") == replace(edit(before), version="")
    assert after.version != before.version


def test_a_slug_is_taken_by_others_only(database: Database) -> None:
    number = database.transaction(lambda store: store.catalog.save(None, RICH, AT))

    assert database.reading(lambda store: store.catalog.slug_is_taken("premium", 0))
    assert not database.reading(lambda store: store.catalog.slug_is_taken("premium", number))
    assert not database.reading(lambda store: store.catalog.slug_is_taken("other", 0))


def test_products_come_in_the_networks_order(database: Database) -> None:
    for name, order in (("C", 3), ("A", 1), ("B", 2)):
        document = product(None, name, list_order=order)
        database.transaction(lambda store, d=document: store.catalog.save(None, d, AT))  # type: ignore[misc]

    assert [found.name for found in database.reading(lambda store: store.catalog.documents())] == ["A", "B", "C"]


def meta(place: Place, product_id: int) -> dict[str, str]:
    rows = place.run("SELECT meta_key, meta_value FROM {p}wu_productmeta WHERE wu_product_id = %(id)s", id=product_id)
    return {row["meta_key"]: row["meta_value"] for row in rows}


def test_saving_leaves_every_column_and_meta_key_that_was_not_edited(sample: Place) -> None:
    database: MySQLDatabase = sample.database()
    before_row = sample.run("SELECT * FROM {p}wu_products WHERE id = 5")[0]
    before_meta = meta(sample, 5)
    document = database.reading(lambda store: store.catalog.document(5))
    assert document is not None

    database.transaction(lambda store: store.catalog.save(document, replace(document, plan_group="new"), AT))

    after_row = sample.run("SELECT * FROM {p}wu_products WHERE id = 5")[0]
    changed = {name for name in after_row if after_row[name] != before_row[name]}
    assert changed == {"product_group", "date_modified"}
    assert meta(sample, 5) == before_meta
    assert sample.run("SELECT 1 FROM {p}bridge_product_rules") == []


def test_a_value_that_cannot_be_read_is_kept_byte_for_byte(sample: Place) -> None:
    broken = 'a:1:{s:5:"broken'
    sample.run(
        "UPDATE {p}wu_productmeta SET meta_value = %(broken)s WHERE wu_product_id = 5 AND meta_key IN "
        "('price_variations', 'wu_limitations')",
        broken=broken,
    )
    database = sample.database()
    document = database.reading(lambda store: store.catalog.document(5))
    assert document is not None

    database.transaction(lambda store: store.catalog.save(document, replace(document, name="Renamed"), AT))

    stored = meta(sample, 5)
    assert (stored["price_variations"], stored["wu_limitations"]) == (broken, broken)
    assert set(document.unreadable) == {"price_variations", "wu_limitations"}


def test_what_another_system_keeps_in_a_price_variation_stays_in_it(sample: Place) -> None:
    stored = (
        'a:1:{i:0;a:4:{s:8:"duration";i:1;s:13:"duration_unit";s:4:"year";s:6:"amount";d:300;s:5:"label";s:4:"Best";}}'
    )
    sample.run(
        "UPDATE {p}wu_productmeta SET meta_value = %(stored)s WHERE meta_key = 'price_variations'", stored=stored
    )
    database = sample.database()
    document = database.reading(lambda store: store.catalog.document(5))
    assert document is not None
    edited = replace(document, price_variations=(PriceRow(Period(12, "month"), Fraction("289.5")),))

    database.transaction(lambda store: store.catalog.save(document, edited, AT))

    assert meta(sample, 5)["price_variations"] == stored.replace("d:300;", 's:5:"289.5";')


def test_a_key_held_twice_is_read_and_written_as_wordpress_does(sample: Place) -> None:
    sample.insert("wu_productmeta", {"wu_product_id": 5, "meta_key": "feature_list", "meta_value": "Later"})
    database = sample.database()
    document = database.reading(lambda store: store.catalog.document(5))
    assert document is not None

    database.transaction(lambda store: store.catalog.save(document, replace(document, features=("New",)), AT))

    rows = sample.run("SELECT meta_value FROM {p}wu_productmeta WHERE meta_key = 'feature_list' ORDER BY meta_id")
    assert document.features == ("Disk", "Users")
    assert [row["meta_value"] for row in rows] == ["New", "Later"]


def test_a_row_older_than_the_last_edit_of_a_product_is_stale_until_it_is_worked_out(sample: Place) -> None:
    database = sample.database()
    sample.script(
        "UPDATE {p}wu_products SET date_modified = '2025-06-15 09:00:00';"
        "INSERT INTO {p}bridge_site_limits (blog_id, membership_id) VALUES (3, 1)"
    )
    database.transaction(lambda store: put_quota(store, 1, {"limits": {}}, blog_id=3, at=datetime(2025, 6, 15, 8)))

    before = database.reading(lambda store: store.quotas.stale(10))
    database.transaction(lambda store: put_quota(store, 1, {"limits": {}}, blog_id=3, at=datetime(2025, 6, 15, 10)))
    after = database.reading(lambda store: store.quotas.stale(10))

    assert (before, after) == ([1], [])


def test_a_stored_quote_names_no_locale_and_no_address(sample: Place) -> None:
    sample.database().transaction(lambda store: store.quotes.add(a_quote()))

    body = json.loads(sample.run("SELECT body FROM {p}bridge_quotes")[0]["body"])

    assert "formatted" not in json.dumps(body)
    assert "example" not in json.dumps(body)
    assert BASIC not in body["names"]
