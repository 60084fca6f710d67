"""Two writers of one membership, in any order: what was paid, billed, held and allowed agree after every act."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bridge.changes.change import cancel, confirm
from bridge.changes.external import looked_at
from bridge.changes.ownership import hand_back, take_over
from bridge.errors import BridgeError
from bridge.gateways.port import Outcome
from bridge.network_admin import payments
from bridge.people import Author
from bridge.pricing.calendar import Period
from bridge.quotas.materialise import rematerialise
from bridge.store.terms import renewal_lines
from bridge.worker import run_all_once
from tests.integration.changes.story import (
    ADMIN,
    BASIC,
    BLOG,
    BUSINESS,
    CUSTOMER,
    DISK,
    FREE,
    MEMBERSHIP,
    MONTH,
    OWNER,
    PREMIUM,
    VISITS,
    YEAR,
    Story,
)
from tools.network.testing import broken_invariants

BEGIN = datetime(2025, 6, 15, 10, 0, 0)
BY = Author("network_admin", 9001)
BILLING = (
    "plan_id", "addon_products", "amount", "initial_amount", "currency", "duration", "duration_unit", "recurring",
    "auto_renew", "billing_cycles", "times_billed", "gateway", "gateway_customer_id", "gateway_subscription_id",
    "date_expiration", "date_renewed", "date_trial_end", "status",
)  # fmt: skip
#: What one membership's acts leave behind, of which the next begins with nothing.
OF_MEMBERSHIPS = (
    "bridge_open_operations", "bridge_membership_terms", "bridge_settled_lines", "bridge_external_edits",
    "bridge_subscription_ends", "bridge_changes", "bridge_quotes", "bridge_payments", "bridge_journal",
    "bridge_journal_heads", "bridge_bills_elsewhere", "wu_payments",
)  # fmt: skip
#: The same sequences in every normal run; others, and many more, in the long one.
IS_LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
PRICES = {FREE: "0", BASIC: "99", PREMIUM: "199", BUSINESS: "499"}


class TwoWriters(RuleBasedStateMachine):
    """One membership that Ultimate Multisite's objects, SQL, and we write; the worker's round follows each act."""

    story: Story

    @initialize(plan=st.sampled_from([BASIC, PREMIUM]), granted=st.sampled_from([0, 25_000]))
    def begin(self, plan: int, granted: int) -> None:
        """Begin with a membership of the other system's, paid for June."""
        self.clear()
        self.story.clock.at = BEGIN
        self.granted, self.quotes = granted, list[str]()
        self.loaded: dict[str, str] | None = None
        self.is_gone, self.late = False, 0
        self.story.membership(plan, amount=PRICES[plan], credit_minor=granted)
        self.work()

    def clear(self) -> None:
        """Take away what the example before has left."""
        story = self.story
        gone = [f"DELETE FROM {{p}}{table} WHERE membership_id = {MEMBERSHIP}" for table in OF_MEMBERSHIPS]
        story.sql(
            "SET FOREIGN_KEY_CHECKS = 0;"
            "DELETE payment_lines FROM {p}bridge_payment_lines AS payment_lines LEFT JOIN {p}bridge_payments AS ours"
            f" ON ours.payment_id = payment_lines.payment_id WHERE ours.membership_id = {MEMBERSHIP};"
            + ";".join(gone)
            + ";DELETE FROM {p}bridge_discount_reservations; DELETE FROM {p}bridge_outbox;"
            "DELETE FROM {p}bridge_sweeps;"
            f"DELETE FROM {{p}}bridge_account_credit WHERE customer_id = {CUSTOMER};"
            f"DELETE FROM {{p}}bridge_account_credit_entries WHERE customer_id = {CUSTOMER};"
            f"DELETE FROM {{p}}wu_memberships WHERE id = {MEMBERSHIP};"
            f"DELETE FROM {{p}}wu_customers WHERE id = {CUSTOMER};"
            f"DELETE FROM {{p}}blogs WHERE blog_id = {BLOG}; DELETE FROM {{p}}blogmeta WHERE blog_id = {BLOG};"
            f"DELETE FROM {{p}}bridge_site_limits WHERE blog_id = {BLOG};"
            f"DELETE FROM {{p}}bridge_membership_limits WHERE membership_id = {MEMBERSHIP};"
            f"DELETE FROM {{p}}bridge_holdings WHERE membership_id = {MEMBERSHIP};"
            f"DELETE FROM {{p}}wu_membershipmeta WHERE wu_membership_id = {MEMBERSHIP};"
            "DELETE FROM {p}usermeta WHERE user_id = 9601"
        )

    # what we do

    @precondition(lambda self: not self.is_gone)
    @rule(
        choice=st.sampled_from([(FREE, None), (BASIC, MONTH), (PREMIUM, MONTH), (PREMIUM, YEAR), (BUSINESS, MONTH)]),
        addons=st.dictionaries(st.sampled_from([DISK, VISITS]), st.integers(1, 2), max_size=1),
        gateway=st.sampled_from(["manual", "card"]),
        answer=st.sampled_from([Outcome.SUCCEEDED, Outcome.DECLINED, None]),
    )
    def buys(self, choice: tuple[int, Period | None], addons: dict[int, int], gateway: str, answer: Any) -> None:
        """Choose, and confirm."""
        plan, period = choice
        try:
            quote_id = self.story.quote(plan, addons if plan != FREE else {}, period)
        except (AssertionError, BridgeError):
            return
        if self.story.one(f"SELECT kind FROM {{p}}bridge_quotes WHERE id = '{quote_id}'") == ["none"]:
            return
        self.quotes.append(quote_id)
        self.story.card.answer = answer
        self.tried(lambda: confirm(self.story.services, OWNER, quote_id, gateway))

    @rule(number=st.integers(0, 20))
    def pays(self, number: int) -> None:
        """Money comes for any payment by hand, however late."""
        found = self.story.sql(
            "SELECT payment_id FROM {p}bridge_payments WHERE gateway = 'manual' AND status IN ('pending', 'cancelled')"
            f" AND customer_id = {CUSTOMER} ORDER BY payment_id DESC"
        )
        if found:
            paid = int(found[number % len(found)][0])
            self.tried(lambda: payments.mark_paid(self.story.services, ADMIN, paid))

    @precondition(lambda self: self.quotes)
    @rule(number=st.integers(0, 20))
    def cancels_an_order(self, number: int) -> None:
        """The owner cancels any of the orders."""
        quote_id = self.quotes[number % len(self.quotes)]
        self.tried(lambda: cancel(self.story.services, OWNER, quote_id))

    @rule()
    def is_taken_over(self) -> None:
        """A network admin takes it over."""
        self.tried(lambda: take_over(self.story.services, BY, MEMBERSHIP))

    @rule()
    def is_handed_back(self) -> None:
        """A network admin hands it back."""
        self.tried(lambda: hand_back(self.story.services, BY, MEMBERSHIP))

    @rule()
    def is_looked_at(self) -> None:
        """A network admin has looked at what was written elsewhere."""
        looked_at(self.story.services, MEMBERSHIP, BY)

    @rule(minutes=st.sampled_from([1, 7 * 60, 3 * 1440, 16 * 1440, 31 * 1440]))
    def waits(self, minutes: int) -> None:
        """Time passes."""
        self.story.clock.at += timedelta(minutes=minutes)
        self.work()

    # what the other system does

    @precondition(lambda self: not self.is_gone)
    @rule()
    def is_loaded(self) -> None:
        """A page, a queue, a webhook loads the whole row."""
        self.loaded = self.row()

    @precondition(lambda self: self.loaded is not None and not self.is_gone)
    @rule(
        meant=st.sampled_from([{}, {"amount": "150.0000"}, {"status": "cancelled"}, {"plan_id": str(BUSINESS)},
                               {"date_expiration": "2025-09-01 00:00:00"}]),
        is_guarded=st.booleans(),
    )  # fmt: skip
    def is_saved_late(self, meant: dict[str, str], *, is_guarded: bool) -> None:
        """What was loaded is saved, with what somebody meant to change; past the guard the whole row is."""
        assert self.loaded is not None
        written = {**self.loaded, **meant}
        if meant.get("status") == "cancelled":
            written |= {"gateway": "", "auto_renew": "0", "gateway_customer_id": "", "gateway_subscription_id": ""}
        if is_guarded and self.is_ours():
            if meant.get("status") != "cancelled":
                return
            written = {name: written[name] for name in ("status", "gateway", "auto_renew")}
        self.write(**written)

    @precondition(lambda self: not self.is_gone)
    @rule(plan=st.sampled_from([BASIC, PREMIUM, BUSINESS]))
    def is_swapped(self, plan: int) -> None:
        """Its own checkout sells another plan; for what is ours, only past the guard."""
        self.write(plan_id=str(plan), amount=PRICES[plan], recurring="1")

    @precondition(lambda self: not self.is_gone and not self.is_ours())
    @rule()
    def is_renewed(self) -> None:
        """Its cron and its gateway renew what is theirs; the money is a payment of theirs."""
        row = self.row()
        if row["status"] in ("active", "on-hold") and row["date_expiration"] != "NULL":
            self.story.sql(
                "INSERT INTO {p}wu_payments (status, customer_id, membership_id, product_id, currency, total, subtotal,"
                f" gateway, date_created) VALUES ('completed', {CUSTOMER}, {MEMBERSHIP}, {row['plan_id']}, 'SEK',"
                f" {row['amount']}, {row['amount']}, 'manual', '{self.story.clock.at}')"
            )
            ends = datetime.fromisoformat(row["date_expiration"]) + timedelta(days=30)
            self.write(
                date_expiration=str(ends), date_renewed=str(self.story.clock.at), status="active",
                times_billed=str(int(row["times_billed"]) + 1),
            )  # fmt: skip

    @precondition(lambda self: not self.is_gone and not self.is_ours())
    @rule()
    def is_invoiced(self) -> None:
        """Its cron asks for the next term, and puts what is theirs on hold."""
        row = self.row()
        if row["status"] == "active":
            self.story.sql(
                "INSERT INTO {p}wu_payments (status, customer_id, membership_id, product_id, currency, total, gateway,"
                f" date_created) VALUES ('pending', {CUSTOMER}, {MEMBERSHIP}, {row['plan_id']}, 'SEK', {row['amount']},"
                f" 'manual', '{self.story.clock.at}')"
            )
            self.write(status="on-hold")

    @rule(number=st.integers(0, 20))
    def is_completed_late(self, number: int) -> None:
        """Somebody pays an invoice of theirs, cancelled or not: for nothing, where we bill it or did when it went."""
        found = self.story.sql(
            "SELECT shared.id, shared.total, bills.state FROM {p}wu_payments AS shared"
            " LEFT JOIN {p}bridge_payments AS ours ON ours.shared_id = shared.id"
            " LEFT JOIN {p}bridge_bills_elsewhere AS bills ON bills.payment_id = shared.id"
            f" WHERE shared.membership_id = {MEMBERSHIP} AND ours.payment_id IS NULL"
            " AND shared.status IN ('pending', 'cancelled') ORDER BY shared.id"
        )
        if found:
            payment_id, total, state = found[number % len(found)]
            if state != "credited" and (state == "open" if self.is_gone else self.is_billed_here()):
                self.late += round(float(total) * 100)
            self.story.sql(f"UPDATE {{p}}wu_payments SET status = 'completed' WHERE id = {payment_id}")
            self.work()

    @precondition(lambda self: not self.is_gone)
    @rule(
        columns=st.sampled_from([
            {"amount": "77.0000"}, {"amount": "0.0000"}, {"addon_products": "a:1:{i:5;i:2;}"},
            {"addon_products": "a:0:{}"}, {"gateway": "manual"}, {"auto_renew": "0"},
            {"date_expiration": "2025-08-10 12:00:00"}, {"times_billed": "0"},
            {"duration_unit": "year"}, {"status": "on-hold"}, {"status": "expired"}, {"status": "active"},
            {"gateway": "stripe", "gateway_subscription_id": "sub_1", "auto_renew": "1"},
        ])
    )  # fmt: skip
    def is_edited(self, columns: dict[str, str]) -> None:
        """SQL writes some columns."""
        self.write(**columns)

    @precondition(lambda self: not self.is_gone)
    @rule(with_customer=st.booleans())
    def is_deleted(self, *, with_customer: bool) -> None:
        """The membership is deleted there, and its customer perhaps; its sites and payments are not."""
        self.story.sql(f"DELETE FROM {{p}}wu_memberships WHERE id = {MEMBERSHIP}")
        if with_customer:
            self.story.sql(f"DELETE FROM {{p}}wu_customers WHERE id = {CUSTOMER}")
        self.is_gone = True
        self.work()

    # what holds

    @invariant()
    def money_is_where_it_was_put(self) -> None:
        """Nothing of what came appears twice or is gone."""
        if not hasattr(self, "granted"):
            return
        assert broken_invariants(self.story.network) == []
        received = self.number(
            "SELECT SUM(amount_minor) FROM {p}bridge_payments"
            f" WHERE status = 'completed' AND customer_id = {CUSTOMER}"
        )
        balance = int(self.story.credit()[0])
        settled, credited = (
            self.number(f"SELECT SUM({what}) FROM {{p}}bridge_settled_lines WHERE membership_id = {MEMBERSHIP}")
            for what in ("amount_minor + tax_minor - refunded_minor", "credited_minor")
        )
        came = received + self.granted + self.late + self.from_before()
        assert settled - credited + balance == came, self.story.sql(
            "SELECT * FROM {p}bridge_settled_lines WHERE membership_id = 501"
        )

    def from_before(self) -> int:
        """What came before our records: lines that stand for it, what was given back of it, and rests of lines."""
        applied = self.story.sql(
            "SELECT COALESCE(due_quote_id, quote_id) FROM {p}bridge_changes"
            f" WHERE status = 'applied' AND membership_id = {MEMBERSHIP}"
        )
        stored = [
            self.story.services.database.reading(lambda store, quote_id=row[0]: store.quotes.find(quote_id))
            for row in applied
        ]
        given_back = sum(
            closed.credit_minor for one in stored if one for closed in one.quote.closes if closed.line.id is None
        ) - sum(
            line.amount_minor
            for one in stored if one
            for line in one.quote.lines
            if line.code == "credit" and line.params["source"] == "unrecorded_value"
        )  # fmt: skip
        return given_back + self.number(
            "SELECT SUM(lines_of.amount_minor + lines_of.tax_minor - lines_of.refunded_minor)"
            " FROM {p}bridge_settled_lines AS lines_of"
            " LEFT JOIN {p}bridge_quotes AS quotes ON quotes.id = lines_of.quote_id"
            f" WHERE lines_of.membership_id = {MEMBERSHIP}"
            " AND (quotes.id IS NULL OR lines_of.settled_at < quotes.as_of)"
        )

    @invariant()
    def of_what_was_deleted_nothing_is_left_without_words(self) -> None:
        """Its lines have ended and nothing waits; value that became nobody's is named."""
        if not hasattr(self, "granted") or not self.is_gone:
            return
        lines = "SELECT 1 FROM {p}bridge_settled_lines WHERE ended_at IS NULL AND membership_id = 501"
        assert self.story.sql(lines) == []
        assert self.story.slots() == 0
        lost = "SELECT 1 FROM {p}bridge_journal WHERE event = 'unused_value_lost' AND membership_id = 501"
        named = "SELECT 1 FROM {p}bridge_external_edits WHERE outcome IN ('deleted', 'mixed') AND membership_id = 501"
        assert bool(self.story.sql(named)) >= bool(self.story.sql(lost))

    @invariant()
    def what_is_billed_next_is_what_is_held(self) -> None:
        """The next bill names the plan and packages that the row holds, and asks for the row's amount."""
        if not hasattr(self, "granted") or self.is_gone or not self.is_ours():
            return
        facts = self.story.services.database.reading(lambda store: store.memberships.load(MEMBERSHIP))
        term = self.story.services.database.reading(lambda store: store.membership_writes.term(MEMBERSHIP))
        assert facts is not None
        held = facts.snapshot.membership
        if term is None or held.status not in ("active", "trialing"):
            return
        lines, _ = renewal_lines(term.recurring_lines)
        assert term.plan_id == held.plan_id
        assert {line.product_id: line.quantity for line in lines if line.type != "plan"} == {
            i: n for i, n in held.addons.items() if facts.snapshot.products[i].recurring
        }
        assert {line.product_id for line in lines if line.type == "plan"} <= {held.plan_id}
        assert sum(line.amount_minor + line.tax_minor for line in lines) == held.amount

    @invariant()
    def limits_are_those_of_what_is_held(self) -> None:
        """Working them out anew changes nothing."""
        if not hasattr(self, "granted") or self.is_gone:
            return
        before = self.limits()
        rematerialise(self.story.services, MEMBERSHIP)
        assert self.limits() == before

    @invariant()
    def nothing_is_ours_by_half(self) -> None:
        """Whoever bills it, the row and our term agree, and of another's nothing of ours is left to bill."""
        if not hasattr(self, "granted") or self.is_gone:
            return
        term = self.story.services.database.reading(lambda store: store.membership_writes.term(MEMBERSHIP))
        is_running = self.row()["status"] in ("active", "trialing", "on-hold")
        assert self.is_ours() == (term is not None) or not is_running

    # how it is done

    def tried(self, act: Any) -> None:
        """Do something of ours; a refusal is an answer."""
        with suppress(BridgeError):
            act()
        self.work()

    def work(self) -> None:
        """The worker's round."""
        counts = run_all_once(self.story.services)
        assert {name: count.failed for name, count in counts.items() if count.failed} == {}

    def row(self) -> dict[str, str]:
        """The billing columns as texts."""
        return dict(zip(BILLING, self.story.row(", ".join(BILLING)), strict=True))

    def is_ours(self) -> bool:
        """Whether the row bears our mark."""
        row = self.row()
        return (row["gateway"], row["auto_renew"]) == ("bridge", "1")

    def is_billed_here(self) -> bool:
        """Whether we bill it, as far as our own records say."""
        return self.story.services.database.reading(lambda store: store.membership_writes.term(MEMBERSHIP)) is not None

    def write(self, **columns: str) -> None:
        """Write columns as another program does, which tells when; then the worker's round."""
        sets = ", ".join(
            f"{name} = " + ("NULL" if value == "NULL" else f"'{value}'") for name, value in columns.items()
        )
        self.story.sql(
            f"UPDATE {{p}}wu_memberships SET {sets}, date_modified = UTC_TIMESTAMP() WHERE id = {MEMBERSHIP}"
        )
        self.work()

    def number(self, statement: str) -> int:
        """A sum, 0 of nothing."""
        value = self.story.one(statement)[0]
        return 0 if value == "NULL" else int(value)

    def limits(self) -> list[list[str]]:
        """What the membership holds, and whether its sites are open."""
        return self.story.sql(
            "SELECT limits.open_until, limits.closed, limits.own, limits.source_digest, held.product_id, held.quantity"
            " FROM {p}bridge_membership_limits AS limits"
            " JOIN {p}bridge_holdings AS held ON held.membership_id = limits.membership_id"
            f" WHERE limits.membership_id = {MEMBERSHIP} ORDER BY held.product_id"
        )


@pytest.mark.slow
def test_whatever_both_writers_do_what_is_paid_billed_held_and_allowed_agree(story: Story) -> None:
    machine = type("OfThisNetwork", (TwoWriters,), {"story": story})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=1000 if IS_LONG else 25, derandomize=not IS_LONG, stateful_step_count=12, deadline=None,
            database=None, print_blob=False,
            suppress_health_check=list(HealthCheck), phases=[Phase.generate],
        ),
    )  # fmt: skip
