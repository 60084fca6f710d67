"""The service's database account: it exists before it is granted anything, and it has a password."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bridge.store.engine import queries
from bridge.store.engine.database import connect
from bridge.store.grants import AccountMissing, accounts_without_password, grant_to, require_account, sees_all_accounts
from bridge.store.migrate import migrate
from tests.integration.store.places import Place, table_names, with_wordpress

NAME, FAR = "account_of_a_test", "far_of_a_test"


def accounts(place: Place) -> list[str]:
    """Every account of this name there is."""
    rows = place.run("SELECT CONCAT(user, '@', host) AS a FROM mysql.user WHERE user = %(name)s ORDER BY 1", name=NAME)
    return [row["a"] for row in rows]


def granted(place: Place, account: str) -> str:
    """Grant in a session of the administrator."""
    session = place.session()
    try:
        return grant_to(session, "wp_", account)
    finally:
        session.close()


@pytest.fixture
def place(sample: Place) -> Iterator[Place]:
    yield sample
    for account in accounts(sample):
        user, _, host = account.partition("@")
        sample.script(f"DROP USER '{user}'@'{host}'")


@pytest.mark.parametrize("account", [NAME, f"{NAME}@localhost", f"{NAME}@%", f"{NAME}@10.0.0.%", f"{NAME}@::1"])
def test_no_account_is_ever_made(place: Place, account: str) -> None:
    with pytest.raises(AccountMissing, match="CREATE USER"):
        granted(place, account)

    assert accounts(place) == []


@pytest.mark.parametrize("host", ["%", "10.0.0.%", "localhost", "::1", "192.168.1.0/255.255.255.0", "db.example.com"])
def test_without_a_host_the_account_that_exists_is_meant_and_not_shadowed(place: Place, host: str) -> None:
    place.script(f"CREATE USER '{NAME}'@'{host}' IDENTIFIED BY 'secret'")

    said = granted(place, NAME)

    assert said == f"'{NAME}'@'{host}'"
    assert accounts(place) == [f"{NAME}@{host}"]


def test_an_account_from_everywhere_is_not_shadowed_by_one_of_this_machine(place: Place) -> None:
    place.script(f"CREATE USER '{NAME}'@'%' IDENTIFIED BY 'secret'")

    with pytest.raises(AccountMissing, match=f"there is {NAME}@%"):
        granted(place, f"{NAME}@localhost")

    assert accounts(place) == [f"{NAME}@%"]


def test_of_several_accounts_one_has_to_be_named(place: Place) -> None:
    for host in ("%", "localhost"):
        place.script(f"CREATE USER '{NAME}'@'{host}' IDENTIFIED BY 'secret'")

    with pytest.raises(AccountMissing, match=f"{NAME}@%, {NAME}@localhost"):
        granted(place, NAME)

    assert granted(place, f"{NAME}@%") == f"'{NAME}'@'%'"


def test_whoever_may_not_look_at_accounts_makes_none_either(place: Place) -> None:
    place.script(
        f"CREATE USER '{NAME}'@'localhost' IDENTIFIED BY '';"
        f"GRANT ALL ON `{place.name}`.* TO '{NAME}'@'localhost' WITH GRANT OPTION"
    )
    session = place.session(NAME)

    with pytest.raises(AccountMissing, match="CREATE USER"):
        grant_to(session, "wp_", "nobody_of_a_test")

    session.close()
    assert place.run("SELECT user FROM mysql.user WHERE user = 'nobody_of_a_test'") == []


def test_whoever_may_not_look_at_accounts_is_told_to_name_the_one_of_another_host(place: Place) -> None:
    place.script(
        f"CREATE USER '{NAME}'@'localhost' IDENTIFIED BY '';"
        f"GRANT ALL ON `{place.name}`.* TO '{NAME}'@'localhost' WITH GRANT OPTION;"
        f"CREATE USER '{FAR}'@'%' IDENTIFIED BY 'secret'"
    )
    session = place.session(NAME)
    try:
        with pytest.raises(AccountMissing) as told:
            grant_to(session, "wp_", FAR)
        assert not sees_all_accounts(session)
        assert grant_to(session, "wp_", f"{FAR}@%") == f"'{FAR}'@'%'"
    finally:
        session.close()
        place.script(f"DROP USER '{FAR}'@'%'")

    said = str(told.value)
    assert said.index(f"--grant-to '{FAR}@HOST'") < said.index("Only where there is none") < said.index("CREATE USER")


def test_accounts_that_need_no_password_are_found_where_they_may_be_looked_for(place: Place) -> None:
    place.script(
        f"CREATE USER '{NAME}'@'localhost'; CREATE USER '{NAME}'@'%' IDENTIFIED BY 'secret'"
    )
    if "MariaDB" in place.run("SELECT VERSION() AS v")[0]["v"]:
        place.script(f"CREATE USER '{NAME}'@'10.0.0.1' IDENTIFIED VIA unix_socket")
    administrator = place.session()

    found = accounts_without_password(administrator)

    assert f"'{NAME}'@'localhost'" in found
    assert f"'{NAME}'@'%'" not in found
    assert f"'{NAME}'@'10.0.0.1'" not in found
    administrator.close()


def test_an_account_without_a_password_is_found_by_itself(place: Place) -> None:
    place.script(f"CREATE USER '{NAME}'@'localhost'; GRANT SELECT ON `{place.name}`.* TO '{NAME}'@'localhost'")
    session = place.session(NAME)

    found = accounts_without_password(session)

    assert [account.replace("`", "'") for account in found] == [f"'{NAME}'@'localhost'"]
    session.close()


README = Path(__file__).parents[3] / "README.md"


def test_the_accounts_that_the_readme_makes_are_enough_to_migrate_and_to_be_granted(empty: Place) -> None:
    with_wordpress(empty)
    found = re.search(r"```sql\n(.*?)```", README.read_text(), re.DOTALL)
    assert found is not None

    empty.script(found.group(1).replace("wordpress.*", f"{empty.name}.*"))
    try:
        granted_to = migrated_by("plan_bridge_migrate", "...", empty)
    finally:
        empty.script("DROP USER 'plan_bridge'@'localhost'; DROP USER 'plan_bridge_migrate'@'localhost'")

    assert f"{empty.prefix}bridge_journal" in table_names(empty)
    assert granted_to == "'plan_bridge'@'localhost'"


def migrated_by(user: str, password: str, place: Place) -> str:
    """What `bridge migrate --grant-to plan_bridge` does as this account; who was granted."""
    address = replace(place.address(user), password=password)
    session = connect(address, queries.load(place.prefix))
    try:
        require_account(session, "plan_bridge")
        migrate(session, place.prefix)
        return grant_to(session, place.prefix, "plan_bridge")
    finally:
        session.close()


def test_nothing_is_granted_to_an_account_that_anybody_may_use_without_a_password(place: Place) -> None:
    place.script(f"CREATE USER '{NAME}'@'localhost'")

    with pytest.raises(AccountMissing, match="has no password"):
        granted(place, f"{NAME}@localhost")
