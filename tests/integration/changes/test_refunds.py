"""Money that goes back: what is left of a payment, what it takes of the value in hand, and how it is undone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bridge.account.page import read_account
from bridge.account.payments import read_payments
from bridge.account.receipts import read_pdf, read_receipt
from bridge.changes.change import confirm
from bridge.changes.credit import read_credit
from bridge.changes.events import receive_event, work_event
from bridge.errors import CreditNotFree, NotAllowed, NothingToRefund, RefundRefused, RefundTooMuch
from bridge.gateways.port import Dispute, DisputeOutcome, Refund, RefundOutcome
from bridge.network_admin.account_credit import Adjusted, adjust
from bridge.network_admin.forms import Notation
from bridge.network_admin.payments import list_payments, mark_paid
from bridge.network_admin.refunds import RefundAnswer, RefundForecast, Wanted, forecast, refund
from bridge.pricing.calendar import Period
from bridge.store.refunds import Destination
from bridge.worker import run_all_once
from tests.fakes.card import webhook
from tests.integration.changes.story import ADMIN, FREE, MEMBERSHIP, MONTH, OWNER, PREMIUM, STRANGER, USER, YEAR, Story
from tools.network.testing import broken_invariants

NOTATION = Notation(".", ",")
KEY = "0f" * 16


def ordered(story: Story, gateway: str = "card", period: Period = MONTH) -> int:
    """Premium, ordered and paid; the id of its payment."""
    quote_id = story.quote(PREMIUM, period=period)
    confirm(story.services, OWNER, quote_id, gateway)
    if gateway == "manual":
        mark_paid(story.services, ADMIN, story.payment_id(quote_id))
    return story.payment_id(quote_id)


def give(
    story: Story, payment_id: int, typed: str = "", to: Destination = "payer", key: str = KEY
) -> RefundAnswer:
    """Refund it, as a network admin does."""
    return refund(story.services, ADMIN, payment_id, Wanted(typed, "As agreed", to, key), NOTATION)


def told(story: Story, payment_id: int, typed: str = "") -> RefundForecast:
    """What that would mean."""
    return forecast(story.services, ADMIN, payment_id, typed, NOTATION)


def hear(story: Story, about: str, object_id: str, event_id: str) -> None:
    """Let the provider tell something, and work it."""
    body, headers = webhook(object_id, story.clock.at, about, event_id)
    work_event(story.services, receive_event(story.services, "card", body, headers))


def books(story: Story) -> list[str]:
    """How the one payment stands, ours and the shared one: status, refunded, and what its lines lost."""
    return story.one(
        "SELECT ours.status, ours.refunded_minor, shared.status, shared.refund_total,"
        " (SELECT SUM(refunded_minor) FROM {p}bridge_settled_lines WHERE payment_id = ours.payment_id)"
        " FROM {p}bridge_payments AS ours JOIN {p}wu_payments AS shared ON shared.id = ours.shared_id"
    )


def paid(story: Story, payment_id: int) -> int:
    """How much was paid."""
    return int(story.one(f"SELECT amount_minor FROM {{p}}bridge_payments WHERE payment_id = {payment_id}")[0])


def test_a_part_and_then_the_rest_goes_back_by_card_and_a_second_click_sends_nothing(story: Story) -> None:
    story.membership()
    payment = ordered(story)
    amount = paid(story, payment)

    before = told(story, payment, "20")
    first = give(story, payment, "20")
    again = give(story, payment, "20")

    assert (before.left.minor, before.amount.minor, before.why) == (amount, 2000, None)
    assert before.unused.minor - before.unused_after.minor == 2000
    assert (first.status, again.status, len(story.card.refunds)) == ("succeeded", "succeeded", 1)
    assert books(story) == ["partially-refunded", "2000", "partially-refunded", "20.0000", "2000"]
    assert [one.status for one in first.payment.refunds] == ["succeeded"]

    with pytest.raises(RefundTooMuch) as more:
        give(story, payment, "5000", key="1f" * 16)
    give(story, payment, key="2f" * 16)

    assert more.value.params["left_minor"] == amount - 2000
    assert books(story)[:2] == ["refunded", str(amount)]
    assert told(story, payment).why == "all_gone"
    with pytest.raises(NothingToRefund):
        give(story, payment, key="3f" * 16)
    assert "refund_made" in str(story.sql("SELECT payload FROM {p}bridge_outbox WHERE topic = 'mail'"))


def test_what_was_refunded_is_not_given_back_again_by_a_change(story: Story) -> None:
    story.membership()
    payment = ordered(story)
    give(story, payment, "20")

    ordered(story, period=YEAR)
    lines = story.sql(
        "SELECT amount_minor + tax_minor, refunded_minor, credited_minor FROM {p}bridge_settled_lines"
        f" WHERE membership_id = {MEMBERSHIP} AND payment_id = {payment}"
    )
    after = told(story, payment)

    assert [int(charged) - int(credited) for charged, _, credited in lines] == [2000]
    assert (after.left.minor, after.why) == (0, "given_back")
    with pytest.raises(NothingToRefund):
        give(story, payment, "70", key="1f" * 16)


def test_by_hand_it_is_recorded_or_kept_as_account_credit(story: Story) -> None:
    story.membership()
    payment = ordered(story, gateway="manual")
    amount = paid(story, payment)

    assert told(story, payment).by_hand
    sent = give(story, payment, "10")
    kept = give(story, payment, "", "account_credit", "1f" * 16)

    assert (sent.status, kept.status, kept.amount.minor) == ("succeeded", "succeeded", amount - 1000)
    assert books(story) == ["partially-refunded", "1000", "partially-refunded", "10.0000", str(amount)]
    assert read_credit(story.services, OWNER, MEMBERSHIP).free.minor == amount - 1000
    assert story.card.refunds == {}


def test_a_refund_that_its_provider_refuses_takes_nothing(story: Story) -> None:
    story.membership()
    payment = ordered(story)
    story.card.refuses_refunds = "charge_disputed"

    with pytest.raises(RefundRefused) as refused:
        give(story, payment, "20")

    assert refused.value.params == {"reason": "charge_disputed"}
    assert books(story) == ["completed", "0", "completed", "0.0000", "0"]
    assert told(story, payment).left.minor == paid(story, payment)


def test_a_provider_that_was_silent_is_asked_again_by_the_worker_and_refunds_once(story: Story) -> None:
    story.membership()
    payment = ordered(story)
    story.card.refunds_unanswered = True

    assert give(story, payment, "20").status == "asked"
    assert told(story, payment).left.minor == paid(story, payment) - 2000
    story.card.refunds_unanswered = False
    story.clock.at += timedelta(minutes=3)
    run_all_once(story.services)

    assert books(story) == ["partially-refunded", "2000", "partially-refunded", "20.0000", "2000"]
    assert len(story.card.refunds) == 1


def test_a_refund_made_at_the_provider_is_booked_and_undone_where_the_bank_sends_it_back(story: Story) -> None:
    story.membership()
    payment = ordered(story)
    provider_id = story.one("SELECT provider_id FROM {p}bridge_payments")[0]
    made = Refund("re_there", RefundOutcome.SUCCEEDED, None, provider_id, 3000, "SEK", None)
    story.card.made_there(made)

    hear(story, "refund", "re_there", "evt_1")
    hear(story, "refund", "re_there", "evt_2")
    booked = books(story)
    story.card.fail_refund("re_there")
    hear(story, "refund", "re_there", "evt_3")

    assert booked == ["partially-refunded", "3000", "partially-refunded", "30.0000", "3000"]
    assert books(story) == ["completed", "0", "completed", "0.0000", "0"]
    assert story.one("SELECT status, booked FROM {p}bridge_refunds") == ["failed", "undone"]
    assert told(story, payment).left.minor == paid(story, payment)
    assert [one for one in story.events() if one.startswith("refund")] == ["refund_succeeded", "refund_failed"]


def documents(story: Story) -> list[list[str]]:
    """Every receipt, credit note and cancellation: which, its number, its amount and tax."""
    return story.sql("SELECT series, name, amount_minor, tax_minor FROM {p}bridge_receipts ORDER BY id")


def letters(story: Story) -> list[str]:
    """The templates of the letters, in their order."""
    return [template for template, _ in story.mails()]


def test_a_refund_that_does_not_arrive_has_its_credit_note_cancelled_by_a_document_of_its_own(story: Story) -> None:
    story.membership()
    payment = ordered(story)
    amount = paid(story, payment)
    give(story, payment, "20")
    refund_id = story.one("SELECT provider_id FROM {p}bridge_refunds")[0]
    story.card.fail_refund(refund_id)

    hear(story, "refund", refund_id, "evt_1")
    hear(story, "refund", refund_id, "evt_2")

    receipt, note, cancelling = documents(story)
    assert [receipt[0], note[:3], cancelling[:3]] == [
        "receipt", ["credit_note", "C2025-00001", "2000"], ["cancellation", "R2025-00001", "2000"],
    ]  # fmt: skip
    assert note[3] == cancelling[3]
    assert books(story)[:2] == ["completed", "0"]
    assert [one for one in letters(story) if one.startswith("refund")] == [
        "refund_made", "refund_failed", "refund_failed",
    ]  # fmt: skip
    told_of = read_receipt(story.services, OWNER, payment).credit_notes[1]
    assert (told_of.series, told_of.original and told_of.original.number) == ("cancellation", "C2025-00001")
    assert read_pdf(story.services, OWNER, payment, told_of.id).name == "R2025-00001.pdf"
    assert "credit_note_cancelled" in story.events()

    give(story, payment, "10", key="1f" * 16)
    give(story, payment, key="2f" * 16)

    assert [row[1:3] for row in documents(story)[3:]] == [
        ["C2025-00002", "1000"], ["C2025-00003", str(amount - 1000)],
    ]  # fmt: skip
    assert books(story)[0] == "refunded"


def test_a_refund_that_never_was_accepted_has_no_document(story: Story) -> None:
    story.membership()
    payment = ordered(story)
    story.card.refuses_refunds = "charge_disputed"

    with pytest.raises(RefundRefused):
        give(story, payment, "20")

    assert [row[0] for row in documents(story)] == ["receipt"]
    assert "refund_made" not in letters(story)


def test_a_dispute_has_its_credit_note_when_it_is_lost_and_that_is_cancelled_where_it_is_won_after_all(
    story: Story,
) -> None:
    story.membership()
    ordered(story)
    provider_id = story.one("SELECT provider_id FROM {p}bridge_payments")[0]
    seen = []
    outcomes = [DisputeOutcome.OPEN, DisputeOutcome.LOST, DisputeOutcome.LOST, DisputeOutcome.WON, DisputeOutcome.LOST]
    for number, outcome in enumerate(outcomes):
        story.card.disputes["dp_1"] = Dispute("dp_1", outcome, provider_id, 3000, "SEK")
        hear(story, "dispute", "dp_1", f"evt_{number}")
        seen.append([row[1] for row in documents(story)[1:]])

    first, back, again = "C2025-00001", "R2025-00001", "C2025-00002"
    assert seen == [[], [first], [first], [first, back], [first, back, again]]
    assert books(story)[:2] == ["partially-refunded", "3000"]
    told = [mail for mail in story.mails() if "disput" in mail[0]]
    assert [template for template, user in told if user != USER] == [
        "payment_disputed", "dispute_lost", "dispute_won", "payment_disputed", "dispute_lost",
    ]  # fmt: skip
    assert [template for template, user in told if user == USER] == [
        "payment_disputed", "dispute_lost", "dispute_won", "dispute_lost",
    ]  # fmt: skip
    shown = read_account(story.services, OWNER).payments[0]
    assert [(one.status, one.amount.minor) for one in shown.disputes] == [("lost", 3000)]
    listed = list_payments(story.services, ADMIN).payments[0]
    assert listed.disputes == shown.disputes
    assert read_payments(story.services, OWNER, MEMBERSHIP).payments[0].disputes == shown.disputes


@pytest.mark.parametrize("by", ["dispute", "refund"])
def test_all_that_a_receipt_has_left_is_taken_back_where_a_part_is_credit_already(story: Story, by: str) -> None:
    story.membership()
    payment = ordered(story)
    give(story, payment, "20", "account_credit")
    provider_id, amount = next(iter(story.card.orders)), paid(story, payment)

    if by == "dispute":
        story.card.disputes["x_1"] = Dispute("x_1", DisputeOutcome.LOST, provider_id, amount, "SEK")
    else:
        story.card.made_there(Refund("x_1", RefundOutcome.SUCCEEDED, None, provider_id, amount, "SEK"))
    hear(story, by, "x_1", "evt_1")

    notes = story.sql("SELECT amount_minor FROM {p}bridge_receipts WHERE series = 'credit_note' ORDER BY id")
    assert [int(row[0]) for row in notes] == [2000, amount - 2000]
    assert books(story)[:2] == ["refunded", str(amount)]
    assert broken_invariants(story.network) == []


def test_a_disputed_payment_is_charged_back_and_stands_again_when_it_is_won(story: Story) -> None:
    story.membership()
    payment = ordered(story)
    amount = paid(story, payment)
    provider_id = story.one("SELECT provider_id FROM {p}bridge_payments")[0]

    stood = []
    for number, outcome in enumerate(DisputeOutcome):
        story.card.disputes["dp_1"] = Dispute("dp_1", outcome, provider_id, amount, "SEK")
        hear(story, "dispute", "dp_1", f"evt_{number}")
        stood.append((outcome.value, books(story)[0], books(story)[4]))

    assert stood == [
        ("inquiry", "completed", "0"),
        ("open", "refunded", str(amount)),
        ("won", "completed", "0"),
        ("lost", "refunded", str(amount)),
    ]
    told = [template for template, user in story.mails() if user == USER and "disput" in template]
    assert told == ["payment_disputed", "dispute_won", "dispute_lost"]


def test_what_a_later_change_made_of_it_is_taken_there_and_never_below_nothing(story: Story) -> None:
    story.membership()
    ordered(story)
    provider_id = story.one("SELECT provider_id FROM {p}bridge_payments")[0]
    amount = paid(story, int(story.one("SELECT payment_id FROM {p}bridge_payments")[0]))
    ordered(story, period=YEAR)
    story.card.disputes["dp_1"] = Dispute("dp_1", DisputeOutcome.LOST, provider_id, amount, "SEK")

    hear(story, "dispute", "dp_1", "evt_1")
    lost = story.sql("SELECT refunded_minor FROM {p}bridge_settled_lines WHERE refunded_minor > 0")

    assert sum(int(row[0]) for row in lost) == amount
    assert story.sql("SELECT 1 FROM {p}bridge_account_credit WHERE balance_minor < 0") == []


def test_a_bank_takes_back_also_what_was_refunded_to_account_credit(story: Story) -> None:
    story.membership(FREE, amount="0", end=None, billed=0, gateway="free")
    payment_id = ordered(story)
    paid = give(story, payment_id, to="account_credit").amount.minor
    assert story.credit()[0] == str(paid)
    provider_id = next(iter(story.card.orders))

    story.card.disputes["dp_1"] = Dispute("dp_1", DisputeOutcome.OPEN, provider_id, paid or 0, "SEK")
    hear(story, "dispute", "dp_1", "evt_dp")

    assert story.credit()[0] == "0"
    assert books(story)[:2] == ["refunded", str(paid)]

    story.card.disputes["dp_1"] = Dispute("dp_1", DisputeOutcome.WON, provider_id, paid or 0, "SEK")
    hear(story, "dispute", "dp_1", "evt_dp_won")
    assert story.credit()[0] == str(paid)


def test_a_dispute_waits_until_it_is_known_what_became_of_a_refund_and_takes_all_that_is_left(story: Story) -> None:
    story.membership(FREE, amount="0", end=None, billed=0, gateway="free")
    payment_id = ordered(story)
    story.card.refunds_unanswered = True
    assert give(story, payment_id, "150.00").status == "asked"
    provider_id = next(iter(story.card.orders))

    story.card.disputes["dp_1"] = Dispute("dp_1", DisputeOutcome.OPEN, provider_id, 19900, "SEK")
    hear(story, "dispute", "dp_1", "evt_dp")
    assert books(story)[:2] == ["completed", "0"]

    story.card.refunds_unanswered, story.card.refuses_refunds = False, "charge_disputed"
    for _ in range(2):
        story.clock.at += timedelta(minutes=15)
        run_all_once(story.services)

    assert books(story) == ["refunded", "19900", "refunded", "199.0000", "19900"]


def test_account_credit_is_given_and_taken_with_a_reason_and_only_what_is_free(story: Story) -> None:
    story.membership()
    services = story.services

    given = adjust(services, ADMIN, MEMBERSHIP, Adjusted("50", "Sorry", KEY), NOTATION)
    adjust(services, ADMIN, MEMBERSHIP, Adjusted("50", "Sorry", KEY), NOTATION)
    with pytest.raises(CreditNotFree) as too_much:
        adjust(services, ADMIN, MEMBERSHIP, Adjusted("-50.01", "Mistake", "1f" * 16), NOTATION)
    taken = adjust(services, ADMIN, MEMBERSHIP, Adjusted("-20", "Mistake", "2f" * 16), NOTATION)

    assert given.free.minor == 5000
    assert too_much.value.params["free_minor"] == 5000
    listed = [(one.amount.minor, one.cause, one.reason) for one in read_credit(services, OWNER, MEMBERSHIP).movements]
    assert listed == [(-2000, "withdrawn", "Mistake"), (5000, "granted", "Sorry")]
    assert taken.balance.minor == 3000
    for stranger in (OWNER, STRANGER):
        with pytest.raises(NotAllowed):
            adjust(services, stranger, MEMBERSHIP, Adjusted("50", "Please", "3f" * 16), NOTATION)


def test_a_renewal_under_way_goes_on_where_the_term_before_it_is_refunded(story: Story) -> None:
    story.membership()
    payment = ordered(story, gateway="manual")
    story.clock.at = story.clock.at.replace(month=7, day=14)
    run_all_once(story.services)
    renewal = story.one("SELECT quote_id FROM {p}bridge_changes WHERE kind = 'renewal'")[0]

    give(story, payment, "10")
    mark_paid(story.services, ADMIN, story.payment_id(renewal))

    assert story.change(renewal) == ["applied"]


@pytest.mark.parametrize(("years", "part"), [(None, 1), (1, 2)], ids=["used up never", "half of a year is left"])
def test_a_lifetime_plan_is_worth_to_a_refund_what_leaving_it_gives_back(
    story: Story, years: int | None, part: int
) -> None:
    story.services.database.transaction(
        lambda store: store.settings.save({"lifetime_years": years}, story.clock.at, 1)
    )
    story.sql(
        f"UPDATE {{p}}wu_products SET recurring = 0, amount = 730 WHERE id = {PREMIUM};"
        "UPDATE {p}wu_products SET product_group = '' WHERE type = 'plan'"
    )
    story.membership(FREE, amount="0", end=None, billed=0, gateway="free")
    payment = ordered(story)
    provider_id = story.one("SELECT provider_id FROM {p}bridge_payments")[0]
    story.clock.at += timedelta(days=365 / 2)
    assert told(story, payment).unused.minor == 73000 // part

    story.card.disputes["dp_1"] = Dispute("dp_1", DisputeOutcome.OPEN, provider_id, 73000, "SEK")
    hear(story, "dispute", "dp_1", "evt_1")
    quote_id = story.quote(FREE, period=None)
    confirm(story.services, OWNER, quote_id, "card")
    assert (story.change(quote_id), story.credit()[0]) == (["applied"], "0")
    story.card.disputes["dp_1"] = Dispute("dp_1", DisputeOutcome.WON, provider_id, 73000, "SEK")
    hear(story, "dispute", "dp_1", "evt_2")

    assert story.credit()[0] == str(73000 // part)
    assert broken_invariants(story.network) == []
