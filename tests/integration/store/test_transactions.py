"""Transactions: all or nothing, whole again after a conflict, honest about what is not known."""

from __future__ import annotations

import threading
import time
from datetime import datetime
from typing import Any

import MySQLdb
import pytest

from bridge.errors import StoreBusy, StoreUnavailable
from bridge.store.engine import database as transaction
from bridge.store.engine.database import Connection
from bridge.store.engine.server import Address, DuplicateKey
from bridge.store.locks import Subject
from bridge.store.store import Store, open_store
from tests.integration.store.places import Place

AT = datetime(2025, 6, 15, 10, 0, 0)
JTI = "0123456789abcdef0123456789abcdef"


def saved(place: Place) -> list[str]:
    return [row["name"] for row in place.run("SELECT name FROM {p}bridge_settings ORDER BY name")]


def test_a_transaction_that_fails_leaves_nothing(sample: Place) -> None:
    def work(store: Store) -> None:
        store.settings.save({"taxes": True}, AT, 1)
        raise LookupError("stop")

    with pytest.raises(LookupError):
        sample.database().transaction(work)

    assert saved(sample) == []


def test_what_a_refused_rollback_leaves_open_is_not_committed_by_the_next_transaction(
    sample: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts: list[int] = []
    run = Connection._run

    def refusing(connection: Connection, text: bytes) -> Any:
        if text == b"ROLLBACK":
            raise MySQLdb.OperationalError(1205, "said by a proxy")
        return run(connection, text)

    def work(store: Store) -> None:
        attempts.append(1)
        if len(attempts) == 1:
            store.settings.save({"taxes": True}, AT, 1)
            store.settings.read()
            raise MySQLdb.OperationalError(1213, "said by the server")
        store.settings.save({"vat_reverse_charge": True}, AT, 1)

    monkeypatch.setattr(Connection, "_run", refusing)
    sample.database().transaction(work)

    assert saved(sample) == ["vat_reverse_charge"]


def test_a_duplicate_key_is_told_by_its_name_and_ends_the_transaction(sample: Place) -> None:
    def work(store: Store) -> None:
        store.settings.save({"taxes": True}, AT, 1)
        store.nonces.burn(JTI, AT)
        store.nonces.burn(JTI, AT)

    with pytest.raises(DuplicateKey) as refused:
        sample.database().transaction(work)

    assert refused.value.key == "PRIMARY"
    assert saved(sample) == []


def test_two_that_lock_crosswise_both_come_through(sample: Place) -> None:
    met = threading.Barrier(2, timeout=5)
    attempts: list[str] = []

    def change(first: int, second: int) -> None:
        database = sample.database()

        def work(_: Store) -> None:
            attempts.append(f"{first}-{second}")
            session = database.session()
            session.rows("terms.lock", membership_id=first)
            if len(attempts) <= 2:
                met.wait()
            session.rows("terms.lock", membership_id=second)
            session.command(f"UPDATE wp_wu_memberships SET times_billed = times_billed + 1 WHERE id = {first}")

        database.transaction(work)
        database.forget()

    threads = [threading.Thread(target=change, args=pair) for pair in ((1, 2), (2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sample.run("SELECT times_billed FROM {p}wu_memberships ORDER BY id") == [{"times_billed": 1}] * 2
    assert len(attempts) == 3


def test_a_lock_wait_is_given_up_whole_and_said_to_be_busy(sample: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transaction, "ATTEMPTS", 2)
    holder = sample.session()
    holder.command("START TRANSACTION")
    holder.rows("terms.lock", membership_id=1)
    database = sample.database()
    database.session().command("SET SESSION innodb_lock_wait_timeout = 1")

    def work(store: Store) -> None:
        store.settings.save({"taxes": True}, AT, 1)
        store.locks.take(Subject(1, 1, "USD"), AT)

    with pytest.raises(StoreBusy):
        database.transaction(work)

    assert saved(sample) == []
    holder.close()


def test_a_session_that_the_server_dropped_is_replaced(sample: Place) -> None:
    database = sample.database()
    number = database.session().command("SELECT CONNECTION_ID() AS id")[0]["id"]
    sample.script(f"KILL {number}")
    time.sleep(0.05)

    database.transaction(lambda store: store.settings.save({"taxes": True}, AT, 1))

    assert saved(sample) == ["taxes"]


def test_reading_survives_a_dropped_session(sample: Place) -> None:
    database = sample.database()
    number = database.session().command("SELECT CONNECTION_ID() AS id")[0]["id"]
    sample.script(f"KILL {number}")
    time.sleep(0.05)

    assert database.reading(lambda store: store.memberships.of_site(3)) == 1


def test_a_database_that_is_not_there_is_said_to_be_unavailable() -> None:
    database = open_store(Address("none", "root", "", socket="/nowhere/socket"), "wp_")

    with pytest.raises(StoreUnavailable):
        database.reading(lambda store: store.settings.read())
    with pytest.raises(StoreUnavailable):
        database.transaction(lambda store: store.settings.read())


def test_the_session_is_as_the_design_wants_it(sample: Place) -> None:
    asked = "SELECT @@session.time_zone AS zone, @@session.sql_mode AS mode, @@session.tx_isolation AS isolation"

    assert sample.session().command(asked) == [
        {"zone": "+00:00", "mode": "STRICT_TRANS_TABLES", "isolation": "READ-COMMITTED"}
    ]


def test_reads_of_one_batch_see_one_instant_of_the_database(sample: Place) -> None:
    session = sample.session()

    session.batch(("memberships.of_site", "limit_sources.of_site"), blog_id=3)

    assert session.command("SELECT @@in_transaction AS inside") == [{"inside": 0}]


def test_a_batch_that_fails_leaves_no_transaction_open(sample: Place) -> None:
    sample.script("DROP TABLE {p}bridge_site_limits")
    session = sample.session()

    with pytest.raises(Exception, match="doesn't exist"):
        session.batch(("memberships.of_site", "limit_sources.of_site"), blog_id=3)

    assert session.command("SELECT @@in_transaction AS inside") == [{"inside": 0}]
