"""A network admin gives a membership to another customer: what goes along, what stays whose it was, who sees what."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bridge.account.billing import read_billing
from bridge.account.history import MovedBetween, read_history
from bridge.account.page import read_account
from bridge.account.payments import read_former_payments, read_payments
from bridge.account.receipts import read_receipt
from bridge.account.whole import read_whole
from bridge.changes import hand_over
from bridge.changes.change import confirm, read_change
from bridge.changes.credit import read_credit
from bridge.changes.events import receive_event, work_event
from bridge.changes.hand_over import HandOver, Wanted
from bridge.changes.leave import cancel_membership
from bridge.changes.pause import Wanted as PauseWanted
from bridge.changes.quoting import make_quote, read_quote
from bridge.changes.receive import Money as Came
from bridge.errors import (
    BridgeError,
    ChangeUnknown,
    InvalidRequest,
    MembershipTransferred,
    NotAllowed,
    PaymentUnknown,
    QuoteUnknown,
)
from bridge.gateways.port import Dispute, DisputeOutcome, Outcome, Refund, RefundOutcome
from bridge.network_admin import account_credit, memberships, payments, refunds
from bridge.network_admin.account_credit import Adjusted, adjust
from bridge.network_admin.forms import Notation
from bridge.operations.rebuild import rebuild, said
from bridge.people import Actor
from bridge.pricing.money import Money
from bridge.pricing.snapshot import Selection
from bridge.worker import run_all_once
from tests.fakes.card import webhook
from tests.integration.changes.story import (
    ADMIN,
    BLOG,
    CUSTOMER,
    DISK,
    MEMBERSHIP,
    OTHER_ADMIN,
    OWNER,
    PREMIUM,
    USER,
    YEAR,
    Story,
    disputed,
)
from tools.network.testing import broken_invariants

NEW_USER, NEW_CUSTOMER = 9602, 602
NEW = Actor(user_id=NEW_USER, blog_id=BLOG)
NOTATION = Notation(".", ",")
EVENT = "membership_transferred"


@pytest.fixture(autouse=True)
def people(story: Story) -> None:
    """Gun has a user and is no customer yet."""
    story.sql(
        "INSERT INTO {p}users (ID, user_login, user_email, display_name) VALUES"
        f" ({NEW_USER}, 'gun', 'gun@a.test', 'Gun'), ({USER}, 'rolf', 'rolf@a.test', 'Rolf')"
    )


def wanted(**said: object) -> Wanted:
    """The membership for Gun, but for what is said otherwise."""
    return replace(Wanted("gun", CUSTOMER, "She bought the shop", removes_user=False), **said)


def told(story: Story, **said: object) -> HandOver:
    return memberships.hand_membership_over(
        story.services, ADMIN, MEMBERSHIP, wanted(**said), is_forecast=True
    ).hand_over


def given(story: Story, **said: object) -> HandOver:
    return memberships.hand_membership_over(
        story.services, ADMIN, MEMBERSHIP, wanted(**said), is_forecast=False
    ).hand_over


def bought(story: Story, gateway: str = "card") -> int:
    """Rolf has paid Premium; the number of his payment."""
    story.membership()
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, gateway)
    if gateway == "manual":
        payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))
    return story.payment_id(quote_id)


def new_customer(story: Story) -> int:
    return int(story.one(f"SELECT id FROM {{p}}wu_customers WHERE user_id = {NEW_USER}")[0])


def outbox(story: Story, topic: str) -> list[dict[str, object]]:
    rows = story.sql(f"SELECT payload FROM {{p}}bridge_outbox WHERE topic = '{topic}' ORDER BY id")
    return [json.loads(row[0].replace("\\\\", "\\")) for row in rows]


def test_what_is_done_is_what_was_forecast_and_a_forecast_writes_nothing(story: Story) -> None:
    bought(story)
    before = story.row("customer_id, user_id"), story.sql("SELECT COUNT(*) FROM {p}bridge_outbox")

    forecast = told(story)

    assert (story.row("customer_id, user_id"), story.sql("SELECT COUNT(*) FROM {p}bridge_outbox")) == before
    assert story.sql(f"SELECT id FROM {{p}}wu_customers WHERE user_id = {NEW_USER}") == []
    done = given(story)
    assert replace(done, from_customer_id=forecast.from_customer_id) == forecast
    assert (done.new_customer, done.blog_ids, done.status) == (True, (BLOG,), "active")
    assert done.term_end == datetime(2025, 7, 15, 10)
    assert done.unused == Money(14950 if done.bill is None else done.bill.minor, "SEK")
    assert (done.bill, done.bill_on, done.bill_before) == (done.unused, done.term_end, done.bill)


def test_everything_that_says_whose_it_is_is_written_together(story: Story) -> None:
    bought(story)
    story.sql(f"UPDATE {{p}}wu_memberships SET gateway_customer_id = 'cus_rolf' WHERE id = {MEMBERSHIP}")
    run_all_once(story.services)

    given(story)

    customer = new_customer(story)
    columns = "customer_id, user_id, gateway, auto_renew, gateway_customer_id, date_expiration"
    assert story.row(columns) == [str(customer), str(NEW_USER), "bridge", "1", "", "2025-07-15 10:00:00"]
    assert story.one("SELECT customer_id FROM {p}bridge_membership_terms") == [str(customer)]
    assert {row[0] for row in story.settled("customer_id, ended_at") if row[1] == "NULL"} == {str(customer)}
    columns = "cause, actor_user_id, for_user_id, data"
    event = story.one(f"SELECT {columns} FROM {{p}}bridge_journal WHERE event = '{EVENT}'")
    assert event[:3] == ["network_admin", str(ADMIN.user_id), str(USER)]
    assert json.loads(event[3].replace("\\\\", "\\"))["after"] == customer
    assert {row["customer_id"] for row in outbox(story, "forget_cached")} >= {CUSTOMER, customer}
    assert outbox(story, "hand_over_site") == [{
        "blog_id": BLOG, "membership_id": MEMBERSHIP, "customer_id": customer, "user_id": NEW_USER,
        "from_user_id": USER, "removes_user": False,
    }]  # fmt: skip
    assert story.mails()[-2:] == [("membership_given_away", USER), ("membership_received", NEW_USER)]
    edits = story.sql("SELECT membership_id FROM {p}bridge_external_edits")
    run_all_once(story.services)
    assert story.sql("SELECT membership_id FROM {p}bridge_external_edits") == edits
    assert story.events().count(EVENT) == 1
    assert broken_invariants(story.network) == []


def test_the_new_owner_sees_nothing_of_what_the_former_paid_and_the_former_keeps_it(story: Story) -> None:
    payment = bought(story)
    adjust(story.services, ADMIN, MEMBERSHIP, Adjusted("70", "Sorry", "0e" * 16), NOTATION)
    quote_id = story.one(f"SELECT quote_id FROM {{p}}bridge_payments WHERE payment_id = {payment}")[0]
    story.sql(
        "INSERT INTO {p}wu_payments (id, status, customer_id, membership_id, currency, total, gateway, date_created)"
        f" VALUES (7001, 'completed', 0, {MEMBERSHIP}, 'SEK', 99, 'manual', '2025-06-01');"
        "INSERT INTO {p}wu_customermeta (wu_customer_id, meta_key, meta_value) VALUES"
        f" ({CUSTOMER}, 'wu_billing_address', 'a:1:{{s:4:\"city\";s:4:\"Lund\";}}')"
    )

    given(story)

    account = read_account(story.services, NEW, MEMBERSHIP)
    assert (account.payments, account.payments_total, account.open_change) == ((), 0, None)
    assert account.membership.account_credit == Money(0, "SEK")
    assert account.billing.address.city == ""
    assert read_payments(story.services, NEW, MEMBERSHIP).payments == ()
    assert read_credit(story.services, NEW, MEMBERSHIP).movements == ()
    assert read_billing(story.services, NEW, MEMBERSHIP).billing.address.city == ""
    assert [event.event for event in read_history(story.services, NEW, MEMBERSHIP).events] == [EVENT]
    assert read_history(story.services, NEW, MEMBERSHIP).events[0].reason is None
    for look, unseen in (
        (lambda: read_receipt(story.services, NEW, payment), PaymentUnknown),
        (lambda: read_change(story.services, NEW, quote_id), ChangeUnknown),
        (lambda: read_quote(story.services, NEW, quote_id), QuoteUnknown),
        (lambda: read_account(story.services, OWNER, MEMBERSHIP), NotAllowed),
        (lambda: read_payments(story.services, OWNER, MEMBERSHIP), NotAllowed),
    ):
        with pytest.raises(unseen):
            look()
    former = read_former_payments(story.services, OWNER, None)
    found = {one.payment.id: (one.membership_id, [line.name for line in one.payment.lines]) for one in former.payments}
    assert found.keys() == {payment, None}
    assert found[payment][0] == MEMBERSHIP
    assert "Premium" in found[payment][1]
    assert read_former_payments(story.services, NEW, None).payments == ()
    assert len(read_whole(story.services, ADMIN, MEMBERSHIP).account.payments) == 2
    assert len(read_payments(story.services, ADMIN, MEMBERSHIP).payments) == 2
    assert len(read_history(story.services, ADMIN, MEMBERSHIP).events) > 2
    assert story.credit()[0] == "7000"


def test_the_former_owner_s_receipt_stays_theirs_and_money_that_goes_back_goes_to_them(story: Story) -> None:
    payment = bought(story)
    given(story)

    wish = refunds.Wanted("20", "As agreed", "account_credit", "0f" * 16)
    refunds.refund(story.services, ADMIN, payment, wish, NOTATION)
    refunds.refund(story.services, ADMIN, payment, replace(wish, destination="payer", key="0d" * 16), NOTATION)

    assert story.credit() == ["2000", "0"]
    has_credit = f"customer_id = {new_customer(story)} AND balance_minor > 0"
    assert story.sql(f"SELECT 1 FROM {{p}}bridge_account_credit WHERE {has_credit}") == []
    back = [mail for mail in story.mails() if mail[0].startswith("refund")]
    assert back == [("refund_kept_as_credit", USER), ("refund_made", USER)]
    assert [event.event for event in read_history(story.services, NEW, MEMBERSHIP).events] == [EVENT]
    assert read_receipt(story.services, OWNER, payment).receipt.paid.minor > 0
    assert broken_invariants(story.network) == []


def test_a_dispute_of_the_former_owner_s_payment_never_takes_what_the_new_one_paid(story: Story) -> None:
    payment = bought(story)
    columns = "provider_id, amount_minor"
    provider_id, amount = story.one(f"SELECT {columns} FROM {{p}}bridge_payments WHERE payment_id = {payment}")
    given(story)
    yearly = make_quote(story.services, NEW, MEMBERSHIP, Selection(PREMIUM, {}, YEAR), {})
    confirm(story.services, NEW, yearly.id, "card")

    story.card.disputes["dp_1"] = Dispute("dp_1", DisputeOutcome.LOST, provider_id, int(amount), "SEK")
    body, headers = webhook("dp_1", story.clock.at, "dispute", "evt_1")
    work_event(story.services, receive_event(story.services, "card", body, headers))

    taken = f"SELECT refunded_minor FROM {{p}}bridge_settled_lines WHERE quote_id = '{yearly.id}'"
    assert {row[0] for row in story.sql(taken)} == {"0"}
    assert story.row("status, customer_id") == ["active", str(new_customer(story))]
    assert read_history(story.services, NEW, MEMBERSHIP).events[0].event != "dispute_lost"
    assert broken_invariants(story.network) == []


def credit_of(story: Story, customer: int) -> int:
    rows = story.sql(f"SELECT balance_minor FROM {{p}}bridge_account_credit WHERE customer_id = {customer}")
    return int(rows[0][0]) if rows else 0


def test_whose_it_was_is_rebuilt_from_the_journal_and_told_to_network_admins_alone(story: Story) -> None:
    bought(story)
    story.clock.at += timedelta(hours=1)
    given(story)

    rows = story.services.database.reading(lambda store: store.journal.chain(MEMBERSHIP))
    whose = [rebuild(rows, story.clock.at - timedelta(hours=ago)).customer_id for ago in (1, 0)]
    assert whose == [CUSTOMER, new_customer(story)]
    assert f"  customer: {new_customer(story)}" in said(story.services, MEMBERSHIP, story.clock.at)
    newest = read_history(story.services, ADMIN, MEMBERSHIP).events[0]
    assert newest.moved == MovedBetween("Rolf", "Gun")
    assert [event.moved for event in read_history(story.services, NEW, MEMBERSHIP).events] == [None]


@pytest.mark.parametrize("first", ["won", "changed"])
@pytest.mark.parametrize("opened", ["before", "after"])
def test_what_a_dispute_took_goes_back_to_whom_it_was_taken_from_whatever_happens_first(
    story: Story, opened: str, first: str
) -> None:
    payment = bought(story)
    amount = 0
    if opened == "before":
        amount = disputed(story, DisputeOutcome.OPEN)
    story.clock.at += timedelta(days=15)
    given(story)
    if opened == "after":
        amount = disputed(story, DisputeOutcome.OPEN)

    def change() -> int:
        """Gun takes a year: what is credited for the month."""
        quote = make_quote(story.services, NEW, MEMBERSHIP, Selection(PREMIUM, {}, YEAR), {})
        confirm(story.services, NEW, quote.id, "card")
        return quote.credit.minor or 0

    steps = {"won": lambda: disputed(story, DisputeOutcome.WON) * 0, "changed": change}
    credited = [steps[first](), *(step() for name, step in steps.items() if name != first)]

    whole = int(story.settled("amount_minor + tax_minor")[-2][0])  # of which 99.00 were not refunded: earlier credit
    rest = (whole - amount) // 2
    counted = sum(credited)
    old, new = credit_of(story, CUSTOMER), credit_of(story, new_customer(story))
    if opened == "before":
        assert (old, new, counted) == (amount // 2, 0, rest)
    else:
        assert (old, new + counted) == (0, whole // 2)
    assert read_receipt(story.services, OWNER, payment).receipt.paid.minor == amount
    assert broken_invariants(story.network) == []


@pytest.mark.parametrize("shown", [None, CUSTOMER], ids=["at the same moment", "on a page opened before"])
def test_account_credit_that_was_meant_for_the_former_owner_is_given_to_nobody(
    story: Story, shown: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    bought(story)
    wish = Adjusted("50.00", "Sorry", "a" * 32, shown)
    loads = account_credit.load_membership

    def moved_meanwhile(*asked: object) -> object:
        found = loads(*asked)  # type: ignore[arg-type]
        given(story)
        return found

    if shown is None:
        monkeypatch.setattr(account_credit, "load_membership", moved_meanwhile)
    else:
        given(story)
    with pytest.raises(MembershipTransferred):
        adjust(story.services, ADMIN, MEMBERSHIP, wish, NOTATION)

    monkeypatch.undo()
    assert [credit_of(story, one) for one in (CUSTOMER, new_customer(story))] == [0, 0]
    now = read_credit(story.services, ADMIN, MEMBERSHIP).customer_id
    assert adjust(story.services, ADMIN, MEMBERSHIP, replace(wish, customer_id=now), NOTATION).free.minor == 5000
    assert credit_of(story, new_customer(story)) == 5000


def contested(story: Story, *outcomes: DisputeOutcome) -> None:
    """What becomes of a dispute about 50.00 of the payment by card."""
    by_card = "FROM {p}bridge_payments WHERE gateway = 'card' ORDER BY payment_id LIMIT 1"
    (provider_id,) = story.one(f"SELECT provider_id {by_card}")
    for outcome in outcomes:
        story.clock.at += timedelta(minutes=1)
        story.card.disputes["dp_1"] = Dispute("dp_1", outcome, provider_id, 5000, "SEK")
        body, headers = webhook("dp_1", story.clock.at, "dispute", f"evt_{story.clock.at:%d%H%M}")
        work_event(story.services, receive_event(story.services, "card", body, headers))


LOST, WON = DisputeOutcome.LOST, DisputeOutcome.WON


@pytest.mark.parametrize("after", ["moved", "moved and changed", "changed", "won and moved"])
def test_a_dispute_lost_after_all_takes_once_more_what_it_gave_back_from_whom_it_was_given_to(
    story: Story, after: str
) -> None:
    bought(story)
    contested(story, DisputeOutcome.OPEN, *([WON] if after == "won and moved" else []))
    story.clock.at += timedelta(days=15, minutes=-1)
    if "moved" in after:
        given(story)
    if after == "won and moved":
        contested(story, LOST)
    if "changed" in after:
        by = OWNER if after == "changed" else NEW
        quote = make_quote(story.services, by, MEMBERSHIP, Selection(PREMIUM, {}, YEAR), {})
        confirm(story.services, by, quote.id, "card")

    def found() -> tuple[int, int, str, list[list[str]]]:
        lines = story.settled("refunded_minor, credited_minor, used_minor, ended_at")
        new = credit_of(story, new_customer(story)) if "moved" in after else 0
        paid = story.one("SELECT refunded_minor FROM {p}bridge_payments WHERE gateway = 'card' ORDER BY 1 DESC LIMIT 1")
        assert broken_invariants(story.network) == []
        return credit_of(story, CUSTOMER), new, paid[0], lines

    lost = found()
    contested(story, WON)
    won = found()
    unused = range(1) if after == "won and moved" else range(2490, 2501)
    assert won[0] - lost[0] in unused
    assert (lost[2], won[2]) == ("5000", "0")
    for outcome, stands in ((LOST, lost), (WON, won), (LOST, lost), (WON, won)):
        contested(story, outcome)
        assert found() == stands


def test_what_was_spent_of_it_meanwhile_is_nobody_else_s_loss_and_told(story: Story) -> None:
    bought(story)
    contested(story, DisputeOutcome.OPEN)
    story.clock.at += timedelta(days=15)
    given(story)
    contested(story, WON)
    unused, credit = told_unused(story), credit_of(story, CUSTOMER)
    story.sql(
        f"UPDATE {{p}}bridge_account_credit SET balance_minor = 500 WHERE customer_id = {CUSTOMER};"
        "INSERT INTO {p}bridge_account_credit_entries"
        " (customer_id, currency, amount_minor, cause, actor_user_id, created_at)"
        f" VALUES ({CUSTOMER}, 'SEK', {500 - credit}, 'granted', 1, '2025-06-30')"
    )

    contested(story, LOST)
    assert credit_of(story, CUSTOMER) == 0
    assert 0 <= unused - told_unused(story) <= 2
    assert ("refund_not_covered", 0) in story.mails()
    contested(story, WON)
    assert credit_of(story, CUSTOMER) == 500
    assert 0 <= unused - told_unused(story) <= 2
    assert broken_invariants(story.network) == []


@pytest.mark.parametrize("is_late", [False, True])
def test_a_refund_that_comes_back_after_a_move_is_the_former_owner_s_where_it_was_made_before(
    story: Story, *, is_late: bool
) -> None:
    payment = bought(story)
    provider_id = story.one(f"SELECT provider_id FROM {{p}}bridge_payments WHERE payment_id = {payment}")[0]
    back = Refund("re_1", RefundOutcome.SUCCEEDED, None, provider_id, 10000, "SEK")

    def refund(outcome: RefundOutcome) -> None:
        story.card.made_there(replace(back, outcome=outcome))
        body, headers = webhook("re_1", story.clock.at, "refund", f"evt_{outcome.value}")
        work_event(story.services, receive_event(story.services, "card", body, headers))

    if not is_late:
        refund(RefundOutcome.SUCCEEDED)
    story.clock.at += timedelta(days=15)
    given(story)
    if is_late:
        refund(RefundOutcome.SUCCEEDED)
    before = told_unused(story)
    refund(RefundOutcome.FAILED)

    assert credit_of(story, CUSTOMER) == (0 if is_late else 5000)
    assert told_unused(story) - before == (5000 if is_late else 0)
    assert broken_invariants(story.network) == []


def told_unused(story: Story) -> int:
    """What is unused of it, for whoever has it now."""
    wish = replace(wanted(), user="rolf", from_customer_id=new_customer(story))
    said = memberships.hand_membership_over(story.services, ADMIN, MEMBERSHIP, wish, is_forecast=True).hand_over
    return said.unused.minor or 0 if said.unused else 0


def test_the_former_owner_s_card_is_never_charged_for_the_new_one_who_is_asked(story: Story) -> None:
    bought(story)
    story.card.saved = {CUSTOMER}
    story.agrees()
    given(story)
    story.card.saved = {CUSTOMER, new_customer(story)}  # for something else: nobody said that it may pay this
    story.clock.at = datetime(2025, 7, 15, 10)

    run_all_once(story.services)

    columns = "customer_id, gateway, status"
    assert story.one(f"SELECT {columns} FROM {{p}}bridge_changes WHERE kind = 'renewal'") == [
        str(new_customer(story)), "manual", "awaiting_payment"
    ]  # fmt: skip
    assert story.card.charged_saved == []
    assert ("renewal_awaiting_payment", NEW_USER) in story.mails()


def test_a_customer_who_is_there_already_keeps_what_is_known_of_them(story: Story) -> None:
    story.sql(
        f"INSERT INTO {{p}}wu_customers (id, user_id, type) VALUES ({NEW_CUSTOMER}, {NEW_USER}, 'customer');"
        "INSERT INTO {p}wu_customermeta (wu_customer_id, meta_key, meta_value) VALUES"
        f" ({NEW_CUSTOMER}, 'wu_has_trialed', '1')"
    )
    bought(story)

    done = told(story)

    assert (done.new_customer, done.has_trialed, done.is_trial) == (False, True, False)


def test_an_order_that_waits_ends_and_a_renewal_is_asked_of_the_new_owner(story: Story) -> None:
    bought(story)
    story.clock.at = datetime(2025, 7, 10)
    run_all_once(story.services)
    asked = story.one("SELECT quote_id FROM {p}bridge_changes WHERE kind = 'renewal'")[0]

    done = given(story)
    run_all_once(story.services)

    assert done.ended_order == asked
    assert story.change(asked, "status, problem") == ["cancelled", EVENT]
    bills = story.sql("SELECT customer_id, status FROM {p}bridge_changes WHERE kind = 'renewal' ORDER BY customer_id")
    assert [str(new_customer(story)), "awaiting_payment"] in bills
    assert len(bills) == 2
    # money that comes for the old one all the same is the former owner's
    payments.mark_paid(story.services, ADMIN, story.payment_id(asked))
    assert int(story.credit()[0]) > 0
    assert ("money_kept_as_credit", USER) in story.mails()
    assert broken_invariants(story.network) == []


def test_a_change_that_is_booked_ends_and_is_nothing_to_the_new_owner(story: Story) -> None:
    story.membership()
    confirm(story.services, OWNER, story.quote(PREMIUM, {DISK: 1}), "card")
    booked = story.quote(PREMIUM)
    confirm(story.services, OWNER, booked, "manual")
    assert story.change(booked) == ["scheduled"]

    done = given(story)

    assert done.ended_booking == booked
    assert story.change(booked, "status, problem") == ["cancelled", EVENT]
    assert read_account(story.services, NEW, MEMBERSHIP).pending_change is None
    assert broken_invariants(story.network) == []


def test_one_that_rests_goes_along_with_what_was_unused_when_it_began_to(story: Story) -> None:
    bought(story)
    story.clock.at = datetime(2025, 6, 20, 10)
    rest = PauseWanted("", "A fire", closes_sites=True)
    memberships.pause_membership(story.services, ADMIN, MEMBERSHIP, rest, is_forecast=False)
    story.clock.at = datetime(2025, 9, 20, 10)

    done = given(story)

    end = datetime(2025, 7, 15, 10) + (datetime(2025, 9, 20, 10) - datetime(2025, 6, 20, 10))
    assert (done.unused, done.term_end, done.bill_on) == (Money(19900 * 25 // 30, "SEK"), end, end)
    received = next(one for one in outbox(story, "mail") if one["template"] == "membership_received")
    assert received["params"]["effective_at"] is None  # nobody knows when it goes on
    memberships.resume_membership(story.services, ADMIN, MEMBERSHIP, "")
    assert story.row("status, date_expiration") == ["active", end.isoformat(" ")]
    assert broken_invariants(story.network) == []


def test_of_one_that_is_closed_no_bill_is_told_that_nobody_asks_for(story: Story) -> None:
    bought(story)
    story.clock.at = datetime(2025, 8, 20)
    for _ in range(2):
        run_all_once(story.services)

    done = given(story)

    assert (done.status, done.bill, done.bill_on, done.bill_before) == ("expired", None, None, None)
    received = next(one for one in outbox(story, "mail") if one["template"] == "membership_received")
    assert received["params"].get("amount_minor") is None
    assert received["params"]["effective_at"] is None  # that day is long past
    run_all_once(story.services)
    assert story.slots() == 0


@pytest.mark.parametrize("said", [{"user": "rolf"}, {"from_customer_id": 777}])
def test_what_is_asked_for_by_card_is_not_ended_for_what_was_mistyped(story: Story, said: dict[str, object]) -> None:
    story.membership()
    story.card.answer = story.card.later = Outcome.WAITING
    order = story.quote(PREMIUM)
    confirm(story.services, OWNER, order, "card")

    with pytest.raises(BridgeError):
        given(story, **said)

    assert (story.card.cancelled, story.change(order)) == ([], ["awaiting_payment"])


def test_what_came_by_hand_of_an_order_and_what_it_held_stay_the_former_owner_s(story: Story) -> None:
    story.membership(credit_minor=3000)
    order = story.quote(PREMIUM)
    confirm(story.services, OWNER, order, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(order), Came(5000))

    done = given(story)

    assert (done.ended_order, done.credit_stays, story.credit()) == (order, Money(8000, "SEK"), ["8000", "0"])
    assert broken_invariants(story.network) == []  # among them: what its sites name is written
    payments.mark_paid(story.services, ADMIN, story.payment_id(order))
    assert story.credit() == ["14758", "0"]


def test_money_on_its_way_refuses_and_writes_nothing(story: Story) -> None:
    story.membership()
    story.card.answer = story.card.later = Outcome.PROCESSING
    confirm(story.services, OWNER, story.quote(PREMIUM), "card")

    with pytest.raises(BridgeError) as refused:
        given(story)

    assert refused.value.code == "change_settled"
    refusals = {act.name: act.refusal for act in read_whole(story.services, ADMIN, MEMBERSHIP).acts}
    assert refusals["hand_over"] == "change_settled"
    assert story.row("customer_id") == [str(CUSTOMER)]


def test_of_two_admins_the_second_is_told_that_it_is_another_s_by_now(story: Story) -> None:
    bought(story)
    given(story)

    with pytest.raises(MembershipTransferred):
        memberships.hand_membership_over(
            story.services, OTHER_ADMIN, MEMBERSHIP, wanted(user="rolf"), is_forecast=False
        )
    with pytest.raises(InvalidRequest) as twice:
        given(story, from_customer_id=new_customer(story))

    assert twice.value.params["errors"] == [{"path": "user", "code": "already_theirs"}]


def test_a_quote_that_the_former_owner_confirms_afterwards_is_refused(story: Story) -> None:
    bought(story)
    quote_id = story.quote(PREMIUM, {DISK: 1})
    given(story)

    with pytest.raises(QuoteUnknown):
        confirm(story.services, OWNER, quote_id, "manual")

    assert story.slots() == 0


def test_an_owner_who_orders_while_it_is_given_away_either_way_leaves_one_order_at_most(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.membership()
    memberships.move_membership(story.services, ADMIN, MEMBERSHIP, "take_over")
    facts = hand_over.load_membership

    def between(services: object, membership_id: int) -> object:
        found = facts(services, membership_id)
        confirm(story.services, OWNER, story.quote(PREMIUM), "manual")
        return found

    monkeypatch.setattr(hand_over, "load_membership", between)
    with pytest.raises(BridgeError) as refused:
        given(story)

    assert refused.value.code == "change_open"
    assert story.row("customer_id") == [str(CUSTOMER)]
    assert story.slots() == 1


def test_a_cancellation_goes_along_without_the_former_owner_s_words(story: Story) -> None:
    bought(story)
    cancel_membership(story.services, OWNER, MEMBERSHIP, "I am ill")

    done = given(story)

    cancellation = read_account(story.services, NEW, MEMBERSHIP).membership.cancellation
    assert done.ends_at == datetime(2025, 7, 15, 10)
    assert cancellation is not None
    assert cancellation.reason is None


def test_what_is_unused_is_the_new_owner_s_when_they_change_or_it_is_deleted(story: Story) -> None:
    bought(story)
    given(story)
    story.clock.at += timedelta(days=15)

    story.sql(f"DELETE FROM {{p}}wu_memberships WHERE id = {MEMBERSHIP}")
    run_all_once(story.services)

    worth = story.one(f"SELECT balance_minor FROM {{p}}bridge_account_credit WHERE customer_id = {new_customer(story)}")
    assert int(worth[0]) > 6000
    assert story.credit() == ["0", "0"]


def test_what_was_carried_over_stays_with_who_was_to_pay_it(story: Story) -> None:
    bought(story)
    story.sql(
        "INSERT INTO {p}bridge_carried_over (membership_id, customer_id, currency, quote_id, amount_minor, tax_minor,"
        f" carried_at) VALUES ({MEMBERSHIP}, {CUSTOMER}, 'SEK', '{'0' * 32}', 30, 0, '2025-06-10')"
    )

    done = given(story)

    assert done.carried_stays == Money(30, "SEK")
    assert read_account(story.services, NEW, MEMBERSHIP).membership.carried_over == Money(0, "SEK")


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"user": "nobody"}, {"path": "user", "code": "user_unknown"}),
        ({"user": " "}, {"path": "user", "code": "required"}),
        ({"user": "rolf@a.test"}, {"path": "user", "code": "already_theirs"}),
        ({"reason": "  "}, {"path": "reason", "code": "required"}),
    ],
)
def test_what_was_typed_wrongly_is_said_at_its_field(
    story: Story, said: dict[str, object], problem: dict[str, str]
) -> None:
    bought(story)

    with pytest.raises(InvalidRequest) as refused:
        given(story, **said)

    assert refused.value.params["errors"] == [problem]


def test_one_that_another_bills_is_taken_over_first_and_nobody_else_may(story: Story) -> None:
    story.membership(gateway="stripe", subscription="sub_1")
    with pytest.raises(BridgeError) as refused:
        given(story)
    assert refused.value.code == "take_over_first"
    with pytest.raises(NotAllowed):
        memberships.hand_membership_over(story.services, OWNER, MEMBERSHIP, wanted(), is_forecast=True)
