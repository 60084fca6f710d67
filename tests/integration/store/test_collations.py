"""Networks grow over years: their tables have other collations than ours, and than each other."""

import re
from datetime import datetime
from typing import Any

import MySQLdb
import pytest

from bridge.operations.check import broken_invariants
from bridge.store.engine import queries
from bridge.store.membership_list import Which
from tests.integration.store.places import Place, new_place, table_names, with_sample
from tools.network.mariadb import Server

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
    place = collated(server, "met", tables, character_set, collation)
    fault = {"subject": "site", "subject_id": 3, "code": "row_missing", "details": "{}", "since": datetime(2025, 6, 15)}
    place.insert("bridge_limit_faults", fault)
    database = place.database()

    account = database.reading(lambda store: store.account.read(SAM, 3, None, sees_site=False))
    page = database.reading(lambda store: store.membership_list.page(Which("s"), datetime(2025, 6, 15)))
    sites = database.reading(lambda store: store.limits.sites_behind(0, 10))
    behind = database.reading(lambda store: (store.limits.behind(0, 10, 10), store.product_limits.behind(100)))

    assert account is not None
    assert account.membership.snapshot.membership.id == 1
    assert page.memberships
    assert list(sites) == [3]
    assert ([*behind[0]], bool(behind[1])) == ([1, 2], True)
    place.insert("bridge_site_limits", {"blog_id": 3, "membership_id": 1})
    database.transaction(lambda store: store.limits.fill_sites(0, 10))
    assert place.run("SELECT code FROM {p}bridge_limit_faults") == []
    database.forget()


OTHERS = (
    ("utf8mb4", "utf8mb4_general_ci"),
    ("utf8mb4", "utf8mb4_uca1400_ai_ci"),
    ("utf8mb4", "utf8mb4_bin"),
    ("latin1", "latin1_swedish_ci"),
)
PARAMETER = re.compile(r"%\((\w+)\)s")


def parameters(query: str) -> dict[str, Any]:
    """A value for each parameter: a list behind IN, a number behind LIMIT, else a text that every column can meet."""
    return {
        name: (1,)
        if re.search(rf"IN %\({name}\)s", query)
        else (1 if re.search(rf"(LIMIT|OFFSET|INTERVAL) %\({name}\)s", query) else "1")
        for name in PARAMETER.findall(query)
    }


def illegal_mixes(place: Place) -> list[str]:
    """The named queries that the server will not plan for these tables' collations."""
    session = place.session()
    refused = []
    for name, query in queries.load(place.prefix).items():
        if not re.match(r"\(?(SELECT|UPDATE|INSERT|DELETE|REPLACE)\b", query):
            continue
        try:
            session._send(f"EXPLAIN {query}", parameters(query))
        except MySQLdb.MySQLError as error:
            if "collation" in str(error).lower():
                refused.append(f"{name}: {error}")
    session.close()
    return refused


@pytest.mark.parametrize(("character_set", "collation"), OTHERS)
def test_checks_and_every_query_run_whatever_collation_one_shared_table_has(
    server: Server, character_set: str, collation: str
) -> None:
    known = server.run(f"SELECT 1 FROM information_schema.collations WHERE collation_name LIKE '%{collation[-9:]}'")
    if not known:
        pytest.skip(f"this server has no {collation}")
    place = with_sample(new_place(server, "one_by_one"))
    refused: dict[str, Any] = {}

    for table in sorted(table_names(place)):
        if table.startswith("wp_bridge_"):
            continue
        before = place.run(f"SHOW TABLE STATUS LIKE '{table}'")[0]["Collation"]
        place.script(f"ALTER TABLE {table} CONVERT TO CHARACTER SET {character_set} COLLATE {collation}")
        found = [str(rows) for rows in broken_invariants(place.address(), "wp_").values() if "not_asked" in rows[0]]
        if found or (found := illegal_mixes(place)):
            refused[table] = found
        place.script(f"ALTER TABLE {table} CONVERT TO CHARACTER SET utf8mb4 COLLATE {before}")

    assert refused == {}
