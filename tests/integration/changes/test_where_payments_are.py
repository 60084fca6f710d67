"""An order is in our own table alone; the shared one gets a row when the money is there, in the other plugin's form."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bridge.changes.change import cancel, confirm
from bridge.network_admin import payments
from bridge.store.engine.database import Connection
from bridge.store.engine.php_serialize import loads
from bridge.store.payments import PaymentPage, Payments, Place
from bridge.store.store import Store
from bridge.worker import run_all_once
from tests.integration.changes.story import ADMIN, CUSTOMER, DISK, MEMBERSHIP, MONTH, OWNER, PREMIUM, Story
from tools.network.testing import broken_invariants

ACTIVE = 'a:1:{s:41:"ultimate-multisite/ultimate-multisite.php";i:1763000000;}'
EVERY_SHARED_ROW = (
    "SELECT payments.*, (SELECT GROUP_CONCAT(HEX(meta_value)) FROM {p}wu_paymentmeta WHERE wu_payment_id = payments.id)"
    " FROM {p}wu_payments AS payments ORDER BY id"
)


def run_beside(story: Story) -> None:
    """Let the network run the other plugin."""
    story.sql(f"UPDATE {{p}}sitemeta SET meta_value = '{ACTIVE}' WHERE meta_key = 'active_sitewide_plugins'")


def stop_it(story: Story) -> None:
    """Let the network run it no more."""
    story.sql("UPDATE {p}sitemeta SET meta_value = 'a:0:{}' WHERE meta_key = 'active_sitewide_plugins'")


def ours_in_the_shared_table(story: Story, *more: int) -> list[list[str]]:
    """How many rows of each status the shared table has of the story's membership, and of more."""
    numbers = ", ".join(str(one) for one in (MEMBERSHIP, *more))
    return story.sql(
        f"SELECT status, COUNT(*) FROM {{p}}wu_payments WHERE membership_id IN ({numbers}) GROUP BY status"
    )


def ordered(story: Story, addons: dict[int, int] | None = None) -> str:
    """An order that waits for its money."""
    quote_id = story.quote(PREMIUM, addons, MONTH)
    confirm(story.services, OWNER, quote_id, "manual")
    return quote_id


def items(story: Story, quote_id: str) -> list[Any]:
    """The lines of a payment as the shared table has them."""
    stored = story.one(
        "SELECT HEX(meta.meta_value) FROM {p}wu_paymentmeta AS meta JOIN {p}bridge_payments AS ours"
        " ON ours.shared_id = meta.wu_payment_id AND meta.meta_key = 'wu_line_items'"
        f" WHERE ours.quote_id = '{quote_id}'"
    )[0]
    return list(loads(bytes.fromhex(stored).decode()).values())


def test_confirming_and_cancelling_leave_the_shared_table_as_it_is(story: Story) -> None:
    story.membership()
    before = story.sql(EVERY_SHARED_ROW)

    quote_id = ordered(story)
    assert story.sql(EVERY_SHARED_ROW) == before
    run_all_once(story.services)
    cancel(story.services, OWNER, quote_id)
    run_all_once(story.services)

    assert story.sql(EVERY_SHARED_ROW) == before
    assert broken_invariants(story.network) == []


def test_an_order_that_ends_unpaid_leaves_it_as_it_is(story: Story) -> None:
    story.membership()
    before = story.sql(EVERY_SHARED_ROW)
    quote_id = ordered(story)

    story.clock.at += timedelta(days=30)
    run_all_once(story.services)

    assert story.change(quote_id) == ["void"]
    rows = story.sql(EVERY_SHARED_ROW)
    assert rows == before


@pytest.mark.parametrize("addons", [{}, {DISK: 3}])
def test_marking_as_paid_writes_one_completed_row_whose_lines_come_to_its_total(
    story: Story, addons: dict[int, int]
) -> None:
    story.membership()
    quote_id = ordered(story, addons)

    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))

    assert ours_in_the_shared_table(story) == [["completed", "1"]]
    total, tax = story.one(f"SELECT total, tax_total FROM {{p}}wu_payments WHERE membership_id = {MEMBERSHIP}")
    lines = items(story, quote_id)
    assert {line.class_name for line in lines} == {"WP_Ultimo\\Checkout\\Line_Item"}
    assert round(sum(line.properties["total"] for line in lines), 4) == float(total) > 0
    assert round(sum(line.properties["tax_total"] for line in lines), 4) == float(tax)
    for line in lines:
        anew = line.properties["quantity"] * line.properties["unit_price"] - line.properties["discount_rate"]
        assert round(anew + line.properties["tax_total"], 2) == line.properties["total"], line
    assert broken_invariants(story.network) == []


def test_where_the_other_plugin_runs_its_row_is_left_to_it_once(story: Story) -> None:
    story.membership()
    run_beside(story)
    quote_id = ordered(story)

    for _ in range(2):
        marked = payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))
        assert (marked.payment.status, marked.payment.shared_id) == ("completed", None)
    run_all_once(story.services)

    assert ours_in_the_shared_table(story) == []
    assert story.one("SELECT COUNT(*) FROM {p}bridge_outbox WHERE topic = 'payment_settled'") == ["1"]
    assert story.change(quote_id) == ["applied"]
    assert broken_invariants(story.network) == []


@pytest.mark.parametrize("written", [False, True])
def test_what_it_was_to_write_is_written_once_when_it_runs_no_more(story: Story, *, written: bool) -> None:
    story.membership()
    run_beside(story)
    quote_id = ordered(story)
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))
    if written:
        story.sql(
            "INSERT INTO {p}wu_payments (status, customer_id, membership_id, gateway, gateway_payment_id)"
            f" VALUES ('completed', {CUSTOMER}, {MEMBERSHIP}, 'manual', 'manual-{quote_id}')"
        )

    stop_it(story)
    run_all_once(story.services)
    run_all_once(story.services)

    assert ours_in_the_shared_table(story) == [["completed", "1"]]
    assert story.payment(quote_id)[3] == "completed"
    assert broken_invariants(story.network) == []


def page_by_one(story: Story, **asked: Place | None) -> PaymentPage:
    return story.services.database.reading(lambda store: store.payments.page("", 1, ("manual",), **asked))


def test_all_payments_are_listed_in_one_order_newest_first(story: Story) -> None:
    story.membership()
    other(story, 900001)
    first = ordered(story)
    cancel(story.services, OWNER, first)
    second = ordered(story)
    other(story, 900002)

    listed = payments.list_payments(story.services, ADMIN).payments
    pages = [page_by_one(story)]
    for _ in range(3):
        pages.append(page_by_one(story, start=pages[-1].older))
    by_one = [payment for page in pages for payment in page.payments]
    back = [pages[-1]]
    for _ in range(3):
        back.append(page_by_one(story, above=back[-1].first))

    expected = [(None, 900002), (story.payment_id(second), None), (story.payment_id(first), None), (None, 900001)]
    assert [(one.id, one.shared_id) for one in listed][:4] == expected
    assert [(one.id, one.shared_id) for one in by_one] == expected
    assert [page.payments for page in reversed(back)] == [page.payments for page in pages]
    assert (pages[0].first, back[-1].first) == (None, None)
    assert [one.status for one in by_one[1:3]] == ["pending", "cancelled"]
    pending = payments.list_payments(story.services, ADMIN, status="pending")
    assert {(one.id, one.shared_id) for one in pending.payments} >= {expected[0], expected[1], expected[3]}
    assert (story.payment_id(first), None) not in {(one.id, one.shared_id) for one in pending.payments}


def test_what_waits_and_what_was_paid_stand_together_on_the_account_page(story: Story) -> None:
    story.membership()
    paid = ordered(story)
    payments.mark_paid(story.services, ADMIN, story.payment_id(paid))
    story.clock.at += timedelta(hours=1)
    quote_id = story.quote(PREMIUM, {DISK: 2}, MONTH)
    confirm(story.services, OWNER, quote_id, "manual")

    facts = story.services.database.reading(
        lambda store: store.account.read(OWNER.user_id, OWNER.blog_id, MEMBERSHIP, sees_site=False)
    )

    told = [(one.id, one.status, one.shared_id is None) for one in facts.payments]
    assert told == [
        (story.payment_id(quote_id), "pending", True), (story.payment_id(paid), "completed", False),
    ]  # fmt: skip
    assert facts.payments_total == 2


def other(story: Story, number: int) -> None:
    """A payment that another system asked for."""
    story.sql(
        "INSERT INTO {p}wu_payments (id, status, customer_id, membership_id, currency, total, gateway, date_created)"
        f" VALUES ({number}, 'pending', {CUSTOMER}, {MEMBERSHIP}, 'SEK', 125, 'manual', '2025-06-02 08:00:00')"
    )


def as_written_before(story: Story, quote_id: str, status: str, *, migrated: bool) -> int:
    """A payment as an earlier version wrote it: with a row of the same id in the shared table."""
    payment_id = story.payment_id(quote_id)
    story.sql(
        "INSERT INTO {p}wu_payments (id, status, customer_id, membership_id, product_id, currency, total, gateway,"
        f" gateway_payment_id) SELECT {payment_id + 800000}, '{status}', customer_id, membership_id, {PREMIUM},"
        f" currency, 10, gateway, provider_id FROM {{p}}bridge_payments WHERE payment_id = {payment_id};"
        f"UPDATE {{p}}bridge_payment_lines SET payment_id = {payment_id + 800000} WHERE payment_id = {payment_id};"
        f"UPDATE {{p}}bridge_payments SET payment_id = {payment_id + 800000}, listed_after = NULL,"
        f" shared_id = {payment_id + 800000 if migrated else 'NULL'}, product_id = 0 WHERE payment_id = {payment_id}"
    )
    return payment_id + 800000


@pytest.mark.parametrize("migrated", [True, False])
def test_what_waits_there_from_an_earlier_version_is_ours_alone_after_a_round_and_can_be_paid(
    story: Story, *, migrated: bool
) -> None:
    story.membership()
    cancelled = ordered(story)
    cancel(story.services, OWNER, cancelled)
    as_written_before(story, cancelled, "cancelled", migrated=migrated)
    quote_id = ordered(story)
    payment_id = as_written_before(story, quote_id, "pending", migrated=migrated)

    run_all_once(story.services)

    assert ours_in_the_shared_table(story) == []
    assert story.payment(quote_id)[:2] == [str(payment_id), "pending"]
    told = [f'{{"payment_ids":[{payment_id}]}}']
    assert told in story.sql("SELECT payload FROM {p}bridge_outbox WHERE topic = 'forget_cached'")
    assert broken_invariants(story.network) == []
    payments.mark_paid(story.services, ADMIN, payment_id)
    assert ours_in_the_shared_table(story) == [["completed", "1"]]
    assert story.one(f"SELECT product_id FROM {{p}}wu_payments WHERE membership_id = {MEMBERSHIP}") == [str(PREMIUM)]
    assert broken_invariants(story.network) == []


def test_what_somebody_completed_there_with_nothing_paid_stays_theirs_and_is_not_paid_here(story: Story) -> None:
    story.membership()
    quote_id = ordered(story)
    payment_id = as_written_before(story, quote_id, "completed", migrated=True)

    run_all_once(story.services)
    payments.mark_paid(story.services, ADMIN, payment_id)

    assert story.change(quote_id) == ["applied"]
    assert ours_in_the_shared_table(story) == [["completed", "2"]]
    assert story.one(f"SELECT gateway_payment_id FROM {{p}}wu_payments WHERE id = {payment_id}") == [""]
    assert broken_invariants(story.network) == []


def test_no_list_and_no_round_reads_all_payments_there_are(story: Story) -> None:
    many = 20000
    numbers = f"(SELECT seq FROM seq_1_to_{many}) AS numbers"
    story.membership()
    story.sql(
        "INSERT INTO {p}wu_payments (id, status, customer_id, membership_id, currency, total, gateway)"
        f" SELECT 700000 + seq, 'completed', {CUSTOMER + 1}, 10000 + seq, 'SEK', 0, 'manual' FROM {numbers};"
        "INSERT INTO {p}bridge_payments (payment_id, shared_id, listed_after, membership_id, customer_id, gateway,"
        " provider_id, status, currency, amount_minor, tax_minor, created_at)"
        f" SELECT 5000000 + seq, 700000 + seq, 699999 + seq, 10000 + seq, {CUSTOMER + 1}, 'manual', CONCAT('a', seq),"
        f" 'completed', 'SEK', 0, 0, '2025-01-01' FROM {numbers};"
        "INSERT INTO {p}bridge_payments (payment_id, listed_after, membership_id, customer_id, gateway,"
        " provider_id, status, currency, amount_minor, tax_minor, created_at)"
        f" SELECT 6000000 + seq, 700000 + seq, 10000 + seq, {CUSTOMER + 1}, 'manual', CONCAT('b', seq),"
        f" 'cancelled', 'SEK', 0, 0, '2025-01-01' FROM {numbers};"
        "ANALYZE TABLE {p}wu_payments, {p}bridge_payments"
    )

    for status in ("", "pending", "completed", "cancelled"):
        for asked in (
            {},
            {"start": Place(710000, 0)},
            {"start": Place(710000, 6010000)},
            {"above": Place(700100, 0)},
        ):
            page = partial(Payments.page, status=status, most=20, by_hand=("manual",), **asked)
            rows = read_by(story, lambda store, page=page: page(store.payments))
            # of the shared table's own index only the status is used: its entries above the page are passed over
            assert rows < (many if status == "completed" and "start" in asked else 500), (status, asked, rows)
    assert read_by(story, lambda store: store.payments.unpaid_with_row(100)) < 10
    assert read_by(story, lambda store: store.payments.settled_without_row(100)) < 10


def read_by(story: Story, work: Any) -> int:
    """How many rows the server read for it."""

    def counted(store: Store) -> int:
        session: Connection = store.payments._connection
        before = reads(session)
        work(store)
        return reads(session) - before

    return story.services.database.reading(counted)


def reads(session: Connection) -> int:
    return sum(int(row["Value"]) for row in session.command("SHOW SESSION STATUS LIKE 'Handler_read%'"))
