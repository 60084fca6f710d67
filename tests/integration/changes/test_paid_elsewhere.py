"""An invoice of the other system that is paid after we took its membership over: account credit, once, and told."""

from __future__ import annotations

import pytest

from bridge.changes.change import confirm
from bridge.changes.external import looked_at
from bridge.changes.ownership import hand_back, take_over
from bridge.membership_commands import ownership_findings
from bridge.network_admin import payments
from bridge.people import Author
from bridge.worker import run_all_once
from tests.integration.changes.story import ADMIN, BASIC, CUSTOMER, MEMBERSHIP, OWNER, PREMIUM, USER, Story
from tools.network.testing import broken_invariants

BY = Author("network_admin", 9001)
INVOICE = 7001


def invoice(story: Story, payment_id: int = INVOICE, *, currency: str = "SEK", total: str = "99") -> None:
    """A renewal invoice of the other system that waits."""
    story.sql(
        "INSERT INTO {p}wu_payments (id, status, customer_id, membership_id, product_id, currency, total, gateway,"
        f" date_created) VALUES ({payment_id}, 'pending', {CUSTOMER}, {MEMBERSHIP}, {BASIC}, '{currency}', {total},"
        " 'manual', '2025-06-14 10:00:00')"
    )


def completed(story: Story, payment_id: int = INVOICE) -> None:
    """Somebody pays it, or completes it by hand, past every hook."""
    story.sql(f"UPDATE {{p}}wu_payments SET status = 'completed' WHERE id = {payment_id}")


def told(story: Story, payment_id: int = INVOICE) -> None:
    """The plugin hears of it and notes it."""
    story.sql(
        "INSERT INTO {p}bridge_bills_elsewhere (payment_id, membership_id, customer_id, completed_at, noted_at)"
        f" VALUES ({payment_id}, {MEMBERSHIP}, {CUSTOMER}, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))"
        " ON DUPLICATE KEY UPDATE completed_at = IF(state = 'open', VALUES(completed_at), completed_at)"
    )


def state(story: Story, payment_id: int = INVOICE) -> list[list[str]]:
    """What is kept of it."""
    return story.sql(
        f"SELECT state, amount_minor, currency FROM {{p}}bridge_bills_elsewhere WHERE payment_id = {payment_id}"
    )


@pytest.mark.parametrize("heard", [(), (told,), (told, told)], ids=["swept", "told", "told twice"])
def test_one_that_was_cancelled_in_the_take_over_and_paid_later_is_credit_once(
    story: Story, heard: tuple[object, ...]
) -> None:
    story.membership()
    invoice(story)
    run_all_once(story.services)
    take_over(story.services, BY, MEMBERSHIP)

    completed(story)
    for hear in heard:
        hear(story)  # type: ignore[operator]
    for _ in range(3):
        run_all_once(story.services)

    assert story.credit() == ["9900", "0"]
    assert state(story) == [["credited", "9900", "SEK"]]
    assert story.events()[-1] == "bill_elsewhere_paid"
    assert story.mails()[-2:] == [("money_kept_as_credit", USER), ("money_kept_as_credit", 0)]
    assert broken_invariants(story.network) == []


def test_one_completed_twice_is_credit_once(story: Story) -> None:
    story.membership()
    invoice(story)
    take_over(story.services, BY, MEMBERSHIP)
    completed(story)
    run_all_once(story.services)
    story.sql(f"UPDATE {{p}}wu_payments SET status = 'pending' WHERE id = {INVOICE}")
    run_all_once(story.services)

    completed(story)
    told(story)
    run_all_once(story.services)

    assert story.credit() == ["9900", "0"]


def test_what_was_paid_before_the_take_over_is_no_credit(story: Story) -> None:
    story.membership()
    invoice(story)
    completed(story)

    take_over(story.services, BY, MEMBERSHIP)
    for _ in range(2):
        run_all_once(story.services)

    assert story.credit() == ["0", "0"]
    assert state(story) == []


def test_one_told_as_paid_that_is_not_waits_on(story: Story) -> None:
    story.membership()
    invoice(story)
    take_over(story.services, BY, MEMBERSHIP)
    told(story)

    run_all_once(story.services)
    between = (story.credit(), state(story))
    completed(story)
    run_all_once(story.services)

    assert between == (["0", "0"], [["open", "NULL", "NULL"]])
    assert story.credit() == ["9900", "0"]


def test_an_invoice_made_after_the_take_over_past_every_hook_is_found_too(story: Story) -> None:
    story.membership()
    take_over(story.services, BY, MEMBERSHIP)
    run_all_once(story.services)

    invoice(story, 7500)
    run_all_once(story.services)
    completed(story, 7500)
    invoice(story, 7501, total="5")
    completed(story, 7501)
    for _ in range(2):
        run_all_once(story.services)

    assert story.credit() == ["10400", "0"]


def test_what_we_write_there_ourselves_is_none_of_theirs(story: Story) -> None:
    story.membership()
    run_all_once(story.services)
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))
    row = story.one(f"SELECT shared_id FROM {{p}}bridge_payments WHERE quote_id = '{quote_id}'")
    story.sql(f"UPDATE {{p}}bridge_payments SET shared_id = NULL WHERE shared_id = {row[0]}")

    run_all_once(story.services)

    assert story.credit() == ["0", "0"]
    assert story.sql("SELECT 1 FROM {p}bridge_bills_elsewhere") == []


def test_its_currency_is_its_own_column_s(story: Story) -> None:
    story.membership()
    invoice(story, currency="EUR", total="7.5")
    invoice(story, 7002, currency="", total="3")
    take_over(story.services, BY, MEMBERSHIP)
    completed(story)
    completed(story, 7002)

    run_all_once(story.services)

    assert story.sql(
        "SELECT currency, balance_minor FROM {p}bridge_account_credit"
        f" WHERE customer_id = {CUSTOMER} ORDER BY currency"
    ) == [["EUR", "750"], ["SEK", "300"]]


def test_one_that_cannot_be_read_is_the_admins_and_nobodys_credit(story: Story) -> None:
    story.membership()
    invoice(story, currency="kr")
    take_over(story.services, BY, MEMBERSHIP)
    completed(story)

    run_all_once(story.services)

    assert state(story)[0][0] == "not_credited"
    assert story.mails()[-1] == ("payment_not_credited", 0)
    assert "payment 7001 of Ultimate Multisite" in "\n".join(ownership_findings(story.services))
    assert looked_at(story.services, MEMBERSHIP, BY)
    assert "payment 7001" not in "\n".join(ownership_findings(story.services))


def test_handed_back_just_after_it_was_paid_it_is_credit_and_pays_no_term_there(story: Story) -> None:
    story.membership()
    invoice(story)
    take_over(story.services, BY, MEMBERSHIP)
    story.sql("UPDATE {p}wu_payments SET date_created = '2025-06-15 10:00:00'")
    completed(story)

    hand_back(story.services, BY, MEMBERSHIP)
    run_all_once(story.services)
    facts = story.services.database.reading(lambda store: store.memberships.load(MEMBERSHIP))

    assert story.credit() == ["9900", "0"]
    assert facts is not None
    assert facts.snapshot.membership.term_payments == ()


def test_handed_back_unpaid_it_is_theirs_again(story: Story) -> None:
    story.membership()
    invoice(story)
    take_over(story.services, BY, MEMBERSHIP)
    hand_back(story.services, BY, MEMBERSHIP)

    completed(story)
    for _ in range(2):
        run_all_once(story.services)

    assert story.credit() == ["0", "0"]
    assert state(story) == []


def test_of_a_membership_deleted_meanwhile_it_is_its_customers_credit(story: Story) -> None:
    story.membership()
    invoice(story)
    take_over(story.services, BY, MEMBERSHIP)
    story.sql(f"DELETE FROM {{p}}wu_memberships WHERE id = {MEMBERSHIP}")
    run_all_once(story.services)
    before = int(story.credit()[0])

    completed(story)
    run_all_once(story.services)

    assert int(story.credit()[0]) == before + 9900


def test_what_an_earlier_version_took_over_is_looked_at_once(story: Story) -> None:
    story.membership()
    invoice(story)
    take_over(story.services, BY, MEMBERSHIP)
    story.sql(
        "UPDATE {p}bridge_membership_terms SET bills_after = NULL; DELETE FROM {p}bridge_bills_elsewhere;"
        "DELETE FROM {p}bridge_sweeps WHERE name = 'bills_begun'"
    )
    for _ in range(2):
        run_all_once(story.services)

    completed(story)
    run_all_once(story.services)

    assert story.credit() == ["9900", "0"]


def test_the_credit_pays_what_is_open_at_once(story: Story) -> None:
    story.membership()
    invoice(story)
    take_over(story.services, BY, MEMBERSHIP)
    story.clock.at = story.clock.at.replace(month=7, day=1)
    run_all_once(story.services)
    completed(story)

    for _ in range(2):
        run_all_once(story.services)

    assert story.one("SELECT status FROM {p}bridge_changes WHERE kind = 'renewal'") == ["applied"]
    assert story.credit() == ["0", "0"]
    assert broken_invariants(story.network) == []


def test_one_refunded_there_after_it_was_credit_is_the_admins_to_settle_and_told_once(story: Story) -> None:
    story.membership()
    invoice(story)
    take_over(story.services, BY, MEMBERSHIP)
    completed(story)
    run_all_once(story.services)
    story.sql(f"UPDATE {{p}}wu_payments SET status = 'refunded' WHERE id = {INVOICE}; DELETE FROM {{p}}bridge_outbox")

    for _ in range(2):
        run_all_once(story.services)

    assert story.credit() == ["9900", "0"]
    assert story.mails() == [("payment_not_credited", 0)]
    assert "was refunded there after it had become account credit" in "\n".join(ownership_findings(story.services))
    assert looked_at(story.services, MEMBERSHIP, BY)
