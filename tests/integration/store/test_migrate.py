"""bridge migrate: what is missing is made, what is there is left alone."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bridge.errors import MigrationAltered, TablesLost
from bridge.store.engine.queries import sql_folder, with_prefix
from bridge.store.grants import grant_to
from bridge.store.membership_list import Which
from bridge.store.migrate import migrate, migrations, schema_state, split
from tests.integration.store.places import Place, new_place, with_wordpress
from tools.network.mariadb import Server

COLUMNS = Path(__file__).parents[2] / "vectors" / "companion" / "wu_columns.tsv"


def migrated(place: Place) -> Place:
    session = place.session()
    migrate(session, place.prefix)
    session.close()
    return place


def tables(place: Place) -> dict[str, str]:
    """Every table's own statement, without what AUTO_INCREMENT has counted."""
    names = [
        row["name"]
        for row in place.run("SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()")
    ]
    shown = {name: place.run(f"SHOW CREATE TABLE `{name}`")[0]["Create Table"] for name in names}
    return {
        name: " ".join(word for word in text.split() if not word.startswith("AUTO_INCREMENT="))
        for name, text in shown.items()
    }


def test_an_empty_network_gets_every_table(empty: Place) -> None:
    with_wordpress(empty)
    session = empty.session()

    report = migrate(session, "wp_")

    assert len(report.tables) == 18
    assert report.migrations == tuple(migration.name for migration in migrations())
    assert schema_state(session, "wp_").ok
    session.close()


def test_a_second_run_makes_nothing_and_keeps_the_networks_id(empty: Place) -> None:
    with_wordpress(empty)
    session = empty.session()
    first = migrate(session, "wp_")

    second = migrate(session, "wp_")

    assert (second.tables, second.migrations, second.network_id) == ((), (), first.network_id)
    session.close()


def test_the_shared_tables_are_as_their_own_installer_leaves_them(empty: Place) -> None:
    migrated(with_wordpress(empty))

    found = empty.run(
        "SELECT table_name AS `table`, ordinal_position AS position, column_name AS `column`, column_type AS `type`, "
        "is_nullable AS nullable, column_default AS `default`, column_key AS `key`, extra "
        "FROM information_schema.columns "
        "WHERE table_schema = DATABASE() AND table_name LIKE 'wp\\_wu\\_%%'"
    )

    assert sorted(map(column, found)) == sorted(map(column, wanted_columns()))


def wanted_columns() -> list[dict[str, Any]]:
    with COLUMNS.open() as file:
        return list(csv.DictReader(file, delimiter="\t"))


def column(row: dict[str, Any]) -> tuple[str, ...]:
    default = {"(none)": "none", None: "none"}.get(row["default"], str(row["default"]))
    return (
        row["table"], str(row["position"]), row["column"], row["type"], row["nullable"], default, row["key"] or "",
        row["extra"] or "",
    )  # fmt: skip


def test_made_tables_carry_their_installers_marks(empty: Place) -> None:
    migrated(with_wordpress(empty))

    marks = empty.run("SELECT meta_key, meta_value FROM wp_sitemeta WHERE meta_key LIKE 'wpdb\\_wu\\_%%'")

    told = {row["meta_key"]: row["meta_value"] for row in marks}
    assert len(told) == 18
    assert told["wpdb_wu_memberships_version"] == "2.0.1-revision.20230601"
    assert told["wpdb_wu_productmeta_version"] == "2.0.0"


def test_a_foreign_table_is_left_as_it_is_and_gets_no_mark(empty: Place) -> None:
    with_wordpress(empty)
    empty.script("CREATE TABLE wp_wu_products (id bigint PRIMARY KEY, theirs int)")

    migrated(empty)

    assert [row["Field"] for row in empty.run("SHOW COLUMNS FROM wp_wu_products")] == ["id", "theirs"]
    assert empty.run("SELECT 1 FROM wp_sitemeta WHERE meta_key = 'wpdb_wu_products_version'") == []


def test_tables_that_ours_refer_to_are_not_made_anew(sample: Place) -> None:
    sample.script(
        "INSERT INTO wp_bridge_site_quotas VALUES (3, 1, 1, '{}', '2025-06-15'); DROP TABLE wp_wu_memberships"
    )
    session = sample.session()

    with pytest.raises(TablesLost) as lost:
        migrate(session, "wp_")

    assert lost.value.params == {"tables": ["wu_memberships"]}
    assert "wp_wu_memberships" not in tables(sample)
    session.close()


def test_a_table_made_anew_begins_above_every_id_that_history_knows(sample: Place) -> None:
    sample.script(
        "INSERT INTO wp_bridge_journal (membership_id, sequence, at, event, cause, data, previous_hash, hash) "
        "VALUES (41, 1, '2025-06-15', 'change_applied', 'owner', '{}', REPEAT('0', 64), REPEAT('1', 64)); "
        "DROP TABLE wp_wu_memberships"
    )

    migrated(sample)

    sample.script("INSERT INTO wp_wu_memberships (plan_id) VALUES (5)")
    assert sample.run("SELECT id FROM wp_wu_memberships") == [{"id": 42}]


def test_a_migration_altered_after_it_ran_is_refused(sample: Place) -> None:
    sample.script("UPDATE wp_bridge_migrations SET sha256 = REPEAT('0', 64) WHERE version = 1")
    session = sample.session()

    with pytest.raises(MigrationAltered):
        migrate(session, "wp_")

    session.close()


def test_another_prefix_keeps_two_networks_apart(server: Server) -> None:
    place = with_wordpress(new_place(server, "prefixed", "wp_7_"))

    migrated(place)

    assert all(name.startswith("wp_7_") for name in tables(place))


def test_the_schema_file_is_all_migrations(server: Server) -> None:
    by_migrations = migrated(with_wordpress(new_place(server, "by_migrations")))
    by_schema = with_wordpress(new_place(server, "by_schema"))
    session = by_schema.session()

    for statement in split(with_prefix((sql_folder() / "schema.sql").read_text(), "wp_")):
        session.command(statement)

    assert tables(by_schema) == tables(by_migrations)
    session.close()


def test_every_table_of_ours_says_what_it_is(sample: Place) -> None:
    silent = sample.run(
        "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() "
        "AND table_name LIKE 'wp\\_bridge\\_%%' AND table_comment = ''"
    )

    assert silent == []


def test_the_granted_account_reads_and_writes_what_it_needs_and_no_password(sample: Place) -> None:
    account = "'plan_bridge_test'@'localhost'"
    sample.script(f"DROP USER IF EXISTS {account}; CREATE USER {account} IDENTIFIED BY 'secret'")
    session = sample.session()
    grant_to(session, "wp_", "plan_bridge_test")
    session.close()
    sample.script(f"ALTER USER {account} IDENTIFIED BY ''")
    database = sample.database("plan_bridge_test")

    page = database.reading(lambda store: store.membership_list.page(Which("sam"), datetime(2025, 6, 15)))
    seen = database.reading(lambda store: store.account.read(2, 3, None, sees_site=False))

    assert (len(page.memberships), seen is not None) == (2, True)
    with pytest.raises(Exception, match=r"SELECT command denied"):
        database.session().command("SELECT user_pass FROM wp_users")
    with pytest.raises(Exception, match=r"DELETE command denied"):
        database.session().command("DELETE FROM wp_bridge_journal")
    database.forget()
