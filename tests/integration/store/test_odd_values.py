"""Odd values in every column of the shared tables that is read: no crash, nothing becomes 0 in silence."""

from __future__ import annotations

from datetime import datetime

import MySQLdb
import pytest

from bridge.operations.oddities import oddities
from bridge.pricing.choices import list_choices
from bridge.pricing.plan_map import explain_map
from bridge.pricing.price import price_change
from bridge.pricing.snapshot import Selection
from tests.integration.odd import ODD, words_read
from tests.integration.store.places import Place

NOW = datetime(2026, 11, 20)
#: What rows are found by: an odd one is another row, or none.
KEYS = {"id", "meta_id", "meta_key", "wu_product_id", "wu_membership_id", "wu_customer_id", "site_id"}
TABLES = sorted(set(words_read()) - {"site", "blogs", "users"})


def columns_read(place: Place, table: str) -> list[str]:
    """Return the columns of a shared table that a named query reads: a newly read one joins by itself."""
    asked = (
        "SELECT column_name AS name FROM information_schema.columns "
        "WHERE table_schema = DATABASE() AND table_name = %(t)s"
    )
    names = [row["name"] for row in place.run(asked, t=f"{place.prefix}{table}")]
    return [name for name in names if name in words_read()[table] and name not in KEYS]


def read_everything(place: Place) -> None:
    """Read what Account, Change, the product list, the plan map and ``bridge check`` read."""
    database = place.database()
    database.reading(lambda store: store.account.read(2, 3, None, sees_site=False))
    facts = database.reading(lambda store: store.memberships.load(1))
    database.reading(lambda store: store.catalog.documents())
    list(oddities(place.session()))
    if facts is None:
        return
    snapshot = facts.snapshot
    explain_map(snapshot.products, snapshot.settings)
    for choice in list_choices(snapshot, NOW):
        for price in choice.prices:
            price_change(snapshot, Selection(choice.product_id, snapshot.membership.addons, price.period), NOW)


def altered(place: Place, table: str, column: str, odd: str) -> bool:
    """Put an odd value into every row; False where the column cannot hold it."""
    try:
        place.run(f"UPDATE {{p}}{table} SET {column} = {odd}")
    except MySQLdb.MySQLError:
        return False
    return True


@pytest.mark.parametrize("table", TABLES)
def test_no_odd_value_in_a_column_that_is_read_breaks_the_reading(sample: Place, table: str) -> None:
    broken = []
    columns = columns_read(sample, table)
    sample.run(f"CREATE TABLE {{p}}kept AS SELECT * FROM {{p}}{table}")
    for column in columns:
        for odd in ODD:
            if altered(sample, table, column, odd):
                try:
                    read_everything(sample)
                except Exception as error:  # noqa: BLE001 (every kind is what is looked for)
                    broken.append((column, odd, repr(error)[:200]))
            sample.run(f"DELETE FROM {{p}}{table}")
            sample.run(f"INSERT INTO {{p}}{table} SELECT * FROM {{p}}kept")
    sample.run("DROP TABLE {p}kept")

    assert columns
    assert broken == []
