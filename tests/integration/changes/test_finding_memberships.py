"""Memberships of a network of 3,000 are found by what people know of them, page by page, and by what changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from bridge.network_admin.memberships import MembershipsAnswer, list_memberships
from bridge.operations.search import keep_words
from bridge.pricing.money import Money
from bridge.store.membership_list import NextBill, OpenOrder, SiteAddress, Which
from tests.integration.changes.story import ADMIN, Story

FIRST, MANY = 10_000, 3000
#: One of them, as people know it.
ANNA = FIRST + 1234

#: 3,000 customers, each with a membership and a site, on two plans in turn; one of them has a name.
NETWORK = f"""
DELETE FROM {{p}}bridge_sweeps WHERE name LIKE 'search.%';
INSERT INTO {{p}}users (ID, user_login, user_email, display_name)
 SELECT {FIRST} + seq, CONCAT('owner', seq), CONCAT('mail', seq, '@post.test'), CONCAT('Person', seq, ' Karlsson')
 FROM seq_1_to_{MANY};
INSERT INTO {{p}}wu_customers (id, user_id, type) SELECT {FIRST} + seq, {FIRST} + seq, 'customer' FROM seq_1_to_{MANY};
INSERT INTO {{p}}wu_memberships (id, customer_id, user_id, plan_id, currency, initial_amount, recurring, auto_renew,
  duration, duration_unit, amount, date_created, date_expiration, times_billed, status, gateway)
 SELECT {FIRST} + seq, {FIRST} + seq, {FIRST} + seq, IF(seq MOD 2, 2, 4), 'SEK', 99, 1, 1, 1, 'month', 99, '2025-06-01',
  '2025-07-01' + INTERVAL (seq MOD 700) HOUR, 1, IF(seq MOD 100 = 0, 'expired', 'active'), 'manual'
 FROM seq_1_to_{MANY};
INSERT INTO {{p}}blogs (blog_id, site_id, domain, path)
 SELECT {FIRST} + seq, 1, 'net.test', CONCAT('/site', seq, '/') FROM seq_1_to_{MANY};
INSERT INTO {{p}}bridge_site_limits (blog_id, membership_id)
 SELECT {FIRST} + seq, {FIRST} + seq FROM seq_1_to_{MANY};
UPDATE {{p}}users SET user_login = 'anna.berg', user_email = 'anna@oberg-shop.test', display_name = 'Ann-Marie Åberg'
 WHERE ID = {ANNA};
UPDATE {{p}}blogs SET domain = 'cake.net.test', path = '/summer-sale/' WHERE blog_id = {ANNA};
INSERT INTO {{p}}wu_domain_mappings (blog_id, domain, active) VALUES ({ANNA}, 'www.tarta.test', 1);
UPDATE {{p}}wu_memberships SET plan_id = 3, status = 'trialing' WHERE id = {ANNA};
INSERT INTO {{p}}bridge_holdings (membership_id, product_id, quantity) VALUES ({ANNA}, 6, 2);
INSERT INTO {{p}}wu_payments (id, status, customer_id, membership_id, total, discount_code, gateway)
 VALUES (777001, 'completed', {ANNA}, {ANNA}, 99, '', 'manual');
INSERT INTO {{p}}bridge_quotes (id, membership_id, customer_id, user_id, as_of, valid_until, kind, currency,
  due_now_minor, basis, selection, body, created_at)
 VALUES (REPEAT('a', 32), {ANNA}, {ANNA}, {ANNA}, '2025-06-01', '2025-06-02', 'upgrade', 'SEK', 9900, REPEAT('0', 64),
  'x', 'x', '2025-06-01');
INSERT INTO {{p}}bridge_changes (quote_id, membership_id, customer_id, requested_by, kind, status, gateway, currency,
  due_now_minor, membership_digest, effective_at, created_at, updated_at)
 VALUES (REPEAT('a', 32), {ANNA}, {ANNA}, {ANNA}, 'upgrade', 'awaiting_payment', 'manual', 'SEK', 9900, REPEAT('0', 64),
  '2025-06-01', '2025-06-01', '2025-06-01');
INSERT INTO {{p}}bridge_open_operations VALUES ({ANNA}, 'change', REPEAT('a', 32), '2025-06-01');
INSERT INTO {{p}}bridge_payment_references VALUES ('KX4P7QMC', REPEAT('a', 32))
"""

#: So much of it as is no life: it goes before what has to hold of every network is looked at.
GONE = f"""
DELETE FROM {{p}}bridge_open_operations; DELETE FROM {{p}}bridge_changes; DELETE FROM {{p}}bridge_payment_references;
DELETE FROM {{p}}bridge_quotes; DELETE FROM {{p}}bridge_site_limits WHERE blog_id > {FIRST};
DELETE FROM {{p}}bridge_holdings WHERE membership_id > {FIRST}
"""

#: What people type, each meant for the one.
SEARCHES = {
    "name": "Åberg",
    "name without marks": "aberg",
    "beginning of a name": "ÅBER",
    "second part of a double name": "marie",
    "both names": "Ann-Marie Åberg",
    "login": "anna.berg",
    "part of a login": "berg",
    "e-mail address": "anna@oberg-shop.test",
    "domain of the e-mail address": "oberg-shop.test",
    "address with slashes": "https://cake.net.test/summer-sale/",
    "address without slashes": "cake.net.test/summer-sale",
    "address of its wp-admin": "http://cake.net.test/summer-sale/wp-admin/edit.php?x=1",
    "path with slashes": "/summer-sale/",
    "path without slashes": "summer-sale",
    "mapped domain with www": "www.tarta.test",
    "plan": "Premium",
    "package": "Visits",
    "state": "state:trialing",
    "state and plan": "trialing premi",
    "number": f"#{ANNA}",
    "number without sign": str(ANNA),
    "number of a payment": "777001",
    "reference": "KX4P-7QMC",
    "reference in two groups": "kx4p 7qmc",
    "beginning of a reference": "kx4p7",
}


@pytest.fixture
def new(story: Story) -> Iterator[Story]:
    """The network before the worker has come to it."""
    story.sql(NETWORK)
    yield story
    story.sql(GONE)


@pytest.fixture
def large(new: Story) -> Story:
    while page(new).words_percent is not None:
        keep_words(new.services)
    return new


def page(story: Story, search: str = "", **asked: Any) -> MembershipsAnswer:
    return list_memberships(story.services, ADMIN, Which(search, **asked))


def found(story: Story, search: str = "", **asked: Any) -> list[int]:
    return [row.id for row in page(story, search, **asked).memberships]


def every_page(story: Story, **asked: Any) -> list[int]:
    """What all pages list, forwards."""
    told = page(story, most=100, **asked)
    listed = [row.id for row in told.memberships]
    while told.older:
        told = page(story, most=100, start=told.older, **asked)
        listed += [row.id for row in told.memberships]
    return listed


def test_each_search_finds_the_one_that_is_meant_and_nobody_else(large: Story) -> None:
    answers = {kind: found(large, search) for kind, search in SEARCHES.items()}

    assert {kind: rows for kind, rows in answers.items() if rows[:1] != [ANNA]} == {}
    assert {kind for kind, rows in answers.items() if rows != [ANNA]} <= {"plan", "state", "state and plan"}
    assert page(large).words_percent is None
    for search in ("nobody", "anna karlsson", "50%", "owner1_", "state:unheard"):
        assert found(large, search) == [], search
    assert found(large, "/site1234/") == []
    assert len(found(large, "Karlsson", most=100)) == 100


def test_pages_filters_and_counts_agree(large: Story) -> None:
    total = int(large.one("SELECT COUNT(*) FROM {p}wu_memberships")[0])
    told = page(large)
    counts = {one.name: (one.found, one.has_more) for one in told.counts}

    by_number = every_page(large)
    by_bill = every_page(large, order="next_bill")
    expired = every_page(large, state="expired")
    second = page(large, start=told.older)
    back = page(large, above=second.newer)

    assert by_number == sorted(set(by_number), reverse=True)
    assert len(by_number) == counts["all"][0] == total
    assert (
        len(by_bill)
        == len(set(by_bill))
        == int(large.one("SELECT COUNT(*) FROM {p}bridge_listed_memberships WHERE next_bill_at IS NOT NULL")[0])
    )
    bills = [row.next_bill.at for row in page(large, most=100, order="next_bill").memberships if row.next_bill]
    assert (len(bills), bills) == (100, sorted(bills))
    assert len(expired) == counts["expired"][0] > MANY // 100
    assert [row.id for row in back.memberships] == [row.id for row in told.memberships]
    assert (counts["ordering"], found(large, sort="ordering")) == ((1, False), [ANNA])
    assert (found(large, product=6), found(large, product=3, state="trialing")) == ([ANNA], [ANNA])
    assert found(large, "karlsson", state="expired", most=2) == [FIRST + MANY, FIRST + MANY - 100]
    assert found(large, "karlsson", order="next_bill", most=2) == found(large, order="next_bill", most=2)


def test_a_row_of_the_list_answers_what_is_asked(large: Story) -> None:
    row = page(large, f"#{ANNA}").memberships[0]
    other = page(large, f"#{FIRST + 1}").memberships[0]

    assert (row.site, row.sites) == (SiteAddress(ANNA, "cake.net.test", "/summer-sale/"), 1)
    assert row.open_order == OpenOrder("upgrade", "awaiting_payment", Money(9900, "SEK"))
    assert other.next_bill == NextBill(datetime(2025, 7, 1, 1), Money(9900, "SEK"))
    assert other.open_order is None


def test_what_is_renamed_moved_or_new_is_found_by_its_new_name_alone(large: Story) -> None:
    large.sql(
        f"UPDATE {{p}}users SET display_name = 'Zoe Zander' WHERE ID = {ANNA};"
        f"UPDATE {{p}}blogs SET path = '/winter/' WHERE blog_id = {ANNA};"
        f"INSERT INTO {{p}}bridge_search_due VALUES ('user', {ANNA}), ('site', {ANNA});"
        f"INSERT INTO {{p}}wu_memberships (id, customer_id, user_id, plan_id, status, gateway)"
        f" VALUES (90001, {ANNA}, {ANNA}, 2, 'pending', '');"
        f"DELETE FROM {{p}}wu_memberships WHERE id = {FIRST + 7}"
    )

    keep_words(large.services)

    assert found(large, "zander") == [90001, ANNA]
    assert found(large, "winter") == [ANNA]
    assert (found(large, "aberg"), found(large, "summer-sale"), found(large, "owner7@")) == ([], [], [])
    assert large.sql("SELECT 1 FROM {p}bridge_search_due") == []


def test_until_the_words_are_there_logins_and_numbers_are_found_and_it_is_said(new: Story) -> None:
    told = page(new, "anna.berg")

    assert (told.words_percent, [row.id for row in told.memberships]) == (0, [ANNA])
    assert (found(new, "anna@oberg"), found(new, str(ANNA)), found(new, "aberg")) == ([ANNA], [ANNA], [])
    assert found(new, sort="elsewhere", most=1) == [FIRST + MANY]
