"""What is played and killed: each scenario's people, its steps, how its owner goes on afterwards, what must hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bridge.changes import change as changing
from bridge.changes.due import carry_out
from bridge.changes.events import receive_event, work_event
from bridge.changes.leave import cancel_membership, keep_membership
from bridge.changes.pay import charge, charge_saved
from bridge.changes.quoting import make_quote
from bridge.changes.renew import renew_membership
from bridge.errors import ChangeSettled, MembershipNotRunning
from bridge.gateways.port import Gateways
from bridge.network_admin.payments import mark_paid
from bridge.people import Actor
from bridge.ports import Services
from bridge.pricing.calendar import Period
from bridge.pricing.snapshot import Selection
from bridge.store.changes import PAYABLE_STATES, ChangeRecord, ChangeState
from tools.crash.provider import CARD, DELAYED, SECURE, Provider
from tools.network.network import Network

FREE, BASIC, PREMIUM = 1, 2, 3
MONTH = Period(1, "month")
BEGAN = datetime(2025, 6, 15, 10)
FIRST_MEMBERSHIP, FIRST_CUSTOMER, FIRST_USER, FIRST_BLOG = 700_000, 800_000, 9_700_000, 970_000
ADMIN = Actor(user_id=9001, blog_id=1, is_network_admin=True)


class MovedClock:
    """A clock that stands where it is put."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """Return where it stands."""
        return self.at


@dataclass(frozen=True, slots=True)
class Stage:
    """One membership with its owner and site, and all that plays with them."""

    number: int
    services: Services
    clock: MovedClock
    provider: Provider

    @property
    def membership(self) -> int:
        """Return the membership's id."""
        return FIRST_MEMBERSHIP + self.number

    @property
    def customer(self) -> int:
        """Return the customer's id."""
        return FIRST_CUSTOMER + self.number

    @property
    def owner(self) -> Actor:
        """Return the owner on their site."""
        return Actor(user_id=FIRST_USER + self.number, blog_id=FIRST_BLOG + self.number)

    def order(self, plan: int, gateway: str, period: Period | None = MONTH) -> str:
        """Choose a plan and confirm it."""
        quote = make_quote(self.services, self.owner, self.membership, Selection(plan, {}, period))
        if quote.id is None:
            raise RuntimeError(f"nothing to order for membership {self.membership}")
        changing.confirm(self.services, self.owner, quote.id, gateway)
        return quote.id

    def newest(self) -> ChangeRecord | None:
        """Return what the membership has under way or booked."""
        facts = self.services.database.reading(lambda store: store.memberships.load(self.membership))
        if facts is None:
            return None
        found = facts.under_way or facts.scheduled
        return found.record if found else None

    def plan(self) -> int:
        """Return the plan that is held."""
        facts = self.services.database.reading(lambda store: store.memberships.load(self.membership))
        return facts.snapshot.membership.plan_id if facts else 0


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is played: ``prepare`` before, ``play`` killed, ``go_on`` afterwards until it is done.

    ``charges`` are how many payments the provider has taken in the end, ``applied`` how many changes and renewals took
    effect. ``held`` are plan and status in the end.
    """

    name: str
    play: Callable[[Stage], None]
    go_on: Callable[[Stage], None]
    charges: int
    applied: int
    held: tuple[int, str]
    bank: str = CARD
    prepare: Callable[[Stage], None] = lambda _: None
    plan: int = BASIC
    amount: str = "99"
    credit_minor: int = 0
    least_minor: int = 1


def _upgrade_by_card(stage: Stage) -> None:
    """3-D Secure: the order waits, its owner passes it at the bank, and the page asks again."""
    quote_id = stage.order(PREMIUM, "card")
    stage.provider.ask("authenticate", payer=stage.customer)
    record = stage.services.database.reading(lambda store: store.changes.find(quote_id))
    if record is not None:
        charge(stage.services, record)


def _come_back_with_card(stage: Stage) -> None:
    """Its owner comes back: pays what waits, orders where nothing was received."""
    record = stage.newest()
    if record is None:
        if stage.plan() != PREMIUM:
            _upgrade_by_card(stage)
        return
    stage.provider.ask("authenticate", payer=stage.customer)
    if record.status in PAYABLE_STATES:
        charge(stage.services, record)


def _upgrade_by_hand(stage: Stage) -> None:
    _mark(stage, stage.order(PREMIUM, "manual"))


def _mark(stage: Stage, quote_id: str) -> None:
    payment = stage.services.database.reading(lambda store: store.payments.of_quote(quote_id))
    if payment is not None:
        mark_paid(stage.services, ADMIN, payment.payment_id)


def _come_back_by_hand(stage: Stage) -> None:
    record = stage.newest()
    if record is None:
        if stage.plan() != PREMIUM:
            _upgrade_by_hand(stage)
        return
    _mark(stage, record.quote_id)


def _book_downgrade(stage: Stage) -> None:
    stage.order(FREE, "free", None)
    _at_the_terms_end(stage)


def _at_the_terms_end(stage: Stage) -> None:
    stage.clock.at = max(stage.clock.at, datetime(2025, 7, 1))
    record = stage.newest()
    if record is not None and record.status is ChangeState.SCHEDULED:
        carry_out(stage.services, record.quote_id)


def _come_back_to_downgrade(stage: Stage) -> None:
    if stage.newest() is None and stage.plan() != FREE:
        stage.clock.at = BEGAN + timedelta(minutes=10)
        stage.order(FREE, "free", None)
    _at_the_terms_end(stage)


def _bought(stage: Stage) -> None:
    stage.order(PREMIUM, "card")


def _renew(stage: Stage) -> None:
    stage.clock.at = max(stage.clock.at, datetime(2025, 7, 14))
    renew_membership(stage.services, stage.membership)
    record = stage.newest()
    if record is not None:
        charge_saved(stage.services, record.quote_id)


def _pay_for_days(stage: Stage) -> None:
    """A direct debit: the change takes effect, days later the money arrives and the provider says so."""
    quote_id = stage.order(PREMIUM, "card")
    _arrives(stage, quote_id)


def _arrives(stage: Stage, quote_id: str) -> None:
    stage.provider.ask("arrive", payer=stage.customer)
    payment = stage.services.database.reading(lambda store: store.payments.of_quote(quote_id))
    if payment is not None:
        work_event(stage.services, receive_event(stage.services, "card", payment.provider_id.encode(), {}))


def _come_back_for_days(stage: Stage) -> None:
    record = stage.newest()
    if record is None:
        if stage.plan() != PREMIUM:
            _pay_for_days(stage)
        return
    if record.status is ChangeState.AWAITING_PAYMENT:
        charge(stage.services, record)
    _arrives(stage, record.quote_id)


def _leave(stage: Stage) -> None:
    cancel_membership(stage.services, stage.owner, stage.membership, "Too dear")
    keep_membership(stage.services, stage.owner, stage.membership)
    cancel_membership(stage.services, stage.owner, stage.membership, None)
    _end_of_term(stage)


def _end_of_term(stage: Stage) -> None:
    stage.clock.at = max(stage.clock.at, datetime(2025, 7, 1))
    renew_membership(stage.services, stage.membership)


def _leave_again(stage: Stage) -> None:
    try:
        cancel_membership(stage.services, stage.owner, stage.membership, None)
    except (MembershipNotRunning, ChangeSettled):
        return
    _end_of_term(stage)


SCENARIOS = (
    Scenario("upgrade by card with 3-D Secure", _upgrade_by_card, _come_back_with_card, 1, 1, (PREMIUM, "active"),
             SECURE),
    Scenario("upgrade paid by hand", _upgrade_by_hand, _come_back_by_hand, 0, 1, (PREMIUM, "active")),
    Scenario("downgrade booked for the term's end", _book_downgrade, _come_back_to_downgrade, 0, 1, (FREE, "active"),
             plan=PREMIUM, amount="199"),
    Scenario("renewal by saved card", _renew, _renew, 2, 2, (PREMIUM, "active"), prepare=_bought),
    Scenario("direct debit and its webhook", _pay_for_days, _come_back_for_days, 1, 1, (PREMIUM, "active"), DELAYED),
    Scenario("a sum that no card takes", _upgrade_by_card, _come_back_with_card, 0, 1, (PREMIUM, "active"),
             credit_minor=14_728, least_minor=300),
    Scenario("membership cancelled", _leave, _leave_again, 0, 0, (BASIC, "cancelled")),
)  # fmt: skip


def write_people(network: Network, scenario: Scenario, numbers: range) -> None:
    """Write a customer, a membership, a site and its account credit for each number."""
    for number in numbers:
        _write_one(network, scenario, number)


def _write_one(network: Network, scenario: Scenario, number: int) -> None:
    membership, customer = FIRST_MEMBERSHIP + number, FIRST_CUSTOMER + number
    user, blog = FIRST_USER + number, FIRST_BLOG + number
    credit = scenario.credit_minor
    network.sql(
        f"INSERT INTO {{p}}wu_customers (id, user_id, type) VALUES ({customer}, {user}, 'customer');"
        "INSERT INTO {p}wu_memberships (id, customer_id, user_id, plan_id, addon_products, currency, initial_amount,"
        " recurring, duration, duration_unit, amount, date_created, date_renewed, date_expiration, times_billed,"
        f" status, gateway) VALUES ({membership}, {customer}, {user}, {scenario.plan}, 'a:0:{{}}', 'SEK',"
        f" {scenario.amount}, 1, 1, 'month', {scenario.amount}, '2025-06-01', '2025-06-01', '2025-07-01', 1,"
        " 'active', 'manual');"
        f"INSERT INTO {{p}}blogs (blog_id, site_id, domain, path) VALUES ({blog}, 1, 'a.test', '/{number}/');"
        f"INSERT INTO {{p}}blogmeta (blog_id, meta_key, meta_value) VALUES ({blog}, 'wu_type', 'customer_owned'),"
        f" ({blog}, 'wu_membership_id', '{membership}'), ({blog}, 'wu_customer_id', '{customer}');"
        "INSERT INTO {p}usermeta (user_id, meta_key, meta_value)"
        f" VALUES ({user}, '{{p}}{blog}_capabilities', 'a:0:{{}}');"
        f"INSERT INTO {{p}}bridge_account_credit VALUES ({customer}, 'SEK', {credit}, 0, '2025-06-01');"
        "INSERT INTO {p}bridge_account_credit_entries (customer_id, currency, amount_minor, cause, actor_user_id,"
        f" created_at) SELECT {customer}, 'SEK', {credit}, 'granted', 1, '2025-06-01' FROM DUAL WHERE {credit} > 0"
    )


def with_card(services: Services, clock: MovedClock, card: object) -> Services:
    """Return services on a clock that stands, with one more gateway."""
    gateways = Gateways({**services.gateways, "card": card})  # type: ignore[dict-item]
    return replace(services, clock=clock, gateways=gateways)
