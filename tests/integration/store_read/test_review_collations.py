"""Networks grow over years: their tables have other collations than ours, and than each other."""

from datetime import datetime

import pytest

from tests.integration.store_read.places import Place, new_place, table_names, with_sample
from tests.network.mariadb import Server

SAM = 2


def collated(server: Server, name: str, tables: str, character_set: str, collation: str) -> Place:
    """The sample, with the tables of some prefix converted."""
    place = with_sample(new_place(server, name))
    for table in table_names(place):
        if table.startswith(tables) and not table.startswith("wp_bridge_"):
            place.script(f"ALTER TABLE {table} CONVERT TO CHARACTER SET {character_set} COLLATE {collation}")
    return place


@pytest.mark.parametrize(
    ("tables", "character_set", "collation"),
    [
        ("wp_", "latin1", "latin1_swedish_ci"),
        ("wp_wu_membership", "utf8mb4", "utf8mb4_general_ci"),
        ("wp_wu_", "utf8mb3", "utf8mb3_unicode_ci"),
        ("wp_blog", "utf8mb4", "utf8mb4_bin"),
    ],
)
def test_every_reading_works_whatever_collations_meet(
    server: Server, tables: str, character_set: str, collation: str
) -> None:
    database = collated(server, "met", tables, character_set, collation).database()

    account = database.reading(lambda store: store.memberships.account(SAM, 3, None, sees_site=False))
    page = database.reading(lambda store: store.memberships.page("s", 1, 20, datetime(2025, 6, 15)))
    sites = database.reading(lambda store: store.membership_writes.sites_without_quota(0, 10))

    assert account is not None
    assert account.membership.snapshot.membership.id == 1
    assert page.total >= 1
    assert list(sites) == [3]
    database.forget()
