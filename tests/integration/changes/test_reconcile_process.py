"""`bridge reconcile` as an operator runs it: the real command and library, every repair, every line to look at."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from bridge.changes.calls import network_id_of
from bridge.changes.change import confirm
from bridge.gateways.port import Gateways, Payer, PaymentOrder
from bridge.gateways.stripe import StripeGateway
from tests.fakes.stripe_provider import Provider, resources, stripe_provider
from tests.integration.changes.story import CUSTOMER, OWNER, PREMIUM, Story
from tools.network.service import BRIDGE

#: Memberships of one customer, a situation each.
SETTLED, GIVEN_UP, BUSY, OTHER_AMOUNT, MISSING, NOT_PAID, REFUNDED_ELSEWHERE, GONE_BACK = range(502, 510)


def after_stripe(line: str) -> str:
    """What a line is about."""
    return line.removeprefix("stripe ").split(" ")[0].rstrip(":")


def after_colon(line: str) -> str:
    """What a line says of it."""
    return line.partition("): ")[2] or line.partition(": ")[2]


def major(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02} SEK"


@pytest.fixture(scope="module")
def served() -> Iterator[Provider]:
    with stripe_provider() as provider:
        yield provider


@dataclass(frozen=True, slots=True)
class Books:
    """A network that takes Stripe, its memberships, and the provider."""

    story: Story
    provider: Provider

    def order(self, membership: int) -> str:
        """An order of Premium that waits for its payment; the provider's id of that."""
        quote_id = self.story.quote(PREMIUM, membership=membership)
        confirm(self.story.services, OWNER, quote_id, "stripe")
        return self.story.one(f"SELECT provider_id FROM {{p}}bridge_payments WHERE quote_id = '{quote_id}'")[0]

    def payments(self) -> list[list[str]]:
        """How every payment stands."""
        return self.story.sql("SELECT membership_id, status, refunded_minor FROM {p}bridge_payments ORDER BY 1")

    def reconcile(self, code: int, *words: str) -> list[str]:
        """The lines of the command, which ends with this code."""
        ours = {f"PLAN_BRIDGE_GATEWAY_STRIPE_{name.upper()}": text for name, text in self.provider.settings().items()}
        done = subprocess.run(
            [str(BRIDGE), "reconcile", *words],
            capture_output=True, text=True, check=False, env=self.story.network.service.environment() | ours,
        )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout.splitlines()


@pytest.fixture
def books(story: Story, served: Provider) -> Books:
    served.reset()
    stripe = StripeGateway(served.settings())
    services = replace(story.services, gateways=Gateways({**story.services.gateways, "stripe": stripe}))
    made = Books(replace(story, services=services), served)
    story.clock.at = now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    start, end = now - timedelta(days=10), now + timedelta(days=20)
    made.story.membership(start=f"{start}", end=f"{end}")
    for number in range(SETTLED, GONE_BACK + 1):
        story.sql(
            "INSERT INTO {p}wu_memberships (id, customer_id, user_id, plan_id, currency, initial_amount, recurring,"
            " duration, duration_unit, amount, date_created, date_expiration, times_billed, status, gateway)"
            f" SELECT {number}, customer_id, user_id, plan_id, currency, initial_amount, recurring, duration,"
            " duration_unit, amount, date_created, date_expiration, times_billed, status, gateway"
            " FROM {p}wu_memberships WHERE id = 501"
        )
    return made


def test_every_repair_is_made_and_every_line_to_look_at_is_said(books: Books) -> None:
    story, provider = books.story, books.provider
    refunded, elsewhere, missing, unpaid = (
        books.order(number) for number in (GONE_BACK, REFUNDED_ELSEWHERE, MISSING, NOT_PAID)
    )
    for one in (refunded, elsewhere, missing, unpaid):
        provider.pay_on_page(one, provider.card())
    provider._refund({"payment_intent": elsewhere, "amount": "700"})
    first = books.reconcile(0)

    assert [after_colon(line) for line in first[:-1]] == ["its money had come, nobody had told: settled"] * 4 + [
        "refund 7.00 SEK that nobody had told of: booked"
    ]
    assert first[-1].endswith(": 5 repaired, 0 to look at")
    settled, given_up, busy, other = (books.order(number) for number in (SETTLED, GIVEN_UP, BUSY, OTHER_AMOUNT))
    provider.pay_on_page(settled, provider.card())
    for cancelled in (given_up, busy):
        provider._cancel(cancelled, {})
    story.sql(
        "UPDATE {p}bridge_changes SET lease_until = UTC_TIMESTAMP(6) + INTERVAL 1 HOUR, lease_owner = REPEAT('0', 32)"
        f" WHERE membership_id = {BUSY}"
    )
    provider._intent(other).amount += 100
    provider._refund({"payment_intent": refunded, "amount": "1000"})
    dispute = provider.dispute(refunded, "lost")
    provider._disputes[dispute]["amount"] = 500
    resources.store.pop(next(name for name, one in resources.store.items() if getattr(one, "amount", 0) == 700))
    story.sql(f"UPDATE {{p}}bridge_payments SET provider_id = 'pi_gone' WHERE membership_id = {MISSING}")
    resources.store.pop(f"payment_intent:{missing}")
    provider.returns(unpaid)
    order = PaymentOrder("f" * 32, 4200, "SEK", Payer(CUSTOMER), network_id=network_id_of(story.services), key="k")
    stray = StripeGateway(provider.settings()).create(order)
    provider.pay_on_page(stray, provider.card())
    before = books.payments()

    dry = books.reconcile(1, "--dry-run")
    untouched = books.payments()
    said = books.reconcile(1)
    again = books.reconcile(1)

    print("\n".join(["FIRST", *first, "DRY", *dry, "SAID", *said, "AGAIN", *again]))
    assert before == untouched
    assert dry[-1].endswith(": 5 would be repaired, 5 to look at")
    assert said[-1].endswith(": 4 repaired, 6 to look at")
    booked = [line for line in said if line.startswith("stripe re_")]
    assert [after_colon(line) for line in booked] == ["refund 10.00 SEK that nobody had told of: booked"]
    there = provider._intent(other).amount
    here = major(there - 100)
    assert {after_stripe(line): after_colon(line) for line in said[:-1] if line not in booked} == {
        settled: "its money had come, nobody had told: settled",
        given_up: "it was given up at the provider: its order has ended",
        busy: "somebody is at it this moment: run this again",
        other: f"{major(there)} at the provider, {here} here: nothing was written",
        dispute: "dispute over 5.00 SEK that nobody had told of: booked",
        stray: "42.00 SEK was paid at the provider for this network, and no payment here has that number: find out what"
        " it was for, then refund it there",
        "pi_gone": f"its money is here by our books ({here}), and the provider knows no such payment: were"
        " the keys changed to another account?",
        unpaid: f"its money is here by our books ({here}), and has not come by the provider's",
        elsewhere: "0.00 SEK went back of it by the provider's books, 7.00 SEK by ours",
    }
    left = [line for line in said[:-1] if after_stripe(line) not in {settled, given_up, dispute} and line not in booked]
    assert again == [*left, again[-1]]
    assert again[-1].endswith(": 0 repaired, 6 to look at")
    stands = {row[0]: row[1:] for row in books.payments()}
    assert [stands[str(one)] for one in (SETTLED, GIVEN_UP, BUSY, OTHER_AMOUNT, GONE_BACK)] == [
        ["completed", "0"], ["cancelled", "0"], ["pending", "0"], ["pending", "0"], ["partially-refunded", "1500"],
    ]  # fmt: skip
    story.sql(f"UPDATE {{p}}bridge_changes SET lease_until = NULL, lease_owner = NULL WHERE membership_id = {BUSY}")
