"""Any sequence of changes at any instants: plans change, add-ons come and go, terms renew, end and come back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bridge.pricing.catalog import PlanRules, Product, is_free, listed_periods
from bridge.pricing.credit import line_value
from bridge.pricing.price import next_charge, price_change
from bridge.pricing.quote import Quote, quote_bytes
from bridge.pricing.renewal import capped, renew
from bridge.pricing.snapshot import Customer, DiscountCode, Membership, Selection, Settings, Snapshot
from tests.properties.catalogs import EPOCH, PLANS, RATES, catalogs, codes, held_addons, settings_of
from tests.properties.ledger import Ledger, unused
from tests.properties.world import apply

Catalog = dict[int, Product]
FIRST = 99
_SECONDS = st.one_of(st.just(0), st.integers(1, 40 * 86_400), st.integers(1, 50).map(lambda n: n * 86_400))


class Account(RuleBasedStateMachine):
    """One customer with one membership, and the ledger that must balance after every step."""

    snapshot: Snapshot
    now: datetime
    ledger: Ledger
    scheduled: Quote | None
    agreed: int
    billed: int

    @initialize(products=catalogs(), settings=settings_of(), taxed=st.booleans(), trial=st.booleans(), code=codes)
    def sign_up(
        self, products: Catalog, settings: Settings, *, taxed: bool, trial: bool, code: DiscountCode | None
    ) -> None:
        """Begin on a free plan, or on a trial: whatever else is held was bought."""
        self.now, self.ledger, self.scheduled = EPOCH, Ledger(), None
        first = replace(products[1], id=FIRST, group="g", pricing_type="paid" if trial else "free", recurring=trial,
                        setup_fee=Fraction(0), rules=PlanRules(), offers=None)  # fmt: skip
        products = {**products, FIRST: first}
        until = EPOCH + timedelta(days=14) if trial else None
        row = Membership(
            id=1, plan_id=FIRST, addons={}, status="trialing" if trial else "active", currency="USD",
            amount=first.amount if trial else Fraction(0), initial_amount=Fraction(0), recurring=trial,
            period=first.period if trial else None, date_created=EPOCH, date_renewed=None, date_expiration=until,
            date_trial_end=until, times_billed=0, settled_lines=(), discount_code=code,
            billing_cycles=first.billing_cycles if trial else 0,
        )  # fmt: skip
        self.agreed, self.billed = row.billing_cycles, 0
        country = "SE" if taxed else ""
        self.snapshot = Snapshot(settings, RATES, Customer(1, country), 0, products, row)

    def confirm(self, quote: Quote, name: str) -> None:
        """Book and apply a quote; one for later is kept to be run on its day."""
        if quote.effective is None:
            self.ledger.take(quote, name)
            self.count(quote)
        if quote.kind != "none":
            self.scheduled = quote if quote.effective is not None else None
        self.snapshot = apply(self.snapshot, quote)

    def count(self, quote: Quote) -> None:
        """Count the billings of the plan since it was taken, or bought once more after it had ended."""
        before, plan = self.snapshot.membership, self.snapshot.products[quote.after.plan_id]
        bills = any(line.type == "plan" for line in quote.settles)
        is_bought_anew = bills and before.status in ("cancelled", "expired") and 0 < self.agreed <= self.billed
        if plan.id != before.plan_id or is_bought_anew:
            self.agreed, self.billed = plan.billing_cycles if plan.recurring and not is_free(plan) else 0, 0
        self.billed += bills

    @rule(plan=st.sampled_from([FIRST, *PLANS]), number=st.integers(0, 3), addons=held_addons)
    def change(self, plan: int, number: int, addons: dict[int, int]) -> None:
        """Ask for any offer by a period that its plan is sold for, and take it where it is allowed."""
        sold = [period for period, _ in listed_periods(self.snapshot.products[plan], "USD")]
        want = Selection(plan, addons, sold[number % len(sold)])
        quote = price_change(self.snapshot, want, self.now)
        if isinstance(quote, Quote):
            self.take(quote, want)

    @rule(addons=held_addons)
    def change_addons(self, addons: dict[int, int]) -> None:
        """Ask for other add-ons beside the plan that is held."""
        row = self.snapshot.membership
        want = Selection(row.plan_id, addons, row.period)
        quote = price_change(self.snapshot, want, self.now)
        if isinstance(quote, Quote):
            self.take(quote, want)

    def take(self, quote: Quote, want: Selection) -> None:
        """Check a quote, and confirm it where it is a change."""
        again = price_change(self.snapshot, want, self.now)
        assert quote.due_now_minor == sum(line.amount_minor for line in quote.lines) >= 0
        assert isinstance(again, Quote)
        assert quote_bytes(quote) == quote_bytes(again)
        if quote.kind != "none":
            self.confirm(quote, "change")

    @rule(seconds=_SECONDS)
    def let_time_pass(self, seconds: int) -> None:
        """Move on, each term's end on the way being settled by what waits for it or by a renewal."""
        until = self.now + timedelta(seconds=seconds)
        while self.snapshot.membership.status in ("active", "trialing"):
            end = self.snapshot.membership.date_expiration
            if end is None or end > until or end < self.now or not self.settle_term(end):
                break
        self.now = until

    def settle_term(self, end: datetime) -> bool:
        """Run what falls due at a term's end; tell whether a new term began."""
        self.now = end
        pending = self.snapshot.membership.pending_change
        if pending is not None and pending.at <= end:
            alone = replace(self.snapshot, membership=replace(self.snapshot.membership, pending_change=None))
            fresh = price_change(alone, Selection(pending.plan_id, pending.addons, pending.period), end)
            if isinstance(fresh, Quote) and fresh.effective is None and fresh.kind != "none":
                due = capped(fresh, self.scheduled, alone) if self.scheduled else fresh
                inclusive = alone.settings.tax_inclusive
                assert self.scheduled is None or price_of(due, inclusive=inclusive) <= price_of(
                    self.scheduled, inclusive=inclusive
                )
                self.snapshot = alone
                self.confirm(due, "scheduled")
                return self.snapshot.membership.date_expiration != end
            self.snapshot = alone
        renewal = renew(self.snapshot, end, 7)
        if renewal is None:
            return False
        self.ledger.take(renewal, "renewal")
        self.count(renewal)
        self.snapshot = apply(self.snapshot, renewal)
        return True

    @rule()
    def cancel(self) -> None:
        """The owner cancels: what is paid runs on, and no renewal comes."""
        self.snapshot = replace(self.snapshot, membership=replace(self.snapshot.membership, status="cancelled"))

    @rule()
    def come_back(self) -> None:
        """Who cancelled, or whose term ended unpaid, asks for the offer held: for nothing, or for a new term."""
        row = self.snapshot.membership
        if row.status in ("cancelled", "expired"):
            want = Selection(row.plan_id, row.addons, row.period)
            quote = price_change(self.snapshot, want, self.now)
            if isinstance(quote, Quote):
                self.take(quote, want)

    @rule()
    def expire(self) -> None:
        """The term ended unpaid."""
        end = self.snapshot.membership.date_expiration
        if end is not None and end <= self.now:
            row = replace(self.snapshot.membership, status="expired", pending_change=None)
            self.snapshot = replace(self.snapshot, membership=row)
            self.scheduled = None

    @rule(country=st.sampled_from(["SE", "NO", ""]), exempt=st.booleans())
    def move(self, country: str, *, exempt: bool) -> None:
        """The customer moves, or is taxed no more: the next charge has the tax of its day."""
        self.snapshot = replace(self.snapshot, customer=Customer(1, country, tax_exempt=exempt))

    @rule(amount=st.integers(1, 20_000))
    def grant(self, amount: int) -> None:
        """A network admin grants account credit."""
        self.ledger.granted += amount
        self.snapshot = replace(self.snapshot, account_credit_minor=self.snapshot.account_credit_minor + amount)

    @rule(part=st.integers(1, 100))
    def refund(self, part: int) -> None:
        """The newest line still open is refunded in part."""
        row = self.snapshot.membership
        lines = list(row.settled_lines or ())
        if lines and lines[-1].end is not None and lines[-1].end > self.now:
            back = int(unused(lines[-1], self.now)) * part // 100
            self.ledger.refunded += back
            lines[-1] = replace(lines[-1], refunded_minor=lines[-1].refunded_minor + back)
            self.snapshot = replace(self.snapshot, membership=replace(row, settled_lines=tuple(lines)))

    @invariant()
    def money_is_conserved(self) -> None:
        """Received + granted = consumed + unused + refunded (all in lines) + account credit, exactly."""
        if not hasattr(self, "ledger"):
            return
        book = self.ledger
        assert book.received + book.granted == book.in_lines() + self.snapshot.account_credit_minor, book.steps

    @invariant()
    def lines_hold_what_was_bought(self) -> None:
        """The lines of the membership are what the ledger bought, refunds taken off."""
        if hasattr(self, "ledger"):
            held = sum(line_value(line) for line in self.snapshot.membership.settled_lines or ())
            assert held == self.ledger.bought - self.ledger.refunded, self.ledger.steps

    @invariant()
    def what_is_unused_was_paid_for(self) -> None:
        """No sequence makes more value in hand than money came in and was granted."""
        if hasattr(self, "ledger"):
            lines = self.snapshot.membership.settled_lines or ()
            value = sum(unused(line, self.now) for line in lines) + self.snapshot.account_credit_minor
            assert value <= self.ledger.received + self.ledger.granted, self.ledger.steps

    @invariant()
    def plan_is_billed_as_often_as_agreed_and_no_more(self) -> None:
        """Whatever is changed meanwhile, and by whatever period; after the last billing no page names another."""
        if not hasattr(self, "ledger") or not self.agreed:
            return
        row = self.snapshot.membership
        assert self.billed <= self.agreed, self.ledger.steps
        assert row.is_paid_in_full() == (self.billed == self.agreed), self.ledger.steps
        if row.is_paid_in_full() and row.pending_change is None:
            assert next_charge(self.snapshot, self.now) is None, self.ledger.steps

    @invariant()
    def paid_plan_that_runs_has_its_line(self) -> None:
        """While a paid plan runs, a settled line of it covers the instant; a trial is the one exception."""
        if not hasattr(self, "ledger"):
            return
        row, plan = self.snapshot.membership, self.snapshot.products[self.snapshot.membership.plan_id]
        ended = row.date_expiration is not None and row.date_expiration <= self.now
        in_trial = row.date_trial_end is not None and self.now < row.date_trial_end
        if is_free(plan) or in_trial or (ended and plan.recurring):
            return
        assert any(
            line.product_id == plan.id and line.type == "plan" and (line.end is None or line.end > self.now)
            for line in row.settled_lines
        ), self.ledger.steps


def price_of(quote: Quote, *, inclusive: bool) -> int:
    """Return what the network charges at a term's end: with the tax in it, or without what comes on top."""
    return sum(line.amount_minor - (0 if inclusive else line.tax_minor) for line in quote.charge_lines)


TestAccount = Account.TestCase
