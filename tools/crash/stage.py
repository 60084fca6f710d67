"""One membership with its owner, site and clock, and what its owner, a network admin and the provider do with it."""

from __future__ import annotations

from collections.abc import Iterable
from ctypes import c_longlong
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from multiprocessing.sharedctypes import RawValue

from bridge.account.vat import Answer
from bridge.changes import change as changing
from bridge.changes.events import receive_event, work_event
from bridge.changes.pay import Means, charge
from bridge.changes.quoting import make_quote
from bridge.changes.receive import Money
from bridge.gateways.port import Gateways
from bridge.network_admin.forms import Notation
from bridge.network_admin.payments import ALL_NOW, mark_paid
from bridge.network_admin.refunds import RefundAnswer, Wanted, refund
from bridge.people import Actor
from bridge.ports import Services
from bridge.pricing.calendar import Period
from bridge.pricing.snapshot import Selection
from bridge.store.changes import PAYABLE_STATES, ChangeRecord
from bridge.store.journal import JournalRow
from bridge.store.memberships import MembershipFacts
from bridge.store.payments import PaymentRecord
from bridge.store.refunds import Destination
from bridge.store.store import Store
from bridge.worker import Surroundings, run_all_once
from tools.crash.card import event
from tools.crash.provider import CARD, Provider
from tools.network.network import Network

FREE, BASIC, PREMIUM = 1, 2, 3
MONTH = Period(1, "month")
BEGAN = datetime(2025, 6, 15, 10)
FIRST_MEMBERSHIP, FIRST_CUSTOMER, FIRST_USER, FIRST_BLOG = 700_000, 800_000, 9_700_000, 970_000
FIRST_RECEIVER = 9_800_000
ADMIN = Actor(user_id=9001, blog_id=1, is_network_admin=True)
NOTATION = Notation(".", ",")

#: What the register of VAT numbers of these runs says of every number: nobody is asked outside this machine.
REGISTERED = Answer(is_valid=True, proof="WAPI1")

#: Of these states of a payment the provider tells.
_TOLD = ("on_its_way", "succeeded", "failed", "cancelled")


class MovedClock:
    """A clock that stands where it is put, also by a process that was forked off this one and has died."""

    def __init__(self, at: datetime) -> None:
        self._microseconds = RawValue(c_longlong)
        self.at = at

    @property
    def at(self) -> datetime:
        """Where it stands."""
        return BEGAN + timedelta(microseconds=self._microseconds.value)

    @at.setter
    def at(self, instant: datetime) -> None:
        self._microseconds.value = (instant - BEGAN) // timedelta(microseconds=1)

    def now(self) -> datetime:
        """Return where it stands."""
        return self.at


class NothingToOrder(Exception):
    """What was chosen is what the membership holds."""


class NothingPaid(Exception):
    """Nothing was received for the membership."""


@dataclass(frozen=True, slots=True)
class Person:
    """What is written before anything is played: a membership of one term, and account credit that was granted."""

    plan: int = BASIC
    amount: str = "99"
    unit: str = "month"
    credit_minor: int = 0
    bank: str = CARD
    slow_refunds: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """One membership with its owner and site, and all that plays with them; ``buyer``: whose it is, if another's.

    ``others`` are further customers with whose money this one's may meet: memberships go from one to the other.
    """

    number: int
    services: Services
    clock: MovedClock
    provider: Provider
    network: Network
    buyer: int | None = None
    others: tuple[int, ...] = ()

    @property
    def membership(self) -> int:
        """Return the membership's id."""
        return FIRST_MEMBERSHIP + self.number

    @property
    def customer(self) -> int:
        """Return the customer's id."""
        return FIRST_CUSTOMER + (self.buyer or self.number)

    @property
    def owner(self) -> Actor:
        """Return the owner on their site."""
        return Actor(user_id=FIRST_USER + (self.buyer or self.number), blog_id=FIRST_BLOG + self.number)

    @property
    def receiver(self) -> Actor:
        """Return who may be given the membership: a user who is no customer before."""
        return Actor(user_id=FIRST_RECEIVER + self.number, blog_id=FIRST_BLOG + self.number)

    @property
    def login(self) -> str:
        """Return what the owner is called."""
        return f"owner{self.buyer or self.number}"

    @property
    def payers(self) -> tuple[int, ...]:
        """Return whose the membership is, and who may have been given it."""
        received = self.services.database.reading(lambda store: store.gifts.customer_of(self.receiver.user_id))
        return (self.customer,) if received is None else (self.customer, received)

    @property
    def customers(self) -> tuple[int, ...]:
        """Return all with whose money this membership's may have met."""
        return (*dict.fromkeys((*self.payers, *self.others)),)

    def as_held(self) -> Stage:
        """Return the same membership played by whose it is now."""
        facts = self.facts()
        return self if facts is None else replace(self, buyer=facts.snapshot.customer.id - FIRST_CUSTOMER)

    def quoted(self, plan: int, period: Period | None = MONTH, code: str = "") -> str:
        """Choose a plan and return its quote's id.

        :raises NothingToOrder: where it is what is held.
        """
        quote = make_quote(self.services, self.owner, self.membership, Selection(plan, {}, period, code))
        if quote.id is None:
            raise NothingToOrder(self.membership)
        return quote.id

    def order(self, plan: int, gateway: str, period: Period | None = MONTH, code: str = "") -> str:
        """Choose a plan and confirm it; a card is saved with that, for the terms that follow."""
        quote_id = self.quoted(plan, period, code)
        changing.confirm(self.services, self.owner, quote_id, gateway, Means(saves=gateway == "card"))
        return quote_id

    def sql(self, text: str) -> list[list[str]]:
        """Read or write past the service, as somebody else does."""
        return self.network.sql(text)

    def facts(self) -> MembershipFacts | None:
        """Return the membership as it stands, None where it is gone."""
        return self.services.database.reading(lambda store: store.memberships.load(self.membership))

    def happened(self, event: str) -> list[JournalRow]:
        """Return what the membership's journal has of one kind."""
        chain = self.services.database.reading(lambda store: store.journal.chain(self.membership))
        return [row for row in chain if row.event.event == event]

    def newest(self) -> ChangeRecord | None:
        """Return what the membership has under way or booked."""
        facts = self.facts()
        if facts is None:
            return None
        found = facts.under_way or facts.scheduled
        return found.record if found else None

    def plan(self) -> int:
        """Return the plan that is held."""
        facts = self.facts()
        return facts.snapshot.membership.plan_id if facts else 0

    def payment_of(self, quote_id: str) -> PaymentRecord | None:
        """Return the payment of an order."""
        return self.services.database.reading(lambda store: store.payments.of_quote(quote_id))

    def authenticate(self) -> None:
        """Pass 3-D Secure at the bank for whatever waits for it."""
        self.provider.ask("authenticate", payer=self.customer)

    def page_asks(self, quote_id: str) -> None:
        """Let the page that its owner comes back to ask for the money of an order."""
        record = self.services.database.reading(lambda store: store.changes.find(quote_id))
        if record is not None and record.status in PAYABLE_STATES:
            charge(self.services, record)

    def hear(self, event_id: str, subject: str, about: str) -> None:
        """Receive what the provider tells, then work it."""
        work_event(self.services, receive_event(self.services, "card", event(event_id, subject, about), {}))

    def hear_all(self) -> None:
        """Receive all that the provider has to tell of this customer's payments, as it sends it until it is heard."""
        own = {one["name"]: one["state"] for one in self.provider.payments_of(self.payers)}
        for name, state in own.items():
            if state in _TOLD:
                self.hear(f"{name} {state}", "payment", name)
        for kind, subject in (("refunds", "refund"), ("disputes", "dispute")):
            for name, one in self.provider.ask("all", kind=kind).items():
                if one["payment"] in own:
                    self.hear(f"{name} {one['state']}", subject, name)

    def mark(self, quote_id: str, money: Money = ALL_NOW) -> None:
        """Let a network admin say that money of an order came by hand."""
        payment = self.payment_of(quote_id)
        if payment is not None:
            mark_paid(self.services, ADMIN, payment.payment_id, money)

    def paid(self) -> PaymentRecord:
        """Return the first payment that was received, by whatever way.

        :raises NothingPaid: where there is none.
        """

        def first(store: Store) -> PaymentRecord | None:
            received = (row for row in store.journal.chain(self.membership) if row.event.event == "payment_received")
            return next((store.payments.find(row.event.data["payment_id"]) for row in received), None)

        payment = self.services.database.reading(first)
        if payment is None:
            raise NothingPaid(self.membership)
        return payment

    def refund(self, amount: str = "", to: Destination = "payer", key: str = "the form's") -> RefundAnswer:
        """Let a network admin refund the one payment: all of it, or so much."""
        return refund(self.services, ADMIN, self.paid().payment_id, Wanted(amount, "As agreed", to, key), NOTATION)

    def with_services(self, services: Services) -> Stage:
        """Return the same stage played by other services."""
        return replace(self, services=services)


def register(_number: str, _requester: str) -> Answer:
    """Answer as the register of VAT numbers."""
    return REGISTERED


def worker_comes(services: Services) -> None:
    """Let a worker do each of its tasks once."""
    run_all_once(services, Surroundings(register=register))


def with_card(services: Services, clock: MovedClock, card: object) -> Services:
    """Return services on a clock that stands, with one more gateway."""
    gateways = Gateways({**services.gateways, "card": card})  # type: ignore[dict-item]
    return replace(services, clock=clock, gateways=gateways)


def write_people(network: Network, person: Person, stages: Iterable[Stage]) -> None:
    """Write a membership and a site for each, and a customer with their account credit."""
    written = "".join(_written(person, stage) for stage in stages)
    network.sql(f"START TRANSACTION; {written} COMMIT")


def settle_sample(network: Network) -> None:
    """Let nobody have edited the sample's products since before these runs begin: their limits hold as they are."""
    network.sql("UPDATE {p}wu_products SET date_modified = '2025-01-01', date_created = '2025-01-01'")


def _written(person: Person, stage: Stage) -> str:
    """Return the statements that write one; whose customer was written with another membership has it already."""
    membership, customer = stage.membership, stage.customer
    user, blog = stage.owner.user_id, stage.owner.blog_id
    credit, since = person.credit_minor, "2025-06-01" if person.unit == "month" else "2024-07-01"
    buyer = (
        f"INSERT INTO {{p}}wu_customers (id, user_id, type) VALUES ({customer}, {user}, 'customer');"
        f"INSERT INTO {{p}}bridge_account_credit VALUES ({customer}, 'SEK', {credit}, 0, '2025-06-01', DEFAULT);"
        "INSERT INTO {p}bridge_account_credit_entries (customer_id, currency, amount_minor, cause, actor_user_id,"
        f" created_at) SELECT {customer}, 'SEK', {credit}, 'granted', 1, '2025-06-01' FROM DUAL WHERE {credit} > 0;"
    )
    people = (
        "INSERT IGNORE INTO {p}users (ID, user_login, user_email, display_name) VALUES"
        f" ({user}, '{stage.login}', '{stage.login}@a.test', 'Owner'),"
        f" ({stage.receiver.user_id}, 'receiver{stage.number}', 'receiver{stage.number}@a.test', 'Receiver');"
    )
    own = (
        "INSERT INTO {p}wu_memberships (id, customer_id, user_id, plan_id, addon_products, currency, initial_amount,"
        " recurring, duration, duration_unit, amount, date_created, date_renewed, date_expiration, times_billed,"
        f" status, gateway) VALUES ({membership}, {customer}, {user}, {person.plan}, 'a:0:{{}}', 'SEK',"
        f" {person.amount}, 1, 1, '{person.unit}', {person.amount}, '{since}', '{since}', '2025-07-01', 1,"
        " 'active', 'manual');"
        f"INSERT INTO {{p}}blogs (blog_id, site_id, domain, path) VALUES ({blog}, 1, 'a.test', '/{stage.number}/');"
        f"INSERT INTO {{p}}blogmeta (blog_id, meta_key, meta_value) VALUES ({blog}, 'wu_type', 'customer_owned'),"
        f" ({blog}, 'wu_membership_id', '{membership}'), ({blog}, 'wu_customer_id', '{customer}');"
        "INSERT INTO {p}usermeta (user_id, meta_key, meta_value)"
        f" VALUES ({user}, '{{p}}{blog}_capabilities', 'a:0:{{}}');"
    )
    return (buyer if stage.buyer in (None, stage.number) else "") + people + own
