"""Discount codes: whose use it is, what holds one, what is honoured when the money comes, and whom a busy one stops."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from bridge.bootstrap import address_of
from bridge.changes.change import cancel, confirm
from bridge.config import from_environment
from bridge.errors import QuoteStale, StoreBusy
from bridge.network_admin import payments
from bridge.operations.cleaning import know_codes
from bridge.store.engine import queries
from bridge.store.engine.database import connect
from bridge.worker import run_all_once
from tests.integration.changes.story import ADMIN, DISK, FREE, MEMBERSHIP, OWNER, PREMIUM, YEAR, Story
from tools.network.sample import CODE

TERM_END = datetime(2025, 7, 1)


def code(story: Story, name: str, *, most: int = 0, uses: int = 0) -> int:
    """A code of 20 % on every charge, as another plugin writes it."""
    story.sql(
        "INSERT INTO {p}wu_discount_codes (name, code, uses, max_uses, apply_to_renewals, type, value, active)"
        f" VALUES ('', '{name}', {uses}, {most or 'NULL'}, 1, 'percentage', 20, 1)"
    )
    return int(story.one(f"SELECT MAX(id) FROM {{p}}wu_discount_codes WHERE BINARY code = '{name}'")[0])


def has_code(story: Story, name: str, membership: int = MEMBERSHIP) -> None:
    """The membership has a code that its customer entered."""
    story.sql(
        "INSERT INTO {p}wu_membershipmeta (wu_membership_id, meta_key, meta_value)"
        f" VALUES ({membership}, 'discount_code', '{name}')"
    )


def uses(story: Story) -> dict[str, int]:
    """How often each code of the test was used."""
    found = story.sql(f"SELECT code, uses FROM {{p}}wu_discount_codes WHERE code <> '{CODE['code']}' ORDER BY id")
    return {row[0]: int(row[1]) for row in found}


def held(story: Story) -> list[list[str]]:
    """Uses of codes that are held, with the change that holds each."""
    return story.sql(
        "SELECT quote_id, code FROM {p}bridge_discount_reservations WHERE state = 'held' ORDER BY created_at, quote_id"
    )


@contextmanager
def holding(story: Story, statement: str) -> Iterator[None]:
    """Somebody else's transaction that has run a statement and is not done."""
    config = from_environment(story.network.service.variables)
    session = connect(address_of(config, config.database.migrating_account), queries.load(config.table_prefix))
    session.command("START TRANSACTION")
    session.command(statement.replace("{p}", config.table_prefix))
    try:
        yield
    finally:
        session.rollback()
        session.close()


def yearly(story: Story) -> None:
    """Premium paid for the year that ends on 1 July: a month at a time is booked for then."""
    story.membership(PREMIUM, amount="1990", unit="year", start="2024-07-01 00:00:00")


def paid_upgrade(story: Story) -> str:
    """An upgrade to Premium that is confirmed and whose payment is on its way."""
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")
    return quote_id


@pytest.mark.parametrize("written", ["ten", "TEN", "Ten", "tén"])
def test_a_use_belongs_to_the_code_as_its_row_has_it(story: Story, written: str) -> None:
    story.membership()
    for name in ("ten", "TEN", "Ten", "tén"):
        code(story, name)
    has_code(story, written)

    quote_id = paid_upgrade(story)
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))

    assert uses(story) == {name: int(name == written) for name in ("ten", "TEN", "Ten", "tén")}


def test_two_booked_downgrades_do_not_share_the_last_use_of_a_code(story: Story) -> None:
    yearly(story)
    story.second_membership()
    code(story, "LAST", most=1)
    has_code(story, "LAST")
    has_code(story, "LAST", 502)
    first, second = story.quote(PREMIUM), story.quote(PREMIUM, membership=502)

    confirm(story.services, OWNER, first, "manual")
    with pytest.raises(QuoteStale) as moved:
        confirm(story.services, OWNER, second, "manual")

    assert held(story) == [[first, "LAST"]]
    assert moved.value.params["quote"].recurring_total.minor == 19900
    story.clock.at = TERM_END + timedelta(minutes=1)
    run_all_once(story.services)
    assert story.change(first, "status, due_now_minor") == ["awaiting_payment", "15920"]
    payments.mark_paid(story.services, ADMIN, story.payment_id(first))
    assert uses(story) == {"LAST": 1}
    assert held(story) == []


@pytest.mark.parametrize("way", ["cancelled", "replaced by another booking", "replaced at once"])
def test_a_use_held_by_a_booking_is_free_again_when_the_booking_ends(story: Story, way: str) -> None:
    yearly(story)
    code(story, "LAST", most=1)
    has_code(story, "LAST")
    booked = story.quote(PREMIUM)
    confirm(story.services, OWNER, booked, "manual")
    assert held(story) == [[booked, "LAST"]]

    if way == "cancelled":
        cancel(story.services, OWNER, booked)
    elif way == "replaced by another booking":
        confirm(story.services, OWNER, story.quote(FREE, period=None), "free")
    else:
        quote_id = story.quote(PREMIUM, {DISK: 1}, YEAR)
        confirm(story.services, OWNER, quote_id, "manual")
        payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))

    assert booked not in [row[0] for row in held(story)]
    assert story.sql("SELECT state FROM {p}bridge_discount_reservations WHERE quote_id = '" + booked + "'") == [
        ["released"]
    ]


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE {p}wu_discount_codes SET active = 0",
        "UPDATE {p}wu_discount_codes SET max_uses = 1, uses = 1",
        "UPDATE {p}wu_discount_codes SET date_expiration = '2025-06-15 12:00:00'",
        "UPDATE {p}wu_discount_codes SET value = 5",
        "UPDATE {p}wu_discount_codes SET type = 'absolute', value = 1",
        "UPDATE {p}wu_discount_codes SET apply_to_renewals = 0",
        "DELETE FROM {p}wu_discount_codes",
    ],
)
def test_a_code_that_was_valid_when_quoted_is_honoured_when_the_money_comes(story: Story, edit: str) -> None:
    story.membership()
    code(story, "WELCOME")
    has_code(story, "WELCOME")
    quote_id = paid_upgrade(story)
    story.clock.at += timedelta(days=1)

    story.sql(edit)
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))

    assert story.change(quote_id, "status, problem") == ["applied", "NULL"]
    assert story.row("plan_id, amount") == [str(PREMIUM), "159.2000"]


def test_a_booked_change_is_charged_as_quoted_though_its_code_was_switched_off(story: Story) -> None:
    yearly(story)
    code(story, "WELCOME")
    has_code(story, "WELCOME")
    booked = story.quote(PREMIUM)
    confirm(story.services, OWNER, booked, "manual")

    story.sql("UPDATE {p}wu_discount_codes SET active = 0")
    story.clock.at = TERM_END + timedelta(minutes=1)
    run_all_once(story.services)

    assert story.change(booked, "status, due_now_minor") == ["awaiting_payment", "15920"]


def test_a_change_that_counts_on_no_code_waits_for_no_code(story: Story) -> None:
    story.membership()
    code(story, "BUSY")
    everything = "SELECT c.id FROM {p}wu_discount_codes AS c LEFT JOIN {p}bridge_discount_codes AS k ON 1 FOR UPDATE"
    know_codes(story.services)
    quote_id = story.quote(PREMIUM)

    with holding(story, everything):
        begun = time.monotonic()
        confirm(story.services, OWNER, quote_id, "manual")
        waited = time.monotonic() - begun

    assert story.change(quote_id) == ["awaiting_payment"]
    assert waited < 1


def test_one_busy_code_stops_only_those_that_count_on_it(story: Story) -> None:
    story.membership()
    story.second_membership()
    for name in ("BUSY", "busy", "OTHER"):
        code(story, name)
    has_code(story, "busy")
    has_code(story, "BUSY", 502)
    know_codes(story.services)
    free, stopped = story.quote(PREMIUM), story.quote(PREMIUM, membership=502)
    known = "UPDATE {p}bridge_discount_codes SET holds = holds + 1 WHERE code = 'BUSY'"
    shared = "SELECT uses FROM {p}wu_discount_codes FOR UPDATE"

    with holding(story, known):
        confirm(story.services, OWNER, free, "manual")
        begun = time.monotonic()
        with pytest.raises(StoreBusy):
            confirm(story.services, ADMIN, stopped, "manual")
        waited = time.monotonic() - begun
    with holding(story, shared):
        confirm(story.services, ADMIN, stopped, "manual")

    assert story.change(free) == ["awaiting_payment"]
    assert story.change(stopped) == ["awaiting_payment"]
    assert waited < 5


def codes_read(story: Story, work: Callable[[], object]) -> int:
    """How many index entries and rows a piece of work reads, by the session's own counters."""
    session = story.services.database.session()  # type: ignore[attr-defined]

    def counted() -> int:
        rows = session.command("SHOW SESSION STATUS WHERE Variable_name LIKE 'Handler_read%'")
        return sum(int(row["Value"]) for row in rows)

    before = counted()
    work()
    return counted() - before


@pytest.mark.parametrize("name", ["", "C0000777"])
def test_what_is_read_of_codes_does_not_grow_with_their_number(story: Story, name: str) -> None:
    story.membership()
    code(story, "C0000777")
    if name:
        has_code(story, name)
    know_codes(story.services)
    story.quote(PREMIUM)
    few = codes_read(story, lambda: story.quote(PREMIUM))
    values = ", ".join(f"('', 'D{n:07}', 1, 20)" for n in range(2000))
    story.sql(f"INSERT INTO {{p}}wu_discount_codes (name, code, active, value) VALUES {values}")
    while know_codes(story.services):
        pass

    many = codes_read(story, lambda: story.quote(PREMIUM))

    assert many - few < 50
    assert story.one("SELECT COUNT(*) FROM {p}bridge_discount_codes")[0] == "2002"


def test_a_code_that_was_renamed_elsewhere_is_known_by_its_new_name_in_the_next_round(story: Story) -> None:
    story.membership()
    number = code(story, "OLD")
    know_codes(story.services)
    story.sql("UPDATE {p}wu_discount_codes SET code = 'RENAMED' WHERE code = 'OLD'")
    has_code(story, "RENAMED")
    know_codes(story.services)

    quote_id = paid_upgrade(story)

    assert held(story) == [[quote_id, "RENAMED"]]
    assert story.sql("SELECT discount_code_id FROM {p}bridge_discount_codes WHERE code = 'RENAMED'") == [[str(number)]]
