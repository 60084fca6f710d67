"""Until when the next term can be paid, and that account credit pays it: nothing the customer does moves the day."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from functools import partial

import pytest

from bridge.changes.change import cancel, confirm, read_change
from bridge.errors import BridgeError
from bridge.network_admin import payments
from bridge.worker import run_all_once
from tests.integration.changes.story import (
    ADMIN,
    BASIC,
    CONSULTING,
    CUSTOMER,
    DISK,
    MEMBERSHIP,
    MONTH,
    OWNER,
    PREMIUM,
    USER,
    YEAR,
    Story,
)
from tools.network.testing import broken_invariants

END = datetime(2025, 7, 15, 10, 0, 0)
GRACE = timedelta(days=3)


def ours(story: Story) -> None:
    """A membership on Premium by the month, paid through us on 15 June at 10:00."""
    story.membership()
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))


def setting(story: Story, **values: object) -> None:
    """Save settings of the network."""
    story.services.database.transaction(lambda store: store.settings.save(values, story.clock.at, 1))


def at(story: Story, when: datetime) -> None:
    """Run the worker at an instant."""
    story.clock.at = when
    counts = run_all_once(story.services)
    assert {name: count.failed for name, count in counts.items() if count.failed} == {}


def open_renewal(story: Story) -> str:
    """The id of the renewal that awaits its payment."""
    return story.one("SELECT quote_id FROM {p}bridge_changes WHERE kind = 'renewal' AND status = 'awaiting_payment'")[0]


def grant(story: Story, minor: int) -> None:
    """Give the customer account credit."""
    story.sql(
        f"INSERT INTO {{p}}bridge_account_credit VALUES ({CUSTOMER}, 'SEK', {minor}, 0, '2025-06-01', DEFAULT)"
        f" ON DUPLICATE KEY UPDATE balance_minor = balance_minor + {minor}, use_at = DEFAULT(use_at);"
        "INSERT INTO {p}bridge_account_credit_entries (customer_id, currency, amount_minor, cause, actor_user_id,"
        f" created_at) VALUES ({CUSTOMER}, 'SEK', {minor}, 'granted', 1, '2025-06-01')"
    )


def order(story: Story) -> None:
    """Order something that costs money; where the order is open already, nothing comes of it."""
    quote_id = story.quote(PREMIUM, period=YEAR)
    confirm(story.services, OWNER, quote_id, "manual")


def test_an_order_confirmed_after_the_terms_end_again_and_again_keeps_no_site_open(story: Story) -> None:
    ours(story)
    story.clock.at = END + timedelta(minutes=1)
    first = story.quote(PREMIUM, period=YEAR)
    until = confirm(story.services, OWNER, first, "manual").payable_until
    cancel(story.services, OWNER, first)
    story.clock.at += timedelta(days=2)
    again = story.quote(PREMIUM, period=YEAR)

    asked_again = confirm(story.services, OWNER, again, "manual").payable_until
    at(story, END + GRACE)

    assert (until, asked_again) == (END + GRACE, END + GRACE)
    assert story.row("status") == ["expired"]
    assert story.quota()["access"] == {"open": False, "reason": "expired"}
    assert story.slots() == 0


def test_an_order_confirmed_before_the_worker_comes_round_closes_what_is_overdue_and_can_still_be_paid(
    story: Story,
) -> None:
    ours(story)
    story.clock.at = END + GRACE + timedelta(hours=1)
    quote_id = story.quote(PREMIUM, period=YEAR)

    confirm(story.services, OWNER, quote_id, "manual")
    closed = story.row("status")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))

    assert (closed, story.row("status, duration_unit")) == (["expired"], ["active", "year"])
    assert "membership_expired" in story.events()
    assert broken_invariants(story.network) == []


def test_a_trial_taken_over_with_a_package_closes_when_it_was_not_paid(story: Story) -> None:
    story.membership(PREMIUM, amount="199", status="trialing", billed=0, start="2025-06-10 00:00:00",
                     end="2025-06-24 00:00:00")  # fmt: skip
    package = story.quote(PREMIUM, {DISK: 1})
    confirm(story.services, OWNER, package, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(package))
    end = datetime(2025, 6, 24)

    for minutes in (1, 3 * 1440 - 60, 3 * 1440, 6 * 1440):
        story.clock.at = end + timedelta(minutes=minutes)
        try:
            order(story)
            run_all_once(story.services)
            for (quote_id,) in story.sql(
                "SELECT quote_id FROM {p}bridge_changes WHERE status = 'awaiting_payment' AND kind <> 'renewal'"
            ):
                cancel(story.services, OWNER, quote_id)
        except BridgeError:
            pass
        run_all_once(story.services)

    assert story.row("status") == ["expired"]
    assert story.quota()["access"]["open"] is False


class Idler:
    """A customer who orders, cancels and waits, and never pays; the worker comes round as it likes."""

    def __init__(self, story: Story, seed: int) -> None:
        self.story = story
        self.random = random.Random(seed)  # noqa: S311 (repeatable, no secret)
        self.told: list[str] = []

    def step(self) -> str:
        """Do one thing; a refusal is an answer too."""
        buys = [partial(self.order, plan, addons, period) for plan, addons, period in (
            (PREMIUM, {}, YEAR), (PREMIUM, {DISK: 2}, MONTH), (BASIC, {}, MONTH), (PREMIUM, {CONSULTING: 1}, MONTH),
        )]  # fmt: skip
        done = self.random.choice([*buys, self.cancel, self.wait, self.wait, self.work])
        try:
            done()
        except BridgeError as refused:
            return refused.code
        except AssertionError:
            return "no quote"
        return getattr(done, "__name__", "order")

    def order(self, plan: int, addons: dict[int, int], period: object) -> None:
        """Confirm a change by hand; nothing comes of one that costs nothing and changes nothing."""
        quote_id = self.story.quote(plan, addons, period)  # type: ignore[arg-type]
        if self.story.one(f"SELECT due_now_minor FROM {{p}}bridge_quotes WHERE id = '{quote_id}'") != ["0"]:
            self.told.append(quote_id)
            confirm(self.story.services, OWNER, quote_id, "manual")

    def cancel(self) -> None:
        """Cancel any change."""
        if self.told:
            cancel(self.story.services, OWNER, self.random.choice(self.told))

    def wait(self) -> None:
        """Let minutes, hours or days pass."""
        self.story.clock.at += timedelta(minutes=self.random.choice([1, 7 * 60, 1440, 2 * 1440, 6 * 1440]))

    def work(self) -> None:
        """Run the worker."""
        run_all_once(self.story.services)


@pytest.mark.parametrize("begins", ["paid", "trial"])
@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_nobody_who_never_pays_stays_open_beyond_the_terms_end_and_its_grace(
    story: Story, seed: int, begins: str
) -> None:
    grace = [0, 3][seed % 2]
    if begins == "paid":
        ours(story)
    else:
        story.membership(PREMIUM, amount="199", status="trialing", billed=0, start="2025-06-10 00:00:00",
                         end="2025-06-24 00:00:00")  # fmt: skip
        package = story.quote(PREMIUM, {DISK: 1})
        confirm(story.services, OWNER, package, "manual")
        payments.mark_paid(story.services, ADMIN, story.payment_id(package))
    setting(story, grace_days=grace)
    end = datetime.fromisoformat(story.row("date_expiration")[0])
    story.clock.at = end - timedelta(days=8)
    idler, done = Idler(story, seed), []

    for _ in range(25):
        done.append(idler.step())
        if done[-1] == "work" and story.clock.at >= end + timedelta(days=grace):
            assert story.row("status") == ["expired"], done
            assert story.quota()["access"]["open"] is False, done
    story.clock.at = max(story.clock.at, end + timedelta(days=grace))
    run_all_once(story.services)

    assert story.row("status, date_expiration") == ["expired", end.isoformat(sep=" ")], done
    assert broken_invariants(story.network) == [], done


def test_a_renewal_is_asked_for_seven_days_ahead_and_can_be_paid_where_there_is_no_grace(story: Story) -> None:
    ours(story)
    setting(story, grace_days=0)
    at(story, END - timedelta(days=7, minutes=1))
    asked_before = story.slots()

    at(story, END - timedelta(days=7))
    renewal = open_renewal(story)
    until = story.change(renewal, "payable_until")
    at(story, END - timedelta(seconds=5))
    still = story.change(renewal)
    payments.mark_paid(story.services, ADMIN, story.payment_id(renewal))
    at(story, END)

    assert (asked_before, until, still) == (0, ["2025-07-15 10:00:00.000000"], ["awaiting_payment"])
    assert story.row("status, date_renewed, date_expiration") == [
        "active", "2025-07-15 10:00:00", "2025-08-15 10:00:00",
    ]  # fmt: skip
    assert story.sql("SELECT quote_id FROM {p}bridge_changes WHERE status = 'awaiting_payment'") == []
    assert broken_invariants(story.network) == []


@pytest.mark.parametrize(("unit", "length", "ahead", "grace"), [
    ("month", timedelta(days=30), timedelta(days=7), timedelta(days=3)),
    ("week", timedelta(days=7), timedelta(days=3, hours=12), timedelta()),
    ("day", timedelta(days=1), timedelta(hours=12), timedelta()),
    ("year", timedelta(days=365), timedelta(days=7), timedelta(days=30)),
])  # fmt: skip
def test_every_term_is_asked_for_half_of_it_ahead_at_most_with_a_tenth_of_grace_at_most(
    story: Story, unit: str, length: timedelta, ahead: timedelta, grace: timedelta
) -> None:
    setting(story, grace_days=30)
    story.sql(f"UPDATE {{p}}wu_products SET duration = 1, duration_unit = '{unit}' WHERE id = {PREMIUM}")
    end = datetime(2025, 7, 1)
    story.membership(PREMIUM, amount="199", unit=unit, start=(end - length).isoformat(sep=" "),
                     end=end.isoformat(sep=" "))  # fmt: skip
    story.sql(
        "INSERT INTO {p}bridge_membership_terms (membership_id, customer_id, term_start, term_end, anchor_day,"
        " recurring_lines, plan_id, updated_at)"
        f" VALUES ({MEMBERSHIP}, {CUSTOMER}, '{end - length}', '{end}', 1, '{{\"recurring\":[{{\"product_id\":"
        f'{PREMIUM},"type":"plan","quantity":1,"amount_minor":19900,"tax_minor":0}}],'
        f"\"deferred\":[]}}', {PREMIUM}, '2025-06-01');"
        f"UPDATE {{p}}wu_memberships SET gateway = 'bridge' WHERE id = {MEMBERSHIP}"
    )

    at(story, end - ahead - timedelta(seconds=1))
    before = story.slots()
    at(story, end - ahead)

    assert (before, story.slots()) == (0, 1)
    assert story.change(open_renewal(story), "payable_until") == [f"{end + grace}.000000"]


def test_a_booked_change_that_costs_money_is_asked_for_ahead_and_waits_for_its_day(story: Story) -> None:
    setting(story, grace_days=0)
    story.membership(PREMIUM, amount="1990", unit="year", start="2024-07-01 00:00:00", end="2025-07-01 00:00:00")
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "free")
    at(story, datetime(2025, 6, 24))
    asked = story.change(quote_id, "status, due_now_minor, payable_until")

    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))
    waiting = (story.change(quote_id), story.row("duration_unit, date_expiration"), story.credit())
    at(story, datetime(2025, 6, 30))
    held = story.credit()
    at(story, datetime(2025, 7, 1))

    assert asked == ["awaiting_payment", "19900", "2025-07-01 00:00:00.000000"]
    assert waiting == (["scheduled"], ["year", "2025-07-01 00:00:00"], ["19900", "19900"])
    assert held == ["19900", "19900"]
    assert story.paid_letters() == [("change_scheduled", story.payment_id(quote_id), 19900)]
    assert story.change(quote_id) == ["applied"]
    assert story.row("duration_unit, date_expiration, status") == ["month", "2025-08-01 00:00:00", "active"]
    assert story.credit() == ["0", "0"]
    assert broken_invariants(story.network) == []


def test_account_credit_that_arrives_while_a_renewal_waits_pays_it_and_the_rest_is_kept(story: Story) -> None:
    ours(story)
    at(story, END)
    renewal = open_renewal(story)
    grant(story, 25000)

    at(story, END + GRACE)

    assert story.change(renewal, "status, due_now_minor") == ["applied", "0"]
    assert story.row("status, date_expiration") == ["active", "2025-08-15 10:00:00"]
    assert story.credit() == ["5100", "0"]
    assert broken_invariants(story.network) == []


def test_account_credit_that_is_too_little_lowers_what_is_asked_for_and_late_money_for_the_old_bill_is_not_lost(
    story: Story,
) -> None:
    ours(story)
    at(story, END)
    renewal = open_renewal(story)
    old = story.payment_id(renewal)
    grant(story, 15000)

    at(story, END + timedelta(days=1))
    lowered = story.change(renewal, "status, due_now_minor")
    payments.mark_paid(story.services, ADMIN, old)
    at(story, END + timedelta(days=1, minutes=1))

    assert lowered == ["awaiting_payment", "4900"]
    assert story.change(renewal, "status, due_now_minor") == ["applied", "0"]
    assert story.credit() == ["15000", "0"]
    assert story.mails().count(("renewal_awaiting_payment", USER)) == 2
    assert broken_invariants(story.network) == []


def test_of_several_open_orders_the_oldest_is_paid_first(story: Story) -> None:
    ours(story)
    story.second_membership()
    story.sql(
        "UPDATE {p}wu_memberships SET plan_id = 2, date_expiration = '2025-08-01', gateway = 'manual' WHERE id = 502"
    )
    at(story, END)
    renewal = open_renewal(story)
    story.clock.at += timedelta(minutes=1)
    younger = story.quote(PREMIUM, membership=502)
    confirm(story.services, OWNER, younger, "manual")
    grant(story, 19900)

    at(story, END + timedelta(minutes=2))

    assert (story.change(renewal), story.change(younger)) == (["applied"], ["awaiting_payment"])
    assert broken_invariants(story.network) == []


def test_a_term_whose_end_was_moved_forward_elsewhere_is_asked_for_and_closed_by_that_end(story: Story) -> None:
    ours(story)
    story.sql(f"UPDATE {{p}}wu_memberships SET date_expiration = '2025-06-25 10:00:00' WHERE id = {MEMBERSHIP}")

    at(story, datetime(2025, 6, 20, 12, 0, 0))
    asked = story.change(open_renewal(story), "effective_at, status")
    at(story, datetime(2025, 7, 1, 12, 0, 0))

    assert asked == ["2025-06-25 10:00:00.000000", "awaiting_payment"]
    assert story.row("status") == ["expired"]


def test_an_order_is_told_as_payable_until_its_time_to_pay_is_over(story: Story) -> None:
    story.membership()
    quote_id = story.quote(PREMIUM)
    ordered = confirm(story.services, OWNER, quote_id, "manual")
    assert ordered.payable_until is not None

    story.clock.at = ordered.payable_until - timedelta(seconds=1)
    just_in_time = read_change(story.services, OWNER, quote_id)
    story.clock.at = ordered.payable_until
    too_late = read_change(story.services, OWNER, quote_id)

    assert (ordered.payable, just_in_time.payable, too_late.payable) == (True, True, False)
