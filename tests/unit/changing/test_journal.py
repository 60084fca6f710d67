"""The journal's chain: whatever is altered, taken out or put in shows."""

from dataclasses import replace
from datetime import datetime

import pytest

from bridge.services.journal import GENESIS, chained, first_fault
from bridge.services.records import Event, JournalRow

AT = datetime(2025, 6, 15, 10, 0, 0, 250000)


def chain(*names: str) -> list[JournalRow]:
    rows: list[JournalRow] = []
    for name in names:
        event = Event(501, name, "owner", AT, {"amount_minor": 19900, "note": "å"}, actor_user_id=7)
        rows.append(chained(rows[-1] if rows else None, event))
    return rows


def test_a_chain_as_written_is_whole() -> None:
    rows = chain("change_confirmed", "payment_received", "change_applied")

    assert first_fault(rows) is None
    assert rows[0].previous_hash == GENESIS
    assert [row.sequence for row in rows] == [1, 2, 3]


def test_nothing_written_is_whole() -> None:
    assert first_fault([]) is None


@pytest.mark.parametrize(
    "forged",
    [
        {"event": "change_cancelled"},
        {"data": {"amount_minor": 1, "note": "å"}},
        {"actor_user_id": 8},
        {"for_user_id": 7},
        {"cause": "worker"},
        {"at": datetime(2025, 6, 15, 10, 0, 0, 250001)},
        {"quote_id": "0" * 32},
        {"membership_id": 502},
    ],
)
def test_an_altered_row_is_found(forged: dict[str, object]) -> None:
    rows = chain("change_confirmed", "payment_received", "change_applied")
    rows[1] = replace(rows[1], event=replace(rows[1].event, **forged))  # type: ignore[arg-type]  # any field

    assert first_fault(rows) == 2


def test_a_row_taken_out_is_found() -> None:
    rows = chain("change_confirmed", "payment_received", "change_applied")
    del rows[1]

    assert first_fault(rows) == 2


def test_a_row_written_anew_with_its_own_hash_breaks_the_one_after_it() -> None:
    rows = chain("change_confirmed", "payment_received", "change_applied")
    rows[1] = chained(rows[0], replace(rows[1].event, event="money_kept_as_credit"))

    assert first_fault(rows) == 3
