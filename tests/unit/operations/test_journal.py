"""The journal's chain: whatever is altered, taken out or put in shows."""

from dataclasses import replace
from datetime import datetime

import pytest

from bridge.operations.journal import Fault, faults, first_fault
from bridge.store.journal import GENESIS, Event, Head, JournalRow, chained

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


def head_of(rows: list[JournalRow]) -> Head:
    return Head(rows[-1].sequence, rows[-1].hash)


def test_a_chain_that_lost_its_last_row_does_not_end_where_it_was_left() -> None:
    rows = chain("change_confirmed", "payment_received", "change_applied")
    end = head_of(rows)

    assert faults(501, rows[:2], end) == (Fault(501, 3, "missing"),)
    assert faults(501, [], end) == tuple(Fault(501, n, "missing") for n in (1, 2, 3))


def test_a_row_put_in_at_the_end_was_added_however_well_it_is_chained() -> None:
    rows = chain("change_confirmed", "payment_received", "change_applied")

    assert faults(501, rows, head_of(rows[:2])) == (Fault(501, 3, "added"),)
    assert faults(501, rows[:1], None) == (Fault(501, 1, "added"),)


def test_two_rows_that_changed_places_are_named_with_the_place_they_came_from() -> None:
    rows = chain("change_confirmed", "payment_received", "change_applied")
    swapped = [rows[0], replace(rows[2], sequence=2), replace(rows[1], sequence=3)]

    assert faults(501, swapped, head_of(rows)) == (Fault(501, 2, "moved", 3), Fault(501, 3, "moved", 2))


def test_a_last_row_written_anew_with_its_own_hash_is_not_the_one_that_was_left() -> None:
    rows = chain("change_confirmed", "payment_received", "change_applied")
    anew = chained(rows[1], replace(rows[2].event, event="change_cancelled"))

    assert faults(501, [*rows[:2], anew], head_of(rows)) == (Fault(501, 3, "altered"),)


def test_a_row_put_in_far_beyond_the_end_is_named_alone_and_at_once() -> None:
    rows = chain("change_confirmed", "payment_received")
    far = replace(rows[1], sequence=4_000_000_000, hash="f" * 64)

    assert faults(501, [*rows, far], Head(2, rows[1].hash)) == (Fault(501, 4_000_000_000, "added"),)


def test_a_head_that_says_any_number_names_a_bounded_number_of_rows_taken_out() -> None:
    rows = chain("change_confirmed", "payment_received")

    found = faults(501, rows, Head(4_000_000_000, rows[1].hash))

    assert (found[0], len(found)) == (Fault(501, 3, "missing"), 1000)
