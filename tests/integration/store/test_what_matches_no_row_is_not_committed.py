"""What had to match a row and matched none is never committed, also where it is the last word of a transaction."""

from datetime import datetime

import pytest

from bridge.store.engine.database import Connection, run
from bridge.store.engine.server import NothingMatched
from tests.integration.store.places import Place

AT = datetime(2025, 6, 15, 10, 0, 0)


def test_a_line_that_has_ended_already_is_not_committed_with_what_came_before(sample: Place) -> None:
    session = sample.session()

    def work(connection: Connection) -> None:
        connection.defer("nonces.burn", jti="a" * 32, expires_at=AT)
        connection.defer(
            "terms.close", must_match=True, id=999, membership_id=1, ended_at=AT, credited_minor=500
        )

    with pytest.raises(NothingMatched):
        run(lambda: session, lambda: None, work)

    assert sample.run("SELECT jti FROM {p}bridge_nonces") == []
    session.close()
