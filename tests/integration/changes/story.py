"""A membership at a literal date, and the ways to look at what was written for it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bridge.changes.calls import AGREEMENT_VERSION
from bridge.changes.events import receive_event, work_event
from bridge.gateways.port import Dispute, DisputeOutcome, Gateways
from bridge.operations.journal import verify
from bridge.people import Actor
from bridge.ports import Services
from bridge.pricing.calendar import Period
from bridge.pricing.price import price_change
from bridge.pricing.quote import Quote
from bridge.pricing.snapshot import Selection
from bridge.quotas.materialise import materialise_site
from bridge.store.providers import Agreement
from bridge.store.quotes import StoredQuote
from tests.fakes.card import CardGateway, webhook
from tests.integration.added_up import added_up
from tools.network.network import Network

FREE, BASIC, PREMIUM, BUSINESS, DISK, VISITS, CONSULTING = 1, 2, 3, 4, 5, 6, 7
MONTH, YEAR = Period(1, "month"), Period(1, "year")

MEMBERSHIP, CUSTOMER, USER, BLOG = 501, 601, 9601, 901
OWNER = Actor(user_id=USER, blog_id=BLOG)
STRANGER = Actor(user_id=9999, blog_id=1)
ADMIN = Actor(user_id=9001, blog_id=1, is_network_admin=True)
OTHER_ADMIN = Actor(user_id=9002, blog_id=1, is_network_admin=True)


class SetClock:
    """A clock that stands where it was set."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


@dataclass(frozen=True, slots=True)
class Story:
    """The network's database, the services on it with a clock of our own, and one membership."""

    network: Network
    services: Services
    clock: SetClock
    card: CardGateway

    def membership(
        self,
        plan: int = BASIC,
        *,
        amount: str = "99",
        unit: str = "month",
        start: str | None = "2025-06-01 00:00:00",
        end: str | None = "2025-07-01 00:00:00",
        status: str = "active",
        billed: int = 1,
        addons: str = "a:0:{}",
        gateway: str = "manual",
        subscription: str = "",
        credit_minor: int = 0,
    ) -> None:
        """Write a customer with a membership, a site, and account credit that an admin granted."""
        self.sql(
            f"INSERT INTO {{p}}wu_customers (id, user_id, type) VALUES ({CUSTOMER}, {USER}, 'customer');"
            f"INSERT INTO {{p}}wu_memberships (id, customer_id, user_id, plan_id, addon_products, currency,"
            f" initial_amount, recurring, duration, duration_unit, amount, date_created, date_renewed,"
            f" date_expiration, date_trial_end, times_billed, status, gateway, gateway_subscription_id)"
            f" VALUES ({MEMBERSHIP}, {CUSTOMER}, {USER}, {plan}, '{addons}', 'SEK', {amount}, {int(amount != '0')},"
            f" 1, '{unit}', {amount}, {quoted(start)}, {quoted(start)}, {quoted(end)},"
            f" {quoted(end if status == 'trialing' else None)}, {billed}, '{status}', '{gateway}', '{subscription}');"
            f"INSERT INTO {{p}}blogs (blog_id, site_id, domain, path) VALUES ({BLOG}, 1, 'a.test', '/a/');"
            f"INSERT INTO {{p}}blogmeta (blog_id, meta_key, meta_value) VALUES"
            f" ({BLOG}, 'wu_type', 'customer_owned'), ({BLOG}, 'wu_membership_id', '{MEMBERSHIP}'),"
            f" ({BLOG}, 'wu_customer_id', '{CUSTOMER}');"
            "INSERT INTO {p}usermeta (user_id, meta_key, meta_value) VALUES"
            f" ({USER}, '{{p}}{BLOG}_capabilities', 'a:1:{{s:13:\"administrator\";b:1;}}')"
        )
        if credit_minor:
            self.sql(
                "INSERT INTO {p}bridge_account_credit VALUES"
                f" ({CUSTOMER}, 'SEK', {credit_minor}, 0, '2025-06-01', DEFAULT);"
                "INSERT INTO {p}bridge_account_credit_entries"
                " (customer_id, currency, amount_minor, cause, actor_user_id, created_at)"
                f" VALUES ({CUSTOMER}, 'SEK', {credit_minor}, 'granted', 1, '2025-06-01')"
            )

    def second_membership(self) -> None:
        """Write the same customer another membership on Basic."""
        self.sql(
            "INSERT INTO {p}wu_memberships (id, customer_id, user_id, plan_id, currency, initial_amount, recurring,"
            " duration, duration_unit, amount, date_created, date_expiration, times_billed, status, gateway)"
            f" SELECT 502, customer_id, user_id, plan_id, currency, initial_amount, recurring, duration, duration_unit,"
            f" amount, date_created, date_expiration, times_billed, status, gateway FROM {{p}}wu_memberships"
            f" WHERE id = {MEMBERSHIP}"
        )

    def agrees(self, gateway: str = "card") -> None:
        """The customer lets the membership be charged without them, with whatever they have saved there."""
        agreement = Agreement(CUSTOMER, MEMBERSHIP, gateway, AGREEMENT_VERSION, "en_US", USER)
        self.services.database.transaction(lambda store: store.providers.agree(agreement, self.clock.at))

    def quote(
        self,
        plan: int,
        addons: dict[int, int] | None = None,
        period: Period | None = MONTH,
        membership: int = MEMBERSHIP,
    ) -> str:
        """Price a change now and keep the quote; return its id."""
        selection = Selection(plan, addons or {}, period)

        def make(store: Any) -> str:
            facts = store.memberships.load(membership)
            quote = price_change(facts.snapshot, selection, self.clock.at)
            assert isinstance(quote, Quote), quote
            quote_id = self.services.new_id()
            names = {product.id: product.name for product in facts.snapshot.products.values()}
            store.quotes.add(StoredQuote(quote_id, membership, CUSTOMER, USER, selection, quote, names, {}, {}))
            return quote_id

        return self.services.database.reading(make)

    def sql(self, statement: str) -> list[list[str]]:
        """The rows of a statement, as text."""
        return self.network.sql(statement)

    def one(self, statement: str) -> list[str]:
        """The only row of a statement."""
        rows = self.sql(statement)
        assert len(rows) == 1, rows
        return rows[0]

    def row(self, columns: str = "plan_id, status, amount, times_billed") -> list[str]:
        """Columns of the membership."""
        return self.one(f"SELECT {columns} FROM {{p}}wu_memberships WHERE id = {MEMBERSHIP}")

    def change(self, quote_id: str, columns: str = "status") -> list[str]:
        """Columns of a change."""
        return self.one(f"SELECT {columns} FROM {{p}}bridge_changes WHERE quote_id = '{quote_id}'")

    def payment(self, quote_id: str) -> list[str]:
        """Id, status and total of a change's payment, ours and the shared one's."""
        return self.one(
            "SELECT ours.payment_id, ours.status, ours.amount_minor, shared.status, shared.total"
            " FROM {p}bridge_payments AS ours LEFT JOIN {p}wu_payments AS shared ON shared.id = ours.shared_id"
            f" WHERE ours.quote_id = '{quote_id}'"
        )

    def payment_id(self, quote_id: str) -> int:
        """The id of a change's payment."""
        return int(self.payment(quote_id)[0])

    def settled(self, columns: str) -> list[list[str]]:
        """Columns of the membership's settled lines."""
        return self.sql(
            f"SELECT {columns} FROM {{p}}bridge_settled_lines WHERE membership_id = {MEMBERSHIP} ORDER BY id"
        )

    def credit(self) -> list[str]:
        """Balance and reservation of the account credit."""
        rows = self.sql(
            f"SELECT balance_minor, reserved_minor FROM {{p}}bridge_account_credit WHERE customer_id = {CUSTOMER}"
        )
        return rows[0] if rows else ["0", "0"]

    def events(self) -> list[str]:
        """The journal's events in order; the chain is whole."""
        assert verify(self.services, MEMBERSHIP) is None
        rows = self.sql(f"SELECT event FROM {{p}}bridge_journal WHERE membership_id = {MEMBERSHIP} ORDER BY sequence")
        return [row[0] for row in rows]

    def slots(self) -> int:
        """How many operations are open."""
        return int(self.one("SELECT COUNT(*) FROM {p}bridge_open_operations")[0])

    def mails(self) -> list[tuple[str, int]]:
        """Template and user of each mail in the outbox."""
        rows = self.sql("SELECT payload FROM {p}bridge_outbox WHERE topic = 'mail' ORDER BY id")
        payloads = [json.loads(row[0].replace("\\\\", "\\")) for row in rows]
        return [(payload["template"], payload["user_id"]) for payload in payloads]

    def paid_letters(self) -> list[tuple[str, int, int]]:
        """Template, payment and sum of each letter that a receipt goes along with."""
        rows = self.sql("SELECT payload FROM {p}bridge_outbox WHERE topic IN ('mail', 'tell_elsewhere') ORDER BY id")
        payloads = [json.loads(row[0].replace("\\\\", "\\")) for row in rows]
        said = [(payload["template"], payload["params"]) for payload in payloads if "template" in payload]
        return [(template, to["payment_id"], to["amount_minor"]) for template, to in said if "payment_id" in to]

    def quota(self) -> dict[str, Any]:
        """What limits the site, by the tables, at the clock's instant; what is missing is asked for."""
        missing = self.sql(
            f"SELECT 1 FROM (SELECT {BLOG} AS blog_id) AS asked"
            " LEFT JOIN {p}bridge_site_limits AS sites ON sites.blog_id = asked.blog_id"
            " LEFT JOIN {p}bridge_holdings AS held ON held.membership_id = sites.membership_id"
            " LEFT JOIN {p}bridge_product_limits AS products ON products.product_id = held.product_id"
            " WHERE products.product_id IS NULL"
        )
        if missing:
            materialise_site(self.services, BLOG)
        return added_up(self.sql, BLOG, self.clock.at.isoformat(sep=" "))


def disputed(story: Story, outcome: DisputeOutcome) -> int:
    """The provider tells how a dispute about the first payment by card stands; its amount."""
    by_card = "FROM {p}bridge_payments WHERE gateway = 'card' ORDER BY payment_id"
    provider_id, paid = story.sql(f"SELECT provider_id, amount_minor {by_card}")[0]
    amount = int(paid)
    story.card.disputes["dp_1"] = Dispute("dp_1", outcome, provider_id, amount, "SEK")
    body, headers = webhook("dp_1", story.clock.at, "dispute", f"evt_{outcome.value}")
    work_event(story.services, receive_event(story.services, "card", body, headers))
    return amount


def quoted(text: str | None) -> str:
    """A value as SQL has it."""
    return "NULL" if text is None else f"'{text}'"


def with_clock(services: Services, clock: SetClock, card: CardGateway) -> Services:
    """The services with a clock that stands still and one more gateway."""
    return replace(services, clock=clock, gateways=Gateways({**services.gateways, card.id: card}))
