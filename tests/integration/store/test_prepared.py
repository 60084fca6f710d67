"""What a session asks for again is prepared, and answers as its text does, whatever happens to it between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bridge.errors import SchemaOutOfDate
from bridge.store.engine.database import Connection
from tests.integration.store.places import Place

READS = ("memberships.choose", "memberships.row", "memberships.beside", "memberships.sites", "memberships.billed")
ACCOUNT_READS = ("memberships.choose_for_account", "memberships.account_row", "memberships.own_memberships")
ASKED: dict[str, Any] = {"blog_id": 3, "most_sites": 1000}
MOST_PREPARED = 16382


@pytest.fixture
def session(sample: Place) -> Iterator[Connection]:
    found = sample.session()
    yield found
    found.close()


def executed(session: Connection) -> int:
    """How many statements this session has run as they were prepared."""
    return int(session.command("SHOW SESSION STATUS LIKE 'Com_execute_sql'")[0]["Value"])


def memberships(session: Connection) -> list[int]:
    return [row["id"] for row in session.command("SELECT id FROM wp_wu_memberships ORDER BY id")]


def afresh(place: Place, names: tuple[str, ...], **params: Any) -> dict[str, list[dict[str, Any]]]:
    """What the texts answer, in a session that has asked for nothing yet."""
    session = place.session()
    found = session.batch(names, **params)
    assert executed(session) == 0
    session.close()
    return found


def test_each_membership_is_read_as_its_texts_read_it(sample: Place, session: Connection) -> None:
    """None of what was asked for before is left in it: not its parameters, their types, or the membership chosen."""
    asked = [*memberships(session), 999_999, *memberships(session)]

    for number in asked:
        assert session.batch(READS, membership_id=number, **ASKED) == afresh(
            sample, READS, membership_id=number, **ASKED
        )
    assert executed(session) == (len(asked) - 1) * len(READS)


def test_a_parameter_may_be_nothing_once_and_a_number_or_a_text_then(sample: Place, session: Connection) -> None:
    for number, user in ((None, 2), (1, 1), (None, 0), (2, 2), (1, "2"), (None, 2)):
        asked = {"membership_id": number, "user_id": user, "blog_id": 3, "sees_site": 1}

        assert session.batch(ACCOUNT_READS, **asked) == afresh(sample, ACCOUNT_READS, **asked)
    assert executed(session) == 5 * len(ACCOUNT_READS)


def test_what_takes_a_list_is_asked_by_its_text(session: Connection) -> None:
    names = ("receipts.of_payments",)

    for payments in ([1], [1, 2], [0, 4, 9]):
        session.batch(names, payment_ids=payments)

    assert executed(session) == 0


def test_a_table_that_was_changed_between_is_read_as_it_is(sample: Place, session: Connection) -> None:
    for _ in range(3):
        session.batch(READS, membership_id=1, **ASKED)
    sample.script(
        "ALTER TABLE {p}wu_memberships ADD COLUMN odd INT NULL FIRST;"
        "UPDATE {p}wu_memberships SET amount = 77 WHERE id = 1"
    )

    found = session.batch(READS, membership_id=1, **ASKED)
    sample.script("ALTER TABLE {p}wu_memberships DROP COLUMN odd")

    assert found["memberships.row"][0]["amount"] == 77
    assert found["memberships.row"] == session.batch(READS, membership_id=1, **ASKED)["memberships.row"]


def test_after_a_table_that_was_gone_the_session_prepares_anew(sample: Place) -> None:
    database = sample.database()

    def load() -> Any:
        return database.reading(lambda store: store.memberships.load(1))

    before = [load() for _ in range(3)]
    sample.script("RENAME TABLE {p}bridge_buyers TO {p}bridge_buyers_gone")
    with pytest.raises(SchemaOutOfDate):
        load()
    sample.script("RENAME TABLE {p}bridge_buyers_gone TO {p}bridge_buyers")

    assert [load() for _ in range(3)] == before
    assert executed(database.session()) > 0


def test_who_may_prepare_no_more_asks_by_texts_from_then_on(sample: Place, session: Connection) -> None:
    session.batch(READS, membership_id=1, **ASKED)
    sample.script("SET GLOBAL max_prepared_stmt_count = 0")
    try:
        found = [session.batch(READS, membership_id=1, **ASKED) for _ in range(2)]
    finally:
        sample.script(f"SET GLOBAL max_prepared_stmt_count = {MOST_PREPARED}")

    assert found == [afresh(sample, READS, membership_id=1, **ASKED)] * 2
    session.batch(READS, membership_id=1, **ASKED)
    assert executed(session) == 0


def test_a_statement_that_somebody_took_away_is_asked_by_its_text(sample: Place, session: Connection) -> None:
    for _ in range(2):
        session.batch(READS, membership_id=1, **ASKED)
    session.command("DEALLOCATE PREPARE `memberships.row`")
    before = session.round_trips

    assert session.batch(READS, membership_id=1, **ASKED) == afresh(sample, READS, membership_id=1, **ASKED)
    assert session.round_trips == before + 3  # asked, rolled back, asked again
    assert session.batch(READS, membership_id=1, **ASKED)["memberships.row"]
